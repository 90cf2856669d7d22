"""A chart of figures over the years as inline SVG, for a page of its own and within others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from kgtools.messages import message
from kgtools.plots import svg
from kgtools.plots.figures import static
from kgtools.plots.figures.marks import (
    Chart,
    Mark,
    clashing,
    colours,
    decided,
    joined,
    marker,
    positions,
    reach,
    shapes,
    year,
    year_after,
)
from kgtools.plots.small.values import number_text, ticks
from kgtools.plots.style import DISPUTED

_HEAD, _FOOT = 26.0, 22.0  # pixels above the highest value for the unit, and below the lowest for the years
_RING = 10.0
_CAP = 5.0
_YEARS = 9  # named at most


def drawing(chart: Chart, links: Sequence[str], description: str, language: str, height: float = 420) -> str:
    """The marks of a chart, each leading to one of `links`, in their order; an empty one leads nowhere.

    A value is one mark with a bar for its period and one for the values that the print allows. A line joins what
    `joined` finds comparable, dots and rings mark what `clashing` finds, dashes lead from targets to what decides
    them. A line between two marks names their places in `data-pair`, a mark its own in `data-place`.
    """
    place = _Scales(chart, height)
    inside = [*place.grid(language), *_joins(chart.marks, place)]
    ringed = {number for pair in clashing(chart.marks) for number in pair}
    tints, signs = colours(chart.marks), shapes(chart.marks)
    for number, (mark, href) in enumerate(zip(chart.marks, links, strict=True)):
        body = [*_bars(mark, number, place), svg.symbol(
            "cross" if mark.crossed else marker(mark, signs), place.across[number], place.height(number), mark.hollow,
        )]  # fmt: skip
        label = ", ".join(filter(None, (mark.printed, _period(mark), mark.colour, mark.shape, mark.outcome)))
        inside.append(
            svg.link(
                href, label, _target(number, place), *([_ring(number, place)] if number in ringed else []),
                svg.coloured(tints[mark.colour], *body), _word(mark, number, place, language), class_="mark",
                data_place=number,
            )
        )  # fmt: skip
    return svg.picture(inside, height, chart.title, description, language)


class _Scales:
    """Where values and years are: `across` has the place of each mark as part of the width."""

    def __init__(self, chart: Chart, height: float) -> None:
        self.chart, self.deep = chart, height
        self.top = static.highest(chart)
        self.bottom = min(0.0, *(mark.low / chart.scale for mark in chart.marks))
        self.first, self.last = reach(chart.marks)
        self.across = [self.along(one) for one in positions(chart.marks, self.top * chart.scale)]

    def along(self, year: float) -> float:
        return (year - self.first) / (self.last - self.first)

    def up(self, value: float) -> float:
        """The pixels from above of a value in the unit of the axis."""
        part = (value - self.bottom) / ((1.2 * self.top - self.bottom) or 1.0)
        return round(self.deep - _FOOT - part * (self.deep - _HEAD - _FOOT), 1)

    def height(self, number: int) -> float:
        return self.up(static.height(self.chart.marks[number], self.chart.scale, self.top))

    def grid(self, language: str) -> list[str]:
        found = []
        for value in ticks(self.bottom, 1.2 * self.top, 5):
            y = self.up(value)
            found.append(svg.element("line", class_="rule", stroke="#ddd", x1=0, x2="100%", y1=y, y2=y))
            found.append(svg.element("text", number_text(value, language), class_="dim", fill="#555", y=y - 3))
        count = math.floor(self.last) - math.ceil(self.first) + 1
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if count / step <= _YEARS)
        for number in range(math.ceil(self.first), math.floor(self.last) + 1):
            if number % step == 0:
                place = svg.across(self.along(number))
                thin: dict[str, object] = {"class_": "dim", "fill": "#555", "text_anchor": "middle"}
                found.append(svg.element("text", str(number), x=place, y=self.deep - 5, **thin))
                ends: dict[str, object] = {"x1": place, "x2": place, "y1": _HEAD, "y2": self.up(self.bottom)}
                found.append(svg.element("line", class_="rule", stroke="#ddd", **ends))
        return [*found, svg.element("text", escape(self.chart.unit), class_="dim", fill="#555", y=11)]


def _joins(marks: Sequence[Mark], place: _Scales) -> list[str]:
    """Lines between comparable values, dots between contradictory ones, dashes from targets to what decides them."""
    tints, found = colours(marks), []
    for pairs, look in (
        (joined(marks), {"stroke_width": 1.5, "opacity": 0.7}),
        (decided(marks), {"stroke_width": 1.3, "stroke_dasharray": "5 3"}),
        (clashing(marks), {"stroke_width": 2, "stroke_dasharray": "2 3"}),
    ):
        for one, other in pairs:
            line = svg.element(
                "line", x1=svg.across(place.across[one]), x2=svg.across(place.across[other]), y1=place.height(one),
                y2=place.height(other), stroke="currentColor", class_="join", data_pair=f"{one} {other}", **look,
            )  # fmt: skip
            if pairs == clashing(marks):
                found.append(svg.element("g", line, class_="disputed", color=DISPUTED))
            else:
                tint = tints[marks[one].colour] if "opacity" in look else static.TIE
                found.append(svg.coloured(tint, line))
    return found


def _bars(mark: Mark, number: int, place: _Scales) -> list[str]:
    """The bar of the period and, with its ends, that of the values that the print allows."""
    if mark.crossed:  # their bars would reach beyond the scale
        return []
    y, x = place.height(number), svg.across(place.across[number])
    low, high = (place.up(each / place.chart.scale) for each in (mark.low, mark.high))
    first, last = (svg.across(place.along(each)) for each in (year(mark.earliest), year_after(mark.latest)))
    ends = "".join(svg.element("path", d=f"M{-_CAP:g} {each}h{2 * _CAP:g}") for each in (low, high))
    caps = svg.element("svg", ends, x=x, overflow="visible", stroke="currentColor", stroke_width=2)
    return [
        svg.element("line", x1=first, x2=last, y1=y, y2=y, stroke="currentColor", opacity=0.45),
        svg.element("line", x1=x, x2=x, y1=low, y2=high, stroke="currentColor", stroke_width=2.5), caps,
    ]  # fmt: skip


def _ring(number: int, place: _Scales) -> str:
    ring = svg.element(
        "circle", cx=svg.across(place.across[number]), cy=place.height(number), r=_RING, fill="none",
        stroke="currentColor", stroke_width=1.5,
    )  # fmt: skip
    return svg.element("g", ring, class_="disputed", color=DISPUTED)


def _target(number: int, place: _Scales) -> str:
    """What a finger hits."""
    return svg.element(
        "circle", cx=svg.across(place.across[number]), cy=place.height(number), r=14, fill="none", pointer_events="all"
    )  # fmt: skip


def _word(mark: Mark, number: int, place: _Scales, language: str) -> str:
    """What became of a target, leaning so that words side by side stay apart; of what is beyond the scale its print."""
    side = 1 if place.across[number] < 0.5 else -1
    anchor = "start" if side > 0 else "end"
    if mark.crossed and static.beyond(mark, place.chart.scale, place.top):
        beyond = message("figures.chart.beyond", language)
        words = [
            svg.element("text", escape(text), x=10 * side, y=12 * line - 2, text_anchor=anchor)
            for line, text in enumerate((mark.printed, f"({beyond})"))
        ]
        return svg.element(
            "svg", *words, x=svg.across(place.across[number]), y=place.height(number), overflow="visible"
        )  # fmt: skip
    if not mark.outcome:
        return ""
    turned = f"rotate({-math.degrees(static.SLOPE) * side:.0f})"
    lean = "leaning" if side > 0 else "leaning left"
    word = svg.element("text", escape(mark.outcome), class_=lean, transform=turned, x=4 * side, text_anchor=anchor)
    y = place.up(mark.high / place.chart.scale) - 4
    return svg.element("svg", word, x=svg.across(place.across[number]), y=round(y, 1), overflow="visible")


def _period(mark: Mark) -> str:
    """The years of the period, or its days where it is not of whole years."""
    first, last = mark.earliest, mark.latest
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"{first}–{last}"
