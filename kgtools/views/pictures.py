"""What a timeline or a chart of figures shows, as values: bars and figures with their labels, evidence and sources."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.claims.acceptance import ASSERTED
from kgtools.compare.figures import flows
from kgtools.errors import UsageError
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.terms import short
from kgtools.messages import counted, message
from kgtools.query import formats
from kgtools.query.search import all_names
from kgtools.views import dataset, disagreements, targets
from kgtools.views.disagreements import Disagreement
from kgtools.views.evidence import ClaimEvidence, claim_node, evidence
from kgtools.views.figures import FIGURE_COLUMNS, FigureValue, allowed, axis, figure_rows, status
from kgtools.views.overview import lanes
from kgtools.views.timeline import BACKGROUND, SPAN, Bar, states_of, undated

MOST_THINGS = 500  # of a timeline, and undated ones of a lane: a page of some 5 MB


@dataclass(frozen=True)
class TimelinePicture:
    """A timeline in one language; `labels` are of things and articles, `sources` the citations of articles.

    `properties` are the names of the dates, `undated` by the name of a lane how many things no claim dates, and the
    names of these, at most MOST_THINGS. What only a page shows is empty unless it was asked for: `evidence` is by
    claim, `disagreements` by id, `states` the states that each thing has to do with, and `names` all names of each
    thing, in any language.
    """

    bars: Sequence[Bar]
    labels: Mapping[str, str]
    title: str
    notes: Sequence[str]
    sources: Mapping[str, str]
    properties: Mapping[str, str]
    undated: Mapping[str, tuple[int, Sequence[str]]]
    evidence: Mapping[str, ClaimEvidence] = field(default_factory=dict)
    disagreements: Mapping[str, Disagreement] = field(default_factory=dict)
    states: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a target: the word for it, why, and the figures that decide it (claims)."""

    word: str
    explanation: str
    decided_by: tuple[str, ...]


@dataclass(frozen=True)
class ChartFigure:
    """A figure with its labels, and the values in the base unit that its print allows.

    `status` says how it is meant. `against` are the claims of the picture that answer
    the same question for the same period so that both cannot hold. `evidence` and `disagreements` are what a page
    shows about it.
    """

    figure: FigureValue
    allowed: tuple[float, float, float]
    article: str
    sides: str
    reporter: str
    unit: str
    bound: str  # empty if exact
    status: str
    against: tuple[str, ...] = ()
    outcome: Outcome | None = None
    evidence: ClaimEvidence | None = None
    disagreements: Sequence[Disagreement] = ()

    @property
    def printed(self) -> str:
        """The value as printed, with its unit and what a word such as "over" makes of it."""
        return " ".join(filter(None, (self.bound, self.figure.printed, self.unit)))


@dataclass(frozen=True)
class ChartPicture:
    """The figures that can stand on one axis, in one language, and how many others there are.

    `title` says what they show, `scale` is how many base units the `unit` of the axis is. What only a page shows is
    empty unless it was asked for: `citation` is how the chart is cited, `csv` the table of its figures.
    """

    figures: Sequence[ChartFigure]
    title: str
    several_sides: bool
    sources: Mapping[str, str]
    unit: str
    scale: float
    others: int
    citation: str = ""
    csv: str = ""


class _Labels:
    """The labels of entities, terms and codes in one language."""

    def __init__(self, store: Store, language: str) -> None:
        self.store, self.language = store, language

    def entity(self, identifier: str) -> str:
        return self._label(namespaces.entity(identifier)) if identifier else ""

    def term(self, name: str) -> str:
        return self._label(namespaces.term(name))

    def code(self, code_list: str, value: str) -> str:
        return self._label(namespaces.code(f"{code_list}/{value}"))

    def _label(self, iri: str) -> str:
        return label(self.store, ox.NamedNode(iri), self.language)


def cited(project: Path, store: Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """The citations of articles; of background knowledge the word for it."""
    listed = set(articles)
    found = dataset.citations(project, store, listed - {BACKGROUND}, language)
    if BACKGROUND in listed:
        found[BACKGROUND] = message("evidence.background", language)
    return found


def timeline(
    project: Path, store: Store, bars: Sequence[Bar], wanted: Sequence[str], centre: str, language: str
) -> TimelinePicture:
    """What a timeline of bars shows, or of the `strongest`; `centre` is the thing that it is about, if there is one."""
    shown = strongest(bars, centre)
    return _timeline(project, store, (shown, bars), undated(store, wanted, centre), centre, language)


def timelines(
    project: Path, store: Store, bars: Sequence[Bar], wanted: Sequence[str], centre: str, copies: Mapping[str, Copy]
) -> dict[str, TimelinePicture]:
    """A timeline in each language, with what its page shows; `copies` give the passages."""
    missing = undated(store, wanted, centre)
    shown = strongest(bars, centre)
    things = {bar.thing for bar in shown}
    states = {thing: found for thing, found in states_of(store).items() if thing in things}
    names: dict[str, list[str]] = {}
    for iri, name in all_names(store):
        if (thing := namespaces.shorten(iri)) in things:
            names.setdefault(thing, []).append(name)
    claims = dict.fromkeys(claim for bar in shown for claim in bar.claims)
    found = {}
    for language in namespaces.languages():
        picture = _timeline(project, store, (shown, bars), missing, centre, language)
        entity = _Labels(store, language).entity
        found[language] = replace(
            picture,
            labels=dict(picture.labels) | {state: entity(state) for listed in states.values() for state in listed},
            evidence=evidence(store, map(claim_node, claims), language, copies),
            disagreements=disagreements.disagreements(store, language),
            states=states,
            names=names,
        )
    return found


def strongest(bars: Sequence[Bar], centre: str = "") -> Sequence[Bar]:
    """The bars themselves, or of those of more things than a picture takes (MOST_THINGS) the part that it takes.

    These are the bars of its centre and of the things that most articles date, then most claims, in their order.
    """
    articles: dict[str, set[str]] = {}
    claims: dict[str, set[str]] = {}
    for bar in bars:
        articles.setdefault(bar.thing, set()).update({*bar.articles} - {BACKGROUND})
        claims.setdefault(bar.thing, set()).update(bar.claims)
    if len(articles) <= MOST_THINGS:
        return bars
    ranked = sorted(articles, key=lambda thing: (thing != centre, -len(articles[thing]), -len(claims[thing]), thing))
    kept = {*ranked[:MOST_THINGS]}
    return [bar for bar in bars if bar.thing in kept]


def _timeline(
    project: Path, store: Store, drawn: tuple[Sequence[Bar], Sequence[Bar]], things: Mapping[str, Sequence[str]],
    centre: str, language: str,
) -> TimelinePicture:  # fmt: skip
    """What a timeline shows, of the bars that are drawn of all; with the things that have no date by lane."""
    bars, every = drawn
    labels = _Labels(store, language)
    sources = cited(project, store, (name for bar in bars for name in bar.articles), language)
    named = {bar.thing: labels.entity(bar.thing) for bar in bars}
    named |= {name: labels.entity(f"article/{name}") if name != BACKGROUND else sources[name] for name in sources}
    title = message("timeline.title", language) + (f": {labels.entity(centre)}" if centre else "")
    missing = {
        lanes.label(lane, language): (len(listed), sorted(map(labels.entity, listed), key=str.casefold)[:MOST_THINGS])
        for lane, listed in things.items()
    }
    count = sum(number for number, _ in missing.values())
    notes = [message("timeline.undated", language, count)] if count else []
    if len(bars) < len(every):
        shown, of = (len({bar.thing for bar in some}) for some in (bars, every))
        notes.insert(0, message("timeline.leftOut", language, shown, of))
    properties = {name: labels.term(name) for name in sorted({bar.what for bar in bars} - {SPAN})}
    return TimelinePicture(bars, named, title, notes, sources, properties, missing)


def chart(project: Path, store: Store, figures: Sequence[FigureValue], language: str) -> ChartPicture:
    """Of figures those that can stand on one axis: those of the commonest indicator and base unit.

    Raises UsageError if none has a period.
    """
    picture = chart_without_sources(store, figures, language)
    return replace(
        picture, sources=cited(project, store, (one.figure.article for one in picture.figures), language)
    )  # fmt: skip


def chart_without_sources(store: Store, figures: Sequence[FigureValue], language: str) -> ChartPicture:
    """As `chart`, from the graph alone: articles are not cited."""
    counts = Counter((value.indicator, value.flow, value.base) for value in figures if value.period)
    if not counts:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    chosen, _ = min(counts.items(), key=lambda item: (-item[1], item[0]))
    labels = _Labels(store, language)
    same = _contradicting(
        store,
        [
            _chart_figure(labels, value, language)
            for value in figures
            if (value.indicator, value.flow, value.base) == chosen
        ],
    )
    drawn = [one for one in same if one.figure.latest is not None and not one.figure.held]
    unit, scale = axis(store, chosen[2], max((abs(one.allowed[1]) for one in drawn), default=0.0), language)
    several = len({one.sides for one in same}) > 1
    flow = labels.code("flow", chosen[1]) if chosen[1] else ""
    topic = ", ".join(filter(None, (labels.entity(chosen[0]), flow, "" if several else same[0].sides)))
    return ChartPicture(
        same, _finding(same, topic, several, language), several, {}, unit, scale, len(figures) - len(same)
    )  # fmt: skip


def _chart_figure(labels: _Labels, value: FigureValue, language: str) -> ChartFigure:
    sides = [side for side in (value.measured, value.partner) if side]
    if flows.has_no_direction(value.flow):
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
        status(value, labels.code, labels.entity, language),
        outcome=None if value.modality == ASSERTED else _outcome(labels, value.claim),
    )


def _outcome(labels: _Labels, claim: str) -> Outcome | None:
    """What became of the target that a claim tells; what only bears on an open one decides nothing."""
    for target in targets.targets(labels.store, claim=claim_node(claim)):
        by = target.decided_by if targets.is_decided(target) else ()
        word, why = (label(labels.store, term, labels.language) for term in (target.outcome, target.explanation))
        return Outcome(word, why, tuple(short(each).removeprefix("claim/") for each in by))
    return None


def _contradicting(store: Store, figures: Sequence[ChartFigure]) -> list[ChartFigure]:
    """Each figure with those that answer its question otherwise, as far as the list of disagreements says so.

    An entry involves also claims of other questions and times, which explain. Of its claims only those contradict each
    other that are of one period and of the same sides, and allow no common value.
    """
    together: dict[str, list[ChartFigure]] = defaultdict(list)
    for one in figures:
        for name in one.figure.disagreements:
            together[name].append(one)
    apart = [
        (name, one.figure, other.figure)
        for name, some in together.items()
        for one, other in combinations(some, 2)
        if _asks_the_same(one, other) and (one.allowed[2] < other.allowed[0] or other.allowed[2] < one.allowed[0])
    ]
    entries = disagreements.contradictions(store, {name for name, _, _ in apart})
    against: dict[str, set[str]] = defaultdict(set)
    for name, first, second in apart:
        if any(
            entry.thing == first.indicator and entry.covers(first.earliest, first.latest)
            for entry in entries.get(name, ())
        ):
            against[first.claim].add(second.claim)
            against[second.claim].add(first.claim)
    return [replace(one, against=tuple(sorted(against.get(one.figure.claim, ())))) for one in figures]


def _asks_the_same(one: ChartFigure, other: ChartFigure) -> bool:
    """Whether two figures of one indicator and flow, results both, are of one period and the same sides."""
    first, second = one.figure, other.figure
    return (
        first.latest is not None
        and (first.earliest, first.latest) == (second.earliest, second.latest)
        and one.sides == other.sides
        and first.modality == second.modality == ASSERTED
        and not (first.held or second.held)
    )


def _finding(figures: Sequence[ChartFigure], topic: str, several_sides: bool, language: str) -> str:
    """The title of a chart: what its figures contradict each other about; else their one value, or what they are of."""
    apart: dict[tuple[datetime.date | None, datetime.date | None, str], list[ChartFigure]] = {}
    for one in figures:
        if one.against:
            apart.setdefault((one.figure.earliest, one.figure.latest, one.sides), []).append(one)
    if len(apart) > 1:
        periods = ", ".join(dict.fromkeys(map(_period, apart.values())))
        return message("figures.chart.finding.several", language, topic=topic, periods=periods)
    for values in apart.values():
        about = f"{topic}, {values[0].sides}" if several_sides and values[0].sides else topic
        said = _either(values, language)
        return message("figures.chart.finding.one", language, topic=about, period=_period(values), values=said)
    if len(figures) == 1:
        (one,) = figures
        return message(
            "figures.chart.finding.single", language, topic=topic, period=one.figure.period, value=one.printed
        )  # fmt: skip
    return topic


def _period(figures: Iterable[ChartFigure]) -> str:
    """What is printed for the period of figures of one period, in the shortest way."""
    return min((one.figure.period for one in figures), key=lambda period: (len(period), period))


def _either(figures: Iterable[ChartFigure], language: str) -> str:
    """Values that contradict each other, the greatest first; a unit that all have is named once."""
    falling = sorted(figures, key=lambda one: (-one.allowed[1], one.printed))
    units = list(dict.fromkeys(one.unit for one in falling))
    bare = (" ".join(filter(None, (one.bound, one.figure.printed))) for one in falling)
    values = dict.fromkeys(bare if len(units) == 1 else (one.printed for one in falling))
    said = f" {message('figures.chart.or', language)} ".join(values)
    return f"{said} {units[0]}" if len(units) == 1 else said


def figures_with_evidence(
    project: Path, picture: ChartPicture, store: Store, copies: Mapping[str, Copy], language: str
) -> ChartPicture:
    """A chart with what its page shows; `copies` give the passages."""
    entries = disagreements.disagreements(store, language)
    behind = evidence(store, [claim_node(one.figure.claim) for one in picture.figures], language, copies)
    figures = [
        replace(
            one,
            evidence=behind[one.figure.claim],
            disagreements=[entries[entry] for entry in one.figure.disagreements],
        )
        for one in picture.figures
    ]
    values = [one.figure for one in picture.figures]
    names = dataset.short_names(project, store, picture.sources, language)
    title = picture.title if picture.title.endswith("?") else f"{picture.title}."
    citation = message(
        "figures.chart.cite", language, title=title, count=counted("figures", len(values), language),
        articles="; ".join(names.values()), own=dataset.own_citation(), state=dataset.state(project),
    )  # fmt: skip
    rows = figure_rows(values, lambda term: label(store, term, language).removeprefix("claim/"), language)
    told = [[*row, picture.sources[value.article]] for row, value in zip(rows, values, strict=True)]
    table = formats.write((*FIGURE_COLUMNS, "citation"), told, "csv")
    return replace(picture, figures=figures, citation=citation, csv=table)
