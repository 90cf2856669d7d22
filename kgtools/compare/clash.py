"""What the machine finds when it compares claims."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, order=True)
class Clash:
    """Claims that cannot all hold, or not independently of each other.

    `type` is a code of the list `disagreement-type`, `claims` are keys (article/id), sorted, at least
    two unless a claim is at odds with itself, and `why` says in one line what was compared and how it differs.
    `question` is what the claims answer differently, as ids and terms that do not depend on the answers:
    `document/x signedOn`, or `indicator/y state/a state/b export 2022`. A clash of whole passages has none.
    """

    type: str
    claims: tuple[str, ...]
    why: str
    question: str = ""


in_order = attrgetter("type", "claims", "why", "question")  # to compare tuples is many times quicker
