"""Some facts, indexed for comparing: by question, in time, and with what is known of the things that they name."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from kgtools import languages, namespaces
from kgtools.claims.acceptance import AIMS, ASSERTED, DENIED
from kgtools.claims.model import Entity, Fact
from kgtools.compare import clash
from kgtools.ontology import Ontology, Property
from kgtools.remembering import for_the_same
from kgtools.values import dates

LISTED, IDENTIFYING, PLACES, PROGRESS = "listedInFull", "identifying", "placesInTime", "progress"
WHOLE, BETWEEN, TWICE = "leadsToWhole", "between", "mayStandTwice"
BEGINS, ENDS, HAPPENS, SPANS = "begins", "ends", "happens", "spans"
_SHOWN = 4  # claims named in the line that says why
Wholes = tuple[str, frozenset[str]]  # a thing, and all that it lies in or belongs to


@dataclass(frozen=True)
class Moment:
    """A date that a claim gives a thing, and whether the thing begins, ends or happens then."""

    role: str
    date: dates.Date
    fact: Fact


class Things:
    """What is known of some things whatever is asked of them: classes and labels, and in what some of them lie.

    So nothing is compared again because others are called otherwise or lie elsewhere.
    """

    def __init__(self, ontology: Ontology, entities: Iterable[Entity] = (), wholes: Iterable[Wholes] = ()) -> None:
        self.ontology = ontology
        self.entities = {entity.id: entity for entity in entities}
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

    @property
    def listing_places(self) -> tuple[str, ...]:
        """The properties of which articles list the values in full, where these may lie in each other."""
        return _listing_places(self.ontology)

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


@for_the_same(4)
def _listing_places(ontology: Ontology) -> tuple[str, ...]:
    things = Things(ontology)
    return tuple(name for name in things.marked(LISTED) if things.takes_places(ontology.properties[name]))


@languages.remembered(4096)
def _of_kind(ontology: Ontology, kind: str, mark: str) -> tuple[str, ...]:
    known = ontology.marks.get(mark, {})
    _, class_ = namespaces.kinds().get(kind, ("", ""))
    return next((known[one] for one in ontology.ancestors(class_) if one in known), ())


class FactIndex(Things):
    """Some facts, in the order of their keys, with indexes over them; and what is known of things."""

    def __init__(self, known: Things, facts: Iterable[Fact]) -> None:
        self.ontology, self.entities, self.wholes = known.ontology, known.entities, known.wholes
        self.facts = sorted(facts, key=attrgetter("key"))  # so that the rows have no influence

    @cached_property
    def questions(self) -> dict[tuple[str, str], list[Fact]]:
        """The facts by subject and property."""
        found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.subject, fact.property].append(fact)
        return dict(sorted(found.items()))

    @cached_property
    def of(self) -> dict[str, list[Fact]]:
        """The facts by subject."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.subject].append(fact)
        return dict(found)

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
