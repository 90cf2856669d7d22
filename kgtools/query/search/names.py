"""Ranks names by how like they are to words, however these are spelled: any script, any transliteration, small slips.

Names are compared by their *phonetic key*: transliterated to Latin letters, with the usual spellings
of one sound written one way (kh and x as h, zh and dzh as j, q as k, y as i ...), so that Тоқаев,
Токаев, Tokayev and Toqayev have one key. What is left of a difference is measured by the library
rapidfuzz, as the share of letters that two words have in common in the same order. Two forms of one
word (Астана, Астане, Астанада) count as almost the same, and so does a name written in one word or
in several (worldbank, Kaz Munay Gas).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.values.transliteration import DIGITS, phonetic_keys, readings

SIMILAR = 76  # of 100: two words with less in common are taken for different words
CLOSE = 80  # of 100: a name with less in common with the words is no answer
OTHER_FORM = 98  # of 100: a name in another case still comes before a longer name that prints just this case
_STEM = 4  # letters: less than this in common and the forms may be of two words
_SPACED = 4  # of 100, lost by a name whose words are parted or joined in another way
_LONE_LETTER = 0.2  # letters: what a preposition (в Ташкенте) or an initial weighs that the name has not
# The endings of nouns and adjectives that a name takes in a sentence, as phonetic keys: singular and plural.
_FORMS = (
    # English; Russian nouns, then adjectives
    "s a e i u ia ie iu ii oi oe ei io om em iem ov ev am ah ami iami iah ogo ego omu emu im ih imi"
    # Kazakh and Uzbek: genitive, accusative, dative, locative, ablative, together with, those of, plural;
    # after a stem in n the n of -ning, -nin, -nan, -nen is not written twice in the key
    " ning ing nin in din tin ni di ti ga ge ka ke na ne da de ta te nda nde dan den tan ten nan an nen en men ben pen"
    " dagi degi tagi tegi lar ler dar der tar ter"
)
_ENDINGS = frozenset(["", *_FORMS.split()])


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
    return {"similar": SIMILAR, "close": CLOSE, "otherForm": OTHER_FORM, "stem": _STEM, "spaced": _SPACED,
            "loneLetter": _LONE_LETTER, "endings": sorted(_ENDINGS)}  # fmt: skip


def rank(words: str, names: Iterable[tuple[str, str]]) -> list[Match]:
    """The things whose names, given as (IRI, name), are most like the words, best first, each once.

    The score counts how much of the words the name has, and how much of the name the words fill.
    """
    wanted = phonetic_keys(words)
    if not wanted:
        return []
    entries = [(iri, text, phonetic_keys(text)) for iri, text in names]
    alike = _alike(readings(words), {key for _, _, keys in entries for key in keys})
    known = {key for likes in alike.values() for key in likes}
    joined = "".join(wanted)
    best: dict[str, Match] = {}
    for iri, text, keys in entries:
        score = 0.0 if known.isdisjoint(keys) else _score(wanted, keys, alike)
        if score < 100 and len(wanted) + len(keys) > 2:
            score = max(score, _joined(joined, "".join(keys)))
        if score >= CLOSE and (iri not in best or (score, -len(text), text) > _rank(best[iri])):
            best[iri] = Match(iri, text, score)
    return sorted(best.values(), key=lambda match: (-match.score, order(match.iri), len(match.name), match.iri))


def _rank(match: Match) -> tuple[float, int, str]:
    return match.score, -len(match.name), match.name


def order(iri: str) -> int:
    """Of things that match equally well, a person or state comes before what is named after it."""
    kind = iri.removeprefix(namespaces.ID).partition("/")[0]
    return {"person": 0, "state": 0, "publication": 3, "topic": 2}.get(kind, 1)


def _alike(wanted: Mapping[str, Iterable[str]], vocabulary: set[str]) -> dict[str, dict[str, float]]:
    """For each wanted key, the keys of the vocabulary that are like one of its readings, and how much, of 100."""
    known = sorted(vocabulary)
    found: dict[str, dict[str, float]] = {}
    for key, its_readings in wanted.items():
        found[key] = {}
        for reading in its_readings:
            for other, like in likes(reading, known, vocabulary).items():
                found[key][other] = max(like, found[key].get(other, 0.0))
    return found


def likes(key: str, known: list[str], vocabulary: set[str]) -> dict[str, float]:
    """The keys of a vocabulary, of which `known` is the sorted list, that are like a key, and how much, of 100."""
    from rapidfuzz import fuzz, process

    if len(key) < 3 or key.isdigit():  # too short to be misspelled and still be known
        return {key: 100.0} if key in vocabulary else {}
    found = {
        other: like
        for other, like, _ in process.extract(key, known, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None)
        if not other.isdigit()
    }
    # What is typed may be the beginning of a word, or the word in another case.
    stems = [key[:cut] for cut in range(_STEM, len(key) + 1) if key[cut:] in _ENDINGS]
    for other in known:
        if not other.startswith(key[:_STEM]):
            continue
        like = found.get(other, 0.0)
        if len(key) >= 4 and other.startswith(key):
            like = max(like, 100.0 - 3 * (len(other) - len(key)))
        if like < OTHER_FORM and any(other.startswith(stem) and other[len(stem) :] in _ENDINGS for stem in stems):
            like = OTHER_FORM
        if like:
            found[other] = like
    return found


def _joined(wanted: str, name: str) -> float:
    """How well a name answers, of 100, when the words of both are written together; its numbers must be the same."""
    from rapidfuzz import fuzz

    like = fuzz.ratio(wanted, name, score_cutoff=CLOSE + _SPACED)
    return like - _SPACED if like and DIGITS.findall(wanted) == DIGITS.findall(name) else 0.0


def _score(wanted: tuple[str, ...], keys: tuple[str, ...], alike: dict[str, dict[str, float]]) -> float:
    """How well keys of a text answer the wanted ones, of 100.

    Each wanted key counts by its length with the most similar key of the text; a text loses up to
    8 for letters that nobody asked for, and 2 if its words stand in another order.
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
    score -= 8 * (1 - used / letters)
    return score - 2 if places != sorted(places) else score
