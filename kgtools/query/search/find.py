"""What words may mean, best first: the nearest name, names before what is told, all words before some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import nsmallest
from itertools import chain, takewhile
from typing import overload

from kgtools.graph.reading import Store
from kgtools.query.search import words as words_
from kgtools.query.search.excerpts import Spans, merged
from kgtools.query.search.index.opened import Index
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import Match, Ranked
from kgtools.query.search.ranking import Wanted, holds, named, told
from kgtools.query.search.texts import Text
from kgtools.values.transliteration import PRINTED_WORD, beyond_latin, phonetic_key, phonetic_keys, readings

_NEAR = 84.0  # of 100: a name that is less alike never comes before what holds all words
_MOST, _LONGEST = 30, 60  # words that are looked for, and letters of a word that may be one
IRI = 2  # the place in what is ranked
_AT_ONCE = 100  # matches that are read together where all are
_FEW = 10  # matches of so many times as many are picked out; of fewer all are put in order


@dataclass(frozen=True)
class _Part:
    """Matches of one sort, and what reads some of them. They are put in order as far as they are asked for."""

    ranked: list[Ranked]
    read: Callable[[Sequence[Ranked]], list[Match]]

    def some(self, first: int, last: int) -> list[Match]:
        """The matches from one place up to another."""
        if last * _FEW < len(self.ranked):
            return self.read(nsmallest(last, self.ranked)[first:])
        self.ranked.sort()
        return self.read(self.ranked[first:last])


@dataclass(frozen=True)
class Matches(Sequence[Match]):
    """What was found, best first: how much it is, is known; what it is, is read when it is asked for."""

    searched: Index
    parts: Sequence[_Part] = ()

    def __len__(self) -> int:
        return sum(len(part.ranked) for part in self.parts)

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
                first, last = first - len(part.ranked), last - len(part.ranked)
            return found
        number = range(len(self))[place]
        return self[number : number + 1][0]

    def __iter__(self) -> Iterator[Match]:
        for part in self.parts:
            part.ranked.sort()
        return chain.from_iterable(self[first : first + _AT_ONCE] for first in range(0, len(self), _AT_ONCE))

    def beginning(self, *iris: str) -> Matches:
        """Those of what was found whose IRIs begin so, in the same order."""
        every = [self.searched.numbers(each) for each in iris]
        parts = (
            replace(part, ranked=[one for one in part.ranked if any(one[IRI] in some for some in every)])
            for part in self.parts
        )
        return Matches(self.searched, tuple(parts))


def search(store: Store, words: str, index: Index | None = None) -> Matches:
    """What words may mean: things by their names, best first, then things by what claims and explanations say.

    Names that are spelled alike come first if they are nearer to the words than what holds these in some form, and are
    left out if not. If nothing holds all words, such names are found, or else what holds all words but one. An `index`
    that was read before saves reading the graph.
    """
    index = index or Index.read(store)
    wanted = words_.wanted(words)[:_MOST]
    if not wanted or max(map(len, wanted)) > _LONGEST:
        return Matches(index)
    typed = " ".join(words.split()[:_MOST])
    known = [Wanted.known(index, word, loose=False) for word in wanted]
    found = _exact(index, known)
    if not found and any(map(beyond_latin, wanted)):
        found = _exact(index, [Wanted.known(index, word, loose=True) for word in wanted])
    if found:
        return _with_nearer(index, found, typed)
    alike = index.ranked.alike(typed)
    return Matches(index, (_marked(index, alike, typed),)) if alike else _but_one(index, known)


def _with_nearer(index: Index, found: Matches, typed: str) -> Matches:
    """What was found, after the names that are spelled more like what was typed than any name that was found, and than
    the words of the first of these."""
    from rapidfuzz import fuzz

    near = _NEAR
    best = found[0]
    if not best.told:
        held = " ".join(" ".join(phonetic_keys(best.name[start:end])) for start, end in best.spans)
        near = max(near, fuzz.token_sort_ratio(" ".join(phonetic_keys(typed)), held))
    names = {one[IRI] for one in found.parts[0].ranked}
    nearer = list(takewhile(lambda one: one[IRI] not in names, index.ranked.alike(typed, near)))
    if not nearer:
        return found
    known = {one[IRI] for one in nearer}
    others = (replace(part, ranked=[one for one in part.ranked if one[IRI] not in known]) for part in found.parts)
    return Matches(index, (_marked(index, nearer, typed), *others))


def _exact(index: Index, wanted: Sequence[Wanted]) -> Matches:
    """What holds all words: things by their names, then others by what is told of them."""
    names = named(index, wanted)
    known = {one[IRI] for one in names}
    others = [one for one in told(index, wanted) if one[IRI] not in known]
    return Matches(index, (_Part(names, partial(_names, index)), _Part(others, partial(_told, index, wanted))))


def _but_one(index: Index, wanted: Sequence[Wanted]) -> Matches:
    """What holds all words but one, which the texts hold elsewhere; the commonest of these is missed least."""
    if len(wanted) < 3:
        return Matches(index)
    seen = [(len(word.texts), place) for place, word in enumerate(wanted)]
    for _, place in sorted((-count, place) for count, place in seen if count):
        if found := _exact(index, [*wanted[:place], *wanted[place + 1 :]]):
            return found
    return Matches(index)


# -- what is shown ----------------------------------------------------------------------------------


def _names(index: Index, found: Sequence[Ranked]) -> list[Match]:
    """Things by their names; of several as good and as long, by the last in the alphabet."""
    matches = []
    for loss, _, _, names in found:
        (iri, name), places = max((index.names[number], places) for number, places in names)
        spans = _spans(name, places) if places else ((0, len(name)),)
        matches.append(Match(iri, name, -loss, spans))
    return matches


def _told(index: Index, wanted: Sequence[Wanted], found: Sequence[Ranked]) -> list[Match]:
    """Things and claims by what is told, the best of it first."""
    rows = [(loss, iri, sorted(said)) for loss, _, iri, said in found]
    iris = index.iris(number for _, iri, said in rows for number in (iri, *(source for _, _, source, _ in said)))
    texts = index.texts(said[0][-1] for _, _, said in rows)
    matches = []
    for loss, iri, said in rows:
        text = texts[number := said[0][-1]]
        spans = _spans(text.text, set(_places(text, holds(wanted, number))))
        matches.append(Match(iris[iri], text.text, -loss, spans, tuple(iris[source] for _, _, source, _ in said)))
    return matches


def _places(text: Text, held: Sequence[Wanted]) -> Iterator[int]:
    """Where words stand in a text."""
    forms = frozenset().union(*(word.forms[text.language] for word in held))
    return (place for place, word in enumerate(text.words) if word in forms)


def _spans(text: str, places: Iterable[int]) -> Spans:
    """Where the words of a text stand, by their numbers."""
    words = [match.span() for match in PRINTED_WORD.finditer(text)]
    return merged((words[place] for place in places if place < len(words)), text)


def _marked(index: Index, alike: list[Ranked], typed: str) -> _Part:
    """Names that are spelled alike, with where their words stand that are; all of a name if its words are joined."""
    wanted, latin = readings(typed), not beyond_latin(typed)

    def read(some: Sequence[Ranked]) -> list[Match]:
        found = []
        for match in index.ranked.told(some):
            keys = [phonetic_key(word) for word in PRINTED_WORD.findall(match.name)]
            likes = Vocabulary(set(keys)).all_likes(wanted, latin)
            places = [place for place, key in enumerate(keys) if any(key in each for each in likes.values())]
            found.append(replace(match, spans=_spans(match.name, places) or ((0, len(match.name)),)))
        return found

    return _Part(alike, read)
