"""The tables as CSV, with the data package and the CSVW metadata that describe them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
            text = csv_text(table, content.rows[table.name], mark)
            (work / f"{table.name}.csv").write_text(text, encoding="utf-8", newline="")
        (work / METADATA).write_text(csvw.metadata(content), encoding="utf-8")
        (work / PACKAGE).write_text(datapackage.package(content, work, "csv"), encoding="utf-8")


def csv_text(table: Table, rows: Sequence[Row], mark: bool) -> str:
    """A table as CSV: numbers as they are, and no text that a spreadsheet would run."""
    cells = [[_cell(column, row) for column in table.columns] for row in rows]
    text = formats.separated([column.name for column in table.columns], cells)
    return formats.BYTE_ORDER_MARK + text if mark else text


def _cell(column: Column, row: Row) -> str:
    text = plain(row[column.name])
    return text if column.type in (INTEGER, NUMBER) else formats.harmless(text)
