"""The two lists that judge the comparison of claims: known disagreements, and look-alikes that are none.

They were drawn from the articles and the tables, not from what a program finds. Here it is only
proved that the lists themselves are sound.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.claims.model import Corpus
from kgtools.ontology import Ontology
from tests.conftest import ROOT, real_corpus

DISAGREEMENTS = Path(__file__).parent / "known_disagreements.csv"
LOOK_ALIKES = Path(__file__).parent / "look_alikes.csv"


def rows(path: Path, columns: list[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert reader.fieldnames == columns
        return list(reader)


def keys(row: dict[str, str]) -> frozenset[str]:
    found = row["claims"].split(" ")
    assert len(found) == len(set(found)), f"a claim stands twice: {row}"
    return frozenset(found)


@pytest.fixture(scope="module")
def words() -> Ontology:
    return ontology.load(ROOT)


@pytest.fixture(scope="module")
def corpus(words: Ontology) -> Corpus:
    return real_corpus()


@pytest.fixture(scope="module")
def disagreements() -> list[dict[str, str]]:
    return rows(DISAGREEMENTS, ["id", "type", "by", "claims", "why"])


@pytest.fixture(scope="module")
def look_alikes() -> list[dict[str, str]]:
    return rows(LOOK_ALIKES, ["claims", "why"])


Rows = list[dict[str, str]]


def test_every_row_names_two_or_more_known_claims_and_says_why(
    corpus: Corpus, disagreements: Rows, look_alikes: Rows
) -> None:
    for row in disagreements + look_alikes:
        claims = keys(row)
        assert len(claims) >= 2, row
        assert not claims - corpus.by_key.keys(), row
        assert row["why"] == row["why"].strip(), row
        assert row["why"].endswith("."), row


def test_no_row_stands_twice_and_both_lists_are_sorted(disagreements: Rows, look_alikes: Rows) -> None:
    for listed in (disagreements, look_alikes):
        assert not [claims for claims, times in Counter(map(keys, listed)).items() if times > 1]
        first = next(iter(listed[0]))
        assert listed == sorted(listed, key=lambda row: row[first])
    names = [row["id"] for row in disagreements]
    assert len(names) == len(set(names))


def test_no_look_alike_lies_within_a_disagreement_or_holds_one(disagreements: Rows, look_alikes: Rows) -> None:
    clashes = [keys(row) for row in disagreements]
    for row in look_alikes:
        pair = keys(row)
        assert not [clash for clash in clashes if pair <= clash or clash <= pair], row


def test_the_types_are_those_of_the_code_list_and_each_occurs(words: Ontology, disagreements: Rows) -> None:
    assert {row["type"] for row in disagreements} == set(words.codes["disagreement-type"])


def test_each_known_disagreement_says_who_can_find_it(words: Ontology, disagreements: Rows) -> None:
    assert {row["by"] for row in disagreements} == set(words.codes["found"])


def test_both_lists_are_long_and_cover_all_articles(corpus: Corpus, disagreements: Rows, look_alikes: Rows) -> None:
    assert len(disagreements) >= 60
    assert len(look_alikes) >= 80
    for listed in (disagreements, look_alikes):
        assert {key.partition("/")[0] for row in listed for key in keys(row)} == corpus.articles.keys() - {"background"}
