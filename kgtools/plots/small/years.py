"""Years side by side, each a column as high as the number of what happened in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kgtools.plots import svg
from kgtools.values.palette import BLUE

_HIGH = 34.0  # pixels, of the highest column
_LEAST = 3.0
_MOST = 6  # years that are named: so many numbers have room in a column of a page


@dataclass(frozen=True)
class YearCount:
    """How much happened in a year, in words for a reader (`told`), and the page that lists it."""

    year: int
    count: int
    told: str = ""
    href: str = ""


def years(listed: Sequence[YearCount], title: str, description: str, language: str, chosen: int | None = None) -> str:
    """A strip of the years from the first to the last; those not listed are left blank. Raises ValueError for none.

    >>> drawn = years([YearCount(1998, 2, "1998: 2 documents", "1998.html")], "Documents by year", "", "en")
    >>> 'aria-label="1998: 2 documents"' in drawn
    True
    """
    if not listed:
        raise ValueError("there is no year to draw")
    first, last = min(one.year for one in listed), max(one.year for one in listed)
    most, number = max(max(one.count for one in listed), 1), last - first + 1
    found = [svg.element("line", class_="rule", stroke="#ddd", x1=0, x2="100%", y1=_HIGH + 1, y2=_HIGH + 1)]
    for one in sorted(listed, key=lambda one: one.year):
        high = max(_LEAST, _HIGH * one.count / most) if one.count else 0.0
        left = (one.year - first) / number
        column = svg.element(
            "rect", x=svg.across(left + 0.1 / number), y=round(_HIGH - high, 1), width=svg.across(0.8 / number),
            height=round(high, 1), fill="currentColor", opacity=None if chosen in (None, one.year) else 0.4,
        )  # fmt: skip
        room = svg.element(
            "rect", x=svg.across(left), y=0, width=svg.across(1 / number), height=_HIGH + 16, fill="none",
            pointer_events="all",
        )  # fmt: skip
        found.append(svg.link(one.href, one.told or f"{one.year}: {one.count}", room, svg.coloured(BLUE, column)))
    return svg.picture([*found, *_names(first, last)], _HIGH + 18, title, description, language)


def _names(first: int, last: int) -> list[str]:
    """The numbers of so many years that none meets another: the two at the ends and round ones between."""
    number = last - first + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if number / step <= _MOST)
    named = {first: "start", last: "end"} if number > 1 else {first: "start"}
    apart = max(1, round(number / _MOST))
    for year in range(first + apart, last - apart + 1):
        if year % step == 0:
            named[year] = "middle"
    found = []
    for year, anchor in sorted(named.items()):
        part = {"start": 0.0, "end": 1.0}.get(anchor, (year - first + 0.5) / number)
        minor = anchor == "middle" and number > 6 and year % (step * 2)
        found.append(
            svg.element(
                "text", escape(str(year)), class_="dim minor" if minor else "dim", fill="#555", x=svg.across(part),
                y=_HIGH + 15, text_anchor=anchor,
            )
        )  # fmt: skip
    return found
