"""Proposals judged: what is clean, what a curator must look at, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from kgtools.curation.proposals.judge import Judgement
from tests.curation.proposals.made_up import BEKTUROV, BRIDGE, FORUM, TURNOVER, fact, judged, quoted

TERMEZ = "прошёл в Термезе"


def one(*records: dict[str, Any]) -> Judgement:
    """The last of some proposals, judged with the others."""
    found = judged(*records)
    assert found.findings == ()
    return found.proposals[-1]


def said(judgement: Judgement, check: str) -> str:
    return "; ".join(word.text for word in judgement.words if word.check == check)


def test_what_the_article_says_is_clean_and_has_the_cells_of_its_row() -> None:
    found = one(TURNOVER)
    assert found.clean
    assert found.anchor
    assert found.row["start"] == str(found.anchor.start)
    cells = {"indicator": "indicator/trade", "measured": "state/kazakhstan", "value": "6.2"}
    assert {column: found.row[column] for column in cells} == cells
    assert found.references["partner"].id == "state/uzbekistan"


@pytest.mark.parametrize(
    ("record", "check", "words"),
    [
        (fact("прошёл в Термезе 6 мая", "+forum", "place", "place/termez"), "quote", "not printed so"),
        (fact(TERMEZ, "+forum", "place", "place/termes"), "reference", "did you mean 'place/termez'"),
        (fact(TERMEZ, "+form", "place", "place/termez"), "reference", "did you mean 'forum'"),
        (fact(TERMEZ, "+forum", "plase", "place/termez"), "value", "did you mean 'place'"),
        (fact(TERMEZ, "+forum", "place", {"date": "2031"}), "value", "'place' takes a thing (Place); found a date"),
        (fact(TERMEZ, "+forum", "place", "state/kazakhstan"), "value", "this one is a State"),
        (fact(TERMEZ, "place/termez", "date", {"date": "2031"}), "value", "this one is a City"),
        (fact("4–5 мая 2031 года", "+forum", "date", {"date": "5.2031"}), "value", "a date in EDTF"),
        (fact(TERMEZ, "+forum", "place", "place/termez", modality="maybe"), "value", "unknown code"),
        (TURNOVER | {"value": "6,2"}, "value", "decimal point"),
        (TURNOVER | {"unit": "bilion-usd"}, "value", "did you mean 'billion-usd'"),
        ({**TURNOVER, "measured": None} | {"measured": {"name": "Средиземье"}}, "reference", "no thing called"),
        (FORUM | {"kind": "Forumm"}, "value", "did you mean 'Forum'"),
        (FORUM | {"quotes": []}, "quote", "it has no quote"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_a_word(record: dict[str, Any], check: str, words: str) -> None:
    others = [other for other in (FORUM, BEKTUROV) if other["new"] != record.get("new")]
    found = one(*others, record)
    assert found.refused
    assert not found.clean
    assert words in said(found, check)


def test_a_figure_without_whom_it_measures_is_open() -> None:
    found = one(BEKTUROV, {key: value for key, value in TURNOVER.items() if key != "measured"})
    assert "measured: missing" in said(found, "value")
    assert found.row["measured"] == ""


def test_a_passage_that_holds_nothing_is_judged_by_its_quote() -> None:
    empty = {"record": "empty", "why": "courtesy"}
    assert one(empty | {"quotes": quoted("Участники пожелали друг другу успеха")}).clean
    assert one(empty | {"quotes": quoted("Участники пожелали себе успеха")}).refused


def test_a_new_thing_may_be_called_by_its_name() -> None:
    found = one(BRIDGE, BEKTUROV, fact("подписали программу «Мост»", "+bridge", "signatory", "Ораз Бектуров"))
    assert found.references["value"].new == "bekturov"


@pytest.mark.parametrize("value", ["", "six", "6,2", "9" * 40])
def test_a_figure_without_a_number_is_refused_and_compared_with_nothing(value: str) -> None:
    found = judged(TURNOVER | {"value": value}, TURNOVER).proposals
    assert [one.refused for one in found] == [True, False]


def test_two_new_things_whose_keys_are_alike_stay_two() -> None:
    two = [FORUM | {"new": key} for key in ("two shores", "two-shores", "Two, shores")]
    ids = [one.row["id"] for one in judged(*two).proposals]
    assert ids == ["event/two-shores", "event/two-shores-new-1", "event/two-shores-new-2"]


def test_a_new_thing_is_clean_only_with_its_labels_in_all_languages() -> None:
    assert "labels: none in en, kk, uz" in said(one(FORUM), "value")
    labels = {language: f"Forum {language}" for language in ("en", "ru", "kk", "uz")}
    assert one(FORUM | {"labels": labels}).clean


def test_a_key_is_given_once() -> None:
    assert "line 2 has the key 'forum' too" in said(one(FORUM, FORUM), "reference")
