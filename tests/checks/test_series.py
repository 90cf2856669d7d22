"""The rules about the numbers of events in a series, against what they say in plain words, on many random events."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.checks import check
from kgtools.graph.terms import entity_node, literal, term_node
from kgtools.shacl import validator
from kgtools.shacl.incremental import IncrementalValidation
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from tests.checks.test_cases import FACTS, edit, given, shapes

SAME, ORDER = "same-ordinal", "ordinal-out-of-order"
TYPE = ox.NamedNode(namespaces.RDF + "type")
CLASSES = ("ConsultativeMeeting", "Meeting")  # the first is a series, the second is none
SERIES = (("subEventOf", "event/road-days"), ("organizer", "state/arcadia"), ("organizer", "state/ruritania"))
Told = set[tuple[str, int, str, int]]  # event, its number, another event, its number


@dataclass(frozen=True)
class Event:
    """An event with its class, its number, the years of its date, if it has one, and what it is part of."""

    name: str
    kind: str
    ordinal: int
    years: tuple[int, int] | None
    series: frozenset[tuple[str, str]]

    @property
    def node(self) -> ox.NamedNode:
        return entity_node(f"event/{self.name}")

    def quads(self) -> set[ox.Quad]:
        claim = ox.NamedNode(namespaces.claim("made-up", f"f{self.name}"))
        found = {
            ox.Quad(self.node, TYPE, term_node(self.kind)),
            ox.Quad(self.node, term_node("kind"), term_node(self.kind)),
            ox.Quad(self.node, term_node("ordinal"), literal(str(self.ordinal), "integer")),
            ox.Quad(claim, ox.NamedNode(namespaces.RDF + "subject"), self.node),
            ox.Quad(claim, ox.NamedNode(namespaces.RDF + "predicate"), term_node("ordinal")),
            ox.Quad(claim, ox.NamedNode(namespaces.RDF + "object"), literal(str(self.ordinal), "integer")),
            ox.Quad(claim, term_node("accepted"), literal("true", "boolean")),
            *(ox.Quad(self.node, term_node(name), entity_node(value)) for name, value in self.series),
        }
        if self.years:
            date = ox.NamedNode(namespaces.date("{}/{}".format(*self.years)))
            found |= {
                ox.Quad(self.node, term_node("date"), date),
                ox.Quad(date, term_node("earliest"), literal(f"{self.years[0]}-01-01", "date")),
                ox.Quad(date, term_node("latest"), literal(f"{self.years[1]}-12-31", "date")),
            }
        return found

    def counted_in(self) -> set[tuple[str, str]]:
        return {*self.series, *({("a", self.kind)} if self.kind == CLASSES[0] else ())}


@cache
def rules() -> Shapes:
    return Shapes(tuple(shape for shape in shapes().all if shape.name in (SAME, ORDER)), ())


def expected(events: list[Event]) -> dict[str, Told]:
    """What is to be told, series by series."""
    found: dict[str, Told] = {SAME: set(), ORDER: set()}
    for kind, series in {(event.kind, one) for event in events for one in event.counted_in()}:
        own = sorted(
            (event for event in events if event.kind == kind and series in event.counted_in()),
            key=lambda event: event.node.value,
        )
        for event in own:
            same = [other for other in own if other.ordinal == event.ordinal]
            if len(same) > 1:
                other = same[-1] if event is same[0] else same[0]
                found[SAME].add((event.name, event.ordinal, other.name, other.ordinal))
            for higher in {other.ordinal for other in own if other.ordinal > event.ordinal}:
                dated = [(other.years[1], other.node.value, other.name) for other in own
                         if other.ordinal == higher and other.years]  # fmt: skip
                if event.years and dated and min(dated)[0] < event.years[0]:
                    found[ORDER].add((event.name, event.ordinal, min(dated)[2], higher))
    return found


def told(results: list[Result]) -> dict[str, Told]:
    found: dict[str, Told] = {SAME: set(), ORDER: set()}
    for result in results:
        named = {name: str(getattr(term, "value", term)) for name, term in result.bindings}
        event, other = (named[name].rpartition("/")[2] for name in ("subject", "other"))
        assert named["claim"] == namespaces.claim("made-up", f"f{event}")
        number = int(str(getattr(result.value, "value", "")))
        found[result.shape_name].add((event, number, other, int(named.get("higher", number))))
    return found


def made_up(chance: random.Random, name: str) -> Event:
    year = chance.randint(2000, 2009)
    return Event(
        name, chance.choice(CLASSES), chance.randint(1, 4),
        (year, year + chance.randint(0, 1)) if chance.random() < 0.8 else None,
        frozenset(one for one in SERIES if chance.random() < 0.4),
    )  # fmt: skip


def graph(events: list[Event]) -> set[ox.Quad]:
    return set(given()).union(*(event.quads() for event in events))


def test_each_event_is_held_against_those_of_its_series() -> None:
    number = 0
    for seed in range(100):
        chance = random.Random(seed)
        events = [made_up(chance, f"e{place}") for place in range(chance.randint(2, 9))]
        found = told(list(validator.results(rules(), GraphIndex(graph(events)))))
        assert found == expected(events), (seed, events)
        number += min(map(len, found.values()))
    assert number > 50


def test_they_are_held_against_each_other_anew_after_a_change() -> None:
    chance = random.Random(5)
    events = [made_up(chance, f"e{place}") for place in range(9)]
    quads = graph(events)
    validation = IncrementalValidation(rules(), set(quads))
    for _ in range(200):
        at = chance.randrange(len(events))
        other = made_up(chance, events[at].name)
        part = chance.choice(("kind", "ordinal", "years", "series", ""))
        events[at] = replace(events[at], **{part: getattr(other, part)}) if part else other
        after = graph(events)
        validation.update(quads - after, after - quads)
        quads = after
        assert told(validation.results) == expected(events)


def test_it_is_told_of_the_event_at_the_row_that_gives_its_number_and_once(mini: Path) -> None:
    """Though it is asked of the series, and both events are in two of them."""
    edit(mini, "entities/events.csv", ",StateVisit,", ",Session,")
    edit(mini, FACTS, "project/good-road,status,planned,,planned", "event/state-visit-2019,ordinal,1,,asserted")
    for before, event, organizer in (
        ("person/boris-rudolf,account,Is fond of roads.", "state-visit-2019", "state/arcadia"),
        ("person/ada-quill,affiliation,body/institute-of-small-states", "state-visit-2019", "state/ruritania"),
        ("post/president-of-ruritania,postIn,state/ruritania", "road-commission-session-1", "state/arcadia"),
        ("body/joint-road-commission,establishedBy,document/treaty-of-good-roads", "road-commission-session-1",
         "state/ruritania"),
    ):  # fmt: skip
        edit(mini, FACTS, before, f"event/{event},organizer,{organizer}")
    found = [finding for finding in check.check(mini).findings if finding.check == f"shape:{SAME}"]
    file = f"data/{FACTS}"
    assert [(one.file, one.line, one.actual) for one in found] == [
        (file, 13, "event/state-visit-2019 t:ordinal 1"),
        (file, 19, "event/road-commission-session-1 t:ordinal 1"),
    ]
    assert found[0].message.startswith("event/road-commission-session-1 has the same number 1")
