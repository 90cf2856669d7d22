"""The marks of a chart of figures: where they stand and what joins them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kgtools.plots.style import MARKERS
from kgtools.values.palette import SERIES

_MARKERS = tuple(name for name in MARKERS if name != "hex")  # which small looks like a circle
_CLOSE = 0.03  # marks of one year whose values differ by less than this part of the scale stand side by side
_ASIDE = 0.27  # years between them


@dataclass(frozen=True)
class Mark:
    """One printed value to draw: its period, the values it may stand for, and how it is told apart."""

    earliest: datetime.date
    latest: datetime.date
    low: float
    value: float
    high: float
    colour: str  # what one colour stands for: the article
    shape: str  # what one shape stands for, such as the side whose export it is
    hollow: bool
    crossed: bool
    printed: str
    claim: str = ""
    series: str = ""  # values of one series come from one hand and may be compared; empty if none is known
    sides: str = ""  # of whom it is measured; figures of other sides are other questions
    disputed: bool = False  # it stands in the list of disagreements


def order(mark: Mark) -> tuple[datetime.date, datetime.date, float, str, bool, str]:
    """In which order marks are drawn and moved aside."""
    return mark.earliest, mark.latest, mark.value, mark.colour, mark.hollow, mark.claim


def colours(marks: Sequence[Mark]) -> dict[str, str]:
    """The colour of each thing that marks tell apart by colour."""
    return dict(zip(sorted({mark.colour for mark in marks}), itertools.cycle(SERIES), strict=False))


def shapes(marks: Sequence[Mark]) -> dict[str, str]:
    """The marker of each thing that marks tell apart by shape, by Bokeh's name."""
    return dict(zip(sorted({mark.shape for mark in marks}), itertools.cycle(_MARKERS), strict=False))


def positions(marks: Sequence[Mark], top: float) -> list[float]:
    """Where each mark stands on an axis of years: in the middle of its period, moved aside from its like."""
    return [
        (year(mark.earliest) + year_after(mark.latest)) / 2 + shift
        for mark, shift in zip(marks, _shifts(marks, top), strict=True)
    ]


def joined(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Which marks a line may join, as pairs of places in `marks`: neighbours of one series.

    Only results for whole calendar years are compared, and a series that gives one year two values joins nothing.
    """
    series: dict[str, list[int]] = {}
    for place, mark in enumerate(marks):
        year = (mark.earliest, mark.latest) == (
            datetime.date(mark.latest.year, 1, 1), datetime.date(mark.latest.year, 12, 31)
        )  # fmt: skip
        if mark.series and year and not mark.hollow and not mark.crossed:
            series.setdefault(mark.series, []).append(place)
    found = []
    for places in series.values():
        ordered = sorted(places, key=lambda place: marks[place].earliest)
        if len({marks[place].earliest for place in ordered}) == len(ordered):
            found += list(pairwise(ordered))
    return found


def clashing(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Which marks cannot both hold, as pairs of places in `marks`: results of one period without a common value.

    Of several at one period each is paired with the next larger one that it does not meet.
    """
    found = []
    rising = sorted(range(len(marks)), key=lambda place: (marks[place].value, place))
    for position, one in enumerate(rising):
        for other in rising[position + 1 :]:
            low, high = marks[one], marks[other]
            if (
                (low.earliest, low.latest) == (high.earliest, high.latest)
                and low.sides == high.sides
                and not (low.hollow or low.crossed or high.hollow or high.crossed)
                and low.high < high.low
            ):
                found.append((one, other))
                break
    return found


def _shifts(marks: Sequence[Mark], top: float) -> list[float]:
    """How far each mark moves aside, in years, so that none hides another of the same time and value."""
    groups: list[list[int]] = []
    for number, mark in enumerate(marks):
        for group in groups:
            other = marks[group[0]]
            if other.latest.year == mark.latest.year and abs(other.value - mark.value) < _CLOSE * top:
                group.append(number)
                break
        else:
            groups.append([number])
    shifts = [0.0] * len(marks)
    for group in groups:
        for place, number in enumerate(group):
            shifts[number] = _ASIDE * (place - (len(group) - 1) / 2)
    return shifts


def year(day: datetime.date) -> float:
    """A day as a point on an axis of years."""
    begin = datetime.date(day.year, 1, 1)
    return day.year + (day - begin).days / (datetime.date(day.year + 1, 1, 1) - begin).days


def year_after(day: datetime.date) -> float:
    """The end of a day on an axis of years."""
    return year(day + datetime.timedelta(days=1))
