"""The index of a search, kept beside the store it is of: it is opened, not built, when a command searches.

It is a table of SQLite: what stands under a key in a part of the index, as JSON. A search reads the few keys that it
needs, and of the phonetic keys of names the whole list, with which its words are compared.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, overload

from kgtools import layout, namespaces
from kgtools.errors import UsageError
from kgtools.graph import build
from kgtools.graph.reading import Store
from kgtools.graph.store import BuiltStore
from kgtools.query.search import find, names, writing
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import Match, Names, Numbers
from kgtools.query.search.texts import Index, Text, all_names

FILE = "search.db"
_AT_ONCE = 500  # values of one query; an old SQLite takes up to 999


def search(store: Store, words: str) -> list[Match]:
    """What words may mean in a graph; see `find.search`.

    The index that is kept of its build is opened, else written there, also where it is damaged. A graph that is of no
    build, or of one that cannot be written to, is read.
    """
    if not isinstance(store, BuiltStore):
        return find.search(store, words)
    place = store.folder / FILE
    try:
        return find.search(store, words, opened(store, place, store.digest))
    except (sqlite3.Error, LookupError, ValueError):  # no table, another build's, or not what was written
        with contextlib.suppress(OSError, sqlite3.Error, LookupError, ValueError):
            writing.write(store, place, store.digest)
            return find.search(store, words, opened(store, place, store.digest))
        return find.search(store, words)


def rank(store: BuiltStore, words: str) -> list[Match]:
    """The things whose names are spelled most like words, best first; see `names.rank`.

    They are found in the index if one was written; to write it would take longer than to read the names.
    """
    try:
        index: Index = store.searched or opened(store, store.folder / FILE, store.digest)
        return index.ranked.rank(words)
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
        with contextlib.closing(sqlite3.connect(f"{kept.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if _Part(connection, "about")["digest"] != digest:
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


def opened(store: Store, place: Path, digest: str) -> Index:
    """The index that is kept in a file. Raises LookupError if it is of another build, sqlite3.Error if it is none."""
    connection = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
    if _Part(connection, "about")["digest"] != digest:
        raise LookupError(place)
    texts = _List(connection, "text", lambda value: Text(*value))
    named = _List(connection, "name", lambda value: (value[0], value[1]))
    return _Kept(store, named, texts, connection)


@dataclass(frozen=True)
class _Kept(Index):
    """An index in a file."""

    connection: sqlite3.Connection

    @cached_property
    def named(self) -> int:
        return int(_Part(self.connection, "about")["named"])

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
        by_key, joined = _Part(self.connection, "name key"), _Listed(self.connection, "name joined")
        return Names(entries, by_key, joined, self._vocabulary("names"))

    @cached_property
    def openings(self) -> Mapping[tuple[str, bool], Mapping[str, Sequence[str]]]:
        return {
            (language, loose): _Part(self.connection, f"opening {language} {int(loose)}")
            for language in namespaces.languages()
            for loose in (False, True)
        }

    def expect(self, numbers: Iterable[int]) -> None:
        if isinstance(self.texts, _List):
            self.texts.read(numbers)

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
class _Listed(_Part):
    """What stands under the keys of a part all of whose keys are asked for, and stand in a list as well."""

    def __iter__(self) -> Iterator[str]:
        return iter(_Part(self.connection, "keys")[self.part])


@dataclass(frozen=True)
class _List(Sequence[Any]):
    """What stands under the numbers of one part, each made of its value in JSON; what was read is remembered."""

    connection: sqlite3.Connection
    part: str
    made: Callable[[Any], Any]
    known: dict[int, Any] = field(default_factory=dict, repr=False)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place not in self.known:
            self.read([place])
        if place not in self.known:
            raise IndexError(place)
        return self.known[place]

    def read(self, numbers: Iterable[int]) -> None:
        """Read what stands under some numbers."""
        lacking = iter([number for number in numbers if number not in self.known])
        while some := tuple(islice(lacking, _AT_ONCE)):
            query = f"SELECT key, value FROM entries WHERE part = ? AND key IN ({', '.join('?' * len(some))})"
            for number, value in self.connection.execute(query, (self.part, *some)):
                self.known[number] = self.made(json.loads(value))

    def __iter__(self) -> Iterator[Any]:
        found = self.connection.execute("SELECT value FROM entries WHERE part = ? ORDER BY key", (self.part,))
        return (self.made(json.loads(value)) for (value,) in found)

    def __len__(self) -> int:
        (number,) = self.connection.execute("SELECT count(*) FROM entries WHERE part = ?", (self.part,)).fetchone()
        return int(number)
