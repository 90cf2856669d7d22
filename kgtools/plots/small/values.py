"""A few printed values side by side, each on a line of its own with the values that its print allows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from kgtools import languages
from kgtools.claims.acceptance import ASSERTED
from kgtools.plots import svg
from kgtools.plots.style import MARKERS
from kgtools.values.palette import SERIES
from kgtools.views.pictures import ChartPicture

_LETTER = 6.4  # pixels, of a letter of 12 px on average
_NARROW = 330  # pixels that every page has
_TICKS = 3  # of an axis, at least
_FROM_NOUGHT = 0.7  # the axis begins at nought unless the least value is more than this part of the largest


@dataclass(frozen=True)
class Value:
    """A printed value in the unit of the axis, the least and the most that its print allows, and who prints it.

    One article has one colour and shape. `more` tells values of one article apart, such as a period. What is planned
    or aimed at is `hollow`, what is not accepted `crossed`. `href` leads to the claim.
    """

    low: float
    value: float
    high: float
    printed: str
    article: str
    more: str = ""
    href: str = ""
    hollow: bool = False
    crossed: bool = False


def of_figures(picture: ChartPicture, names: Mapping[str, str], links: Mapping[str, str]) -> list[Value]:
    """The figures of a chart as values: `names` are of articles, by id, `links` lead to claims; either may lack some.

    A claim's period is told where the figures have several. What one article prints alike twice is one value.
    """
    periods = {one.figure.period for one in picture.figures}
    found: dict[tuple[object, ...], Value] = {}
    for one in picture.figures:
        low, middle, high = (each / picture.scale for each in one.allowed)
        told = (one.figure.period if len(periods) > 1 else "", one.reporter, one.outcome.word if one.outcome else "")
        value = Value(
            low, middle, high, one.printed, names.get(one.figure.article, one.article), " · ".join(filter(None, told)),
            links.get(one.figure.claim, ""), one.figure.modality != ASSERTED, one.figure.held,
        )  # fmt: skip
        found.setdefault((one.figure.article, replace(value, href="")), value)
    return list(found.values())


def values(listed: Sequence[Value], unit: str, title: str, description: str, language: str) -> str:
    """Values over one axis, whose `unit` stands below it. Raises ValueError for no values.

    >>> one = Value(1.45, 1.5, 1.55, "1.5", "Quill 2021", href="claim.html")
    >>> values([one], "billion US dollars", "Trade in 2016", "", "en").count("<a ")
    1
    """
    if not listed:
        raise ValueError("there is no value to draw")
    articles = list(dict.fromkeys(one.article for one in listed))
    looks = dict(zip(articles, zip(itertools.cycle(SERIES), itertools.cycle(_SHAPES), strict=False), strict=False))
    axis = _Axis(listed)
    lines, depth = [], 4.0
    for one in listed:
        drawn, deep = _line(one, depth, axis, *looks[one.article])
        lines.append(drawn)
        depth += deep
    return svg.picture([*axis.drawn(depth, unit, language), *lines], depth + 38, title, description, language)


_SHAPES = tuple(name for name in MARKERS if name != "hex")


def _line(one: Value, top: float, axis: _Axis, colour: str, shape: str) -> tuple[str, float]:
    """What is printed, and below it the mark on its bar; with the pixels that it takes."""
    who = " · ".join(filter(None, (one.article, one.more)))
    said = svg.element("tspan", escape(one.printed), font_weight=600)
    if (len(one.printed) + len(who) + 2) * _LETTER <= _NARROW:
        words = svg.element("text", said, svg.element("tspan", escape(who), dx=8), x=0, y=top + 12)
        deep = 16.0
    else:
        words = svg.element("text", said, x=0, y=top + 12) + svg.element("text", escape(who), x=0, y=top + 28)
        deep = 32.0
    y = top + deep + 8
    low, high = (svg.across(axis.part(each)) for each in (one.low, one.high))
    bar = svg.element("line", x1=low, x2=high, y1=y, y2=y, stroke="currentColor", stroke_width=4, opacity=0.45)
    mark = svg.symbol("cross" if one.crossed else shape, axis.part(one.value), y, one.hollow)
    rule = svg.element("line", class_="rule", stroke="#ddd", x1="0%", x2="100%", y1=y, y2=y)
    label = ", ".join(filter(None, (one.printed, one.article, one.more)))
    target = svg.element("rect", x=0, y=top, width="100%", height=deep + 18, fill="none", pointer_events="all")
    return svg.link(one.href, label, target, rule, svg.coloured(colour, bar, mark), words), deep + 24


class _Axis:
    """An axis of values, from nought where that does not hide what differs."""

    def __init__(self, listed: Sequence[Value]) -> None:
        least, most = min(one.low for one in listed), max(one.high for one in listed)
        first = 0.0 if least >= 0 and least <= _FROM_NOUGHT * most else least
        last = 0.0 if most <= 0 and first < 0 else most
        room = 0.06 * ((last - first) or abs(last) or 1.0)
        self.first, self.last = first if first == 0 else first - room, last + room

    def part(self, value: float) -> float:
        return 0.01 + 0.98 * (value - self.first) / (self.last - self.first)

    def drawn(self, depth: float, unit: str, language: str) -> list[str]:
        """Lines of the grid with their numbers below, and the unit."""
        found = []
        for value in ticks(self.first, self.last, _TICKS):
            x = svg.across(self.part(value))
            anchor = "start" if self.part(value) < 0.05 else "end" if self.part(value) > 0.95 else "middle"
            found.append(svg.element("line", class_="rule", stroke="#ddd", x1=x, x2=x, y1=0, y2=depth))
            number = number_text(value, language)
            found.append(
                svg.element("text", number, class_="dim", fill="#555", x=x, y=depth + 14, text_anchor=anchor)
            )  # fmt: skip
        named: dict[str, object] = {"class_": "dim", "fill": "#555", "text_anchor": "end"}
        return [*found, svg.element("text", escape(unit), x="100%", y=depth + 31, **named)]


def number_text(value: float, language: str) -> str:
    """A number of an axis as a language writes it.

    >>> number_text(1.5, "en"), number_text(1500000, "kk"), number_text(0.25, "uz")
    ('1.5', '1\\xa0500\\xa0000', '0,25')
    """
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    comma = languages.language(language).text("decimal") == ","
    return text.replace(",", "\xa0").replace(".", ",") if comma else text


def ticks(first: float, last: float, number: int) -> list[float]:
    """Round numbers between two values, so many of them or some more.

    >>> ticks(0, 12.6, 5)
    [0.0, 2.5, 5.0, 7.5, 10.0, 12.5]
    """
    rough = (last - first) / number
    size = 10.0 ** math.floor(math.log10(rough))
    step = max(each * size for each in (1, 2, 2.5, 5, 10) if each * size <= rough)
    return [round(number * step, 12) for number in range(math.ceil(first / step), math.floor(last / step) + 1)]
