"""Where the nodes of a network are drawn, and how large: the same network always gets the same picture.

Each component is laid out by forces (after ForceAtlas2, Jacomy et al. 2014: nodes push each other away
by their degrees, edges pull evenly) from a start that only the ids decide; components are then packed
side by side in rows, and what still overlaps is pushed apart. Above EXACT nodes, far-field repulsion uses
grid centres (Barnes–Hut-like), so that the time grows with the nodes and not with their square: 5,000
nodes take seconds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kgtools import projects
from kgtools.errors import UsageError
from kgtools.network import foreground
from kgtools.network.measures import SEED

if TYPE_CHECKING:
    import networkx as nx

EXACT = 700  # up to so many nodes every pair pushes
ASPECT = 1.4  # width to height
# Units of the layout are about pixels of a desktop screen, whatever the number of nodes: of more than
# _FULL nodes all lengths shrink together.
_FULL = 150
_SMALL, _LARGE = 3.5, 21.0  # radii of nodes
_GAP = 7.0  # least distance between two nodes
_ROOM = 34.0  # around each component
_AREA = 5600.0  # for each node
_PAIR = 62.0  # between the two nodes of a component that has no other
_STEPS, _FEWER_STEPS = 300, 120
_GRID = 20  # cells of the grid in each direction
_GRAVITY = (0.05, 0.09)  # across and upwards: screens are wider than high
_PAIR_OF = 2  # things that stand on either side
_APART = 0.85  # how far from the middle, in the spread of all nodes
UPRIGHT = 0.66  # width to height on a telephone


def refuse_if_large(graph: nx.MultiDiGraph[str]) -> None:
    """Raise UsageError for a network too large to draw."""
    if foreground.is_too_large(graph):
        raise UsageError(
            f"{graph.number_of_nodes():,} nodes and {graph.number_of_edges():,} edges are too many to draw "
            f"(at most {foreground.MOST_NODES:,} and {foreground.MOST_EDGES:,}); "
            "take fewer with --kinds, --layers, --from, --support or --about, join them with --simple, "
            "or write a .gexf for Gephi"
        )


def radii(values: dict[str, float]) -> dict[str, float]:
    """The radius of each node: its area grows with its value; smaller in larger networks."""
    most = max(values.values(), default=0.0) or 1.0
    shrink = _shrink(len(values))
    spread = _LARGE - _SMALL
    return {
        node: round(shrink * (_SMALL + spread * (max(value, 0.0) / most) ** 0.5), 2) for node, value in values.items()
    }


def _shrink(nodes: int) -> float:
    return math.sqrt(min(1.0, _FULL / max(nodes, 1)))


def positions(graph: nx.MultiDiGraph[str], radius: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The place of each node, centred on (0, 0), y upwards, in the units of the radii; no two overlap.

    Times and weights of edges count nothing, so that a node keeps its place when years are left out of
    a drawing made once. Raises UsageError for a network too large to draw, or without numpy.
    """
    refuse_if_large(graph)
    try:
        import numpy as np
    except ImportError:
        raise UsageError("pictures need more libraries: pip install 'tandem-kg[pictures]'") from None
    import networkx as nx

    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from(sorted(graph))
    flat.add_edges_from(sorted({(min(ends), max(ends)) for ends in graph.edges() if ends[0] != ends[1]}))
    parts = sorted((sorted(part) for part in nx.connected_components(flat)), key=lambda part: (-len(part), part))
    shrink = _shrink(len(flat))
    blocks = [_component(np, flat, part, radius, shrink) for part in parts]
    places = _packed(np, blocks, _ROOM * shrink)
    nodes = [node for part in parts for node in part]
    sizes = np.array([radius[node] for node in nodes])
    places = _apart(np, places, sizes, _GAP * shrink)
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, places, strict=True)}


def upright(places: dict[str, tuple[float, float]], radius: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The same places drawn together sideways and apart upwards, for a window higher than wide; none overlap."""
    import numpy as np

    nodes = list(places)
    found = np.array([places[node] for node in nodes])
    width, height = np.maximum(found.max(axis=0) - found.min(axis=0), 1e-9)
    by = min(1.0, math.sqrt(UPRIGHT * height / width))
    found = _apart(np, found * (by, 1 / by), np.array([radius[node] for node in nodes]), _GAP * _shrink(len(nodes)))
    found -= (found.max(axis=0) + found.min(axis=0)) / 2
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, found, strict=True)}


def _component(np: Any, flat: nx.Graph[str], part: list[str], radius: dict[str, float], shrink: float) -> Any:
    """Places of the nodes of one component, lying on its longer side, nothing overlapping.

    The first of the project's pair stands on the left, the other on the right; what they share lies between them.
    """
    count = len(part)
    sizes = np.array([radius[node] for node in part])
    if count == 1:
        return np.zeros((1, 2))
    number = {node: place for place, node in enumerate(part)}
    ends = np.array([(number[one], number[other]) for one, other in flat.subgraph(part).edges()])
    chance = np.random.default_rng(SEED)
    places = chance.normal(size=(count, 2)) * 20 * count**0.5
    degree = np.bincount(ends.ravel(), minlength=count)
    mass = 1.0 + degree.astype(float)
    # A node that hangs on one other needs little; what is joined to many must not be torn apart by them.
    pull = 1.0 / np.sqrt(np.minimum(degree[ends[:, 0]], degree[ends[:, 1]]))
    push = 55.0**2 / 2
    hot = 12 * count**0.5
    steps = _STEPS if count <= EXACT else _FEWER_STEPS
    fixed = [number[node] for node in projects.in_use().pair if node in number]
    sides = np.array([(-_APART, 0.0), (_APART, 0.0)])
    for step in range(steps):
        heat = hot * (1 - step / steps) ** 1.5 + 0.3
        force = _repulsion(np, places, mass, push, chance)
        way = places[ends[:, 1]] - places[ends[:, 0]]
        drawn = way * pull[:, None] * 2.2
        np.add.at(force, ends[:, 0], drawn)
        np.add.at(force, ends[:, 1], -drawn)
        force -= places * mass[:, None] * np.array(_GRAVITY)
        length = np.sqrt((force**2).sum(axis=1))[:, None] + 1e-9
        places = places + force / length * np.minimum(length / mass[:, None], heat)
        if len(fixed) == _PAIR_OF:
            places[fixed] = sides * np.sqrt((places**2).sum(axis=1).mean())
    turned = places if len(fixed) == _PAIR_OF else _lying(np, places - places.mean(axis=0))
    # Long arms are drawn in, and the whole is given the room that its nodes need.
    reach = np.sqrt((turned**2).sum(axis=1))[:, None] + 1e-9
    turned = turned / reach * reach**0.8
    width, height = np.maximum(turned.max(axis=0) - turned.min(axis=0), 1e-9)
    wanted = _AREA * shrink**2 * count
    scale = min(
        (wanted / (width * max(height, width / 3))) ** 0.5,
        1.6 * wanted**0.5 / width,
        _PAIR * shrink * (count - 1) / width,
    )
    return _apart(np, turned * scale, sizes, _GAP * shrink)


def _lying(np: Any, places: Any) -> Any:
    """Places around their middle, turned so that they are wider than high."""
    _, axes = np.linalg.eigh(np.cov(places.T))
    # The sign of an axis is free: the first node that stands off it decides.
    turned = places @ axes[:, ::-1]
    for axis in (0, 1):
        if turned[np.argmax(np.abs(turned[:, axis]) > 1), axis] < 0:
            turned[:, axis] *= -1
    return turned


def _repulsion(np: Any, places: Any, mass: Any, push: float, chance: Any) -> Any:
    """The force by which all nodes push each one away: with the product of masses, against the distance."""
    if len(places) <= EXACT:
        sources, weights = places, mass
    else:
        # The grid lies elsewhere at each step, or its lines would show in the drawing.
        low, high = places.min(axis=0), places.max(axis=0) + 1e-6
        shift = (high - low) / (_GRID - 1)
        low, high = low - chance.random(2) * shift, high + shift
        cell = ((places - low) / (high - low) * _GRID).astype(int)
        index = cell[:, 0] * _GRID + cell[:, 1]
        weights = np.bincount(index, mass, _GRID**2)
        full = weights > 0
        centres = [np.bincount(index, places[:, axis] * mass, _GRID**2)[full] / weights[full] for axis in (0, 1)]
        sources, weights = np.stack(centres, axis=1), weights[full]
    across = places[:, None, 0] - sources[None, :, 0]
    up = places[:, None, 1] - sources[None, :, 1]
    strength = push * weights[None, :] / (across**2 + up**2 + 25.0)
    return np.stack([(across * strength).sum(axis=1), (up * strength).sum(axis=1)], axis=1) * mass[:, None] * 0.5


def _apart(np: Any, places: Any, sizes: Any, gap: float) -> Any:
    """Push overlapping nodes apart, each by half of what is missing, until none overlaps."""
    places = places.copy()
    widest = 2 * float(sizes.max()) + gap
    for _ in range(400):
        order = np.argsort(places[:, 0], kind="stable")
        moved = False
        for shift in range(1, len(order)):
            one, other = order[:-shift], order[shift:]
            way = places[other] - places[one]
            if way[:, 0].min() > widest:
                break
            distance = np.sqrt((way**2).sum(axis=1))
            missing = sizes[one] + sizes[other] + gap - distance
            close = missing > 0.01
            if close.any():
                moved = True
                # Two nodes in one place part sideways.
                way[distance < 1e-6] = (1.0, 0.0)
                step = way[close] / np.maximum(distance[close], 1e-6)[:, None]
                step = np.clip(step, -1, 1) * (missing[close, None] / 2 + 0.02)
                np.add.at(places, one[close], -step)
                np.add.at(places, other[close], step)
        if not moved:
            break
    return places


def _packed(np: Any, blocks: list[Any], room: float) -> Any:
    """Components side by side in rows, the largest first, in about the wanted proportions."""
    boxes = [block.max(axis=0) - block.min(axis=0) + 2 * room for block in blocks]
    area = float(sum(box[0] * box[1] for box in boxes))
    width = max(float(max(box[0] for box in boxes)), (area * ASPECT) ** 0.5)
    placed = []
    left, top, height = 0.0, 0.0, 0.0
    for block, box in zip(blocks, boxes, strict=True):
        if left and left + box[0] > width * 1.02:
            left, top, height = 0.0, top - height, 0.0
        corner = np.array([left + room, top - room])
        placed.append(block - np.array([block[:, 0].min(), block[:, 1].max()]) + corner)
        left, height = left + float(box[0]), max(height, float(box[1]))
    return np.concatenate(placed)
