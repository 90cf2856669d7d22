"""Figures of a sentence: a number with its indicator, of whom, with whom, which way and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgtools.curation.extract.frames.context import hedged, modality, speakers
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.amounts import periods as periods_of
from kgtools.curation.extract.frames.kinds.amounts import rises, sort_of, stretched
from kgtools.curation.extract.frames.phrases import Phrase, View
from kgtools.curation.extract.spans import Quantity

_FAR = 150  # letters between a number and the word that says what it counts
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
_SHARE = "share-"  # what the names of shares begin with
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
    periods = dict(zip(counted, periods_of(view, counted), strict=True))
    carried = _period_before(view, earlier)
    for quantity in counted:
        trigger = _trigger(view, quantity)
        if trigger is None:
            goal = earlier is not None and _is_goal(view, quantity, earlier)
            if earlier is not None and (goal or _goes_on(view, quantity, earlier)):
                yield _continued(view, quantity, periods[quantity], earlier, "turnover" if goal else "")
            continue
        indicator = trigger.indicator
        growth = sort_of(quantity) in ("percent", "times")
        if growth and not indicator.startswith(_SHARE):
            indicator = _GROWTH.get(indicator, "")
        else:
            indicator = _share_of(view, indicator, trigger)
        if not indicator or _out_of_scale(indicator, quantity):
            continue
        flow = _flow(view, trigger, quantity) if indicator in OF_TRADE or indicator.startswith(_SHARE) else ""
        between = _between(view, quantity, trigger, indicator, flow, pair)
        if between.measured is None and not (indicator == "trade" and view.says("both-states")):
            continue
        period = stretched(view, quantity, periods[quantity])
        found = _figure(view, quantity, indicator, flow, between, period, trigger)
        if period is None and carried and indicator in OF_TRADE and found.modality == "asserted":
            found = _dated_before(found, carried, earlier)
        yield found


def _period_before(view: View, earlier: Frame | None) -> Part | None:
    """The period of the figure of the sentence before, for a sentence that has no date at all; else None."""
    period = earlier.first("period") if earlier and earlier.modality == "asserted" else None
    told = period and period.date and "/" not in period.value.removeprefix("../")
    return replace(period, inferred=True) if period and told and not view.sentence.dates else None


def _dated_before(found: Frame, period: Part, earlier: Frame | None) -> Frame:
    """A figure with the period of the sentence before it, which is then part of its quote."""
    spans = (*found.spans, *(earlier.spans[:1] if earlier else ()))
    codes = {**found.codes, "certainty": "inferred"}
    return replace(
        found, parts=(*found.parts, period), spans=spans, codes=codes, confidence=round(found.confidence - 0.1, 2)
    )


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


# -- what is counted --------------------------------------------------------------------------------------------------


def _trigger(view: View, quantity: Quantity) -> Trigger | None:
    """The word nearest to a number that its unit fits, before it or else behind it in its clause."""
    sort = sort_of(quantity)
    clause = view.clause(quantity.start)
    found: list[Trigger] = []
    for name, wanted in INDICATORS.items():
        if sort == wanted or (sort in ("percent", "times") and name in _GROWTH):
            found += [Trigger(name, *match.span()) for match in view.matches(f"figures.{name}")]
    if (
        sort in ("percent", "times")
        and not any(one.indicator.startswith(_SHARE) for one in found)
        and not rises(quantity)
    ):
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
    if quantity.unit == "percent" and not rises(quantity):
        return 2 if trigger.indicator.startswith(_SHARE) else 0
    if trigger.indicator.startswith(_SHARE):
        return -1
    return 1 if trigger.indicator == "gdp-per-capita" else 0


def _flow(view: View, trigger: Trigger, quantity: Quantity) -> str:
    """Which way goods go, by the word itself or the nearest before the number."""
    if trigger.indicator == "share-of-partner-in-exports":
        return "export"
    if trigger.indicator == "share-of-partner-in-imports":
        return "import"
    if trigger.indicator.startswith(_SHARE):
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
    if indicator.startswith(_SHARE):
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
    region = regions[0].mention.entity.partition("/")[2]
    return f"share-in-trade-with-{region}" if region else ""


# -- going on ---------------------------------------------------------------------------------------------------------


def _goes_on(view: View, quantity: Quantity, earlier: Frame) -> bool:
    """Whether a sentence goes on with the figure of the one before it: it reached ...; this figure was ..."""
    began = view.words["goes-on"].search(view.text, view.start, min(view.end, view.start + 60))
    alike = earlier.quantity is not None and (sort_of(earlier.quantity) == sort_of(quantity) or rises(quantity))
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
