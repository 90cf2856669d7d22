"""What the recommendations ask of an endpoint, one after the other.

- protocol: SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/
- description: SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/
- formats: the SPARQL 1.1 Query Results formats in JSON, XML, CSV and TSV, and those of RDF
- HTTP: RFC 9110 (negotiation in 12, conditions in 13), and Fetch for pages of other sites
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from kgtools import namespaces
from kgtools.server import negotiation
from kgtools.sparql import execute
from tests.serving import Serving

NOTE, BACKGROUND = namespaces.graph("short-note"), namespaces.graph("background")
ARCADIA = namespaces.entity("state/arcadia")
SELECT, ASK = "SELECT ?visit { ?visit a t:Visit }", "ASK { ?visit a t:Visit }"
CONSTRUCT, DESCRIBE = "CONSTRUCT WHERE { ?visit t:visitor ?who }", f"DESCRIBE <{ARCADIA}>"
FORMS = {"SELECT": SELECT, "ASK": ASK, "CONSTRUCT": CONSTRUCT, "DESCRIBE": DESCRIBE}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


def got(http: httpx.Client, query: str, *headers: tuple[str, str], **more: str) -> httpx.Response:
    return http.get("/sparql", params={"query": query, **more}, headers=list(headers))


def without(http: httpx.Client, header: str) -> httpx.Client:
    """A client that does not send a header by itself."""
    bare = httpx.Client(base_url=http.base_url, timeout=60, verify=False)
    bare.headers.pop(header)
    return bare


def values(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(cell["value"] for row in answer.json()["results"]["bindings"] for cell in row.values())


def media_type(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


# -- protocol, 2.1: the query operation -------------------------------------------------------------

WAYS: dict[str, dict[str, Any]] = {
    "GET": {"method": "GET", "params": {"query": SELECT}},
    "POST, form": {"method": "POST", "data": {"query": SELECT}},
    "POST, direct": {"method": "POST", "content": SELECT, "headers": {"Content-Type": "application/sparql-query"}},
    "POST, direct, with its encoding": {
        "method": "POST", "content": SELECT, "headers": {"Content-Type": 'application/sparql-query; charset="UTF-8"'},
    },
    "POST, form of letters as they are": {
        "method": "POST", "content": f"query={SELECT} # Қазақ ʻоʻ",
        "headers": {"Content-Type": f"{FORM}; charset=utf-8"},
    },
    "POST, form after a byte order mark": {
        "method": "POST", "content": f"\ufeffquery=\ufeff{SELECT}", "headers": {"Content-Type": FORM},
    },
    "POST, direct after a byte order mark": {
        "method": "POST", "content": f"\ufeff{SELECT}", "headers": {"Content-Type": "Application/SPARQL-Query"},
    },
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_query_is_sent_in_each_of_the_ways(http: httpx.Client, way: str) -> None:
    assert values(http.request(url="/sparql", **WAYS[way])) == [namespaces.entity("event/state-visit-2019")]


BAD: dict[str, tuple[dict[str, Any], int]] = {
    "two queries": ({"method": "GET", "params": [("query", ASK), ("query", ASK)]}, 400),
    "two queries in a form": ({"method": "POST", "data": {"query": [ASK, ASK]}}, 400),
    "no query in a form": ({"method": "POST", "data": {"format": "json"}}, 400),
    "a form that is not said to be one": ({"method": "POST", "content": "query=ASK%20%7B%7D"}, 415),
    "another type": ({"method": "POST", "content": ASK, "headers": {"Content-Type": "text/plain"}}, 415),
    "another encoding": (
        {"method": "POST", "content": ASK.encode("utf-16"), "headers": {"Content-Type": "application/sparql-query"}},
        400,
    ),
    "a syntax error": ({"method": "GET", "params": {"query": "ASK { ?s ?p"}}, 400),
    "an unknown graph": ({"method": "GET", "params": {"query": ASK, "named-graph-uri": "urn:x"}}, 400),
    "another method": ({"method": "PUT", "params": {"query": ASK}}, 405),
    "an update": ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_request_gets_a_status_and_a_reason(http: httpx.Client, name: str) -> None:
    request, status = BAD[name]
    answer = http.request(url="/sparql", **request)
    assert answer.status_code == status
    if status != 405:
        assert re.fullmatch(r"[^\n]+\n", answer.text)


@pytest.mark.parametrize(
    ("named", "query", "graphs"),
    [
        ([("default-graph-uri", NOTE)], COUNT, [NOTE]),
        ([("default-graph-uri", NOTE), ("default-graph-uri", BACKGROUND)], COUNT, [NOTE, BACKGROUND]),
        ([("named-graph-uri", NOTE)], "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", [NOTE]),
        ([("default-graph-uri", NOTE)], f"SELECT (COUNT(*) AS ?n) FROM <{BACKGROUND}> {{ ?s ?p ?o }}", [NOTE]),
        ([], f"SELECT (COUNT(*) AS ?n) FROM <{NOTE}> FROM <{BACKGROUND}> {{ ?s ?p ?o }}", [NOTE, BACKGROUND]),
        ([], f"BASE <{namespaces.base()}graph/> SELECT (COUNT(*) AS ?n) FROM <short-note> {{ ?s ?p ?o }}", [NOTE]),
        ([], "SELECT (COUNT(*) AS ?n) FROM <graph/short\\u002Dnote> { ?s ?p ?o }", [NOTE]),
    ],
)
def test_the_dataset_is_that_of_the_request_or_else_of_the_query(
    http: httpx.Client, mini_store: ox.Store, named: list[tuple[str, str]], query: str, graphs: list[str]
) -> None:
    quads = {
        quad.triple for graph in graphs for quad in mini_store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    }
    for answer in (
        http.get("/sparql", params=[("query", query), *named]),
        http.post("/sparql", params=named, content=query, headers={"Content-Type": "application/sparql-query"}),
    ):
        assert values(answer) == [str(len(quads))]


# -- protocol, 2.1.6: each form of query has its formats ---------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_format_of_a_form_says_the_same(http: httpx.Client, mini_store: ox.Store, form: str) -> None:
    query = FORMS[form]
    expected = execute.ask(mini_store, query)
    types = negotiation.ROW_TYPES if form in ("SELECT", "ASK") else negotiation.TRIPLE_TYPES
    for each in types:
        answer = got(http, query, ("Accept", each))
        assert (answer.status_code, media_type(answer)) == (200, each)
        assert read(answer, form) == as_texts(expected), each


def as_texts(found: execute.Answer | bool | list[ox.Triple]) -> object:
    if isinstance(found, execute.Answer):
        return sorted(tuple(str(cell.value) for cell in row if cell is not None) for row in found.rows)  # type: ignore[union-attr]
    return {str(triple) for triple in found} if isinstance(found, list) else found


def read(answer: httpx.Response, form: str) -> object:
    """An answer, read by the standard library or rdflib."""
    kind = media_type(answer)
    if form in ("CONSTRUCT", "DESCRIBE"):
        named = {
            "application/json": "json-ld",
            "application/ld+json": "json-ld",
            "text/xml": "xml",
            "application/xml": "xml",
        }
        graph = rdflib.Dataset(default_union=True).parse(data=answer.content, format=named.get(kind, kind))
        lines = "".join(" ".join(term.n3() for term in triple[:3]) + " .\n" for triple in graph)
        return {str(quad.triple) for quad in ox.parse(lines.encode(), format=ox.RdfFormat.TURTLE)}
    if "json" in kind:
        found = answer.json()
        rows = [[cell["value"] for cell in row.values()] for row in found.get("results", {}).get("bindings", [])]
        truth = found.get("boolean")
    elif "xml" in kind:
        tree = ElementTree.fromstring(answer.content)
        spaced = "{http://www.w3.org/2005/sparql-results#}"
        rows = [[cell[0].text or "" for cell in row] for row in tree.iter(f"{spaced}result")]
        truth = {"true": True, "false": False, None: None}[tree.findtext(f"{spaced}boolean")]
    else:
        lines = answer.text.splitlines()
        truth = {"true": True, "false": False}.get(lines[0]) if form == "ASK" else None
        rows = [[cell.strip("<>") for cell in line.split("\t")] for line in lines[1:]]
    return sorted(map(tuple, rows)) if form == "SELECT" else truth


TERMS = """SELECT ?a ?b ?c ?d ?e ?f { VALUES (?a ?b ?c ?d ?e ?f) {
    (<urn:a> "a \\"b\\",\\n\\t<c>&" "қ"@kk 1 2.5 UNDEF) } }"""


def test_every_sort_of_term_stands_as_its_format_says(http: httpx.Client) -> None:
    (row,) = got(http, TERMS).json()["results"]["bindings"]
    text = 'a "b",\n\t<c>&'
    number = "http://www.w3.org/2001/XMLSchema#integer"
    assert row == {
        "a": {"type": "uri", "value": "urn:a"},
        "b": {"type": "literal", "value": text},
        "c": {"type": "literal", "value": "қ", "xml:lang": "kk"},
        "d": {"type": "literal", "value": "1", "datatype": number},
        "e": {"type": "literal", "value": "2.5", "datatype": number.replace("integer", "decimal")},
    }
    assert list(csv.reader(io.StringIO(got(http, TERMS, ("Accept", "text/csv")).text, newline=""))) == [
        list("abcdef"), ["urn:a", text, "қ", "1", "2.5", ""],
    ]  # fmt: skip
    assert got(http, TERMS, ("Accept", "text/tab-separated-values")).text == (
        '?a\t?b\t?c\t?d\t?e\t?f\n<urn:a>\t"a \\"b\\",\\n\\t<c>&"\t"қ"@kk\t1\t2.5\t\n'
    )
    tree = ElementTree.fromstring(got(http, TERMS, ("Accept", XML)).content)
    assert [cell[0].text for cell in tree.iter("{http://www.w3.org/2005/sparql-results#}binding")][:2] == [
        "urn:a",
        text,
    ]


# What XML 1.0 cannot hold, and what it reads otherwise unless it is escaped.
@pytest.mark.parametrize("character", ["\u0000", "\u0001", "\u000b", "\u001f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused_with_the_reason(http: httpx.Client, character: str) -> None:
    code = f"U+{ord(character):04X}"
    for query in (
        f"SELECT ('a\\u{ord(character):04X}' AS ?x) {{}}",
        f"CONSTRUCT {{ <urn:a> <urn:x/b> 'a\\u{ord(character):04X}' }} {{}}",
    ):
        answer = got(http, query, format="xml")
        assert (answer.status_code, code in answer.text, "which XML cannot hold; take" in answer.text) == (
            406,
            True,
            True,
        )
        assert got(http, query).status_code == 200


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", " a ", "\t", "\x7f\x85\u2028", "]]>", "&amp;<!--", "😀\U0010fffd"])
def test_what_xml_can_hold_is_read_back(http: httpx.Client, text: str) -> None:
    query = f"SELECT ({ox.Literal(text)}  AS ?x) {{}}"
    tree = ElementTree.fromstring(got(http, query, format="xml").content)
    assert [cell.text for cell in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [text]
    graph = f"CONSTRUCT {{ <urn:a> <urn:x/b> {ox.Literal(text)} }} {{}}"
    answer = got(http, graph, format="xml")
    assert [str(value) for value in rdflib.Graph().parse(data=answer.content, format="xml").objects()] == [text]


@pytest.mark.parametrize(
    ("template", "format", "reason"),
    [
        ("<urn:a> <http://e.org/1> 'x'", "xml", "the predicate <http://e.org/1> cannot be written as RDF/XML"),
        ("<urn:a> rdf:reifies <<( <urn:a> <urn:b> 'x' )>>", "json", "jsonld: JSON-LD does not support RDF 1.2"),
    ],
)
def test_what_a_format_of_triples_cannot_hold_is_refused_with_the_reason(
    http: httpx.Client, template: str, format: str, reason: str
) -> None:
    answer = got(http, f"CONSTRUCT {{ {template} }} {{}}", format=format)
    assert answer.status_code == 406
    assert reason in answer.text


# -- RFC 9110, 12: negotiation ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "rows", "triples"),
    [
        ([], JSON, "text/turtle"),
        (["*/*"], JSON, "text/turtle"),
        (["text/csv", "text/turtle"], "text/csv", "text/turtle"),
        (["image/png", f"{XML};q=0.5", "application/n-triples"], XML, "application/n-triples"),
        (["image/png;q=1, text/*;q=0.2", "*/*;q=0.1"], "text/csv", "text/turtle"),
        (['text/csv;header="a,b;q=0";q=0.2, application/json;q=0.9'], "application/json", "application/json"),
        (['application/ld+json;profile="http://e.org/,#compacted", text/csv'], "text/csv", "application/ld+json"),
        (["image/png", "text/html"], "", ""),
        ([";", ",;,"], "", ""),
    ],
)  # fmt: skip
def test_the_best_liked_type_of_all_lines_is_sent(
    http: httpx.Client, lines: list[str], rows: str, triples: str
) -> None:  # fmt: skip
    http = without(http, "Accept")
    for query, expected in ((SELECT, rows), (CONSTRUCT, triples)):
        answer = got(http, query, *(("Accept", line) for line in lines))
        assert (answer.status_code, media_type(answer)) == ((200, expected) if expected else (406, "text/plain"))
        assert {"Accept", "Accept-Encoding"} <= set(answer.headers.get("vary", "Accept, Accept-Encoding").split(", "))


def test_an_answer_in_another_format_is_not_taken_for_this_one(http: httpx.Client) -> None:
    """Where answers are remembered, all lines of a header count."""
    for _ in range(2):
        for kind in ("text/csv", XML, JSON):
            assert media_type(got(http, SELECT, ("Accept", kind), ("Accept", "image/png"))) == kind


@pytest.mark.parametrize(
    ("lines", "packed"),
    [
        (["gzip"], True), (["br", "gzip;q=0.5"], True), (["*"], True), (["x-gzip"], True), (["GZIP"], True),
        (["identity"], False), (["gzip;q=0"], False), (["*", "gzip;q=0.000"], False), (["*;q=0"], False), ([], False),
    ],
)  # fmt: skip
def test_an_answer_is_compressed_as_the_client_takes_it(http: httpx.Client, lines: list[str], packed: bool) -> None:
    http = without(http, "Accept-Encoding")
    answer = got(http, "SELECT * { ?s ?p ?o } LIMIT 500", *(("Accept-Encoding", line) for line in lines))
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert len(answer.json()["results"]["bindings"]) == 500


@pytest.mark.parametrize("name", ["format", "output", "results"])
@pytest.mark.parametrize(
    ("format", "rows", "triples"),
    [
        ("xml", XML, "application/rdf+xml"),
        ("json", JSON, "application/ld+json"),
        ("JSON", JSON, "application/ld+json"),
        ("csv", "text/csv", ""),
        ("tsv", "text/tab-separated-values", ""),
        ("srj", JSON, ""),
        (".srx", XML, ""),
        ("sparql-results+json", JSON, ""),
        ("text/csv", "text/csv", ""),
        ("application/sparql-results xml", XML, ""),  # a plus sign that was not encoded
        ("ttl", "", "text/turtle"),
        ("turtle", "", "text/turtle"),
        ("nt", "", "application/n-triples"),
        ("n-triples", "", "application/n-triples"),
        ("nq", "", "application/n-quads"),
        ("trig", "", "application/trig"),
        ("n3", "", "text/n3"),
        ("rdf", "", "application/rdf+xml"),
        ("rdf+xml", "", "application/rdf+xml"),
        ("json-ld", "", "application/ld+json"),
        ("jsonld", "", "application/ld+json"),
        ("application/ld+json, */*;q=0.1", JSON, "application/ld+json"),
    ],
)
def test_a_format_is_known_by_the_names_that_clients_give_it(
    http: httpx.Client, name: str, format: str, rows: str, triples: str
) -> None:
    for query, expected in ((SELECT, rows), (CONSTRUCT, triples)):
        answer = got(http, query, ("Accept", "image/png"), **{name: format})
        assert (answer.status_code, media_type(answer)) == ((200, expected) if expected else (406, "text/plain"))


def test_the_name_that_the_protocols_of_others_prefer_counts(http: httpx.Client) -> None:
    assert media_type(got(http, SELECT, format="csv", output="json", results="xml")) == "text/csv"
    assert media_type(got(http, SELECT, format="", output="tsv")) == "text/tab-separated-values"
    answer = got(http, SELECT, output="cvs")
    assert (answer.status_code, answer.text) == (400, "there is no format 'cvs'; did you mean 'csv'?\n")


# -- RFC 9110, 13: conditions -----------------------------------------------------------------------


def test_who_has_the_answer_is_not_sent_it_again(http: httpx.Client) -> None:
    first = got(http, SELECT)
    tag = first.headers["etag"]
    opaque = tag.removeprefix("W/")
    assert tag.startswith('W/"')
    for lines in (
        [tag], [opaque], ['"x"', tag], [f'"a,b" , {tag},"c"'], [f'W/"x",{opaque}'], ["*"], [f'"x" ,, {tag}'],
    ):  # fmt: skip
        for method in ("GET", "HEAD"):
            given = [("If-None-Match", line) for line in lines]
            again = http.request(method, "/sparql", params={"query": SELECT}, headers=given)
            assert (again.status_code, again.content) == (304, b""), lines
            for name in ("etag", "vary", "cache-control", "access-control-allow-origin"):
                assert again.headers[name] == first.headers[name]
    for line in ('"x"', opaque.strip('"'), f'"{opaque}', f"W/{opaque[:-2]}", "", "w/*", f"{opaque[1:-1]},*"):
        assert got(http, SELECT, ("If-None-Match", line)).status_code == 200, line


def test_a_condition_hides_no_mistake_and_holds_for_no_post(http: httpx.Client) -> None:
    assert got(http, "ASK { ?s", ("If-None-Match", "*")).status_code == 400
    assert got(http, "ASK { ?s", ("If-Match", '"x"')).status_code == 400
    assert http.post("/sparql", data={"query": ASK}, headers={"If-None-Match": "*"}).status_code == 200
    assert got(http, SELECT, ("If-Match", "*")).status_code == 200
    assert got(http, SELECT, ("If-Match", got(http, SELECT).headers["etag"])).status_code == 412, "it compares strongly"
    assert got(http, SELECT, ("If-Modified-Since", "Sat, 29 Oct 1994 19:43:31 GMT")).status_code == 200
    assert got(http, SELECT, ("Range", "bytes=0-1")).status_code == 200


def test_documents_are_conditional_too(http: httpx.Client) -> None:
    first = http.get("/id/state/arcadia.ttl")
    for line in (first.headers["etag"], first.headers["etag"].removeprefix("W/"), "*"):
        assert http.get("/id/state/arcadia.ttl", headers={"If-None-Match": line}).status_code == 304
    assert http.get("/id/state/no-such.ttl", headers={"If-None-Match": "*"}).status_code == 404


def test_a_tag_depends_on_all_that_the_answer_depends_on(http: httpx.Client) -> None:
    tags = [
        got(http, SELECT).headers["etag"],
        got(http, SELECT, ("Accept", "text/csv")).headers["etag"],
        got(http, SELECT, ("Accept", "image/png"), ("Accept", "text/csv")).headers["etag"],
        got(http, SELECT, ("Accept-Encoding", "identity")).headers["etag"],
        got(http, SELECT, ("Host", "localhost")).headers["etag"],
        got(http, SELECT, format="csv").headers["etag"],
        got(http, SELECT + " LIMIT 1").headers["etag"],
    ]
    assert len(set(tags)) == len(tags)


# -- Fetch: pages of other sites --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/sparql", "/.well-known/void", "/search.json", "/id/state/arcadia", "/id/state/arcadia.ttl"]
)
def test_a_page_of_another_site_may_read_with_any_header(http: httpx.Client, path: str) -> None:
    wanted = "authorization, cache-control, x-requested-with"
    asked = {
        "Origin": "https://e.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": wanted,
    }
    answer = http.options(path, headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-headers"]) == (204, wanted)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert int(answer.headers["access-control-max-age"]) >= 600
    assert "access-control-allow-credentials" not in answer.headers
    answer = http.get(
        path, params={"query": ASK, "words": "a"}, headers={"Origin": "https://e.org", "Authorization": "x"}
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Content-Disposition", "Retry-After"} <= set(
        answer.headers["access-control-expose-headers"].split(", ")
    )


# -- service description ----------------------------------------------------------------------------


def test_without_a_query_the_endpoint_describes_itself(http: httpx.Client, endpoint: Serving) -> None:
    service = rdflib.URIRef(f"{endpoint.url}/sparql")
    for accept in ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"):
        answer = http.get("/sparql", headers={"Accept": accept})
        assert (answer.status_code, media_type(answer)) == (200, accept)
        found = rdflib.Dataset(default_union=True).parse(data=answer.content, format=accept)
        assert (service, rdflib.RDF.type, SD.Service) in found
        assert (service, SD.endpoint, service) in found
        assert (service, SD.supportedLanguage, SD.SPARQL11Query) in found
        assert not list(found.triples((None, SD.supportedLanguage, SD.SPARQL11Update)))
        assert not list(found.triples((None, SD.feature, SD.BasicFederatedQuery)))
        (dataset,) = found.objects(service, SD.defaultDataset)
        assert (dataset, rdflib.RDF.type, SD.Dataset) in found
        assert len(list(found.objects(dataset, SD.defaultGraph))) == 1
        named = [str(found.value(graph, SD.name)) for graph in found.objects(dataset, SD.namedGraph)]
        assert sorted(named) == sorted([NOTE, BACKGROUND])
    assert media_type(http.get("/sparql", params={"format": "xml"})) == "application/rdf+xml"
    assert http.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


SH = "PREFIX sh: <http://www.w3.org/ns/shacl#> "
LABEL = f"SELECT ?l {{ <{ARCADIA}> rdfs:label ?l FILTER(LANG(?l) = 'en') }}"


@pytest.mark.parametrize(
    "query",
    [
        SH + LABEL,
        f"# http://www.w3.org/ns/shacl#declare\n{LABEL}",
        SH + LABEL.replace("FILTER(", "FILTER('sh:declare <http://www.w3.org/ns/shacl#declare>' != '' && "),
        SH + LABEL.replace("?l FILTER", "?l OPTIONAL { ?x sh:declare ?y } FILTER"),
        SH + LABEL.replace("?l FILTER", "?l FILTER NOT EXISTS { ?x a sh:NodeShape } FILTER"),
    ],
    ids=["declared", "in a comment", "in a string", "optional beside ours", "another term"],
)
def test_who_declares_or_mentions_shacl_is_answered_from_the_graph(http: httpx.Client, query: str) -> None:
    assert values(got(http, query)) == ["Arcadia"]


def test_editors_find_prefixes_and_examples(http: httpx.Client) -> None:
    prefixes = got(http, SH + "SELECT DISTINCT ?p ?n { [] sh:namespace ?n ; sh:prefix ?p } ORDER BY ?p")
    assert set(namespaces.prefixes()) <= set(values(prefixes))
    example = "SELECT ?q { ?x a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select|sh:ask|sh:construct|sh:describe ?q }"
    assert json.loads(got(http, SH + example).text)["results"]["bindings"]
    assert values(got(http, SH + "SELECT * { ?x sh:declare ?y }", **{"default-graph-uri": NOTE})) == []


# -- not offered: updates, and the protocol of graph stores -----------------------------------------


def test_nothing_else_is_offered(http: httpx.Client) -> None:
    for path in ("/update", "/data", "/sparql/update", "/rdf-graph-store"):
        assert http.get(path, params={"default": ""}).status_code == 404
    graph = http.get("/graph/short-note", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert graph.status_code in (200, 404)
