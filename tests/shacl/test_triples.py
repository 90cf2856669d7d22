"""The numbered triples of a graph: each once, whatever the stream repeats, and as the graph is after a change."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.shacl.index import GraphIndex
from tests.shacl.shapes_data import EX, TRIPLES

Triples = list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]
GRAPH = ox.NamedNode("urn:test:graph")


def parse(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(f"@prefix ex: <{EX}> . {turtle}", format=ox.RdfFormat.TURTLE))


def forwards(index: GraphIndex, quads: Iterable[ox.Quad]) -> list[tuple[str, ...]]:
    """The triples that an index has from subjects to objects."""
    return sorted(
        (str(index.terms[subject]), str(predicate), str(index.terms[value]))
        for predicate in {quad.predicate for quad in quads}
        for subject, values in index.objects(predicate).items()
        for value in values
    )


def backwards(index: GraphIndex, quads: Iterable[ox.Quad]) -> list[tuple[str, ...]]:
    """The triples that an index has from objects to subjects."""
    return sorted(
        (str(index.terms[subject]), str(predicate), str(index.terms[value]))
        for predicate in {quad.predicate for quad in quads}
        for value, subjects in index.subjects(predicate).items()
        for subject in subjects
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(TRIPLES, max_size=30), st.lists(TRIPLES, max_size=10), st.booleans())
def test_triples_are_there_once_however_often_they_come(start: Triples, change: Triples, looked_at: bool) -> None:
    quads, flipped = [ox.Quad(*triple) for triple in start], {ox.Quad(*triple) for triple in change}
    index, every = GraphIndex([*quads, *quads]), {*quads, *flipped}
    if looked_at:  # before the change, so that it is kept up to date
        backwards(index, every)
    for there in (set(quads), set(quads) ^ flipped):
        wanted = sorted((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in there)
        assert forwards(index, every) == backwards(index, every) == wanted
        assert set(index.store(set())[0]) == there
        index.update(flipped & there, flipped - there)


def test_quads_are_read_once_from_a_stream() -> None:
    quads = parse("ex:a ex:p 1, 2 ; ex:q ex:a . ex:b ex:p 1 .")
    assert forwards(GraphIndex(iter(quads)), quads) == forwards(GraphIndex(set(quads)), quads)
    assert len(forwards(GraphIndex(iter(quads)), quads)) == 4


def test_a_change_that_is_none_changes_nothing() -> None:
    quads = parse("ex:a ex:p 1 .")
    index = GraphIndex(quads)
    index.update(parse("ex:a ex:p 2 . ex:b ex:p 1 ."), quads)
    assert forwards(index, quads) == forwards(GraphIndex(quads), quads)
    assert set(index.store(set())[0]) == set(quads)


def test_named_graphs_are_left_out() -> None:
    (quad,) = parse("ex:a ex:p 1 .")
    named = ox.Quad(quad.subject, quad.predicate, quad.object, GRAPH)
    index = GraphIndex([named])
    assert forwards(index, [quad]) == []
    assert not list(index.store(set())[0])
    index.update({named}, {quad})
    index.update({named}, {named})
    assert set(index.store(set())[0]) == {quad}
