"""What comes before what: dates against dates, ordinals against dates, holders of a post, stages.

Each comparison is of a group of things, which are all of whose facts it is given.
"""

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
Group = tuple[str, ...]  # how its things are compared, and what tells it from other groups


def groups(index: FactIndex, thing: str, between: tuple[str, ...]) -> dict[Group, tuple[str, ...]]:
    """The groups in which a thing is compared, each with the things that it brings into it, itself and others.

    `index` holds the facts about it that tell time; `between` are the sides between which it is.
    """
    alone = (
        *_series_of(index, thing), *_first_of(index, thing, between), *_held_of(index), *_stages_of(index, thing),
        *_begun_by(index, between),
    )  # fmt: skip
    found: dict[Group, tuple[str, ...]] = dict.fromkeys(alone, (thing,))
    if others := _related(index):
        found["thing", thing] = tuple(dict.fromkeys((thing, *others)))
    return found


def compared(index: FactIndex, group: Group) -> Iterator[Clash]:
    """What cannot be in time in a group; `index` holds the facts of its things that tell time."""
    return _COMPARISONS[group[0]](index, *group[1:])


def _dates(index: FactIndex, facts: set[Fact]) -> str:
    ordered = sorted(facts, key=lambda fact: fact.key)
    return "; ".join(f"{index.name(fact.subject)} {fact.property} {fact.value} ({fact.key})" for fact in ordered)


# -- a thing and those that it is said to precede, follow or be part of ---------------------------------


def _related(index: FactIndex) -> list[str]:
    """The things to which one is said to stand in time, or itself if it has an end."""
    roles = index.marked(PLACES)
    found = []
    for fact in index.facts:
        role = roles.get(fact.property, ("",))[0]
        if fact.modality == ASSERTED and role == ENDS:
            found.append(fact.subject)
        elif fact.modality == ASSERTED and role in _IMPOSSIBLE and index.takes(fact.property) == "entity":
            found.append(fact.value)
    return found


def _thing(index: FactIndex, thing: str) -> Iterator[Clash]:
    yield from _relations(index, thing)
    yield from _ends(index, thing)


def _relations(index: FactIndex, subject: str) -> Iterator[Clash]:
    """A thing said to precede, lie within, follow or take part in another, against the dates of the two."""
    places = index.marked(PLACES)
    for (of, name), facts in index.questions.items():
        impossible = _IMPOSSIBLE.get(places.get(name, ("",))[0])
        if of != subject or impossible is None or index.takes(name) != "entity":
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


def _ends(index: FactIndex, thing: str) -> Iterator[Clash]:
    """An end before the start, in one article or in two."""
    moments = index.moments.get(thing, ())
    ends = [moment for moment in moments if moment.role == ENDS]
    odd = {
        moment.fact
        for end in ends
        for start in moments
        if start.role == BEGINS and _before(end, start)
        for moment in (end, start)
    }
    if odd:
        yield Clash("sequence", keys(odd), f"{index.name(thing)} ends before it starts: {_dates(index, odd)}", thing)


# -- series -------------------------------------------------------------------------------------------


def _series_of(index: FactIndex, thing: str) -> Iterator[Group]:
    """The series in which an event is counted, by the value it shares with others, or by its class."""
    by = index.marked("seriesBy")
    for kind in index.ontology.ancestors(index.class_of(thing)):
        for name in by.get(kind, ()):
            if name not in index.ontology.properties:  # the type itself
                yield "series", kind, ""
            else:
                shared = {fact.value for fact in index.of.get(thing, ()) if fact.property == name}
                yield from (("series", kind, value) for value in sorted(shared))


def _series(index: FactIndex, kind: str, value: str) -> Iterator[Clash]:
    """A first that is not the first, two of one number, or numbers that do not rise with the dates."""
    numbered: dict[str, list[Fact]] = defaultdict(list)
    for fact in index.facts:
        if fact.property in index.marked("givesOrdinal") and fact.modality in AFFIRMED:
            numbered[fact.subject].append(fact)
    members, series = sorted(index.of), f"{kind} of {index.name(value)}" if value else kind
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


# -- documents after what comes first -----------------------------------------------------------------


def _first_of(index: FactIndex, thing: str, between: tuple[str, ...]) -> Iterator[Group]:
    """The sides between which a thing comes before documents, or is such a document."""
    kind, first, marked = index.class_of(thing), index.marked("comesFirst"), index.marked(BETWEEN)
    if between and any(index.ontology.is_a(kind, later) for names in first.values() for later in names):
        yield "first", *between
    said = sorted({fact.value for fact in index.facts if fact.property in marked})
    if said and any(one in first for one in index.ontology.ancestors(kind)):
        yield "first", *said


def _openings(index: FactIndex, *between: str) -> Iterator[Clash]:
    """A document between parties dated before the event that is expected to come first between them."""
    first, marked = index.marked("comesFirst"), index.marked(BETWEEN)
    for event, facts in sorted(index.of.items()):
        before = [later for kind in index.ontology.ancestors(index.class_of(event)) for later in first.get(kind, ())]
        if sorted({fact.value for fact in facts if fact.property in marked}) != [*between]:
            continue
        documents = [
            thing for thing in index.of if any(index.ontology.is_a(index.class_of(thing), later) for later in before)
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


# -- holders ------------------------------------------------------------------------------------------


def _held_of(index: FactIndex) -> Iterator[Group]:
    """What is held, as a post is, and has one holder at a time."""
    of, value = index.marked("statementOf"), index.marked("statementValue")
    for class_ in index.marked("heldByOne"):
        if class_ in of and class_ in value:
            held = (fact for fact in index.facts if fact.property == value[class_][0] and fact.modality == ASSERTED)
            yield from (("held", of[class_][0], value[class_][0], fact.value) for fact in held)


def _holders(index: FactIndex, holder: str, _: str, post: str) -> Iterator[Clash]:
    """Two people in one post at one time, or in whatever else has one holder at a time."""
    spans = []
    for tenure in sorted(index.of):
        begins = [m for m in index.moments.get(tenure, ()) if m.role == BEGINS]
        ends = [m for m in index.moments.get(tenure, ()) if m.role == ENDS]
        if begins and ends:
            spans.append((max(m.date.latest or _LAST for m in begins), min(m.date.earliest or _FIRST for m in ends),
                          tenure))  # fmt: skip
    spans.sort()
    for (_begin, end, one), (start, _end, other) in pairwise(spans):
        holders = [fact for fact in index.facts_of(one, other) if fact.property == holder]
        if start < end and len({fact.value for fact in holders}) > 1:
            moments = {moment.fact for tenure in (one, other) for moment in index.moments[tenure]}
            yield Clash(
                "contradiction", keys([*holders, *moments]),
                f"two holders of {index.name(post)} at one time: {_dates(index, moments)}",
                f"{post} {holder}",
            )  # fmt: skip


# -- stages -------------------------------------------------------------------------------------------


def _stages_of(index: FactIndex, thing: str) -> Iterator[Group]:
    """The sides of whose relation a thing is a stage."""
    leading = index.marked(BETWEEN) if index.is_marked(index.class_of(thing), "partsTime") else {}
    for name in dict.fromkeys(fact.property for fact in index.facts if fact.property in leading):
        yield "stages", *sorted({fact.value for fact in index.facts if fact.property == name})


def _stages(index: FactIndex, *between: str) -> Iterator[Clash]:
    """Stages of one relation that overlap within an article, or turn at other times in another article."""
    by_article: dict[str, set[str]] = defaultdict(set)
    for fact in index.facts:
        said = {other.value for other in index.of[fact.subject] if other.property == fact.property}
        if fact.property in index.marked(BETWEEN) and sorted(said) == [*between]:
            by_article[fact.article].add(fact.subject)
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


# -- states of relations ------------------------------------------------------------------------------


def _begun_by(index: FactIndex, between: tuple[str, ...]) -> Iterator[Group]:
    """The states of relations that a document begins."""
    starting = index.marked("startsRelation") if between else {}
    for fact in index.facts:
        if fact.property in starting and fact.modality == ASSERTED:
            yield "begins", fact.property, fact.value, *between


def _statuses(index: FactIndex, name: str, status: str, *between: str) -> Iterator[Clash]:
    """The same state of relations begun by one document in one article and by another in another."""
    by_article: dict[str, list[Fact]] = defaultdict(list)
    for fact in index.facts:
        if fact.property == name and fact.value == status and fact.modality == ASSERTED:
            by_article[fact.article].append(fact)
    lists = {frozenset(fact.subject for fact in facts) for facts in by_article.values()}
    pairs = combinations(sorted(lists, key=sorted), 2)
    odd = {document for one, other in pairs if one - other and other - one for document in one ^ other}
    if odd:
        facts = [fact for group in by_article.values() for fact in group if fact.subject in odd]
        given = "; ".join(
            f"{index.name(document)} ({', '.join(keys(fact for fact in facts if fact.subject == document))})"
            for document in sorted(odd)
        )
        sides = " and ".join(index.name(party) for party in between)
        why = f"{status} between {sides} begins with: {given}"
        yield Clash("other-scope", keys(facts), why, " ".join((*between, name, status)))


_COMPARISONS: dict[str, Callable[..., Iterator[Clash]]] = {
    "thing": _thing, "series": _series, "first": _openings, "held": _holders, "stages": _stages, "begins": _statuses,
}  # fmt: skip
