"""All things in lists: of each who or what it is, when it was, how much is said of it and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import short, term_name, term_node
from kgtools.values.collation import collation
from kgtools.views.disagreements import is_conflict
from kgtools.views.overview.stated import Source, source
from kgtools.views.overview.words import Told, Words


@dataclass(frozen=True)
class Thing:
    """What lists have of a thing in any language: its id and the name of its class.

    `years` are those in which it is, `states` the states that it is joined to. So many `claims` speak of it, in
    `articles`. It is `disputed` if views clash about it.
    """

    id: str
    class_name: str
    years: tuple[int, ...]
    states: tuple[str, ...]
    claims: int
    articles: tuple[str, ...]
    disputed: bool

    @property
    def span(self) -> str:
        """Its years as they are read.

        >>> Thing("event/a", "Event", (1991, 1992), (), 1, (), False).span
        '1991–1992'
        """
        return "–".join(dict.fromkeys(map(str, (self.years[:1] + self.years[-1:]))))


@dataclass(frozen=True)
class Listed:
    """A thing in a list in one language: its label, and who or what it is."""

    thing: Thing
    label: str
    what: str


@dataclass
class _Known:
    """What the accepted facts say of one thing, in any language: values by property, those of no article apart."""

    values: dict[str, dict[ox.NamedNode, bool]] = field(default_factory=dict)  # whether an article has it
    named: set[str] = field(default_factory=set)  # ids of all things that any fact names
    spans: list[tuple[str, int, int]] = field(default_factory=list)  # property, first and last year


class Catalogue:
    """The things of a graph for lists. What it reads is read when it is first asked for, kind by kind."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts_of: dict[str, dict[str, _Known]] = {}  # of the last kind
        self._said_of: dict[str, dict[str, dict[str, int]]] = {}
        self._told_of: dict[str, dict[str, Told]] = {}
        self._words = Words(store)  # of these
        self._name_of = cache(term_name)  # of classes

    @property
    def _source(self) -> Source:
        return source(self._store)

    def ordered(self, things: Sequence[str], language: str) -> list[str]:
        """Things of one kind in the order of their names; people in that of their surnames."""
        key, people = collation(language), marks.kinds("personalName")
        names = self._source.names(things[0].partition("/")[0], language) if things else {}
        keys = {}
        for thing in things:
            label = names.get(thing) or self._words.names(_node(thing))[language]
            keys[thing] = key(_by_surname(label) if thing.startswith(people) else label)
        return sorted(keys, key=lambda thing: (keys[thing], thing))

    def thing(self, thing: str) -> Thing:
        """One thing by its id, in any language."""
        said = self.said(thing)
        return Thing(
            thing, self.class_of(thing), self.years(thing), self._states(thing), sum(said.values()),
            tuple(sorted(said)), thing in self._disputed,
        )  # fmt: skip

    def best(self, things: Iterable[str], number: int) -> list[tuple[str, int]]:
        """The things of which most articles speak, and of these by most claims; each with the number of claims."""
        said = {thing: self.said(thing) for thing in things}
        found = sorted(said, key=lambda thing: (-len(said[thing]), -sum(said[thing].values()), thing))
        return [(thing, sum(said[thing].values())) for thing in found[:number]]

    def label(self, thing: str, language: str) -> str:
        """What a thing is called."""
        return labels.label(self._store, ox.NamedNode(namespaces.entity(thing)), language)

    def class_label(self, thing: str, language: str) -> str:
        """What the class of a thing is called."""
        return labels.label(self._store, self._classes[thing], language)

    def class_of(self, thing: str) -> str:
        """The name of the class of a thing."""
        return self._name_of(self._classes[thing])

    # -- who or what it is ------------------------------------------------------------------------------

    def what(self, thing: str, language: str) -> str:
        """Who or what a thing is, in words."""
        return self._words.what(self.told(thing), language)

    def told(self, thing: str) -> Told:
        """Who or what a thing is, in no language. That of the kind that was asked for last is kept."""
        kind = thing.partition("/")[0]
        if kind not in self._told_of:
            self._told_of = {kind: {}}
            self._words = Words(self._store)
        known = self._told_of[kind]
        if thing not in known:
            known[thing] = self._tell(thing)
        return known[thing]

    def _tell(self, thing: str) -> Told:
        offices = self._offices(thing)
        enough = bool(offices) and marks.may_hold(thing)
        groups = [offices]
        if not enough and (values := self._known(thing).values):
            groups += [values.get(name, {}) for name in marks.listed(self.class_of(thing), "listedWith")]
        phrases = [(sorted(values, key=str), any(values.values())) for values in groups if values]
        return Told(_node(thing), self._classes[thing], not enough, phrases)

    def _offices(self, thing: str) -> dict[ox.NamedNode, bool]:
        """The posts of a person or the holders of a post, by tenures; with whether an article tells it."""
        found: dict[ox.NamedNode, bool] = {}
        if not (tenures := self._tenures_of(thing)):
            return found
        for relation in marks.relations(by_one=True):
            _, other = relation.across(thing) or ("", "")
            for tenure in tenures if other else ():
                for value, printed in self._tenure_facts[tenure].values.get(other, {}).items():
                    found[value] = found.get(value, False) or printed
        return found

    # -- when and where ---------------------------------------------------------------------------------

    def years(self, thing: str) -> tuple[int, ...]:
        """The years in which it is, by its dates; of who holds a post also those of its tenures."""
        found: set[int] = set()
        for known in self._with_tenures(thing):
            for _, first, last in known.spans:
                found.update((first, last))
            for begin, end in self._ends if len(known.spans) > 1 else ():
                starts = [first for name, first, _ in known.spans if name == begin]
                ends = [last for name, _, last in known.spans if name == end]
                if starts and ends:
                    found.update(range(min(starts), max(ends) + 1))
        return tuple(sorted(found))

    @cached_property
    def _ends(self) -> list[tuple[str, str]]:
        return [(begin, end) for begin, (end, *_) in marks.values("spanTo").items()]

    def _states(self, thing: str) -> tuple[str, ...]:
        """The ids of the sides that it is joined to, itself or by what belongs to them and it is joined to."""
        sides = marks.kinds("isSide")
        if thing.startswith(sides):
            return ()
        named = set(self._measured.get(thing, ()))
        for known in self._with_tenures(thing):
            named |= known.named
        further = {side for other in named for side in self._wholes.get(other, ())}
        return tuple(sorted(further.union(one for one in named if one.startswith(sides))))

    def _with_tenures(self, thing: str) -> list[_Known]:
        return [self._known(thing), *(self._tenure_facts[one] for one in self._tenures_of(thing))]

    def _tenures_of(self, thing: str) -> Sequence[str]:
        """The tenures of a person or of a post; tenures are not read for other things, which have none."""
        return self._tenures.get(thing, ()) if thing.startswith(self._holders) else ()

    # -- what the graph says of all -----------------------------------------------------------------------

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all things, sorted."""
        return tuple(sorted(self._classes))

    def ids_of(self, kind: str) -> tuple[str, ...]:
        """The ids of all things of a kind, sorted."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[str, ...]]:
        return {kind: tuple(ids) for kind, ids in groupby(self.ids, key=lambda thing: thing.partition("/")[0])}

    @cached_property
    def _classes(self) -> dict[str, ox.NamedNode]:
        return self._source.classes()

    def of_classes(self, kind: str, names: Iterable[str]) -> tuple[str, ...]:
        """The ids of all things of a kind that are of some classes or of those below them, sorted."""
        below = {each for name in names for each in marks.ontology().below(name)}
        return tuple(thing for thing in self.ids_of(kind) if self.class_of(thing) in below)

    def _known(self, thing: str) -> _Known:
        """What is known of a thing. That of the kind that was asked for last is kept."""
        kind = thing.partition("/")[0]
        if kind not in self._facts_of:
            self._facts_of = {kind: self._facts(self.ids_of(kind))}
        return self._facts_of[kind].get(thing) or _Known()

    def _facts(self, things: Iterable[str]) -> dict[str, _Known]:
        found: dict[str, _Known] = {}
        id_of = cache(short)  # the same come again and again
        for thing, name, value, printed, plain in self._source.facts(things):
            known, other = found.setdefault(thing, _Known()), id_of(value)
            if other in self._dates:
                known.spans.append((name, *self._dates[other]))
                continue
            known.named.add(other)
            if plain:
                values = known.values.setdefault(name, {})
                values[value] = values.get(value, False) or printed
        return found

    @cached_property
    def _dates(self) -> dict[str, tuple[int, int]]:
        """The first and the last year of each date."""
        return self._source.dates()

    @cached_property
    def _wholes(self) -> dict[str, set[str]]:
        """The sides to which things belong that do."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        sides, names = marks.kinds("isSide"), map(term_node, marks.terms("leadsToWhole"))
        for thing, _, value, _, plain in self._source.stated_by(names):
            if plain and short(value).startswith(sides):
                found[thing].add(short(value))
        return found

    @cached_property
    def _holding(self) -> dict[str, tuple[str, ...]]:
        """The classes of tenures, each with the kinds that these join."""
        return {
            below: (*marks.kinds_of(relation.of), *marks.kinds_of(relation.to))
            for relation in marks.relations(by_one=True)
            for below in marks.ontology().below(relation.name)
        }

    @cached_property
    def _holders(self) -> tuple[str, ...]:
        return tuple({kind for kinds in self._holding.values() for kind in kinds})

    @cached_property
    def _tenure_facts(self) -> dict[str, _Known]:
        tenures = [thing for thing in self.ids if self.class_of(thing) in self._holding]
        facts = self._facts(tenures)
        return {thing: facts.get(thing) or _Known() for thing in tenures}

    @cached_property
    def _tenures(self) -> dict[str, list[str]]:
        """The tenures of each person and of each post."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for thing, known in self._tenure_facts.items():
            kinds = self._holding[self.class_of(thing)]
            for other in sorted(known.named):
                if other.startswith(kinds):
                    found[other].append(thing)
        return found

    @cached_property
    def _measured(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for indicator, side in self._source.measured():
            found[indicator].append(side)
        return found

    def said(self, thing: str) -> Mapping[str, int]:
        """How many claims of each article speak of a thing. What is said of the kind asked for last is kept."""
        kind = thing.partition("/")[0]
        if kind not in self._said_of:
            found: defaultdict[str, dict[str, int]] = defaultdict(dict)
            for one, article, claims in self._source.said(self.ids_of(kind)):
                found[one][article] = claims
            self._said_of = {kind: found}
        return self._said_of[kind].get(thing, {})

    @cached_property
    def _disputed(self) -> frozenset[str]:
        return frozenset(thing for thing, kind in self._source.disputed() if is_conflict(kind))


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


def _node(thing: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.entity(thing))


def _by_surname(label: str) -> str:
    """What a person is sorted by: the surname, which stands last, and then the rest.

    >>> _by_surname("Boris Rudolf")
    'Rudolf Boris'
    """
    rest, _, surname = label.rpartition(" ")
    return f"{surname} {rest}"
