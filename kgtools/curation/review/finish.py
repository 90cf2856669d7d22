"""The end of a review: all that was accepted is written into the tables of the project in one step, or nothing is.

What is written is first laid beside the project and read as a whole: so the list of disagreements and the outcomes
get the rows that the machine proposes for the new claims, and nothing comes into the tables that cannot be read.
Finishing twice writes nothing twice.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kgtools import files, namespaces
from kgtools.articles.copies import Copy
from kgtools.claims import reader, tables
from kgtools.claims.model import Corpus
from kgtools.claims.tables import TableRow
from kgtools.compare.outcomes import FILE as OUTCOMES
from kgtools.curation import ledger, printed, readings
from kgtools.curation.review.decisions import EDITED, MERGED, SAME
from kgtools.curation.review.decisions import NEW as NEW_THING
from kgtools.curation.review.items import CLAIMS, EMPTY, THING, columns_of
from kgtools.curation.review.rows import Row
from kgtools.curation.review.session import Review
from kgtools.errors import DataError, Finding, UsageError
from kgtools.ontology import Ontology
from kgtools.values.transliteration import bare

_LETTERS = {"fact": "f", "figure": "n", "opinion": "o"}  # with which the ids of claims begin
DISAGREEMENTS = "data/disagreements.csv"


@dataclass(frozen=True)
class Finished:
    """What was written: the files, the ids of new claims and of new things, names added to things that were known,
    passages noted as empty, proposed entries of the list of disagreements, and proposed or longer outcomes.

    `left` is how many rows are still open.
    """

    files: tuple[str, ...]
    claims: tuple[str, ...]
    things: tuple[str, ...]
    aliases: int
    empty: int
    disagreements: tuple[str, ...]
    outcomes: int
    left: int


def finish(review: Review, file: str) -> Finished:
    """Write what was accepted; `file` is what findings call the proposals.

    Raises DataError with what keeps rows from being written, UsageError if the tables cannot be; nothing is then.
    """
    if faults := review.faults():
        raise DataError(
            Finding(file, review.rows[key].item.line, fault, hint="decide on it again", check="review")
            for key, found in faults.items() for fault in found
        )  # fmt: skip
    written = _Written(review)
    written.gather()
    texts = dict(written.texts)
    root, terms = review.ground.root, review.ground.terms
    with _beside(root, texts) as shadow:
        corpus = reader.load(shadow, terms, with_names=False)
        texts |= _moved(_printed(shadow, corpus, review.ground.copies), shadow, root)
        entries, proposed = _proposed(shadow, corpus, terms)
        rows = _read_rows(corpus, written)
        noted = readings.note(corpus, rows, review.log.reader) if rows else []
        proposed |= readings.texts(shadow, noted) if noted else {}
        texts |= _moved(proposed, shadow, root)
    changed = {path: text for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text}
    files.replace_all(root, changed)
    try:
        review.note_written(written.keys)
    except UsageError as error:  # what stands in the tables is known again by its cells
        raise UsageError(f"the tables are written, but {error}; make room, and finish again") from None
    open_rows = sum(row.is_open for row in review.rows.values())
    return Finished(
        tuple(sorted(files.display(path, root) for path in changed)), tuple(written.claims), tuple(written.things),
        written.aliases, written.empty, entries[0], entries[1], open_rows,
    )  # fmt: skip


# -- the rows -----------------------------------------------------------------------------------------


class _Written:
    """The texts of the tables that a review changes, by path, and what in them is new."""

    def __init__(self, review: Review) -> None:
        self.texts: dict[Path, str] = {}
        self.claims: list[str] = []
        self.things: list[str] = []
        self.aliases = 0
        self.empty = 0
        self._review = review
        self._root = review.ground.root
        self.keys = [row.key for row in review.rows.values() if row.is_kept and not row.is_written]
        self._kept = [review.rows[key] for key in self.keys]
        self._entities: dict[str, dict[str, dict[str, str]]] = {}  # by kind and id

    def gather(self) -> None:
        """Gather all that is to be written."""
        self._gather_things()
        self._gather_claims()
        self._gather_empty()

    def _table(self, kind: str) -> dict[str, dict[str, str]]:
        """The entities of a kind, by id, as they will be."""
        if kind not in self._entities:
            path = self._path(kind)
            rows = tables.read_table(path, tables.entities(), self._root) if path.exists() else []
            self._entities[kind] = {row["id"]: dict(row.cells) for row in rows}
        return self._entities[kind]

    def _path(self, kind: str) -> Path:
        return self._root / "data" / "entities" / f"{namespaces.kinds()[kind][0]}.csv"

    def _gather_things(self) -> None:
        changed = set()
        for row in self._kept:
            if row.item.kind == THING and row.verdict.status == NEW_THING:
                identifier = row.cells["id"]
                kind = identifier.partition("/")[0]
                cells = dict.fromkeys(columns_of(THING), "") | {
                    key: row.cells.get(key, "") for key in columns_of(THING)
                }
                if identifier not in self._table(kind):
                    self._table(kind)[identifier] = cells
                    self.things.append(identifier)
                    changed.add(kind)
        for row in self._kept:
            if row.item.kind == THING and row.verdict.status in (SAME, MERGED):
                changed |= self._name(row, self._found(row))
        for kind in changed:
            self.texts[self._path(kind)] = tables.as_text(tables.entities(), self._table(kind).values())

    def _found(self, row: Row) -> str:
        """The id of what a thing was found to be."""
        while row.verdict.status == MERGED:
            row = self._review.rows[row.verdict.target]
        return row.verdict.target if row.verdict.status == SAME else row.cells.get("id", "")

    def _name(self, row: Row, identifier: str) -> set[str]:
        """Give a thing the printed names of another proposal that it has not; its kind, if any is new."""
        kind = identifier.partition("/")[0]
        if identifier not in self._table(kind):
            return set()
        cells = self._table(kind)[identifier]
        given = {bare(name).casefold() for name in row.item.printed}
        new = []
        for language, name in row.item.labels.items():
            known = [cells[f"label_{language}"]] if language in namespaces.languages() else []
            known += [part.strip().rpartition("@")[0] for part in cells["aliases"].split("|")]
            if bare(name).casefold() in given - {bare(one).casefold() for one in known}:
                new.append(f"{name}@{language}")
        cells["aliases"] = " | ".join(filter(None, (cells["aliases"], *new)))
        self.aliases += len(new)
        return {kind} if new else set()

    def _gather_claims(self) -> None:
        article = self._review.ground.article.id
        folder = self._root / "data" / "articles" / article
        there = {
            kind: tables.read_table(folder / table, columns_of(kind), self._root) if (folder / table).exists() else []
            for kind, table in CLAIMS.items()
        }
        taken = {row["id"] for rows in there.values() for row in rows}
        for kind, table in CLAIMS.items():
            known = {row.fingerprint for row in there[kind]}
            rows = [row.cells for row in there[kind]]
            for cells in self._cells(kind):
                if (print_ := TableRow("", 0, cells).fingerprint) in known:
                    continue  # it stands there already, or was proposed twice
                identifier = _next(_LETTERS[kind], taken)
                taken.add(identifier)
                known.add(print_)
                rows.append({**cells, "id": identifier})
                self.claims.append(f"{article}/{identifier}")
            if len(rows) > len(there[kind]):
                self.texts[folder / table] = tables.as_text(columns_of(kind), rows)

    def _cells(self, kind: str) -> Iterator[dict[str, str]]:
        """The rows of a table of claims that were accepted, in the order of the text, without ids."""
        for row in self._kept:
            if row.item.kind == kind and row.anchor:
                place = {"start": str(row.anchor.start), "end": str(row.anchor.end)}
                place["fingerprint"] = row.anchor.fingerprint
                cells = {column: row.cells.get(column, "") for column in columns_of(kind) if column != "id"}
                yield cells | place

    def _gather_empty(self) -> None:
        path = self._root / self._review.ground.article.file
        known = {part.anchor for part in self._review.ground.article.empty}
        lines = [
            f"- {row.anchor.start}-{row.anchor.end} {row.anchor.fingerprint} {row.cells['why']}"
            for row in self._kept if row.item.kind == EMPTY and row.anchor and row.anchor not in known
        ]  # fmt: skip
        if lines:
            text = files.read_text(path, self._review.ground.article.file)
            if (changed := with_empty(text, list(dict.fromkeys(lines)))) != text:
                self.texts[path] = changed
                self.empty = len(dict.fromkeys(lines))


def _next(letter: str, taken: set[str]) -> str:
    """The id after the last that begins with a letter.

    >>> _next("f", {"f001", "f012", "n099"})
    'f013'
    """
    numbers = [int(one[1:]) for one in taken if one[:1] == letter and one[1:].isdecimal()]
    return f"{letter}{max(numbers, default=0) + 1:03}"


def with_empty(text: str, lines: list[str]) -> str:
    """An `article.yaml` with passages noted as empty, after those that are; all else stays as it is.

    >>> print(with_empty("length: 9\\nempty:\\n  - 1-2 a b\\nreview: entered\\n", ["- 3-4 c d"]))
    length: 9
    empty:
      - 1-2 a b
      - 3-4 c d
    review: entered
    <BLANKLINE>
    """
    kept = [line for line in text.splitlines() if not line.startswith("empty: []")]
    starts = [number for number, line in enumerate(kept) if line.startswith("empty:")]
    if not starts:
        return "\n".join([*kept, "empty:", *(f"  {line}" for line in lines)]) + "\n"
    end = starts[0] + 1
    while end < len(kept) and kept[end].lstrip().startswith("- "):
        end += 1
    indent = kept[end - 1].partition("-")[0] if end > starts[0] + 1 else "  "
    new = [f"{indent}{line}" for line in lines if f"{indent}{line}" not in kept]
    return "\n".join([*kept[:end], *new, *kept[end:]]) + "\n"


# -- what follows from them ---------------------------------------------------------------------------


@contextmanager
def _beside(root: Path, texts: Mapping[Path, str]) -> Iterator[Path]:
    """A copy of a project as it will be, which is gone when the block ends. Raises UsageError if there is no room."""
    try:
        with tempfile.TemporaryDirectory(prefix="tandem-review-") as folder:
            shadow = Path(folder).resolve()
            shutil.copytree(root / "data", shadow / "data", ignore=shutil.ignore_patterns(".*"))
            (shadow / "ontology").symlink_to(root / "ontology")
            for path, text in texts.items():
                place = shadow / path.relative_to(root)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text.encode())
            yield shadow
    except OSError as error:
        raise UsageError(
            f"cannot prepare the tables: {error.strerror or error}; make room and finish again, no decision is lost"
        ) from None


def _moved(texts: Mapping[Path, str], shadow: Path, root: Path) -> dict[Path, str]:
    return {root / path.relative_to(shadow): text for path, text in texts.items()}


def _printed(shadow: Path, corpus: Corpus, copies: Mapping[str, Copy]) -> dict[Path, str]:
    texts: dict[Path, str] = {}
    for article, copy in copies.items():
        if article in corpus.articles:
            texts |= printed.read(shadow, corpus, article, copy).texts
    return texts


def _proposed(shadow: Path, corpus: Corpus, terms: Ontology) -> tuple[tuple[tuple[str, ...], int], dict[Path, str]]:
    """What the machine adds to the list of disagreements and to the outcomes: what it is, and the texts."""
    texts: dict[Path, str] = {}
    entries = ledger.disagreements(corpus, terms)
    if entries:
        listed = shadow / DISAGREEMENTS
        rows = [ledger.row(entry) for entry in entries]
        texts[listed] = tables.with_rows(listed, tables.DISAGREEMENTS, rows, shadow)
        texts |= ledger.memory(shadow, [*corpus.disagreements, *corpus.lost_entries, *entries])
    outcomes, added, longer = ledger.all_outcomes(corpus, terms)
    if added or longer:
        texts[shadow / OUTCOMES] = tables.as_text(tables.OUTCOMES, outcomes)
    return (tuple(entry.id for entry in entries), added + longer), texts


def _read_rows(corpus: Corpus, written: _Written) -> list[str]:
    """The rows that the reviewer has held against the text: new claims, and new things where readings are noted."""
    noted = any(reading.file.startswith("data/entities/") for reading in corpus.readings)
    return [*written.claims, *(written.things if noted else ())]


# -- the second reading -------------------------------------------------------------------------------


def finish_second(review: Review) -> tuple[int, int]:
    """Note the second reading of claims that were found right, and write those that were edited, which then count as
    read once; returns how many of each. Raises as `finish` does.
    """
    ground = review.ground
    kept = [row for row in review.rows.values() if row.is_kept]
    edited = {row.cells["id"]: row.cells for row in kept if row.verdict.status == EDITED or row.verdict.anchor}
    texts = {}
    for kind, table in CLAIMS.items():
        path = ground.root / "data" / "articles" / ground.article.id / table
        rows = tables.read_table(path, columns_of(kind), ground.root) if path.exists() else []
        changed = [{**row.cells, **edited.get(row["id"], {}), **_place(review, row)} for row in rows]
        if changed != [row.cells for row in rows]:
            texts[path] = tables.as_text(columns_of(kind), changed)
    with _beside(ground.root, texts) as shadow:
        corpus = reader.load(shadow, ground.terms)
        names = [f"{ground.article.id}/{row.cells['id']}" for row in kept]
        noted = readings.note(corpus, names, review.log.reader) if names else []
        texts |= _moved(readings.texts(shadow, noted), shadow, ground.root) if noted else {}
    files.replace_all(ground.root, texts)
    return len(kept) - len(edited), len(edited)


def _place(review: Review, row: TableRow) -> dict[str, str]:
    """The cells of the passage of a claim, if it was selected anew."""
    reviewed = review.rows.get(f"{row.key}@{row.fingerprint}")
    anchor = reviewed.verdict.anchor if reviewed and reviewed.is_kept else None
    return (
        {"start": str(anchor.start), "end": str(anchor.end), "fingerprint": anchor.fingerprint} if anchor else {}
    )  # fmt: skip
