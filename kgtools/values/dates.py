"""Dates: EDTF (ISO 8601-2, levels 0 and 1) and the first and last day that it allows."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from kgtools import namespaces

_OPEN = ("", "..")
_SHAPE = re.compile(r"[0-9X~?%./-]+")
# EDTF level 0, and of level 1 what articles need: unspecified digits at the end, ~ ? and %.
_POINT = re.compile(r"(?:[0-9]{4}(?:-(?:(?:0[1-9]|1[0-2])(?:-(?:[0-9]{2}|XX))?|XX))?|[0-9]{3}X|[0-9]{2}XX)[?~%]?")
# What nearly every date is, and what the grammar of EDTF takes a hundred times as long for as for a year of a table.
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[?~%]?")


@namespaces.per_project
def year() -> str:
    """A pattern for a year of the centuries of the project, where nothing else of four digits is likely.

    >>> year()
    '(?:19|20)[0-9]{2}'
    """
    return _of_centuries(0)


@namespaces.per_project
def printed_year() -> str:
    """A pattern for a year in running text, which may tell of the century before those of the project, too."""
    return _of_centuries(1)


@namespaces.per_project
def dated_year() -> str:
    """A pattern for a year beside a month or another word for time, which may lie three centuries before those."""
    return _of_centuries(3)


def _of_centuries(before: int) -> str:
    first, last = (year // 100 for year in namespaces.years())
    return f"(?:{'|'.join(map(str, range(max(10, first - before), last + 1)))})[0-9]{{2}}"


@dataclass(frozen=True)
class Date:
    """A point or stretch of time: its EDTF, its first and its last day (None where it is open)."""

    edtf: str
    earliest: datetime.date | None
    latest: datetime.date | None

    def agrees_with(self, other: Date) -> bool:
        """Whether one of two dates lies within the other.

        >>> parse("2022").agrees_with(parse("2022-12-22")), parse("2022-11").agrees_with(parse("2022-12-22"))
        (True, False)
        """
        return self._within(other) or other._within(self)

    def overlaps(self, other: Date) -> bool:
        """Whether two dates share a day.

        >>> parse("2017/2019").overlaps(parse("2019-05")), parse("../2016").overlaps(parse("2017"))
        (True, False)
        """
        first, last = datetime.date.min, datetime.date.max
        return (self.earliest or first) <= (other.latest or last) and (other.earliest or first) <= (self.latest or last)

    def _within(self, other: Date) -> bool:
        return (other.earliest or datetime.date.min) <= (self.earliest or datetime.date.min) and (
            self.latest or datetime.date.max
        ) <= (other.latest or datetime.date.max)


@lru_cache(maxsize=4096)
def parse(edtf: str) -> Date:
    """Read an EDTF date, a date with `~` (about) or `?` (uncertain), or an interval.

    An uncertain or approximate date keeps the bounds of the words: how far it may be off is not
    for the code to say. Raises ValueError with the reason in plain words.

    >>> parse("2021-12").latest
    datetime.date(2021, 12, 31)
    >>> parse("../2022").earliest is None
    True
    """
    ends = edtf.split("/")
    if not _SHAPE.fullmatch(edtf):
        raise ValueError("it is not a date in EDTF such as 2021-12-06, 2021-12, 2021, 2017/2019 or ../2022")
    if len(ends) > 2 or all(end in _OPEN for end in ends):
        raise ValueError("an interval has two ends, at least one of them a date, such as 2017/2019 or ../2022")
    bounds = [None if end in _OPEN else _bounds(end) for end in ends]
    first, last = bounds[0], bounds[-1]
    earliest = first[0] if first else None
    latest = last[1] if last else None
    if earliest and latest and earliest > latest:
        raise ValueError("the interval ends before it starts")
    return Date(edtf, earliest, latest)


def _bounds(point: str) -> tuple[datetime.date, datetime.date]:
    if not _POINT.fullmatch(point):
        raise ValueError(f"there is no such date as {point} (a day is written 2021-12-06)")
    if plain := _PLAIN.fullmatch(point):
        return _days(point, *(int(part) if part else None for part in plain.groups()))
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(point)
        return (
            datetime.date(*parsed.lower_strict()[:3]),
            datetime.date(*parsed.upper_strict()[:3]),
        )
    except (EDTFParseException, ValueError, TypeError, AttributeError):
        raise ValueError(f"there is no such date as {point}") from None


def _days(point: str, year: int | None, month: int | None, day: int | None) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a year, a month or a day. Raises ValueError if there is no such date."""
    try:
        assert year is not None
        first = datetime.date(year, month or 1, 1 if day is None else day)
        last = calendar.monthrange(year, month or 12)[1] if day is None else day
        return first, datetime.date(year, month or 12, last)
    except ValueError:
        raise ValueError(f"there is no such date as {point}") from None
