"""Statements for Wikidata: of what is matched, accepted and stated, and nothing else."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.graph.terms import code_node, curie_node, entity_node, literal, term_node
from kgtools.publish.linked_data import quickstatements
from kgtools.publish.linked_data.quickstatements import WIKIDATA
from kgtools.publish.selection import Scope, select

ARTICLE = entity_node("article/a")
CAPITAL = ("state/x", "capital", "place/y")
TENURE = (("tenure/t", "holder", "person/p"), ("tenure/t", "post", "post/q"), ("tenure/t", "start", "2015-03"))
MATCHES = {"capital": "P36", "Tenure": "P39", "start": "P580", "end": "P582", "when": "P585", "dissolvedOn": "P576"}
ITEMS = {"state/x": "Q1", "place/y": "Q2", "person/p": "Q3", "post/q": "Q4", "body/b": "Q5"}
Claimed = tuple[str, str, str]


def graph(*claims: Claimed, **more: str) -> ox.Store:
    """A graph of accepted, stated facts; `more` gives claims, by id, further properties: `f1="speaker person/p"`."""
    store = ox.Store()
    for name, property in MATCHES.items():
        store.add(ox.Quad(term_node(name), curie_node("skos:exactMatch"), ox.NamedNode(WIKIDATA + property)))
    for thing, item in ITEMS.items():
        store.add(ox.Quad(entity_node(thing), curie_node("skos:exactMatch"), ox.NamedNode(WIKIDATA + item)))
    store.add(ox.Quad(entity_node("tenure/t"), curie_node("rdf:type"), term_node("Tenure")))
    for number, (subject, property, value) in enumerate(claims, 1):
        node = ox.NamedNode(namespaces.claim("a", f"f{number}"))
        for predicate, term in (
            ("rdf:type", term_node("Claim")), ("rdf:subject", entity_node(subject)), ("t:inArticle", ARTICLE),
            ("rdf:predicate", term_node(property)), ("rdf:object", _value(store, value)),
            ("t:accepted", literal("true", "boolean")), ("t:certainty", code_node("certainty", "stated")),
        ):  # fmt: skip
            store.add(ox.Quad(node, curie_node(predicate), term))
    for claim, words in more.items():
        predicate, value = words.split()
        store.add(ox.Quad(ox.NamedNode(namespaces.claim("a", claim)), term_node(predicate), _value(store, value)))
    return store


def _value(store: ox.Store, value: str) -> ox.NamedNode:
    if not value[0].isdigit():
        return entity_node(value)
    node = ox.NamedNode(namespaces.date(value))
    store.add(ox.Quad(node, term_node("edtf"), ox.Literal(value)))
    return node


def lines(store: ox.Store) -> list[str]:
    return [line.rstrip("\n").replace("\t", "|") for line in quickstatements.lines(select(store, Scope()))]


@pytest.mark.parametrize(
    ("store", "expected"),
    [
        (graph(CAPITAL), ["Q1|P36|Q2 /* a/f1 */"]),
        (graph(CAPITAL, CAPITAL), ["Q1|P36|Q2 /* a/f1, a/f2 */"]),
        (graph(CAPITAL, f1="when 2021"), ["Q1|P36|Q2|P585|+2021-00-00T00:00:00Z/9 /* a/f1 */"]),
        (graph(("body/b", "dissolvedOn", "2015-03-01")), ["Q5|P576|+2015-03-01T00:00:00Z/11 /* a/f1 */"]),
        (graph(*TENURE), ["Q3|P39|Q4|P580|+2015-03-00T00:00:00Z/10 /* a/f1, a/f2, a/f3 */"]),
        (graph(*TENURE, ("tenure/t", "start", "2016")), ["Q3|P39|Q4 /* a/f1, a/f2 */"]),  # which one, nobody knows
    ],
)
def test_what_is_matched_makes_a_statement(store: ox.Store, expected: list[str]) -> None:
    assert lines(store) == expected


def without(name: str) -> ox.Store:
    """The graph of the capital, without one of the terms that its claim needs."""
    store = graph(CAPITAL)
    for quad in list(store):
        if name in (quad.predicate.value.rpartition("#")[2], getattr(quad.object, "value", "").rpartition("/")[2]):
            store.remove(quad)
    return store


@pytest.mark.parametrize(
    "store",
    [
        without("accepted"),
        without("stated"),
        without("P36"),
        without("Q1"),
        without("Q2"),
        graph(CAPITAL, f1="speaker person/p"),
        graph(CAPITAL, f1="when 2021/2022"),
        graph(("state/x", "neighbourOf", "place/y")),
        graph(("body/b", "dissolvedOn", "2015~")),
        graph(("body/b", "dissolvedOn", "2015/2016")),
        graph(*TENURE[:1]),
        graph(*TENURE[:2], ("tenure/t", "acting", "body/b")),
    ],
)
def test_what_is_not_certain_makes_none(store: ox.Store) -> None:
    assert lines(store) == []


def test_an_item_matched_twice_is_left_out() -> None:
    store = graph(CAPITAL)
    store.add(ox.Quad(entity_node("place/y"), curie_node("skos:exactMatch"), ox.NamedNode(WIKIDATA + "Q9")))
    assert lines(store) == []


def test_a_reference_is_given_where_an_address_is_printed() -> None:
    store = graph(CAPITAL, f1="origin publication/b")
    assert "S854" not in lines(store)[0]
    for thing, predicate, url in ((ARTICLE, "schema:url", "http://a/"),
                                  (entity_node("publication/b"), "t:url", "http://b/")):  # fmt: skip
        store.add(ox.Quad(thing, curie_node(predicate), literal(url, "anyURI")))
    assert lines(store) == ['Q1|P36|Q2|S854|"http://a/"|!S854|"http://b/" /* a/f1 */']


def test_the_real_graph_says_what_its_articles_print(real: ox.Store) -> None:
    found = lines(real)
    assert any(line.startswith("Q232|P36|Q1520 ") for line in found)
    assert not any("background/" in line for line in found)
