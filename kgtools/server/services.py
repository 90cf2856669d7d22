"""The services for programs: JSON search and OpenRefine's Reconciliation API, from request to response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kgtools import namespaces
from kgtools.errors import nearest
from kgtools.publish.services.desk import SERVICES
from kgtools.publish.services.previews import POLICY
from kgtools.server import protocol
from kgtools.server.negotiation import takes_gzip
from kgtools.server.workers.pool import Pool

_POSTED = ("reconcile",)  # services that take forms


def routes(pool: Pool, seconds: float) -> list[Route]:
    """The addresses of the services; each has one for every language besides."""
    return [
        Route(f"{before}/{service}", _answering(pool, seconds, service, before.strip("/")), methods=_methods(service))
        for service in SERVICES
        for before in ("", *(f"/{language}" for language in namespaces.languages() if service.startswith("reconcile")))
    ]


def _methods(service: str) -> list[str]:
    return ["GET", "HEAD", "OPTIONS", *(["POST"] if service in _POSTED else [])]


def _answering(
    pool: Pool, seconds: float, service: str, language: str
) -> Callable[[Request], Awaitable[Response]]:  # fmt: skip
    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return protocol.preflight(request, ", ".join(_methods(service)))
        try:
            fields = dict(await protocol.fields_of(request))
            if request.method == "POST" and not {"queries", "extend"} & fields.keys():
                raise protocol.BadRequest(400, "there are neither 'queries' nor 'extend'; send one of them as a form")
            spoken = language or _language(fields)
        except protocol.BadRequest as refused:
            return protocol.response(refused.reply, protocol.OPEN)
        task = {
            "kind": "service", "service": service, "fields": fields, "language": spoken,
            "base": protocol.address(request), "gzip": takes_gzip(request),
        }  # fmt: skip
        reply = await protocol.dispatch(request, pool, task, seconds)
        request.state.rows = reply.rows
        headers = {**protocol.OPEN, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if reply.type == "text/html":
            headers["Content-Security-Policy"] = POLICY
        return protocol.response(reply, headers)

    return answer


def _language(fields: Mapping[str, str]) -> str:
    """The language that a request asks for, or the first of the project. Raises BadRequest for another."""
    given = fields.get("lang") or namespaces.first_language()
    if given not in namespaces.languages():
        near = nearest(given, namespaces.languages())
        raise protocol.BadRequest(
            400, f"lang '{given}': expected {', '.join(namespaces.languages())}{f'; {near}' if near else ''}"
        )
    return given
