"""The forms of a word as its language makes them: plural, possession and case.

The endings are data, under `inflection` in the file of each language. Only inflection: an adjective made from a name
is another word and no form of it, though it begins with the same stem. Words are given and returned as
`lexicon.plain` gives them: in small letters, with one sign for every apostrophe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kgtools import languages, namespaces
from kgtools.languages import scripts

_ANY = "*"  # stands for all last letters that no line before it has


@languages.remembered(maxsize=16384)
def forms(word: str, language: str) -> frozenset[str]:
    """All forms of a word, itself included; `language` is a tag such as ru or uz-Cyrl.

    >>> {"шымкентом", "шымкентский"} & forms("шымкент", "ru")
    {'шымкентом'}
    >>> {"toshkentdan", "toshkentlik"} & forms("toshkent", "uz")
    {'toshkentdan'}
    """
    if not word[-1:].isalpha():
        return frozenset((word,))
    endings, chains = _of_language(language)
    chain = chains.get(scripts.of_letter(word[-1]))
    return frozenset((word, *endings.forms(word), *(chain.forms(word) if chain else ())))


def stem(word: str) -> str:
    """The beginning that a word keeps in its forms and in most words made from it, in any language of the project.

    >>> stem("ташкент"), stem("азия"), stem("ұйымы"), stem("южная")
    ('ташке', 'ази', 'ұйым', 'южн')
    """
    adjectives, vowels = _of_stems()
    if len(word) == 5 and word.endswith(adjectives):
        return word[:-2]
    short = len(word) > 4 or (len(word) == 4 and word[-1] in vowels)
    return word[:-2] if len(word) > 5 else word[:-1] if short else word


@languages.remembered()
def _of_stems() -> tuple[tuple[str, ...], frozenset[str]]:
    """The endings of adjectives, as labels give them, and the vowels of all languages of the project."""
    every = [languages.language(tag) for tag in namespaces.languages()]
    adjectives = tuple(ending for one in every for ending in one.text("adjectives").split())
    return adjectives, frozenset(vowel for one in every for vowel in one.text("vowels").split())


@languages.remembered()
def _of_language(tag: str) -> tuple[Endings, Mapping[str, Chains]]:
    given = languages.language(tag).words["inflection"]
    chains = {script: Chains.of(own) for script, own in given.get("chains", {}).items()}
    return Endings.of(given), chains


# -- endings in the place of others -------------------------------------------------------------------


@dataclass(frozen=True)
class Endings:
    """What the last letters of a word give way to: of `rows` the first that fits decides, `also` holds besides.

    A row has last letters, how many of them are cut off, and endings. `fleeting` are last letters that lose their
    vowel, with endings: рынок, рынка.
    """

    always: tuple[str, ...]
    also: tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...]
    rows: tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...]
    fleeting: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Endings:
        """Those that a file of a language gives."""
        also, rows = (
            tuple((_last(last), int(cut), _endings(endings)) for last, cut, endings in given.get(key, ()))
            for key in ("also", "endings")
        )
        fleeting = tuple((_last(last), _endings(endings)) for last, endings in given.get("fleeting", ()))
        return cls(tuple(given.get("always", "").split()), also, rows, fleeting)

    def forms(self, word: str) -> Iterator[str]:
        """The forms of a word, by its last letters."""
        yield from (word + ending for ending in self.always)
        fitting = [row for row in self.also if word.endswith(row[0])]
        fitting += [row for row in self.rows if word.endswith(row[0])][:1]
        for _, cut, endings in fitting:
            yield from (word[: len(word) - cut] + ending for ending in endings)
        for last, endings in self.fleeting:
            for lost in last:
                if word.endswith(lost) and len(word) > len(lost) + 1:
                    yield from (word[: -len(lost)] + lost[1] + ending for ending in endings)


def _last(given: str) -> tuple[str, ...]:
    return ("",) if given == _ANY else tuple(given.split())


def _endings(given: str) -> tuple[str, ...]:
    return tuple(ending.replace("-", "") for ending in given.split())


# -- endings in chains --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chains:
    """Chains of plural, possession and case in one script; the tables are by last letters, the first that fit.

    Where the language has a harmony of vowels, the endings are given with back vowels, and turned after front ones.
    """

    given: Mapping[str, Any]
    tables: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Chains:
        """Those that a file of a language gives."""
        tables = {
            key: tuple((_last(last), _endings(endings)) for last, endings in given.get(key, ()))
            for key in ("plural", "owner", "cases")
        }
        return cls(given, tables)

    @cached_property
    def _harmony(self) -> dict[str, frozenset[str]]:
        return {sort: frozenset(letters.split()) for sort, letters in self.given.get("harmony", {}).items()}

    @cached_property
    def _turned(self) -> dict[int, str]:
        return str.maketrans(dict(self.given.get("turned", {})))

    @cached_property
    def _owned(self) -> tuple[str, ...]:
        return _endings(self.given.get("owned", ""))

    @cached_property
    def _voicing(self) -> tuple[dict[str, str], dict[str, str]]:
        """The voiced letter for each that an ending with a vowel changes, and the other way round."""
        voiced = dict(self.given.get("voiced", {}))
        return voiced, {other: letter for letter, other in voiced.items()}

    def forms(self, word: str) -> Iterator[str]:
        """The forms of a word, in the harmony of its last vowel, or in both if that tells none; none without vowels."""
        if not self._harmony:
            yield from self._chains(word, False)
            return
        back, front = self._harmony["back"], self._harmony["front"]
        telling = back | front | self._harmony["either"]
        last = next((letter for letter in reversed(word) if letter in telling), "")
        if last and last not in front:
            yield from self._chains(word, False)
        soft = not self._harmony["soft"].isdisjoint(word) or word[-1:] in self._harmony.get("soft-last", ())
        if (last and last not in back) or soft:
            yield from self._chains(word, True)

    def _chains(self, word: str, front: bool) -> Iterator[str]:
        def taken(key: str, noun: str) -> list[str]:
            """The endings of a table that a noun takes."""
            found = next((endings for last, endings in self.tables[key] if noun.endswith(last)), ())
            return [ending.translate(self._turned) if front else ending for ending in found]

        def owned(base: str) -> Iterator[str]:
            yield base
            yield from (base + (case.translate(self._turned) if front else case) for case in self._owned)

        plurals = [word + ending for ending in taken("plural", word)]
        for noun in (word, *plurals):
            yield noun
            yield from (noun + case for case in taken("cases", noun))
            for owner in taken("owner", noun):
                for voiced in {noun, _exchanged(noun, self._voicing[0])}:
                    yield from owned(voiced + owner)
        own = tuple(self.given.get("owned-already", "").split())
        if word.endswith(own):  # what is owned: its cases, and several of them
            yield from owned(word)
            for base in [word[: -len(ending)] for ending in own if word.endswith(ending)]:
                if noun := _exchanged(base, self._voicing[1]) if len(word) - len(base) == 1 else base:
                    for plural in taken("plural", noun):
                        for owner in taken("owner", noun + plural):
                            yield from owned(noun + plural + owner)


def _exchanged(noun: str, letters: Mapping[str, str]) -> str:
    """A noun with another last letter."""
    return noun[:-1] + letters.get(noun[-1:], noun[-1:])
