"""The tables that a curator types: where they are, strict reading, and writing without loss.

This is the only module that opens the files under `data/`. Every complaint names the file, the
line, what was found, what was expected and how to mend it.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kgtools import names
from kgtools.errors import DataError, Finding, UsageError, nearest

_ANCHOR = ("start", "end", "print")
ENTITIES = (
    "id", "label_en", "label_ru", "label_kk", "label_uz", "aliases", "kind",
    "iso", "note",
)  # fmt: skip
FACTS = ("id", *_ANCHOR, "subject", "property", "value", "modality", "speaker", "origin", "note")
FIGURES = (
    "id", *_ANCHOR, "indicator", "measured", "partner", "flow", "reporter", "period", "value", "unit",
    "bound", "modality", "speaker", "origin", "note",
)  # fmt: skip
OPINIONS = (
    "id", *_ANCHOR, "speaker", "affiliation", "about", "stance", "gist_en", "horizon", "note",
)  # fmt: skip
BACKGROUND = ("id", "subject", "property", "value", "modality", "reference", "note")
NAMES = ("entity", "language", "name")
COUNTS = ("what", "number")
LEDGER = ("id", "type", "status", "found", "claims", "prefers", "holds_back", "explanation", "note", "values")
OUTCOMES = ("id", "target", "outcome", "claims", "explanation")
ACCEPTED_WARNINGS = ("id", "check", "file", "row", "reason")
MAPPINGS = ("subject_id", "predicate_id", "object_id", "mapping_justification", "comment")

ARTICLE_KEYS = ("title", "label", "authors", "languages", "published", "venue", "url", "length", "sha256",
                "review", "empty", "note")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of a table: the file (as the reader sees it), the line it starts on, and its cells."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def finding(self, column: str, what: str, found: str | None = None, expected: str = "", mend: str = "") -> Finding:
        """A finding about one cell; `found` is the cell itself unless told otherwise."""
        shown = f"'{self.cells.get(column, '')}'" if found is None else found
        return Finding(self.file, self.line, f"column '{column}': {what}", shown, expected, mend)


def find_root(named: Path | None = None) -> Path:
    """The house to work on: the one named, the checkout around the working folder, or the installed one.

    Raises UsageError if a folder is named that is no house.
    """
    if named is not None:
        if not (named / "ontology" / "tandem.ttl").is_file():
            raise UsageError(f"{named} is not a Tandem house: it holds no ontology/tandem.ttl; name its top folder")
        return named.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "ontology" / "tandem.ttl").is_file():
            return folder
    carried = Path(__file__).parent / "house"
    if (carried / "ontology" / "tandem.ttl").is_file():
        return carried
    checkout = Path(__file__).parent.parent
    if (checkout / "ontology" / "tandem.ttl").is_file():
        return checkout
    raise UsageError("no Tandem house here: go into a checkout, or name one with --root")


def article_folders(root: Path) -> list[Path]:
    """The folders of the articles of a house, sorted by name."""
    folder = root / "data" / "articles"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def input_files(root: Path) -> list[Path]:
    """All files from which the graph is built, sorted."""
    found = list((root / "ontology").glob("*.ttl"))
    found += [path for path in (root / "data").rglob("*") if path.suffix in (".csv", ".tsv", ".yaml")]
    return sorted(path for path in found if path.is_file())


def input_digest(root: Path) -> str:
    """A checksum over everything the graph is built from: ontology, tables, and the code that builds it.

    It only tells a stale build from a fresh one, at every start of a command; CRC-32 and length of
    each file do, where importing a cryptographic hash would cost more than reading the files.
    """
    parts = []
    for path in (*input_files(root), *sorted(Path(__file__).parent.rglob("*.py"))):
        content = path.read_bytes()
        parts.append(
            f"{display(path, root) if path.suffix != '.py' else path.name}:{len(content)}:{zlib.crc32(content):08x}"
        )
    whole = "\n".join(parts).encode()
    return f"{len(parts)}.{len(whole)}.{zlib.crc32(whole):08x}.{zlib.adler32(whole):08x}"


def read_text(path: Path, name: str) -> str:
    """Read a UTF-8 file whole; raises DataError for a missing, empty or differently encoded one."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(Finding(name, 0, "the file is missing", mend="create it")) from None
    except OSError as error:
        raise DataError(Finding(name, 0, "the file cannot be read", error.strerror or "")) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError(
            Finding(
                name, 1, "the file starts with a byte order mark (BOM)", expected="plain UTF-8",
                mend="save it as 'CSV UTF-8' without BOM, or remove the first three bytes",
            )
        )  # fmt: skip
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            Finding(
                name, line, "the file is not UTF-8", f"byte 0x{content[error.start]:02x}", "UTF-8",
                "save it with the encoding UTF-8",
            )
        ) from None  # fmt: skip
    if not text.strip():
        raise DataError(Finding(name, 0, "the file is empty", expected="a header line", mend="restore it or delete it"))
    return text


def read_table(path: Path, columns: tuple[str, ...], root: Path, delimiter: str = ",") -> list[Row]:
    """Read a table strictly: exactly these columns in any order, an `id` that is there and unique.

    Returns the rows sorted by their first column of `columns`, so that the order of the rows in the
    file has no influence on anything. Raises DataError with all findings of the file.
    """
    name = display(path, root)
    return list(_parse_table(name, read_text(path, name), columns, delimiter))


@lru_cache(maxsize=256)  # who checks again after a change need not parse the other tables again
def _parse_table(name: str, text: str, columns: tuple[str, ...], delimiter: str) -> tuple[Row, ...]:
    import csv
    import io

    header_line = text.splitlines()[0]
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if delimiter == "," and sign in header_line and "," not in header_line:
            mend = "save it as CSV with commas (in a spreadsheet: 'CSV UTF-8', field delimiter ',')"
            raise DataError(Finding(name, 1, f"the columns are parted by {called}", expected="commas", mend=mend))
    findings: list[Finding] = []
    rows: list[Row] = []
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
            row = Row(name, line, dict(zip(header, cells, strict=True)))
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
        findings.append(Finding(name, start, "this is not CSV", str(error), mend="look for a lone double quote"))
    if findings:
        raise DataError(findings)
    return tuple(sorted(rows, key=lambda row: row[key]))


def _check_header(name: str, header: list[str], columns: tuple[str, ...]) -> Iterator[Finding]:
    for column in header:
        if header.count(column) > 1:
            yield Finding(name, 1, f"column '{column}' is there twice", mend="remove one")
            return
        if column not in columns:
            hint = nearest(column, columns) or f"the columns are {','.join(columns)}"
            yield Finding(name, 1, "unknown column", f"'{column}'", mend=hint)
    for column in columns:
        if column not in header:
            yield Finding(name, 1, "missing column", expected=f"'{column}'", mend="add it to the header and every row")


_DAMAGED = re.compile("[\x00-\x09\x0b-\x1f\ufffd]")  # control characters but the line feed


def _check_cells(row: Row) -> Iterator[Finding]:
    for column, cell in row.cells.items():
        if cell != cell.strip():
            yield row.finding(column, "the cell has white space at its ends", mend="remove it")
        if _DAMAGED.search(cell):
            yield row.finding(column, "the cell holds a damaged or invisible character", mend="type it anew")


def read_yaml(path: Path, root: Path) -> tuple[str, dict[str, Any], dict[str, int]]:
    """Read `article.yaml`: its display name, its content with every scalar as text, and lines by key.

    Raises DataError for syntax errors, unknown or missing keys and keys given twice.
    """
    name = display(path, root)
    return _parse_yaml(name, read_text(path, name))


@lru_cache(maxsize=64)
def _parse_yaml(name: str, text: str) -> tuple[str, dict[str, Any], dict[str, int]]:
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        _check_yaml(name, node, set())
        content = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        mend = "mend the line or indent it like its neighbours"
        problem = (error.problem or "").removeprefix("found ")
        raise DataError(Finding(name, line, "this is not YAML", problem, mend=mend)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(Finding(name, line, "this is not YAML", error.reason, mend="type the line anew")) from None
    if not isinstance(node, yaml.MappingNode) or not isinstance(content, dict):
        raise DataError(Finding(name, 1, "the file has no keys", expected="lines such as 'length: 22794'"))
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    for key, value in node.value:
        if isinstance(value, yaml.MappingNode):
            lines |= {f"{key.value}.{inner.value}": inner.start_mark.line + 1 for inner, _ in value.value}
    for key in content:
        if key not in ARTICLE_KEYS:
            hint = nearest(key, ARTICLE_KEYS) or f"the keys are {', '.join(ARTICLE_KEYS)}"
            raise DataError(Finding(name, lines[key], "unknown key", f"'{key}'", mend=hint))
    return name, content, lines


def _check_yaml(name: str, node: Any, above: set[int]) -> None:
    """Refuse what a plain list of keys and values does not need: keys given twice or not plain, aliases."""
    import yaml

    if node is None or isinstance(node, yaml.ScalarNode):
        return
    line = node.start_mark.line + 1
    if id(node) in above:  # met before: an alias, which may also make the tree endless
        raise DataError(Finding(name, line, "the YAML has an alias", mend="write the value out"))
    above.add(id(node))
    seen = set()
    for part in node.value:
        key, value = part if isinstance(node, yaml.MappingNode) else (None, part)
        if key is not None:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise DataError(Finding(name, line, "the key is not a plain word", mend="mend it"))
            if key.value in seen:
                raise DataError(Finding(name, line, "the key is given twice", f"'{key.value}'", mend="keep one"))
            seen.add(key.value)
        _check_yaml(name, value, above)


def write_table(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]], delimiter: str = ",") -> None:
    """Write a table sorted by its first column, to a temporary file first and then under its name."""
    import csv

    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row[columns[0]]))


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


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside `path` that takes its place when the block ends well.

    If the block fails, `path` stays as it was and the temporary file goes. A link is followed; a
    device or pipe is written to, never replaced. Raises UsageError if `path` cannot be written.
    """
    import tempfile

    target = path.resolve()
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "Is a directory")
        plain = target.is_file() or not target.exists()
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent if plain else None)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None
    os.close(handle)
    try:
        yield Path(temporary)
        if plain:
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, target)
        else:
            target.write_bytes(Path(temporary).read_bytes())
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; make room or choose another place with -o") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def display(path: Path, root: Path) -> str:
    """A path as messages show it: below the house without the way to it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def entity_tables(root: Path) -> tuple[dict[str, list[Row]], set[str], list[Finding]]:
    """The entity tables of a house by kind, the kinds whose table could not be read, and all findings.

    A file that is no known table is refused, so that nothing is overlooked.
    """
    folder = root / "data" / "entities"
    known = {f"{table}.csv": kind for kind, (table, _) in names.KINDS.items()}
    findings = unknown_files(folder, known, root)
    rows: dict[str, list[Row]] = {}
    failed = set()
    for file, kind in sorted(known.items()):
        if (folder / file).exists():
            try:
                rows[kind] = read_table(folder / file, ENTITIES, root)
            except DataError as error:
                failed.add(kind)
                findings.extend(error.findings)
    return rows, failed, findings


def unknown_files(folder: Path, known: Iterable[str], root: Path) -> list[Finding]:
    """A finding for each file or folder in a folder of tables that has none of the known names."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name not in known and not path.name.startswith("."):
            tables = ", ".join(sorted(known))
            found.append(
                Finding(display(path, root), 0, "this is no table that is read", expected=tables, mend="rename it")
            )
    return found
