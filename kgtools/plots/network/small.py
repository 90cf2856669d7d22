"""The small network of one thing for other pages: inline SVG, a few kilobytes, the same each time.

The thing stands in the middle, its neighbours in two columns beside it, so that no name covers another or a line; of
the project's pair the first stands on the left and the other on the right, as in the large networks. All lengths are
units of a box that is as wide as the page lets it be: about a pixel each on a telephone. Colours are those of
`kgtools/plots/svg.css`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from html import escape

from kgtools import projects
from kgtools.messages import message
from kgtools.network.analysis.neighbours import Bond, Neighbour, Neighbourhood
from kgtools.plots import svg
from kgtools.plots.network.labels import wrapped
from kgtools.plots.style import DISPUTED
from kgtools.values import palette
from kgtools.views.disagreements import SIGN

Href = Callable[[str], str]
WIDTH = 420.0
_FONT, _LINE, _ROOM = 12.0, 14.0, 10.0  # size of a name, height of a line, and between two names
_COLUMN = 116.0  # width of a name
_DOT = 127.0  # where the neighbours stand, from either side
_PILL = 92.0  # width of the name in the middle
_LETTERS, _PILL_LETTERS = 17, 13
_SIDES = {"left": 1.0, "right": -1.0}


def network(found: Neighbourhood, language: str, href: Href = lambda thing: "") -> str:
    """The small network of a thing; `href` gives the address of the page of a thing by its id, or an empty text.

    A line is as thick as the independent origins of its best supported link are many, dashed if all of its links are
    inferred, and has the sign of a disagreement if one of them stands in a marked one; its colour and its small shape
    are of the layer.

    >>> me = Neighbourhood("person/a", "A", "Person", (), 0, {})
    >>> "<title>A: links</title>" in network(me, "en")
    True
    """
    columns = _columns(found.neighbours)
    high = max(
        [_height(column) for column in columns.values()] + [len(wrapped(found.label, _PILL_LETTERS)) * _LINE + 40]
    )
    lines: list[str] = []
    names: list[str] = []
    for side, column in columns.items():
        room = (high - _height(column)) / max(len(column), 1)
        top = 0.0
        for one in column:
            deep = _deep(one) + room
            spot = (_across(side, _DOT), top + deep / 2)
            lines += _bonds(one, spot, (WIDTH / 2, high / 2))
            names.append(_named(one, spot, side, href(one.thing), language))
            top += deep
    legend, deep = _legend(found, high + 12, language)
    title = message("network.small.title", language, found.label)
    inside = [*lines, *names, _middle(found, high / 2), *legend]
    return svg.picture(inside, deep, title, _told(found, language), language, WIDTH)


def _columns(neighbours: Sequence[Neighbour]) -> dict[str, list[Neighbour]]:
    """The neighbours of each side, the first on top: the pair have each a side, others fill the shorter."""
    fixed = dict(zip(projects.in_use().pair, _SIDES, strict=False))
    found: dict[str, list[Neighbour]] = {
        side: [one for one in neighbours if fixed.get(one.thing) == side] for side in _SIDES
    }
    for one in neighbours:
        if one.thing not in fixed:
            min(found.values(), key=_height).append(one)
    return found


def _deep(one: Neighbour) -> float:
    return len(wrapped(one.label, _LETTERS)) * _LINE + _ROOM


def _height(column: Sequence[Neighbour]) -> float:
    return sum(map(_deep, column))


def _across(side: str, away: float) -> float:
    return away if side == "left" else WIDTH - away


# -- parts ------------------------------------------------------------------------------------------


def _bonds(one: Neighbour, spot: tuple[float, float], middle: tuple[float, float]) -> Iterator[str]:
    """A line for each layer, side by side, with the shapes of the layers and the sign of a disagreement on them."""
    across, down = middle[0] - spot[0], middle[1] - spot[1]
    length = math.hypot(across, down)
    along = across / length, down / length
    for number, bond in enumerate(one.bonds):
        aside = (number - (len(one.bonds) - 1) / 2) * 4
        shift = -along[1] * aside, along[0] * aside
        (x1, y1), (x2, y2) = ((round(x + shift[0], 1), round(y + shift[1], 1)) for x, y in (spot, middle))
        colour, shape = _layer(bond.layer)
        line = svg.element(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", stroke_width=thickness(bond.support),
            stroke_dasharray="5 4" if bond.inferred else None,
        )  # fmt: skip
        at = 15 + 11 * number
        yield svg.coloured(colour, line, _mark(shape, x1 + along[0] * at, y1 + along[1] * at))
    if any(bond.disputed for bond in one.bonds):
        at = 15 + 11 * len(one.bonds)
        x, y = spot[0] + along[0] * at, spot[1] + along[1] * at
        yield svg.element(
            "g", svg.element("circle", class_="hollow", fill="#fff", cx=round(x, 1), cy=round(y, 1), r=6),
            svg.element("text", SIGN, x=round(x, 1), y=round(y + 4, 1), text_anchor="middle", class_="disputed",
                        fill=DISPUTED, font_weight=700),
        )  # fmt: skip


def thickness(support: int) -> float:
    """How thick a line is for a number of independent origins.

    >>> [thickness(origins) for origins in (1, 2, 4, 8)]
    [1.2, 2.4, 3.6, 4.8]
    """
    return round(1.2 * (1 + math.log2(max(support, 1))), 1)


def _mark(shape: str, x: float, y: float) -> str:
    path = svg.element("path", d=svg.SHAPES[shape], fill="currentColor")
    return svg.element("g", path, transform=f"translate({x:.1f} {y:.1f}) scale(0.7)")


def _named(one: Neighbour, spot: tuple[float, float], side: str, href: str, language: str) -> str:
    """A neighbour: its shape, and its name towards the edge of the picture."""
    colour, shape = projects.look(one.group)
    body = svg.coloured(colour, _node(shape, *spot, 1.1))
    edge = _across(side, _COLUMN)
    lines = wrapped(one.label, _LETTERS)
    text = _text(lines, edge, spot[1], "end" if side == "left" else "start", _COLUMN)
    told = "; ".join(_said(bond, language) for bond in one.bonds)
    return svg.link(href, f"{one.label}: {told}", body, text)


def _node(shape: str, x: float, y: float, scale: float) -> str:
    path = svg.element(
        "path", d=svg.SHAPES[shape], fill="currentColor", class_="node", stroke="#3a4349", stroke_width=0.6
    )
    return svg.element("g", path, transform=f"translate({x:.1f} {y:.1f}) scale({scale})")


def _text(
    lines: Sequence[str], x: float, y: float, anchor: str, room: float, bold: bool = False, **more: object
) -> str:
    """Lines around a middle height; what would be wider than its room is drawn together."""
    size = _FONT * (1.12 if bold else 1)
    first = y - (len(lines) - 1) * _LINE / 2 + _FONT * 0.36
    drawn = []
    for number, line in enumerate(lines):
        narrow = {"textLength": room, "lengthAdjust": "spacingAndGlyphs"} if svg.wide(line, size) > room else {}
        drawn.append(svg.element("tspan", escape(line), x=x, y=round(first + number * _LINE, 1), **narrow))
    return svg.element("text", *drawn, text_anchor=anchor, font_weight=600 if bold else None, **more)


def _middle(found: Neighbourhood, y: float) -> str:
    """The thing itself: its name on a ground of its own, with its shape above."""
    colour, shape = projects.look(found.group)
    lines = wrapped(found.label, _PILL_LETTERS)
    tall = len(lines) * _LINE + 10
    ground = svg.element(
        "rect", class_="hollow", fill="#fff", stroke="currentColor", stroke_width=2, rx=8, width=_PILL, height=tall,
        x=(WIDTH - _PILL) / 2, y=round(y - tall / 2, 1),
    )  # fmt: skip
    mark = _node(shape, WIDTH / 2, y - tall / 2, 1.2)
    text = _text(lines, WIDTH / 2, y + 1, "middle", _PILL - 8, bold=True)
    return svg.coloured(colour, ground, mark) + text


def _legend(found: Neighbourhood, top: float, language: str) -> tuple[list[str], float]:
    """What the lines say, in two columns below the picture, and where it ends."""
    bonds = [bond for one in found.neighbours for bond in one.bonds]
    entries = [
        (svg.coloured(_layer(layer)[0], _sample(_layer(layer)[1])), name) for layer, name in found.layers.items()
    ]
    if any(bond.inferred for bond in bonds):
        entries.append((_sample("", "5 4"), message("network.inferred", language)))
    if any(bond.disputed for bond in bonds):
        sign = svg.element(
            "text", SIGN, x=11, y=0, text_anchor="middle", class_="disputed", fill=DISPUTED, font_weight=700
        )
        entries.append((sign, message("plots.disagreements", language)))
    if found.more:
        entries.append(("", message("network.more", language, found.more)))
    drawn = []
    for number, (sample, words) in enumerate(entries):
        x, y = WIDTH / 2 * (number % 2), top + _LINE * 1.2 * (number // 2) + _LINE
        text = _text([words], 28 if sample else 0, -4, "start", WIDTH / 2 - 32, class_="dim")
        drawn.append(svg.element("g", sample, text, transform=f"translate({x:.0f} {y:.1f})"))
    return drawn, top + _LINE * 1.2 * math.ceil(len(entries) / 2) + 6


def _sample(shape: str, dashes: str = "") -> str:
    line = svg.element(
        "line", x1=0, x2=22, y1=-4, y2=-4, stroke="currentColor", stroke_width=2, stroke_dasharray=dashes or None
    )
    return line + (_mark(shape, 11, -4) if shape else "")


# -- words ------------------------------------------------------------------------------------------


def _told(found: Neighbourhood, language: str) -> str:
    """The picture in words, for whoever does not see it."""
    listed = [f"{one.label} ({'; '.join(_said(bond, language) for bond in one.bonds)})" for one in found.neighbours]
    more = [message("network.more", language, found.more)] if found.more else []
    return "; ".join([*listed, *more])


def _said(bond: Bond, language: str) -> str:
    words = ", ".join(bond.verbs)
    years = f" {'–'.join(map(str, dict.fromkeys(bond.years)))}" if bond.years else ""
    marks = [message("network.inferred", language)] * bond.inferred + [SIGN] * bond.disputed
    return f"{words}{years}" + (f" ({', '.join(marks)})" if marks else "")


def _layer(name: str) -> tuple[str, str]:
    """The colour and the shape of a layer."""
    return palette.LAYERS.get(name, (palette.GREY, palette.OTHER_SHAPE))
