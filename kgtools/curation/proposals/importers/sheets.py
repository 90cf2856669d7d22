"""Spreadsheets (CSV, TSV, XLSX) with a column `quote`: a row is a thing, a fact, a figure, an opinion or nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kgtools import files, namespaces
from kgtools.claims import tables
from kgtools.curation.proposals.importers.labels import typed
from kgtools.curation.proposals.records import (
    Empty,
    Fact,
    Figure,
    Line,
    Opinion,
    Quote,
    Record,
    Reference,
    Thing,
    Value,
)
from kgtools.errors import Finding, UsageError, nearest
from kgtools.ontology import Ontology

QUOTE = "quote"
_THINGS = ("subject", "indicator", "measured", "partner", "reporter", "origin", "about", "affiliation")
_LISTS = ("speaker", "set_by")
_PLAIN = ("property", "when", "modality", "certainty", "flow", "period", "unit", "bound", "stance", "horizon", "note")
_OTHER_NAMES = {"passage": QUOTE, "exact": QUOTE, "speakers": "speaker"}
_NEW = re.compile(r"(?:new:|\+)([a-z0-9-]+)")
_AND = "|"  # between several speakers, since names hold spaces and commas


def _id() -> re.Pattern[str]:
    return re.compile(rf"(?:{namespaces.entity_id().pattern}|article/[a-z0-9-]+)")


def columns() -> tuple[str, ...]:
    """The columns that a sheet may have."""
    return (
        QUOTE, "prefix", "suffix", *_THINGS, *_LISTS, *_PLAIN, "value", "language", "qualifiers", "gist", "why", "new",
        "kind", *_labels(),
    )  # fmt: skip


def _labels() -> tuple[str, ...]:
    return tuple(map(tables.label, namespaces.languages()))


def _other_names() -> dict[str, str]:
    """Columns by the names that they have besides."""
    return {**_OTHER_NAMES, tables.gist(): "gist", "label": tables.label(namespaces.first_language())}


def is_sheet(text: str) -> bool:
    """Whether a text is a table with a column of quotes."""
    return QUOTE in [_column(cell) for cell in re.split("[,;\t]", text.partition("\n")[0])]


def of_csv(content: bytes, ontology: Ontology, file: str) -> Iterator[Line | Finding]:
    """The records of a table in CSV or TSV; the place of a row is the line it begins on."""
    text = files.decode(content, file)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, start = [], 1
    for cells in reader:
        rows.append((start, cells))
        start = reader.line_num + 1
    yield from _records(rows, ontology, file)


def of_xlsx(content: bytes, ontology: Ontology, file: str) -> Iterator[Line | Finding]:
    """The records of the first sheet of a workbook. Raises UsageError without openpyxl or for what it cannot read."""
    try:
        import openpyxl
    except ImportError:
        raise UsageError(f"{file}: a workbook is read with openpyxl; pip install 'tandem-kg[proposals]'") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [(number, [_cell(cell) for cell in row])
                for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)]  # fmt: skip
    except Exception as error:  # what a parser of somebody else's raises is not known
        raise UsageError(f"{file}: the workbook cannot be read: {error}; save it as CSV UTF-8") from None
    yield from _records(rows, ontology, file)


def _cell(value: Any) -> str:
    """A cell as text; whole numbers and dates without what the program adds to them."""
    if value is None:
        return ""
    if hasattr(value, "date") and callable(value.date):
        return str(value.date())
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _column(cell: str) -> str:
    name = cell.strip().strip('"').strip("\ufeff").lower().replace(" ", "_")
    return _other_names().get(name, name)


def _records(rows: Sequence[tuple[int, list[str]]], ontology: Ontology, file: str) -> Iterator[Line | Finding]:
    header = [_column(cell) for cell in rows[0][1]] if rows else []
    if QUOTE not in header:
        yield Finding(file, 1, f"the table has no column '{QUOTE}'", ", ".join(filter(None, header)), check="form",
                      hint=f"its columns are among {', '.join(columns())}")  # fmt: skip
        return
    for column in header:
        if column and column not in columns():
            yield Finding(file, 1, "the column is not taken over", f"'{column}'", severity="warning", check="form",
                          hint=nearest(column, columns()))  # fmt: skip
    for line, cells in rows[1:]:
        row = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if cell.strip()}
        if row:
            try:
                yield Line(line, _record(row, ontology))
            except ValueError as error:
                yield Finding(file, line, f"the row is not taken over: {error}", check="form")


def _record(row: Mapping[str, str], ontology: Ontology) -> Record:
    """The record of a row, by which cells it fills. Raises ValueError with what it lacks."""
    if QUOTE not in row:
        raise ValueError("it has no quote")
    quotes = (Quote(row[QUOTE], row.get("prefix", ""), row.get("suffix", "")),)
    things: dict[str, Any] = {column: _reference(row[column]) for column in _THINGS if column in row}
    lists = {column: tuple(map(_reference, row[column].split(_AND))) for column in _LISTS if column in row}
    given = {column: row[column] for column in _PLAIN if column in row} | things | lists | {"quotes": quotes}
    if "property" in row:
        return _built(Fact, given | {"value": _value(row, ontology)}, ("subject",))
    if "indicator" in row:
        qualifiers = {"qualifiers": tuple(row.get("qualifiers", "").split())}
        return _built(Figure, given | qualifiers | {"value": row.get("value", "")}, ("value", "unit"))
    if "stance" in row or "gist" in row:
        return _built(Opinion, given | {"gist": row.get("gist", "")}, ("about", "stance", "gist"))
    if "kind" in row:
        labels = {column.removeprefix("label_"): row[column] for column in _labels() if column in row}
        new = row.get("new", "")
        return _built(Thing, {"new": new, "kind": row["kind"], "labels": labels, "quotes": quotes}, ("new", "labels"))
    if "why" in row:
        return Empty(quotes=quotes, why=row["why"])
    raise ValueError("it fills neither property nor indicator, stance, kind or why, so it says nothing")


def _built(sort: type[Record], given: Mapping[str, Any], needed: Sequence[str]) -> Record:
    if missing := [name for name in needed if not given.get(name)]:
        raise ValueError(f"a {sort.__name__.lower()} needs {' and '.join(missing)}")
    known = sort.__struct_fields__
    if idle := [name for name in given if name not in known and given[name]]:
        raise ValueError(f"a {sort.__name__.lower()} has no {' and '.join(idle)}")
    return sort(**{name: value for name, value in given.items() if name in known})


def _reference(cell: str) -> Reference:
    """A thing: by its id, by the key of a new one (new:key or +key), or by its name."""
    cell = cell.strip()
    if _id().fullmatch(cell):
        return Reference(id=cell)
    match = _NEW.fullmatch(cell)
    return Reference(new=match[1]) if match else Reference(name=cell)


def _value(row: Mapping[str, str], ontology: Ontology) -> Value:
    """The value of a fact, of the sort that its property takes."""
    cell = row.get("value", "")
    if not cell:
        raise ValueError("a fact needs value")
    known = ontology.typed.get(row["property"])
    takes = known.takes if known else "entity"
    if takes == "entity":
        return Value(thing=_reference(cell))
    return typed(takes, cell, row.get("language", ""))
