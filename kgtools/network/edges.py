"""Edges: what the edge rules of the ontology find in the accepted claims.

A rule either names a property that joins two things, or a kind of thing that stands between them (a
visit between visitor and host, a document between its parties) with the two properties that lead to
the ends. Each step from one end to the other is a *leg*, and every leg keeps the claims that say it.
"""

from __future__ import annotations

import copy
import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.store import once, select, select_among
from kgtools.graph.terms import Term, code, iri, language_tag, node, text, truth
from kgtools.network import claims
from kgtools.values.spans import Span
from kgtools.views import dataset

_RULES = """
SELECT ?rule ?property ?via ?from ?to ?then ?start ?end ?layer ?directed WHERE {
  ?rule a t:EdgeRule ; t:layer ?layer ; t:directed ?directed .
  OPTIONAL { ?rule t:edgeProperty ?property }
  OPTIONAL { ?rule t:edgeVia ?via ; t:edgeFrom ?from ; t:edgeTo ?to }
  OPTIONAL { ?rule t:edgeThen ?then }
  OPTIONAL { ?rule t:edgeStart ?start ; t:edgeEnd ?end }
} ORDER BY ?rule ?via"""
_VERBS = "SELECT ?rule ?verb WHERE { ?rule t:verb ?verb }"
_IN_NETWORK = "SELECT ?rule ?network WHERE { ?rule t:inNetwork ?network }"
_OPINIONS = "SELECT ?claim ?speaker ?about WHERE { ?claim a t:Opinion ; t:speaker ?speaker ; t:about ?about }"
_DATES = """
SELECT ?date ?earliest ?latest WHERE {
  ?date a t:Date . OPTIONAL { ?date t:earliest ?earliest } OPTIONAL { ?date t:latest ?latest }
}"""
_WHEN = "SELECT ?claim ?date WHERE { ?claim t:when ?date }"
_TYPES = "SELECT ?thing ?class WHERE { ?thing t:kind ?kind ; a ?class }"
_ARTICLES = "SELECT ?claim ?article WHERE { ?claim t:inArticle ?article }"
_ORIGINS = "SELECT ?claim ?origin WHERE { ?claim t:independentOrigin ?origin }"


Statement = tuple[str, str, str, str]  # property, subject, value and claim
Place = tuple[int, str]  # where an edge is found: by which rule, and at which subject


@dataclass(frozen=True)
class EdgeRule:
    """An edge rule: the IRIs of its properties and classes, its layer, its networks, its verb by language."""

    name: str
    property: str
    via: str
    first: str
    second: str
    then: str
    start: str
    end: str
    layer: str
    directed: bool
    networks: frozenset[str]
    verbs: dict[str, str]


@dataclass(frozen=True)
class Edge:
    """One edge: its ends, its rule, the thing between, its first and last day, and the claims of each leg.

    It is inferred if no claim of one of its legs is stated, and planned if one of its legs is only planned or aimed at.

    Ends and the thing between are IRIs (the last empty for a rule with a property alone); days are
    ISO dates, empty where they are open or not stated. Where no end is stated, `told` is the day of the latest
    dated article that tells of it. Of an edge without direction `source` is the lower IRI.
    """

    source: str
    target: str
    rule: EdgeRule
    via: str
    start: str
    end: str
    legs: tuple[tuple[str, ...], ...]
    inferred: bool = False
    told: str = ""
    planned: bool = False

    @property
    def span(self) -> Span:
        """When it holds."""
        return Span.of(self.start, self.end, self.told)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all legs, sorted."""
        return tuple(sorted({claim for leg in self.legs for claim in leg}))

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.source, self.target, self.rule.name, self.via


class StatementIndex:
    """The accepted facts and the opinions of a store, indexed for edge rules; `without` leaves out articles.

    What is inferred is left out too unless it is asked for, and so is what is planned or aimed at, which counts only
    where nothing accepted says the same. With `denied` it has what articles deny, and nothing else. With `only` it has
    no other claims than these, and costs what they do.
    """

    def __init__(
        self, store: Store, without: Iterable[str] = (), inferred: bool = False, denied: bool = False,
        planned: bool = False, only: claims.Only = None,
    ) -> None:  # fmt: skip
        self.article = {iri(claim): iri(article) for claim, article in select_among(store, _ARTICLES, "claim", only)}
        self.origin = {iri(claim): iri(origin) for claim, origin in select_among(store, _ORIGINS, "claim", only)}
        self.inferred = claims.inferred(store, only)
        self._stated: list[Statement] = []  # of all articles
        stated = claims.denied_facts(store, only) if denied else claims.accepted_facts(store, only)
        read = claims.inferred_facts(store, self.inferred) if inferred and not denied else ()
        aims = list(claims.planned_facts(store, only)) if planned and not denied else []
        self.planned = {iri(claim) for claim, *_ in aims}
        for claim, subject, predicate, value in (*stated, *read, *aims):  # what is planned comes last
            if isinstance(value, ox.NamedNode):
                self._stated.append((iri(predicate), iri(subject), value.value, iri(claim)))
        opinions = set()
        for claim, speaker, about in select_among(store, _OPINIONS, "claim", only):
            if denied or (iri(claim) in self.inferred and not inferred):
                continue
            opinions.add(iri(claim))
            # An opinion is itself the claim that joins its speaker and what it is about.
            self._stated.append((namespaces.term("speaker"), iri(claim), iri(speaker), iri(claim)))
            self._stated.append((namespaces.term("about"), iri(claim), iri(about), iri(claim)))
        self.facts = self._facts(without)
        self.classes: dict[str, set[str]] = defaultdict(set)
        self.members: dict[str, list[str]] = defaultdict(list)
        when = list(select_among(store, _WHEN, "claim", only))
        named = dates = articles = None
        if only is not None:
            named = {ox.NamedNode(end) for _, *ends, _ in self._stated for end in ends}
            dates = {*named, *(node(date) for _, date in when)}
            articles = set(map(ox.NamedNode, self.article.values()))
        for thing, class_ in select_among(store, _TYPES, "thing", named):
            self.classes[iri(thing)].add(iri(class_))
            self.members[iri(class_)].append(iri(thing))
        self.members[namespaces.term("Opinion")] = sorted(opinions)
        self._among: dict[str, frozenset[str]] = {}  # the members of a class, once they are looked for
        self.days = {
            iri(date): (text(earliest, default=""), text(latest, default=""))
            for date, earliest, latest in select_among(store, _DATES, "date", dates)
        }
        self.published = dataset.published(store, articles)
        self.when = {iri(claim): self.days[iri(date)] for claim, date in when}

    def part(self, subjects: Iterable[str], without: Iterable[str]) -> StatementIndex:
        """The index of these subjects alone, without what some articles say; the store is not read again."""
        found = copy.copy(self)
        found.facts = self._facts(without, (each for subject in subjects for each in self._by_subject[subject]))
        return found

    def firm(self) -> StatementIndex:
        """The index without what is inferred; the store is not read again."""
        found = copy.copy(self)
        found.facts = self._facts((), (each for each in self._stated if each[3] not in self.inferred))
        opinions = namespaces.term("Opinion")
        found._among = {}
        found.members = self.members | {opinions: [one for one in self.members[opinions] if one not in self.inferred]}
        return found

    @cached_property
    def _by_subject(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        for each in self._stated:
            found[each[1]].append(each)
        return found

    def subjects(self) -> dict[str, set[str]]:
        """Of what each article, by its id, states something that was not left out."""
        found: dict[str, set[str]] = defaultdict(set)
        before = namespaces.base() + "article/"
        for _, subject, _, claim in self._stated:
            if article := self.article.get(claim):
                found[article.removeprefix(before)].add(subject)
        return found

    def _facts(
        self, without: Iterable[str], stated: Iterable[Statement] | None = None
    ) -> dict[str, dict[str, dict[str, list[str]]]]:
        """The claims by property, subject and value, but for those of some articles."""
        left_out = {namespaces.entity(f"article/{article.removeprefix('article/')}") for article in without}
        found: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
        for predicate, subject, value, claim in self._stated if stated is None else stated:
            if self.article.get(claim) not in left_out:
                claims = found[predicate][subject].setdefault(value, [])
                if claim not in claims and (not claims or claim not in self.planned or self.planned.issuperset(claims)):
                    claims.append(claim)
        return found

    def values(self, predicate: str, subject: str) -> dict[str, list[str]]:
        """The values that claims give a thing for a property, with those claims."""
        return self.facts.get(predicate, {}).get(subject, {})

    def day(self, predicate: str, thing: str, last: bool, planned: bool = False) -> str:
        """The first or last day of a dated property; of several dates, of the shortest stretch of time.

        A date that is only planned counts if `planned`, and then where there is no other.
        """
        dates = {date: claims for date, claims in self.values(predicate, thing).items() if date in self.days}
        firm = [date for date, claims in dates.items() if not self.planned.issuperset(claims)]
        spans = [self.days[date] for date in firm or (dates if planned else ())]
        return min(spans, key=_length)[last] if spans else ""

    def is_planned(self, legs: Iterable[Iterable[str]]) -> bool:
        """Whether one of the legs has no claim but what is planned or aimed at."""
        return any(self.planned.issuperset(leg) for leg in legs)

    def edges(self, rule: EdgeRule, subjects: Collection[str] | None = None) -> Iterator[tuple[str, Edge]]:
        """All edges of a rule, each with the subject at which it is found; with `subjects` those found there."""
        if rule.property:
            for source, values in self.facts.get(rule.property, {}).items():
                for target, claims in values.items() if subjects is None or source in subjects else ():
                    yield source, self._edge(rule, source, target, "", [claims])
            return
        for thing in self.between(rule, subjects):
            for one, first in self.values(rule.first, thing).items():
                for other, second in self.values(rule.second, thing).items():
                    if not rule.then:
                        yield thing, self._edge(rule, one, other, thing, [first, second])
                    else:
                        for beyond, third in self.values(rule.then, other).items():
                            yield thing, self._edge(rule, one, beyond, thing, [first, second, third])

    def between(self, rule: EdgeRule, subjects: Collection[str] | None = None) -> Iterable[str]:
        """The things that may stand between the ends of a rule's edges; with `subjects` those among them."""
        if subjects is None:
            return self.members.get(rule.via, ())
        among = self._among.setdefault(rule.via, frozenset(self.members.get(rule.via, ())))
        return (thing for thing in sorted(subjects) if thing in among)

    def _edge(self, rule: EdgeRule, source: str, target: str, via: str, legs: list[list[str]]) -> Edge:
        planned = self.is_planned(legs)
        start, end = self.day(rule.start, via, False, planned), self.day(rule.end, via, True, planned)
        if not start and not end:
            start, end = self.said_for(legs)
        # The last leg of three is about another thing than the one between: a post outlasts its holder.
        told = self.told(legs[:2]) if start and not end else ""
        inferred = any(self.inferred.issuperset(leg) for leg in legs)
        if not rule.directed and target < source:
            source, target = target, source
            legs = legs[::-1]
        sorted_legs = tuple(tuple(sorted(leg)) for leg in legs)
        return Edge(source, target, rule, via, start, end, sorted_legs, inferred, told, planned)

    def joined(self, one: Edge, other: Edge) -> Edge:
        """Two findings of one edge as one: of an edge without direction the claims of both directions count.

        What is accepted in one direction is no longer planned, and the plan adds nothing to it.
        """
        if one.planned != other.planned:
            return other if one.planned else one
        dated = one if one.span.dated else other
        legs = tuple(map(_both, one.legs, other.legs))
        return replace(
            one, legs=legs, start=dated.start, end=dated.end, inferred=any(map(self.inferred.issuperset, legs)),
            told=max(one.told, other.told) if dated.span.open else "",
        )  # fmt: skip

    def told(self, legs: Iterable[Iterable[str]]) -> str:
        """The day of the latest dated article that makes one of the claims; empty if none is dated."""
        articles = {self.article.get(claim, "") for leg in legs for claim in leg}
        return max((self.published[article] for article in articles if article in self.published), default="")

    def said_for(self, legs: Iterable[Iterable[str]]) -> tuple[str, str]:
        """The first and last day for which claims are made; of several times the shortest."""
        spans = [self.when[claim] for leg in legs for claim in leg if claim in self.when]
        return min(spans, key=_length) if spans else ("", "")


@once
def rules(store: Store) -> list[EdgeRule]:
    """The edge rules of the ontology, one for each class that stands between, sorted."""
    networks: dict[str, set[str]] = defaultdict(set)
    for rule, network in select(store, _IN_NETWORK):
        networks[iri(rule)].add(code(network))
    verbs: dict[str, dict[str, str]] = defaultdict(dict)
    for rule, verb in select(store, _VERBS):
        verbs[iri(rule)][language_tag(verb)] = text(verb)
    found = []
    for row in select(store, _RULES):
        rule, *ends, layer, directed = row
        predicate, via, first, second, then, start, end = (iri(term, default="") for term in ends)
        found.append(
            EdgeRule(
                iri(rule).rpartition("/edge/")[2], predicate, via, first, second, then, start, end, code(layer),
                truth(directed), frozenset(networks[iri(rule)]), verbs[iri(rule)],
            )
        )  # fmt: skip
    return found


def at_most(store: Store, every: Iterable[EdgeRule]) -> tuple[int, int]:
    """How many things and links some rules find at most, quickly counted in the accepted triples."""
    things: set[Term] = set()
    number = 0
    for rule in every:
        if rule.property:
            for quad in _triples(store, rule.property):
                things.update((quad.subject, quad.object))
                number += 1
            continue
        first, second, third = (Counter[Term](), Counter[Term](), Counter[Term]())
        for name, counted in ((rule.first, first), (rule.second, second), (rule.then, third)):
            for quad in _triples(store, name) if name else ():
                counted[quad.subject] += 1
                things.add(quad.object)
        number += sum(count * second[thing] for thing, count in first.items()) * max(third.values(), default=1)
    return len(things), number


def _triples(store: Store, predicate: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())


def findings(
    index: StatementIndex, rules: Iterable[EdgeRule], subjects: Collection[str] | None = None
) -> Iterator[tuple[Place, Edge]]:
    """Edges between two different things, each with the place where it is found; some are found at several."""
    for number, rule in enumerate(rules):
        for subject, edge in index.edges(rule, subjects):
            if edge.source != edge.target and edge.target.startswith(namespaces.things()):
                yield (number, subject), edge


def edges(store: Store, without: Iterable[str] = (), index: StatementIndex | None = None) -> list[Edge]:
    """All edges between two different things, of all rules, each once, sorted.

    A thing that is of several classes of one rule makes one edge. `without` leaves out what only
    those articles say.
    """
    index = index or StatementIndex(store, without)
    found: dict[tuple[str, str, str, str], Edge] = {}
    for _, edge in findings(index, rules(store)):
        known = found.setdefault(edge.key, edge)
        found[edge.key] = index.joined(known, edge) if known is not edge else edge
    return [found[key] for key in sorted(found)]


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))


def spans(data: Mapping[str, Any]) -> tuple[Span, ...]:
    """When an edge of a network holds, by its attributes; one that was made of several may hold more than once.

    >>> [span.years for span in spans({"start": "1998-10-31", "end": "1998-10-31"})], spans({"label": "met"})
    ([range(1998, 1999)], ())
    """
    if "spells" in data:
        return tuple(Span.of(*spell.split("/")) for spell in data["spells"].split())
    span = Span.of(data.get("start", ""), data.get("end", ""), data.get("told", ""))
    return (span,) if span.dated else ()


def _length(span: tuple[str, str]) -> tuple[int, tuple[str, str]]:
    first, last = (datetime.date.fromisoformat(day) if day else None for day in span)
    days = (last - first).days if first and last else 10**6
    return days, span
