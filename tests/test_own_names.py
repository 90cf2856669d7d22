"""The tools, their languages and the core ontology name nothing of this project: neither its states, towns, people and
bodies, nor its IRIs, nor the ids of its things."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from kgtools import languages, namespaces
from tests.conftest import ROOT

NAMED = {
    "states.csv": (),
    "people.csv": (),
    "bodies.csv": (),
    "places.csv": ("City", "Settlement", "Region", "District"),
}
# Where words of the languages themselves stand as examples: their letters, endings and spellings.
OF_LANGUAGES = ("values/", "articles/endings.py", "articles/languages.py")
# Words in the tools' files of languages that are written as a name of this project, and what they are there.
ORDINARY = {
    "american": "whose dollars they are; a spelling of English", "сша": "whose dollars they are",
    "ақш": "whose dollars they are", "aqsh": "whose dollars they are",
    "british": "a spelling of English", "russian": "the name of a language", "kazakh": "the name of a language",
    "uzbek": "the name of a language", "өзбек": "no verb, though it ends as one",
    "forum of interregional cooperation": "what such a forum is called", "консультативтік кездесу": "a sort of meeting",
    "qarshi": "against, in Uzbek", "kitob": "book, in Uzbek", "bor": "go, in Uzbek",
    "osh": "grow, in Uzbek", "ош": "grow, in Uzbek", "unga": "to it, in Uzbek",
    "un": "flour, in Uzbek; a beginning of English words that deny", "yi": "a sound of Uzbek",
    "aiu": "three vowels of a pattern: shrank, shrink, shrunk",
}  # fmt: skip
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


def even(text: str) -> str:
    """A text in small letters, with one sign for every apostrophe and е for ё."""
    return re.sub("[ʻʼ‘’'`]", "’", text.lower()).replace("ё", "е")


def everything_named(root: Path) -> set[str]:
    """What things of a project are called, with their other names, and what its own files of languages name."""
    found: set[str] = set()
    for table in NAMED:
        with (root / "data" / "entities" / table).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                labels = [row[column] for column in row if column.startswith("label_")]
                labels += [alias.strip().partition("@")[0] for alias in row["aliases"].split("|")]
                if table == "people.csv":  # surnames, which stand before initials and behind first names
                    labels = [[part for part in label.split() if part[-1] != "."][-1] for label in labels if label]
                found |= set(filter(None, labels))
    for file in sorted((root / "languages").glob("*.yaml")):
        own = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)["reading"]
        found |= {name for words in own["adjectives"].values() for name in words.split()} | set(own["acronyms"].split())
        found |= {name.strip() for key in ("states", "regions") for name in own[key].split(",")}
        spelled = [pair.partition(":")[2] for key in ("towns", "waters") for pair in own[key].split(",")]
        found |= {name.strip() for names in (*spelled, *own["organizations"].values()) for name in names.split("|")}
    return {even(name) for name in found}


def named_in_words(files: Iterable[Path], root: Path) -> list[str]:
    """Where files of languages, in which words stand in small letters, name what is the project's."""
    known = sorted(everything_named(root), key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
    return [
        f"{file.name}:{number}: {match[0]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(even(line))
    ]


def package() -> list[Path]:
    """The files of the tools, but for those that have words of languages as examples."""
    folder = ROOT / "kgtools"
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in KINDS)
    return [path for path in found if not str(path.relative_to(folder)).startswith(OF_LANGUAGES)]


def test_the_tools_name_nothing_of_this_project() -> None:
    assert len(package()) > 400
    ours = [one for one in named(package(), ROOT) if not one.startswith("namespaces.py:") or "tandem-kg" not in one]
    assert ours == []
    lines = (ROOT / "kgtools" / "namespaces.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search(_CORE, line)] == [f'CORE = "{namespaces.CORE}"']


def test_the_languages_of_the_tools_name_nothing_of_this_project() -> None:
    files = sorted(languages.FOLDER.glob("*.yaml"))
    assert len(files) >= 4
    assert len(everything_named(ROOT)) > 1500
    found = named_in_words(files, ROOT)
    assert [one for one in found if one.partition(": ")[2] not in ORDINARY] == []
    assert set(ORDINARY) == {one.partition(": ")[2] for one in found}, "a word that is listed stands nowhere"


@pytest.mark.parametrize(
    "line",
    ["  towns: 'Astana: Нұрсұлтан'", "    apposition: his|uzbekistani", "  no-bodies: ISSN РУз", "idle: va Toshkent",
     "    UZ: o‘zbekistonlik", "  within: Южная Корея"],
)  # fmt: skip
def test_a_name_among_the_words_of_a_language_is_found(line: str, tmp_path: Path) -> None:
    file = tmp_path / "en.yaml"
    file.write_text(f"name: English\n{line}\n", encoding="utf-8")
    assert {one.partition(": ")[0] for one in named_in_words([file], ROOT)} == {"en.yaml:2"}


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
