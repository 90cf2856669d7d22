"""The page of anything else that has an IRI, such as a date or a passage: what the graph says of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views.page import Part

_SHOWN = 50  # of what names it


def paths(contents: Contents) -> Iterator[str]:
    """None: in a folder of files these would outnumber all other pages, and the pages of claims tell what they hold."""
    yield from ()


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if the graph holds nothing of it."""
    if not contents.holds(frame.path):
        return None
    store, thing, language = contents.store, ox.NamedNode(frame.iri), frame.language
    told = sorted(store.quads_for_pattern(thing, None, None, ox.DefaultGraph()), key=str)
    rows = [
        (labels.label(store, predicate, language), [_part(store, quad.object, language) for quad in quads])
        for predicate, quads in groupby(told, key=lambda quad: quad.predicate)
    ]
    named = sorted({quad.subject for quad in store.quads_for_pattern(None, None, thing, ox.DefaultGraph())}, key=str)
    used = [_part(store, subject, language) for subject in islice(named, _SHOWN)]
    title = labels.label(store, thing, language)
    values = {"id": namespaces.shorten(thing.value), "rows": rows, "used": used, "more": len(named) - len(used)}
    return View("resource", title, values, data=("ttl", "jsonld", "nt"))


def _part(store: Store, term: Term, language: str) -> Part:
    """A value with the page that it leads to, if it has one."""
    words = labels.label(store, term, language)
    if not isinstance(term, ox.NamedNode):
        return Part(words)
    own = namespaces.is_code(term.value) or (term.value.startswith(namespaces.base()) and "#" not in term.value)
    return Part(words, namespaces.shorten(term.value) if own else "")
