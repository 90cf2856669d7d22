"""What was published and is no longer in the data: since when, why, and what replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, iri, text

_WITHDRAWN = """
SELECT ?thing ?release ?reason WHERE { ?thing a t:Withdrawn ; t:withdrawnIn ?release ; t:withdrawalReason ?reason }
ORDER BY ?thing"""
_REPLACED = "SELECT ?thing ?other WHERE { ?thing a t:Withdrawn ; dcterms:isReplacedBy ?other } ORDER BY ?thing ?other"


@dataclass(frozen=True)
class Withdrawal:
    """Why an IRI names nothing in the data any more: the release in which it went, the reason, what replaces it (IRIs).

    The reason is a term, so that `kgtools.graph.labels.label` gives it in a language.
    """

    iri: str
    release: str
    reason: Term
    replaced_by: tuple[str, ...]


def withdrawn(store: Store) -> Mapping[str, Withdrawal]:
    """All withdrawals by IRI, sorted."""
    replaced: dict[str, list[str]] = {}
    for thing, other in select(store, _REPLACED):
        replaced.setdefault(iri(thing), []).append(iri(other))
    found = {}
    for thing, release, reason in select(store, _WITHDRAWN):
        assert isinstance(reason, ox.Literal)
        found[iri(thing)] = Withdrawal(iri(thing), text(release), reason, tuple(replaced.get(iri(thing), ())))
    return found
