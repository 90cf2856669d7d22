"""Where in the text of an article its claims lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgtools.plots import svg
from kgtools.plots.style import DISPUTED
from kgtools.values.palette import BLUE

_HIGH = 26.0  # pixels


@dataclass(frozen=True)
class Passage:
    """The place of a passage in its text, in code points from `start` up to but not including `end`."""

    start: int
    end: int
    told: str = ""
    href: str = ""
    disputed: bool = False


def passages(listed: Sequence[Passage], length: int, title: str, description: str, language: str) -> str:
    """A strip from the beginning of a text to its end, `length` code points on, with a stroke for each passage.

    The darker a place, the more claims lie on it; what is disputed stands out below the others. Only a strip of
    few passages is walked through by keyboard: of many the page has a list. Raises ValueError for a passage that is
    not in the text.

    >>> passages([Passage(0, 50, "f001", "f001.html")], 200, "Claims in the text", "", "en").count("25%")
    1
    """
    found = [svg.element("rect", class_="hollow rule", fill="#fff", stroke="#ddd", width="100%", height=_HIGH)]
    for one in sorted(listed, key=lambda one: (one.start, one.end, one.told)):
        if not 0 <= one.start < one.end <= length:
            raise ValueError(f"a passage from {one.start} to {one.end} is not in a text of {length} characters")
        stroke = svg.element(
            "rect", x=svg.across(one.start / length), y=_HIGH / 2 if one.disputed else 2,
            width=svg.across((one.end - one.start) / length), height=_HIGH / 2 if one.disputed else _HIGH - 4,
            fill="currentColor", stroke="currentColor", stroke_width=1, opacity=0.9 if one.disputed else 0.45,
        )  # fmt: skip
        red: dict[str, object] = {"class_": "disputed", "color": DISPUTED}
        body = svg.element("g", stroke, **red) if one.disputed else svg.coloured(BLUE, stroke)
        few = len(listed) <= _FEW
        found.append(svg.link(one.href, one.told, body, tabindex=None if few or not one.href else -1))
    return svg.picture(found, _HIGH, title, description, language)


_FEW = 20
