"""Writes the index of a search to a database, which sorts, so that more texts take no more memory.

What a search ranks by stands in arrays: for a word the numbers of the texts that hold it and its places in them, for a
text the numbers of what says it and of the thing that this tells of, how long it is and whether it is a note. An IRI
has its number in the order of all, so that numbers compare as IRIs do.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.query.search import words
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import order, tie
from kgtools.query.search.texts import names, thing_of, told, tongues
from kgtools.values.transliteration import DIGITS, WORD, bare, phonetic_key, phonetic_keys

_TABLES = """
PRAGMA journal_mode = off; PRAGMA synchronous = off;
PRAGMA main.cache_size = -65536; PRAGMA temp.cache_size = -65536;
BEGIN;
CREATE TABLE about (digest TEXT);
CREATE TABLE entries (part TEXT, key TEXT, value, places BLOB);
CREATE TABLE iris (number INTEGER PRIMARY KEY, iri TEXT);
CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT, language TEXT);
CREATE TABLE names (number INTEGER PRIMARY KEY, iri TEXT, name TEXT);
CREATE TABLE joined (digits TEXT, length INTEGER, key TEXT, numbers BLOB, PRIMARY KEY (digits, length, key))
    WITHOUT ROWID;
CREATE TABLE begun (words TEXT, rank INTEGER, number INTEGER, iri INTEGER, PRIMARY KEY (words, rank, number))
    WITHOUT ROWID;
CREATE TEMP TABLE beginning (words TEXT, rank INTEGER, number INTEGER, iri INTEGER);
CREATE TEMP TABLE held (part TEXT, key TEXT, numbers BLOB, places BLOB);
CREATE TEMP TABLE called (iri TEXT, name TEXT, language TEXT);
CREATE TEMP TABLE said (number INTEGER PRIMARY KEY, iri TEXT);
CREATE TEMP TABLE telling (iri TEXT PRIMARY KEY, thing TEXT) WITHOUT ROWID;
CREATE TEMP TABLE numbered (number INTEGER PRIMARY KEY, iri TEXT UNIQUE);
"""
_DISTINCT = (
    "CREATE INDEX temp.by_name ON called (iri, name)",
    "INSERT INTO names (iri, name) SELECT iri, name FROM called GROUP BY iri, name ORDER BY min(rowid)",
    "INSERT INTO numbered (iri) SELECT iri FROM names UNION SELECT iri FROM telling UNION SELECT thing FROM telling"
    " ORDER BY 1",
    "INSERT INTO iris SELECT number, iri FROM numbered",
)
_ENTER = "INSERT INTO entries VALUES (?, ?, ?, NULL)"
_AT_ONCE = 20_000  # texts that are in memory, with what is held of them some 50 MB
LONG = 100  # words of a text; a longer one is no worse
NOTE = LONG + 1  # what the shape of a note has more than that of a text of as many words
NUMBERS, PLACES = "I", "H"  # how arrays are written
MOST_PLACES = 0xFFFF  # words of a text that are found, and letters of a name that are counted
BEGINNING = 24  # letters of a beginning that stand in the index
PLACE = 16  # bits that hold the letters of a name, beside the place of a word in it
_as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once, and not for each value
Held = defaultdict[str, defaultdict[str, tuple[list[int], list[int]]]]  # by part and key, numbers and their places


def write(store: Store, place: Path, digest: str) -> None:
    """Write the index of the store of a build with this digest. Raises OSError or sqlite3.Error where it cannot."""
    # A build sweeps such folders up, if this was interrupted.
    with tempfile.TemporaryDirectory(prefix=f".new-{os.getpid()}-", dir=place.parent) as folder:
        work = Path(folder) / place.name
        with contextlib.closing(sqlite3.connect(work, isolation_level=None)) as connection:
            fill(connection, store, digest)
        os.replace(work, place)


def fill(connection: sqlite3.Connection, store: Store, digest: str = "") -> None:
    """Write the index of a store to an empty database, which commits only what it is told to."""
    connection.executescript(_TABLES)
    _Writer(connection).write(store, digest)
    connection.execute("COMMIT")


class _Writer:
    """Fills the tables: first with what is held under which key, some texts at a time, then with the entries."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sounding: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)

    def write(self, store: Store, digest: str) -> None:
        self._texts(store)
        self._connection.executemany("INSERT INTO called VALUES (?, ?, ?)", names(store))
        for statement in _DISTINCT:
            self._connection.execute(statement)
        self._tellers()
        self._names()
        for language in namespaces.languages():
            self._stems(language)
        self._connection.execute("INSERT INTO about VALUES (?)", (digest,))
        self._enter("sounding", ((key, sorted(some)) for key, some in sorted(self._sounding.items())))
        for name, keys in (("texts", self._sounding), ("names", self._keys("key"))):
            known = Vocabulary(keys)
            self._enter("vocabulary", [(name, [known.keys, known.sounds])])
        held = ((*key, *_together(some)) for key, some in self._held("part <> 'joined'"))
        self._connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", held)
        # Not the order of the table itself: to compare keys there, values would be read, of which some are long.
        self._connection.execute("CREATE UNIQUE INDEX by_key ON entries (part, key)")

    # -- what is told -------------------------------------------------------------------------------

    def _texts(self, store: Store) -> None:
        """Enter the texts, and hold their words."""
        numbered, shapes, letters = enumerate(told(store)), array(PLACES), array(NUMBERS)
        while some := list(islice(numbered, _AT_ONCE)):
            rows = ((number, text.text, text.language) for number, text in some)
            self._connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)
            self._connection.executemany("INSERT INTO said VALUES (?, ?)", ((n, text.iri) for n, text in some))
            held = _nothing()
            for number, text in some:
                known = held[f"told {text.language}"]
                for place, word in enumerate(text.words[:MOST_PLACES]):
                    numbers, places = known[word]
                    numbers.append(number)
                    places.append(place)
                shapes.append(NOTE * text.note + min(len(text.words), LONG))
                letters.append(len(text.text))
            self._hold(held, PLACES)
        self._column("shapes", shapes)
        self._column("letters", letters)
        said = self._connection.execute("SELECT DISTINCT iri FROM said").fetchall()
        telling = ((iri, thing_of(store, iri)) for (iri,) in said)
        self._connection.executemany("INSERT INTO telling VALUES (?, ?)", telling)

    def _tellers(self) -> None:
        """Enter for each text the numbers of what says it and of the thing of which that tells."""
        rows = self._connection.execute(
            "SELECT a.number, b.number FROM said JOIN telling USING (iri) JOIN numbered AS a USING (iri)"
            " JOIN numbered AS b ON b.iri = thing ORDER BY said.number"
        )
        sources, things = array(NUMBERS), array(NUMBERS)
        for source, thing in rows:
            sources.append(source)
            things.append(thing)
        self._column("sources", sources)
        self._column("things", things)

    # -- names --------------------------------------------------------------------------------------

    def _names(self) -> None:
        """Hold the words of the names of things, in each language in which they are compared, and as they sound."""
        columns = {name: array(NUMBERS) for name in ("named", "ties", "letters of keys", "counts")}
        rows = self._connection.execute(
            "SELECT names.number, numbered.number, iri, name, group_concat(DISTINCT language)"
            " FROM names JOIN numbered USING (iri) JOIN called USING (iri, name) GROUP BY names.number"
        )
        while some := rows.fetchmany(_AT_ONCE):
            by_word, by_key = _nothing(), _nothing()
            for number, thing, iri, name, given in some:
                keys = phonetic_keys(name)
                sizes = (thing, tie(iri, name), sum(map(len, keys)), len(keys))
                for column, size in zip(columns.values(), sizes, strict=True):
                    column.append(size)
                for place, key in enumerate(keys[:MOST_PLACES]):
                    by_key["key"][key][0].append(number - 1)
                    by_key["key"][key][1].append(place)
                by_key["joined"]["".join(keys)][0].append(number - 1)
                spoken = dict.fromkeys(tongue for language in given.split(",") for tongue in tongues(name, language))
                for language in spoken:
                    self._spoken(by_word, number - 1, name, language)
            self._hold(by_word, NUMBERS)
            self._hold(by_key, PLACES)
            begun = (
                (small, within << 1 | (order(iri) > 0), number, thing)
                for number, thing, iri, name, _ in some
                for small, within in _beginnings(name)
            )
            self._connection.executemany("INSERT INTO beginning VALUES (?, ?, ?, ?)", begun)
        self._connection.execute("INSERT INTO begun SELECT DISTINCT * FROM beginning ORDER BY 1, 2, 3")
        for name, column in columns.items():
            self._column(name, column)
        joined = (
            (" ".join(DIGITS.findall(key)), len(key), key, _together(held)[0])
            for (_, key), held in self._held("part = 'joined'")
        )
        self._connection.executemany("INSERT INTO joined VALUES (?, ?, ?, ?)", joined)

    def _spoken(self, held: Held, number: int, name: str, language: str) -> None:
        """Hold the words of a name in a language: with the place of each how many letters all have."""
        found = WORD.findall(words.folded(name, language))
        letters = min(sum(map(len, found)), MOST_PLACES)
        known = held[f"named {language}"]
        for place, word in enumerate(found[:MOST_PLACES]):
            numbers, places = known[word]
            numbers.append(number)
            places.append(place << PLACE | letters)
            self._sounding[phonetic_key(word)].add((language, word))

    # -- what all have ------------------------------------------------------------------------------

    def _stems(self, language: str) -> None:
        """Enter the words of a language, compared strictly and loosely, under their stems."""
        known = sorted({*self._keys(f"told {language}"), *self._keys(f"named {language}")})
        for loose in (False, True) if words.has_keyboard(language) else (False,):
            found = defaultdict(list)
            for word in known:
                for stem in words.stems(word, language, loose):
                    found[stem].append(word)
            rows = ((f"stem {language} {int(loose)}", stem, " ".join(some)) for stem, some in sorted(found.items()))
            self._connection.executemany(_ENTER, rows)

    def _keys(self, part: str) -> Iterator[str]:
        """The keys of a part, sorted."""
        found = self._connection.execute("SELECT DISTINCT key FROM held WHERE part = ? ORDER BY key", (part,))
        return (key for (key,) in found)

    def _held(self, where: str) -> Iterator[tuple[tuple[str, str], Iterator[tuple[str, str, bytes, bytes]]]]:
        """What is held in some parts, by part and key."""
        query = f"SELECT part, key, numbers, places FROM held WHERE {where} ORDER BY part, key, rowid"
        rows = self._connection.execute(query)
        return groupby(rows, itemgetter(0, 1))

    def _hold(self, held: Held, places: str) -> None:
        rows = (
            (part, key, array(NUMBERS, numbers).tobytes(), array(places, where).tobytes())
            for part, known in held.items()
            for key, (numbers, where) in known.items()
        )
        self._connection.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", rows)

    def _column(self, name: str, column: array[int]) -> None:
        self._connection.execute("INSERT INTO entries VALUES ('column', ?, ?, NULL)", (name, column.tobytes()))

    def _enter(self, part: str, entries: Iterable[tuple[str, object]]) -> None:
        rows = ((part, key, _as_json(value)) for key, value in entries)
        self._connection.executemany(_ENTER, rows)


def _beginnings(name: str) -> Iterator[tuple[str, bool]]:
    """The first letters of a name, and those from each further word on, with whether they stand within the name."""
    small = typed(name)
    for start in (0, *(found.end() for found in re.finditer(" ", small))):
        yield small[start : start + BEGINNING], start > 0


def typed(words: str) -> str:
    """Words as the beginnings of names are compared with them.

    >>> typed(" O'lka Gʻarbi ")
    'olka garbi'
    """
    return bare(words.strip()).casefold()


def _nothing() -> Held:
    return defaultdict(lambda: defaultdict(lambda: ([], [])))


def _together(held: Iterable[tuple[str, str, bytes, bytes]]) -> tuple[bytes, bytes]:
    """The numbers and places of one key, which were held some texts at a time."""
    some = list(held)
    return b"".join(numbers for _, _, numbers, _ in some), b"".join(places for _, _, _, places in some)
