"""Periods that are asked for: from one date to another, either open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from kgtools.errors import UsageError
from kgtools.values import dates


@dataclass(frozen=True)
class Period:
    """The first and the last day of a period, both included; None where it is open."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def __str__(self) -> str:
        return f"{self.first or '..'}/{self.last or '..'}"


def period(since: object, until: object, names: tuple[str, str] = ("--from", "--to")) -> Period:
    """The period between two dates as people give them: a year, a month, a day; None or nothing where it is open.

    `names` are what messages call the two. Raises UsageError for what is no date, and for dates the wrong way round.

    >>> str(period(2017, "2022-06")), str(period(None, "2022"))
    ('2017-01-01/2022-06-30', '../2022-12-31')
    """
    found = Period(_day(since, names[0], first=True), _day(until, names[1], first=False))
    if found.first and found.last and found.first > found.last:
        raise UsageError(f"{names[0]} {since} {names[1]} {until}: the dates are the wrong way round; exchange them")
    return found


def years(since: object, until: object, names: tuple[str, str] = ("--from", "--to")) -> tuple[int | None, int | None]:
    """The same for what goes by whole years. Raises UsageError also for a month or a day.

    >>> years("2017", None)
    (2017, None)
    """
    for value, name in ((since, names[0]), (until, names[1])):
        if value not in (None, "") and not str(value).isdigit() and _day(value, name, first=True):
            raise UsageError(f"{name} {value}: this goes by whole years; give a year such as {str(value)[:4]}")
    found = period(since, until, names)
    first, last = (day.year if day is not None else None for day in (found.first, found.last))
    return first, last


def _day(value: object, name: str, first: bool) -> datetime.date | None:
    if value is None or value == "":
        return None
    try:
        parsed = dates.parse(str(value))
    except ValueError as error:
        raise UsageError(f"{name} {value}: {error}") from None
    day = parsed.earliest if first else parsed.latest
    if day is None or "/" in str(value):
        raise UsageError(f"{name} {value}: expected one date: a year, a month or a day, such as 2017 or 2017-05")
    return day


def reach(days: Iterable[datetime.date | None]) -> str:
    """The years that some days span, in words; empty for none.

    >>> reach([datetime.date(1998, 1, 1), None, datetime.date(2023, 5, 1)]), reach([])
    ('1998 to 2023', '')
    """
    found = sorted(day.year for day in days if day is not None)
    if not found:
        return ""
    return str(found[0]) if found[0] == found[-1] else f"{found[0]} to {found[-1]}"
