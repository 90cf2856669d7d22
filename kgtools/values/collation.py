"""The order of names in lists, by the alphabets of the languages: no library of locales is needed for these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from kgtools import languages
from kgtools.languages import scripts

_TURNED = str.maketrans("‘'`", "ʻʻʻ")
_NO_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"(\d+)")
_NUMBER, _BEFORE, _OWN, _BEHIND = range(4)  # a number; letters of the alphabet, and others

Word = tuple[tuple[int, int, str], ...]
Key = tuple[tuple[Word, ...], str]


def collation(language: str) -> Callable[[str], Key]:
    """What names are sorted by in a language.

    Letters stand in the order of its alphabet, or of Unicode where no file of the language gives one; Latin ones before
    those of another script that the language has, letters of any other script behind all; numbers before letters, by
    their value. Neither case nor signs count, nor accents that the alphabet does not have.

    >>> sorted(["Яйык", "Әзербайжан", "Азия", "Қазақстан", "Корея"], key=collation("kk"))
    ['Азия', 'Әзербайжан', 'Корея', 'Қазақстан', 'Яйык']
    >>> sorted(["Oʻzbekiston", "Shymkent", "Samarqand", "Olmaota", "Zomin"], key=collation("uz"))
    ['Olmaota', 'Samarqand', 'Zomin', 'Oʻzbekiston', 'Shymkent']
    >>> sorted(["10th session", "2nd session", "«Anadolu»", "Élysée", "Eurasia"], key=collation("en"))
    ['2nd session', '10th session', '«Anadolu»', 'Élysée', 'Eurasia']
    >>> sorted(["תל אביב", "Haifa", "חיפה"], key=collation("he"))
    ['Haifa', 'חיפה', 'תל אביב']
    """
    own = languages.language(language)
    return _collation(tuple(own.alphabet), own.script)


@lru_cache(maxsize=16)
def _collation(alphabet: tuple[str, ...], script: str) -> Callable[[str], Key]:
    places = {letter: place for place, letter in enumerate(alphabet)}
    long = "|".join(re.escape(letter) for letter in alphabet if len(letter) > 1)
    letters_of = re.compile(f"{long}|." if long else ".", re.DOTALL)
    signed, behind_latin = "ʻ" in long, script != "Latn"

    @lru_cache(maxsize=4096)
    def weight(letter: str) -> tuple[int, int, str]:
        known = letter if letter in places else unicodedata.normalize("NFD", letter)[0]
        if known in places:
            return _OWN, places[known], ""
        if not places and scripts.of_letter(known) == script:
            return _OWN, ord(known), ""
        return (_BEFORE if behind_latin and letter < "Ͱ" else _BEHIND), 0, letter

    @lru_cache(maxsize=4096)  # names share most of their words
    def weights(word: str) -> Word:
        found: list[tuple[int, int, str]] = []
        for part in filter(None, _DIGITS.split(word)):
            found += [(_NUMBER, int(part), "")] if part.isdecimal() else map(weight, letters_of.findall(part))
        return tuple(found)

    def key(text: str) -> Key:
        folded = unicodedata.normalize("NFC", text).casefold().replace("ʼ", "")
        folded = folded.translate(_TURNED) if signed else folded.replace("ʻ", "")
        return tuple(map(weights, filter(None, _NO_LETTER.split(folded)))), text

    return key
