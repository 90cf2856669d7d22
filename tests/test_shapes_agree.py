"""The fast road and pySHACL give the same results, one by one; what the fast road does not know it refuses."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools import namespaces, ontology
from kgtools.checks.changes import evaluate_change
from kgtools.claims import reader
from kgtools.errors import DataError
from kgtools.graph import statements
from kgtools.shacl import pyshacl_reference as reference
from kgtools.shacl import shapes as reading
from kgtools.shacl import validator as engine
from kgtools.shacl.index import Data
from kgtools.shacl.shapes import SH, Shapes
from kgtools.shacl.validator import Result
from tests.conftest import MINI, ROOT

EX = "https://example.org/"
PREFIXES = f"""
@prefix sh: <{SH}> . @prefix ex: <{EX}> . @prefix xsd: <{namespaces.XSD}> .
@prefix rdf: <{namespaces.RDF}> . @prefix rdfs: <{namespaces.RDFS}> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}"^^xsd:anyURI ] .
"""


def parse(turtle: str) -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(input=PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def shapes_of(turtle: str) -> Shapes:
    return reading.read([("ontology/shapes/test.ttl", parse(turtle))])


def fast(shapes: Shapes, quads: set[ox.Quad]) -> list[Result]:
    data = Data(set(quads))
    return [
        result for shape in shapes.targeted for _, result in engine.evaluate(shape, data, data.targets(shape.targets))
    ]


def keys(results: list[Result]) -> Counter[tuple[object, ...]]:
    return Counter((r.focus, r.path, r.value, r.component, r.shape, r.severity) for r in results)


def agree(shapes: Shapes, quads: set[ox.Quad]) -> int:
    """Check that both roads find the same in a graph; return how much they found."""
    found = keys(fast(shapes, quads))
    expected = keys(reference.evaluate(shapes, reference.to_rdflib(statements.default(quads))))
    assert found - expected == Counter(), "found by the fast road only"
    assert expected - found == Counter(), "found by pySHACL only"
    return found.total()


# -- the house ------------------------------------------------------------------------------------------


@cache
def house(root: Path, core: bool) -> tuple[Shapes, frozenset[ox.Quad]]:
    """Shapes and graph of a house; with `core` without the rules in SPARQL, which pySHACL runs for minutes."""
    files = []
    for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
        quads = tuple(ontology.parse_file(path, ROOT))
        rules = {quad.object for quad in quads if quad.predicate.value == SH + "sparql"} if core else set()
        files.append((path.name, tuple(quad for quad in quads if rules.isdisjoint((quad.subject, quad.object)))))
    terms = ontology.load(ROOT)
    return reading.read(files), frozenset(statements.quads(reader.load(root, terms), terms))


def test_both_find_the_same_in_the_real_graph() -> None:
    shapes, quads = house(ROOT, core=True)
    agree(shapes, set(quads))


def slim(quads: frozenset[ox.Quad]) -> list[ox.Quad]:
    """A graph without the texts about terms, which no shape looks at."""
    texts = {namespaces.RDFS + "label", namespaces.SKOS + "definition", namespaces.RDFS + "comment"}
    return sorted(
        (
            quad
            for quad in statements.default(quads)
            if str(quad.subject).startswith((f"<{namespaces.ID}", f"<{namespaces.BASE}claim"))
            or quad.predicate.value not in texts
        ),
        key=str,
    )


def spoil(quads: list[ox.Quad], chance: random.Random, times: int) -> set[ox.Quad]:
    """A graph with some triples lost, and values of others exchanged or added."""
    found = set(quads)
    data = [quad for quad in quads if str(quad.subject).startswith(f"<{namespaces.BASE}")]
    odd = [
        ox.Literal("x"),
        ox.Literal("x", language="fr"),
        ox.Literal("x", datatype=ox.NamedNode(namespaces.XSD + "date")),
    ]
    # pySHACL compares what cannot be compared, see test_what_cannot_be_compared_is_a_result.
    oa = namespaces.PREFIXES["oa"]
    compared = {namespaces.term("earliest"), namespaces.term("latest"), oa + "start", oa + "end"}
    data = [quad for quad in data if quad.predicate.value not in compared]
    for _ in range(times):
        one, other = chance.sample(data, 2)
        kind = chance.choice(("lose", "exchange", "add", "odd"))
        if kind != "add":
            found.discard(one)
        if kind != "lose":
            value = chance.choice(odd) if kind == "odd" else other.object
            found.add(ox.Quad(one.subject, one.predicate, value))
    return found


def test_both_find_the_same_in_the_tiny_house_and_in_spoiled_ones() -> None:
    shapes, quads = house(MINI, core=True)
    assert agree(shapes, set(quads)) == 0
    small = slim(quads)
    chance = random.Random(20)
    found = [agree(shapes, spoil(small, chance, times=25)) for _ in range(6)]
    assert min(found) > 5


CASES = ROOT / "tests" / "cases"


def about(shape: str) -> Shapes:
    """The shapes that a case file is named after: the shape, those it stands in, and all below these."""
    every, _ = house(MINI, core=False)
    below: dict[object, list[ox.Quad]] = {}
    above: dict[object, list[object]] = {}
    for quad in every.quads:
        below.setdefault(quad.subject, []).append(quad)
        above.setdefault(quad.object, []).append(quad.subject)
    found: set[object] = set()
    open_: list[object] = [ox.NamedNode(f"{namespaces.BASE}shape/{shape}")]
    for node in open_:  # upwards, then downwards
        open_ += [owner for owner in above.get(node, ()) if owner not in open_]
    while open_:
        node = open_.pop()
        if node not in found:
            found.add(node)
            open_ += [quad.object for quad in below.get(node, ())]
    return reading.read([("cases", tuple(quad for quad in every.quads if quad.subject in found))])


@cache
def world() -> frozenset[ox.Quad]:
    """The world that all cases stand in, and what tells the codes apart."""
    invented = ox.parse(path=str(CASES / "given.ttl"), format=ox.RdfFormat.TURTLE)
    telling = {
        namespaces.RDF + "type",
        namespaces.SKOS + "inScheme",
        namespaces.term("baseUnit"),
        namespaces.term("multiplier"),
    }
    codes = ontology.parse_file(ROOT / "ontology" / "codes.ttl", ROOT)
    return frozenset((*invented, *(quad for quad in codes if quad.predicate.value in telling)))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.trig")), ids=lambda path: path.stem)
def test_both_find_the_same_in_every_case(path: Path) -> None:
    graphs: dict[str, set[ox.Quad]] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        plain = ox.Quad(quad.subject, quad.predicate, quad.object)
        graphs.setdefault(quad.graph_name.value.removeprefix("case:"), set()).add(plain)
    shared = graphs.pop("given", set()) | world()
    shapes = about(path.stem)
    for quads in graphs.values():
        agree(shapes, shared | quads)


# -- small graphs ---------------------------------------------------------------------------------------

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
    [ sh:prefixes ex:prefixes ; sh:message "count" ;
        sh:select "SELECT $this ?n WHERE { { SELECT $this (COUNT(?v) AS ?n) WHERE { $this ex:p|ex:q ?v } GROUP BY $this } FILTER(?n > 2) }" ] .
"""  # noqa: E501
_NODES = [ox.NamedNode(EX + name) for name in "abcd"]
_VALUES = [
    *_NODES,
    *(ox.Literal(number) for number in (0, 1, 4, 5)),
    *(ox.Literal(text) for text in ("x", "Ab", "long one")),
    *(ox.Literal(text, language=tag) for text, tag in (("ab", "en"), ("ba", "EN"), ("abc", "en-GB"), ("b", "uz-Cyrl"),
                                                       ("ab", "fr"))),
    ox.Literal("one", datatype=ox.NamedNode(namespaces.XSD + "integer")),
]  # fmt: skip
_TRIPLES = st.one_of(
    st.tuples(st.sampled_from(_NODES), st.just(reading.TYPE), st.sampled_from([ox.NamedNode(EX + "Low"),
              ox.NamedNode(EX + "High"), ox.NamedNode(EX + "Class")])),
    st.tuples(st.sampled_from(_NODES), st.sampled_from([ox.NamedNode(EX + name) for name in "pqr"]),
              st.sampled_from(_NODES)),
    st.tuples(st.sampled_from(_NODES), st.sampled_from([ox.NamedNode(EX + name) for name in "pqrl"]),
              st.sampled_from(_VALUES)),
    st.tuples(st.sampled_from(_NODES), st.sampled_from([ox.NamedNode(EX + name) for name in "nmk"]),
              st.sampled_from([ox.Literal(number) for number in range(6)])),
)  # fmt: skip


@cache
def everything() -> Shapes:
    return shapes_of(EVERYTHING)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_TRIPLES, min_size=1, max_size=30))
def test_both_find_the_same_in_any_small_graph(
    triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]],
) -> None:
    agree(everything(), {*parse("ex:Low rdfs:subClassOf ex:High ."), *(ox.Quad(*triple) for triple in triples)})


# -- corners of the standard ----------------------------------------------------------------------------


def found_in(shape: str, data: str, both: bool = True) -> list[tuple[str, str]]:
    """Component and value of what a property shape on ex:a finds."""
    shapes = shapes_of(f"ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; {shape} .")
    quads = set(parse(data))
    if both:
        agree(shapes, quads)
    return sorted(
        (
            result.component.removeprefix(SH).removesuffix("ConstraintComponent"),
            "" if result.value is None else str(getattr(result.value, "value", result.value)),
        )
        for result in fast(shapes, quads)
    )


@pytest.mark.parametrize(
    ("shape", "data", "expected"),
    [
        ("sh:datatype xsd:integer", 'ex:a ex:p "x"^^xsd:integer, "1"^^xsd:integer, "1.0"^^xsd:decimal',
         [("Datatype", "1.0"), ("Datatype", "x")]),
        ("sh:datatype xsd:date", 'ex:a ex:p "2021-02-30"^^xsd:date, "2021-02-28"^^xsd:date',
         [("Datatype", "2021-02-30")]),
        ("sh:datatype xsd:string", 'ex:a ex:p "x", "y"@en, ex:b', [("Datatype", EX + "b"), ("Datatype", "y")]),
        ("sh:datatype rdf:langString", 'ex:a ex:p "x", "y"@en', [("Datatype", "x")]),
        ("sh:uniqueLang true", 'ex:a ex:p "a"@en, "b"@EN, "c"@en, "d"@ru, "e"@ru, "f"@kk',
         [("UniqueLang", ""), ("UniqueLang", "")]),
        ("sh:minCount 2", "ex:a ex:p ex:b, ex:b", [("MinCount", "")]),
        ("sh:maxCount 0", "ex:a ex:p ex:b", [("MaxCount", "")]),
        ("sh:class ex:High", 'ex:Low rdfs:subClassOf ex:High . ex:b a ex:Low . ex:a ex:p ex:b, "b"', [("Class", "b")]),
        ('sh:pattern "b"', 'ex:a ex:p "abc", "B"', [("Pattern", "B")]),
        ('sh:pattern "^b$" ; sh:flags "im"', 'ex:a ex:p "a\\nB", "ab"', [("Pattern", "ab")]),
        ('sh:languageIn ( "en" )', 'ex:a ex:p "x"@en-GB, "y"@ru, "z", ex:b',
         [("LanguageIn", EX + "b"), ("LanguageIn", "y"), ("LanguageIn", "z")]),
        ("sh:minInclusive 2", 'ex:a ex:p 1, 2.0, "3"', [("MinInclusive", "1"), ("MinInclusive", "3")]),
        ("sh:maxExclusive 2", "ex:a ex:p 2, 1.5, ex:b", [("MaxExclusive", "2"), ("MaxExclusive", EX + "b")]),
        ("sh:hasValue 1", 'ex:a ex:p "1", "01"^^xsd:integer', [("HasValue", "")]),
        ("sh:in ( 1 )", 'ex:a ex:p 1, "01"^^xsd:integer', [("In", "01")]),
        ("sh:lessThan ex:q", "ex:a ex:p 1, 2 ; ex:q 2, 3", [("LessThan", "2")]),
    ],
)  # fmt: skip
def test_corners_of_the_standard(shape: str, data: str, expected: list[tuple[str, str]]) -> None:
    assert found_in(shape, data + " .") == expected


def test_what_cannot_be_compared_is_a_result() -> None:
    """As the standard says (4.5.3); pySHACL orders values of different types, or fails."""
    data = 'ex:a ex:p 1 ; ex:q "x", "2021-01-01"^^xsd:date, ex:b .'
    assert found_in("sh:lessThan ex:q", data, both=False) == [("LessThan", "1")] * 3


# -- what is refused ------------------------------------------------------------------------------------

RULE = "ex:S sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select '@' ] ."


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        ("ex:S sh:targetClass ex:C ; sh:minCout 1 .", "sh:minCout"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:js [] .", "sh:js"),
        ("ex:S a sh:NodeShape ; sh:target [ sh:select 'x' ] .", "sh:target"),
        ("ex:S sh:targetClass ex:C ; sh:minCount 1 .", "sh:minCount without a path"),
        ("ex:S sh:targetClass ex:C ; sh:nodeKind ex:Odd .", "sh:nodeKind"),
        ("ex:S sh:targetClass ex:C ; sh:datatype xsd:gYearMonth .", "sh:datatype"),
        ("ex:S sh:targetClass ex:C ; sh:pattern '(?=x)' .", "sh:pattern"),
        ("ex:S sh:targetClass ex:C ; sh:pattern 'x' ; sh:flags 'q' .", "flag q"),
        ("ex:S sh:targetClass ex:C ; sh:node ex:Missing .", "Missing"),
        ("ex:S sh:targetClass ex:C ; sh:node ex:S .", "refers to itself"),
        ("ex:S sh:targetClass ex:C ; sh:path [ ex:odd ex:p ] ; sh:minCount 1 .", "a path"),
        ("ex:S sh:targetClass ex:C ; sh:in 1 .", "a list that is broken"),
        ("ex:S sh:targetClass ex:C ; sh:severity ex:Bad ; sh:nodeKind sh:IRI .", "severity"),
        ("ex:N sh:maxCounts 1 .", "sh:maxCounts"),
        (RULE.replace("@", "SELECT $this WHERE { $this ex:p ?x MINUS { $this ex:q ?x } }"), "MINUS"),
        (RULE.replace("@", "SELECT $this WHERE { VALUES ?x { 1 } $this ex:p ?x }"), "VALUES"),
        (RULE.replace("@", "SELECT $this WHERE { GRAPH ?g { $this ex:p ?x } }"), "GRAPH"),
        (RULE.replace("@", "SELECT $this WHERE { $this ex:p ?x } LIMIT 1"), "LIMIT"),
        (RULE.replace("@", "SELECT ?x WHERE { $this ex:p ?x }"), "does not select $this"),
        (RULE.replace("@", "SELECT $this WHERE { { SELECT ?x WHERE { $this ex:p ?x } } }"), "does not select $this"),
        (RULE.replace("@", "SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p ?x }"), "GROUP BY $this"),
        (RULE.replace("@", "SELECT $this WHERE { ?x ex:p ?y BIND(?x AS $this) }"), "a value of its own"),
        (RULE.replace("@", "SELECT $this WHERE { $this ex:p }"), "not SPARQL"),
    ],
)
def test_what_the_engine_does_not_know_is_refused_by_name(turtle: str, named: str) -> None:
    with pytest.raises(DataError) as refused:
        shapes_of(turtle)
    (finding,) = refused.value.findings
    assert finding.file == "ontology/shapes/test.ttl"
    assert named in str(finding)
    assert finding.message.startswith("shape ")


# -- what a change can reach ----------------------------------------------------------------------------

MORE_RULES = """
SELECT $this ?x WHERE { ?x ex:p $this . ?y ex:q/ex:r* ?x OPTIONAL { ?y ^ex:r ?z . ?z ex:p 1 } FILTER(!BOUND(?z)) }
SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER NOT EXISTS { ?other ?path ?value ; a ex:Low FILTER(?other != $this) } }
SELECT $this ?v WHERE { $this ex:p|ex:q ?v . { ?v a ex:Low } UNION { ?v ex:r ?w . ?w a ex:High } }
SELECT $this ?a WHERE { $this a ?c . ?a ex:p ?b ; ex:q ?b FILTER(?a != $this && ?b != $this) }
SELECT $this (COUNT(?v) AS ?n) WHERE { $this (ex:p/ex:q)|^ex:r ?v } GROUP BY $this HAVING (COUNT(?v) > 1)
SELECT $this ?a WHERE { ?a ex:p $this ; ex:q ?b . ?b ex:r ?c }
SELECT $this WHERE { $this ex:q ?a FILTER EXISTS { ?a ex:p ?b . ?b ex:r ?c . ?c a ex:Low } }
SELECT $this ?n WHERE { { SELECT $this (COUNT(?v) AS ?n) WHERE { $this ex:p/ex:q ?v } GROUP BY $this } FILTER(?n > 1) }
""".strip().splitlines()  # noqa: E501
# Each rule in a shape of its own, so that one that runs whole does not hide the others.
MORE = "".join(
    f"ex:More{number} a sh:NodeShape ; sh:targetClass ex:High ; sh:targetSubjectsOf ex:q ;"
    f' sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{select}" ] .\n'
    for number, select in enumerate(MORE_RULES)
)


@cache
def changing() -> Shapes:
    return shapes_of(EVERYTHING + MORE)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(_TRIPLES, min_size=1, max_size=20),
    st.lists(st.lists(_TRIPLES, min_size=1, max_size=3), min_size=1, max_size=4),
)
def test_what_a_change_can_reach_is_all_that_changes(
    start: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]],
    changes: list[list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]],
) -> None:
    shapes = changing()
    quads = {*parse("ex:Low rdfs:subClassOf ex:High ."), *(ox.Quad(*triple) for triple in start)}
    data = Data(set(quads))
    known = {shape: list(engine.evaluate(shape, data, data.targets(shape.targets))) for shape in shapes.targeted}
    for change in changes:  # a triple that is there goes, another comes
        flipped = {ox.Quad(*triple) for triple in change}
        data.update(flipped & quads, flipped - quads)
        quads ^= flipped
        for shape, (nodes, results) in evaluate_change(shapes, data, flipped):
            kept = [] if nodes is None else [pair for pair in known[shape] if pair[0] not in nodes]
            known[shape] = kept + results
        found = keys([result for pairs in known.values() for _, result in pairs])
        assert found == keys(fast(shapes, quads))
