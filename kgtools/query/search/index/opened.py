"""The index of a search, opened: what stands under a word, a key or a number is read when it is asked for."""

from __future__ import annotations

import contextlib
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import islice
from operator import or_
from pathlib import Path
from typing import Any

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.query.search import words
from kgtools.query.search.index import beside, bits, having, writing
from kgtools.query.search.index.bits import Groups
from kgtools.query.search.index.held import AT_ONCE, Column, Entries, Held, Slices, marks, numbered, together
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import Joined, about
from kgtools.query.search.texts import Text
from kgtools.values.transliteration import DIGITS, beyond_latin


@dataclass(frozen=True)
class Index(Entries):
    """The names and other texts of a graph, in a database.

    Raises sqlite3.Error or ValueError, and IndexError where numbers lead nowhere, if it is damaged.
    """

    store: Store

    @classmethod
    def read(cls, store: Store) -> Index:
        """The index of a graph, in memory."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA temp_store = memory")
        writing.fill(connection, store)
        return cls(connection, store)

    @classmethod
    def opened(cls, store: Store, place: Path, digest: str) -> Index:
        """The index that is kept in a file. Raises LookupError if it is of another build, sqlite3.Error if none."""
        connection = _open(place)
        if _digest(connection) != digest:
            raise LookupError(place)
        return cls(connection, store)

    # -- names --------------------------------------------------------------------------------------

    def names(self, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """The names of things by their numbers, as (IRI, name)."""
        rows = _rows(self.connection, "names", "iri, name", (number + 1 for number in numbers))
        return {number - 1: (_iri(iri), name) for number, (iri, name) in rows.items()}

    @cached_property
    def things_named(self) -> Sequence[int]:
        """For each name the number of its thing; it never falls."""
        return self._whole("named")

    def names_of(self, thing: int) -> range:
        """The names of a thing."""
        return bits.standing(self.things_named, thing)

    def names_among(self, things: Iterable[range]) -> int:
        """The names of the things that have some numbers."""
        return bits.standing_in(self.things_named, things)

    @cached_property
    def ties(self) -> Column:
        """For each name its `names.tie`."""
        return self._column("ties")

    @cached_property
    def letters_of_keys(self) -> Column:
        """For each name how many letters its phonetic keys have."""
        return self._column("letters of keys", writing.PLACES)

    @cached_property
    def counts(self) -> Column:
        """For each name how many words it has."""
        return self._column("counts", writing.PLACES)

    @cached_property
    def of_things(self) -> Groups:
        """The names, grouped by their things."""
        return Groups(self._set("names of things"), len(self.ties))

    @cached_property
    def joined(self) -> Joined:
        """The numbers of names by their keys, written as one word."""
        return _Joined({}, self.connection)

    @cached_property
    def keys(self) -> Vocabulary:
        """The phonetic keys of the words of names, as `having_keys` has them."""
        return self._vocabulary("names")

    def having_keys(self, keys: Iterable[str]) -> dict[str, Held]:
        """The names that have each of some phonetic keys, and its place in each."""
        return self._all("key", keys, writing.PLACES)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The phonetic keys of the words of names, as `sounding` has them."""
        return self._vocabulary("texts")

    def sounding(self, key: str) -> Sequence[tuple[str, str]]:
        """The words of names that have a phonetic key, each with its language."""
        return [(language, word) for language, word in self._json("sounding", key) or ()]

    def named(self, words: Iterable[str], language: str) -> dict[str, Held]:
        """The names that hold each of some words, and its place in each, before the letters of all their words."""
        return self._all(f"named {language}", words, writing.NUMBERS)

    def of_bearers(self, named: Iterable[tuple[str, str, Held]]) -> int:
        """The texts that tell of things with a name that has a word: of a language, held by names."""
        every, few = 0, array(writing.NUMBERS)
        for language, word, held in named:
            if held.written is None:
                few.extend(held.numbers)
            else:
                every |= self._set(f"named {language} {word}")
        return every | self.of_things_named(few)

    def of_things_named(self, names: Sequence[int]) -> int:
        """The texts that tell of things with one of some names."""
        rows = zip(*(column.some(names) for column in self._texts_named), strict=True)
        return bits.of_rows(rows, len(self.things)) if names else 0

    @cached_property
    def _texts_named(self) -> tuple[Column, Column]:
        """For each name the first text that tells of its thing, and what follows the last; the same if none does."""
        return self._column("texts from"), self._column("texts to")

    def kind(self, thing: int) -> int | None:
        """The kind of a thing, as lists are sorted by it; None if it has no name."""
        found = self.connection.execute("SELECT kind FROM kinds WHERE iri = ?", (thing,)).fetchone()
        return int(found[0]) if found else None

    # -- what is told -------------------------------------------------------------------------------

    def told(self, words: Iterable[str], language: str) -> dict[str, Held]:
        """The texts that hold each of some words, and its places in each; a text has several if the word has."""
        return self._all(f"told {language}", words, writing.PLACES)

    def beside(self, one: Iterable[str], other: Iterable[str]) -> int:
        """The texts in which one of some words may stand beside one of others; see the module `beside`."""
        return reduce(or_, (self._set(f"beside {place}") for place in beside.places(one, other)), 0)

    def last_texts(self, things: Iterable[int]) -> int:
        """The last text of each of some things that has one."""
        return bits.of((row.stop - 1 for row in map(self.texts_of, things) if row), len(self.things))

    @cached_property
    def shapes(self) -> Column:
        """For each text how many words it has, and whether it is a note; see `writing.NOTE`."""
        return self._column("shapes", writing.PLACES)

    @cached_property
    def letters(self) -> Column:
        """For each text how many letters it has."""
        return self._column("letters", writing.PLACES)

    @cached_property
    def sources(self) -> Column:
        """For each text the number of what says it."""
        return self._column("sources")

    @cached_property
    def things(self) -> Column:
        """For each text the number of the thing of which it tells; it never falls."""
        return self._column("things")

    def texts_of(self, thing: int) -> range:
        """The texts that tell of a thing."""
        return bits.standing(self.things, thing)

    def texts_among(self, things: Iterable[range]) -> int:
        """The texts that tell of the things that have some numbers."""
        return bits.standing_in(self.things, things)

    @cached_property
    def by_thing(self) -> Groups:
        """The texts, grouped by the things of which they tell."""
        return Groups(self._set("texts of things"), len(self.things))

    @cached_property
    def by_source(self) -> Groups:
        """The texts, grouped by what says them."""
        return Groups(self._set("texts of sources"), len(self.things))

    @cached_property
    def of_claims(self) -> int:
        """The texts that claims say."""
        return self._set("texts of claims")

    def texts(self, numbers: Iterable[int]) -> dict[int, Text]:
        """Texts by their numbers."""
        rows = _rows(self.connection, "texts", "text, language", numbers)
        iris = self.iris(self.sources[number] for number in rows)
        return {
            number: Text(iris[self.sources[number]], text, language, self.shapes[number] >= writing.NOTE)
            for number, (text, language) in rows.items()
        }

    def having(self, name: str, keys: Iterable[str]) -> int:
        """The numbers of the things that have a property with a value of some keys; see the module `having`."""
        return together(self._all(f"having {name}", keys, writing.PLACES).values(), self._most + 1)

    def having_any(self, name: str) -> int:
        """The numbers of the things that have a property with any value."""
        return self._set(f"having {name}")

    def dates(self, name: str) -> list[str]:
        """The keys of the dates that a property has."""
        query = "SELECT key FROM entries WHERE part = ? AND key > ? AND key < ? ORDER BY key"
        return [key for (key,) in self.connection.execute(query, (f"having {name}", *having.DATES))]

    def speaking_of(self, iri: str) -> tuple[int, int]:
        """How many claims speak of a thing, of how many articles."""
        found = self.connection.execute("SELECT claims, articles FROM spoken WHERE iri = ?", (iri,)).fetchone()
        return (int(found[0]), int(found[1])) if found else (0, 0)

    # -- what both share ----------------------------------------------------------------------------

    def forms(self, word: str, loose: bool) -> dict[str, frozenset[str]]:
        """The words of the names and texts that are forms of a word, by language."""
        found = {}
        for language in namespaces.languages():  # Latin keyboards have the letters of all languages here
            loosely = loose and beyond_latin(word) and words.has_keyboard(language)
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
        every = range(1, self._most + 1)

        def begins(number: int) -> str:
            return self.iris([number])[number][: len(beginning)]

        first = bisect_left(every, beginning, key=begins)
        return every[first : bisect_left(every, beginning + "\0", first, key=begins)]

    @cached_property
    def _most(self) -> int:
        (most,) = self.connection.execute("SELECT max(number) FROM iris").fetchone()
        return int(most or 0)

    @cached_property
    def texts_by_length(self) -> Slices:
        """The texts by whether they are notes, by their words, then by their letters."""
        return self._slices(("shapes", 8), ("letters", writing.LONGEST.bit_length()))

    @cached_property
    def names_by_letters(self) -> Slices:
        """The names by the letters of their words."""
        return self._slices(("letters in names", 8))

    @cached_property
    def names_by_keys(self) -> Slices:
        """The names by the letters of their phonetic keys."""
        return self._slices(("letters of keys", 8))


def is_of(place: Path, digest: str) -> bool:
    """Whether an index that is kept is of the build with a digest. Raises sqlite3.Error if it is none."""
    with contextlib.closing(_open(place)) as connection:
        return _digest(connection) == digest


def _open(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)


def _digest(connection: sqlite3.Connection) -> str | None:
    found = connection.execute("SELECT digest FROM about").fetchone()
    return found and str(found[0])


def _iri(written: object) -> str:
    if not isinstance(written, str) or not written.isprintable():
        raise sqlite3.DatabaseError("the index of searches is damaged: found what is no IRI")
    return written


def _rows(connection: sqlite3.Connection, table: str, columns: str, numbers: Iterable[int]) -> dict[int, Any]:
    """The columns of the rows of a table that have some numbers, by these. Raises sqlite3.Error where one lacks."""
    found: dict[int, Any] = {}
    wanted = sorted(set(numbers))
    each = iter(wanted)
    while some := tuple(islice(each, AT_ONCE)):
        query = f"SELECT number, {columns} FROM {table} WHERE number IN ({marks(some)})"
        found.update((number, row) for number, *row in connection.execute(query, some))
    if len(found) < len(wanted):
        raise sqlite3.DatabaseError(f"the index of searches is damaged: {table} lacks rows")
    return found


@dataclass(frozen=True)
class _Joined(Joined):
    """The numbers of names by their keys, written as one word, in a table."""

    connection: sqlite3.Connection

    def __getitem__(self, joined: str) -> Sequence[int]:
        query = "SELECT numbers FROM joined WHERE digits = ? AND length = ? AND key = ?"
        found = self.connection.execute(query, (" ".join(DIGITS.findall(joined)), len(joined), joined)).fetchone()
        return numbered(writing.NUMBERS, found[0]) if found else ()

    def near(self, joined: str, least: float) -> Sequence[str]:
        query = "SELECT key FROM joined WHERE digits = ? AND length BETWEEN ? AND ?"
        wanted = (" ".join(DIGITS.findall(joined)), *about(len(joined), least))
        return [key for (key,) in self.connection.execute(query, wanted)]
