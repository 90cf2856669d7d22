"""What a figure says, made comparable: in which series, for which time, within which bounds."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kgtools.claims.acceptance import AFFIRMED
from kgtools.claims.model import Corpus, Figure
from kgtools.compare.clash import Clash
from kgtools.compare.figures import flows
from kgtools.ontology import Ontology
from kgtools.values import dates, numbers
from kgtools.values.numbers import Interval

Span = tuple[datetime.date, datetime.date]
# How a value follows from others: export and import make a sum; a level and its growth give the level before or
# after; two levels give the growth between them; a quotient; a share; of a share and the whole, the part; what part
# of a year has brought gives the year at the same pace.
RULES = ("sum", "before", "after", "growth", "quotient", "share", "part", "pace")
INDICATOR = "indicator/"  # begins the ids of indicators
PERCENT, TIMES = "percent", "times"  # units of growth, shares and indices


class Series(NamedTuple):
    """What a figure is a value of, apart from the time and from who states it: its cell without these.

    Of a reciprocal indicator both sides state one series: `measured` and `partner` are in order of their
    ids, and what one side imports stands as what the other exports. Of the qualifiers only those are kept that
    make another question: an estimate is compared with what was counted.
    """

    modality: str
    indicator: str
    measured: str
    partner: str
    flow: str
    unit: str
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """A value of a series: one printed figure, or what follows from several.

    `value` and `interval` are in the base unit, `step` is one unit of the last printed digit. `teller`
    is the side from which a flow is stated, `reporter` the office in whose books it stands. `claims` are
    the keys of the figures behind it, sorted; `says` gives in words what is printed or how it follows. What follows
    has the `rule` by which it does, one of RULES, and the `parts` that the rule takes, in its order.
    """

    series: Series
    period: str
    value: Decimal
    interval: Interval
    step: Decimal
    article: str
    place: int
    claims: tuple[str, ...]
    says: str
    teller: str = ""
    reporter: str = ""
    origin: str = ""
    derived: bool = False
    rule: str = ""
    parts: tuple[Observation, ...] = ()

    @property
    def span(self) -> Span | None:
        """First and last day; None if the observation is undated or open at an end."""
        if not self.period:
            return None
        date = dates.parse(self.period)
        return (date.earliest, date.latest) if date.earliest and date.latest else None


@dataclass(frozen=True)
class Meanings:
    """What the project knows of its indicators: how one is made from another (facts about indicators)."""

    reciprocal: frozenset[str]
    growth: dict[str, str]
    index: dict[str, str]
    share: dict[str, str]
    whole: dict[str, str]
    quotient: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, corpus: Corpus) -> Meanings:
        said: dict[str, dict[str, str]] = defaultdict(dict)
        for fact in corpus.facts:
            if fact.subject.startswith(INDICATOR):
                said[fact.property][fact.subject] = fact.value
        below = said["denominator"]
        quotient = {name: (above, below[name]) for name, above in said["numerator"].items() if name in below}
        reciprocal = frozenset(name for name, value in said["reciprocal"].items() if value == "true")
        return cls(reciprocal, said["growthOf"], said["indexOf"], said["shareOf"], said["countedIn"], quotient)

    def level(self, indicator: str) -> bool:
        """Whether the indicator gives amounts, not their growth, shares or quotients."""
        made = (self.growth, self.index, self.share, self.quotient)
        return not any(indicator in known for known in made)

    def additive(self, series: Series) -> bool:
        """Whether the values of parts of a time add up to that of the whole, and none is below zero."""
        return flows.adds_up(series.flow) and series.indicator in self.reciprocal and self.level(series.indicator)


def printed(corpus: Corpus, ontology: Ontology, meanings: Meanings) -> list[Observation]:
    """An observation for every figure of the articles that is neither denied nor merely proposed."""
    return [observation(figure, ontology, meanings) for figure in corpus.figures if figure.modality in AFFIRMED]


def observation(figure: Figure, ontology: Ontology, meanings: Meanings) -> Observation:
    """What one figure says."""
    unit = ontology.units[figure.unit]
    number = numbers.parse_number(figure.value)
    bounds = numbers.interval(figure.value, figure.bound, unit.multiplier, unit.whole)
    measured, partner, flow = figure.measured, figure.partner, figure.flow
    teller = measured if flow in flows.directed() else ""
    if figure.indicator in meanings.reciprocal and partner:
        if flow in flows.mirrored():
            measured, partner, flow = partner, measured, flows.mirrored()[flow]
        elif (not flow or flows.has_no_direction(flow)) and partner < measured:
            measured, partner = partner, measured
    word = "" if figure.bound == "exact" else figure.bound.replace("-", " ") + " "
    qualified = "".join(f", {qualifier.replace('-', ' ')}" for qualifier in figure.qualifiers)
    # No average is compared with the amount of a year; since when something cumulates, its period says.
    asking = tuple(one for one in figure.qualifiers if f"qualifier/{one}" in ontology.marks.get("asksAnother", {}))
    return Observation(
        Series(figure.modality, figure.indicator, measured, partner, flow, unit.base, asking),
        figure.period,
        numbers.normalise(number, unit.multiplier),
        bounds,
        numbers.last_digit(figure.value) * unit.multiplier,
        figure.article,
        figure.anchor.start if figure.anchor else 0,
        (figure.key,),
        f"{word}{figure.value} {figure.unit.replace('-', ' ')}{qualified} ({figure.key})",
        teller,
        figure.reporter,
        figure.origin,
    )


def nearest(place: int, observations: Iterable[Observation]) -> Observation | None:
    """The observation that stands nearest to a place of the text, the earlier one if two are as near."""
    return min(observations, key=lambda one: (abs(one.place - place), one.place, one.claims), default=None)


class ClashText:
    """Names for the `why` of a clash."""

    def __init__(self, corpus: Corpus) -> None:
        self.labels = {identifier: entity.labels[0].value for identifier, entity in corpus.entities.items()}

    def series(self, series: Series) -> str:
        between = [self.labels.get(one, one) for one in (series.measured, series.partner) if one]
        joined = (" to " if series.flow in flows.outward() else " – ").join(between)
        return f"{self.labels.get(series.indicator, series.indicator)} {series.flow}".strip() + f", {joined}"

    def clash(self, name: str, series: Series, time: str, observations: Iterable[Observation], remark: str) -> Clash:
        ordered = sorted(observations, key=lambda one: (one.period, one.claims, one.says))
        claims = tuple(sorted({key for one in ordered for key in one.claims}))
        of = f", {time}" if time else ""
        parts = "; ".join(
            one.says + (f" for {one.period}" if one.period and one.period != time else "") for one in ordered
        )
        sides = (series.indicator, series.measured, series.partner, series.flow, time)
        return Clash(name, claims, f"{self.series(series)}{of}: {parts}: {remark}", " ".join(filter(None, sides)))


def rounded(number: Decimal) -> str:
    """A number with four significant digits, with a word for thousands, millions and billions."""
    for size, word in ((Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"), (Decimal(1), "")):
        if abs(number) >= size or not word:
            scaled = number / size
            digits = max(0, 3 - max(scaled.adjusted(), 0)) if scaled else 0
            text = f"{scaled:.{digits}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + word
    raise AssertionError


def between(interval: Interval, unit: str) -> str:
    """Bounds in words: 2.13 to 2.2 billion usd."""
    low, high = rounded(interval.low), rounded(interval.high)
    if low.partition(" ")[2] == high.partition(" ")[2]:
        low = low.partition(" ")[0]
    return f"{low} to {high} {unit.replace('-', ' ')}"
