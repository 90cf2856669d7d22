"""What a browser asks to be decided, read strictly and carried out."""

from __future__ import annotations

import msgspec

from kgtools.curation.review.decisions import Accept, Edit, Later, Merge, New, Reject, Same, Undo
from kgtools.curation.review.session import Review
from kgtools.errors import UsageError


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A decision as the page sends it: what to do with which rows, and what that needs."""

    do: str
    of: tuple[str, ...] = ()
    cells: dict[str, str] = {}
    reason: str = ""
    words: str = ""
    id: str = ""
    into: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0


_READ = msgspec.json.Decoder(Action)


def carry_out(review: Review, body: bytes) -> None:
    """Decide what a request asks for. Raises UsageError if it cannot be read or cannot be done."""
    try:
        action = _READ.decode(body)
        _decide(review, action)
    except (msgspec.DecodeError, ValueError) as error:
        raise UsageError(f"the request cannot be read: {error}") from None


def _decide(review: Review, action: Action) -> None:
    of = review.of(action.of)
    cells = {column: cell.strip() for column, cell in action.cells.items()}
    match action.do:
        case "accept":
            review.take(Accept(of=of))
        case "accept-clean":
            review.accept_clean(action.of)
        case "edit":
            review.take(Edit(of=of, cells=cells))
        case "reject":
            review.take(Reject(of=of, reason=action.reason, words=action.words.strip()))
        case "later":
            review.take(Later(of=of))
        case "undo":
            review.take(Undo())
        case "select":
            review.select(action.of, action.start, action.end)
        case "add":
            review.add(action.kind, cells, action.start, action.end)
        case "same":
            review.take(Same(of=of, id=action.id))
        case "new":
            review.take(New(of=of, cells=cells))
        case "merge":
            review.take(Merge(of=of, into=action.into))
        case _:
            raise UsageError(f"there is nothing to do that is called '{action.do}'")
