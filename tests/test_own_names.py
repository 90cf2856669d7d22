"""The tools name nothing of this project: neither its states, towns, people and bodies, nor its IRIs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kgtools import namespaces
from tests.conftest import ROOT

NAMED = {
    "states.csv": (),
    "people.csv": (),
    "bodies.csv": (),
    "places.csv": ("City", "Settlement", "Region", "District"),
}
# Where words of the languages themselves stand as examples: their letters, endings and spellings.
OF_LANGUAGES = ("languages/", "values/", "articles/endings.py", "articles/languages.py")
_SHORTEST = 5  # letters of a word that is surely a name of this project's
_CORE = re.escape(namespaces.CORE.removeprefix("https://").rstrip("/"))


def names(root: Path) -> Iterator[str]:
    """The ids and labels of states, towns and bodies of a project, and the surnames of its people."""
    for table, kinds in NAMED.items():
        with (root / "data" / "entities" / table).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if not kinds or row["kind"] in kinds:
                    labels = [row[column] for column in row if column.startswith("label_")]
                    if table == "people.csv":
                        labels = [label.split()[-1] for label in labels]
                    else:
                        yield row["id"].partition("/")[2]
                    yield from labels


def named(files: Iterable[Path], root: Path) -> list[str]:
    """Where files name what is the project's."""
    words = sorted({name for name in names(root) if len(name) >= _SHORTEST and name.isalpha()}, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])|{_CORE}")
    found = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{file.name}:{number}: {match[0]}" for match in pattern.finditer(line)]
    return found


def package() -> list[Path]:
    """The files of the tools, but for those about languages."""
    folder = ROOT / "kgtools"
    kinds = (".py", ".js", ".css", ".html", ".csv", ".md", ".txt", ".jsonl", ".yaml", ".rq", ".ttl")
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in kinds)
    return [path for path in found if not str(path.relative_to(folder)).startswith(OF_LANGUAGES)]


def test_the_tools_name_nothing_of_this_project() -> None:
    assert len(package()) > 400
    ours = [one for one in named(package(), ROOT) if not one.startswith("namespaces.py:") or "tandem-kg" not in one]
    assert ours == []
    lines = (ROOT / "kgtools" / "namespaces.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search(_CORE, line)] == [f'CORE = "{namespaces.CORE}"']


@pytest.mark.parametrize(
    "line",
    ["# as in Tashkent", "x = 'state/kazakhstan'", "'Казахстан'", "the Karimov years", f"<{namespaces.CORE}id/x>"],
)
def test_what_names_something_of_it_is_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "module.py"
    file.write_text(f"nothing = 1\n{line}\n", encoding="utf-8")
    assert [one.partition(": ")[0] for one in named([file], ROOT)] == ["module.py:2"]
