"""What comes before what, and what is compared again after a change.

Things are compared in groups: a thing with those to which it is said to stand in time, the members of a series, who
holds one post, the documents and stages between the same sides. A group is compared again only if what tells time of
one of its things has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.claims.acceptance import AIMS, ASSERTED
from kgtools.claims.model import Entity, Fact
from kgtools.compare.clash import Clash
from kgtools.compare.facts import values
from kgtools.compare.facts.index import BETWEEN, PLACES, PROGRESS, FactIndex, Things, Wholes
from kgtools.compare.facts.sequences import Group, compared, groups
from kgtools.compare.facts.told import Told
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, same

_Found = tuple[Clash, ...] | None


def clashes(told: Told) -> Changed[Any, Same[Clash]]:
    """Every order of events that cannot be, and every relation of things in time that cannot."""
    timely, given = _timely.of(told.about, given=(told.ontology,)), (told.ontology,)
    things = _things.of(_groups_in.of(timely, told.kinds, parties(told), given=given))
    facts = _facts_of.of(things, timely)
    kinds = _kinds_of.of(_names_in.of(facts), told.kinds)
    aims = _aims.of(told.facts, given=given)
    overdue = _overdue.of(aims, _of_same.of(aims, timely), _kinds_of_aims.of(aims, told.kinds), given=given)
    return _found.of({"groups": _compared.of(facts, kinds, given=given), "aims": overdue})


# -- what tells time ----------------------------------------------------------------------------------


def _telling_time(_: str, facts: Iterable[Fact], ontology: Ontology) -> Same[Fact] | None:
    """The facts about a thing that tell time, in the order of their keys, if there are any."""
    telling = _properties(ontology)
    found = sorted((fact for fact in facts if fact.property in telling), key=lambda fact: fact.key)
    return same(found) if found else None


@for_the_same(4)
def _properties(ontology: Ontology) -> frozenset[str]:
    """The properties that say when something is, how far it has come, between whom it is and of which series."""
    marked = ontology.marks
    found = {name for mark in (PLACES, BETWEEN, "givesOrdinal", "startsRelation") for name in marked.get(mark, {})}
    for mark in ("seriesBy", "statementOf", "statementValue"):
        found.update(name for names in marked.get(mark, {}).values() for name in names)
    progress = {code.partition("/")[0] for code in marked.get(PROGRESS, {})}
    return frozenset((*found, *(name for name, known in ontology.properties.items() if known.code_list in progress)))


_timely = Each[str, Same[Fact], Same[Fact]](_telling_time)


# -- between whom documents are -----------------------------------------------------------------------


def parties(told: Told) -> Changed[str, tuple[str, ...]]:
    """Between whom a thing is by all articles; a government or ministry stands for its state."""
    between = _between.of(told.about, given=(told.ontology,))
    lying = _lying.of(between, told.wholes)
    kinds = _kinds_of_parties.of(_candidates.of(between, lying), told.kinds)
    return _parties.of(between, lying, kinds, given=(told.ontology,))


def _asserted_between(_: str, facts: Iterable[Fact], ontology: Ontology) -> Same[str] | None:
    between = ontology.marks.get(BETWEEN, {})
    found = {fact.value for fact in facts if fact.property in between and fact.modality == ASSERTED}
    return same(map(as_before, sorted(found))) if found else None


def _sides(
    _: str, between: Iterable[str], wholes: Iterable[Wholes], entities: Iterable[Entity], ontology: Ontology
) -> tuple[str, ...]:  # fmt: skip
    things = Things(ontology, entities, wholes)
    return as_before(tuple(sorted({_side(things, party) for party in between})))


def _side(things: Things, party: str) -> str:
    sides = [whole for whole in sorted(things.wholes.get(party, ())) if _is_side(things, whole)]
    return sides[0] if len(sides) == 1 and not _is_side(things, party) else party


def _is_side(things: Things, thing: str) -> bool:
    return things.is_marked(things.class_of(thing), "isSide")


_between = Each[str, Same[Fact], Same[str]](_asserted_between)
_lying = ChosenByEach[str, str, Wholes](lambda between: between)
_candidates = Each[str, Same[str], Same[str]](
    lambda _, between, wholes: same((*between, *(one for _, lying in wholes for one in sorted(lying))))
)
_kinds_of_parties = ChosenByEach[str, str, Entity](lambda names: names)
_parties = Each[str, Same[str], tuple[str, ...]](_sides)


# -- plans overdue ------------------------------------------------------------------------------------


def _with_aims(_: str, facts: Iterable[Fact], ontology: Ontology) -> Same[Fact] | None:
    """The facts of an article that tell time, if it plans anything for a date and knows what has happened."""
    telling = _properties(ontology)
    found = same(fact for fact in facts if fact.property in telling)
    index = FactIndex(Things(ontology), found)
    return found if values.aims(index) and values.latest(index) else None


def _not_come_about(
    article: str, facts: Iterable[Fact], of_same: Iterable[Same[Fact]], entities: Iterable[Entity], ontology: Ontology
) -> _Found:
    """The plans of an article whose time had passed; `of_same` are facts about the same things, by any article."""
    index = FactIndex(Things(ontology, entities), dict.fromkeys((*facts, *chain.from_iterable(of_same))))
    return tuple(values.overdue(index, article)) or None


_aims = Each[str, Same[Fact], Same[Fact]](_with_aims)
_of_same = ChosenByEach[str, str, Same[Fact]](
    lambda facts: dict.fromkeys(fact.subject for fact in facts if fact.modality in AIMS)
)
_kinds_of_aims = ChosenByEach[str, str, Entity](lambda facts: dict.fromkeys(fact.subject for fact in facts))
_overdue = Each[str, Same[Fact], tuple[Clash, ...]](_not_come_about)


# -- groups -------------------------------------------------------------------------------------------


def _groups_of(
    thing: str, facts: Iterable[Fact], entity: Entity | None, between: tuple[str, ...] | None, ontology: Ontology
) -> dict[Group, tuple[str, ...]] | None:
    return groups(FactIndex(Things(ontology, [entity] if entity else ()), facts), thing, between or ()) or None


def _in_group(
    group: Group, facts: Iterable[Same[Fact]], entities: Iterable[Entity], ontology: Ontology
) -> _Found:  # fmt: skip
    index = FactIndex(Things(ontology, entities), chain.from_iterable(facts))
    return tuple(dict.fromkeys(compared(index, group))) or None


def _names(group: Group, facts: Iterable[Same[Fact]]) -> Same[str]:
    """What may be named where a clash of a group is told."""
    told = (name for fact in chain.from_iterable(facts) for name in (fact.subject, fact.value))
    return same(dict.fromkeys((*group[1:], *told)))


_groups_in = Each[str, Same[Fact], dict[Group, tuple[str, ...]]](_groups_of)
_things = Gathered[Group, str](in_order=False)
_facts_of = ChosenByEach[Group, str, Same[Fact]](dict.fromkeys)
_names_in = Each[Group, Same[Same[Fact]], Same[str]](_names)
_kinds_of = ChosenByEach[Group, str, Entity](lambda names: names)
_compared = Each[Group, Same[Same[Fact]], tuple[Clash, ...]](_in_group)
_found = Gathered[Any, Clash](in_order=False)
