"""Names across scripts: a phonetic key that Cyrillic and Latin spellings share, and a first spelling in another."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

# Read from left to right, after transliteration; longer spellings first.
_SPELLINGS = re.compile("^ye|shch|dsch|tsch|dzh|sch|zh|dj|kh|gh|ph|ck|iy|ij|[xqwy]")
_SOUND = {
    "ye": "e", "shch": "sh", "dsch": "j", "tsch": "ch", "dzh": "j", "sch": "sh", "zh": "j", "dj": "j", "kh": "h",
    "gh": "g", "ph": "f", "ck": "k", "iy": "i", "ij": "i", "x": "h", "q": "k", "w": "v", "y": "i",
}  # fmt: skip
# Letters that the alphabets of Uzbek and Kazakh write in another way than the library does: Cyrillic ў is Latin oʻ,
# ң is ñ; ş and ç are sh and ch.
_LETTERS = str.maketrans({"ў": "o", "ң": "n", "ş": "sh", "ç": "ch"})
# How letters of a word that is looked for may be meant besides: Uzbek ё and ц are Latin yo and s; у stands for ў on a
# Russian keyboard and in Russian names of Uzbek places; the Kazakh alphabet of 2018 has ý for у.
_READINGS = ({"ё": "yo", "ц": "s"}, {"ё": "yo", "ц": "s", "у": "o"}, {"ý": "u"})
_GLIDE = re.compile("(?<=[aeou])[ij](?=[aeou])")
_TWICE = re.compile(r"(.)\1")  # what stands more often in a row is no spelling of one sound
_UZBEK = {
    "ж": "j", "й": "y", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "ъ": "", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ё": "yo", "ў": "o", "қ": "q", "ғ": "g", "ҳ": "h",
} | dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))  # fmt: skip
DIGITS = re.compile(r"\d+")
WORD = re.compile(r"[^\W_]+")
# What stands in a word and is no letter: apostrophes of all kinds, stress and other combining marks, what is not seen.
_APOSTROPHES = "'`´ʹʻʼʽʾʿˈˊˋ‘’‛′＇"
_COMBINING = "".join(map(chr, range(0x300, 0x370)))
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# A word as it is printed, with the marks within it.
PRINTED_WORD = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}{_COMBINING}{_UNSEEN}]+[^\W_]+)*")
_MARKS = str.maketrans("", "", _APOSTROPHES + _COMBINING + _UNSEEN)


def latin(text: str) -> str:
    """A text in small Latin letters and digits, without all else.

    >>> latin("Темир йўл"), latin("Shymkent")
    ('temiryol', 'shymkent')
    """
    from anyascii import anyascii

    return re.sub("[^a-z0-9]", "", anyascii(text.casefold().translate(_LETTERS)).casefold())


@lru_cache(maxsize=65536)
def phonetic_key(word: str) -> str:
    """The phonetic key of one word.

    >>> phonetic_key("Тоқаев") == phonetic_key("Tokayev") == phonetic_key("Toqayev")
    True
    """
    key = latin(bare(word))
    if key.isdigit():
        return key
    return _TWICE.sub(r"\1", _GLIDE.sub("", _SPELLINGS.sub(lambda match: _SOUND[match[0]], key)))


@lru_cache(maxsize=65536)
def phonetic_keys(text: str) -> tuple[str, ...]:
    """The phonetic keys of the words of a text."""
    return tuple(filter(None, map(phonetic_key, WORD.findall(bare(text)))))


def readings(text: str) -> dict[str, tuple[str, ...]]:
    """Every way to read the words of a text that is looked for: by the key of each word, that key and others.

    >>> readings("дустлик")
    {'dustlik': ('dustlik', 'dostlik')}
    """
    found = {}
    for word in WORD.findall(bare(text)):
        others = (phonetic_key(word.casefold().translate(str.maketrans(other))) for other in _READINGS)
        if key := phonetic_key(word):
            found[key] = tuple(dict.fromkeys((key, *others)))
    return found


def is_cyrillic(text: str) -> bool:
    """Whether a text has any Cyrillic letter."""
    return any("Ѐ" <= letter <= "ӿ" for letter in text)


def bare(text: str) -> str:
    """A text with its letters composed, and without what stands in words and is no letter.

    >>> bare("Oʻzbekiston") == bare("O'zbekiston") == "Ozbekiston"
    True
    """
    return unicodedata.normalize("NFC", text).translate(_MARKS)


def uzbek_latin(word: str) -> str:
    """A word of Uzbek in Latin letters, from either alphabet, without apostrophes and what е sounds like at its start.

    >>> uzbek_latin("Ўзбекистон"), uzbek_latin("Oʻzbekiston"), uzbek_latin("Yevropa") == uzbek_latin("Европа")
    ('ozbekiston', 'ozbekiston', True)
    """
    latin = "".join(_UZBEK.get(letter, letter) for letter in bare(word).lower())
    return latin.replace("ye", "e").replace("yi", "i")


def tables() -> dict[str, Any]:
    """What a script needs to make the same keys: patterns that JavaScript reads as Python does, sounds, readings."""
    return {
        "spellings": _SPELLINGS.pattern, "sounds": _SOUND, "glide": _GLIDE.pattern, "twice": _TWICE.pattern,
        "marks": "".join(map(chr, _MARKS)), "readings": _READINGS,
    }  # fmt: skip


# -- spelling a name in another language ----------------------------------------------------------------

_PLAIN = dict(zip("абвгдзиклмнопрстуф", "abvgdziklmnoprstuf", strict=True))
# Each letter or spelling of a language by that of another; longer ones are tried first.
_TO_ENGLISH = _PLAIN | {
    "е": "e", "ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "ё": "yo", "ә": "a", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h", "і": "i", "ў": "o", "ҳ": "h",
}  # fmt: skip
_TO_UZBEK = _TO_ENGLISH | {
    "ж": "j", "х": "x", "щ": "sh", "ы": "i", "ё": "yo", "ғ": "gʻ", "ў": "oʻ", "ц": "s", "ъ": "ʼ",
}  # fmt: skip
_KAZAKH_IN_RUSSIAN = dict(zip("әғқңөұүһі", "агкноуухи", strict=True))
_FROM_LATIN = {latin: letter for letter, latin in _PLAIN.items()} | {
    "shch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "gh": "г", "gʻ": "г", "oʻ": "у", "ts": "ц", "yo": "ё",
    "yu": "ю", "ya": "я", "ye": "е", "iy": "ий", "ph": "ф", "e": "е", "y": "й", "j": "ж", "x": "х", "h": "х", "q": "к",
    "c": "к", "w": "в", "ʼ": "ъ", "ʻ": "",
}  # fmt: skip
_UZBEK_IN_ENGLISH = {"oʻ": "o", "gʻ": "gh", "x": "kh", "ʼ": "", "j": "j"}


def spelled(name: str, language: str, other: str) -> str:
    """A name of one of the four languages as another may spell it, letter by letter; to be checked by a reader.

    >>> spelled("Ораз Бектуров", "ru", "uz"), spelled("Gʻofur Joʻrayev", "uz", "kk")
    ('Oraz Bekturov', 'Гофур Жураев')
    """
    cyrillic = ("ru", "kk")
    if language == other or (language, other) == ("ru", "kk"):
        return name
    if language == "kk" and other == "ru":
        return _exchanged(name, _KAZAKH_IN_RUSSIAN)
    if language in cyrillic:
        return _exchanged(name, _TO_ENGLISH if other == "en" else _TO_UZBEK)
    if other in cyrillic:
        return _exchanged(name, _FROM_LATIN)
    return _exchanged(name, _UZBEK_IN_ENGLISH) if language == "uz" else name


def _exchanged(name: str, letters: dict[str, str]) -> str:
    """A text with spellings exchanged; a capital letter stays one."""
    pattern = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))

    def exchange(match: re.Match[str]) -> str:
        found = letters[match[0].lower()]
        if not match[0][0].isupper():
            return found
        following = match.string[match.end() : match.end() + 1]
        return found.upper() if following.isupper() else found[:1].upper() + found[1:]

    return re.sub(pattern, exchange, name, flags=re.IGNORECASE)
