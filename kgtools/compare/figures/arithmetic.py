"""The arithmetic of one question: what is printed for a time, and what each level, share, growth and part implies.

What is compared to find clashes is in `derived`. Here is shown besides what two figures of different scope let
one reckon, though nothing clashes with it: the part that a share of a printed whole makes, and the year at the pace
of its months.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kgtools.claims.acceptance import ASSERTED
from kgtools.claims.model import Corpus
from kgtools.compare.figures.derived import HUNDRED, Derived
from kgtools.compare.figures.observations import PERCENT, Meanings, Observation, printed
from kgtools.ontology import Ontology

_HALF = 182  # days of a year that must have passed for their pace to say something of the whole


def implied(
    corpus: Corpus, ontology: Ontology, indicator: str, flow: str = "",
    since: datetime.date | None = None, until: datetime.date | None = None,
) -> list[Observation]:  # fmt: skip
    """What is printed and what follows for an indicator, or for all of a flow, within a time.

    Series by series, amounts before their growth and shares and what is asserted before plans; in a series in order
    of time, what is printed for a time before what follows. Undated values are left out, since nothing can be reckoned
    with them.
    """
    meanings = Meanings.of(corpus)
    derived = Derived(printed(corpus, ontology, meanings), meanings)
    every = [*derived.printed, *derived.observations, *_parts(derived), *_paces(derived)]
    wanted = [
        observation
        for observation in every
        if indicator in ("", observation.series.indicator)
        and flow in ("", observation.series.flow)
        and _within(observation, since, until)
    ]
    return sorted(wanted, key=lambda one: (one.series.modality != ASSERTED, not meanings.level(one.series.indicator),
                                           one.series, *_order(one)))  # fmt: skip


def _within(observation: Observation, since: datetime.date | None, until: datetime.date | None) -> bool:
    span = observation.span
    return span is not None and (since is None or span[0] >= since) and (until is None or span[1] <= until)


def _order(observation: Observation) -> tuple[object, ...]:
    assert observation.span
    start, end = observation.span
    return (end, start, observation.derived, -observation.value, observation.claims, observation.says)


def _parts(derived: Derived) -> Iterator[Observation]:
    """The part that a printed share makes of the whole printed beside it."""
    for share in derived.printed:
        indicator = derived.meanings.share.get(share.series.indicator)
        if not indicator or not share.span or share.series.unit != PERCENT:
            continue
        whole = derived.beside(share, indicator, "")
        if whole:
            interval = (whole.interval * share.interval).scaled(1 / HUNDRED)
            yield replace(
                share, series=share.series._replace(indicator=indicator, unit=whole.series.unit),
                interval=interval, value=interval.middle, step=Decimal(0), derived=True,
                claims=tuple(sorted({*share.claims, *whole.claims})), says="", rule="part", parts=(whole, share),
            )  # fmt: skip


def _paces(derived: Derived) -> Iterator[Observation]:
    """What a year would bring if all of it went as the printed part does; for half a year and more."""
    for part in derived.printed:
        span = part.span
        if not span or not derived.meanings.additive(part.series) or span[0].year != span[1].year:
            continue
        days, year = (span[1] - span[0]).days + 1, span[0].year
        whole = (datetime.date(year, 12, 31) - datetime.date(year, 1, 1)).days + 1
        if _HALF <= days < whole:
            interval = part.interval.scaled(Decimal(whole) / Decimal(days))
            yield replace(
                part, period=f"{year:04}", interval=interval, value=interval.middle, step=Decimal(0), derived=True,
                says="", rule="pace", parts=(part,),
            )  # fmt: skip
