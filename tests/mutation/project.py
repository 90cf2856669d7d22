"""The real project as kinds of mistake see it: tables by row and line, and changes that touch nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kgtools import ontology
from kgtools.articles.copies import read_copies
from kgtools.checks import anchors
from kgtools.claims import reader
from kgtools.claims.model import Claim, Corpus

Place = tuple[str, str | int]  # a file, and the id of a row or the number of a line

# Tables that commands write: which rows there were, and what was compared, confirmed or found in print.
REMEMBERED = ("readings.csv",)
GENERATED = (
    *REMEMBERED,
    "compared-claims.csv",
    "explained-clashes.csv",
    "confirmed-terms.csv",
    "names.csv",
    "passages.csv",
)
WORDS = ("gist_en", "note", "explanation", "needed", "text", "comment", "reference")  # columns of a curator's own words


@dataclass(frozen=True)
class Row:
    """A row of a table as it stands in its file: its first and last line (from 1) and its cells."""

    table: Table = field(repr=False, compare=False)
    line: int
    last: int
    cells: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        return self.cells[self.table.header.index(column)]

    @property
    def id(self) -> str:
        return self.cells[0]

    @property
    def file(self) -> str:
        return self.table.file

    @property
    def place(self) -> Place:
        return (self.file, self.id)

    def beside(self, step: int) -> Row | None:
        """The row so many rows further down in the table, or up; None beyond its ends."""
        place = self.table.places[self] + step
        return self.table.rows[place] if 0 <= place < len(self.table.rows) else None

    @property
    def article(self) -> str:
        return self.file.split("/")[2] if self.file.startswith("data/articles/") else ""

    @property
    def key(self) -> str:
        """How the list of disagreements names the claim of the row."""
        return f"{self.article or 'background'}/{self.id}"

    def having(self, **cells: str) -> tuple[str, ...]:
        """The cells of the row with some of them changed."""
        return tuple(cells.get(column, cell) for column, cell in zip(self.table.header, self.cells, strict=True))


@dataclass(frozen=True)
class Table:
    """A table of the project, whose lines can be changed one by one."""

    file: str
    content: str

    @property
    def delimiter(self) -> str:
        return "\t" if self.file.endswith(".tsv") else ","

    @cached_property
    def lines(self) -> list[str]:
        return self.content.splitlines(keepends=True)

    @cached_property
    def header(self) -> list[str]:
        return self.lines[0].rstrip("\n").split(self.delimiter)

    def having(self, *names: str) -> list[str]:
        """Those of some columns that the table has, in its order."""
        return [name for name in self.header if name in names]

    @cached_property
    def rows(self) -> list[Row]:
        reader = csv.reader(io.StringIO(self.content, newline=""), delimiter=self.delimiter)
        next(reader)
        found, line = [], reader.line_num + 1
        for cells in reader:
            found.append(Row(self, line, reader.line_num, tuple(cells)))
            line = reader.line_num + 1
        return found

    @cached_property
    def places(self) -> dict[Row, int]:
        return {row: place for place, row in enumerate(self.rows)}

    def written(self, cells: Iterable[str]) -> str:
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=self.delimiter, lineterminator="\n").writerow(cells)
        return line.getvalue()

    def line_of(self, content: str, identifier: str) -> int:
        """The line on which the row with an id starts in a changed content of the table (0: nowhere)."""
        pattern = rf'^"?{re.escape(identifier)}"?(?:{re.escape(self.delimiter)}|$)'
        match = None
        for match in re.finditer(pattern, content, re.MULTILINE):  # noqa: B007 - the last one is the changed one
            pass
        return content.count("\n", 0, match.start()) + 1 if match else 0


@dataclass(frozen=True)
class Edit:
    """One edit of one table: rows get other cells, go (None), or are followed by new rows; or other content whole."""

    table: Table
    rows: Mapping[Row, tuple[str, ...] | str | None] = field(default_factory=dict)
    added: tuple[tuple[str, ...], ...] = ()
    content: Callable[[str], str | bytes] | None = None

    def apply(self, before: str) -> bytes:
        content: str | bytes = before
        if self.rows or self.added:
            lines = list(self.table.lines)
            for row, cells in self.rows.items():
                text = "" if cells is None else cells if isinstance(cells, str) else self.table.written(cells)
                lines[row.line - 1 : row.last] = [text] + [""] * (row.last - row.line)
            content = "".join(lines)
            for new in self.added:  # in their place by id, as a curator sorts them
                content = _inserted(self.table, content, new)
        if self.content:
            assert isinstance(content, str)
            content = self.content(content)
        return content if isinstance(content, bytes) else content.encode()


def _inserted(table: Table, content: str, cells: tuple[str, ...]) -> str:
    lines = content.splitlines(keepends=True)
    later = [row for row in table.rows if row.id > cells[0]]
    before = table.line_of(content, later[0].id) - 1 if later else len(lines)
    return "".join([*lines[:before], table.written(cells), *lines[before:]])


@dataclass(frozen=True)
class Change:
    """A faulty project: what was changed where, the edits, and which places a finding may rightly name.

    `places` are the mutated rows, or what is at odds because of them. `reason` says why no check
    could know; it is empty for a change that a check should find.
    """

    what: str
    places: tuple[Place, ...]
    edits: tuple[Edit, ...]
    reason: str = ""

    @property
    def at(self) -> str:
        """The first row that was touched, as file and line; the file alone where rows were added."""
        edit = self.edits[0]
        return next((f"{row.file}:{row.line}" for row in edit.rows), edit.table.file)


class Project:
    """The clean project: its tables, its corpus, and the articles where they are at hand."""

    def __init__(self, root: Path, articles: Path | None) -> None:
        self.root = root
        self.ontology = ontology.load(root)
        self.corpus: Corpus = reader.load(root, self.ontology)
        self.tables: dict[str, Table] = {}
        for path in sorted((root / "data").rglob("*")):
            if path.is_file():
                name = path.relative_to(root).as_posix()
                self.tables[name] = Table(name, path.read_text(encoding="utf-8"))
        copies = read_copies(articles, anchors.identities(self.corpus)) if articles else {}
        self.texts = {article: copy.text for article, copy in copies.items()}

    @cached_property
    def typed(self) -> list[Table]:
        """The tables that are typed by hand, with more than a handful of rows."""
        tables = [table for file, table in sorted(self.tables.items()) if file.endswith((".csv", ".tsv"))]
        return [table for table in tables if Path(table.file).name not in GENERATED and len(table.rows) > 5]

    def claims(self, name: str, background: bool = False) -> list[Row]:
        """The rows of one table of all articles: facts, figures or opinions."""
        files = [f"data/articles/{article}/{name}.csv" for article in self.corpus.articles]
        files += ["data/background/facts.csv"] if background else []
        return [row for file in files for row in self.tables[file].rows]

    def entities(self, *tables: str) -> list[Row]:
        chosen = [file for file in self.tables if file.startswith("data/entities/") and not file.endswith(REMEMBERED)]
        return [row for file in chosen if not tables or Path(file).stem in tables for row in self.tables[file].rows]

    @cached_property
    def disagreements(self) -> list[Row]:
        return self.tables["data/disagreements.csv"].rows

    @cached_property
    def in_disagreements(self) -> frozenset[str]:
        return frozenset(key for row in self.disagreements for key in row["claims"].split())

    def claim(self, row: Row) -> Claim:
        return self.corpus.by_key[row.key]

    def kind(self, identifier: str) -> str:
        """The class of an entity or article."""
        if identifier.startswith("article/"):
            return "Article"
        return self.corpus.entities[identifier].kind

    def fits(self, identifier: str, classes: Iterable[str]) -> bool:
        """Whether an entity is of one of some classes."""
        return any(self.ontology.is_a(self.kind(identifier), name) for name in classes)

    def passage(self, row: Row, before: int = 0, after: int = 0) -> str:
        """The passage of a claim, with what stands around it; empty where the article is not at hand."""
        text = self.texts.get(row.article, "")
        return text[max(0, int(row["start"]) - before) : int(row["end"]) + after] if text else ""

    def referring(self, identifier: str) -> Iterator[Row]:
        """The rows that name an entity, other than its own."""
        return (row for row in self._holding[identifier] if row.id != identifier or "label_en" not in row.table.header)

    @cached_property
    def _holding(self) -> Mapping[str, list[Row]]:
        """The rows of each cell that could be an id."""
        found: dict[str, list[Row]] = defaultdict(list)
        for table in self.tables.values():
            if table.file.endswith((".csv", ".tsv")) and not table.file.endswith(REMEMBERED):
                for row in table.rows:
                    for cell in {cell for cell in row.cells if "/" in cell}:
                        found[cell].append(row)
        return found

    def printed_names(self, *entities: str) -> tuple[Place, ...]:
        """The rows that say which names of some entities are printed; they are at odds when a name is changed."""
        return tuple(place for entity in entities for place in self._printed[entity])

    @cached_property
    def _printed(self) -> Mapping[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for table in (table for file, table in self.tables.items() if file.endswith("/names.csv")):
            for row in table.rows:
                found[row.id].append((row.file, row.line))
        return found

    def missed(self, *rows: Row) -> tuple[Place, ...]:
        """Where it is told that rows are gone, which have no line any more: where they are remembered or named."""
        remembered = [place for row in rows for place in self._readings[row.file, row.id]]
        names = {name for row in rows for name in (row.id, row.key, f"disagreement/{row.id}", f"outcome/{row.id}")}
        return (*remembered, *(place for name in sorted(names) for place in self._naming[name]))

    @cached_property
    def _readings(self) -> Mapping[tuple[str, str], list[Place]]:
        """Where it is remembered that a row was read, by table and id; of a mapping by what it is a mapping of."""
        found: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for table in (table for file, table in self.tables.items() if file.endswith(REMEMBERED)):
            folder = table.file.rpartition("/")[0]
            for row in table.rows:
                found[f"{folder}/{row.id}", row["row"].split()[0]].append((row.file, row.line))
        return found

    @cached_property
    def _naming(self) -> Mapping[str, list[Place]]:
        """The places that name each id, other than its own row."""
        found: dict[str, list[Place]] = defaultdict(list)
        for table in self.tables.values():
            if table.file.endswith(REMEMBERED) or not table.file.endswith((".csv", ".tsv")):
                continue
            own = table.file.startswith(("data/articles/", "data/entities/", "data/background/"))
            columns = [n for n, name in enumerate(table.header) if name not in WORDS and not (own and name == "id")]
            for row in table.rows:
                place = row.place if table.header[0] == "id" else (row.file, row.line)
                for name in {name for column in columns for name in row.cells[column].split()}:
                    found[name].append(place)
        return found


def set_(row: Row, reason: str = "", what: str = "", also: tuple[Place, ...] = (), **cells: str) -> Change:
    """Some cells of a row get another content."""
    reported = what or ", ".join(f"{column} '{row[column]}' became '{cell}'" for column, cell in cells.items())
    return Change(reported, ((row.file, row.line), *also), (Edit(row.table, {row: row.having(**cells)}),), reason)


def many(
    cells: Mapping[Row, Mapping[str, str]], what: str, reason: str = "", also: tuple[Place, ...] = ()
) -> Iterator[Change]:
    """Cells of several rows get another content; findings may name any row that changed. Nothing if none does."""
    edits: dict[Table, dict[Row, tuple[str, ...] | str | None]] = {}
    places: list[Place] = []
    for row, new in cells.items():
        if row.having(**new) != row.cells:
            edits.setdefault(row.table, {})[row] = row.having(**new)
            places.append((row.file, row.line))
    if places:
        yield Change(what, (*places, *also), tuple(Edit(table, rows) for table, rows in edits.items()), reason)


def raw(row: Row, text: str, what: str) -> Change:
    """The line of a row is replaced by other text; findings may name that line."""
    return Change(what, ((row.file, row.line),), (Edit(row.table, {row: text}),))


def drop(row: Row, what: str, places: Iterable[Place], reason: str = "") -> Change:
    """A row goes; findings may name what is at odds without it."""
    return Change(what, tuple(places), (Edit(row.table, {row: None}),), reason)


def add(table: Table, cells: tuple[str, ...], what: str, also: Iterable[Place] = (), reason: str = "") -> Change:
    """A new row comes to a table, sorted by id."""
    return Change(what, ((table.file, cells[0]), *also), (Edit(table, added=(cells,)),), reason)


def whole(table: Table, content: Callable[[str], str | bytes], what: str, line: int) -> Change:
    """The content of a file is changed as a whole; findings may name the line given (0: the file)."""
    return Change(what, ((table.file, line),), (Edit(table, content=content),))
