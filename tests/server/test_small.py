"""Small queries are answered by the server itself, and nobody can tell: byte by byte as by a worker."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.server.edge import journal
from kgtools.server.small import Small
from kgtools.server.workers.tasks import WorkerConfig
from tests.conftest import copy_of_mini
from tests.serving import Serving

THING = f"<{namespaces.entity('state/arcadia')}>"
ALL = f"SELECT ?p ?o {{ {THING} ?p ?o }}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_mini(tmp_path_factory.mktemp("small") / "mini")


@pytest.fixture(scope="module", params=["here", "below a path"])
def server(request: pytest.FixtureRequest, project: Path) -> Iterator[Serving]:
    """A server that remembers no answer, so that each is made anew."""
    below = ("--base-url", "http://localhost/tandem") if request.param != "here" else ()
    running = Serving(project, project / "log", "--workers", 2, "--cache", 0, *below)
    _await_small(running)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def remembering(endpoint: Serving) -> Serving:
    _await_small(endpoint)
    return endpoint


def _await_small(server: Serving) -> None:
    until, number = time.monotonic() + 60, 0
    while not counted(server, "small"):
        assert time.monotonic() < until
        number += 1
        ask(server, request(f"ASK {{ {THING} a ?c }} # {number}"))
        time.sleep(0.05)


def counted(server: Serving, outcome: str) -> int:
    """How many tasks had an outcome so far."""
    told = httpx.get(f"{server.url}/metrics", verify=False).text
    found = re.search(rf'tasks_total{{outcome="{outcome}"}} (\d+)', told)
    return int(found[1]) if found else 0


def request(query: str, *headers: str, method: str = "GET", version: str = "1.1", more: str = "") -> bytes:
    lines = [f"{method} /sparql?query={quote(query)}{more} HTTP/{version}", "Host: localhost", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def ask(server: Serving, *requests: bytes) -> list[bytes]:
    """The answers to requests that are sent together, their headers in order; dates, which may differ, are left out."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall(b"".join(requests))
        answers, taken = [], b""
        while len(answers) < len(requests):
            part = connection.recv(2**16)
            assert part, taken
            taken += part
            while b"\r\n\r\n" in taken:
                head, _, rest = taken.partition(b"\r\n\r\n")
                found = re.search(rb"content-length: (\d+)", head)
                length = int(found[1]) if found and not requests[len(answers)].startswith(b"HEAD") else 0
                if len(rest) < length:
                    break
                first, *headers = re.sub(rb"date: .*\r\n", b"", head).split(b"\r\n")
                answers.append(b"\r\n".join((first, *sorted(headers))) + b"\r\n\r\n" + rest[:length])
                taken = rest[length:]
        return answers


HEADERS: list[list[str]] = [
    [],
    ["Accept: text/csv"],
    ["Accept: text/tab-separated-values, */*;q=0.1"],
    ["Accept: application/sparql-results+xml"],
    ["Accept: text/turtle"],
    ["Accept: text/html"],
    ["Accept-Encoding: gzip"],
    ["Accept-Encoding: gzip;q=0"],
    ["Accept: text/csv", "Accept: application/json;q=0.5", "User-Agent: test"],
    ["Origin: https://example.com", "Cookie: a=b"],
    ["If-None-Match: *"],
    ["If-Match: *"],
    ["Connection: close"],
]
WRONG = f"SELECT * {{ {THING} ?p }}"
QUERIES = [
    ALL,
    f"SELECT ?label WHERE {{ {THING} rdfs:label ?label FILTER(LANG(?label) = 'en') }}".replace("'", '"'),
    f"ASK {{ {THING} a t:State }}",
    f"SELECT * {{ {THING} a ?c OPTIONAL {{ {THING} t:nothing ?n }} }}",
    'SELECT ?x { ?x rdfs:label "Arcadia"@en }',
    "SELECT * { <urn:nobody> ?p ?o }",
    f"SELECT * {{ {THING} ?p ?o }} # now()",
    WRONG,
    "ASK { state:arcady rdfs:label ?label }",
    f"DESCRIBE {THING}",
    "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT * { ?p sh:prefix ?q }",
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200",
    "CONSTRUCT WHERE { ?s a t:State }",
    "ASK { SERVICE <urn:nobody> { ?s ?p ?o } }",
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "",
]


USUAL: list[list[str]] = [[], ["Accept: text/csv", "Accept-Encoding: gzip"]]
PAIRS = [*((ALL, headers) for headers in HEADERS), *product(QUERIES[1:], USUAL)]


@pytest.mark.parametrize(("query", "headers"), PAIRS, ids=str)
def test_all_ways_lead_to_the_same_answer(server: Serving, query: str, headers: list[str]) -> None:
    """Of requests that come together, the first may be answered at once, and those behind it go the long way."""
    same = request(query, *headers)
    if "Connection: close" in headers:
        (first,), (second,) = ask(server, same), ask(server, same)
        assert first == second
        assert b"connection: close" in first
        return
    first, second, third = ask(server, same, same, same)
    (known,) = ask(server, same)
    assert first == second == third == known, "the last has headers that are known"
    (as_head,) = ask(server, request(query, *headers, method="HEAD"))
    assert as_head == first.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    (old,) = ask(server, request(query, *headers, version="1.0"))
    assert old.replace(b"\r\nconnection: close", b"") == first


@pytest.mark.parametrize(("query", "headers"), [pair for pair in PAIRS if pair[0] not in ("", WRONG)], ids=str)
def test_a_worker_would_have_answered_the_same(server: Serving, query: str, headers: list[str]) -> None:
    """A query that is long, if only by a comment, goes to a worker; so only the tag of its answer is another."""
    before = counted(server, "small")
    (theirs,) = ask(server, request(f"{query} #{'x' * 4000}", *headers))
    assert counted(server, "small") == before
    (ours,) = ask(server, request(query, *headers))
    ours, theirs = (re.sub(rb"etag: .*\r\n", b"", each) for each in (ours, theirs))
    assert ours == theirs


def test_small_queries_need_no_worker_and_all_others_do(server: Serving) -> None:
    def went(query: str, method: str = "GET", more: str = "") -> tuple[int, int]:
        before = [counted(server, outcome) for outcome in ("small", "answered")]
        ask(server, request(query, method=method, more=more))
        small, answered = (
            counted(server, outcome) - n for outcome, n in zip(("small", "answered"), before, strict=True)
        )
        return small, answered

    here, worker = (1, 0), (0, 1)
    assert went(ALL) == here
    assert went(ALL, "HEAD") == here
    assert went(ALL, more="&format=csv") == here
    assert went(f"SELECT * {{ {THING} ?p ?o . ?o ?q ?r }}") == worker
    assert went("SELECT * { ?s ?p ?o } LIMIT 1") == worker
    assert went(f"SELECT ?p {{ {THING} ?p ?o }} GROUP BY ?p") == worker
    assert went(f"SELECT * {{ {THING} rdfs:label* ?o }}") == worker
    assert went(ALL, more=f"&default-graph-uri={namespaces.graph('short-note')}") == worker
    assert went("ASK { state:arcady rdfs:label ?label }") == worker, "there is something to warn of"


def test_what_is_remembered_is_the_same_as_when_it_was_new(remembering: Serving) -> None:
    for number, headers in enumerate(HEADERS[:-1]):
        same = request(f"{ALL} # {number}", *headers)
        assert len({ask(remembering, same)[0] for _ in range(3)} | set(ask(remembering, same, same))) == 1


def test_who_has_an_answer_is_told_so(remembering: Serving) -> None:
    (answer,) = ask(remembering, request(ALL))
    tag = re.search(rb"etag: (.*)\r\n", answer)
    assert tag is not None
    for query in (ALL, ALL.replace("?p ?o }", "?p ?o } ")):
        (answer,) = ask(remembering, request(query))
        found = re.search(rb"etag: (.*)\r\n", answer)
        assert found is not None
        told = ask(remembering, *[request(query, f"If-None-Match: {found[1].decode()}")] * 2)
        assert all(each.startswith(b"HTTP/1.1 304 ") and each.endswith(b"\r\n\r\n") for each in told)


def test_every_request_is_told_and_counted(remembering: Serving) -> None:
    query = f"{ALL} # counted"
    for number in (1, 1, 2):
        ask(remembering, *[request(query)] * number)
    until = time.monotonic() + 20
    while len(lines := [line.split() for line in remembering.log if journal.name_of(query) in line]) < 4:
        assert time.monotonic() < until
        time.sleep(0.05)
    first, again, *others = lines
    assert first[4:7] == ["GET", "/sparql", "200"]
    assert "cached" not in first
    assert "cached" not in again, "what takes next to nothing is remembered when it is asked a second time"
    assert all(line[7] == "cached" and line[2:7] == first[2:7] for line in others)
    assert {line[-2:] == first[-2:] for line in others} == {True}, "each tells its rows"


def test_a_host_that_is_not_ours_is_not_answered(remembering: Serving) -> None:
    (answer,) = ask(remembering, request(ALL).replace(b"Host: localhost", b"Host: evil.example"))
    assert answer.startswith(b"HTTP/1.1 400 ")


def _config(folder: Path, label: str, rows: int = 1000) -> WorkerConfig:
    """The configuration of workers over a store of one triple."""
    if label:
        folder.mkdir()
        store = ox.Store(str(folder / "store"))
        store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(label)))
        store.flush()
    return WorkerConfig(folder, folder, None, label, 64, rows)


def test_the_store_that_the_workers_have_is_asked(tmp_path: Path) -> None:
    task = {
        "query": "SELECT ?l { <urn:a> <urn:b> ?l }", "dataset": None, "rows_as": ("csv", "text/csv"),
        "triples_as": None, "gzip": False, "download": "",
    }  # fmt: skip

    async def test() -> None:
        small = Small(_config(tmp_path / "none", ""), Counter())

        async def answer(config: WorkerConfig) -> bytes | None:
            assert small.answer(config, task) is None, "it is not read yet"
            await small._reading
            reply = small.answer(config, task)
            return reply and reply.body

        assert await answer(_config(tmp_path / "one", "one")) == b"l\r\none\r\n"
        assert await answer(_config(tmp_path / "two", "two")) == b"l\r\ntwo\r\n"
        assert await answer(_config(tmp_path / "gone", "")) is None
        assert await answer(_config(tmp_path / "few", "few", rows=5)) is None, "who keeps it may want fewer rows"
        small.follow(_config(tmp_path / "last", "last"))
        small.close()
        await small._reading
        assert not small.ready, "who ends need not wait for what is read"

    asyncio.run(test())
