"""Remembering what a function gave for the very same rows, so that a check after a change looks at what changed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, wraps
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from kgtools import languages

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_PIECE = 64  # rows of a piece, more or less
_PIECES = 65536  # pieces, of which some are no longer in any table
_MANY = 4096  # rows of a table or of all articles, which take memory

_caches: list[Callable[[], None]] = []


class Same(tuple[T_co, ...]):
    """A tuple of which there is one alone for the very same members, so that itself tells it from others."""

    __slots__ = ()


def _itself(argument: object) -> object:
    return argument


def _of_members(argument: tuple[object, ...]) -> object:
    return tuple(map(id, argument))


class _Marks(dict[type, Callable[[Any], object]]):
    """What tells an argument from others, by its type: what a text or number says, of a tuple its very members.

    To compare rows by their cells would cost as much as to look at them.
    """

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        if issubclass(kind, str | bytes | frozenset | float):
            mark: Callable[[Any], object] = _itself
        else:
            mark = _of_members if issubclass(kind, tuple) and not issubclass(kind, Same) else id
        self[kind] = mark
        return mark


_marks = _Marks()


def for_the_same(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember what a function gave when it is asked again for the very same objects, given by their places.

    It must depend on nothing else and change nothing; nobody may change what it was given, nor what it gave. What was
    asked for since the last `maxsize` new questions is remembered, and some of what was asked for before.

    >>> asked = []
    >>> @for_the_same(8)
    ... def number(rows):
    ...     asked.append(rows)
    ...     return len(rows)
    >>> row, like = [1], [1]
    >>> number((row,)), number((row,)), number((like,)), len(asked)
    (1, 1, 1, 2)
    """

    def remembering(function: Callable[P, T]) -> Callable[P, T]:
        # What was given is kept beside what it gave, so that nothing else can come to stand where it stood in memory.
        # A check asks thousands of times for what is known: two dictionaries, of which the older one is given up as a
        # whole, take a tenth of the time of a list of what was used last.
        latest: dict[object, tuple[object, T]] = {}
        earlier: dict[object, tuple[object, T]] = {}

        @wraps(function)
        def asked(*given: P.args, **named: P.kwargs) -> T:
            nonlocal latest, earlier
            arguments = (*given, *named.values()) if named else given
            key = tuple([_marks[type(argument)](argument) for argument in arguments])
            known = latest.get(key)
            if known is None:
                known = earlier.get(key) or (arguments, function(*given, **named))
                if len(latest) >= maxsize:
                    latest, earlier = {}, latest
                latest[key] = known
            return known[1]

        def clear() -> None:
            nonlocal latest, earlier
            latest, earlier = {}, {}

        asked.cache_clear = clear  # type: ignore[attr-defined]
        languages.on_change(clear)
        _caches.append(clear)
        return asked

    return remembering


@for_the_same(65536)
def _same(members: tuple[T, ...]) -> Same[T]:
    return Same(members)


@for_the_same(64)  # there are few in a state of the tables, and what is remembered of those before takes memory
def _same_of_many(members: tuple[T, ...]) -> Same[T]:
    return Same(members)


def same(members: Iterable[T]) -> Same[T]:
    """The one tuple of these very members.

    >>> row, other = [1], [1]
    >>> same([row]) is same([row]), same([row]) is same([other])
    (True, False)
    """
    if isinstance(members, Same):
        return members
    listed = tuple(members)
    return (_same if len(listed) < _MANY else _same_of_many)(listed)


class Joined(Same[T_co]):
    """The rows of several pieces, which are as they were: a table of all articles, say.

    What is made of it can be made of the pieces. Of the same pieces there is one; it may be equal to another tuple.
    """

    parts: tuple[Same[T_co], ...]


class Parts(Collection[T]):
    """The rows of several parts, one part after the other, of which no tuple is made.

    >>> [*Parts([(1, 2), (3,)])], 3 in Parts([(3,)])
    ([1, 2, 3], True)
    """

    def __init__(self, parts: Iterable[Collection[T]]) -> None:
        self.parts = tuple(parts)

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(self.parts)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __contains__(self, row: object) -> bool:
        return any(row in part for part in self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parts) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Parts({[*self]!r})"


@for_the_same(64)
def in_parts(rows: tuple[tuple[T, ...], ...]) -> Parts[T]:
    """The rows of several parts: the very same while the parts are."""
    return Parts(map(same, rows))


@for_the_same(256)
def joined(rows: tuple[tuple[T, ...], ...]) -> Same[T]:
    """The rows of several pieces as one tuple."""
    if sum(map(len, rows)) < _MANY:
        return same(chain.from_iterable(rows))
    whole = Joined(chain.from_iterable(rows))
    whole.parts = tuple(map(same, rows))
    return whole


@for_the_same(16)
def values(rows: Mapping[str, T]) -> Same[T]:
    """The values of a dictionary."""
    return same(rows.values())


@for_the_same(8)
def grouped(rows: Collection[T], attribute: str) -> dict[str, Same[T]]:
    """Rows by what an attribute of them is, in their order."""
    parts: tuple[Collection[T], ...] = rows.parts if isinstance(rows, Joined | Parts) else (rows,)
    found: dict[str, list[Same[T]]] = {}
    for part in parts:
        for value, own in _grouped(part, attribute).items():
            found.setdefault(value, []).append(own)
    return {value: own[0] if len(own) == 1 else joined(tuple(own)) for value, own in found.items()}


@for_the_same(8192)
def _grouped(rows: Collection[T], attribute: str) -> dict[str, Same[T]]:
    found: dict[str, list[T]] = {}
    for value, own in groupby(rows, attrgetter(attribute)):
        found.setdefault(value, []).extend(own)
    return {value: same(own) for value, own in found.items()}


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Keyed = TypeVar("Keyed", bound=_Keyed)


@for_the_same(8192)
def of_piece(rows: tuple[Keyed, ...]) -> dict[str, Keyed]:
    """The rows of one piece by their keys."""
    return {row.key: row for row in rows}


@for_the_same(64)
def of_ids(rows: tuple[Any, ...]) -> dict[str, Any]:
    """Rows of one table by their ids."""
    return {row.id: row for row in rows}


@for_the_same(4096)
def pieces(rows: tuple[T, ...], attribute: str = "id") -> tuple[Same[T], ...]:
    """Rows in pieces, in their order, so that what follows from a piece need not be asked for each of its rows again.

    Where a piece ends, an attribute of its last row tells: with a row more or less all other pieces are the same. So
    where one begins with the row that it began with before, it is enough to see that the others follow. Rows beside
    each other of which that attribute is the same are in one piece.
    """
    found: list[Same[T]] = []
    start, name = 0, attrgetter(attribute)
    if len(_whole_pieces) > _PIECES:
        _whole_pieces.clear()

    def ends(place: int) -> bool:
        """Whether another value begins at a place."""
        return place == len(rows) or name(rows[place]) != name(rows[place - 1])

    while start < len(rows):
        piece = _whole_pieces.get((attribute, id(rows[start])))
        stop = start + (len(piece) if piece else 0)
        if piece is None or rows[start:stop] != piece or not ends(stop):
            stop = start + 1
            while not (whole := zlib.crc32(name(rows[stop - 1]).encode()) % _PIECE == 0 and ends(stop)):
                if stop == len(rows):
                    break
                stop += 1
            piece = same(rows[start:stop])
            if whole:
                _whole_pieces[attribute, id(rows[start])] = piece
        found.append(piece)
        start = stop
    return tuple(found)


@for_the_same(64)
def in_pieces(rows: tuple[T, ...], attribute: str = "id") -> dict[int, Same[T]]:
    """Rows in pieces, in their order, each under a number that tells it from all others of these."""
    return {id(piece): piece for piece in pieces(rows, attribute)}


_whole_pieces: dict[tuple[str, int], Same[Any]] = {}  # by their first row; not those that end with their table
_caches.append(_whole_pieces.clear)


@lru_cache(maxsize=2**19)
def _known(value: object) -> object:
    return value


def as_before(value: T) -> T:
    """A value, as the very object that was equal to it before: a row that is read again is the same if it says so.

    >>> as_before(("Camelot", 1)) is as_before(("Camelot", int("1")))
    True
    """
    return cast(T, _known(value))


def on_forgetting(clear: Callable[[], None]) -> None:
    """Give up something else, too, when all is given up."""
    _caches.append(clear)


def forget() -> None:
    """Give up all that is remembered so, which else stays in memory beside what comes after."""
    for clear in (*_caches, _known.cache_clear):
        clear()
