"""Noting that rows were read: which rows are meant, who has read them, and in which pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgtools import files
from kgtools.checks.completeness import folder_of
from kgtools.claims import tables
from kgtools.claims.model import Corpus, Reading
from kgtools.claims.tables import TableRow
from kgtools.errors import UsageError, nearest

_MARK = re.compile(r"[\w.-]+")
_OF_CLAIMS = ("data/articles/", "data/background")
_WHAT = "a table, a folder of tables, an id, or a row as the check names it (FILE:LINE)"


@dataclass(frozen=True)
class Progress:
    """How far a table is read: its rows, those read twice and once as they stand, and those to be read."""

    table: str
    rows: int
    twice: int
    once: int
    unread: int


def progress(corpus: Corpus) -> list[Progress]:
    """How far each table is read, sorted by table. A row that was read once where two passes are due counts as once."""
    known = {(reading.table, reading.row): reading for reading in corpus.readings}
    by_table: dict[str, list[TableRow]] = {}
    for row in corpus.typed:
        by_table.setdefault(row.file, []).append(row)
    found = []
    for table, rows in sorted(by_table.items()):
        current = [reading for row in rows if (reading := _current(known, row))]
        twice = sum(1 for reading in current if reading.second)
        found.append(Progress(table, len(rows), twice, len(current) - twice, len(rows) - len(current)))
    return found


def _current(known: dict[tuple[str, str], Reading], row: TableRow) -> Reading | None:
    """The reading of a row, if the row has not changed since."""
    reading = known.get((row.file, row.key))
    return reading if reading and reading.fingerprint == row.fingerprint else None


def note(corpus: Corpus, chosen: Sequence[str], reader: str, number: int | None = None) -> list[Reading]:
    """All readings of a corpus, with those of the chosen rows by a reader added.

    It is the pass `number`; without it the second for a row that another has read as it stands, else the first.
    Raises UsageError for what names no row, a mark that is none, and a second pass over what nobody has read.
    """
    check_mark(reader)
    found = {(reading.table, reading.row): reading for reading in corpus.readings}
    rows = selected(corpus.typed, chosen)
    if number == 2 and (unread := [row for row in rows if _current(found, row) is None]):
        first = f"{unread[0].file}:{unread[0].line}"
        raise UsageError(f"--pass 2: nobody has read {len(unread)} of these rows as they stand, the first is {first}")
    for row in rows:
        before = _current(found, row)
        second = before is not None and (number == 2 or (number is None and before.first != reader))
        if before and second:
            reading = before if before.second and number is None else replace(before, second=reader)
        elif before and number is None:
            reading = before
        else:
            file = f"{folder_of(row.file)}/{tables.READ}"
            reading = Reading(row.file, row.key, row.fingerprint, reader, "", file, 0)
        found[row.file, row.key] = reading
    return list(found.values())


def check_mark(reader: str) -> None:
    """Raise UsageError for what cannot be the mark of a reader."""
    if not _MARK.fullmatch(reader):
        raise UsageError(f"--reader '{reader}': not a mark; give letters, digits, hyphens and full stops")


def forget(corpus: Corpus, chosen: Sequence[str]) -> list[Reading]:
    """The readings of a corpus without the chosen ones, all of which must be of rows that are gone.

    Raises UsageError for what names no such reading.
    """
    rows = {(row.file, row.key) for row in corpus.typed}
    lost = [reading for reading in corpus.readings if (reading.table, reading.row) not in rows]
    gone: set[Reading] = set()
    for what in chosen:
        named = [one for one in lost if _is_named(what, one.table, one.row) or what == f"{one.file}:{one.line}"]
        if not named:
            raise UsageError(f"--forget {what}: no row of this name was read and is gone; kgtools check lists them")
        gone.update(named)
    return [reading for reading in corpus.readings if reading not in gone]


def selected(rows: Iterable[TableRow], chosen: Sequence[str]) -> list[TableRow]:
    """The rows that any of some words name: a table, a folder of tables, an id, FILE:LINE.

    The id of a claim is that of its article and its own. Raises UsageError for a word that names none.
    """
    rows = list(rows)
    found: dict[tuple[str, str], TableRow] = {}
    for what in chosen:
        named = [row for row in rows if _is_named(what, row.file, row.key) or what == f"{row.file}:{row.line}"]
        if not named:
            names = {_name(row.file, row.key) for row in rows} | {row.file for row in rows}
            raise UsageError(f"{what}: no such row; {nearest(what, names) or 'give ' + _WHAT}")
        found |= {(row.file, row.key): row for row in named}
    return list(found.values())


def _is_named(what: str, table: str, key: str) -> bool:
    return what in (table, _name(table, key)) or table.startswith(what.rstrip("/") + "/")


def _name(table: str, key: str) -> str:
    """How a row is called among all: a claim by its article and id."""
    folder = folder_of(table)
    return f"{folder.rpartition('/')[2]}/{key}" if folder.startswith(_OF_CLAIMS) else key


def write(root: Path, readings: Iterable[Reading]) -> None:
    """Write the readings of a project into the table of each folder; what has not changed stays as it is."""
    files.replace_all(root, texts(root, readings))


def texts(root: Path, readings: Iterable[Reading]) -> dict[Path, str]:
    """The readings of a project as the texts of the tables of all folders."""
    by_file: dict[str, list[dict[str, str]]] = {}
    for one in sorted(readings, key=lambda one: (one.table, one.row)):
        cells = {"table": one.table.rpartition("/")[2], "row": one.row, "fingerprint": one.fingerprint}
        by_file.setdefault(one.file, []).append({**cells, "first": one.first, "second": one.second})
    return {root / file: tables.as_text(tables.READINGS, rows) for file, rows in by_file.items()}
