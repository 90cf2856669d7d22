"""Inline SVG that fills the width of whatever it stands in: places across are percentages, all else are pixels.

So text keeps its size on a telephone and on a wall. Colours are those of `svg.css`, which knows dark schemes and
print; without it the same fragment is drawn in the colours for white paper.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from kgtools.values import palette

_NARROW, _BROAD = set("ijlIftr.,:;'|!()- "), set("mwMWQ@%")
_FILE = Path(__file__).with_name("svg.css")
SHAPES = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", "square": "M-4.500-4.500h9v9h-9z",
    "triangle": "M0-5.500l5.500 10h-11z",
    "diamond": "M0-6l5.500 6-5.500 6-5.500-6z", "inverted_triangle": "M0 5.500l5.500-10h-11z",
    "plus": "M-2-5.500h4v3.500h3.500v4h-3.500v3.500h-4v-3.500h-3.500v-4h3.500z",
    "hex": "M-5-3l5-3 5 3v6l-5 3-5-3z",
    "star": "M0-6l1.800 4 4.200.400-3.200 2.900 1 4.300-3.800-2.300-3.800 2.300 1-4.300-3.200-2.900 4.200-.400z",
    "cross": "M-4-4l8 8m0-8l-8 8", "left": "M3-5v10l-8-5z", "right": "M-3-5v10l8-5z",
}  # fmt: skip
# By the names of their colours in `svg.css`.
HUES = {
    palette.BLUE: "blue", palette.VERMILION: "vermilion", palette.GREEN: "green", palette.PINK: "pink",
    palette.BLACK: "black", palette.SKY: "sky", palette.ORANGE: "orange", palette.YELLOW: "yellow",
}  # fmt: skip
# What the same names stand for on white paper.
ON_PAPER = {hue: colour for colour, hue in HUES.items()} | {
    "yellow": "#c9b800", "grey": palette.GREY, "ink": "#222222", "dim": "#555555", "paper": "#ffffff",
    "rim": "#4a545a", "disputed": "#a33b00",
}  # fmt: skip


@cache
def stylesheet() -> str:
    """The styles of all fragments, to be put once into a page that holds any."""
    return _FILE.read_text(encoding="utf-8")


def element(name: str, *inside: str, **attributes: object) -> str:
    """An element; `inside` is markup already. Attributes that are None or empty are left out.

    An underscore in the name of an attribute stands for a hyphen; `class_` is `class`.

    >>> element("text", escape("a < b"), x="50%", class_="ink", text_anchor=None)
    '<text x="50%" class="ink">a &lt; b</text>'
    """
    listed = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    content = "".join(inside)
    return f"<{name}{listed}>{content}</{name}>" if content else f"<{name}{listed}/>"


def across(part: float) -> str:
    """A place as part of the width, from 0 to 1.

    >>> across(0.25)
    '25%'
    """
    return f"{round(part * 100, 3):g}%"


def part_of(day: datetime.date, first: datetime.date, last: datetime.date) -> float:
    """Where a day stands between two others, which are at 0 and 1; days beyond them stand at the edge."""
    return min(max((day - first) / ((last - first) or datetime.timedelta(1)), 0.0), 1.0)


def coloured(colour: str, *inside: str, **attributes: object) -> str:
    """A group whose elements take a colour of the palette as `currentColor`."""
    return element("g", *inside, class_=f"hue-{HUES.get(colour, 'grey')}", color=colour, **attributes)


def symbol(shape: str, part: float, y: float, hollow: bool = False) -> str:
    """A mark of a shape, as Bokeh names them or `cross`, `left`, `right`; hollow for what is planned or aimed at."""
    thin = hollow or shape == "cross"
    path = element(
        "path", d=SHAPES[shape], fill="none" if shape == "cross" else "#fff" if hollow else "currentColor",
        stroke="currentColor", stroke_width=1.6 if thin else 1, class_="hollow" if hollow else None,
    )  # fmt: skip
    return element("svg", path, x=across(part), y=y, overflow="visible")


def link(href: str, label: str, *inside: str, **attributes: object) -> str:
    """What leads somewhere and says so; without an address a group with the same words."""
    words = element("title", escape(label)) if label else ""
    if href:
        return element("a", words, *inside, href=href, aria_label=label, **attributes)
    return element("g", words, *inside, **attributes)


def wide(text: str, size: float) -> float:
    """About how wide a text is at a size of the font, rather more than less: whoever reads chooses the font.

    >>> wide("Ruritania", 12) > wide("Illinois", 12)
    True
    """
    widths = (
        0.36 if letter in _NARROW else 0.9 if letter in _BROAD else 0.78 if letter.isupper() else 0.62
        for letter in text
    )
    return size * sum(widths)


def picture(inside: Iterable[str], height: float, title: str, description: str, language: str, box: float = 0.0) -> str:
    """The whole fragment: an image with a name, or a named group where something in it leads elsewhere.

    With a `box` lengths are units of it, not pixels: it is that wide, and grows and shrinks with what it stands in.
    """
    content = "".join(inside)
    role = "group" if "<a " in content else "img"
    told = element("title", escape(title)) + (element("desc", escape(description)) if description else "")
    named = f"{title}. {description}" if description and role == "img" else title
    return element(
        "svg", told, content, xmlns="http://www.w3.org/2000/svg", class_="tandem-svg", role=role, lang=language,
        aria_label=named, width="100%", height=None if box else round(height),
        viewBox=f"0 0 {box:g} {round(height)}" if box else None,
    )  # fmt: skip
