"""Names across scripts: a phonetic key that Cyrillic and Latin spellings share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Read from left to right, after transliteration; longer spellings first.
_SPELLINGS = re.compile("shch|dsch|tsch|dzh|sch|zh|dj|kh|gh|ph|ck|iy|ij|[xqwy]")
_SOUND = {
    "shch": "sh", "dsch": "j", "tsch": "ch", "dzh": "j", "sch": "sh", "zh": "j", "dj": "j", "kh": "h", "gh": "g",
    "ph": "f", "ck": "k", "iy": "i", "ij": "i", "x": "h", "q": "k", "w": "v", "y": "i",
}  # fmt: skip
_GLIDE = re.compile("(?<=[aeou])[ij](?=[aeou])")
_TWICE = re.compile(r"(.)\1+")
_UZBEK = {
    "ж": "j", "й": "y", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "ъ": "", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ё": "yo", "ў": "o", "қ": "q", "ғ": "g", "ҳ": "h",
} | dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))  # fmt: skip
DIGITS = re.compile(r"\d+")
WORD = re.compile(r"[^\W_]+")
MARKS = str.maketrans("", "", "ʻʼ‘’'`´\u00ad")


@lru_cache(maxsize=65536)
def phonetic_key(word: str) -> str:
    """The phonetic key of one word.

    >>> phonetic_key("Тоқаев") == phonetic_key("Tokayev") == phonetic_key("Toqayev")
    True
    """
    from anyascii import anyascii

    latin = re.sub("[^a-z0-9]", "", anyascii(word.casefold().translate(MARKS)).casefold())
    key = _SPELLINGS.sub(lambda match: _SOUND[match[0]], latin)
    return _TWICE.sub(r"\1", _GLIDE.sub("", key)) if not key.isdigit() else key


@lru_cache(maxsize=65536)
def phonetic_keys(text: str) -> tuple[str, ...]:
    """The phonetic keys of the words of a text."""
    return tuple(filter(None, map(phonetic_key, WORD.findall(text.translate(MARKS)))))


def uzbek_latin(word: str) -> str:
    """A word of Uzbek in Latin letters, from either alphabet, without apostrophes and what е sounds like at its start.

    >>> uzbek_latin("Ўзбекистон"), uzbek_latin("Oʻzbekiston"), uzbek_latin("Yevropa") == uzbek_latin("Европа")
    ('ozbekiston', 'ozbekiston', True)
    """
    latin = "".join(_UZBEK.get(letter, letter) for letter in word.lower().translate(MARKS))
    return latin.replace("ye", "e").replace("yi", "i")


def tables() -> dict[str, Any]:
    """What a script needs to make the same keys: patterns that JavaScript reads as Python does, and sounds."""
    return {
        "spellings": _SPELLINGS.pattern, "sounds": _SOUND, "glide": _GLIDE.pattern, "twice": _TWICE.pattern,
        "marks": "".join(map(chr, MARKS)),
    }  # fmt: skip
