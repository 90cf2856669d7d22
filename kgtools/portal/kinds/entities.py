"""The page of a thing: who or what it is, where the sources disagree, its facts, times, figures and opinions."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views import entity


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    for identifiers in contents.things.values():
        yield from map(addresses.path, identifiers)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such thing."""
    return shown(contents, frame)


def shown(contents: Contents, frame: Frame) -> View | None:
    """What the graph holds about the thing in this place, as a page; None if it holds nothing."""
    thing = ox.NamedNode(frame.iri)
    if next(iter(contents.store.quads_for_pattern(thing, None, None, ox.DefaultGraph())), None) is None:
        return None
    page = entity.page(contents.store, thing, frame.language, contents.copies)
    sentence = "".join(part.words for part in page.identity)
    return View("thing", page.title, {"thing": page}, f"{page.title}: {sentence}", ("ttl", "jsonld", "nt"))
