"""Things with a name that is spelled like what was typed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial, reduce
from itertools import chain
from operator import and_, itemgetter, or_
from typing import NamedTuple

from kgtools.query.search.index import bits
from kgtools.query.search.index.opened import Held, Index, together
from kgtools.query.search.index.writing import SHORT
from kgtools.query.search.names import CLOSE, NOWHERE, ROUNDED, Ranked, enough, score, written_together
from kgtools.query.search.ranking.ordered import Bound, Ordered, parted
from kgtools.values.transliteration import beyond_latin, phonetic_keys, readings

_Key = tuple[float, int, Held]  # how like it is, its letters, and where it stands


class _Like(NamedTuple):
    """Names in which one key is as like the wanted one as any, and has so many letters."""

    like: float
    size: int
    names: int


@dataclass(frozen=True)
class Alike:
    """Things with a name that is spelled like what was typed: of sets of names it is known by their letters how like
    they are, of others by themselves. `sure` and `told` hold no name that is not like enough."""

    index: Index
    wanted: Sequence[str]
    sure: Sequence[_Like]
    told: Sequence[tuple[int, float]]

    @classmethod
    def found(cls, index: Index, words: str, over: float = 0.0) -> Alike:
        """The things that are most like the words; with `over` only what is more like them than that, of 100."""
        wanted = phonetic_keys(words)
        if not wanted:
            return cls(index, (), (), ())
        likes = index.keys.all_likes(readings(words), not beyond_latin(words))
        least = enough(wanted, likes, over)
        joined = list(written_together(wanted, over, index.joined, index.counts))
        if len(wanted) == 1:
            sure, others = _of_one(index, wanted, likes[wanted[0]], least[0], over)
        else:
            sure, others = [], _of_several(index, wanted, likes, least, over)
        told = [(name, like) for name, like in (*others, *joined) if _is_like(like, over)]
        return cls(index, wanted, sure, told)

    def __len__(self) -> int:
        return self.index.of_things.held(self._names).bit_count()

    @cached_property
    def _names(self) -> int:
        every = bits.of((name for name, _ in self.told), len(self.index.ties))
        for one in self.sure:
            every |= one.names
        return every

    @cached_property
    def ordered(self) -> Ordered:
        """The things, the likest first; of those that are as like, what has the least tie."""
        return self.by(lambda like, letters: like)

    def by(self, worth: Callable[[float, int], float]) -> Ordered:
        """The things, those first that have a name of the greatest worth, which follows from how like a name is and how
        many letters its keys have: what is less like, or as like and longer, is worth no more."""
        index = self.index
        slices = index.names_by_keys if self.sure else ()

        def ranked(name: int, like: float) -> Ranked:
            return -worth(like, index.letters_of_keys[name]), index.ties[name], index.things_named[name], None

        def read(one: _Like, some: int) -> Iterator[Ranked]:
            return (ranked(name, self._like(one, index.letters_of_keys[name])) for name in bits.numbers(some))

        def bound(one: _Like, letters: int) -> Bound:
            least = max(letters, one.size)
            return -worth(self._like(one, least), least), 0

        return Ordered(
            chain(
                (ranked(name, like) for name, like in self.told),
                *(parted(one.names, slices, partial(bound, one), partial(read, one)) for one in self.sure),
            )
        )

    def _like(self, one: _Like, letters: int) -> float:
        return score(self.wanted, [(one.like, 0, one.size)], letters)

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
        sure = [one._replace(names=one.names & names) for one in self.sure]
        return replace(self, sure=sure, told=[one for one in self.told if names >> one[0] & 1])

    def best(self, thing: int) -> tuple[float, list[int]]:
        """How like a thing is, and its names that are as like as any of it, and as long."""
        index, names = self.index, self.index.names_of(thing)
        found = [(name, self._known[name]) for name in names if name in self._known]
        found += (
            (name, self._like(one, index.letters_of_keys[name]))
            for one, written in self._written
            for name in bits.among(written, names)
        )
        best = min((-like, index.ties[name]) for name, like in found)
        return -best[0], [name for name, like in found if (-like, index.ties[name]) == best]

    @cached_property
    def _known(self) -> dict[int, float]:
        return dict(sorted(self.told, key=itemgetter(1)))  # of a name that is known twice the greater stays

    @cached_property
    def _written(self) -> list[tuple[_Like, bytes]]:
        """The sets, so that it is quickly seen whether one name is in them."""
        return [(one, one.names.to_bytes((len(self.index.ties) >> 3) + 1, "little")) for one in self.sure]


def _of_one(
    index: Index, wanted: Sequence[str], likes: Mapping[str, float], least: float, over: float
) -> tuple[list[_Like], Iterable[tuple[int, float]]]:
    """Names with a key that is like the only wanted one: those of which letters tell how like they are, and others."""
    size, slices = len(index.ties), index.names_by_keys
    by_like: defaultdict[float, defaultdict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    keys = _keys(index, likes, least)
    for like, letters, held in keys:
        by_like[like][letters].append(held)
    sure, rest, seen = [], 0, 0
    longest = reduce(and_, (some for _, some in slices)) if len(slices) == SHORT.bit_length() else 0
    for like in sorted(by_like, reverse=True):
        names = {letters: together(held, size) & ~seen for letters, held in by_like[like].items()}
        every = several = 0
        for some in names.values():
            several |= every & some  # which key counts, its place tells
            every |= some
        rest |= several | every & longest
        for letters, some in names.items():
            most = bisect_left(
                range(letters, SHORT), True,
                key=lambda most: not _is_like(score(wanted, [(like, 0, letters)], most), over),
            ) + letters  # fmt: skip
            some = _below(some & ~rest, slices, most)
            if some:
                sure.append(_Like(like, letters, some))
        seen |= every
    return sure, _scores(index, wanted, [keys], bits.numbers(rest))


def _is_like(like: float, over: float) -> bool:
    return like >= CLOSE and like > over


def _below(names: int, slices: Sequence[tuple[int, int]], most: int) -> int:
    """Those of some names whose letters are fewer."""
    found = 0
    having = dict(slices)
    for place in reversed(range(SHORT.bit_length())):
        some = having.get(1 << place, 0)
        if most >> place & 1:
            found |= names & ~some
            names &= some
        else:
            names &= ~some
    return found


def _of_several(
    index: Index, wanted: Sequence[str], likes: Mapping[str, Mapping[str, float]], least: Sequence[float], over: float
) -> Iterable[tuple[int, float]]:
    """Names that have something in common with wanted keys, and how much."""
    keys = [_keys(index, likes[key], one) for key, one in zip(wanted, least, strict=True)]
    return _scores(index, wanted, keys, bits.numbers(_holding(wanted, keys, len(index.ties), over)))


def _holding(wanted: Sequence[str], keys: Sequence[Sequence[_Key]], size: int, over: float) -> int:
    """The names that hold enough of wanted keys, by what they lose at least: `enough`, of several keys together."""
    room = sum(map(len, wanted)) * (100.0 - max(CLOSE, over)) + ROUNDED
    every = 0
    lost = {0.0: bits.between(0, size)}
    for key, some in zip(wanted, keys, strict=True):
        holding = together((held for _, _, held in some), size)
        every |= holding
        if len(key) > 1:
            loses = len(key) * (100.0 - max((like for like, _, _ in some), default=0.0))
            parts: defaultdict[float, int] = defaultdict(int)
            for before, names in lost.items():
                parts[before + loses] |= names & holding
                parts[before + 100.0 * len(key)] |= names & ~holding
            lost = {loss: names for loss, names in parts.items() if names and loss <= room}
    return reduce(or_, lost.values(), 0) & every


def _keys(index: Index, likes: Mapping[str, float], least: float) -> list[_Key]:
    """Keys that are like a wanted one, how much, with their letters and where they stand."""
    return [(like, len(key), index.key(key)) for key, like in likes.items() if like > 0 and like >= least]


def _scores(
    index: Index, wanted: Sequence[str], keys: Sequence[Sequence[_Key]], names: Sequence[int]
) -> Iterator[tuple[int, float]]:
    """How like some names are, one by one."""
    places = [_places(each, names) for each in keys]
    like = cache(lambda letters, *found: score(wanted, found, letters))
    letters = index.letters_of_keys
    return ((name, like(letters[name], *(each.get(name, NOWHERE) for each in places))) for name in names)


def _places(keys: Sequence[_Key], names: Sequence[int]) -> Mapping[int, tuple[float, int, int]]:
    """For names that have one of some keys: how like the likest of these is, its place, and its letters."""
    found: dict[int, tuple[float, int, int]] = {}
    for like, size, held in keys if names else ():
        for name, place in held.among(names):
            known = found.get(name)
            if known is None or (-like, place) < (-known[0], known[1]):
                found[name] = like, place, size
    return found
