"""What words may mean, best first: the nearest name, names before what is told, all words before some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import count, takewhile
from typing import overload

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.query.search import words as words_
from kgtools.query.search.excerpts import Spans, merged
from kgtools.query.search.index.opened import Index
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import Match, Ranked
from kgtools.query.search.ranking.alike import Alike
from kgtools.query.search.ranking.named import Named
from kgtools.query.search.ranking.told import Told
from kgtools.query.search.ranking.wanted import MOST, Wanted
from kgtools.query.search.texts import Text
from kgtools.values.transliteration import PRINTED_WORD, beyond_latin, phonetic_key, phonetic_keys, readings

_NEAR = 84.0  # of 100: a name that is less alike never comes before what holds all words
_LONGEST = 60  # letters of a word that may be one
_AT_ONCE = 20  # matches that are read together where it is not said how many are wanted


@dataclass(frozen=True)
class _Part:
    """Matches of one sort, and what reads some of them. They are put in order as far as they are asked for."""

    found: Named | Told | Alike
    read: Callable[[Sequence[Ranked]], list[Match]]

    def some(self, first: int, last: int) -> list[Match]:
        """The matches from one place up to another."""
        return self.read(self.found.ordered.first(last)[first:]) if last > first else []


@dataclass(frozen=True)
class Matches(Sequence[Match]):
    """What was found, best first: how much it is, is known; what it is, is read when it is asked for."""

    searched: Index
    parts: Sequence[_Part] = ()

    def __len__(self) -> int:
        return sum(len(part.found) for part in self.parts)

    @overload
    def __getitem__(self, place: int) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> list[Match]: ...
    def __getitem__(self, place: int | slice) -> Match | list[Match]:
        if isinstance(place, slice):
            found: list[Match] = []
            first, last, step = place.indices(len(self))
            if step != 1:
                return list(self)[place]
            for part in self.parts:
                found += part.some(max(first, 0), max(last, 0))
                first, last = first - len(part.found), last - len(part.found)
            return found
        number = range(len(self))[place]
        return self[number : number + 1][0]

    def __iter__(self) -> Iterator[Match]:
        """The matches, looked for as far as they are asked for."""
        for part in self.parts:
            for first in count(0, _AT_ONCE):
                some = part.some(first, first + _AT_ONCE)
                yield from some
                if len(some) < _AT_ONCE:
                    break

    def beginning(self, *iris: str) -> Matches:
        """Those of what was found whose IRIs begin so, in the same order."""
        every = [self.searched.numbers(each) for each in iris]
        return Matches(self.searched, [replace(part, found=part.found.within(every)) for part in self.parts])


@dataclass(frozen=True)
class _Claims(Sequence[str]):
    """The claims that say something of a thing, the best first. The others are found when they are asked for."""

    told: Told
    thing: int
    iri: str
    best: int

    def __len__(self) -> int:
        return self._number

    def __bool__(self) -> bool:
        return True  # the best says it

    @cached_property
    def _number(self) -> int:
        return self.told.number(self.thing)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if place == 0:
            return self.told.index.iris([self.best])[self.best]
        return tuple(self)[place]

    def __iter__(self) -> Iterator[str]:
        sources = self.told.sources(self.thing)
        iris = self.told.index.iris(sources)
        return (iris[source] for source in sources)

    def __contains__(self, iri: object) -> bool:
        return self.told.says_itself(self.thing) if iri == self.iri else iri in tuple(self)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))


def search(store: Store, words: str, index: Index | None = None) -> Matches:
    """What words may mean: things by their names, best first, then things by what claims and explanations say.

    Names that are spelled alike come first if they are nearer to the words than what holds these in some form, and are
    left out if not. If nothing holds all words, such names are found, or else what holds all words but one. An `index`
    that was read before saves reading the graph.
    """
    index = index or Index.read(store)
    wanted = words_.wanted(words)[:MOST]
    if not wanted or max(map(len, wanted)) > _LONGEST:
        return Matches(index)
    typed = " ".join(words.split()[:MOST])
    known = [Wanted.known(index, word, loose=False) for word in wanted]
    named, told = _exact(index, known)
    if not named and not told and any(map(beyond_latin, wanted)):
        loosely = [Wanted.known(index, word, loose=True) for word in wanted]
        named, told = _exact(index, loosely)
    if named or told:
        return _with_nearer(index, named, told, typed)
    alike = Alike.found(index, typed)
    return Matches(index, (_marked(alike, typed),)) if alike else _but_one(index, known)


@dataclass(frozen=True)
class Likes(Matches):
    """Things whose names are spelled like words."""

    def worthiest(self, worth: Callable[[float, int], float]) -> Iterator[tuple[float, int, Callable[[], Match]]]:
        """The things, each by its number and what reads it, after what it is worth at most, the greatest first: what
        follows from how like a name is, of 100, and from how many letters its phonetic keys have; see `Alike.by`."""
        for part in self.parts:
            if isinstance(part.found, Alike):
                for ranked in part.found.by(worth):
                    yield -ranked[0], ranked[2], lambda part=part, ranked=ranked: part.read([ranked])[0]  # type: ignore


def alike(index: Index, words: str, *iris: str) -> Likes:
    """The things whose names are spelled most like words, best first; see `names.rank`. With `iris` only those whose
    IRIs begin so."""
    found = Alike.found(index, words)
    if iris:
        found = found.within([index.numbers(each) for each in iris])
    return Likes(index, (_Part(found, partial(_called, found)),))


def called(index: Index, words: str, least: float) -> list[str]:
    """The IRIs of entities with a name that is so much like words, of 100."""
    found = Alike.found(index, words, least - 1).within([index.numbers(namespaces.things())])
    return list(index.iris(thing for _, _, thing, _ in takewhile(lambda one: -one[0] >= least, found.ordered)).values())


def _with_nearer(index: Index, named: Named, told: Told, typed: str) -> Matches:
    """What was found, after the names that are spelled more like what was typed than any name that was found, and than
    the words of the first of these."""
    from rapidfuzz import fuzz

    near = _NEAR
    if named:
        (best,) = _names(named, named.ordered.first(1))
        held = " ".join(" ".join(phonetic_keys(best.name[start:end])) for start, end in best.spans)
        near = max(near, fuzz.token_sort_ratio(" ".join(phonetic_keys(typed)), held))
        if near == 100.0:  # nothing is more like it
            return _matches(index, named, told)
    nearer = Alike.found(index, typed, near)
    if named:
        nearer = nearer.only(takewhile(lambda one: one not in named, (thing for _, _, thing, _ in nearer.ordered)))
    if not nearer:
        return _matches(index, named, told)
    things = nearer.things
    others = _matches(index, named.without(things), told.without(index.last_texts(things)))
    return Matches(index, (_marked(nearer, typed), *others.parts))


def _exact(index: Index, wanted: Sequence[Wanted]) -> tuple[Named, Told]:
    """What holds all words: things by their names, then others by what is told of them."""
    named = Named.found(index, wanted)
    told = Told.found(index, wanted)
    return named, told.without(named.told_of) if told and named else told


def _matches(index: Index, named: Named, told: Told) -> Matches:
    return Matches(index, (_Part(named, partial(_names, named)), _Part(told, partial(_told, told))))


def _but_one(index: Index, wanted: Sequence[Wanted]) -> Matches:
    """What holds all words but one, which the texts hold elsewhere; the commonest of these is missed least."""
    if len(wanted) < 3:
        return Matches(index)
    seen = [(word.number, place) for place, word in enumerate(wanted)]
    for _, place in sorted((-number, place) for number, place in seen if number):
        if found := _matches(index, *_exact(index, [*wanted[:place], *wanted[place + 1 :]])):
            return found
    return Matches(index)


# -- what is shown ----------------------------------------------------------------------------------


def _names(named: Named, found: Sequence[Ranked]) -> list[Match]:
    """Things by their names; of several as good and as long, by the last in the alphabet."""
    best = named.best(thing for _, _, thing, _ in found)
    names = named.index.names(number for some in best.values() for number, _ in some)
    matches = []
    for loss, _, thing, _ in found:
        (iri, name), places = max((names[number], places) for number, places in best[thing])
        spans = _spans(name, places) if places else ((0, len(name)),)
        matches.append(Match(iri, name, -loss, spans))
    return matches


def _told(told: Told, found: Sequence[Ranked]) -> list[Match]:
    """Things and claims by what is told, the best of it first."""
    index = told.index
    iris = index.iris(number for _, _, iri, (source, *_) in found for number in (iri, source))
    texts = index.texts(number for _, _, _, (_, number, *_) in found)
    matches = []
    for loss, _, iri, (source, number, group, single) in found:
        text = texts[number]
        spans = _spans(text.text, set(_places(text, told.groups[group].held)))
        claims = (iris[source],) if single else _Claims(told, iri, iris[iri], source)
        matches.append(Match(iris[iri], text.text, -loss, spans, claims))
    return matches


def _places(text: Text, held: Iterable[Wanted]) -> Iterator[int]:
    """Where words stand in a text."""
    forms = frozenset().union(*(word.forms[text.language] for word in held))
    return (place for place, word in enumerate(text.words) if word in forms)


def _spans(text: str, places: Iterable[int]) -> Spans:
    """Where the words of a text stand, by their numbers."""
    words = [match.span() for match in PRINTED_WORD.finditer(text)]
    return merged((words[place] for place in places if place < len(words)), text)


def _called(alike: Alike, found: Sequence[Ranked]) -> list[Match]:
    """Things with their names that are alike; of several as long, the last in the alphabet."""
    best = [alike.best(thing) for _, _, thing, _ in found]
    names = alike.index.names(number for _, some in best for number in some)
    each = ((like, max(names[number] for number in some)) for like, some in best)
    return [Match(iri, name, like) for like, (iri, name) in each]


def _marked(alike: Alike, typed: str) -> _Part:
    """Names that are spelled alike, with where their words stand that are; all of a name if its words are joined."""
    wanted, latin = readings(typed), not beyond_latin(typed)

    def read(some: Sequence[Ranked]) -> list[Match]:
        found = []
        for match in _called(alike, some):
            keys = [phonetic_key(word) for word in PRINTED_WORD.findall(match.name)]
            likes = Vocabulary(set(keys)).all_likes(wanted, latin)
            places = [place for place, key in enumerate(keys) if any(key in each for each in likes.values())]
            found.append(replace(match, spans=_spans(match.name, places) or ((0, len(match.name)),)))
        return found

    return _Part(alike, read)
