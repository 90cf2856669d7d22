"""Things with a name that is spelled like what was typed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial, reduce
from itertools import chain, repeat
from operator import or_
from typing import NamedTuple

from kgtools.query.search.index import bits
from kgtools.query.search.index.bits import Sought
from kgtools.query.search.index.held import Held, together
from kgtools.query.search.index.opened import Index
from kgtools.query.search.index.writing import SHORT
from kgtools.query.search.names import CLOSE, NOWHERE, ROUNDED, Ranked, enough, score, written_together
from kgtools.query.search.ranking.ordered import Bound, Ordered, parted
from kgtools.values.transliteration import beyond_latin, phonetic_keys, readings

_Key = tuple[float, str, Held]  # how like it is, itself, and where it stands
_Found = tuple[float, int, int]  # of a wanted key how like the likest key of a name is, its place, and its letters


class _Like(NamedTuple):
    """Names in which the likest keys are as like the wanted ones, and have as many letters, as in `found`: if they
    stand in the order in which they are wanted."""

    found: Sequence[_Found]
    names: int

    @property
    def size(self) -> int:
        """The letters of the keys, each counted once."""
        return sum({place: size for _, place, size in self.found}.values())


@dataclass(frozen=True)
class Alike:
    """Things with a name that is spelled like what was typed: of the sets `sure` it is known by their letters how like
    the names are, and that they are like enough; of the sets `near` that they are like enough in any order of words.
    The names of these and of the sets `rest` are looked at one by one, as far as they are asked for; `joined` has names
    that are like enough if the words are written together."""

    index: Index
    wanted: Sequence[str]
    over: float
    keys: Sequence[Sequence[_Key]] = ()
    sure: Sequence[_Like] = ()
    near: Sequence[_Like] = ()
    rest: Sequence[_Like] = ()
    joined: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def found(cls, index: Index, words: str, over: float = 0.0) -> Alike:
        """The things that are most like the words; with `over` only what is more like them than that, of 100."""
        wanted = phonetic_keys(words)
        if not wanted:
            return cls(index, (), over)
        likes = index.keys.all_likes(readings(words), not beyond_latin(words))
        keys = [_keys(index, likes[key], least) for key, least in zip(wanted, enough(wanted, likes, over), strict=True)]
        written = written_together(wanted, over, index.joined, index.counts)
        joined = {name: like for name, like in written if _is_like(like, over)}
        return cls(index, wanted, over, keys, *_by_likeness(index, wanted, keys, over), joined=joined)

    def __len__(self) -> int:
        return self.index.of_things.held(self._names).bit_count()

    @cached_property
    def _names(self) -> int:
        every = bits.of(self.joined, len(self.index.ties))
        rest = reduce(or_, (one.names for one in self.rest), 0)
        every |= bits.of((name for name, _ in self._looked_at(bits.numbers(rest))), len(self.index.ties))
        for one in (*self.sure, *self.near):
            every |= one.names
        return every

    def _looked_at(self, names: Sequence[int]) -> list[tuple[int, float]]:
        """Those of some names that are like enough, each with how like it is."""
        if new := [name for name in names if name not in self._known]:
            self._known.update(_scores(self.index, self.wanted, self.keys, new))
        return [(name, like) for name in names if _is_like(like := self._known[name], self.over)]

    @cached_property
    def _known(self) -> dict[int, float]:
        return {}

    @cached_property
    def ordered(self) -> Ordered:
        """The things, the likest first; of those that are as like, what has the least tie."""
        return self.by(lambda like, letters: like)

    def by(self, worth: Callable[[float, int], float]) -> Ordered:
        """The things, those first that have a name of the greatest worth, which follows from how like a name is and how
        many letters its keys have: what is less like, or as like and longer, is worth no more."""
        index = self.index
        slices = index.names_by_keys if self.sure or self.near or self.rest else ()

        def ranked(names: Sequence[int], likes: Iterable[float]) -> Iterator[Ranked]:
            losses = (
                -worth(like, letters) for like, letters in zip(likes, index.letters_of_keys.some(names), strict=True)
            )
            things = map(index.things_named.__getitem__, names)
            return zip(losses, index.ties.some(names), things, repeat(None))

        def read(one: _Like, some: int) -> Iterator[Ranked]:
            names = bits.numbers(some)
            return ranked(names, map(cache(partial(self._like, one)), index.letters_of_keys.some(names)))

        def look(some: int) -> Iterator[Ranked]:
            found = dict(self._looked_at(bits.numbers(some)))
            return ranked(list(found), found.values())

        def bound(one: _Like, letters: int, rounded: float = 0.0) -> Bound:
            least = max(letters, one.size)
            return -worth(self._like(one, least) + rounded, least), 0

        return Ordered(
            chain(
                ranked(list(self.joined), self.joined.values()),
                *(parted(one.names, slices, partial(bound, one), partial(read, one)) for one in self.sure),
                *(
                    parted(one.names, slices, partial(bound, one, rounded=ROUNDED), look)
                    for one in (*self.near, *self.rest)
                ),
            )
        )

    def _like(self, one: _Like, letters: int) -> float:
        return score(self.wanted, one.found, letters)

    @property
    def things(self) -> list[int]:
        """The numbers of all the things."""
        named = self.index.things_named
        return [named[name] for name in bits.numbers(self.index.of_things.held(self._names))]

    def only(self, things: Iterable[int]) -> Alike:
        """Only some of the things."""
        return self._among(bits.of(chain.from_iterable(map(self.index.names_of, things)), len(self.index.ties)))

    def within(self, things: Iterable[range]) -> Alike:
        """Only things with some numbers."""
        return self._among(self.index.names_among(things))

    def _among(self, names: int) -> Alike:
        sure, near, rest = (
            [one._replace(names=one.names & names) for one in some] for some in (self.sure, self.near, self.rest)
        )
        joined = {name: like for name, like in self.joined.items() if names >> name & 1}
        return replace(self, sure=sure, near=near, rest=rest, joined=joined)

    def best(self, thing: int) -> tuple[float, list[int]]:
        """How like a thing is, and its names that are as like as any of it, and as long."""
        index, names = self.index, self.index.names_of(thing)
        found = [(name, self.joined[name]) for name in names if name in self.joined]
        sought = Sought(names)
        for one, written in self._written:
            if some := sought.among(written):
                found += (
                    self._looked_at(some)
                    if one is None
                    else ((name, self._like(one, index.letters_of_keys[name])) for name in some)
                )
        best = min((-like, index.ties[name]) for name, like in found)
        return -best[0], [name for name, like in found if (-like, index.ties[name]) == best]

    @cached_property
    def _written(self) -> list[tuple[_Like | None, bytes]]:
        """The sets, so that it is quickly seen whether one name is in them; those that are looked at as one."""
        looked_at = reduce(or_, (one.names for one in (*self.near, *self.rest)), 0)
        return [(None, bits.written(looked_at)), *((one, bits.written(one.names)) for one in self.sure)]


def _by_likeness(
    index: Index, wanted: Sequence[str], keys: Sequence[Sequence[_Key]], over: float
) -> tuple[list[_Like], list[_Like], list[_Like]]:
    """Names with keys that are like wanted ones: those of which letters tell how like they are, those that are like
    enough in any order of their words, and those that may be."""
    size = len(index.ties)
    below = cache(partial(_below, bits.between(0, size), index.names_by_keys))
    sure: list[_Like] = []
    near: list[_Like] = []
    rest: list[_Like] = []
    for parts, names in _combined(wanted, keys, over, size):
        first: dict[str | int, int] = {}  # a key that is like several wanted ones stands in one place
        places = [first.setdefault(part.key or place, place) for place, part in enumerate(parts)]
        in_order, reversed_ = (
            [(part.like, sign * place, part.size) for part, place in zip(parts, places, strict=True)]
            for sign in (1, -1)
        )
        one = _Like(in_order, names)
        certain, possible = 0, names
        if not any(part.several for part in parts):
            certain, possible = (
                names & below(_letters(partial(score, wanted, found), one.size, over))
                for found in (reversed_, in_order)
            )
            certain &= below(SHORT)
            possible |= bits.without(names, below(SHORT))
        known = sure if len({place for part, place in zip(parts, places, strict=True) if part.like}) == 1 else near
        for held, some in ((known, certain), (rest, bits.without(possible, certain))):
            if some:
                held.append(one._replace(names=some))
    return sure, near, rest


class _Part(NamedTuple):
    """Names of which the likest key is as like a wanted one, and has as many letters. A `key` is itself given if it is
    like several wanted ones. If a name has several keys that are as like, its place tells which counts."""

    like: float
    size: int
    names: int
    key: str = ""
    several: bool = False


def _combined(
    wanted: Sequence[str], keys: Sequence[Sequence[_Key]], over: float, size: int
) -> Iterator[tuple[Sequence[_Part], int]]:
    """The names that may be like enough, by the parts in which they are for each wanted key."""
    room = sum(map(len, wanted)) * (100.0 - max(CLOSE, over)) + ROUNDED
    counted = Counter(key for some in keys for _, key, _ in some)
    found: list[tuple[float, tuple[_Part, ...], int]] = [(0.0, (), bits.between(0, size))]
    for key, some in zip(wanted, keys, strict=True):
        letters = len(key) if len(key) > 1 else 0
        parts = [(letters * (100.0 - part.like), part) for part in _by_key(some, counted, size)]
        found = [
            (lost + more, (*before, part), held)
            for lost, before, names in found
            for more, part in parts
            if lost + more <= room and (held := names & part.names)
        ]
    return ((parts, names) for _, parts, names in found if any(part.like for part in parts))


def _by_key(keys: Iterable[_Key], counted: Mapping[str, int], size: int) -> list[_Part]:
    """Names by the likest key that they have, the likest first, and those that have none. Of a key is `counted` to how
    many wanted ones it is like."""
    by_like: defaultdict[float, defaultdict[tuple[int, str], list[Held]]] = defaultdict(lambda: defaultdict(list))
    for like, key, held in keys:
        by_like[like][len(key), key if counted[key] > 1 else ""].append(held)
    found, seen = [], 0
    for like in sorted(by_like, reverse=True):
        names = {which: bits.without(together(held, size), seen) for which, held in by_like[like].items()}
        every = several = 0
        for some in names.values():
            several |= every & some
            every |= some
        found += [_Part(like, letters, bits.without(some, several), key) for (letters, key), some in names.items()]
        found.append(_Part(like, max(letters for letters, _ in names), several, several=True))
        seen |= every
    return [*found, _Part(0.0, 0, bits.without(bits.between(0, size), seen))]


def _letters(like: Callable[[int], float], least: int, over: float) -> int:
    """From how many letters on names are no longer like enough, which have so many at least."""
    return least + bisect_left(range(least, SHORT), True, key=lambda letters: not _is_like(like(letters), over))


def _is_like(like: float, over: float) -> bool:
    return like >= CLOSE and like > over


def _below(names: int, slices: Sequence[tuple[int, int]], most: int) -> int:
    """Those of some names whose letters are fewer."""
    found = 0
    for bit, some in slices:
        less = bits.without(names, some)
        if most & bit:
            found |= less
            names &= some
        else:
            names = less
    return found


def _keys(index: Index, likes: Mapping[str, float], least: float) -> list[_Key]:
    """Keys that are like a wanted one, how much, with their letters and where they stand."""
    held = index.having_keys(key for key, like in likes.items() if like > 0 and like >= least)
    return [(likes[key], key, each) for key, each in held.items()]


def _scores(
    index: Index, wanted: Sequence[str], keys: Sequence[Sequence[_Key]], names: Sequence[int]
) -> Iterator[tuple[int, float]]:
    """How like some names are, one by one."""
    places = [_places(each, names) for each in keys]
    like = cache(lambda letters, *found: score(wanted, found, letters))
    held = (map(each.get, names, repeat(NOWHERE)) for each in places)
    return zip(names, map(like, index.letters_of_keys.some(names), *held), strict=True)


def _places(keys: Sequence[_Key], names: Sequence[int]) -> Mapping[int, tuple[float, int, int]]:
    """For names that have one of some keys: how like the likest of these is, its place, and its letters."""
    found: dict[int, tuple[float, int, int]] = {}
    sought = Sought(names)
    for like, key, held in keys if names else ():
        size = len(key)
        for name, place in held.among(sought):
            known = found.get(name)
            if known is None or (-like, place) < (-known[0], known[1]):
                found[name] = like, place, size
    return found
