"""What the machine finds when it compares claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from operator import attrgetter

_NAMED = re.compile("\x02([^\x03]*)\x03")


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


def named(thing: str) -> str:
    """What stands for the label of a thing in the line that says why, before it is written out."""
    return f"\x02{thing}\x03"


def things_in(clashes: Iterable[Clash]) -> dict[str, None]:
    """The things for whose labels something stands, each once.

    >>> list(things_in([Clash("sequence", (), f"{named('event/a')} ends before {named('event/b')}")]))
    ['event/a', 'event/b']
    """
    return dict.fromkeys(thing for clash in clashes for thing in _NAMED.findall(clash.why))


def worded(clash: Clash, label: Callable[[str], str]) -> Clash:
    """A clash with the labels of things in the line that says why.

    >>> worded(Clash("sequence", (), f"{named('event/a')} ends before it starts"), {"event/a": "War"}.__getitem__).why
    'War ends before it starts'
    """
    return replace(clash, why=_NAMED.sub(lambda found: label(found[1]), clash.why))


in_order = attrgetter("type", "claims", "why", "question")  # to compare tuples is many times quicker
