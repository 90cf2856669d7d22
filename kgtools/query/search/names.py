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
from typing import Any

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.query.search import likeness
from kgtools.values.transliteration import DIGITS, beyond_latin, phonetic_keys, readings

Numbers = Mapping[str, Sequence[int]]  # for a key, the numbers of what has it
CLOSE = 80  # of 100: a name with less in common with the words is no answer
_SPACED = 4  # of 100, lost by a name whose words are parted or joined in another way
_SPARE, _DISORDER = 8, 2  # of 100, lost by a name with more letters than are wanted, with words in another order
_LONE_LETTER = 0.2  # letters: what a preposition (в Ташкенте) or an initial weighs that the name has not


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
    told: tuple[str, ...] = ()

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

    `entries` are (IRI, name, keys); the rest are the numbers of those that have a key, and of those whose keys,
    written as one word, are the same.
    """

    entries: Sequence[tuple[str, str, Sequence[str]]]
    by_key: Numbers
    joined: Numbers
    vocabulary: likeness.Vocabulary

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> Names:
        """Names given as (IRI, name)."""
        entries = [(iri, name, phonetic_keys(name)) for iri, name in dict.fromkeys(names)]
        by_key: defaultdict[str, list[int]] = defaultdict(list)
        joined: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, _, keys) in enumerate(entries):
            for key in keys:
                by_key[key].append(number)
            joined["".join(keys)].append(number)
        return cls(entries, dict(by_key), dict(joined), likeness.Vocabulary(by_key))

    def rank(self, words: str) -> list[Match]:
        """The things that are most like the words, as the function `rank` gives them."""
        wanted = phonetic_keys(words)
        if not wanted:
            return []
        alike = self.vocabulary.all_likes(readings(words), not beyond_latin(words))
        scores = {
            number: _score(wanted, self.entries[number][2], alike)
            for number in {number for likes in alike.values() for key in likes for number in self.by_key[key]}
        }
        for number, score in self._written_together(wanted):
            scores[number] = max(score, scores.get(number, 0.0))
        best: dict[str, Match] = {}
        for number, score in scores.items():
            iri, name, _ = self.entries[number]
            if score >= CLOSE and (iri not in best or (score, -len(name), name) > _rank(best[iri])):
                best[iri] = Match(iri, name, score)
        return sorted(best.values(), key=lambda match: (-match.score, order(match.iri), len(match.name), match.iri))

    def _written_together(self, wanted: Sequence[str]) -> Iterator[tuple[int, float]]:
        """The numbers of names that are like the words when the words of both are written together, and how much, of
        100; their numbers must be the same."""
        from rapidfuzz import fuzz, process

        joined = "".join(wanted)
        found = process.extract(joined, list(self.joined), scorer=fuzz.ratio, score_cutoff=CLOSE + _SPACED, limit=None)
        for name, like, _ in found:
            if DIGITS.findall(joined) == DIGITS.findall(name):
                for number in self.joined[name]:
                    if len(wanted) + len(self.entries[number][2]) > 2:
                        yield number, like - _SPACED


def _rank(match: Match) -> tuple[float, int, str]:
    return match.score, -len(match.name), match.name


def order(iri: str) -> int:
    """Of things that match equally well, a person or state comes before what is named after it."""
    thing = iri.removeprefix(namespaces.things())
    if thing.startswith((*marks.kinds("personalName"), *marks.kinds("isSide"))):
        return 0
    if thing.startswith(marks.kinds("calledBy", "title")):
        return 3
    return 2 if thing.startswith(marks.kinds("calledBy", "term")) and not thing.startswith("indicator/") else 1


def _score(wanted: Sequence[str], keys: Sequence[str], alike: Mapping[str, Mapping[str, float]]) -> float:
    """How well keys of a text answer the wanted ones, of 100.

    Each wanted key counts by its length with the most similar key of the text; a text loses up to
    8 for letters that nobody asked for, more the less it is like, and 2 if its words stand in another order.
    """
    places: list[int] = []
    total = got = 0.0
    for key in wanted:
        likes = alike[key]
        value, place = max(((likes.get(other, 0.0), -i) for i, other in enumerate(keys)), default=(0.0, 0))
        total += len(key) if value or len(key) > 1 or key.isdigit() else _LONE_LETTER
        got += len(key) * value
        if value:
            places.append(-place)
    if not places:
        return 0.0
    score = got / total
    letters = sum(map(len, keys))
    used = sum(len(keys[place]) for place in set(places))
    score -= (_SPARE + 100 - score) * (1 - used / letters)
    return score - _DISORDER if places != sorted(places) else score
