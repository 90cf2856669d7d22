"""Finds the frames of an article, sentence by sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds import tables
from kgtools.curation.extract.frames.kinds.documents import signings
from kgtools.curation.extract.frames.kinds.events import held, meetings, openings
from kgtools.curation.extract.frames.kinds.figures import figures
from kgtools.curation.extract.frames.kinds.offices import offices
from kgtools.curation.extract.frames.kinds.relations import foundings, locations, memberships, unions
from kgtools.curation.extract.frames.kinds.visits import visits
from kgtools.curation.extract.frames.phrases import View, view
from kgtools.curation.extract.frames.told import Told
from kgtools.curation.extract.frames.words import words
from kgtools.curation.extract.spans import Mention, Reading, Sentence
from kgtools.ontology import Ontology


def frames(reading: Reading, ontology: Ontology) -> list[Frame]:
    """The frames of an article in the order of their sentences."""
    found: list[Frame] = []
    views: list[View] = []
    pair = _pair(reading, ontology)
    told = Told.of(reading)
    last: Frame | None = None
    for sentence in reading.sentences:
        own = view(reading.text, sentence, words(sentence.language), ontology)
        views.append(own)
        if sentence.heading:
            last = None
            found += locations(own, [])  # the affiliation of an author
            found += _of(own, None, None, pair, None, None, told)
            continue
        earlier = _earlier(views)
        same = [one for one in reversed(views[:-1]) if one.sentence.paragraph == sentence.paragraph]
        of_sentence = list(offices(own, same))
        told.remember(own, of_sentence)
        of_sentence += _of(own, earlier, _naming(views), pair, *_lead(views, sentence), told)
        of_sentence += held(own, same)
        found += told.dated(own, of_sentence)
        told.remember(own, of_sentence)
        found += locations(own, same)
        counted = list(figures(own, last, pair))
        last = _told_last(counted)
        found += counted
    for table in reading.tables:
        found += tables.figures(reading, table, words(table.language), ontology)
    return found


def _told_last(counted: list[Frame]) -> Frame | None:
    """The figure of a sentence with which the next one may go on: of trade if there is one, of the latest period."""
    of_trade = [one for one in counted if one.sort == "trade"]
    periods = [period for one in of_trade if (period := one.first("period"))]
    last = max(periods, key=lambda one: one.value, default=None)
    if not of_trade or last is None or last == of_trade[0].first("period"):
        return of_trade[0] if of_trade else counted[-1] if counted else None
    first = of_trade[0]
    return replace(first, parts=(*(part for part in first.parts if part.slot != "period"), last))


def _of(
    own: View, earlier: View | None, people: View | None, pair: tuple[Part, ...], lead: View | None,
    before_lead: View | None, told: Told,
) -> Iterator[Frame]:  # fmt: skip
    yield from visits(own, people, told.heads)
    yield from meetings(own, people, told.both())
    yield from openings(own)
    yield from signings(own, lead, before_lead if lead else earlier)
    yield from memberships(own, pair)
    yield from unions(own)
    yield from foundings(own)


def _earlier(views: list[View]) -> View | None:
    """The sentence before the last, if it stands in the same paragraph."""
    if len(views) < 2 or views[-2].sentence.paragraph != views[-1].sentence.paragraph or views[-2].sentence.heading:
        return None
    return views[-2]


_BACK = 3  # sentences back in which a pronoun finds whom it means


def _naming(views: list[View]) -> View | None:
    """The nearest sentence before the last that names anybody, if no heading and not too much stands between."""
    for one in views[-2 : -2 - _BACK : -1]:
        if one.sentence.heading:
            return None
        if one.of_kind("Person"):
            return one
    return None


def _lead(views: list[View], item: Sentence) -> tuple[View | None, View | None]:
    """The sentence whose words introduce an item of a list, and the one before that."""
    start, end = item.lead
    for number in range(len(views) - 2, -1, -1):
        if start < end and views[number].start < end and start < views[number].end:
            return views[number], _earlier(views[: number + 1])
    return None, None


def _pair(reading: Reading, ontology: Ontology) -> tuple[Part, ...]:
    """The two states of which an article speaks most, if no third comes near: those it calls "the two countries"."""
    states: dict[str, Mention] = {}
    counts: Counter[str] = Counter()
    for one in reading.mentions:
        if ontology.is_a(one.kind, "State") and one.entity:
            counts[one.entity] += 1
            states.setdefault(one.entity, one)
    most = counts.most_common(3)
    if len(most) < 2 or (len(most) == 3 and most[2][1] * 3 > most[1][1] * 2):
        return ()
    two = sorted((states[entity] for entity, _ in most[:2]), key=lambda one: one.start)
    return tuple(Part("state", one.start, one.end, mention=one, inferred=True) for one in two)
