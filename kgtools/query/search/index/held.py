"""Where a word or a key stands, as an index keeps it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

from kgtools.query.search.index import bits

_TWICE = 2  # times as many numbers as are wanted are not looked up but passed over


@dataclass(frozen=True)
class Held:
    """Where a word or a key stands: the numbers of the names or texts that hold it, rising, and beside each a place in
    it. Of many there is a set besides, as it is written."""

    numbers: Sequence[int] = ()
    places: Sequence[int] = ()
    written: bytes | None = None

    @cached_property
    def _bytes(self) -> bytes:
        return bits.unpacked(self.written or b"")

    @cached_property
    def many(self) -> int | None:
        """The set of the numbers, if they are many."""
        return None if self.written is None else int.from_bytes(self._bytes, "little")

    def among(self, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """The places in names or texts of some numbers, which rise, each after its number; a name or text has several
        if the word has."""
        own, places = self.numbers, self.places
        if self.written is None or len(own) < _TWICE * len(numbers):
            wanted = frozenset(numbers)
            return [one for one in zip(own, places, strict=True) if one[0] in wanted]
        held, found, size = bits.among(self._bytes, numbers), [], len(own)
        for number, place in zip(held, map(bisect_left, repeat(own), held), strict=True):
            found.append((number, places[place]))
            while (place := place + 1) < size and own[place] == number:
                found.append((number, places[place]))
        return found


def together(some: Iterable[Held], size: int) -> int:
    """The set of all numbers of some; they are below a size."""
    every, few = 0, []
    for one in some:
        if one.many is None:
            few.append(one.numbers)
        else:
            every |= one.many
    return every | bits.of(chain.from_iterable(few), size) if any(few) else every
