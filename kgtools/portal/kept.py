"""What pages of the whole show, made once for a server and kept in a file: by one process for all others.

Such pages are few, and each draws on the whole graph; to read it for each would take long, and to hold what they draw
on as much memory as the graph. What is kept are the pages themselves, and what the pictures of large networks have.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from kgtools import files, namespaces
from kgtools.portal import addresses
from kgtools.portal.doors import browse, home, networks, timeline
from kgtools.portal.evidence import disagreements, targets
from kgtools.portal.kinds import figures
from kgtools.portal.portal import Portal

FILE = "pages.json"
_FORMS = (".html", ".csv", ".css", ".js", ".ttl")  # of files of the tools that pages are made with


def paths(portal: Portal) -> Iterator[str]:
    """The paths of the pages that draw on the whole graph, those that one comes to first before the others."""
    contents = portal.contents
    yield from home.paths(contents)
    yield from disagreements.listed(contents)
    yield from figures.paths(contents)
    yield targets.LIST
    yield from timeline.paths(contents)
    yield from networks.paths(contents)
    yield "browse"
    yield from (f"browse/{kind}" for kind in browse.kinds(contents))


def make(portal: Portal, place: Path, digest: str) -> Iterator[None]:
    """Write, step by step, what is kept to a file; the digest is that of the build of the store."""
    pages = {}
    for path in paths(portal):
        for language in namespaces.languages():
            address = addresses.page(path, language)
            if (html := portal.page(address)) is not None:
                pages[address] = base64.b64encode(zlib.compress(html.encode())).decode()
            yield
    drawn = portal.contents.drawn if portal.contents.large else None
    place.write_text(json.dumps({"of": _state(portal, digest), "pages": pages, "drawn": drawn}), encoding="utf-8")


def take(portal: Portal, place: Path, digest: str) -> Mapping[str, bytes]:
    """What is kept in a file: the pages by their addresses, compressed; the portal gets the rest.

    Raises OSError if there is no such file, ValueError if it is of another state of the data or of the tools.
    """
    found = json.loads(place.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or found.get("of") != _state(portal, digest):
        raise ValueError(place)
    if found["drawn"] is not None:
        vars(portal.contents)["drawn"] = found["drawn"]  # where it would be once it was read
    return {address: base64.b64decode(page) for address, page in found["pages"].items()}


def _state(portal: Portal, digest: str) -> list[object]:
    """What the pages follow from: the graph and the code by the digest, the tables, and what the tools bring along."""
    contents = portal.contents
    package = Path(__file__).parent.parent
    others = sorted(path for path in package.rglob("*.*") if path.suffix in _FORMS)
    return [digest, contents.state, contents.drawable, *sorted(contents.copies), *files.marks(others, package)]


def html(page: bytes) -> bytes:
    """A page that is kept, as it is sent."""
    return zlib.decompress(page)
