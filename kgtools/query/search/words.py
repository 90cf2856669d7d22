"""Words as a search compares them: folded to one way of writing, and known by their stems.

A word is compared in each language by itself, as the file of the language says: by a stem of Snowball, after one of
two spellings was chosen, or without the endings that `articles/endings.py` forms; a language of several scripts in one
of them. Compared loosely, letters are taken for those that stand in their place on a keyboard that lacks them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kgtools import languages, namespaces
from kgtools.articles import endings
from kgtools.articles.lexicon import in_print
from kgtools.values.transliteration import WORD, bare, compared, is_compared_across

_SHORTEST = 3  # letters that a stem has at least


@languages.remembered()
def stop() -> frozenset[str]:
    """Words by which nothing is found, as `bare` leaves them, in all languages of the project."""
    every = (languages.language(tag).text("stop") for tag in namespaces.languages())
    return frozenset(word for some in every for word in bare(some).split())


@dataclass(frozen=True)
class _Ways:
    """How words of a language are compared: by a stemmer, after one of two spellings was chosen, or by endings.

    `keyboard` has the letters that are typed for others, `voiced` those at the end of a stem before an ending.
    """

    stemmer: str
    spellings: tuple[tuple[re.Pattern[str], str], ...]
    keyboard: dict[int, str]
    nouns: tuple[str, ...]  # what they take as endings is cut off other words
    unvoiced: dict[str, str]
    across: bool  # whether it is compared in one of several scripts


@languages.remembered()
def _ways(language: str) -> _Ways:
    own = languages.language(language)
    return _Ways(
        own.text("stemmer"), tuple((re.compile(one), other) for one, other in own.words["spellings"]),
        str.maketrans(own.table("keyboard")), tuple(own.text("nouns").split()), own.table("voiced"),
        is_compared_across(language),
    )  # fmt: skip


def wanted(text: str) -> tuple[str, ...]:
    """The words of a search by which something can be found: no stop words, no lone letters.

    >>> wanted("The death of A. Quill"), wanted("и в на")
    (('death', 'quill'), ())
    """
    words = (word.casefold() for word in WORD.findall(bare(text)))
    return tuple(dict.fromkeys(word for word in words if word not in stop() and (len(word) > 1 or word.isdigit())))


def folded(text: str, language: str) -> str:
    """A text in small letters and one way of writing; its words are those of `WORD`, in their order.

    >>> folded("Темир йўл", "uz"), folded("Шёлковый путь", "ru")
    ('temir yol', 'шелковый путь')
    """
    if _ways(language).across:
        return compared(text, language)
    small = bare(text).casefold()
    for letter, other in in_print().items():
        small = small.replace(letter, other)
    return small


def has_keyboard(language: str) -> bool:
    """Whether letters of a language are typed for others, so that words are compared loosely too."""
    return bool(_ways(language).keyboard)


@languages.remembered(maxsize=65536)
def stems(word: str, language: str, loose: bool = False) -> frozenset[str]:
    """What may be the stem of a word, as `folded` gives it: one by a stemmer, several where endings are cut off.

    Words are forms of one word if they share a stem.

    >>> stems("globalization", "en") == stems("globalisation", "en"), stems("alliance", "en") & stems("appliance", "en")
    (True, frozenset())
    >>> stems("союзнические", "ru") == stems("союзнических", "ru"), sorted(stems("халықтарының", "kk"))[0]
    (True, 'халық')
    >>> stems("kushma", "uz") & stems("qoshma", "uz"), stems("kushma", "uz", loose=True) == stems("qoshma", "uz", True)
    (frozenset(), True)
    """
    ways = _ways(language)
    if ways.stemmer:
        for one, other in ways.spellings:
            word = one.sub(other, word)
        return frozenset([_stemmer(ways.stemmer).stemWord(word)])
    if loose:
        word = word.translate(ways.keyboard)
    known = _endings(language, loose)
    cuts = (cut for cut in range(_SHORTEST, len(word)) if word[cut:] in known) if known else ()
    return frozenset([_unvoiced(word, language), *(_unvoiced(word[:cut], language) for cut in cuts)])


@lru_cache(maxsize=8)
def _stemmer(name: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(name)


@languages.remembered()
def _endings(language: str, loose: bool) -> frozenset[str]:
    ways = _ways(language)
    found = {
        folded(form, language)[len(folded(noun, language)) :]
        for noun in ways.nouns
        for form in endings.forms(noun, language)
        if form.startswith(noun)
    }
    return frozenset(ending.translate(ways.keyboard) if loose else ending for ending in found)


def _unvoiced(stem: str, language: str) -> str:
    """A stem as it stands without an ending: серіктестіг- of серіктестігі is серіктестік."""
    return stem[:-1] + _ways(language).unvoiced.get(stem[-1:], stem[-1:])
