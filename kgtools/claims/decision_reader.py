"""The tables beside the claims: disagreements, outcomes, mappings, accepted warnings, readings, withdrawals ..."""

from __future__ import annotations

import re
from collections import abc, deque
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from kgtools import files, namespaces
from kgtools.articles.fingerprints import DIGEST, FINGERPRINT
from kgtools.changing import ByPart, ChosenByEach, Each
from kgtools.claims import tables
from kgtools.claims.cells import Cells, Named
from kgtools.claims.model import (
    MAPPING_PREFIXES,
    AcceptedWarning,
    Claim,
    ConfirmedTerm,
    Disagreement,
    ExplainedClash,
    LostEntry,
    Mapping,
    Outcome,
    Reading,
    Withdrawn,
)
from kgtools.claims.tables import TableRow
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, in_pieces, joined, of_piece, same
from kgtools.values import dates

CONFIRMED = "confirmed"  # the only mark there is
_PUBLISHED = re.compile(r"[a-z]+(/[A-Za-z0-9_.-]+)+|t:[A-Za-z]+")
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")  # of a CURIE; it becomes the end of IRIs as it stands


def _withdrawn_kinds() -> tuple[str, ...]:
    return ("article", "claim", "disagreement", "target", *namespaces.kinds())


def disagreements(
    cells: Cells, claims: ByPart[Claim]
) -> tuple[tuple[Disagreement, ...], tuple[LostEntry, ...]]:  # fmt: skip
    """The list of disagreements, each entry with what it remembers of its claims; `claims` are all, by key.

    Besides, what is remembered of entries that are not in the list any more.
    """
    data = cells.root / "data"
    rows = cells.rows(data / "disagreements.csv", tables.DISAGREEMENTS)
    kept = _remembered(cells, data)
    cells.findings += kept.findings
    gone = (LostEntry(name, *kept.of(name), *kept.places[name]) for name in _gone(rows, kept))
    return _entries(cells, rows, claims, kept), () if "data" in cells.failed else cells.of_checks(tuple(gone))


@for_the_same(4)
def _gone(rows: tuple[TableRow, ...], kept: _Kept) -> list[str]:
    """The entries that something is remembered of and that are not in the list."""
    return sorted(kept.places.keys() - {row["id"] for row in rows})


def _remembered(cells: Cells, data: Path) -> _Kept:
    """What entries remember; a build reads it, since it may be wrong, and keeps nothing of it."""
    compared, explained = data / "compared-claims.csv", data / "explained-clashes.csv"
    if cells.checks:
        rows = cells.rows(compared, tables.COMPARED_CLAIMS), cells.rows(explained, tables.EXPLAINED_CLASHES)
        return _kept(cells.ontology, *rows)
    deque(cells.one_by_one(lambda *_: None, compared, tables.COMPARED_CLAIMS), maxlen=0)
    return _Kept(cells.ontology, (), cells.rows(explained, tables.EXPLAINED_CLASHES))


class _Kept:
    """What entries remember: where that begins, the compared cells of each claim, the clashes that are explained."""

    def __init__(self, ontology: Ontology, compared: tuple[TableRow, ...], explained: tuple[TableRow, ...]) -> None:
        cells = Cells(Path(), ontology, keeps_rows=False)
        self.places: dict[str, tuple[str, int]] = {}
        self.compared: dict[str, dict[str, dict[str, str]]] = {}
        self.explained: dict[str, list[ExplainedClash]] = {}
        self.findings = cells.findings
        for row in compared:
            self.places.setdefault(row["disagreement"], (row.file, row.line))
            kept = {column: row[column] for column in tables.COMPARED_CELLS}
            self.compared.setdefault(row["disagreement"], {})[row["claim"]] = kept
        for row in explained:
            self.places.setdefault(row["disagreement"], (row.file, row.line))
            clash_type = cells.code(row, "type", "disagreement-type")
            clash = ExplainedClash(clash_type, row["question"], tuple(row["claims"].split()))
            self.explained.setdefault(row["disagreement"], []).append(clash)

    def of(self, entry: str) -> tuple[dict[str, dict[str, str]], tuple[ExplainedClash, ...]]:
        """The compared cells of each claim of an entry, and its clashes that are explained."""
        return self.compared.get(entry, _NONE), tuple(self.explained.get(entry, ()))


_kept = for_the_same(4)(_Kept)


def held_back(cells: Cells) -> set[str]:
    """The keys of the claims that the list of disagreements does not accept, as they are typed."""
    rows = cells.rows(cells.root / "data" / "disagreements.csv", tables.DISAGREEMENTS)
    return {key for row in rows for key in row["holds_back"].split()}


_NONE: dict[str, dict[str, str]] = {}


def _entries(
    cells: Cells, rows: tuple[TableRow, ...], claims: ByPart[Claim], kept: _Kept
) -> Same[Disagreement]:  # fmt: skip
    """The rows of `data/disagreements.csv`; if nothing is wrong with some, they are read again only if they change."""
    if not cells.keeps_rows:
        known = kept.of if cells.checks else lambda _: (_NONE, ())  # what an entry remembers is for who checks it
        return same(_entry(cells, row, claims, *known(row["id"])) for row in rows)
    parts = in_pieces(rows, "key")
    sound = _sound_entries.of(parts, _claims_of.of(parts, claims), given=(cells.ontology, kept))
    things = _things.of(parts)
    return joined(
        tuple(
            sound[name]
            if name in sound and things[name] <= cells.ids
            else same(_entry(cells, row, claims, *kept.of(row["id"])) for row in piece)
            for name, piece in parts.items()
        )
    )


def _sound_of(
    _: int, rows: Same[TableRow], claims: Same[Claim], ontology: Ontology, kept: _Kept
) -> Same[Disagreement] | None:  # fmt: skip
    """Some rows as entries, if nothing is wrong with any; `claims` are those that they name and that there are."""
    keys = of_piece(claims)
    if any(key not in keys for row in rows for key in row["claims"].split()):
        return None
    listed = (tuple(keys[key] for key in row["claims"].split()) for row in rows)
    found = [_sound(ontology, row, own, *kept.of(row["id"])) for row, own in zip(rows, listed, strict=True)]
    entries = same(entry for entry in found if entry is not None)
    return entries if len(entries) == len(rows) else None


_things = Each[int, Same[TableRow], frozenset[str]](
    lambda _, rows: frozenset(row["question"].partition(" ")[0] for row in rows)
)
_claims_of = ChosenByEach[int, str, Claim](
    lambda rows: dict.fromkeys(key for row in rows for key in row["claims"].split())
)
_sound_entries = Each[int, Same[TableRow], Same[Disagreement]](_sound_of)


def _entry(
    cells: Cells,
    row: TableRow,
    keys: abc.Mapping[str, Claim],
    compared: dict[str, dict[str, str]],
    explains: tuple[ExplainedClash, ...],
) -> Disagreement:
    """A row of `data/disagreements.csv`; one in which nothing is wrong is read again only if it or a claim changes."""
    claims = tuple(keys[key] for key in row["claims"].split() if key in keys)
    if cells.keeps_rows and row["question"].partition(" ")[0] in cells.ids:
        entry = _sound(cells.ontology, row, claims, compared, explains)
        if entry is not None:
            return entry
    return as_before(_disagreement(cells, row, keys, compared, explains))


@for_the_same(16384)
def _sound(
    ontology: Ontology,
    row: TableRow,
    claims: tuple[Claim, ...],
    compared: dict[str, dict[str, str]],
    explains: tuple[ExplainedClash, ...],
) -> Disagreement | None:
    """An entry about these claims, if nothing is wrong with its row."""
    cells = Cells(Path(), ontology)
    cells.ids = {row["question"].partition(" ")[0]}
    entry = _disagreement(cells, row, {claim.key: claim for claim in claims}, compared, explains)
    return None if cells.findings else as_before(entry)


def _disagreement(
    cells: Cells,
    row: TableRow,
    keys: abc.Mapping[str, Claim],
    compared: dict[str, dict[str, str]],
    explains: tuple[ExplainedClash, ...],
) -> Disagreement:
    """A row of `data/disagreements.csv`."""
    cells.slug(row, "turnover-2016")
    listed = {}
    for column in ("claims", "prefers", "holds_back"):
        listed[column] = tuple(row[column].split())
        for key in listed[column]:
            if key.partition("/")[0] in cells.failed:
                continue
            if key not in keys:
                cells.wrong(row, column, f"unknown claim '{key}'", "article/claim, separated by spaces",
                           nearest(key, keys))  # fmt: skip
            elif listed[column].count(key) > 1:
                cells.wrong(row, column, f"'{key}' is there twice", "each claim once")
            elif key not in listed["claims"]:
                cells.wrong(row, column, f"'{key}' is not among the claims of the entry", "one of its claims")
    if not listed["claims"]:
        cells.wrong(row, "claims", "the entry names no claim", "article/claim, separated by spaces")
    if not row["explanation"] and row["status"] != "open":
        cells.wrong(row, "explanation", "the explanation is missing", "why, in plain words")
    if not row["needed"] and row["status"] == "open" and row["explanation"]:
        cells.wrong(row, "needed", "an open disagreement says what would decide it", "the evidence that is missing")
    if row["needed"] and row["status"] != "open":
        cells.wrong(row, "needed", "what is not open needs no evidence", "an empty cell", "or make the status open")
    if all(key in keys for key in listed["claims"]):  # others are reported, or their table is
        _question(cells, row, [keys[key] for key in listed["claims"]])
    return Disagreement(
        row["id"], cells.code(row, "kind", "disagreement-kind"), cells.code(row, "type", "disagreement-type"),
        cells.code(row, "status", "disagreement-status"), cells.code(row, "found", "found"), row["question"],
        listed["claims"], listed["prefers"], listed["holds_back"], row["explanation"], row["needed"], row["note"],
        row.file, row.line, compared, explains,
    )  # fmt: skip


def _question(cells: Cells, row: TableRow, claims: list[Claim]) -> None:
    """Check the question of an entry: a thing of which one of its claims speaks, and a period or property."""
    thing, _, aspect = row["question"].partition(" ")
    if thing not in cells.ids:
        if thing.partition("/")[0] not in cells.failed:
            expected = "the id of a thing, then a property, or for an indicator a period"
            cells.wrong(row, "question", f"unknown thing '{thing}'", expected, nearest(thing, cells.ids))
        return
    if claims and not any(thing in {*claim.entities, f"article/{claim.article}"} for claim in claims):
        cells.wrong(row, "question", f"no claim of the entry speaks of '{thing}'", "a thing in one of its claims")
    if aspect and thing.startswith("indicator/"):
        try:
            dates.parse(aspect)
        except ValueError as error:
            cells.wrong(row, "question", f"invalid period '{aspect}': {error}", "a date in EDTF, such as 2022")
    elif aspect and aspect not in cells.ontology.properties:
        hint = nearest(aspect, cells.ontology.properties)
        cells.wrong(row, "question", f"unknown property '{aspect}'", "a property of the ontology", hint)


def outcomes(
    cells: Cells, rows: tuple[TableRow, ...], claims: ByPart[Claim]
) -> Same[Outcome]:  # fmt: skip
    """The rows of `data/outcomes.csv`; if nothing is wrong with them, they are read again only if they change."""
    parts = in_pieces(rows, "key")
    known = _outcomes.of(parts, given=(cells.ontology,))
    there = _told_in.of(known, claims)
    return joined(
        tuple(
            known[name].rows
            if known[name].sound and len(there[name]) == len(known[name].named)
            else same(as_before(outcome(cells, row, claims.keys())) for row in piece)
            for name, piece in parts.items()
        )
    )


@dataclass(frozen=True, eq=False)
class _Outcomes:
    """Some rows of outcomes, the keys of the claims that they name, and whether nothing else is wrong with them."""

    rows: Same[Outcome]
    named: tuple[str, ...]
    sound: bool


def _outcomes_of(_: int, rows: Same[TableRow], ontology: Ontology) -> _Outcomes:
    cells, named = Cells(Path(), ontology), Named()
    found = same(as_before(outcome(cells, row, named)) for row in rows)
    return _Outcomes(found, tuple(sorted(named)), not cells.findings)


_outcomes = Each[int, Same[TableRow], _Outcomes](_outcomes_of)
_told_in = ChosenByEach[int, str, Claim](lambda some: some.named)


def outcome(cells: Cells, row: TableRow, keys: Set[str]) -> Outcome:
    """A row of `data/outcomes.csv`; `keys` are those of all claims (article/id)."""
    cells.slug(row, "turnover-target-2022")
    listed = {column: tuple(row[column].split()) for column in ("told_by", "decided_by")}
    for column, found in listed.items():
        for key in found:
            if key not in keys and key.partition("/")[0] not in cells.failed:
                cells.wrong(row, column, f"unknown claim '{key}'", "article/claim, separated by spaces",
                           nearest(key, keys))  # fmt: skip
    if not listed["told_by"]:
        cells.wrong(row, "told_by", "the row names no target", "the claims that tell it, separated by spaces")
    return Outcome(
        row["id"], listed["told_by"], cells.code(row, "outcome", "outcome"), listed["decided_by"], row["explanation"],
        row.file, row.line,
    )  # fmt: skip


def mapping(cells: Cells, row: TableRow) -> Mapping:
    """A row of `data/mappings.sssom.tsv`, its last three parts as CURIEs with the prefixes of MAPPING_PREFIXES."""
    cells.known(row, "subject_id")
    for column in ("predicate_id", "object_id", "mapping_justification"):
        prefix, _, local = row[column].partition(":")
        if prefix not in MAPPING_PREFIXES or not _LOCAL.fullmatch(local):
            cells.wrong(
                row,
                column,
                "not a CURIE",
                f"one of {', '.join(sorted(MAPPING_PREFIXES))}, a colon, and ASCII letters, digits, '_', '-' and '.'",
            )
    return Mapping(row["subject_id"], row["predicate_id"], row["object_id"], row["mapping_justification"],
                   row["comment"], row.file, row.line)  # fmt: skip


def accepted_warning(cells: Cells, row: TableRow) -> AcceptedWarning:
    """A row of `data/accepted-warnings.csv`."""
    cells.slug(row, "w012")
    for column, expected in (
        ("check", "the name of a check, as kgtools check --format csv prints it"),
        ("file", "a table, such as data/disagreements.csv"),
        ("row", "the id of a row of that table"),
        ("reason", "why it may stay, in plain words"),
    ):
        if not row[column]:
            cells.wrong(row, column, "the cell is empty", expected)
    return AcceptedWarning(row["id"], row["check"], row["file"], row["row"], row["reason"], row.file, row.line)


def confirmed_term(cells: Cells, row: TableRow) -> ConfirmedTerm:
    """A row of `data/confirmed-terms.csv`, which `kgtools check --confirm` writes."""
    if not FINGERPRINT.fullmatch(row["fingerprint"]):
        cells.wrong(row, "fingerprint", "not a fingerprint", "as kgtools check --confirm writes it")
    if row["mark"] != CONFIRMED:
        cells.wrong(row, "mark", "unknown mark", CONFIRMED, "remove the row if the term is not the right one")
    return ConfirmedTerm(row["claim"], row["column"], row["fingerprint"], row.file, row.line)


_RELEASE = re.compile(r"\d+\.\d+(\.\d+)?([a-z]+\d*)?")
PUBLISHED = "published.txt"


def withdrawn(cells: Cells, rows: Iterable[TableRow], known: set[str]) -> Iterator[Withdrawn]:
    """The rows of `data/withdrawn.csv`; `known` are the ids of all that the other tables define."""
    there = known | {row["id"] for row in rows}
    for row in rows:
        replacing = tuple(row["replaced_by"].split())
        if not re.fullmatch(rf"({'|'.join(_withdrawn_kinds())})(/{namespaces.SLUG.pattern})+", row["id"]):
            hint = "a term or code stays in the ontology, with owl:deprecated true"
            expected = "one such as claim/short-note/f001 or person/ada-quill"
            cells.wrong(row, "id", "not the id of what can be withdrawn", expected, hint)
        elif row["id"] in known:
            cells.wrong(row, "id", "it is in the data", "what is no longer there", "remove this row, or the other")
        if not _RELEASE.fullmatch(row["release"]):
            cells.wrong(row, "release", "not a version", "the release in which it went, such as 0.2.0")
        if not row["reason"]:
            cells.wrong(row, "reason", "the reason is missing", "why it went, in plain words")
        for other in replacing:
            if other == row["id"] or (other not in there and not cells.failed):
                expected = "ids of what is in the data, separated by spaces"
                cells.wrong(row, "replaced_by", f"'{other}' replaces nothing here", expected, nearest(other, known))
        yield Withdrawn(row["id"], row["release"], row["reason"], replacing, row.file, row.line)


def published(cells: Cells) -> dict[str, int]:
    """The ids in `data/published.txt`, each with its line; none before there is a release."""
    path = cells.root / "data" / PUBLISHED
    found: dict[str, int] = {}
    if not path.exists():
        return found
    name = files.display(path, cells.root)
    for line, identifier in enumerate(files.read_text(path, name).splitlines(), 1):
        if not _PUBLISHED.fullmatch(identifier):
            hint = "copy ids.txt of the release as it is"
            cells.findings.append(Finding(name, line, "not the id of anything", f"'{identifier}'", "one a line", hint))
        found.setdefault(identifier, line)
    return found


_NOTE_READ = "write the table with: kgtools readings"


def readings(cells: Cells, folders: Iterable[Path]) -> Iterator[Reading]:
    """The rows of each `readings.csv`, which `kgtools readings` writes beside the tables of a folder."""
    for folder in folders:
        for row in cells.rows(folder / tables.READ, tables.READINGS):
            if "/" in row["table"]:
                cells.wrong(row, "table", "not a table of this folder", "a file name such as facts.csv", _NOTE_READ)
            if not DIGEST.fullmatch(row["fingerprint"]):
                cells.wrong(row, "fingerprint", "not a fingerprint of a row", "16 hexadecimal digits", _NOTE_READ)
            if not row["first"]:
                cells.wrong(row, "first", "the mark of the reader is missing", "who has read the row", _NOTE_READ)
            table = f"{row.file.rpartition('/')[0]}/{row['table']}"
            yield Reading(table, row["row"], row["fingerprint"], row["first"], row["second"], row.file, row.line)
