"""The tables that a curator types: where they are, strict reading, and writing without loss.

Only this module opens files under `data/`. Findings name the file, the line, what was found and expected, and a remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter
from pathlib import Path

from kgtools import languages, namespaces, rereading
from kgtools.articles import fingerprints
from kgtools.errors import DataError, Finding, nearest
from kgtools.files import display, read, replacing, text_of
from kgtools.remembering import Same, on_forgetting, same
from kgtools.values import characters

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
READ = "readings.csv"  # beside the tables in a folder: which of their rows were read, as they were then
_RENAMED = {"print": "fingerprint"}  # columns of older tables, by their present names
_ANCHOR = ("start", "end", "fingerprint")
FACTS = (
    "id", *_ANCHOR, "subject", "property", "value", "when",
    "modality", "certainty", "set_by", "speaker", "origin", "note",
)  # fmt: skip
FIGURES = (
    "id", *_ANCHOR, "indicator", "measured", "partner", "flow", "reporter", "period", "value", "unit",
    "bound", "qualifiers", "modality", "certainty", "set_by", "speaker", "origin", "note",
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
WITHDRAWN = ("id", "release", "reason", "replaced_by")
READINGS = ("table", "row", "fingerprint", "first", "second")
# The columns that tell a row from any other in a table without ids.
_TELLING = {
    COMPARED_CLAIMS: ("disagreement", "claim"), CONFIRMED_TERMS: ("claim", "column"), READINGS: ("table", "row"),
    EXPLAINED_CLASHES: EXPLAINED_CLASHES, MAPPINGS: MAPPINGS[:3], NAMES: NAMES, PASSAGES: _ANCHOR,
}  # fmt: skip
# The tables that people type, whose rows a second reader holds against what they rest on; programs write the others.
_TYPED = {FACTS, FIGURES, BACKGROUND, DISAGREEMENTS, OUTCOMES, ACCEPTED_WARNINGS, TRANSLATIONS, MAPPINGS, WITHDRAWN}
_TABLES = {  # where they are in data/, besides those whose columns are by language
    "accepted-warnings.csv": ACCEPTED_WARNINGS, "articles/*/facts.csv": FACTS, "articles/*/figures.csv": FIGURES,
    "articles/*/names.csv": NAMES, "articles/*/passages.csv": PASSAGES, "background/facts.csv": BACKGROUND,
    "compared-claims.csv": COMPARED_CLAIMS, "confirmed-terms.csv": CONFIRMED_TERMS, "withdrawn.csv": WITHDRAWN,
    "disagreements.csv": DISAGREEMENTS, "explained-clashes.csv": EXPLAINED_CLASHES, "outcomes.csv": OUTCOMES,
    "mappings.sssom.tsv": MAPPINGS, "translations/*.csv": TRANSLATIONS, f"**/{READ}": READINGS,
}  # fmt: skip


def label(language: str) -> str:
    """The column of labels in a language of the project.

    >>> label("uz")
    'label_uz'
    """
    return f"label_{language}"


def gist() -> str:
    """The column in which a curator puts an opinion in her own words, named for her language.

    >>> gist()
    'gist_en'
    """
    return f"gist_{namespaces.first_language()}"


@languages.remembered()
def entities() -> tuple[str, ...]:
    """The columns of tables of entities, a label in each language of the project among them."""
    return ("id", *map(label, namespaces.languages()), "aliases", "kind", "iso", "note")


@languages.remembered()
def opinions() -> tuple[str, ...]:
    """The columns of tables of opinions."""
    return ("id", *_ANCHOR, "speaker", "affiliation", "about", "stance", gist(), "horizon", "certainty", "note")


def is_typed(columns: tuple[str, ...]) -> bool:
    """Whether people type the tables of these columns."""
    return columns in _TYPED or columns in (entities(), opinions())


def known_tables(root: Path) -> dict[Path, tuple[str, ...]]:
    """The tables of a project that are there, sorted by place, each with its columns."""
    every = {"articles/*/opinions.csv": opinions(), "entities/*.csv": entities(), **_TABLES}
    found = {path: columns for place, columns in every.items() for path in (root / "data").glob(place)}
    return dict(sorted(found.items()))


def usual_delimiter(path: Path) -> str:
    """What separates the cells of a table with this name."""
    return "\t" if path.suffix == ".tsv" else ","


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
        'e2454ddcdd4395e0'
        """
        filled = sorted((column, cell) for column, cell in self.cells.items() if cell and column != "id")
        return fingerprints.digest("\x1f".join(f"{column}\x1e{cell}" for column, cell in filled))

    def finding(self, column: str, what: str, found: str | None = None, expected: str = "", hint: str = "") -> Finding:
        """A finding about one cell; `found` is the cell itself unless given."""
        shown = f"'{self.cells.get(column, '')}'" if found is None else found
        return Finding(self.file, self.line, f"column '{column}': {what}", shown, expected, hint)


@dataclass(frozen=True)
class Split:
    """A table taken apart into its cells, in whatever form it was saved, and what that form was."""

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]  # each with the line that it starts on; none is kept
    delimiter: str
    empty_columns: int
    empty_rows: list[int]  # known when all rows have come


def read_table(
    path: Path, columns: tuple[str, ...], root: Path, delimiter: str = ",", remember: bool = True
) -> tuple[TableRow, ...]:
    """Read a table strictly: exactly these columns in any order, no row twice, and each with its `id` if it has one.

    The form that a spreadsheet gives it does not matter where nothing is lost: a byte order mark, UTF-16, ends of
    lines, semicolons or tabs, quotes around all cells, empty columns and rows at the end. Returns the rows sorted by
    their first column of `columns`, in whatever order the file has them; with `remember` they are not parsed again
    while they stay as they are. Raises DataError with all findings of the file.
    """
    name = display(path, root)
    if remember:
        return _parsed(name, rereading.content(path, name), columns, delimiter)
    return parse_table(name, text_of(read(path, name), name), columns, delimiter)


def _parsed(name: str, content: bytes, columns: tuple[str, ...], delimiter: str) -> Same[TableRow]:
    """The rows of a table, again only if its bytes are another object: to hash all of a large one would take longer."""
    last = _latest.get((name, columns, delimiter), (b"", same(())))
    if content is last[0]:
        return last[1]
    rows = _changed(name, last, content, columns, delimiter) if last[1] else None
    found = same(parse_table(name, text_of(content, name), columns, delimiter) if rows is None else rows)
    _latest[name, columns, delimiter] = content, found
    return found


_Last = tuple[bytes, Same[TableRow]]  # what a table was when it was last parsed
_latest: dict[tuple[str, tuple[str, ...], str], _Last] = {}
on_forgetting(_latest.clear)


def _changed(name: str, last: _Last, content: bytes, columns: tuple[str, ...], delimiter: str) -> list[TableRow] | None:
    """The rows of a table, of which those that have changed are read; None if that does not tell all."""
    before, known = last
    rows = sorted(known, key=attrgetter("line"))
    stretch = rereading.changed(before, content, list(map(attrgetter("line"), rows)))
    if stretch is None or rows[0].cells.keys() != {*columns}:
        return None
    try:
        read = sorted(parse_table(name, text_of(stretch.content, name), columns, delimiter), key=attrgetter("line"))
    except DataError:  # in which lines, the whole table tells
        return None
    start, were, after = rows[: stretch.start], rows[stretch.start : stretch.end], rows[stretch.end :]
    known_as, telling = {row.line: row for row in were}, itemgetter(*_TELLING.get(columns, columns[:1]))
    new = [one if (one := known_as.get(row.line)) == row else row for row in _moved(read, stretch.line - 2)]
    others = {telling(row.cells) for row in new} - {telling(row.cells) for row in were}
    if others and not others.isdisjoint(telling(row.cells) for row in (*start, *after)):
        return None
    found = [*start, *new, *_moved(after, stretch.shift)]
    around = [row.cells[columns[0]] for row in found[max(len(start) - 1, 0) : len(start) + len(new) + 1]]
    if rows == [*known] and around == sorted(around):
        return found
    return sorted(found, key=lambda row: row.cells[columns[0]])


def _moved(rows: Sequence[TableRow], lines: int) -> Sequence[TableRow]:
    return [TableRow(row.file, row.line + lines, row.cells) for row in rows] if lines else rows


def parse_table(name: str, text: str, columns: tuple[str, ...], delimiter: str = ",") -> tuple[TableRow, ...]:
    """The rows of the text of a table, as `read_table` reads them; `name` is what findings call it."""
    return tuple(sorted(_rows(name, text, columns, delimiter), key=lambda row: row[columns[0]]))


def one_by_one(path: Path, columns: tuple[str, ...], root: Path) -> Iterator[TableRow]:
    """The rows of a table, read as strictly, in their order there; none is kept.

    Raises DataError with all findings of the file when all rows have come.
    """
    name = display(path, root)
    return _rows(name, text_of(read(path, name), name), columns, ",")


def _rows(name: str, text: str, columns: tuple[str, ...], delimiter: str) -> Iterator[TableRow]:
    findings: list[Finding] = []
    key = columns[0]
    telling = _TELLING.get(columns, (key,))
    seen: dict[tuple[str, ...], int] = {}
    suspicious = characters.suspicious(text)
    table = split(name, text, columns, delimiter)
    for line, cells in table.rows:
        row = TableRow(name, line, dict(zip(table.header, cells, strict=True)))
        findings.extend(_check_cells(row, suspicious))
        cells_telling = tuple(row[column] for column in telling)
        if not row[key]:
            findings.append(row.finding(key, "the cell is empty", "", "an id"))
        elif cells_telling in seen:
            findings.append(_twice(row, telling, seen[cells_telling]))
        seen.setdefault(cells_telling, line)
        yield row
    if findings:
        raise DataError(findings)


def _twice(row: TableRow, telling: tuple[str, ...], first: int) -> Finding:
    """A row that the cells in the telling columns do not tell from one before it."""
    if telling == ("id",):
        found, hint = f"'{row['id']}', first on line {first}", "give one of the rows a new id"
        return row.finding("id", "the id is given twice", found, "an id of its own", hint)
    found = f"'{' '.join(row[column] for column in telling)}', first on line {first}"
    return Finding(row.file, row.line, "the row is there twice", found, hint="remove one of the two")


def split(name: str, text: str, columns: tuple[str, ...], delimiter: str = ",") -> Split:
    """Begin to take a table apart. Raises DataError for a header that does not fit the columns.

    The rows raise it when all have come, for those that do not fit.
    """
    import csv

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = _delimiter(text, columns, delimiter)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    try:
        full = next(reader)
    except csv.Error as error:
        raise DataError(_invalid(name, 1, error)) from None
    header = full[: len(full) - _empty_at_end(full)]
    if findings := list(_check_header(name, header, columns)):
        raise DataError(findings)
    empty: list[int] = []

    def rows() -> Iterator[tuple[int, list[str]]]:
        start = reader.line_num + 1
        try:
            for cells in reader:
                line, start = start, reader.line_num + 1
                if not any(cells):
                    empty.extend([line] if cells else [])
                elif len(cells) == len(full) and not any(cells[len(header) :]):
                    yield line, cells[: len(header)]
                else:
                    findings.append(_wrong_number(name, line, cells, header, delimiter))
        except csv.Error as error:
            findings.append(_invalid(name, start, error))
        if findings:
            raise DataError(findings)

    return Split(header, rows(), delimiter, len(full) - len(header), empty)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, one after the other; a file in memory would hold all of it once more."""
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _invalid(name: str, line: int, error: Exception) -> Finding:
    return Finding(name, line, "invalid CSV", str(error), hint="look for a lone double quote")


def _delimiter(text: str, columns: tuple[str, ...], usual: str) -> str:
    """What separates the cells of a table: the sign by which its first line falls into nothing but known columns."""
    line = text.partition("\n")[0]
    for sign in (usual, *DELIMITERS):
        cells = [cell.removeprefix('"').removesuffix('"') for cell in line.split(sign)]
        if len(cells) > 1 and {*cells} - {""} <= {*columns, *_RENAMED}:
            return sign
    return max((usual, *DELIMITERS), key=line.count)


def _empty_at_end(cells: list[str]) -> int:
    return next((number for number, cell in enumerate(reversed(cells)) if cell), len(cells))


def _wrong_number(name: str, line: int, cells: list[str], header: list[str], delimiter: str) -> Finding:
    hint = "add or remove a comma, or put a cell with commas between double quotes".replace(
        "comma", DELIMITERS[delimiter]
    )
    joined = delimiter.join(cells)
    for sign, called in DELIMITERS.items():
        if sign != delimiter and joined.count(sign) >= len(header) - 1 > joined.count(delimiter):
            hint = f"the row is separated by {called}s, the header by {DELIMITERS[delimiter]}s; use one"
    return Finding(name, line, "the row has the wrong number of cells", str(len(cells)), str(len(header)), hint)


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


def _check_cells(row: TableRow, suspicious: bool) -> Iterator[Finding]:
    for column, cell in row.cells.items():
        if suspicious or cell != cell.strip():
            for flaw in characters.flaws(cell):
                yield row.finding(column, flaw.message, flaw.found, hint=flaw.hint)


def as_text(columns: tuple[str, ...], rows: Iterable[dict[str, str]], delimiter: str = ",") -> str:
    """A table in its canonical form: the columns in this order, rows sorted, quotes where they are needed.

    >>> as_text(("id", "note"), [{"id": "b", "note": "x, y"}, {"id": "a", "note": ""}])
    'id,note\\na,\\nb,"x, y"\\n'
    """
    import csv
    import io

    output = io.StringIO()
    writer = csv.DictWriter(output, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(in_order(columns, rows))
    return output.getvalue()


def in_order(columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Rows as they are sorted in a file: by their first column; those that are alike there keep their order."""
    return sorted(rows, key=lambda row: _order(row.get(columns[0], "")))


def _order(cell: str) -> tuple[int, str]:
    return (len(cell) if cell.isdecimal() else 0, cell)  # whole numbers as such


def write_table(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]], delimiter: str = ",") -> None:
    """Write one table in its canonical form; tables that change together are written by `files.replace_all`."""
    with replacing(path) as temporary:
        temporary.write_text(as_text(columns, rows, delimiter), encoding="utf-8", newline="")


def with_rows(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]], root: Path) -> str:
    """The text of a table with rows added to it. Raises DataError if there is a table that cannot be read."""
    there = [row.cells for row in read_table(path, columns, root)] if path.exists() else []
    return as_text(columns, [*there, *rows])
