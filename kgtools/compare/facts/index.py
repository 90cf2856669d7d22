"""What the articles state about each thing, indexed for comparing: by question, in time, and as part of what."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kgtools import languages, namespaces
from kgtools.alike import without
from kgtools.changing import Chosen, Each, Gathered
from kgtools.claims.acceptance import AIMS, ASSERTED, DENIED
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure
from kgtools.compare import clash
from kgtools.ontology import Ontology, Property
from kgtools.remembering import (
    Parts,
    Same,
    as_before,
    for_the_same,
    grouped,
    joined,
    same,
    values,
)
from kgtools.values import dates

LISTED, IDENTIFYING, PLACES, PROGRESS = "listedInFull", "identifying", "placesInTime", "progress"
WHOLE, BETWEEN, TWICE = "leadsToWhole", "between", "mayStandTwice"
BEGINS, ENDS, HAPPENS, SPANS = "begins", "ends", "happens", "spans"
_SHOWN = 4  # claims named in the line that says why
Wholes = tuple[str, frozenset[str]]  # a thing, and all that it lies in or belongs to
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Moment:
    """A date that a claim gives a thing, and whether the thing begins, ends or happens then."""

    role: str
    date: dates.Date
    fact: Fact


class Things:
    """What is known of things whatever is asked of them: their classes and labels, and in what some of them lie."""

    def __init__(
        self, entities: tuple[Entity, ...], ontology: Ontology, wholes: tuple[Wholes, ...]
    ) -> None:  # fmt: skip
        self.entities = {entity.id: entity for entity in entities}
        self.ontology = ontology
        self.lying = {one[0]: one for one in wholes}
        self.wholes = dict(wholes)

    def marked(self, mark: str) -> dict[str, tuple[str, ...]]:
        """The terms of the ontology that carry a mark, with its values."""
        return self.ontology.marks.get(mark, {})

    def related(self, one: str, other: str) -> bool:
        """Whether one of two things is part of the other."""
        return other in self.wholes.get(one, ()) or one in self.wholes.get(other, ())

    def takes(self, name: str) -> str:
        """What a property takes: date, code, entity, or a datatype."""
        predicate = self.ontology.properties.get(name)
        return predicate.takes if predicate else ""

    def agree(self, predicate: Property, one: str, other: str) -> bool:
        """Whether two values of a property can both be right: dates by precision, places by lying in each other."""
        if one == other:
            return True
        if self.marked(PLACES).get(predicate.name) == (SPANS,):
            ends = ((edtf.partition("/")[0], edtf.rpartition("/")[2]) for edtf in (one, other))
            return all(self._points(*pair) for pair in zip(*ends, strict=True))
        if predicate.takes == "date":
            return parse(one).agrees_with(parse(other))
        return self.takes_places(predicate) and self.related(one, other)

    def takes_places(self, predicate: Property) -> bool:
        """Whether the values of a property may lie in each other, as places do."""
        return any(self.is_marked(one, "liesInOthers") for one in predicate.ranges)

    @cached_property
    def listing_places(self) -> tuple[str, ...]:
        """The properties of which articles list the values in full, where these may lie in each other."""
        return tuple(name for name in self.marked(LISTED) if self.takes_places(self.ontology.properties[name]))

    def is_marked(self, class_: str, mark: str) -> bool:
        """Whether a class, or one above it, carries a mark."""
        return any(one in self.marked(mark) for one in self.ontology.ancestors(class_))

    def of_kind(self, thing: str, mark: str) -> tuple[str, ...]:
        """The values of a mark that the kind of a thing has, by its class or the nearest one above; none of others."""
        return _of_kind(self.ontology, thing.partition("/")[0], mark)

    def class_of(self, thing: str) -> str:
        """The class of a thing; empty for what is none."""
        entity = self.entities.get(thing)
        return entity.kind if entity else ""

    @staticmethod
    def _points(one: str, other: str) -> bool:
        """Whether two ends of periods agree; an open end agrees with an open end only."""
        if {one, other} & {"", ".."}:
            return {one, other} <= {"", ".."}
        return parse(one).agrees_with(parse(other))

    def label(self, term: str) -> str:
        """How a thing is called, for who compares that; a value itself."""
        entity = self.entities.get(term)
        return entity.labels[0].value if entity and entity.labels else term

    def name(self, term: str) -> str:
        """What stands for the label of a thing in the line that says why, until it is known; a value itself.

        So nothing is compared again because a thing is called otherwise.
        """
        return clash.named(term) if term in self.entities else term

    def values(self, facts: Iterable[Fact]) -> str:
        """Values with the articles that give them, such as: 2017 (a/f1, b/f2); 2018 (c/f3)."""
        by_value: dict[str, list[str]] = defaultdict(list)
        for fact in sorted(facts, key=lambda fact: fact.key):
            plan = " as a plan" if fact.modality in AIMS else " denied" if fact.modality == DENIED else ""
            by_value[f"{self.name(fact.value)}{plan}"].append(fact.key)
        return "; ".join(f"{value} ({_some(keys)})" for value, keys in sorted(by_value.items()))


_things = for_the_same(2048)(Things)


_NOWHERE: Same[Wholes] = same(())


@for_the_same(8192)
def _lying(things: Things, names: frozenset[str]) -> Same[Wholes]:
    """In what some things lie."""
    return same(map(things.lying.__getitem__, sorted(things.lying.keys() & names)))


_chosen, _chosen_kinds = Chosen[str, Entity](), Chosen[str, Entity]()


@for_the_same(4)
def _wholes(leading: Same[Fact]) -> tuple[Wholes, ...]:
    """All that a thing lies in or belongs to, by the asserted ones of some facts, through any number of steps."""
    direct = defaultdict[str, set[str]](set)
    for fact in leading:
        if fact.modality == ASSERTED:
            direct[fact.subject].add(fact.value)
    found: list[Wholes] = []
    for thing in direct:
        reached: list[str] = [thing]
        for step in reached:
            reached.extend(sorted(direct.get(step, set()) - set(reached)))
        found.append(as_before((thing, frozenset(reached) - {thing})))
    return tuple(found)


@languages.remembered(4096)
def _of_kind(ontology: Ontology, kind: str, mark: str) -> tuple[str, ...]:
    known = ontology.marks.get(mark, {})
    _, class_ = namespaces.kinds().get(kind, ("", ""))
    return next((known[one] for one in ontology.ancestors(class_) if one in known), ())


class FactIndex(Things):
    """Some facts, all or those of some properties or things, with indexes over them; and what is known of things.

    The facts are in the order of their keys, so that the rows have no influence. `claims` are all claims by article,
    where it is asked in which of them a thing serves.
    """

    def __init__(
        self, known: Things, facts: Collection[Fact], claims: Mapping[str, tuple[Claim, ...]] | None = None
    ) -> None:  # fmt: skip
        self.things = known
        self.entities, self.ontology, self.wholes, self.lying = (
            known.entities, known.ontology, known.wholes, known.lying,
        )  # fmt: skip
        self.rows: Mapping[str, Entity] = known.entities  # the things as the corpus has them
        self.kinds: Mapping[str, Entity] = {}  # and without what they are called
        self.facts = facts
        self.claims = claims or {}
        self.speaking: dict[str, Same[str]] = {}  # the articles that speak of a thing, as subject or value of a fact

    @classmethod
    def of_corpus(cls, corpus: Corpus, ontology: Ontology) -> FactIndex:
        """All facts of a corpus."""
        found_in = _facts_in.of(corpus.by_article)
        articles = {one: found_in[one] for one in sorted(found_in, key=lambda one: f"{one}/")}  # as keys are in order
        by_property = _of_property.of({article: one.by_property for article, one in articles.items()})
        facts = Parts(one.facts for one in articles.values())
        whole = joined(tuple(by_property[name] for name in ontology.marks.get(WHOLE, {}) if name in by_property))
        found = cls(_things(values(corpus.named), ontology, _wholes(whole)), facts, corpus.by_article)
        found.rows, found.kinds = corpus.named, without(corpus.named, "labels", "aliases")
        found.by_property = by_property
        found.of = _about.of({article: one.about for article, one in articles.items()})
        found.speaking = _speaking.of({article: one.speaking for article, one in articles.items()})
        return found

    def only(self, names: Iterable[str], lying: frozenset[str] = _NOTHING) -> Things:
        """What is known of these alone, and in what some of them lie.

        So nothing is compared again because others are called otherwise or lie elsewhere.
        """
        return _things(_chosen.of(same(names), self.rows), self.ontology, self._lying(lying))

    def only_kinds(self, names: Iterable[str], lying: frozenset[str] = _NOTHING) -> Things:
        """The same, but what they are called."""
        return _things(_chosen_kinds.of(same(names), self.kinds), self.ontology, self._lying(lying))

    def _lying(self, names: frozenset[str]) -> Same[Wholes]:
        return _lying(self.things, names) if names else _NOWHERE

    @cached_property
    def by_property(self) -> dict[str, Same[Fact]]:
        """The facts by property."""
        return grouped(tuple(self.facts), "property")

    def with_properties(self, names: Iterable[str]) -> Same[Fact]:
        """The facts with any of some properties."""
        return joined(tuple(self.by_property[name] for name in dict.fromkeys(names) if name in self.by_property))

    @cached_property
    def questions(self) -> dict[tuple[str, str], list[Fact]]:
        """The facts by subject and property."""
        found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.subject, fact.property].append(fact)
        return dict(sorted(found.items()))

    @cached_property
    def of(self) -> Mapping[str, Sequence[Fact]]:
        """The facts by subject."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.subject].append(fact)
        return dict(found)

    @cached_property
    def serving(self) -> dict[str, Same[Served]]:
        """The claims by what serves in them: as value or origin, as reporter or thing measured, as speaker."""
        return _serving.of(_served_in.of(self.claims)) if self.claims else {}

    def facts_about(self, thing: str) -> list[Fact]:
        """What a reader would know a thing by: its status, dates and title, else all that is stated about it."""
        about = [fact for fact in self.of.get(thing, ()) if fact.anchor is not None and fact.modality != DENIED]
        progress = {code.partition("/")[0] for code in self.marked(PROGRESS)}
        dated = {moment.fact for moment in self.moments.get(thing, ())}
        some = [
            fact for fact in about
            if fact in dated or fact.property == "title"
            or self.ontology.properties[fact.property].code_list in progress
        ]  # fmt: skip
        return some or about

    def facts_of(self, *things: str) -> list[Fact]:
        """The facts about several things."""
        return [fact for thing in things for fact in self.of.get(thing, ())]

    @cached_property
    def moments(self) -> dict[str, list[Moment]]:
        """The dates that asserted facts give to each thing."""
        roles = self.marked(PLACES)
        found: dict[str, list[Moment]] = defaultdict(list)
        for fact in self.facts:
            role = roles.get(fact.property, ("",))[0]
            if fact.modality == ASSERTED and role in (BEGINS, ENDS, HAPPENS):
                found[fact.subject].append(Moment(role, parse(fact.value), fact))
        return dict(found)

    def starts(self, thing: str) -> list[Moment]:
        """The dates at which a thing begins or happens."""
        return [moment for moment in self.moments.get(thing, ()) if moment.role != ENDS]


class Served(NamedTuple):
    """A claim in which a thing serves: its key, and of a fact the property. Whatever else it says does not matter."""

    key: str
    property: str


class _Facts:
    """The facts of an article in the order of their keys, by property and by subject, and of what they speak."""

    def __init__(self, claims: tuple[Claim, ...]) -> None:
        facts = sorted((claim for claim in claims if isinstance(claim, Fact)), key=lambda fact: fact.key)
        self.facts = same(facts)
        self.by_property = grouped(self.facts, "property")
        self.about = grouped(self.facts, "subject")
        told = dict.fromkeys(thing for fact in facts if fact.anchor for thing in (fact.subject, fact.value))
        self.speaking = dict.fromkeys(told, tuple({fact.article: None for fact in facts}))


_facts_in = Each[str, Same[Claim], _Facts](lambda _, claims: _Facts(claims))
_of_property = Gathered[str, Fact]()
_about = Gathered[str, Fact]()
_speaking = Gathered[str, str]()
_serving = Gathered[str, Served]()


def _served(_: str, claims: tuple[Claim, ...]) -> dict[str, tuple[Served, ...]]:
    """The claims of an article by the things that serve in them."""
    found: dict[str, list[Served]] = defaultdict(list)
    for claim in claims:
        one = Served(claim.key, claim.property if isinstance(claim, Fact) else "")
        if isinstance(claim, Fact):
            serving = {claim.value, claim.origin}
        elif isinstance(claim, Figure):
            serving = {claim.reporter, claim.measured, claim.origin}
        else:
            serving = {*claim.speakers, getattr(claim, "about", "")}
        for thing in serving:
            found[thing].append(one)
    return {thing: tuple(own) for thing, own in found.items()}


_served_in = Each[str, tuple[Claim, ...], dict[str, tuple[Served, ...]]](_served, in_order=True)


def keys(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The keys of claims, sorted, each once."""
    return tuple(sorted({fact.key for fact in facts}))


def _some(found: list[str]) -> str:
    return ", ".join(found[:_SHOWN]) + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")


_MARGINS = {4: 366, 7: 31, 10: 1}  # days by the length of a point: a year, a month, a day


def parse(edtf: str) -> dates.Date:
    """A date for comparing: one called approximate or uncertain may be off by one of its own last units.

    `2016~` then agrees with 2015 to 2017, which is what readers take "about 2016" to allow.
    """
    date = dates.parse(edtf)
    doubtful = [re.sub("[~?%]", "", point) for point in edtf.split("/") if re.search("[~?%]", point)]
    if not doubtful:
        return date
    margin = datetime.timedelta(days=max(_MARGINS.get(len(point), 366) for point in doubtful))
    earliest = date.earliest and max(date.earliest, datetime.date.min + margin) - margin
    latest = date.latest and min(date.latest, datetime.date.max - margin) + margin
    return dates.Date(edtf, earliest, latest)
