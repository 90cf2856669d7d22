"""The ASGI application: routes, watching for a rebuilt graph, start and shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from kgtools import layout, namespaces
from kgtools.errors import TandemError, UsageError
from kgtools.graph import build, store
from kgtools.plots import svg
from kgtools.publish.linked_data import formats
from kgtools.server import negotiation, protocol, refusals, resources, services
from kgtools.server.companion.lender import Lender
from kgtools.server.edge import quick
from kgtools.server.edge.answers import Answers
from kgtools.server.edge.connections import Connections
from kgtools.server.edge.front import Front, metrics
from kgtools.server.edge.journal import Journal
from kgtools.server.edge.place import Place, networks
from kgtools.server.edge.running import Server, listen
from kgtools.server.pictures import Pictures
from kgtools.server.small import Small
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import WorkerConfig

WATCH = 0.5  # seconds between looks at the build folder
_FOLDER = "tandem-serving-"
_READ = ["GET", "HEAD", "OPTIONS"]
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PROMETHEUS = "text/plain; version=0.0.4"
_ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in ("/sparql", "/query", "/search", "/thing"))


@dataclass(frozen=True)
class Settings:
    """How to serve: where, how many at once, and what one query may take (seconds, rows, megabytes).

    `base` is the address under which the world finds the server, `hosts` further names of it, `proxies` the addresses
    or networks of proxies whose word counts for who asks; `cache` the megabytes of answers that are remembered, `log`
    `lines` or `json`, `companion` the answers a second, given at once, from which on a second process helps.
    """

    host: str
    port: int
    workers: int
    queue: int
    seconds: float
    rows: int
    memory: int
    articles: Path | None
    connections: int = 1024
    base: str = ""
    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    cache: int = 32
    log: str = "lines"
    companion: int = 1000

    def place(self) -> Place:
        """Where the world finds the server. Raises UsageError for what is no address."""
        base = urlsplit(self.base)
        if self.base and (base.scheme not in ("http", "https") or not base.hostname or base.query or base.fragment):
            raise UsageError(
                f"--base-url '{self.base}': expected an address such as https://example.org or "
                "https://example.org/tandem"
            )
        try:
            trusted = networks(self.proxies)
        except ValueError as error:
            raise UsageError(f"--trust-proxy: {error}; expected numbers such as 127.0.0.1 or 10.0.0.0/8") from None
        for each in self.hosts:
            if not re.fullmatch(r"[\w.-]+|\*", each):
                raise UsageError(f"--allow-host '{each}': expected the name of a host alone, such as example.org, or *")
        own = {*_LOOPBACK, socket.gethostname().lower(), self.host.lower(), (base.hostname or "localhost").lower()}
        return Place(self.base.rstrip("/"), frozenset(own | {each.lower() for each in self.hosts}), trusted)


def serve(root: Path, settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve a project until the process is asked to stop; `announce` is called with the address.

    Raises UsageError if the address is taken or the store cannot be opened.
    """
    place = settings.place()
    loop = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    with listen(settings.host, settings.port) as listener, loop as runner:
        runner.run(_serve(root, settings, place, listener, announce))


@contextlib.asynccontextmanager
async def opened(root: Path, settings: Settings, log: Callable[[str], None]) -> AsyncIterator[Pool]:
    """Workers over a copy of the graph of a project, which follow as it is rebuilt; all is gone in the end.

    Raises UsageError if the store cannot be opened.
    """
    try:
        _remove_leftovers()
        folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
    except OSError as error:
        raise UsageError(f"no temporary folder can be written: {error}; name one with TMPDIR") from None
    lend = partial(_open_copy, root, folder, settings, log)
    try:
        pool = Pool(lend(fresh=True), settings.workers, settings.queue, log)
        try:
            await pool.open()
            watch = asyncio.create_task(_watch(root, pool, lend, log))
            try:
                yield pool
            finally:
                watch.cancel()
        finally:
            await pool.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers() -> None:
    """Remove the temporary folders of servers that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        process = left.name.removeprefix(_FOLDER).split("-")[0]
        if process.isdigit() and not build.runs(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _open_copy(root: Path, folder: Path, settings: Settings, log: Callable[[str], None], fresh: bool) -> WorkerConfig:
    """The configuration of workers over a copy of the store, which a rebuild does not replace."""
    folder.mkdir(parents=True, exist_ok=True)  # somebody may have tidied up
    digest, place = store.lend(root, folder, fresh, log)
    return WorkerConfig(place, root, settings.articles, digest, settings.memory, settings.rows)


async def _watch(root: Path, pool: Pool, lend: Callable[..., WorkerConfig], log: Callable[[str], None]) -> None:
    """Serve a rebuilt graph as soon as there is one, and the same anew if our copy is lost; until then, the old one."""
    refused: tuple[str, float] = ("", 0.0)
    while True:
        await asyncio.sleep(WATCH)
        try:
            pool.look()
            digest, built = build.built(root), _age(root)
            lost = not (pool.config.folder / "store").is_dir()
            if not lost and (digest in ("", pool.config.digest) or (digest, built) == refused):
                continue
            try:
                config = await asyncio.to_thread(lend, fresh=lost and not digest)
            except (TandemError, OSError) as error:
                if lost and (digest, built) != refused:
                    refused = digest, built
                    log(f"the temporary folder was lost, and there can be no other: {error}")
                continue  # it is being written; it will be there in a moment
            try:
                await pool.swap(config)
                refused = "", 0.0
                log(
                    f"now serving the rebuilt graph ({config.digest})"
                    if not lost
                    else "the temporary folder is there again"
                )
            except (TandemError, OSError) as error:
                refused = digest, built
                shutil.rmtree(config.folder, ignore_errors=True)
                log(f"the rebuilt graph cannot be served, the old one still is: {error}")
        except Exception as error:  # a mistake of ours: it must not end the watch
            log(f"this should not happen: {type(error).__name__}: {error}")


def _age(root: Path) -> float:
    """When the graph was built, as far as one can see: the same data may be built anew after they were broken."""
    try:
        return (layout.build_folder(root) / build.MANIFEST).stat().st_mtime
    except (TandemError, OSError):
        return 0.0


async def _serve(
    root: Path, settings: Settings, place: Place, listener: socket.socket, announce: Callable[[str], None]
) -> None:  # fmt: skip
    journal = Journal(settings.log)
    stopped = asyncio.Event()
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    try:
        async with opened(root, settings, journal.event) as pool:
            connections = Connections(settings.connections, place.trusts)
            answers = Answers(settings.cache << 20)
            tell = partial(metrics, pool, connections, answers, journal)
            small = Small(pool.config, pool.counts)
            later = partial(quick.later, pool=pool, longest=settings.seconds)
            begin = partial(quick.begin, config=lambda: pool.config, small=small)
            gc.freeze()  # what is there now stays; looking for garbage need not pass over it
            front = Front(
                _application(pool, small, settings, tell), place, connections, journal, answers,
                lambda: pool.config.digest, {"/sparql": begin}, {"/sparql": later},
            )  # fmt: skip
            if settings.articles and settings.host not in _LOOPBACK:
                journal.event(
                    f"passages of the articles in {settings.articles} are shown to whoever reaches {settings.host}"
                )
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            announce(f"http://{host}:{listener.getsockname()[1]}{place.path}/")
            server = Server(front, connections, journal, settings.seconds)
            lender = Lender(server, connections, journal, answers, pool, place, settings.log)
            try:
                await server.until(stopped, listener, lender.run(settings.companion))
            finally:
                small.close()
                await lender.close()
    finally:
        journal.close()


def _application(pool: Pool, small: Small, settings: Settings, numbers: Callable[[], str]) -> ASGIApp:
    async def sparql(request: Request) -> Response:
        return await protocol.sparql(request, pool, small, settings.seconds)

    async def void(request: Request) -> Response:
        if request.method == "OPTIONS":
            return protocol.preflight(request, "GET, HEAD, OPTIONS")
        return await protocol.describe(request, pool, settings.seconds)

    async def page(request: Request) -> Response:
        return await _page(request, pool, settings.seconds)

    async def named(request: Request) -> Response:
        language = negotiation.language(dict(request.query_params), negotiation.header(request, "accept-language"))
        return await resources.resource(request, pool, settings.seconds, language)

    async def home(request: Request) -> Response:
        language = negotiation.language({}, negotiation.header(request, "accept-language"))
        return RedirectResponse(f"{language}/index.html", 307, {"Vary": "Accept-Language"})

    pictures = Pictures(pool)
    routes = [
        *_about_itself(pool, numbers),
        Route("/sparql", sparql, methods=["GET", "HEAD", "POST", "OPTIONS"]),
        Route("/.well-known/void", void, methods=["GET", "HEAD", "OPTIONS"]),
        Route("/", home),
        Route("/query", page, methods=["GET", "HEAD", "POST"], name="query"),
        Route("/thing", page, name="thing"),
        Route("/search", page, name="search"),
        *services.routes(pool, settings.seconds),  # some stand below a language
        *(Route(f"/{language}/pictures/{{name}}", pictures.answer) for language in namespaces.languages()),
        Route("/static/bokeh.js", pictures.answer),
        *(
            Route(f"/{language}/{{path:path}}", partial(_of_portal, pool=pool, seconds=settings.seconds))
            for language in namespaces.languages()
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
        Route("/context.jsonld", partial(_context, formats.context_text(pool.config.root))),
        Route("/static/svg.css", partial(_stylesheet, svg.stylesheet())),
        Mount("/static", StaticFiles(packages=[("kgtools.portal", "static")])),
    ]
    return Starlette(routes=routes, exception_handlers={404: partial(_lost, pool=pool, seconds=settings.seconds)})


def _about_itself(pool: Pool, numbers: Callable[[], str]) -> list[Route]:
    """What a server tells its keeper, and robots."""

    async def healthz(request: Request) -> Response:
        well = not pool.trouble and any(pool.gauges[kind] for kind in ("idle", "busy"))
        told = {"status": "ok" if well else "failing", "trouble": pool.trouble, "data": pool.config.digest}
        return JSONResponse(told, 200 if well else 503, {"Cache-Control": "no-store"})

    async def measured(request: Request) -> Response:
        return PlainTextResponse(numbers(), headers={"Cache-Control": "no-store"}, media_type=_PROMETHEUS)

    async def robots(request: Request) -> Response:
        return PlainTextResponse(_ROBOTS, headers={"Cache-Control": "max-age=86400"})

    return [Route("/healthz", healthz), Route("/metrics", measured), Route("/robots.txt", robots)]


async def _page(request: Request, pool: Pool, seconds: float) -> Response:
    try:
        fields = dict(await protocol.fields_of(request))
    except protocol.BadRequest as refused:
        return protocol.response(refused.reply)
    kind = request.url.path.strip("/")
    task = {
        "kind": kind,
        "fields": fields,
        "language": negotiation.language(fields, negotiation.header(request, "accept-language")),
        "gzip": negotiation.takes_gzip(request),
    }
    reply = await protocol.dispatch(request, pool, task, seconds)
    if kind != "search":  # which a script asks
        reply = refusals.of_page(request, reply, str(task["language"]))
    request.state.rows = reply.rows
    changing = any(map(protocol.changing, fields.values()))
    return protocol.response(reply, {"Cache-Control": "no-store" if changing else "no-cache"})


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
    reply = refusals.of_page(request, await protocol.dispatch(request, pool, task, seconds), language)
    return protocol.response(reply, {"Cache-Control": "no-cache"})


async def _lost(request: Request, error: Exception, pool: Pool, seconds: float) -> Response:
    """What is told of a path at which nothing stands: to people a page, with what it may mean; else a line."""
    accepted = negotiation.choose(negotiation.header(request, "accept"), {"text/plain": "", "text/html": ""})
    if request.method != "GET" or accepted != "text/html":
        return PlainTextResponse("Not Found", 404)
    task = {
        "kind": "page", "address": request.url.path.removeprefix("/"), "fields": {},
        "language": negotiation.language({}, negotiation.header(request, "accept-language")),
        "gzip": negotiation.takes_gzip(request),
    }  # fmt: skip
    reply = refusals.of_page(request, await protocol.dispatch(request, pool, task, seconds), str(task["language"]))
    return protocol.response(reply, {"Cache-Control": "no-cache"})


async def _anchors(request: Request, pool: Pool, seconds: float) -> Response:
    """What recognises a reader's own copy of an article."""
    article = request.path_params["article"]
    task = {"kind": "anchors", "article": article, "fields": {}, "language": namespaces.first_language()}
    task["gzip"] = negotiation.takes_gzip(request)
    return protocol.response(await protocol.dispatch(request, pool, task, seconds), {"Cache-Control": "no-cache"})
