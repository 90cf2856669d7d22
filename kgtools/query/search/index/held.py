"""What stands under a key of an index: where a word stands, sets, columns of numbers, and values as JSON."""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import chain, islice, repeat
from typing import Any

from kgtools.query.search.index import bits, writing
from kgtools.query.search.index.bits import Sought
from kgtools.query.search.likeness import Vocabulary

AT_ONCE = 500  # values of one query; an old SQLite takes up to 999
_WITHIN = (1 << writing.CHUNK) - 1
_TWICE = 2  # times as many numbers as are wanted are not looked up but passed over


@dataclass(frozen=True)
class Held:
    """Where a word or a key stands: the numbers of the names or texts that hold it, rising, and beside each a place in
    it. Of many there is a set besides, as it is `written`; the numbers and places are read when they are asked for."""

    written: bytes | None
    read: Callable[[], tuple[Sequence[int], Sequence[int]]]

    @property
    def numbers(self) -> Sequence[int]:
        return self._stands[0]

    @property
    def places(self) -> Sequence[int]:
        return self._stands[1]

    @cached_property
    def _stands(self) -> tuple[Sequence[int], Sequence[int]]:
        return self.read()

    @cached_property
    def _bytes(self) -> bytes:
        return bits.unpacked(self.written or b"")

    @cached_property
    def many(self) -> int | None:
        """The set of the numbers, if they are many."""
        return None if self.written is None else int.from_bytes(self._bytes, "little")

    def among(self, some: Sought) -> list[tuple[int, int]]:
        """The places in names or texts of some numbers, which rise, each after its number; a name or text has several
        if the word has."""
        many = _TWICE * len(some.numbers)
        if (self.written is None or many > writing.MANY) and many > len(self.numbers):
            wanted = frozenset(some.numbers)
            return [one for one in zip(self.numbers, self.places, strict=True) if one[0] in wanted]
        found: list[tuple[int, int]] = []
        if held := some.numbers if self.written is None else some.among(self._bytes):
            own, places, size = self.numbers, self.places, len(self.numbers)
            for number, place in zip(held, map(bisect_left, repeat(own), held), strict=True):
                while place < size and own[place] == number:
                    found.append((number, places[place]))
                    place += 1
        return found


class Column(Sequence[int]):
    """Numbers in a row, of which some thousand are read when one of them is asked for."""

    def __init__(self, size: int, read: Callable[[int], Sequence[int]]) -> None:
        self._size, self._chunks = size, _Chunks(read)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> int:  # type: ignore[override]  # no slices
        return self._chunks[place >> writing.CHUNK][place & _WITHIN]

    def some(self, places: Iterable[int]) -> list[int]:
        """The numbers at some places."""
        chunks = self._chunks
        return [chunks[place >> writing.CHUNK][place & _WITHIN] for place in places]


class _Chunks(dict[int, Sequence[int]]):
    def __init__(self, read: Callable[[int], Sequence[int]]) -> None:
        self._read = read

    def __missing__(self, chunk: int) -> Sequence[int]:
        found = self[chunk] = self._read(chunk)
        return found


class Slices(Sequence[tuple[int, int]]):
    """What has each bit of some values, after the value of the bit, the greatest first. A set is read when it is asked
    for: often the first ones tell enough."""

    def __init__(self, named: Iterable[tuple[int, str]], read: Callable[[str], int]) -> None:
        self._named, self._read = list(named), cache(read)

    def __len__(self) -> int:
        return len(self._named)

    def __getitem__(self, place: int) -> tuple[int, int]:  # type: ignore[override]  # no slices
        bit, name = self._named[place]
        return bit, self._read(name)


def together(some: Iterable[Held], size: int) -> int:
    """The set of all numbers of some; they are below a size."""
    every, few = 0, []
    for one in some:
        if one.many is None:
            few.append(one.numbers)
        else:
            every |= one.many
    return every | bits.of(chain.from_iterable(few), size) if any(few) else every


@dataclass(frozen=True)
class Entries:
    """What stands under the keys of an index, each of a part. Raises sqlite3.Error or ValueError if it is damaged."""

    connection: sqlite3.Connection

    def _slices(self, *values: tuple[str, int]) -> Slices:
        """By the bits of values of which each has a name and so many bits, the one that tells most first."""
        named = [f"{name} {place}" for name, bits in values for place in range(-bits % 8, -bits % 8 + bits)]
        return Slices(zip((1 << place for place in reversed(range(len(named)))), named, strict=True), self._set)

    def _set(self, name: str) -> int:
        found = self._found("set", name, "bits")
        return int.from_bytes(bits.unpacked(found[0]), "little") if found else 0

    def _vocabulary(self, name: str) -> Vocabulary:
        return Vocabulary(*(some.split() for some in self._json("vocabulary", name) or ("", "")))

    def _json(self, part: str, key: str) -> Any:
        found = self._found(part, key)
        return None if found is None else json.loads(found[0])

    def _column(self, name: str, kind: writing.Kind = writing.NUMBERS) -> Column:
        found = self._found("column", name)
        size = int(found[0]) if found else 0

        def read(chunk: int) -> Sequence[int]:
            if chunk << writing.CHUNK >= size:
                raise IndexError(name)
            numbers = self._found(f"column {name}", str(chunk))
            if not numbers:
                raise sqlite3.DatabaseError(f"the index of searches is damaged: {name} lacks numbers")
            return numbered(kind, numbers[0])

        return Column(size, read)

    def _whole(self, name: str, kind: writing.Kind = writing.NUMBERS) -> Sequence[int]:
        """All numbers of a column, where they are looked through."""
        query = "SELECT value FROM entries WHERE part = ? ORDER BY CAST(key AS INTEGER)"
        rows = self.connection.execute(query, (f"column {name}",))
        return numbered(kind, b"".join(numbered(kind, value) for (value,) in rows))

    def _all(self, part: str, keys: Iterable[str], kind: writing.Kind) -> dict[str, Held]:
        """What stands under each of some keys that have something."""
        found, wanted = {}, iter(sorted(keys))
        few = "CASE WHEN bits IS NULL THEN value END, CASE WHEN bits IS NULL THEN places END"
        while some := tuple(islice(wanted, AT_ONCE)):
            query = f"SELECT key, bits, {few} FROM entries WHERE part = ? AND key IN ({marks(some)})"
            for key, written, *stands in self.connection.execute(query, (part, *some)):
                read = partial(_stand, kind, *stands) if written is None else partial(self._many, kind, part, key)
                found[key] = Held(written, read)
        return found

    def _many(self, kind: writing.Kind, part: str, key: str) -> tuple[Sequence[int], Sequence[int]]:
        return _stand(kind, *self._found(part, key, "value, places") or (None, None))

    def _found(self, part: str, key: str, columns: str = "value") -> Sequence[Any] | None:
        query = f"SELECT {columns} FROM entries WHERE part = ? AND key = ?"
        found: Sequence[Any] | None = self.connection.execute(query, (part, key)).fetchone()
        return found


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values, for a query that looks up all of them."""
    return ", ".join("?" * len(values))


def numbered(kind: writing.Kind, written: bytes) -> memoryview[int]:
    """Numbers that were written, of a kind of array: not as an array, for that would copy them."""
    if not isinstance(written, bytes) or len(written) % array(kind).itemsize:
        raise sqlite3.DatabaseError("the index of searches is damaged: found what are no numbers")
    return memoryview(written).cast(kind)


def _stand(kind: writing.Kind, numbers: Any, places: Any) -> tuple[Sequence[int], Sequence[int]]:
    return numbered(writing.NUMBERS, numbers), numbered(kind, places)
