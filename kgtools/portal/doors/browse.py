"""The lists of things: by kind, and of each kind by class, side, year and article.

The list of a kind stands at `browse/person`, what a choice leaves of it at `browse/person/state/avalon`, and what
one page does not hold at `…/2`. So every list is a page, with a script and without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import marks, messages, namespaces
from kgtools.graph import labels
from kgtools.graph.terms import term_node
from kgtools.messages import message
from kgtools.plots.small.years import YearCount, years
from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.doors import lists
from kgtools.portal.frame import Frame, View
from kgtools.values.collation import collation
from kgtools.views import dataset
from kgtools.views.overview import lanes
from kgtools.views.overview.things import Thing

SIZE = 150  # things on a page: less than 100 KB
_BEST = 5  # that the page of all kinds names of each


@dataclass(frozen=True)
class Choice:
    """A value of a facet: its label, of how many things it is, and the list of these."""

    value: str
    label: str
    count: int
    href: str


@dataclass(frozen=True)
class Facet:
    """A facet of a list with its choices."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Asked:
    """What the path of a list asks for: a kind, a facet with its value (empty for all), and the number of the page."""

    kind: str
    facet: str
    value: str
    number: int

    @classmethod
    def of(cls, path: str) -> Asked | None:
        """What a path asks for; None if it asks for no list.

        >>> Asked.of("browse/person/state/avalon/2")
        Asked(kind='person', facet='state', value='avalon', number=2)
        """
        _, kind, *rest = path.split("/")
        number = 1
        if len(rest) % 2 and (found := addresses.number(rest[-1])):
            number = found
            rest.pop()
        facet, value = rest if len(rest) == 2 else ("", "")
        known = len(rest) in (0, 2) and facet in ("", *lists.facets())
        asked = cls(kind, facet, value, number)
        return asked if known and path == asked.path(number) else None

    def path(self, number: int = 1) -> str:
        """The path of a page of the list."""
        parts = ("browse", self.kind, self.facet, self.value, str(number) if number > 1 else "")
        return "/".join(filter(None, parts))


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    yield "browse"
    for kind in lists.kinds(contents):
        total = len(lists.ids(contents, kind))
        yield from _pages(Asked(kind, "", "", 1), total)
        for facet, values in lists.having(contents, kind).items():
            for value, count in sorted(_parting({value: len(found) for value, found in values.items()}, total).items()):
                yield from _pages(Asked(kind, facet, value, 1), count)


def _pages(asked: Asked, count: int) -> Iterator[str]:
    for number in range(1, -(-count // SIZE) + 1):
        yield asked.path(number)


def _parting(counted: Mapping[str, int], total: int) -> Mapping[str, int]:
    """How often each value of a facet occurs; nothing if it does not part the things."""
    return {} if set(counted.values()) == {total} else counted


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such list, or nothing in it."""
    if frame.path == "browse":
        return _all_kinds(contents, frame)
    asked = Asked.of(frame.path)
    if asked is None or asked.kind not in lists.kinds(contents):
        return None
    having = lists.having(contents, asked.kind)
    numbers: Sequence[int] = lists.order(contents, asked.kind, frame.language)
    if asked.facet:
        chosen_ones = frozenset(having[asked.facet].get(asked.value, ()))
        numbers = [number for number in numbers if number in chosen_ones]
    first = (asked.number - 1) * SIZE
    if not numbers[first:]:
        return None
    counted = {facet: _counted(values, numbers) for facet, values in having.items()}
    heading = name(asked.kind, frame.language)
    chosen = _worded(contents, asked.facet, frame)(asked.value) if asked.facet else ""
    values = {
        "heading": heading,
        "whole": frame.page(f"browse/{asked.kind}"),
        "chosen": (_facet_label(asked.facet, frame.language), chosen) if chosen else None,
        "entries": [
            (entry, entry.thing, _marks(entry.thing))
            for entry in lists.shown(contents, asked.kind, numbers[first : first + SIZE], frame.language)
        ],
        "total": len(numbers),
        "numbers": _numbers(asked, len(numbers), frame),
        "facets": [
            _facet(contents, name, found, asked, frame)
            for name in lists.facets()
            if name != asked.facet and (found := _parting(counted[name], len(numbers)))
        ],
        "years": _strip(_parting(counted["year"], len(numbers)), asked, frame),
    }  # fmt: skip
    title = " · ".join(filter(None, (heading, chosen, str(asked.number) if asked.number > 1 else "")))
    return View("list", title, values, message("portal.list-of", frame.language, what=title, number=len(numbers)))


def _counted(having: Mapping[str, Sequence[int]], numbers: Sequence[int]) -> dict[str, int]:
    """How many things, of some, have each value that any of them has."""
    some = frozenset(numbers)
    found = {value: len(some.intersection(every)) for value, every in having.items()}
    return {value: number for value, number in found.items() if number}


def links(counted: Mapping[str, int], total: int, kind: str, facet: str, frame: Frame) -> Callable[[str], str]:
    """What leads from a value of a facet to the things of a kind that have it; to all where the facet parts none.

    Of all of these, so many have each value.
    """
    parts = bool(_parting(counted, total))
    return lambda value: frame.page((Asked(kind, facet, value, 1) if parts else Asked(kind, "", "", 1)).path())


def name(kind: str, language: str) -> str:
    """The heading of the list of a kind."""
    if classes := lists.own_lists().get(kind):
        named = marks.of(classes[0], "lane")
        return lanes.label(named[0], language) if named else marks.label(classes[0], language)
    words = dataset.table_name(namespaces.kinds()[kind][0], language)
    return words[:1].upper() + words[1:]


def _all_kinds(contents: Contents, frame: Frame) -> View:
    """The kinds, each with its number and those of which most is told."""
    cards = []
    for kind in lists.kinds(contents):
        number, most = in_short(contents, kind)
        entries = [(thing, contents.catalogue.label(thing, frame.language)) for thing in most]
        cards.append((name(kind, frame.language), frame.page(f"browse/{kind}"), number, entries))
    return View("browse", message("portal.door.browse", frame.language), {"cards": cards})


def in_short(contents: Contents, kind: str) -> tuple[int, list[str]]:
    """How many things a list has, and the ids of those of which most is told."""

    def found() -> tuple[int, list[str]]:
        every = lists.ids(contents, kind)
        return len(every), [thing for thing, _ in contents.catalogue.best(every, _BEST)]

    return contents.made.once(("browse", kind), found)


def _facet(contents: Contents, name: str, counted: Mapping[str, int], asked: Asked, frame: Frame) -> Facet:
    """A facet of some things, of which so many have each value."""
    worded, key = _worded(contents, name, frame), collation(frame.language)
    choices = [
        Choice(value, worded(value), count, frame.page(Asked(asked.kind, name, value, 1).path()))
        for value, count in counted.items()
    ]
    choices.sort(key=lambda choice: (choice.value if name == "year" else "", key(choice.label), choice.value))
    return Facet(name, _facet_label(name, frame.language), tuple(choices))


def _facet_label(name: str, language: str) -> str:
    """What a facet is called: by its own heading, or of a side that has none by its class."""
    if f"portal.facet.{name}" in messages.table():
        return message(f"portal.facet.{name}", language)
    return marks.label(marks.class_of(f"{name}/"), language)


def _worded(contents: Contents, facet: str, frame: Frame) -> Callable[[str], str]:
    """What words the values of a facet."""
    if facet == "class":
        return lambda value: labels.label(contents.store, term_node(value), frame.language)
    if f"{facet}/" in marks.kinds("isSide"):
        return lambda value: labels.label(
            contents.store, ox.NamedNode(namespaces.entity(f"{facet}/{value}")), frame.language
        )
    if facet == "article":
        return lambda value: contents.short_names[frame.language].get(value, value)
    return str


def _marks(thing: Thing) -> dict[str, str]:
    """The values of a thing by facet, for the script that filters."""
    return {name: " ".join(values) for name, values_of in lists.facets().items() if (values := values_of(thing))}


def _numbers(asked: Asked, total: int, frame: Frame) -> list[tuple[int, str]]:
    """The pages of a list that has several, with their links."""
    last = -(-total // SIZE)
    return [(number, frame.page(asked.path(number))) for number in range(1, last + 1)] if last > 1 else []


def _strip(counted: Mapping[str, int], asked: Asked, frame: Frame) -> str:
    """The years of the things as a small picture, with how many are in each; empty if they have not several."""
    if len(counted) < 2:
        return ""
    counts_by_year = [
        YearCount(int(year), count, f"{year}: {count}", frame.page(Asked(asked.kind, "year", year, 1).path()))
        for year, count in sorted(counted.items())
    ]
    title = f"{name(asked.kind, frame.language)}: {message('portal.facet.year', frame.language)}"
    chosen = int(asked.value) if asked.facet == "year" else None
    return years(counts_by_year, title, "", frame.language, chosen)
