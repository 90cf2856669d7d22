"""Figures against figures: how two stand to each other, and which clashes a corpus holds."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import ontology
from kgtools.articles.anchors import Anchor
from kgtools.claims.model import BACKGROUND, Corpus, Fact, Figure
from kgtools.compare.clash import Clash
from kgtools.compare.figures import series
from kgtools.compare.figures.observations import Meanings, Observation, observation
from kgtools.compare.figures.relations import apart
from kgtools.values.numbers import Interval
from tests.conftest import ROOT, real_corpus

TERMS = ontology.load(ROOT)
A, B, C = "state/arcadia", "state/ruritania", "state/grand-fenwick"


def known(subject: str, property_: str, value: str) -> Fact:
    return Fact("background", f"{subject}-{property_}", None, "", (), "", "f", 1, f"indicator/{subject}", property_,
                value if property_ == "reciprocal" else f"indicator/{value}", "", "", "asserted", (), "")  # fmt: skip


KNOWN = (
    known("trade", "reciprocal", "true"), known("growth", "reciprocal", "true"), known("growth", "growthOf", "trade"),
    known("index", "reciprocal", "true"), known("index", "indexOf", "trade"), known("share", "shareOf", "trade"),
    known("per-head", "numerator", "product"), known("per-head", "denominator", "people"),
    known("treaties", "countedIn", "papers"), known("letters", "countedIn", "papers"),
    known("shops-growth", "growthOf", "shops"),
)  # fmt: skip
MEANINGS = Meanings.of(Corpus({}, {}, KNOWN, ()))


def figure(
    key: str, value: str, period: str = "2020", *, unit: str = "billion-usd", of: str = A, to: str = B,
    flow: str = "turnover", bound: str = "exact", modality: str = "asserted", reporter: str = "", origin: str = "",
    indicator: str = "trade", place: int = 0, qualifiers: tuple[str, ...] = (),
) -> Figure:  # fmt: skip
    article, _, id_ = key.partition("/")
    return Figure(article, id_, Anchor(place, place + 5, "x"), "stated", (), "", "f", 1, f"indicator/{indicator}",
                  of, to, flow, reporter, period, value, unit, bound, qualifiers, modality, (), origin)  # fmt: skip


def aim(key: str, value: str, period: str) -> Figure:
    return figure(key, value, period, modality="target")


def rate(key: str, value: str, period: str, unit: str = "percent", **more: object) -> Figure:
    return figure(key, value, period, indicator="growth", unit=unit, **more)  # type: ignore[arg-type]


def clashes(*reported: Figure) -> list[Clash]:
    return list(series.clashes(Corpus({}, {}, (*KNOWN, *reported), ()), TERMS))


def kinds(found: Iterable[Clash]) -> list[tuple[str, str]]:
    return [(clash.type, " ".join(clash.claims)) for clash in found]


def between(a: Figure, b: Figure) -> str:
    """The type of the clash between two figures, or nothing; the same whichever comes first."""
    found = kinds(clashes(a, b))
    assert kinds(clashes(b, a)) == found
    return " ".join(type_ for type_, _ in found)


# -- two figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "a", "b"),
    [
        ("", figure("x/1", "4.9"), figure("y/1", "4.9", of=B, to=A)),
        ("", figure("x/1", "4.9"), figure("y/1", "4 900", unit="million-usd")),
        ("", figure("x/1", "4.9"), figure("y/1", "4 870", unit="million-usd")),
        ("", figure("x/1", "4.9"), figure("y/1", "5", bound="almost")),
        ("", figure("x/1", "4.05"), figure("y/1", "4.1")),
        ("contradiction", figure("x/1", "4.9"), figure("y/1", "4.5")),
        ("contradiction", figure("x/1", "4.1"), figure("y/1", "5")),
        ("rounding", figure("x/1", "4.0"), figure("y/1", "4.07")),
        ("unit-slip", figure("x/1", "3.334"), figure("y/1", "3 333 503", unit="million-usd")),
        ("unit-slip", figure("x/1", "1.5"), figure("y/1", "15")),
        ("contradiction", figure("x/1", "1"), figure("y/1", "10")),
        ("other-period", figure("x/1", "4.9"), figure("y/1", "4.9", "2021")),
        ("other-period", figure("x/1", "4.9"), figure("y/1", "4.9", "2020-01/2020-10")),
        ("", figure("x/1", "4.9"), figure("y/1", "3", "")),
        ("other-period", figure("x/1", "4.9", ""), figure("y/1", "3", "")),
        ("contradiction", figure("x/1", "4.9", "", modality="planned"), figure("y/1", "3", "", modality="planned")),
        ("", figure("x/1", "4.9"), figure("y/1", "4.9", to=C)),
        ("", figure("x/1", "4.9"), figure("y/1", "3", qualifiers=("average",))),
        ("contradiction", figure("x/1", "4.9"), figure("y/1", "3", qualifiers=("estimate",))),
        ("", figure("x/1", "5"), figure("y/1", "5", bound="at-least")),
        ("contradiction", figure("x/1", "4.1"), figure("y/1", "5", bound="at-least")),
        ("", figure("x/1", "4.9"), figure("y/1", "3", modality="proposed")),
        ("", figure("x/1", "4.9"), figure("y/1", "4.9", flow="export")),
        ("", figure("x/1", "1.5", flow="export"), figure("y/1", "1.5", of=B, to=A, flow="import")),
        ("mirror-statistics", figure("x/1", "1.5", flow="export"), figure("y/1", "1.1", of=B, to=A, flow="import")),
        ("", figure("x/1", "1.5", flow="export"), figure("y/1", "1.1", flow="import")),
        ("mirror-statistics", figure("x/1", "4.9", reporter="body/a"), figure("y/1", "4.5", reporter="body/b")),
        ("revised-later", figure("x/1", "4.9", reporter="body/a"), figure("y/1", "4.5", reporter="body/a")),
        ("revised-later", aim("x/1", "5", "2020"), aim("y/1", "5", "../2022")),
        ("", aim("x/1", "5", "2020"), aim("y/1", "10", "2022")),
        ("", aim("x/1", "5", ""), aim("y/1", "5", "2022")),
        ("", aim("x/1", "5", "2020"), figure("y/1", "4.9")),
        ("", figure("x/1", "5"), figure("y/1", "5", unit="percent")),
        ("", figure("x/1", "5"), figure("y/1", "5", indicator="share")),
        # a share of one side's trade is not that of the other's
        ("", figure("x/1", "5", indicator="share"), figure("y/1", "5", of=B, to=A, indicator="share")),
    ],
)  # fmt: skip
def test_two_figures_stand_to_each_other(expected: str, a: Figure, b: Figure) -> None:
    assert between(a, b) == expected


printed = st.builds(
    lambda whole, decimals: f"{whole}.{decimals}" if decimals else str(whole),
    st.integers(0, 20_000),
    st.text("0123456789", max_size=2),
)
figure_values = st.builds(
    figure,
    st.sampled_from(["x/1", "x/2", "y/1"]),
    printed,
    st.sampled_from(["2020", "2021", "2020-01/2020-10", ""]),
    unit=st.sampled_from(["usd", "thousand-usd", "million-usd", "billion-usd", "percent"]),
    of=st.sampled_from([A, B]),
    to=st.sampled_from([A, B]),
    flow=st.sampled_from(["turnover", "export", "import"]),
    bound=st.sampled_from(["exact", "about", "almost", "over", "up-to"]),
    modality=st.sampled_from(["asserted", "planned", "target"]),
    reporter=st.sampled_from(["", "body/a", "body/b"]),
)
readings = figure_values.map(lambda reported: observation(reported, TERMS, MEANINGS))


@given(figure_values, figure_values)
def test_the_order_of_two_figures_has_no_influence(a: Figure, b: Figure) -> None:
    b = replace(b, article="z")
    assert clashes(a, b) == clashes(b, a)


@given(figure_values)
def test_the_same_figure_in_two_articles_is_no_clash(a: Figure) -> None:
    assert clashes(a, replace(a, article="z")) == []


@given(figure_values, figure_values)
def test_another_unit_for_both_changes_nothing(a: Figure, b: Figure) -> None:
    a, b = (replace(one, article=article, unit="million-usd") for one, article in ((a, "x"), (b, "z")))
    assert kinds(clashes(*(replace(one, unit="billion-usd") for one in (a, b)))) == kinds(clashes(a, b))


def widened(a: Observation, by: Decimal) -> Observation:
    return replace(a, interval=Interval(a.interval.low - by, a.interval.high + by))


@given(readings, readings, st.decimals(0, 10**9, places=1))
def test_a_wider_interval_never_makes_a_clash(a: Observation, b: Observation, by: Decimal) -> None:
    if apart([widened(a, by), b]):
        assert apart([a, b]) == {a, b}


# -- clashes ------------------------------------------------------------------------------------------


def test_all_values_of_one_series_and_time_make_one_clash() -> None:
    found = clashes(
        figure("x/1", "1.5"), figure("x/2", "629", unit="million-usd"), figure("y/1", "2.9", of=B, to=A),
        figure("z/1", "1.9"), figure("z/2", "7", "2021"),
    )  # fmt: skip
    assert kinds(found) == [("contradiction", "x/1 x/2 y/1 z/1")]
    assert "1.5 billion usd (x/1)" in found[0].why
    assert "629 million usd (x/2)" in found[0].why


def test_values_that_agree_are_no_clash() -> None:
    assert (
        clashes(figure("x/1", "4.9"), figure("y/1", "5", bound="almost"), figure("z/1", "4 930", unit="million-usd"))
        == []
    )


def test_sides_at_one_with_themselves_give_mirror_statistics() -> None:
    ours, theirs = figure("x/1", "1.5", flow="export"), figure("y/1", "1.1", of=B, to=A, flow="import")
    assert kinds(clashes(ours, theirs)) == [("mirror-statistics", "x/1 y/1")]
    third = figure("z/1", "2.2", flow="export")
    assert kinds(clashes(ours, theirs, third)) == [("contradiction", "x/1 y/1 z/1")]


def test_a_power_of_ten_is_distinguished_from_the_rest() -> None:
    reported = (
        figure("x/1", "3 333 503", unit="million-usd", place=1),
        figure("x/2", "1 393", unit="million-usd", flow="export", place=20),
        figure("x/3", "1 942", unit="million-usd", flow="import", place=30),
    )
    assert kinds(clashes(*reported)) == [("unit-slip", "x/1 x/2 x/3")]
    both = clashes(*reported, figure("y/1", "4.1"))
    assert kinds(both) == [("contradiction", "x/1 x/2 x/3 y/1"), ("unit-slip", "x/1 x/2 x/3")]
    assert kinds(clashes(*reported, figure("y/1", "3.3"))) == [("unit-slip", "x/1 x/2 x/3 y/1")]


def test_a_part_of_a_year_is_not_greater_than_the_year() -> None:
    assert kinds(clashes(figure("x/1", "4.1", "2022-01/2022-10"), figure("y/1", "3.3", "2022"))) == [
        ("contradiction", "x/1 y/1")
    ]
    assert clashes(figure("x/1", "3.3", "2022-01/2022-10"), figure("y/1", "4.1", "2022")) == []
    assert clashes(figure("x/1", "4.1", "2022-01/2022-10"), figure("y/1", "4.05", "2022")) == []
    # shares, and amounts that do not add up, may be greater in a part
    percent = {"unit": "percent", "indicator": "share"}
    assert clashes(figure("x/1", "41", "2022-01/2022-10", **percent), figure("y/1", "33", "2022", **percent)) == []


def test_the_rest_of_a_year_does_not_run_many_times_as_fast() -> None:
    part, whole = figure("x/1", "1.2", "2023-01/2023-11"), figure("y/1", "3.1", "2023")
    assert kinds(clashes(part, whole)) == [("contradiction", "x/1 y/1")]
    assert clashes(figure("x/1", "1.2", "2023-01/2023-03"), whole) == []
    assert clashes(figure("x/1", "2.5", "2023-01/2023-11"), whole) == []


def test_export_and_import_make_turnover() -> None:
    def reported(total: str) -> list[tuple[str, str]]:
        return kinds(clashes(figure("x/1", "1.9", flow="export", place=10),
                             figure("x/2", "1.4", flow="import", place=20), figure("y/1", total)))  # fmt: skip

    assert reported("3.3") == []
    assert reported("4.05") == [("contradiction", "x/1 x/2 y/1")]


def test_only_figures_of_one_article_and_one_side_are_added() -> None:
    exports, imports = figure("x/1", "1.9", flow="export"), figure("y/1", "1.4", flow="import")
    assert clashes(exports, imports, figure("z/1", "9")) == []
    other_side = figure("x/2", "1.4", of=B, to=A, flow="import")
    assert kinds(clashes(exports, other_side, figure("z/1", "9"))) == [("mirror-statistics", "x/1 x/2")]


def test_each_export_is_added_to_the_import_beside_it() -> None:
    from kgtools.compare.figures.derived import Derived

    reported = (
        figure("x/1", "3.0", flow="export", place=100), figure("x/2", "1.05", flow="import", place=120),
        figure("x/4", "1.9", flow="export", place=9100), figure("x/5", "1.4", flow="import", place=9120),
        figure("x/6", "1.1", flow="import", place=9900),
    )  # fmt: skip
    found = Derived([observation(one, TERMS, MEANINGS) for one in reported], MEANINGS)
    assert sorted(sum_.claims for sum_ in found.observations) == [("x/1", "x/2"), ("x/4", "x/5")]


def test_a_level_and_its_growth_lead_back() -> None:
    def reported(value: str, change: str = "31", unit: str = "percent") -> list[tuple[str, str]]:
        growth = rate("x/2", change, "2017", unit)
        return kinds(clashes(figure("x/1", "2.00", "2017"), growth, figure("y/1", value, "2016")))

    assert reported("1.5") == []
    assert reported("0.629") == [("contradiction", "x/1 x/2 y/1")]
    assert reported("1.3", "1.5", "times") == []
    assert reported("1.9", "1.5", "times") == [("contradiction", "x/1 x/2 y/1")]


def test_a_rate_over_years_leads_back_to_the_first() -> None:
    growth = rate("x/2", "2.5", "2016/2024", "times", bound="almost")
    level = figure("x/1", "4.27", "2024", bound="over")
    assert clashes(level, growth, figure("y/1", "1.75", "2016")) == []
    assert kinds(clashes(level, growth, figure("y/1", "629", "2016", unit="million-usd"))) == [
        ("contradiction", "x/1 x/2 y/1")
    ]
    index = figure("x/2", "250", "2016/2024", indicator="index", unit="percent")
    assert clashes(level, index, figure("y/1", "1.7", "2016")) == []
    assert kinds(clashes(level, index, figure("y/1", "1.2", "2016"))) == [("contradiction", "x/1 x/2 y/1")]


def test_growth_of_months_leads_back_to_the_same_months() -> None:
    level, growth = figure("x/1", "2.9", "2023-01/2023-11"), rate("x/2", "-12.6", "2023-01/2023-11")
    assert clashes(level, growth, figure("y/1", "3.4", "2022")) == []
    assert kinds(clashes(level, growth, figure("y/1", "3.0", "2022"))) == [("contradiction", "x/1 x/2 y/1")]


def test_a_level_and_the_growth_reported_beside_it_lead_on() -> None:
    before, growth = figure("x/1", "4.05", "2022", place=10), rate("x/2", "30", "2023", place=60)
    assert clashes(before, growth, figure("y/1", "5.3", "2023")) == []
    assert kinds(clashes(before, growth, figure("y/1", "4.1", "2023"))) == [("contradiction", "x/1 x/2 y/1")]
    assert clashes(before, replace(growth, anchor=Anchor(5000, 5001, "x")), figure("y/1", "4.1", "2023")) == []


def test_growth_of_a_year_that_is_that_of_its_months() -> None:
    def reported(index: str, period: str) -> list[tuple[str, str]]:
        return kinds(clashes(figure("x/1", "116.4", "2020/2021", indicator="index", unit="percent", flow="export"),
                             figure("y/1", "908", "2020", unit="million-usd", flow="export"),
                             figure("y/2", index, period, unit="million-usd", flow="export")))  # fmt: skip

    assert reported("1 057", "2021-01/2021-11") == [("other-period", "x/1 y/1 y/2")]
    assert reported("1 097", "2021-01/2021-11") == []
    assert reported("1 057", "2021") == []


def test_two_levels_are_held_against_a_growth_reported_elsewhere() -> None:
    reported = [figure("x/1", "1.6", "2021", place=500), figure("x/2", "1.9", "2022", place=520)]
    assert clashes(*reported, figure("x/3", "19", "2022", indicator="growth", unit="percent", place=540)) == []
    growth = rate("x/3", "38.4", "2022", place=40)
    own = figure("x/4", "1.92", "2022", place=30)
    assert ("contradiction", "x/1 x/2 x/3") in kinds(clashes(*reported, growth, own))


def test_growth_since_a_date_runs_to_the_value_without_one() -> None:
    shops = {"indicator": "shops", "unit": "item", "flow": ""}
    reported = [figure("x/1", "510", "2019-01", **shops), figure("x/2", "1 056", "", **shops)]

    def with_rate(times: str) -> list[tuple[str, str]]:
        return kinds(
            clashes(*reported, figure("x/3", times, "2019-01/", indicator="shops-growth", unit="times", flow=""))
        )

    assert with_rate("2.1") == []
    assert with_rate("3.1") == [("contradiction", "x/1 x/2 x/3")]


def test_a_quotient_is_held_against_its_parts() -> None:
    base = {"flow": "", "to": ""}

    def reported(value: str) -> list[tuple[str, str]]:
        return kinds(clashes(figure("x/1", "197.1", indicator="product", **base),
                             figure("x/2", "20.0", unit="million-persons", indicator="people", **base),
                             figure("x/3", value, unit="usd", indicator="per-head", **base)))  # fmt: skip

    assert reported("9 860") == []
    assert reported("13 300") == [("contradiction", "x/1 x/2 x/3")]


def test_a_share_is_held_against_part_and_whole() -> None:
    def reported(share: str) -> list[tuple[str, str]]:
        return kinds(clashes(figure("x/1", "2.7"), figure("x/2", "92", to=""),
                             figure("x/3", share, unit="percent", indicator="share")))  # fmt: skip

    assert reported("2.9") == []
    assert reported("3.8") == [("contradiction", "x/1 x/2 x/3")]


def test_totals_that_miss_by_the_last_digit_are_rounding() -> None:
    def reported(total: str) -> list[tuple[str, str]]:
        million = {"unit": "million-usd"}
        flows = figure("x/1", "908", flow="export", **million), figure("x/2", "2 097", flow="import", **million)
        return kinds(clashes(*flows, figure("x/3", total, **million)))

    assert reported("3 005") == []
    assert reported("3 006") == [("rounding", "x/1 x/2 x/3")]
    assert reported("3 106") == [("contradiction", "x/1 x/2 x/3")]


def counted(key: str, value: str, indicator: str) -> Figure:
    return figure(key, value, indicator=indicator, unit="item", flow="", to="")


def test_parts_that_almost_make_the_whole() -> None:
    parts = counted("x/2", "12", "treaties"), counted("x/3", "34", "letters")
    assert clashes(counted("x/1", "46", "papers"), *parts) == []
    assert kinds(clashes(counted("x/1", "47", "papers"), *parts)) == [("other-scope", "x/1 x/2 x/3")]
    assert kinds(clashes(counted("x/1", "45", "papers"), *parts)) == [("contradiction", "x/1 x/2 x/3")]
    # a greater remainder is a part that is not named
    assert clashes(counted("x/1", "90", "papers"), *parts) == []
    assert kinds(clashes(counted("x/1", "11", "papers"), counted("y/1", "12", "treaties"))) == [
        ("contradiction", "x/1 y/1")
    ]


def test_one_value_for_the_whole_and_for_its_part() -> None:
    assert kinds(clashes(counted("x/1", "500", "papers"), counted("y/1", "500", "treaties"))) == [
        ("other-scope", "x/1 y/1")
    ]
    assert clashes(counted("x/1", "500", "papers"), counted("x/2", "500", "treaties")) == []


@pytest.mark.parametrize(
    ("clash", "reported"),
    [
        (True, [figure("x/1", "4.1", "2019"), figure("y/1", "4.1", "2022")]),
        (False, [figure("x/1", "4.1", "2009"), figure("y/1", "4.1", "2022")]),  # far apart: chance
        (False, [figure("x/1", "4", "2019"), figure("y/1", "4", "2022")]),  # one digit: chance
        (True, [figure("x/1", "4", "2022"), figure("x/2", "4", "2023", place=9000)]),  # at two places of one article
        (False, [figure("x/1", "4.1", "2022"), figure("x/2", "4.1", "2023", place=60)]),  # side by side: a run
        (False, [figure("x/1", "4.1", "2019", origin="body/o"), figure("y/1", "4.1", "2022", origin="body/o")]),
        (True, [figure("x/1", "4.1", "2023-01/2023-11"), figure("x/2", "4.1", "2023", place=9000)]),
        (False, [figure("x/1", "9", "2021", indicator="growth", unit="percent"),
                 figure("x/2", "9", "2022", indicator="growth", unit="percent", place=9000)]),
    ],
)  # fmt: skip
def test_one_value_reported_of_several_times(clash: bool, reported: list[Figure]) -> None:
    assert [found.type for found in clashes(*reported)] == (["other-period"] if clash else [])


def test_values_without_a_time_clash_between_articles_only() -> None:
    shops = {"indicator": "shops", "unit": "item", "flow": ""}
    assert clashes(figure("x/1", "20", "", **shops), figure("x/2", "45", "", **shops)) == []
    assert kinds(clashes(figure("x/1", "20", "", **shops), figure("y/1", "45", "", **shops))) == [
        ("other-period", "x/1 y/1")
    ]
    assert clashes(figure("x/1", "20", "", **shops), figure("y/1", "45", "2020", **shops)) == []
    planned = {**shops, "modality": "planned"}
    assert kinds(clashes(figure("x/1", "20", "", **planned), figure("y/1", "45", "", **planned))) == [
        ("contradiction", "x/1 y/1")
    ]


def test_an_aim_with_two_dates_and_two_aims_for_one() -> None:
    aim = {"modality": "target"}
    first = figure("x/1", "5", "2020", **aim)
    assert kinds(clashes(first, figure("y/1", "5", "../2022", **aim))) == [("revised-later", "x/1 y/1")]
    assert kinds(clashes(first, figure("y/1", "8", "../2020", **aim))) == [("revised-later", "x/1 y/1")]
    assert clashes(first, figure("y/1", "10", "2030", **aim)) == []
    assert clashes(first, figure("y/1", "5", "", **aim)) == []
    assert clashes(first, figure("y/1", "3.6", "2020")) == []  # what came of it is another matter


def test_denials_are_not_compared() -> None:
    assert clashes(figure("x/1", "4.9"), figure("y/1", "1.1", modality="denied")) == []


# -- the whole ----------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(printed, st.sampled_from(["exact", "about", "almost", "over"])), max_size=12))
def test_the_extremes_find_what_all_pairs_would_find(values: list[tuple[str, str]]) -> None:
    reported = [figure(f"a{number}/1", value, bound=bound) for number, (value, bound) in enumerate(values)]
    answers = [observation(one, TERMS, MEANINGS) for one in reported]
    wanted = {a for a in answers if any(not a.interval.overlaps(b.interval) for b in answers)}
    assert apart(answers) == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(figure_values, max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_the_claims_does_not_matter(reported: list[Figure], chance: random.Random) -> None:
    reported = [replace(one, id=f"{number}") for number, one in enumerate(reported)]
    shuffled = reported[:]
    chance.shuffle(shuffled)
    assert clashes(*reported) == clashes(*shuffled)


def test_the_work_grows_with_the_figures_and_not_with_their_pairs() -> None:
    def reported(number: int) -> tuple[Figure, ...]:
        return tuple(
            figure(
                f"a{one % 7}/{one}", f"4.{one % 5}", f"{1900 + one % 100}", of=f"state/s{one // 100}", place=one * 50
            )
            for one in range(number)
        )

    def calls(number: int) -> int:
        """How many functions are called, which does not depend on what else the machine does."""
        corpus = Corpus({}, {}, (*KNOWN, *reported(number)), ())
        counted = [0]

        def count(_: object, event: str, __: object) -> None:
            counted[0] += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            assert list(series.clashes(corpus, TERMS))
        finally:
            sys.setprofile(None)
        return counted[0]

    few, many_ = calls(1_000), calls(8_000)
    assert many_ < 8 * few * 1.5, (few, many_)


# -- the lists that were drawn up before the comparison existed ---------------------------------------


def listed(name: str) -> list[dict[str, str]]:
    path = ROOT / "tests" / "compare" / name
    if not path.exists():
        pytest.skip(f"tests/compare/{name} is not there")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_figures(corpus: Corpus, row: dict[str, str]) -> bool:
    return all(isinstance(corpus.by_key.get(key), Figure) for key in row["claims"].split())


def test_known_disagreements_of_figures_are_found() -> None:
    """Those of outcomes and of common origin are found elsewhere; see kgtools.compare.origins."""
    corpus = real_corpus()
    known_ = [
        set(row["claims"].split())
        for row in listed("known_disagreements.csv")
        if of_figures(corpus, row)
        and row["by"] == "machine"
        and row["type"] not in ("plan-versus-result", "same-origin")
    ]
    found = [set(clash.claims) for clash in series.clashes(corpus, TERMS)]
    missed = [claims for claims in known_ if not any(claims <= clash for clash in found)]
    assert len(known_) > 50
    assert not missed


def test_no_look_alike_is_reported() -> None:
    """Alone, without the rest of the corpus: beside a third value two that agree may stand in one clash."""
    corpus = real_corpus()
    background = tuple(claim for claim in corpus.claims if claim.article == BACKGROUND)
    alike = [row["claims"].split() for row in listed("look_alikes.csv")]
    assert len(alike) > 60
    for keys in alike:
        alone = replace(corpus, claims=(*background, *(corpus.by_key[key] for key in keys)))
        assert list(series.clashes(alone, TERMS)) == [], keys


def test_figures_of_indicators_that_no_fact_joins_are_never_compared() -> None:
    """What is found group by group is what is found among all, also where figures speak of other indicators."""
    corpus, chance, number = real_corpus(), random.Random(35), 0
    figures, facts = list(corpus.figures), tuple(one for one in corpus.facts if one.subject.startswith("indicator/"))
    for _ in range(8):
        for place in chance.sample(range(len(figures)), 12):
            other = chance.choice(figures)
            figures[place] = replace(figures[place], indicator=other.indicator, value=other.value, unit=other.unit)
        others = (claim for claim in corpus.claims if not isinstance(claim, Figure))
        claims = tuple(sorted((*figures, *others), key=lambda one: (one.article, type(one).__name__, one.id)))
        state = replace(corpus, claims=claims)
        found = list(series.clashes(state, TERMS))
        entities = tuple(corpus.entities.values())
        assert found == series._clashes(tuple(state.figures), facts, entities, TERMS)
        number += len(found)
    assert number > 100
