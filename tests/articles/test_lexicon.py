"""The words of a language: one file each, read strictly."""

from __future__ import annotations

import pytest

from kgtools import namespaces, ontology
from kgtools.articles import lexicon
from kgtools.errors import DataError
from tests.conftest import ROOT


@pytest.mark.parametrize("tag", namespaces.languages())
def test_the_file_of_a_language_is_whole_and_its_patterns_compile(tag: str) -> None:
    assert lexicon.reading(tag)["reading"]["cardinals"]["10"]


@pytest.mark.parametrize("tag", namespaces.languages())
def test_the_classes_of_the_file_of_a_language_are_those_of_the_ontology(tag: str) -> None:
    tables = lexicon.reading(tag)["reading"]["patterns"]
    kinds = {kind for key in ("before", "behind", "places", "documents", "event") for kind in tables[key]}
    assert kinds <= set(ontology.load(ROOT).parents)


def whole() -> str:
    return (lexicon.FOLDER / "en.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("month: month\n", "moth: month\n", "en.yaml:31: unknown key; found 'moth'; did you mean 'month'?"),
        ("month: month\n", "month: month\nmonth: moon\n", "en.yaml:32: the key is given twice"),
        ("month: month\n", "month: [moon]\n", "en.yaml:31: 'month' is of another sort; expected words"),
        ("month: month\n", "month: 'moon\n", "en.yaml:"),
        ("  seeming: ", "  seeming: (", "no regular expression; found '("),
        ("  - <month> <year> ", "  - (<month> <year> ", "no regular expression; found '("),
    ],
)
def test_a_fault_of_a_file_is_told_with_its_line(right: str, wrong: str, found: str) -> None:
    text = whole()
    assert right in text
    with pytest.raises(DataError) as error:
        lexicon.read("en.yaml", text.replace(right, wrong, 1), patterns=True)
    assert found in str(error.value)


def test_an_empty_file_and_a_lacking_key_are_told() -> None:
    with pytest.raises(DataError, match=r"en.yaml:1: the file has no keys"):
        lexicon.read("en.yaml", "# nothing\n")
    with pytest.raises(DataError, match="the key 'month' is missing"):
        lexicon.read("en.yaml", whole().replace("month: month\n", ""))


def test_the_checks_use_the_words_of_all_languages_together() -> None:
    assert {"december", "декабр", "желтоқсан", "dekabr"} == set(lexicon.MONTHS[12].split())
    assert lexicon.has(lexicon.UNITS["percent"], "өсім 5 пайыз")
    with pytest.raises(AttributeError, match="MOONS"):
        _ = lexicon.MOONS  # type: ignore[attr-defined]
