"""Finds things by words, however they are spelled: any script, any transliteration, small slips.

Names are compared by their *sound key*: transliterated to Latin letters, with the usual spellings
of one sound written one way (kh and x as h, zh and dzh as j, q as k, y as i ...), so that Тоқаев,
Токаев, Tokayev and Toqayev have one key. What is left of a difference is measured by the library
rapidfuzz, as the share of letters that two words have in common in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from kgtools import names

SIMILAR = 76  # of 100: two words with less in common are taken for different words
CLOSE = 80  # of 100: a name with less in common with the words is no answer

_SAME_WORD = 90  # of 100: in running text, only a word with another ending is the same word
_LONGEST_ENDING = 3  # letters of a case ending: -a, -ov, -ning, -dyn come down to three or four

# Read from left to right, after transliteration; longer spellings first.
_SPELLINGS = re.compile("shch|dzh|zh|dj|kh|gh|ph|ck|iy|ij|[xqwy]")
_SOUND = {
    "shch": "sh", "dzh": "j", "zh": "j", "dj": "j", "kh": "h", "gh": "g", "ph": "f", "ck": "k", "iy": "i", "ij": "i",
    "x": "h", "q": "k", "w": "v", "y": "i",
}  # fmt: skip
_GLIDE = re.compile("(?<=[aeou])[ij](?=[aeou])")
_TWICE = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W_]+")
_MARKS = str.maketrans("", "", "ʻʼ‘’'`´\u00ad")


@dataclass(frozen=True)
class Match:
    """A thing that words may mean: its IRI, the name or text that matched, and how well, of 100."""

    iri: str
    name: str
    score: float

    @property
    def node(self) -> ox.NamedNode:
        return ox.NamedNode(self.iri)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The sound key of one word.

    >>> sound("Тоқаев") == sound("Tokayev") == sound("Toqayev")
    True
    """
    from anyascii import anyascii

    latin = re.sub("[^a-z0-9]", "", anyascii(word.casefold().translate(_MARKS)).casefold())
    key = _SPELLINGS.sub(lambda match: _SOUND[match[0]], latin)
    return _TWICE.sub(r"\1", _GLIDE.sub("", key)) if not key.isdigit() else key


def sounds(text: str) -> tuple[str, ...]:
    """The sound keys of the words of a text."""
    return tuple(filter(None, map(sound, _WORD.findall(text.translate(_MARKS)))))


def all_names(store_: ox.Store) -> Iterator[tuple[str, str]]:
    """All labels and other names of entities and articles, as (IRI, name)."""
    for predicate in (names.RDFS + "label", names.SKOS + "altLabel"):
        for iri, text in _texts(store_, predicate):
            if iri.startswith((names.ID, names.BASE + "article/")):
                yield iri, text


def all_words(store_: ox.Store) -> Iterator[tuple[str, str]]:
    """All gists of opinions, explanations of disagreements, accounts and curators' notes, as (IRI, text)."""
    for name in ("gist", "explanation", "account", "curatorNote"):
        yield from _texts(store_, names.term(name))


def _texts(store_: ox.Store, predicate: str) -> Iterator[tuple[str, str]]:
    for quad in store_.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value


def search(store_: ox.Store, words: str) -> list[Match]:
    """What words may mean: things by their names, best first, then what speaks of them in gists and notes."""
    named = rank(words, all_names(store_))
    known = {match.iri for match in named}
    return named + [match for match in rank(words, all_words(store_), whole=False) if match.iri not in known]


def rank(words: str, texts: Iterable[tuple[str, str]], whole: bool = True) -> list[Match]:
    """The things whose texts are most like the words, best first, each once.

    With `whole` the score also tells how much of the text the words fill, as suits names; without,
    every word must occur, as suits notes and gists.
    """
    wanted = sounds(words)
    if not wanted:
        return []
    entries = [(iri, text, sounds(text)) for iri, text in texts]
    alike = _alike(wanted, {key for _, _, keys in entries for key in keys})
    best: dict[str, Match] = {}
    for iri, text, keys in entries:
        score = _score(wanted, keys, alike, whole)
        if score >= CLOSE and (iri not in best or (score, -len(text), text) > _standing(best[iri])):
            best[iri] = Match(iri, text, score)
    return sorted(best.values(), key=lambda match: (-match.score, _order(match.iri), len(match.name), match.iri))


def _standing(match: Match) -> tuple[float, int, str]:
    return match.score, -len(match.name), match.name


def _order(iri: str) -> int:
    """Of things that match equally well, a person or state comes before what is named after it."""
    kind = iri.removeprefix(names.ID).partition("/")[0]
    return {"person": 0, "state": 0, "publication": 3, "topic": 2}.get(kind, 1)


def _alike(wanted: Iterable[str], vocabulary: set[str]) -> dict[str, dict[str, float]]:
    """For each wanted key, the keys of the vocabulary that are like it, and how much, of 100."""
    from rapidfuzz import fuzz, process

    known = sorted(vocabulary)
    found: dict[str, dict[str, float]] = {}
    for key in set(wanted):
        if len(key) < 3 or key.isdigit():  # too short to be misspelled and still be known
            found[key] = {key: 100.0} if key in vocabulary else {}
            continue
        found[key] = {
            other: like
            for other, like, _ in process.extract(key, known, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None)
            if not other.isdigit()
        }
        # What is typed may be the beginning of a word, or the word with an ending of its case.
        for other in known if len(key) >= 4 else ():
            if other.startswith(key) or (
                key.startswith(other) and len(other) >= 4 and len(key) - len(other) <= _LONGEST_ENDING
            ):
                found[key][other] = max(found[key].get(other, 0.0), 100.0 - 3 * abs(len(other) - len(key)))
    return found


def _score(wanted: tuple[str, ...], keys: tuple[str, ...], alike: dict[str, dict[str, float]], whole: bool) -> float:
    """How well keys of a text answer the wanted ones, of 100.

    Each wanted key counts by its length with the most similar key of the text; a text loses up to
    8 for letters that nobody asked for, and 2 if its words stand in another order.
    """
    places: list[int] = []
    total = got = 0.0
    for key in wanted:
        likes = alike[key]
        value, place = max(((likes.get(other, 0.0), -i) for i, other in enumerate(keys)), default=(0.0, 0))
        if not whole and value < _SAME_WORD:
            return 0.0
        total += len(key)
        got += len(key) * value
        if value:
            places.append(-place)
    if not places:
        return 0.0
    score = got / total
    if whole:
        letters = sum(map(len, keys))
        used = sum(len(keys[place]) for place in set(places))
        score -= 8 * (1 - used / letters)
        if places != sorted(places):
            score -= 2
    return score
