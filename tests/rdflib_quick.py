"""rdflib, the reference of answers and of results, as it is but quicker: what it asks of each binding is looked up.

A solution of rdflib is a mapping in Python over a dictionary. To hash, compare, copy and join solutions it goes
through that mapping and asks of each name whether it is one, which takes most of its time. Here it takes the dictionary
itself, with the same outcome; `tests/query/test_rdflib_quick.py` holds both ways against each other.
"""

from __future__ import annotations

import contextlib
from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import Any

import pytest
from rdflib.plugins.sparql.sparql import Bindings, FrozenBindings, FrozenDict

_LACKING: Any = object()


def _levels(bindings: Bindings) -> Iterator[dict[Any, Any]]:
    level: Bindings | None = bindings
    while level is not None:
        yield level._d
        level = level.outer


def _flat(bindings: Bindings) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for level in _levels(bindings):
        found = {**level, **found} if found else dict(level)
    return found


def _begin(self: Bindings, outer: Bindings | None = None, d: Any = ()) -> None:
    self._d = dict(d._d) if isinstance(d, FrozenDict) else _flat(d) if isinstance(d, Bindings) else dict(d)
    self.outer = outer


def _bound(self: Bindings, key: Any) -> Any:
    for level in _levels(self):
        if (value := level.get(key, _LACKING)) is not _LACKING:
            return value
    raise KeyError(key)


def _is_bound(self: Bindings, key: Any) -> bool:
    return any(key in level for level in _levels(self))


def _bindings_items(self: Bindings) -> ItemsView[Any, Any]:
    return _flat(self).items()


def _items(self: FrozenDict) -> ItemsView[Any, Any]:
    return self._d.items()


def _hash(self: FrozenDict) -> int:
    if self._hash is None:
        found = 0
        for key, value in self._d.items():
            found ^= hash(key) ^ hash(value)
        self._hash = found
    return self._hash


def _same(self: FrozenDict, other: object) -> bool:
    return self._d == other._d if isinstance(other, FrozenDict) else Mapping.__eq__(self, other)


_find = FrozenBindings.__getitem__


def _get(self: FrozenBindings, key: Any) -> Any:
    value = self._d.get(key, _LACKING)
    return value if value is not _LACKING else _find(self, key)


def _compatible(self: FrozenBindings, other: Any) -> bool:
    if not isinstance(other, FrozenBindings):
        return bool(FrozenDict.compatible(self, other))
    known, given = other._d, other.ctx.initBindings or {}  # what a name stands for may be given beforehand
    for name, value in self._d.items():
        there = known.get(name, _LACKING)
        if there is _LACKING:
            there = given.get(name, value)
        if there is not value and value != there:
            return False
    return True


_QUICK: Iterable[tuple[type, str, Any]] = (
    (Bindings, "__init__", _begin),
    (Bindings, "__getitem__", _bound),
    (Bindings, "__contains__", _is_bound),
    (Bindings, "items", _bindings_items),
    (FrozenDict, "items", _items),
    (FrozenDict, "__hash__", _hash),
    (FrozenDict, "__eq__", _same),
    (FrozenBindings, "__getitem__", _get),
    (FrozenBindings, "compatible", _compatible),
)


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """Have rdflib evaluate queries so."""
    with pytest.MonkeyPatch.context() as patch:
        for where, name, what in _QUICK:
            patch.setattr(where, name, what, raising=False)
        yield
