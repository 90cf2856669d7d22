"""The claims behind what a picture shows, as values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.claims.acceptance import AIMS
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import Term, iri, lexical
from kgtools.views import disagreements
from kgtools.views.evidence import Source, Weighed, claim_node, claims, meaning

_FACTS = """
SELECT DISTINCT ?claim ?subject ?property ?object WHERE {
  ?claim a t:Fact ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; t:accepted true .
}"""
_DENIED = f"""
SELECT DISTINCT ?claim ?subject ?property ?object WHERE {{
  ?claim a t:Fact ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ;
    t:modality <{namespaces.code("modality/denied")}> .
}}"""
_PLANNED = f"""
SELECT DISTINCT ?claim ?subject ?property ?object WHERE {{
  VALUES ?modality {{ {" ".join(f"<{namespaces.code(f'modality/{aim}')}>" for aim in AIMS)} }}
  ?claim a t:Fact ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality .
  FILTER NOT EXISTS {{ ?entry t:holdsBack ?claim }}
  FILTER NOT EXISTS {{ ?claim t:certainty <{namespaces.code("certainty/inferred")}> }}
}}"""
_INFERRED = f"""
SELECT DISTINCT ?claim WHERE {{
  ?claim t:certainty <{namespaces.code("certainty/inferred")}> .
  FILTER NOT EXISTS {{ ?entry t:holdsBack ?claim }}
  OPTIONAL {{ ?claim t:modality ?modality }}
  FILTER(!BOUND(?modality) || ?modality = <{namespaces.code("modality/asserted")}>)
}}"""
_FACT = """
SELECT ?subject ?property ?object WHERE {
  ?claim a t:Fact ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object }"""


@dataclass(frozen=True)
class ClaimNote:
    """A claim in short: its article (empty for background), the place there, the passage, and gist or reference.

    `meant` says how the claim is meant where that needs saying; `disagreements` are the ids of those that are marked.
    """

    article: str = ""
    place: str = ""
    passage: str = ""
    more: str = ""
    meant: str = ""
    disagreements: tuple[str, ...] = ()


def claim_notes(
    store: Store,
    wanted: set[str],
    copies: Mapping[str, Copy],
    name: Callable[[Term | None], str],
    meant: Callable[[Weighed], str],
) -> dict[str, ClaimNote]:
    """The wanted claims by id, sorted; `copies` give the passages.

    `name` says what stands for a term, and `meant` for how a claim is meant, in one language or in all.
    """
    found = claims(store, map(claim_node, sorted(wanted)), copies)
    marking = disagreements.marking(store)
    return {
        identifier: ClaimNote(
            name(claim.article),
            _place(claim.source),
            claim.source.passage,
            name(claim.gist) or claim.reference,
            meant(claim),
            marking.get(identifier, ()),
        )
        for identifier, claim in found.items()
    }


def _place(source: Source) -> str:
    return "" if source.start is None else f"{source.start}–{source.end}"


def labelled_claims(store: Store, wanted: set[str], copies: Mapping[str, Copy], language: str) -> dict[str, ClaimNote]:
    """The wanted claims with the labels of their articles in a language."""
    return claim_notes(
        store, wanted, copies, lambda term: label(store, term, language), lambda claim: meaning(store, claim, language)
    )


Only = Collection[ox.NamedNode] | None  # the claims among which is looked; None for all


def accepted_facts(store: Store, only: Only = None) -> Iterator[tuple[Term | None, ...]]:
    """Every accepted fact: claim, subject, property and value, in the order of the last three."""
    return iter(sorted(select_among(store, _FACTS, "claim", only), key=_order))


def denied_facts(store: Store, only: Only = None) -> Iterator[tuple[Term | None, ...]]:
    """Every fact that an article denies: claim, subject, property and value, in the order of the last three."""
    return iter(sorted(select_among(store, _DENIED, "claim", only), key=_order))


def planned_facts(store: Store, only: Only = None) -> Iterator[tuple[Term | None, ...]]:
    """Every fact that an article tells as planned or aimed at: claim, subject, property and value, in order.

    Left out is what the list of disagreements does not accept, and what a curator inferred.
    """
    return iter(sorted(select_among(store, _PLANNED, "claim", only), key=_order))


def _order(fact: tuple[Term | None, ...]) -> tuple[str, str, bool, str, str]:
    """Subject, property, value, claim: SPARQL leaves open how texts with languages are ordered, and engines differ."""
    claim, subject, name, value = fact
    return iri(subject), iri(name), isinstance(value, ox.Literal), lexical(value), iri(claim)


def inferred(store: Store, only: Only = None) -> set[str]:
    """The IRIs of the inferred claims that would be accepted if they were stated, and of inferred opinions."""
    return {iri(claim) for (claim,) in select_among(store, _INFERRED, "claim", only)}


def inferred_facts(store: Store, wanted: set[str]) -> Iterator[tuple[Term | None, ...]]:
    """Of the wanted claims the facts: claim, subject, property and value."""
    for claim in sorted(wanted):
        yield from ((ox.NamedNode(claim), *rest) for rest in select(store, _FACT, claim=ox.NamedNode(claim)))
