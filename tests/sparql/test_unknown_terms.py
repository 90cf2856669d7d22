"""Hints about terms that the graph does not know: a few, and never at the cost of the answer."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.sparql.unknown_terms import MOST, unknown_terms


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self, store: ox.Store) -> None:
        self.store, self.asked = store, 0

    def quads_for_pattern(self, *pattern: object) -> object:
        self.asked += 1
        return self.store.quads_for_pattern(*pattern)  # type: ignore[arg-type]


@pytest.fixture
def store() -> Counting:
    store = ox.Store()
    kind = ox.NamedNode(namespaces.RDF + "type")
    for number in range(500):
        thing = ox.NamedNode(f"{namespaces.things()}person/known-{number}")
        store.add(ox.Quad(thing, kind, ox.NamedNode(namespaces.ONTOLOGY + "Person"), ox.DefaultGraph()))
    return Counting(store)


def test_a_misspelt_term_has_the_nearest_known_one(store: Counting) -> None:
    (told,) = unknown_terms(store, f"ASK {{ <{namespaces.things()}person/knwon-7> ?p ?o . t:x ?q 'id:none' }}")[:1]  # type: ignore[arg-type]
    assert "did you mean 'known-7'?" in str(told)


def test_of_many_unknown_terms_a_few_are_told(store: Counting) -> None:
    listed = " ".join(f"<{namespaces.things()}person/unknown-{number}>" for number in range(1000))
    assert len(unknown_terms(store, f"ASK {{ VALUES ?x {{ {listed} }} ?x ?p ?o }}")) == MOST  # type: ignore[arg-type]
    assert store.asked == MOST + 1


def test_of_many_known_terms_not_all_are_looked_up(store: Counting) -> None:
    listed = " ".join(f"<{namespaces.things()}person/known-{number}>" for number in range(500))
    assert unknown_terms(store, f"ASK {{ VALUES ?x {{ {listed} }} ?x ?p ?o }}") == []  # type: ignore[arg-type]
    assert store.asked <= 200


def test_who_names_nothing_of_ours_costs_nothing(store: Counting) -> None:
    assert unknown_terms(store, "ASK { <urn:a> <urn:b> ?c }") == []  # type: ignore[arg-type]
    assert store.asked == 0
