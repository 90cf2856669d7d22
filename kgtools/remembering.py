"""Remembering what a function gave for the very same rows, so that a check after a change looks at what changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

from kgtools import languages

P = ParamSpec("P")
T = TypeVar("T")


_caches: list[Callable[[], None]] = []


class _Given:
    """What a function was given, as the key of what it gave: texts by what they say, all else by being the very same.

    To compare rows by their cells would cost as much as to look at them. The key holds them, so that nothing else can
    come to stand where they stood; of a tuple each member has to be the same.
    """

    __slots__ = ("arguments", "marks")

    def __init__(self, arguments: tuple[object, ...]) -> None:
        self.arguments = arguments
        self.marks = tuple(map(_mark, arguments))

    def __hash__(self) -> int:
        return hash(self.marks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Given) and self.marks == other.marks


def _mark(argument: object) -> object:
    if isinstance(argument, tuple):
        return tuple(map(id, argument))
    return argument if isinstance(argument, str | bytes | frozenset) else id(argument)


def for_the_same(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember what a function gave when it is asked again for the very same objects, given by their places.

    It must depend on nothing else and change nothing; nobody may change what it was given, nor what it gave.

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
        @languages.remembered(maxsize)
        def kept(given: _Given) -> T:
            return function(*given.arguments)  # type: ignore[call-arg, arg-type]

        @wraps(function)
        def asked(*given: P.args, **named: P.kwargs) -> T:
            return kept(_Given((*given, *named.values())))

        clear: Callable[[], None] = kept.cache_clear  # type: ignore[attr-defined]
        asked.cache_clear = clear  # type: ignore[attr-defined]
        _caches.append(clear)
        return asked

    return remembering


@lru_cache(maxsize=131_072)
def _known(value: object) -> object:
    return value


def as_before(value: T) -> T:
    """A value, as the very object that was equal to it before: a row that is read again is the same if it says so.

    >>> as_before(("Camelot", 1)) is as_before(("Camelot", int("1")))
    True
    """
    return cast(T, _known(value))


def forget() -> None:
    """Give up all that is remembered so, which else stays in memory beside what comes after."""
    for clear in (*_caches, _known.cache_clear):
        clear()
