"""The page of a claim: what it states, how it is meant, and who says the same or otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from kgtools.articles.copies import Copy
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, code, curie_node, node, term_node
from kgtools.views.articles.same import same
from kgtools.views.disagreements import is_conflict
from kgtools.views.evidence import Place, claims, place_of, support
from kgtools.views.page import Entry, Part, Support
from kgtools.views.targets import targets
from kgtools.views.thing import told
from kgtools.views.thing.clashes import explained
from kgtools.views.thing.stated import sort
from kgtools.views.thing.wording import Say, claim_id, claim_node, joined, sayer

# How a claim is meant and who stands behind it, in the order of the page; each is named by its label.
_MEANT = (
    "modality", "certainty", "stance", "speaker", "affiliatedAs", "when", "period", "horizon", "bound", "qualifier",
    "reporter", "setBy", "origin", "accepted", "reference", "reviewState", "curatorNote",
)  # fmt: skip
_ENTRIES = """
SELECT ?entry ?kind ?type ?explanation WHERE {
  ?entry t:involves ?claim ; t:disagreementKind ?kind ; t:disagreementType ?type .
  OPTIONAL { ?entry t:explanation ?explanation }
} ORDER BY ?entry"""
_INVOLVED = "SELECT ?claim WHERE { ?entry t:involves ?claim } ORDER BY ?claim"

_OTHERS = 8  # claims of a disagreement on the page of one
Words = Callable[[str], Entry]  # a claim in words, by its id with its kind


@dataclass(frozen=True)
class Otherwise:
    """A disagreement that a claim stands in: its id with its kind, its kind in words, and the claims on other sides.

    `first` is the first sentence of its explanation. `conflict` says whether views clash in it, `more` how many other
    claims take part.
    """

    id: str
    kind: str
    conflict: bool
    first: str
    others: tuple[Entry, ...]
    more: int


@dataclass(frozen=True)
class ClaimPage:
    """What the graph holds about a claim, in one language.

    `meant` are the values that say how it is meant, by their names. `place` is where its passage lies, None for the
    background; `passage` its text if a copy is at hand. `same` are the ids of the other claims that state the same.
    """

    id: str
    kind: str
    statement: Entry
    meant: tuple[tuple[str, tuple[Part, ...]], ...]
    place: Place | None
    passage: str
    same: tuple[str, ...]
    support: Support
    otherwise: tuple[Otherwise, ...]
    targets: tuple[Entry, ...]


def claim_page(
    store: Store, claim: ox.NamedNode, language: str, words: Words, copies: Mapping[str, Copy] = MappingProxyType({})
) -> ClaimPage:
    """The page of a claim of an article or of the background; `words` puts a claim in words."""
    say = sayer(store, language)
    alike = tuple(same(store, claim))
    quoted = [known.source.passage for known in claims(store, [claim], copies).values()] if copies else []
    return ClaimPage(
        claim_id(claim),
        labels.label(store, term_node(sort(store, claim)), language),
        words(claim_id(claim)),
        tuple(_meant(store, claim, say, language)),
        place_of(store, claim),
        "".join(quoted),
        alike,
        support(store, [claim, *map(claim_node, alike)]),
        tuple(_otherwise(store, claim, {claim_id(claim), *alike}, say, words, language)),
        tuple(told.target(store, say, target) for target in targets(store, claim=claim)),
    )


def _meant(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Iterator[tuple[str, tuple[Part, ...]]]:
    for name in _MEANT:
        quads = store.quads_for_pattern(claim, term_node(name), None, ox.DefaultGraph())
        values = sorted((say(quad.object) for quad in quads), key=lambda part: part.words)
        if values:
            yield labels.label(store, term_node(name), language), joined(values)


def _otherwise(
    store: Store, claim: ox.NamedNode, alike: Iterable[str], say: Say, words: Words, language: str
) -> Iterator[Otherwise]:
    """The disagreements of a claim, those in which views clash first; of each the claims that answer as it does not.

    A disagreement involves also claims that only explain; of these the page of the disagreement tells.
    """
    asked = _question(store, claim)
    rows = sorted(
        select(store, _ENTRIES, claim=claim), key=lambda row: (not is_conflict(code(row[1])), claim_id(row[0]))
    )
    for entry, kind, clash_type, explanation in rows:
        first, _ = explained(say(explanation).words, language)
        involved = [node(other) for (other,) in select(store, _INVOLVED, entry=node(entry))]
        others = [other for other in involved if claim_id(other) not in alike]
        answering = [words(claim_id(other)) for other in others if _question(store, other) == asked][:_OTHERS]
        sorts = ", ".join(dict.fromkeys((say(kind).words, say(clash_type).words)))
        yield Otherwise(
            claim_id(entry), sorts, is_conflict(code(kind)), first, tuple(answering), len(others) - len(answering)
        )  # fmt: skip


def _question(store: Store, claim: ox.NamedNode) -> tuple[Term, ...]:
    """What a claim answers: the series and period of a figure, subject and property of a fact; of opinions nothing."""
    default = ox.DefaultGraph()
    names = (term_node("cell"), curie_node("rdf:subject"), curie_node("rdf:predicate"))
    return tuple(quad.object for name in names for quad in store.quads_for_pattern(claim, name, None, default))


def things(store: Store, claim: ox.NamedNode) -> list[Term]:
    """What a claim speaks of: the subject of a fact, what a figure measures, what an opinion is about; sorted."""
    names = (curie_node("rdf:subject"), term_node("measured"), term_node("about"))
    default = ox.DefaultGraph()
    return sorted(
        (quad.object for name in names for quad in store.quads_for_pattern(claim, name, None, default)), key=str
    )
