"""What pages of lists are made from: the order of the things in each language, which of them have a value, and each.

Things stand as numbers, which are their places among the sorted ids of a list. A server keeps all of it in a file, so
that a page reads the things that it shows, and of all others these numbers alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph.terms import term_node
from kgtools.portal.contents import Contents
from kgtools.views.overview.things import Listed, Thing
from kgtools.views.overview.words import Told, Words

LIST = "browse"
Having = Mapping[str, Mapping[str, Sequence[int]]]  # the numbers of the things that have a value, by facet and value


def kinds(contents: Contents) -> list[str]:
    """The names of the lists, which are those of kinds, and further ones."""
    return contents.made.kept((LIST, "kinds"), lambda: _kinds(contents))


def _kinds(contents: Contents) -> list[str]:
    found = [kind for kind, ids in contents.things.items() if ids]
    for own, classes in own_lists().items():
        kind = marks.kind_of(classes[0])
        if kind in found and contents.catalogue.of_classes(kind, classes):
            found.insert(found.index(kind), own)
    return found


def own_lists() -> dict[str, list[str]]:
    """The lists of things of some classes of a kind, by name, with these classes: visits beside all other events."""
    found: dict[str, list[str]] = {}
    for class_, names in marks.values("listName").items():
        found.setdefault(names[0], []).append(class_)
    return found


def list_of(class_: str) -> str:
    """The name of the list in which the things of a class stand: one of their own, else that of their kind."""
    return next(iter(marks.of(class_, "listName")), marks.kind_of(class_))


def _kind_of(name: str) -> str:
    """The kind of the things of a list, which may be one of things of some classes alone."""
    classes = own_lists().get(name)
    return marks.kind_of(classes[0]) if classes else name


def ids(contents: Contents, name: str) -> Sequence[str]:
    """The ids of the things of a list, sorted."""
    if not (classes := own_lists().get(name)):
        return contents.things[name]
    kind = _kind_of(name)
    return contents.made.once((LIST, name, "ids"), lambda: contents.catalogue.of_classes(kind, classes))


def facets() -> dict[str, Callable[[Thing], tuple[str, ...]]]:
    """Each facet with what gives the values that a thing has of it; each kind of side is one."""

    def sides(kind: str) -> Callable[[Thing], tuple[str, ...]]:
        return lambda entry: tuple(side.removeprefix(kind) for side in entry.states if side.startswith(kind))

    return {
        "class": lambda entry: (entry.class_name,),
        **{kind.rstrip("/"): sides(kind) for kind in marks.kinds("isSide")},
        "year": lambda entry: tuple(map(str, entry.years)),
        "article": lambda entry: entry.articles,
    }


def order(contents: Contents, name: str, language: str) -> Sequence[int]:
    """The numbers of the things of a list in the order of their names."""

    def found() -> list[int]:
        every = ids(contents, name)
        number = {thing: place for place, thing in enumerate(every)}
        return [number[thing] for thing in contents.catalogue.ordered(every, language)]

    return contents.made.near(_kind_of(name), (LIST, name, "order", language), found)


def having(contents: Contents, name: str) -> Having:
    """Which things of a list have each value of each facet."""

    def found() -> dict[str, dict[str, list[int]]]:
        values: dict[str, dict[str, list[int]]] = {facet: {} for facet in facets()}
        for number, thing in enumerate(map(contents.catalogue.thing, ids(contents, name))):
            for facet, values_of in facets().items():
                for value in dict.fromkeys(values_of(thing)):
                    values[facet].setdefault(value, []).append(number)
        return values

    return contents.made.near(_kind_of(name), (LIST, name, "having"), found)


def shown(contents: Contents, name: str, numbers: Iterable[int], language: str) -> list[Listed]:
    """Some things of a list as it shows them."""
    words, found = Words(contents.store), []
    for number in numbers:
        row = contents.made.recall(_place(name, number)) or _row(contents, name, number)
        thing, told = _read(*row)
        found.append(Listed(thing, words.names(told.node)[language], words.what(told, language)))
    return found


def parts(contents: Contents) -> Iterator[tuple[tuple[str, ...], object]]:
    """All that lists are made from, as JSON has it, by its key."""
    yield (LIST, "kinds"), kinds(contents)
    for name in kinds(contents):
        yield (LIST, name, "having"), having(contents, name)
        for language in namespaces.languages():
            yield (LIST, name, "order", language), order(contents, name, language)
        for number in range(len(ids(contents, name))):
            yield _place(name, number), _row(contents, name, number)


def _place(name: str, number: int) -> tuple[str, ...]:
    return LIST, name, str(number)


def _row(contents: Contents, name: str, number: int) -> list[Any]:
    """A thing of a list, and who or what it is, as JSON has it."""
    identifier = ids(contents, name)[number]
    thing, told = contents.catalogue.thing(identifier), contents.catalogue.told(identifier)
    phrases = [[[value.value for value in values], printed] for values, printed in told.phrases]
    return [
        thing.id, thing.class_name, thing.years, thing.states, thing.claims, thing.articles, thing.disputed,
        told.by_class, phrases,
    ]  # fmt: skip


def _read(
    identifier: str, class_name: str, years: list[int], states: list[str], claims: int, articles: list[str],
    disputed: bool, by_class: bool, phrases: list[Any],
) -> tuple[Thing, Told]:  # fmt: skip
    thing = Thing(identifier, class_name, tuple(years), tuple(states), claims, tuple(articles), disputed)
    node = ox.NamedNode(namespaces.entity(identifier))
    values = [(list(map(ox.NamedNode, each)), printed) for each, printed in phrases]
    return thing, Told(node, term_node(class_name), by_class, values)
