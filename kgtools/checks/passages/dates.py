"""Years, months and days in print, and dates that a claim gives more surely or less precisely than its passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from kgtools import namespaces
from kgtools.articles import lexicon
from kgtools.articles.lexicon import has, plain
from kgtools.checks.passages.place import Place, Slip
from kgtools.claims.model import Claim, Fact, Figure, Opinion
from kgtools.languages import remembered
from kgtools.languages.reading import NEVER
from kgtools.values import dates

SHORT_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})[./]([0-9]{1,2})[./]((?:[0-9]{2})?[0-9]{2})(?![0-9])")
_COUNTED = re.compile(r"([0-9]+|\b[^\W\d_]+)(?=[\s-]+([^\W\d_]+))")
_BESIDE = 25  # how far before a year, in code points, a word still makes it uncertain


@namespaces.per_project
def year() -> re.Pattern[str]:
    """A year in print."""
    return re.compile(rf"(?<![0-9]){dates.printed_year()}(?![0-9])")


@namespaces.per_project
def long_date() -> re.Pattern[str]:
    """A date in digits that begins with its year."""
    return re.compile(rf"(?<![0-9])({dates.printed_year()})[-/]([0-9]{{2}})(?:[-/]([0-9]{{2}}))?(?![0-9])")


@remembered()
def _in_words() -> tuple[re.Pattern[str], ...]:
    """A day with its month beside a year, as words have it: 6 December 2021, December 6, 2021, 2021-yil 6-dekabr."""
    endings = "|".join(lexicon.words("day-endings").split())
    years = "|".join(re.escape(plain(word)) for word in lexicon.words("year").split())
    day, month = rf"(?P<day>[0-9]{{1,2}})(?:{endings})?", r"(?P<month>[^\W\d_]+)"
    when = rf"(?P<year>{dates.printed_year()})"
    found = [rf"(?<![0-9]){day}\s+{month},?\s+{when}(?![0-9])", rf"\b{month}\s+{day},?\s+{when}(?![0-9])"]
    if years:
        found.append(rf"(?<![0-9]){when}(?:\s+|-\s*)(?:{years})\w*\s+(?P<day>[0-9]{{1,2}})[\s-]+{month}")
    return tuple(map(re.compile, found))


def slips(claim: Claim, place: Place) -> Iterator[Slip]:
    """What the dates of a claim give more surely than its passage, or less precisely."""
    for column, edtf in dates_of(claim):
        if "~" not in edtf and "?" not in edtf and (word := _guessed(edtf, place.passage)):
            message = f"the passage says '{word}' before the year"
            yield Slip(column, message, edtf, "the date with ~ (about) or ? (uncertain)")
        if (
            column == "value"
            and not has("year month day", plain(claim.note))
            and (finer := _finer(edtf, place.passage))
        ):
            yield Slip(column, "the passage prints the date more precisely", edtf, finer)


def dates_of(claim: Claim) -> Iterator[tuple[str, str]]:
    """The dates that a claim gives, each with its column."""
    if isinstance(claim, Figure) and claim.period:
        yield "period", claim.period
    elif isinstance(claim, Opinion) and claim.horizon:
        yield "horizon", claim.horizon
    elif isinstance(claim, Fact):
        if claim.when:
            yield "when", claim.when
        if not claim.language and re.match(r"\.?\.?/?[0-9]{4}(?![0-9])", claim.value):
            with suppress(ValueError):
                dates.parse(claim.value)
                yield "value", claim.value


def _guessed(edtf: str, passage: str) -> str:
    """The word before every print of a year of a date that makes it uncertain: about, probably."""
    years, found = re.findall("[0-9]{4}", edtf), ""
    for match in year().finditer(passage):
        if match[0] in years:
            before = re.split(r"[0-9.;:]", passage[max(0, match.start() - _BESIDE) : match.start()])[-1]
            found = next((word for word in before.split() if has(lexicon.words("guessed"), word)), "")
            if not found:
                return ""
    return found


def _finer(edtf: str, passage: str) -> str:
    """The only date of a passage, if it prints the day of a month or year that is entered without it."""
    if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2})?", edtf):
        return ""
    printed = full_dates(passage)
    fitting = {date for date in printed if date.startswith(edtf)}
    alone = year().findall(passage).count(edtf[:4]) > sum(date.startswith(edtf[:4]) for date in printed)
    return fitting.pop() if len(fitting) == 1 and not alone else ""


@namespaces.remembered(256)
def full_dates(passage: str) -> frozenset[str]:
    """The dates of a passage that are printed with day, month and year, in EDTF.

    >>> sorted(full_dates("on december 6, 2021 and 2018 жылғы 16 наурызда"))
    ['2018-03-16', '2021-12-06']
    """
    found = set()
    for match in SHORT_DATE.finditer(passage):
        found.add((_century(match[3]), int(match[2]), int(match[1])))
    for match in long_date().finditer(passage):
        if match[3]:
            found.add((match[1], int(match[2]), int(match[3])))
    for match in (match for pattern in _in_words() for match in pattern.finditer(passage)):
        for month in months(match["month"]):
            found.add((match["year"], month, int(match["day"])))
    return frozenset(f"{year}-{month:02}-{day:02}" for year, month, day in found)


@namespaces.remembered(256)
def years(stretch: str) -> frozenset[str]:
    """The years that a stretch prints, those of short dates with their century."""
    short = {_century(match[3]) for match in SHORT_DATE.finditer(stretch) if len(match[3]) == 2}
    return frozenset(year().findall(stretch)) | short


def _century(year: str) -> str:
    return year if len(year) == 4 else ("20" if int(year) < 50 else "19") + year


def months(stretch: str, having: Callable[[str], bool] | None = None) -> set[int]:
    """The months that a stretch names or gives in digits.

    `having` tells whether the stretch has a word that begins like one of some words, where that is known already.

    >>> sorted(months("from march to 05.04.2018"))
    [3, 4]
    """
    having = having or (lambda words: has(words, stretch))
    found = {month for month, words in lexicon.numbered("months").items() if having(words)}
    if found and lexicon.words("no-months") and having(lexicon.words("no-months")):
        found = {month for month in found if _months()[month].search(stretch)}
    found |= {int(match[2]) for match in SHORT_DATE.finditer(stretch)}
    return found | {int(match[2]) for match in long_date().finditer(stretch)}


@remembered()
def _months() -> dict[int, re.Pattern[str]]:
    """The beginnings of the words for each month, but for words that begin so and are none."""
    others = "|".join(re.escape(plain(word)) for word in lexicon.words("no-months").split()) or NEVER
    return {
        month: re.compile(rf"\b(?!{others})(?:{'|'.join(re.escape(plain(word)) for word in words.split())})")
        for month, words in lexicon.numbered("months").items()
    }


@namespaces.remembered(1024)
def days(stretch: str) -> frozenset[int]:
    """Numbers that can be days; in a date of digits only the one in the place of the day."""
    found = {int(match[1]) for match in SHORT_DATE.finditer(stretch)}
    found |= {int(match[3]) for match in long_date().finditer(stretch) if match[3]}
    rest = long_date().sub(" ", SHORT_DATE.sub(" ", stretch))
    return frozenset(found | {int(number) for number in re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", rest)})


def spans(stretch: str) -> Iterator[tuple[int, int]]:
    """Counts of months: where each number ends, and the number.

    >>> list(spans("for ten months, 11 айдың"))
    [(7, 10), (18, 11)]
    """
    for match in _COUNTED.finditer(stretch):
        if has(lexicon.words("month"), match[2]):
            yield from ((match.end(), number) for number in range(2, 13) if _is_number(match[1], number))


def _is_number(word: str, number: int) -> bool:
    """Whether a word is a number from 1 to 12, in digits or as a word."""
    return word == str(number) if word.isdecimal() else has(lexicon.numbered("numbers")[number], word)
