"""The index of a search, kept beside the store it is of: it is opened, not built, when a command searches.

It is a table of SQLite: what stands under a key in a part of the index, as JSON. A search reads the few keys that it
needs, and of the phonetic keys of names the whole list, with which its words are compared.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from kgtools import layout, namespaces
from kgtools.errors import UsageError
from kgtools.graph import build
from kgtools.graph.reading import Store
from kgtools.query.search import find
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import Match, Names, Numbers
from kgtools.query.search.texts import Index, Text

FILE = "search.db"
_TABLE = "CREATE TABLE entries (part TEXT, key, value TEXT, PRIMARY KEY (part, key)) WITHOUT ROWID"


def search(store: Store, words: str, root: Path) -> list[Match]:
    """What words may mean in the graph of a project, which the store holds; see `find.search`.

    The index that is kept of its build is opened, else written there, also where it is damaged. Where there is no build
    of the project as it is, or none that can be written to, the graph is read.
    """
    try:
        folder = layout.build_folder(root)
    except UsageError:
        return find.search(store, words)
    if not build.is_fresh(folder, root):
        return find.search(store, words)
    digest = build.manifest(folder)["digest"]
    try:
        return find.search(store, words, opened(store, folder / FILE, digest))
    except (sqlite3.Error, LookupError, ValueError):  # no table, another build's, or not what was written
        index = Index.read(store)
        _keep(index, folder / FILE, digest)
        return find.search(store, words, index)


def lent(root: Path, place: Path, digest: str) -> bool:
    """Put the index that is kept of a build, by its digest, at a place too; whether there is one."""
    try:
        kept = layout.build_folder(root) / FILE
        with contextlib.closing(sqlite3.connect(f"{kept.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if _Part(connection, "about")["digest"] != digest:
                return False
        build.link(kept, place)
    except (OSError, UsageError, sqlite3.Error, LookupError, ValueError):
        return False
    return True


def keep(store: Store, root: Path, place: Path, digest: str) -> None:
    """Write the index of a store at a place, and keep it beside the build that has this digest. Raises OSError."""
    _keep(Index.read(store), place, digest)
    if not place.exists():
        raise OSError(f"{place} cannot be written")
    build.keep(root, place, digest)


def opened(store: Store, place: Path, digest: str) -> Index:
    """The index that is kept in a file. Raises LookupError if it is of another build, sqlite3.Error if it is none."""
    connection = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
    if _Part(connection, "about")["digest"] != digest:
        raise LookupError(place)
    texts = _List(connection, "text", lambda value: Text(*value))
    names = _List(connection, "name", lambda value: (value[0], value[1]))
    return _Kept(store, names, texts, connection)


def _keep(index: Index, place: Path, digest: str) -> None:
    """Write an index; where that cannot be done, the next search reads the graph again."""
    entries = ((part, key, json.dumps(value, ensure_ascii=False)) for part, key, value in _entries(index))
    try:
        # A build sweeps such folders up, if the search was interrupted.
        with tempfile.TemporaryDirectory(prefix=f".new-{os.getpid()}-", dir=place.parent) as folder:
            work = Path(folder) / place.name
            with contextlib.closing(sqlite3.connect(work, isolation_level=None)) as connection:
                connection.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off; BEGIN")
                connection.execute(_TABLE)
                connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", entries)
                connection.execute("INSERT INTO entries VALUES ('about', 'digest', ?)", (json.dumps(digest),))
                connection.execute("COMMIT")
            os.replace(work, place)
    except (OSError, sqlite3.Error):
        return


def _entries(index: Index) -> Iterator[tuple[str, str | int, object]]:
    for number, text in enumerate(index.texts):
        yield "text", number, (text.iri, text.text, text.language, text.name, text.note)
    for number, entry in enumerate(index.ranked.entries):
        yield "name", number, entry
    parts: dict[str, Mapping[str, object]] = {
        "key": index.by_key, "joined": index.joined,
        "name key": index.ranked.by_key, "name joined": index.ranked.joined,
        **{f"place {language}": each for language, each in index.places.items()},
        **{f"opening {language} {int(loose)}": each for (language, loose), each in index.openings.items()},
    }  # fmt: skip
    for part, held in parts.items():
        for key in sorted(held):
            yield part, key, held[key]
    for name, known in (("texts", index.vocabulary), ("names", index.ranked.vocabulary)):
        yield "vocabulary", name, [known.keys, known.sounds]


@dataclass(frozen=True)
class _Kept(Index):
    """An index in a file."""

    connection: sqlite3.Connection

    @cached_property
    def places(self) -> Mapping[str, Numbers]:
        return {language: _Part(self.connection, f"place {language}") for language in namespaces.languages()}

    @cached_property
    def by_key(self) -> Numbers:
        return _Part(self.connection, "key")

    @cached_property
    def joined(self) -> Numbers:
        return _Part(self.connection, "joined")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return self._vocabulary("texts")

    @cached_property
    def ranked(self) -> Names:
        entries = _List(self.connection, "name", lambda value: tuple(value))
        by_key, joined = _Part(self.connection, "name key"), _Part(self.connection, "name joined")
        return Names(entries, by_key, joined, self._vocabulary("names"))

    @cached_property
    def openings(self) -> Mapping[tuple[str, bool], Mapping[str, Sequence[str]]]:
        return {
            (language, loose): _Part(self.connection, f"opening {language} {int(loose)}")
            for language in namespaces.languages()
            for loose in (False, True)
        }

    def _vocabulary(self, name: str) -> Vocabulary:
        return Vocabulary(*_Part(self.connection, "vocabulary")[name])


@dataclass(frozen=True)
class _Part(Mapping[str, Any]):
    """What stands under the keys of one part."""

    connection: sqlite3.Connection
    part: str

    def __getitem__(self, key: str) -> Any:
        found = self.connection.execute("SELECT value FROM entries WHERE part = ? AND key = ?", (self.part, key))
        for (value,) in found:
            return json.loads(value)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        found = self.connection.execute("SELECT key FROM entries WHERE part = ? ORDER BY key", (self.part,))
        return (key for (key,) in found)

    def __len__(self) -> int:
        (number,) = self.connection.execute("SELECT count(*) FROM entries WHERE part = ?", (self.part,)).fetchone()
        return int(number)


@dataclass(frozen=True)
class _List(Sequence[Any]):
    """What stands under the numbers of one part, each made of its value in JSON."""

    connection: sqlite3.Connection
    part: str
    made: Callable[[Any], Any]

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        found = self.connection.execute("SELECT value FROM entries WHERE part = ? AND key = ?", (self.part, place))
        for (value,) in found:
            return self.made(json.loads(value))
        raise IndexError(place)

    def __iter__(self) -> Iterator[Any]:
        found = self.connection.execute("SELECT value FROM entries WHERE part = ? ORDER BY key", (self.part,))
        return (self.made(json.loads(value)) for (value,) in found)

    def __len__(self) -> int:
        (number,) = self.connection.execute("SELECT count(*) FROM entries WHERE part = ?", (self.part,)).fetchone()
        return int(number)
