"""The real project as kinds of mistake see it: tables by row and line, and changes that touch nothing else."""

from __future__ import annotations

import csv
import io
import re
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

    @cached_property
    def rows(self) -> list[Row]:
        reader = csv.reader(io.StringIO(self.content, newline=""), delimiter=self.delimiter)
        next(reader)
        found, line = [], reader.line_num + 1
        for cells in reader:
            found.append(Row(self, line, reader.line_num, tuple(cells)))
            line = reader.line_num + 1
        return found

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

    def claims(self, name: str, background: bool = False) -> list[Row]:
        """The rows of one table of all articles: facts, figures or opinions."""
        files = [f"data/articles/{article}/{name}.csv" for article in self.corpus.articles]
        files += ["data/background/facts.csv"] if background else []
        return [row for file in files for row in self.tables[file].rows]

    def entities(self, *tables: str) -> list[Row]:
        chosen = [file for file in self.tables if file.startswith("data/entities/")]
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
        for table in self.tables.values():
            if not table.file.endswith(("csv", "tsv")) or table.file == "data/counts.csv":
                continue
            for row in table.rows:
                own = table.file.startswith("data/entities/") and row.id == identifier
                if identifier in row.cells and not own:
                    yield row


def set_(row: Row, reason: str = "", what: str = "", also: tuple[Place, ...] = (), **cells: str) -> Change:
    """Some cells of a row get another content."""
    reported = what or ", ".join(f"{column} '{row[column]}' became '{cell}'" for column, cell in cells.items())
    return Change(reported, ((row.file, row.line), *also), (Edit(row.table, {row: row.having(**cells)}),), reason)


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
