"""How much of what is marked a reader finds, and how much of what it gives is right: for tests and benchmarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_NUMBERS = ("marked", "found", "given", "right", "dated", "right_dates")


@dataclass
class Score:
    """How many are marked, found, given and right; of the right ones how many are dated, and how many rightly."""

    marked: int = 0
    found: int = 0
    given: int = 0
    right: int = 0
    dated: int = 0
    right_dates: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of what is marked that is found; of nothing, all."""
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """The share of what is given that is right; of nothing, all."""
        return self.right / self.given if self.given else 1.0

    def __iadd__(self, other: Score) -> Score:
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults
        return self

    def __str__(self) -> str:
        precision = f"P {self.precision:.2f} of {self.given:4}" if self.given else " " * 14
        recall = f"R {self.recall:.2f} of {self.marked:4}" if self.marked else ""
        dates = f"   right {self.right_dates / self.dated:.2f} of {self.dated:4}" if self.dated else ""
        return f"{precision}   {recall}{dates}".rstrip()


def added(scores: Iterable[Mapping[str, Score]]) -> dict[str, Score]:
    """Scores of several texts put together, by kind."""
    total: dict[str, Score] = defaultdict(Score)
    for each in scores:
        for kind, one in each.items():
            total[kind] += one
    return total
