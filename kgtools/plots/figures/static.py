"""Charts of figures as still pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message
from kgtools.plots.figures.marks import Mark, clashing, joined, order, positions, year, year_after
from kgtools.plots.style import COLOURS, MARKS

ENDINGS = (".svg", ".png", ".pdf")
_RING = "#777777"
_BEYOND = 2  # a value that is held back and this many times the largest other one stands at the edge


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
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"-o {path}: a picture ends in {', '.join(ENDINGS)}")
    if not marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    try:
        import matplotlib
    except ImportError:
        raise UsageError("pictures need matplotlib: install tandem-kg[pictures]") from None
    matplotlib.use("Agg")
    # No clock and no chance in the file; DejaVu Sans has the Kazakh and Uzbek letters.
    matplotlib.rcParams.update({"svg.hashsalt": "tandem", "font.family": "DejaVu Sans", "pdf.fonttype": 42})
    import textwrap

    from matplotlib import pyplot
    from matplotlib.lines import Line2D

    colours = dict(zip(sorted({mark.colour for mark in marks}), COLOURS * len(marks), strict=False))
    shapes = dict(zip(sorted({mark.shape for mark in marks}), MARKS * len(marks), strict=False))
    shown = [mark.high / scale for mark in marks if not mark.crossed]
    top = max(shown) if shown else max(mark.high / scale for mark in marks)
    figure, axes = pyplot.subplots(figsize=(10, 6.5 + 0.2 * len(sources)), layout="constrained")
    drawn = sorted(marks, key=order)
    places = positions(drawn, top * scale)
    for one, other in joined(drawn):
        axes.plot(
            [places[one], places[other]], [drawn[one].value / scale, drawn[other].value / scale],
            color=colours[drawn[one].colour], linewidth=1, alpha=0.6, zorder=1,
        )  # fmt: skip
    apart = clashing(drawn)
    for one, other in apart:
        axes.plot(
            [places[one], places[other]], [drawn[one].value / scale, drawn[other].value / scale],
            color="black", linewidth=1.2, linestyle=":", zorder=1,
        )  # fmt: skip
    for mark, middle in zip(drawn, places, strict=True):
        begin, end = year(mark.earliest), year_after(mark.latest)
        value, colour = mark.value / scale, colours[mark.colour]
        if mark.crossed:
            place = height(mark, scale, top)
            beyond = place < value
            axes.plot(middle, place, marker="X", markersize=9, color=colour, linestyle="none")
            if beyond:
                words = f"{mark.printed}\n({message('figures.chart.beyond', language)})"
                axes.annotate(words, (middle, place), (7, -3), textcoords="offset points", fontsize=7, color=colour)
            continue
        axes.hlines(value, begin, end, color=colour, linewidth=1, alpha=0.5)
        axes.vlines(middle, mark.low / scale, mark.high / scale, color=colour, linewidth=1.5)
        if mark.disputed:
            axes.plot(
                middle, value, marker="o", markersize=12.5, color=_RING, markerfacecolor="none", linestyle="none",
                markeredgewidth=0.8,
            )  # fmt: skip
        axes.plot(
            middle, value, marker=shapes[mark.shape], markersize=7, color=colour, linestyle="none",
            markerfacecolor="white" if mark.hollow else colour,
        )  # fmt: skip
    keys = [Line2D([], [], color=colours[name], marker="o", linestyle="none", label=name) for name in colours]
    if len(shapes) > 1:
        keys += [Line2D([], [], color="grey", marker=shapes[name], linestyle="none", label=name) for name in shapes]
    if any(mark.hollow for mark in marks):
        label = message("figures.chart.target", language)
        keys.append(Line2D([], [], color="grey", marker="o", markerfacecolor="white", linestyle="none", label=label))
    if any(mark.crossed for mark in marks):
        keys.append(
            Line2D([], [], color="grey", marker="X", linestyle="none", label=message("claims.held-back", language))
        )
    if any(mark.disputed and not mark.crossed for mark in marks):
        ring = Line2D([], [], color=_RING, marker="o", markersize=10, markerfacecolor="none", linestyle="none")
        ring.set_label(message("figures.chart.disputed", language))
        keys.append(ring)
    if apart:
        keys.append(
            Line2D([], [], color="black", linewidth=1.2, linestyle=":", label=message("figures.chart.apart", language))
        )
    if joined(drawn):
        keys.append(Line2D([], [], color="grey", linewidth=1, label=message("figures.chart.joined", language)))
    figure.legend(handles=keys, fontsize=8, loc="outside lower left", ncols=2, frameon=False)
    axes.set_title(title, loc="left")
    axes.set_ylabel(unit)
    axes.set_ylim(bottom=min(0.0, *(mark.low / scale for mark in marks)), top=top * 1.25)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%d"))
    axes.spines[["top", "right"]].set_visible(False)
    notes = message("figures.chart.span", language) + (
        f"; {message('figures.chart.undrawn', language, undrawn)}" if undrawn else ""
    )
    below = [part for source in sources for part in textwrap.wrap(source, 150, subsequent_indent="   ")]
    axes.set_xlabel("\n".join([notes, *below]), fontsize=8, color="dimgrey", loc="left")
    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}
    try:
        with replacing(path) as temporary:
            ending = path.suffix.lower()
            figure.savefig(temporary, format=ending[1:], metadata=dateless[ending], dpi=150)
    finally:
        pyplot.close(figure)


def height(mark: Mark, scale: float, top: float) -> float:
    """How high a mark stands: at its value; held back and far beyond the others, at the edge."""
    value = mark.value / scale
    return top * 1.12 if mark.crossed and value > _BEYOND * top else value
