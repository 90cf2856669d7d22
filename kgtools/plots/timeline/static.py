"""Draws the timeline as a still picture: SVG, PNG or PDF."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message
from kgtools.plots.timeline import bars
from kgtools.plots.timeline.bars import COLOURS, DISPUTED, TRACK, darker, extent, legend, legend_text, rows, shown
from kgtools.views.timeline import Bar

_LINE, _HEAD = 0.27, 0.36  # inches for a thing and for the name of a lane
_WIDE = 11.0


def still(
    path: Path,
    bars: Sequence[Bar],
    labels: Mapping[str, str],
    title: str,
    notes: Sequence[str],
    since: int | None,
    until: int | None,
    language: str,
) -> None:
    """Draw the timeline as SVG, PNG or PDF, by the ending of `path`. Raises UsageError without matplotlib."""
    try:
        import matplotlib
        import matplotlib.dates
    except ImportError:
        raise UsageError("pictures need matplotlib: install tandem-kg[pictures]") from None
    matplotlib.use("Agg")
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "tandem", "font.family": "DejaVu Sans", "pdf.fonttype": 42, "text.hinting": "none",
        }
    )  # fmt: skip
    from matplotlib import pyplot

    ticks: Any = matplotlib.dates

    first, last = shown(bars, since, until)
    lines = rows(bars, labels)
    keys = legend(bars, first, last)
    heads = len({line.lane for line in lines})
    body = sum(line.height for line in lines) * _LINE + heads * _HEAD + 0.1
    below = [part for note in notes for part in textwrap.wrap(note, 165, subsequent_indent="   ")]
    top, foot = 0.62 + 0.18 * ((len(keys) + 2) // 3), 0.45 + 0.16 * len(below)
    high = top + body + foot
    figure = pyplot.figure(figsize=(_WIDE, high), dpi=150)
    axes = figure.add_axes((0.03, foot / high, 0.94, body / high))
    low, up = float(ticks.date2num(first)), float(ticks.date2num(last))
    axes.set_xlim(low, up)
    axes.set_ylim(body, 0)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    days_per_pixel = (up - low) / axes.get_window_extent(renderer).width
    place, lane, drawn_lanes = 0.05, "", 0
    for line in lines:
        if line.lane != lane:
            lane = line.lane
            deep = sum(other.height for other in lines if other.lane == lane)
            if drawn_lanes % 2 == 0:
                axes.axhspan(place, place + _HEAD + deep * _LINE, color="#F4F4F4", zorder=0, linewidth=0)
            drawn_lanes += 1
            axes.text(
                low + 6 * days_per_pixel, place + 0.19, message(f"timeline.lane.{lane}", language), fontsize=10,
                weight="bold", va="center", color=darker(COLOURS[lane]),
            )  # fmt: skip
            place += _HEAD
        begin, _ = extent(line.bars[0], first, last)
        words = (f"{DISPUTED} " if any(bar.disputed for bar in line.bars) else "") + line.words
        text = axes.text(float(ticks.date2num(begin)), place + 0.065, words, fontsize=7.5, va="center", zorder=4)
        width = text.get_window_extent(renderer).width * days_per_pixel
        text.set_x(max(low + 4 * days_per_pixel, min(float(ticks.date2num(begin)), up - 1.02 * width)))
        for bar, track in zip(line.bars, line.tracks, strict=True):
            _draw(axes, bar, place + 0.185 + track * TRACK * _LINE, first, last, ticks.date2num)
        place += _LINE * line.height
    axes.xaxis.set_major_locator(ticks.AutoDateLocator(minticks=5, maxticks=14))
    axes.xaxis.set_major_formatter(ticks.ConciseDateFormatter(axes.xaxis.get_major_locator(), formats=_CONCISE,
                                   zero_formats=_CONCISE, offset_formats=[""] * 6))  # fmt: skip
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6, zorder=1)
    axes.set_axisbelow(True)
    axes.yaxis.set_visible(False)
    axes.spines[["top", "left", "right"]].set_visible(False)
    figure.text(0.03, 1 - 0.32 / high, title, fontsize=13, weight="bold", va="center")
    _keys(figure, keys, high, language)
    for number, part in enumerate(below):
        figure.text(0.03, (foot - 0.42 - 0.16 * number) / high, part, fontsize=7, color="#555555", va="center")
    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}
    try:
        with replacing(path) as temporary:
            ending = path.suffix.lower()
            figure.savefig(temporary, format=ending[1:], metadata=dateless[ending], dpi=150)
    finally:
        pyplot.close(figure)


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
        "disputed": Line2D([], [], color="black", marker="$≠$", markersize=7, linestyle="none"),
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
