"""Still pictures of networks for papers: SVG, PNG or PDF, with legend, sources and the date of the data.

DejaVu Sans, which matplotlib brings along, has all Kazakh and Uzbek letters. The same network gives the
same bytes: no file holds the time of its making.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools import projects
from kgtools.claims.acceptance import INFERRED, PLANNED
from kgtools.messages import message
from kgtools.network import measures
from kgtools.network.details import Caption
from kgtools.network.foreground import leaders, ranked
from kgtools.plots.network import labels, layout
from kgtools.plots.network.legend import foot, group_rank
from kgtools.plots.network.small import thickness
from kgtools.plots.style import DISPUTED, DPI, MARKERS, blank, save
from kgtools.values import palette
from kgtools.views.disagreements import SIGN

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_LARGER = 1.45  # the page of a network of many nodes
_TOP, _FOOT, _SIDE = 92.0, 92.0, 70.0  # kept free for title and legend, caption, and labels
_POINT = 72 / DPI  # points of one unit
_SMALL = 150  # nodes that one page takes
_FILL = {"diamond": 0.75, "square": 0.9}  # or they would look larger than circles of one value


_SIGNED: Any = {"linestyle": "none", "marker": f"${SIGN}$", "color": DISPUTED, "markeredgewidth": 0}
# What a line is if none of its links is stated, in the order in which one link outdoes another.
_STYLES: Any = {"": "solid", "inferred": (0, (4, 3)), "planned": (0, (5, 3, 1, 3))}
_SIGN = 6.0  # half of the sign of a disagreement; where it would cover a node it moves to these shares of the line
_ASIDE = (0.35, 0.65, 0.25, 0.75)
_BEAD = 11.0  # between two shapes on a line
_MARKED = 700  # of more lines none carries the shape of its layer


@dataclass
class _Drawn:
    """What lines there are."""

    layers: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    signs: list[tuple[float, float]] = field(default_factory=list)


def write(graph: nx.MultiDiGraph[str], caption: Caption, path: Path, language: str, size: str) -> None:
    """Draw a network as SVG, PNG or PDF, by the ending of `path`.

    `caption` has the texts around it, `size` is the measure that makes nodes large. Raises UsageError for
    another ending, for a network too large to draw, or if matplotlib is not installed.
    """
    figure = blank(path, 1.0 if graph.number_of_nodes() <= _SMALL else _LARGER)
    radius = layout.radii(measures.of_settled(graph, size))
    places = layout.positions(graph, radius)
    wide, high = figure.get_size_inches() * DPI
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, wide), ylim=(0, high))
    axes.axis("off")
    scale, right, up = _fit(places, radius, wide, high)
    at = {node: (x * scale + right, y * scale + up) for node, (x, y) in places.items()}
    by = min(scale, 1.5)
    radius = {node: r * by for node, r in radius.items()}
    drawn = _lines(axes, graph, at, radius)
    first = leaders(graph)
    ordered = sorted(graph, key=lambda node: (node not in first, -radius[node], -graph.degree(node), node))
    for node in ordered:
        colour, shape = projects.look(graph.nodes[node]["group"])
        points = 2 * radius[node] * _POINT * _FILL.get(shape, 1.0)
        axes.plot(*at[node], marker=MARKERS[shape], markersize=points, color=colour,
                  markeredgecolor="#3a4349", markeredgewidth=0.5, zorder=2)  # fmt: skip
    _labels(figure, axes, graph, ordered, at, radius, drawn.signs)
    size_note = message("network.size", language, message(f"network.measure.{size}", language))
    if caption.finding:
        axes.text(24, high - 8, caption.title, fontsize=8, va="top", color="#5c666d", parse_math=False)
    axes.text(24, high - 22, caption.finding or caption.title, fontsize=13, va="top", parse_math=False)
    keys = _legend(caption, drawn, size_note, language)
    axes.legend(handles=keys, loc="upper left", bbox_to_anchor=(18 / wide, (high - 44) / high), frameon=False,
                fontsize=8, ncols=min(len(keys), 7), handletextpad=0.4, columnspacing=1.2, borderpad=0)  # fmt: skip
    notes = (message("network.thickness", language), *caption.notes)
    foot(figure, axes, notes, wide)
    save(figure, path, title=caption.finding or caption.title, description="\n".join(notes), language=language)


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


@dataclass
class _Stroke:
    """What is drawn between two things for one layer."""

    width: float = 0.0
    style: str = "planned"  # by `_STYLES`


def _strokes(graph: nx.MultiDiGraph[str]) -> dict[tuple[str, str], dict[str, _Stroke]]:
    """A line for each layer in which two things are joined, as thick as its best supported link; sorted.

    It is dashed if no link is stated, with dots if all are only planned.
    """
    found: dict[tuple[str, str], dict[str, _Stroke]] = {}
    for source, target, data in graph.edges(data=True):
        of_pair = found.setdefault((min(source, target), max(source, target)), {})
        for layer in data.get("layer", "").split() or [""]:
            stroke = of_pair.setdefault(layer, _Stroke())
            stroke.width = max(stroke.width, thickness(data.get("support", 1)) * 0.75)
            stroke.style = min(stroke.style, _style(data), key=list(_STYLES).index)
    return dict(sorted(found.items()))


def _style(edge: Mapping[str, Any]) -> str:
    """Which of `_STYLES` a link has."""
    if edge.get("status") == PLANNED:
        return "planned"
    return "inferred" if edge.get("certainty") == INFERRED else ""


def _lines(
    axes: Any, graph: nx.MultiDiGraph[str], at: dict[str, tuple[float, float]], radius: Mapping[str, float]
) -> _Drawn:  # fmt: skip
    """The lines with the shapes of their layers, and the sign of a disagreement on those with a disputed claim.

    Returns what of it there is, so that the legend explains nothing that is not there.
    """
    from matplotlib.collections import LineCollection

    drawn = _Drawn()
    pairs = _strokes(graph)
    disputed = {(min(*ends), max(*ends)) for *ends, data in graph.edges(data=True) if data.get("disagreements")}
    faint = 0.25 if len(pairs) > 2500 else 0.5 if len(pairs) > 500 else 0.8
    for pair, strokes in pairs.items():
        (x0, y0), (x1, y1) = at[pair[0]], at[pair[1]]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        beads = len(strokes) + (pair in disputed)  # what stands on the line, around its middle
        shares = [0.5 + (bead - (beads - 1) / 2) * _BEAD / length for bead in range(beads)]
        for place, (layer, stroke) in enumerate(sorted(strokes.items())):
            colour, shape = palette.LAYERS.get(layer, (palette.GREY, "circle"))
            aside = (place - (len(strokes) - 1) / 2) * 3 / length
            dx, dy = (y0 - y1) * aside, (x1 - x0) * aside
            line = [(x0 + dx, y0 + dy), (x1 + dx, y1 + dy)]
            axes.add_collection(LineCollection([line], colors=colour, linewidths=[stroke.width], alpha=faint,
                                               linestyles=[_STYLES[stroke.style]], zorder=1))  # fmt: skip
            if len(pairs) <= _MARKED and length > _BEAD * (beads + 2):
                x, y = x0 + dx + shares[place] * (x1 - x0), y0 + dy + shares[place] * (y1 - y0)
                axes.plot(x, y, marker=MARKERS[shape], markersize=4, color=colour, markeredgewidth=0, zorder=1.2)
            drawn.layers.add(layer)
            drawn.styles.add(stroke.style)
        if pair in disputed:
            spots = ((x0 + share * (x1 - x0), y0 + share * (y1 - y0)) for share in (shares[-1], *_ASIDE))
            free = next((spot for spot in spots if not _covers(spot, at, radius)), None)
            if free is None:
                continue
            x, y = free
            axes.plot(x, y, marker="o", markersize=8, color="white", alpha=0.8, zorder=1.4)
            axes.plot(x, y, **_SIGNED, markersize=7, zorder=1.5)
            drawn.signs.append((x, y))
    return drawn


def _covers(spot: tuple[float, float], at: Mapping[str, tuple[float, float]], radius: Mapping[str, float]) -> bool:
    """Whether a sign in a place would lie on a node."""
    return any(math.dist(spot, place) < radius[node] + _SIGN for node, place in at.items())


def _labels(
    figure: Figure, axes: Any, graph: nx.MultiDiGraph[str], ordered: list[str], at: dict[str, tuple[float, float]],
    radius: dict[str, float], signs: list[tuple[float, float]],
) -> None:  # fmt: skip
    """The names for which there is room, and in any case of leaders and of what is joined to most; see `labels`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.font_manager import FontProperties

    wide, high = figure.get_size_inches() * DPI
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    first, leading = ranked(graph), len(leaders(graph))
    always = {*first[: min(leading, labels.LEADERS)], *first[leading : leading + labels.ALWAYS]}
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
    blocked = [(x - 6, high - y - 7, x + 6, high - y + 7) for x, y in signs]
    for label in labels.place(discs, width, frame, blocked):
        left, top, right, bottom = label.box
        if label.lead is not None:
            x0, y0, x1, y1 = label.lead
            axes.plot([x0, x1], [high - y0, high - y1], color="#5c666d", linewidth=0.5, zorder=1.8)
        axes.text((left + right) / 2, high - (top + bottom) / 2, "\n".join(label.lines),
                  fontsize=label.disc.font * _POINT, ha="center", va="center", linespacing=1.1, color="#22272b",
                  zorder=3, parse_math=False,
                  bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.6})  # fmt: skip


def _legend(caption: Caption, drawn: _Drawn, note: str, language: str) -> list[Line2D]:
    """Kinds with their colours and shapes, layers with their lines, signs, and what the size of a node says."""
    from matplotlib.lines import Line2D

    keys = []
    for group in sorted(caption.kinds, key=group_rank):
        colour, shape = projects.look(group)
        keys.append(Line2D([], [], linestyle="none", marker=MARKERS[shape], markersize=7, color=colour,
                           markeredgecolor="#3a4349", markeredgewidth=0.5, label=caption.kinds[group]))  # fmt: skip
    for layer, name in caption.layers.items():
        if layer in drawn.layers:
            colour, shape = palette.LAYERS.get(layer, (palette.GREY, "circle"))
            keys.append(Line2D([], [], color=colour, marker=MARKERS[shape], markersize=4, label=name))
    for style, name in (("inferred", "network.inferred"), ("planned", "network.plans")):
        if style in drawn.styles:
            keys.append(Line2D([], [], color=palette.GREY, linestyle=_STYLES[style], label=message(name, language)))
    if drawn.signs:
        keys.append(Line2D([], [], **_SIGNED, markersize=7, label=message("plots.disagreements", language)))
    keys.append(Line2D([], [], linestyle="none", label=note))
    return keys
