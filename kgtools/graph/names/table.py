"""The table of names that a build writes, so that a lookup reads the names that are like its words, and no others.

It is a table of SQLite. A name stands in it under its words, folded, and once more under those from each further word
on: so names that have some words in a row stand together, wherever these begin. Titles, by which things are called that
are about others, stand apart, and so do the further words of the names of people, whose surnames come last.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.lexicon import in_print
from kgtools.graph.names.fitting import folded, is_of_person, is_title
from kgtools.graph.things import database
from kgtools.graph.things.lines import Lines

_TABLES = """
CREATE TABLE print (letters TEXT);
CREATE TABLE names (number INTEGER PRIMARY KEY, thing TEXT, name TEXT);
CREATE TABLE words (title INTEGER, place INTEGER, words TEXT, number INTEGER, PRIMARY KEY (title, place, words, number))
WITHOUT ROWID;
"""
_UNSORTED = """
CREATE TEMP TABLE given (thing TEXT, name TEXT);
CREATE TEMP TABLE held (title INTEGER, place INTEGER, words TEXT, number INTEGER);
"""
_WHOLE, _OF_PERSON, _WITHIN = range(3)  # whether the words of a row are a whole name, or further words of one
_SAME = "words = :words"
_MORE = "words > :words || ' ' AND words < :words || '!'"  # no word has a sign, and none stands between these two
# The best names first: what is called so, then what begins so or has it as a surname, then what holds it.
_RANKS = (
    ((_WHOLE, _SAME),),
    ((_WHOLE, _MORE), (_OF_PERSON, _SAME)),
    ((_WITHIN, _SAME), (_WITHIN, _MORE), (_OF_PERSON, _MORE)),
)  # fmt: skip
_FOUND = "SELECT thing, name FROM words JOIN names USING (number) WHERE title = :title AND place = :place AND "
Name = tuple[str, str]  # the IRI of a thing, and one of its names


@dataclass(frozen=True)
class Table:
    """The names of a build, read from its table; `letters` are those for which print has others."""

    connection: sqlite3.Connection
    letters: Mapping[str, str]

    @classmethod
    def opened(cls, place: Path, digest: str) -> Table:
        """The table in a file, which must be of the build with this digest and written by this very code.

        Raises LookupError if it is not, and sqlite3.Error, ValueError or TypeError if it is no table. Nobody changes it
        once it is written, and any thread may ask it.
        """
        connection = database.opened(place, digest)
        with contextlib.ExitStack() as failed:
            failed.callback(connection.close)
            ((others,),) = connection.execute("SELECT letters FROM print")
            found = cls(connection, dict(json.loads(others)))
            failed.pop_all()
            return found

    def best(self, words: str) -> list[Name]:
        """The names that fit words best; none if none holds them in a row.

        Raises sqlite3.Error, ValueError or TypeError where the file is damaged.
        """
        wanted = folded(words, self.letters)
        for title in (False, True):
            for rank in _RANKS:
                found = [
                    name
                    for place, which in rank
                    for name in self._names(_FOUND + which, {"title": title, "place": place, "words": wanted})
                ]
                if found:
                    return list(dict.fromkeys(found))  # a name may hold the words twice
        return []

    def all(self) -> list[Name]:
        """All names, as `best` gives some."""
        return self._names("SELECT thing, name FROM names ORDER BY number", {})

    def _names(self, query: str, given: dict[str, object]) -> list[Name]:
        return [(ox.NamedNode(thing).value, str(name)) for thing, name in self.connection.execute(query, given)]


def write(nquads: Path, place: Path, digest: str) -> None:
    """Write the table of the names in a file of sorted N-Quads, which a build with a digest made.

    The database sorts, which takes no more memory for more names. Raises OSError where it cannot be written.
    """
    with database.written(place, digest, _TABLES + _UNSORTED) as connection:
        connection.execute("INSERT INTO print VALUES (?)", (json.dumps(in_print()),))
        connection.executemany("INSERT INTO given VALUES (?, ?)", _names(nquads))
        connection.execute("INSERT INTO names (thing, name) SELECT DISTINCT thing, name FROM given ORDER BY 1, 2")
        names = connection.execute("SELECT number, thing, name FROM names")
        rows = (row for name in names for row in _rows(*name))
        connection.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", rows)
        connection.execute("INSERT INTO words SELECT title, place, words, number FROM held ORDER BY 1, 2, 3, 4")


def _rows(number: int, thing: str, name: str) -> Iterator[tuple[bool, int, str, int]]:
    """The rows of a name: under all its words, and under those from each further word on."""
    title, further = is_title(thing), _OF_PERSON if is_of_person(thing) else _WITHIN
    words = folded(name).split()
    for start in range(len(words)):
        yield title, further if start else _WHOLE, " ".join(words[start:]), number


def _names(nquads: Path) -> Iterator[Name]:
    """The names in a file of sorted N-Quads, of which only the lines that tell of things and articles are read."""
    naming = [ox.NamedNode(one) for one in (namespaces.RDFS + "label", namespaces.SKOS + "altLabel")]
    lines = Lines(nquads)
    for quad in chain(lines.quads("id/", naming), lines.quads("article/", naming)):
        in_default = quad.graph_name == ox.DefaultGraph()
        if in_default and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value
