"""Rows for readers: one for each thing, nothing dropped, the most precise date first."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.terms import Term, entity_node
from kgtools.query import rows
from kgtools.sparql.execute import Answer

ROAD, BRIDGE, LAND = map(entity_node, ("project/good-road", "project/bridge", "state/arcadia"))


def date(edtf: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.date(edtf))


def one_cell(*terms: Term) -> rows.Cell:
    """The cell of one thing whose rows hold these terms."""
    answer = Answer(["thing", "value"], [[ROAD, term] for term in terms])
    return rows.group(ox.Store(), answer, ["thing"])[0][1]


def test_rows_of_one_thing_become_one_and_lose_nothing() -> None:
    answer = Answer(["thing", "when", "who"], [[ROAD, date("2021"), None], [BRIDGE, None, ox.Literal("Bo")],
                                               [ROAD, date("2021-12-06"), ox.Literal("Di")],
                                               [ROAD, date("2021"), ox.Literal("Al")]])  # fmt: skip
    bridge = [(BRIDGE,), (), (ox.Literal("Bo"),)]
    road = [(ROAD,), (date("2021-12-06"), date("2021")), (ox.Literal("Al"), ox.Literal("Di"))]
    assert rows.group(ox.Store(), answer, ["thing"]) == [bridge, road], "the road stands where its day stands"
    assert len(rows.group(ox.Store(), answer, ["thing", "who"])) == 4
    assert len(rows.group(ox.Store(), answer)) == 4, "without keys, row by row"


def test_those_who_say_a_thing_together_count_as_one() -> None:
    al, bo, one, two, three = map(ox.Literal, ("Al", "Bo", "c1", "c2", "c3"))
    answer = Answer(["thing", "speaker", "claim"], [[ROAD, al, one], [ROAD, bo, one], [ROAD, None, two],
                                                    [ROAD, al, three]])  # fmt: skip
    together = [(ROAD,), (al, bo), (one,)]
    assert rows.group(ox.Store(), answer, ["thing", "speaker+"]) == [
        together, [(ROAD,), (), (two,)], [(ROAD,), (al,), (three,)],
    ]  # fmt: skip


def test_the_most_precise_date_comes_first_and_what_excludes_another_in_its_order() -> None:
    assert one_cell(date("2021"), date("2021-12"), date("2021-12-06")) == (
        date("2021-12-06"), date("2021-12"), date("2021"),
    )  # fmt: skip
    apart = one_cell(date("2022"), date("2021-12-08"), date("2021-12-06"))
    assert apart == (date("2021-12-06"), date("2021-12-08"), date("2022"))
    assert rows.less_precise(apart) == frozenset()
    assert rows.less_precise(one_cell(date("../2022"), date("2021-12-06"))) == {date("../2022")}
    assert one_cell(date("../2022"), date("2021-12-06"), date("2020/"))[0] == date("2021-12-06")


def test_numbers_stand_by_size_and_words_by_the_alphabet() -> None:
    ten, nine = (ox.Literal(text, datatype=ox.NamedNode(namespaces.XSD + "integer")) for text in ("10", "9"))
    assert one_cell(ten, nine) == (nine, ten)
    assert one_cell(ox.Literal("Б"), ox.Literal("а")) == (ox.Literal("а"), ox.Literal("Б"))


def test_a_cell_in_words_says_what_is_less_precise_and_what_is_disputed() -> None:
    cell = (date("2021-12-06"), date("2021"))
    assert rows.lines(cell, ["2021-12-06", "2021"], [], "en") == ["2021-12-06; also 2021"]
    assert rows.lines(cell, ["2021-12-06", "2021"], ["day"], "ru") == ["2021-12-06; также 2021", "≠ расхождение: day"]
    assert rows.lines((), [], [], "en") == []


def claims_store(*said: tuple[str, ox.NamedNode, str, Term]) -> ox.Store:
    """A store with claims: number, subject, property and value."""
    store = ox.Store()
    for number, subject, name, value in said:
        parts = (("subject", subject), ("predicate", ox.NamedNode(namespaces.term(name))), ("object", value))
        for part, term in parts:
            claim = ox.NamedNode(namespaces.claim("a", number))
            store.add(ox.Quad(claim, ox.NamedNode(namespaces.RDF + part), term))
    return store


def test_a_cell_is_marked_with_the_disagreement_about_its_value() -> None:
    store = claims_store(
        ("f1", ROAD, "opened", date("2021")), ("f2", ROAD, "opened", date("2022-05")),
        ("f3", BRIDGE, "opened", date("2021")), ("f4", BRIDGE, "opened", date("2021-05")),
        ("f5", BRIDGE, "country", LAND), ("f6", BRIDGE, "country", ROAD),
    )  # fmt: skip
    marking = {f"a/f{number}": ["opening" if number < 3 else "bridge"] for number in range(1, 7)}
    shown: list[rows.Row] = [[(ROAD,), (date("2021"),)], [(BRIDGE,), (date("2021"), date("2021-05")), (LAND,)]]
    [road, bridge] = rows.marks(store, shown, marking)
    assert road == [(), ("opening",)], "marked even where the other value is not shown"
    assert bridge == [(), (), ()], "a month agrees with its year, and a thing may have several countries"
    assert rows.marks(store, shown, {"a/f1": ["one"], "a/f2": ["two"]})[0] == [(), ()], "no disagreement holds both"
