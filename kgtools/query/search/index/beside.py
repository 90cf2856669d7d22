"""Which texts may have two words side by side: it is known before it is read where the words stand.

Words that begin with the same letters are taken for one, as the forms of a word mostly are, and pairs of them share
some hundred sets by their hash. So what is in a set may have the words elsewhere; what is not has them nowhere so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from kgtools.query.search import words as words_

SETS = 512  # of which a text of twenty words is in some ten
_BEGINNING = 4  # letters


def places(one: Iterable[str], other: Iterable[str]) -> set[int]:
    """The sets that have all texts in which one of some words stands beside one of others.

    >>> places(["trade", "trades"], ["turnover"]) == places(["turnover"], ["trading"])
    True
    """
    others = {_hash(word[:_BEGINNING]) for word in other}
    return {(first + second) % SETS for first in {_hash(word[:_BEGINNING]) for word in one} for second in others}


class Beside:
    """The sets of so many texts, to which the words of each are added."""

    def __init__(self, texts: int) -> None:
        self.sets = [bytearray((texts >> 3) + 1) for _ in range(SETS)]

    def add(self, text: int, words: Sequence[str]) -> None:
        """Add a text by its number, with its folded words in their order."""
        byte, bit, stop = text >> 3, 1 << (text & 7), words_.stop()
        for one, other in pairwise(words):
            if one not in stop and other not in stop:
                self.sets[(_hash(one[:_BEGINNING]) + _hash(other[:_BEGINNING])) % SETS][byte] |= bit


@lru_cache(maxsize=1 << 16)
def _hash(beginning: str) -> int:
    return crc32(beginning.encode())
