"""Things with a name that holds all words, as they sound or in another form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from itertools import chain, repeat
from operator import and_

from kgtools import namespaces
from kgtools.query.search.index import bits
from kgtools.query.search.index.opened import Index
from kgtools.query.search.index.writing import PLACE
from kgtools.query.search.names import Ranked
from kgtools.query.search.ranking.ordered import Bound, Ordered, parted
from kgtools.query.search.ranking.wanted import KEY, InName, Wanted
from kgtools.values.transliteration import phonetic_key

_STEM, _DISORDER, _SPARE = 2.0, 2.0, 8.0  # lost by a name in another form, in another order, with more letters
_JOINED = _STEM - 100  # how badly a name answers whose words are parted or joined in another way
Answer = tuple[float, tuple[int, ...]]  # how badly a name answers, and where the words stand in it


@dataclass(frozen=True)
class Named:
    """Things with a name that holds all words: the names that do, and those whose words are joined in another way."""

    index: Index
    wanted: Sequence[Wanted]
    holding: Mapping[str, int]  # by the language of the words
    names: int
    as_typed: int
    joined: int

    @classmethod
    def found(cls, index: Index, wanted: Sequence[Wanted]) -> Named:
        names = as_typed = 0
        holding = {language: _common(word.names(language) for word in wanted) for language in namespaces.languages()}
        for language, some in holding.items():
            if some:
                names |= some
                as_typed |= _common(word.names_as_typed(language) for word in wanted)
        key = "".join(phonetic_key(word.typed) for word in wanted)
        joined = index.joined[key] if len(key) > KEY else ()
        return cls(index, wanted, holding, names, as_typed, bits.of(joined, len(index.ties)))

    def __len__(self) -> int:
        return self.index.of_things.held(self.names | self.joined).bit_count()

    def __contains__(self, thing: int) -> bool:
        names = self.index.names_of(thing)
        return bool((self.names | self.joined) & bits.between(names.start, names.stop))

    @cached_property
    def ordered(self) -> Ordered:
        """The things, the best first; of those that answer as well, what has the least tie."""
        slices = self.index.names_by_letters
        typed = self.names & self.as_typed
        return Ordered(
            chain(
                (self._ranked(name, _JOINED) for name in bits.numbers(self.joined)),
                parted(typed, slices, partial(self._bound, 0.0), self._read),
                parted(self.names ^ typed, slices, partial(self._bound, _STEM), self._read),
            )
        )

    def _bound(self, lost: float, letters: int) -> Bound:
        """How badly names of at least so many letters answer at best."""
        size = sum(word.longest for word in self.wanted)
        return _loss(lost, 0.0, 1 - size / letters if letters > size else 0.0), 0

    def _read(self, some: int) -> Iterator[Ranked]:
        return (self._ranked(name, loss) for name, (loss, _) in self._answers(some))

    def _ranked(self, name: int, loss: float) -> Ranked:
        return loss, self.index.ties[name], self.index.things_named[name], None

    def best(self, things: Iterable[int]) -> dict[int, list[tuple[int, tuple[int, ...]]]]:
        """For each of some things the names that answer best and as well, each with where the words stand in it; of a
        name whose words are joined in another way no places."""
        names = bits.of(chain.from_iterable(map(self.index.names_of, things)), len(self.index.ties))
        joined = zip(bits.each(self.joined & names), repeat((_JOINED, ())))
        found: defaultdict[int, list[tuple[float, int, int, tuple[int, ...]]]] = defaultdict(list)
        for name, (loss, places) in chain(self._answers(self.names & names), joined):
            found[self.index.things_named[name]].append((loss, self.index.ties[name], name, places))
        return {thing: [one[2:] for one in some if one[:2] == min(some)[:2]] for thing, some in found.items()}

    def _answers(self, names: int) -> Iterator[tuple[int, Answer]]:
        """How names answer, once for each language in which they hold all words."""
        for language, holding in self.holding.items():
            numbers = bits.numbers(names & holding)
            held = [word.in_names(language, numbers) for word in self.wanted] if numbers else ()
            yield from ((name, _answer(tuple(each[name] for each in held))) for name in numbers)

    # -- some of them -------------------------------------------------------------------------------

    def within(self, things: Iterable[range]) -> Named:
        """Only things with some numbers."""
        every = self.index.names_among(things)
        return replace(self, names=self.names & every, joined=self.joined & every)

    def without(self, things: Iterable[int]) -> Named:
        """Not some things."""
        others = bits.of(chain.from_iterable(map(self.index.names_of, things)), len(self.index.ties))
        return replace(self, names=bits.without(self.names, others), joined=bits.without(self.joined, others))

    @cached_property
    def told_of(self) -> int:
        """The last text of each of the things that has one."""
        if len(self.wanted) == 1:
            texts = self.wanted[0].of_bearers | self.index.of_things_named(bits.numbers(self.joined))
        else:
            texts = self.index.of_things_named(bits.numbers(self.index.of_things.held(self.names | self.joined)))
        return texts & self.index.by_thing.lasts


def _common(sets: Iterable[int]) -> int:
    """What is in all of some sets."""
    return reduce(and_, sets)


def _loss(lost: float, disorder: float, spare: float) -> float:
    return -(100 - lost - disorder - _SPARE * spare)


def _answer(held: tuple[InName, ...]) -> Answer:
    """How badly a name answers that holds all words, and where they stand."""
    places = [place >> PLACE for _, place, _ in held]
    letters = held[0][1] & (1 << PLACE) - 1
    lost = _STEM if any(other for other, _, _ in held) else 0.0
    spare = 1 - sum({place: size for _, place, size in held}.values()) / letters
    return _loss(lost, _DISORDER if places != sorted(places) else 0.0, spare), tuple(places)
