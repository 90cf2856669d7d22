"""What a project knows about words: in which languages they stand, and beside which words of another language.

The labels of all entities and the translated texts are one collection in four languages. Whatever is asked
about a label is asked of the other rows and texts alone, so that a slip never vouches for itself.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kgtools.articles.lexicon import plain
from kgtools.claims.model import Entity
from kgtools.languages import remembered
from kgtools.values.transliteration import phonetic_key

_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*")
_STEM = 5  # letters by which forms of a word are known as one
_OFTEN = 4  # times as often as chance would have it, and two words belong together
_COMMON = 512  # in one of so many rows and texts, and the places of a stem are held together as bits


@remembered(32768)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without apostrophes.

    >>> words_of("Visit to Oʻrmon (2019)")
    ('visit', 'to', 'ormon')
    """
    text = plain(text)
    found = _WORD.findall(text)
    return tuple([word.replace("’", "") for word in found] if "’" in text else found)


@remembered(32768)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words of a text, each once, in their order; words of one or two letters are left out.

    >>> stems_of("Ministry of Trade, ministries of trade")
    ('minis', 'trade')
    """
    return tuple(dict.fromkeys([word[:_STEM] for word in words_of(text) if len(word) > 2]))


@remembered(32768)
def sound(stem: str) -> str:
    """The beginning of the phonetic key of a stem, which a borrowed word shares across scripts; empty if too short."""
    key = phonetic_key(stem)[:4]
    return key if len(key) > 2 else ""


def label_of(entity: Entity) -> dict[str, str]:
    """The labels of an entity by language."""
    return {label.language: label.value for label in entity.labels}


@dataclass(frozen=True, eq=False)
class Stem:
    """A stem of a language: the numbers of the rows and texts where it stands, and its sound.

    `bits` are the same places as bits of a number, for common stems; for all they would fill the memory.
    """

    text: str
    places: array[int]
    bits: int
    sound: str

    @property
    def number(self) -> int:
        """In how many rows and texts it stands."""
        return len(self.places)


def _both(one: Stem, other: Stem) -> int:
    """In how many rows and texts both of two stems stand."""
    if one.bits and other.bits:
        return (one.bits & other.bits).bit_count()
    few, many = sorted((one.places, other.places), key=len)
    last = len(many)
    return sum(1 for place in few if (at := bisect_left(many, place)) < last and many[at] == place)


class Words:
    """The words of entities and of translated texts.

    `rows` has the labels of each entity by language, `size` counts rows and texts.
    """

    def __init__(self, entities: Sequence[Entity], texts: Sequence[Sequence[tuple[str, str]]]) -> None:
        self.rows = {entity.id: label_of(entity) for entity in entities}
        self._names = [
            (entity.id, name.language, name.value) for entity in entities for name in (*entity.labels, *entity.aliases)
        ]
        self._texts = list(map(dict, texts))
        self.size = len(self.rows) + len(self._texts)
        self._own: dict[tuple[str, str], Counter[str]] = {}
        self._usual: dict[tuple[str, str, str], tuple[dict[str, int], int]] = {}
        self._both = lru_cache(1 << 20)(_both)  # most pairs of words stand beside each other in many labels

    # -- words ----------------------------------------------------------------------------------------

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        """How many names and texts of a language a word stands in."""
        found: dict[str, Counter[str]] = {}
        for text in self._texts:
            for language, value in text.items():
                found.setdefault(language, Counter()).update(set(words_of(value)))
        for identifier, language, name in self._names:
            said = set(words_of(name))
            found.setdefault(language, Counter()).update(said)
            self._own.setdefault((identifier, language), Counter()).update(said)
        return found

    def elsewhere(self, entity: Entity, language: str, word: str) -> int:
        """In how many names and texts of a language a word stands, the names of an entity left out."""
        number = self._counts[language][word]
        return number - self._own[entity.id, language][word] if (entity.id, language) in self._own else number

    def near(self, language: str, word: str) -> list[str]:
        """The words of more than one name or text that begin or end like a word: a slip spares one end of it."""
        return [*self._by_ends.get((language, word[:2], ""), ()), *self._by_ends.get((language, "", word[-2:]), ())]

    @cached_property
    def _by_ends(self) -> dict[tuple[str, str, str], list[str]]:
        found: dict[tuple[str, str, str], list[str]] = {}
        for language, counts in self._counts.items():
            for word, number in counts.items():
                if number > 1 and len(word) > 3:
                    found.setdefault((language, word[:2], ""), []).append(word)
                    found.setdefault((language, "", word[-2:]), []).append(word)
        return found

    # -- stems ----------------------------------------------------------------------------------------

    @cached_property
    def _stems(self) -> dict[str, dict[str, Stem]]:
        """The stems of all labels by language."""
        listed: dict[str, dict[str, array[int]]] = {}
        for number, labels in enumerate(self.rows.values()):
            for language, label in labels.items():
                of_language = listed.setdefault(language, {})
                for stem in stems_of(label):
                    if stem not in of_language:
                        of_language[stem] = array("I")
                    of_language[stem].append(number)
        for number, text in enumerate(self._texts, len(self.rows)):
            for language, value in text.items():
                of_language = listed[language]
                for stem in of_language.keys() & stems_of(value):
                    of_language[stem].append(number)
        return {
            language: {stem: Stem(stem, places, self._bits(places), sound(stem)) for stem, places in of.items()}
            for language, of in listed.items()
        }

    def stem(self, language: str, word: str) -> Stem | None:
        """The stem of a word, if a label of the language has it."""
        return self._stems[language].get(word[:_STEM])

    def stems(self, language: str, label: str) -> list[Stem]:
        """The stems of a label."""
        known = self._stems[language]
        return [known[stem] for stem in stems_of(label)]

    def together(self, one: Stem, others: list[Stem]) -> list[float]:
        """How surely a stem means the same as each of another language, as the rows and texts but their own have it.

        From 0 to 1: 1 for what sounds alike, 0 for what stands together by chance alone.
        """
        heard, ours, found = one.sound, one.number - 1, []
        for other in others:
            if heard and heard == other.sound:
                found.append(1.0)
                continue
            both = self._both(one, other) - 1  # their own row proves nothing
            theirs = other.number - 1
            by_chance = both < 2 or both * self.size < _OFTEN * ours * theirs
            found.append(0.0 if by_chance else 2 * both / (ours + theirs))
        return found

    def usual(self, language: str, stem: str, other: str) -> tuple[dict[str, int], int]:
        """The stems of another language in nearly all rows whose label has a stem, with their numbers, and how many
        rows that are. A row counts itself.
        """
        key = (language, stem, other)
        if key not in self._usual:
            rows = self._rows_with[language][stem]
            beside = Counter(there for row in rows for there in stems_of(self.rows[row][other]))
            enough = 0.9 * (len(rows) - 1)
            self._usual[key] = {there: number for there, number in beside.items() if number >= enough}, len(rows)
        return self._usual[key]

    @cached_property
    def _rows_with(self) -> dict[str, dict[str, list[str]]]:
        """For each language and stem the ids of the entities with it in their label."""
        found: dict[str, dict[str, list[str]]] = {}
        for identifier, labels in self.rows.items():
            for language, text in labels.items():
                for stem in stems_of(text):
                    found.setdefault(language, {}).setdefault(stem, []).append(identifier)
        return found

    def _bits(self, places: array[int]) -> int:
        if len(places) * _COMMON < self.size:
            return 0
        bits = bytearray(places[-1] // 8 + 1)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")
