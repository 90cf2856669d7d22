"""The marks of a chart of figures: where they stand and what joins them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kgtools.plots.style import MARKERS
from kgtools.values.palette import SERIES

_MARKERS = tuple(name for name in MARKERS if name != "hex")  # which small looks like a circle
_CLOSE = 0.03  # marks of one time whose values differ by less than this part of the scale stand side by side,
_ASIDE = 0.028  # this part of the axis of time between them,
_TOGETHER = 0.02  # and of one time are marks that are nearer to each other than this part of it


@dataclass(frozen=True)
class Mark:
    """One value of one article to draw: its period, the values it may stand for, and how it is told apart."""

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
    claims: tuple[str, ...] = ()  # that print this value for this question and period
    series: str = ""  # values of one series come from one hand and may be compared; empty if none is known
    against: tuple[str, ...] = ()  # claims that answer the same question for the same period otherwise
    outcome: str = ""  # of a target: the word for what became of it
    decided_by: tuple[str, ...] = ()  # the claims that decide it


@dataclass(frozen=True)
class Chart:
    """The marks of a chart in the order of `order`, with what stands round them.

    Values are divided by `scale`, which `unit` names; `undrawn` counts the figures without a mark.
    """

    marks: Sequence[Mark]
    title: str
    unit: str
    scale: float
    undrawn: int = 0
    sources: Sequence[str] = ()


def order(mark: Mark) -> tuple[datetime.date, datetime.date, float, str, bool, str]:
    """In which order marks are drawn and moved aside."""
    return mark.earliest, mark.latest, mark.value, mark.colour, mark.hollow, " ".join(mark.claims)


def colours(marks: Sequence[Mark]) -> dict[str, str]:
    """The colour of each thing that marks tell apart by colour."""
    return dict(zip(sorted({mark.colour for mark in marks}), itertools.cycle(SERIES), strict=False))


def shapes(marks: Sequence[Mark]) -> dict[str, str]:
    """The marker of each thing that marks tell apart by shape: where nothing else does, those of one colour.

    So articles are told apart also by those who see no colours.
    """
    told = sorted({mark.shape for mark in marks})
    return dict(zip(told if len(told) > 1 else colours(marks), itertools.cycle(_MARKERS), strict=False))


def marker(mark: Mark, shapes: Mapping[str, str]) -> str:
    """The marker of a mark, of those that `shapes` gives."""
    return shapes[mark.shape] if mark.shape in shapes else shapes[mark.colour]


def reach(marks: Sequence[Mark]) -> tuple[float, float]:
    """The first and the last point of an axis of years on which all periods lie, with some room beside them."""
    first, last = min(year(mark.earliest) for mark in marks), max(year_after(mark.latest) for mark in marks)
    room = max(0.3, 0.05 * (last - first))
    return first - room, last + room


def positions(marks: Sequence[Mark], top: float) -> list[float]:
    """Where each mark stands on an axis of years: in the middle of its period, moved aside only by `shifts`."""
    return [middle(mark) + shift for mark, shift in zip(marks, shifts(marks, top), strict=True)]


def middle(mark: Mark) -> float:
    """The middle of the period of a mark on an axis of years."""
    return (year(mark.earliest) + year_after(mark.latest)) / 2


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
    """Which marks contradict each other, as pairs of places in `marks`."""
    return [
        (one, other)
        for one, other in itertools.combinations(range(len(marks)), 2)
        if set(marks[one].against).intersection(marks[other].claims)
    ]


def decided(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Targets with the marks that decide them, as pairs of places in `marks`."""
    return [
        (one, other)
        for one, other in itertools.permutations(range(len(marks)), 2)
        if set(marks[one].decided_by).intersection(marks[other].claims)
    ]


def shifts(marks: Sequence[Mark], top: float) -> list[float]:
    """How far each mark moves aside, in years, so that none hides another of nearly the same time and value."""
    first, last = reach(marks)
    groups: list[list[int]] = []
    for number, mark in enumerate(marks):
        for group in groups:
            other = marks[group[0]]
            near = abs(middle(other) - middle(mark)) < _TOGETHER * (last - first)
            if near and abs(other.value - mark.value) < _CLOSE * top:
                group.append(number)
                break
        else:
            groups.append([number])
    found = [0.0] * len(marks)
    for group in groups:
        centre = sum(middle(marks[number]) for number in group) / len(group)
        for place, number in enumerate(group if len(group) > 1 else ()):
            aside = _ASIDE * (last - first) * (place - (len(group) - 1) / 2)
            found[number] = centre - middle(marks[number]) + aside
    return found


def year(day: datetime.date) -> float:
    """A day as a point on an axis of years, on which the number of a year stands in its middle."""
    begin = datetime.date(day.year, 1, 1)
    return day.year - 0.5 + (day - begin).days / (datetime.date(day.year + 1, 1, 1) - begin).days


def year_after(day: datetime.date) -> float:
    """The end of a day on an axis of years."""
    return year(day + datetime.timedelta(days=1))
