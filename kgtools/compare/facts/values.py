"""Comparison of facts: values that cannot both be right, plans against results, opinions turned round.

Which properties have one value, are listed in full, place a thing in time or help to know it again is
written in the ontology, not here. What happens before what is compared in `chronology`, names in
`names`, things that may be one in `duplicates`. The kinds of comparison are described in
docs/decisions/0009-comparing-facts.md.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from kgtools.claims.acceptance import AFFIRMED, AIMS, ASSERTED, DENIED
from kgtools.claims.model import Fact, Opinion
from kgtools.compare.clash import Clash
from kgtools.compare.facts import chronology
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
from kgtools.ontology import Property
from kgtools.values import dates

_BRACKETS = re.compile(r"(?:\(([^()]*)\)|, [0-9]{4})$")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_DONE = 5  # the progress at which a plan has become a result


def of_questions(index: FactIndex) -> Iterator[Clash]:
    """Values of which not all can be right, by subject and property, with the property that is its opposite."""
    for comparison in (_single, _listed, _progress, _denied):
        yield from comparison(index)


def against_names(index: FactIndex) -> Iterator[Clash]:
    """Dates and ordinals other than those in the names of their things."""
    yield from _years(index)
    yield from _numbers(index)


def in_time(index: FactIndex) -> Iterator[Clash]:
    """Plans that have not come about in time, and one state of relations that begins twice."""
    yield from _overdue(index)
    yield from _statuses(index)


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


def _denied(index: FactIndex) -> Iterator[Clash]:
    """The same denied by one claim and asserted by another, or supported by one and opposed by another."""
    opposites = index.marked("oppositeOf")
    for (subject, name), facts in index.questions.items():
        asserted = [fact for fact in facts if fact.modality == ASSERTED]
        against = [fact for fact in facts if fact.modality == DENIED]
        for opposite in opposites.get(name, ()):
            if name < opposite:  # each pair once
                opposed = index.questions.get((subject, opposite), ())
                against += [fact for fact in opposed if fact.modality == ASSERTED]
        both = {fact.value for fact in asserted} & {fact.value for fact in against}
        odd = [fact for fact in (*asserted, *against) if fact.value in both]
        if odd:
            said = "; ".join(f"{fact.property} {index.values([fact])}" for fact in odd)
            yield Clash("contradiction", keys(odd), f"{index.name(subject)}: {said}", f"{subject} {name}")


def come_true(index: FactIndex) -> Iterator[Clash]:
    """What one article knows as a plan and another as a fact; what is planned for several is one question."""
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for (_, name), facts in index.questions.items():
        by_value: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.modality in AFFIRMED:
                by_value[fact.value].append(fact)
        for value, alike in by_value.items():
            planned = {fact.article for fact in alike if fact.modality in AIMS}
            done = {fact.article for fact in alike if fact.modality == ASSERTED}
            if planned and done - planned:
                groups[name, value] += alike
    for (name, value), facts in sorted(groups.items()):
        subjects = ", ".join(sorted({index.name(fact.subject) for fact in facts}))
        planned_by, stated_by = (
            ", ".join(keys(fact for fact in facts if (fact.modality in AIMS) == plan)) for plan in (True, False)
        )
        yield Clash(
            "plan-versus-result", keys(facts),
            f"{name} {index.name(value)} ({subjects}): planned in {planned_by}; stated as a fact in {stated_by}",
            f"{name} {value}",
        )  # fmt: skip


def _overdue(index: FactIndex) -> Iterator[Clash]:
    """A plan whose time had passed in its own article, of which no article says that it came about."""
    roles = index.marked(PLACES)
    steps = index.marked(PROGRESS)
    known: dict[str, Fact] = {}  # the latest event that an article knows
    day: dict[str, datetime.date] = {}
    for moments in index.moments.values():
        for moment in moments:
            article, earliest = moment.fact.article, moment.date.earliest
            if moment.role == HAPPENS and earliest and (earliest, moment.fact.key) > (
                day.get(article, datetime.date.min), known[article].key if article in known else "",
            ):  # fmt: skip
                day[article], known[article] = earliest, moment.fact
    for fact in index.facts:
        dated = roles.get(fact.property, ("",))[0] in (BEGINS, HAPPENS)
        if not dated or fact.modality not in AIMS or fact.article not in known:
            continue
        latest = parse(fact.value).latest
        about = index.of[fact.subject]
        came = any(moment.fact.property == fact.property for moment in index.moments.get(fact.subject, ()))
        stuck = [other for other in about if other.article == fact.article and _step(index, steps, other) < _DONE]
        if latest and latest < day[fact.article] and not came:
            last = known[fact.article]
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


def _statuses(index: FactIndex) -> Iterator[Clash]:
    """The same state of relations begun by one document in one article and by another in another."""
    starting = index.marked("startsRelation")
    question: dict[tuple[str, tuple[str, ...], str], dict[str, list[Fact]]] = {}
    for fact in index.facts:
        if fact.property in starting and fact.modality == ASSERTED:
            parties = chronology.parties(index, fact.subject)
            if parties:
                by_article = question.setdefault((fact.property, parties, fact.value), {})
                by_article.setdefault(fact.article, []).append(fact)
    for (name, parties, status), by_article in sorted(question.items()):
        lists = {frozenset(fact.subject for fact in facts) for facts in by_article.values()}
        pairs = combinations(sorted(lists, key=sorted), 2)
        odd = {document for one, other in pairs if one - other and other - one for document in one ^ other}
        if odd:
            facts = [fact for group in by_article.values() for fact in group if fact.subject in odd]
            given = "; ".join(
                f"{index.name(document)} ({', '.join(keys(fact for fact in facts if fact.subject == document))})"
                for document in sorted(odd)
            )
            between = " and ".join(index.name(party) for party in parties)
            why = f"{status} between {between} begins with: {given}"
            yield Clash("other-scope", keys(facts), why, " ".join((*parties, name, status)))


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


def opinions(index: Things, given: Iterable[Opinion]) -> Iterator[Clash]:
    """One speaker with opposite stances on one thing in different articles."""
    opposite = index.marked("oppositeOf")
    held: dict[tuple[str, str], list[Opinion]] = defaultdict(list)
    by_key = {opinion.key: opinion for opinion in given}
    for _, opinion in sorted(by_key.items()):
        for speaker in opinion.speakers:
            held[speaker, opinion.about].append(opinion)
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for (speaker, about), own in sorted(held.items()):
        odd = set()
        for opinion in own:
            against = {code.partition("/")[2] for code in opposite.get(f"stance/{opinion.stance}", ())}
            odd |= {other for other in own if other.stance in against and other.article != opinion.article}
        if odd:
            found.setdefault(tuple(sorted(opinion.key for opinion in odd)), (speaker, about))
    for claims, (speaker, about) in sorted(found.items()):
        stances = "; ".join(f"{by_key[key].stance} ({key})" for key in claims)
        why = f"{index.name(speaker)} on {index.name(about)}: {stances}"
        yield Clash("contradiction", claims, why, f"{speaker} {about}")
