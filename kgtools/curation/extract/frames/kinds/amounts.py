"""What sort of number a figure gives, and of which period."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from kgtools.curation.extract.frames.found import Part
from kgtools.curation.extract.frames.phrases import View, compared
from kgtools.curation.extract.spans import Dated, Quantity

_MONEY = re.compile(r"(?:^|-)(?:usd|eur|gbp|cny|rub|kzt|uzs)$")
_PEOPLE = re.compile(r"(?:^|-)persons?(?:-per-year)?$")
_YEARS = re.compile(r"\d{4}/\d{4}")
_TONNES = re.compile(r"tonnes?$")


def sort_of(quantity: Quantity) -> str:
    """What sort of thing is counted: money, percent, times, people, tonnes, area, item; empty for a bare number."""
    unit = quantity.unit
    if _MONEY.search(unit):
        return "money"
    if unit in ("percent", "times"):
        return unit
    if _PEOPLE.search(unit):
        return "people"
    if _TONNES.search(unit):
        return "tonnes"
    if unit.endswith(("hectare", "square-kilometre", "square-kilometres")):
        return "area"
    return "item" if "item" in unit else ""


def rises(quantity: Quantity) -> bool:
    """Whether a quantity is that by which something rises or falls."""
    if quantity.change in ("to", "from"):
        return False
    return bool(quantity.rising) or quantity.change in ("by", "times") or quantity.unit == "times"


def periods(view: View, counted: list[Quantity]) -> list[Part | None]:
    """The period of each number: paired with it, or that of the clause, or the only one of the sentence."""
    dates = [one for one in view.dates if one.edtf and not compared(view, one) and not _first_since(view, one)]
    paired = _paired(dates, [one for one in counted if sort_of(one) == "money"])
    paired |= _paired(dates, [one for one in counted if one.unit == "percent" and not rises(one)])
    return [_part(view, _end(view, paired.get(one) or _date(view, dates, one, counted), one)) for one in counted]


def _first_since(view: View, date: Dated) -> bool:
    """Whether a date is only the one since which something had not been: for the first time since 2020."""
    return view.words["first-since"].search(view.text, max(view.start, date.start - 30), date.start) is not None


def _end(view: View, date: Dated | None, quantity: Quantity) -> Dated | None:
    """Of a stretch of years the one that a number belongs to: from 5 to 9 per cent in 2000-2021; a year earlier."""
    if view.words["year-earlier"].match(view.text, quantity.end, min(view.end, quantity.end + 40)):
        return replace(date, edtf=str(int(date.edtf) - 1)) if date and date.edtf.isdecimal() else None
    if date is None or quantity.change not in ("from", "to") or not _YEARS.fullmatch(date.edtf):
        return date
    first, last = date.edtf.split("/")
    return replace(date, edtf=first if quantity.change == "from" else last)


def _part(view: View, date: Dated | None) -> Part | None:
    """A date as a period; one by which something is to be reached leaves its beginning open."""
    if date is None:
        return None
    pattern = view.words["by-then"].pattern
    if view.words.verb_last:
        by_then = re.match(rf"[\w-]*\s*(?:{pattern})", view.text[date.end : date.end + 20]) or re.search(
            rf"(?:{pattern})$", view.text[date.start : date.end]
        )
    else:
        by_then = re.search(rf"(?:{pattern})\s*$", view.text[max(view.start, date.start - 20) : date.start])
    if by_then and "/" not in date.edtf:
        date = replace(date, edtf=f"../{date.edtf}")
    return Part("period", date.start, date.end, date=date)


def _paired(dates: list[Dated], amounts: list[Quantity]) -> dict[Quantity, Dated]:
    """Dates and amounts that take turns: in 2016 it was X, in 2019 Y; X in 2016 and Y in 2019."""
    if len(dates) < 2 or len(dates) != len(amounts):
        return {}
    turns = sorted([*((one.start, 0) for one in dates), *((one.start, 1) for one in amounts)])
    if all(left[1] != right[1] for left, right in pairwise(turns)):
        return dict(zip(amounts, dates, strict=True))
    return {}


def _date(view: View, dates: list[Dated], quantity: Quantity, counted: list[Quantity]) -> Dated | None:
    if len(dates) == 1:
        return dates[0]
    clause = view.clause(quantity.start)
    inside = [one for one in dates if clause[0] <= one.start < clause[1]]
    before = [one for one in inside if one.end <= quantity.start]
    if before:
        return before[-1]
    behind = [one for one in inside if one.start >= quantity.end]
    free = [one for one in behind if not any(quantity.end <= other.start < one.start for other in counted)]
    if free and free[0].start - quantity.end < 30:
        return free[0]
    earlier = [one for one in dates if one.end <= quantity.start]
    return earlier[-1] if earlier else None


def stretched(view: View, quantity: Quantity, period: Part | None) -> Part | None:
    """The period of a growth that is compared with an older year: from that year on."""
    if quantity.unit != "times" or period is None or period.date is None:
        return period
    older = [one for one in view.dates if one.edtf and compared(view, one) and one.edtf[:4] < period.date.edtf[:4]]
    if len(older) != 1 or "/" in period.date.edtf:
        return period
    edtf = f"{older[0].edtf}/{period.date.edtf}"
    return replace(period, date=replace(period.date, edtf=edtf))
