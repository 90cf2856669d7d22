"""Proposals held against their passages: what print is against, and what it is silent about, is never clean."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from kgtools.curation.proposals.judge import Judgement
from kgtools.curation.proposals.rows import PASSAGE
from tests.curation.proposals.made_up import BEKTUROV, FORUM, TURNOVER, fact, judged, quoted

LONG = "На форуме «Два берега», который прошёл в Термезе 4–5 мая 2031 года"
SPOKEN = {"record": "opinion", "quotes": quoted('which was "the first of its kind", did not adopt a declaration'),
          "speaker": [{"id": "person/shavkat-mirziyoyev"}], "about": {"id": "state/kazakhstan"},
          "stance": "critical", "gist": "The forum ended without a common text."}  # fmt: skip


def test_what_the_passage_prints_is_clean() -> None:
    records = [
        TURNOVER,
        fact(LONG, "+forum", "date", {"date": "2031-05-04/2031-05-05"}),
        fact(LONG, "+forum", "place", "place/termez"),
        fact("президент Узбекистана Шавкат Мирзиёев", "tenure/mirziyoyev-president-of-uzbekistan", "holder",
             "person/shavkat-mirziyoyev"),
    ]  # fmt: skip
    for found in judged(FORUM, *records).proposals[1:]:
        assert found.clean, found.words


WRONG: list[tuple[dict[str, Any], str]] = [
    (TURNOVER | {"value": "6.3"}, "the number does not stand in the passage"),
    (TURNOVER | {"unit": "million-usd"}, "speaks of 'million'"),
    (TURNOVER | {"bound": "exact"}, "a word that bounds it"),
    (TURNOVER | {"bound": "almost"}, "the passage has no word for it"),
    (TURNOVER | {"period": "2029"}, "the year does not stand in the passage"),
    (TURNOVER | {"flow": "balance"}, "no word for a balance"),
    (TURNOVER | {"qualifiers": ["forecast"]}, "the passage has no word for it"),
    (TURNOVER | {"measured": {"id": "state/kyrgyzstan"}}, "does not name"),
    (TURNOVER | {"modality": "target"}, "says it as 'target'"),
    (TURNOVER | {"certainty": "inferred"}, "read whether it follows"),
    (fact(LONG, "+forum", "date", {"date": "2031-05-06"}), "the day does not stand in the passage"),
    (fact("прошёл в Термезе", "+forum", "date", {"date": "2031"}), "2031"),
    (fact(LONG, "+forum", "place", "place/shymkent"), "does not name"),
    (fact("Казахстана и Узбекистана, по словам министра", "state/kyrgyzstan", "neighbourOf", "state/uzbekistan"),
     "does not name"),
    (fact("Казахстана и Узбекистана, по словам министра", "+forum", "host", "state/kazakhstan"),
     "the passage names state/uzbekistan too"),
    (fact(LONG, "document/allied-relations-treaty-2022", "signedIn", "place/termez"), "is meant: read it"),
    (fact(LONG, "+forum", "account", {"text": "It was held in spring."}), "in the reader's own words"),
    (SPOKEN, "in the reader's own words"),
]  # fmt: skip


@functools.cache
def all_judged() -> tuple[Judgement, ...]:
    """All of them in one file, which is ten times as quick."""
    return judged(FORUM, BEKTUROV, *(record for record, _ in WRONG)).proposals[2:]


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[said for _, said in WRONG])
def test_what_print_is_against_or_silent_about_is_to_be_looked_at(number: int) -> None:
    found, said = all_judged()[number], WRONG[number][1]
    assert not found.clean
    assert not found.refused
    assert said in "; ".join(word.text for word in found.words if word.check == PASSAGE)
