"""The tables beside the claims: disagreements, outcomes, mappings, accepted warnings, confirmed terms."""

from __future__ import annotations

import re

from kgtools.articles.fingerprints import FINGERPRINT
from kgtools.claims.cells import Cells
from kgtools.claims.model import MAPPING_PREFIXES, AcceptedWarning, ConfirmedTerm, Disagreement, Mapping, Outcome
from kgtools.claims.tables import TableRow
from kgtools.errors import nearest

CONFIRMED = "confirmed"  # the only mark there is


def disagreement(cells: Cells, row: TableRow, keys: set[str]) -> Disagreement:
    """A row of `data/disagreements.csv`; `keys` are those of all claims (article/id)."""
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
            elif key not in listed["claims"]:
                cells.wrong(row, column, f"'{key}' is not among the claims of the entry", "one of its claims")
    if not listed["claims"]:
        cells.wrong(row, "claims", "the entry names no claim", "article/claim, separated by spaces")
    if not row["explanation"] and row["status"] != "open":
        cells.wrong(row, "explanation", "the explanation is missing", "why, in plain words")
    return Disagreement(
        row["id"], cells.code(row, "type", "disagreement-type"), cells.code(row, "status", "disagreement-status"),
        cells.code(row, "found", "found"), listed["claims"], listed["prefers"], listed["holds_back"],
        row["explanation"], row["note"], _values(cells, row, listed["claims"]), row.file, row.line,
    )  # fmt: skip


def _values(cells: Cells, row: TableRow, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The values that an entry remembers: article/claim=number, separated by spaces."""
    found = []
    for part in row["values"].split():
        key, sign, number = part.partition("=")
        if not sign or key not in keys:
            cells.wrong(row, "values", f"'{part}' is not a value of a claim of the entry", "article/claim=number")
        found.append((key, number))
    return tuple(found)


def outcome(cells: Cells, row: TableRow, keys: set[str]) -> Outcome:
    """A row of `data/outcomes.csv`; `keys` are those of all claims (article/id)."""
    cells.slug(row, "turnover-target-2022")
    listed = tuple(row["claims"].split())
    for column, key in (("target", row["target"]), *(("claims", key) for key in listed)):
        if key not in keys and key.partition("/")[0] not in cells.failed:
            cells.wrong(row, column, f"unknown claim '{key}'", "article/claim", nearest(key, keys))
    return Outcome(
        row["id"], row["target"], cells.code(row, "outcome", "outcome"), listed, row["explanation"],
        row.file, row.line,
    )  # fmt: skip


def mapping(cells: Cells, row: TableRow) -> Mapping:
    """A row of `data/mappings.sssom.tsv`, its last three parts as CURIEs with the prefixes of MAPPING_PREFIXES."""
    cells.known(row, "subject_id")
    for column in ("predicate_id", "object_id", "mapping_justification"):
        prefix, _, local = row[column].partition(":")
        if prefix not in MAPPING_PREFIXES or not re.fullmatch(r"[\w.-]+", local):
            cells.wrong(
                row,
                column,
                "not a CURIE",
                f"one of {', '.join(sorted(MAPPING_PREFIXES))} and a local part",
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
