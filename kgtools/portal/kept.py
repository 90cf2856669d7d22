"""What pages of the whole show, made once for a server and kept in a file: by one process for all others.

Each of these pages draws on the whole graph; to read it for each would take long, and to hold what they draw on as much
memory as the graph. What is kept are the pages themselves, and what the pictures of large networks have. The file is a
table of SQLite, since the lists of a large graph have many pages.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kgtools import files, namespaces
from kgtools.portal import addresses
from kgtools.portal.doors import browse, home, networks, timeline
from kgtools.portal.evidence import disagreements, targets
from kgtools.portal.kinds import figures
from kgtools.portal.portal import Portal

FILE = "pages.db"
_TABLES = (
    "CREATE TABLE about (state TEXT, drawn TEXT, whole INTEGER)",
    "CREATE TABLE pages (address TEXT PRIMARY KEY, page BLOB)",
)
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
    yield from _first(portal)


def further(portal: Portal) -> Iterator[str]:
    """The paths of what lists have beyond their first pages; none of a graph with which such a page is made at once."""
    if not portal.contents.whole:
        first = set(_first(portal))
        yield from (path for path in browse.paths(portal.contents) if path not in first)


def _first(portal: Portal) -> Iterator[str]:
    yield "browse"
    yield from (f"browse/{kind}" for kind in browse.kinds(portal.contents))


def make(portal: Portal, place: Path, digest: str) -> Iterator[None]:
    """Write, step by step, pages and what else is kept to a file; the digest is that of the build of the store.

    Raises OSError or sqlite3.Error where it cannot be written.
    """
    with _writing(place) as connection:
        for table in _TABLES:
            connection.execute(table)
        yield from _enter(portal, paths(portal), connection)
        drawn = portal.contents.drawn if portal.contents.large else None
        about = json.dumps(_state(portal, digest)), json.dumps(drawn)
        connection.execute("INSERT INTO about VALUES (?, ?, ?)", (*about, portal.contents.whole))


def make_further(portal: Portal, place: Path) -> Iterator[None]:
    """Write, step by step, the pages that a file which was taken lacks to it. Raises OSError or sqlite3.Error."""
    with _writing(place, place) as connection:
        yield from _enter(portal, further(portal), connection)
        connection.execute("UPDATE about SET whole = 1")


@contextlib.contextmanager
def _writing(place: Path, source: Path | None = None) -> Iterator[sqlite3.Connection]:
    """What a file is written by that is there whole at the end, or not at all; it begins as another is."""
    work = place.with_name(f".new-{os.getpid()}-{place.name}")
    work.unlink(missing_ok=True)
    try:
        if source:
            shutil.copyfile(source, work)
        with contextlib.closing(sqlite3.connect(work, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off; BEGIN")
            yield connection
            connection.execute("COMMIT")
        os.replace(work, place)
    finally:
        work.unlink(missing_ok=True)  # what was not finished, as on a full disk, takes no room


def _enter(portal: Portal, these: Iterable[str], connection: sqlite3.Connection) -> Iterator[None]:
    for path in these:
        for language in namespaces.languages():
            address = addresses.page(path, language)
            if (html := portal.page(address)) is not None:
                connection.execute("INSERT INTO pages VALUES (?, ?)", (address, zlib.compress(html.encode())))
            yield


def take(portal: Portal, place: Path, digest: str) -> bool:
    """Give the portal what pictures of large networks have, from a file, and see that its pages can be answered with.

    Tells whether it has all pages. Raises ValueError if there is no such file, or it is of another state of the data or
    of the tools.
    """
    try:
        with contextlib.closing(_connected(place)) as connection:
            ((state, drawn, whole),) = connection.execute("SELECT state, drawn, whole FROM about")
        found = json.loads(drawn)
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise ValueError(f"{place}: {error}") from None
    if state != json.dumps(_state(portal, digest)):
        raise ValueError(f"{place} is of another state")
    if found is not None:
        vars(portal.contents)["drawn"] = found  # where it would be once it was read
    return bool(whole)


@dataclass(frozen=True)
class Kept:
    """The pages of a file, for a process that has opened it."""

    connection: sqlite3.Connection

    @classmethod
    def opened(cls, place: Path) -> Kept:
        """The pages of a file that was taken. Raises sqlite3.Error."""
        return cls(_connected(place))

    def get(self, address: str) -> bytes | None:
        """The page at an address, if it is kept. Raises sqlite3.Error or zlib.error if the file is damaged."""
        for (page,) in self.connection.execute("SELECT page FROM pages WHERE address = ?", (address,)):
            return zlib.decompress(page)
        return None


def _connected(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _state(portal: Portal, digest: str) -> list[object]:
    """What the pages follow from: the graph and the code by the digest, the tables, and what the tools bring along."""
    contents = portal.contents
    package = Path(__file__).parent.parent
    others = sorted(path for path in package.rglob("*.*") if path.suffix in _FORMS)
    return [digest, contents.state, contents.drawable, *sorted(contents.copies), *files.marks(others, package)]
