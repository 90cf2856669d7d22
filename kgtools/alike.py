"""Rows that are the very same as before while they change in some columns alone, for who asks for the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from kgtools.changing import Each, Keeping
from kgtools.differing import Changed, differing
from kgtools.remembering import Keyed, Same, of_piece, on_forgetting, same

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Alike(Keeping, Generic[Keyed]):
    """The rows of several parts; of one that differs only in some columns from what it was, the row of before.

    So what does not look at these columns is not asked again when they change.
    """

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        super().__init__()

    def clear(self) -> None:
        self._parts: Mapping[str, Same[Keyed]] = {}
        self._given: Changed[str, Same[Keyed]] = Changed({})

    def of(self, parts: Mapping[str, Same[Keyed]]) -> Changed[str, Same[Keyed]]:
        """The parts, in their order; the very same while rows change in these columns alone."""
        with self._one_at_a_time:
            if keys := differing(self._parts, parts):
                now = {key: self._now(self._given.get(key, same(())), parts[key]) for key in keys if key in parts}
                if other := [key for key in keys if now.get(key) is not self._given.get(key)]:
                    given = {name: now[name] if name in now else self._given[name] for name in parts}
                    self._given = Changed(given, self._given, other)
            self._parts = parts
            return self._given

    def _now(self, before: Same[Keyed], rows: Same[Keyed]) -> Same[Keyed]:
        """The rows as they are, or as they were before if they are alike."""
        known = of_piece(before)
        return same(known[row.key] if self._are_alike(known.get(row.key), row) else row for row in rows)

    def _are_alike(self, one: Any, other: Any) -> bool:
        if one is None or type(one) is not type(other):
            return False
        given = {name: getattr(other, name) for name in self._columns if hasattr(other, name)}
        return one is other or replace(one, **given) == other


class _Without(Each[K, Any, Any]):
    """Rows with nothing in some columns, in their order."""

    def __init__(self, columns: frozenset[str]) -> None:
        self._lacking = columns
        self._others: dict[type, Callable[[Any], object]] = {}
        super().__init__(self._bare, in_order=True)

    def _bare(self, _: K, row: Any) -> Any:
        return _bare(replace(row, **{name: type(getattr(row, name))() for name in self._lacking}))

    def _of_one(
        self, key: K, values: Mapping[K, Any], beside: tuple[Mapping[K, Any], ...], given: tuple[object, ...]
    ) -> Any:
        """A row with nothing in these columns; of one that differs in them alone from what it was, that of before."""
        was, now = self._values.get(key), values[key]
        if type(was) is type(now) and self._rest(was) == self._rest(now):
            return self._made[key]
        return super()._of_one(key, values, beside, given)

    def _rest(self, row: Any) -> object:
        """What a row has in all other columns."""
        kind = type(row)
        if kind not in self._others:
            self._others[kind] = attrgetter(*(one.name for one in fields(kind) if one.name not in self._lacking))
        return self._others[kind](row)


_without: dict[frozenset[str], _Without[Any]] = {}


def without(rows: Mapping[str, T], *columns: str) -> Changed[str, T]:
    """Rows by id with nothing in some columns: the very same while they change in these alone."""
    lacking = rows.lacking if isinstance(rows, Changed) else frozenset[str]()
    if isinstance(rows, Changed) and lacking.issuperset(columns):
        return rows
    every = lacking.union(columns)
    if every not in _without:
        _without.setdefault(every, _Without(every))
    return _without[every].of(rows)


@lru_cache(maxsize=2**20)  # not that of all rows, which many translations fill; two for each of half a million
def _bare(row: T) -> T:
    return row


on_forgetting(_bare.cache_clear)
