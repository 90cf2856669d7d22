"""A GET that has a query and nothing else, as most have: it is read once, and answered without the application.

What it is answered is what `protocol.sparql` answers, to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request
from starlette.types import Receive, Scope

from kgtools.server import conditional
from kgtools.server.edge.answers import SAFE, Answer, Headers, Later, Pair
from kgtools.server.negotiation import ROW_TYPES, TRIPLE_TYPES, choose, gzip_in
from kgtools.server.protocol import OPEN, VARY, address_of, changing, content_type, dispatch, unquoted
from kgtools.server.small import Small, SmallTask
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig
from kgtools.server.workers.turns import client_of

_OPEN = [(name.lower().encode(), value.encode()) for name, value in OPEN.items()]
_VARY = (b"vary", VARY.encode())


def begin(
    scope: Scope, given: Mapping[bytes, bytes], config: Callable[[], WorkerConfig], small: Small
) -> _Begun | None:  # fmt: skip
    """What `sparql` answers to a GET with these headers that has a small query and nothing else; None for any other."""
    asked = _Query.of(scope, given)
    return asked.begin(config(), small) if asked is not None else None


def later(scope: Scope, given: Mapping[bytes, bytes], pool: Pool, longest: float) -> Later | None:
    """What gives, when it is awaited, what `sparql` answers to a GET that has a query and nothing else."""
    if (asked := _Query.of(scope, given)) is None:
        return None
    task = {**asked.task, "endpoint": f"{address_of(scope, asked.host.decode('latin-1'))}/sparql"}
    run = pool.begin(task, longest, client_of(scope["client"][0]))

    async def waits(receive: Receive) -> Answer:
        tag = asked.lasting(pool.config)  # a worker is at work meanwhile
        return asked.whole(await dispatch(Request(scope, receive), pool, task, longest, run), tag)

    return waits


@dataclass(slots=True)
class _Query:
    """A GET that has a query, and nothing else: what a worker is asked, and headers on which the answer depends."""

    scope: Scope
    task: Task
    host: bytes
    accept: bytes
    encoding: bytes

    @classmethod
    def of(cls, scope: Scope, given: Mapping[bytes, bytes]) -> _Query | None:
        """The query of a request with these headers; None if it is no such request, or has to be refused."""
        if (read := scope["state"].get("read")) is not None:
            return cls(scope, *read)
        name, _, value = scope["query_string"].partition(b"=")
        if name != b"query" or b"&" in value or b"if-none-match" in given:
            return None
        try:
            query = unquoted(value).removeprefix("\ufeff")
        except UnicodeDecodeError:
            return None
        accept, encoding = given.get(b"accept", b""), given.get(b"accept-encoding", b"")
        if (usual := _usual(accept, encoding)) is None:
            return None
        scope["state"]["query"] = query
        read = {**usual, "query": query}, given.get(b"host", b""), accept, encoding
        scope["state"]["read"] = read  # a request that cannot be answered at once is asked for it again
        return cls(scope, *read)

    def begin(self, config: WorkerConfig, small: Small) -> _Begun | None:
        """Its answer, about to be, if it is a small query."""
        begun = small.begin(config, self.task)
        return _Begun(self, begun, self.lasting(config)) if begun is not None else None

    def lasting(self, config: WorkerConfig) -> list[Pair]:
        """The header by which an answer that lasts is known again; none for one that may differ the next moment."""
        if changing(self.task["query"]):
            return []
        varying = self.host, self.accept, self.encoding
        tag = conditional.tag(config.digest, self.scope["path"], self.scope["query_string"], varying)
        return [(b"etag", tag.encode())]

    def whole(self, reply: Reply, tag: list[Pair]) -> Answer:
        """A reply as it is sent."""
        self.scope["state"]["rows"] = reply.rows
        given = reply.status == 200
        common = _common(content_type(reply), tuple(reply.headers.items()), given, given and bool(tag))
        length = b"content-length", b"%d" % len(reply.body)
        return Answer(reply.status, [*tag, length] if given else [length], reply.body, common=common)


@dataclass(slots=True)
class _Begun:
    """The answer to a small query, about to be."""

    asked: _Query
    task: SmallTask
    tag: list[Pair]
    reply: Reply | None = None

    def run(self) -> None:
        """Have the query answered."""
        self.reply = self.task.reply()

    def answer(self) -> Answer | None:
        """The answer; None if a worker has to be asked."""
        return self.asked.whole(self.reply, self.tag) if self.reply is not None else None


@lru_cache(maxsize=64)
def _common(type: str, own: tuple[tuple[str, str], ...], given: bool, lasting: bool) -> Headers:
    """The headers that answers have in common which are alike in this."""
    varying = [_VARY, *([(b"cache-control", b"no-cache")] if lasting else [])] if given else []
    further = ((name.lower().encode(), value.encode()) for name, value in own)
    return Headers((*further, *_OPEN, *varying, (b"content-type", type.encode()), *SAFE))


@lru_cache(maxsize=64)
def _usual(accept: bytes, encoding: bytes) -> Task | None:
    """What a task has besides its query, if a request has nothing besides; None if no format is acceptable."""
    rows, triples = (choose(accept.decode("latin-1"), types) for types in (ROW_TYPES, TRIPLE_TYPES))
    return {
        "kind": "sparql", "dataset": None, "download": "", "gzip": gzip_in(encoding.decode("latin-1")),
        "rows_as": (ROW_TYPES[rows], rows) if rows else None,
        "triples_as": (TRIPLE_TYPES[triples], triples) if triples else None,
    } if rows or triples else None  # fmt: skip
