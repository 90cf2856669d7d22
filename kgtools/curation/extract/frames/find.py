"""Finds the frames of an article, sentence by sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds import tables
from kgtools.curation.extract.frames.kinds.documents import signings
from kgtools.curation.extract.frames.kinds.events import held, meetings, openings
from kgtools.curation.extract.frames.kinds.figures import figures
from kgtools.curation.extract.frames.kinds.offices import offices
from kgtools.curation.extract.frames.kinds.relations import foundings, locations, memberships, unions
from kgtools.curation.extract.frames.kinds.visits import visits
from kgtools.curation.extract.frames.phrases import View, view
from kgtools.curation.extract.frames.words import words
from kgtools.curation.extract.spans import Mention, Reading, Sentence
from kgtools.ontology import Ontology


def frames(reading: Reading, ontology: Ontology) -> list[Frame]:
    """The frames of an article in the order of their sentences."""
    found: list[Frame] = []
    views: list[View] = []
    pair = _pair(reading, ontology)
    last: Frame | None = None
    for sentence in reading.sentences:
        own = view(reading.text, sentence, words(sentence.language), ontology)
        views.append(own)
        if sentence.heading:
            last = None
            found += locations(own, [])  # the affiliation of an author
            found += _of(own, None, None, pair, None, None)
            continue
        earlier = _earlier(views)
        same = [one for one in reversed(views[:-1]) if one.sentence.paragraph == sentence.paragraph]
        found += offices(own, same)
        found += _of(own, earlier, _naming(views), pair, *_lead(views, sentence))
        found += held(own, same)
        found += locations(own, same)
        counted = list(figures(own, last, pair))
        last = next((one for one in counted if one.sort == "trade"), counted[-1] if counted else None)
        found += counted
    for table in reading.tables:
        found += tables.figures(reading, table, words(table.language), ontology)
    return found


def _of(
    own: View, earlier: View | None, people: View | None, pair: tuple[Part, ...], lead: View | None,
    before_lead: View | None,
) -> Iterator[Frame]:  # fmt: skip
    yield from visits(own, people)
    yield from meetings(own, people)
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
