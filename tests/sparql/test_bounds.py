"""Small queries: read as the library reads them, never larger than was proved, answered as all others are."""

from __future__ import annotations

import time
from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import namespaces
from kgtools.sparql import bounds, execute
from kgtools.sparql.bounds import Degrees, SmallQueries, read

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
X = "http://x/"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(X + name)


@pytest.mark.parametrize(
    ("sparql", "patterns"),
    [
        ("SELECT * { <urn:a> ?p ?o }", [("urn:a", None, None)]),
        ("select*where{<urn:a> a ?o.}", [("urn:a", TYPE, None)]),
        ("ASK { ?x rdfs:label \"a 'b' # c\"@en-GB . }", [(None, LABEL, ox.Literal("a 'b' # c", language="en-gb"))]),
        ('ASK { ?x rdfs:label "", "ә" }', [(None, LABEL, ox.Literal("")), (None, LABEL, ox.Literal("ә"))]),
        (
            "PREFIX e: <http://x/> # e: <urn:no>\nSELECT ?a $b { e:a e:b ?a ; e:c ?b , e:d ; . e:e e:f ?a }",
            [(X + "a", X + "b", None), (X + "a", X + "c", None), (X + "a", X + "c", X + "d"), (X + "e", X + "f", None)],
        ),
        (
            "SELECT DISTINCT ?l { <urn:a> rdfs:label ?l . FILTER(LANG(?l) = \"en\") OPTIONAL { <urn:a> a ?c ; } "
            "FILTER langMatches(lang(?l), \"*\") } LIMIT 5 OFFSET 2 # end",
            [("urn:a", LABEL, None), ("urn:a", TYPE, None)],
        ),
        ("PREFIX a: <urn:1:> SELECT * { a:b.a:c a:d ?x }", None),  # a name with a dot in it
        ("PREFIX a: <urn:1:> SELECT * { a:b%41 a:d ?x }", None),
        ("SELECT * { <http://x/a/../b> ?p ?o }", None),
        ("SELECT * { <a> ?p ?o }", None),
        ("BASE <http://x/> SELECT * { <a> ?p ?o }", None),
        ("SELECT * { nobody:a ?p ?o }", None),
        ("SELECT * { <urn:\\u0061> ?p ?o }", None),
        ('ASK { ?x ?y "\\u0022 . ?a ?b ?c }', None),
        ('ASK { ?x ?y """a""" }', None),
        ('ASK { ?x ?y "2"^^xsd:integer }', None),
        ("SELECT * { <urn:a> rdfs:label+ ?l }", None),
        ("SELECT * { <urn:a> (rdfs:label|a) ?l }", None),
        ("SELECT * { <urn:a> ^rdfs:label ?l }", None),
        ("SELECT * { <urn:a> ?p [] }", None),
        ("SELECT * { _:a ?p ?o }", None),
        ("SELECT * { { <urn:a> ?p ?o } UNION { ?s ?p ?o } }", None),
        ("SELECT * { <urn:a> ?p ?o OPTIONAL { ?s ?q ?o OPTIONAL { ?o ?r ?s } } }", None),
        ("SELECT * { GRAPH ?g { <urn:a> ?p ?o } }", None),
        ("SELECT * FROM <urn:g> { <urn:a> ?p ?o }", None),
        ("SELECT * { SERVICE <urn:a> { <urn:a> ?p ?o } }", None),
        ("SELECT * { VALUES ?x { 1 2 } <urn:a> ?p ?x }", None),
        ("SELECT (COUNT(*) AS ?n) { <urn:a> ?p ?o }", None),
        ("SELECT * { <urn:a> ?p ?o FILTER(REGEX(?o, \"a\")) }", None),
        ("SELECT * { <urn:a> ?p ?o FILTER NOT EXISTS { ?s ?q ?o } }", None),
        ("SELECT * { <urn:a> ?p ?o } GROUP BY ?p", None),
        ("SELECT * { <urn:a> ?p ?o } ORDER BY ?p", None),
        ("SELECT * { <urn:a> ?p ?o } VALUES ?p { 1 }", None),
        ("DESCRIBE <urn:a>", None),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", None),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", None),
        ("SELECT * { " + "<urn:a> ?p ?o . " * 13 + "}", None),
        ("SELECT * { <urn:a> ?p ?o } #" + "x" * 4000, None),
    ],
)  # fmt: skip
def test_what_is_not_of_the_form_is_not_small(sparql: str, patterns: list[bounds.Pattern] | None) -> None:
    found = read(sparql)
    assert (found and list(found.patterns)) == patterns


# Pieces of which texts are made that look like queries; many are none.
_PIECES = [
    "<http://x/a>", "<http://x/b#c>", "e:a", "e:b.", "e:a.b", "e:", "f:x", "a", "?x", "$y", '"t"', '"t"@en',
    '""', '"#"', '"t"@uz-Latn', '"t"@EN-us', '"t"@abcd', '"t"@en-x-y',
    ".", ";", ",", " ", "\n", "#c\n", "#", "{", "}", "OPTIONAL", "optional{", 'FILTER(LANG(?x)="en")', "filter",
    "FILTER:a", "@",
    "-", "/", "*", "+", "?", "^", "|", "[]", "1", "<", ">", "'t'", "·",
]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.booleans())
def test_what_is_read_is_what_the_library_reads(pieces: list[str], apart: bool) -> None:
    """Of a query without variables, the triples that were read, and they alone, make it true."""
    text = "PREFIX e: <http://x/> PREFIX f: <http://y/> ASK { <http://x/s> <http://x/p> " + " " * apart
    text += (" " if apart else "").join(pieces).replace("?x", "e:x").replace("$y", "e:y") + " }"
    if (found := read(text)) is None:
        return
    store = ox.Store()
    try:
        store.query(text, prefixes=dict(found.lacking))
    except SyntaxError:
        return
    assert all(part is not None for pattern in found.patterns for part in pattern)
    if "OPTIONAL" in text.upper() or "FILTER" in text:
        return
    quads = [
        ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o if isinstance(o, ox.Literal) else ox.NamedNode(o))  # type: ignore[arg-type]
        for s, p, o in found.patterns
    ]
    store.extend(quads)
    assert store.query(text, prefixes=dict(found.lacking))
    for quad in set(quads):
        store.remove(quad)
        assert not store.query(text, prefixes=dict(found.lacking)), quad
        store.add(quad)


def small_graph() -> ox.Store:
    """A graph in which some subjects, and some predicates with an object, have many triples."""
    store = ox.Store()
    quads = [ox.Quad(node("hub"), node(f"p{n % 3}"), ox.Literal(str(n))) for n in range(150)]
    quads += [ox.Quad(node(f"s{n}"), node("p0"), node("common")) for n in range(130)]
    quads += [ox.Quad(node(f"s{n % 7}"), node(f"p{n % 3}"), node(f"o{n % 11}")) for n in range(60)]
    quads += [ox.Quad(node(f"s{n}"), ox.NamedNode(LABEL), ox.Literal(f"l{n}", language="en")) for n in range(130)]
    quads += [ox.Quad(node("s1"), node("p0"), node(f"hidden{n}"), node("graph")) for n in range(500)]
    store.extend(quads)
    return store


GRAPH = small_graph()
DEGREES, QUERIES = Degrees.of(GRAPH), SmallQueries(GRAPH)
_SUBJECTS = ("hub", "s0", "s5", "s129", "none")
_PREDICATES = (*(f"<{X}p{n}>" for n in range(4)), "rdfs:label", "?p")
_OBJECTS = (*(f"<{X}{name}>" for name in ("common", "o3", "none")), '"7"', '"l3"@en', "?o", "?s", "?u")


def test_no_pattern_matches_more_than_is_said() -> None:
    subjects = (*(f"<{X}{name}>" for name in _SUBJECTS), "?s")
    for subject, predicate, object in product(subjects, _PREDICATES, _OBJECTS):
        small = read(f"SELECT * {{ {subject} {predicate} {object} }}")
        assert small is not None
        query = f"SELECT (COUNT(*) AS ?n) {{ {subject} {predicate} {object} }}"
        ((number,),) = GRAPH.query(query, prefixes=namespaces.prefixes())  # type: ignore[union-attr,misc]
        assert int(number.value) <= DEGREES.triples(small), small.patterns


def test_degrees_that_are_not_wanted_any_more_are_left_off() -> None:
    asked = iter((True, True, False))
    with pytest.raises(InterruptedError):
        Degrees.of(GRAPH, lambda: next(asked))
    assert next(asked, None) is None


_TRIPLES = st.tuples(
    st.sampled_from([*(f"<{X}{name}>" for name in _SUBJECTS), "?s", "?o"]),
    st.sampled_from(_PREDICATES), st.sampled_from(_OBJECTS),
).map(" ".join)  # fmt: skip


def results(queries: SmallQueries, query: str) -> object:
    small = queries.read(query)
    return small.results() if small is not None else None


@settings(max_examples=400, deadline=None)
@given(st.lists(_TRIPLES, min_size=1, max_size=3), st.lists(_TRIPLES, max_size=2))
def test_a_small_query_has_no_more_rows_than_was_proved_and_is_answered_as_all_are(
    triples: list[str], optional: list[str]
) -> None:
    query = f"SELECT * {{ {' . '.join(triples)} OPTIONAL {{ {' . '.join(optional)} }} }}"
    small = read(query)
    assert small is not None
    found = results(QUERIES, query)
    assert (found is None) == (DEGREES.triples(small) > bounds.MOST)
    if found is not None:
        rows = sorted(map(str, found))  # type: ignore[arg-type]
        assert len(rows) * len(small.patterns) <= DEGREES.triples(small)
        assert rows == sorted(map(str, execute.results(GRAPH, query)))  # type: ignore[arg-type]


def test_what_deserves_a_warning_or_is_wrong_is_left_to_others() -> None:
    store = ox.Store()
    known, label = namespaces.entity("state/arcadia"), ox.NamedNode(LABEL)
    store.add(ox.Quad(ox.NamedNode(known), label, ox.Literal("Arcadia")))
    queries = SmallQueries(store)
    assert results(queries, f"ASK {{ <{known}> rdfs:label ?label }}")
    assert results(queries, "ASK { state:arcadia rdfs:label ?label }")
    assert results(queries, "ASK { state:arcady rdfs:label ?label }") is None, "it would be told that it is misspelt"
    assert results(queries, "ASK { state:arcadia rdfs:label ?label state:arcadia a ?c }") is None, "it is no SPARQL"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " * 500, "SELECT ?x " + "?x " * 1300, "{" * 3990, "SELECT * {" * 390, "ASK {" + "<urn:a> " * 490,
        "ASK {?a ?b ?c" + ",?c" * 1200, "ASK {?a ?b ?c" + ";" * 3900, "ASK {" + "#" * 3900, "ASK {" + "#\n" * 1900,
        "ASK {?a ?b <urn:" + "/" * 3900, "ASK {?a ?b <urn:" + "./" * 1900, 'ASK {?a ?b "' + "x" * 3900,
        "ASK {" + "a:a." * 900, "PREFIX a:<urn:a> " * 230, "ASK { OPTIONAL" + "{" * 3900, "ASK {" + "OPTIONAL{" * 400,
        "ASK {" + "FILTER(" * 500, "ASK {" + 'FILTER(LANG(?x)="a")' * 190, " " * 3999, "\n# \n" * 900,
        "ASK {?a ?b ?c}" + "ORDER BY ?a " * 300, "ASK {?a ?b ?c}ORDER BY " + "?a " * 1300,
        "ASK {?a ?b ?c}LIMIT " + "1" * 3900, 'ASK {?a ?b "a"@a' + "-a" * 1900, "ASK {" + "?a ?b ?c." * 400,
    ],
)  # fmt: skip
def test_no_text_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    read(text[:4000])
    read(text[:3999] + "}")
    assert time.process_time() - began < 0.05
