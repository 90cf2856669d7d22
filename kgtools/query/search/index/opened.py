"""The index of a search, opened: what stands under a word, a key or a number is read when it is asked for."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, overload

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.query.search import words
from kgtools.query.search.index import writing
from kgtools.query.search.likeness import LAST, Vocabulary
from kgtools.query.search.names import Joined, Names, about
from kgtools.query.search.texts import Text
from kgtools.values.transliteration import DIGITS, beyond_latin

_NAMES_EACH = 8  # names that few things have more of; if they have, all are looked at
_AT_ONCE = 500  # values of one query; an old SQLite takes up to 999
Places = tuple[Sequence[int], Sequence[int]]  # the numbers of what holds a word, and beside each a place in it


@dataclass(frozen=True)
class Index:
    """The names and other texts of a graph, in a database.

    Raises sqlite3.Error or ValueError, and IndexError where numbers lead nowhere, if it is damaged.
    """

    store: Store
    connection: sqlite3.Connection

    @classmethod
    def read(cls, store: Store) -> Index:
        """The index of a graph, in memory."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA temp_store = memory")
        writing.fill(connection, store)
        return cls(store, connection)

    @classmethod
    def opened(cls, store: Store, place: Path, digest: str) -> Index:
        """The index that is kept in a file. Raises LookupError if it is of another build, sqlite3.Error if none."""
        connection = _open(place)
        if _digest(connection) != digest:
            raise LookupError(place)
        return cls(store, connection)

    # -- names --------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Sequence[tuple[str, str]]:
        """The names of things, as (IRI, name)."""
        return _Names(self.connection)

    @cached_property
    def ranked(self) -> Names:
        """The names as words are compared with them by their spelling."""
        iris, ties, letters, counts = map(self._column, ("named", "ties", "letters of keys", "counts"))
        joined = _Joined({}, self.connection)
        return Names(self.names, iris, ties, letters, counts, _ByKey(self), joined, self._vocabulary("names"))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The phonetic keys of the words of names, as `sounding` has them."""
        return self._vocabulary("texts")

    def sounding(self, key: str) -> Sequence[tuple[str, str]]:
        """The words of names that have a phonetic key, each with its language."""
        return [(language, word) for language, word in self._json("sounding", key) or ()]

    def named(self, word: str, language: str) -> Places:
        """The names that hold a word, and its place in each, before the letters that all words of the name have."""
        return self._places(f"named {language}", word, writing.NUMBERS)

    def begun(self, words: str, most: int) -> list[tuple[str, str]]:
        """Things, each with a name that begins so or one of whose words does, so many at most.

        What a name begins with comes before what stands in it, and people and sides before what is called after them.
        """
        wanted = writing.typed(words)
        if not wanted:
            return []
        for limit in (most * _NAMES_EACH, -1):
            names: dict[int, tuple[str, str]] = {}
            rows = self._beginning(wanted[: writing.BEGINNING], limit)
            for number, iri in rows:
                if iri not in names and f" {wanted}" in f" {writing.typed((name := self.names[number - 1])[1])}":
                    names[iri] = name
                    if len(names) == most:
                        return list(names.values())
            if len(rows) < limit:
                break
        return list(names.values())

    def _beginning(self, words: str, limit: int) -> list[tuple[int, int]]:
        query = "SELECT number, iri FROM begun WHERE words >= ? AND words < ? ORDER BY rank, number LIMIT ?"
        return self.connection.execute(query, (words, words + LAST, limit)).fetchall()

    # -- what is told -------------------------------------------------------------------------------

    def told(self, word: str, language: str) -> Places:
        """The texts that hold a word, and the place of the word in each; a text has several if the word has."""
        return self._places(f"told {language}", word, writing.PLACES)

    @cached_property
    def shapes(self) -> array[int]:
        """For each text how many words it has, and whether it is a note; see `writing.NOTE`."""
        return self._column("shapes", writing.PLACES)

    @cached_property
    def letters(self) -> array[int]:
        """For each text how many letters it has."""
        return self._column("letters")

    @cached_property
    def sources(self) -> array[int]:
        """For each text the number of what says it."""
        return self._column("sources")

    @cached_property
    def things(self) -> array[int]:
        """For each text the number of the thing of which it tells."""
        return self._column("things")

    def texts(self, numbers: Iterable[int]) -> dict[int, Text]:
        """Texts by their numbers."""
        rows = _rows(self.connection, "texts", "text, language", numbers)
        iris = self.iris(self.sources[number] for number in rows)
        return {
            number: Text(iris[self.sources[number]], text, language, self.shapes[number] >= writing.NOTE)
            for number, (text, language) in rows.items()
        }

    # -- what both share ----------------------------------------------------------------------------

    def forms(self, word: str, loose: bool) -> dict[str, frozenset[str]]:
        """The words of the names and texts that are forms of a word, by language."""
        loose = loose and beyond_latin(word)  # Latin keyboards have the letters of all languages here
        found = {}
        for language in namespaces.languages():
            loosely = loose and words.has_keyboard(language)
            stems = words.stems(words.folded(word, language), language, loosely)
            listed = (self._found(f"stem {language} {int(loosely)}", stem) for stem in stems)
            found[language] = frozenset(other for each in listed if each for other in each[0].split())
        return found

    def iris(self, numbers: Iterable[int]) -> dict[int, str]:
        """IRIs by their numbers."""
        return {number: _iri(iri) for number, (iri,) in _rows(self.connection, "iris", "iri", numbers).items()}

    @cached_property
    def claims(self) -> range:
        """The numbers of the IRIs of claims."""
        return self.numbers(namespaces.base() + "claim/")

    def numbers(self, beginning: str) -> range:
        """The numbers of the IRIs that begin so: they stand together."""
        (most,) = self.connection.execute("SELECT max(number) FROM iris").fetchone()
        every = range(1, (most or 0) + 1)

        def begins(number: int) -> str:
            return self.iris([number])[number][: len(beginning)]

        first = bisect_left(every, beginning, key=begins)
        return every[first : bisect_left(every, beginning + "\0", first, key=begins)]

    def _vocabulary(self, name: str) -> Vocabulary:
        return Vocabulary(*(self._json("vocabulary", name) or ([], [])))

    def _json(self, part: str, key: str) -> Any:
        found = self._found(part, key)
        return None if found is None else json.loads(found[0])

    def _column(self, name: str, kind: str = writing.NUMBERS) -> array[int]:
        found = self._found("column", name)
        return _array(kind, found[0]) if found else array(kind)

    def _places(self, part: str, word: str, kind: str) -> Places:
        found = self._found(part, word)
        return (_array(writing.NUMBERS, found[0]), _array(kind, found[1])) if found else ((), ())

    def _found(self, part: str, key: str) -> tuple[Any, Any] | None:
        query = "SELECT value, places FROM entries WHERE part = ? AND key = ?"
        found: tuple[Any, Any] | None = self.connection.execute(query, (part, key)).fetchone()
        return found


def is_of(place: Path, digest: str) -> bool:
    """Whether an index that is kept is of the build with a digest. Raises sqlite3.Error if it is none."""
    with contextlib.closing(_open(place)) as connection:
        return _digest(connection) == digest


def _open(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)


def _digest(connection: sqlite3.Connection) -> str | None:
    found = connection.execute("SELECT digest FROM about").fetchone()
    return found and str(found[0])


def _array(kind: str, written: bytes) -> array[int]:
    if not isinstance(written, bytes):
        raise sqlite3.DatabaseError("the index of searches is damaged: found what are no numbers")
    found: array[int] = array(kind)
    found.frombytes(written)
    return found


def _iri(written: object) -> str:
    if not isinstance(written, str) or not written.isprintable():
        raise sqlite3.DatabaseError("the index of searches is damaged: found what is no IRI")
    return written


def _rows(connection: sqlite3.Connection, table: str, columns: str, numbers: Iterable[int]) -> dict[int, Any]:
    """The columns of the rows of a table that have some numbers, by these. Raises sqlite3.Error where one lacks."""
    found: dict[int, Any] = {}
    wanted = sorted(set(numbers))
    each = iter(wanted)
    while some := tuple(islice(each, _AT_ONCE)):
        query = f"SELECT number, {columns} FROM {table} WHERE number IN ({', '.join('?' * len(some))})"
        found.update((number, row) for number, *row in connection.execute(query, some))
    if len(found) < len(wanted):
        raise sqlite3.DatabaseError(f"the index of searches is damaged: {table} lacks rows")
    return found


@dataclass(frozen=True)
class _Names(Sequence[tuple[str, str]]):
    """Names with the IRIs of their things. The table numbers them from 1 on."""

    connection: sqlite3.Connection

    @overload
    def __getitem__(self, place: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[str, str]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        ((iri, name),) = _rows(self.connection, "names", "iri, name", [place + 1]).values()
        return _iri(iri), name

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.connection.execute("SELECT iri, name FROM names ORDER BY number"))

    def __len__(self) -> int:
        (number,) = self.connection.execute("SELECT count(*) FROM names").fetchone()
        return int(number)


@dataclass(frozen=True)
class _ByKey(Mapping[str, Places]):
    """Where a phonetic key stands in names."""

    index: Index

    def __getitem__(self, key: str) -> Places:
        return self.index._places("key", key, writing.PLACES)

    def __iter__(self) -> Iterator[str]:
        return iter(self.index._vocabulary("names").keys)

    def __len__(self) -> int:
        return len(self.index._vocabulary("names").keys)


@dataclass(frozen=True)
class _Joined(Joined):
    """The numbers of names by their keys, written as one word, in a table."""

    connection: sqlite3.Connection

    def __getitem__(self, joined: str) -> Sequence[int]:
        query = "SELECT numbers FROM joined WHERE digits = ? AND length = ? AND key = ?"
        found = self.connection.execute(query, (" ".join(DIGITS.findall(joined)), len(joined), joined)).fetchone()
        return _array(writing.NUMBERS, found[0]) if found else ()

    def near(self, joined: str, least: float) -> Sequence[str]:
        query = "SELECT key FROM joined WHERE digits = ? AND length BETWEEN ? AND ?"
        wanted = (" ".join(DIGITS.findall(joined)), *about(len(joined), least))
        return [key for (key,) in self.connection.execute(query, wanted)]
