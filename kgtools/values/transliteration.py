"""Names across scripts: a phonetic key that Cyrillic and Latin spellings share."""

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
