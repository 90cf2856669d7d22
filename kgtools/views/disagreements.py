"""The list of disagreements for pages and pictures: which entries a claim stands in, and which of them mark it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import Term, code, curie_node, day, short, term_node

SIGN = "≠"  # marks what stands in a disagreement, in pictures and lines alike
_CLAIMS = """
SELECT ?claim ?entry ?kind WHERE { ?entry a t:Disagreement ; t:involves ?claim ; t:disagreementKind ?kind %s }
ORDER BY ?claim ?entry"""
_ENTRIES = """
SELECT ?entry ?kind ?status ?explanation WHERE {
  %s ?entry a t:Disagreement ; t:disagreementKind ?kind ; t:disagreementStatus ?status .
  OPTIONAL { ?entry t:explanation ?explanation }
} ORDER BY ?entry"""
_CONTRADICTIONS = f"""
SELECT ?entry ?thing ?earliest ?latest WHERE {{
  ?entry a t:Disagreement ; t:disagreementType <{namespaces.code("disagreement-type/contradiction")}> ;
         t:concerns ?thing .
  OPTIONAL {{ ?entry t:concernsPeriod ?period . ?period t:earliest ?earliest ; t:latest ?latest }}
}}"""
# Kinds of entries that tell of copies, of slips of the pen and of what goes together: no two views clash there.
_NO_CONFLICT = ("retelling", "misprint", "compatible")


def is_conflict(kind: str) -> bool:
    """Whether views clash in an entry of this kind; only these are shown at their claims."""
    return kind not in _NO_CONFLICT


@dataclass(frozen=True)
class Disagreement:
    """A disagreement as it is shown: its id, its kind and status in words, and the explanation."""

    identifier: str
    kind: str
    status: str
    explanation: str

    @property
    def iri(self) -> str:
        """The address of the entry, to which pages without a server lead."""
        return namespaces.disagreement(self.identifier)


@dataclass(frozen=True)
class Contradiction:
    """What an entry of claims that cannot all hold is about: the thing, and the days if it names a time."""

    thing: str
    earliest: datetime.date | None
    latest: datetime.date | None

    def covers(self, earliest: datetime.date | None, latest: datetime.date | None) -> bool:
        """Whether the entry is about a time; one that names none is about any."""
        if self.earliest is None or self.latest is None:
            return True
        return earliest is not None and latest is not None and self.earliest <= earliest and latest <= self.latest


def contradictions(store: Store, names: Iterable[str]) -> dict[str, list[Contradiction]]:
    """What those of some entries are about that are of the type contradiction, by their ids.

    They involve also claims that only explain.
    """
    entries = (ox.NamedNode(namespaces.disagreement(name)) for name in names)
    found: dict[str, list[Contradiction]] = {}
    for entry, thing, earliest, latest in select_among(store, _CONTRADICTIONS, "entry", entries):
        name = short(entry).removeprefix("disagreement/")
        found.setdefault(name, []).append(Contradiction(short(thing), day(earliest), day(latest)))
    return found


def of_claims(
    store: Store, only: str = "", claims: Iterable[ox.NamedNode] | None = None, **bindings: ox.NamedNode
) -> dict[str, tuple[str, ...]]:
    """For each claim, or each of some, the ids of the disagreements that involve it, in order.

    `only` are further patterns about `?claim`, with the terms of `bindings` in them: which claims are meant.
    """
    return _by_claim(select_among(store, _CLAIMS % only, "claim", claims, **bindings))


def marking(store: Store, claims: Iterable[ox.NamedNode] | None = None) -> dict[str, tuple[str, ...]]:
    """For each claim, or each of some, the ids of the disagreements shown at it, in order; see `is_conflict`."""
    rows = select_among(store, _CLAIMS % "", "claim", claims)
    return _by_claim(row for row in rows if is_conflict(code(row[2])))


def marking_about(store: Store, things: Iterable[ox.NamedNode]) -> dict[str, tuple[str, ...]]:
    """What `marking` gives, of the claims about these things alone: for few things it is much quicker."""
    default = ox.DefaultGraph()
    claims = (
        quad.subject
        for thing in things
        for quad in store.quads_for_pattern(None, curie_node("rdf:subject"), thing, default)
    )
    rows = [
        (claim, quad.subject, kind.object)
        for claim in claims
        for quad in store.quads_for_pattern(None, term_node("involves"), claim, default)
        for kind in store.quads_for_pattern(quad.subject, term_node("disagreementKind"), None, default)
        if is_conflict(code(kind.object))
    ]
    return _by_claim(sorted(rows, key=str))


def shown_at(store: Store, claim: ox.NamedNode) -> list[str]:
    """The ids of the disagreements that are shown at one claim, in order; see `is_conflict`."""
    default = ox.DefaultGraph()
    return sorted(
        short(quad.subject).removeprefix("disagreement/")
        for quad in store.quads_for_pattern(None, term_node("involves"), claim, default)
        for kind in store.quads_for_pattern(quad.subject, term_node("disagreementKind"), None, default)
        if is_conflict(code(kind.object))
    )


def _by_claim(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for claim, entry, _ in rows:
        found.setdefault(short(claim), []).append(short(entry).removeprefix("disagreement/"))
    return {claim: tuple(entries) for claim, entries in found.items()}


def marks_of(claims: Iterable[str], marking: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The disagreements that are shown at a thing with these claims, each once, sorted."""
    return tuple(sorted({entry for claim in claims for entry in marking.get(claim, ())}))


def terms(store: Store, only: Iterable[str] | None = None) -> dict[str, tuple[Term | None, ...]]:
    """Kind, status and explanation of every disagreement, or of some, by id: for what is shown in several languages."""
    meant = (
        "" if only is None else f"VALUES ?entry {{ {' '.join(f'<{namespaces.disagreement(name)}>' for name in only)} }}"
    )
    rows = select(store, _ENTRIES % meant)
    return {short(entry).removeprefix("disagreement/"): tuple(texts) for entry, *texts in rows}


def explained(store: Store, names: Iterable[str], language: str) -> dict[str, Disagreement]:
    """Those of some disagreements that are shown wherever their claims are, in order, as they are in a language."""
    found = terms(store, dict.fromkeys(names))
    return {
        name: Disagreement(name, *(label(store, each, language) for each in found[name]))
        for name in dict.fromkeys(names)
        if is_conflict(code(found[name][0]))
    }


def disagreements(store: Store, language: str) -> dict[str, Disagreement]:
    """Every disagreement by its id, as it is shown in a language."""
    return {
        identifier: Disagreement(identifier, *(label(store, each, language) for each in texts))
        for identifier, texts in terms(store).items()
    }
