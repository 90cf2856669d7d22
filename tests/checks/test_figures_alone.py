"""The rule about a million taken for a billion, against what it says in plain words, on many random figures."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.terms import code_node, entity_node, literal, term_node
from kgtools.shacl import validator
from kgtools.shacl.incremental import IncrementalValidation
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from tests.checks.test_cases import given, shapes

TYPE = ox.NamedNode(namespaces.RDF + "type")
UNITS = ("usd", "million-usd", "tonne", "percent")
BASES = {"million-usd": "usd"}
Row = tuple[str, str, str, Decimal]  # indicator, who is measured, unit, value


@cache
def rule() -> Shapes:
    return Shapes(tuple(shape for shape in shapes().all if shape.name == "hundredfold"), ())


def figure(number: int, row: Row) -> set[ox.Quad]:
    node = ox.NamedNode(namespaces.claim("made-up", f"n{number}"))
    indicator, measured, unit, value = row
    values = {
        TYPE: term_node("Figure"), term_node("indicator"): entity_node(indicator),
        term_node("measured"): entity_node(measured), term_node("unit"): code_node("unit", unit),
        term_node("value"): literal(f"{value:f}", "decimal"),
    }  # fmt: skip
    return {ox.Quad(node, name, value) for name, value in values.items()}


def alone(rows: list[Row]) -> set[int]:
    """The figures that others of the same are a hundred times as much as, or a hundredth, and none is near."""
    found = set()
    for number, (*_, value) in enumerate(rows):
        others = [row[3] for row in rows if kind(row) == kind(rows[number]) and row[3] > 0 and row[3] != value]
        far = [other for other in others if other >= 100 * value or value >= 100 * other]
        if value > 0 and far and far == others and kind(rows[number])[2] != "percent":
            found.add(number)
    return found


def kind(row: Row) -> tuple[str, str, str]:
    return *row[:2], BASES.get(row[2], row[2])


def told(found: list[Result]) -> set[int]:
    claims = (str(dict(result.bindings)["claim"]) for result in found)
    return {int(claim.rstrip(">").rpartition("/n")[2]) for claim in claims}


def made_up(chance: random.Random) -> list[Row]:
    """Few figures over many magnitudes, with zeros and debts, some alike and some exactly a hundredfold."""
    values = [Decimal(chance.choice((1, 2, 99, 100, 101, 999))).scaleb(chance.randint(-6, 9)) for _ in range(4)]
    values += [Decimal(0), Decimal(-5), values[0] * 100, values[1].normalize()]
    things, indicators = ("state/arcadia", "state/ruritania"), ("indicator/trade", "indicator/area")
    return [
        (chance.choice(indicators), chance.choice(things), chance.choice(UNITS), chance.choice(values))
        for _ in range(chance.randint(1, 16))
    ]


def test_it_is_told_of_the_figures_that_stand_alone() -> None:
    number = 0
    for seed in range(100):
        rows = made_up(random.Random(seed))
        quads = given().union(*(figure(*each) for each in enumerate(rows)))
        assert told(list(validator.results(rule(), GraphIndex(quads)))) == alone(rows), (seed, rows)
        number += len(alone(rows))
    assert number > 30


def test_it_is_told_anew_of_what_a_change_leaves_alone() -> None:
    chance = random.Random(5)
    rows = made_up(chance)
    quads = set(given().union(*(figure(*each) for each in enumerate(rows))))
    validation = IncrementalValidation(rule(), quads)
    for _ in range(100):
        at = chance.randrange(len(rows))
        other = chance.choice(made_up(chance))
        before, after = figure(at, rows[at]), figure(at, other)
        rows[at] = other
        validation.update(before - after, after - before)
        assert told(validation.results) == alone(rows)
