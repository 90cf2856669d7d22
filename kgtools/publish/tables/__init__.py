"""The graph as tables: CSV with its descriptions, SQLite and Parquet, from one model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.publish.selection import Selection

FOLDERS = ("csv", "parquet")  # formats that write a folder
_OF_FILES = (".csv", ".tsv", ".parquet", ".zip", ".xlsx")  # endings that no folder has
# format -> the endings of its file; a folder has any name
FORMATS: dict[str, tuple[str, ...]] = {"csv": (), "sqlite": (".db", ".sqlite", ".sqlite3"), "parquet": ()}


@dataclass(frozen=True)
class Written:
    """How much an export of tables wrote."""

    tables: int
    rows: int

    def __str__(self) -> str:
        return f"{self.tables} tables with {self.rows} rows"


def refuse(format: str, path: Path | None, mark: bool) -> None:
    """Raise UsageError for what can be refused before the graph is read: no place, or one that is of another sort."""
    folder = format in FOLDERS
    if path is None:
        raise UsageError(f"{format} cannot be printed; name a {'folder' if folder else 'file'} with -o")
    if folder and path.suffix.lower() in _OF_FILES:
        raise UsageError(f"-o {path}: {format} is a folder with a file for each table; name a folder, such as tables")
    if mark and format != "csv":
        raise UsageError(f"--spreadsheet is for csv; {format} tells its encoding itself")


def write(
    format: str, selection: Selection, path: Path, language: str = "", mark: bool = False, force: bool = False
) -> Written:
    """Write what is selected as tables: csv and parquet into a folder, sqlite into a file.

    Names beside ids are in one language. With `mark` CSV begins with a byte order mark, as spreadsheets want it; with
    `force` what is at the place stays beside the tables, or a database is replaced. Raises UsageError if the place
    holds what no export wrote, or cannot be written; for an empty selection; `mark` without CSV; and where Parquet's
    library is missing.
    """
    from kgtools.publish.tables import content
    from kgtools.publish.tables.written import csv_files, parquet, sqlite

    refuse(format, path, mark)
    if not selection.things and not selection.claims:
        raise UsageError(f"nothing of what is asked for can be written as {format}; {path} is not written")
    read = content.read(selection, language)
    if format == "csv":
        csv_files.write(read, path, force, mark)
    elif format == "parquet":
        parquet.write(read, path, force)
    else:
        sqlite.write(read, path, force)
    return Written(len(read.tables), sum(map(len, read.rows.values())))
