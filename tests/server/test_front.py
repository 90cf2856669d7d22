"""Before the application: hosts, proxies, the public address, answers given before, the log and the numbers."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Sequence
from io import StringIO
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from kgtools.errors import UsageError
from kgtools.server import app
from kgtools.server.edge.answers import Answer, Answers
from kgtools.server.edge.connections import Connections
from kgtools.server.edge.front import Front
from kgtools.server.edge.heads import Head, Heads, Known
from kgtools.server.edge.journal import Journal, labels
from kgtools.server.edge.place import Place, networks

PLACE = Place("https://example.org/tandem", frozenset({"example.org", "localhost"}), networks(["10.0.0.0/8", "::1"]))


class Stand:
    """A front before an application that tells what it was asked, and how often."""

    def __init__(
        self, place: Place = PLACE, form: str = "lines", cache: int = 2**20, headers: str = "no-cache"
    ) -> None:
        self.asked, self.digest, self.headers, self.status = 0, "first", headers, 200
        self.written = StringIO()
        self.journal = Journal(form, self.written)
        self.connections = Connections(9)
        self.front = Front(
            self._answer, place, self.connections, self.journal, Answers(cache), lambda: self.digest
        )  # fmt: skip

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        told = {"path": scope["path"], "client": scope["client"][0], "scheme": scope["scheme"], "n": self.asked}
        headers = [(b"cache-control", self.headers.encode()), (b"location", b"/query")]
        scope["state"]["rows"] = 3
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})

    def get(
        self, path: str = "/", peer: str = "192.0.2.1", method: str = "GET", lines: Sequence[tuple[str, str]] = (),
        **headers: str,
    ) -> httpx.Response:  # fmt: skip
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.front, client=(peer, 1))
            named = {"Host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
            async with httpx.AsyncClient(transport=transport, base_url="http://x", verify=False) as client:
                return await client.request(method, path, headers=[*named.items(), *lines])

        return asyncio.run(ask())

    def log(self) -> list[str]:
        self.journal.close()
        return self.written.getvalue().splitlines()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("example.org", 200),
        ("EXAMPLE.org.:443", 200),
        ("localhost:8000", 200),
        ("192.0.2.9:80", 200),
        ("[2001:db8::1]:80", 200),
        ("[::1]", 200),
        ("evil.example", 400),
        ("example.org.evil.example", 400),
        ("localhost@evil.example", 400),
        ("", 400),
        ("a\x1b[2J", 400),
    ],
)
@pytest.mark.parametrize("path", ["/sparql", "/healthz", "/en/index.html", "/no/such"])
def test_only_its_own_hosts_are_answered_at_every_address(host: str, status: int, path: str) -> None:
    stand = Stand()
    answer = stand.get(path, Host=host)
    assert answer.status_code == status
    if status == 400:
        assert "--allow-host" in answer.text
        assert "\x1b" not in answer.text
        assert stand.asked == 0


def test_any_host_can_be_allowed() -> None:
    assert Stand(Place(hosts=frozenset({"*"}))).get(Host="any.example").status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # not a proxy of ours: its word does not count
        ("10.1.2.3", "198.51.100.7", "198.51.100.7"),
        ("::1", "198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.5, 198.51.100.7, 10.9.9.9", "198.51.100.7"),  # the first may be invented
        ("10.1.2.3", "2001:db8::5", "2001:db8::5"),
        ("10.1.2.3", "rubbish\x1b[2J", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
    ],
)
def test_who_asks_is_told_by_trusted_proxies_alone(peer: str, forwarded: str, client: str) -> None:
    stand = Stand()
    told = stand.get(peer=peer, X_Forwarded_For=forwarded, X_Forwarded_Proto="https").json()
    assert told["client"] == client
    assert told["scheme"] == ("http" if peer.startswith("192") else "https")
    assert f" {client} GET / 200 " in stand.log()[0]


@pytest.mark.parametrize(
    ("asked", "path"),
    [("/tandem/sparql", "/sparql"), ("/tandem", "/"), ("/sparql", "/sparql"), ("/tandems", "/tandems")],
)
def test_a_path_below_the_public_address_may_be_taken_off_or_not(asked: str, path: str) -> None:
    answer = Stand().get(asked)
    assert answer.json()["path"] == path
    assert answer.headers["location"] == "/tandem/query"


def test_the_same_data_asked_the_same_way_are_answered_once() -> None:
    stand = Stand()
    first = stand.get("/sparql?query=ASK")
    again = stand.get("/sparql?query=ASK")
    assert (first.content, first.headers) == (again.content, again.headers)
    assert stand.asked == 1
    for other in (
        {"Accept": "text/csv"},
        {"Accept_Language": "kk"},
        {"Host": "example.org"},
        {"Accept_Encoding": "br"},
    ):
        assert stand.get("/sparql?query=ASK", **other).json()["n"] == stand.asked
    assert stand.asked == 5
    several = [("Accept", "text/csv"), ("Accept", "text/turtle")]
    assert stand.get("/sparql?query=ASK", lines=several).json()["n"] == 6, "of several lines each counts"
    assert stand.get("/sparql?query=ASK", lines=several[::-1]).json()["n"] == 7
    stand.asked = 5
    assert stand.get("/sparql?query=ASK2").json()["n"] == 6
    assert stand.get("/sparql?query=ASK", method="POST").json()["n"] == 7
    stand.digest = "second"
    assert stand.get("/sparql?query=ASK").json()["n"] == 8
    lines = stand.log()
    assert " 200 cached " in lines[1]
    assert lines[1].endswith(" 3 rows")


@pytest.mark.parametrize(
    ("headers", "status"), [("no-store", 200), ("max-age=9", 200), ("no-cache", 400), ("no-cache", 503)]
)
def test_what_changes_or_went_wrong_is_not_remembered(headers: str, status: int) -> None:
    stand = Stand(headers=headers)
    stand.status = status
    assert [stand.get("/sparql").json()["n"] for _ in range(2)] == [1, 2]


def test_who_has_an_answer_gets_it_no_second_time() -> None:
    stand = Stand()
    tag = stand.get("/en/index.html").headers["etag"]
    for known in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
        answer = stand.get("/en/index.html", If_None_Match=known)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert stand.asked == 1
    assert stand.get("/en/index.html", If_None_Match='"x"').status_code == 200
    assert stand.get("/en/index.html", If_Match=tag).status_code == 412
    assert stand.get("/kk/index.html").headers["etag"] != tag
    stand.digest = "second"
    assert stand.get("/en/index.html", If_None_Match=tag).status_code == 200


def test_what_is_remembered_is_bounded() -> None:
    answers = Answers(20_000)
    for number in range(100):
        answers.keep((str(number),), Answer(200, [], b"x" * 1000))
        assert answers.bytes <= 20_000
    assert answers.get((str(99),)) is not None
    assert answers.get((str(0),)) is None
    for _ in range(100):  # as when many ask at once for what nobody asked for before
        answers.keep((str(99),), Answer(200, [], b"x" * 1000))
    assert answers.get((str(98),)) is not None
    assert Stand(cache=0).get().status_code == 200


def test_a_line_of_log_is_one_line_that_steers_no_terminal() -> None:
    stand = Stand()
    stand.get("/a%0Ab%1B%5B2J%E2%80%AE")
    stand.journal.event("two\nlines\x1b[2J")
    first, second = stand.log()
    assert " GET /a%0Ab%1B%5B2J%E2%80%AE 200 " in first
    assert second.endswith(" two%0Alines%1B[2J")


def test_the_log_can_be_json() -> None:
    stand = Stand(form="json")
    stand.get("/sparql", peer="10.0.0.1", X_Forwarded_For="192.0.2.5", X_Request_ID="abc123")
    stand.get("/sparql", Host="evil.example")
    first, second = map(json.loads, stand.log())
    assert {"time", "id", "query", "client", "method", "path", "status", "bytes", "ms", "rows", "outcome"} == set(first)
    assert (first["id"], first["client"], first["status"], first["rows"]) == ("abc123", "192.0.2.5", 200, 3)
    assert (second["status"], second["outcome"]) == (400, "refused")


class Deaf(StringIO):
    """A stream that takes nothing until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()

    def write(self, text: str) -> int:
        self.open.wait(30)
        return super().write(text)


def test_a_log_that_nobody_reads_stops_nothing() -> None:
    stream = Deaf()
    journal = Journal(stream=stream)
    for number in range(30_000):
        journal.event(f"event {number}")
    assert journal.lost > 0
    stream.open.set()
    lost = journal.lost
    journal.close()
    lines = stream.getvalue().splitlines()
    told = [int(line.split()[1]) for line in lines if line.endswith(" lines were lost")]
    assert len(lines) - len(told) == 30_000 - lost
    assert sum(told) == lost


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    class Full(StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    journal = Journal(stream=Full())
    journal.event("one")
    journal.close()
    assert journal.lost == 1


def test_numbers_are_in_the_format_of_prometheus() -> None:
    stand = Stand()
    stand.get("/sparql")
    stand.get("/en/index.html")
    stand.get("/anything/else")
    text = stand.journal.metrics([("connections", "gauge", {"": 2}), ("x_total", "counter", {labels(event="a"): 1})])
    lines = text.splitlines()
    for line in (
        'tandem_requests_total{route="sparql",status="200"} 1',
        "tandem_connections 2",
        'tandem_x_total{event="a"} 1',
    ):
        assert line in lines
    assert 'tandem_request_seconds_count{route="other"} 1' in lines
    buckets = [
        float(line.split()[-1]) for line in lines if line.startswith('tandem_request_seconds_bucket{route="page"')
    ]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 1
    kinds = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    assert len(kinds) == len(set(kinds))


def settings(**given: Any) -> app.Settings:
    return app.Settings("127.0.0.1", 0, 2, 1, 1, 1, 64, None, **given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"base": "example.org"}, "--base-url 'example.org': expected an address such as https://example.org"),
        ({"base": "ftp://example.org"}, "expected an address"),
        ({"base": "https://example.org/?x"}, "expected an address"),
        ({"base": "https:///x"}, "expected an address"),
        ({"hosts": ("[a",)}, "--allow-host '[a': expected the name of a host alone"),
        ({"hosts": ("a/b",)}, "--allow-host 'a/b': expected the name of a host alone, such as example.org, or *"),
        ({"hosts": ("example.org:443",)}, "--allow-host 'example.org:443': expected the name of a host alone"),
        ({"proxies": ("nginx",)}, "--trust-proxy: 'nginx' does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_what_is_no_address_is_told_at_the_start(given: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as refused:
        settings(**given).place()
    assert told in str(refused.value)


def test_the_public_address_is_one_of_its_hosts() -> None:
    place = settings(base="https://Example.org:8443/tandem/", hosts=("Other.example",)).place()
    assert (place.base, place.path) == ("https://Example.org:8443/tandem", "/tandem")
    assert all(map(place.answers_to, ("example.org:8443", "other.example", "127.0.0.1:1", "localhost")))
    assert not place.answers_to("third.example")


# -- headers that are known -------------------------------------------------------------------------

_LINES = b"Host: localhost\r\nAccept: text/csv\r\n\r\n"


def _head(*lines: bytes) -> Head:
    headers = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines)}
    return Head(headers, "localhost", "http", ("192.0.2.1", 0), ("http", "localhost", b"", b"", b""))


def test_headers_are_known_to_the_letter_and_of_whom_they_came_from() -> None:
    heads, head = Heads(), _head()
    heads.learn(b"GET /sparql?query=ASK HTTP/1.1\r\n" + _LINES, "a", head)
    known = heads.find(b"GET /en/id/x.html?a=%D0%90&b HTTP/1.1\r\n" + _LINES, "a")
    assert known == Known("/en/id/x.html", b"a=%D0%90&b", head)
    assert heads.find(b"GET / HTTP/1.1\r\n" + _LINES, "a") == Known("/", b"", head)
    assert heads.find(b"GET / HTTP/1.1\r\n" + _LINES, "b") is None
    for other in (
        _LINES.lower(), _LINES + b"x", _LINES[:-2], _LINES[:-2] + b"If-None-Match: *\r\n\r\n",
        _LINES + b"GET / HTTP/1.1\r\n" + _LINES,
    ):  # fmt: skip
        assert heads.find(b"GET / HTTP/1.1\r\n" + other, "a") is None
    for line in (
        b"HEAD / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\n", b"GET / HTTP/1.0\r\n", b"GET / HTTP/1.1\n",
        b"GET  / HTTP/1.1\r\n", b"GET //other HTTP/1.1\r\n", b"GET /a%20b HTTP/1.1\r\n", b"GET /?a b HTTP/1.1\r\n",
        b"GET /?a#b HTTP/1.1\r\n", b"GET http://localhost/ HTTP/1.1\r\n", b"GET * HTTP/1.1\r\n",
        b"\r\nGET / HTTP/1.1\r\n", "GET /қ HTTP/1.1\r\n".encode(),
    ):  # fmt: skip
        assert heads.find(line + _LINES, "a") is None


@pytest.mark.parametrize(
    "line",
    [
        b"Content-Length: 0", b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"Upgrade: h2c", b"If-Match: *",
        b"If-None-Match: *", b"X-Request-Id: a", b"Accept: " + b"a" * 5000,
    ],
    ids=lambda line: line[:20].decode(),
)  # fmt: skip
def test_what_says_more_than_who_asks_and_how_is_read_each_time(line: bytes) -> None:
    heads = Heads()
    data = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + line + b"\r\n\r\n"
    heads.learn(data, "a", _head(line))
    assert heads.find(data, "a") is None


def test_what_came_in_parts_or_with_more_is_not_known() -> None:
    heads = Heads()
    for data in (_LINES, b"GET / HTTP/1.1\r\n" + _LINES * 2, b"GET / HTTP/1.1\r\n" + _LINES + b"x"):
        heads.learn(data, "a", _head())
        assert heads.find(data, "a") is None


def test_so_many_headers_are_known() -> None:
    heads, begin = Heads(), b"GET / HTTP/1.1\r\n"
    for number in range(300):
        heads.learn(begin + b"X: %d\r\n\r\n" % number, "a", _head())
    found = [heads.find(begin + b"X: %d\r\n\r\n" % number, "a") is not None for number in range(300)]
    assert found == [False] * 44 + [True] * 256


@pytest.mark.parametrize(("peer", "client"), [("192.0.2.1", "192.0.2.1"), ("10.1.2.3", "198.51.100.7")])
def test_a_known_request_is_answered_and_told_as_one_that_is_read(peer: str, client: str) -> None:
    stand = Stand()
    read = stand.get("/tandem/sparql?query=ASK", peer, X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https")
    scope: Scope = {
        "type": "http", "method": "GET", "path": "/tandem/sparql", "query_string": b"query=ASK", "scheme": "http",
        "headers": [
            (b"host", b"localhost"), (b"x-forwarded-for", b"198.51.100.7"), (b"x-forwarded-proto", b"https"),
            (b"accept", b"*/*"), (b"accept-encoding", b"gzip, deflate"),
        ],
        "client": (peer, 1), "state": {},
    }  # fmt: skip
    data = b"GET /tandem/sparql?query=ASK HTTP/1.1\r\nHost: localhost\r\n\r\n"  # what it says is told by the scope

    async def ask() -> list[Answer | None]:
        first = stand.front.at_once(scope)
        together = stand.connections.together
        together.learn(data, peer, scope)
        known = together.known(data, peer)
        other = together.known(data.replace(b"ASK", b"ASK2"), peer)
        assert together.known(data, "192.0.2.99") is None
        return [first, *together.all([known, other])]

    first, second, third = asyncio.run(ask())
    assert first is not None
    assert second is not None
    assert third is None, "the application has to be asked"
    assert stand.asked == 1
    assert first.body == second.body == read.content
    assert first.lines == second.lines
    lines = [re.sub(r"\b\d+ ms\b", "some ms", line.split(" ", 2)[2]) for line in stand.log()]
    assert len(lines) == 3
    assert lines[1] == lines[2]
    assert all(f" {client} GET /tandem/sparql 200 " in line for line in lines)
    assert stand.front._answers.counts == {"miss": 1, "hit": 2}
