"""The tools and the core ontology name nothing of this project: neither its states, towns, people and bodies, nor its
IRIs, nor the ids of its things."""

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
KINDS = (".py", ".js", ".css", ".html", ".csv", ".md", ".txt", ".jsonl", ".yaml", ".rq", ".ttl")
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


def ids(root: Path) -> set[str]:
    """The ids of all things of a project, written as in its tables."""
    found: set[str] = set()
    for table in sorted((root / "data" / "entities").glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as lines:
            found |= {row["id"] for row in csv.DictReader(lines) if row.get("id")}
    return found


def named_by_id(files: Iterable[Path], root: Path) -> list[str]:
    """Where files name things of a project by their ids, as in tables, in IRIs or behind a prefix (state:avalon)."""
    known = ids(root)
    kinds = "|".join(sorted({identifier.partition("/")[0] for identifier in known}))
    form = re.compile(rf"(?<![\w-])({kinds})[:/]([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])")
    return [
        f"{file.name}:{number}: {match[1]}/{match[2]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for match in form.finditer(line)
        if f"{match[1]}/{match[2]}" in known
    ]


def core() -> list[Path]:
    """The files of the core ontology, that of the shapes among them: all but what the project says of its things."""
    found = (path for path in sorted((ROOT / "ontology").rglob("*")) if path.is_file())
    return [path for path in found if path.name != "own.ttl"]


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
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in KINDS)
    return [path for path in found if not str(path.relative_to(folder)).startswith(OF_LANGUAGES)]


def test_the_tools_name_nothing_of_this_project() -> None:
    assert len(package()) > 400
    ours = [one for one in named(package(), ROOT) if not one.startswith("namespaces.py:") or "tandem-kg" not in one]
    assert ours == []
    lines = (ROOT / "kgtools" / "namespaces.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search(_CORE, line)] == [f'CORE = "{namespaces.CORE}"']


def test_no_id_of_this_project_stands_in_the_tools_or_the_core_ontology() -> None:
    files = [path for path in (ROOT / "kgtools").rglob("*") if path.suffix in KINDS]
    assert {path.name for path in core()} >= {"tandem.ttl", "codes.ttl", "alignments.ttl", "rules-figure.ttl"}
    assert len(ids(ROOT)) > 600
    assert named_by_id([*sorted(files), *core()], ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        f"FILTER (?x = <{namespaces.CORE}id/indicator/trade>)", "t:measured state:kazakhstan ;",
        'usual = "place/central-asia"', "indicator/ethnic-uzbek-population",
    ],
)  # fmt: skip
def test_an_id_is_found_however_it_is_written(line: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.ttl"
    file.write_text(f"state:avalon place/camelot\n{line}\n", encoding="utf-8")
    assert [one.partition(": ")[0] for one in named_by_id([file], ROOT)] == ["rules.ttl:2"]


@pytest.mark.parametrize(
    "line",
    ["# as in Tashkent", "x = 'state/kazakhstan'", "'Казахстан'", "the Karimov years", f"<{namespaces.CORE}id/x>"],
)
def test_what_names_something_of_it_is_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "module.py"
    file.write_text(f"nothing = 1\n{line}\n", encoding="utf-8")
    assert [one.partition(": ")[0] for one in named([file], ROOT)] == ["module.py:2"]
