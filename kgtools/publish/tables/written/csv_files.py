"""The tables as CSV, with the data package and the CSVW metadata that describe them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kgtools.publish.tables.model import INTEGER, NUMBER, Column, Content, Row, Table, plain
from kgtools.publish.tables.written import csvw, datapackage
from kgtools.publish.tables.written.folder import PACKAGE, replaced
from kgtools.query import formats

METADATA = "csv-metadata.json"


def write(content: Content, folder: Path, force: bool = False, mark: bool = False) -> None:
    """Write the tables as CSV into a folder, and what describes them. With `mark` each begins with a byte order mark.

    Raises UsageError for a folder that cannot be taken; see `folder.replaced`.
    """
    names = [f"{table.name}.csv" for table in content.tables]
    with replaced(folder, (*names, PACKAGE, METADATA), force) as work:
        for table in content.tables:
            with (work / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
                put(file, table, content.rows[table.name], mark)
        (work / METADATA).write_text(csvw.metadata(content), encoding="utf-8")
        (work / PACKAGE).write_text(datapackage.package(content, work, "csv"), encoding="utf-8")


def put(file: TextIO, table: Table, rows: Collection[Row], mark: bool) -> None:
    """Write a table as CSV."""
    file.write(formats.BYTE_ORDER_MARK if mark else "")
    formats.write_separated(file, [column.name for column in table.columns], _Cells(table, rows))


@dataclass(frozen=True)
class _Cells:
    """The cells of a table, row by row: numbers as they are, and no text that a spreadsheet would run."""

    table: Table
    rows: Collection[Row]

    def __iter__(self) -> Iterator[list[str]]:
        columns = self.table.columns
        return ([_cell(column, row) for column in columns] for row in self.rows)


def _cell(column: Column, row: Row) -> str:
    text = plain(row[column.name])
    return text if column.type in (INTEGER, NUMBER) else formats.harmless(text)
