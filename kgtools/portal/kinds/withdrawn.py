"""The page of what was published once and is no longer in the data: when it went, why, and what replaces it."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.messages import message
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views.page import Part


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page, which is that of the page there was."""
    yield from contents.withdrawn


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows; None for what was never withdrawn."""
    gone = contents.withdrawn.get(frame.path)
    if gone is None:
        return None
    identifier, language = namespaces.shorten(gone.iri), frame.language
    reason = labels.label(contents.store, gone.reason, language)
    values = {
        "id": identifier,
        "release": gone.release,
        "reason": reason,
        "replaced": [
            Part(labels.label(contents.store, ox.NamedNode(other), language), namespaces.shorten(other))
            for other in gone.replaced_by
        ],
    }
    title = message("portal.withdrawn.title", language, id=identifier)
    return View("withdrawn", title, values, reason, data=("ttl", "jsonld"))
