"""Figures of a sentence: a number with its indicator, of whom, with whom, which way and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from kgtools.curation.extract.frames.context import hedged, modality, speakers
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.phrases import Phrase, View, compared
from kgtools.curation.extract.spans import Dated, Quantity

_FAR = 150  # letters between a number and the word that says what it counts
_MONEY = re.compile(r"(?:^|-)(?:usd|eur|gbp|cny|rub|kzt|uzs)$")
_PEOPLE = re.compile(r"(?:^|-)persons?(?:-per-year)?$")
_YEARS = re.compile(r"\d{4}/\d{4}")
_TONNES = re.compile(r"tonnes?$")
# What sort of unit an indicator takes; the nearest in meaning come first. The indicator of its growth.
INDICATORS = {
    "gdp-per-capita": "money", "gdp": "money", "trade": "money", "investment-volume": "money",
    "share-in-foreign-trade": "percent", "share-of-partner-in-exports": "percent",
    "share-of-partner-in-imports": "percent", "population": "people", "visitors-from-partner": "people",
    "joint-ventures": "item", "flights": "item", "transport-volume": "tonnes", "area": "area",
}  # fmt: skip
_GROWTH = {"trade": "trade-growth", "transport-volume": "transport-volume-growth"}
OF_TRADE = ("trade", "trade-growth")
_WITH_PARTNER = (
    *OF_TRADE, "joint-ventures", "visitors-from-partner", "flights", "transport-volume", "transport-volume-growth",
)  # fmt: skip
_SHARES = (
    "share-in-foreign-trade", "share-of-partner-in-exports", "share-of-partner-in-imports",
    "share-in-trade-with-central-asia",
)  # fmt: skip
_CLOSE = 30  # letters between a state and the word that it belongs to


@dataclass(frozen=True)
class Trigger:
    """The word that says what a number counts, and the indicator (the last part of its id)."""

    indicator: str
    start: int
    end: int


@dataclass(frozen=True)
class Between:
    """Of whom a figure is measured and with whom; `inferred` says that the sentence does not name them both."""

    measured: Part | None = None
    partner: Part | None = None
    inferred: bool = False


def figures(view: View, earlier: Frame | None, pair: tuple[Part, ...]) -> Iterator[Frame]:
    """The figures of a sentence.

    `earlier` is the last figure of the sentence before, for one that goes on with it (it reached ...); `pair` are the
    two states of which the text speaks, for a sentence that speaks of "the two countries".
    """
    counted = [one for one in view.quantities if sort_of(one)]
    periods = dict(zip(counted, _periods(view, counted), strict=True))
    for quantity in counted:
        trigger = _trigger(view, quantity)
        if trigger is None:
            goal = earlier is not None and _is_goal(view, quantity, earlier)
            if earlier is not None and (goal or _goes_on(view, quantity, earlier)):
                yield _continued(view, quantity, periods[quantity], earlier, "turnover" if goal else "")
            continue
        indicator = trigger.indicator
        growth = sort_of(quantity) in ("percent", "times")
        if growth and indicator not in _SHARES:
            indicator = _GROWTH.get(indicator, "")
        else:
            indicator = _share_of(view, indicator, trigger)
        if not indicator or _out_of_scale(indicator, quantity):
            continue
        flow = _flow(view, trigger, quantity) if indicator in (*OF_TRADE, *_SHARES) else ""
        between = _between(view, quantity, trigger, indicator, flow, pair)
        if between.measured is None and not (indicator == "trade" and view.says("both-states")):
            continue
        yield _figure(view, quantity, indicator, flow, between, _stretched(view, quantity, periods[quantity]), trigger)


def _out_of_scale(indicator: str, quantity: Quantity) -> bool:
    """Whether a sum is too small for trade or an economy, or too large for a head."""
    large = quantity.unit.startswith(("million", "billion", "trillion"))
    return large if indicator == "gdp-per-capita" else not large and indicator in ("gdp", "trade")


def _figure(
    view: View, quantity: Quantity, indicator: str, flow: str, between: Between, period: Part | None, trigger: Trigger
) -> Frame:
    span = min(trigger.start, quantity.start), max(trigger.end, quantity.end)
    doubt, how = hedged(view, *span), modality(view, *span, aims=True)
    if how == "asserted" and period and period.date and period.date.edtf.startswith("../"):
        period = replace(period, date=replace(period.date, edtf=period.date.edtf[3:]))
    sure = (
        0.9
        - (0.15 if between.inferred else 0)
        - (0 if between.measured else 0.25)
        - (0.1 if doubt else 0)
        - (0.05 if period is None else 0)
    )
    parts = [*(part for part in (between.measured, between.partner, period) if part)]
    return Frame(
        "figure", indicator, tuple(parts), span, ((view.start, view.end),), view.sentence.language,
        f"figure-{indicator}-{view.sentence.language}", round(min(sure, quantity.confidence), 2),
        how, doubt, speakers(view, quantity.start), quantity,
        {"flow": flow, "certainty": "inferred" if between.inferred else "stated"},
    )  # fmt: skip


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


# -- what is counted --------------------------------------------------------------------------------------------------


def _trigger(view: View, quantity: Quantity) -> Trigger | None:
    """The word nearest to a number that its unit fits, before it or else behind it in its clause."""
    sort = sort_of(quantity)
    clause = view.clause(quantity.start)
    found: list[Trigger] = []
    for name, wanted in INDICATORS.items():
        if sort == wanted or (sort in ("percent", "times") and name in _GROWTH):
            found += [Trigger(name, *match.span()) for match in view.matches(f"figures.{name}")]
    if sort in ("percent", "times") and not any(one.indicator in _SHARES for one in found) and not _rises(quantity):
        return None
    others = [match.span() for match in view.matches("no-trade")]
    before = [one for one in found if one.start < quantity.start and quantity.start - one.start < _FAR]
    inside = [one for one in before if one.start >= clause[0]] or before
    if inside:
        best = max(inside, key=lambda one: (_weight(one, quantity), one.start))
        parted = any(best.end <= start and end <= quantity.start for start, end in others)
        return None if parted and best.indicator == "trade" else best
    behind = [one for one in found if quantity.end <= one.start < clause[1] and one.start - quantity.end < 40]
    best_behind = min(behind, key=lambda one: one.start, default=None)
    if best_behind and any(quantity.end <= start < best_behind.start for start, _ in others):
        return None
    return best_behind


def _weight(trigger: Trigger, quantity: Quantity) -> int:
    """A share outweighs the trade of which it is one; income per head the income."""
    if quantity.unit == "percent" and not _rises(quantity):
        return 2 if trigger.indicator in _SHARES else 0
    if trigger.indicator in _SHARES:
        return -1
    return 1 if trigger.indicator == "gdp-per-capita" else 0


def _rises(quantity: Quantity) -> bool:
    if quantity.change in ("to", "from"):
        return False
    return bool(quantity.rising) or quantity.change in ("by", "times") or quantity.unit == "times"


def _flow(view: View, trigger: Trigger, quantity: Quantity) -> str:
    """Which way goods go, by the word itself or the nearest before the number."""
    if trigger.indicator == "share-of-partner-in-exports":
        return "export"
    if trigger.indicator == "share-of-partner-in-imports":
        return "import"
    if trigger.indicator in _SHARES:
        return "turnover"
    found = []
    for flow in ("turnover", "export", "import", "balance"):
        found += [(match.start(), flow) for match in view.matches(f"flows.{flow}") if match.start() < quantity.start]
    own = [one for one in found if trigger.start <= one[0] < trigger.end] or found
    return max(own)[1] if own else "turnover"


# -- of whom ----------------------------------------------------------------------------------------------------------


def _between(
    view: View, quantity: Quantity, trigger: Trigger, indicator: str, flow: str, pair: tuple[Part, ...]
) -> Between:
    clause = view.clause(trigger.start)
    states = [one for one in view.of_kind("State") if clause[0] <= one.start < clause[1]]
    states = states or view.of_kind("State")
    if indicator in _SHARES:
        return _shared(view, states, trigger)
    if indicator not in _WITH_PARTNER:
        near = [one for one in states if abs(one.start - trigger.start) < _FAR]
        owner = min(near, key=lambda one: _off(one, trigger), default=None)
        return Between(owner.part("measured")) if owner else Between()
    if flow == "turnover" and (several := _of_several(view, quantity, trigger)):
        return several
    if not any(clause[0] <= one.start < clause[1] for one in states):  # told of the same state as the flow before
        flow = _first_flow(view) or flow
    return _traded(view, states, trigger, flow, pair)


def _first_flow(view: View) -> str:
    """The flow of which a sentence speaks first, export or import; empty if of neither."""
    found = [(match.start(), flow) for flow in ("export", "import") for match in view.matches(f"flows.{flow}")]
    return min(found)[1] if found else ""


def _of_several(view: View, quantity: Quantity, trigger: Trigger) -> Between | None:
    """Of a state that trades with several the partner to whom a number belongs: the one named last before it."""
    states = view.of_kind("State")
    partners = [one for one in states if "with" in one.roles and one.end <= quantity.start]
    owners = [one for one in states if not one.roles & {"with", "to", "from", "in", "between"}]
    if len({one.mention.thing for one in states if "with" in one.roles}) < 2 or not partners or not owners:
        return None
    owner = min(owners, key=lambda one: _off(one, trigger))
    return Between(owner.part("measured"), partners[-1].part("partner"))


def _off(phrase: Phrase, trigger: Trigger) -> int:
    return max(phrase.start - trigger.end, trigger.start - phrase.end, 0)


def _traded(view: View, states: list[Phrase], trigger: Trigger, flow: str, pair: tuple[Part, ...]) -> Between:
    """Two states of a trade, the measured one first: the exporter of exports, the importer of imports."""
    near = sorted(states, key=lambda one: -_off(one, trigger))  # the nearest mention of each state stays
    unique = {one.mention.thing: one for one in near}
    unique = {one.mention.thing: one for one in sorted(unique.values(), key=lambda one: one.start)}
    if len(unique) > 2:
        near = sorted(unique.values(), key=lambda one: _off(one, trigger))[:2]
        if _off(near[1], trigger) > 30:
            return Between()
        unique = {one.mention.thing: one for one in sorted(near, key=lambda one: one.start)}
    if len(unique) == 2:
        first, second = _ordered(list(unique.values()), flow)
        return Between(first.part("measured"), second.part("partner"))
    if len(unique) == 1:
        only = next(iter(unique.values()))
        if view.says("figures-whole"):
            return Between(only.part("measured"))
        other = [part for part in pair if part.mention and part.mention.entity != only.mention.entity]
        if len(pair) == 2 and len(other) == 1:
            away = only.roles & {"with", "from", "to"}
            mine, theirs = (other[0], only.part("partner")) if away else (only.part("measured"), other[0])
            return Between(replace(mine, slot="measured"), replace(theirs, slot="partner"), inferred=True)
        return Between()
    if len(pair) == 2 and (view.says("both-states") or (not states and trigger.indicator == "trade")):
        return Between(replace(pair[0], slot="measured"), replace(pair[1], slot="partner"), inferred=True)
    return Between()


def _ordered(two: list[Phrase], flow: str) -> tuple[Phrase, Phrase]:
    """Two states of a trade: the one measured, and its partner."""
    one, other = two
    if flow == "import":
        if "from" in one.roles:
            one, other = other, one
    elif "to" in one.roles or "with" in one.roles or ("from" in other.roles and flow == "export"):
        one, other = other, one
    return one, other


def _shared(view: View, states: list[Phrase], trigger: Trigger) -> Between:
    """Whose trade it is, and whose share of it: the state beside the word for trade and the one beside the share."""
    if len({one.mention.thing for one in states}) < 2:
        return Between()
    shares, trades = view.matches("share"), view.matches("shared-trade")
    if not shares or not trades:
        return Between()
    share, trade = shares[0].span(), trades[0].span()
    if view.words.verb_last:
        owner = min((one for one in states if one.end <= trade[0]), key=lambda one: trade[0] - one.end, default=None)
    else:
        owner = min(states, key=lambda one: _apart(one, trade))
    others = [one for one in states if owner and one.mention.thing != owner.mention.thing]
    partner = min(others, key=lambda one: _apart(one, share), default=None)
    if owner is None or partner is None:
        return Between()
    several = len({one.mention.thing for one in states}) > 2
    if several and (_apart(owner, trade) > _CLOSE or _apart(partner, share) > _CLOSE):
        return Between()
    return Between(owner.part("measured"), partner.part("partner"))


def _apart(phrase: Phrase, span: tuple[int, int]) -> int:
    return max(phrase.start - span[1], span[0] - phrase.end, 0)


def _share_of(view: View, indicator: str, trigger: Trigger) -> str:
    """The indicator of a share: of trade with a region it is another one, of a region the graph has none for, none."""
    near = (view.start, view.end)
    regions = [one for one in view.of_kind("WorldRegion") if near[0] <= one.start < near[1]]
    if not regions or indicator != "share-in-foreign-trade":
        return indicator
    return "share-in-trade-with-central-asia" if regions[0].mention.entity == "place/central-asia" else ""


# -- when -------------------------------------------------------------------------------------------------------------


def _periods(view: View, counted: list[Quantity]) -> list[Part | None]:
    """The period of each number: paired with it, or that of the clause, or the only one of the sentence."""
    dates = [one for one in view.dates if one.edtf and not compared(view, one) and not _first_since(view, one)]
    paired = _paired(dates, [one for one in counted if sort_of(one) == "money"])
    paired |= _paired(dates, [one for one in counted if one.unit == "percent" and not _rises(one)])
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


def _stretched(view: View, quantity: Quantity, period: Part | None) -> Part | None:
    """The period of a growth that is compared with an older year: from that year on."""
    if quantity.unit != "times" or period is None or period.date is None:
        return period
    older = [one for one in view.dates if one.edtf and compared(view, one) and one.edtf[:4] < period.date.edtf[:4]]
    if len(older) != 1 or "/" in period.date.edtf:
        return period
    edtf = f"{older[0].edtf}/{period.date.edtf}"
    return replace(period, date=replace(period.date, edtf=edtf))


# -- going on ---------------------------------------------------------------------------------------------------------


def _goes_on(view: View, quantity: Quantity, earlier: Frame) -> bool:
    """Whether a sentence goes on with the figure of the one before it: it reached ...; this figure was ..."""
    began = view.words["goes-on"].search(view.text, view.start, min(view.end, view.start + 60))
    alike = earlier.quantity is not None and (sort_of(earlier.quantity) == sort_of(quantity) or _rises(quantity))
    return began is not None and alike and not view.says("no-trade")


def _continued(view: View, quantity: Quantity, period: Part | None, earlier: Frame, flow: str) -> Frame:
    growth = sort_of(quantity) in ("percent", "times") and earlier.sort in _GROWTH
    sort = _GROWTH[earlier.sort] if growth else earlier.sort
    flow = flow or earlier.codes["flow"]
    between = Between(earlier.first("measured"), earlier.first("partner"), inferred=True)
    found = _figure(view, quantity, sort, flow, between, period, Trigger(sort, view.start, view.start))
    return replace(found, spans=(*found.spans, *earlier.spans))


def _is_goal(view: View, quantity: Quantity, earlier: Frame) -> bool:
    """Whether a sum is the goal that is set for the trade, as a whole, of which the sentence before gives a figure."""
    if earlier.sort != "trade" or sort_of(quantity) != "money" or _out_of_scale("trade", quantity):
        return False
    aims = view.says("modality.target", (view.start, view.end if view.words.verb_last else quantity.start))
    return aims is not None and not view.says("no-trade") and not view.says("founding.verb")
