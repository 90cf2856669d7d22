"""What things have, as an index keeps it: their types, and the values of their properties, each under keys.

A value is found by a text that is its own, folded, or the name of what it is, unless that is a thing: of a thing names
are found as all names are. A thing, a date or a code is found by its id besides.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, iri, lexical
from kgtools.values.transliteration import bare

TOP = "Entity"  # the type of all things
INVERSE = "^"  # before a property, as in paths of SPARQL: what has the thing as its value
WIKIDATA = "wikidata"
TYPE = "a"  # as it stands in Turtle; no property is called so
ITEM = "http://www.wikidata.org/entity/"
DATES = "@", "A"  # between these stand the keys of dates
_TYPE, _EXACT = namespaces.RDF + "type", namespaces.SKOS + "exactMatch"
_NAMES = tuple(map(ox.NamedNode, (namespaces.RDFS + "label", namespaces.SKOS + "altLabel")))
_HAVING = "SELECT ?thing ?property ?value WHERE { ?thing a ?top ; ?property ?value FILTER isIRI(?thing) }"


def by_text(text: str) -> str:
    """The key of what is written so, or is called so.

    >>> by_text("O'lka") == by_text("oʻlka")
    True
    """
    return "=" + bare(text).casefold()


def by_id(identifier: str) -> str:
    """The key of a thing or a code."""
    return "<" + identifier


def by_date(edtf: str) -> str:
    """The key of a date."""
    return DATES[0] + edtf


def held(store: Store) -> Iterator[tuple[str, str, str]]:
    """All that things have, as the name of a property, a key of its value, and the IRI of the thing."""
    known: dict[Term | None, list[str]] = {}  # of codes, which are few
    for thing, given, value in select(store, _HAVING, top=ox.NamedNode(namespaces.term(TOP))):
        subject, name, node = iri(thing), iri(given), value.value if isinstance(value, ox.NamedNode) else ""
        if name == _TYPE:
            if namespaces.is_term(node):
                yield TYPE, namespaces.term_name(node), subject
        elif name == _EXACT:
            if node.startswith(ITEM):
                yield WIKIDATA, by_text(node.removeprefix(ITEM)), subject
        elif namespaces.is_term(name):
            name = namespaces.term_name(name)
            found = known.get(value) or list(keys(store, value))
            if len(found) > 1:
                known[value] = found
            for key in found:
                yield name, key, subject
            if node and subject.startswith(namespaces.things()):
                yield INVERSE + name, by_id(labels.identifier(thing)), node


def keys(store: Store, value: Term | None) -> Iterator[str]:
    """The keys of a value."""
    if not isinstance(value, ox.NamedNode):
        yield by_text(lexical(value, default=""))
    elif value.value.startswith(namespaces.base() + "date/"):
        yield by_date(labels.identifier(value))
    else:
        yield by_id(labels.identifier(value))
        if not value.value.startswith(namespaces.things()):
            yield from map(by_text, names_of(store, value))


def names_of(store: Store, node: ox.NamedNode) -> Iterator[str]:
    """All that something is called."""
    for predicate in _NAMES:
        for quad in store.quads_for_pattern(node, predicate, None, ox.DefaultGraph()):
            yield lexical(quad.object, default="")
