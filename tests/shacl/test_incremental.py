"""Validation after a change: what it evaluates again is all that can have changed."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.shacl.incremental import IncrementalValidation, evaluate_change
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.shapes.model import Shapes
from tests.shacl.shapes_data import EVERYTHING, EX, TRIPLES, keys, parse, results_of, shapes_of

MORE_CONSTRAINTS = """
SELECT $this ?x WHERE { ?x ex:p $this . ?y ex:q/ex:r* ?x OPTIONAL { ?y ^ex:r ?z . ?z ex:p 1 } FILTER(!BOUND(?z)) }
SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER NOT EXISTS { ?other ?path ?value ; a ex:Low FILTER(?other != $this) } }
SELECT $this ?v WHERE { $this ex:p|ex:q ?v . { ?v a ex:Low } UNION { ?v ex:r ?w . ?w a ex:High } }
SELECT $this ?a WHERE { $this a ?c . ?a ex:p ?b ; ex:q ?b FILTER(?a != $this && ?b != $this) }
SELECT $this (COUNT(DISTINCT ?v) AS ?n) WHERE { $this (ex:p/ex:q)|^ex:r ?v } GROUP BY $this HAVING (COUNT(DISTINCT ?v) > 1)
SELECT $this ?a WHERE { ?a ex:p $this ; ex:q ?b . ?b ex:r ?c }
SELECT $this ?v WHERE { $this ex:p ?a ; ex:q ?b . ?v ex:p ?a ; ex:q ?b FILTER(?v != $this) }
SELECT $this WHERE { $this ex:q ?a FILTER EXISTS { ?a ex:p ?b . ?b ex:r ?c . ?c a ex:Low } }
SELECT $this ?a WHERE { $this ex:p ?v ; ex:q ?w . { ?a a ex:Low ; ex:r ?t } FILTER (CONTAINS(STR(?v), STR(?t))) FILTER (?w != ?t) }
SELECT $this ?a WHERE { $this ex:p ?v . FILTER NOT EXISTS { ?a ex:p ?b . ?b ex:q ?t . FILTER (CONTAINS(STR(?v), STR(?t))) } }
SELECT $this ?n WHERE { { SELECT $this (COUNT(?v) AS ?n) WHERE { $this ex:p/ex:q ?v } GROUP BY $this } FILTER(?n > 1) }
""".strip().splitlines()  # noqa: E501
# Each constraint in a shape of its own, so that one that is always evaluated whole does not hide the others.
MORE = "".join(
    f"ex:More{number} a sh:NodeShape ; sh:targetClass ex:High ; sh:targetSubjectsOf ex:q ;"
    f' sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{select}" ] .\n'
    for number, select in enumerate(MORE_CONSTRAINTS)
)


@cache
def changing() -> Shapes:
    return shapes_of(EVERYTHING + MORE)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(TRIPLES, min_size=1, max_size=20),
    st.lists(st.lists(TRIPLES, min_size=1, max_size=3), min_size=1, max_size=4),
)
def test_what_a_change_can_reach_is_all_that_changes(
    start: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]],
    changes: list[list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]],
) -> None:
    shapes = changing()
    quads = {*parse("ex:Low rdfs:subClassOf ex:High ."), *(ox.Quad(*triple) for triple in start)}
    validation = IncrementalValidation(shapes, set(quads))
    for change in changes:  # a triple that is there goes, another comes
        flipped = {ox.Quad(*triple) for triple in change}
        validation.update(flipped & quads, flipped - quads)
        quads ^= flipped
        assert keys(validation.results) == keys(results_of(shapes, quads))


@pytest.mark.parametrize(
    ("shape", "change"),
    [
        ("sh:targetNode ex:a ; sh:path ex:p ; sh:class ex:High", "ex:b a ex:High ."),
        ("sh:targetNode ex:a ; sh:path ex:p ; sh:equals ex:m", "ex:a ex:m ex:c ."),
        ("sh:targetNode ex:a ; sh:path ex:p ; sh:disjoint ex:m", "ex:a ex:m ex:b ."),
        ("sh:targetNode ex:a ; sh:path ex:n ; sh:lessThan ex:m", "ex:a ex:m 0 ."),
        ("sh:targetSubjectsOf ex:m ; sh:path ex:p ; sh:maxCount 0", "ex:a ex:m ex:c ."),
        ("sh:targetObjectsOf ex:m ; sh:path ex:p ; sh:minCount 1", "ex:a ex:m ex:c ."),
        ("sh:targetClass ex:High ; sh:path ex:p ; sh:minCount 1", "ex:c a ex:High ."),
        ("sh:targetNode ex:a ; sh:path [ sh:inversePath ex:m ] ; sh:maxCount 0", "ex:b ex:m ex:a ."),
        ("sh:targetNode ex:a ; sh:closed true ; sh:ignoredProperties ( ex:p ex:n )", "ex:a ex:m 0 ."),
        (
            f"sh:target [ sh:select 'SELECT ?this {{ ?this <{EX}m> ?x }}' ] ; sh:path ex:p ; sh:maxCount 0",
            "ex:a ex:m 0 .",
        ),
    ],
)
def test_a_shape_is_evaluated_again_for_each_property_that_it_looks_at(shape: str, change: str) -> None:
    shapes, before, new = shapes_of(f"ex:S {shape} ."), set(parse("ex:a ex:p ex:b ; ex:n 1 .")), set(parse(change))
    validation = IncrementalValidation(shapes, before)
    was = keys(validation.results)
    validation.update(set(), new - before)
    assert keys(validation.results) == keys(results_of(shapes, before | new)) != was


def test_a_node_that_goes_with_all_its_triples_leaves_no_result_behind() -> None:
    """What led from the changed triples to the focus node before the change is itself among them."""
    shapes = shapes_of(MORE)
    twin, there = set(parse("ex:b ex:p 1 ; ex:q 2 .")), set(parse("ex:a a ex:High ; ex:p 1 ; ex:q 2 ."))
    validation = IncrementalValidation(shapes, twin | there)
    before = keys(validation.results)
    validation.update(twin - there, set())
    assert keys(validation.results) == keys(results_of(shapes, there))
    assert keys(validation.results) != before


def test_a_node_that_lacks_what_the_patterns_beside_it_ask_is_not_looked_at() -> None:
    """A claim that is no figure is accepted or not: no rule on figures of its article need be asked."""
    rule = "SELECT $this WHERE { $this ex:p ?a . ?other ex:p ?a ; ex:q 1 ; ex:r ?c FILTER(?other != $this) }"
    shapes = shapes_of(
        "ex:Rule a sh:NodeShape ; sh:targetSubjectsOf ex:p ;"
        f' sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{rule}" ] .'
    )
    index = GraphIndex(parse("ex:a ex:p 7 . ex:b ex:p 7 ; ex:q 1 . ex:c ex:p 7 ; ex:q 1 ; ex:r 2 ."))
    assert not list(evaluate_change(shapes, index, parse("ex:b ex:q 1 .")))
    assert list(evaluate_change(shapes, index, parse("ex:c ex:q 1 .")))
    assert list(evaluate_change(shapes, index, parse("ex:b ex:q 1 ; ex:r 3 .")))  # it had one before


@pytest.mark.parametrize(
    ("label", "looked_at"), [("'Arthur'@en", ["a"]), ("'Ban'", ["b"]), ("'Mordred'", []), ("7", ["a", "b"])]
)
def test_a_filter_leads_from_a_changed_text_to_the_texts_that_hold_it(label: str, looked_at: list[str]) -> None:
    """Of what is no text it is not sure how Oxigraph writes it."""
    rule = (
        "SELECT $this ?a WHERE { $this ex:p 1 ; ex:q ?v . ?a a ex:Low ; ex:q ?t FILTER (CONTAINS(STR(?v), STR(?t))) }"
    )
    shapes = shapes_of(
        "ex:Rule a sh:NodeShape ; sh:targetSubjectsOf ex:p ;"
        f' sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{rule}" ] .'
    )
    visits = "ex:a ex:p 1 ; ex:q 'of Arthur' . ex:b ex:p 1 ; ex:q 'of Ban' . ex:d ex:q 'of Arthur and Ban' ."
    index = GraphIndex(parse(f"{visits} ex:c a ex:Low ; ex:q {label} ."))
    found = [nodes for _, (nodes, _) in evaluate_change(shapes, index, parse(f"ex:c ex:q {label} ."))]
    assert found == ([{index.id_of(ox.NamedNode(EX + one)) for one in looked_at}] if looked_at else [])
    assert not list(evaluate_change(shapes, index, parse(f"ex:d ex:q {label} .")))  # which is no name
