"""The SPARQL 1.1 Protocol: from a request to a task for a worker, and back.

What each rule is taken from stands in its recommendation, https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import asyncio
import re
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_to_bytes

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from kgtools.errors import nearest
from kgtools.server import conditional
from kgtools.server.negotiation import ROW_TYPES, TRIPLE_TYPES, by_name, choose, header, takes_gzip
from kgtools.server.small import Small
from kgtools.server.workers.pool import Pool, Run
from kgtools.server.workers.sparql import ROWS, TRIPLES
from kgtools.server.workers.tasks import Reply, Task, plain
from kgtools.server.workers.turns import Busy, client_of
from kgtools.sparql import tokens
from kgtools.sparql.execute import NO_UPDATES

MAX_REQUEST_BYTES = 2**20  # bytes of a request's body
FIELDS = 200  # of a request
SLOWEST = 10.0  # seconds that a client may take to send it
_AT_FIRST = 0.05  # seconds in which nobody looks whether the client is still there: most answers are given by then
# Pages of any site may ask and read every answer: the data are open, and no cookie or password opens more.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Retry-After, X-Warning",
}
VARY = "Accept, Accept-Encoding"
_FORMAT = ("format", "output", "results")  # what clients call it; some say all at once
_ASKED_HEADERS = re.compile(r"[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+)*", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?")
_CHANGERS = ("now", "rand", "uuid", "bnode")
_CHANGING = re.compile(r"\b(now|rand|uuid|struuid|bnode)\s*\(")


def changing(text: str) -> bool:
    """Whether the answer to a query may differ from one moment to the next: then it has no tag, and nobody keeps it."""
    return tokens.holds(text, *_CHANGERS) and _CHANGING.search(text.lower()) is not None


class BadRequest(Exception):
    """The request cannot become a task; carries the reply."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.reply = plain(status, message)


def response(reply: Reply, headers: Mapping[str, str] | None = None) -> Response:
    """A worker's reply as an HTTP response."""
    return Response(reply.body, reply.status, {**reply.headers, **(headers or {})}, content_type(reply))


def content_type(reply: Reply) -> str:
    return reply.type + ("; charset=utf-8" if reply.type.startswith("text/") else "")


async def dispatch(request: Request, pool: Pool, task: Task, seconds: float, begun: Run | None = None) -> Reply:
    """The reply of a worker, which may have begun; one that says so if all are taken. Ends the work if the client
    disconnects."""
    if "query" in task:
        request.state.query = task["query"]
    client = client_of(request.client.host) if request.client else ""
    there = asyncio.timeout(None)
    watch: asyncio.Task[None] | None = None

    def begin_to_watch() -> None:
        nonlocal watch
        watch = asyncio.create_task(_watch(request, there))

    later = asyncio.get_running_loop().call_later(_AT_FIRST, begin_to_watch)
    try:
        async with there:
            return await pool.ask(task, seconds, client, begun)
    except TimeoutError:
        if not there.expired():
            raise
        request.state.outcome = "left"
        return plain(503, "client disconnected")
    except Busy:
        request.state.outcome = "busy"
        return Reply(503, "text/plain", b"too many queries at once; try again soon\n", {"Retry-After": "2"})
    finally:
        later.cancel()
        if watch is not None:
            watch.cancel()


async def _watch(request: Request, there: asyncio.Timeout) -> None:
    """Let the time be over when the client disconnects."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    there.reschedule(asyncio.get_running_loop().time())


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises BadRequest if it is too long or comes too slowly."""
    if not request.headers.get("content-length", "0").isdecimal():
        raise BadRequest(400, "the header Content-Length is not a number")
    too_long = BadRequest(413, f"the request is longer than {MAX_REQUEST_BYTES >> 20} MB")
    if int(request.headers.get("content-length", "0")) > MAX_REQUEST_BYTES:
        raise too_long
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST):
            async for part in request.stream():
                body += part
                if len(body) > MAX_REQUEST_BYTES:
                    raise too_long
    except TimeoutError:
        raise BadRequest(408, f"the request did not arrive within {SLOWEST:g} s") from None
    except ClientDisconnect:
        raise BadRequest(400, "client disconnected") from None
    return bytes(body)


async def fields_of(request: Request) -> list[tuple[str, str]]:
    """The names and values that a request gives, in its URL and in its body, without byte order marks.

    Letters need not be percent-encoded. Raises BadRequest.
    """
    return [(name, value.removeprefix("\ufeff")) for name, value in await _fields(request)]


async def _fields(request: Request) -> list[tuple[str, str]]:
    try:
        fields = _parse(request.scope["query_string"])
        if request.method != "POST":
            return fields
        media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
        media_type = media_type.strip()
        charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters)
        if charset and charset[1] not in ("utf-8", "utf8", "us-ascii"):
            raise BadRequest(415, f"the request is encoded as {charset[1]}; expected UTF-8")
        if request.headers.get("content-encoding", "identity") != "identity":
            raise BadRequest(415, "the request is compressed; send it as it is")
        if media_type == "application/sparql-update":
            raise BadRequest(403, str(NO_UPDATES))
        if media_type == "application/sparql-query":
            if any(name == "query" for name, _ in fields):
                raise BadRequest(400, "there are two queries, one in the URL and one in the body; send one")
            return [*fields, ("query", (await read_body(request)).decode("utf-8"))]
        if media_type == "application/x-www-form-urlencoded":
            return [*fields, *_parse(await read_body(request))]
        raise BadRequest(
            415, f"found the media type '{media_type}'; expected application/sparql-query or "
            "application/x-www-form-urlencoded"
        )  # fmt: skip
    except UnicodeDecodeError:
        raise BadRequest(400, "the request is not UTF-8") from None


def _parse(encoded: bytes) -> list[tuple[str, str]]:
    if encoded.count(b"&") >= FIELDS:
        raise BadRequest(400, f"the request has more than {FIELDS} fields")
    pairs = [part.partition(b"=") for part in encoded.removeprefix(b"\xef\xbb\xbf").split(b"&") if part]
    return [(unquoted(name), unquoted(value)) for name, _, value in pairs]


def unquoted(text: bytes) -> str:
    """A name or value of a request, decoded. Raises UnicodeDecodeError."""
    text = text.replace(b"+", b" ")
    if b"\n" not in text and b"\r" not in text:
        # Then it is quoted-printable but for the sign, which is read ten times as fast. Each escape is two bytes longer
        # than what it stands for; a sign that begins none leads to another length.
        decoded = a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(text) - len(decoded) == 2 * text.count(b"%"):
            return decoded.decode()
    return unquote_to_bytes(text).decode()


def preflight(request: Request, methods: str) -> Response:
    """What a browser is told that asks whether a page of another site may send a request with these headers: it may."""
    asked = request.headers.get("access-control-request-headers", "").strip()
    headers = asked if _ASKED_HEADERS.fullmatch(asked) else "Accept, Content-Type, If-None-Match"
    allowed = {
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": headers,
        "Access-Control-Max-Age": "86400",
        "Vary": "Access-Control-Request-Headers",
        "Allow": methods,
    }
    return Response(status_code=204, headers={**OPEN, **allowed})


async def sparql(request: Request, pool: Pool, small: Small, longest: float) -> Response:
    """The endpoint."""
    if request.method == "OPTIONS":
        return preflight(request, "GET, HEAD, POST, OPTIONS")
    try:
        fields = await fields_of(request)
        task, seconds = _task(request, fields, longest)
    except BadRequest as refused:
        return response(refused.reply, OPEN)
    if task["kind"] == "describe":
        offers = {**TRIPLE_TYPES, "text/html": "html"} if request.method != "POST" else TRIPLE_TYPES
        best = choose(header(request, "accept"), offers)
        if best == "text/html" and not task["formats"]:
            return RedirectResponse("/query", 303, {**OPEN, "Vary": VARY})
        return await describe(request, pool, longest, task["formats"])
    headers = {**OPEN, "Vary": VARY}
    if request.method != "POST" and not changing(task["query"]):
        headers |= {"ETag": conditional.entity_tag(pool.config.digest, request), "Cache-Control": "no-cache"}
        if status := conditional.outcome(request, headers["ETag"]):
            return Response(status_code=status, headers=headers)
    if (reply := small.answer(pool.config, task)) is None:
        reply = await dispatch(request, pool, task, seconds)
    else:
        request.state.query = task["query"]
    request.state.rows = reply.rows
    return response(reply, headers if reply.status == 200 else OPEN)


async def describe(request: Request, pool: Pool, longest: float, formats: Sequence[str] = ()) -> Response:
    """The service description and VoID."""
    best = by_name(formats[-1], TRIPLE_TYPES) if formats else choose(header(request, "accept"), TRIPLE_TYPES)
    if best is None:
        return response(plain(406, f"the description can be had as {', '.join(TRIPLES)}"), OPEN)
    task = {"kind": "describe", "endpoint": _endpoint(request), "gzip": takes_gzip(request),
            "triples_as": [TRIPLE_TYPES[best], best]}  # fmt: skip
    reply = await dispatch(request, pool, task, longest)
    return response(reply, {**OPEN, "Vary": VARY, "Cache-Control": "no-cache"})


def _task(request: Request, fields: list[tuple[str, str]], longest: float) -> tuple[Task, float]:
    """The task that a request asks for and the seconds it may take. Raises BadRequest."""
    named: dict[str, list[str]] = {}
    for name, value in fields:
        named.setdefault(name, []).append(value)
    if "update" in named:
        raise BadRequest(403, str(NO_UPDATES))
    queries, default, graphs = (named.get(name, []) for name in ("query", "default-graph-uri", "named-graph-uri"))
    if len(queries) > 1:
        raise BadRequest(400, f"there are {len(queries)} queries; send one")
    if not queries:
        if request.method == "POST" or default or graphs:
            raise BadRequest(400, "there is no query; send one as 'query'")
        return {"kind": "describe", "formats": formats_of(named)}, longest
    accept = header(request, "accept")
    rows, triples = choose(accept, ROW_TYPES), choose(accept, TRIPLE_TYPES)
    if formats := formats_of(named):
        rows, triples = by_name(formats[-1], ROW_TYPES), by_name(formats[-1], TRIPLE_TYPES)
        if rows is None and triples is None:
            known = [*ROWS, *TRIPLES]
            hint = nearest(formats[-1], known) or f"the formats are {', '.join(known)}"
            raise BadRequest(400, f"there is no format '{formats[-1]}'; {hint}")
    if rows is None and triples is None:
        raise BadRequest(406, f"answers can be had as {', '.join({**ROW_TYPES, **TRIPLE_TYPES})}")
    task = {
        "kind": "sparql",
        "query": queries[0],
        "dataset": [default, graphs] if default or graphs else None,
        "rows_as": [ROW_TYPES[rows], rows] if rows else None,
        "triples_as": [TRIPLE_TYPES[triples], triples] if triples else None,
        "endpoint": _endpoint(request),
        "gzip": takes_gzip(request),
        "download": _name_of_file(named.get("download", [])),
    }
    return task, _seconds(named.get("timeout", []), longest)


def formats_of(named: Mapping[str, list[str]]) -> list[str]:
    """The formats that a request names; the last one counts. Clients that call them otherwise mean the same."""
    for called in _FORMAT:
        if formats := [value for value in named.get(called, ()) if value]:
            return formats
    return []


def _name_of_file(wanted: list[str]) -> str:
    """What the answer is called as a file, without its ending; empty if it is none."""
    return (re.sub(r"[^\w-]", "", wanted[0], flags=re.ASCII) or "answer") if wanted else ""


def _seconds(given: list[str], longest: float) -> float:
    if not given:
        return longest
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", given[-1]) or float(given[-1]) == 0:
        raise BadRequest(400, f"timeout '{given[-1]}': expected seconds, such as 2.5")
    return min(float(given[-1]), longest)


def _endpoint(request: Request) -> str:
    """The address of the endpoint, as the client calls it."""
    return f"{address(request)}/sparql"


def address(request: Request) -> str:
    """The address of the server, as the world or the client calls it, without a slash at its end."""
    return address_of(request.scope, request.headers.get("host", ""))


def address_of(scope: Scope, host: str) -> str:
    if base := scope["state"].get("base", ""):
        return str(base)
    if not _HOST.fullmatch(host):
        host = "{}:{}".format(*scope["server"])
    return f"{scope['scheme']}://{host}"
