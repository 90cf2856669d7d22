"""Rows that the machine proposes for the list of disagreements and for the outcomes, for a curator to finish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kgtools.claims import tables
from kgtools.claims.model import Claim, Corpus, Disagreement, LostEntry
from kgtools.compare.clash import Clash
from kgtools.compare.compared import compared
from kgtools.compare.disagreements import MACHINE, clashes, covers, explained
from kgtools.compare.outcomes import rows_by_target
from kgtools.compare.targets import Targets, keys
from kgtools.compare.verdicts import Judge
from kgtools.ontology import Ontology
from kgtools.values import dates

# What a clash is taken for until a curator has looked at it, by its type.
_KINDS = {
    "plan-versus-result": "plan", "revised-later": "plan", "same-origin": "retelling", "misprint": "misprint",
    "two-names": "identity",
}  # fmt: skip


def disagreements(corpus: Corpus, ontology: Ontology) -> list[Disagreement]:
    """An entry for every clash that none could explain, sorted by id, as it would be if it were confirmed."""
    found = list(clashes(corpus, ontology))
    taken = {entry.id for entry in corpus.disagreements}
    entries = []
    for clash in found:
        if any(covers(entry, clash) for entry in corpus.disagreements):
            continue
        stem = f"{clash.type}-{clash.claims[-1].replace('/', '-')}"
        identifier, number = stem, 1
        while identifier in taken:
            number += 1
            identifier = f"{stem}-{number}"
        taken.add(identifier)
        question = _question(corpus, ontology, clash)
        entry = Disagreement(
            identifier, _KINDS.get(clash.type, "value"), clash.type, "open", MACHINE, question, clash.claims,
            (), (), "", "", clash.why, "data/disagreements.csv", 0,
        )  # fmt: skip
        entries.append(confirmed(entry, corpus, ontology, [clash]))
    return sorted(entries, key=lambda entry: entry.id)


def _question(corpus: Corpus, ontology: Ontology, clash: Clash) -> str:
    """What a clash is about, as an entry says it: a thing with a property, or an indicator with a period.

    A clash of whole passages is about what the first of its claims speaks of; a curator makes it exact.
    """
    thing, *rest = clash.question.split() or [next(iter(corpus.by_key[clash.claims[0]].terms.values()))]
    if thing.startswith("indicator/") and rest and _is_date(rest[-1]):
        return f"{thing} {rest[-1]}"
    return f"{thing} {rest[0]}" if len(rest) == 1 and rest[0] in ontology.properties else thing


def _is_date(word: str) -> bool:
    try:
        dates.parse(word)
    except ValueError:
        return False
    return True


def confirmed(entry: Disagreement, corpus: Corpus, ontology: Ontology, found: Iterable[Clash]) -> Disagreement:
    """An entry that remembers its claims as they are, and the clashes between them that are found now."""
    cells = {key: compared(corpus.by_key[key], ontology) for key in entry.claims}
    return replace(entry, compared=cells, explains=explained(entry, found))


def confirm(corpus: Corpus, ontology: Ontology, identifiers: Iterable[str]) -> list[Disagreement]:
    """All entries of a corpus, of which the named ones are confirmed anew."""
    chosen = set(identifiers)
    found = list(clashes(corpus, ontology))
    return [
        confirmed(entry, corpus, ontology, found) if entry.id in chosen else entry for entry in corpus.disagreements
    ]


def row(entry: Disagreement) -> dict[str, str]:
    """An entry as a row of `data/disagreements.csv`."""
    cells = {column: getattr(entry, column) for column in tables.DISAGREEMENTS}
    return {column: cell if isinstance(cell, str) else " ".join(cell) for column, cell in cells.items()}


def memory(root: Path, entries: Iterable[Disagreement | LostEntry]) -> dict[Path, str]:
    """What entries remember, as the texts of `data/compared-claims.csv` and `data/explained-clashes.csv`."""
    claims, explanations = [], []
    for entry in sorted(entries, key=lambda entry: entry.id):
        for key, cells in sorted(entry.compared.items()):
            claims.append({"disagreement": entry.id, "claim": key, **cells})
        explanations += [
            {"disagreement": entry.id, "type": known.type, "question": known.question, "claims": " ".join(known.claims)}
            for known in entry.explains
        ]
    return {
        root / "data" / "compared-claims.csv": tables.as_text(tables.COMPARED_CLAIMS, claims),
        root / "data" / "explained-clashes.csv": tables.as_text(tables.EXPLAINED_CLASHES, explanations),
    }


def outcomes(corpus: Corpus, ontology: Ontology) -> list[dict[str, str]]:
    """A row of `data/outcomes.csv` for every target that has none, with all the claims that tell it.

    The outcome is what arithmetic and equality of statements give; where they give nothing, an opinion is
    unknowable unless it has a horizon, and everything else is open.
    """
    judge = Judge(corpus, ontology)
    known = rows_by_target(corpus, judge.targets)
    taken = {row.id for row in corpus.outcomes}
    rows = []
    for told in judge.targets.groups():
        if judge.targets.key(told[0]) in known:
            continue
        outcome, deciding = judge.verdict(told)
        identifier = told[0].key.replace("/", "-")
        while identifier in taken:
            identifier += "-x"
        taken.add(identifier)
        rows.append(
            {
                "id": identifier, "told_by": keys(told), "outcome": outcome, "decided_by": keys(deciding),
                "explanation": "",
            }
        )  # fmt: skip
    return rows


def retellings(corpus: Corpus, ontology: Ontology) -> dict[str, list[Claim]]:
    """By the id of its row, the claims that tell a target which has a row, and do not stand in it yet."""
    targets = Targets(corpus, ontology)
    known = rows_by_target(corpus, targets)
    told = {key for row in corpus.outcomes for key in row.told_by}
    found: dict[str, list[Claim]] = {}
    for claim in targets.claims:
        if claim.key not in told and (row := known.get(targets.key(claim))):
            found.setdefault(row.id, []).append(claim)
    return found


def all_outcomes(corpus: Corpus, ontology: Ontology) -> tuple[list[dict[str, str]], int, int]:
    """The rows of `data/outcomes.csv` with all that the machine adds; how many rows, and to how many others it adds."""
    added, told_again = outcomes(corpus, ontology), retellings(corpus, ontology)
    kept = [
        {
            "id": row.id, "told_by": " ".join((*row.told_by, *(claim.key for claim in told_again.get(row.id, ())))),
            "outcome": row.outcome, "decided_by": " ".join(row.decided_by), "explanation": row.explanation,
        }
        for row in corpus.outcomes
    ]  # fmt: skip
    return [*kept, *added], len(added), len(told_again)
