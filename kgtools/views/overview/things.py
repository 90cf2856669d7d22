"""All things in lists: of each who or what it is, when it was, how much is said of it and by whom.

The graph is read at once for all of them: to ask for each thing by itself would take a hundred times as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.claims.model import BACKGROUND
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import code, lexical, short, term_name, text
from kgtools.messages import message
from kgtools.values.collation import collation
from kgtools.views.disagreements import is_conflict

_FACTS = """
SELECT ?subject ?property ?object ?article ?speaker ?when WHERE {
  ?claim a t:Fact ; t:accepted true ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object .
  OPTIONAL { ?claim t:inArticle ?article } OPTIONAL { ?claim t:speaker ?speaker } OPTIONAL { ?claim t:when ?when }
  FILTER isIRI(?object)
} ORDER BY ?subject ?property ?object ?article"""
_DATES = "SELECT ?date ?earliest ?latest WHERE { ?date a t:Date ; t:earliest ?earliest ; t:latest ?latest }"
_MEASURED = """
SELECT DISTINCT ?indicator ?side WHERE { ?claim a t:Figure ; t:indicator ?indicator ; t:measured|t:partner ?side }"""
_CLASSES = "SELECT ?thing ?class WHERE { ?thing t:kind ?class }"
_DISPUTED = """
SELECT DISTINCT ?thing ?kind WHERE {
  ?entry a t:Disagreement ; t:disagreementKind ?kind .
  { ?entry t:concerns ?thing } UNION
  { ?entry t:involves ?claim . ?claim rdf:subject|t:measured|t:indicator|t:about ?thing }
}"""
_MOST = 3  # values of one property that are told


@dataclass(frozen=True)
class Listed:
    """A thing in a list: its id, its label, the name and label of its class, and who or what it is, in words.

    `years` are those in which it is, `states` the states that it is joined to. So many `claims` speak of it, in
    `articles`. It is `disputed` if views clash about it.
    """

    id: str
    label: str
    class_name: str
    class_label: str
    what: str
    years: tuple[int, ...]
    states: tuple[str, ...]
    claims: int
    articles: tuple[str, ...]
    disputed: bool

    @property
    def kind(self) -> str:
        """The first part of its id."""
        return self.id.partition("/")[0]

    @property
    def span(self) -> str:
        """Its years as they are read.

        >>> Listed("event/a", "A", "Event", "event", "", (1991, 1992), (), 1, (), False).span
        '1991–1992'
        """
        return "–".join(dict.fromkeys(map(str, (self.years[:1] + self.years[-1:]))))


@dataclass
class _Known:
    """What the accepted facts say of one thing, in any language: values by property, those of no article apart."""

    values: dict[str, dict[ox.NamedNode, bool]] = field(default_factory=dict)  # whether an article has it
    named: set[str] = field(default_factory=set)  # ids of all things that any fact names
    spans: list[tuple[str, int, int]] = field(default_factory=list)  # property, first and last year


class Catalogue:
    """The things of a graph for lists. What it reads is read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lists: dict[tuple[str, str], tuple[Listed, ...]] = {}

    def listed(self, kind: str, language: str) -> tuple[Listed, ...]:
        """The things of a kind in the order of their names; of people in that of their surnames."""
        if (kind, language) not in self._lists:
            key = collation(language)
            found = [self._entry(thing, language) for thing in self.ids if thing.startswith(f"{kind}/")]
            found.sort(key=lambda each: (key(_sorted_by(each)), each.id))
            self._lists[kind, language] = tuple(found)
        return self._lists[kind, language]

    def of(self, identifier: str, language: str) -> Listed:
        """One thing as lists have it."""
        return self._entry(identifier, language)

    def _entry(self, thing: str, language: str) -> Listed:
        said = self._said.get(thing, {})
        class_ = self._classes[thing]
        return Listed(
            thing, self._label(ox.NamedNode(namespaces.entity(thing)), language), term_name(class_),
            self._label(class_, language), self._what(thing, language), self._years(thing), self._states(thing),
            len(said), tuple(sorted(set(said.values()))), thing in self._disputed,
        )  # fmt: skip

    def _label(self, term: ox.NamedNode, language: str) -> str:
        return labels.label(self._store, term, language)

    # -- who or what it is ------------------------------------------------------------------------------

    def _what(self, thing: str, language: str) -> str:
        """Who or what a thing is: its posts or their holders, else its class and what tells most of its kind."""
        offices = self._offices(thing)
        enough = offices and marks.may_hold(thing)
        told = [] if enough else [self._label(self._classes[thing], language)]
        phrases = [offices] if offices else []
        if not enough:
            telling = marks.listed(term_name(self._classes[thing]), "listedWith")
            phrases += [self._facts[thing].values.get(name, {}) for name in telling]
        told += [self._phrase(values, language) for values in phrases if values]
        return "; ".join(told)

    def _phrase(self, values: Mapping[ox.NamedNode, bool], language: str) -> str:
        """Values in words, the first few of them; marked if general knowledge alone has them."""
        words = sorted((self._label(value, language) for value in values), key=collation(language))
        more = " …" if len(words) > _MOST else ""
        mark = "" if any(values.values()) else f" ({message('evidence.background-short', language)})"
        return ", ".join(words[:_MOST]) + more + mark

    def _offices(self, thing: str) -> dict[ox.NamedNode, bool]:
        """The posts of a person or the holders of a post, by tenures; with whether an article tells it."""
        found: dict[ox.NamedNode, bool] = {}
        for relation in marks.relations(by_one=True):
            _, other = relation.across(thing) or ("", "")
            for tenure in self._tenures[thing] if other else ():
                for value, printed in self._facts[tenure].values.get(other, {}).items():
                    found[value] = found.get(value, False) or printed
        return found

    # -- when and where ---------------------------------------------------------------------------------

    def _years(self, thing: str) -> tuple[int, ...]:
        """The years in which it is, by its dates; of who holds a post also those of its tenures."""
        found: set[int] = set()
        for one in (thing, *self._tenures[thing]):
            spans = self._facts[one].spans
            for _, first, last in spans:
                found.update((first, last))
            for begin, (end, *_) in marks.values("spanTo").items():
                starts = [first for name, first, _ in spans if name == begin]
                ends = [last for name, _, last in spans if name == end]
                if starts and ends:
                    found.update(range(min(starts), max(ends) + 1))
        return tuple(sorted(found))

    def _states(self, thing: str) -> tuple[str, ...]:
        """The ids of the sides that it is joined to, itself or by what belongs to them and it is joined to."""
        sides = marks.kinds("isSide")
        if thing.startswith(sides):
            return ()
        named = set(self._measured[thing])
        for one in (thing, *self._tenures[thing]):
            named |= self._facts[one].named
        further = {
            short(value)
            for other in named
            for name in marks.terms("leadsToWhole")
            for value in self._facts[other].values.get(name, ())
        }  # fmt: skip
        return tuple(sorted(one for one in named | further if one.startswith(sides)))

    # -- what the graph says of all -----------------------------------------------------------------------

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all things, sorted."""
        return tuple(sorted(self._classes))

    @cached_property
    def _classes(self) -> dict[str, ox.NamedNode]:
        found = sorted((short(thing), str(class_), class_) for thing, class_ in select(self._store, _CLASSES))
        return {thing: class_ for thing, _, class_ in reversed(found) if isinstance(class_, ox.NamedNode)}

    @cached_property
    def _facts(self) -> defaultdict[str, _Known]:
        years = {
            short(date): (int(text(earliest)[:4]), int(text(latest)[:4]))
            for date, earliest, latest in select(self._store, _DATES)
        }
        found: defaultdict[str, _Known] = defaultdict(_Known)
        for subject, predicate, value, article, speaker, when in select(self._store, _FACTS):
            known, name, other = found[short(subject)], term_name(predicate), short(value)
            if other in years:
                known.spans.append((name, *years[other]))
                continue
            known.named.add(other)
            if speaker is None and when is None and isinstance(value, ox.NamedNode):
                values = known.values.setdefault(name, {})
                values[value] = values.get(value, False) or article is not None
        return found

    @cached_property
    def _tenures(self) -> defaultdict[str, list[str]]:
        """The tenures of each person and of each post."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        ends = {
            below: (*marks.kinds_of(relation.of), *marks.kinds_of(relation.to))
            for relation in marks.relations(by_one=True)
            for below in marks.ontology().below(relation.name)
        }
        for thing, known in sorted(self._facts.items()):
            if thing in self._classes and (kinds := ends.get(term_name(self._classes[thing]))):
                for other in sorted(known.named):
                    if other.startswith(kinds):
                        found[other].append(thing)
        return found

    @cached_property
    def _measured(self) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for indicator, side in select(self._store, _MEASURED):
            found[short(indicator)].append(short(side))
        return found

    @cached_property
    def _said(self) -> defaultdict[str, dict[str, str]]:
        """For each thing the claims of articles that speak of it, with these articles."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        things, claims = namespaces.things(), f"{namespaces.base()}claim/"
        quads = (
            quad
            for role in labels.SPEAKING
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(role), None, ox.DefaultGraph())
        )
        for quad in quads:  # to join claims and articles in a query takes five times as long
            thing, claim = lexical(quad.object), lexical(quad.subject)
            if thing.startswith(things) and claim.startswith(claims):
                article = claim.removeprefix(claims).partition("/")[0]
                if article != BACKGROUND:
                    found[thing.removeprefix(things)][claim] = article
        return found

    @cached_property
    def _disputed(self) -> frozenset[str]:
        return frozenset(short(thing) for thing, kind in select(self._store, _DISPUTED) if is_conflict(code(kind)))


def best(entries: Iterable[Listed], number: int) -> list[Listed]:
    """The things of which most articles speak, and of these by most claims."""
    return sorted(entries, key=lambda entry: (-len(entry.articles), -entry.claims, entry.id))[:number]


def counts(values: Iterable[Iterable[str]]) -> dict[str, int]:
    """How often each value occurs in some lists of them.

    >>> counts([["a", "b"], ["a"]])
    {'a': 2, 'b': 1}
    """
    found: defaultdict[str, int] = defaultdict(int)
    for each in values:
        for value in each:
            found[value] += 1
    return dict(found)


def _sorted_by(entry: Listed) -> str:
    """What a thing is sorted by: of a person the surname, which stands last, and then the rest."""
    if not entry.id.startswith(marks.kinds("personalName")):
        return entry.label
    rest, _, surname = entry.label.rpartition(" ")
    return f"{surname} {rest}"
