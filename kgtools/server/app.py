"""The ASGI application: routes, log, watching for a rebuilt graph, start and shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kgtools import files, namespaces
from kgtools.errors import TandemError, UsageError
from kgtools.graph import build, store
from kgtools.plots import svg
from kgtools.server import negotiation, protocol, resources, services
from kgtools.server.pictures import Pictures
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import WorkerConfig

WATCH = 0.5  # seconds between looks at the build folder
CONNECTIONS = 800  # at once; further ones get status 503
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_FOLDER = "tandem-serving-"
_READ = ["GET", "HEAD", "OPTIONS"]
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Settings:
    """How to serve: where, how many at once, and what one query may take (seconds, rows, megabytes)."""

    host: str
    port: int
    workers: int
    queue: int
    seconds: float
    rows: int
    memory: int
    articles: Path | None


def serve(root: Path, settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve a project until the process is asked to stop; `announce` is called with the address.

    Raises UsageError if the address is taken or the store cannot be opened.
    """
    with _listen(settings.host, settings.port) as listener:
        asyncio.run(_serve(root, settings, listener, announce))


@contextlib.asynccontextmanager
async def opened(root: Path, settings: Settings) -> AsyncIterator[Pool]:
    """Workers over a copy of the graph of a project, which follow as it is rebuilt; all is gone in the end.

    Raises UsageError if the store cannot be opened.
    """
    _remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
    try:
        pool = Pool(_open_copy(root, folder, settings, fresh=True), settings.workers, settings.queue)
        await pool.open()
        watch = asyncio.create_task(_watch(root, pool, folder, settings))
        try:
            yield pool
        finally:
            watch.cancel()
            await pool.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers() -> None:
    """Remove the temporary folders of servers that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        process = left.name.removeprefix(_FOLDER).split("-")[0]
        if process.isdigit() and not build.runs(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, number)
    except (OSError, OverflowError) as error:
        raise UsageError(f"--host {host} --port {port}: {getattr(error, 'strerror', None) or error}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {host}:{port}: {reason}; choose another with --port") from None
    return listener


def _open_copy(root: Path, folder: Path, settings: Settings, fresh: bool) -> WorkerConfig:
    """The configuration of workers over a copy of the store, which a rebuild does not replace."""
    digest, place = store.lend(root, folder, fresh, _log)
    return WorkerConfig(place, root, settings.articles, digest, settings.memory, settings.rows)


async def _serve(
    root: Path, settings: Settings, listener: socket.socket, announce: Callable[[str], None]
) -> None:  # fmt: skip
    async with opened(root, settings) as pool:
        application = _application(pool, settings)
        grace = int(settings.seconds) + 2
        server = _Server(uvicorn.Config(
            application, lifespan="off", access_log=False, log_level="error", server_header=False, date_header=True,
            http=_Connection, limit_concurrency=CONNECTIONS, timeout_graceful_shutdown=grace, timeout_keep_alive=15,
        ))  # fmt: skip
        loop = asyncio.get_running_loop()
        for stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(stop, server.handle_exit, stop, None)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        if settings.articles and settings.host not in _LOOPBACK:
            _log(f"passages of the articles in {settings.articles} are shown to whoever reaches {settings.host}")
        announce(f"http://{host}:{listener.getsockname()[1]}/")
        await server.serve(sockets=[listener])


class _Connection(H11Protocol):
    """A connection that takes addresses with letters of any script, and is closed if no request arrives in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timeout = self.loop.call_later(protocol.SLOWEST, self._close_if_idle)

    def _close_if_idle(self) -> None:
        if self.cycle is None:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a request line that no URL may hold are percent-encoded, as browsers do.

        curl and scripts send them as they are, and the library takes such a request for no HTTP.
        """
        if self.conn.their_state is h11.IDLE and b"\n" not in self.conn.trailing_data[0]:
            line, end, rest = data.partition(b"\n")
            data = re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % ord(found[0]), line) + end + rest
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Say what is mostly wrong with what is no HTTP."""
        super().send_400_response(
            f"{msg} In an address blanks are written %20 and line ends %0A (curl -G --data-urlencode does so); "
            "a long query is sent by POST.\n"
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._timeout.cancel()
        super().connection_lost(exc)


class _Server(uvicorn.Server):
    """A server whose signals are handled here, so that being asked to stop is no error."""

    def capture_signals(self):  # type: ignore[no-untyped-def]
        return contextlib.nullcontext()


async def _watch(root: Path, pool: Pool, folder: Path, settings: Settings) -> None:
    """Serve a rebuilt graph as soon as there is one; keep the old one while there is none or a broken one."""
    refused = ""
    while True:
        await asyncio.sleep(WATCH)
        digest = build.built(root)
        if digest in ("", pool.config.digest, refused):
            continue
        try:
            config = await asyncio.to_thread(_open_copy, root, folder, settings, fresh=False)
        except (TandemError, OSError):
            continue  # it is being written; it will be there in a moment
        try:
            await pool.swap(config)
            _log(f"now serving the rebuilt graph ({config.digest})")
        except (TandemError, OSError) as error:
            refused = digest
            shutil.rmtree(config.folder, ignore_errors=True)
            _log(f"the rebuilt graph cannot be served, the old one still is: {error}")


def _application(pool: Pool, settings: Settings) -> ASGIApp:
    async def sparql(request: Request) -> Response:
        return await protocol.sparql(request, pool, settings.seconds)

    async def void(request: Request) -> Response:
        if request.method == "OPTIONS":
            return protocol.preflight(request, "GET, HEAD, OPTIONS")
        return await protocol.describe(request, pool, settings.seconds)

    async def page(request: Request) -> Response:
        return await _page(request, pool, settings.seconds)

    async def named(request: Request) -> Response:
        language = _language(dict(request.query_params), request.headers.get("accept-language", ""))
        return await resources.resource(request, pool, settings.seconds, language)

    async def home(request: Request) -> Response:
        language = _language({}, request.headers.get("accept-language", ""))
        return RedirectResponse(f"{language}/index.html", 307, {"Vary": "Accept-Language"})

    pictures = Pictures(pool)
    routes = [
        Route("/sparql", sparql, methods=["GET", "HEAD", "POST", "OPTIONS"]),
        Route("/.well-known/void", void, methods=["GET", "HEAD", "OPTIONS"]),
        Route("/", home),
        Route("/query", page, methods=["GET", "HEAD", "POST"], name="query"),
        Route("/thing", page, name="thing"),
        Route("/search", page, name="search"),
        *services.routes(pool, settings.seconds),  # some stand below a language
        *(Route(f"/{language}/pictures/{{name}}", pictures.answer) for language in namespaces.LANGUAGES),
        Route("/static/bokeh.js", pictures.answer),
        *(
            Route(f"/{language}/{{path:path}}", partial(_of_portal, pool=pool, seconds=settings.seconds))
            for language in namespaces.LANGUAGES
        ),
        *(
            Route(f"/ontology{ending}", named, methods=_READ)
            for ending in ("", *(f".{each}" for each in resources.ENDINGS))
        ),
        *(
            Route(f"/dataset{ending}", named, methods=_READ)
            for ending in ("", *(f".{each}" for each in resources.ENDINGS))
        ),
        *(Route(f"/{name}/{{path:path}}", named, methods=_READ) for name in resources.NAMES),
        Route("/anchors/{article}.js", partial(_anchors, pool=pool, seconds=settings.seconds)),
        Route("/context.jsonld", partial(_context, _context_of(pool.config.root))),
        Route("/static/svg.css", partial(_stylesheet, svg.stylesheet())),
        Mount("/static", StaticFiles(packages=[("kgtools.portal", "static")])),
    ]
    hosts = [Middleware(TrustedHostMiddleware, allowed_hosts=[*_LOOPBACK, "[::1]"])]
    # Against DNS rebinding: a page of another site may not reach us by a host name that resolves to this machine.
    application = Starlette(routes=routes, middleware=hosts if settings.host in _LOOPBACK else [])
    return _Logged(application)


async def _page(request: Request, pool: Pool, seconds: float) -> Response:
    try:
        fields = dict(await protocol.fields_of(request))
    except protocol.BadRequest as refused:
        return protocol.response(refused.reply)
    kind = request.url.path.strip("/")
    task = {
        "kind": kind,
        "fields": fields,
        "language": _language(fields, request.headers.get("accept-language", "")),
        "gzip": negotiation.takes_gzip(request),
    }
    reply = await protocol.dispatch(request, pool, task, seconds)
    request.state.rows = reply.rows
    return protocol.response(reply, {"Cache-Control": "no-cache"})


def _context_of(root: Path) -> str:
    return files.read_text(root / "ontology" / "context.jsonld", "ontology/context.jsonld")


def _context(text: str, request: Request) -> Response:
    return Response(text, media_type="application/ld+json", headers={**protocol.OPEN, "Cache-Control": "max-age=300"})


def _stylesheet(text: str, request: Request) -> Response:
    return Response(text, media_type="text/css")


async def _of_portal(request: Request, pool: Pool, seconds: float) -> Response:
    """A page of the portal; a folder is its home page."""
    address = request.url.path.removeprefix("/")
    language, _, path = address.partition("/")
    if not path:
        return RedirectResponse("index.html", 307)
    task = {
        "kind": "page",
        "address": address,
        "fields": {},
        "language": language,
        "gzip": negotiation.takes_gzip(request),
    }
    return protocol.response(await protocol.dispatch(request, pool, task, seconds), {"Cache-Control": "no-cache"})


async def _anchors(request: Request, pool: Pool, seconds: float) -> Response:
    """What recognises a reader's own copy of an article."""
    article = request.path_params["article"]
    task = {"kind": "anchors", "article": article, "fields": {}, "language": "en"}
    task["gzip"] = negotiation.takes_gzip(request)
    return protocol.response(await protocol.dispatch(request, pool, task, seconds), {"Cache-Control": "no-cache"})


def _language(fields: Mapping[str, str], accepted: str) -> str:
    """The language asked for, or the one the browser likes best."""
    if fields.get("lang") in namespaces.LANGUAGES:
        return fields["lang"]
    offers = {f"{language}/x": language for language in namespaces.LANGUAGES}
    ranges = ",".join(
        f"{part.strip().split(';')[0].split('-')[0].strip()}/x;{part.partition(';')[2]}"
        for part in accepted.split(",") if part.strip()
    )  # fmt: skip
    best = negotiation.choose(ranges, offers) if ranges else None
    return offers[best] if best else "en"


class _Logged:
    """Writes one line for each request, and puts the safety headers on every response."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        began = time.perf_counter()
        seen = {"status": 0, "bytes": 0}
        scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._inner(scope, receive, sending)
        finally:
            taken = (time.perf_counter() - began) * 1000
            client = (scope.get("client") or ("-",))[0]
            rows = scope["state"].get("rows")
            counted = "" if rows is None else f" {rows} rows"
            path = quote(scope["path"])
            _log(f"{client} {scope['method']} {path} {seen['status']} {seen['bytes']} B {taken:.0f} ms{counted}")


def _log(line: str) -> None:
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {line}", file=sys.stderr, flush=True)
