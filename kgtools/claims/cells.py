"""Single cells of the tables: each is turned into a value, or a finding says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from kgtools import languages, namespaces
from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.changing import Keeping
from kgtools.claims import tables
from kgtools.claims.model import Article
from kgtools.claims.tables import TableRow
from kgtools.errors import DataError, Finding, nearest
from kgtools.ontology import Ontology, Property
from kgtools.remembering import Same, as_before, for_the_same, joined, pieces, same
from kgtools.values import characters, dates, numbers, retyped

T = TypeVar("T")
URL = re.compile(r"(?i:https?)://[^\s<>\"{}|\\^`]+")
_TAGGED = re.compile(rf"(.+)@({languages.TAG})", re.DOTALL)
_LEXICAL = {
    "xsd:integer": re.compile(r"-?[0-9]+"),
    "xsd:decimal": re.compile(r"-?[0-9]+(?:\.[0-9]+)?"),
    "xsd:boolean": re.compile(r"true|false"),
    "xsd:anyURI": URL,
    "xsd:string": re.compile(r".+", re.DOTALL),
}
_RETYPED = {"xsd:integer": retyped.number, "xsd:decimal": retyped.number, "xsd:boolean": retyped.truth}


class Named(set[str]):
    """Takes every id for one that is defined, and notes it."""

    def __contains__(self, identifier: object) -> bool:
        self.add(str(identifier))
        return True


class Cells:
    """Reads cells of one project and gathers what is wrong with them.

    `ids` are those of all entities and articles, `failed` the kinds of entity and the articles of which a table
    could not be read, `article` the one whose claims are being read, `typed` the rows that people type, by table. With
    `keeps_rows` these are kept, and what is read is remembered; `checks` is whether checks ask what is read.
    """

    def __init__(self, root: Path, ontology: Ontology, keeps_rows: bool = True, checks: bool = False) -> None:
        self.root = root
        self.ontology = ontology
        self.findings: list[Finding] = []
        self.ids: Set[str] = frozenset()
        self.failed: set[str] = set()
        self.article: Article | None = None
        self.keeps_rows = keeps_rows
        self.checks = checks or keeps_rows
        self.typed: list[Collection[TableRow]] = []

    def attempt(self, read: Callable[[], Any], otherwise: Any) -> Any:
        """What `read` returns; if it raises DataError, `otherwise`, and its findings are noted."""
        try:
            return read()
        except DataError as error:
            self.findings.extend(error.findings)
            return otherwise

    def rows(self, path: Path, columns: tuple[str, ...], delimiter: str = ",") -> tuple[TableRow, ...]:
        """The rows of a table that may be absent."""
        if not path.exists():
            return ()
        try:
            rows = tables.read_table(path, columns, self.root, delimiter, self.keeps_rows)
        except DataError as error:
            self.findings.extend(error.findings)
            self.failed.add(path.parent.name)
            return ()
        if tables.is_typed(columns):
            self.keep(rows)
        return rows

    def each(self, read: Callable[..., T], rows: tuple[TableRow, ...], *given: str) -> tuple[T, ...]:
        """What `read` makes of each row by itself, whatever the other tables hold.

        Of rows that have not changed it is known.
        """
        if not self.keeps_rows:
            return tuple(read(self, row, *given) for row in rows)
        found, findings = _each(read, self.ontology, rows, *given)
        self.findings += findings
        return found

    def one_by_one(self, read: Callable[..., T], path: Path, columns: tuple[str, ...], *given: str) -> Iterator[T]:
        """What `read` makes of each row of a table that may be absent; of the rows none is kept."""
        before = len(self.findings)
        try:
            for row in tables.one_by_one(path, columns, self.root) if path.exists() else ():
                yield read(self, row, *given)
        except DataError as error:
            self.findings[before:] = error.findings
            self.failed.add(path.parent.name)

    def keep(self, rows: Collection[TableRow]) -> None:
        """Keep rows that people type, if anybody asks for them."""
        if self.keeps_rows:
            self.typed.append(rows)

    def of_checks(self, rows: tuple[T, ...]) -> tuple[T, ...]:
        """Rows for which only checks ask; a build need not keep them."""
        return rows if self.checks else ()

    def wrong(self, row: TableRow, column: str, message: str, expected: str = "", hint: str = "") -> None:
        """Note a finding about a cell."""
        self.findings.append(row.finding(column, message, None, expected, hint))

    def identifier(self, row: TableRow, kind: str) -> None:
        """Check the id of an entity in the table of a kind."""
        identifier = row["id"]
        if foreign := characters.foreign_letter(identifier):
            self.wrong(row, "id", f"the id holds a letter that is not Latin: {foreign}", "a to z, digits and hyphens",
                       "retype the id with a Latin keyboard")  # fmt: skip
        elif not namespaces.entity_id().fullmatch(identifier):
            self.wrong(row, "id", "invalid id", f"{kind}/ and lower-case words joined by hyphens")
        elif not identifier.startswith(kind + "/"):
            self.wrong(row, "id", "the id belongs in another table", f"an id that starts with {kind}/")

    def slug(self, row: TableRow, example: str) -> None:
        """Check the id of a claim or of an entry of the list of disagreements."""
        if foreign := characters.foreign_letter(row["id"]):
            self.wrong(row, "id", f"the id holds a letter that is not Latin: {foreign}", f"an id such as {example}")
        elif not namespaces.SLUG.fullmatch(row["id"]):
            self.wrong(row, "id", "invalid id", f"lower-case letters, digits and hyphens, such as {example}")

    def anchor(self, row: TableRow) -> Anchor | None:
        """The anchor of a claim; None if its cells cannot be read."""
        advice = 'write the anchor with: kgtools anchor ARTICLE "quote"'
        for column in ("start", "end"):
            if not re.fullmatch("[0-9]{1,9}", row[column]):
                self.wrong(row, column, "not a place in the text", "a whole number", advice)
                return None
        if not fingerprints.FINGERPRINT.fullmatch(row["fingerprint"]):
            self.wrong(row, "fingerprint", "not a fingerprint", "length.sum.hash", advice)
            return None
        start, end = int(row["start"]), int(row["end"])
        if start >= end:
            self.wrong(row, "end", "the passage ends before it starts", f"a number above {start}", advice)
        if self.article and 0 < self.article.length < end:
            self.wrong(row, "end", "the passage lies outside the text", f"at most {self.article.length}", advice)
        return Anchor(start, end, row["fingerprint"])

    def value(self, row: TableRow) -> tuple[str, str]:
        """The value of a fact as it enters the graph, and its language if it is a text."""
        predicate = self.ontology.typed.get(row["property"])
        if predicate is None:
            if row["property"] in self.ontology.properties:
                self.wrong(row, "property", "the property is written by the build", "a property that curators type")
            else:
                self.wrong(row, "property", "unknown property", "a property of the ontology",
                           nearest(row["property"], self.ontology.typed))  # fmt: skip
            return row["value"], ""
        if not row["value"]:
            self.wrong(row, "value", "the value is missing", _takes(predicate))
            return "", ""
        takes = predicate.takes
        if takes == "entity":
            return self.known(row, "value"), ""
        if takes == "code":
            return self.code(row, "value", predicate.code_list), ""
        if takes == "date":
            self.date(row, "value")
        elif takes == "rdf:langString":
            match = _TAGGED.fullmatch(row["value"])
            if match and match[2] not in namespaces.languages():
                match = None
            if match and row["property"] in self.ontology.marks.get("inCuratorsWords", {}):
                self.signs(row, "value", match[1], match[2])
            return (match[1], match[2]) if match else (row["value"], namespaces.first_language())
        elif not _LEXICAL[takes].fullmatch(row["value"]):
            mend = _RETYPED[takes](row["value"]) if takes in _RETYPED else ""
            self.wrong(row, "value", f"the value of {predicate.name} has the wrong type", _takes(predicate), mend)
        return row["value"], ""

    def known(self, row: TableRow, column: str, optional: bool = False) -> str:
        """The id in a cell, which must be that of an entity or article; empty only if optional."""
        identifier = row[column]
        if not identifier and optional:
            return ""
        self._known(row, column, identifier)
        return identifier

    def known_list(self, row: TableRow, column: str) -> tuple[str, ...]:
        """The ids in a cell, separated by spaces, in the order typed; empty if there are none."""
        identifiers = tuple(row[column].split())
        for identifier in identifiers:
            self._known(row, column, identifier)
            if identifiers.count(identifier) > 1:
                self.wrong(row, column, f"'{identifier}' is given twice", "each id once")
        return identifiers

    def _known(self, row: TableRow, column: str, identifier: str) -> None:
        if identifier not in self.ids and identifier.partition("/")[0] not in self.failed:
            foreign = characters.foreign_letter(identifier)
            what = f"the id holds a letter that is not Latin: {foreign}" if foreign else "unknown entity"
            self.wrong(row, column, what, "an id in data/entities", nearest(identifier, self.ids))

    def code(self, row: TableRow, column: str, code_list: str, optional: bool = False) -> str:
        """The code in a cell, which must be in the code list; empty only if optional."""
        value = row[column]
        if not value and optional:
            return ""
        self._known_code(row, column, code_list, value)
        return value

    def code_list(self, row: TableRow, column: str, code_list: str) -> tuple[str, ...]:
        """The codes in a cell, separated by spaces, sorted; empty if there are none."""
        values = row[column].split()
        for value in values:
            self._known_code(row, column, code_list, value)
            if values.count(value) > 1:
                self.wrong(row, column, f"'{value}' is given twice", "each code once")
        return tuple(sorted(values))

    def _known_code(self, row: TableRow, column: str, code_list: str, value: str) -> None:
        codes = self.ontology.codes[code_list]
        if value not in codes:
            self.wrong(row, column, f"unknown code of the list {code_list}", ", ".join(codes), nearest(value, codes))

    def date(self, row: TableRow, column: str) -> None:
        """Check that a cell holds a date in EDTF."""
        try:
            dates.parse(row[column])
        except ValueError as error:
            self.wrong(row, column, str(error), "a date in EDTF", retyped.date(row[column]))

    def number(self, row: TableRow, column: str) -> None:
        """Check that a cell holds a number as articles print it."""
        try:
            numbers.parse_number(row[column])
        except ValueError as error:
            self.wrong(row, column, str(error), "the digits as printed", retyped.number(row[column]))

    def signs(self, row: TableRow, column: str, text: str, language: str) -> None:
        """Check the signs of the letters of a text in a language, which is in a cell or part of one."""
        for flaw in characters.sign_flaws(text, language):
            self.findings.append(row.finding(column, flaw.message, flawed(flaw, text), hint=flaw.hint))


def flawed(flaw: characters.Flaw, text: str) -> str:
    """What is wrong with the signs of a text, with the text, or its beginning if it is long."""
    return f"{flaw.found} of '{text if len(text) <= 40 else text[:40] + '…'}'"


@for_the_same(1024)
def _each(
    read: Callable[..., T], ontology: Ontology, rows: tuple[TableRow, ...], *given: str
) -> tuple[Same[T], list[Finding]]:
    file = rows[0].file if rows else ""
    if (file, read) not in _tables:
        _tables.setdefault((file, read), _Table())
    return _tables[file, read].of(read, ontology, rows, *given)


class _Table(Keeping):
    """What was made of the rows of a table when it was last read."""

    def clear(self) -> None:
        self._given: tuple[object, ...] = ()
        self._pieces: dict[int, tuple[tuple[TableRow, ...], Same[Any], list[Finding]]] = {}  # by their places

    def of(
        self, read: Callable[..., T], ontology: Ontology, rows: tuple[TableRow, ...], *given: str
    ) -> tuple[Same[T], list[Finding]]:
        """What is made of each row, and what is wrong with them.

        Rows are read in pieces, again only if a piece has changed, and then those that are not on another line alone.
        """
        with self._one_at_a_time:
            before, self._pieces = self._pieces if self._given == (ontology, *given) else {}, {}
            parts = {id(piece): piece for piece in (pieces(rows, "key") if rows and "id" in rows[0].cells else (rows,))}
            gone = [before[place] for place in before.keys() - parts.keys()]
            known = {
                id(row.cells): (row, value)
                for piece, values, wrong in gone if not wrong for row, value in zip(piece, values, strict=True)
            }  # fmt: skip
            for place, piece in parts.items():
                if place not in before:
                    cells = Cells(Path(), ontology)
                    told = (_moved(row, known) or as_before(read(cells, row, *given)) for row in piece)
                    before[place] = piece, same(told), cells.findings
                self._pieces[place] = before[place]
            self._given = (ontology, *given)
            found = self._pieces.values()
            return joined(tuple(one[1] for one in found)), [finding for one in found for finding in one[2]]


_tables: dict[tuple[str, Callable[..., Any]], _Table] = {}


def _moved(row: TableRow, known: dict[int, tuple[TableRow, Any]]) -> Any:
    """What was made of a row with the very same cells in the same table, on the line where it stands now."""
    if id(row.cells) not in known:
        return None
    before, value = known[id(row.cells)]
    return value if row.line == before.line else replace(value, line=row.line)


def _tagged() -> str:
    tags = " or ".join(f"@{tag}" for tag in namespaces.translated())
    return f"a text, with {tags} at its end if it is not '{namespaces.first_language()}'" if tags else "a text"


def _takes(predicate: Property) -> str:
    """What a property expects, in words."""
    words = {
        "entity": f"the id of {' or '.join(predicate.ranges)}",
        "date": "a date in EDTF, such as 2021-12-06 or 2017/2019",
        "code": f"a code of the list {predicate.code_list}",
        "rdf:langString": _tagged(),
        "xsd:integer": "a whole number",
        "xsd:decimal": "a number with a decimal point",
        "xsd:boolean": "true or false",
        "xsd:anyURI": "an address that starts with http:// or https://",
        "xsd:string": "a text",
    }
    return words[predicate.takes]
