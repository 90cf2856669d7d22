"""What stands before the application: who asks and for which host, what was answered before, how answers are sent."""

from __future__ import annotations

import ipaddress
import secrets
import time
import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgtools import namespaces
from kgtools.server.conditional import outcome
from kgtools.server.edge.connections import Connection, Connections
from kgtools.server.edge.journal import Journal, labels
from kgtools.server.workers.pool import Pool

PIECE = 2**18  # bytes of an answer that are sent at a time
_KEPT = 2**21  # bytes of the longest answer that is remembered
_VARYING = (b"accept", b"accept-encoding", b"accept-language")  # headers on which answers depend
_HEADERS = [
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
     b"object-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]  # fmt: skip
_ROUTES = {
    **dict.fromkeys(("sparql", "query", "search", "thing", "search.json", "static", "reconcile"), ""),
    **dict.fromkeys(("healthz", "metrics", "id", "claim", "article", "ontology"), ""),
}
Key = tuple[object, ...]
_Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


@dataclass(frozen=True)
class Place:
    """Where the world finds the server: its public address, if it has one, the hosts it answers to, and the proxies
    whose word counts for who asks. A host `*` stands for any."""

    base: str = ""
    hosts: frozenset[str] = frozenset()
    proxies: _Networks = ()

    @property
    def path(self) -> str:
        """The path below which the public address has everything; empty for the root."""
        return urlsplit(self.base).path.rstrip("/")

    def trusts(self, address: str) -> bool:
        """Whether an address is that of a proxy whose word counts."""
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self.proxies)

    def answers_to(self, host: str) -> bool:
        """Whether a Host header is one of ours, or an address in numbers, which no other site can make its own."""
        name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
        name = name.lower().rstrip(".")
        if name in self.hosts or "*" in self.hosts:
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


@dataclass
class Answer:
    """A whole answer: its status, headers and body, and what the log tells of it."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    told: dict[str, object] = field(default_factory=dict)

    def header(self, name: bytes) -> bytes:
        """The value of a header; empty if there is none."""
        return next((value for known, value in self.headers if known == name), b"")


class Answers:
    """Answers given before, at most so many bytes; those not asked for longest go first."""

    def __init__(self, most: int) -> None:
        self.counts: Counter[str] = Counter()
        self.bytes = 0
        self._most = most
        self._kept: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        """The answer that was given before."""
        found = self._kept.get(key)
        self.counts["hit" if found else "miss"] += 1
        if found:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, answer: Answer) -> None:
        """Remember an answer, in the place of one that came first to the same question."""
        if earlier := self._kept.pop(key, None):
            self.bytes -= _weight(key, earlier)
        self._kept[key] = answer
        self.bytes += _weight(key, answer)
        while self.bytes > self._most:
            self.bytes -= _weight(*self._kept.popitem(last=False))


def _weight(key: Key, answer: Answer) -> int:
    return len(answer.body) + 2000 + sum(len(part) for part in key if isinstance(part, bytes | str))


class Front:
    """Stands before the application. `digest` gives that of the data that are served."""

    def __init__(
        self, inner: ASGIApp, place: Place, connections: Connections, journal: Journal, answers: Answers,
        digest: Callable[[], str],
    ) -> None:  # fmt: skip
        self._inner, self._place, self._connections, self._journal = inner, place, connections, journal
        self._answers, self._digest = answers, digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began = time.perf_counter()
        state = scope.setdefault("state", {})
        headers = _headers(scope)
        self._who(scope, headers)
        asked = scope["path"]
        sent = _Sent(send, self._connections, state.get("connection"), scope["method"] == "HEAD")
        try:
            await self._answer(scope, receive, sent, headers)
        finally:
            taken = time.perf_counter() - began
            told = {
                "id": state["id"], "query": state.get("query", "-"), "client": scope["client"][0],
                "method": scope["method"], "path": quote(asked), "status": sent.status or 500, "bytes": sent.bytes,
                "ms": round(taken * 1000), "rows": state.get("rows"), "outcome": _outcome(sent, state),
            }  # fmt: skip
            self._journal.request(told, _route(scope["path"]), taken)

    def _who(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Note who asks, by a trusted proxy's word if need be, and name the request."""
        state = scope["state"]
        peer = (scope.get("client") or ("", 0))[0]
        state["id"] = secrets.token_hex(6)
        if self._place.proxies and self._place.trusts(peer):
            for said in reversed(headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")):
                address = said.strip()
                try:
                    ipaddress.ip_address(address)
                except ValueError:
                    break
                peer = address
                if not self._place.trusts(address):
                    break
            if (scheme := headers.get(b"x-forwarded-proto", b"").decode("latin-1").strip()) in ("http", "https"):
                scope["scheme"] = scheme
            if (named := headers.get(b"x-request-id", b"").decode("latin-1")).isalnum() and len(named) <= 64:
                state["id"] = named
        scope["client"] = (peer, 0)
        if self._place.base:
            state["base"] = self._place.base

    async def _answer(self, scope: Scope, receive: Receive, sent: _Sent, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._place.answers_to(host):
            named = quote(host, safe=":[]")[:200]
            text = f"'{named}' is no host of this server; its keeper can allow it with --allow-host\n"
            await sent.give(Answer(400, [(b"content-type", b"text/plain; charset=utf-8")], text.encode()))
            return
        path = self._place.path
        if path and (scope["path"] == path or scope["path"].startswith(f"{path}/")):
            scope["path"] = scope["path"].removeprefix(path) or "/"
            scope["raw_path"] = quote(scope["path"]).encode()
        key: Key = (
            self._digest(), scope["method"], scope["path"], scope["query_string"], scope["scheme"], host,
            *(headers.get(name) for name in _VARYING),
        )  # fmt: skip
        keepable = scope["method"] == "GET"
        if keepable and (found := self._answers.get(key)):
            scope["state"].update(found.told, outcome="cached")
            await sent.give(_unless_known(found, scope))
            return
        collected = _Collecting()
        await self._inner(scope, receive, collected)
        if (answer := collected.answer) is None:
            return
        self._finish(answer, path)
        if keepable and b"no-cache" in answer.header(b"cache-control") and answer.status in (200, 303, 404):
            if answer.status == 200 and not answer.header(b"etag"):
                tag = f'W/"{key[0]}.{zlib.crc32(repr(key).encode()):08x}"'
                answer.headers.append((b"etag", tag.encode()))
            if len(answer.body) <= _KEPT:
                answer.told = {name: scope["state"][name] for name in ("rows", "query") if name in scope["state"]}
                self._answers.keep(key, answer)
        await sent.give(_unless_known(answer, scope) if scope["method"] in ("GET", "HEAD") else answer)

    def _finish(self, answer: Answer, path: str) -> None:
        """Complete the headers of an answer; a way that starts at the root starts below the public address."""
        present = {name for name, _ in answer.headers}
        answer.headers += [(name, value) for name, value in _HEADERS if name not in present]
        if path and answer.header(b"location").startswith(b"/"):
            answer.headers = [
                (name, path.encode() + value if name == b"location" else value) for name, value in answer.headers
            ]


class _Collecting:
    """Takes the messages of an answer; one that comes in parts, as files do, is put together."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self._parts: list[bytes] = []
        self._start: Message = {}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
                self.answer = Answer(self._start["status"], list(self._start.get("headers", [])), body)


class _Sent:
    """Sends whole answers: a large one in pieces, each when the one before was read."""

    def __init__(self, send: Send, connections: Connections, connection: Connection | None, head: bool) -> None:
        self._send, self._connections, self._connection, self._head = send, connections, connection, head
        self.status = self.bytes = 0

    async def give(self, answer: Answer) -> None:
        """Send an answer; another in its place if too much waits to be read already."""
        body = answer.body
        if len(body) > PIECE and not self._connections.room_for(len(body)):
            body = b"too many large answers wait to be read; try again soon\n"
            kept = [(name, value) for name, value in answer.headers if name.startswith(b"access-control-")]
            said = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"5")]
            answer = Answer(503, [*said, *kept], body)
        self.status, self.bytes = answer.status, 0 if self._head else len(body)
        headers = answer.headers
        if not any(name == b"content-length" for name, _ in headers) and answer.status not in (204, 304):
            headers = [*headers, (b"content-length", b"%d" % len(body))]
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if len(body) <= PIECE:
            await self._send({"type": "http.response.body", "body": body})
            return
        with self._connections.sending(self._connection, len(body)):
            view = memoryview(body)
            for start in range(0, len(body), PIECE):
                more = start + PIECE < len(body)
                await self._send({"type": "http.response.body", "body": view[start : start + PIECE], "more_body": more})


def _unless_known(answer: Answer, scope: Scope) -> Answer:
    """The answer; without its body if the client has it already."""
    tag = answer.header(b"etag").decode()
    if answer.status != 200 or not tag or not (status := outcome(Request(scope), tag, exists=True)):
        return answer
    dropped = (b"content-length", b"content-type", b"content-encoding", b"content-disposition")
    return Answer(status, [(name, value) for name, value in answer.headers if name not in dropped], b"", answer.told)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """The headers of a request; one that comes in several lines is one that lists their values (RFC 9110, 5.2)."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        found[name] = found[name] + b", " + value if name in found else value
    return found


def _outcome(sent: _Sent, state: dict[str, object]) -> str:
    """How a request ended, if not simply with an answer."""
    if outcome := state.get("outcome"):
        return str(outcome)
    names = {0: "failed", 408: "slow", 413: "too much", 500: "failed", 503: "stopped"}
    return names.get(sent.status, "refused" if sent.status >= 400 else "")


def _route(path: str) -> str:
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    if first in namespaces.languages():
        return "page"
    return (_ROUTES[first] or first) if first in _ROUTES else "other"


def networks(given: Iterable[str]) -> _Networks:
    """The networks that addresses or networks in numbers name. Raises ValueError for what is neither."""
    return tuple(ipaddress.ip_network(each.strip(), strict=False) for each in given if each.strip())


def metrics(pool: Pool, connections: Connections, answers: Answers, journal: Journal) -> str:
    """The numbers of the whole server, for Prometheus."""
    return journal.metrics([
        ("workers", "gauge", {labels(state=state): number for state, number in pool.gauges.items()}),
        ("tasks_total", "counter", {labels(outcome=each): number for each, number in pool.counts.items()}),
        ("connections", "gauge", {"": len(connections)}),
        ("connections_total", "counter", {labels(event=each): number for each, number in connections.counts.items()}),
        ("unread_bytes", "gauge", {"": connections.unread}),
        ("cache_total", "counter", {labels(outcome=each): number for each, number in answers.counts.items()}),
        ("cache_bytes", "gauge", {"": answers.bytes}),
        ("healthy", "gauge", {"": int(not pool.trouble)}),
    ])  # fmt: skip
