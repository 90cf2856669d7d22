"""Where in the text of an article its claims lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kgtools.plots import svg
from kgtools.plots.style import DISPUTED
from kgtools.values.palette import BLACK, BLUE

_HIGH = 26.0  # pixels
_FEW = 20  # passages that have a stroke of their own each
_DARKNESS = (0.35, 0.6, 0.9)  # of what one passage covers, two, and more


@dataclass(frozen=True)
class Passage:
    """The place of a passage in its text, in code points from `start` up to but not including `end`."""

    start: int
    end: int
    told: str = ""
    href: str = ""
    disputed: bool = False


def passages(
    listed: Sequence[Passage], length: int, title: str, description: str, language: str,
    chosen: Passage | None = None, areas: Sequence[Passage] = (),
) -> str:  # fmt: skip
    """A strip from the beginning of a text to its end, `length` code points on, with a stroke for each passage.

    The darker a place, the more claims lie on it; what is disputed stands out below the others. Of few passages each
    leads somewhere by itself; of many the strip leads where its `areas` do, stretches such as the pages of a list.
    The `chosen` one is marked. Raises ValueError for a passage that is not in the text.

    >>> passages([Passage(0, 50, "f001", "f001.html")], 200, "Claims in the text", "", "en").count("25%")
    1
    """
    for one in (*listed, *areas, *([chosen] if chosen else [])):
        if not 0 <= one.start < one.end <= length:
            raise ValueError(f"a passage from {one.start} to {one.end} is not in a text of {length} characters")
    found = [svg.element("rect", class_="hollow rule", fill="#fff", stroke="#ddd", width="100%", height=_HIGH)]
    if len(listed) > _FEW:
        found.append(_dense(tuple(listed), length))
    else:
        ordered = sorted(listed, key=lambda one: (one.start, one.end, one.told))
        found += [svg.link(one.href, one.told, _stroke(one, length)) for one in ordered]
    if chosen:
        found.append(svg.link(chosen.href, chosen.told, _mark(chosen, length)))
    for area in areas:
        place: dict[str, object] = {"x": svg.across(area.start / length), "width": _wide(area, length)}
        target = svg.element("rect", height=_HIGH, fill="none", pointer_events="all", **place)
        found.append(svg.link(area.href, area.told, target))
    return svg.picture(found, _HIGH, title, description, language)


def _stroke(one: Passage, length: int) -> str:
    stroke = svg.element(
        "rect", x=svg.across(one.start / length), y=_HIGH / 2 if one.disputed else 2, width=_wide(one, length),
        height=_HIGH / 2 if one.disputed else _HIGH - 4, fill="currentColor", stroke="currentColor", stroke_width=1,
        opacity=0.9 if one.disputed else 0.45,
    )  # fmt: skip
    red: dict[str, object] = {"class_": "disputed", "color": DISPUTED}
    return svg.element("g", stroke, **red) if one.disputed else svg.coloured(BLUE, stroke)


def _mark(one: Passage, length: int) -> str:
    """A stroke over the whole height, with a head that is seen however short the passage is."""
    stroke = svg.element(
        "rect", x=svg.across(one.start / length), y=-3, width=_wide(one, length), height=_HIGH + 6,
        fill="currentColor", stroke="currentColor", stroke_width=2,
    )  # fmt: skip
    middle = (one.start + one.end) / 2 / length
    return svg.coloured(BLACK, stroke, svg.symbol("inverted_triangle", middle, -6))


@lru_cache(maxsize=64)  # every claim of an article has the same strip, but for its mark
def _dense(every: tuple[Passage, ...], length: int) -> str:
    """Many passages as a few paths over the places of the text, in a tenth of the bytes of a shape for each."""
    paths: list[str] = []
    for depth, opacity in enumerate(_DARKNESS, 1):
        most = depth == len(_DARKNESS)
        stretches = [place for place, many in _covered(every) if many == depth or (most and many > depth)]
        if stretches:
            paths.append(svg.coloured(BLUE, _path(stretches, 2, _HIGH - 4, opacity)))
    disputed = [place for place, _ in _covered(one for one in every if one.disputed)]
    if disputed:
        paths.append(svg.element("g", _path(disputed, _HIGH / 2, _HIGH / 2, 0.9), class_="disputed", color=DISPUTED))
    box: dict[str, object] = {"viewBox": f"0 0 {length} {_HIGH:g}", "preserveAspectRatio": "none"}
    return svg.element("svg", *paths, width="100%", height=_HIGH, **box)


def _path(stretches: Iterable[tuple[int, int]], y: float, high: float, opacity: float) -> str:
    drawn = "".join(f"M{start} {y:g}h{end - start}v{high:g}H{start}z" for start, end in stretches)
    thin: dict[str, object] = {"stroke": "currentColor", "stroke_width": 1, "vector_effect": "non-scaling-stroke"}
    return svg.element("path", d=drawn, fill="currentColor", opacity=opacity, **thin)


def _covered(listed: Iterable[Passage]) -> Iterator[tuple[tuple[int, int], int]]:
    """The stretches that passages cover, each with how many do."""
    turns: dict[int, int] = {}
    for one in listed:
        turns[one.start] = turns.get(one.start, 0) + 1
        turns[one.end] = turns.get(one.end, 0) - 1
    places = sorted(turns)
    many = 0
    for start, end in pairwise(places):
        many += turns[start]
        if many:
            yield (start, end), many


def _wide(one: Passage, length: int) -> str:
    return svg.across((one.end - one.start) / length)
