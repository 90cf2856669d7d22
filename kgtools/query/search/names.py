"""Ranks names by how like they are to words, however these are spelled: any script, any transliteration, small slips.

Names are compared by their *phonetic key*: transliterated to Latin letters, with the usual spellings
of one sound written one way (kh and x as h, zh and dzh as j, q as k, y as i ...), so that Қалықов,
Калыков, Kalykov and Qalıqov have one key. What is left of a difference is measured by `likeness`.
A name written in one word or in several (worldbank, Kaz Munay Gas) counts as almost the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from typing import Any

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.query.search import likeness
from kgtools.values.transliteration import DIGITS, beyond_latin, phonetic_keys, readings

CLOSE = 80  # of 100: a name with less in common with the words is no answer
_SPACED = 4  # of 100, lost by a name whose words are parted or joined in another way
_SPARE, _DISORDER = 8, 2  # of 100, lost by a name with more letters than are wanted, with words in another order
ORDER = 24  # bits of a tie that stand behind the order of its thing
ROUNDED = 1e-6  # by which a number may be off that follows from others
NOWHERE = (0.0, 0, 0)  # where a name has no key that is like a wanted one
_LONE_LETTER = 0.2  # letters: what a preposition (в Ташкенте) or an initial weighs that the name has not
# How badly something answers, what decides between what answers as well, what stands for its IRI and sorts as that
# does, and by what it was found. The least comes first.
Ranked = tuple[float, int, Any, Any]


@dataclass(frozen=True)
class Match:
    """What words may mean: its IRI, the name or text that matched, and how well, of 100.

    `spans` are the places of the words in the text, as code points. `told` are the claims and explanations that say
    it, the best first; it is empty if a name matched.
    """

    iri: str
    name: str
    score: float
    spans: tuple[tuple[int, int], ...] = ()
    told: Sequence[str] = ()

    @property
    def node(self) -> ox.NamedNode:
        return ox.NamedNode(self.iri)


def tables() -> dict[str, Any]:
    """What a script needs to rank names as `rank` does."""
    return likeness.tables() | {
        "close": CLOSE, "spaced": _SPACED, "spare": _SPARE, "disorder": _DISORDER, "loneLetter": _LONE_LETTER,
    }  # fmt: skip


def rank(words: str, names: Iterable[tuple[str, str]]) -> list[Match]:
    """The things whose names, given as (IRI, name), are most like the words, best first, each once.

    The score counts how much of the words the name has, and how much of the name the words fill.
    """
    return Names.of(names).rank(words)


@dataclass(frozen=True)
class Names:
    """Names with their phonetic keys, read once and ranked often.

    `entries` are (IRI, name). For each there is what stands for its IRI, its `tie`, the letters of its keys, and how
    many these are. `by_key` has where a key stands: the numbers of names, and beside each a place in it.
    """

    entries: Sequence[tuple[str, str]]
    iris: Sequence[Any]
    ties: Sequence[int]
    letters: Sequence[int]
    counts: Sequence[int]
    by_key: Mapping[str, tuple[Sequence[int], Sequence[int]]]
    joined: Joined
    vocabulary: likeness.Vocabulary

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> Names:
        """Names given as (IRI, name)."""
        entries = tuple(dict.fromkeys(names))
        by_key: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        joined: defaultdict[str, list[int]] = defaultdict(list)
        keys = [phonetic_keys(name) for _, name in entries]
        for number, its in enumerate(keys):
            for place, key in enumerate(its):
                by_key[key][0].append(number)
                by_key[key][1].append(place)
            joined["".join(its)].append(number)
        return cls(
            entries, [iri for iri, _ in entries], [tie(iri, name) for iri, name in entries],
            [sum(map(len, its)) for its in keys], [len(its) for its in keys],
            dict(by_key), Joined(dict(joined)), likeness.Vocabulary(by_key),
        )  # fmt: skip

    def rank(self, words: str) -> list[Match]:
        """The things that are most like the words, as the function `rank` gives them."""
        return self.told(self.alike(words))

    def alike(self, words: str, over: float = 0.0) -> list[Ranked]:
        """The things that are most like the words, best first; with `over` only what is more like them than that.

        What stands beside each are the numbers of the names of one length that are most like the words.
        """
        wanted = phonetic_keys(words)
        if not wanted:
            return []
        likes = self.vocabulary.all_likes(readings(words), not beyond_latin(words))
        scores = chain(self._scores(wanted, likes, over), written_together(wanted, over, self.joined, self.counts))
        best: dict[Any, tuple[float, int, tuple[int, ...]]] = {}
        iris, ties = self.iris, self.ties
        for number, score in scores:
            if score >= CLOSE and score > over:
                iri, tie = iris[number], ties[number]
                known = best.get(iri)
                if known is None or -score < known[0] or (-score == known[0] and tie < known[1]):
                    best[iri] = (-score, tie, (number,))
                elif -score == known[0] and tie == known[1]:
                    best[iri] = (-score, tie, (*known[2], number))
        return sorted((loss, tie, iri, numbers) for iri, (loss, tie, numbers) in best.items())

    def told(self, alike: Iterable[Ranked]) -> list[Match]:
        """Things that are alike, each with its name; of several as long, the last in the alphabet."""
        each = [(loss, max(self.entries[number] for number in numbers)) for loss, _, _, numbers in alike]
        return [Match(iri, name, -loss) for loss, (iri, name) in each]

    def _scores(
        self, wanted: Sequence[str], alike: Mapping[str, Mapping[str, float]], over: float
    ) -> Iterable[tuple[int, float]]:
        """The numbers of names that have something in common with wanted keys, and how much."""
        least = enough(wanted, alike, over)
        places = [self._places(alike[key], some) for key, some in zip(wanted, least, strict=True)]
        needed = [each.keys() for each, some in zip(places, least, strict=True) if some > 0]
        numbers = list(set.intersection(*map(set, needed)) if needed else set(chain.from_iterable(places)))
        held = (map(each.get, numbers, repeat(NOWHERE)) for each in places)
        like = cache(lambda shape: score(wanted, shape[1:], shape[0]))
        return zip(numbers, map(like, zip(map(self.letters.__getitem__, numbers), *held, strict=True)), strict=True)

    def _places(self, likes: Mapping[str, float], least: float) -> dict[int, tuple[float, int, int]]:
        """For names that have one of some keys: how like the likest of these is, its place, and its letters."""
        found: dict[int, tuple[float, int, int]] = {}
        for key, like in likes.items():
            if like > 0 and like >= least:
                numbers, places = self.by_key[key]
                # From the last to the first, so that of several places the first stays.
                held = zip(repeat(like), reversed(places), repeat(len(key)))
                new = dict(zip(reversed(numbers), held, strict=True))
                for number in found.keys() & new.keys():
                    new[number] = min(found[number], new[number], key=lambda one: (-one[0], one[1]))
                found.update(new)
        return found


@dataclass(frozen=True)
class Joined:
    """The numbers of names by their keys, written as one word."""

    known: Mapping[str, Sequence[int]]

    def __getitem__(self, joined: str) -> Sequence[int]:
        """The numbers of the names that are written so; none if none is."""
        return self.known.get(joined, ())

    def near(self, joined: str, least: float) -> Sequence[str]:
        """What may be like a word by so much of 100: what has the same digits, and about as many letters."""
        digits, (shortest, longest) = DIGITS.findall(joined), about(len(joined), least)
        return [each for each in self.known if shortest <= len(each) <= longest and DIGITS.findall(each) == digits]


def written_together(
    wanted: Sequence[str], over: float, joined: Joined, counts: Sequence[int]
) -> Iterator[tuple[int, float]]:
    """The numbers of names that are like the words when the words of both are written together, and how much, of 100;
    their digits must be the same. `counts` tells of how many words a name is."""
    from rapidfuzz import fuzz, process

    together, least = "".join(wanted), max(CLOSE, over) + _SPACED
    if least > 100:
        return
    near = joined.near(together, least)
    for name, like, _ in process.extract(together, near, scorer=fuzz.ratio, score_cutoff=least, limit=None):
        for number in joined[name]:
            if len(wanted) + counts[number] > 2:
                yield number, like - _SPACED


def about(length: int, least: float) -> tuple[int, int]:
    """How many letters a word has at least and at most, if it has so much of 100 in common with one of a length.

    >>> about(10, 84)
    (7, 14)
    """
    return int(length * least / (200 - least)), int(length * (200 - least) / least) + 1


def order(iri: str) -> int:
    """Of things that match equally well, a person or state comes before what is named after it."""
    thing = iri.removeprefix(namespaces.things())
    if thing.startswith((*marks.kinds("personalName"), *marks.kinds("isSide"))):
        return 0
    if thing.startswith(marks.kinds("calledBy", "title")):
        return 3
    return 2 if thing.startswith(marks.kinds("calledBy", "term")) and not thing.startswith("indicator/") else 1


def tie(iri: str, name: str) -> int:
    """What is less, the sooner a name comes of those that are as like: by the order of its thing, then the shorter."""
    return order(iri) << ORDER | min(len(name), (1 << ORDER) - 1)


def enough(wanted: Sequence[str], alike: Mapping[str, Mapping[str, float]], over: float) -> list[float]:
    """How like each wanted key something in a name must be at least, even if all others are as like as any name has it.

    Where it is more than nothing, a name that has nothing like the key is not looked at.
    """
    most = [len(key) * max(0.0, 0.0, *alike[key].values()) if len(key) > 1 else 100.0 for key in wanted]
    letters, most_of_all = sum(map(len, wanted)), sum(most)

    def least(place: int, score: float) -> float:
        return (score * letters - most_of_all + most[place]) / len(wanted[place])

    return [
        max(least(place, CLOSE) - ROUNDED, least(place, over) + ROUNDED) if len(key) > 1 else 0.0
        for place, key in enumerate(wanted)
    ]


def score(wanted: Sequence[str], found: Sequence[tuple[float, int, int]], letters: int) -> float:
    """How well a name with so many letters answers the wanted keys, of 100; `found` is as `_places` gives it.

    Each wanted key counts by its length with the most similar key of the text; a text loses up to
    8 for letters that nobody asked for, more the less it is like, and 2 if its words stand in another order.
    """
    places: list[int] = []
    used: dict[int, int] = {}
    total = got = 0.0
    for key, (value, place, size) in zip(wanted, found, strict=True):
        total += len(key) if value or len(key) > 1 or key.isdigit() else _LONE_LETTER
        got += len(key) * value
        if value:
            places.append(place)
            used[place] = size
    if not places:
        return 0.0
    score = got / total
    score -= (_SPARE + 100 - score) * (1 - sum(used.values()) / letters)
    return score - _DISORDER if places != sorted(places) else score
