"""The words of a language: one file each, read strictly."""

from __future__ import annotations

import pytest

from kgtools import languages, namespaces, ontology
from kgtools.articles import lexicon
from kgtools.errors import DataError
from kgtools.languages import reading
from tests.conftest import ROOT


@pytest.mark.parametrize("tag", namespaces.languages())
def test_the_file_of_a_language_is_whole_and_its_patterns_compile(tag: str) -> None:
    text = (languages.FOLDER / f"{tag}.yaml").read_text(encoding="utf-8")
    assert reading.read(tag, text, patterns=True)["reading"]["cardinals"]["10"]


@pytest.mark.parametrize("tag", namespaces.languages())
def test_the_classes_of_the_file_of_a_language_are_those_of_the_ontology(tag: str) -> None:
    tables = lexicon.reading(tag)["reading"]["patterns"]
    kinds = {kind for key in ("before", "behind", "places", "documents", "event") for kind in tables[key]}
    assert kinds <= set(ontology.load(ROOT).parents)


def whole() -> str:
    return (languages.FOLDER / "en.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("month: month\n", "moth: month\n", "en.yaml:90: unknown key; found 'moth'; did you mean 'month'?"),
        ("month: month\n", "month: month\nmonth: moon\n", "en.yaml:91: the key is given twice"),
        ("month: month\n", "month: [moon]\n", "en.yaml:90: 'month' is of another sort; expected words"),
        ("month: month\n", "month: 'moon\n", "en.yaml:"),
        ("  seeming: ", "  seeming: (", "no regular expression; found '("),
        ("  - <month> <year> ", "  - (<month> <year> ", "no regular expression; found '("),
    ],
)
def test_a_fault_of_a_file_is_told_with_its_line(right: str, wrong: str, found: str) -> None:
    text = whole()
    assert right in text
    with pytest.raises(DataError) as error:
        reading.read("en.yaml", text.replace(right, wrong, 1), patterns=True)
    assert found in str(error.value)


def test_an_empty_file_is_told_and_a_key_may_be_left_out() -> None:
    with pytest.raises(DataError, match=r"en.yaml:1: the file has no keys"):
        reading.read("en.yaml", "# nothing\n")
    assert reading.read("en.yaml", whole().replace("month: month\n", "")).get("month") is None


def test_the_checks_use_the_words_of_all_languages_together() -> None:
    assert {"december", "декабр", "желтоқсан", "dekabr"} == set(lexicon.numbered("months")[12].split())
    assert lexicon.has(lexicon.units()["percent"], "өсім 5 пайыз")
    assert lexicon.table("units")["moons"] == ""
    assert not lexicon.has("", "any text"), "no words are found nowhere"
