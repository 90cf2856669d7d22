"""Observations that follow from printed figures: sums, bases of growth, quotients, shares.

Figures are put together only within one article, because only there do they stem from one set of
books, and each with the one that stands nearest to it in the text. No more than two steps follow one
another: export and import after growth lead back to the export and import before it, and these to a
turnover.
"""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from kgtools.compare.figures import flows
from kgtools.compare.figures.observations import (
    PERCENT,
    TIMES,
    Meanings,
    Observation,
    Series,
    Span,
    between,
    nearest,
)
from kgtools.values import dates
from kgtools.values.numbers import Interval

HUNDRED = Decimal(100)
_BESIDE = 1000  # code points: within these a level of before and a rate are stated together
_Key = tuple[str, Series, Span]  # article, series, time


class Derived:
    """The observations that follow from the printed ones; `totals` pairs each sum with the total printed beside it."""

    def __init__(self, observations: Iterable[Observation], meanings: Meanings) -> None:
        self.meanings = meanings
        self.printed = list(observations)
        self.index: dict[_Key, list[Observation]] = defaultdict(list)
        self.by_indicator: dict[tuple[str, str, Span], list[Observation]] = defaultdict(list)
        self.units: dict[str, set[str]] = defaultdict(set)
        self.answers: dict[tuple[str, Series], list[Observation]] = defaultdict(list)
        for observation in self.printed:
            self.answers[observation.article, observation.series].append(observation)
            self.units[observation.series.indicator].add(observation.series.unit)
            article, series, span = observation.article, observation.series, observation.span
            if span:
                self.index[article, series, span].append(observation)
                self.by_indicator[article, series.indicator, span].append(observation)
        self.totals: list[tuple[Observation, Observation]] = []
        sums = list(self.sums(self.printed))
        self.summed: dict[_Key, list[Observation]] = defaultdict(list)
        for observation in sums:
            assert observation.span
            self.summed[observation.article, observation.series, observation.span].append(observation)
        grown = list(self.growth())
        self.observations = [*sums, *grown, *self.sums(grown), *self.quotients(), *self.shares()]

    # -- export and import make turnover ---------------------------------------------------------

    def sums(self, observations: Iterable[Observation]) -> Iterator[Observation]:
        """Each export with the import stated next to it from the same side: together they are the turnover."""
        stated: dict[tuple[object, ...], dict[bool, list[Observation]]] = defaultdict(lambda: defaultdict(list))
        totals = flows.totals()
        for observation in observations:
            series = observation.series
            if observation.span and series.flow in totals and self.meanings.additive(series):
                own = observation.teller == series.measured
                sides = tuple(sorted((series.measured, series.partner)))
                scope = (series.modality, series.indicator, series.unit, sides, series.flow)
                both = stated[observation.article, observation.span, observation.teller, scope]
                both[own].append(observation)
        for both in stated.values():
            for export in both[True]:
                other = nearest(export.place, both[False])
                if other and nearest(other.place, both[True]) is export:
                    yield self.sum(export, other)

    def sum(self, export: Observation, other: Observation) -> Observation:
        flow = export.series.flow
        measured, partner = sorted((export.series.measured, export.series.partner))
        series = export.series._replace(measured=measured, partner=partner, flow=flows.totals()[flow])
        interval = export.interval + other.interval
        found = Observation(
            series, export.period, export.value + other.value, interval, max(export.step, other.step),
            export.article, export.place, tuple(sorted((*export.claims, *other.claims))),
            f"{flow} {export.says} and {flows.outward()[flow]} {other.says} make {between(interval, series.unit)}",
            "", export.reporter, export.origin, True, "sum", (export, other),
        )  # fmt: skip
        assert export.span
        total = nearest(export.place, self.index.get((export.article, series, export.span), []))
        if total and not export.derived:
            self.totals.append((found, total))
        return found

    # -- growth ----------------------------------------------------------------------------------

    def growth(self) -> Iterator[Observation]:
        """From a level and its growth the level before, or after; from two levels the growth between them."""
        for rate in self.printed:
            made_from = self.meanings.growth.get(rate.series.indicator) or self.meanings.index.get(
                rate.series.indicator
            )
            factor = self.factor(rate)
            if made_from is None or factor is None or factor.low <= 0:
                continue
            scope = rate.series._replace(indicator=made_from)
            ends = _ends(rate.span) if rate.span else None
            if ends is None:
                yield from self.open_growth(rate, scope)
                continue
            first, last = ends
            later = self.levels(rate, scope, last)
            level = nearest(rate.place, [r for r in later if not r.derived] or later)
            if level:
                interval = level.interval / factor
                yield replace(
                    level, period=_edtf(first), interval=interval, value=interval.middle, derived=True,
                    step=Decimal(0), place=rate.place, claims=tuple(sorted({*level.claims, *rate.claims})),
                    rule="before", parts=(level, rate),
                    says=f"{level.says} in {level.period} after growth of {rate.says} "
                    f"lead back to {between(interval, level.series.unit)} in {_edtf(first)}",
                )  # fmt: skip
            earlier = self.levels(rate, scope, first)
            base = nearest(rate.place, [observation for observation in earlier if not observation.derived])
            if base and abs(base.place - rate.place) < _BESIDE:
                interval = base.interval * factor
                yield replace(
                    base, period=rate.period if last == rate.span else _edtf(last), interval=interval,
                    value=interval.middle, derived=True, step=Decimal(0), place=rate.place,
                    claims=tuple(sorted({*base.claims, *rate.claims})), rule="after", parts=(base, rate),
                    says=f"{base.says} in {base.period} and growth of {rate.says} "
                    f"lead to {between(interval, base.series.unit)} in {_edtf(last)}",
                )  # fmt: skip
            yield from self.rates(rate, level, later, earlier)

    def levels(self, rate: Observation, scope: Series, span: Span) -> list[Observation]:
        """The levels of one time to which a rate can belong: stated by its article, from its side."""
        found = []
        for unit in sorted(self.units[scope.indicator]):
            key = (rate.article, scope._replace(unit=unit), span)
            found += [*self.index.get(key, []), *self.summed.get(key, [])]
        return [observation for observation in found if observation.teller == rate.teller]

    def open_growth(self, rate: Observation, scope: Series) -> Iterator[Observation]:
        """Growth since a date: from the level of that date to the one without a date, or to the last that is stated."""
        since = dates.parse(rate.period).earliest if rate.period.endswith("/") else None
        group = [
            observation
            for unit in sorted(self.units[scope.indicator])
            for observation in self.answers.get((rate.article, scope._replace(unit=unit)), [])
            if observation.teller == rate.teller
        ]
        earlier = [observation for observation in group if observation.span and observation.span[0] == since]
        later = [observation for observation in group if not observation.period]
        if not later:
            dated = [observation for observation in group if observation.span and observation not in earlier]
            last = max((observation.span[1] for observation in dated if observation.span), default=None)
            later = [observation for observation in dated if observation.span and observation.span[1] == last]
            # A part of the last year says less than the year.
            longest = min((observation.span[0] for observation in later if observation.span), default=None)
            later = [observation for observation in later if observation.span and observation.span[0] == longest]
        yield from self.rates(rate, None, later, earlier)

    def rates(
        self, rate: Observation, used: Observation | None, later: list[Observation], earlier: list[Observation]
    ) -> Iterator[Observation]:
        """The growth between the two levels that stand nearest to each other, if the rate is not stated of them."""
        pairs = [
            (abs(level.place - base.place), level.place, level, base)
            for level in later
            for base in [nearest(level.place, earlier)]
            if base and base.interval.low > 0
        ]
        if not pairs:
            return
        _, _, level, base = min(pairs, key=lambda pair: pair[:2])
        if used and level.claims == used.claims:
            return
        ratio = level.interval / base.interval
        grown = self.meanings.growth.get(rate.series.indicator) and rate.series.unit == PERCENT
        interval = ratio if rate.series.unit == TIMES else ratio.scaled(HUNDRED)
        if grown:
            interval = Interval(interval.low - HUNDRED, interval.high - HUNDRED)
        yield replace(
            rate, interval=interval, value=interval.middle, step=Decimal(0), derived=True, place=level.place,
            claims=tuple(sorted({*level.claims, *base.claims})), rule="growth", parts=(level, base),
            says=f"from {base.says} in {base.period} to {level.says} in {level.period or 'no year printed'} "
            f"is growth of {between(interval, rate.series.unit)}",
        )  # fmt: skip

    def factor(self, rate: Observation) -> Interval | None:
        """By what the earlier level was multiplied."""
        if rate.series.unit == TIMES:
            return rate.interval
        if rate.series.unit != PERCENT:
            return None
        share = rate.interval.scaled(1 / HUNDRED)
        if rate.series.indicator in self.meanings.index:
            return share
        return Interval(1 + share.low, 1 + share.high)

    # -- quotients and shares ----------------------------------------------------------------------

    def quotients(self) -> Iterator[Observation]:
        """What a printed numerator and denominator give for the quotient printed beside them."""
        for observation in self.printed:
            names = self.meanings.quotient.get(observation.series.indicator)
            if names and observation.span:
                above, below = (self.beside(observation, indicator, observation.series.partner) for indicator in names)
                if above and below and below.interval.low > 0 and above.series.unit == observation.series.unit:
                    yield self.quotient(observation, above, below, Decimal(1))

    def shares(self) -> Iterator[Observation]:
        """What a printed part and a printed whole give for the share printed beside them."""
        for observation in self.printed:
            indicator = self.meanings.share.get(observation.series.indicator)
            if indicator and observation.span and observation.series.unit == PERCENT:
                part = self.beside(observation, indicator, observation.series.partner)
                whole = self.beside(observation, indicator, "")
                if part and whole and whole.interval.low > 0 and part.series.unit == whole.series.unit:
                    yield self.quotient(observation, part, whole, HUNDRED)

    def beside(self, observation: Observation, indicator: str, partner: str) -> Observation | None:
        """The nearest figure of another indicator for the same thing and time, in the same article."""
        series = observation.series
        if not observation.span:
            return None
        either = {series.flow, flows.mirrored().get(series.flow, series.flow)}
        found = [
            other
            for other in self.by_indicator.get((observation.article, indicator, observation.span), [])
            if {other.series.measured, other.series.partner} == {series.measured, partner}
            and other.series.flow in either
            and other.teller in ("", series.measured)
            and other.series.modality == series.modality
        ]
        return nearest(observation.place, found)

    def quotient(self, observation: Observation, above: Observation, below: Observation, times: Decimal) -> Observation:
        interval = (above.interval / below.interval).scaled(times)
        return replace(
            observation, interval=interval, value=interval.middle, step=Decimal(0), derived=True,
            claims=tuple(sorted({*above.claims, *below.claims})), rule="quotient" if times == 1 else "share",
            parts=(above, below),
            says=f"{above.says} by {below.says} is {between(interval, observation.series.unit)}",
        )  # fmt: skip


def _ends(span: Span) -> tuple[Span, Span] | None:
    """The two times that a rate compares: first and last year of a longer time, else a time and its year before.

    None for a time that is neither, such as a day or the months around a new year.
    """
    start, end = span
    whole_years = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_years and start.year < end.year:
        return _year(start.year), _year(end.year)
    if start.year != end.year or start == end or start.year == 1:
        return None
    return (_year_before(start), _year_before(end)), span


def _year_before(day: datetime.date) -> datetime.date:
    """The same day of the year before; the last day of a month for the last day of a month."""
    last, last_before = (calendar.monthrange(year, day.month)[1] for year in (day.year, day.year - 1))
    return day.replace(year=day.year - 1, day=last_before if day.day == last else min(day.day, last_before))


def _year(year: int) -> Span:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _edtf(span: Span) -> str:
    """A time in EDTF, as short as it goes: a year, a month, months of a year, days."""
    start, end = span
    if span == _year(start.year):
        return f"{start.year:04}"
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
        return first if first == last else f"{first}/{last}"
    return f"{start.isoformat()}/{end.isoformat()}"
