"""A few counts side by side, each a line of words with a bar as long as its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kgtools.plots import svg
from kgtools.values.palette import BLUE

_DEEP, _BAR = 26.0, 5.0  # pixels of a line, and of its bar
_WIDE = 36  # letters of a label that there is room for


@dataclass(frozen=True)
class Count:
    """How many there are of something, what that is called, and where it is listed."""

    label: str
    count: int
    href: str = ""


def counts(listed: Sequence[Count], title: str, language: str) -> str:
    """Counts as bars, in the order given. Raises ValueError for none.

    >>> counts([Count("value", 12, "value.html"), Count("plan", 3)], "Kinds", "en").count("<a ")
    1
    """
    if not listed:
        raise ValueError("there is no count to draw")
    most = max(max(one.count for one in listed), 1)
    lines = []
    for number, one in enumerate(listed):
        top = number * _DEEP
        words = one.label if len(one.label) <= _WIDE else one.label[: _WIDE - 1].rstrip() + "…"
        said = svg.element("text", escape(words), x=0, y=top + 13)
        many = svg.element("text", str(one.count), class_="dim", fill="#555", x="100%", y=top + 13, text_anchor="end")
        bar = svg.element(
            "rect", x=0, y=top + 17, width=svg.across(one.count / most), height=_BAR, fill="currentColor", opacity=0.75
        )
        room = svg.element("rect", x=0, y=top, width="100%", height=_DEEP, fill="none", pointer_events="all")
        lines.append(svg.link(one.href, f"{one.label}: {one.count}", room, said, many, svg.coloured(BLUE, bar)))
    return svg.picture(lines, _DEEP * len(listed), title, "", language)
