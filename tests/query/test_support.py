"""Support, asked by thing, property and number of origins; and who speaks, in every question that lists claims."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import pyoxigraph as ox
import pytest

from kgtools.errors import UsageError
from kgtools.graph.labels import label
from kgtools.graph.terms import whole
from kgtools.query import ask, questions
from kgtools.sparql.execute import Answer
from tests.conftest import ROOT, Run

LISTING = [
    path
    for path in questions.questions(ROOT)
    if {"claim", "modality"} & set(questions.read_question(path).columns) == {"claim", "modality"}
]


def support(real: ox.Store, **given: str) -> list[dict[str, ox.NamedNode | ox.Literal | None]]:
    found = ask.run(ROOT, real, "support", given)
    assert isinstance(found, Answer)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]  # type: ignore[arg-type]


def test_support_lists_the_least_supported_first_those_of_one_article_included(real: ox.Store) -> None:
    for given in ({}, {"thing": "Kazakhstan"}):
        numbers = [whole(row["origins"]) for row in support(real, **given)]
        assert numbers == sorted(numbers)
        assert {1, 2, 3} <= set(numbers)
    assert 10 < len(support(real)) < 60


def test_support_names_as_many_origins_as_it_counts(real: ox.Store) -> None:
    """Of every statement about a state: as many origins as the number says, each with its articles."""
    named = defaultdict(set)
    for row in support(real, thing="state/uzbekistan"):
        # Figures of one statement share indicator, sides, flow, reporter and period; reporters are not in the rows.
        statement = tuple(row[name] for name in ("subject", "property", "value", "partner", "flow", "period"))
        named[statement, whole(row["origins"])].add(row["origin"])
    assert len(named) > 150
    assert [key for key, origins in named.items() if len(origins) < key[1]] == []


def test_support_is_narrowed_by_property_indicator_and_number(real: ox.Store) -> None:
    everything = support(real, thing="Kazakhstan")
    alone = support(real, thing="Kazakhstan", most="1")
    assert alone == [row for row in everything if whole(row["origins"]) == 1]
    parties = [label(real, row["property"], "en") for row in support(real, thing="Kazakhstan", property="сторона")]
    assert set(parties) == {"party"}
    trade = support(real, thing="Kazakhstan", property="Сауда")
    assert {label(real, row["property"], "uz") for row in trade} == {"Savdo"}
    with pytest.raises(UsageError, match=r"there is no property 'partys'; did you mean 'party'"):
        support(real, property="partys")
    with pytest.raises(UsageError, match=r"expected one of about, account, .*; and [0-9]+ more"):
        support(real, property="xyzzy")


@pytest.mark.parametrize(
    ("language", "shared"),
    [
        ("en", "shared passages: "),
        ("ru", "общие фрагменты: "),
        ("kk", "ортақ үзінділер: "),
        ("uz", "umumiy parchalar: "),
    ],
)
def test_support_names_articles_and_origins_by_their_labels(kgtools: Run, language: str, shared: str) -> None:
    asked = ("query", "support", "--thing", "Uzbekistan", "--format", "csv", "--lang", language)
    rows = list(csv.DictReader(io.StringIO(kgtools(*asked, cwd=ROOT).stdout)))
    assert any(row["origin"].startswith(shared) and ";" in row["origin"] for row in rows)
    assert any(row["origin"] == row["article"] for row in rows)
    assert not [row for row in rows for name in ("origin", "article") if "/" in row[name]]


def test_every_question_that_lists_claims_says_who_speaks() -> None:
    assert len(LISTING) > 25
    without = [path.stem for path in LISTING if "speaker" not in questions.read_question(path).columns]
    assert without == []
    assert [path.stem for path in LISTING if "certainty" not in questions.read_question(path).columns] == []


def test_what_experts_say_is_not_listed_as_the_articles_own(real: ox.Store) -> None:
    found = ask.run(ROOT, real, "said-by-article", {"article": "article/central-asian-cooperation"})
    assert isinstance(found, Answer)
    speaking = {text_of(row[0]): row[-1] for row in found.rows if row[-1] is not None}
    assert label(real, speaking["claim/central-asian-cooperation/f464"], "en") == "Sanat Kushkumbayev"


def text_of(term: object) -> str:
    assert isinstance(term, ox.NamedNode)
    return term.value.removeprefix("https://w3id.org/tandem-kg/")


def test_a_found_claim_says_how_it_is_meant(kgtools: Run) -> None:
    shown = kgtools("search", "no clauses on military partnership", "--format", "csv", cwd=ROOT).stdout
    (row,) = [row for row in csv.DictReader(io.StringIO(shown)) if row["id"] == "claim/central-asian-cooperation/f183"]
    assert row["kind"] == "fact (denied)"
