"""Draws the timeline as a still picture: SVG, PNG or PDF."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from kgtools.plots import style
from kgtools.plots.timeline import bars
from kgtools.plots.timeline.bars import (
    TRACK,
    TimelineRow,
    darker,
    extent,
    lane_colour,
    legend,
    legend_text,
    rows,
    shown,
)
from kgtools.views.overview import lanes
from kgtools.views.timeline import Bar

_LINE, _HEAD = 0.27, 0.36  # inches for a thing and for the name of a lane
_WIDE = 11.0


def still(
    path: Path,
    bars: Sequence[Bar],
    labels: Mapping[str, str],
    properties: Mapping[str, str],
    title: str,
    notes: Sequence[str],
    since: int | None,
    until: int | None,
    language: str,
) -> None:
    """Draw the timeline as SVG, PNG or PDF, by the ending of `path`. Raises UsageError without matplotlib."""
    matplotlib = style.library(path)
    first, last = shown(bars, since, until)
    keys = legend(bars, first, last)
    below = [part for note in notes for part in textwrap.wrap(note, 165, subsequent_indent="   ")]
    top, foot = 0.62 + 0.18 * ((len(keys) + 2) // 3), 0.45 + 0.16 * len(below)
    lines = rows(bars, labels, properties)
    body = sum(line.height for line in lines) * _LINE + len({line.lane for line in lines}) * _HEAD + 0.1
    high = top + body + foot
    with matplotlib.rc_context({**style.FONTS, "text.hinting": "none"}):
        import matplotlib.dates
        from matplotlib import pyplot

        dates: Any = matplotlib.dates

        figure = pyplot.figure(figsize=(_WIDE, high), dpi=150)
        axes = figure.add_axes((0.03, foot / high, 0.94, body / high))
        axes.set_xlim(float(dates.date2num(first)), float(dates.date2num(last)))
        axes.set_ylim(body, 0)
        _Lanes(figure, axes, first, last, language).draw(lines)
        _frame(axes, dates)
        figure.text(0.03, 1 - 0.32 / high, title, fontsize=13, weight="bold", va="center")
        _keys(figure, keys, high, language)
        for number, part in enumerate(below):
            figure.text(0.03, (foot - 0.42 - 0.16 * number) / high, part, fontsize=7, color="#555555", va="center")
        try:
            style.save(figure, path, 150, title, "\n".join(notes), language)
        finally:
            pyplot.close(figure)


class _Lanes:
    """Draws the lines of a timeline from top to bottom, each lane under its name."""

    def __init__(self, figure: Any, axes: Any, first: datetime.date, last: datetime.date, language: str) -> None:
        import matplotlib.dates

        self.axes, self.first, self.last, self.language = axes, first, last, language
        ticks: Any = matplotlib.dates
        self.number = ticks.date2num
        self.low, self.up = float(self.number(first)), float(self.number(last))
        self.renderer = figure.canvas.get_renderer()
        self.days_per_pixel = (self.up - self.low) / axes.get_window_extent(self.renderer).width

    def draw(self, lines: Sequence[TimelineRow]) -> None:
        place = 0.05
        for order, (lane, of_lane) in enumerate(groupby(lines, key=lambda line: line.lane)):
            listed = list(of_lane)
            deep = sum(line.height for line in listed)
            if order % 2 == 0:
                self.axes.axhspan(place, place + _HEAD + deep * _LINE, color="#F4F4F4", zorder=0, linewidth=0)
            self.axes.text(
                self.low + 6 * self.days_per_pixel, place + 0.19, lanes.label(lane, self.language),
                fontsize=10, weight="bold", va="center", color=darker(lane_colour(lane)),
            )  # fmt: skip
            place += _HEAD
            for line in listed:
                self._line(line, place)
                place += _LINE * line.height

    def _line(self, line: TimelineRow, place: float) -> None:
        begin, _ = extent(line.bars[0], self.first, self.last)
        left = float(self.number(begin))
        text = self.axes.text(left, place + 0.065, line.marked, fontsize=7.5, va="center", zorder=4)
        width = text.get_window_extent(self.renderer).width * self.days_per_pixel
        text.set_x(max(self.low + 4 * self.days_per_pixel, min(left, self.up - 1.02 * width)))
        for bar, track in zip(line.bars, line.tracks, strict=True):
            _draw(self.axes, bar, place + 0.185 + track * TRACK * _LINE, self.first, self.last, self.number)


def _frame(axes: Any, dates: Any) -> None:
    """An axis of time with few ticks, a pale grid, and no box."""
    locator = dates.AutoDateLocator(minticks=5, maxticks=14)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        dates.ConciseDateFormatter(locator, formats=_CONCISE, zero_formats=_CONCISE, offset_formats=[""] * 6)
    )
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6, zorder=1)
    axes.set_axisbelow(True)
    axes.yaxis.set_visible(False)
    axes.spines[["top", "left", "right"]].set_visible(False)


_CONCISE = ["%Y", "%Y-%m", "%Y-%m-%d", "", "", ""]
_SIGNS = {"day": "D", "held": "x", "earlier": "<", "later": ">"}


def _draw(axes: Any, bar: Bar, y: float, first: datetime.date, last: datetime.date, number: Any) -> None:
    boxes, signs = bars.shapes(bar, first, last)
    tint = bars.colour(bar)
    for box in boxes:
        face = "white" if bar.planned and box.outlined else (*_rgb(tint), box.alpha)
        axes.barh(
            y, float(number(box.last) - number(box.first)), 0.075, left=float(number(box.first)), facecolor=face,
            edgecolor=tint if box.outlined else "none", linewidth=0.8 if box.outlined else 0,
            linestyle=(0, (2, 1.2)) if bar.approximate else "solid", zorder=3,
        )  # fmt: skip
    for sign in signs:
        axes.plot(
            float(number(sign.day)), y, marker=_SIGNS[sign.kind], linestyle="none", markersize=4.6,
            zorder=6 if sign.kind == "held" else 5, color="#222222" if sign.kind == "held" else tint,
            markerfacecolor="white" if bar.planned else tint,
        )  # fmt: skip


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _keys(figure: Any, keys: Sequence[str], high: float, language: str) -> None:
    """The legend: samples in grey, for the colours are those of the lanes."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    grey = "#555555"
    samples = {
        "day": Line2D([], [], color=grey, marker="D", markersize=5, linestyle="none"),
        "vague": Patch(facecolor=(0.33, 0.33, 0.33, 0.38), edgecolor=grey, linewidth=0.8),
        "solid": Patch(facecolor=grey, edgecolor=grey),
        "open": Patch(facecolor=(0.33, 0.33, 0.33, 0.2), linewidth=0),
        "about": Patch(facecolor="white", edgecolor=grey, linestyle=(0, (2, 1.2))),
        "planned": Patch(facecolor="white", edgecolor=grey),
        "disputed": Line2D([], [], color="black", marker=f"${bars.DISPUTED}$", markersize=7, linestyle="none"),
        "inferred": Line2D([], [], color="black", marker=f"${bars.INFERRED}$", markersize=7, linestyle="none"),
        "held": Line2D([], [], color="black", marker="x", linestyle="none"),
        "background": Patch(facecolor=bars.NOT_FROM_AN_ARTICLE, edgecolor=bars.NOT_FROM_AN_ARTICLE),
        "earlier": Line2D([], [], color=grey, marker="<", markersize=5, linestyle="none"),
    }
    for key in keys:
        samples[key].set_label(legend_text(key, language))
    figure.legend(
        handles=[samples[key] for key in keys], fontsize=8, ncols=3, frameon=False, loc="upper left",
        bbox_to_anchor=(0.02, 1 - 0.46 / high), handlelength=1.6, handleheight=0.5, borderaxespad=0,
    )  # fmt: skip
