"""Terms of a query that the graph does not know."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import islice

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import nearest_word
from kgtools.graph.reading import Store
from kgtools.messages import Message
from kgtools.sparql import tokens

MOST = 3  # terms that are told of
_LOOKED_AT = 200  # terms of a query, which may list thousands
_REMEMBERED = 4096  # terms of which it is remembered whether they are known


@namespaces.per_project
def _named() -> tuple[str, ...]:
    """What a query holds that names anything of ours: the bases of our IRIs, and our prefixes."""
    bases = (namespaces.base(), namespaces.CORE)
    return (*bases, *(f"{prefix}:" for prefix, iri in namespaces.prefixes().items() if iri.startswith(bases)))


def ours() -> tuple[str, ...]:
    """How the IRIs begin that the graph should know: terms, codes, things."""
    return (*namespaces.term_spaces(), *namespaces.code_spaces(), namespaces.things())


def unknown_terms(store: Store, sparql: str, is_known: Callable[[str], bool] | None = None) -> list[Message]:
    """What a query names in our own namespaces and the graph does not know, the first few, each with what is like it.

    An empty answer to a misspelt property misleads; so the one who asked is warned. Who asks about many queries may
    give what remembers whether an IRI `is_known`.
    """
    is_known = is_known or partial(known, store)
    named = tokens.iris(sparql, namespaces.prefixes()) if any(each in sparql for each in _named()) else set()
    own = (iri for iri in sorted(named) if iri.startswith(ours()))
    unknown = list(islice((iri for iri in islice(own, _LOOKED_AT) if not is_known(iri)), MOST))
    if not unknown:
        return []
    types = store.quads_for_pattern(None, ox.NamedNode(namespaces.RDF + "type"), None, ox.DefaultGraph())
    every = [quad.subject.value for quad in types if isinstance(quad.subject, ox.NamedNode)]
    found = []
    for iri in unknown:
        folder = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
        siblings = {each.removeprefix(folder) for each in every if each.startswith(folder)}
        near = nearest_word(iri.removeprefix(folder), sorted(siblings))
        hint = Message("error.alike", word=near) if near else Message("error.search-finds")
        found.append(Message("error.unknown-term", term=namespaces.shorten(iri), hint=hint))
    return found


def remembering(store: Store) -> Callable[[str], bool]:
    """`known` for a store that does not change: what was asked lately is remembered."""
    return lru_cache(maxsize=_REMEMBERED)(partial(known, store))


def known(store: Store, iri: str) -> bool:
    """Whether the graph says anything of an IRI."""
    node = ox.NamedNode(iri)
    return next(iter(store.quads_for_pattern(node, None, None, ox.DefaultGraph())), None) is not None
