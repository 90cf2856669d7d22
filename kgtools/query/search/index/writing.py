"""Writes the index of a search to a database, which sorts, so that more texts take no more memory.

What a search ranks by stands in arrays: for a word the numbers of the texts that hold it and its places in them, for a
text the numbers of what says it and of the thing that this tells of, how long it is and whether it is a note. An IRI
has its number in the order of all, so that numbers compare as IRIs do. Names and texts are numbered by their things, so
that those of one thing stand together. What many names or texts have in common is a set besides; see `bits`.
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
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, Literal

from kgtools import marks, namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.query.search import words
from kgtools.query.search.index import bits, having
from kgtools.query.search.index.beside import Beside
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import order, tie
from kgtools.query.search.texts import Text, names, thing_of, told, tongues
from kgtools.values.transliteration import DIGITS, WORD, bare, phonetic_key, phonetic_keys

_TABLES = """
PRAGMA page_size = 16384; PRAGMA journal_mode = off; PRAGMA synchronous = off;
PRAGMA main.cache_size = -65536; PRAGMA temp.cache_size = -65536;
BEGIN;
CREATE TABLE about (digest TEXT);
CREATE TABLE entries (part TEXT, key TEXT, bits BLOB, value, places BLOB);
CREATE TABLE iris (number INTEGER PRIMARY KEY, iri TEXT);
CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT, language TEXT);
CREATE TABLE names (number INTEGER PRIMARY KEY, iri TEXT, name TEXT, place INTEGER);
CREATE TABLE joined (digits TEXT, length INTEGER, key TEXT, numbers BLOB, PRIMARY KEY (digits, length, key))
    WITHOUT ROWID;
CREATE TABLE begun (within INTEGER, kind INTEGER, words TEXT, place INTEGER, number INTEGER, iri INTEGER,
    PRIMARY KEY (within, kind, words, place)) WITHOUT ROWID;
CREATE TABLE kinds (iri INTEGER PRIMARY KEY, kind INTEGER);
CREATE TABLE spoken (iri TEXT PRIMARY KEY, claims INTEGER, articles INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE beginning (within INTEGER, kind INTEGER, words TEXT, place INTEGER, number INTEGER, iri INTEGER);
CREATE TEMP TABLE held (part TEXT, key TEXT, numbers BLOB, places BLOB);
CREATE TEMP TABLE called (iri TEXT, name TEXT, language TEXT);
CREATE TEMP TABLE ordered (place INTEGER PRIMARY KEY, iri TEXT, name TEXT);
CREATE TEMP TABLE has (name TEXT, key TEXT, iri TEXT);
CREATE TEMP TABLE speaking (iri TEXT, claim TEXT);
CREATE TEMP TABLE printed (claim TEXT, article TEXT, PRIMARY KEY (claim, article)) WITHOUT ROWID;
CREATE TEMP TABLE said (place INTEGER PRIMARY KEY, iri TEXT, text TEXT, language TEXT, note INTEGER);
CREATE TEMP TABLE telling (iri TEXT PRIMARY KEY, thing TEXT) WITHOUT ROWID;
CREATE TEMP TABLE numbered (number INTEGER PRIMARY KEY, iri TEXT UNIQUE);
"""
_DISTINCT = (
    "CREATE INDEX temp.by_name ON called (iri, name)",
    "INSERT INTO ordered (iri, name) SELECT iri, name FROM called GROUP BY iri, name ORDER BY min(rowid)",
    "INSERT INTO names (iri, name, place) SELECT iri, name, place FROM ordered ORDER BY iri, place",
    "INSERT INTO numbered (iri) SELECT iri FROM names UNION SELECT iri FROM telling UNION SELECT thing FROM telling"
    " UNION SELECT iri FROM has ORDER BY 1",
    "INSERT INTO iris SELECT number, iri FROM numbered",
)
_TEXTS = (
    "SELECT text, said.language, note, source.number, thing.number FROM said JOIN telling USING (iri)"
    " JOIN numbered AS source USING (iri) JOIN numbered AS thing ON thing.iri = telling.thing ORDER BY 5, 4, said.place"
)
_HAVING = "SELECT DISTINCT name, key, number FROM has JOIN numbered USING (iri) ORDER BY 1, 2, 3"
_COUNTED = (
    "INSERT INTO spoken SELECT iri, count(DISTINCT claim), count(DISTINCT article)"
    " FROM speaking LEFT JOIN printed USING (claim) GROUP BY iri"
)
_ENTER = "INSERT INTO entries (part, key, value) VALUES (?, ?, ?)"
_ENTER_HELD = "INSERT INTO entries (part, key, value, places, bits) VALUES (?, ?, ?, ?, ?)"
_AT_ONCE = 20_000  # texts that are in memory, with what is held of them some 50 MB
CHUNK = 13  # the logarithm of how many numbers of a column are read together
LONG = 100  # words of a text; a longer one is no worse
NOTE = LONG + 1  # what the shape of a note has more than that of a text of as many words
Kind = Literal["I", "H"]  # how numbers are written: in four bytes, or in two
NUMBERS: Final = "I"
PLACES: Final = "H"
_LENGTH = LONG.bit_length()  # bits that tell how many words a text has
MOST_PLACES = 0xFFFF  # words of a text that are found, and letters of a text or words of a name that are counted
BEGINNING = 24  # letters of a beginning that stand in the index
MANY = 512  # names or texts that hold a word; of more there is a set besides
OTHER = 4  # what kinds are more of things that are described rather than named; above all of their orders
SHORT = 0xFF  # letters of a name that are sorted by; a longer one comes last
LONGEST = 0xFFF  # letters of a text that are sorted by
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
        self._things = array(NUMBERS)  # of texts
        self._rows: list[range] = []  # the texts of the things of names

    def write(self, store: Store, digest: str) -> None:
        self._connection.executemany("INSERT INTO called VALUES (?, ?, ?)", names(store))
        said = ((text.iri, text.text, text.language, text.note) for text in told(store))
        self._connection.executemany("INSERT INTO said (iri, text, language, note) VALUES (?, ?, ?, ?)", said)
        iris = self._connection.execute("SELECT DISTINCT iri FROM said").fetchall()
        telling = ((iri, thing_of(store, iri)) for (iri,) in iris)
        self._connection.executemany("INSERT INTO telling VALUES (?, ?)", telling)
        self._connection.executemany("INSERT INTO has VALUES (?, ?, ?)", having.held(store))
        for statement in _DISTINCT:
            self._connection.execute(statement)
        self._texts()
        self._names()
        self._connection.executemany("INSERT INTO speaking VALUES (?, ?)", labels.speaking(store))
        self._connection.executemany("INSERT OR IGNORE INTO printed VALUES (?, ?)", labels.printed(store))
        self._connection.execute(_COUNTED)
        for language in namespaces.languages():
            self._stems(language)
        self._connection.execute("INSERT INTO about VALUES (?)", (digest,))
        self._enter("sounding", ((key, sorted(some)) for key, some in sorted(self._sounding.items())))
        for name, keys in (("texts", self._sounding), ("names", self._keys("key"))):
            known = Vocabulary(keys)
            self._enter("vocabulary", [(name, [" ".join(known.keys), " ".join(known.sounds)])])
        self._places()
        self._having()
        # Not the order of the table itself: to compare keys there, values would be read, of which some are long.
        self._connection.execute("CREATE UNIQUE INDEX by_key ON entries (part, key)")

    # -- what is told -------------------------------------------------------------------------------

    def _texts(self) -> None:
        """Enter the texts, and hold their words."""
        (shapes, letters), (sources, things) = ([array(kind) for _ in range(2)] for kind in (PLACES, NUMBERS))
        rows, first = self._connection.execute(_TEXTS), 0
        beside = Beside(*self._connection.execute("SELECT count(*) FROM said").fetchone())
        while some := rows.fetchmany(_AT_ONCE):
            numbered = [(first + number, *row) for number, row in enumerate(some)]
            first += len(some)
            texts = ((number, text, language) for number, text, language, *_ in numbered)
            self._connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", texts)
            held = _nothing()
            for number, text, language, note, source, thing in numbered:
                known, found = held[f"told {language}"], Text("", text, language).words
                for place, word in enumerate(found[:MOST_PLACES]):
                    numbers, places = known[word]
                    numbers.append(number)
                    places.append(place)
                beside.add(number, found[:MOST_PLACES])
                shapes.append(NOTE * note + min(len(found), LONG))
                letters.append(min(len(text), MOST_PLACES))
                sources.append(source)
                things.append(thing)
            self._hold(held, PLACES)
        for name, column in (("shapes", shapes), ("letters", letters), ("sources", sources), ("things", things)):
            self._column(name, column)
        self._things = things
        for place, near in enumerate(beside.sets):
            self._set(f"beside {place}", int.from_bytes(near, "little"))
        self._set("texts of things", _changes(things))
        self._set("texts of sources", _changes(sources))
        claims = frozenset(self._claims())
        self._set("texts of claims", bits.of((n for n, source in enumerate(sources) if source in claims), first))
        # Worse first by whether it is a note, then by its words, then by its letters.
        shaped = bytes(shape // NOTE << _LENGTH | shape % NOTE for shape in shapes)
        least = array(PLACES, (min(size, LONGEST) for size in letters))
        self._slices("shapes", [shaped])
        self._slices("letters", [bytes(size >> 8 for size in least), bytes(size & 0xFF for size in least)])

    def _claims(self) -> Iterator[int]:
        """The numbers of the IRIs of claims."""
        beginning = namespaces.base() + "claim/"
        query = "SELECT number FROM iris WHERE substr(iri, 1, ?) = ?"
        return (number for (number,) in self._connection.execute(query, (len(beginning), beginning)))

    def _slices(self, name: str, values: Sequence[bytes]) -> None:
        """Enter which numbers have each bit of some values, the most telling bit first."""
        for number, some in enumerate(values):
            for place in range(8):
                self._set(f"{name} {8 * number + place}", bits.sliced(some, 7 - place))

    # -- names --------------------------------------------------------------------------------------

    def _names(self) -> None:
        """Hold the words of the names of things, in each language in which they are compared, and as they sound."""
        kinds: dict[str, Kind] = {"named": NUMBERS, "ties": NUMBERS, "letters of keys": PLACES, "counts": PLACES}
        columns = {name: array(kind) for name, kind in kinds.items()}
        letters = bytearray()
        rows = self._connection.execute(
            "SELECT names.number, numbered.number, iri, name, names.place, group_concat(DISTINCT language)"
            " FROM names JOIN numbered USING (iri) JOIN called USING (iri, name) GROUP BY names.number"
        )
        while some := rows.fetchmany(_AT_ONCE):
            by_word, by_key = _nothing(), _nothing()
            for number, thing, iri, name, _, given in some:
                keys = phonetic_keys(name)
                sizes = (thing, tie(iri, name), min(sum(map(len, keys)), MOST_PLACES), min(len(keys), MOST_PLACES))
                for column, size in zip(columns.values(), sizes, strict=True):
                    column.append(size)
                for place, key in enumerate(keys[:MOST_PLACES]):
                    by_key["key"][key][0].append(number - 1)
                    by_key["key"][key][1].append(place)
                by_key["joined"]["".join(keys)][0].append(number - 1)
                spoken = dict.fromkeys(tongue for language in given.split(",") for tongue in tongues(name, language))
                letters.append(min([SHORT, *(self._spoken(by_word, number - 1, name, each) for each in spoken)]))
            self._hold(by_word, NUMBERS)
            self._hold(by_key, PLACES)
            begun = (
                (within, _kind(iri), small, place, number, thing)
                for number, thing, iri, name, place, _ in some
                for small, within in _beginnings(name)
            )
            self._connection.executemany("INSERT INTO beginning VALUES (?, ?, ?, ?, ?, ?)", begun)
        self._connection.execute("INSERT INTO kinds SELECT DISTINCT iri, kind FROM beginning ORDER BY iri")
        self._connection.execute("INSERT INTO begun SELECT DISTINCT * FROM beginning ORDER BY 1, 2, 3")
        for name, column in columns.items():
            self._column(name, column)
        self._rows = [bits.standing(self._things, thing) for thing in columns["named"]]
        self._column("texts from", array(NUMBERS, (row.start for row in self._rows)))
        self._column("texts to", array(NUMBERS, (row.stop for row in self._rows)))
        self._set("names of things", _changes(columns["named"]))
        self._slices("letters in names", [bytes(letters)])
        self._slices("letters of keys", [bytes(min(size, SHORT) for size in columns["letters of keys"])])
        joined = (
            (" ".join(DIGITS.findall(key)), len(key), key, _together(held)[0])
            for (_, key), held in self._held("part = 'joined'")
        )
        self._connection.executemany("INSERT INTO joined VALUES (?, ?, ?, ?)", joined)

    def _spoken(self, held: Held, number: int, name: str, language: str) -> int:
        """Hold the words of a name in a language: with the place of each how many letters all have, which it gives."""
        found = WORD.findall(words.folded(name, language))
        letters = min(sum(map(len, found)), MOST_PLACES)
        known = held[f"named {language}"]
        for place, word in enumerate(found[:MOST_PLACES]):
            numbers, places = known[word]
            numbers.append(number)
            places.append(place << PLACE | letters)
            self._sounding[phonetic_key(word)].add((language, word))
        return letters

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

    def _places(self) -> None:
        """Enter where words and keys stand; of those that many texts or names have, as a set too, which of names with
        the set of the texts that tell of their things."""
        texts, named = len(self._things), len(self._rows)
        sizes = {"told": texts, "named": named, "key": named}
        for (part, key), some in self._held("part <> 'joined'"):
            numbers, places = _together(some)
            kept = None
            if len(numbers) > MANY * array(NUMBERS).itemsize:
                every = array(NUMBERS, numbers)
                kept = bits.packed(bits.of(every, sizes[part.partition(" ")[0]]))
                if part.startswith("named"):
                    rows = ((row.start, row.stop) for row in map(self._rows.__getitem__, every))
                    self._set(f"{part} {key}", bits.of_rows(rows, texts))
            self._connection.execute(_ENTER_HELD, (part, key, numbers, places, kept))

    def _having(self) -> None:
        """Enter the numbers of the things that have some values, and for each property of those that have any."""
        (size,) = self._connection.execute("SELECT max(number) + 1 FROM iris").fetchone()
        for name, rows in groupby(self._connection.execute(_HAVING), itemgetter(0)):
            every: set[int] = set()
            for key, some in groupby(rows, itemgetter(1)):
                numbers = array(NUMBERS, (number for *_, number in some))
                kept = bits.packed(bits.of(numbers, size)) if len(numbers) > MANY else None
                self._connection.execute(_ENTER_HELD, (f"having {name}", key, numbers.tobytes(), b"", kept))
                every.update(numbers)
            self._set(f"having {name}", bits.of(every, size))

    def _column(self, name: str, column: array[int]) -> None:
        chunks = ((str(n >> CHUNK), column[n : n + (1 << CHUNK)].tobytes()) for n in range(0, len(column), 1 << CHUNK))
        rows = (("column", name, len(column)), *((f"column {name}", key, chunk) for key, chunk in chunks))
        self._connection.executemany(_ENTER, rows)

    def _set(self, name: str, some: int) -> None:
        self._connection.execute(_ENTER_HELD, ("set", name, None, None, bits.packed(some)))

    def _enter(self, part: str, entries: Iterable[tuple[str, object]]) -> None:
        rows = ((part, key, _as_json(value)) for key, value in entries)
        self._connection.executemany(_ENTER, rows)


def _changes(values: array[int]) -> int:
    """The numbers at which other values begin, of values that stand together if they are the same."""
    return bits.of((number for number, value in enumerate(values) if not number or value != values[number - 1]),
                   len(values))  # fmt: skip


def _beginnings(name: str) -> Iterator[tuple[str, bool]]:
    """The first letters of a name, and those from each further word on, with whether they stand within the name."""
    small = typed(name)
    for start in (0, *(found.end() for found in re.finditer(" ", small))):
        yield small[start : start + BEGINNING], start > 0


def _kind(iri: str) -> int:
    """What is less, the sooner a thing is listed: what is known by its name first, then by its order."""
    proper = iri.removeprefix(namespaces.things()).startswith(marks.kinds("calledBy", "proper", "name"))
    return (0 if proper else OTHER) + order(iri)


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
