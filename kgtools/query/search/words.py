"""Words as a search compares them: folded to one way of writing, and known by their stems.

A word is compared in each language by itself. English and Russian stems are those of Snowball, after English
has been given one of its two spellings. Kazakh and Uzbek words lose the endings that `articles/endings.py` forms.
Uzbek is compared in Latin letters, whichever of its alphabets it is typed in. Compared loosely, letters of Kazakh
and Uzbek are taken for those that stand in their place on a Russian keyboard.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from kgtools.articles import endings
from kgtools.values.transliteration import WORD, bare, uzbek_latin

LANGUAGES = ("en", "ru", "kk", "uz")
_SNOWBALL = {"en": "english", "ru": "russian"}
_LOOSE = {"kk": str.maketrans("әғқңөұүһі", "агкноуухи"), "uz": str.maketrans("qhu", "kxo")}
_SHORTEST = 3  # letters that a stem has at least
# Words by which nothing is found, as `bare` leaves them.
_STOP = frozenset(
    word
    for line in (
        "a an the of and or in to for with on by is are was were be as at from its it between this that their about",
        "who what which when where how did do does into than not",
        "и в во на с со по для что как из к ко о об от при между не это его их или также за до у а кто где когда",
        "мен және бен пен үшін туралы бойынша бұл осы да де та те мұнда арасында арасындағы",
        "va bilan uchun bu boyicha ham shu haqida togrisida ortasida ortasidagi",
        "ва билан учун бу бўйича ҳам шу ҳақида тўғрисида ўртасида",
    )
    for word in line.split()
)
# What a noun of each sort of last letter takes: a vowel, a voiced, a voiceless and a nasal consonant, back and front.
_NOUNS = {
    "kk": "қала кеме жол көл тас кеш қазақ бек адам кілем қыз сөз тау би заң үй",
    "uz": "bola kitob yurak qishloq yol",
}
_UNVOICED = {"kk": {"г": "к", "ғ": "қ", "б": "п"}, "uz": {"g": "k"}}
# The American spelling of each British one; both spellings of a word then have one stem.
_AMERICAN = (
    (re.compile(r"^(lab|neighb|col|fav|hon|behavi|endeav|harb|rum|arm|vig|sav)our"), r"\1or"),
    (re.compile(r"^(cent|met|kilomet|theat|fib|lit)re(d|s|)$"), r"\1er\2"),
    (re.compile(r"^(def|off|lic|pret)ence(s?)$"), r"\1ense\2"),
    (re.compile(r"is(e[sdr]?|ers|ing|ations?|ational)$"), r"iz\1"),
    (re.compile(r"lys(e[sdr]?|ing)$"), r"lyz\1"),
    (re.compile(r"^(travel|label|cancel|model|fuel|level|signal|tunnel)l(?=ed|ing|er)"), r"\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
)


def wanted(text: str) -> tuple[str, ...]:
    """The words of a search by which something can be found: no stop words, no lone letters.

    >>> wanted("The death of A. Quill"), wanted("и в на")
    (('death', 'quill'), ())
    """
    words = (word.casefold() for word in WORD.findall(bare(text)))
    return tuple(dict.fromkeys(word for word in words if word not in _STOP and (len(word) > 1 or word.isdigit())))


def folded(text: str, language: str) -> str:
    """A text in small letters and one way of writing; its words are those of `WORD`, in their order.

    >>> folded("Темир йўл", "uz"), folded("Шёлковый путь", "ru")
    ('temir yol', 'шелковый путь')
    """
    if language == "uz":
        return uzbek_latin(text)
    return bare(text).casefold().replace("ё", "е")


def alike(word: str, other: str, language: str, loose: bool = False) -> bool:
    """Whether two words, as `folded` gives them, are forms of one word.

    >>> alike("globalization", "globalisation", "en"), alike("alliance", "appliance", "en")
    (True, False)
    >>> alike("союзнические", "союзнических", "ru"), alike("халықтар", "халықтарының", "kk")
    (True, True)
    >>> alike("kushma", "qoshma", "uz"), alike("kushma", "qoshma", "uz", loose=True)
    (False, True)
    """
    return word == other or not stems(word, language, loose).isdisjoint(stems(other, language, loose))


def opening(word: str, language: str, loose: bool = False) -> str:
    """The letters with which a word, as `folded` gives it, and all its forms begin."""
    return (word.translate(_LOOSE[language]) if loose and language in _LOOSE else word)[:2]


@lru_cache(maxsize=65536)
def stems(word: str, language: str, loose: bool = False) -> frozenset[str]:
    """What may be the stem of a word, as `folded` gives it: one in English and Russian, several in Kazakh and Uzbek."""
    if language in _SNOWBALL:
        return frozenset([_stemmer(language).stemWord(_american(word) if language == "en" else word)])
    if loose:
        word = word.translate(_LOOSE[language])
    cuts = (cut for cut in range(_SHORTEST, len(word)) if word[cut:] in _endings(language, loose))
    return frozenset([_unvoiced(word, language), *(_unvoiced(word[:cut], language) for cut in cuts)])


def _american(word: str) -> str:
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    return word


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(_SNOWBALL[language])


@lru_cache(maxsize=4)
def _endings(language: str, loose: bool) -> frozenset[str]:
    found = {
        folded(form, language)[len(folded(noun, language)) :]
        for noun in _NOUNS[language].split()
        for form in endings.forms(noun, language)
        if form.startswith(noun)
    }
    return frozenset(ending.translate(_LOOSE[language]) if loose else ending for ending in found)


def _unvoiced(stem: str, language: str) -> str:
    """A stem as it stands without an ending: серіктестіг- of серіктестігі is серіктестік."""
    return stem[:-1] + _UNVOICED[language].get(stem[-1:], stem[-1:])
