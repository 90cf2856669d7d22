"""Things of which a text with all words tells, counted and ranked without one being read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import combinations, repeat, starmap
from math import ceil, comb, log2
from typing import NamedTuple

from kgtools.query.search.index import bits
from kgtools.query.search.index.bits import Groups, Sought
from kgtools.query.search.index.opened import Index
from kgtools.query.search.index.writing import LONG, LONGEST, MOST_PLACES, NOTE
from kgtools.query.search.names import Ranked
from kgtools.query.search.ranking.ordered import Bound, Ordered, Piece, parted
from kgtools.query.search.ranking.wanted import MOST, Wanted

_TOLD = 80.0  # of 100: a text that holds all words in a row
_SCATTERED = 10.0  # lost by a text whose words stand far apart
_LONG, _MANY = 3.0, 3.0  # lost at most by a long text; won at most by a thing of which many claims say it
_WON = [0.0, *(min(_MANY, log2(number)) for number in range(1, 1 + 2 ** ceil(_MANY)))]  # by so many claims
_NOTE = 4.0  # lost by a note of the curator
_NAMED = 8.0  # lost by a text that leaves a word to the name of its thing
_STEM = 2.0  # lost by a text with another form
_FEW = 64  # texts that are read as quickly as it is looked up in which of them two words may stand side by side
_AT_ONCE = 64  # texts of which it is read together how far apart the words stand
_LETTERS = LONGEST.bit_length()
_WORD = MOST.bit_length()  # bits that tell words apart
_PLACE = MOST_PLACES.bit_length() + _WORD
_NOTED = 1 << LONG.bit_length()  # from so many words on a shape is that of a note

Said = tuple[float, int, int, int]  # of a text how badly it answers, its letters, the numbers of its source and itself


class _Group(NamedTuple):
    """Texts that hold some of the words that are wanted; all others are in the names of their things."""

    held: tuple[Wanted, ...]
    texts: int


class _Level(NamedTuple):
    """Things of which so many claims tell, or more if no more is won by it, by the last text of each. What a `single`
    claim tells is found by that claim."""

    claims: int
    lasts: int
    single: bool = False


@dataclass(frozen=True)
class Told:
    """Things of which a text with all words tells; a text may leave words to the name of its thing.

    A single claim is found by itself; several of one thing, or an explanation, by that thing.
    """

    index: Index
    wanted: int  # words
    groups: Sequence[_Group]
    levels: Sequence[_Level]

    @classmethod
    def found(cls, index: Index, wanted: Sequence[Wanted]) -> Told:
        groups = list(_holding(index, wanted))
        every = 0
        for group in groups:
            every |= group.texts
        return cls(index, len(wanted), groups, list(_levels(index, every)) if every else [])

    def __len__(self) -> int:
        return self._number

    def __bool__(self) -> bool:
        return any(level.lasts for level in self.levels)

    @cached_property
    def _number(self) -> int:
        return sum(level.lasts.bit_count() for level in self.levels)

    @cached_property
    def ordered(self) -> Ordered:
        """Things and claims, the best first; of those that answer as well, what is said in the fewest letters. Beside
        each stand the numbers of what says it best and of its text, the place of its group, and whether nothing else
        says it."""
        held = max((len(group.held) for group in self.groups), default=0)
        best = _loss(held, held, self.wanted, 0) if held else 0.0
        return Ordered(
            Piece((_with(best, level), 0), partial(self._parts, number, level))
            for number, level in enumerate(self._having, 1)
        )

    @cached_property
    def _having(self) -> Sequence[_Level]:
        """The levels in which there is something."""
        return [level for level in self.levels if level.lasts]

    def _parts(self, number: int, level: _Level, _: int) -> Iterator[Piece]:
        """The texts of a level, in pieces that hold the same words."""
        texts = self._every
        for place, digit in enumerate(self._digits):
            texts = texts & digit if number >> place & 1 else bits.without(texts, digit)
        for place, group in enumerate(self.groups):
            if some := texts & group.texts:
                yield Piece(self._best(level, place), partial(self._by_distance, level, place, some))

    def _by_distance(self, level: _Level, place: int, texts: int, _: int) -> Iterator[Piece]:
        """Texts of a group, by how many other words stand between its words at least."""
        pairs = comb(len(self.groups[place].held), 2)
        for apart, some in enumerate(self._apart(place) if texts.bit_count() > _FEW * pairs > 0 else [texts]):
            if part := texts & some:
                yield Piece(self._best(level, place, apart), partial(self._as_typed, level, place, apart, part))

    def _as_typed(self, level: _Level, place: int, apart: int, texts: int, _: int) -> Iterator[Piece]:
        """Texts of a group, by how many words they hold as they were typed."""
        held = self.groups[place].held
        for same, some in enumerate(_same(held, texts)):
            lost = partial(_loss, same, len(held), self.wanted, apart=apart)
            read = partial(self._in_order, lost, level, place, same)
            yield from parted(some, self.index.texts_by_length, partial(_bound, lost, level), read)

    def _best(self, level: _Level, place: int, apart: int = 0) -> Bound:
        """How badly texts of a group answer at best in which so many other words stand between."""
        held = len(self.groups[place].held)
        return _with(_loss(held, held, self.wanted, 0, apart), level), 0

    @cached_property
    def _apart(self) -> Callable[[int], Sequence[int]]:
        """By the place of a group its texts in which no other word need stand between its words, those in which one
        must, and so on: one for each word that follows another, but for the pairs that may stand side by side."""
        words = {word.typed: word for group in self.groups for word in group.held}

        @cache
        def beside(one: str, other: str) -> int | None:
            return words[one].beside(words[other])

        @cache
        def apart(place: int) -> Sequence[int]:
            typed, texts = sorted(word.typed for word in self.groups[place].held), self.groups[place].texts
            sets = list(starmap(beside, combinations(typed, 2)))
            known = [some for some in sets if some is not None]
            return _counted(known, texts, len(typed) - 1)[::-1] if len(known) == len(sets) else [texts]

        return apart

    @cached_property
    def _digits(self) -> list[int]:
        """The texts of things in whose levels each binary digit stands: as these are few. Those in which there is
        something are numbered from 1 on."""
        digits = [0] * len(self._having).bit_length()
        for number, level in enumerate(self._having, 1):
            for place in range(len(digits)):
                digits[place] |= level.lasts if number >> place & 1 else 0
        return list(map(self.index.by_thing.whole, digits))

    def _in_order(
        self, lost: Callable[[int], float], level: _Level, place: int, same: int, some: int
    ) -> Iterable[Ranked | Piece]:
        """Some texts; where it must be read how far apart the words stand, in pieces, by how they answer at best."""
        texts = bits.numbers(some)
        if len(self.groups[place].held) == 1:
            return self._read(level, place, same, texts)
        best = cache(lambda shape: _with(lost(shape), level))
        losses = map(best, self.index.shapes.some(texts))
        bounds = sorted(zip(losses, self.index.letters.some(texts), texts, strict=True))
        return [
            Piece(some[0][:2], partial(self._read, level, place, same, [text for *_, text in some]))
            for some in (bounds[n : n + _AT_ONCE] for n in range(0, len(bounds), _AT_ONCE))
        ]

    def _read(self, level: _Level, place: int, same: int, texts: Sequence[int], _: int = 0) -> list[Ranked]:
        said, single = list(self._said(place, same, texts, level)), level.single
        things = self.index.things.some(text for *_, text in said)
        return [
            (loss, letters, source if single else thing, (source, text, place, single))
            for (loss, letters, source, text), thing in zip(said, things, strict=True)
        ]

    def _said(self, place: int, same: int, texts: Sequence[int], level: _Level | None = None) -> Iterator[Said]:
        """How badly texts of a group answer of which so many words stand there as they were typed; of a level, how
        badly the things of which they tell."""
        held, index = self.groups[place].held, self.index
        stretches = map(_stretches(texts, held).__getitem__, texts) if len(held) > 1 else repeat(1)

        @cache
        def loss(shape: int, stretch: int) -> float:
            apart = max(0, stretch - len(held))  # several forms of a word may stand in one place
            lost = _loss(same, len(held), self.wanted, shape, apart)
            return _with(lost, level) if level else lost

        losses = map(loss, index.shapes.some(texts), stretches)
        return zip(losses, index.letters.some(texts), index.sources.some(texts), texts, strict=True)

    def sources(self, thing: int) -> list[int]:
        """The numbers of all that says it of a thing, the best first."""
        texts = self.index.texts_of(thing)
        every = bits.between(texts.start, texts.stop)
        best: dict[int, Said] = {}
        for place, group in enumerate(self.groups):
            for same, some in enumerate(_same(group.held, group.texts & every)):
                for said in self._said(place, same, bits.numbers(some)):
                    best[said[2]] = min(said, best.get(said[2], said))
        return [source for _, _, source, _ in sorted(best.values())]

    def number(self, thing: int) -> int:
        """How much says it of a thing."""
        texts = self.index.texts_of(thing)
        sources = Groups(_within(self.index.by_source.firsts, texts), len(texts))
        return sources.held(_within(self._every, texts)).bit_count()

    def says_itself(self, thing: int) -> bool:
        """Whether a thing says it of itself."""
        texts, sources = self.index.texts_of(thing), self.index.sources
        first = bisect_left(sources, thing, texts.start, texts.stop)
        return bool(_within(self._every, range(first, bisect_right(sources, thing, first, texts.stop))))

    # -- some of them -------------------------------------------------------------------------------

    def within(self, iris: Sequence[range]) -> Told:
        """Only things and claims with some numbers."""
        every = self.index.texts_among(iris)
        return replace(
            self,
            levels=[
                level._replace(lasts=self._of_sources(level.lasts, iris) if level.single else level.lasts & every)
                for level in self.levels
            ],
        )

    def _of_sources(self, lasts: int, iris: Sequence[range]) -> int:
        """Of things of which one claim tells those whose claim has one of some numbers."""
        claims = self.index.claims
        if any(some.start <= claims.start and claims.stop <= some.stop for some in iris):
            return lasts
        if all(some.stop <= claims.start or claims.stop <= some.start for some in iris):
            return 0
        sources = self.index.sources
        texts = bits.numbers(self.index.by_thing.whole(lasts) & self._every)
        some = bits.of((text for text in texts if any(sources[text] in each for each in iris)), len(sources))
        return self.index.by_thing.held(some)

    @cached_property
    def _every(self) -> int:
        every = 0
        for group in self.groups:
            every |= group.texts
        return every

    def without(self, lasts: int) -> Told:
        """Not some things, by their last texts. A claim that is found by itself stays."""
        levels = [
            level if level.single else level._replace(lasts=bits.without(level.lasts, lasts)) for level in self.levels
        ]
        return replace(self, levels=levels)


def _within(texts: int, some: range) -> int:
    """Those of some texts that have numbers in a row, counted from the first of these."""
    return texts >> some.start & bits.between(0, len(some))


def _levels(index: Index, texts: int) -> Iterator[_Level]:
    """Of what texts tell, by how many claims say it."""
    told, claims = index.by_thing, index.by_source.held(texts)
    rest, lasts = claims, told.held(claims)
    single = told.held(claims & index.of_claims)
    for number in range(1, len(_WON)):
        rest = told.less(rest) if number < len(_WON) - 1 else 0
        more = told.held(rest)
        exactly = bits.without(lasts, more)
        if number == 1:
            yield _Level(number, exactly & single, single=True)
            exactly = bits.without(exactly, single)
        yield _Level(number, exactly)
        lasts = more


def _with(loss: float, level: _Level) -> float:
    """How badly a thing answers of which a text tells that answers so badly."""
    return -(-loss + _WON[level.claims])


def _bound(lost: partial[float], level: _Level, value: int) -> Bound:
    """How badly texts from a value on answer at best."""
    note, length = divmod(value >> _LETTERS, _NOTED)
    return _with(lost(NOTE * note + length), level), value & LONGEST


def _holding(index: Index, wanted: Sequence[Wanted]) -> Iterator[_Group]:
    """Texts that hold all words but those that a name of their thing has, by the words that they hold."""
    needed = [word.texts for word in wanted if not word.is_named]
    every = bits.between(0, len(index.things)) if needed else 0
    for some in needed:
        every &= some
    if not needed:
        for word in wanted:
            every |= word.texts
    groups = [_Group((), every)]
    for word in sorted(wanted, key=lambda word: word.number):  # the rarest first: less is left of it
        parts = []
        for held, texts in groups:
            parts.append(_Group((*held, word), texts & word.texts))
            if len(wanted) > 1 and (others := bits.without(texts, word.texts)):
                parts.append(_Group(held, others & word.of_bearers))
        groups = [part for part in parts if part.texts]
    return (group for group in groups if group.held)


def _same(held: Sequence[Wanted], texts: int) -> Sequence[int]:
    """The texts that hold none of some words as it was typed, those that hold one, two and so on."""
    return _counted([word.same for word in held], texts, len(held))


def _counted(sets: Iterable[int], texts: int, most: int) -> list[int]:
    """The texts that are in none of some sets, those that are in one, two and so on, up to those in so many or more."""
    found = [texts]
    for each in sets:
        more = [some & each for some in found]
        less = [some ^ other for some, other in zip(found, more, strict=True)]
        found = [one | other for one, other in zip([*less, 0], [0, *more], strict=True)]
        if len(found) > most + 1:
            found[most:] = [found[most] | found[most + 1]]
    return found


def _loss(same: int, held: int, wanted: int, shape: int, apart: int = 0) -> float:
    """How badly a text answers that holds so many of the words that are wanted, of them so many as they were typed; so
    many others stand between."""
    note, length = divmod(shape, NOTE)
    score = _TOLD - _SCATTERED * apart / (apart + 4) - _STEM * (1 - same / held) - _NOTE * note
    score -= _LONG * min(1.0, length / LONG) + _NAMED * (wanted - held) / wanted
    return -score


def _stretches(texts: Sequence[int], held: Sequence[Wanted]) -> dict[int, int]:
    """For each text how many words the shortest stretch has in which all words stand."""
    sought = Sought(texts)
    words = [word.places(sought) for word in held]
    every = sorted(
        text << _PLACE | place << _WORD | number for number, some in enumerate(words) for text, place in some
    )
    found = dict.fromkeys(texts, 1 << _PLACE)
    last = [-1 << _PLACE] * len(held)
    for one in every:
        last[one & (1 << _WORD) - 1] = place = one >> _WORD
        stretch = place - min(last) + 1  # of another text it is longer than any
        text = place >> _PLACE - _WORD
        if stretch < found[text]:
            found[text] = stretch
    return found
