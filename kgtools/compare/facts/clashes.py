"""What facts and opinions say against each other: which are compared, and what is compared again after a change.

The facts of a question are compared again only if one of them has changed, or what is known of the things that they
name; what these are called is written into the line that says why at last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Opinion
from kgtools.compare.clash import Clash, in_order, things_in, worded
from kgtools.compare.facts import chronology, duplicates, names, values
from kgtools.compare.facts.index import LISTED, FactIndex, Things, Wholes
from kgtools.compare.facts.told import Told
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, same

_Question = tuple[str, str]  # a subject and a property
_Found = tuple[Clash, ...] | None


def clashes(corpus: Corpus, ontology: Ontology) -> Iterator[Clash]:
    """Every clash between facts or opinions, each once, sorted; one question gives one clash with all its claims.

    The order of the rows has no influence, and a claim that agrees with what is there adds no clash.
    """
    yield from sorted({clash for some in found(corpus, ontology).values() for clash in some}, key=in_order)


def found(corpus: Corpus, ontology: Ontology) -> Changed[Any, Same[Clash]]:
    """The same, those together that are found together; the very same while nothing else clashes."""
    told = Told.by(corpus, ontology)
    questions = _questions.of(_by_question.of(told.facts, given=(ontology,)))
    kinds = _kinds.of(questions, told.kinds)
    lying = _lying.of(_places.of(questions, given=(ontology,)), told.wholes)
    come_true = _planned.of(_planned_in.of(questions, given=(ontology,)))
    dated = _dated.of(_dating.of(told.facts, given=(ontology,)))
    parts: dict[str, Mapping[Any, tuple[Clash, ...]]] = {
        "questions": _of_questions.of(questions, kinds, lying, given=(ontology,)),
        "come true": _come_true.of(come_true, _kinds_of_planned.of(come_true, told.kinds), given=(ontology,)),
        "opinions": _opinions(told),
        "labels": _against_names.of(dated, _dated_things.of(dated, told.entities), given=(ontology,)),
        "time": chronology.clashes(told),
        "names": names.clashes(told),
        "duplicates": duplicates.clashes(told),
    }
    every = _every.of(parts)
    return _worded.of(every, _things.of(every, told.entities))


# Instead of the labels of things something stands that tells which they are.


def _with_labels(_: object, clashes: Iterable[Clash], entities: Iterable[Entity]) -> Same[Clash]:
    labels = {entity.id: entity.labels[0].value for entity in entities if entity.labels}
    return same(worded(clash, lambda thing: labels.get(thing, thing)) for clash in clashes)


_every = Gathered[Any, Clash](in_order=False)
_things = ChosenByEach[Any, str, Entity](things_in)
_worded = Each[Any, Same[Clash], Same[Clash]](_with_labels)


# -- questions ----------------------------------------------------------------------------------------


def _with_opposites(_: str, facts: Iterable[Fact], ontology: Ontology) -> dict[_Question, tuple[Fact, ...]]:
    """The facts of an article by question, each also with those that have the opposite property."""
    opposed, found = _opposed(ontology), defaultdict[_Question, list[Fact]](list)
    for fact in facts:
        for name in (fact.property, *opposed.get(fact.property, ())):
            found[fact.subject, name].append(fact)
    return {question: tuple(own) for question, own in found.items()}


@for_the_same(4)
def _opposed(ontology: Ontology) -> dict[str, list[str]]:
    """The properties with which a property is compared, as their opposite: of two the one that comes first."""
    found: dict[str, list[str]] = {}
    for name, opposites in ontology.marks.get("oppositeOf", {}).items():
        for opposite in opposites:
            if name < opposite:
                found.setdefault(opposite, []).append(name)
    return found


def _named(facts: Iterable[Fact]) -> Iterable[str]:
    return dict.fromkeys(name for fact in facts for name in (fact.subject, fact.value))


def _asking_where(_: _Question, facts: Iterable[Fact], ontology: Ontology) -> Same[str] | None:
    """The values of a question for which it matters what they lie in, if there are any."""
    asking = _listed(ontology)
    found = dict.fromkeys(fact.value for fact in facts if fact.property in asking)
    return same(found) if found else None


@for_the_same(4)
def _listed(ontology: Ontology) -> frozenset[str]:
    """The properties for whose values it matters what they lie in."""
    things = Things(ontology)
    taking = (name for name, predicate in ontology.properties.items() if things.takes_places(predicate))
    return frozenset((*ontology.marks.get(LISTED, {}), *taking))


def _compared(
    question: _Question, facts: Iterable[Fact], entities: Iterable[Entity], lying: Iterable[Wholes] | None,
    ontology: Ontology,
) -> _Found:  # fmt: skip
    """The clashes of the facts of one question, and those with facts that have the opposite property."""
    own = [fact for fact in facts if fact.property == question[1]]
    against = (fact for fact in facts if fact.property != question[1])
    index = FactIndex(Things(ontology, entities, lying or ()), own)
    return tuple(dict.fromkeys((*values.of_questions(index, against), *names.addresses(index)))) or None


_by_question = Each[str, Same[Fact], dict[_Question, tuple[Fact, ...]]](_with_opposites)
_questions = Gathered[_Question, Fact](least=2, in_order=False)
_kinds = ChosenByEach[_Question, str, Entity](_named)
_places = Each[_Question, Same[Fact], Same[str]](_asking_where)
_lying = ChosenByEach[_Question, str, Wholes](lambda values: values)
_of_questions = Each[_Question, Same[Fact], tuple[Clash, ...]](_compared)


# -- plans that come true -----------------------------------------------------------------------------


def _planned_and_done(
    question: _Question, facts: Iterable[Fact], ontology: Ontology
) -> dict[tuple[str, str], tuple[Fact, ...]] | None:
    if Things(ontology).takes(question[1]) != "entity":
        return None
    return values.planned(fact for fact in facts if fact.property == question[1]) or None


_planned_in = Each[_Question, Same[Fact], dict[tuple[str, str], tuple[Fact, ...]]](_planned_and_done)
_planned = Gathered[tuple[str, str], Fact](in_order=False)
_kinds_of_planned = ChosenByEach[tuple[str, str], str, Entity](_named)
_come_true = Each[tuple[str, str], Same[Fact], tuple[Clash, ...]](
    lambda _, facts, entities, ontology: (values.come_true(FactIndex(Things(ontology, entities), facts)),)
)


# -- what labels say ----------------------------------------------------------------------------------


def _in_labels(_: str, facts: Iterable[Fact], ontology: Ontology) -> dict[_Question, tuple[Fact, ...]]:
    """The facts of an article that say what a label may say too."""
    told, found = {*values.dating(Things(ontology)), *ontology.marks.get("givesOrdinal", {})}, defaultdict(list)
    for fact in facts:
        if fact.property in told:
            found[fact.subject, fact.property].append(fact)
    return {question: tuple(own) for question, own in found.items()}


_dating = Each[str, Same[Fact], dict[_Question, tuple[Fact, ...]]](_in_labels)
_dated = Gathered[_Question, Fact](in_order=False)
_dated_things = ChosenByEach[_Question, str, Entity](lambda facts: [facts[0].subject])
_against_names = Each[_Question, Same[Fact], tuple[Clash, ...]](
    lambda _, facts, entities, ontology: (
        tuple(values.against_names(FactIndex(Things(ontology, entities), facts))) or None
    )
)


# -- opinions -----------------------------------------------------------------------------------------

_Held = tuple[str, str, tuple[Opinion, ...]]  # speaker, thing, and what the one holds of the other


def _opinions(told: Told) -> Changed[tuple[str, ...], tuple[Clash, ...]]:
    """The clashes of opinions; where several speakers hold the same there is one for the first."""
    held = _opposite.of(_held.of(_held_in.of(told.claims)), given=(told.ontology,))
    groups = _of_claims.of(held)
    return _of_speakers.of(groups, _speaking.of(groups, told.kinds), given=(told.ontology,))


def _by_speaker(_: str, claims: Iterable[Claim]) -> dict[tuple[str, str], tuple[Opinion, ...]]:
    found: dict[tuple[str, str], list[Opinion]] = defaultdict(list)
    for opinion in (claim for claim in claims if isinstance(claim, Opinion)):
        for speaker in opinion.speakers:
            found[speaker, opinion.about].append(opinion)
    return {held: tuple(own) for held, own in found.items()}


def _opposed_stances(
    held: tuple[str, str], opinions: Iterable[Opinion], ontology: Ontology
) -> dict[tuple[str, ...], tuple[_Held]] | None:
    """Opinions of one speaker on one thing that clash, by their keys."""
    odd = values.opposite(ontology, opinions)
    return {tuple(opinion.key for opinion in odd): ((*held, odd),)} if odd else None


def _of_first(
    _: tuple[str, ...], held: Iterable[_Held], entities: Iterable[Entity], ontology: Ontology
) -> tuple[Clash, ...]:
    speaker, _about, odd = min(held, key=lambda one: one[:2])
    return (values.opinions(Things(ontology, entities), speaker, odd),)


_held_in = Each[str, Same[Claim], dict[tuple[str, str], tuple[Opinion, ...]]](_by_speaker)
_held = Gathered[tuple[str, str], Opinion](least=2, in_order=False)
_opposite = Each[tuple[str, str], Same[Opinion], dict[tuple[str, ...], tuple[_Held]]](_opposed_stances)
_of_claims = Gathered[tuple[str, ...], _Held](in_order=False)
_speaking = ChosenByEach[tuple[str, ...], str, Entity](lambda held: [name for one in held for name in one[:2]])
_of_speakers = Each[tuple[str, ...], Same[_Held], tuple[Clash, ...]](_of_first)
