"""Sets of numbers as the bits of an integer: many thousands are joined, counted and grouped in microseconds.

Python adds and joins long integers a word of the processor at a time, so that a set costs what the highest number
takes, an eighth of a byte for each, and not what it holds.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

_WORD = 64  # bits that are looked through at once
_SMALL, _PLAIN = b"z", b"-"  # how a set is written
_NO_SUM = -zlib.MAX_WBITS  # to sum up what was unpacked would take as long again as to unpack it
_WORTH = 4  # times less that it takes, so that it is worth the time to read it
_NEAR = 32  # places that are looked through before all
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_DIGIT = [bytes(ord("0") + (byte >> place & 1) for byte in range(256)) for place in range(8)]


def of(numbers: Iterable[int], size: int) -> int:
    """A set of numbers below a size.

    >>> bin(of([0, 3, 3], 5))
    '0b1001'
    """
    held = bytearray((size >> 3) + 1)
    for number in numbers:
        held[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(held, "little")


def of_rows(rows: Iterable[tuple[int, int]], size: int) -> int:
    """A set of numbers below a size that stand in rows, each from one number up to another.

    >>> bin(of_rows([(1, 3), (2, 4), (7, 7), (6, 26)], 26))
    '0b11111111111111111111001110'
    """
    held = bytearray((size >> 3) + 1)
    for start, stop in rows:
        first, last = start >> 3, stop >> 3
        if first == last:
            held[first] |= (1 << (stop & 7)) - (1 << (start & 7))
        else:
            held[first] |= 0xFF << (start & 7) & 0xFF
            held[first + 1 : last] = b"\xff" * (last - first - 1)
            held[last] |= (1 << (stop & 7)) - 1
    return int.from_bytes(held, "little")


def numbers(bits: int) -> list[int]:
    """The numbers of a set, rising.

    >>> numbers(0b1001), numbers(0)
    ([0, 3], [])
    """
    return list(each(bits))


def each(bits: int) -> Iterator[int]:
    """The numbers of a set, rising, as far as they are asked for."""
    words = array("Q", bits.to_bytes(-(-bits.bit_length() // _WORD) * (_WORD >> 3), "little"))
    if sys.byteorder == "big":
        words.byteswap()
    for place in compress(range(len(words)), words):
        word, first = words[place], place * _WORD - 1
        while word:
            lowest = word & -word
            yield first + lowest.bit_length()
            word ^= lowest


def written(bits: int) -> bytes:
    """The bytes of a set, so that it is quickly seen whether one number is in it."""
    return bits.to_bytes((bits.bit_length() >> 3) + 1, "little")


def holds(written: bytes, number: int) -> bool:
    """Whether a number is in a set, which is given by its bytes.

    >>> [holds(written(0b1001), number) for number in (0, 1, 80)]
    [True, False, False]
    """
    return number >> 3 < len(written) and bool(written[number >> 3] >> (number & 7) & 1)


@dataclass(frozen=True, eq=False)
class Sought:
    """Numbers that are sought in one set after the other, each of which is given by its bytes.

    >>> Sought([1, 2, 5, 80]).among(b"\x24")
    [2, 5]
    """

    numbers: Sequence[int]

    @cached_property
    def _places(self) -> list[tuple[int, int, int]]:
        """The numbers, each with the byte where it would stand and its bit there."""
        return [(number, number >> 3, 1 << (number & 7)) for number in self.numbers]

    def among(self, written: bytes) -> list[int]:
        """Those that are in a set."""
        size = len(written)
        return [number for number, byte, bit in self._places if byte < size and written[byte] & bit]


def between(first: int, last: int) -> int:
    """All numbers from one up to another.

    >>> bin(between(1, 4))
    '0b1110'
    """
    return (1 << last) - (1 << first) if first < last else 0


def without(bits: int, others: int) -> int:
    """A set without what is in another. To turn the other round takes as long as eight such steps.

    >>> bin(without(0b111, 0b1010))
    '0b101'
    """
    return bits ^ bits & others


def standing(values: Sequence[int], one: int) -> range:
    """Where a value stands among others that never fall.

    >>> standing([2, 5, 5, 7], 5)
    range(1, 3)
    """
    first = bisect_left(values, one)
    near = min(first + _NEAR, len(values))
    last = bisect_right(values, one, first, near)
    return range(first, last if last < near else bisect_right(values, one, near))


def standing_in(values: Sequence[int], some: Iterable[range]) -> int:
    """Where some values stand among others that never fall.

    >>> bin(standing_in([2, 5, 5, 7], [range(1, 3), range(6, 9)]))
    '0b1001'
    """
    every = 0
    for each in some:
        every |= between(bisect_left(values, each.start), bisect_left(values, each.stop))
    return every


def sliced(values: bytes, place: int) -> int:
    """The numbers of those values, of a byte each, that have a bit at a place.

    >>> bin(sliced(bytes([4, 1, 6]), 2))
    '0b101'
    """
    return int(values[::-1].translate(_DIGIT[place]) or b"0", 2)


def packed(bits: int) -> bytes:
    """A set as it is written: if few numbers are in it, without the stretches that have none."""
    plain = bits.to_bytes((bits.bit_length() + 7) >> 3, "little")
    small = zlib.compress(plain, 1, _NO_SUM)
    return _SMALL + small if len(small) * _WORTH < len(plain) else _PLAIN + plain


def unpacked(written: bytes) -> bytes:
    """The bytes of a set that was written. Raises ValueError if it was not.

    >>> unpacked(packed(0b1001)), unpacked(packed(1 << 9999)) == bytes(1249) + bytes([128])
    (b'\\t', True)
    """
    if not isinstance(written, bytes) or written[:1] not in (_SMALL, _PLAIN):
        raise ValueError("the index of searches is damaged: found what is no set")
    try:
        return zlib.decompress(written[1:], _NO_SUM) if written[:1] == _SMALL else written[1:]
    except zlib.error as error:
        raise ValueError(f"the index of searches is damaged: {error}") from None


@dataclass(frozen=True)
class Groups:
    """Numbers below a size in groups that stand in a row, each given by its first: `firsts`.

    A group is told by its last number. What is added to all of a group but the last is carried to the last.

    >>> groups = Groups(0b10011, 6)  # 0; 1, 2 and 3; 4 and 5
    >>> bin(groups.held(0b1110)), bin(groups.held(0b10001)), bin(groups.whole(0b1000))
    ('0b1000', '0b100001', '0b1110')
    >>> bin(groups.less(0b111100)), groups.less(0b10001)
    ('0b101000', 0)
    """

    firsts: int
    size: int

    @cached_property
    def lasts(self) -> int:
        return (self.firsts | 1 << self.size) >> 1

    @cached_property
    def _others(self) -> int:
        return between(0, self.size) ^ self.lasts

    def held(self, bits: int) -> int:
        """The lasts of the groups of which something is in a set."""
        return ((bits & self._others) + self._others | bits) & self.lasts

    def less(self, bits: int) -> int:
        """A set without the first of each group that is in it."""
        return bits & ((bits & self._others | self.lasts) - self.firsts)

    def whole(self, lasts: int) -> int:
        """All numbers of the groups that have some lasts. Nothing is carried downwards, so it is done in a mirror."""
        if not lasts:
            return 0
        firsts = self._mirrored(lasts)
        others, mirrored = self._mirror
        return self._mirrored((((firsts + others) & mirrored) << 1) - firsts)

    @cached_property
    def _mirror(self) -> tuple[int, int]:
        """All but the firsts, and the firsts, mirrored."""
        return self._mirrored(between(0, self.size) ^ self.firsts), self._mirrored(self.firsts)

    def _mirrored(self, bits: int) -> int:
        return int.from_bytes(bits.to_bytes((self.size >> 3) + 1, "big").translate(_REVERSED), "little")
