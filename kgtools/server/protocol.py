"""The SPARQL 1.1 Protocol: from a request to a task for a worker, and back.

What each rule is taken from stands in its recommendation, https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from kgtools.errors import nearest
from kgtools.server import conditional
from kgtools.server.negotiation import ROW_TYPES, TRIPLE_TYPES, by_name, choose, header, takes_gzip
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.sparql import ROWS, TRIPLES
from kgtools.server.workers.tasks import Reply, Task, plain
from kgtools.server.workers.turns import Busy, client_of
from kgtools.sparql.execute import NO_UPDATES

MAX_REQUEST_BYTES = 2**20  # bytes of a request's body
FIELDS = 200  # of a request
SLOWEST = 10.0  # seconds that a client may take to send it
# Pages of any site may ask and read every answer: the data are open, and no cookie or password opens more.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Retry-After, X-Warning",
}
_FORMAT = ("format", "output", "results")  # what clients call it; some say all at once
_ASKED_HEADERS = re.compile(r"[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+)*", re.ASCII)
# What differs from one moment to the next has no tag.
CHANGING = re.compile(r"(?i)\b(now|rand|uuid|struuid|bnode)\s*\(")


class BadRequest(Exception):
    """The request cannot become a task; carries the reply."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.reply = plain(status, message)


def response(reply: Reply, headers: Mapping[str, str] | None = None) -> Response:
    """A worker's reply as an HTTP response."""
    media_type = reply.type + ("; charset=utf-8" if reply.type.startswith("text/") else "")
    return Response(reply.body, reply.status, {**reply.headers, **(headers or {})}, media_type)


async def dispatch(request: Request, pool: Pool, task: Task, seconds: float) -> Reply:
    """The reply of a worker; one that says so if all are taken. Ends the work if the client disconnects."""
    if "query" in task:
        request.state.query = hashlib.sha256(task["query"].encode(errors="replace")).hexdigest()[:12]
    client = client_of(request.client.host) if request.client else ""
    work = asyncio.create_task(pool.ask(task, seconds, client))
    disconnect = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({work, disconnect}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            request.state.outcome = "left"
            return plain(503, "client disconnected")
        return work.result()
    except Busy:
        request.state.outcome = "busy"
        return Reply(503, "text/plain", b"too many queries at once; try again soon\n", {"Retry-After": "2"})
    finally:
        work.cancel()
        disconnect.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


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
    return parse_qsl(encoded.decode("utf-8-sig"), keep_blank_values=True, errors="strict")


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


async def sparql(request: Request, pool: Pool, longest: float) -> Response:
    """The endpoint."""
    if request.method == "OPTIONS":
        return preflight(request, "GET, HEAD, POST, OPTIONS")
    try:
        fields = await fields_of(request)
        task, seconds = _task(request, fields, longest)
    except BadRequest as refused:
        return response(refused.reply, OPEN)
    headers = {**OPEN, "Vary": "Accept, Accept-Encoding"}
    if task["kind"] == "describe":
        offers = {**TRIPLE_TYPES, "text/html": "html"} if request.method != "POST" else TRIPLE_TYPES
        best = choose(header(request, "accept"), offers)
        if best == "text/html" and not formats_of(fields):
            return RedirectResponse("/query", 303, headers)
        return await describe(request, pool, longest, formats_of(fields))
    if request.method != "POST" and not CHANGING.search(task["query"]):
        tag = conditional.entity_tag(pool.config.digest, request)
        headers |= {"ETag": tag, "Cache-Control": "no-cache"}
        if status := conditional.outcome(request, tag):
            return Response(status_code=status, headers=headers)
    reply = await dispatch(request, pool, task, seconds)
    request.state.rows = reply.rows
    if reply.status != 200:
        return response(reply, OPEN)
    return response(reply, headers)


async def describe(request: Request, pool: Pool, longest: float, formats: Sequence[str] = ()) -> Response:
    """The service description and VoID."""
    best = by_name(formats[-1], TRIPLE_TYPES) if formats else choose(header(request, "accept"), TRIPLE_TYPES)
    if best is None:
        return response(plain(406, f"the description can be had as {', '.join(TRIPLES)}"), OPEN)
    task = {"kind": "describe", "endpoint": _endpoint(request), "gzip": takes_gzip(request),
            "triples_as": [TRIPLE_TYPES[best], best]}  # fmt: skip
    reply = await dispatch(request, pool, task, longest)
    return response(reply, {**OPEN, "Vary": "Accept, Accept-Encoding", "Cache-Control": "no-cache"})


def _task(request: Request, fields: list[tuple[str, str]], longest: float) -> tuple[Task, float]:
    """The task that a request asks for and the seconds it may take. Raises BadRequest."""
    queries = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise BadRequest(403, str(NO_UPDATES))
    if len(queries) > 1:
        raise BadRequest(400, f"there are {len(queries)} queries; send one")
    if not queries:
        if request.method == "POST" or any(name in ("default-graph-uri", "named-graph-uri") for name, _ in fields):
            raise BadRequest(400, "there is no query; send one as 'query'")
        return {"kind": "describe"}, longest
    default = [value for name, value in fields if name == "default-graph-uri"]
    named = [value for name, value in fields if name == "named-graph-uri"]
    accept = header(request, "accept")
    rows, triples = choose(accept, ROW_TYPES), choose(accept, TRIPLE_TYPES)
    if formats := formats_of(fields):
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
        "dataset": [default, named] if default or named else None,
        "rows_as": [ROW_TYPES[rows], rows] if rows else None,
        "triples_as": [TRIPLE_TYPES[triples], triples] if triples else None,
        "endpoint": _endpoint(request),
        "gzip": takes_gzip(request),
        "download": _name_of_file(fields),
    }
    return task, _seconds(fields, longest)


def formats_of(fields: list[tuple[str, str]]) -> list[str]:
    """The formats that a request names; the last one counts. Clients that call them otherwise mean the same."""
    for called in _FORMAT:
        if named := [value for name, value in fields if name == called and value]:
            return named
    return []


def _name_of_file(fields: list[tuple[str, str]]) -> str:
    """What the answer is called as a file, without its ending; empty if it is none."""
    wanted = [value for name, value in fields if name == "download"]
    return (re.sub(r"[^\w-]", "", wanted[0], flags=re.ASCII) or "answer") if wanted else ""


def _seconds(fields: list[tuple[str, str]], longest: float) -> float:
    given = [value for name, value in fields if name == "timeout"]
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
    if base := getattr(request.state, "base", ""):
        return str(base)
    host = request.headers.get("host", "")
    if not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?", host):
        host = "{}:{}".format(*request.scope["server"])
    return f"{request.url.scheme}://{host}"
