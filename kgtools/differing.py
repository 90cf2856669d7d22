"""Dictionaries that tell by which keys they differ from what they were before.

To compare two dictionaries of all claims or texts key by key would take as long as to look at each of them again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Changed(dict[K, T]):
    """A dictionary that nobody changes; it knows by which keys it differs from the one before.

    That one is not kept: by its stamp it is known again. In its rows nothing stands in the columns that are `lacking`.
    """

    __slots__ = ("_before", "_differing", "_stamp", "lacking")

    def __init__(
        self, rows: Mapping[K, T], before: Mapping[K, T] | None = None, keys: Collection[K] = (),
        lacking: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        super().__init__(rows)
        self._stamp = object()
        self._before = before._stamp if isinstance(before, Changed) else None
        self._differing = keys
        self.lacking = lacking

    def since(self, before: Mapping[K, T]) -> Collection[K] | None:
        """The keys by which it differs from another one; None if that is neither the one before nor the one after.

        It is the one after where a change is taken back.
        """
        if not isinstance(before, Changed):
            return None
        if before._stamp is self._before:
            return self._differing
        return before._differing if before._before is self._stamp else None


class KnowsChange(Mapping[K, T]):
    """What is no dictionary, but knows by which keys it differs from another one of its kind."""

    @abstractmethod
    def since(self, before: Mapping[K, T]) -> Collection[K] | None:
        """The keys by which it differs from another one; None if it cannot tell."""


def differing(before: Mapping[K, T], now: Mapping[K, T]) -> Collection[K]:
    """The keys under which something else stands than before, another object, or nothing any more.

    >>> sorted(differing({"a": "one", "b": "two"}, {"b": "two", "c": "three"}))
    ['a', 'c']
    """
    if now is before:
        return ()
    told = now.since(before) if isinstance(now, Changed | KnowsChange) else None
    if told is not None:
        return told
    found = [key for key, value in now.items() if before.get(key) is not value]
    if len(now) != len(before) or any(key not in before for key in found):
        found += [key for key in before if key not in now]
    return found
