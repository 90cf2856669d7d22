"""Terms of a query that the graph does not know."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import nearest_word
from kgtools.graph.reading import Store
from kgtools.messages import Message
from kgtools.sparql import tokens


def unknown_terms(store: Store, sparql: str) -> list[Message]:
    """What a query names in our own namespaces and the graph does not know, each with the nearest known name.

    An empty answer to a misspelt property misleads; so the one who asked is warned.
    """
    named = tokens.iris(sparql, namespaces.PREFIXES)
    found = []
    for iri in sorted(named):
        if iri.startswith((namespaces.ONTOLOGY, namespaces.CODE, namespaces.ID)) and not _known(store, iri):
            folder = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
            siblings = {
                quad.subject.value.removeprefix(folder)
                for quad in store.quads_for_pattern(
                    None, ox.NamedNode(namespaces.RDF + "type"), None, ox.DefaultGraph()
                )
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(folder)
            }
            near = nearest_word(iri.removeprefix(folder), sorted(siblings))
            hint = Message("error.alike", word=near) if near else Message("error.search-finds")
            found.append(Message("error.unknown-term", term=namespaces.shorten(iri), hint=hint))
    return found


def _known(store: Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    return next(iter(store.quads_for_pattern(node, None, None, ox.DefaultGraph())), None) is not None
