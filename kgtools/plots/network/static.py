"""Still pictures of networks for papers: SVG, PNG or PDF, with legend, sources and the date of the data.

DejaVu Sans, which matplotlib brings along, has all Kazakh and Uzbek letters. The same network gives the
same bytes: no file holds the time of its making.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools.claims.acceptance import INFERRED
from kgtools.messages import message
from kgtools.network import measures
from kgtools.network.details import Caption
from kgtools.network.foreground import leaders, ranked
from kgtools.plots.network import labels, layout
from kgtools.plots.network.legend import foot, group_rank
from kgtools.plots.style import DISPUTED, DPI, MARKERS, blank, save
from kgtools.values import palette
from kgtools.views.disagreements import SIGN

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure

_LARGER = 1.45  # the page of a network of many nodes
_TOP, _FOOT, _SIDE = 92.0, 92.0, 70.0  # kept free for title and legend, caption, and labels
_POINT = 72 / DPI  # points of one unit
_SMALL = 150  # nodes that one page takes
_FILL = {"diamond": 0.75, "square": 0.9}  # or they would look larger than circles of one value


_SIGNED: Any = {"linestyle": "none", "marker": f"${SIGN}$", "color": DISPUTED, "markeredgewidth": 0}
LINE, DASHES = "#a9b3ba", (0, (4, 3))


def write(graph: nx.MultiDiGraph[str], caption: Caption, path: Path, language: str, size: str) -> None:
    """Draw a network as SVG, PNG or PDF, by the ending of `path`.

    `caption` has the texts around it, `size` is the measure that makes nodes large. Raises UsageError for
    another ending, for a network too large to draw, or if matplotlib is not installed.
    """
    figure = blank(path, 1.0 if graph.number_of_nodes() <= _SMALL else _LARGER)
    radius = layout.radii(measures.MEASURES[size](graph))
    places = layout.positions(graph, radius)
    wide, high = figure.get_size_inches() * DPI
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, wide), ylim=(0, high))
    axes.axis("off")
    scale, right, up = _fit(places, radius, wide, high)
    at = {node: (x * scale + right, y * scale + up) for node, (x, y) in places.items()}
    by = min(scale, 1.5)
    radius = {node: r * by for node, r in radius.items()}
    dashed = _lines(axes, graph, at)
    signed = _signs(axes, graph, at)
    first = leaders(graph)
    ordered = sorted(graph, key=lambda node: (node not in first, -radius[node], -graph.degree(node), node))
    for node in ordered:
        colour, shape = palette.look(graph.nodes[node]["group"])
        points = 2 * radius[node] * _POINT * _FILL.get(shape, 1.0)
        axes.plot(*at[node], marker=MARKERS[shape], markersize=points, color=colour,
                  markeredgecolor="#3a4349", markeredgewidth=0.5, zorder=2)  # fmt: skip
    _labels(figure, axes, graph, ordered, at, radius, (wide, high))
    size_note = message("network.size", language, message(f"network.measure.{size}", language))
    if caption.finding:
        axes.text(24, high - 8, caption.title, fontsize=8, va="top", color="#5c666d", parse_math=False)
    axes.text(24, high - 22, caption.finding or caption.title, fontsize=13, va="top", parse_math=False)
    inferred = message("network.inferred", language) if dashed else ""
    disputed = message("plots.disagreements", language) if signed else ""
    _legend(figure, axes, caption.kinds, high, size_note, inferred, disputed)
    foot(figure, axes, caption.notes, wide)
    save(figure, path)


def _fit(
    places: dict[str, tuple[float, float]], radius: dict[str, float], wide: float, high: float
) -> tuple[float, float, float]:
    """The scale, and where the origin lies, that put the whole network between title and caption."""
    left = min(x - radius[node] for node, (x, _) in places.items())
    right = max(x + radius[node] for node, (x, _) in places.items())
    low = min(y - radius[node] for node, (_, y) in places.items())
    top = max(y + radius[node] for node, (_, y) in places.items())
    scale = min((wide - 2 * _SIDE) / (right - left), (high - _TOP - _FOOT - 50) / (top - low), 2.4)
    middle = (_FOOT + high - _TOP) / 2
    return scale, wide / 2 - scale * (left + right) / 2, middle - scale * (low + top) / 2


def _lines(axes: Any, graph: nx.MultiDiGraph[str], at: dict[str, tuple[float, float]]) -> bool:
    """One line between two things, the wider the more joins them; dashed if nothing that joins them is stated.

    Returns whether any line is dashed, so that the legend explains no line that is not there.
    """
    import math

    from matplotlib.collections import LineCollection

    weights: dict[tuple[str, str], int] = {}
    stated = set()
    for source, target, data in graph.edges(data=True):
        ends = (min(source, target), max(source, target))
        weights[ends] = weights.get(ends, 0) + data.get("weight", 1)
        if data.get("certainty") != INFERRED:
            stated.add(ends)
    pairs = sorted(weights)
    faint = 0.25 if len(pairs) > 2500 else 0.5 if len(pairs) > 500 else 0.8
    for style, drawn in (("solid", stated), (DASHES, set(pairs) - stated)):
        chosen = [pair for pair in pairs if pair in drawn]
        widths = [0.6 + 0.45 * math.log2(weights[pair]) for pair in chosen]
        lines = [[at[one], at[other]] for one, other in chosen]
        axes.add_collection(
            LineCollection(lines, colors=LINE, linewidths=widths, linestyles=[style], alpha=faint, zorder=1)
        )
    return len(stated) < len(pairs)


def _signs(axes: Any, graph: nx.MultiDiGraph[str], at: dict[str, tuple[float, float]]) -> bool:
    """A sign in the middle of each line of which a claim stands in a disagreement; returns whether there is any."""
    pairs = sorted({(min(*ends), max(*ends)) for *ends, data in graph.edges(data=True) if data.get("disagreements")})
    middles = [[(at[one][axis] + at[other][axis]) / 2 for one, other in pairs] for axis in (0, 1)]
    axes.plot(*middles, marker="o", markersize=8, color="white", alpha=0.8, linestyle="none", zorder=1.4)
    axes.plot(*middles, **_SIGNED, markersize=7, zorder=1.5)
    return bool(pairs)


def _labels(
    figure: Figure, axes: Any, graph: nx.MultiDiGraph[str], ordered: list[str], at: dict[str, tuple[float, float]],
    radius: dict[str, float], page: tuple[float, float],
) -> None:  # fmt: skip
    """The names for which there is room, and in any case of leaders and of what is joined to most; see `labels`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.font_manager import FontProperties

    wide, high = page
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    always = {*ranked(graph)[: len(leaders(graph)) + labels.ALWAYS]}
    discs = []
    for node in sorted(ordered, key=lambda node: node not in always):
        x, y = at[node]
        points = 7.5 + min(2.5, radius[node] / 9)
        name = graph.nodes[node]["label"]
        discs.append(labels.Disc(x, high - y, radius[node], name, points / _POINT, node in always))

    def width(line: str, disc: labels.Disc) -> float:
        font = FontProperties(family="DejaVu Sans", size=disc.font * _POINT)
        return float(renderer.get_text_width_height_descent(line, font, ismath=False)[0])

    frame = (4.0, _TOP - 8, wide - 4, high - _FOOT + 8)
    for label in labels.place(discs, width, frame):
        left, top, right, bottom = label.box
        if label.lead is not None:
            x0, y0, x1, y1 = label.lead
            axes.plot([x0, x1], [high - y0, high - y1], color="#5c666d", linewidth=0.5, zorder=1.8)
        axes.text((left + right) / 2, high - (top + bottom) / 2, "\n".join(label.lines),
                  fontsize=label.disc.font * _POINT, ha="center", va="center", linespacing=1.1, color="#22272b",
                  zorder=3, parse_math=False,
                  bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.6})  # fmt: skip


def _legend(
    figure: Figure, axes: Any, kinds: Mapping[str, str], high: float, note: str, inferred: str, disputed: str
) -> None:
    """Kinds with their colours and shapes, in one row under the title; then what the size of a node says.

    The words for dashed lines and for the sign of a disagreement are empty where there are none.
    """
    from matplotlib.lines import Line2D

    keys = []
    for group in sorted(kinds, key=group_rank):
        colour, shape = palette.look(group)
        keys.append(Line2D([], [], linestyle="none", marker=MARKERS[shape], markersize=7, color=colour,
                           markeredgecolor="#3a4349", markeredgewidth=0.5, label=kinds[group]))  # fmt: skip
    wide = figure.get_size_inches()[0] * DPI
    if inferred:
        keys.append(Line2D([], [], color=LINE, linestyle=DASHES, label=inferred))
    if disputed:
        keys.append(Line2D([], [], **_SIGNED, markersize=7, label=disputed))
    keys.append(Line2D([], [], linestyle="none", label=note))
    axes.legend(handles=keys, loc="upper left", bbox_to_anchor=(18 / wide, (high - 44) / high), frameon=False,
                fontsize=8, ncols=min(len(keys), 7), handletextpad=0.2, columnspacing=1.2, borderpad=0)  # fmt: skip
