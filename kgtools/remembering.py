"""Remembering what a function gave for the very same rows, so that a check after a change looks at what changed."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, wraps
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast

from kgtools import languages

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
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


@for_the_same(256)
def joined(rows: tuple[Iterable[T], ...]) -> Same[T]:
    """The rows of several pieces as one tuple."""
    return same(chain.from_iterable(rows))


@for_the_same(16)
def values(rows: Mapping[str, T]) -> Same[T]:
    """The values of a dictionary."""
    return same(rows.values())


@for_the_same(8)
def grouped(rows: tuple[T, ...], attribute: str) -> dict[str, Same[T]]:
    """Rows by what an attribute of them is, in their order."""
    found: dict[str, list[T]] = {}
    for value, own in groupby(rows, attrgetter(attribute)):
        found.setdefault(value, []).extend(own)
    return {value: same(own) for value, own in found.items()}


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Keyed = TypeVar("Keyed", bound=_Keyed)


@for_the_same(8)
def keyed(pieces: tuple[tuple[Keyed, ...], ...]) -> dict[str, Keyed]:
    """The rows of several pieces by their keys."""
    found: dict[str, Keyed] = {}
    for rows in pieces:
        found |= of_piece(rows)
    return found


@for_the_same(8192)
def of_piece(rows: tuple[Keyed, ...]) -> dict[str, Keyed]:
    """The rows of one piece by their keys."""
    return {row.key: row for row in rows}


def with_keys(keys: Same[str], parts: Mapping[str, Same[Keyed]]) -> Same[Keyed]:
    """The rows with some keys, in their order; keys that no row has are left out.

    A key begins with the name of the part in which its row is, before a slash. Only where a part has changed rows are
    looked up again; else they are the very same, so that to ask what follows from them costs no look at each.
    """
    return _with_keys(keys, tuple(parts[name] for name in _parts_of(keys) if name in parts))


@for_the_same(8192)
def _parts_of(keys: Same[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.partition("/")[0] for key in keys))


@for_the_same(8192)
def _with_keys(keys: Same[str], parts: tuple[Same[Keyed], ...]) -> Same[Keyed]:
    known = {rows[0].key.partition("/")[0]: of_piece(rows) for rows in parts}
    found = (known.get(key.partition("/")[0], {}).get(key) for key in keys)
    return same(row for row in found if row is not None)


@for_the_same(16)
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


_whole_pieces: dict[tuple[str, int], Same[Any]] = {}  # by their first row; not those that end with their table
_caches.append(_whole_pieces.clear)


@for_the_same(8)
def without(rows: Mapping[str, Any], *columns: str) -> dict[str, Any]:
    """Rows by id with nothing in some columns: the very same while they change in these alone."""
    return of_ids(joined(tuple(_without(piece, *columns) for piece in pieces(values(rows)))))


@for_the_same(8192)
def _without(rows: tuple[Any, ...], *columns: str) -> Same[Any]:
    return same(_bare(replace(row, **{name: type(getattr(row, name))() for name in columns})) for row in rows)


@lru_cache(maxsize=2**20)  # not that of all rows, which many translations fill; two for each of half a million
def _bare(row: T) -> T:
    return row


class Gathered(Generic[K, T]):
    """What several pieces give under one key, put together again only for keys of pieces that have changed.

    Keys with fewer members than `least` are left out.
    """

    def __init__(self, least: int = 1) -> None:
        self.least = least
        self._pieces: dict[str, Mapping[K, tuple[T, ...]]] = {}
        self._holders: dict[K, list[str]] = {}
        self._found: dict[K, Same[T]] = {}
        self._given: dict[K, Same[T]] = {}  # what was found, as it was given; nobody changes it
        self._one_at_a_time = threading.Lock()
        _caches.append(self.clear)

    def clear(self) -> None:
        self._given = {}
        for kept in (self._pieces, self._holders, self._found):
            kept.clear()

    def of(self, pieces: Mapping[str, Mapping[K, tuple[T, ...]]]) -> dict[K, Same[T]]:
        """The members that pieces have under each key, as one tuple; its order is that of the pieces.

        Which of two pieces comes first must follow from their names. Keys come in any order. While no key has changed
        this gives the very same.

        >>> gathered = Gathered[str, int]()
        >>> gathered.of({"one": {"a": (1,), "b": (2,)}, "two": {"a": (3,)}})
        {'a': (1, 3), 'b': (2,)}
        >>> gathered.of({"two": {"a": (3,)}})
        {'a': (3,)}
        """
        with self._one_at_a_time:
            if changed := self._take(pieces):
                self._put_together(pieces, changed)
                self._given = dict(self._found)
            return self._given

    def _take(self, pieces: Mapping[str, Mapping[K, tuple[T, ...]]]) -> dict[K, None]:
        """Take pieces instead of those before; gives the keys under which they have something else."""
        changed: dict[K, None] = {}
        for name in (*pieces, *(self._pieces.keys() - pieces.keys())):
            was, now = self._pieces.get(name, {}), pieces.get(name, {})
            if was is not now:
                for key in was.keys() - now.keys():
                    self._holders[key].remove(name)
                    changed[key] = None
                for key, members in now.items():
                    if key not in was:
                        self._holders.setdefault(key, []).append(name)
                    if was.get(key) != members:
                        changed[key] = None
        self._pieces = dict(pieces)
        return changed

    def _put_together(self, pieces: Mapping[str, Mapping[K, tuple[T, ...]]], changed: Iterable[K]) -> None:
        rank = {name: place for place, name in enumerate(pieces)}
        for key in changed:
            self._holders[key].sort(key=rank.__getitem__)
            members = [member for name in self._holders[key] for member in pieces[name][key]]
            if len(members) >= self.least:
                self._found[key] = same(members)
            else:
                self._found.pop(key, None)
            if not self._holders[key]:
                del self._holders[key]


class Each(Generic[K, T, R]):
    """What is made of each value of a dictionary, again only of a value that is another object than before."""

    def __init__(self, make: Callable[[K, T], R]) -> None:
        self._make = make
        self._values: dict[K, T] = {}
        self._made: dict[K, R] = {}
        self._one_at_a_time = threading.Lock()
        _caches.append(self.clear)

    def clear(self) -> None:
        self._values, self._made = {}, {}

    def of(self, values: Mapping[K, T]) -> dict[K, R]:
        """What is made of each value, by its key, in any order; the very same while no value has changed.

        >>> each = Each[str, tuple[int, ...], int](lambda key, value: sum(value))
        >>> each.of({"a": (1, 2), "b": (3,)})
        {'a': 3, 'b': 3}
        """
        with self._one_at_a_time:
            was = self._values
            other = [key for key, value in values.items() if was.get(key) is not value]
            if other or len(values) != len(was):
                self._made = {key: made for key, made in self._made.items() if key in values}
                self._made.update((key, self._make(key, values[key])) for key in other)
                self._values = dict(values)
            return self._made


@lru_cache(maxsize=131_072)
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
    for clear in (*_caches, _known.cache_clear, _bare.cache_clear):
        clear()
