"""Words for numbers, months, units, flows, bounds, denials, hedges and contraries in the languages of the project.

They are data, one file a language (`kgtools.languages`), with what the reader of articles looks for besides. The
files are read when a word is first asked for. What the checks of passages need, they mostly need of all languages
together, since an article mixes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kgtools import languages, namespaces
from kgtools.languages.reading import NEVER

SIGNS = {"percent": "%", "usd": "$"}
COUNTED = ("item", "rank", "times", "year", "person")  # what is counted in words: "the third-largest"


@dataclass(frozen=True)
class Denial:
    """How a language denies: words that always do, words and endings that may, and turns of phrase that seem to.

    They are patterns, for texts in small letters as `plain` gives them.
    """

    surely: str
    maybe: str
    seeming: str


# -- the words of all languages together --------------------------------------------------------------


@languages.remembered()
def words(key: str) -> str:
    """The words of all languages of the project under a key.

    >>> words("month")
    'month месяц ай oy'
    """
    return _joined([language(tag)[key] for tag in namespaces.languages()])


@languages.remembered()
def table(key: str) -> dict[str, str]:
    """The words of all languages of the project by code, under a key; none for a code that no language has.

    >>> table("bounds")["almost"]
    'almost nearly close почти дерлік жуық deyarli qariyb'
    """
    found: dict[str, list[str]] = {}
    for tag in namespaces.languages():
        for code, some in language(tag)[key].items():
            found.setdefault(code, []).append(some)
    return _Table((code, _joined(some)) for code, some in found.items())


@languages.remembered()
def numbered(key: str) -> dict[int, str]:
    """The words of all languages of the project by number, under a key.

    >>> sorted(numbered("months")) == list(range(1, 13))
    True
    """
    return {int(number): some for number, some in table(key).items()}


@languages.remembered()
def units() -> dict[str, str]:
    """The words for units, magnitudes among them, of all languages of the project."""
    return _Table({**table("magnitudes"), **table("units")})


class _Table(dict[str, str]):
    """Words by code; no words for a code that no language has."""

    def __missing__(self, code: str) -> str:
        return ""


def _joined(some: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(some).split()))


@languages.remembered()
def patterns(key: str, name: str = "") -> str:
    """A pattern that finds what that of any language of the project does, under a key, or a name below it."""
    every = (language(tag)[key] for tag in namespaces.languages())
    found = dict.fromkeys(one.get(name, "") if name else one for one in every)
    return "|".join(f"(?:{one})" for one in found if one) or NEVER


@languages.remembered()
def _denial(tag: str) -> Denial:
    return Denial(**language(tag)["denials"])


@languages.remembered()
def _contraries() -> tuple[tuple[str, str], ...]:
    """Words of which a text that says one and not the other speaks of the contrary of what says the other alone."""
    found: dict[str, tuple[list[str], list[str]]] = {"rise-fall": ([words("rise")], [words("fall")])}
    for tag in namespaces.languages():
        for name, sides in language(tag)["contraries"].items():
            for own, some in zip(found.setdefault(name, ([], [])), sides, strict=True):
                own.append(some)
    return tuple((" ".join(one), " ".join(other)) for one, other in found.values())


# -- the files --------------------------------------------------------------------------------------


def language(tag: str) -> Mapping[str, Any]:
    """What the file of a language holds, by key, every scalar as text. Raises DataError with every fault of it.

    >>> language("en")["month"]
    'month'
    """
    return languages.content(tag)


def reading(tag: str) -> dict[str, Any]:
    """What the reader of articles looks for in a language that has rules: the keys `reading` and `frames`.

    >>> reading("en")["reading"]["cardinals"]["20"]
    'twenty'
    """
    content = languages.content(tag)
    return {key: content[key] for key in ("reading", "frames")}


def has_rules(tag: str) -> bool:
    """Whether the reader of articles has rules for a language.

    >>> has_rules("uz"), has_rules("fr")
    (True, False)
    """
    content = languages.content(tag)
    return bool(content["reading"] and content["frames"])


def readable() -> tuple[str, ...]:
    """The languages of the project that the reader of articles has rules for."""
    return tuple(filter(has_rules, namespaces.languages()))


def with_rules() -> tuple[str, ...]:
    """All languages that it has rules for, in the tools and in the project; sorted."""
    known = {path.stem for path in languages.FOLDER.glob("*.yaml")}
    return tuple(filter(has_rules, sorted({*known, *namespaces.languages()})))


# -- words in texts ---------------------------------------------------------------------------------


@languages.remembered(maxsize=16384)
def plain(printed: str) -> str:
    """A text in small letters, code point for code point, with the letters of printers evened out.

    >>> plain("Ёлка 5\\u00a0bn oʻn")
    'елка 5 bn o’n'
    """
    small = printed.lower()
    return (small if len(small) == len(printed) else printed).translate(_even())


_EVEN = {"\u00a0": " ", "\u202f": " "} | dict.fromkeys("ʻʼ‘'`", "’")


@languages.remembered()
def in_print() -> dict[str, str]:
    """The small letters for which many a print has others, in any language of the project: е for ё.

    >>> in_print()
    {'ё': 'е'}
    """
    return {letter: other for tag in namespaces.languages() for letter, other in language(tag)["print"].items()}


@languages.remembered()
def _even() -> dict[int, str]:
    return str.maketrans({**in_print(), **_EVEN})


@languages.remembered(maxsize=512)
def beginnings(words: str) -> re.Pattern[str]:
    """A pattern that finds a word which begins like one of some words, separated by spaces.

    >>> bool(beginnings("month ай").search("за десять months"))
    True
    """
    return re.compile("|".join(rf"\b{re.escape(plain(word))}" for word in words.split()) or NEVER)


@languages.remembered()
def _hedge(tag: str) -> tuple[str, str]:
    return language(tag)["hedges"]["surely"], language(tag)["hedges"]["maybe"]


def has(words: str, stretch: str) -> bool:
    """Whether a word of a stretch, as `plain` gives it, begins like one of some words.

    >>> has("over exceed", "which exceeded 5 bn"), has("over exceed", "moreover")
    (True, False)
    """
    return beginnings(words).search(stretch) is not None


@languages.remembered(maxsize=8192)
def denies(text: str, language: str) -> bool:
    """Whether a text in small letters surely denies something; two denials do not.

    >>> denies("trade does not grow", "en"), denies("not only trade grows", "en"), denies("торговля не растет", "ru")
    (True, False, True)
    """
    denial = _denial(language)
    return re.search(denial.surely, re.sub(denial.seeming, " ", text)) is not None


@languages.remembered(maxsize=8192)
def may_deny(text: str, language: str) -> bool:
    """Whether a text in small letters has any word or ending that can deny something.

    >>> may_deny("an unsettled question", "en"), may_deny("a settled question", "en")
    (True, False)
    """
    denial = _denial(language)
    return re.search(f"{denial.surely}|{denial.maybe}", text) is not None


@languages.remembered(maxsize=8192)
def hedges(text: str, language: str) -> bool:
    """Whether a text in small letters surely says of something only that it seems so.

    >>> hedges("it seems that trade grows", "en"), hedges("trade grows", "en"), hedges("торговля, видимо, растет", "ru")
    (True, False, True)
    """
    return re.search(_hedge(language)[0], text) is not None


@languages.remembered(maxsize=8192)
def may_hedge(text: str, language: str) -> bool:
    """Whether a text in small letters has any word for that, or is in a language of which no such word is known.

    >>> may_hedge("trade appears to grow", "en"), may_hedge("trade grows", "en")
    (True, False)
    """
    surely, maybe = _hedge(language)
    return maybe == NEVER or re.search(f"{surely}|{maybe}", text) is not None


def contrary(text: str, other: str) -> tuple[str, str] | None:
    """A word of a text and one of another that speaks of the contrary, where neither text has both kinds.

    >>> contrary("exports rose", "экспорт снизился")
    ('rose', 'снизился')
    """
    said, there = _sides(text), _sides(other)
    for pair, side in said:
        opposite = (pair, 1 - side)
        if opposite in there and opposite not in said and (pair, side) not in there:
            return said[pair, side], there[opposite]
    return None


@languages.remembered(maxsize=8192)
def _sides(text: str) -> dict[tuple[int, int], str]:
    """The sides of contraries that a text speaks of, each with the first word that does: number of the pair, 0 or 1."""
    found: dict[tuple[int, int], str] = {}
    for word in dict.fromkeys(re.findall(r"[\w’]+", text)):
        for beginning, side in _by_letters().get(word[:2], ()):
            if word.startswith(beginning):
                found.setdefault(side, word)
    return found


@languages.remembered()
def _by_letters() -> dict[str, list[tuple[str, tuple[int, int]]]]:
    found: dict[str, list[tuple[str, tuple[int, int]]]] = {}
    for pair, sides in enumerate(_contraries()):
        for side, words in enumerate(sides):
            for word in plain(words).split():
                found.setdefault(word[:2], []).append((word, (pair, side)))
    return found
