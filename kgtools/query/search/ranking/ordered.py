"""What is found, put in order as far as it is asked for: what cannot be among the best is not looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from itertools import count

from kgtools.query.search.names import Ranked

FEW = 256  # names or texts that are ranked one by one
Bound = tuple[float, int]  # what nothing of a piece is less than: how badly it answers, and what decides next


@dataclass(frozen=True)
class Piece:
    """Some of what is found, none of which is better than a bound. `open` gives what is best of each thing in it, or
    smaller pieces of it; of so many names or texts it looks at each."""

    bound: Bound
    open: Callable[[int], Iterable[Ranked | Piece]]


class Ordered:
    """Things, the best first. A thing may be found several times; what is best of it counts."""

    def __init__(self, found: Iterable[Ranked | Piece]) -> None:
        self._found: list[Ranked] = []
        self._known: set[int] = set()
        self._waiting: list[Ranked] = []
        self._pieces: list[tuple[Bound, int, Piece]] = []
        self._numbered = count()
        self._wait(found)

    def first(self, number: int) -> Sequence[Ranked]:
        """So many of the best, or all if there are not as many."""
        self._look(number)
        return self._found[:number]

    def __iter__(self) -> Iterator[Ranked]:
        for number in count():
            self._look(number + 1)
            if len(self._found) == number:
                return
            yield self._found[number]

    def _look(self, number: int) -> None:
        """Find so many of the best."""
        while len(self._found) < number and (self._pieces or self._waiting):
            if self._waiting and not (self._pieces and self._pieces[0][0] <= self._waiting[0][:2]):
                best = heappop(self._waiting)
                if best[2] not in self._known:
                    self._known.add(best[2])
                    self._found.append(best)
            else:
                _, _, piece = heappop(self._pieces)
                self._wait(piece.open(max(FEW, number)))

    def _wait(self, found: Iterable[Ranked | Piece]) -> None:
        for one in found:
            if isinstance(one, Piece):
                heappush(self._pieces, (one.bound, next(self._numbered), one))
            else:
                heappush(self._waiting, one)


def parted(
    some: int,
    slices: Sequence[tuple[int, int]],
    bound: Callable[[int], Bound],
    read: Callable[[int], Iterable[Ranked | Piece]],
    value: int = 0,
    place: int = 0,
) -> Iterator[Piece]:
    """A set as a piece, which is parted by the values of its numbers; none if it is empty.

    `slices` are what has each bit of a value, the greatest first, as an index has them; from a place on something is
    parted by them. `bound` tells from the least value how good something is at best, and `read` gives what is best of
    each thing in a small set, or smaller pieces.
    """
    if some:
        yield Piece(bound(value), partial(_open, some, slices, bound, read, value, place))


def _open(
    some: int,
    slices: Sequence[tuple[int, int]],
    bound: Callable[[int], Bound],
    read: Callable[[int], Iterable[Ranked | Piece]],
    value: int,
    place: int,
    few: int,
) -> Iterable[Ranked | Piece]:
    if place == len(slices) or some.bit_count() <= few:
        return read(some)
    bit, having = slices[place]
    greater = some & having
    return [
        *parted(some ^ greater, slices, bound, read, value, place + 1),
        *parted(greater, slices, bound, read, value + bit, place + 1),
    ]
