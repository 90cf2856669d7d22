"""One disagreement to begin with: two or three printed figures of one question that cannot all hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kgtools import namespaces
from kgtools.claims.acceptance import ASSERTED
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import short
from kgtools.views import figures
from kgtools.views.evidence import Place, claim_node, place_of
from kgtools.views.figures import FigureValue

_CONTRADICTIONS = f"""
SELECT ?entry ?claim WHERE {{
  ?entry a t:Disagreement ; t:disagreementKind <{namespaces.code("disagreement-kind/value")}> ;
         t:disagreementType <{namespaces.code("disagreement-type/contradiction")}> ; t:involves ?claim .
}} ORDER BY ?entry ?claim"""
_MOST = 3  # values that one takes in at a glance


@dataclass(frozen=True)
class PrintedValue:
    """A printed figure with what its print allows, in the base unit, and the place of its passage."""

    figure: FigureValue
    allowed: tuple[float, float, float]
    place: Place


@dataclass(frozen=True)
class Example:
    """A disagreement, by its id without kind, and the figures in which it shows, the least first."""

    disagreement: str
    values: tuple[PrintedValue, ...]


def example(
    store: Store, ranked: Iterable[str], printed: Callable[[Sequence[str]], Iterable[FigureValue]]
) -> Example | None:
    """The most severe contradiction that two or three printed figures of several articles show; None for none.

    `ranked` are the ids of the disagreements, without kind, the most severe first; `printed` gives the figures among
    some claims.
    """
    entries: defaultdict[str, list[str]] = defaultdict(list)
    for entry, claim in select(store, _CONTRADICTIONS):
        entries[short(entry).removeprefix("disagreement/")].append(short(claim))
    for identifier in ranked:
        claims = entries.get(identifier, ())
        known = {figure.claim: figure for figure in printed(claims)}
        shown = list(_contrasts(store, [known[claim] for claim in claims if claim in known]))
        if shown:
            return Example(identifier, min(shown, key=lambda values: values[0].allowed[1] / values[-1].allowed[1]))
    return None


def _contrasts(store: Store, involved: Iterable[FigureValue]) -> Iterator[tuple[PrintedValue, ...]]:
    """The questions that few figures of several articles answer so that two of them exclude each other."""
    questions: defaultdict[tuple[object, ...], dict[tuple[str, ...], FigureValue]] = defaultdict(dict)
    for one in involved:
        if one.modality == ASSERTED and not one.inferred and not one.qualifiers and one.period:
            question = (one.indicator, frozenset((one.measured, one.partner)), one.flow, one.period, one.base)
            questions[question].setdefault((one.article, one.printed, one.unit, one.bound), one)
    for answers in questions.values():
        if len({one.article for one in answers.values()}) > 1 and len(answers) <= _MOST:
            values = sorted((_printed(store, one) for one in answers.values()), key=lambda each: each.allowed[1])
            if values[0].allowed[1] >= 0 and _apart(values):
                yield tuple(values)


def _apart(values: Sequence[PrintedValue]) -> bool:
    return max(each.allowed[0] for each in values) > min(each.allowed[2] for each in values)


def _printed(store: Store, one: FigureValue) -> PrintedValue:
    place = place_of(store, claim_node(one.claim))
    assert place is not None  # figures are printed, in articles
    return PrintedValue(one, figures.allowed(store, one), place)
