"""The table of things that a build writes, from which a list and the first page are made within a moment.

It is a table of SQLite. Things stand in it by their kind, since lists are of kinds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgtools import namespaces
from kgtools.graph.things import database, gathering
from kgtools.graph.things.gathering import Claims, OfArticle, Stated
from kgtools.graph.things.lines import Lines

_TABLES = """
CREATE TABLE things (kind TEXT, thing TEXT, class TEXT, labels TEXT, PRIMARY KEY (kind, thing)) WITHOUT ROWID;
CREATE TABLE facts (kind TEXT, thing TEXT, property TEXT, value TEXT, printed INTEGER, plain INTEGER,
    PRIMARY KEY (kind, thing, property, value, printed, plain)) WITHOUT ROWID;
CREATE TABLE said (kind TEXT, thing TEXT, article TEXT, claims INTEGER, PRIMARY KEY (kind, thing, article))
    WITHOUT ROWID;
CREATE TABLE dates (date TEXT, first INTEGER, last INTEGER);
CREATE TABLE measured (indicator TEXT, side TEXT);
CREATE TABLE disputed (thing TEXT, kind TEXT);
CREATE TABLE articles (article TEXT PRIMARY KEY, claims INTEGER, elsewhere INTEGER);
"""
_UNSORTED = """
CREATE TEMP TABLE of_things (kind TEXT, thing TEXT, class TEXT, labels TEXT);
CREATE TEMP TABLE of_facts (kind TEXT, thing TEXT, property TEXT, value TEXT, printed INTEGER, plain INTEGER);
CREATE TEMP TABLE of_said (kind TEXT, thing TEXT, article TEXT, claims INTEGER);
CREATE TEMP TABLE of_measured (indicator TEXT, side TEXT);
CREATE TEMP TABLE of_disputed (thing TEXT, kind TEXT);
CREATE TEMP TABLE of_articles (article TEXT, claims INTEGER);
CREATE TEMP TABLE statements (mark BLOB, article TEXT);
"""
_SORTED = """
INSERT INTO things SELECT * FROM of_things ORDER BY 1, 2;
INSERT INTO facts SELECT DISTINCT * FROM of_facts ORDER BY 1, 2, 3, 4, 5, 6;
INSERT INTO said SELECT * FROM of_said ORDER BY 1, 2, 3;
INSERT INTO measured SELECT DISTINCT * FROM of_measured ORDER BY 1, 2;
INSERT INTO disputed SELECT DISTINCT * FROM of_disputed ORDER BY 1, 2;
CREATE TEMP TABLE shared AS
    SELECT mark FROM statements GROUP BY mark HAVING MIN(article) <> MAX(article);
CREATE TEMP TABLE elsewhere AS
    SELECT article, COUNT(*) AS claims FROM statements WHERE mark IN (SELECT mark FROM shared) GROUP BY article;
INSERT INTO articles SELECT article, of_articles.claims, COALESCE(elsewhere.claims, 0)
    FROM of_articles LEFT JOIN elsewhere USING (article) ORDER BY 1;
"""


@dataclass(frozen=True)
class Table:
    """The things of a build, read from its table. What names a thing or another node is its IRI."""

    connection: sqlite3.Connection

    @classmethod
    def opened(cls, place: Path, digest: str) -> Table:
        """The table in a file, which must be of the build with this digest and written by this very code.

        Raises LookupError if it is not, and sqlite3.Error, ValueError or TypeError if it is no table. Nobody changes it
        once it is written, and any thread may ask it.
        """
        return cls(database.opened(place, digest))

    def classes(self) -> Iterator[tuple[str, str]]:
        """Every thing with its class."""
        return self._rows("SELECT thing, class FROM things")

    def labels(self, kind: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The things of a kind with their labels by language."""
        return (
            (thing, json.loads(found))
            for thing, found in self._rows("SELECT thing, labels FROM things WHERE kind = ?", kind)
        )

    def facts(self, kind: str) -> Iterator[Stated]:
        """What is stated of the things of a kind."""
        return map(
            Stated._make, self._rows("SELECT thing, property, value, printed, plain FROM facts WHERE kind = ?", kind)
        )

    def stated_by(self, properties: Iterable[str]) -> Iterator[Stated]:
        """What is stated of any thing by some properties."""
        wanted = set(properties)
        every = self._rows("SELECT thing, property, value, printed, plain FROM facts")
        return (Stated._make(row) for row in every if row[1] in wanted)

    def said(self, kind: str) -> Iterator[tuple[str, str, int]]:
        """How many claims of an article speak of a thing, for the things of a kind; articles by their names."""
        return self._rows("SELECT thing, article, claims FROM said WHERE kind = ?", kind)

    def dates(self) -> Iterator[tuple[str, int, int]]:
        """The first and the last year of each date."""
        return self._rows("SELECT date, first, last FROM dates")

    def measured(self) -> Iterator[tuple[str, str]]:
        """The indicators, each with the sides of which there are figures."""
        return self._rows("SELECT indicator, side FROM measured")

    def disputed(self) -> Iterator[tuple[str, str]]:
        """The things about which there are disagreements, with the kinds of these."""
        return self._rows("SELECT thing, kind FROM disputed")

    def articles(self) -> Iterator[tuple[str, int, int]]:
        """The articles by name: how many claims each has, and how many of these state what another article states."""
        return self._rows("SELECT article, claims, elsewhere FROM articles")

    def _rows(self, query: str, *given: str) -> Iterator[Any]:
        return iter(self.connection.execute(query, given))


def write(nquads: Path, place: Path, digest: str) -> None:
    """Write the table of the things in a file of sorted N-Quads, which a build with a digest made.

    The database sorts, which takes no more memory for more things. Raises OSError where it cannot be written.
    """
    lines = Lines(nquads)
    with database.written(place, digest, _TABLES + _UNSORTED) as connection:
        connection.executemany("INSERT INTO of_things VALUES (?, ?, ?, ?)", _things(lines))
        connection.executemany("INSERT INTO dates VALUES (?, ?, ?)", gathering.dates(lines))
        connection.executemany("INSERT INTO of_disputed VALUES (?, ?)", gathering.concerned(lines))
        for found in Claims(lines).by_article():
            _enter(found, connection)
        for statement in _SORTED.split(";\n"):
            connection.execute(statement)


def _things(lines: Lines) -> Iterator[tuple[str, str, str, str]]:
    for thing, class_, labels in gathering.things(lines):
        yield _kind(thing), thing, class_, json.dumps(labels, ensure_ascii=False)


def _enter(found: OfArticle, connection: sqlite3.Connection) -> None:
    stated = ((_kind(one.thing), *one) for one in found.stated)
    connection.executemany("INSERT INTO of_facts VALUES (?, ?, ?, ?, ?, ?)", stated)
    said = ((_kind(thing), thing, found.name, claims) for thing, claims in found.said.items())
    connection.executemany("INSERT INTO of_said VALUES (?, ?, ?, ?)", said)
    connection.executemany("INSERT INTO of_measured VALUES (?, ?)", found.measured)
    connection.executemany("INSERT INTO of_disputed VALUES (?, ?)", found.disputed)
    connection.executemany("INSERT INTO statements VALUES (?, ?)", ((mark, found.name) for mark in found.statements))
    if found.claims:
        connection.execute("INSERT INTO of_articles VALUES (?, ?)", (found.name, found.claims))


def _kind(thing: str) -> str:
    """The kind of a thing, by its IRI."""
    return namespaces.shorten(thing).partition("/")[0]
