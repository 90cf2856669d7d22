"""What a passage prints, as values: numbers, dates, words that count, names; never its sentences.

Read from the text of an article (`reading`) or from the table beside its claims (`table`), it is the same
value, so that one set of rules (`rules`) serves who has the articles and who has not.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from kgtools.articles.anchors import Anchor

EDGE = "edge"  # the code of words such as "the beginning of", by which an article gives a month without its name
OF = "of-"  # begins the code of a unit that the words after a number name
MONTHS_COUNTED = "months"  # the code of a number before which months are counted
_LENGTH = 4  # hexadecimal digits of a mark: of 65,536 slips one is taken for what is printed


@dataclass(frozen=True)
class Number:
    """A number in print: its mark, and the codes of what stands with it (magnitude, unit, bound, flow, qualifiers)."""

    mark: str
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Printed:
    """What a passage prints and, where a reader would look there, what stands before and around it.

    `years` and `months` are those of the passage, `..._before` those of the stretch before it, `days` of both.
    `spans` are how many months are counted, as in "ten months". `words` are the codes (units, bounds, qualifiers)
    for which there is a word. `names` are the ids of the people, states, places, companies and bodies that the
    passage names, `names_near` of those that it or its surroundings name. Numbers are in the order of print.
    """

    anchor: Anchor
    numbers: tuple[Number, ...] = ()
    years: frozenset[str] = frozenset()
    years_before: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()
    months_before: frozenset[int] = frozenset()
    spans: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    names_near: frozenset[str] = frozenset()


@lru_cache(maxsize=16384)
def mark(number: str, fingerprint: str) -> str:
    """A few digits that stand for a number in one passage, so that no table of an article can be read off.

    The number may be grouped by spaces; the fingerprint of its passage makes the same number another mark elsewhere.

    >>> mark("13 300", "20.7d1.0a1b2c3d4e5f6071") == mark("13300", "20.7d1.0a1b2c3d4e5f6071")
    True
    """
    digits = re.sub(r"[\s-]", "", number)
    return hashlib.blake2b(f"{digits} {fingerprint}".encode()).hexdigest()[:_LENGTH]


def mark_in_words(number: int, fingerprint: str) -> str:
    """The mark of a number that a passage gives as a word: "third"."""
    return mark(f"{number}inwords", fingerprint)
