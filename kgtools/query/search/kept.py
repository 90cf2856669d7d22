"""The index of a search, kept beside the store it is of: it is opened, not built, when a command searches."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from kgtools import layout
from kgtools.errors import UsageError
from kgtools.graph import build
from kgtools.graph.reading import Store
from kgtools.graph.store import BuiltStore
from kgtools.query.search import find, names
from kgtools.query.search.index import writing
from kgtools.query.search.index.opened import Index, is_of
from kgtools.query.search.names import Match
from kgtools.query.search.texts import all_names

FILE = "search.db"


def search(store: Store, words: str, limit: int) -> tuple[list[Match], int]:
    """What words may mean in a graph, as much as a limit allows, and how much there is; see `find.search`.

    The index that is kept of its build is opened, else written there, also where it is damaged. A graph that is of no
    build, or of one that cannot be written to, is read.
    """

    def searched(index: Index) -> tuple[list[Match], int]:
        found = find.search(store, words, index)
        return found[:limit], len(found)

    if not isinstance(store, BuiltStore):
        return searched(Index.read(store))
    place = store.folder / FILE
    try:
        return searched(Index.opened(store, place, store.digest))
    except (sqlite3.Error, LookupError, ValueError):  # no table, another build's, or not what was written
        with contextlib.suppress(OSError, sqlite3.Error, LookupError, ValueError):
            writing.write(store, place, store.digest)
            return searched(Index.opened(store, place, store.digest))
        return searched(Index.read(store))


def rank(store: BuiltStore, words: str) -> Sequence[Match]:
    """The things whose names are spelled most like words, best first; see `names.rank`.

    They are found in the index if one was written; to write it would take longer than to read the names.
    """
    try:
        index: Index = store.searched or Index.opened(store, store.folder / FILE, store.digest)
        return find.alike(index, words)
    except (sqlite3.Error, LookupError, ValueError):
        return names.rank(words, _names(store))


def _names(store: BuiltStore) -> Iterable[tuple[str, str]]:
    try:
        return store.names.all()
    except (sqlite3.Error, LookupError, ValueError, TypeError):  # no table, another build's, or a damaged one
        return all_names(store)


def lent(root: Path, place: Path, digest: str) -> bool:
    """Put the index that is kept of a build, by its digest, at a place too; whether there is one."""
    try:
        kept = layout.build_folder(root) / FILE
        if not is_of(kept, digest):
            return False
        build.link(kept, place)
    except (OSError, UsageError, sqlite3.Error, LookupError, ValueError):
        return False
    return True


def keep(store: Store, root: Path, place: Path, digest: str) -> None:
    """Write the index of a store at a place, and keep it beside the build that has this digest.

    Raises OSError or sqlite3.Error where it cannot be written.
    """
    writing.write(store, place, digest)
    build.keep(root, place, digest)
