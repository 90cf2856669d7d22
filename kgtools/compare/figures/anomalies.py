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

_FAR = 1000  # code points: values stated nearer to each other than that belong to one run
_YEARS = 5  # a value met again later than this is chance


def repeated(series: Series, answers: list[Observation], describe: ClashText) -> Iterator[Clash]:
    """The same printed value for times that do not lie within each other and are near: was it moved?

    Stated side by side, or by one origin, equal values are a run. A value of a single digit may well
    come again, and counts only if one article states it twice.
    """
    by_value: dict[Decimal, list[Observation]] = defaultdict(list)
    for observation in answers:
        if not observation.derived and observation.span:
            by_value[observation.value].append(observation)
    for observations in by_value.values():
        observations.sort(key=lambda observation: (observation.span, observation.claims))
        involved: set[Observation] = set()
        for place, later in enumerate(observations):
            for earlier in observations[max(0, place - 20) : place]:
                if _looks_moved(earlier, later):
                    involved |= {earlier, later}
        if involved:
            yield describe.clash(OTHER_PERIOD, series, "", involved, "one value is stated for several times")


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


def whole_like_part(series: Series, answers: list[Observation], describe: ClashText) -> Iterator[Clash]:
    """The same printed value for a time and for a part of it, as if the rest had brought nothing."""
    times: dict[Span, list[Observation]] = defaultdict(list)
    for observation in answers:
        if observation.span:
            times[observation.span].append(observation)
    for span, longer in enclosing(times):
        for whole in longer:
            wholes = {r.value: r for r in times[whole] if not r.derived}
            alike = {r for r in times[span] if r.value in wholes}
            if any(not observation.derived for observation in alike):
                both = alike | {r for r in times[whole] if not r.derived and r.value in {p.value for p in alike}}
                remark = "the whole time is given the value of its part"
                yield describe.clash(OTHER_PERIOD, series, "", both, remark)


def moved(series: Series, answers: list[Observation], describe: ClashText) -> Iterator[Clash]:
    """One aim set for several dates, or several aims for one date. Undated aims are only vaguer."""
    by_value: dict[Decimal, dict[object, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    by_date: dict[object, list[Observation]] = defaultdict(list)
    for observation in answers:
        due = dates.parse(observation.period).latest if observation.period else None
        if due and not observation.derived:
            by_value[observation.value][due].append(observation)
            by_date[due].append(observation)
    for due_dates in by_value.values():
        if len(due_dates) > 1:
            group = [observation for observations in due_dates.values() for observation in observations]
            yield describe.clash(REVISED, series, "", group, "one aim is set for different dates")
    for observations in by_date.values():
        if clashing := apart(observations):
            yield describe.clash(REVISED, series, "", clashing, "different aims are set for one date")


def rates(observations: list[Observation], meanings: Meanings, describe: ClashText) -> Iterator[Clash]:
    """Growth over years that is just what a part of the last year gives against the whole of the first.

    The levels may stand in another article; three numbers that fit to the last digit are seldom chance.
    """
    years: dict[tuple[Series, str, int], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    units: dict[str, set[str]] = defaultdict(set)
    for observation in observations:
        series, span = observation.series, observation.span
        if span and span[0].year == span[1].year and meanings.additive(series):
            years[series, observation.teller, span[0].year][observation.article].append(observation)
            units[series.indicator].add(series.unit)
    for rate in observations:
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
                    observation
                    for base in first[article]
                    for part in last[article]
                    if _whole_year(base) and not _whole_year(part)
                    if base.value > 0 and low <= part.value / base.value <= high
                    for observation in (base, part)
                }
                if fitting:
                    remark = "the growth is that of a part of the last year against the whole of the first"
                    yield describe.clash(OTHER_PERIOD, rate.series, "", (rate, *fitting), remark)


def _whole_year(observation: Observation) -> bool:
    assert observation.span
    start, end = observation.span
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def totals(derived: Derived, describe: ClashText) -> Iterator[Clash]:
    """Totals that rounding explains and that still are not the sum of the numbers printed beside them."""
    for added, total in derived.totals:
        if added.interval.overlaps(total.interval) and abs(added.value - total.value) >= max(added.step, total.step):
            remark = "the last digits do not add up"
            yield describe.clash(ROUNDING, total.series, total.period, (added, total), remark)


def parts(observations: list[Observation], meanings: Meanings, describe: ClashText) -> Iterator[Clash]:
    """Parts greater than their whole, as great as it, or so near to it that one seems to be missing."""
    places: dict[tuple[str, ...], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for observation in observations:
        series = observation.series
        scope = (series.modality, series.measured, series.partner, series.flow, series.unit, observation.period)
        places[scope][series.indicator].append(observation)
    below: dict[str, list[str]] = defaultdict(list)
    for part, whole in meanings.whole.items():
        below[whole].append(part)
    for group in places.values():
        for indicator in sorted(group.keys() & below.keys()):
            parts = [observation for part in below[indicator] for observation in group.get(part, [])]
            if parts:
                yield from _part_of(group[indicator], parts, describe)


def _part_of(wholes: list[Observation], parts: list[Observation], describe: ClashText) -> Iterator[Clash]:
    series = wholes[0].series
    time = wholes[0].period
    least = min(observation.interval.high for observation in wholes)
    greater = [observation for observation in parts if observation.interval.low > least]
    if greater:
        smaller = [r for r in wholes if r.interval.high < max(part.interval.low for part in greater)]
        yield describe.clash(CONTRADICTION, series, time, (*greater, *smaller), "a part is greater than the whole")
    by_value: dict[Decimal, list[Observation]] = defaultdict(list)
    for observation in parts:
        by_value[observation.value].append(observation)
    for value, whole in {observation.value: observation for observation in wholes}.items():
        alike = [observation for observation in by_value[value] if observation.article != whole.article]
        if alike:
            same = [observation for observation in wholes if observation.value == value]
            remark = "one value is stated for a part and for the whole"
            yield describe.clash(OTHER_SCOPE, series, time, (*alike, *same), remark)
    for whole in wholes:
        own = [observation for observation in parts if observation.article == whole.article]
        kinds = {observation.series.indicator for observation in own}
        if len(kinds) < 2 or len(own) > len(kinds):
            continue
        total = sum((observation.interval for observation in own[1:]), own[0].interval)
        missing = whole.value - sum(observation.value for observation in own)
        if not total.overlaps(whole.interval) and missing < min(observation.value for observation in own):
            remark = f"the parts make {sum(observation.value for observation in own):f}, not {whole.value:f}"
            yield describe.clash(OTHER_SCOPE if missing > 0 else CONTRADICTION, series, time, (whole, *own), remark)
