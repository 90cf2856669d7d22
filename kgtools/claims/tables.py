"""The tables that a curator types: where they are, strict reading, and writing without loss.

This is the only module that opens the files under `data/`. Every finding names the file, the
line, what was found, what was expected and how to correct it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kgtools import namespaces
from kgtools.errors import DataError, Finding, nearest
from kgtools.files import DAMAGED, display, read_text, replacing, unknown_files

READ = "readings.csv"  # beside the tables in a folder: which of their rows were read, as they were then
_RENAMED = {"print": "fingerprint"}  # columns of older tables, by their present names
_ANCHOR = ("start", "end", "fingerprint")
ENTITIES = (
    "id", "label_en", "label_ru", "label_kk", "label_uz", "aliases", "kind",
    "iso", "note",
)  # fmt: skip
FACTS = (
    "id", *_ANCHOR, "subject", "property", "value", "when",
    "modality", "certainty", "set_by", "speaker", "origin", "note",
)  # fmt: skip
FIGURES = (
    "id", *_ANCHOR, "indicator", "measured", "partner", "flow", "reporter", "period", "value", "unit",
    "bound", "qualifiers", "modality", "certainty", "set_by", "speaker", "origin", "note",
)  # fmt: skip
OPINIONS = (
    "id", *_ANCHOR, "speaker", "affiliation", "about", "stance", "gist_en", "horizon", "certainty", "note",
)  # fmt: skip
BACKGROUND = ("id", "subject", "property", "value", "modality", "reference", "note")
NAMES = ("entity", "language", "name")
PASSAGES = (*_ANCHOR, "numbers", "years", "months", "days", "words", "names")
DISAGREEMENTS = (
    "id", "kind", "type", "status", "found", "question", "claims", "prefers", "holds_back",
    "explanation", "needed", "note",
)  # fmt: skip
COMPARED_CELLS = (
    "subject", "property", "partner", "flow", "value", "low", "high", "unit", "bound", "qualifiers", "time",
    "modality", "certainty", "speakers", "affiliation", "set_by", "reporter", "origin",
)  # fmt: skip
COMPARED_CLAIMS = ("disagreement", "claim", *COMPARED_CELLS)
EXPLAINED_CLASHES = ("disagreement", "type", "question", "claims")
OUTCOMES = ("id", "told_by", "outcome", "decided_by", "explanation")
ACCEPTED_WARNINGS = ("id", "check", "file", "row", "reason")
CONFIRMED_TERMS = ("claim", "column", "fingerprint", "mark")
TRANSLATIONS = ("id", "fingerprint", "text")
MAPPINGS = ("subject_id", "predicate_id", "object_id", "mapping_justification", "comment")
READINGS = ("table", "row", "fingerprint", "first", "second")
# The tables that people type, whose rows a second reader holds against what they rest on; programs write the others.
TYPED = frozenset((
    ENTITIES, FACTS, FIGURES, OPINIONS, BACKGROUND, DISAGREEMENTS, OUTCOMES, ACCEPTED_WARNINGS, TRANSLATIONS, MAPPINGS,
))  # fmt: skip


def digest(text: str) -> str:
    """What tells whether a text has changed since: the first 16 digits of its SHA-256.

    >>> digest("The treaty opens new prospects.")
    'f53a5fe3c25f8139'
    """
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class TableRow:
    """One row of a table: the file (as the reader sees it), the line it starts on, and its cells."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def key(self) -> str:
        """What names the row in its table: its id, or the three parts of a mapping."""
        return self.cells["id"] if "id" in self.cells else " ".join(self.cells[part] for part in MAPPINGS[:3])

    @cached_property
    def fingerprint(self) -> str:
        """What tells whether a cell of the row, but for its id, has changed since.

        Empty cells do not count, nor does the order of columns.

        >>> TableRow("t.csv", 2, {"id": "a", "x": "1", "y": ""}).fingerprint
        '0a96e8b12d4e7bdf'
        """
        filled = sorted((column, cell) for column, cell in self.cells.items() if cell and column != "id")
        return digest("\x1f".join(f"{column}\x1e{cell}" for column, cell in filled))

    def finding(self, column: str, what: str, found: str | None = None, expected: str = "", hint: str = "") -> Finding:
        """A finding about one cell; `found` is the cell itself unless given."""
        shown = f"'{self.cells.get(column, '')}'" if found is None else found
        return Finding(self.file, self.line, f"column '{column}': {what}", shown, expected, hint)


def read_table(path: Path, columns: tuple[str, ...], root: Path, delimiter: str = ",") -> list[TableRow]:
    """Read a table strictly: exactly these columns in any order, an `id` that is there and unique.

    Returns the rows sorted by their first column of `columns`, so that the order of the rows in the
    file has no influence on anything. Raises DataError with all findings of the file.
    """
    name = display(path, root)
    return list(_parse_table(name, read_text(path, name), columns, delimiter))


@lru_cache(maxsize=256)  # who checks again after a change need not parse the other tables again
def _parse_table(name: str, text: str, columns: tuple[str, ...], delimiter: str) -> tuple[TableRow, ...]:
    import csv
    import io

    header_line = text.splitlines()[0]
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if delimiter == "," and sign in header_line and "," not in header_line:
            hint = "save it as CSV with commas (in a spreadsheet: 'CSV UTF-8', field delimiter ',')"
            raise DataError(Finding(name, 1, f"the columns are separated by {called}", expected="commas", hint=hint))
    findings: list[Finding] = []
    rows: list[TableRow] = []
    key = columns[0]
    seen: dict[str, int] = {}
    start = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader)
        findings.extend(_check_header(name, header, columns))
        if findings:
            raise DataError(findings)
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not cells:
                continue
            if len(cells) != len(header):
                findings.append(
                    Finding(name, line, "the row has the wrong number of cells", str(len(cells)), str(len(header)),
                            "add or remove a comma, or put a cell with commas between double quotes")
                )  # fmt: skip
                continue
            row = TableRow(name, line, dict(zip(header, cells, strict=True)))
            findings.extend(_check_cells(row))
            identifier = row[key]
            if not identifier:
                findings.append(row.finding(key, "the cell is empty", "", "an id"))
            elif key == "id" and identifier in seen:
                findings.append(
                    row.finding(key, "the id is given twice", f"'{identifier}', first on line {seen[identifier]}",
                                "an id of its own", "give one of the rows a new id")
                )  # fmt: skip
            seen.setdefault(identifier, line)
            rows.append(row)
    except csv.Error as error:
        findings.append(Finding(name, start, "invalid CSV", str(error), hint="look for a lone double quote"))
    if findings:
        raise DataError(findings)
    return tuple(sorted(rows, key=lambda row: row[key]))


def _check_header(name: str, header: list[str], columns: tuple[str, ...]) -> Iterator[Finding]:
    for column in header:
        if header.count(column) > 1:
            yield Finding(name, 1, f"column '{column}' is there twice", hint="remove one")
            return
        if column not in columns:
            renamed = _RENAMED.get(column)
            if renamed in columns and renamed not in header:
                yield Finding(name, 1, f"column '{column}' is now called '{renamed}'", hint="rename it in the header")
                return  # the new column is not missing
            hint = nearest(column, columns) or f"the columns are {','.join(columns)}"
            yield Finding(name, 1, "unknown column", f"'{column}'", hint=hint)
    for column in columns:
        if column not in header:
            yield Finding(name, 1, "missing column", expected=f"'{column}'", hint="add it to the header and every row")


def _check_cells(row: TableRow) -> Iterator[Finding]:
    for column, cell in row.cells.items():
        if cell != cell.strip():
            yield row.finding(column, "the cell has white space at its ends", hint="remove it")
        if DAMAGED.search(cell):
            yield row.finding(column, "the cell holds a damaged or invisible character", hint="retype it")


def write_table(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]], delimiter: str = ",") -> None:
    """Write a table sorted by its first column (whole numbers as such), to a temporary file first and then by name."""
    import csv

    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: _order(row[columns[0]])))


def _order(cell: str) -> tuple[int, str]:
    return (len(cell) if cell.isdecimal() else 0, cell)


def insert_rows(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]], root: Path) -> None:
    """Add rows to a table, each before the first row with a greater id; what stands there stays byte by byte.

    The table is created if there is none. Raises DataError if the table cannot be read.
    """
    import csv
    import io

    if not path.exists():
        write_table(path, columns, rows)
        return
    read_table(path, columns, root)  # refuses what is no such table
    text = read_text(path, display(path, root))
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    lines[-1] = lines[-1].rstrip("\r\n") + ending
    reader = csv.reader(io.StringIO("".join(lines), newline=""), strict=True)
    header = next(reader)
    records: list[tuple[str, str]] = []
    start = reader.line_num
    head = "".join(lines[:start])
    for cells in reader:
        records.append((cells[header.index("id")] if cells else "", "".join(lines[start : reader.line_num])))
        start = reader.line_num
    for row in sorted(rows, key=lambda row: row["id"]):
        out = io.StringIO()
        csv.DictWriter(out, header, lineterminator=ending).writerow(row)
        place = next((place for place, (key, _) in enumerate(records) if key > row["id"]), len(records))
        records.insert(place, (row["id"], out.getvalue()))
    with replacing(path) as temporary:
        temporary.write_bytes((head + "".join(record for _, record in records)).encode())


def entity_tables(root: Path) -> tuple[dict[str, list[TableRow]], set[str], list[Finding]]:
    """The entity tables of a project by kind, the kinds whose table could not be read, and all findings.

    A file that is no known table is refused, so that nothing is overlooked.
    """
    folder = root / "data" / "entities"
    known = {f"{table}.csv": kind for kind, (table, _) in namespaces.KINDS.items()}
    findings = unknown_files(folder, (*known, READ), root)
    rows: dict[str, list[TableRow]] = {}
    failed = set()
    for file, kind in sorted(known.items()):
        if (folder / file).exists():
            try:
                rows[kind] = read_table(folder / file, ENTITIES, root)
            except DataError as error:
                failed.add(kind)
                findings.extend(error.findings)
    return rows, failed, findings
