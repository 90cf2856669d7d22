"""Comparison of facts: values that cannot both be right, plans against results, opinions turned round.

Which properties have one value, are listed in full, place a thing in time or help to know it again is
written in the ontology, not here. What happens before what is compared in `chronology`, names in
`names`, things that may be one in `duplicates`. The kinds of comparison are described in
docs/decisions/0009-comparing-facts.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from kgtools.claims.acceptance import AFFIRMED, AIMS, ASSERTED, DENIED
from kgtools.claims.model import Fact, Opinion
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import (
    BEGINS,
    HAPPENS,
    LISTED,
    PLACES,
    PROGRESS,
    FactIndex,
    Things,
    keys,
    parse,
)
from kgtools.ontology import Ontology, Property
from kgtools.values import dates

_BRACKETS = re.compile(r"(?:\(([^()]*)\)|, [0-9]{4})$")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_DONE = 5  # the progress at which a plan has become a result


def of_questions(index: FactIndex, against: Iterable[Fact] = ()) -> Iterator[Clash]:
    """Values of which not all can be right, by subject and property; `against` have the opposite property."""
    for comparison in (_single, _listed, _progress):
        yield from comparison(index)
    yield from _denied(index, FactIndex(index, against))


def against_names(index: FactIndex) -> Iterator[Clash]:
    """Dates and ordinals other than those in the names of their things."""
    yield from _years(index)
    yield from _numbers(index)


def dating(index: Things) -> Iterator[str]:
    """The properties that say on which date something happens or begins."""
    for name, roles in index.marked(PLACES).items():
        if roles[0] in (HAPPENS, BEGINS) and index.takes(name) == "date":
            yield name


def _single(index: FactIndex) -> Iterator[Clash]:
    """Two values for a property that can have one: dates by precision, places by lying in each other."""
    for (subject, name), facts in index.questions.items():
        predicate = index.ontology.properties.get(name)
        if predicate is None or not predicate.single:
            continue
        asserted = _at_odds(index, predicate, [fact for fact in facts if fact.modality == ASSERTED])
        if asserted:
            yield _clash(index, "contradiction", subject, name, asserted)
            continue
        rest = [fact for fact in facts if fact.modality in AFFIRMED]
        if plans := _at_odds(index, predicate, rest):
            mixed = any(fact.modality == ASSERTED for fact in plans)
            yield _clash(index, "plan-versus-result" if mixed else "contradiction", subject, name, plans)


def _at_odds(index: FactIndex, predicate: Property, facts: list[Fact]) -> list[Fact]:
    """The facts whose value does not agree with that of some other said for the same time."""
    said = sorted({(fact.value, fact.when) for fact in facts})
    odd = {
        one
        for pair in combinations(said, 2)
        if _at_one_time(pair[0][1], pair[1][1]) and not index.agree(predicate, pair[0][0], pair[1][0])
        for one in pair
    }
    return [fact for fact in facts if (fact.value, fact.when) in odd]


def _at_one_time(one: str, other: str) -> bool:
    """Whether two times (EDTF) share a day; what is said for no time is said for any."""
    return not one or not other or dates.parse(one).overlaps(dates.parse(other))


def _clash(index: FactIndex, clash_type: str, subject: str, name: str, facts: list[Fact]) -> Clash:
    why = f"{name} of {index.name(subject)}: {index.values(facts)}"
    return Clash(clash_type, keys(facts), why, f"{subject} {name}")


def _listed(index: FactIndex) -> Iterator[Clash]:
    """Two articles that each give a value which the other, listing them in full, does not have."""
    listed = index.marked(LISTED)
    for (subject, name), facts in index.questions.items():
        predicate = index.ontology.properties.get(name)
        if predicate is None or name not in listed or predicate.single:
            continue
        lists: dict[str, set[str]] = defaultdict(set)
        for fact in facts:
            if fact.modality in AFFIRMED and not fact.when:  # what is said for a time may be otherwise at another
                lists[fact.article].add(fact.value)
        odd = set()
        for one, other in combinations(sorted({tuple(sorted(values)) for values in lists.values()}), 2):
            lacking = [
                [v for v in mine if not any(index.agree(predicate, v, w) for w in yours)]
                for mine, yours in ((one, other), (other, one))
            ]
            if all(lacking):
                odd |= {value for values in lacking for value in values}
        if not odd:
            continue
        facts = [fact for fact in facts if fact.value in odd and fact.modality in AFFIRMED]
        parts = any(index.related(*pair) for pair in combinations(sorted(odd), 2))
        modalities = {fact.modality in AIMS for fact in facts}
        clash_type = "other-scope" if parts else "plan-versus-result" if len(modalities) > 1 else "contradiction"
        yield _clash(index, clash_type, subject, name, facts)


def _progress(index: FactIndex) -> Iterator[Clash]:
    """A thing further on its way from plan to result in one claim than in another, or done in two senses."""
    steps = index.marked(PROGRESS)
    for (subject, name), facts in index.questions.items():
        predicate = index.ontology.properties.get(name)
        if predicate is None or not predicate.code_list:
            continue
        facts = [fact for fact in facts if f"{predicate.code_list}/{fact.value}" in steps and fact.modality in AFFIRMED]
        if len({fact.value for fact in facts}) > 1:
            reached = {steps[f"{predicate.code_list}/{fact.value}"] for fact in facts}
            yield _clash(index, "plan-versus-result" if len(reached) > 1 else "other-scope", subject, name, facts)


def _denied(index: FactIndex, opposed: FactIndex) -> Iterator[Clash]:
    """The same denied by one claim and asserted by another, or supported by one and opposed by another."""
    for (subject, name), facts in index.questions.items():
        asserted = [fact for fact in facts if fact.modality == ASSERTED]
        against = [fact for fact in facts if fact.modality == DENIED]
        against += [fact for fact in opposed.of.get(subject, ()) if fact.modality == ASSERTED]
        both = {fact.value for fact in asserted} & {fact.value for fact in against}
        odd = [fact for fact in (*asserted, *against) if fact.value in both]
        if odd:
            said = "; ".join(f"{fact.property} {index.values([fact])}" for fact in odd)
            yield Clash("contradiction", keys(odd), f"{index.name(subject)}: {said}", f"{subject} {name}")


def planned(facts: Iterable[Fact]) -> dict[tuple[str, str], tuple[Fact, ...]]:
    """What one article knows as a plan and another as a fact, of the facts of one question: by property and value."""
    by_value: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.modality in AFFIRMED:
            by_value[fact.property, fact.value].append(fact)
    found = {}
    for said, alike in by_value.items():
        aiming = {fact.article for fact in alike if fact.modality in AIMS}
        done = {fact.article for fact in alike if fact.modality == ASSERTED}
        if aiming and done - aiming:
            found[said] = tuple(alike)
    return found


def come_true(index: FactIndex) -> Clash:
    """The clash of facts with one property and value that are planned and done; of several subjects it is one."""
    name, value = index.facts[0].property, index.facts[0].value
    subjects = ", ".join(sorted({index.name(fact.subject) for fact in index.facts}))
    planned_by, stated_by = (
        ", ".join(keys(fact for fact in index.facts if (fact.modality in AIMS) == plan)) for plan in (True, False)
    )
    why = f"{name} {index.name(value)} ({subjects}): planned in {planned_by}; stated as a fact in {stated_by}"
    return Clash("plan-versus-result", keys(index.facts), why, f"{name} {value}")


def latest(index: FactIndex) -> Fact | None:
    """The latest event that an article knows, of which these are the facts."""
    happened = (moment for moments in index.moments.values() for moment in moments if moment.role == HAPPENS)
    known = ((moment.date.earliest, moment.fact.key, moment.fact) for moment in happened if moment.date.earliest)
    return max(known, key=lambda one: one[:2], default=(None, "", None))[2]


def aims(index: FactIndex) -> list[Fact]:
    """What is planned for a date."""
    roles = index.marked(PLACES)
    dated = (fact for fact in index.facts if roles.get(fact.property, ("",))[0] in (BEGINS, HAPPENS))
    return [fact for fact in dated if fact.modality in AIMS]


def overdue(index: FactIndex, article: str) -> Iterator[Clash]:
    """A plan whose time had passed in its own article, of which no article says that it came about.

    `index` holds what this article says, and what others say of the same things.
    """
    steps, own = index.marked(PROGRESS), [fact for fact in index.facts if fact.article == article]
    last = latest(FactIndex(index, own))
    day = parse(last.value).earliest if last else None
    for fact in aims(FactIndex(index, own)):
        due = parse(fact.value).latest
        about = index.of[fact.subject]
        came = any(moment.fact.property == fact.property for moment in index.moments.get(fact.subject, ()))
        stuck = [other for other in about if other.article == article and _step(index, steps, other) < _DONE]
        if last and day and due and due < day and not came:
            yield Clash(
                "plan-versus-result", keys([fact, *(stuck or [last])]),
                f"{fact.property} of {index.name(fact.subject)} planned for {fact.value} ({fact.key}); its article "
                f"knows {index.name(last.subject)} of {last.value} ({last.key}) and does not say that it came about",
                f"{fact.subject} {fact.property}",
            )  # fmt: skip


def _step(index: FactIndex, steps: dict[str, tuple[str, ...]], fact: Fact) -> int:
    """How far a status has come; done if the fact states none."""
    predicate = index.ontology.properties[fact.property]
    return int(steps.get(f"{predicate.code_list}/{fact.value}", (str(_DONE),))[0])


def _years(index: FactIndex) -> Iterator[Clash]:
    """Dates none of which falls in the one year that stands at the end of the thing's name."""
    dated = set(dating(index))
    for (subject, name), facts in index.questions.items():
        entity = index.entities.get(subject)
        if entity is None or name not in dated:
            continue
        brackets = [
            re.findall(rf"\b{dates.year()}\b", found[0])
            for text in entity.labels
            if (found := _BRACKETS.search(text.value))
        ]
        years = {found[0] for found in brackets if len(found) == 1}  # two are a period and no date
        asserted = [fact for fact in facts if fact.modality == ASSERTED]
        agree = any(parse(fact.value).agrees_with(parse(year)) for fact in asserted for year in years)
        if years and asserted and not agree:
            said = ", ".join(sorted(years))
            why = f"{name} of {index.name(subject)}, whose name says {said}: {index.values(asserted)}"
            yield Clash("contradiction", keys(asserted), why, f"{subject} {name}")


def _numbers(index: FactIndex) -> Iterator[Clash]:
    """Ordinals other than the one that stands in the thing's name: a third meeting that is said to be the fourth."""
    for (subject, name), facts in index.questions.items():
        entity = index.entities.get(subject)
        if entity is None or name not in index.marked("givesOrdinal"):
            continue
        named = {number for number, word in enumerate(_ORDINALS, 1) if _says(entity.labels[0].value, word, number)}
        affirmed = [fact for fact in facts if fact.modality in AFFIRMED]
        odd = [fact for fact in affirmed if named and int(fact.value) not in named]
        if odd:
            said = ", ".join(map(str, sorted(named)))
            why = f"{name} of {index.name(subject)}, whose name says {said}: {index.values(affirmed)}"
            yield Clash("contradiction", keys(affirmed), why, f"{subject} {name}")


def _says(name: str, word: str, number: int) -> bool:
    """Whether a name holds an ordinal, as a word or in figures."""
    return re.search(rf"\b(?:{word}|{number}(?:st|nd|rd|th))\b", name, re.IGNORECASE) is not None


def opposite(ontology: Ontology, opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """Those of a speaker's opinions on one thing that have opposite stances in different articles, sorted."""
    opposites, by_stance = ontology.marks.get("oppositeOf", {}), defaultdict[str, list[Opinion]](list)
    for opinion in opinions:
        by_stance[opinion.stance].append(opinion)
    odd = {
        other.key: other
        for stance, own in by_stance.items()
        for code in opposites.get(f"stance/{stance}", ())
        for other in by_stance.get(code.partition("/")[2], ())
        if any(one.article != other.article for one in own)
    }
    return tuple(odd[key] for key in sorted(odd))


def opinions(index: Things, speaker: str, odd: Iterable[Opinion]) -> Clash:
    """The clash of such opinions."""
    given = list(odd)
    about, stances = given[0].about, "; ".join(f"{opinion.stance} ({opinion.key})" for opinion in given)
    why = f"{index.name(speaker)} on {index.name(about)}: {stances}"
    return Clash("contradiction", tuple(opinion.key for opinion in given), why, f"{speaker} {about}")
