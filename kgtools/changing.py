"""What is made of dictionaries that change, made again only by the keys by which they differ from what they were."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from itertools import chain, count
from operator import is_
from typing import Any, Generic, TypeVar

from kgtools import languages
from kgtools.differing import Changed, KnowsChange, differing
from kgtools.remembering import Keyed, Same, of_ids, of_piece, on_forgetting, same

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")
N = TypeVar("N", bound=Hashable)


class Keeping(ABC):
    """What keeps something from one time that it is asked to the next, one who asks after the other."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self.clear()
        on_forgetting(self.clear)
        languages.on_change(self.clear)

    @abstractmethod
    def clear(self) -> None:
        """Give up what is kept."""


class Gathered(Keeping, Generic[K, T]):
    """What several pieces give under one key, put together again only for keys of pieces that have changed.

    Keys with fewer members than `least` are left out.
    """

    def __init__(self, least: int = 1, in_order: bool = True) -> None:
        self.least, self._in_order = least, in_order
        super().__init__()

    def clear(self) -> None:
        self._pieces: Mapping[Any, Mapping[K, tuple[T, ...]]] = {}
        self._holders: dict[K, list[Any]] = {}  # the names of the pieces that have a key
        self._found: dict[K, Same[T]] = {}
        self._given: Changed[K, Same[T]] = Changed({})  # what was found, as it was given

    def of(self, pieces: Mapping[N, Mapping[K, tuple[T, ...]]]) -> Changed[K, Same[T]]:
        """The members that pieces have under each key, as one tuple: in the order of the pieces, or in any.

        Which of two pieces comes first must follow from their names. Keys come in any order. While no key has changed
        this gives the very same.

        >>> gathered = Gathered[str, int]()
        >>> gathered.of({"one": {"a": (1,), "b": (2,)}, "two": {"a": (3,)}})
        {'a': (1, 3), 'b': (2,)}
        >>> gathered.of({"two": {"a": (3,)}})
        {'a': (3,)}
        """
        with self._one_at_a_time:
            if changed := self._put_together(pieces, self._take(pieces)):
                self._given = Changed(self._found, self._given, changed)
            return self._given

    def _take(self, pieces: Mapping[N, Mapping[K, tuple[T, ...]]]) -> dict[K, None]:
        """Take pieces instead of those before; gives the keys under which they have something else."""
        changed: dict[K, None] = {}
        for name in differing(self._pieces, pieces):
            was, now = self._pieces.get(name, {}), pieces.get(name, {})
            for key in differing(was, now):
                if key not in now:
                    self._holders[key].remove(name)
                elif key not in was:
                    self._holders.setdefault(key, []).append(name)
                if was.get(key) != now.get(key):
                    changed[key] = None
        self._pieces = pieces
        return changed

    def _put_together(self, pieces: Mapping[N, Mapping[K, tuple[T, ...]]], changed: Iterable[K]) -> list[K]:
        """Put the members under some keys together anew; gives the keys under which others stand than before."""
        rank: dict[N, int] = {}
        others = []
        for key in changed:
            holders = self._holders[key]
            if self._in_order and len(holders) > 1:
                rank = rank or dict(zip(pieces, count()))
                holders.sort(key=rank.__getitem__)
            members = [member for name in holders for member in pieces[name][key]]
            was = self._found.get(key)
            now = _as_it_was(was, members) if len(members) >= self.least else None
            if now is not was:
                others.append(key)
            if now is not None:
                self._found[key] = now
            elif was is not None:
                del self._found[key]
            if not holders:
                del self._holders[key]
        return others


class Each(Keeping, Generic[K, T, R]):
    """What is made of each value of a dictionary, again only of a value that is another object than before.

    Where nothing is made of a value, its key is left out. It may rest on more, which is given: while that is the very
    same. What is made stands in any order, unless it is made `in_order`.
    """

    _lacking = frozenset[str]()

    def __init__(self, make: Callable[..., R | None], in_order: bool = False) -> None:
        self._make, self._in_order = make, in_order
        super().__init__()

    def clear(self) -> None:
        self._values: Mapping[K, T] = {}
        self._beside: tuple[Mapping[K, Any], ...] = ()
        self._given: tuple[object, ...] = ()
        self._made: Changed[K, R] = Changed({})

    def of(self, values: Mapping[K, T], *beside: Mapping[K, Any], given: tuple[object, ...] = ()) -> Changed[K, R]:
        """What is made of each value, by its key; the very same while nothing else is made.

        It is made of the key, the value, what each of the dictionaries beside has under that key, or None, and of what
        is given for all: of other objects all is made again.

        >>> each = Each[str, tuple[int, ...], int](lambda key, value, factor: sum(value) * factor or None)
        >>> each.of({"a": (1, 2), "b": (3,), "c": ()}, given=(10,))
        {'a': 30, 'b': 30}
        """
        with self._one_at_a_time:
            if len(given) != len(self._given) or not all(map(is_, given, self._given)):
                self.clear()
            keys: Collection[K] = differing(self._values, values)
            for before, now in zip(self._beside, beside, strict=False):
                if others := [key for key in differing(before, now) if key in values]:
                    keys = {*keys, *others}
            if keys:
                made = {key: self._of_one(key, values, beside, given) if key in values else None for key in keys}
                if other := {key: one for key, one in made.items() if self._made.get(key) is not one}:
                    self._made = self._take(other, values)
            self._values, self._beside, self._given = values, beside, given
            return self._made

    def _of_one(
        self, key: K, values: Mapping[K, T], beside: tuple[Mapping[K, Any], ...], given: tuple[object, ...]
    ) -> R | None:
        return self._make(key, values[key], *(one.get(key) for one in beside), *given)

    def _take(self, made: dict[K, R | None], values: Mapping[K, T]) -> Changed[K, R]:
        """What is made now under some keys, and what was under all others."""
        every = _with(made, self._made, self._lacking)
        if self._in_order and any(key not in self._made for key in made):
            keys = values if len(every) == len(values) else list(filter(every.__contains__, values))
            ordered = dict(zip(keys, map(every.__getitem__, keys), strict=True))
            return Changed(ordered, self._made, made, self._lacking)
        return every


def _as_it_was(was: Same[T] | None, members: list[T]) -> Same[T]:
    """The tuple of before if these are its very members: of very many tuples `same` does not remember all."""
    if was is not None and len(was) == len(members) and all(map(is_, was, members)):
        return was
    return same(members)


def _with(others: Mapping[K, T | None], before: Changed[K, T], lacking: frozenset[str] = frozenset()) -> Changed[K, T]:
    """A dictionary with other values under some keys, and nothing under those that have None."""
    every = Changed(before, before, others, lacking)  # copied once
    every.update((key, one) for key, one in others.items() if one is not None)
    for gone in (key for key, one in others.items() if one is None):
        every.pop(gone, None)
    return every


_of_parts = Each[str, Any, Any](lambda _, rows: of_piece(rows), in_order=True)


class ByPart(KnowsChange[str, Keyed]):
    """The rows of several parts by their keys, which begin with the name of their part, before a slash.

    No dictionary of all rows is made, which would have to be made again with each change.
    """

    def __init__(self, parts: Mapping[str, tuple[Keyed, ...]]) -> None:
        self.parts: Mapping[str, dict[str, Keyed]] = _of_parts.of(parts)

    def __getitem__(self, key: str) -> Keyed:
        return self.parts[key.partition("/")[0]][key]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.parts.values())

    def __len__(self) -> int:
        return sum(map(len, self.parts.values()))

    def since(self, before: Mapping[str, Keyed]) -> list[str] | None:
        """The keys by which it differs from another one: of parts that are the very same none is looked at."""
        if not isinstance(before, ByPart):
            return None
        names = differing(before.parts, self.parts)
        return [key for name in names for key in differing(before.parts.get(name, {}), self.parts.get(name, {}))]


class Merged(Keeping, Generic[T]):
    """The rows of several tables by their ids, as one dictionary that knows how it differs from the last one."""

    def clear(self) -> None:
        self._tables: Mapping[str, tuple[T, ...]] = {}
        self._given: Changed[str, T] = Changed({})

    def of(self, tables: Mapping[str, tuple[T, ...]]) -> Changed[str, T]:
        """The rows of all tables, one table after the other; the very same while each row is."""
        with self._one_at_a_time:
            others = (self._tables, tables)
            names = differing(*others)
            if keys := {key for name in names for key in differing(*(of_ids(one.get(name, ())) for one in others))}:
                every: dict[str, T] = {}
                for rows in tables.values():
                    every |= of_ids(rows)
                self._given = Changed(every, self._given, keys)
            self._tables = tables
            return self._given


class Kept(Keeping, Generic[K, T]):
    """A dictionary that is made anew each time, as one that knows how it differs from the last one."""

    def clear(self) -> None:
        self._rows: Mapping[K, T] = {}
        self._last: Changed[K, T] = Changed({})

    def of(self, rows: Mapping[K, T]) -> Changed[K, T]:
        """The same rows; the very same dictionary while each of them is.

        >>> kept = Kept[str, str]()
        >>> kept.of({"a": "one"}) is kept.of({"a": "one"})
        True
        """
        with self._one_at_a_time:
            if rows is not self._rows and (keys := differing(self._last, rows)):
                self._last = Changed(rows, self._last, keys)
            self._rows = rows
            return self._last


class ChosenByEach(Keeping, Generic[N, K, T]):
    """For each of several pieces the rows of a dictionary with the keys that it asks for.

    They are looked up again only for pieces that have changed, or of whose rows one has.

    >>> chosen = ChosenByEach[str, str, str](lambda piece: piece)
    >>> chosen.of({"one": ("a", "c"), "two": ("b",)}, {"a": "first", "b": "second"})
    {'one': ('first',), 'two': ('second',)}
    """

    def __init__(self, keys: Callable[[Any], Iterable[K]]) -> None:
        self._keys_of = keys
        super().__init__()

    def clear(self) -> None:
        self._pieces: Mapping[N, object] = {}
        self._rows: Mapping[K, T] = {}
        self._keys: dict[N, tuple[K, ...]] = {}
        self._asking: dict[K, dict[N, None]] = {}  # the pieces that ask for a key
        self._given: Changed[N, Same[T]] = Changed({})

    def of(self, pieces: Mapping[N, object], rows: Mapping[K, T]) -> Changed[N, Same[T]]:
        """The rows for each piece, in the order of its keys; keys that no row has are left out."""
        with self._one_at_a_time:
            others = differing(self._rows, rows) if self._asking else ()
            anew = dict.fromkeys(key for key in others if key in self._asking)
            names = dict.fromkeys(name for key in anew for name in self._asking[key])
            for name in differing(self._pieces, pieces):
                self._ask(name, pieces)
                names[name] = None
            found = {name: self._among(name, rows) if name in pieces else None for name in names}
            if other := {name: one for name, one in found.items() if self._given.get(name) is not one}:
                self._given = _with(other, self._given)
            self._pieces, self._rows = pieces, rows
            return self._given

    def _ask(self, name: N, pieces: Mapping[N, object]) -> None:
        """Take what a piece asks for now instead of what it asked for before."""
        for key in self._keys.pop(name, ()):
            self._asking[key].pop(name, None)
        if name in pieces:
            self._keys[name] = tuple(self._keys_of(pieces[name]))
            for key in self._keys[name]:
                self._asking.setdefault(key, {})[name] = None

    def _among(self, name: N, rows: Mapping[K, T]) -> Same[T]:
        found = [row for key in self._keys[name] if (row := rows.get(key)) is not None]
        return _as_it_was(self._given.get(name), found)
