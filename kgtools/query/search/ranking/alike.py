"""Things with a name that is spelled like what was typed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial, reduce
from itertools import chain, repeat
from operator import and_, or_
from typing import NamedTuple

from kgtools.query.search.index import bits
from kgtools.query.search.index.held import Held, together
from kgtools.query.search.index.opened import Index
from kgtools.query.search.index.writing import SHORT
from kgtools.query.search.names import CLOSE, NOWHERE, ROUNDED, Ranked, enough, score, written_together
from kgtools.query.search.ranking.ordered import Bound, Ordered, parted
from kgtools.values.transliteration import beyond_latin, phonetic_keys, readings

_ANY = ("--",)  # a wanted key
_Key = tuple[float, str, Held]  # how like it is, itself, and where it stands


class _Like(NamedTuple):
    """Names in which one key is as like the wanted one as any, and has so many letters; of several keys, or where they
    must be looked at one by one, how like they are at most, and how many letters of them are at most wanted ones."""

    like: float
    size: int
    names: int


@dataclass(frozen=True)
class Alike:
    """Things with a name that is spelled like what was typed: of the sets `sure` it is known by their letters how like
    the names are, and that they are like enough; the names of the sets `rest` are looked at one by one, as far as they
    are asked for; `joined` has names that are like enough if the words are written together."""

    index: Index
    wanted: Sequence[str]
    over: float
    keys: Sequence[Sequence[_Key]] = ()
    sure: Sequence[_Like] = ()
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
        if len(wanted) == 1:
            return cls(index, wanted, over, keys, *_of_one(index, wanted, keys[0], over), joined=joined)
        return cls(index, wanted, over, keys, (), _of_several(index, wanted, keys, over), joined=joined)

    def __len__(self) -> int:
        return self.index.of_things.held(self._names).bit_count()

    @cached_property
    def _names(self) -> int:
        every = bits.of(self.joined, len(self.index.ties))
        rest = reduce(or_, (one.names for one in self.rest), 0)
        every |= bits.of((name for name, _ in self._looked_at(bits.numbers(rest))), len(self.index.ties))
        for one in self.sure:
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
        slices = index.names_by_keys if self.sure or self.rest else ()

        def ranked(name: int, like: float) -> Ranked:
            return -worth(like, index.letters_of_keys[name]), index.ties[name], index.things_named[name], None

        def read(one: _Like, some: int) -> Iterator[Ranked]:
            like = cache(partial(self._like, one))
            return (ranked(name, like(index.letters_of_keys[name])) for name in bits.numbers(some))

        def look(some: int) -> Iterator[Ranked]:
            return (ranked(name, like) for name, like in self._looked_at(bits.numbers(some)))

        def bound(one: _Like, letters: int) -> Bound:
            least = max(letters, one.size)
            return -worth(self._like(one, least), least), 0

        def most(one: _Like, letters: int) -> Bound:
            like = score(_ANY, [(one.like, 0, one.size)], max(letters, one.size))
            return -worth(like + ROUNDED, letters), 0

        return Ordered(
            chain(
                (ranked(name, like) for name, like in self.joined.items()),
                *(parted(one.names, slices, partial(bound, one), partial(read, one)) for one in self.sure),
                *(parted(one.names, slices, partial(most, one), look) for one in self.rest),
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
        sure, rest = ([one._replace(names=one.names & names) for one in some] for some in (self.sure, self.rest))
        joined = {name: like for name, like in self.joined.items() if names >> name & 1}
        return replace(self, sure=sure, rest=rest, joined=joined)

    def best(self, thing: int) -> tuple[float, list[int]]:
        """How like a thing is, and its names that are as like as any of it, and as long."""
        index, names = self.index, self.index.names_of(thing)
        found = [(name, self.joined[name]) for name in names if name in self.joined]
        for one, written in self._written:
            some = bits.among(written, names)
            found += (
                ((name, self._like(one, index.letters_of_keys[name])) for name in some)
                if one in self.sure
                else self._looked_at(some)
            )
        best = min((-like, index.ties[name]) for name, like in found)
        return -best[0], [name for name, like in found if (-like, index.ties[name]) == best]

    @cached_property
    def _written(self) -> list[tuple[_Like, bytes]]:
        """The sets, so that it is quickly seen whether one name is in them."""
        return [
            (one, one.names.to_bytes((len(self.index.ties) >> 3) + 1, "little")) for one in (*self.sure, *self.rest)
        ]


def _of_one(index: Index, wanted: Sequence[str], keys: Sequence[_Key], over: float) -> tuple[list[_Like], list[_Like]]:
    """Names with a key that is like the only wanted one: those of which letters tell how like they are, and others."""
    slices = index.names_by_keys
    longest = reduce(and_, (some for _, some in slices)) if len(slices) == SHORT.bit_length() else 0
    parts, rest = _by_key(keys, len(index.ties))
    sure = []
    for one in parts:
        rest |= one.names & longest
        most = _letters(partial(score, wanted, [(one.like, 0, one.size)]), one.size, over)
        if some := _below(one.names & ~longest, slices, most):
            sure.append(one._replace(names=some))
    return sure, [_Like(parts[0].like, _longest(keys), rest)] if rest else []


def _by_key(keys: Iterable[_Key], size: int) -> tuple[list[_Like], int]:
    """Names by the likest key that they have, the likest first, and those that have several as like, of other letters:
    which counts, its place tells."""
    by_like: defaultdict[float, defaultdict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for like, key, held in keys:
        by_like[like][len(key)].append(held)
    found, rest, seen = [], 0, 0
    for like in sorted(by_like, reverse=True):
        names = {letters: together(held, size) & ~seen for letters, held in by_like[like].items()}
        every = several = 0
        for some in names.values():
            several |= every & some
            every |= some
        rest |= several
        found += [_Like(like, letters, some & ~several) for letters, some in names.items()]
        seen |= every
    return found, rest


def _letters(like: Callable[[int], float], least: int, over: float) -> int:
    """From how many letters on names are no longer like enough, which have so many at least."""
    return least + bisect_left(range(least, SHORT), True, key=lambda letters: not _is_like(like(letters), over))


def _longest(keys: Iterable[_Key]) -> int:
    return max((len(key) for _, key, _ in keys), default=0)


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


def _of_several(index: Index, wanted: Sequence[str], keys: Sequence[Sequence[_Key]], over: float) -> list[_Like]:
    """Names that hold enough of wanted keys, by what they lose at least: `enough`, of several keys together."""
    letters, size = sum(map(len, wanted)), len(index.ties)
    room = letters * (100.0 - max(CLOSE, over)) + ROUNDED
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
    most = sum(map(_longest, keys))
    return [_Like(100.0 - loss / letters, most, names & every) for loss, names in lost.items() if names & every]


def _keys(index: Index, likes: Mapping[str, float], least: float) -> list[_Key]:
    """Keys that are like a wanted one, how much, with their letters and where they stand."""
    return [(like, key, index.key(key)) for key, like in likes.items() if like > 0 and like >= least]


def _scores(
    index: Index, wanted: Sequence[str], keys: Sequence[Sequence[_Key]], names: Sequence[int]
) -> Iterator[tuple[int, float]]:
    """How like some names are, one by one."""
    places = [_places(each, names) for each in keys]
    like = cache(lambda letters, *found: score(wanted, found, letters))
    held = (map(each.get, names, repeat(NOWHERE)) for each in places)
    return zip(names, map(like, map(index.letters_of_keys.__getitem__, names), *held), strict=True)


def _places(keys: Sequence[_Key], names: Sequence[int]) -> Mapping[int, tuple[float, int, int]]:
    """For names that have one of some keys: how like the likest of these is, its place, and its letters."""
    found: dict[int, tuple[float, int, int]] = {}
    for like, key, held in keys if names else ():
        size = len(key)
        for name, place in held.among(names):
            known = found.get(name)
            if known is None or (-like, place) < (-known[0], known[1]):
                found[name] = like, place, size
    return found
