"""What comes before what: dates against dates, ordinals against dates, holders of a post, stages."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise, product

from kgtools.claims.acceptance import AFFIRMED, ASSERTED
from kgtools.claims.model import Fact
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import BEGINS, BETWEEN, ENDS, PLACES, FactIndex, Moment, keys

_FIRST, _LAST = datetime.date.min, datetime.date.max


def clashes(index: FactIndex) -> Iterator[Clash]:
    """Every order of events that cannot be, and every relation of things in time that cannot."""
    for comparison in (_relations, _ends, _ordinals, _openings, _holders, _stages):
        yield from comparison(index)


def parties(index: FactIndex, document: str) -> tuple[str, ...]:
    """Between whom a document is by all articles; a government or ministry stands for its state."""
    between, facts = index.marked(BETWEEN), index.of.get(document, ())
    values = {fact.value for fact in facts if fact.property in between and fact.modality == ASSERTED}
    return tuple(sorted({_side(index, party) for party in values}))


def _side(index: FactIndex, party: str) -> str:
    sides = [whole for whole in sorted(index.wholes.get(party, ())) if _is_side(index, whole)]
    return sides[0] if len(sides) == 1 and not _is_side(index, party) else party


def _is_side(index: FactIndex, thing: str) -> bool:
    return index.is_marked(index.class_of(thing), "isSide")


def _relations(index: FactIndex) -> Iterator[Clash]:
    """A thing said to precede, lie within, follow or take part in another, against the dates of the two."""
    places = index.marked(PLACES)
    for (subject, name), facts in index.questions.items():
        impossible = _IMPOSSIBLE.get(places.get(name, ("",))[0])
        if impossible is None or index.takes(name) != "entity":
            continue
        for value in sorted({fact.value for fact in facts if fact.modality == ASSERTED}):
            pairs = [
                (mine, other)
                for mine in index.starts(subject)
                for other in index.moments.get(value, ())
                if impossible(mine, other)
            ]
            if pairs:
                saying = [fact for fact in facts if fact.value == value and fact.modality == ASSERTED]
                moments = {moment.fact for pair in pairs for moment in pair}
                yield Clash(
                    "sequence", keys([*saying, *moments]),
                    f"{index.name(subject)}, {name} {index.values(saying)}: {_dates(index, moments)}",
                    f"{subject} {name} {value}",
                )  # fmt: skip


def _dates(index: FactIndex, facts: set[Fact]) -> str:
    ordered = sorted(facts, key=lambda fact: fact.key)
    return "; ".join(f"{index.name(fact.subject)} {fact.property} {fact.value} ({fact.key})" for fact in ordered)


def _before(one: Moment, other: Moment) -> bool:
    """Whether one date lies wholly before the other."""
    return (one.date.latest or _LAST) < (other.date.earliest or _FIRST)


def _outside(mine: Moment, other: Moment) -> bool:
    return (other.role != ENDS and _before(mine, other)) or (other.role != BEGINS and _before(other, mine))


_IMPOSSIBLE: dict[str, Callable[[Moment, Moment], bool]] = {
    "within": _outside,
    "not-before": lambda mine, other: other.role != ENDS and _before(mine, other),
    "not-after": lambda mine, other: other.role != ENDS and _before(other, mine),
}


def _ends(index: FactIndex) -> Iterator[Clash]:
    """An end before the start, in one article or in two."""
    for thing, moments in sorted(index.moments.items()):
        ends = [moment for moment in moments if moment.role == ENDS]
        odd = {
            moment.fact
            for end in ends
            for start in moments
            if start.role == BEGINS and _before(end, start)
            for moment in (end, start)
        }
        if odd:
            why = f"{index.name(thing)} ends before it starts: {_dates(index, odd)}"
            yield Clash("sequence", keys(odd), why, thing)


def _ordinals(index: FactIndex) -> Iterator[Clash]:
    """A first that is not the first, two of one number, or numbers that do not rise with the dates."""
    numbered: dict[str, list[Fact]] = defaultdict(list)
    for fact in index.facts:
        if fact.property in index.marked("givesOrdinal") and fact.modality in AFFIRMED:
            numbered[fact.subject].append(fact)
    for series, members in sorted(_series(index).items()):
        known = {
            member: int(numbered[member][0].value)
            for member in members
            if len({fact.value for fact in numbered.get(member, ())}) == 1
        }
        dated = sorted(
            ((max(moment.date.latest or _LAST for moment in index.starts(member)), member) for member in members
             if index.starts(member)),
        )  # fmt: skip
        for member, number in sorted(known.items()):
            start = min((moment.date.earliest or _FIRST for moment in index.starts(member)), default=_FIRST)
            earlier: list[str] = []
            for latest, other in dated:
                if latest >= start or len(earlier) == number:
                    break
                if other != member:
                    earlier.append(other)
            if len(earlier) == number:
                moments = {moment.fact for thing in (member, *earlier) for moment in index.starts(thing)}
                yield Clash(
                    "sequence", keys([*numbered[member], *moments]),
                    f"{index.name(member)} is number {number} ({', '.join(keys(numbered[member]))}) of its series "
                    f"({series}), yet {number} came before: {_dates(index, moments)}",
                    f"{member} {numbered[member][0].property}",
                )  # fmt: skip
        yield from _out_of_order(index, known, numbered)


def _out_of_order(index: FactIndex, known: dict[str, int], numbered: dict[str, list[Fact]]) -> Iterator[Clash]:
    ordered = sorted(known.items(), key=lambda item: (item[1], item[0]))
    for (one, first), (other, second) in pairwise(ordered):
        starts = list(product(index.starts(one), index.starts(other)))
        apart = not all(mine.date.agrees_with(yours.date) for mine, yours in starts)
        late = first < second and any(_before(yours, mine) for mine, yours in starts)
        if late or (first == second and apart):
            moments = {moment.fact for thing in (one, other) for moment in index.starts(thing)}
            facts = [*numbered[one], *numbered[other]]
            yield Clash(
                "sequence", keys([*facts, *moments]),
                f"{index.name(one)} is number {first} and {index.name(other)} number {second}: "
                f"{_dates(index, moments)}",
                f"{one} {other} {facts[0].property}",
            )  # fmt: skip


def _series(index: FactIndex) -> dict[str, list[str]]:
    """The events that are counted together, by the value they share (or by their class)."""
    by = index.marked("seriesBy")
    found: dict[str, list[str]] = defaultdict(list)
    for thing, entity in sorted(index.entities.items()):
        for kind in index.ontology.ancestors(entity.kind):
            for name in by.get(kind, ()):
                if name not in index.ontology.properties:  # the type itself
                    found[kind].append(thing)
                    continue
                shared = {fact.value for fact in index.of.get(thing, ()) if fact.property == name}
                for value in sorted(shared):
                    found[f"{kind} of {index.name(value)}"].append(thing)
    return found


def _openings(index: FactIndex) -> Iterator[Clash]:
    """A document between parties dated before the event that is expected to come first between them."""
    first, between = index.marked("comesFirst"), index.marked(BETWEEN)
    bound: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for thing in index.of:
        if found := parties(index, thing):
            bound[found].append(thing)
    for event, entity in sorted(index.entities.items()):
        before = [later for kind in index.ontology.ancestors(entity.kind) for later in first.get(kind, ())]
        if not before:
            continue
        joined = tuple(sorted({fact.value for fact in index.of.get(event, ()) if fact.property in between}))
        documents = [
            thing
            for thing in bound.get(joined, ())
            if any(index.ontology.is_a(index.class_of(thing), later) for later in before)
        ]
        odd = {
            moment.fact
            for document in documents
            for mine in index.starts(document)
            for other in index.starts(event)
            if _before(mine, other)
            for moment in (mine, other)
        }
        if odd:
            why = f"a document comes before {index.name(event)}: {_dates(index, odd)}"
            yield Clash("sequence", keys(odd), why, event)


def _holders(index: FactIndex) -> Iterator[Clash]:
    """Two people in one post at one time, or in whatever else has one holder at a time."""
    for class_ in index.marked("heldByOne"):
        if class_ in index.marked("statementOf") and class_ in index.marked("statementValue"):
            yield from _held(index, index.marked("statementOf")[class_][0], index.marked("statementValue")[class_][0])


def _held(index: FactIndex, holder: str, held_thing: str) -> Iterator[Clash]:
    tenures: dict[str, set[str]] = defaultdict(set)
    for fact in index.facts:
        if fact.property == held_thing and fact.modality == ASSERTED:
            tenures[fact.value].add(fact.subject)
    for post, held in sorted(tenures.items()):
        spans = []
        for tenure in sorted(held):
            begins = [m for m in index.moments.get(tenure, ()) if m.role == BEGINS]
            ends = [m for m in index.moments.get(tenure, ()) if m.role == ENDS]
            if begins and ends:
                spans.append((max(m.date.latest or _LAST for m in begins), min(m.date.earliest or _FIRST for m in ends),
                              tenure))  # fmt: skip
        spans.sort()
        for (_, end, one), (start, _, other) in pairwise(spans):
            holders = [fact for fact in index.facts_of(one, other) if fact.property == holder]
            if start < end and len({fact.value for fact in holders}) > 1:
                moments = {moment.fact for tenure in (one, other) for moment in index.moments[tenure]}
                yield Clash(
                    "contradiction", keys([*holders, *moments]),
                    f"two holders of {index.name(post)} at one time: {_dates(index, moments)}",
                    f"{post} {holder}",
                )  # fmt: skip


def _stages(index: FactIndex) -> Iterator[Clash]:
    """Stages of one relation that overlap within an article, or turn at other times in another article."""
    stages: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    leading = index.marked(BETWEEN)
    for fact in index.facts:
        if fact.property in leading and index.is_marked(index.class_of(fact.subject), "partsTime"):
            states = {other.value for other in index.of[fact.subject] if other.property == fact.property}
            stages[tuple(sorted(states))][fact.article].add(fact.subject)
    for between, by_article in sorted(stages.items()):
        sides = " and ".join(index.name(side) for side in between)
        for article, own in sorted(by_article.items()):
            spans = [_span(index, stage, article) for stage in sorted(own)]
            spans.sort(key=lambda span: span[0].date.earliest or _FIRST if span[0] else _FIRST)
            for (_, end), (start, _) in pairwise(spans):
                if end and start and _before(start, end):
                    odd = {end.fact, start.fact}
                    why = f"stages of {sides} overlap: {_dates(index, odd)}"
                    yield Clash("sequence", keys(odd), why, " ".join((*between, "stages")))
        yield from _turning_points(index, between, by_article)


def _span(index: FactIndex, stage: str, article: str) -> tuple[Moment | None, Moment | None]:
    mine = [moment for moment in index.moments.get(stage, ()) if moment.fact.article == article]
    start = next((moment for moment in mine if moment.role == BEGINS), None)
    return start, next((moment for moment in mine if moment.role == ENDS), None)


def _turning_points(index: FactIndex, between: tuple[str, ...], by_article: dict[str, set[str]]) -> Iterator[Clash]:
    sides = " and ".join(index.name(side) for side in between)
    points = {
        article: [m for stage in sorted(found) for m in index.starts(stage) if m.fact.article == article]
        for article, found in by_article.items()
    }
    for (_, one), (_, other) in combinations(sorted(points.items()), 2):
        lacking = [
            [mine for mine in mines if not any(mine.date.agrees_with(yours.date) for yours in others)]
            for mines, others in ((one, other), (other, one))
        ]
        if all(lacking):
            odd = {moment.fact for moments in lacking for moment in moments}
            why = f"stages of {sides} turn at other times: {_dates(index, odd)}"
            yield Clash("other-period", keys(odd), why, " ".join((*between, "stages")))
