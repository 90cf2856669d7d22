"""Rows that the machine proposes for the list of disagreements and for the outcomes, for a curator to finish."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.claims.model import Corpus, Figure
from kgtools.compare.disagreements import MACHINE, DisagreementIndex, clashes, printed_number
from kgtools.compare.outcomes import Judge, targets
from kgtools.ontology import Ontology


def disagreements(corpus: Corpus, ontology: Ontology) -> list[dict[str, str]]:
    """A row of `data/disagreements.csv` for every clash without entry, sorted by id."""
    found = list(clashes(corpus, ontology))
    index = DisagreementIndex(corpus, found)
    taken = {entry.id for entry in corpus.disagreements}
    rows = []
    for clash in found:
        if index.covering(clash):
            continue
        stem = f"{clash.type}-{clash.claims[-1].replace('/', '-')}"
        identifier, number = stem, 1
        while identifier in taken:
            number += 1
            identifier = f"{stem}-{number}"
        taken.add(identifier)
        rows.append(
            {
                "id": identifier, "type": clash.type, "status": "open", "found": MACHINE,
                "claims": " ".join(clash.claims), "prefers": "", "holds_back": "", "explanation": "",
                "note": clash.why, "values": printed_values(corpus, clash.claims),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: row["id"])


def printed_values(corpus: Corpus, keys: Iterable[str]) -> str:
    """The column `values` of an entry with these claims: what its figures print."""
    figures = (corpus.by_key[key] for key in keys)
    return " ".join(f"{figure.key}={printed_number(figure)}" for figure in figures if isinstance(figure, Figure))


def outcomes(corpus: Corpus, ontology: Ontology) -> list[dict[str, str]]:
    """A row of `data/outcomes.csv` for every target that has none.

    The outcome is what arithmetic and equality of statements give; where they give nothing, an opinion is
    unknowable unless it has a horizon, and everything else is open.
    """
    judge = Judge(corpus, ontology)
    known = {row.target for row in corpus.outcomes}
    taken = {row.id for row in corpus.outcomes}
    rows = []
    for target in targets(corpus):
        if target.key in known:
            continue
        outcome, claims = judge.verdict(target)
        identifier = target.key.replace("/", "-")
        while identifier in taken:
            identifier += "-x"
        taken.add(identifier)
        keys = " ".join(sorted(claim.key for claim in claims))
        rows.append({"id": identifier, "target": target.key, "outcome": outcome, "claims": keys, "explanation": ""})
    return rows
