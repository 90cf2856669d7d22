"""Warnings that a curator has looked at and lets stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.claims.model import AcceptedWarning, Article, Claim, Corpus, Disagreement, Entity
from kgtools.errors import Finding


def separate(findings: Iterable[Finding], corpus: Corpus) -> tuple[list[Finding], list[Finding]]:
    """Part findings into those to report and the warnings that a curator has accepted.

    An accepted warning that no longer occurs is reported on its own row, as is one that accepts a
    violation: what is wrong must be corrected.
    """
    rows = {(file, line): identifier for file, line, identifier in _rows(corpus)}
    accepting = {(entry.check, entry.table, entry.row): entry for entry in corpus.accepted_warnings}
    idle = dict.fromkeys(corpus.accepted_warnings, "no such warning occurs any more")
    reported, accepted = [], []
    for finding in findings:
        entry = accepting.get((finding.check, finding.file, rows.get((finding.file, finding.line), "")))
        if entry is None:
            reported.append(finding)
        elif finding.severity == "violation":
            reported.append(finding)
            idle[entry] = "a violation cannot be accepted"
        else:
            accepted.append(finding)
            idle.pop(entry, None)
    reported.extend(_idle(entry, why) for entry, why in idle.items())
    return sorted(reported), sorted(accepted)


def _idle(entry: AcceptedWarning, why: str) -> Finding:
    hint = "correct the data and remove the row" if "cannot" in why else "remove the row"
    actual = f"{entry.check} on {entry.row} of {entry.table}"
    return Finding(entry.file, entry.line, why, actual, hint=hint, check="accepted-warning")


def _rows(corpus: Corpus) -> Iterator[tuple[str, int, str]]:
    """File, line and id of every row that a finding can be about."""
    rows: tuple[Entity | Claim | Article | Disagreement, ...]
    rows = (*corpus.entities.values(), *corpus.claims, *corpus.articles.values(), *corpus.disagreements)
    yield from ((row.file, row.line, row.id) for row in rows)
    yield from ((mapping.file, mapping.line, mapping.subject) for mapping in corpus.mappings)
