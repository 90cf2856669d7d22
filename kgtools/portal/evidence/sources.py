"""The articles as they were read, and the order of disagreements: what the pages of claims have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.compare.report import severity
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import code, curie_node, iri, node, term_node
from kgtools.views.articles import article
from kgtools.views.articles.article import Read, Standing
from kgtools.views.articles.disagreement import Summary, summary
from kgtools.views.articles.order import Order, order
from kgtools.views.disagreements import shown_at
from kgtools.views.page import Entry
from kgtools.views.thing.stated import stated
from kgtools.views.thing.wording import article_of, claim_node, sayer

_TYPES = """
SELECT ?entry ?type ?status WHERE {
  ?entry a t:Disagreement ; t:disagreementType ?type ; t:disagreementStatus ?status }"""
_INVOLVED = """
SELECT DISTINCT ?entry ?article WHERE { ?entry a t:Disagreement ; t:involves ?claim . ?claim t:inArticle ?article }"""
CLAIMS = 70  # on a page that lists them
_KEPT = 10_000  # claims that are kept in words


@dataclass(frozen=True)
class Sources:
    """What was read of articles, each read once. `ranked` are the ids of disagreements, without kind."""

    store: Store
    ranked: Sequence[str]
    _orders: dict[str, Order] = field(default_factory=dict, repr=False)
    _read: dict[str, Read] = field(default_factory=dict, repr=False)
    _standing: dict[str, Standing] = field(default_factory=dict, repr=False)
    _stated: dict[tuple[str, str], Entry] = field(default_factory=dict, repr=False)
    _disputed: dict[str, bool] = field(default_factory=dict, repr=False)
    _summaries: dict[tuple[str, str], Summary] = field(default_factory=dict, repr=False)

    def order(self, identifier: str) -> Order:
        """The claims of an article, by its id without kind, in the order of its text."""
        if identifier not in self._orders:
            self._orders[identifier] = order(self.store, identifier)
        return self._orders[identifier]

    def read(self, identifier: str) -> Read:
        """An article with how its claims stand among those of others."""
        if identifier not in self._read:
            self._read[identifier] = article.read(self.store, self.order(identifier), self.standing)
        return self._read[identifier]

    def standing(self, claim: str) -> Standing:
        """How a claim of an article stands among those of others, by its id with its kind."""
        if claim not in self._standing:
            self._standing[claim] = article.standing(self.store, claim_node(claim))
        return self._standing[claim]

    def stated(self, claim: str, language: str) -> Entry:
        """A claim in words, by its id with its kind; those that pages asked for last are kept."""
        known = self._stated.get((claim, language))
        if known is None:
            if len(self._stated) > _KEPT:
                self._stated.clear()
            known = stated(self.store, claim_node(claim), sayer(self.store, language), language)
            self._stated[claim, language] = known
        return known

    def pages(self, identifier: str) -> list[Sequence[str]]:
        """The claims of an article, by their ids, on the pages that list them."""
        return article.pages(self.order(identifier), CLAIMS)

    def page_of(self, claim: str) -> str:
        """The path of the page that lists a claim of an article, by the id of the claim with its kind."""
        identifier = article_of(claim)
        number = next(number for number, claims in enumerate(self.pages(identifier), 1) if claim in claims)
        return f"article/{identifier}/{number}"

    @cached_property
    def disagreements(self) -> tuple[str, ...]:
        """The ids of the disagreements of the graph, with their kind, the weightiest first."""
        quads = self.store.quads_for_pattern(None, curie_node("rdf:type"), term_node("Disagreement"), ox.DefaultGraph())
        known = {namespaces.shorten(iri(quad.subject)) for quad in quads}
        ranked = [identifier for one in self.ranked if (identifier := f"disagreement/{one}") in known]
        return (*ranked, *sorted(known - set(ranked)))

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each disagreement in their order."""
        return {entry: number for number, entry in enumerate(self.disagreements)}

    def around(self, entry: str) -> tuple[str, str]:
        """The disagreements before and after one in their order; empty at the ends."""
        number, last = self.place[entry], len(self.disagreements) - 1
        before = self.disagreements[number - 1] if number else ""
        return before, self.disagreements[number + 1] if number < last else ""

    def summary(self, entry: str, language: str) -> Summary:
        """A disagreement in short, by its id with its kind."""
        if (entry, language) not in self._summaries:
            self._summaries[entry, language] = summary(self.store, ox.NamedNode(namespaces.base() + entry), language)
        return self._summaries[entry, language]

    @cached_property
    def by_kind(self) -> dict[str, tuple[str, ...]]:
        """The disagreements by the code of their kind; kinds and entries in the order of their weight."""
        found: dict[str, list[str]] = {}
        for entry in self.disagreements:
            found.setdefault(self._code(entry, "disagreementKind"), []).append(entry)
        return {kind: tuple(found[kind]) for kind in sorted(found, key=severity.KINDS.index)}

    @cached_property
    def offered(self) -> Mapping[str, tuple[str, str, tuple[str, ...]]]:
        """What disagreements are chosen by: the codes of the type and status of each, and the ids of its articles."""
        involved: dict[str, list[str]] = {}
        for entry, told_by in select(self.store, _INVOLVED):
            name = namespaces.shorten(iri(entry))
            involved.setdefault(name, []).append(namespaces.shorten(iri(told_by)).removeprefix("article/"))
        found = {}
        for entry, kind, status in select(self.store, _TYPES):
            name = namespaces.shorten(iri(entry))
            found[name] = code(kind), code(status), tuple(involved.get(name, ()))
        return found

    @cached_property
    def targets(self) -> dict[str, tuple[str, ...]]:
        """The ids of the targets by the code of what became of them."""
        found: dict[str, list[str]] = {}
        quads = self.store.quads_for_pattern(None, curie_node("rdf:type"), term_node("Target"), ox.DefaultGraph())
        for target in sorted(namespaces.shorten(iri(quad.subject)) for quad in quads):
            found.setdefault(self._code(target, "outcome"), []).append(target)
        return {outcome: tuple(targets) for outcome, targets in sorted(found.items())}

    def is_disputed(self, claim: str) -> bool:
        """Whether a disagreement is shown at a claim, by its id with its kind."""
        if claim not in self._disputed:
            self._disputed[claim] = bool(shown_at(self.store, claim_node(claim)))
        return self._disputed[claim]

    def _code(self, identifier: str, name: str) -> str:
        thing = ox.NamedNode(namespaces.base() + identifier)
        (quad,) = self.store.quads_for_pattern(thing, term_node(name), None, ox.DefaultGraph())
        return code(node(quad.object))


def anchors(order: Order) -> str:
    """What recognises a reader's own copy of an article and finds its passages, as a script of one call.

    It holds no word of the article: the hash and the length of its text, and of each claim where its passage lies
    and its fingerprint. It is a script since a page that stands on a disk may load nothing else.
    """
    claims = {
        each.id.rpartition("/")[2]: [each.place.start, each.place.end, each.place.fingerprint] for each in order.claims
    }
    told = {"article": order.article, "sha256": order.hash, "length": order.length, "claims": claims}
    return f"anchors({json.dumps(told, separators=(',', ':'))});\n"
