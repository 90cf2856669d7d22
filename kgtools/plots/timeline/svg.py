"""The bars of a timeline as inline SVG: a line of it by itself, and the axis that its lines share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from html import escape

from kgtools.plots import svg
from kgtools.plots.timeline import bars
from kgtools.plots.timeline.bars import TimelineRow
from kgtools.views.timeline import Bar

LINE = 14.0  # pixels, of a track of bars
_BOX = 9.0
_FOOT = 18  # for the years below all lines
_YEARS, _LAST_NAME = 10, 0.96  # names of years at most, and where the last may begin
STEPS = (1, 2, 5, 10, 20, 50, 100, 1000)
_SHAPES = {"day": "diamond", "held": "cross", "earlier": "left", "later": "right"}
Links = Callable[[Bar], tuple[str, str]]  # the address that a bar leads to, empty for none, and its words


def line(row: TimelineRow, first: datetime.date, last: datetime.date, links: Links) -> tuple[list[str], float]:
    """The bars of one line, each with its link, and the pixels that they take from 0 downwards."""
    drawn = [
        svg.link(*links(bar), *_bar(bar, LINE * (track + 0.5), first, last), class_="bar")
        for bar, track in zip(row.bars, row.tracks, strict=True)
    ]
    return drawn, LINE * (max(row.tracks) + 1)


def _bar(bar: Bar, y: float, first: datetime.date, last: datetime.date) -> list[str]:
    boxes, signs = bars.shapes(bar, first, last)
    end = last + bars.DAY
    drawn = []
    for box in boxes:
        left, right = (svg.part_of(day, first, end) for day in (box.first, box.last))
        if right <= left:
            continue
        outlined = {"stroke": "currentColor", "stroke_dasharray": "3 2" if bar.approximate else None}
        drawn.append(
            svg.element(
                "rect", x=svg.across(left), y=y - _BOX / 2, width=svg.across(right - left), height=_BOX,
                fill="#fff" if bar.planned and box.outlined else "currentColor", fill_opacity=f"{box.alpha:g}",
                class_="hollow" if bar.planned and box.outlined else None, **(outlined if box.outlined else {}),
            )
        )  # fmt: skip
    for sign in signs:
        mark = svg.symbol(_SHAPES[sign.kind], svg.part_of(sign.day, first, end), y, bar.planned and sign.kind == "day")
        drawn.append(svg.element("g", mark, class_="sign-held", color="#222") if sign.kind == "held" else mark)
    return [svg.coloured(bars.colour(bar), *drawn)]


def axis(first: datetime.date, last: datetime.date, every: bool = False) -> tuple[list[str], list[str]]:
    """The lines and the names of the years that there is room for; a line runs through the whole of its fragment.

    `every` gives all years, those that have no room being off at first.
    """
    number, end = last.year - first.year + 1, last + bars.DAY
    step = next(step for step in STEPS if number / step <= _YEARS)
    rules, names = [], []
    for year in range(first.year, last.year + 1):
        if year % step and not every:
            continue
        part = svg.part_of(datetime.date(year, 1, 1), first, end)
        minor = "minor" if not every and number / step > _YEARS / 2 and year % (2 * step) else ""
        place, state = svg.across(part), "off" if year % step else minor
        ends: dict[str, object] = {"y1": 0, "y2": "100%", "data_year": year if every else None}
        rules.append(svg.element("line", class_=f"rule {state}".strip(), stroke="#ddd", x1=place, x2=place, **ends))
        if part < _LAST_NAME or every:
            named: dict[str, object] = {"x": place, "y": 13, "data_year": year if every else None}
            names.append(svg.element("text", str(year), class_=f"dim {state}".strip(), fill="#555", **named))
    return rules, names


def life(
    rows: Sequence[TimelineRow], first: datetime.date, last: datetime.date, links: Links, title: str, language: str
) -> str:
    """A thing's life in time, as HTML: a list of lines, under the words of each its bars and marks, and the years.

    `rows` come from `bars.rows`, `first` and `last` from `bars.shown`.
    """
    items = []
    for row in rows:
        drawn, deep = line(row, first, last, links)
        told = svg.picture(drawn, deep, row.words, "", language)
        items.append(svg.element("li", svg.element("span", escape(row.marked)), told))
    rules, names = axis(first, last)
    hidden: dict[str, object] = {"width": "100%", "aria_hidden": "true"}
    behind = svg.element("svg", *rules, class_="tandem-svg tandem-rules", height="100%", **hidden)
    below = svg.element("svg", *names, class_="tandem-svg", height=_FOOT, **hidden)
    content = svg.element("div", behind, svg.element("ul", *items), class_="tandem-lines") + below
    return svg.element("div", content, class_="tandem-life", role="group", lang=language, aria_label=title)
