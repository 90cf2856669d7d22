"""The forms of a word in English, Russian, Kazakh and Uzbek: plural, possession and case.

Only inflection: an adjective made from a name (ташкентский, қазақстандық, oʻzbekistonlik) is another word
and no form of it, though it begins with the same stem. Words are given and returned as `lexicon.plain`
gives them: in small letters, with one sign for every apostrophe.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=16384)
def forms(word: str, language: str) -> frozenset[str]:
    """All forms of a word, itself included; `language` is a tag such as ru or uz-Cyrl.

    >>> {"шымкентом", "шымкентский"} & forms("шымкент", "ru")
    {'шымкентом'}
    >>> {"toshkentdan", "toshkentlik"} & forms("toshkent", "uz")
    {'toshkentdan'}
    """
    make = _BY_LANGUAGE.get(language.partition("-")[0])
    return frozenset((word, *make(word))) if make and word[-1:].isalpha() else frozenset((word,))


_ADJECTIVES = ("ая", "яя", "ое", "ее", "ый", "ий", "ой", "ые", "ие")  # in Russian, as labels give them


def stem(word: str) -> str:
    """The beginning that a word keeps in its forms and in most words made from it, in any of the languages.

    >>> stem("ташкент"), stem("азия"), stem("ұйымы"), stem("южная")
    ('ташке', 'ази', 'ұйым', 'южн')
    """
    if len(word) == 5 and word.endswith(_ADJECTIVES):
        return word[:-2]
    short = len(word) > 4 or (len(word) == 4 and word[-1] in "аеоуыияaeiou")
    return word[:-2] if len(word) > 5 else word[:-1] if short else word


# -- English ----------------------------------------------------------------------------------------


def _english(word: str) -> Iterator[str]:
    yield from (word + "’s", word + "’")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        yield word[:-1] + "ies"
    else:
        yield word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


# -- Russian ----------------------------------------------------------------------------------------

_ADJECTIVE = "ый ий ой ого его ому ему ым им ом ем ая яя ей ую юю ою ею ое ее ые ие ых их ыми ими"
_MAN = "- а у ым ом е ой ою ы ых ыми"  # Токаев, Буторин; a place in -ов takes -ом
_WOMAN = "а ой у ою ы ых ым ыми"
_HARD = "- а у ом ем е ы и ов ев ей ам ами ах"
# What the last letters of a word give way to (- for nothing): the first that fit decide, so many are cut off.
_RUSSIAN = (
    ("ова ева ина ына", 1, _WOMAN),
    ("ов ев ин ын", 0, f"{_MAN} {_HARD}"),
    ("ие ье", 1, "е я ю ем и й ям ями ях"),
    ("ия ья", 1, "я и ю ей ею й ям ями ях"),
    ("ии", 1, "и й ям ями ях"),
    ("ый ой ая яя ое ее ые", 2, _ADJECTIVE),
    ("й", 1, "й я ю ем е и ев ям ями ях"),
    ("ь", 1, "ь я ю ем е и ей ью ям ями ях"),
    ("а", 1, "- а ы и е у ой ей ою ею ам ами ах"),
    ("я", 1, "я и е ю ей ею ь й ям ями ях"),
    ("о", 1, "- о а у ом е ам ами ах"),
    ("е", 1, "е я а ю у ем и ей ям ями ях"),
    ("ы и", 1, "- ы и ов ев ей ам ям ами ями ах ях ь й"),
    ("б в г д ж з к л м н п р с т ф х ц ч ш щ", 0, _HARD),
)
# Words that lose a vowel before an ending: рынок, рынка; день, дня.
_FLEETING = (("ец ок ек", "а у ом ем е ы и ов ев ам ами ах"), ("ень", "я ю ем е и ей ям ями ях"))


def _russian(word: str) -> Iterator[str]:
    """Noun, surname or adjective, by its last letters; one that ends in -ий or -ие can be a noun and an adjective."""
    if word.endswith(("ий", "ие")):
        yield from _declined(word[:-2], _ADJECTIVE)
    for last, cut, endings in _RUSSIAN:
        if word.endswith(tuple(last.split())):
            yield from _declined(word[: len(word) - cut], endings)
            break
    for last, endings in _FLEETING:
        for lost in last.split():
            if word.endswith(lost) and len(word) > len(lost) + 1:
                yield from _declined(word[: -len(lost)] + lost[1], endings)


def _declined(base: str, endings: str) -> Iterator[str]:
    return (base + ending.replace("-", "") for ending in endings.split())


# -- Kazakh -----------------------------------------------------------------------------------------

_BACK, _FRONT = "аоұы", "әөүі"  # vowels that tell the harmony; the others stand in borrowed words of either
_KAZAKH_VOWELS = "аәеёиоөұүыіэюя"
_VOICELESS = "кқпстфхцчшщһбвгд"  # б, в, г, д end borrowed words and sound voiceless there
_TO_FRONT = str.maketrans("аығқ", "еігк")


def _kazakh(word: str) -> Iterator[str]:
    """Chains of plural, possession and case, in the harmony of the last vowel, or in both if it tells none."""
    last = next((letter for letter in reversed(word) if letter in _BACK + _FRONT + "еиуюэяё"), "")
    # A soft consonant can turn the harmony: Рудольфтің, but альбомның; so does a last к or г: банктің.
    soft = "ь" in word or word[-1] in "кг"
    if last not in _FRONT:
        yield from _kazakh_chains(word, False)
    if last not in _BACK or soft:
        yield from _kazakh_chains(word, True)


def _kazakh_chains(word: str, front: bool) -> Iterator[str]:
    def harmonised(ending: str) -> str:
        return ending.translate(_TO_FRONT) if front else ending

    for noun in (word, word + harmonised(_kazakh_plural(word))):
        yield noun
        yield from (noun + harmonised(case) for case in _kazakh_cases(noun))
        for owner in ("ы", "сы") if noun.endswith("у") else ("сы",) if noun[-1] in _KAZAKH_VOWELS else ("ы",):
            for voiced in {noun, _voiced(noun)}:
                owned = voiced + harmonised(owner)
                yield owned
                yield from (owned + harmonised(case) for case in _OWNED_CASES)
    if word[-1] in "ыі":  # owned already: банкі, ұйымы; several of them: банктері, ұйымдары
        bare = word[:-1]
        bare = bare[:-1] + {"г": "к", "ғ": "қ", "б": "п"}.get(bare[-1], bare[-1])
        bases = [base for base in (bare, word[:-2] if word[-2:-1] == "с" else "") if base]
        several = [base + harmonised(_kazakh_plural(base) + "ы") for base in bases]
        for owned in (word, *several):
            yield owned
            yield from (owned + harmonised(case) for case in _OWNED_CASES)


_OWNED_CASES = ("ның", "на", "н", "нда", "нан", "мен", "ндағы")


def _kazakh_plural(noun: str) -> str:
    if noun[-1] in _KAZAKH_VOWELS + "руй":
        return "лар"
    return "тар" if noun[-1] in _VOICELESS else "дар"


def _kazakh_cases(noun: str) -> tuple[str, ...]:
    """Genitive, accusative, dative, locative (and what is there), ablative, instrumental; in back vowels."""
    last = noun[-1]
    if last in _VOICELESS:
        return ("тың", "ты", "қа", "та", "тағы", "тан", "пен", "тікі")
    genitive = "ның" if last in _KAZAKH_VOWELS + "мнң" else "дың"
    accusative = "ны" if last in _KAZAKH_VOWELS else "ды"
    ablative = "нан" if last in "мнң" else "дан"
    cases = (genitive, accusative, "ға", "да", "дағы", ablative, "бен" if last in "зж" else "мен", genitive[0] + "ікі")
    return (*cases, "дың", "ды") if last in "иую" else cases  # these sound as if a consonant ended them: Чилидің


def _voiced(noun: str) -> str:
    """A noun as it stands before an ending that begins with a vowel: серіктестік, серіктестігі."""
    return noun[:-1] + {"к": "г", "қ": "ғ", "п": "б"}.get(noun[-1], noun[-1])


# -- Uzbek ------------------------------------------------------------------------------------------

_LATIN_CASES = ("ning", "ni", "ga", "da", "dan", "dagi", "gacha")
_CYRILLIC_CASES = ("нинг", "ни", "га", "да", "дан", "даги", "гача")


def _uzbek(word: str) -> Iterator[str]:
    """Chains of plural, possession and case, in the alphabet of the word."""
    latin = word[-1] <= "z" or word[-1] == "’"
    cases, plural, owner, vowels = (
        (_LATIN_CASES, "lar", "i", "aeiou’") if latin else (_CYRILLIC_CASES, "лар", "и", "аеиоуўэюя")
    )
    hardened = {"k": "ka", "q": "qa", "к": "ка", "қ": "қа"}
    softened = {"k": "g", "q": "g’", "к": "г", "қ": "ғ"}
    for noun in (word, word + plural):
        open_ = noun[-1] in vowels and not noun.endswith(("o’", "g’"))
        owned = {noun + ("s" if latin else "с") + owner} if open_ else {noun + owner}
        if noun[-1] in softened:
            owned.add(noun[:-1] + softened[noun[-1]] + owner)
        for one in (noun, *owned):
            yield one
            yield from (one + case for case in cases)
        if noun[-1] in hardened:
            yield noun + hardened[noun[-1]]


_BY_LANGUAGE = {"en": _english, "ru": _russian, "kk": _kazakh, "uz": _uzbek}
