"""What stands before the application: who asks and for which host, what was answered before, how answers are sent."""

from __future__ import annotations

import asyncio
import ipaddress
import random
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgtools import namespaces
from kgtools.server.conditional import outcome
from kgtools.server.edge.answers import SAFE, Answer, Answers, Key, Later
from kgtools.server.edge.connections import Connection, Connections
from kgtools.server.edge.heads import Head, Heads, Known
from kgtools.server.edge.journal import Journal, labels, name_of
from kgtools.server.edge.place import Place
from kgtools.server.workers.pool import Pool

PIECE = 2**18  # bytes of an answer that are sent at a time
_KEPT = 2**21  # bytes of the longest answer that is remembered
_VARYING = (b"accept", b"accept-encoding", b"accept-language")  # headers on which answers depend
_CONDITIONS = frozenset((b"if-match", b"if-none-match"))
_ROUTES = {
    **dict.fromkeys(("sparql", "query", "search", "thing", "search.json", "static", "reconcile"), ""),
    **dict.fromkeys(("healthz", "metrics", "id", "claim", "article", "ontology"), ""),
}
_OUTCOMES = {0: "failed", 408: "slow", 413: "too much", 500: "failed", 503: "stopped"}  # by status
_names = random.Random().getrandbits
_quoted = lru_cache(maxsize=1024)(quote)
_Begins = Callable[[Scope, Mapping[bytes, bytes]], "Quick | None"]
_Waits = Callable[[Scope, Mapping[bytes, bytes]], Later | None]


class Quick(Protocol):
    """An answer that is about to be made."""

    def run(self) -> None:
        """Find what it tells."""

    def answer(self) -> Answer | None:
        """The answer; None if it cannot be given at once."""


@dataclass(slots=True)
class _Asked:
    """What the front has read of a request: when, what its headers say, its path, and the answer given to it before.

    `later` gives the answer without the application.
    """

    began: float
    head: Head
    path: str  # as it was asked for
    known: bool  # whether the host is one of ours
    key: Key = ()
    found: Answer | None = None
    later: Later | None = None


class Front:
    """Stands before the application. `digest` gives that of the data that are served.

    `quick` and `later` have by path what answers a GET as the application would, without waiting for anything, or
    without the application; each may leave it. What is no part of an answer (the line of the log, remembering it) is
    done when the answer is on its way.
    """

    def __init__(
        self, inner: ASGIApp, place: Place, connections: Connections, journal: Journal, answers: Answers,
        digest: Callable[[], str], quick: Mapping[str, _Begins] = MappingProxyType({}),
        later: Mapping[str, _Waits] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self._inner, self._place, self._connections, self._journal = inner, place, connections, journal
        self._answers, self._digest, self._quick, self._later = answers, digest, quick, later
        self._heads = Heads()
        quickly = connections.together
        quickly.at_once, quickly.all = self.at_once, self.together
        quickly.known, quickly.learn = self._heads.find, self._learn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        state = scope.setdefault("state", {})
        asked = state["front"] if "front" in state else self._read(scope)
        head, give = scope["method"] == "HEAD", state.pop("give", None)
        sent = _Sent(send, self._connections, state.get("connection"), head, give)
        try:
            await self._answer(scope, receive, sent, asked)
        finally:
            self._afterwards(self._tell, scope, asked, sent.status, sent.bytes, _since(asked))

    def at_once(self, scope: Scope) -> Answer | None:
        """The answer to a GET that need not wait for anything, as the application would give it; None for all else.

        It is told as given.
        """
        known: Known | None = scope["state"].pop("known", None)
        if known is not None and known.read is not None:  # it cannot be given at once, as has been found
            read, asked = known.read
            scope.update(read, state=scope["state"] | read["state"])
        else:
            known, asked = None, self._read(scope)
        scope["state"]["front"] = asked
        if not asked.known or scope["method"] != "GET":
            return None
        if known is None and (quick := self._quickly(scope, asked)) is not None:
            quick.run()
            self._find(scope, asked, quick)
        if asked.found is None and scope["path"] in self._later:
            asked.later = self._later[scope["path"]](scope, asked.head.headers)
        return self._short(scope, asked)

    def together(self, known: Iterable[Known]) -> list[Answer | None]:
        """The same for requests whose headers are known. One step is taken for all before the next is taken."""
        begun = [self._begin(each) for each in known]
        for _, _, quick in begun:
            if quick is not None:
                quick.run()
        for scope, asked, quick in begun:
            if quick is not None:
                self._find(scope, asked, quick)
        return [self._short(scope, asked) for scope, asked, _ in begun]

    def _begin(self, known: Known) -> tuple[Scope, _Asked, Quick | None]:
        state: dict[str, object] = {"id": _name()}
        scope: Scope = {
            "type": "http", "method": "GET", "path": known.path, "query_string": known.query, "state": state,
            "scheme": known.head.scheme, "client": known.head.client,
        }  # fmt: skip
        asked = _Asked(time.perf_counter(), known.head, known.path, True)
        self._recall(scope, asked)
        known.read = scope, asked
        return scope, asked, self._quickly(scope, asked)

    def _learn(self, data: bytes, address: str, scope: Scope) -> None:
        """Know from now on what the headers of a request say that was answered at once, and came in one piece."""
        self._heads.learn(data, address, scope["state"]["front"].head)

    def _quickly(self, scope: Scope, asked: _Asked) -> Quick | None:
        """An answer that was not given before, about to be made, if it needs no waiting."""
        begin = self._quick.get(scope["path"]) if asked.found is None else None
        return begin(scope, asked.head.headers) if begin is not None else None

    def _find(self, scope: Scope, asked: _Asked, quick: Quick) -> None:
        if (found := quick.answer()) is not None:
            asked.found = found
            self._complete(scope, asked, found, self._answers.asked_before(asked.key))

    def _short(self, scope: Scope, asked: _Asked) -> Answer | None:
        """The answer that was found, if it is there and short enough to be sent whole."""
        if asked.found is None or len(asked.found.body) > PIECE:
            return None
        answer = _unless_known(asked.found, scope, asked)
        self._afterwards(self._tell, scope, asked, answer.status, len(answer.body), _since(asked))
        return answer

    def _afterwards(self, do: Callable[..., None], *arguments: object) -> None:
        """Do what is no part of an answer when the answer is on its way."""
        asyncio.get_running_loop().call_soon(do, *arguments)

    def _read(self, scope: Scope) -> _Asked:
        """Read who asks, for which host, below which path, and whether that was answered before."""
        headers = _headers(scope)
        host = headers.get(b"host", b"").decode("latin-1")
        self._who(scope, headers)
        varying = (scope["scheme"], host, *(headers.get(name, b"") for name in _VARYING))
        head = Head(headers, host, scope["scheme"], scope["client"], varying)
        asked = _Asked(time.perf_counter(), head, scope["path"], self._place.answers_to(host))
        if asked.known:
            self._recall(scope, asked)
        return asked

    def _recall(self, scope: Scope, asked: _Asked) -> None:
        """Find what was answered to a request before; its path is now what it is below the public address."""
        if self._place.base:
            scope["state"]["base"] = self._place.base
        path = self._place.path
        if path and (scope["path"] == path or scope["path"].startswith(f"{path}/")):
            scope["path"] = scope["path"].removeprefix(path) or "/"
            scope["raw_path"] = quote(scope["path"]).encode()
        asked.key = (self._digest(), scope["method"], scope["path"], scope["query_string"], *asked.head.varying)
        if scope["method"] == "GET" and (found := self._answers.get(asked.key)):
            asked.found = found
            scope["state"].update(found.told, outcome="cached")

    def _tell(self, scope: Scope, asked: _Asked, status: int, length: int, taken: float) -> None:
        """Tell and count what became of a request, and the seconds it took."""
        state = scope["state"]
        if asked.key and scope["method"] == "GET":
            self._answers.counts["hit" if state.get("outcome") == "cached" else "miss"] += 1
        told = {
            "id": state["id"], "query": _named(state), "client": scope["client"][0],
            "method": scope["method"], "path": _quoted(asked.path), "status": status or 500, "bytes": length,
            "ms": round(taken * 1000), "rows": state.get("rows"), "outcome": _outcome(status, state),
        }  # fmt: skip
        self._journal.request(told, _route(scope["path"]), taken)

    def _who(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Note who asks, by a trusted proxy's word if need be, and name the request."""
        state = scope["state"]
        peer = (scope.get("client") or ("", 0))[0]
        state["id"] = _name()
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

    async def _answer(self, scope: Scope, receive: Receive, sent: _Sent, asked: _Asked) -> None:
        if not asked.known:
            named = quote(asked.head.host, safe=":[]")[:200]
            text = f"'{named}' is no host of this server; its keeper can allow it with --allow-host\n"
            await sent.give(Answer(400, [(b"content-type", b"text/plain; charset=utf-8")], text.encode()))
            return
        if (answer := asked.found) is None:
            if asked.later is not None:
                answer = await asked.later(receive)
            else:
                collected = _Collecting()
                await self._inner(scope, receive, collected)
                if (answer := collected.answer) is None:
                    return
            self._complete(scope, asked, answer)
        await sent.give(_unless_known(answer, scope, asked) if scope["method"] in ("GET", "HEAD") else answer)

    def _complete(self, scope: Scope, asked: _Asked, answer: Answer, keep: bool = True) -> None:
        """Complete the headers of an answer, and keep it, if need be, if it lasts as long as the data.

        To keep what costs next to nothing costs as much as half of it, so that is kept only if it is asked again.
        """
        self._finish(answer, self._place.path)
        lasting = b"no-cache" in answer.header(b"cache-control") and answer.status in (200, 303, 404)
        if scope["method"] == "GET" and lasting:
            if answer.status == 200 and not answer.header(b"etag"):
                tag = f'W/"{self._digest()}.{zlib.crc32(repr(asked.key).encode()):08x}"'
                answer.own.append((b"etag", tag.encode()))
            if keep and len(answer.body) <= _KEPT:
                self._afterwards(self._keep, scope["state"], asked.key, answer)

    def _keep(self, state: dict[str, object], key: Key, answer: Answer) -> None:
        answer.told = {name: state[name] for name in ("rows",) if name in state} | {"named": _named(state)}
        self._answers.keep(key, answer)

    def _finish(self, answer: Answer, path: str) -> None:
        """Complete the headers of an answer; a way that starts at the root starts below the public address."""
        answer.add(SAFE)
        if path and answer.header(b"location").startswith(b"/"):
            answer.own = [(name, path.encode() + value if name == b"location" else value) for name, value in answer.own]


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

    def __init__(
        self, send: Send, connections: Connections, connection: Connection | None, head: bool,
        give: Callable[[Answer], bool] | None = None,
    ) -> None:  # fmt: skip
        self._send, self._connections, self._connection, self._head = send, connections, connection, head
        self._give = None if head else give  # what sends a short answer at once, if it can
        self.status = self.bytes = 0

    async def give(self, answer: Answer) -> None:
        """Send an answer; another in its place if too much waits to be read already."""
        body = answer.body
        if len(body) > PIECE and not self._connections.room_for(len(body)):
            body = b"too many large answers wait to be read; try again soon\n"
            kept = [(name, value) for name, value in answer.complete if name.startswith(b"access-control-")]
            said = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"5")]
            answer = Answer(503, [*said, *kept], body)
        self.status, self.bytes = answer.status, 0 if self._head else len(body)
        if self._give is not None and len(body) <= PIECE and self._give(answer):
            return
        await self._send({"type": "http.response.start", "status": answer.status, "headers": answer.complete})
        if len(body) <= PIECE:
            await self._send({"type": "http.response.body", "body": body})
            return
        with self._connections.sending(self._connection, len(body)):
            view = memoryview(body)
            for start in range(0, len(body), PIECE):
                more = start + PIECE < len(body)
                await self._send({"type": "http.response.body", "body": view[start : start + PIECE], "more_body": more})


def _unless_known(answer: Answer, scope: Scope, asked: _Asked) -> Answer:
    """The answer; without its body if the client has it already."""
    if _CONDITIONS.isdisjoint(asked.head.headers):
        return answer
    tag = answer.header(b"etag").decode()
    if answer.status != 200 or not tag or not (status := outcome(Request(scope), tag, exists=True)):
        return answer
    dropped = (b"content-length", b"content-type", b"content-encoding", b"content-disposition")
    return Answer(status, [(name, value) for name, value in answer.complete if name not in dropped], b"", answer.told)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """The headers of a request; one that comes in several lines is one that lists their values (RFC 9110, 5.2)."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        found[name] = found[name] + b", " + value if name in found else value
    return found


def _name() -> str:
    """A name for a request that has none; nobody gains by guessing it."""
    return f"{_names(48):012x}"


def _since(asked: _Asked) -> float:
    return time.perf_counter() - asked.began


def _named(state: dict[str, object]) -> object:
    """What the log calls the query of a request; - if it has none."""
    if "named" not in state:
        state["named"] = name_of(str(state["query"])) if "query" in state else "-"
    return state["named"]


def _outcome(status: int, state: dict[str, object]) -> str:
    """How a request ended, if not simply with an answer."""
    if outcome := state.get("outcome"):
        return str(outcome)
    return _OUTCOMES.get(status, "refused") if status >= 400 or not status else ""


def _route(path: str) -> str:
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    if first in namespaces.languages():
        return "page"
    return (_ROUTES[first] or first) if first in _ROUTES else "other"


def metrics(pool: Pool, connections: Connections, answers: Answers, journal: Journal) -> str:
    """The numbers of the whole server, for Prometheus."""
    return journal.metrics([
        ("workers", "gauge", {labels(state=state): number for state, number in pool.gauges.items()}),
        ("tasks_total", "counter", {labels(outcome=each): number for each, number in pool.counts.items()}),
        ("connections", "gauge", {"": len(connections)}),
        ("lent_connections", "gauge", {"": connections.lent.total()}),
        ("connections_total", "counter", {labels(event=each): number for each, number in connections.counts.items()}),
        ("unread_bytes", "gauge", {"": connections.unread}),
        ("cache_total", "counter", {labels(outcome=each): number for each, number in answers.counts.items()}),
        ("cache_bytes", "gauge", {"": answers.bytes}),
        ("healthy", "gauge", {"": int(not pool.trouble)}),
    ])  # fmt: skip
