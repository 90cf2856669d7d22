"""The endpoint: the SPARQL 1.1 Protocol, formats, limits, attacks, and what happens when things go wrong."""

from __future__ import annotations

import asyncio
import gzip
import io
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import namespaces
from kgtools.server import negotiation, protocol
from kgtools.server.workers import sparql
from tests.conftest import MINI, ROOT, Run, copy_of_mini
from tests.serving import Serving

NOTE, BACKGROUND = namespaces.graph("short-note"), namespaces.graph("background")
# Braces within braces are more than the server reads itself: workers are asked.
SELECT = "SELECT ?visit WHERE { { ?visit a t:Visit } }"
ASK = "ASK { { ?visit a t:Visit } }"
CONSTRUCT = "CONSTRUCT { ?visit t:visitor ?who } WHERE { ?visit t:visitor ?who }"
DESCRIBE = f"DESCRIBE <{namespaces.entity('state/arcadia')}>"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = (
    "SELECT (STRLEN(?x8) AS ?n) { BIND('0123456789' AS ?x0) "
    + " ".join(f"BIND(CONCAT({', '.join([f'?x{i}'] * 10)}) AS ?x{i + 1})" for i in range(8))
    + " }"
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
TIMEOUT, ROWS = 3.0, 3000


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_mini(tmp_path_factory.mktemp("served") / "mini")


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[Serving]:
    running = Serving(project, project / "log", "--timeout", TIMEOUT, "--rows", ROWS, "--memory", 200, "--workers", 2)
    yield running
    assert running.stop() == 0


PATIENCE = 60.0


@pytest.fixture(scope="module")
def patient(project: Path) -> Iterator[Serving]:
    """A server that lets queries run so long that no slow machine takes their end for a delay of others."""
    running = Serving(project, project / "patient.log", "--timeout", PATIENCE, "--memory", 200, "--workers", 2)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module", autouse=True)
def dawdler(server: Serving) -> Iterator[tuple[socket.socket, float]]:
    """A client that connects at the beginning of these tests, and never asks to the end."""
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(b"GET /sparql HT")
        yield slow, time.monotonic()


@pytest.fixture
def client(server: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30, verify=False) as client:
        yield client


def values(answer: httpx.Response) -> list[str]:
    """The values of a one-column answer in JSON, sorted."""
    assert answer.status_code == 200, answer.text
    return sorted(cell["value"] for row in answer.json()["results"]["bindings"] for cell in row.values())


# -- the protocol, case by case ---------------------------------------------------------------------
# https://www.w3.org/TR/sparql11-protocol/#query-operation


WAYS: dict[str, Callable[[httpx.Client, str, list[tuple[str, str]]], httpx.Response]] = {
    "GET": lambda client, query, more: client.get("/sparql", params=httpx.QueryParams([("query", query), *more])),
    "POST form": lambda client, query, more: client.post(
        "/sparql", content=str(httpx.QueryParams([("query", query), *more])), headers=FORM
    ),
    "POST direct": lambda client, query, more: client.post(
        "/sparql", content=query, params=httpx.QueryParams(more), headers=DIRECT
    ),
}


@pytest.fixture(params=WAYS)
def send(request: pytest.FixtureRequest, client: httpx.Client) -> Callable[..., httpx.Response]:
    return lambda query, *more: WAYS[request.param](client, query, list(more))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_query_is_answered(send: Callable[..., httpx.Response], mark: str) -> None:
    answer = send(mark + SELECT)
    assert values(answer) == [namespaces.entity("event/state-visit-2019")]
    assert answer.headers["content-type"] == "application/sparql-results+json"


COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def test_the_dataset_is_chosen(send: Callable[..., httpx.Response]) -> None:
    whole = int(values(send(COUNT))[0])
    note = int(values(send(COUNT, ("default-graph-uri", NOTE)))[0])
    background = int(values(send(COUNT, ("default-graph-uri", BACKGROUND)))[0])
    both = send(COUNT, ("default-graph-uri", NOTE), ("default-graph-uri", BACKGROUND))
    assert 0 < note < whole
    assert max(note, background) <= int(values(both)[0]) <= note + background
    assert values(send(GRAPHS)) == sorted([NOTE, BACKGROUND])
    assert values(send(GRAPHS, ("named-graph-uri", NOTE))) == [NOTE]
    assert values(send(COUNT, ("named-graph-uri", NOTE))) == ["0"], "only named graphs: the default graph is empty"
    assert values(send(GRAPHS, ("default-graph-uri", NOTE))) == []
    full = [("default-graph-uri", NOTE), ("named-graph-uri", BACKGROUND)]
    assert values(send(COUNT, *full)) == [str(note)]
    assert values(send(GRAPHS, *full)) == [BACKGROUND]


def test_the_dataset_of_the_request_goes_before_that_of_the_query(send: Callable[..., httpx.Response]) -> None:
    query = COUNT.replace("WHERE", f"FROM <{BACKGROUND}> WHERE")
    assert values(send(query, ("default-graph-uri", NOTE))) == values(send(COUNT, ("default-graph-uri", NOTE)))
    assert values(send(query)) == values(send(COUNT, ("default-graph-uri", BACKGROUND)))


@pytest.mark.parametrize(
    "given_", [("default-graph-uri", "http://example.org/g"), ("named-graph-uri", "file:///etc/passwd")]
)
def test_an_unknown_graph_is_refused_by_name(send: Callable[..., httpx.Response], given_: tuple[str, str]) -> None:
    answer = send(COUNT, given_)
    assert answer.status_code == 400
    assert f"there is no graph <{given_[1]}> here, and none is ever fetched; the graphs are" in answer.text
    assert NOTE in answer.text


@pytest.mark.parametrize(
    ("query", "types"),
    [
        (SELECT, "application/sparql-results+json"),
        (ASK, "application/sparql-results+json"),
        (CONSTRUCT, "text/turtle; charset=utf-8"),
        (DESCRIBE, "text/turtle; charset=utf-8"),
    ],
)
def test_each_form_has_its_type(send: Callable[..., httpx.Response], query: str, types: str) -> None:
    answer = send(query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == types


REFUSED: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "two queries by GET": ("GET", {"params": [("query", ASK), ("query", SELECT)]}, 400, "2 queries; send one"),
    "two queries by form": (
        "POST",
        {"content": "query=ASK%20%7B%7D&query=ASK%20%7B%7D", "headers": FORM},
        400,
        "2 queries",
    ),
    "a query in URL and body": (
        "POST",
        {"content": ASK, "params": [("query", ASK)], "headers": DIRECT},
        400,
        "one in the URL and one in the body",
    ),
    "no query by form": ("POST", {"content": "", "headers": FORM}, 400, "there is no query"),
    "a graph without a query": ("GET", {"params": [("default-graph-uri", NOTE)]}, 400, "there is no query"),
    "a wrong media type": (
        "POST",
        {"content": ASK, "headers": {"Content-Type": "text/plain"}},
        415,
        "found the media type 'text/plain'; expected application/sparql-query",
    ),
    "no media type": ("POST", {"content": ASK.encode()}, 415, "found the media type ''"),
    "a form in pieces": ("POST", {"files": {"query": b"ASK {}"}}, 415, "multipart/form-data"),
    "another encoding": (
        "POST",
        {"content": ASK.encode("utf-16"), "headers": {"Content-Type": "application/sparql-query; charset=utf-16"}},
        415,
        "expected UTF-8",
    ),
    "a compressed request": (
        "POST",
        {"content": gzip.compress(ASK.encode()), "headers": {**DIRECT, "Content-Encoding": "gzip"}},
        415,
        "send it as it is",
    ),
    "bytes that are not UTF-8": ("POST", {"content": b"ASK { ?s ?p '\xe9' }", "headers": DIRECT}, 400, "not UTF-8"),
    "a form that is not UTF-8": (
        "POST",
        {"content": "query=ASK { ?s ?p 'ё' }".encode("cp1251"), "headers": FORM},
        400,
        "not UTF-8",
    ),
    "a URL that is not UTF-8": ("GET", {"url": "/sparql?query=ASK%7B%FF%FE"}, 400, "not UTF-8"),
    "a million fields": ("POST", {"content": "&" * 2**20, "headers": FORM}, 400, "more than 200 fields"),
    "binary rubbish": ("POST", {"content": bytes(range(128)) * 9, "headers": DIRECT}, 400, "this is not SPARQL"),
    "a NUL": ("GET", {"params": {"query": "ASK {\0}"}}, 400, "query:1:"),
    "an empty query": ("GET", {"params": {"query": ""}}, 400, "query:1:1: this is not SPARQL"),
    "a syntax error": ("GET", {"params": {"query": "SELECT *\nWHERE { ?s ?p }"}}, 400, "query:2:"),
    "a missing prefix": (
        "GET",
        {"params": {"query": "ASK {\n ?ы foaf:name ?o }"}},
        400,
        "query:2:5: this is not SPARQL: the prefix 'foaf:' is not declared; write PREFIX foaf: <…>",
    ),
    "an update by form": ("POST", {"content": "update=CLEAR%20ALL", "headers": FORM}, 403, "updates are refused"),
    "an update, direct": (
        "POST",
        {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}},
        403,
        "updates are refused",
    ),
    "an update as a query": (
        "GET",
        {"params": {"query": "PREFIX e: <http://e/>\n#x\nDELETE WHERE { ?s ?p ?o }"}},
        403,
        "updates are refused",
    ),
    "an update behind a byte order mark": ("GET", {"params": {"query": "\ufeffCLEAR ALL"}}, 403, "updates are refused"),
    "LOAD": ("GET", {"params": {"query": "LOAD <file:///etc/passwd>"}}, 403, "updates are refused"),
    "a malformed timeout": (
        "GET",
        {"params": {"query": ASK, "timeout": "soon"}},
        400,
        "timeout 'soon': expected seconds",
    ),
    "a timeout of nothing": ("GET", {"params": {"query": ASK, "timeout": "0"}}, 400, "expected seconds"),
    "an unknown format": (
        "GET",
        {"params": {"query": ASK, "format": "turtel"}},
        400,
        "there is no format 'turtel'; did you mean 'turtle'?",
    ),
    "a format that does not suit": (
        "GET",
        {"params": {"query": CONSTRUCT, "format": "csv"}},
        406,
        "the answer is triples; they can be had as turtle",
    ),
    "rows in Turtle": (
        "GET",
        {"params": {"query": SELECT}, "headers": {"Accept": "text/turtle"}},
        406,
        "the answer is rows",
    ),
    "a predicate that is no name, as XML": (
        "GET",
        {"params": {"query": "CONSTRUCT { ?s <http://e/1> ?s } { ?s a t:Date }", "format": "rdfxml"}},
        406,
        "the predicate <http://e/1> cannot be written as RDF/XML, since it does not end in an XML name of its own; "
        "take turtle, ntriples or jsonld",
    ),
    "what RDF/XML means otherwise": (
        "GET",
        {"params": {"query": "CONSTRUCT { ?s rdf:li ?s } { ?s a t:Date }"}, "headers": {"Accept": "text/xml"}},
        406,
        "the predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> cannot be written",
    ),
    "a control character as XML": (
        "GET",
        {"params": {"query": "SELECT ('\\u0001' AS ?x) {}", "format": "xml"}},
        406,
        "a text holds the character U+0001, which XML cannot hold; take json, csv or tsv",
    ),
    "a type nobody writes": (
        "GET",
        {"params": {"query": SELECT}, "headers": {"Accept": "image/png"}},
        406,
        "application/sparql-results+json",
    ),
    "an unknown function": (
        "GET",
        {"params": {"query": "SELECT (<http://e/f>(1) AS ?x) {}"}},
        400,
        "the query cannot be answered",
    ),
    "a query of 2 MB": ("POST", {"content": "ASK {}" + "#" * 2**21, "headers": DIRECT}, 413, "longer than 1 MB"),
    "a stream of 2 MB": (
        "POST",
        {"content": iter([b"ASK {}#" + b" " * 2**20] * 2), "headers": DIRECT},
        413,
        "longer than 1 MB",
    ),
    "deep nesting": (
        "POST",
        {"content": "ASK " + "{" * 100_000 + "}" * 100_000, "headers": DIRECT},
        400,
        "nested too deeply",
    ),
    "too many rows": ("GET", {"params": {"query": "SELECT * { ?s ?p ?o . ?s ?q ?r }"}}, 413, f"more than {ROWS} rows"),
    "too many triples": ("GET", {"params": {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}}, 413, f"more than {ROWS} rows"),
}


def test_a_query_that_takes_too_much_memory_is_stopped(patient: Serving) -> None:
    with httpx.Client(base_url=patient.url, timeout=PATIENCE, verify=False) as client:
        refused(client, ("GET", {"params": {"query": GREEDY}}, 413, "more memory than a query may have"))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_reported_in_one_line(client: httpx.Client, name: str) -> None:
    refused(client, REFUSED[name])


def refused(client: httpx.Client, case: tuple[str, dict[str, Any], int, str]) -> None:
    method, request, status, message = case
    answer = client.request(method, **{"url": "/sparql", **request})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8"), answer.text
    assert message in answer.text
    assert len(answer.text.splitlines()) == 1
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/sparql", params={"query": ASK})
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    got, head = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers[name] == got.headers[name]


def test_pages_of_other_sites_may_ask(client: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert int(answer.headers["access-control-max-age"]) >= 600
    exposed = client.get("/sparql", params={"query": ASK}).headers["access-control-expose-headers"]
    assert {"ETag", "Content-Disposition", "X-Warning"} <= set(exposed.split(", "))
    assert "access-control-allow-origin" not in client.get("/search", params={"words": "Arcadia"}).headers
    foreign = client.get("/sparql", params={"query": ASK}, headers={"Host": "rebound.example.org"})
    assert foreign.status_code == 400


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_pages_of_other_sites_may_send_any_header(client: httpx.Client, path: str) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    wanted = "authorization,cache-control, x-requested-with"
    answer = client.options(path, headers={**asked, "Access-Control-Request-Headers": wanted})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == wanted
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"] == "Access-Control-Request-Headers"
    answer = client.options(path, headers={**asked, "Access-Control-Request-Headers": "x: y; <script>"})
    assert "script" not in answer.headers["access-control-allow-headers"]


LETTERS = "ASK { FILTER(STRLEN('Шағын ел, oʻzbek') = 16) }"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "request_",
    [
        lambda query: {"content": f"query={query}", "headers": FORM},
        lambda query: {"content": f"\ufeffquery={query}", "headers": FORM},
        lambda query: {"content": query, "headers": DIRECT},
        lambda query: {"data": {"query": query}},
    ],
    ids=["as it is", "after a mark", "direct", "encoded"],
)
def test_letters_need_no_encoding_and_a_byte_order_mark_is_nothing(
    client: httpx.Client, request_: Callable[[str], dict[str, Any]], mark: str
) -> None:
    answer = client.post("/sparql", **request_(mark + LETTERS))
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def raw(port: int, *parts: bytes) -> bytes:
    """What the server answers to these bytes, sent one part after the other on one connection, until it closes.

    After a part that ends a request its answer is waited for.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        for part in parts[:-1]:
            connection.sendall(part)
            time.sleep(0.05)
            if part.endswith(b"\r\n\r\n"):
                assert b'"boolean":true' in connection.recv(2**16)
        connection.sendall(parts[-1])
        return b"".join(iter(lambda: connection.recv(2**16), b""))


def test_letters_of_an_address_need_no_encoding(server: Serving) -> None:
    line = f"GET /sparql?query={LETTERS.replace(' ', '+')} HTTP/1.1\r\n".encode()
    rest = b"Host: localhost\r\nX-Name: \xd1\x91\r\n"
    closing = rest + b"Connection: close\r\n\r\n"
    for cut in (len(line) // 2, line.index(b"\xd0") + 1):
        assert raw(server.port, line[:cut], line[cut:], closing).count(b'"boolean":true') == 1
    # On one connection after another answer.
    assert raw(server.port, line + rest + b"\r\n", line + closing).count(b'"boolean":true') == 1


def test_what_is_no_request_is_told_how_it_can_be_one(server: Serving) -> None:
    answer = raw(server.port, b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"blanks are written %20" in answer


def test_the_same_question_need_not_be_answered_twice(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(
        "/sparql", params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"], "Accept": "text/csv"}
    )
    assert other.status_code == 200
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?now) {}"}).headers


def test_answers_are_compressed_for_who_reads_that(client: httpx.Client) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } LIMIT 500"}
    small = client.get("/sparql", params=params, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    plain = client.get("/sparql", params=params, headers={"Accept-Encoding": "gzip;q=0"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < len(plain.content) / 3


def test_an_unknown_name_is_reported(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?x { ?x a t:Vizit }"})
    assert answer.status_code == 200
    assert answer.headers["x-warning"] == "unknown term t:Vizit; did you mean 'Visit'?"
    assert "x-warning" not in client.get("/sparql", params={"query": SELECT}).headers


# -- formats ----------------------------------------------------------------------------------------


ROWS_QUERY = "SELECT ?name ?n { VALUES (?name ?n) { ('a, \"b\"\\n<result>{\\\\' 1) (UNDEF 2) ('Қазақ'@kk UNDEF) } }"


@pytest.mark.parametrize("media_type", negotiation.ROW_TYPES)
def test_rows_are_read_back(client: httpx.Client, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": ROWS_QUERY}, headers={"Accept": media_type})
    assert answer.headers["content-type"].split(";")[0] == media_type
    format_ = negotiation.ROW_TYPES[media_type]
    result = rdflib.query.Result.parse(io.BytesIO(answer.content), format=format_)
    rows = [[None if cell is None else str(cell) for cell in row] for row in result]
    if format_ == "csv":
        rows = [[cell or None for cell in row] for row in rows]
        answer_lines = answer.text.replace("\r\n", "\n")
        assert answer_lines.startswith("name,n\n")
    assert sorted(rows, key=str) == sorted([['a, "b"\n<result>{\\', "1"], [None, "2"], ["Қазақ", None]], key=str)


@pytest.mark.parametrize("media_type", negotiation.TRIPLE_TYPES)
def test_triples_are_read_back(client: httpx.Client, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": DESCRIBE}, headers={"Accept": media_type})
    assert answer.headers["content-type"].split(";")[0] == media_type
    format_ = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}.get(
        negotiation.TRIPLE_TYPES[media_type], negotiation.TRIPLE_TYPES[media_type]
    )
    found = rdflib.Dataset(default_union=True).parse(data=answer.content, format=format_)
    assert (rdflib.URIRef(namespaces.entity("state/arcadia")), rdflib.RDF.type, None) in found


def test_a_format_may_be_named(client: httpx.Client) -> None:
    for name in sparql.ROWS:
        answer = client.get("/sparql", params={"query": SELECT, "format": name}, headers={"Accept": "image/png"})
        assert negotiation.ROW_TYPES[answer.headers["content-type"].split(";")[0]] == name
    for name in sparql.TRIPLES:
        answer = client.get("/sparql", params={"query": CONSTRUCT, "format": name})
        assert negotiation.TRIPLE_TYPES[answer.headers["content-type"].split(";")[0]] == name
    several = {"query": CONSTRUCT, "format": "application/x-json+ld, application/ld+json"}
    assert client.get("/sparql", params=several).headers["content-type"] == "application/ld+json"
    answer = client.post("/sparql", data={"query": SELECT, "format": "csv", "download": "../a b"})
    assert answer.headers["content-disposition"] == 'attachment; filename="ab.csv"'


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it makes graphs of rdflib by an old name
def test_another_client_reads_the_answers(server: Serving) -> None:
    for way in (SPARQLWrapper.GET, SPARQLWrapper.POST):
        asking = SPARQLWrapper.SPARQLWrapper(f"{server.url}/sparql")
        asking.setMethod(way)
        asking.setQuery(SELECT)
        asking.setReturnFormat(SPARQLWrapper.JSON)
        (row,) = asking.query().convert()["results"]["bindings"]
        assert row["visit"]["value"] == namespaces.entity("event/state-visit-2019")
        asking.setReturnFormat(SPARQLWrapper.XML)
        assert len(asking.query().convert().getElementsByTagName("result")) == 1
        asking.setQuery(ASK)
        asking.setReturnFormat(SPARQLWrapper.JSON)
        assert asking.query().convert()["boolean"] is True
        asking.setQuery(CONSTRUCT)
        for format_ in (SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD):
            asking.setReturnFormat(format_)
            got = asking.query().convert()
            assert len(got if isinstance(got, rdflib.Graph) else rdflib.Graph().parse(data=got)) > 0


@pytest.mark.parametrize("name", sparql.ROWS)
@pytest.mark.parametrize("query", [ROWS_QUERY, "SELECT * { VALUES () { () () } }", "SELECT ?x { VALUES ?x {} }"])
def test_rows_are_counted_in_every_format(name: str, query: str) -> None:
    result = ox.Store().query(query)
    assert isinstance(result, ox.QuerySolutions)
    expected = len(list(ox.Store().query(query)))  # type: ignore[arg-type]
    assert sparql.count(result.serialize(format=sparql.ROWS[name][0]) or b"", name) == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8"), max_size=12), st.booleans()), max_size=5))
def test_no_text_misleads_the_count(cells: list[tuple[str, bool]]) -> None:
    given_ = " ".join(f"({ox.Literal(text)} {'<a:b>' if known else 'UNDEF'})" for text, known in cells)
    for name, (format_, _, _) in sparql.ROWS.items():
        result = ox.Store().query(f"SELECT * {{ VALUES (?x ?y) {{ {given_} }} }}")
        assert isinstance(result, ox.QuerySolutions)
        body = result.serialize(format=format_) or b""
        assert sparql.count(body, name) == len(cells) <= sparql.count(body, name, exactly=False)
        assert all(sparql.count(body[:end], name) <= len(cells) for end in range(0, len(body), 7))


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV;Q=1", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", "xml"),
        ("text/*", "csv"),
        ("text/*;q=0.9, text/csv;q=0.1", "tsv"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("text/csv;charset=utf-8;q=0.2, text/tab-separated-values;q=0.3", "tsv"),
        ("text/csv;q=many", None),
        ("*/*;q=0", None),
        ("image/png", None),
        (",;/,", None),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str, chosen: str | None) -> None:
    best = negotiation.choose(accept, negotiation.ROW_TYPES)
    assert (negotiation.ROW_TYPES[best] if best else None) == chosen


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_accept_header_has_an_outcome(accept: str) -> None:
    assert negotiation.choose(accept, negotiation.ROW_TYPES) in {None, *negotiation.ROW_TYPES}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("kk-KZ,ru;q=0.8", "kk"), ("de, ru;q=0.5, uz;q=0.7", "uz"), ("*", "en"), ("de", "en"), (";;,", "en")],
)
def test_the_language_of_the_browser_is_spoken(accepted: str, language: str) -> None:
    assert negotiation.language({}, accepted) == language
    assert negotiation.language({"lang": "ru"}, accepted) == "ru"
    assert negotiation.language({"lang": "xx"}, accepted) == language


# -- what the endpoint says of itself ---------------------------------------------------------------


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_the_endpoint_describes_itself(client: httpx.Client, server: Serving, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    found = rdflib.Graph().parse(data=answer.text, format="turtle")
    service = rdflib.URIRef(f"{server.url}/sparql")
    sd, void = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#"), rdflib.VOID
    assert (service, sd.endpoint, service) in found
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in found
    dataset = found.value(service, sd.defaultDataset)
    assert str(found.value(dataset, void.triples)) == values(client.get("/sparql", params={"query": COUNT}))[0]
    graphs = {str(found.value(named, sd.name)) for named in found.objects(dataset, sd.namedGraph)}
    assert graphs == {NOTE, BACKGROUND}
    assert len(list(found.objects(service, sd.resultFormat))) == len(sparql.ROWS) + len(sparql.TRIPLES)
    assert not [node for triple in found for node in triple if isinstance(node, rdflib.BNode)]
    assert client.get(path, headers={"Accept": "application/ld+json"}).json()
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/sparql?format=ntriples").headers["content-type"] == "application/n-triples"


def test_a_browser_at_the_endpoint_is_shown_the_page(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")
    for language in namespaces.languages():
        answer = client.get("/", headers={"Accept-Language": f"de, {language};q=0.5"})
        assert (answer.status_code, answer.headers["location"]) == (307, f"{language}/index.html")


def test_editors_find_examples_and_prefixes(client: httpx.Client) -> None:
    sh = "PREFIX sh: <http://www.w3.org/ns/shacl#> "
    prefixes = client.get("/sparql", params={"query": sh + "SELECT ?p { [] sh:declare/sh:prefix ?p }"})
    assert values(prefixes) == sorted(namespaces.prefixes())
    listed = "SELECT ?q { ?x a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select ?q FILTER(LANG(?c) = 'en') }"
    examples = client.get("/sparql", params={"query": sh + listed})
    found = values(examples)
    assert len(found) == len(list((MINI / "queries").glob("*.rq")))
    for query in found:
        assert client.get("/sparql", params={"query": query}).status_code == 200


# -- attacks ----------------------------------------------------------------------------------------


ATTACKS = [
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "PREFIX f: <file:///etc/> SELECT * FROM NAMED f:passwd { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <http://127.0.0.1:PORT/data.ttl> { ?s ?p ?o }",
    "SELECT * #\nfrom<http://127.0.0.1:PORT/data.ttl>{ ?s ?p ?o }",
    "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <http://127.0.0.1:PORT/> } SeRvIcE ?x { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERV\\u0049CE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { 'a' 'b' 'c' } # '\nSELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:PORT/> PREFIX service: <urn:s> SELECT * { ?s ?p ?o ~ SERVICE:x { ?a ?b ?c } }",
    "PREFIX : <http://127.0.0.1:PORT/> PREFIX servixe: <urn:s> ASK { ?s ?p ?o ~ SERVICE:x { ?a ?b ?c } }",
    "PREFIX e: <http://127.0.0.1:PORT/> PREFIX SERVICEe: <urn:s> ASK { ?s ?p ?o . SERVICEe:x { ?a ?b ?c } }",
    "BASE <http://127.0.0.1:PORT/> SELECT * FROM <data.ttl> { ?s ?p ?o }",
    "BASE <file:///etc/> SELECT * FROM NAMED <passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <\\u0066ile:///etc/passwd> { ?s ?p ?o }",
    "PREFIX f: <\\u0066ile:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:PORT/data.ttl>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://example.org/g>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
]  # fmt: skip


@pytest.mark.parametrize("query", ATTACKS)
def test_no_query_reads_a_file_or_calls_out(
    send: Callable[..., httpx.Response], trap: tuple[int, list[str]], query: str
) -> None:
    port, caught = trap
    answer = send(query.replace("PORT", str(port)))
    assert answer.status_code in (400, 403), answer.text
    assert "root:" not in answer.text
    assert caught == []


def test_a_worker_could_not_even_if_it_were_asked(trap: tuple[int, list[str]]) -> None:
    """Behind the words that are refused stands the system: a worker has no right to open anything."""
    port, caught = trap
    script = f"""
import pyoxigraph as ox
from kgtools.server.workers.limits import give_up_rights
store = ox.Store()
give_up_rights(200)
for act in (lambda: list(store.query("SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")),
            lambda: list(store.query("SELECT * {{ SERVICE <http://localhost:{port}/> {{ ?s ?p ?o }} }}")),
            lambda: store.load(path="/etc/passwd", format=ox.RdfFormat.TURTLE),
            lambda: open("/etc/passwd"), lambda: bytearray(2**29)):
    try:
        act()
    except (OSError, MemoryError) as error:
        print("refused", flush=True)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["refused"] * 5
    assert caught == []
    trusting = script.replace("give_up_rights(200)", "")
    subprocess.run([sys.executable, "-c", trusting], capture_output=True, text=True, check=False, cwd=ROOT)
    assert caught, "the trap would have caught it"


# -- time, crowds, clients that are slow or leave -----------------------------------------------------


def test_a_query_that_runs_over_is_stopped(patient: Serving, client: httpx.Client) -> None:
    began = time.monotonic()
    query = {"query": RUNAWAY, "timeout": "0.5"}
    answer = httpx.get(f"{patient.url}/sparql", params=query, timeout=PATIENCE, verify=False)
    assert (answer.status_code, answer.text) == (
        503, "the query ran longer than 0.5 s and was stopped; ask for less at a time\n"
    )  # fmt: skip
    assert time.monotonic() - began < PATIENCE / 2
    assert values(httpx.get(f"{patient.url}/sparql", params={"query": SELECT}, timeout=PATIENCE, verify=False))


def ask_without_waiting(port: int, query: str) -> socket.socket:
    """Send a query and do not read its answer."""
    asking = socket.create_connection(("127.0.0.1", port))
    target = httpx.URL("/sparql", params={"query": query})
    asking.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return asking


def test_runaways_in_every_worker_do_not_delay_others(patient: Serving) -> None:
    with ask_without_waiting(patient.port, RUNAWAY) as one, ask_without_waiting(patient.port, RUNAWAY) as other:
        wait_for_work(patient, workers=2)
        with httpx.Client(base_url=patient.url, timeout=PATIENCE, verify=False) as client:
            for _ in range(10):
                assert values(client.get("/sparql", params={"query": SELECT}))
        for runaway in (one, other):
            runaway.setblocking(False)
            with pytest.raises(BlockingIOError):  # they still run
                runaway.recv(1)


def test_two_hundred_clients_at_once_are_all_answered(server: Serving) -> None:
    async def ask(client: httpx.AsyncClient, number: int) -> int:
        answer = await client.get("/sparql", params={"query": f"SELECT ({number} AS ?n) {{}}"})
        assert answer.status_code == 200, answer.text
        return int(values(answer)[0])

    async def crowd() -> list[int]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(base_url=server.url, timeout=60, limits=limits, verify=False) as client:
            return await asyncio.gather(*(ask(client, number) for number in range(200)))

    assert asyncio.run(crowd()) == list(range(200))


def test_who_finds_no_room_is_asked_to_come_again_and_nobody_can_lengthen_the_time(project: Path) -> None:
    crowded = Serving(project, project / "crowded.log", "--workers", 1, "--queue", 1, "--timeout", 1.5)
    query = {"query": RUNAWAY, "timeout": "1000"}
    try:
        with ThreadPoolExecutor(6) as crowd:
            asked = [
                crowd.submit(httpx.get, f"{crowded.url}/sparql", params=query, timeout=30, verify=False)
                for _ in range(6)
            ]
            answers = [each.result() for each in asked]
        refused = [answer for answer in answers if "too many queries at once" in answer.text]
        ended = [answer for answer in answers if "longer than 1.5 s" in answer.text]
        assert refused
        assert ended
        assert len(refused) + len(ended) == len(answers)
        assert all(answer.status_code == 503 for answer in answers)
        assert all(answer.headers["retry-after"] == "2" for answer in refused)
        assert httpx.get(f"{crowded.url}/sparql", params={"query": ASK}, verify=False).status_code == 200
    finally:
        crowded.stop()


def test_slow_clients_are_nobody_elses_trouble(server: Serving, client: httpx.Client) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    for number, each in enumerate(slow):
        head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        each.sendall((head + ("Content-Length: 100\r\n\r\nASK" if number % 2 else "Content-")).encode())
    assert values(client.get("/sparql", params={"query": SELECT}))
    for each in slow:
        each.close()
    assert values(client.get("/sparql", params={"query": SELECT}))


def test_a_request_that_does_not_arrive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    scope = {"type": "http", "method": "POST", "headers": [], "query_string": b"", "path": "/sparql"}
    monkeypatch.setattr(protocol, "SLOWEST", 0.05)
    with pytest.raises(protocol.BadRequest) as refused:
        asyncio.run(protocol.read_body(protocol.Request(scope, never)))
    assert refused.value.reply.status == 408


def test_who_leaves_takes_the_query_along(patient: Serving) -> None:
    began = time.monotonic()
    for _ in range(8):  # four times as many as there are places
        with ask_without_waiting(patient.port, RUNAWAY):
            time.sleep(0.1)
    assert values(httpx.get(f"{patient.url}/sparql", params={"query": SELECT}, timeout=PATIENCE, verify=False))
    assert time.monotonic() - began < PATIENCE / 2


# -- the life of a server -----------------------------------------------------------------------------


def test_a_rebuilt_graph_is_taken_over_without_losing_a_request(project: Path, kgtools: Run) -> None:
    served = project.parent / "rebuilt"
    shutil.copytree(project, served, ignore=shutil.ignore_patterns("log", "*.log"))
    running = Serving(served, served / "log", "--timeout", 5)
    label = f"SELECT ?l {{ <{namespaces.entity('state/arcadia')}> rdfs:label ?l FILTER(LANG(?l) = 'en') }}"
    try:
        with httpx.Client(base_url=running.url, timeout=30, verify=False) as client:
            assert values(client.get("/sparql", params={"query": label})) == ["Arcadia"]
            tag = client.get("/sparql", params={"query": label}).headers["etag"]
            table = served / "data" / "entities" / "states.csv"
            table.write_text(table.read_text(encoding="utf-8").replace("Arcadia,", "Arkadia,", 1), encoding="utf-8")
            assert values(client.get("/sparql", params={"query": label})) == ["Arcadia"], "tables are not the graph"
            building = subprocess.Popen([sys.executable, "-m", "kgtools", "build", "--root", str(served)], cwd=ROOT)
            seen, until = [], time.monotonic() + 60
            while time.monotonic() < until and seen[-1:] != [["Arkadia"]]:
                answer = client.get("/sparql", params={"query": label}, headers={"If-None-Match": tag})
                time.sleep(0.02)  # the processors are for the build
                seen.append(["Arcadia"] if answer.status_code == 304 else values(answer))
            assert building.wait() == 0
            assert seen[0] == ["Arcadia"]
            assert seen[-1] == ["Arkadia"]
            # The files go; what is served stays, even when workers have to be replaced.
            shutil.rmtree(served / "build")
            for _ in range(3):
                assert client.get("/sparql", params={"query": RUNAWAY, "timeout": "0.1"}).status_code == 503
                assert values(client.get("/sparql", params={"query": label})) == ["Arkadia"]
            # Rubbish in its place is not taken over.
            (served / "build" / "store").mkdir(parents=True)
            (served / "build" / "manifest.txt").write_text("digest 1.2.3\nquads 5\n")
            until = time.monotonic() + 30
            while not any("the old one still is" in line for line in running.log):
                assert time.monotonic() < until
                assert values(client.get("/sparql", params={"query": label})) == ["Arkadia"]
                time.sleep(0.1)
    finally:
        assert running.stop() == 0


def children(process: int) -> set[int]:
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            found |= {int(folder.name)} | children(int(folder.name))
    return found


def work_of(process: int) -> int:
    """The ticks of the processor that a process has used."""
    try:
        return sum(map(int, Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    except OSError:
        return 0


def wait_for_work(server: Serving, workers: int) -> None:
    """Wait until so many workers of a server are busy with a query."""
    before = {each: work_of(each) for each in children(server.process.pid)}
    until = time.monotonic() + 30
    while sum(work_of(each) > before.get(each, 0) + 3 for each in children(server.process.pid)) < workers:
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here to find processes in")
def test_the_end_is_graceful(project: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left_behind = Path(tempfile.mkdtemp(prefix=f"tandem-serving-{ended.pid}-"))
    running = Serving(project, project / "end.log", "--timeout", 5)
    query = {"query": RUNAWAY, "timeout": "1.5"}
    with ThreadPoolExecutor(1) as crowd:
        last = crowd.submit(httpx.get, f"{running.url}/sparql", params=query, timeout=30, verify=False)
        wait_for_work(running, workers=1)
        family = children(running.process.pid)
        assert len(family) >= 3
        running.process.send_signal(signal.SIGTERM)
        assert "was stopped; ask for less" in last.result().text, "a request under way is answered to its end"
    assert running.stop() == 0
    assert not left_behind.exists()
    assert not list(Path(tempfile.gettempdir()).glob(f"tandem-serving-{running.process.pid}-*"))
    until = time.monotonic() + 20
    while (left := {each for each in family if Path(f"/proc/{each}").exists()}) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == set()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/sparql")


def test_one_line_of_log_for_each_request(server: Serving, client: httpx.Client) -> None:
    before = len(server.log)
    client.get("/sparql", params={"query": SELECT})
    client.get("/no%0Awhere")
    until = time.monotonic() + 20
    while len(server.log) < before + 2 and time.monotonic() < until:
        time.sleep(0.02)
    first, second = server.log[before:]
    assert " 127.0.0.1 GET /sparql 200 " in first
    assert first.endswith(" ms 1 rows")
    assert " GET /no%0Awhere 404 " in second
    assert "visit" not in first.lower(), "what people ask is nobody's business"


def test_a_taken_port_is_reported_in_one_line(server: Serving, project: Path, kgtools: Run) -> None:
    done = kgtools("serve", "--root", project, "--port", server.port)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kgtools: cannot listen on 127.0.0.1:{server.port}: Address already in use; choose")
    assert len(done.stderr.splitlines()) == 1
    done = kgtools("serve", "--root", project, "--host", "no such host")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_of_copies_that_is_not_there_is_reported_in_one_line(project: Path, kgtools: Run) -> None:
    done = kgtools("serve", "--root", project, "--port", "0", "--articles", project / "none")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "none" in done.stderr


def test_who_never_asks_is_given_up(dawdler: tuple[socket.socket, float]) -> None:
    slow, since = dawdler
    slow.settimeout(max(protocol.SLOWEST + 20 - (time.monotonic() - since), 10))
    assert slow.recv(100) == b""


def test_the_command_line_starts_without_the_server() -> None:
    script = (
        "import sys, kgtools.cli; print([name for name in ('starlette', 'uvicorn', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"
