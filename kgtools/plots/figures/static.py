"""Charts of figures as still pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kgtools.errors import UsageError
from kgtools.messages import message
from kgtools.plots import style
from kgtools.plots.figures.marks import Mark, clashing, colours, joined, order, positions, shapes, year, year_after

_RING = "#777777"
_BEYOND = 2  # a value that is not accepted and this many times the largest other one stands at the edge


def chart(
    path: Path,
    marks: Sequence[Mark],
    title: str,
    unit: str,
    scale: float,
    undrawn: int,
    language: str,
    sources: Sequence[str] = (),
) -> None:
    """Draw printed values over time as SVG, PNG or PDF, by the ending of `path`.

    Each value is one mark with a bar for its period and one for the values that the print allows. A line
    joins only what `joined` finds comparable, dots what `clashing` finds apart. Values are divided by `scale`, which
    `unit` names. Raises UsageError for another ending, for no marks, or without matplotlib.
    """
    if not marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    matplotlib = style.library(path)
    with matplotlib.rc_context(style.FONTS):
        from matplotlib import pyplot

        figure, axes = pyplot.subplots(figsize=(10, 6.5 + 0.2 * len(sources)), layout="constrained")
        drawing = _Chart(axes, marks, scale)
        drawing.joins()
        for mark, middle in zip(drawing.marks, drawing.places, strict=True):
            drawing.mark(mark, middle, language)
        keys = [*drawing.keys(), *drawing.signs(language)]
        figure.legend(handles=keys, fontsize=8, loc="outside lower left", ncols=2, frameon=False)
        axes.set_title(title, loc="left")
        axes.set_ylabel(unit)
        drawing.frame(matplotlib.ticker)
        axes.set_xlabel(_below(undrawn, sources, language), fontsize=8, color="dimgrey", loc="left")
        try:
            style.save(figure, path, dpi=150)
        finally:
            pyplot.close(figure)


def _below(undrawn: int, sources: Sequence[str], language: str) -> str:
    """What stands below a chart: what its lines mean, what is not drawn, the articles."""
    import textwrap

    notes = message("figures.chart.span", language)
    if undrawn:
        notes += f"; {message('figures.chart.undrawn', language, undrawn)}"
    cited = [part for source in sources for part in textwrap.wrap(source, 150, subsequent_indent="   ")]
    return "\n".join([notes, *cited])


class _Chart:
    """The axes of a chart with its marks in the order in which they are drawn; values are divided by `scale`."""

    def __init__(self, axes: Any, marks: Sequence[Mark], scale: float) -> None:
        self.axes, self.scale = axes, scale
        self.marks = sorted(marks, key=order)
        self.colours = colours(marks)
        self.shapes = {name: style.MARKERS[marker] for name, marker in shapes(marks).items()}
        shown = [mark.high / scale for mark in marks if not mark.crossed]
        self.top = max(shown) if shown else max(mark.high / scale for mark in marks)
        self.places = positions(self.marks, self.top * scale)
        self.apart, self.joined = clashing(self.marks), joined(self.marks)

    def joins(self) -> None:
        """Lines between comparable values, dots between those that cannot both hold."""
        for one, other in self.joined:
            self._line(one, other, color=self.colours[self.marks[one].colour], linewidth=1, alpha=0.6)
        for one, other in self.apart:
            self._line(one, other, color="black", linewidth=1.2, linestyle=":")

    def _line(self, one: int, other: int, **look: Any) -> None:
        values = [self.marks[place].value / self.scale for place in (one, other)]
        self.axes.plot([self.places[one], self.places[other]], values, zorder=1, **look)

    def mark(self, mark: Mark, middle: float, language: str) -> None:
        """One value, with bars for its period and for the values that the print allows."""
        value, colour = mark.value / self.scale, self.colours[mark.colour]
        if mark.crossed:
            place = height(mark, self.scale, self.top)
            self.axes.plot(middle, place, marker="X", markersize=9, color=colour, linestyle="none")
            if place < value:
                words = f"{mark.printed}\n({message('figures.chart.beyond', language)})"
                self.axes.annotate(
                    words, (middle, place), (7, -3), textcoords="offset points", fontsize=7, color=colour
                )
            return
        self.axes.hlines(value, year(mark.earliest), year_after(mark.latest), color=colour, linewidth=1, alpha=0.5)
        self.axes.vlines(middle, mark.low / self.scale, mark.high / self.scale, color=colour, linewidth=1.5)
        if mark.disputed:
            self.axes.plot(
                middle, value, marker="o", markersize=12.5, color=_RING, markerfacecolor="none", linestyle="none",
                markeredgewidth=0.8,
            )  # fmt: skip
        self.axes.plot(
            middle, value, marker=self.shapes[mark.shape], markersize=7, color=colour, linestyle="none",
            markerfacecolor="white" if mark.hollow else colour,
        )  # fmt: skip

    def keys(self) -> list[Any]:
        """The legend of colours, and of shapes if there are several."""
        from matplotlib.lines import Line2D

        plain: dict[str, Any] = {"linestyle": "none"}
        keys = [Line2D([], [], color=tint, marker="o", label=name, **plain) for name, tint in self.colours.items()]
        if len(self.shapes) > 1:
            keys += [
                Line2D([], [], color="grey", marker=sign, label=name, **plain) for name, sign in self.shapes.items()
            ]
        return keys

    def signs(self, language: str) -> list[Any]:
        """The legend of the signs that are there."""
        from matplotlib.lines import Line2D

        disputed = any(mark.disputed and not mark.crossed for mark in self.marks)
        signs: tuple[tuple[object, str, dict[str, Any]], ...] = (
            (any(mark.hollow for mark in self.marks), "figures.chart.target",
             {"color": "grey", "marker": "o", "markerfacecolor": "white", "linestyle": "none"}),
            (any(mark.crossed for mark in self.marks), "claims.not-accepted",
             {"color": "grey", "marker": "X", "linestyle": "none"}),
            (disputed, "plots.disagreements",
             {"color": _RING, "marker": "o", "markersize": 10, "markerfacecolor": "none", "linestyle": "none"}),
            (self.apart, "figures.chart.apart", {"color": "black", "linewidth": 1.2, "linestyle": ":"}),
            (self.joined, "figures.chart.joined", {"color": "grey", "linewidth": 1}),
        )  # fmt: skip
        return [Line2D([], [], label=message(key, language), **look) for there, key, look in signs if there]

    def frame(self, ticker: Any) -> None:
        """Axes of whole years that begin at nought, without a box."""
        bottom = min(0.0, *(mark.low / self.scale for mark in self.marks))
        self.axes.set_ylim(bottom=bottom, top=self.top * 1.25)
        self.axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
        self.axes.xaxis.set_major_formatter(ticker.FormatStrFormatter("%d"))
        self.axes.spines[["top", "right"]].set_visible(False)


def height(mark: Mark, scale: float, top: float) -> float:
    """How high a mark stands: at its value; not accepted and far beyond the others, at the edge."""
    value = mark.value / scale
    return top * 1.12 if mark.crossed and value > _BEYOND * top else value
