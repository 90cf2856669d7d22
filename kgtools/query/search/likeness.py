"""How like words are to others, by their phonetic keys: spelled alike, the beginning of a word, or another form of it.

What two words have in common is measured by the library rapidfuzz, as the share of letters that stand in both in the
same order. Letters that are often heard or written for each other count half where they differ, so that Kemelod is
nearer to Camelot than to any other name. Two forms of one word (Камелот, Камелоте, Камелотта) count as almost the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kgtools import languages, namespaces

SIMILAR = 76  # of 100: two words with less in common are taken for different words
OTHER_FORM = 98  # of 100: a name in another case still comes before a longer name that prints just this case
LAST = "\U0010ffff"  # no key has it, and it stands after all letters
_STEM = 4  # letters: less than this in common and the forms may be of two words
_MISSING = 3  # of 100, lost for each letter that the beginning of a word leaves out
# Letters that are often heard or written for each other: the vowels, and consonants with voice and without.
_SOUNDS = dict(zip("eioubdgzv", "aaaaptksf", strict=True))
_SOUND = str.maketrans(_SOUNDS)


@languages.remembered()
def _endings(latin: bool) -> frozenset[str]:
    """The endings of nouns and adjectives that a name takes in a sentence, as phonetic keys, singular and plural.

    With `latin` those of languages that have Latin letters, for words in such; another word can be of any language.
    """
    every = (languages.language(tag) for tag in namespaces.languages())
    fitting = (one for one in every if not latin or one.is_written_in("Latn"))
    return frozenset(["", *(ending for one in fitting for ending in one.text("name-endings").split())])


class Vocabulary:
    """The phonetic keys of the words of some names.

    >>> Vocabulary(["merez", "mere"]).likes("meres", latin=True)
    {'merez': 90.0, 'mere': 98}
    """

    def __init__(self, keys: Iterable[str], sounds: Sequence[str] | None = None) -> None:
        """With `sounds`, as a vocabulary of these keys has them, the keys are sorted and come once each."""
        self.keys = sorted(set(keys)) if sounds is None else list(keys)
        self.sounds = [key.translate(_SOUND) for key in self.keys] if sounds is None else sounds

    def likes(self, key: str, latin: bool) -> dict[str, float]:
        """The keys that are like a key, and how much, of 100; `latin` tells that it was typed in Latin letters."""
        if len(key) < 3 or key.isdigit():  # too short to be misspelled and still be known
            return {key: 100.0} if key in self._beginning(key) else {}
        found = self._spelled_alike(key)
        if len(key) < _STEM:
            return found
        endings, others = _endings(latin), _endings(False)
        stems = [key[:cut] for cut in range(_STEM, len(key) + 1) if key[cut:] in endings]
        for other in self._beginning(key[:_STEM]):
            like = found.get(other, 0.0)
            if other.startswith(key):
                like = max(like, 100.0 - _MISSING * (len(other) - len(key)))
            if like < OTHER_FORM and any(other.startswith(stem) and other[len(stem) :] in others for stem in stems):
                like = OTHER_FORM
            if like:
                found[other] = like
        return found

    def all_likes(self, wanted: Mapping[str, Iterable[str]], latin: bool) -> dict[str, dict[str, float]]:
        """For each wanted key, the keys that are like one of its readings, and how much, of 100."""
        found: dict[str, dict[str, float]] = {}
        for key, its_readings in wanted.items():
            found[key] = {}
            for reading in its_readings:
                for other, like in self.likes(reading, latin).items():
                    found[key][other] = max(like, found[key].get(other, 0.0))
        return found

    def _beginning(self, letters: str) -> list[str]:
        """The keys that begin with some letters."""
        first = bisect_left(self.keys, letters)
        return self.keys[first : bisect_left(self.keys, letters + LAST, first)]

    def _spelled_alike(self, key: str) -> dict[str, float]:
        from rapidfuzz import fuzz, process

        found = {}
        sound = key.translate(_SOUND)
        near = process.extract(sound, self.sounds, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None)
        for _, sounds, place in near:
            other = self.keys[place]
            letters = fuzz.ratio(key, other)
            like = (letters + sounds) / 2 if len(key) >= _STEM else letters
            if like >= SIMILAR and not other.isdigit():
                found[other] = like
        return found


def tables() -> dict[str, Any]:
    """What a script needs to compare words as a vocabulary does."""
    return {"similar": SIMILAR, "otherForm": OTHER_FORM, "stem": _STEM, "missing": _MISSING, "alike": _SOUNDS,
            "endings": sorted(_endings(False)), "latinEndings": sorted(_endings(True))}  # fmt: skip
