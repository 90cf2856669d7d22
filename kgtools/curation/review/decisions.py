"""What a curator decides on proposals, one decision after the other, and what follows for each proposal.

A decision names what it is about by a key (the line of a proposal, the id of a claim, `a1` for the first claim added
by hand), each with the fingerprint of its passage. It never holds words of the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from kgtools.articles.anchors import Anchor

# Why a proposal is rejected; `messages.csv` has the words, review.reason.
REASONS = ("not-said", "wrong-value", "wrong-thing", "wrong-property", "wrong-passage", "twice", "beside", "other")
OPEN, ACCEPTED, EDITED, REJECTED, LATER = "open", "accepted", "edited", "rejected", "later"
SAME, NEW, MERGED = "same", "new", "merged"  # of things
KEPT = (ACCEPTED, EDITED, SAME, NEW, MERGED)  # what stands in the tables when the review is finished
UNDECIDED = (OPEN, LATER)

Of = dict[str, str]  # what a decision is about: keys, each with the fingerprint of the passage as it was then


class _Decision(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, tag_field="do"
):
    of: Of


class Accept(_Decision, frozen=True, tag="accept", kw_only=True):
    """Rows are right as they stand; of a proposal that was edited, as it stands now."""


class Edit(_Decision, frozen=True, tag="edit", kw_only=True):
    """Rows are right with these cells changed."""

    cells: dict[str, str]


class Reject(_Decision, frozen=True, tag="reject", kw_only=True):
    """Rows are not taken, for one of `REASONS`, with words of the curator's own."""

    reason: str
    words: str = ""

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"reason '{self.reason}': expected {', '.join(REASONS)}")


class Later(_Decision, frozen=True, tag="later", kw_only=True):
    """Rows are left for another day."""


class Select(_Decision, frozen=True, tag="select", kw_only=True):
    """Rows rest on another passage: code points of the text, with their fingerprint."""

    start: int
    end: int
    fingerprint: str


class Add(_Decision, frozen=True, tag="add", kw_only=True):
    """A row that nobody proposed: its kind (thing, fact, figure, opinion), its cells, its passage."""

    kind: str
    cells: dict[str, str]
    start: int
    end: int


class Same(_Decision, frozen=True, tag="same", kw_only=True):
    """A thing is one that the graph holds."""

    id: str


class New(_Decision, frozen=True, tag="new", kw_only=True):
    """A thing is new, with these cells of its row; `id` is among them."""

    cells: dict[str, str]


class Merge(_Decision, frozen=True, tag="merge", kw_only=True):
    """A thing is another one of the proposals, which has this key."""

    into: str


class Undo(_Decision, frozen=True, tag="undo", kw_only=True):
    """The last decision that still holds is taken back."""

    of: Of = {}


class Written(_Decision, frozen=True, tag="written", kw_only=True):
    """Rows stand in the tables now; this is noted when a review is finished, and cannot be undone."""


Decision = Accept | Edit | Reject | Later | Select | Add | Same | New | Merge | Undo | Written


@dataclass(frozen=True)
class Verdict:
    """What has been decided on one proposal: a status, and what it brings with it.

    `cells` are those that were changed, or all of a new thing; `target` is the id or the key that a thing was found
    to be; `anchor` the passage that was selected anew.
    """

    status: str = OPEN
    cells: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    words: str = ""
    target: str = ""
    anchor: Anchor | None = None


def holding(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that hold: each undo takes back the last one before it that does. What was written is left out.

    >>> first, second = Later(of={"1": ""}), Accept(of={"1": ""})
    >>> holding([first, second, Undo()]) == [first]
    True
    """
    held: list[Decision] = []
    for decision in decisions:
        if isinstance(decision, Undo):
            del held[-1:]
        elif not isinstance(decision, Written):
            held.append(decision)
    return held


def written(decisions: Iterable[Decision]) -> set[str]:
    """The keys of rows that stand in the tables."""
    return {key for decision in decisions if isinstance(decision, Written) for key in decision.of}


def verdicts(decisions: Iterable[Decision]) -> dict[str, Verdict]:
    """What has been decided on each key, from all decisions in their order.

    >>> of = {"4": "20.7d1.0a1b2c3d4e5f6071"}
    >>> verdicts([Edit(of=of, cells={"value": "2031"}), Accept(of=of)])["4"].status
    'edited'
    """
    found: dict[str, Verdict] = {}
    for decision in holding(decisions):
        for key in decision.of:
            found[key] = _after(found.get(key, Verdict()), decision)
    return found


def _after(before: Verdict, decision: Decision) -> Verdict:
    plain = replace(before, reason="", words="", target="")
    match decision:
        case Accept():
            return replace(plain, status=EDITED if before.cells else ACCEPTED)
        case Edit(cells=cells):
            return replace(plain, status=EDITED, cells={**before.cells, **cells})
        case Reject(reason=reason, words=words):
            return replace(plain, status=REJECTED, reason=reason, words=words)
        case Later():
            return replace(plain, status=LATER)
        case Select(start=start, end=end, fingerprint=fingerprint):
            return replace(before, anchor=Anchor(start, end, fingerprint))
        case Add(kind="thing", cells=cells):
            return Verdict(NEW, cells)
        case Add():
            return Verdict(ACCEPTED)
        case Same(id=identifier):
            return replace(plain, status=SAME, target=identifier)
        case New(cells=cells):
            return replace(plain, status=NEW, cells=cells)
        case Merge(into=key):
            return replace(plain, status=MERGED, target=key)
    return before
