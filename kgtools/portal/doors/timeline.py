"""What happened when: the years as a picture, and year by year what is dated, with the claims that say so.

All years stand on one page while it stays light, else on several; a picture leads to each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.messages import counted, message
from kgtools.plots.small.years import YearCount, years
from kgtools.portal import addresses
from kgtools.portal.chips import Chips
from kgtools.portal.contents import Contents
from kgtools.portal.doors import drawn
from kgtools.portal.frame import Frame, View
from kgtools.views.overview import lanes
from kgtools.views.thing.wording import dated
from kgtools.views.timeline import BACKGROUND, SPAN, Bar

Part = Sequence[tuple[int, list[Bar]]]
PAGES = ("timeline", "pages")  # the key of their number
SIZE = 150  # dates on a page: less than 100 KB


@dataclass(frozen=True)
class Happening:
    """A date of a thing: the date in words, what it is the date of, the thing's id and label, and how it is meant."""

    when: str
    what: str
    thing: str
    label: str
    lane: str
    meant: str
    claims: tuple[str, ...]
    entries: tuple[str, ...]


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    for number in range(1, pages(contents) + 1):
        yield _path(number)


def pages(contents: Contents) -> int:
    """How many pages there are."""
    return contents.made.kept(PAGES, lambda: len(_parts(contents)))


def number_of(path: str) -> int | None:
    """The number of the page with a path; None if none can have it.

    >>> number_of("timeline"), number_of("timeline/3"), number_of("timeline/03")
    (1, 3, None)
    """
    _, _, number = path.partition("/")
    found = addresses.number(number) or 1
    return found if path == _path(found) else None


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is none."""
    chosen = number_of(frame.path)
    if chosen is None or chosen > pages(contents):
        return None
    parts = _parts(contents)
    link = drawn.timeline(contents, frame)
    values = {
        "drawn": link,
        "strip": _strip(parts, frame),
        "years": [(year, [_happening(contents, bar, frame) for bar in bars]) for year, bars in parts[chosen - 1]],
        "numbers": [
            (_named(part), frame.page(_path(number))) for number, part in enumerate(parts, 1) if len(parts) > 1
        ],
        "cited": Chips(contents, frame.language),
    }
    title = message("portal.door.timeline", frame.language)
    if len(parts) > 1:
        title = f"{title}, {_named(parts[chosen - 1])}"
    first = link and chosen == 1 and frame.language == namespaces.languages()[0]
    files = drawn.timelines(contents) if first else {}
    return View("timeline", title, values, message("portal.timeline-lead", frame.language), files=files)


def strip(contents: Contents, frame: Frame) -> str:
    """The years as a small picture, each leading to what is dated in it; empty if nothing is."""
    return _strip(contents.made.once(("timeline",), lambda: _parted(contents.bare_bars)), frame)


def _strip(parts: Sequence[Part], frame: Frame) -> str:
    marks = [
        YearCount(
            year, len(bars), f"{year}: {counted('dates', len(bars), frame.language)}",
            f"{frame.page(_path(number))}#y{year}",
        )
        for number, part in enumerate(parts, 1)
        for year, bars in part
    ]  # fmt: skip
    return years(marks, message("timeline.title", frame.language), "", frame.language) if marks else ""


def _parts(contents: Contents) -> list[Part]:
    return contents.made.once(("timeline", "whole"), lambda: _parted(contents.bars))


def _parted(found: Iterable[Bar]) -> list[Part]:
    """The years with their dates in order, those of one page together; one empty page if there is nothing."""
    happened = lanes.happened()
    bars = [(_year(bar), bar) for bar in found if bar.lane in happened and bar.articles != (BACKGROUND,)]
    ordered = sorted(
        ((year, bar) for year, bar in bars if year),
        key=lambda each: (each[0], each[1].dates, happened.index(each[1].lane), each[1].thing),
    )
    parts: list[list[tuple[int, list[Bar]]]] = [[]]
    size = 0
    for year, group in groupby(ordered, key=lambda each: each[0]):
        found = [bar for _, bar in group]
        if size and size + len(found) > SIZE:
            parts.append([])
            size = 0
        parts[-1].append((year, found))
        size += len(found)
    return list(parts)


def _year(bar: Bar) -> int:
    """The year in which it begins, or else ends; 0 for none."""
    day = bar.first or bar.last
    return day.year if day else 0


def _path(number: int) -> str:
    return "timeline" if number == 1 else f"timeline/{number}"


def _named(part: Part) -> str:
    return "–".join(dict.fromkeys(str(year) for year in (part[0][0], part[-1][0])))


def _happening(contents: Contents, bar: Bar, frame: Frame) -> Happening:
    language = frame.language

    def named(iri: str) -> str:
        return labels.label(contents.store, ox.NamedNode(iri), language)

    meant = [
        key for key, so in (("planned", bar.planned), ("inferred", bar.inferred), ("about", bar.approximate)) if so
    ]
    return Happening(
        dated(bar.dates), "" if bar.what in (SPAN, "date") else named(namespaces.term(bar.what)), bar.thing,
        named(namespaces.entity(bar.thing)), lanes.label(bar.lane, language),
        ", ".join(message(f"timeline.{key}", language) for key in meant), tuple(f"claim/{one}" for one in bar.claims),
        tuple(f"disagreement/{entry}" for entry in bar.entries) if bar.disputed else (),
    )  # fmt: skip
