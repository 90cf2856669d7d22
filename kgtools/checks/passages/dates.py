"""Years, months and days that a claim gives and its passage prints otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from kgtools.articles.lexicon import EDGES, GUESSED, MONTH, MONTHS, NUMBER_WORDS, has, plain
from kgtools.checks.passages.place import AFTER, NEAR, Place, Slip
from kgtools.claims.model import Claim, Fact, Figure, Opinion
from kgtools.values import dates

YEAR = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])")
SHORT_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})[./]([0-9]{1,2})[./]((?:[0-9]{2})?[0-9]{2})(?![0-9])")
LONG_DATE = re.compile(r"(?<![0-9])((?:1[89]|20)[0-9]{2})[-/]([0-9]{2})(?:[-/]([0-9]{2}))?(?![0-9])")
# A day with its month beside a year: 6 December 2021, December 6, 2021, 6 декабря 2021, 2021 жылғы 6 желтоқсан.
_IN_WORDS = (
    re.compile(
        r"(?<![0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?P<month>[^\W\d_]+),?\s+(?P<year>(?:1[89]|20)[0-9]{2})(?![0-9])"
    ),
    re.compile(
        r"\b(?P<month>[^\W\d_]+)\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:1[89]|20)[0-9]{2})(?![0-9])"
    ),
    re.compile(
        r"(?<![0-9])(?P<year>(?:1[89]|20)[0-9]{2})(?:\s+|-\s*)(?:жыл|yil)\w*\s+(?P<day>[0-9]{1,2})[\s-]+(?P<month>[^\W\d_]+)"
    ),
)
_BESIDE = 25  # how far before a year, in code points, a word still makes it uncertain


def slips(claim: Claim, place: Place) -> Iterator[Slip]:
    """What the dates of a claim give otherwise than its passage."""
    for column, edtf in dates_of(claim):
        for message, expected in _date(edtf, place, claim.note):
            yield Slip(column, message, edtf, expected)
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


def _date(edtf: str, place: Place, note: str) -> Iterator[tuple[str, str]]:
    """Years, months and days of a date that are not printed where they should be, or not as certain.

    Years of a passage that prints any must be among them, or be computed in the note. A passage that
    prints none takes the year from the stretch before it, or, explained in the note, from elsewhere in
    the article. A date marked as uncertain rests on what the note tells.
    """
    if "?" in edtf and note:  # rests on context, and the note says on which
        return
    points: list[str] = re.findall(r"[0-9]{4}(?:-[0-9]{2})?(?:-[0-9]{2})?", edtf)
    wrong = _year(points, place, note)
    if wrong:
        yield "the year does not stand in the passage", wrong
        return
    if "~" not in edtf and "?" not in edtf and (word := _guessed(points, place.passage)):
        yield f"the passage says '{word}' before the year", "the date with ~ (about) or ? (uncertain)"
    # Months that bound a span counted in months are not printed as names: "in the first ten months".
    span = re.fullmatch(r"([0-9]{4})-01/\1-([0-9]{2})", edtf)
    if span:
        if not _has_span(int(span[2]), place.passage) and not _has_span(int(span[2]), place.before(NEAR)):
            names = months(place.passage) | months(place.before(NEAR))
            if not {1, int(span[2])} <= names:
                yield "the passage prints no such span of months", "the months as printed"
        return
    wanted_months = {int(point[5:7]) for point in points if len(point) > 4}
    wanted_days = {int(point[8:10]) for point in points if len(point) > 7}
    for named, wanted, read in (("month", wanted_months, months), ("day", wanted_days, days)):
        here = read(place.passage)
        near_too = here if here and named == "month" else here | read(place.before(NEAR))
        if not wanted <= near_too and not (named == "month" and has(EDGES, place.passage)):
            found = bool(note) and named == "month" and not here and wanted <= read(place.article)
            if not found:
                yield f"the {named} does not stand in the passage", f"the {named} as printed"


def _year(points: list[str], place: Place, note: str) -> str:
    """The years that are printed instead of one of a date; empty if all its years are."""
    printed, near, whole = (years(stretch) for stretch in (place.passage, place.before(NEAR), place.article))
    for year in dict.fromkeys(point[:4] for point in points):
        if printed:
            there = year in printed or year in years(note)
        else:
            there = year in near or (bool(note) and year in whole)
        if not there:
            return ", ".join(sorted(printed or near)) or "a year as printed"
    return ""


def _guessed(points: list[str], passage: str) -> str:
    """The word before every print of a year that makes it uncertain: about, probably."""
    found = ""
    for match in YEAR.finditer(passage):
        if any(point.startswith(match[0]) for point in points):
            before = re.split(r"[0-9.;:]", passage[max(0, match.start() - _BESIDE) : match.start()])[-1]
            found = next((word for word in before.split() if has(GUESSED, word)), "")
            if not found:
                return ""
    return found


def _finer(edtf: str, passage: str) -> str:
    """The only date of a passage, if it prints the day of a month or year that is entered without it."""
    if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2})?", edtf):
        return ""
    printed = full_dates(passage)
    fitting = {date for date in printed if date.startswith(edtf)}
    alone = YEAR.findall(passage).count(edtf[:4]) > sum(date.startswith(edtf[:4]) for date in printed)
    return fitting.pop() if len(fitting) == 1 and not alone else ""


@lru_cache(maxsize=256)
def full_dates(passage: str) -> frozenset[str]:
    """The dates of a passage that are printed with day, month and year, in EDTF.

    >>> sorted(full_dates("on december 6, 2021 and 2018 жылғы 16 наурызда"))
    ['2018-03-16', '2021-12-06']
    """
    found = set()
    for match in SHORT_DATE.finditer(passage):
        found.add((_century(match[3]), int(match[2]), int(match[1])))
    for match in LONG_DATE.finditer(passage):
        if match[3]:
            found.add((match[1], int(match[2]), int(match[3])))
    for match in (match for pattern in _IN_WORDS for match in pattern.finditer(passage)):
        for month in months(match["month"]):
            found.add((match["year"], month, int(match["day"])))
    return frozenset(f"{year}-{month:02}-{day:02}" for year, month, day in found)


@lru_cache(maxsize=256)
def years(stretch: str) -> frozenset[str]:
    """The years that a stretch prints, those of short dates with their century."""
    short = {_century(match[3]) for match in SHORT_DATE.finditer(stretch) if len(match[3]) == 2}
    return frozenset(YEAR.findall(stretch)) | short


def _century(year: str) -> str:
    return year if len(year) == 4 else ("20" if int(year) < 50 else "19") + year


@lru_cache(maxsize=1024)
def months(stretch: str) -> frozenset[int]:
    """The months that a stretch names or gives in digits."""
    found = {month for month, words in MONTHS.items() if has(words, stretch)}
    if 10 in found and not re.search(r"\bқазан(?!ғ)|октябр|o[ck]to|oktyabr", stretch):
        found.discard(10)  # қазан is October, Қазанғап a name
    found |= {int(match[2]) for match in SHORT_DATE.finditer(stretch)}
    return frozenset(found | {int(match[2]) for match in LONG_DATE.finditer(stretch)})


@lru_cache(maxsize=1024)
def days(stretch: str) -> frozenset[int]:
    """Numbers that can be days; in a date of digits only the one in the place of the day."""
    found = {int(match[1]) for match in SHORT_DATE.finditer(stretch)}
    found |= {int(match[3]) for match in LONG_DATE.finditer(stretch) if match[3]}
    rest = LONG_DATE.sub(" ", SHORT_DATE.sub(" ", stretch))
    return frozenset(found | {int(number) for number in re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", rest)})


def whole_year_instead_of_months(before: str) -> bool:
    """Whether months are counted before a number, and no year by itself after them."""
    spans = [match.end() for match in _spans(before)]
    return bool(spans) and not YEAR.search(before, spans[-1] + AFTER)


def _spans(stretch: str) -> Iterator[re.Match[str]]:
    """Counts of months: 10 months, девять месяцев, 11 айдың; the first group is the number."""
    for match in re.finditer(r"([0-9]+|\b[^\W\d_]+)(?=[\s-]+([^\W\d_]+))", stretch):
        if has(MONTH, match[2]) and any(is_number(match[1], number) for number in range(2, 13)):
            yield match


def _has_span(number: int, stretch: str) -> bool:
    return any(is_number(match[1], number) for match in _spans(stretch))


def is_number(word: str, number: int) -> bool:
    """Whether a word is a number from 1 to 12, in digits or as a word."""
    return word == str(number) if word.isdecimal() else has(NUMBER_WORDS[number], word)
