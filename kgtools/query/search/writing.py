"""Writes the index of a search to a file. The database sorts, so that more texts take no more memory."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.query.search import words
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.texts import Text, all_names, texts
from kgtools.values.transliteration import phonetic_key, phonetic_keys

_TABLES = """
PRAGMA journal_mode = off; PRAGMA synchronous = off;
PRAGMA main.cache_size = -65536; PRAGMA temp.cache_size = -65536;
BEGIN;
CREATE TABLE entries (part TEXT, key, value TEXT);
CREATE TEMP TABLE held (part TEXT, key TEXT, some TEXT);
CREATE TEMP TABLE named (number INTEGER PRIMARY KEY, iri TEXT, name TEXT, UNIQUE (iri, name));
"""
_ENTER = "INSERT INTO entries VALUES (?, ?, ?)"
_AT_ONCE = 20_000  # texts that are in memory, with what is held of them some 50 MB
_as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once, and not for each value
Held = defaultdict[tuple[str, str], list[Any]]  # by part and key, the numbers or words that stand there


def write(store: Store, place: Path, digest: str) -> None:
    """Write the index of the store of a build with this digest. Raises OSError or sqlite3.Error where it cannot."""
    # A build sweeps such folders up, if this was interrupted.
    with tempfile.TemporaryDirectory(prefix=f".new-{os.getpid()}-", dir=place.parent) as folder:
        work = Path(folder) / place.name
        with contextlib.closing(sqlite3.connect(work, isolation_level=None)) as connection:
            connection.executescript(_TABLES)
            _Writer(connection).write(store, digest)
            connection.execute("COMMIT")
        os.replace(work, place)


class _Writer:
    """Fills the tables: first with what is held under which key, some texts at a time, then with the entries."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def write(self, store: Store, digest: str) -> None:
        self._enter("about", [("digest", digest), ("named", self._texts(store))])
        self._names(store)
        for language in namespaces.languages():
            self._openings(language)
        for part, name in (("key", "texts"), ("name key", "names")):
            known = Vocabulary(self._keys(part))
            self._enter("vocabulary", [(name, [known.keys, known.sounds])])
        self._enter("keys", [("name joined", list(self._keys("name joined")))])
        rows = self._connection.execute("SELECT part, key, some FROM held ORDER BY part, key, rowid")
        joined = (
            (*key, f"[{', '.join(some for _, _, some in held)}]") for key, held in groupby(rows, itemgetter(0, 1))
        )
        self._connection.executemany(_ENTER, joined)
        # Not the order of the table itself: to compare keys there, values would be read, of which some are long.
        self._connection.execute("CREATE UNIQUE INDEX by_key ON entries (part, key)")

    def _texts(self, store: Store) -> int:
        """Enter the texts, and hold their words; the number of those that are names."""
        numbered, named = enumerate(texts(store)), 0
        while some := list(islice(numbered, _AT_ONCE)):
            self._enter("text", ((n, (each.iri, each.text, each.language, each.name, each.note)) for n, each in some))
            self._hold(_of_texts(some))
            named += sum(text.name for _, text in some)
        return named

    def _names(self, store: Store) -> None:
        """Enter the names of things, each once, and hold their words as they sound."""
        self._connection.executemany("INSERT OR IGNORE INTO named (iri, name) VALUES (?, ?)", all_names(store))
        rows = self._connection.execute("SELECT iri, name FROM named ORDER BY number")
        numbered = enumerate((iri, name, phonetic_keys(name)) for iri, name in rows)
        while some := list(islice(numbered, _AT_ONCE)):
            self._enter("name", some)
            held: Held = defaultdict(list)
            for number, (_, _, keys) in some:
                for key in keys:
                    held["name key", key].append(number)
                held["name joined", "".join(keys)].append(number)
            self._hold(held)

    def _openings(self, language: str) -> None:
        """Hold the words of a language, compared strictly and loosely, under the letters with which they begin."""
        held: Held = defaultdict(list)
        for word in self._keys(f"place {language}"):
            for loose in (False, True):
                held[f"opening {language} {int(loose)}", words.opening(word, language, loose)].append(word)
        self._hold(held)

    def _keys(self, part: str) -> Iterator[str]:
        """The keys of a part, sorted."""
        found = self._connection.execute("SELECT DISTINCT key FROM held WHERE part = ? ORDER BY key", (part,))
        return (key for (key,) in found)

    def _hold(self, held: Held) -> None:
        rows = ((part, key, _as_json(some)[1:-1]) for (part, key), some in held.items())
        self._connection.executemany("INSERT INTO held VALUES (?, ?, ?)", rows)

    def _enter(self, part: str, entries: Iterable[tuple[str | int, object]]) -> None:
        rows = ((part, key, _as_json(value)) for key, value in entries)
        self._connection.executemany(_ENTER, rows)


def _of_texts(some: Iterable[tuple[int, Text]]) -> Held:
    """What is held of texts: their words, and of names also how they sound, one by one and written as one word."""
    held: Held = defaultdict(list)
    for number, text in some:
        part = f"place {text.language}"
        for word in dict.fromkeys(text.words):
            held[part, word].append(number)
        if text.name:
            for key in set(map(phonetic_key, text.words)):
                held["key", key].append(number)
            held["joined", "".join(phonetic_keys(text.text))].append(number)
    return held
