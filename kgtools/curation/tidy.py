"""Tables brought into their canonical form: what spreadsheets, editors and pasting left is mended, and told.

The canonical form is UTF-8 without a byte order mark, line feeds, commas (tabs in a .tsv), the columns and rows in
the order of the project, quotes where they are needed, and cells without blanks too many, invisible characters or
letters in several parts. What only a reader can mend is named and left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kgtools import files
from kgtools.claims import tables
from kgtools.claims.tables import Split
from kgtools.errors import DataError, Finding, UsageError, nearest
from kgtools.values import characters

_NOT_AS_WRITTEN = "quotes and blank lines"


@dataclass(frozen=True)
class Tidied:
    """A table in its canonical form, what was done to bring it there, and what is left to a reader."""

    path: Path
    text: str
    done: tuple[Finding, ...]
    left: tuple[Finding, ...]


def choose(root: Path, named: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
    """The named tables of a project, or all of them, each with its columns. Raises UsageError for what is none."""
    known = {path.resolve(): (path, columns) for path, columns in tables.known_tables(root).items()}
    chosen = {}
    for name in named:
        found = known.get(name.resolve()) or known.get((root / name).resolve())
        if found is None:
            hint = nearest(str(name), [files.display(path, root) for path, _ in known.values()])
            raise UsageError(f"{name} is no table of the project; {hint or 'see data/'}")
        chosen[found[0]] = found[1]
    return chosen or dict(known.values())


def tidied(root: Path, chosen: dict[Path, tuple[str, ...]]) -> list[Tidied]:
    """The tables that are not in their canonical form, or hold what a reader has to mend.

    Raises DataError with all findings if one of them cannot be read whole.
    """
    printed = _printed(root)
    found, findings = [], []
    for path, columns in chosen.items():
        try:
            found.append(_tidied(path, columns, root, printed))
        except DataError as error:
            findings += error.findings
    if findings:
        raise DataError(findings)
    return [table for table in found if table.done or table.left]


def _printed(root: Path) -> set[tuple[str, str]]:
    """The names that articles print, with their entities: these stay as they are printed."""
    found = set()
    for path, columns in tables.known_tables(root).items():
        if columns == tables.NAMES:
            name = files.display(path, root)
            table = tables.split(name, files.read_text(path, name), columns)
            rows = (dict(zip(table.header, cells, strict=True)) for _, cells in table.rows)
            found |= {(row["entity"], row["name"]) for row in rows}
    return found


def _tidied(path: Path, columns: tuple[str, ...], root: Path, printed: set[tuple[str, str]]) -> Tidied:
    name, usual = files.display(path, root), tables.usual_delimiter(path)
    text = files.read_text(path, name)
    table = tables.split(name, text, columns, usual)
    split_rows = list(table.rows)
    done = list(_form(name, path.read_bytes(), text, table, columns, usual))
    rows, left = [], []
    for line, cells in split_rows:
        row = dict(zip(table.header, cells, strict=True))
        for column, cell in row.items():
            row[column], flaws = _cell(name, row, column, cell, printed)
            done += [_mended(name, line, column, flaw) for flaw in flaws]
            if row[column] != cell and not flaws:
                done.append(Finding(name, line, f"column '{column}': names", hint="separated by ' | '"))
            left += [
                Finding(name, line, f"column '{column}': {flaw.message}", flaw.found, hint=flaw.hint)
                for flaw in characters.flaws(row[column])
            ]
        rows.append(row)
    if rows != (in_order := tables.in_order(columns, rows)):
        done.append(Finding(name, 0, "rows", hint="sorted"))
    canonical = tables.as_text(columns, in_order, usual)
    if not done and canonical != text:
        done.append(Finding(name, 0, _NOT_AS_WRITTEN, hint="written as the project writes them"))
    return Tidied(path, canonical, tuple(done), tuple(left))


def _form(
    name: str, content: bytes, text: str, table: Split, columns: tuple[str, ...], usual: str
) -> Iterator[Finding]:
    """What of the form of a file is changed."""
    if content != text.encode():
        marked = content.endswith(text.encode())
        yield Finding(name, 1, "byte order mark" if marked else "another encoding", hint="now UTF-8 without a mark")
    if "\r" in text:
        yield Finding(name, 0, "ends of lines", hint="written as line feeds")
    if table.delimiter != usual:
        called = tables.DELIMITERS
        yield Finding(name, 0, f"{called[table.delimiter]}s", hint=f"written as {called[usual]}s")
    if tuple(table.header) != columns:
        yield Finding(name, 1, "columns", hint="put in their order")
    if table.empty_columns:
        yield Finding(name, 1, f"empty columns at the end: {table.empty_columns}", hint="removed")
    yield from (Finding(name, line, "empty row", hint="removed") for line in table.empty_rows)


def _cell(
    name: str, row: dict[str, str], column: str, cell: str, printed: set[tuple[str, str]]
) -> tuple[str, list[characters.Flaw]]:
    """A cell with all mended that needs no reader, and what was mended."""
    if column == "aliases":
        parts, done = [], []
        for part in filter(None, map(str.strip, cell.split("|"))):
            words, at, language = part.rpartition("@")
            spared = (row["id"], words) in printed
            tidy, flaws = characters.mended(words, "" if spared else language)
            parts.append(f"{tidy}{at}{language}")
            done += flaws
        joined, flaws = characters.mended(" | ".join(parts))
        return joined, done + flaws
    if column == "text" and "/translations/" in name:
        return characters.mended(cell, name.rpartition("/")[2].removesuffix(".csv"))
    return characters.mended(cell, column.removeprefix("label_") if column.startswith("label_") else "")


def _mended(name: str, line: int, column: str, flaw: characters.Flaw) -> Finding:
    done = f"written as '{flaw.mend}'" if flaw.mend else "removed"
    return Finding(name, line, f"column '{column}': {flaw.message}", flaw.found, hint=done)
