"""What a table is: its columns with their types, what they mean, and how tables refer to each other."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kgtools import namespaces
from kgtools.publish.selection import Selection

SEPARATOR = "; "  # between the values of a list in one cell
EACH_LANGUAGE = "*"  # the aspect of what stands in a column for each language of the project
# The types of columns; a list holds texts.
TEXT, INTEGER, NUMBER, TRUTH, DATE, IRI, LIST = "text", "integer", "number", "truth", "date", "iri", "list"

Value = str | int | Decimal | bool | datetime.date | tuple[str, ...] | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Column:
    """A column. `meaning` is the term of the ontology, or the key in `messages.csv`, that says what it holds.

    `aspect` tells what of it: `label` for the name of what stands in another column, `earliest` or `latest` for a
    bound of a date, a language for a text in it. `refers` is the table whose key the column holds, one value or a
    list of them; `codes` the list of codes it takes, `choices` what else may stand in it and nothing besides.
    """

    name: str
    meaning: str
    type: str = TEXT
    required: bool = False
    aspect: str = ""
    refers: str = ""
    codes: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with its columns; `key` names those that tell its rows apart, and by which they are sorted.

    `title` is the key of its title in `messages.csv`, `meaning` what its rows are: a class or a key. `layout` are the
    columns where a text in each language is one, and `sought` those of them for full-text search; `columns` and
    `searched` have one for each language of the project.
    """

    name: str
    title: str
    meaning: str
    layout: tuple[Column, ...]
    key: tuple[str, ...]
    sought: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in their order."""
        return tuple(column for given in self.layout for column in _each(given))

    @property
    def searched(self) -> tuple[str, ...]:
        """The names of the columns for full-text search."""
        return tuple(column.name for given in self.layout if given.name in self.sought for column in _each(given))

    @property
    def foreign_keys(self) -> dict[str, str]:
        """For each column that holds the key of a row of another table, that table."""
        return {column.name: column.refers for column in self.columns if column.refers and column.type != LIST}


def _each(column: Column) -> tuple[Column, ...]:
    """A column, or where it stands for a text in each language those of the languages."""
    if column.aspect != EACH_LANGUAGE:
        return (column,)
    return tuple(replace(column, name=f"{column.name}_{tag}", aspect=tag) for tag in namespaces.languages())


@dataclass(frozen=True)
class Described:
    """A title and a description in each language, by its tag."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]


@dataclass(frozen=True)
class Content:
    """The tables with their rows, read from a selection in one language for labels, and what all of it means.

    `rows` has the rows of each table by its name, sorted by its key. `described` has the words for each table by its
    name and for each column by table and name, `codes` the codes that a column takes; `sources` are the
    articles with their addresses, empty where none is known.
    """

    language: str
    selection: Selection
    tables: Sequence[Table]
    rows: Mapping[str, Collection[Row]]
    described: Mapping[tuple[str, ...], Described]
    choices: Mapping[tuple[str, str], tuple[str, ...]]
    sources: Sequence[tuple[str, str]]

    def about(self, table: Table, column: Column | None = None) -> Described:
        """The words for a table, or for a column of it."""
        return self.described[(table.name, column.name) if column else (table.name,)]


def plain(value: Value) -> str:
    """A value as text: numbers without exponent, dates as ISO 8601 has them, the values of a list with semicolons.

    >>> plain(Decimal("1E+6")), plain(True), plain(("a", "b")), plain(None)
    ('1000000', 'true', 'a; b', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return str(value)
