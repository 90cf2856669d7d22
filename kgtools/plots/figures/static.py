"""Charts of figures as still pictures."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kgtools.errors import UsageError
from kgtools.messages import message
from kgtools.plots import style
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
    shifts,
    year,
    year_after,
)

RING, TIE = style.DISPUTED, "#777777"
SLOPE = 0.6  # of the words at marks, in radians
_BEYOND = 2  # a value that is not accepted and this many times the largest other one stands at the edge


def chart(path: Path, chart: Chart, language: str) -> None:
    """Draw printed values over time as SVG, PNG or PDF, by the ending of `path`.

    Each value is one mark with a bar for its period and one for the values that the print allows. A line joins what
    `joined` finds comparable, dots and rings mark what `clashing` finds, dashes lead from targets to what decides
    them. Raises UsageError for another ending, for no marks, or without matplotlib.
    """
    if not chart.marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    matplotlib = style.library(path)
    with matplotlib.rc_context(style.FONTS):
        from matplotlib import pyplot

        figure, axes = pyplot.subplots(figsize=(10, 6.5 + 0.2 * len(chart.sources)), layout="constrained")
        drawing = _Chart(axes, chart)
        drawing.joins()
        for mark, middle in zip(chart.marks, drawing.places, strict=True):
            drawing.mark(mark, middle, language)
        keys = [*drawing.keys(), *drawing.signs(language)]
        figure.legend(handles=keys, fontsize=8, loc="outside lower left", ncols=2, frameon=False)
        axes.set_title("\n".join(textwrap.wrap(chart.title, 100)), loc="left", fontsize=11)
        axes.set_ylabel(chart.unit)
        drawing.frame(matplotlib.ticker)
        axes.set_xlabel(_below(chart, drawing.top, language), fontsize=8, color="dimgrey", loc="left")
        try:
            style.save(figure, path, 150, chart.title, "\n".join(notes(chart, drawing.top, language)), language)
        finally:
            pyplot.close(figure)


def _below(chart: Chart, top: float, language: str) -> str:
    """What stands below a chart: what its lines mean, what is not drawn, the articles."""
    lines = [*notes(chart, top, language), *chart.sources]
    return "\n".join(part for line in lines for part in textwrap.wrap(line, 150, subsequent_indent="   "))


def notes(chart: Chart, top: float, language: str) -> list[str]:
    """What a reader of a chart has to know: what its bars mean, which marks stand aside, what is not drawn."""
    found = [message("figures.chart.span", language)]
    if any(shifts(chart.marks, top * chart.scale)):
        found.append(message("figures.chart.aside", language))
    if chart.undrawn:
        found.append(message("figures.chart.undrawn", language, chart.undrawn))
    return found


class _Chart:
    """The axes of a chart with its marks; values are divided by its scale."""

    def __init__(self, axes: Any, chart: Chart) -> None:
        self.axes, self.scale, self.marks = axes, chart.scale, chart.marks
        self.colours = colours(chart.marks)
        self.shapes = shapes(chart.marks)
        self.top = highest(chart)
        self.places = positions(chart.marks, self.top * chart.scale)
        self.joined, self.apart, self.decided = (find(chart.marks) for find in (joined, clashing, decided))
        self.ringed = {chart.marks[place] for pair in self.apart for place in pair}

    def joins(self) -> None:
        """Lines between comparable values, dots between contradictory ones, dashes from targets to what decides."""
        for one, other in self.joined:
            self._line(one, other, color=self.colours[self.marks[one].colour], linewidth=1, alpha=0.6)
        for one, other in self.decided:
            self._line(one, other, color=TIE, linewidth=1, linestyle="--")
        for one, other in self.apart:
            self._line(one, other, color=RING, linewidth=1.3, linestyle=":")

    def _line(self, one: int, other: int, **look: Any) -> None:
        values = [self.marks[place].value / self.scale for place in (one, other)]
        self.axes.plot([self.places[one], self.places[other]], values, zorder=1, **look)

    def mark(self, mark: Mark, middle: float, language: str) -> None:
        """One value, with bars for its period and for the values that the print allows."""
        value, colour, side = mark.value / self.scale, self.colours[mark.colour], beside(self.marks, middle)
        if mark.crossed:
            place = height(mark, self.scale, self.top)
            self.axes.plot(middle, place, marker="X", markersize=9, color=colour, linestyle="none")
            if place < value:
                words = f"{mark.printed}\n({message('figures.chart.beyond', language)})"
                self.axes.annotate(
                    words, (middle, place), (7 * side, -3), textcoords="offset points", fontsize=7, color=colour,
                    ha="left" if side > 0 else "right",
                )  # fmt: skip
            return
        self.axes.hlines(value, year(mark.earliest), year_after(mark.latest), color=colour, linewidth=1, alpha=0.5)
        ends = [mark.low / self.scale, mark.high / self.scale]
        self.axes.plot([middle, middle], ends, color=colour, linewidth=1.5, marker="_", markersize=9)
        if mark in self.ringed:
            self.axes.plot(
                middle, value, marker="o", markersize=12.5, color=RING, markerfacecolor="none", linestyle="none",
                markeredgewidth=1,
            )  # fmt: skip
        if mark.outcome:
            self.axes.annotate(
                mark.outcome, (middle, mark.high / self.scale), (side, 3), textcoords="offset points", fontsize=7,
                color=colour, rotation=math.degrees(SLOPE * side), rotation_mode="anchor",
                ha="left" if side > 0 else "right",
            )  # fmt: skip
        self.axes.plot(
            middle, value, marker=style.MARKERS[marker(mark, self.shapes)], markersize=7, color=colour,
            linestyle="none", markerfacecolor="white" if mark.hollow else colour,
        )  # fmt: skip

    def keys(self) -> list[Any]:
        """The legend of colours, and of shapes if there are several."""
        from matplotlib.lines import Line2D

        plain: dict[str, Any] = {"linestyle": "none"}
        signs = {name: style.MARKERS[sign] for name, sign in self.shapes.items()}
        keys = [
            Line2D([], [], color=tint, marker=signs.pop(name, "o"), label=name, **plain)
            for name, tint in self.colours.items()
        ]
        return keys + [Line2D([], [], color="grey", marker=sign, label=name, **plain) for name, sign in signs.items()]

    def signs(self, language: str) -> list[Any]:
        """The legend of the signs that are there."""
        from matplotlib.lines import Line2D

        signs: tuple[tuple[object, str, dict[str, Any]], ...] = (
            (any(mark.hollow for mark in self.marks), "figures.chart.target",
             {"color": "grey", "marker": "o", "markerfacecolor": "white", "linestyle": "none"}),
            (self.decided, "figures.chart.decides", {"color": TIE, "linewidth": 1, "linestyle": "--"}),
            (any(mark.crossed for mark in self.marks), "claims.not-accepted",
             {"color": "grey", "marker": "X", "linestyle": "none"}),
            (self.apart, "figures.chart.apart",
             {"color": RING, "linewidth": 1.3, "linestyle": ":", "marker": "o", "markersize": 10,
              "markerfacecolor": "none"}),
            (self.joined, "figures.chart.joined", {"color": "grey", "linewidth": 1}),
        )  # fmt: skip
        return [Line2D([], [], label=message(key, language), **look) for there, key, look in signs if there]

    def frame(self, ticker: Any) -> None:
        """Axes of whole years that begin at nought, without a box."""
        bottom = min(0.0, *(mark.low / self.scale for mark in self.marks))
        self.axes.set_ylim(bottom=bottom, top=self.top * 1.25)
        self.axes.set_xlim(*reach(self.marks))
        self.axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True, min_n_ticks=1))
        self.axes.xaxis.set_major_formatter(ticker.FormatStrFormatter("%d"))
        self.axes.spines[["top", "right"]].set_visible(False)


def beside(marks: Sequence[Mark], place: float) -> int:
    """On which side of a mark its words have room: 1 is right, -1 left."""
    first, last = reach(marks)
    return 1 if place < (first + last) / 2 else -1


def highest(chart: Chart) -> float:
    """The largest value that the prints allow, of those that are accepted if there are any, in the unit of the axis."""
    accepted = [mark.high for mark in chart.marks if not mark.crossed]
    return max(accepted or (mark.high for mark in chart.marks)) / chart.scale


def height(mark: Mark, scale: float, top: float) -> float:
    """How high a mark stands: at its value; not accepted and far beyond the others, at the edge."""
    return top * 1.12 if beyond(mark, scale, top) else mark.value / scale


def beyond(mark: Mark, scale: float, top: float) -> bool:
    """Whether a value that is not accepted is so far beyond the others that it stands at the edge."""
    return mark.crossed and mark.value / scale > _BEYOND * top
