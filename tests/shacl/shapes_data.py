"""Small shapes and graphs for the tests of kgtools.shacl, and the comparison of its results with pySHACL's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from hypothesis import strategies as st

from kgtools.graph import statements
from kgtools.shacl import pyshacl_reference, validator
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.shapes.parser import parse_shapes
from kgtools.shacl.vocabulary import RDF, RDFS, SH, TYPE, XSD

EX = "https://example.org/"
PREFIXES = f"""
@prefix sh: <{SH}> . @prefix ex: <{EX}> . @prefix xsd: <{XSD}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}"^^xsd:anyURI ] .
"""
SOURCE = "shapes.ttl"  # what the shapes of `shapes_of` are said to come from


def parse(turtle: str) -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(input=PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def shapes_of(turtle: str) -> Shapes:
    return parse_shapes([(SOURCE, parse(turtle))])


def results_of(shapes: Shapes, quads: Iterable[ox.Quad]) -> list[Result]:
    return list(validator.results(shapes, GraphIndex(set(quads))))


def keys(results: Iterable[Result]) -> Counter[tuple[object, ...]]:
    """Results as they are compared: all but messages, which pySHACL words itself where a shape has none."""
    return Counter(
        (r.focus_node, str(r.path or ""), r.value, r.source_constraint_component, r.source_shape, r.severity,
         r.source_constraint)
        for r in results
    )  # fmt: skip


def agree(shapes: Shapes, quads: Iterable[ox.Quad], in_rdflib: rdflib.Graph | None = None) -> int:
    """Check that the validator and pySHACL find the same in a graph; return how much they found.

    `in_rdflib` is the same graph, where it is at hand.
    """
    quads = set(quads)
    found = keys(results_of(shapes, quads))
    if in_rdflib is None:
        in_rdflib = pyshacl_reference.to_rdflib(statements.default(quads))
    expected = keys(pyshacl_reference.evaluate(shapes, in_rdflib))
    assert found - expected == Counter(), "found by the validator only"
    assert expected - found == Counter(), "found by pySHACL only"
    return found.total()


EVERYTHING = """
ex:Low rdfs:subClassOf ex:High .
ex:Class a rdfs:Class, sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:message "few" ] .
ex:Values a sh:NodeShape ; sh:targetClass ex:High ; sh:targetNode ex:a, ex:nowhere ;
    sh:property ex:Count, ex:Kind, ex:Range, ex:Words, ex:Pairs, ex:Same, ex:Deep, ex:Qualified .
ex:Count sh:path ex:p ; sh:minCount 2 ; sh:maxCount 3 ; sh:hasValue ex:b ; sh:in ( ex:a ex:b 1 "x" ) .
ex:Kind sh:path ex:q ; sh:nodeKind sh:IRIOrLiteral ; sh:class ex:High ; sh:severity sh:Warning .
ex:Range sh:path ex:n ; sh:minInclusive 1 ; sh:maxExclusive 5 ; sh:datatype xsd:integer .
ex:Words sh:path ex:l ; sh:minLength 2 ; sh:maxLength 4 ; sh:pattern "^A|b$" ; sh:flags "i" ;
    sh:languageIn ( "en" "uz" ) ; sh:uniqueLang true ; sh:datatype rdf:langString .
ex:Pairs sh:path ex:n ; sh:lessThan ex:m ; sh:lessThanOrEquals ex:k .
ex:Same sh:path ex:p ; sh:equals ex:q ; sh:disjoint ex:r .
ex:Deep sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:maxCount 1 ;
    sh:property [ sh:path [ sh:alternativePath ( ex:q [ sh:zeroOrMorePath ex:r ] ) ] ; sh:nodeKind sh:IRI ; sh:maxCount 2 ] .
ex:Qualified sh:path ex:q ; sh:qualifiedValueShape [ sh:class ex:Low ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 .
ex:Logic a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:targetObjectsOf ex:r ;
    sh:or ( [ sh:class ex:Low ] [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ] ) ;
    sh:xone ( [ sh:class ex:High ] [ sh:nodeKind sh:Literal ] ) ;
    sh:and ( [ sh:nodeKind sh:IRI ] ex:Closed ) ; sh:not [ sh:property [ sh:path ex:r ; sh:hasValue ex:a ] ] ; sh:node ex:Closed .
ex:Closed a sh:NodeShape ; sh:targetSubjectsOf ex:k ; sh:closed true ; sh:ignoredProperties ( rdf:type ex:q ) ;
    sh:property [ sh:path ex:p ] , [ sh:path [ sh:oneOrMorePath ex:r ] ; sh:maxCount 2 ] .
ex:Off a sh:NodeShape ; sh:targetClass ex:High ; sh:deactivated true ; sh:nodeKind sh:Literal .
ex:Rules a sh:NodeShape ; sh:targetClass ex:High ; sh:targetObjectsOf ex:r ;
    sh:sparql [ a sh:SPARQLConstraint ; sh:prefixes ex:prefixes ; sh:message "{$this} and {?x}" ;
        sh:select "SELECT $this ?x WHERE { $this ex:p ?x . FILTER NOT EXISTS { $this ex:q ?y . FILTER(?x != ?y) } }" ] ,
    [ sh:prefixes ex:prefixes ; sh:message "optional" ;
        sh:select "SELECT $this ?value WHERE { ?value ex:q ?z OPTIONAL { $this ex:r ?o FILTER(?o = ?z) } FILTER(!BOUND(?o) && ?z != $this) }" ] ,
    [ sh:prefixes ex:prefixes ; sh:message "union" ;
        sh:select "SELECT $this ?value ?path WHERE { { ?value ex:p $this } UNION { ?value ex:r ?w FILTER(?w = $this) } BIND(ex:p AS ?path) }" ] ,
    [ sh:prefixes ex:prefixes ; sh:message "distinct" ;
        sh:select "SELECT $this ?n WHERE { { SELECT $this (COUNT(DISTINCT ?v) AS ?n) WHERE { $this ex:p|ex:q ?v } GROUP BY $this } FILTER(?n > 2) }" ] ,
    [ sh:prefixes ex:prefixes ; sh:message "count" ;
        sh:select "SELECT $this (COUNT(?v) AS ?n) WHERE { { $this ex:p ?v } UNION { $this ex:q/ex:r ?v } } GROUP BY $this HAVING (COUNT(?v) > 1)" ] .
"""  # noqa: E501
_NODES = [ox.NamedNode(EX + name) for name in "abcd"]
_VALUES = [
    *_NODES,
    *(ox.Literal(number) for number in (0, 1, 4, 5)),
    *(ox.Literal(text) for text in ("x", "Ab", "long one")),
    *(ox.Literal(text, language=tag) for text, tag in (("ab", "en"), ("ba", "EN"), ("abc", "en-GB"), ("b", "uz-Cyrl"),
                                                       ("ab", "fr"))),
    ox.Literal("one", datatype=ox.NamedNode(XSD + "integer")),
]  # fmt: skip
TRIPLES = st.one_of(
    st.tuples(st.sampled_from(_NODES), st.just(TYPE), st.sampled_from([ox.NamedNode(EX + "Low"),
              ox.NamedNode(EX + "High"), ox.NamedNode(EX + "Class")])),
    st.tuples(st.sampled_from(_NODES), st.sampled_from([ox.NamedNode(EX + name) for name in "pqr"]),
              st.sampled_from(_NODES)),
    st.tuples(st.sampled_from(_NODES), st.sampled_from([ox.NamedNode(EX + name) for name in "pqrl"]),
              st.sampled_from(_VALUES)),
    st.tuples(st.sampled_from(_NODES), st.sampled_from([ox.NamedNode(EX + name) for name in "nmk"]),
              st.sampled_from([ox.Literal(number) for number in range(6)])),
)  # fmt: skip
