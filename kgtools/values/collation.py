"""The order of names in lists, by the alphabets of the four languages: no library of locales is needed for these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "uz": "abdefghijklmnopqrstuvxyzOGSC",
}
# In Uzbek these are letters of their own, which stand behind all others.
_UZBEK = {"oʻ": "O", "gʻ": "G", "sh": "S", "ch": "C"}
_LETTER = re.compile("oʻ|gʻ|sh|ch|.")
_TURNED = str.maketrans("‘'`", "ʻʻʻ")
_NO_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"(\d+)")
_END, _NUMBER, _BEFORE, _OWN, _BEHIND = range(5)  # of a word; a number; letters of the alphabet, and others

Key = tuple[tuple[tuple[int, int, str], ...], str]


def collation(language: str) -> Callable[[str], Key]:
    """What names are sorted by in one of the four languages.

    Letters stand in the order of its alphabet; Latin ones before Cyrillic ones in Russian and Kazakh, letters of
    another script behind all others; numbers before letters, by their value. Neither case nor signs count, nor accents
    that the alphabet does not have.

    >>> sorted(["Яйык", "Әзербайжан", "Азия", "Қазақстан", "Корея"], key=collation("kk"))
    ['Азия', 'Әзербайжан', 'Корея', 'Қазақстан', 'Яйык']
    >>> sorted(["Oʻzbekiston", "Shymkent", "Samarqand", "Olmaota", "Zomin"], key=collation("uz"))
    ['Olmaota', 'Samarqand', 'Zomin', 'Oʻzbekiston', 'Shymkent']
    >>> sorted(["10th session", "2nd session", "«Anadolu»", "Élysée", "Eurasia"], key=collation("en"))
    ['2nd session', '10th session', '«Anadolu»', 'Élysée', 'Eurasia']
    """
    places = {letter: place for place, letter in enumerate(_ALPHABETS[language])}
    uzbek, cyrillic = language == "uz", language in ("ru", "kk")

    def weight(letter: str) -> tuple[int, int, str]:
        letter = _UZBEK.get(letter, letter) if uzbek else letter
        known = letter if letter in places else unicodedata.normalize("NFD", letter)[0]
        if known in places:
            return _OWN, places[known], ""
        return (_BEFORE if cyrillic and letter < "Ͱ" else _BEHIND), 0, letter

    def key(text: str) -> Key:
        folded = unicodedata.normalize("NFC", text).casefold().replace("ʼ", "")
        folded = folded.translate(_TURNED) if uzbek else folded.replace("ʻ", "")
        found: list[tuple[int, int, str]] = []
        for word in filter(None, _NO_LETTER.split(folded)):
            for part in filter(None, _DIGITS.split(word)):
                letters = _LETTER.findall(part) if uzbek else part
                found += [(_NUMBER, int(part), "")] if part.isdecimal() else map(weight, letters)
            found.append((_END, 0, ""))
        return tuple(found), text

    return key
