"""Names across scripts: a phonetic key that all spellings share, and a first spelling in another language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from kgtools import languages, namespaces
from kgtools.languages import scripts

# Read from left to right, after transliteration; longer spellings first.
_SPELLINGS = re.compile("^ye|shch|dsch|tsch|dzh|sch|zh|dj|kh|gh|ph|ck|iy|ij|[xqwy]")
_SOUND = {
    "ye": "e", "shch": "sh", "dsch": "j", "tsch": "ch", "dzh": "j", "sch": "sh", "zh": "j", "dj": "j", "kh": "h",
    "gh": "g", "ph": "f", "ck": "k", "iy": "i", "ij": "i", "x": "h", "q": "k", "w": "v", "y": "i",
}  # fmt: skip
_GLIDE = re.compile("(?<=[aeou])[ij](?=[aeou])")
_TWICE = re.compile(r"(.)\1")  # what stands more often in a row is no spelling of one sound
DIGITS = re.compile(r"\d+")
WORD = re.compile(r"[^\W_]+")
# What stands in a word and is no letter: apostrophes of all kinds, stress and other combining marks, what is not seen.
_APOSTROPHES = "'`´ʹʻʼʽʾʿˈˊˋ‘’‛′＇"
_COMBINING = "".join(map(chr, range(0x300, 0x370)))
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# A word as it is printed, with the marks within it.
PRINTED_WORD = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}{_COMBINING}{_UNSEEN}]+[^\W_]+)*")
_MARKS = re.compile(f"[{_APOSTROPHES}{_COMBINING}{_UNSEEN}]+")


def latin(text: str) -> str:
    """A text in small Latin letters and digits, without all else.

    >>> latin("Темир йўл"), latin("Shymkent")
    ('temiryol', 'shymkent')
    """
    from anyascii import anyascii

    return re.sub("[^a-z0-9]", "", anyascii(text.casefold().translate(_romanised())).casefold())


@languages.remembered()
def _romanised() -> dict[int, str]:
    """Letters that alphabets of the project's languages write in another way than the library does."""
    every = (languages.language(tag).table("romanised") for tag in namespaces.languages())
    return str.maketrans({letter: latin for one in every for letter, latin in one.items()})


@languages.remembered(maxsize=65536)
def phonetic_key(word: str) -> str:
    """The phonetic key of one word.

    >>> phonetic_key("Тоқаев") == phonetic_key("Tokayev") == phonetic_key("Toqayev")
    True
    """
    key = latin(bare(word))
    if key.isdigit():
        return key
    return _TWICE.sub(r"\1", _GLIDE.sub("", _SPELLINGS.sub(lambda match: _SOUND[match[0]], key)))


@languages.remembered(maxsize=65536)
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
        others = (phonetic_key(word.casefold().translate(str.maketrans(other))) for other in _meant())
        if key := phonetic_key(word):
            found[key] = tuple(dict.fromkeys((key, *others)))
    return found


@languages.remembered()
def _meant() -> tuple[dict[str, str], ...]:
    """How letters of a word that is looked for may be meant besides, in the languages of the project."""
    every = (languages.language(tag).words["readings"] for tag in namespaces.languages())
    return tuple(dict(zip(said.split(), meant.split(), strict=True)) for one in every for said, meant in one)


def script(text: str) -> str:
    """The script of the first letter that is not Latin; Latin if there is none such.

    >>> script("Ташкент"), script("Tashkent 2")
    ('Cyrl', 'Latn')
    """
    if text.isascii():
        return "Latn"
    found = (scripts.of_letter(letter) for letter in text if letter > "\u036f" and letter.isalpha())
    return next((one for one in found if one not in ("", "Latn")), "Latn")


def beyond_latin(text: str) -> bool:
    """Whether a text has any letter of another script than Latin."""
    return script(text) != "Latn"


def bare(text: str) -> str:
    """A text with its letters composed, and without what stands in words and is no letter.

    >>> bare("Oʻzbekiston") == bare("O'zbekiston") == "Ozbekiston"
    True
    """
    return _MARKS.sub("", unicodedata.normalize("NFC", text))


def compared(word: str, language: str) -> str:
    """A word as it is compared with others of its language, whichever of its scripts it is written in.

    >>> compared("Ўзбекистон", "uz"), compared("Oʻzbekiston", "uz")
    ('ozbekiston', 'ozbekiston')
    >>> compared("Yevropa", "uz") == compared("Европа", "uz"), compared("Тоқаев", "kk")
    (True, 'тоқаев')
    """
    letters, sounds = _compared(language)
    small = bare(word).lower().translate(letters)
    for sound, other in sounds:
        small = small.replace(sound, other)
    return small


def is_compared_across(language: str) -> bool:
    """Whether `compared` makes one script of the several that a language is written in."""
    return bool(_compared(language)[0])


@languages.remembered()
def _compared(language: str) -> tuple[dict[int, str], tuple[tuple[str, str], ...]]:
    own = languages.language(language)
    return str.maketrans(own.table("compared")), tuple(own.table("compared-sounds").items())


def tables() -> dict[str, Any]:
    """What a script needs to make the same keys: patterns that JavaScript reads as Python does, sounds, readings."""
    return {
        "spellings": _SPELLINGS.pattern, "sounds": _SOUND, "glide": _GLIDE.pattern, "twice": _TWICE.pattern,
        "marks": _APOSTROPHES + _COMBINING + _UNSEEN, "readings": _meant(),
    }  # fmt: skip


# -- spelling a name in another language ----------------------------------------------------------------


def spelled(name: str, language: str, other: str) -> str:
    """A name of a language as another may spell it, letter by letter; to be checked by a reader.

    Where no file of the other language says how, a name goes into Latin letters as Unicode's names of letters do, and
    into any other script not at all.

    >>> spelled("Ораз Бектуров", "ru", "uz"), spelled("Gʻofur Joʻrayev", "uz", "kk")
    ('Oraz Bekturov', 'Гофур Жураев')
    >>> spelled("Ораз Бектуров", "ru", "fr"), spelled("Ораз Бектуров", "ru", "he")
    ('Oraz Bekturov', 'Ораз Бектуров')
    """
    if language == other:
        return name
    own, its = languages.language(language), languages.language(other)
    if own.script == its.script:
        return _exchanged(name, own.table("abroad"))
    if letters := its.words["spelled"].get(own.script):
        return _exchanged(name, letters)
    if its.script == "Latn":
        from anyascii import anyascii

        return " ".join(anyascii(name).split())
    return name


def _exchanged(text: str, letters: Mapping[str, str]) -> str:
    """A text with spellings exchanged; a capital letter stays one."""
    if not letters:
        return text
    pattern = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))

    def exchange(match: re.Match[str]) -> str:
        found = letters[match[0].lower()]
        if not match[0][0].isupper():
            return found
        following = match.string[match.end() : match.end() + 1]
        return found.upper() if following.isupper() else found[:1].upper() + found[1:]

    return re.sub(pattern, exchange, text, flags=re.IGNORECASE)
