"""The lists of known disagreements and of look-alikes against the list of disagreements and the machine.

test_known_lists proves that the lists are sound; here they judge.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache

import pytest

from kgtools import ontology
from kgtools.claims.model import BACKGROUND, Corpus
from kgtools.compare import disagreements
from kgtools.compare.clash import Clash
from kgtools.curation import ledger
from tests.compare.test_known_lists import DISAGREEMENTS, LOOK_ALIKES
from tests.conftest import ROOT, real_corpus

TERMS = ontology.load(ROOT)
SAME_ORIGIN = "same-origin"
# Rows that stand in the list of disagreements under a type that is not theirs, with the reason.
ELSEWHERE = {
    # turnover-2019 weighs both articles against each other; the slip has an entry with the numbers of its table.
    "total-of-2019-against-another-article": "contradiction",
}


@cache
def corpus() -> Corpus:
    return real_corpus()


@cache
def found() -> tuple[Clash, ...]:
    return tuple(disagreements.clashes(corpus(), TERMS))


def known() -> list[Clash]:
    """The known disagreements as the clashes that they would be; `why` is the id of the row."""
    with DISAGREEMENTS.open(encoding="utf-8", newline="") as file:
        return [Clash(row["type"], tuple(row["claims"].split()), row["id"]) for row in csv.DictReader(file)]


def alike() -> list[tuple[str, ...]]:
    with LOOK_ALIKES.open(encoding="utf-8", newline="") as file:
        return [tuple(row["claims"].split()) for row in csv.DictReader(file)]


def by_machine(row: Clash) -> bool:
    """Whether the machine finds a known disagreement, under its type or under one that its type refines.

    A plan may also be found with its result by the proposals for data/outcomes.csv. What three articles have copied
    is found by twos.
    """
    claims = set(row.claims)
    if row.type == SAME_ORIGIN:
        runs = [claims & set(clash.claims) for clash in found() if clash.type == SAME_ORIGIN]
        return claims == set().union(*(shared for shared in runs if len(shared) > 1))
    for clash in found():
        refined = row.type == clash.type or row.type in disagreements._REFINED.get(clash.type, ())
        if refined and claims <= set(clash.claims):
            return True
    return row.type == "plan-versus-result" and claims in decided()


def entered(row: Clash) -> bool:
    """Whether a listed disagreement speaks of all claims of a known disagreement, under a type that goes with it."""
    wanted = replace(row, type=ELSEWHERE.get(row.why, row.type))
    return any(disagreements.covers(entry, wanted) for entry in corpus().disagreements)


@cache
def decided() -> tuple[set[str], ...]:
    """Each claim that tells a target with one that decides it, by the machine's own proposals."""
    proposed = ledger.outcomes(replace(corpus(), outcomes=()), TERMS)
    return tuple(
        {told, claim} for row in proposed for told in row["told_by"].split() for claim in row["decided_by"].split()
    )


def alone(keys: tuple[str, ...]) -> list[Clash]:
    """What the machine says of some claims without the rest of the corpus.

    Names as printed are left out as well, for they belong to other claims of the same articles.
    """
    claims = (claim for claim in corpus().claims if claim.article == BACKGROUND or claim.key in keys)
    return list(disagreements.clashes(replace(corpus(), claims=tuple(claims), printed={}), TERMS))


@pytest.mark.parametrize("row", known(), ids=lambda row: row.why)
def test_every_known_disagreement_stands_in_the_list_of_disagreements(row: Clash) -> None:
    entries = {entry.id: entry.type for entry in corpus().disagreements if set(row.claims) <= set(entry.claims)}
    assert entered(row), (row, entries)


def test_rows_that_are_entered_under_another_type_need_it() -> None:
    rows = {row.why: row for row in known()}
    for name in ELSEWHERE:
        assert not any(disagreements.covers(entry, rows[name]) for entry in corpus().disagreements), name


def test_the_machine_finds_what_it_is_known_to_find_and_every_type_of_it() -> None:
    with DISAGREEMENTS.open(encoding="utf-8", newline="") as file:
        expected = {row["id"] for row in csv.DictReader(file) if row["by"] == "machine"}
    assert {row.why for row in known() if by_machine(row)} == expected, "a row more is a gain: enter it"
    found = [row for row in known() if row.why in expected]
    assert len(found) >= 90
    assert {row.type for row in found} == set(TERMS.codes["disagreement-type"])
    assert all(entered(row) for row in found)


def test_no_look_alike_is_a_clash() -> None:
    """Common origin is left out: copies say the same and are no clash of what they say."""
    assert len(alike()) >= 60
    reported = [clash for keys in alike() for clash in alone(keys) if clash.type != SAME_ORIGIN]
    assert not reported


def test_known_disagreements_are_clashes_in_the_same_setting() -> None:
    """Or the test before could not fail."""
    rows = [row for row in known() if row.type != SAME_ORIGIN]
    assert sum(any(set(clash.claims) <= set(row.claims) for clash in alone(row.claims)) for row in rows) >= 50


def test_no_entry_of_the_list_of_disagreements_is_about_a_look_alike_alone() -> None:
    pairs = {frozenset(keys) for keys in alike()}
    assert not [entry.id for entry in corpus().disagreements if frozenset(entry.claims) in pairs]
