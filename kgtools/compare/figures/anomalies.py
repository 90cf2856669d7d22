"""What overlapping bounds do not show: values that came from another time, parts that do not make their whole.

Each pattern looks like a slip to a reader, though every number by itself could be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kgtools.compare.clash import Clash
from kgtools.compare.figures.derived import Derived
from kgtools.compare.figures.observations import PERCENT, TIMES, ClashText, Meanings, Observation, Series, Span
from kgtools.compare.figures.relations import (
    CONTRADICTION,
    OTHER_PERIOD,
    OTHER_SCOPE,
    REVISED,
    ROUNDING,
    apart,
    digits,
    enclosing,
    within,
)
from kgtools.values import dates

_FAR = 1000  # code points: values told nearer to each other than that belong to one run
_YEARS = 5  # a value met again later than this is chance


def repeated(series: Series, answers: list[Observation], say: ClashText) -> Iterator[Clash]:
    """The same printed value for times that do not lie within each other and are near: was it moved?

    Told side by side, or by one origin, equal values are a run. A value of a single digit may well
    come again, and counts only if one article tells it twice.
    """
    by_value: dict[Decimal, list[Observation]] = defaultdict(list)
    for reading in answers:
        if not reading.derived and reading.span:
            by_value[reading.value].append(reading)
    for readings in by_value.values():
        readings.sort(key=lambda reading: (reading.span, reading.claims))
        involved: set[Observation] = set()
        for place, later in enumerate(readings):
            for earlier in readings[max(0, place - 20) : place]:
                if _looks_moved(earlier, later):
                    involved |= {earlier, later}
        if involved:
            yield say.clash(OTHER_PERIOD, series, "", involved, "one value is told of several times")


def _looks_moved(a: Observation, b: Observation) -> bool:
    first, second = a.span, b.span
    assert first
    assert second
    if within(first, second) or within(second, first) or second[0].year - first[1].year > _YEARS:
        return False
    if a.origin and a.origin == b.origin:
        return False
    if a.article == b.article:
        return abs(a.place - b.place) > _FAR
    return len(digits(a)) > 1


def whole_like_part(series: Series, answers: list[Observation], say: ClashText) -> Iterator[Clash]:
    """The same printed value for a time and for a part of it, as if the rest had brought nothing."""
    times: dict[Span, list[Observation]] = defaultdict(list)
    for reading in answers:
        if reading.span:
            times[reading.span].append(reading)
    for span, longer in enclosing(times):
        for whole in longer:
            wholes = {r.value: r for r in times[whole] if not r.derived}
            alike = {r for r in times[span] if r.value in wholes}
            if any(not reading.derived for reading in alike):
                both = alike | {r for r in times[whole] if not r.derived and r.value in {p.value for p in alike}}
                what = "the whole time is given the value of its part"
                yield say.clash(OTHER_PERIOD, series, "", both, what)


def moved(series: Series, answers: list[Observation], say: ClashText) -> Iterator[Clash]:
    """One aim set for several dates, or several aims for one date. Undated aims are only vaguer."""
    by_value: dict[Decimal, dict[object, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    by_date: dict[object, list[Observation]] = defaultdict(list)
    for reading in answers:
        due = dates.parse(reading.period).latest if reading.period else None
        if due and not reading.derived:
            by_value[reading.value][due].append(reading)
            by_date[due].append(reading)
    for due_dates in by_value.values():
        if len(due_dates) > 1:
            told = [reading for readings in due_dates.values() for reading in readings]
            yield say.clash(REVISED, series, "", told, "one aim is set for different dates")
    for readings in by_date.values():
        if clashing := apart(readings):
            yield say.clash(REVISED, series, "", clashing, "different aims are set for one date")


def rates(readings: list[Observation], meanings: Meanings, say: ClashText) -> Iterator[Clash]:
    """Growth over years that is just what a part of the last year gives against the whole of the first.

    The levels may stand in another article; three numbers that fit to the last digit are seldom chance.
    """
    years: dict[tuple[Series, str, int], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    units: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        if reading.span and reading.span[0].year == reading.span[1].year and meanings.additive(reading.series):
            years[reading.series, reading.teller, reading.span[0].year][reading.article].append(reading)
            units[reading.series.indicator].add(reading.series.unit)
    for rate in readings:
        index = meanings.index.get(rate.series.indicator)
        level = index or meanings.growth.get(rate.series.indicator)
        if not level or not rate.span or rate.span[0].year == rate.span[1].year:
            continue
        low, high = rate.interval.low, rate.interval.high
        if rate.series.unit == PERCENT:
            low, high = (bound / 100 + (0 if index else 1) for bound in (low, high))
        elif rate.series.unit != TIMES:
            continue
        for unit in sorted(units[level]):
            series = rate.series._replace(indicator=level, unit=unit)
            first, last = (years.get((series, rate.teller, day.year), {}) for day in rate.span)
            for article in sorted(first.keys() & last.keys()):
                fitting = {
                    reading
                    for base in first[article]
                    for part in last[article]
                    if _whole_year(base) and not _whole_year(part)
                    if base.value > 0 and low <= part.value / base.value <= high
                    for reading in (base, part)
                }
                if fitting:
                    what = "the growth is that of a part of the last year against the whole of the first"
                    yield say.clash(OTHER_PERIOD, rate.series, "", (rate, *fitting), what)


def _whole_year(reading: Observation) -> bool:
    assert reading.span
    start, end = reading.span
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def totals(derived: Derived, say: ClashText) -> Iterator[Clash]:
    """Totals that rounding explains and that still are not the sum of the numbers printed beside them."""
    for sum_, total in derived.totals:
        if sum_.interval.overlaps(total.interval) and abs(sum_.value - total.value) >= max(sum_.step, total.step):
            what = "the last digits do not add up"
            yield say.clash(ROUNDING, total.series, total.period, (sum_, total), what)


def parts(readings: list[Observation], meanings: Meanings, say: ClashText) -> Iterator[Clash]:
    """Parts greater than their whole, as great as it, or so near to it that one seems to be missing."""
    places: dict[tuple[str, ...], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for reading in readings:
        series = reading.series
        scope = (series.modality, series.measured, series.partner, series.flow, series.unit, reading.period)
        places[scope][series.indicator].append(reading)
    below: dict[str, list[str]] = defaultdict(list)
    for part, whole in meanings.whole.items():
        below[whole].append(part)
    for told in places.values():
        for indicator in sorted(told.keys() & below.keys()):
            parts = [reading for part in below[indicator] for reading in told.get(part, [])]
            if parts:
                yield from _part_of(told[indicator], parts, say)


def _part_of(wholes: list[Observation], parts: list[Observation], say: ClashText) -> Iterator[Clash]:
    series = wholes[0].series
    time = wholes[0].period
    least = min(reading.interval.high for reading in wholes)
    greater = [reading for reading in parts if reading.interval.low > least]
    if greater:
        smaller = [r for r in wholes if r.interval.high < max(part.interval.low for part in greater)]
        yield say.clash(CONTRADICTION, series, time, (*greater, *smaller), "a part is greater than the whole")
    by_value: dict[Decimal, list[Observation]] = defaultdict(list)
    for reading in parts:
        by_value[reading.value].append(reading)
    for value, whole in {reading.value: reading for reading in wholes}.items():
        alike = [reading for reading in by_value[value] if reading.article != whole.article]
        if alike:
            same = [reading for reading in wholes if reading.value == value]
            what = "one value is told of a part and of the whole"
            yield say.clash(OTHER_SCOPE, series, time, (*alike, *same), what)
    for whole in wholes:
        own = [reading for reading in parts if reading.article == whole.article]
        kinds = {reading.series.indicator for reading in own}
        if len(kinds) < 2 or len(own) > len(kinds):
            continue
        total = sum((reading.interval for reading in own[1:]), own[0].interval)
        missing = whole.value - sum(reading.value for reading in own)
        if not total.overlaps(whole.interval) and missing < min(reading.value for reading in own):
            what = f"the parts make {sum(reading.value for reading in own):f}, not {whole.value:f}"
            yield say.clash(OTHER_SCOPE if missing > 0 else CONTRADICTION, series, time, (whole, *own), what)
