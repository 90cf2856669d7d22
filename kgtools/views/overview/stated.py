"""What a graph says of all things for their lists: read from the table that its build wrote, or else from the graph.

The graph is read at once for all things of a kind: to ask for each by itself would take ten times as long, and to read
what is said of all kinds as much memory as all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.store import BuiltStore, once, select, select_among
from kgtools.graph.terms import SPEAKING, Term, code, short, term_name, text, whole
from kgtools.graph.things.gathering import Stated as Row
from kgtools.graph.things.table import Table
from kgtools.messages import chosen

_FACTS = """
SELECT ?subject ?property ?object ?article ?speaker ?when WHERE {
  ?claim a t:Fact ; t:accepted true ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object .
  OPTIONAL { ?claim t:inArticle ?article } OPTIONAL { ?claim t:speaker ?speaker } OPTIONAL { ?claim t:when ?when }
  FILTER isIRI(?object)
}"""
_DATES = "SELECT ?date ?earliest ?latest WHERE { ?date a t:Date ; t:earliest ?earliest ; t:latest ?latest }"
_MEASURED = """
SELECT DISTINCT ?indicator ?side WHERE { ?claim a t:Figure ; t:indicator ?indicator ; t:measured|t:partner ?side }"""
_CLASSES = "SELECT ?thing ?class WHERE { ?thing t:kind ?class }"
# All that leads to a thing is one lookup, where each role would be one.
_SAID = f"""
SELECT ?thing ?article (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  ?claim ?role ?thing FILTER(?role IN ({", ".join(f"<{role}>" for role in SPEAKING)})) ?claim t:inArticle ?article
}} GROUP BY ?thing ?article"""
_DISPUTED = """
SELECT DISTINCT ?thing ?kind WHERE {
  ?entry a t:Disagreement ; t:disagreementKind ?kind .
  { ?entry t:concerns ?thing } UNION
  { ?entry t:involves ?claim . ?claim rdf:subject|t:measured|t:indicator|t:about ?thing }
}"""


class Stated(NamedTuple):
    """An accepted fact between a thing and a node, by the name of its property.

    `printed` tells whether an article has it, `plain` that nobody else is said to say it, and that it is for no time.
    """

    thing: str
    property: str
    value: ox.NamedNode
    printed: bool
    plain: bool


class Source(Protocol):
    """What is read of a graph for lists. Things are named by their ids."""

    def classes(self) -> dict[str, ox.NamedNode]:
        """The class of every thing."""

    def names(self, kind: str, language: str) -> Mapping[str, str]:
        """What the things of a kind are called, those of which it is at hand."""

    def facts(self, things: Iterable[str]) -> Iterator[Stated]:
        """What is stated of some things."""

    def stated_by(self, properties: Iterable[ox.NamedNode]) -> Iterator[Stated]:
        """What is stated of any thing by some properties."""

    def said(self, things: Iterable[str]) -> Iterator[tuple[str, str, int]]:
        """How many claims of an article speak of a thing, for some things; articles by their names."""

    def dates(self) -> dict[str, tuple[int, int]]:
        """The first and the last year of each date, by its id."""

    def measured(self) -> Iterator[tuple[str, str]]:
        """The indicators, each with the sides of which there are figures."""

    def disputed(self) -> Iterator[tuple[str, str]]:
        """The things about which there are disagreements, with the kinds of these."""


def source(store: Store) -> Source:
    """What is read of a graph for lists, in the quickest way that there is."""
    if isinstance(store, BuiltStore) and store.things is not None:
        return OfTable(store, store.things)
    return OfGraph(store)


class OfGraph:
    """What is read of the graph itself, which takes long if it is large."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def classes(self) -> dict[str, ox.NamedNode]:
        found = sorted((short(thing), str(class_), class_) for thing, class_ in select(self._store, _CLASSES))
        return {thing: class_ for thing, _, class_ in reversed(found) if isinstance(class_, ox.NamedNode)}

    def names(self, kind: str, language: str) -> Mapping[str, str]:
        return {}

    def facts(self, things: Iterable[str]) -> Iterator[Stated]:
        return self._facts("subject", map(_node, things))

    def stated_by(self, properties: Iterable[ox.NamedNode]) -> Iterator[Stated]:
        return self._facts("property", properties)

    def _facts(self, name: str, nodes: Iterable[Term]) -> Iterator[Stated]:
        name_of, id_of = cache(term_name), cache(short)  # the same come again and again
        for subject, predicate, value, article, speaker, when in select_among(self._store, _FACTS, name, nodes):
            if isinstance(value, ox.NamedNode):
                plain = speaker is None and when is None
                yield Stated(id_of(subject), name_of(predicate), value, article is not None, plain)

    def said(self, things: Iterable[str]) -> Iterator[tuple[str, str, int]]:
        for thing, article, claims in select_among(self._store, _SAID, "thing", map(_node, things)):
            yield short(thing), short(article).removeprefix("article/"), whole(claims)

    def dates(self) -> dict[str, tuple[int, int]]:
        return {
            short(date): (int(text(earliest)[:4]), int(text(latest)[:4]))
            for date, earliest, latest in select(self._store, _DATES)
        }

    def measured(self) -> Iterator[tuple[str, str]]:
        return ((short(indicator), short(side)) for indicator, side in select(self._store, _MEASURED))

    def disputed(self) -> Iterator[tuple[str, str]]:
        return ((short(thing), code(kind)) for thing, kind in select(self._store, _DISPUTED))


class OfTable:
    """What is read of the table that a build wrote."""

    def __init__(self, store: BuiltStore, table: Table) -> None:
        self._store, self._table = store, table

    def classes(self) -> dict[str, ox.NamedNode]:
        return _classes(self._store)

    def names(self, kind: str, language: str) -> Mapping[str, str]:
        id_of = _shortening()
        return {id_of(thing): label for thing, texts in self._table.labels(kind) if (label := chosen(texts, language))}

    def facts(self, things: Iterable[str]) -> Iterator[Stated]:
        wanted = set(things)
        rows = (row for kind in sorted(set(map(_kind, wanted))) for row in self._table.facts(kind))
        return (one for one in _shortened(rows) if one.thing in wanted)

    def stated_by(self, properties: Iterable[ox.NamedNode]) -> Iterator[Stated]:
        return _shortened(self._table.stated_by(one.value for one in properties))

    def said(self, things: Iterable[str]) -> Iterator[tuple[str, str, int]]:
        wanted, id_of = set(things), _shortening()
        for kind in sorted(set(map(_kind, wanted))):
            for thing, article, claims in self._table.said(kind):
                if (identifier := id_of(thing)) in wanted:
                    yield identifier, article, claims

    def dates(self) -> dict[str, tuple[int, int]]:
        return {namespaces.shorten(date): (first, last) for date, first, last in self._table.dates()}

    def measured(self) -> Iterator[tuple[str, str]]:
        return ((namespaces.shorten(one), namespaces.shorten(side)) for one, side in self._table.measured())

    def disputed(self) -> Iterator[tuple[str, str]]:
        id_of, code_of = _shortening(), cache(lambda kind: code(ox.NamedNode(kind)))
        return ((id_of(thing), code_of(kind)) for thing, kind in self._table.disputed())


@once
def _classes(store: Store) -> dict[str, ox.NamedNode]:
    """The class of every thing of a table, which the lists and the years of home both ask for."""
    assert isinstance(store, BuiltStore)
    assert store.things is not None
    id_of, node_of = _shortening(), cache(ox.NamedNode)
    return {id_of(thing): node_of(class_) for thing, class_ in store.things.classes()}


def _shortening() -> Callable[[str], str]:
    """What gives the id of a thing or article by its IRI, as `namespaces.shorten` does, but quicker."""
    things = namespaces.things()
    length, shorten = len(things), namespaces.shorten
    return lambda iri: iri[length:] if iri.startswith(things) else shorten(iri)


def _shortened(rows: Iterable[Row]) -> Iterator[Stated]:
    """Rows of the table with the ids of their things and the names of their properties."""
    name_of, id_of, node_of = cache(_name), _shortening(), cache(ox.NamedNode)
    for thing, property, value, printed, plain in rows:
        yield Stated(id_of(thing), name_of(property), node_of(value), bool(printed), bool(plain))


def _name(iri: str) -> str:
    return term_name(ox.NamedNode(iri))


def _node(thing: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.entity(thing))


def _kind(thing: str) -> str:
    return thing.partition("/")[0]
