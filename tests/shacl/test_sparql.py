"""SHACL-SPARQL: pre-bound variables, constraint components, targets, prefixes and messages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.shacl import ShapesError, pyshacl_reference, validate, validator
from kgtools.shacl.incremental import IncrementalValidation
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.sparql.queries import Rows, SparqlQuery
from kgtools.shacl.vocabulary import SH
from tests.shacl.shapes_data import EX, TRIPLES, agree, keys, parse, results_of, shapes_of

DATA = """ex:a a ex:C ; ex:p 1, 2 ; ex:q ex:b ; ex:l "eins"@de, "one"@en . ex:b a ex:C ; ex:p 3 ; ex:l "zwei" .
    ex:b ex:q ex:a . _:c a ex:C ; ex:p 9 ."""


def found_by(select: str, shape: str = "", data: str = DATA) -> list[Result]:
    """What a constraint of a shape of ex:C finds."""
    constraint = f"sh:sparql [ sh:prefixes ex:prefixes ; sh:select '''{select}''' ]"
    return results_of(shapes_of(f"ex:S a ex:T ; sh:targetClass ex:C ; {shape} {constraint} ."), parse(data))


def ends(results: list[Result]) -> list[str]:
    """Focus nodes by the ends of their IRIs, and values."""

    def end(term: object) -> str:
        return "_" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term)).rpartition("/")[2]

    return sorted(f"{end(result.focus_node)} {end(result.value)}" for result in results)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("SELECT $this ?value WHERE { $this ex:p ?value } ORDER BY ?value LIMIT 1", ["_ 9", "a 1", "b 3"]),
        ("SELECT $this ?value WHERE { $this ex:p ?value } ORDER BY ?value OFFSET 1", ["a 2"]),
        # A subquery within EXISTS is evaluated before it is joined.
        ("SELECT $this WHERE { $this a ex:C FILTER EXISTS { { SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p ?x }"
         " GROUP BY $this } FILTER(?n > 1) } }", ["a a"]),
        ("SELECT $this WHERE { { { FILTER($this = ex:a) } FILTER(BOUND($this)) } }", ["a a"]),
        ("SELECT $this WHERE { FILTER NOT EXISTS { ?other ex:q ?z FILTER(?z = $this) } }", ["_ _"]),
        ("PREFIX own: <https://example.org/> SELECT $this WHERE { $this own:p 3 }", ["b b"]),
        ("# a remark\nSELECT $this WHERE { $this ex:p 3 }", ["b b"]),
        ("SELECT $this WHERE { GRAPH $shapesGraph { $currentShape a ex:T } FILTER(BOUND($shapesGraph)) }",
         ["_ _", "a a", "b b"]),
        ("SELECT $this WHERE { GRAPH $shapesGraph { $currentShape a ex:C } }", []),
    ],
)  # fmt: skip
def test_pre_bound_variables(select: str, expected: list[str]) -> None:
    assert ends(found_by(select)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("ex:p", ["_ 9", "b 3"]), ("( ex:q ex:p )", ["a 3"]), ("[ sh:inversePath ex:q ]", [])],
)
def test_a_query_uses_the_path_of_its_shape(path: str, expected: list[str]) -> None:
    found = found_by("SELECT $this ?value WHERE { $this $PATH ?value FILTER(?value > 2) }", f"sh:path {path} ;")
    assert ends(found) == expected


@pytest.mark.parametrize(
    ("where", "asked", "expected"),
    [
        ("$this ex:p ?v . ?v ex:none ?w", False, []),
        ("$this ex:p/ex:none ?v", False, []),
        ("$this ^ex:none ?v", False, []),
        ("?other a ex:None", False, []),
        ("$this ex:q ex:nobody", False, []),
        ("$this ex:q ex:b . $this ex:q ex:a", False, []),  # each is said, but of no node both
        ("ex:a ex:none $this", False, []),
        ("$this ex:q/ex:q ex:a . ?x ex:q ex:b", True, ["a a"]),
        ("$this ex:none*/ex:q ex:a", True, ["b b"]),
        ("$this ex:none|ex:q ex:a", True, ["b b"]),
        ("ex:a ex:q $this", True, ["b b"]),
        ("?s ?p ex:nobody", True, []),
        ("$this ex:q ex:a OPTIONAL { $this ex:none ?v }", True, ["b b"]),
        ("{ $this ex:none ?v } UNION { $this ex:q ex:a }", True, ["b b"]),
        ("$this ex:q ex:a FILTER NOT EXISTS { $this ex:none ?v }", True, ["b b"]),
        ("{ SELECT $this WHERE { $this ex:none ?v } }", True, []),
    ],
)
def test_a_query_is_asked_only_where_the_graph_has_what_every_solution_needs(
    where: str, asked: bool, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = []
    solutions = SparqlQuery.solutions

    def noted(query: SparqlQuery, *given: Any) -> Rows:
        texts.append(query.query)
        return solutions(query, *given)

    monkeypatch.setattr(SparqlQuery, "solutions", noted)
    assert ends(found_by(f"SELECT $this WHERE {{ {where} }}")) == expected
    assert bool(texts) == asked


def test_only_true_is_a_failure_and_a_query_words_its_message() -> None:
    (found,) = found_by(
        "SELECT $this ?message ?failure WHERE { $this ex:p 3 BIND('so'@en AS ?message) BIND(false AS ?failure) }"
    )
    assert found.messages == (ox.Literal("so", language="en"),)
    with pytest.raises(
        ShapesError, match=r"shape S: cannot evaluate <https://example.org/b>, for which a query reports"
    ):
        found_by("SELECT $this ?failure WHERE { $this ex:p 3 BIND(true AS ?failure) }")


K = "ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ]"
LANGUAGE = """ex:Language a sh:ConstraintComponent ; sh:labelTemplate "Only {$lang}"@en ; sh:message "not {?lang}" ;
    sh:parameter [ sh:path ex:lang ; sh:datatype xsd:string ; sh:minLength 2 ] ,
        [ sh:path ex:most ; sh:optional true ; sh:datatype xsd:integer ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes ex:prefixes ;
        sh:ask "ASK { FILTER(LANG($value) = $lang || STRLEN(STR($value)) > COALESCE($most, 9)) }" ] .
ex:Fewer a sh:ConstraintComponent ; sh:parameter [ sh:path ex:than ] ;
    sh:propertyValidator [ sh:message "{$this}: {?value} is not below {$than}"@en ; sh:prefixes ex:prefixes ;
        sh:select "SELECT $this ?value WHERE { $this $PATH ?value FILTER(?value >= $than) }" ] .
"""


def test_a_component_is_asked_for_each_value() -> None:
    shapes = shapes_of(LANGUAGE + "ex:S sh:targetClass ex:C ; sh:path ex:l ; ex:lang 'de' .")
    results = results_of(shapes, parse(DATA))
    assert ends(results) == ["a one", "b zwei"]
    assert {result.source_constraint_component for result in results} == {ox.NamedNode(EX + "Language")}
    assert {result.messages for result in results} == {(ox.Literal("not de"),)}
    # pySHACL leaves out the value, which the standard has (6.3, with 5.3.2).
    quads = pyshacl_reference.to_rdflib(parse(DATA))
    valueless = [replace(result, value=None) for result in results]
    assert keys(pyshacl_reference.evaluate(shapes, quads)) == keys(valueless)


def test_a_component_takes_optional_parameters_and_several_values_of_its_only_one() -> None:
    shapes = shapes_of(
        LANGUAGE
        + """ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:l ; ex:lang 'de' ; ex:most 3 ] ,
        [ sh:path ex:p ; ex:than 3, 9 ] , [ sh:path ex:p ; ex:most 3 ] ."""
    )
    results = results_of(shapes, parse(DATA))
    assert ends(results) == ["_ 9", "_ 9", "a one", "b 3"]
    assert ox.Literal(f"{EX}b: 3 is not below 3", language="en") in {m for result in results for m in result.messages}


def test_an_ask_may_compare_a_value_with_its_focus_node_and_see_numbers_as_they_are() -> None:
    shapes = shapes_of("""ex:Own a sh:ConstraintComponent ; sh:parameter [ sh:path ex:own ] ; sh:labelTemplate "own" ;
        sh:validator [ sh:prefixes ex:prefixes ; sh:ask "ASK { $value ex:q $this FILTER($own = 1) }" ] .
        ex:Small a sh:ConstraintComponent ; sh:parameter [ sh:path ex:below ] ;
        sh:validator [ sh:ask "ASK { FILTER($value < $below) }" ] .
        ex:S sh:targetClass ex:C ; sh:path ex:q ; ex:own 1 . ex:N sh:targetNode ex:n ; sh:path ex:p ; ex:below 2 .""")
    data = DATA + 'ex:b ex:q ex:d . ex:n ex:p "01"^^xsd:integer, 1, "02"^^xsd:integer, 2.50 .'
    results = results_of(shapes, parse(data))
    assert ends(results) == ["b d", "n 02", "n 2.50"]
    assert {result.messages for result in results} == {(ox.Literal("own"),), ()}


def test_what_describes_a_component_of_shacl_itself_changes_nothing() -> None:
    described = """sh:PatternConstraintComponent a sh:ConstraintComponent ; sh:parameter [ sh:path sh:pattern ] ,
        [ sh:path sh:flags ; sh:optional true ] ; sh:validator ex:impl . ex:impl sh:ask "ASK { FILTER(false) }" .
        ex:S sh:targetClass ex:C ; sh:path ex:l ; sh:pattern "^[eo]" ."""
    assert ends(results_of(shapes_of(described), parse(DATA))) == ["b zwei"]


def test_a_component_without_a_validator_for_the_kind_of_shape_is_ignored() -> None:
    assert results_of(shapes_of(LANGUAGE + "ex:S sh:targetClass ex:C ; ex:than 1 ."), parse(DATA)) == []


def test_the_shape_words_what_nobody_else_does() -> None:
    component = K + " ; sh:validator [ sh:ask 'ASK { FILTER(false) }' ] ;"
    shape = "sh:labelTemplate 'never {$k}' . ex:S sh:targetNode ex:a ; ex:k 1"
    (plain,) = results_of(shapes_of(f"{component} {shape} ."), [])
    (worded,) = results_of(shapes_of(f"{component} {shape} ; sh:message 'no' ."), [])
    assert (plain.messages, worded.messages) == ((ox.Literal("never 1"),), (ox.Literal("no"),))


USED = " . ex:S sh:targetNode ex:a ; ex:k 1 ."
SELECT = "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:sparql [ sh:select '@' ] ."
OTHER = "ex:o sh:declare [ sh:prefix 'ex' ; sh:namespace 'urn:other'^^xsd:anyURI ] . ex:S sh:targetNode ex:a ;"


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        (LANGUAGE + "ex:S sh:path ex:p ; ex:lang 'd' .",
         'shape S: cannot evaluate "d" as <https://example.org/lang>; expected what sh:minLength'),
        (LANGUAGE + "ex:S sh:path ex:p ; ex:lang 'de' ; ex:most 'x' ; sh:maxCount 1 .", 'cannot evaluate "x" as'),
        (LANGUAGE + "ex:S sh:path ex:p ; ex:lang 'de', 'en' ; sh:maxCount 1 .", "2 values of lang"),
        (K.replace("ex:k", "ex:k ; sh:optional true") + " .", "that is not optional"),
        (K.replace("ex:k", "ex:value") + " .", "whose name cannot be that of a variable"),
        (K.replace("ex:k", "ex:k-k") + " .", "whose name cannot be that of a variable"),
        (K + ", [ sh:path <urn:x/k> ] .", "two parameters of one name"),
        (K.replace("ex:K", "[]") + " .", "without an IRI"),
        (K + " ; sh:validater [] .", "sh:validater at a constraint component; expected sh:validator"),
        (K + " ; sh:validator [ sh:jsFunctionName 'f' ]" + USED, "a sh:validator without a query in SPARQL"),
        (K + " ; sh:validator [ sh:ask 'ASK { BIND(1 AS ?value) }' ]" + USED, "gives [?]value a value of its own"),
        (K + " ; sh:nodeValidator [ sh:select 'SELECT $this { { SELECT $this { $this ?p $k } } }' ]" + USED,
         "does not select [$]k"),
        (SELECT.replace("@", "SELECT $this { $this $PATH ?x }").replace("sh:path ex:p ;", ""), "shape without a path"),
        (SELECT.replace("@", "SELECT $this { $PATH ?p ?x }"), "[$]PATH elsewhere than as the property"),
        (SELECT.replace("@", "SELECT $this { $this ex:p ?x }"), "cannot be parsed [(]error at 1:"),
        (SELECT.replace("@", "ASK { $this ?p ?x }"), "no SELECT; expected SELECT"),
        (SELECT.replace("@", "ASK { $this ?p ?x }").replace("sh:select", "sh:ask"), "sh:ask beside a sh:select"),
        (SELECT.replace("sh:select '@'", "sh:message 'x'"), "a query without sh:select"),
        (OTHER + "sh:sparql [ sh:prefixes ex:o, ex:prefixes ; sh:select 'SELECT $this { $this ?p ?x }' ] .",
         'two namespaces of the prefix "ex"'),
        ("ex:S sh:target [ a sh:JSTarget ; sh:jsFunctionName 'f' ] .", "a sh:target without a sh:select"),
        ("ex:S sh:target [ sh:select 'SELECT ?x { ?x ?y ?z }' ] .", "a SPARQL target that does not select [$]this"),
    ],
)  # fmt: skip
def test_what_is_ill_formed_in_sparql_is_named(turtle: str, expected: str) -> None:
    with pytest.raises(ShapesError, match=expected) as refused:
        validate([], parse(turtle))
    assert "\n" not in str(refused.value)


def test_prefixes_come_through_imports_in_any_circle() -> None:
    shapes = """@prefix owl: <http://www.w3.org/2002/07/owl#> . ex:one owl:imports ex:two . ex:two owl:imports ex:one ;
        sh:declare [ sh:prefix "far" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
        ex:S sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex:one ; sh:select "SELECT $this { $this far:p 3 }" ] ."""
    assert ends(results_of(shapes_of(shapes), parse(DATA))) == ["b b"]


TARGETS = """ex:S a sh:NodeShape ; sh:nodeKind sh:Literal ; sh:target [ a ex:Having ; ex:number 1 ] ,
        [ a sh:SPARQLTarget ; sh:prefixes ex:prefixes ; sh:select "SELECT ?this { ?this ex:p 3 }" ] .
    ex:Having a sh:SPARQLTargetType ; rdfs:subClassOf sh:Target ; sh:labelTemplate "all with {$number}" ;
        sh:prefixes ex:prefixes ; sh:parameter [ sh:path ex:number ; sh:datatype xsd:integer ] ;
        sh:select "SELECT ?this { ?this ex:p $number }" ."""


def test_targets_are_selected_with_the_arguments_of_their_type() -> None:
    shapes = shapes_of(TARGETS)
    assert ends(results_of(shapes, parse(DATA))) == ["a a", "b b"]
    agree(shapes, parse(DATA))


EVERYTHING = (
    LANGUAGE
    + TARGETS
    + """
ex:Linked a sh:ConstraintComponent ; sh:parameter [ sh:path ex:linked ] ;
    sh:validator [ sh:prefixes ex:prefixes ; sh:ask "ASK { $value ex:q ?x . ?x ex:r ?y }" ] .
ex:Mutual a sh:ConstraintComponent ; sh:parameter [ sh:path ex:mutual ] ;
    sh:validator [ sh:prefixes ex:prefixes ; sh:ask "ASK { $value ex:p $this }" ] .
ex:L sh:targetClass ex:High ; sh:targetSubjectsOf ex:q ; sh:path ex:l ; ex:lang 'en' ; ex:than 4 .
ex:P sh:targetSubjectsOf ex:p ; sh:path ( ex:p [ sh:inversePath ex:q ] ) ; ex:than 4 ; ex:linked 1 ; ex:mutual 1 .
ex:N sh:targetSubjectsOf ex:n ; sh:node [ sh:property ex:P ] ; sh:property [ sh:path ex:n ; ex:than 4 ; sh:sparql [
    sh:prefixes ex:prefixes ; sh:select "SELECT $this ?value WHERE { $this $PATH ?value ; ex:q/ex:r ?z }" ] ] .
ex:First sh:targetSubjectsOf ex:q ; sh:sparql [ sh:prefixes ex:prefixes ;
    sh:select "SELECT $this ?value WHERE { $this ex:q ?value ; ex:r ?w } ORDER BY ?value LIMIT 1" ] ."""
)
Triples = list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]


@cache
def everything() -> Shapes:
    return shapes_of(EVERYTHING)


@settings(max_examples=25, deadline=None)
@given(st.lists(TRIPLES, min_size=1, max_size=20), st.lists(st.lists(TRIPLES, min_size=1, max_size=3), max_size=3))
def test_components_and_targets_are_kept_up_to_date(start: Triples, changes: list[Triples]) -> None:
    shapes = everything()
    quads = {ox.Quad(*triple) for triple in start}
    validation = IncrementalValidation(shapes, set(quads))
    for change in changes:
        flipped = {ox.Quad(*triple) for triple in change}
        validation.update(flipped & quads, flipped - quads)
        quads ^= flipped
        assert keys(validation.results) == keys(results_of(shapes, quads))


@settings(max_examples=20, deadline=None)
@given(st.lists(TRIPLES, min_size=1, max_size=20))
def test_all_focus_nodes_together_give_what_each_gives_alone(triples: Triples) -> None:
    quads = {ox.Quad(*triple) for triple in triples}
    index = GraphIndex(quads)
    alone = [
        result
        for shape in everything().targeted
        for node in validator.focus_nodes(shape, index)
        for _, result in validator.evaluate(shape, index, {node})
    ]
    assert keys(alone) == keys(results_of(everything(), quads))


def test_what_does_not_conform_to_a_node_shape_says_why() -> None:
    shapes = parse("""ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:q ; sh:node ex:B ] .
        ex:B sh:nodeKind sh:IRI ; sh:property [ sh:path ex:p ; sh:maxInclusive 2 ; sh:message "too much" ] .""")
    report = validate(parse(DATA), shapes)
    (result,) = report.results
    (detail,) = result.details
    assert (result.value, detail.value) == (ox.NamedNode(EX + "b"), ox.Literal(3))
    written = report.to_quads("urn:check:")
    assert [str(quad.object) for quad in written if quad.predicate.value == SH + "detail"] == ["<urn:check:detail:1>"]
    assert ox.Literal("too much") in {quad.object for quad in written}
