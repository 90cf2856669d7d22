"""Two curators' logs of the same proposals: how far they agree, and where they differ; and what became of one's.

Cohen's kappa is the share of agreement beyond what chance would give, by how often each of the two gives each verdict:
(p - e) / (1 - e) with p the share of rows judged alike and e the share expected by chance. J. Cohen, A coefficient of
agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37-46,
https://doi.org/10.1177/001316446002000104
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgtools.curation.review.decisions import REJECTED, UNDECIDED, Decision, Verdict, verdicts
from kgtools.curation.review.log import Written
from kgtools.errors import UsageError


@dataclass(frozen=True)
class Comparison:
    """How two curators decided: on how many rows both did, the share judged alike, kappa, and the rows that differ.

    `kappa` is None where it has no meaning: nothing was decided by both, or each gave one verdict to all rows.
    `differences` are keys with what each of the two said.
    """

    both: int
    alike: float
    kappa: float | None
    differences: tuple[tuple[str, str, str], ...]
    only_one: tuple[str, ...]


def compare(one: Written, other: Written) -> Comparison:
    """Compare two logs. Raises UsageError if they are not of the same proposals."""
    if (one.head.proposals, one.head.text) != (other.head.proposals, other.head.text):
        raise UsageError(
            f"the logs are of different proposals ({one.head.article}: {one.head.proposals[:12]}…, "
            f"{other.head.article}: {other.head.proposals[:12]}…); compare two logs of one file"
        )
    first, second = _decided(one.decisions), _decided(other.decisions)
    both = sorted(first.keys() & second.keys(), key=_order)
    pairs = [(first[key].status, second[key].status) for key in both]
    differences = tuple(
        (key, _words(first[key]), _words(second[key])) for key in both if _meant(first[key]) != _meant(second[key])
    )
    alike = 1 - len(differences) / len(both) if both else 0.0
    only = tuple(sorted(first.keys() ^ second.keys(), key=_order))
    return Comparison(len(both), alike, kappa(pairs), differences, only)


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two people's verdicts on the same things.

    >>> kappa([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15)
    0.4
    """
    if not pairs:
        return None
    number = len(pairs)
    agreed = sum(one == other for one, other in pairs) / number
    mine, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(mine[each] * theirs[each] for each in mine) / number**2
    return round((agreed - chance) / (1 - chance), 4) if chance < 1 else None


def shares(found: Mapping[str, Verdict]) -> list[tuple[str, int]]:
    """How many rows have each verdict, and how many were rejected for each reason, the most frequent first."""
    counted = Counter(verdict.status for verdict in found.values())
    counted.update(f"{REJECTED}: {verdict.reason}" for verdict in found.values() if verdict.reason)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _decided(decisions: Sequence[Decision]) -> dict[str, Verdict]:
    """What was decided on the rows of the file; rows that a curator added are nobody else's."""
    found = verdicts(decisions)
    return {
        key: verdict for key, verdict in found.items() if verdict.status not in UNDECIDED and not key.startswith("a")
    }


def _meant(verdict: Verdict) -> tuple[object, ...]:
    """What two verdicts share that agree: the status, what was changed, and what a thing was found to be."""
    return (verdict.status, tuple(sorted(verdict.cells.items())), verdict.target)


def _words(verdict: Verdict) -> str:
    changed = ", ".join(f"{column} {cell}" for column, cell in sorted(verdict.cells.items()))
    return " ".join(filter(None, (verdict.status, verdict.reason, verdict.target, changed)))


def _order(key: str) -> tuple[int, str]:
    return (int(key) if key.isdecimal() else 0, key)
