"""Small pictures of inline SVG: where their marks stand, what they say and lead to, in well-formed markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pyoxigraph as ox
import pytest

from kgtools.plots import svg
from kgtools.plots.small.passages import Passage, passages
from kgtools.plots.small.values import Value, of_figures, values
from kgtools.plots.small.years import YearCount, years
from kgtools.plots.timeline import bars
from kgtools.plots.timeline import svg as lines
from kgtools.views import figures, pictures, timeline
from kgtools.views.overview.lanes import every_lane
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
MANY = Value(1.45, 1.5, 1.55, "1.5 billion", "Akmalov <2021>", "2016", "a.html")
FEW = Value(0.6285, 0.629, 0.6295, "629 million", "Nursultanova", "2016", "b.html")


def drawn(text: str) -> Any:
    """The fragment as a tree; whatever it is, it has a language and a name and loads nothing."""
    tree = ET.fromstring(text)
    assert tree.get("lang") == "kk"
    assert tree.get("aria-label")
    assert "url(" not in text
    return tree


def places(tree: Any, tag: str, name: str = "x") -> list[float]:
    return [float(each.get(name).rstrip("%")) for each in tree.iter(SVG + tag) if "%" in each.get(name, "")]


def test_values_stand_in_their_order_on_bars_that_hold_them() -> None:
    tree = drawn(values([MANY, FEW], "billion", "Trade in 2016", "Two values.", "kk"))
    first, second = places(tree, "svg")
    assert second < first
    bars_ = [
        tuple(float(line.get(end).rstrip("%")) for end in ("x1", "x2"))
        for line in tree.iter(SVG + "line")
        if line.get("stroke-width")
    ]
    assert bars_[0][0] < first < bars_[0][1]
    assert bars_[1][0] <= second <= bars_[1][1]
    assert [each.get("href") for each in tree.iter(SVG + "a")] == ["a.html", "b.html"]
    assert next(tree.iter(SVG + "a")).get("aria-label") == "1.5 billion, Akmalov <2021>, 2016"
    assert "0,5" in [each.text for each in tree.iter(SVG + "text")]
    assert tree.find(SVG + "desc").text == "Two values."
    looks = {group.get("class") for group in tree.iter(SVG + "g")}
    assert looks == {"hue-blue", "hue-vermilion"}


def test_a_picture_that_leads_nowhere_is_an_image_and_one_of_links_a_group() -> None:
    assert drawn(values([MANY], "billion", "Trade", "", "kk")).get("role") == "group"
    assert drawn(values([replace(MANY, href="")], "billion", "Trade", "", "kk")).get("role") == "img"
    with pytest.raises(ValueError, match="no value"):
        values([], "billion", "Trade", "", "kk")


@pytest.mark.parametrize("numbers", [(0.0,), (-2.0, 3.0), (-5.0, -4.0), (1000.0, 1001.0), (1e-6, 2e-6), (7.0, 7.0)])
def test_any_values_have_a_place_within_the_picture(numbers: tuple[float, ...]) -> None:
    listed = [replace(MANY, low=number, value=number, high=number) for number in numbers]
    found = places(drawn(values(listed, "per cent", "Growth", "", "kk")), "svg")
    assert len(found) == len(numbers)
    assert all(0 <= place <= 100 for place in found)


def test_one_article_that_prints_one_value_twice_is_one_mark(real: ox.Store) -> None:
    wanted = figures.FigureFilter("indicator/trade-turnover", party="state/kazakhstan", other="state/uzbekistan")
    found = figures.values(real, replace(wanted, indicator="", flow="turnover"))
    picture = pictures.chart(ROOT, real, found, "en")
    listed = of_figures(picture, {}, {picture.figures[0].figure.claim: "claim.html"})
    assert 3 < len(listed) <= len(picture.figures)
    assert len({replace(one, href="") for one in listed}) == len(listed)
    assert listed[0].href == "claim.html"


def test_years_have_columns_as_high_as_their_counts() -> None:
    listed = [YearCount(1998, 2, "1998: two", "y1998.html"), YearCount(2001, 4), YearCount(1999, 0)]
    tree = drawn(years(listed, "Documents by year", "", "kk"))
    high = [float(each.get("height")) for each in tree.iter(SVG + "rect") if each.get("fill") == "currentColor"]
    assert high == [17.0, 0.0, 34.0]
    assert places(tree, "rect")[0] < 25 < 75 < places(tree, "rect")[-1]
    assert [each.get("aria-label") for each in tree.iter(SVG + "a")] == ["1998: two"]
    assert [each.text for each in tree.iter(SVG + "text")] == ["1998", "1999", "2000", "2001"]


@pytest.mark.parametrize(("first", "last"), [(1991, 2026), (2000, 2000), (1400, 2020), (2016, 2023)])
def test_the_names_of_years_stand_apart(first: int, last: int) -> None:
    tree = drawn(years([YearCount(first, 1), YearCount(last, 1)], "Years", "", "kk"))
    found = sorted(places(tree, "text"))
    assert len(found) <= 14
    assert all(other - one > 4.5 for one, other in pairwise(found))


def test_passages_lie_where_they_are_in_the_text_and_beyond_it_are_refused() -> None:
    listed = [Passage(50, 100, "f001", "f001.html"), Passage(150, 200, "f002", "f002.html", disputed=True)]
    tree = drawn(passages(listed, 200, "Claims in the text", "", "kk"))
    assert places(tree, "rect") == [25.0, 75.0]
    assert [each.get("class") for each in tree.iter(SVG + "g")] == ["hue-blue", "disputed"]
    with pytest.raises(ValueError, match="from 150 to 200 is not in a text of 199 characters"):
        passages(listed, 199, "Claims in the text", "", "kk")


def test_of_many_passages_the_strip_leads_where_its_areas_do() -> None:
    listed = [Passage(at, at + 2, "f", "f.html", disputed=at == 9) for at in range(30)]
    areas = [Passage(0, 15, "1 to 15", "1.html"), Passage(15, 200, "from 16", "2.html")]
    text = passages(listed, 200, "Claims", "", "kk", Passage(4, 6, "f004"), areas)
    tree = drawn(text)
    assert [each.get("href") for each in tree.iter(SVG + "a")] == ["1.html", "2.html"]
    paths = [each.get("d") for each in tree.iter(SVG + "path")]
    assert paths[0] == "M0 2h1v22H0zM30 2h1v22H30z"  # one passage
    assert str(paths[1]).startswith("M1 2h1v22H1z")  # two
    assert paths[2] == "M9 13h2v13H9z"  # the one that is disputed
    assert [title.text for title in tree.iter(SVG + "title")][1:] == ["f004", "1 to 15", "from 16"]


def test_a_life_in_time_has_a_line_for_each_thing_and_a_link_for_each_bar(real: ox.Store) -> None:
    found = timeline.bars(real, tuple(every_lane()), "person/shavkat-mirziyoyev")
    names = {one.thing: f"<{one.thing}>" for one in found} | {name: name for one in found for name in one.articles}
    rows = bars.rows(found, names, {one.what: one.what for one in found})
    first, last = bars.shown(found, None, None)
    text = lines.life(rows, first, last, lambda bar: (f"{bar.claims[0]}.html", bar.dates), "A life", "kk")
    tree = drawn(text)
    assert len(list(tree.iter("li"))) == len(rows)
    links = [each.get("href") for each in tree.iter(SVG + "a")]
    assert links == [f"{bar.claims[0]}.html" for row in rows for bar in row.bars]
    assert all(0 <= place <= 100 for place in places(tree, "rect"))
    assert text == lines.life(rows, first, last, lambda bar: (f"{bar.claims[0]}.html", bar.dates), "A life", "kk")


def test_every_colour_of_a_fragment_has_one_for_dark_paper() -> None:
    styles = svg.stylesheet()
    for hue in {*svg.HUES.values(), "grey"}:
        assert f".hue-{hue} {{ color: var(--{hue}); }}" in styles
        assert styles.count(f"--{hue}: ") == 2
