"""What an IRI of the graph leads to: a page for people, or data, by what the client takes.

Below the IRIs' own paths (`/id/state/avalon`) stands nothing itself: they name things, not documents, and lead
to documents with status 303 (Cool URIs for the Semantic Web, https://www.w3.org/TR/cooluris/).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from kgtools.portal import documents
from kgtools.server import conditional, negotiation, protocol
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import Reply, Task, plain

# What stands first in the path of an IRI of the graph.
NAMES = (
    "article", "cell", "claim", "code", "dataset", "date", "disagreement", "edge", "evidence", "graph", "id", "mapping",
    "nanopub", "ontology", "origin", "passage", "shape", "target", "text",
)  # fmt: skip
# Media type -> ending of the document, the favourite of the server first.
DOCUMENTS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "text/csv": "csv",
    "application/json": "jsonld",
    "application/xhtml+xml": "html",
}
_DATA = {ending: media_type for media_type, ending in reversed(DOCUMENTS.items()) if ending != "html"}
_PAGES = ("text/html", "application/xhtml+xml")
ENDINGS = (*_DATA, "html")
_FRESH = 300  # seconds for which a way to a document may be remembered
_METHODS = "GET, HEAD, OPTIONS"


async def resource(request: Request, pool: Pool, seconds: float, language: str) -> Response:
    """The answer to a request at the path of an IRI, or of a document about it with an ending such as `.ttl`."""
    if request.method == "OPTIONS":
        return protocol.preflight(request, _METHODS)
    path, ending = _parted(request.url.path.removeprefix("/"))
    offers = _offers(path)
    media_type = "" if ending == "html" else _types(path).get(ending, "")
    headers = {**protocol.OPEN, "Vary": "Accept-Encoding"}
    if not ending:
        media_type = negotiation.choose(negotiation.header(request, "accept"), offers) or ""
        headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
        if not media_type:
            return protocol.response(plain(406, f"it can be had as {', '.join(offers)}"), headers)
    task: Task = {
        "kind": "resource", "path": path, "as": ending or offers[media_type], "direct": bool(ending),
        "language": language, "gzip": negotiation.takes_gzip(request),
    }  # fmt: skip
    tag = conditional.entity_tag(pool.config.digest, request)
    tagged = {**headers, "ETag": tag, "Cache-Control": "no-cache"}
    if media_type and ending and (status := conditional.outcome(request, tag)):
        return Response(status_code=status, headers=tagged)
    reply = await protocol.dispatch(request, pool, task, seconds)
    return protocol.response(reply, headers | _remembered(reply, tag))


def _remembered(reply: Reply, tag: str) -> dict[str, str]:
    """How long an answer may be kept: a way for minutes, a document as long as its tag holds."""
    if reply.status == 303:
        return {"Cache-Control": f"max-age={_FRESH}"}
    return {"ETag": tag, "Cache-Control": "no-cache"} if reply.status == 200 else {}


def _parted(path: str) -> tuple[str, str]:
    """The path of an IRI, and the ending of the document that is asked for; empty if the thing itself is.

    >>> _parted("id/state/avalon.ttl"), _parted("id/state/avalon"), _parted("graph/short-note.nq")
    (('id/state/avalon', 'ttl'), ('id/state/avalon', ''), ('graph/short-note', 'nq'))
    """
    stem, dot, ending = path.rpartition(".")
    return (stem, ending) if dot and (ending == "html" or ending in _types(stem)) else (path, "")


def _types(path: str) -> Mapping[str, str]:
    """The media types of the data at a path, by their endings."""
    own = documents.endings(path)
    return {ending: documents.MEDIA_TYPES[ending] for ending in own} if own else _DATA


def _offers(path: str) -> Mapping[str, str]:
    """The endings of what there is at a path, by media type."""
    own = documents.endings(path)
    if not own:
        return DOCUMENTS
    return dict.fromkeys(_PAGES, "html") | {documents.MEDIA_TYPES[ending]: ending for ending in own}
