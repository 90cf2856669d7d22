"""A review as a table, for who would rather decide in a spreadsheet: written with empty verdicts, and read back.

The table shows the passages, so it stays outside the repository, as the proposals do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kgtools import files
from kgtools.articles import fingerprints
from kgtools.curation.review.cards import draft
from kgtools.curation.review.decisions import REASONS, Accept, Decision, Edit, Later, Merge, New, Reject, Same
from kgtools.curation.review.items import ANCHORED, THING, columns_of
from kgtools.curation.review.rows import Row
from kgtools.curation.review.session import Review
from kgtools.errors import DataError, Finding, TandemError, UsageError, nearest

VERDICTS = ("accept", "reject", "later", "same", "new")
_FIRST = ("key", "kind", "passage", "said", "verdict", "reason", "words")
_KINDS = (THING, "fact", "figure", "opinion", "empty")


def header() -> tuple[str, ...]:
    """The columns of the table."""
    cells = (column for kind in _KINDS for column in ("id", *columns_of(kind)))
    own = dict.fromkeys(column for column in cells if column not in ANCHORED and column != "kind")
    return (*_FIRST, "class", *own)


def table(review: Review) -> list[list[str]]:
    """The rows of a review that are open, with what stands in their cells; `verdict` is to be filled in."""
    return [list(header()), *(_line(review, row) for row in review.rows.values() if row.is_open)]


def _line(review: Review, row: Row) -> list[str]:
    text = review.ground.copy.text
    passage = fingerprints.tidy(text[row.anchor.start : row.anchor.end]) if row.anchor else ""
    shown = {
        "key": row.key, "kind": row.item.kind, "passage": passage,
        "said": "; ".join(said.text for said in row.item.said), **_cells(review, row),
    }  # fmt: skip
    return [shown.get(column, "") for column in header()]


def _cells(review: Review, row: Row) -> dict[str, str]:
    """What stands in the cells of the table for a row; of a thing, the row that it would have."""
    if row.item.kind != THING:
        return {column: row.cells.get(column, "") for column in _columns(row)}
    cells, _ = draft(row, review.ground.terms, review.ground.corpus.entities)
    return {"class" if column == "kind" else column: cell for column, cell in cells.items()}


def _columns(row: Row) -> list[str]:
    return [column for column in columns_of(row.item.kind) if column not in ("id", *ANCHORED)]


def write(review: Review, path: Path) -> int:
    """Write the table as CSV, or as XLSX by the ending of the file; how many rows it has below its header.

    Raises UsageError for another ending, a place inside the project, or if the file cannot be written.
    """
    if path.resolve().is_relative_to(review.ground.root):
        raise UsageError(f"{path} lies in the project, which holds no words of articles; choose a place outside")
    lines = table(review)
    with files.replacing(path) as temporary:
        if path.suffix.lower() == ".xlsx":
            _write_xlsx(lines, temporary)
        elif path.suffix.lower() == ".csv":
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(lines)
            temporary.write_text("\ufeff" + text.getvalue(), encoding="utf-8")  # by the mark Excel knows the encoding
        else:
            raise UsageError(f"--sheet {path}: expected a name that ends in .csv or .xlsx")
    return len(lines) - 1


def _write_xlsx(lines: Sequence[Sequence[str]], path: Path) -> None:
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "review"
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line, 1):
            made = sheet.cell(number, column)
            made.value, made.data_type, made.number_format = cell, "s", "@"  # else dates and numbers are retyped
    sheet.freeze_panes = "B2"
    book.save(path)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UsageError(
            "an .xlsx sheet needs openpyxl: pip install 'tandem-kg[proposals]'; .csv needs nothing"
        ) from None
    return openpyxl


# -- read back ----------------------------------------------------------------------------------------


class _Trial:
    """A log that keeps decisions in memory, to see whether all of them can be taken."""

    reader = ""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.decisions = list(decisions)

    def write(self, decision: Decision) -> None:
        self.decisions.append(decision)


def read(review: Review, path: Path) -> int:
    """Take the verdicts of a filled-in table as decisions, and say how many they are.

    Things are decided on first, so that rows may name them. Raises DataError with the lines that cannot be taken;
    none is then.
    """
    trial = Review(review.ground, review.items, _Trial(review.log.decisions))
    findings, taken = [], []
    lines = [*enumerate(_lines(path), 2)]
    lines.sort(key=lambda pair: pair[1].get("kind") != THING)
    for number, cells in lines:
        try:
            if decision := _decision(trial, cells):
                trial.take(decision)
                taken.append(decision)
        except TandemError as error:
            findings.append(Finding(str(path), number, str(error), check="sheet"))
    if findings:
        raise DataError(findings)
    for decision in taken:
        review.take(decision)
    return len(taken)


def _decision(review: Review, cells: dict[str, str]) -> Decision | None:
    verdict = cells["verdict"].lower()
    row = review.row(cells["key"])
    shown = _cells(review, row)
    changed = {column: cells[column] for column in shown if cells[column] != shown[column]}
    of = review.of([row.key])
    if not verdict:
        if changed and row.is_open:
            column = next(iter(changed))
            raise UsageError(f"column '{column}' was changed, but there is no verdict; write accept, or take it back")
        return None
    match verdict:
        case "accept" if row.item.kind != THING:
            return Edit(of=of, cells=changed) if changed else Accept(of=of)
        case "reject":
            if cells["reason"] not in REASONS:
                expected = nearest(cells["reason"], REASONS) or f"expected {', '.join(REASONS)}"
                raise UsageError(f"reason '{cells['reason']}': {expected}")
            return Reject(of=of, reason=cells["reason"], words=cells["words"])
        case "later":
            return Later(of=of)
        case "same" if row.item.kind == THING:
            new = (
                one.key for one in review.rows.values() if one.item.kind == THING and one.cells.get("id") == cells["id"]
            )
            into = next(new, "") if cells["id"] not in review.ground.corpus.entities else ""
            return Merge(of=of, into=into) if into else Same(of=of, id=cells["id"])
        case "new" if row.item.kind == THING:
            named = {"kind" if column == "class" else column: cells[column] for column in shown}
            return New(of=of, cells={column: cell for column, cell in named.items() if cell})
    fitting = [one for one in VERDICTS if (one in ("same", "new")) == (row.item.kind == THING) or one in VERDICTS[1:3]]
    hint = nearest(verdict, fitting)
    raise UsageError(f"verdict '{verdict}': expected {', '.join(fitting)}{hint and '; ' + hint}")


def _lines(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table, by the names of their columns. Raises DataError for what is no such table."""
    rows = list(_read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path))
    given = rows[0] if rows else []
    if lacking := [column for column in header() if column not in given]:
        hint = "write it with --sheet, and fill in the verdicts"
        raise DataError(Finding(str(path), 1, "not a table of a review", f"no column '{lacking[0]}'", hint=hint))
    for cells in rows[1:]:
        if any(cells):
            filled = [*cells, *[""] * (len(given) - len(cells))]
            yield dict(zip(given, (cell.strip() for cell in filled), strict=False))


def _read_csv(path: Path) -> Iterator[list[str]]:
    text = files.read_text(path, str(path))
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=sign)


def _read_xlsx(path: Path) -> Iterator[list[str]]:
    import zipfile

    try:
        book = _openpyxl().load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        hint = "save it as an Excel workbook, .xlsx"
        raise DataError(Finding(str(path), 0, "the workbook cannot be read", str(error), hint=hint)) from None
    for cells in book.active.iter_rows(values_only=True):
        yield ["" if cell is None else str(cell) for cell in cells]
