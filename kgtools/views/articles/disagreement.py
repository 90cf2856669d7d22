"""The page of a disagreement: who says what, side by side, why, and what would decide it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.graph.store import once, select
from kgtools.graph.terms import Term, code, node, term_node
from kgtools.views.articles.claim import Words
from kgtools.views.evidence import Place, claims, place_of
from kgtools.views.page import Entry, Part
from kgtools.views.thing.clashes import explained
from kgtools.views.thing.stated import sort
from kgtools.views.thing.wording import Say, article_of, claim_id, sayer

_ENTRY = """
SELECT ?kind ?type ?status ?thing ?property ?period ?explanation ?needed ?note ?found WHERE {
  ?entry t:disagreementKind ?kind ; t:disagreementType ?type ; t:disagreementStatus ?status ; t:concerns ?thing .
  OPTIONAL { ?entry t:concernsProperty ?property } OPTIONAL { ?entry t:concernsPeriod ?period }
  OPTIONAL { ?entry t:evidenceNeeded ?needed } OPTIONAL { ?entry t:explanation ?explanation }
  OPTIONAL { ?entry t:curatorNote ?note } OPTIONAL { ?entry t:found ?found } }"""
_INVOLVED = "SELECT ?claim WHERE { ?entry t:involves ?claim } ORDER BY ?claim"


@dataclass(frozen=True)
class Side:
    """What one claim says in a disagreement, and where; whether the entry prefers it or does not accept it."""

    line: Entry
    sort: str
    place: Place | None
    passage: str
    preferred: bool
    held: bool

    @property
    def claim(self) -> str:
        """The id of the claim, with its kind."""
        return self.line.sources[0]


@dataclass(frozen=True)
class Summary:
    """A disagreement as it stands in a list: what it is about, its codes and their words, and its first sentence.

    `codes` are those of kind, type and status; `words` the same in words. `rest` is the rest of the explanation.
    """

    id: str
    thing: Part
    aspect: str
    codes: tuple[str, str, str]
    words: tuple[str, str, str]
    first: str
    rest: str
    articles: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is about, in words."""
        return ", ".join(filter(None, (self.thing.words, self.aspect)))


@dataclass(frozen=True)
class DisagreementPage:
    """A disagreement whole; `columns` are its sides by the article that has them, or one each within one article."""

    summary: Summary
    explanation: str
    needed: str
    note: str
    found: str
    columns: tuple[tuple[str, tuple[Side, ...]], ...]

    @property
    def sides(self) -> list[Side]:
        """All sides, column by column."""
        return [side for _, sides in self.columns for side in sides]


def summary(store: Store, entry: ox.NamedNode, language: str) -> Summary:
    """A disagreement in short."""
    say = sayer(store, language)
    return _summary(store, entry, _row(store, entry), say, language)


def disagreement_page(
    store: Store, entry: ox.NamedNode, language: str, words: Words, copies: Mapping[str, Copy] = MappingProxyType({})
) -> DisagreementPage:
    """The page of a disagreement; `words` puts a claim in words."""
    say = sayer(store, language)
    row = _row(store, entry)
    explanation, needed, note, found = (say(term).words for term in row[6:])
    preferred, held = (_claims(store, entry, name) for name in ("prefers", "holdsBack"))
    columns: dict[str, list[Side]] = {}
    for claim in involved(store, entry):
        side = Side(
            words(claim_id(claim)), sort(store, claim), place_of(store, claim),
            "".join(known.source.passage for known in claims(store, [claim], copies).values()) if copies else "",
            claim in preferred, claim in held,
        )  # fmt: skip
        columns.setdefault(article_of(side.claim), []).append(side)
    parted = list(columns.items())
    if len(parted) == 1:
        parted = [(article, [side]) for article, sides in parted for side in sides]
    return DisagreementPage(
        _summary(store, entry, row, say, language), explanation, needed, note, found,
        tuple((article, tuple(sides)) for article, sides in parted),
    )  # fmt: skip


@once
def involved(store: Store, entry: ox.NamedNode) -> list[ox.NamedNode]:
    """The claims of a disagreement, by their ids."""
    return [node(claim) for (claim,) in select(store, _INVOLVED, entry=entry)]


@once
def _row(store: Store, entry: ox.NamedNode) -> tuple[Term | None, ...]:
    for row in select(store, _ENTRY, entry=entry):
        return row
    raise UsageError(f"there is no {namespaces.shorten(entry.value)}")


def _summary(store: Store, entry: ox.NamedNode, row: tuple[Term | None, ...], say: Say, language: str) -> Summary:
    kind, clash_type, status, thing, name, period, explanation, *_ = row
    first, rest = explained(say(explanation).words, language)
    articles = dict.fromkeys(article_of(claim_id(claim)) for claim in involved(store, entry))
    return Summary(
        claim_id(entry), say(thing), say(name or period).words,
        (code(kind), code(clash_type), code(status)), (say(kind).words, say(clash_type).words, say(status).words),
        first, rest, tuple(articles),
    )  # fmt: skip


def _claims(store: Store, entry: ox.NamedNode, name: str) -> set[Term]:
    return {quad.object for quad in store.quads_for_pattern(entry, term_node(name), None, ox.DefaultGraph())}
