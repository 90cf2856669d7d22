"""What pages of the whole show, made once for a server and kept in a file: by one process for all others.

Each of these pages draws on the whole graph; to read it for each would take long, and to hold what they draw on as much
memory as the graph. What is kept are the pages themselves, home first. Of lists, which have many pages, it is what
stands on which and what entries can be chosen by; of things in lists, also what is shown of each; of questions, the
first rows of the answers, in no language; of large networks, what their pictures have.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kgtools import files, namespaces
from kgtools.graph.build import Tell
from kgtools.graph.store import BuiltStore, opened
from kgtools.portal import addresses
from kgtools.portal.contents import Contents, Made
from kgtools.portal.doors import browse, home, lists, networks, timeline
from kgtools.portal.evidence import disagreements, targets
from kgtools.portal.kinds import figures
from kgtools.portal.portal import Portal
from kgtools.query.search import kept as search
from kgtools.query.search.index import writing

FILE = "pages.db"
_TABLES = (
    "CREATE TABLE about (state TEXT, steps INTEGER)",
    "CREATE TABLE pages (address TEXT PRIMARY KEY, page BLOB)",
    "CREATE TABLE parts (name TEXT PRIMARY KEY, part BLOB)",
)
_FORMS = (".html", ".csv", ".css", ".js", ".ttl")  # of files of the tools that pages are made with
_DRAWN = ("drawn",)
# What stands first in the paths of the pages that are made in each step; the file is taken after each. Behind them
# comes what spares pages a while that can be made without it.
_MADE = (("index", "browse"), ("disagreements", "figures", "targets", "timeline"), ("networks",))
_LISTS, _ANSWERS = len(_MADE), len(_MADE) + 1
STEPS = len(_MADE) + 2


def step_of(contents: Contents, path: str) -> int | None:
    """The step after which the page of a path is kept or made from what is; None if it does not wait for any.

    None waits that there cannot be, and neither what the table of things of a build is enough for.
    """
    step = _step(path)
    if step is None or (step == 0 and contents.quick) or not _may_be(contents, path):
        return None
    return step


def is_of_whole(path: str) -> bool:
    """Whether a path is that of a page that draws on the whole graph, or would be if there was one.

    >>> is_of_whole("browse/none"), is_of_whole("id/state/avalon")
    (True, False)
    """
    return _step(path) is not None


def _step(path: str) -> int | None:
    return next((step for step, first in enumerate(_MADE) if path.partition("/")[0] in first), None)


def _may_be(contents: Contents, path: str) -> bool:
    """Whether there may be a page of a path, as far as that is known before the whole was read."""
    first = path.partition("/")[0]
    if path == first:
        return True
    if first == disagreements.LIST:
        return path in disagreements.listed(contents).lengths
    if first == figures.PATH:
        return path in figures.listed(contents).lengths
    if first == targets.LIST:
        return path in targets.listed(contents).lengths
    if first == "timeline":
        return timeline.number_of(path) is not None
    asked = browse.Asked.of(path) if first == "browse" else None
    return asked is not None and asked.kind in lists.kinds(contents)


def paths(portal: Portal, step: int) -> Iterator[str]:
    """The paths of the pages that draw on the whole graph and are made in a step; of lists their first pages."""
    contents = portal.contents
    if step == 0:
        yield from home.paths(contents)
        yield "browse"
    elif step == 1:
        yield from disagreements.ways(contents).values()
        yield figures.PATH
        yield from targets.ways(contents)
        yield from timeline.paths(contents)
    elif step == 2:
        yield from networks.paths(contents)


def _parts(portal: Portal, step: int) -> Iterator[tuple[tuple[str, ...], object]]:
    """What pages draw on that are made when they are asked for, as JSON has it, by its key."""
    contents = portal.contents
    if step == 1:
        yield from disagreements.parts(contents)
        yield from figures.listed(contents).parts()
        yield from targets.listed(contents).parts()
        yield timeline.PAGES, timeline.pages(contents)
    elif step == 2 and contents.large:
        yield _DRAWN, contents.drawn
    elif step == _LISTS:
        yield from lists.parts(contents)
    elif step == _ANSWERS:
        yield from contents.asking.parts()


def prepare(root: Path, folder: Path, digest: str, tell: Tell) -> tuple[str, ...]:
    """Write to the folder of a build what a server of it would make at its first start; the names of the files.

    `tell` is told which step is done. Raises OSError where it cannot be written.
    """
    store = BuiltStore(folder, digest, opened(folder))
    contents = Contents.read(root, store, build=folder)
    try:
        for step in range(STEPS):
            tell("what is served", step, STEPS + 1)
            afresh = replace(contents, made=Made())  # what other steps read is let go
            for _ in make(Portal(afresh, live=True), folder / FILE, digest, step):
                pass
            store.read.clear()
        tell("what is served", STEPS, STEPS + 1)
        writing.write(store, folder / search.FILE, digest)
    except sqlite3.Error as error:
        raise OSError(str(error)) from None
    return FILE, search.FILE


def make(portal: Portal, place: Path, digest: str, step: int) -> Iterator[None]:
    """Write, bit by bit, what a step makes to a file, behind what those before made; the digest is that of the build.

    Raises OSError or sqlite3.Error where it cannot be written.
    """
    with _writing(place, place if step else None) as connection:
        for table in () if step else _TABLES:
            connection.execute(table)
        for key, part in _parts(portal, step):
            written = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
            connection.execute("INSERT INTO parts VALUES (?, ?)", ("/".join(key), zlib.compress(written.encode())))
            yield
        yield from _enter(portal, paths(portal, step), connection)
        connection.execute("DELETE FROM about")
        connection.execute("INSERT INTO about VALUES (?, ?)", (json.dumps(_state(portal, digest)), step + 1))


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


def take(portal: Portal, place: Path, digest: str) -> int:
    """See that pages can be answered with from a file; how many steps of its making are done.

    Raises ValueError if there is no such file, or it is of another state of the data or of the tools.
    """
    try:
        with contextlib.closing(_connected(place)) as connection:
            ((state, steps),) = connection.execute("SELECT state, steps FROM about")
            drawn = Kept(connection).part(_DRAWN)
    except (sqlite3.Error, zlib.error, ValueError, TypeError) as error:
        raise ValueError(f"{place}: {error}") from None
    if state != json.dumps(_state(portal, digest)):
        raise ValueError(f"{place} is of another state")
    if drawn is not None:
        vars(portal.contents)["drawn"] = drawn  # where it would be once it was read
    return int(steps)


@dataclass(frozen=True)
class Kept:
    """The pages of a file, and what others are made of, for a process that has opened it."""

    connection: sqlite3.Connection

    @classmethod
    def opened(cls, place: Path) -> Kept:
        """The pages of a file that was taken. Raises sqlite3.Error."""
        return cls(_connected(place))

    def get(self, address: str) -> bytes | None:
        """The page at an address, if it is kept. Raises sqlite3.Error or zlib.error if the file is damaged."""
        return self._found("SELECT page FROM pages WHERE address = ?", address)

    def part(self, key: tuple[str, ...]) -> Any:
        """What pages draw on, by its key; None if it is not kept. Raises ValueError too if the file is damaged."""
        found = self._found("SELECT part FROM parts WHERE name = ?", "/".join(key))
        return None if found is None else json.loads(found)

    def _found(self, query: str, name: str) -> bytes | None:
        for (found,) in self.connection.execute(query, (name,)):
            return zlib.decompress(found)
        return None


def _connected(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _state(portal: Portal, digest: str) -> list[object]:
    """What the pages follow from: the graph and the code by the digest, the tables, and what the tools bring along.

    None of them shows what the copies of a server's keeper have.
    """
    contents = portal.contents
    package = Path(__file__).parent.parent
    others = sorted(path for path in package.rglob("*.*") if path.suffix in _FORMS)
    return [digest, contents.state, contents.drawable, *files.marks(others, package)]
