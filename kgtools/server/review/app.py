"""The application on which a review is made: for one browser on this machine, and nobody else.

It listens on the loopback address alone. Every address begins with a token that only the opened page knows; requests
must name this host, and those that decide must come from its own pages, so that no page of another site, nor another
user of the machine, can read the article or decide.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgtools import namespaces
from kgtools.curation.review.items import CLAIMS, THING
from kgtools.curation.review.session import Review
from kgtools.errors import DataError, TandemError, UsageError
from kgtools.graph.reading import Store
from kgtools.server.review import actions
from kgtools.server.review.pages import Pages

HOST = "127.0.0.1"
_MOST = 100_000  # bytes of a request
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
Finish = Callable[[Pages], str]  # ends the review; what a page shows of that


def application(
    review: Review, store: Store, language: str, token: str, finish: Finish, second: bool = False
) -> ASGIApp:
    """The application, whose addresses begin with `/token/`; its first page is in `language`."""
    pages = {tag: Pages(review, store, tag, second) for tag in namespaces.languages()}

    def of(request: Request) -> Pages:
        return pages.get(request.query_params.get("lang", language), pages[language])

    async def page(request: Request) -> Response:
        return HTMLResponse(of(request).page())

    async def text(request: Request) -> Response:
        return JSONResponse(of(request).paragraphs())

    async def form(request: Request) -> Response:
        kind = request.query_params.get("kind", "")
        if kind and kind not in (THING, *CLAIMS):
            raise UsageError(f"there are no rows of the kind '{kind}'")
        shown = of(request)
        return HTMLResponse(shown.empty_form(kind) if kind else shown.form(request.query_params.get("of", "")))

    async def search(request: Request) -> Response:
        words = request.query_params.get("words", "")[:200]
        return JSONResponse(await asyncio.to_thread(of(request).suggestions, words))

    async def decide(request: Request) -> Response:
        body = await request.body()
        if len(body) > _MOST:
            raise UsageError("the request is too long")
        actions.carry_out(review, body)
        return JSONResponse(of(request).changed())

    async def cards(request: Request) -> Response:
        return JSONResponse(of(request).changed())

    async def end(request: Request) -> Response:
        return HTMLResponse(await asyncio.to_thread(finish, of(request)))

    static = StaticFiles(directory=Path(__file__).with_name("static"), packages=[("kgtools.portal", "static")])
    routes = [
        Route("/", page), Route("/text", text), Route("/form", form), Route("/search", search),
        Route("/cards", cards),
        Route("/decide", decide, methods=["POST"]), Route("/finish", end, methods=["POST"]), Mount("/static", static),
    ]  # fmt: skip
    refused = {DataError: _refused, UsageError: _refused, TandemError: _refused}
    return _Walled(Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers=refused))


async def _refused(request: Request, error: Exception) -> Response:
    """What cannot be done, in words, one line each."""
    return PlainTextResponse(str(error), 422)


class _Walled:
    """Lets in requests to this host only, and those that change something from its own pages only."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if scope["type"] == "http" and (why := _barred(scope)):
            await PlainTextResponse(why, 403)(scope, receive, sending)
        else:
            await self._inner(scope, receive, sending)


def _barred(scope: Scope) -> str:
    """Why a request is not let in; empty if it is."""
    headers = Headers(scope=scope)
    port = (scope.get("server") or (HOST, 0))[1]
    host = headers.get("host", "")
    if host not in (f"{HOST}:{port}", f"localhost:{port}"):
        return "this host is not served here"
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    if origin not in (None, f"http://{host}") or (scope["method"] not in ("GET", "HEAD") and origin is None):
        return "only the page of the review itself may ask for this"
    return "" if site in ("none", "same-origin") else "only the page of the review itself may ask for this"


def serve(
    review: Review, store: Store, language: str, port: int, announce: Callable[[str], None], finish: Finish,
    second: bool = False,
) -> None:  # fmt: skip
    """Serve a review until the process is asked to stop; `announce` is called with the address, token and all.

    Raises UsageError if the port is taken.
    """
    try:
        listener = socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {HOST}:{port}: {reason}; choose another with --port") from None
    token = secrets.token_urlsafe(24)
    with listener:
        made = application(review, store, language, token, finish, second)
        server = uvicorn.Server(
            uvicorn.Config(made, lifespan="off", access_log=False, log_level="error", proxy_headers=False)
        )
        announce(f"http://{HOST}:{listener.getsockname()[1]}/{token}/")
        with contextlib.suppress(KeyboardInterrupt):  # no error: every decision is on the disk
            asyncio.run(server.serve(sockets=[listener]))
