"""A graph behind a SPARQL endpoint: what is asked, what comes back, and what can go wrong."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph.terms import curie_node, term_node
from kgtools.query import questions
from kgtools.sparql import execute
from kgtools.sparql.remote import connection
from kgtools.sparql.remote.connection import Connection, EndpointError
from kgtools.sparql.remote.credentials import Credentials
from kgtools.sparql.remote.endpoint import Endpoint
from kgtools.sparql.remote.store import RemoteStore, open_endpoint
from tests import engines
from tests.conftest import ROOT, Run
from tests.engines import Answer, scripted

XML = {"Content-Type": "application/sparql-results+xml"}
HEAD = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
NOTHING = HEAD + b"<results></results></sparql>"
ROW = b'<result><binding name="s"><uri>urn:a</uri></binding></result>'
ROWS = NOTHING.replace(b"</results>", 3 * ROW + b"</results>")
ALL = "SELECT * WHERE { ?s ?p ?o }"
NOBODY = Credentials()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TANDEM_USER", "TANDEM_PASSWORD", "TANDEM_TOKEN", "TANDEM_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def asked(answer: Answer, credentials: Credentials = NOBODY, seconds: float = 5) -> str:
    """What is said of an endpoint that answers so."""
    with scripted(lambda path, headers: answer) as server, Connection(credentials, seconds) as line:
        with pytest.raises(EndpointError) as error:
            Endpoint(line, server.url).rows(ALL)
        return str(error.value).replace(server.url, "URL")


# -- bad endpoints --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>Welcome</html>"), "URL answers with a page for"),
        ((200, {}, b"hello"), "URL answers with content of no type"),
        ((200, XML, b"<html/>"), "URL broke off its answer; try again"),
        ((200, XML, NOTHING.removesuffix(b"</sparql>")), "URL broke off its answer; try again"),
        ((200, XML, NOTHING.replace(b"results", b"rows")), "URL gives an answer that cannot be read"),
        ((200, XML | {"X-SPARQL-MaxRows": "3"}, ROWS), "URL gives no more than 3 rows, and may have left some out"),
        ((206, XML, NOTHING), "URL gave only a part of its answer (206)"),
        ((200, XML | {"Content-Length": "9999"}, NOTHING), "URL broke off: "),
        ((302, {"Location": "http://u:p@other.example/x?secret"}, b""), "URL sends on to http://other.example/x (302)"),
        ((400, {}, b"Virtuoso 37000\n \x1b[31mError"), "URL refuses this (400 Bad Request): Virtuoso 37000 [31mError"),
        ((401, {"WWW-Authenticate": "Basic"}, b""), "URL wants credentials (401): set TANDEM_USER and TANDEM_PASSWORD"),
        ((403, {}, b""), "URL refuses this (403 Forbidden); ask whoever runs it"),
        ((404, {"Content-Type": "text/html"}, b"<h1>Not here</h1>"), "URL refuses this (404 Not Found); is this"),
        ((413, {}, b""), "URL refuses this (413 "),
        ((503, {}, b"busy"), "URL refuses this (503 Service Unavailable): busy; wait, and try again"),
        ((599, {}, b""), "URL refuses this (599 unknown); try again later"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_one_line(answer: Answer, said: str) -> None:
    found = asked(answer)
    assert found.startswith(said)
    assert found.isprintable()


def test_an_endpoint_that_is_down_or_slow() -> None:
    with pytest.raises(EndpointError, match=r"^http://127\.0\.0\.1:\d+/ cannot be reached: .*; is it running"):
        Endpoint(Connection(NOBODY), f"http://127.0.0.1:{engines.free_port()}/").rows(ALL)
    with engines.socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(EndpointError, match=r"did not answer within 0\.05 seconds; ask for less"):
            Endpoint(Connection(NOBODY, 0.05), f"http://127.0.0.1:{deaf.getsockname()[1]}/").rows(ALL)


def test_an_answer_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked((200, XML, NOTHING.replace(b"results", b"rows"))).startswith("URL gives an answer that cannot be read")
    monkeypatch.setattr(connection, "LARGEST", 100)
    assert asked((200, XML, ROWS)) == "URL answers with more than 0 MB; ask for less"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/", "expected an address that begins with http:// or https://"),
        ("file:///etc/passwd", "expected an address that begins"),
        ("example.org/sparql", "expected an address that begins"),
        ("http://", "expected an address that begins"),
        ("http://[::1", "is no address of the web"),
        ("http://curator:geheim@example.org/", "holds a name or password"),
    ],
)
def test_an_address_that_cannot_be_asked(kgtools: Run, url: str, said: str) -> None:
    done = kgtools("show", "Tokayev", "--endpoint", url, "--root", ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.stderr


def test_an_endpoint_without_our_graph_is_told_apart(kgtools: Run) -> None:
    with scripted(lambda path, headers: (200, XML, NOTHING)) as server:
        done = kgtools("show", "Tokayev", "--endpoint", server.url, "--root", ROOT)
    assert done.stderr == f"kgtools: {server.url} holds no graph of Tandem; load it with kgtools push {server.url}\n"


# -- credentials ----------------------------------------------------------------------------------


def needing(way: str, given: str) -> tuple[list[str], int]:
    """The headers that were sent to an endpoint that wants credentials, and how many requests were refused."""

    def answer(path: str, headers: dict[str, str]) -> Answer:
        right = headers.get("authorization", "").startswith(given)
        return (200, XML, NOTHING) if right else (401, {"WWW-Authenticate": way}, b"")

    with scripted(answer) as server, Connection(Credentials("curator", "geheim")) as line:
        for _ in range(3):
            Endpoint(line, server.url).rows(ALL)
        sent = [headers.get("authorization", "") for _, _, headers, _ in server.asked]
    return sent, sum(not one.startswith(given) for one in sent)


def test_credentials_are_given_when_they_are_asked_for_in_the_way_asked_for() -> None:
    basic = "Basic " + base64.b64encode(b"curator:geheim").decode()
    assert needing('Basic realm="x"', basic) == (["", basic, basic, basic], 1)
    sent, refused = needing(
        'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm=MD5', 'Digest username="curator"'
    )
    assert refused == 1
    assert len(sent) == 4
    assert "geheim" not in "".join(sent)


def test_credentials_that_are_not_accepted() -> None:
    refused = (401, {"WWW-Authenticate": "Basic"}, b"")
    said = asked(refused, Credentials("curator", "geheim"))
    assert said == "URL does not accept TANDEM_USER and TANDEM_PASSWORD (401)"
    assert asked(refused, Credentials(token="geheim")) == "URL does not accept the token in TANDEM_TOKEN (401)"


@pytest.mark.parametrize("credentials", [Credentials("curator", "geheim"), Credentials(token="geheim")])
def test_nothing_is_sent_where_an_endpoint_sends_on_to(credentials: Credentials) -> None:
    with scripted(lambda path, headers: (200, XML, NOTHING)) as other:
        said = asked((307, {"Location": other.url}, b""), credentials)
    assert other.asked == []
    assert said.startswith(f"URL sends on to {other.url} (307), where nothing was sent")
    assert "geheim" not in said + repr(credentials)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"USER": "a"}, "TANDEM_USER is set and TANDEM_PASSWORD is not"),
        ({"PASSWORD": "geheim"}, "TANDEM_PASSWORD is set and TANDEM_USER is not"),
        ({"USER": "a", "PASSWORD": "geheim", "TOKEN": "geheim"}, "TANDEM_USER and TANDEM_TOKEN are both set"),
        ({"TOKEN": "geheim\n"}, "holds a character that cannot be sent"),
    ],
)
def test_credentials_that_do_not_fit(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"TANDEM_{name}", value)
    with pytest.raises(UsageError, match=said) as error:
        Credentials.of_environment()
    assert "geheim" not in str(error.value)


# -- the same answers -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(quads: list[ox.Quad]) -> Iterator[str]:
    """Oxigraph's own server with the real graph in it."""
    with engines.oxigraph() as server:
        engines.fill_oxigraph(server, quads)
        yield f"{server}/query"


def test_the_library_has_its_stored_answers_on_the_server_of_oxigraph(library: str) -> None:
    store = open_endpoint(library)
    assert engines.different(store, questions.questions(ROOT)) == []
    assert store.endpoint.connection.requests < 150


# What Virtuoso would answer otherwise if it were written as one first writes it; the whole library takes minutes on a
# new store: python -m tests.engines
DELICATE = ("disagreements-of-article", "events", "experts", "speakers-counted", "stages", "support", "targets",
            "visits-by-year")  # fmt: skip


@pytest.mark.skipif(engines.virtuoso_command() is None, reason="no Virtuoso here: apt-get install virtuoso-opensource")
def test_delicate_questions_have_their_stored_answers_on_virtuoso(quads: list[ox.Quad], tmp_path: Path) -> None:
    with engines.virtuoso(tmp_path) as server:
        store = engines.filled_virtuoso(server, quads)
        assert engines.different(store, [ROOT / "queries" / f"{name}.rq" for name in DELICATE]) == []
        for truth, term in ((True, "t:State"), (False, "t:Person")):
            assert execute.ask(store, f"ASK {{ state:kazakhstan a {term} }}") is truth
        with pytest.raises(EndpointError, match="gives no more than 10000 rows, and may have left some out"):
            execute.ask(store, ALL)


@pytest.mark.parametrize(
    ("command", "most"),
    [
        (["show", "person/kassym-jomart-tokayev", "--lang", "uz", "--evidence"], 100),
        (["query", "documents-signed", "--evidence", "--lang", "kk"], 60),
        (["figures", "turnover", "--format", "csv"], 25),
        (["network", "--between", "Tokayev", "Mirziyoyev"], 60),
    ],
)
def test_a_command_prints_the_same_of_an_endpoint_in_few_requests(
    kgtools: Run, library: str, monkeypatch: pytest.MonkeyPatch, command: list[str], most: int
) -> None:
    here = kgtools(*command, "--root", ROOT)
    sent: list[str] = []
    send = Connection.send
    monkeypatch.setattr(Connection, "send", lambda self, *rest: sent.append(rest[1]) or send(self, *rest))
    there = kgtools(*command, "--root", ROOT, "--endpoint", library)
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)
    assert here.stdout
    assert set(sent) == {library}
    assert 1 < len(sent) <= most


def test_a_pattern_gives_what_a_store_gives(library: str, real: ox.Store) -> None:
    remote = open_endpoint(library)
    country, label = curie_node("state:kazakhstan"), curie_node("rdfs:label")
    graph = ox.NamedNode(namespaces.graph("background"))
    default = ox.DefaultGraph()
    for pattern in (
        (country, None, None, default), (country, label, None, default), (None, label, None, default),
        (None, term_node("country"), country, default), (None, None, country, default), (None, None, None, graph),
        (country, None, None, graph), (ox.BlankNode(), None, None, default), (country, label, None, None),
        (None, term_node("signedOn"), None, None), (None, label, ox.Literal("Kazakhstan", language="en"), default),
    ):  # fmt: skip
        assert set(remote.quads_for_pattern(*pattern)) == set(real.quads_for_pattern(*pattern)), pattern
    assert ox.Quad(country, label, ox.Literal("Kazakhstan", language="en"), default) in remote
    assert ox.Quad(country, label, ox.Literal("Kasachstan", language="de"), default) not in remote


def test_own_sparql_is_answered_alike(library: str, real: ox.Store) -> None:
    remote = open_endpoint(library)
    for sparql in (
        "ASK { state:kazakhstan a t:State }",
        "SELECT ?a (COUNT(*) AS ?n) WHERE { ?a a t:Visit } GROUP BY ?a ORDER BY ?a",
        "PREFIX t: <https://example.org/> SELECT * WHERE { ?x a t:Visit }",
        "CONSTRUCT { ?x a t:Seen } WHERE { ?x a t:Visit }",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/tandem-kg/graph/background> WHERE { ?s ?p ?o }",
    ):
        assert execute.ask(remote, sparql) == execute.ask(real, sparql)
    before = remote.endpoint.connection.requests
    for refused in (
        "SELECT ?x WHERE { ?x a t:Visit",
        "INSERT DATA { <a:a> <a:a> 1 }",
        "SELECT * { SERVICE <http://a/> {} }",
    ):
        with pytest.raises(UsageError):
            execute.ask(remote, refused)
    assert remote.endpoint.connection.requests == before, "what is wrong or refused is not sent"


def test_a_row_that_distinct_gives_twice_is_given_once() -> None:
    """Virtuoso repeats rows with unbound variables."""
    with scripted(lambda path, headers: (200, XML, ROWS)) as server:
        store = RemoteStore(Endpoint(Connection(NOBODY), server.url))
        answers = [execute.ask(store, f"SELECT {word} ?s WHERE {{ ?s ?p ?o }}") for word in ("DISTINCT", "")]
    assert [len(answer.rows) for answer in answers if isinstance(answer, execute.Answer)] == [1, 3]
