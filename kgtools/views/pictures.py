"""What a timeline or a chart of figures shows, as values: bars and figures with their labels, evidence and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph.labels import label
from kgtools.messages import message
from kgtools.views import dataset
from kgtools.views.disagreements import Disagreement, disagreements, marking
from kgtools.views.evidence import ClaimEvidence, claim_node, evidence
from kgtools.views.figures import FigureValue, allowed, axis
from kgtools.views.timeline import BACKGROUND, SPAN, Bar, undated


@dataclass(frozen=True)
class TimelinePicture:
    """A timeline in one language; `labels` are of things and articles, `sources` the citations of articles.

    `properties` are the names of the dates, `undated` by the name of a lane the things that no claim dates. What
    only a page shows is empty unless it was asked for: `evidence` is by claim and `disagreements` by id.
    """

    bars: Sequence[Bar]
    labels: Mapping[str, str]
    title: str
    notes: Sequence[str]
    sources: Mapping[str, str]
    properties: Mapping[str, str]
    undated: Mapping[str, Sequence[str]]
    evidence: Mapping[str, ClaimEvidence] = field(default_factory=dict)
    disagreements: Mapping[str, Disagreement] = field(default_factory=dict)


@dataclass(frozen=True)
class ChartFigure:
    """A figure with its labels, and the values in the base unit that its print allows.

    `disputed` says that it stands in a disagreement that is marked; `evidence` and `disagreements` are what a page
    shows about it.
    """

    figure: FigureValue
    allowed: tuple[float, float, float]
    article: str
    sides: str
    reporter: str
    unit: str
    bound: str  # empty if exact
    disputed: bool
    evidence: ClaimEvidence | None = None
    disagreements: Sequence[Disagreement] = ()


@dataclass(frozen=True)
class ChartPicture:
    """The figures that can stand on one axis, in one language, and how many others there are.

    `scale` is how many base units the `unit` of the axis is.
    """

    figures: Sequence[ChartFigure]
    title: str
    several_sides: bool
    sources: Mapping[str, str]
    unit: str
    scale: float
    others: int


class _Labels:
    """The labels of entities, terms and codes in one language."""

    def __init__(self, store: ox.Store, language: str) -> None:
        self.store, self.language = store, language

    def entity(self, identifier: str) -> str:
        return self._label(namespaces.entity(identifier)) if identifier else ""

    def term(self, name: str) -> str:
        return self._label(namespaces.term(name))

    def code(self, code_list: str, value: str) -> str:
        return self._label(namespaces.code(f"{code_list}/{value}"))

    def _label(self, iri: str) -> str:
        return label(self.store, ox.NamedNode(iri), self.language)


def cited(project: Path, store: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """The citations of articles; of background knowledge the word for it."""
    listed = set(articles)
    found = dataset.citations(project, store, listed - {BACKGROUND}, language)
    if BACKGROUND in listed:
        found[BACKGROUND] = message("evidence.background", language)
    return found


def timeline(
    project: Path, store: ox.Store, bars: Sequence[Bar], lanes: Sequence[str], centre: str, language: str
) -> TimelinePicture:
    """What a timeline of bars shows; `centre` is the thing that it is about, if there is one."""
    labels = _Labels(store, language)
    sources = cited(project, store, (name for bar in bars for name in bar.articles), language)
    named = {bar.thing: labels.entity(bar.thing) for bar in bars}
    named |= {name: labels.entity(f"article/{name}") if name != BACKGROUND else sources[name] for name in sources}
    title = message("timeline.title", language) + (f": {labels.entity(centre)}" if centre else "")
    missing = {
        message(f"timeline.lane.{lane}", language): sorted(map(labels.entity, things), key=str.casefold)
        for lane, things in undated(store, lanes, centre).items()
    }
    count = sum(map(len, missing.values()))
    notes = [message("timeline.undated", language, count)] if count else []
    properties = {name: labels.term(name) for name in sorted({bar.what for bar in bars} - {SPAN})}
    return TimelinePicture(bars, named, title, notes, sources, properties, missing)


def with_evidence(
    picture: TimelinePicture, store: ox.Store, copies: Mapping[str, Copy], language: str
) -> TimelinePicture:
    """A timeline with what its page shows; `copies` give the passages."""
    claims = dict.fromkeys(claim for bar in picture.bars for claim in bar.claims)
    return replace(
        picture,
        evidence=evidence(store, map(claim_node, claims), language, copies),
        disagreements=disagreements(store, language),
    )


def chart(project: Path, store: ox.Store, figures: Sequence[FigureValue], language: str) -> ChartPicture:
    """Of figures those that can stand on one axis: those of the commonest indicator and base unit.

    Raises UsageError if none has a period.
    """
    counts = Counter((value.indicator, value.flow, value.base) for value in figures if value.period)
    if not counts:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    chosen, _ = min(counts.items(), key=lambda item: (-item[1], item[0]))
    labels = _Labels(store, language)
    marked = marking(store)
    same = [
        _chart_figure(labels, value, disputed=value.claim in marked)
        for value in figures
        if (value.indicator, value.flow, value.base) == chosen
    ]
    drawn = [one for one in same if one.figure.latest is not None and not one.figure.held]
    unit, scale = axis(store, chosen[2], max((abs(one.allowed[1]) for one in drawn), default=0.0), language)
    several = len({one.sides for one in same}) > 1
    flow = labels.code("flow", chosen[1]) if chosen[1] else ""
    title = ", ".join(filter(None, (labels.entity(chosen[0]), flow, "" if several else same[0].sides)))
    sources = cited(project, store, (one.figure.article for one in same), language)
    return ChartPicture(same, title, several, sources, unit, scale, len(figures) - len(same))


def _chart_figure(labels: _Labels, value: FigureValue, disputed: bool) -> ChartFigure:
    sides = [side for side in (value.measured, value.partner) if side]
    if value.flow == "turnover":
        sides.sort()  # The turnover of two sides is the same whoever is named first.
    bound = "" if value.bound == "exact" else labels.code("bound", value.bound)
    qualified = [labels.code("qualifier", qualifier) for qualifier in value.qualifiers]
    return ChartFigure(
        value,
        allowed(labels.store, value),
        labels.entity(f"article/{value.article}"),
        " – ".join(map(labels.entity, sides)),
        labels.entity(value.reporter),
        labels.code("unit", value.unit),
        ", ".join(filter(None, (*qualified, bound))),
        disputed,
    )


def figures_with_evidence(
    picture: ChartPicture, store: ox.Store, copies: Mapping[str, Copy], language: str
) -> ChartPicture:
    """A chart with what its page shows; `copies` give the passages."""
    entries = disagreements(store, language)
    behind = evidence(store, [claim_node(one.figure.claim) for one in picture.figures], language, copies)
    figures = [
        replace(
            one,
            evidence=behind[one.figure.claim],
            disagreements=[entries[entry] for entry in one.figure.disagreements],
        )
        for one in picture.figures
    ]
    return replace(picture, figures=figures)
