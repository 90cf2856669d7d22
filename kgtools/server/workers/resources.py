"""What a worker answers for an IRI: the way to its page or its data, the data, or what is like it."""

from __future__ import annotations

from collections.abc import Callable

from kgtools import messages, namespaces
from kgtools.portal import addresses, documents, frame
from kgtools.portal.portal import Portal
from kgtools.server.workers.tasks import Reply, Task, plain

_FORMATS = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "rdf": "rdfxml", "csv": "csv"}


def answer(portal: Portal, task: Task, not_found: Callable[[str, str], Reply]) -> Reply:
    """The reply for the path of an IRI: 303 to a document, or the document itself if it is named with its ending.

    `not_found` makes the page for a path that names nothing, in a language.
    """
    path, ending, language = task["path"], task["as"], task["language"]
    document = documents.document(portal.contents, path)
    if document is not None:
        if ending == "html" or not task["direct"]:
            return _way(addresses.page(document.page, language) if ending == "html" else f"{path}.{ending}", path)
        return Reply(200, documents.MEDIA_TYPES[ending], document.data[ending]().encode())
    if not frame.is_path(path) or not portal.contents.holds(path):
        if ending == "html":
            return not_found(path, language)
        return plain(404, messages.message("server.no-iri", language, iri=namespaces.base() + path))
    if ending == "html" or not task["direct"]:
        return _way(addresses.page(path, language) if ending == "html" else f"{path}.{ending}", path)
    return Reply(200, frame.MEDIA_TYPES[ending], portal.contents.written(path, _FORMATS[ending]).encode())


def _way(document: str, path: str) -> Reply:
    """The way from the path of an IRI to a document, both from the root of the site."""
    return Reply(303, "text/plain", b"", {"Location": addresses.relative(document, path)})
