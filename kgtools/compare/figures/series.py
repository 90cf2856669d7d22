"""Figures against figures: which of a corpus cannot all hold.

Figures are grouped by series and time; within a group the extremes decide, so
that the work grows with the number of figures and not with the number of pairs. What is compared, and why
in this way, is written in docs/decisions/0008-comparing-figures.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kgtools.changing import ChosenByEach, Each, Gathered, Kept
from kgtools.claims.acceptance import PLANNED, TARGET
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure
from kgtools.compare.clash import Clash
from kgtools.compare.figures import anomalies, flows
from kgtools.compare.figures.derived import Derived
from kgtools.compare.figures.observations import INDICATOR, ClashText, Meanings, Observation, Series, Span, printed
from kgtools.compare.figures.relations import (
    CONTRADICTION,
    MIRROR,
    OTHER_PERIOD,
    OTHER_SCOPE,
    REVISED,
    ROUNDING,
    UNIT_SLIP,
    apart,
    enclosing,
    outermost,
    part_and_whole,
    rounded_off,
    slip,
)
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, grouped, joined, same


def clashes(corpus: Corpus, ontology: Ontology) -> Iterator[Clash]:
    """The clashes between the figures of a corpus, one for each series and time, sorted.

    Values that cannot all hold, totals that differ from the sum of their parts, one value stated for
    several times, one aim set for several dates, a part as great as its whole. Figures that the
    list of disagreements does not accept are compared too.
    """
    yield from sorted({clash for some in found(corpus, ontology).values() for clash in some})


def found(corpus: Corpus, ontology: Ontology) -> Changed[str, Same[Clash]]:
    """The same by their questions; the very same while nothing else clashes."""
    group_of, known = _joining(joined(tuple(_about_indicators.of(corpus.by_article).values())))
    by_indicator = _of_indicators.of(_by_indicator.of(corpus.by_article))
    figures, facts = _figures.of(_in_groups.of(by_indicator, _group_of.of(group_of))), _known.of(known)
    entities = _entities.of(_called.of(figures, facts), corpus.named)
    return _by_question.of(_clashes_of.of(figures, facts, entities, given=(ontology,)))


# Figures of indicators that no fact joins, such as growth to what grows, are never compared.


@for_the_same(4)
def _joining(known: Same[Fact]) -> tuple[dict[str, str], dict[str, Same[Fact]]]:
    """The group of each indicator that facts join with others, by the first of these; and the facts of each group."""
    groups: dict[str, list[str]] = {}
    for fact in known:
        if fact.value.startswith(INDICATOR):
            one, other = (groups.setdefault(name, [name]) for name in (fact.subject, fact.value))
            if one is not other:
                one += other
                groups.update(dict.fromkeys(other, one))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in known:
        facts[groups.get(fact.subject, [fact.subject])[0]].append(fact)
    group_of = {name: as_before(together[0]) for name, together in groups.items()}
    return group_of, {first: same(own) for first, own in facts.items()}


def _names(_: str, figures: Iterable[Figure], known: Same[Fact] | None) -> Same[str]:
    """What is called by its label where a clash is told: indicators and sides."""
    told = (name for one in figures for name in (one.indicator, one.measured, one.partner))
    return same(dict.fromkeys((*told, *(name for fact in known or () for name in (fact.subject, fact.value)))))


def _compared(
    _: str, figures: Iterable[Figure], known: Same[Fact] | None, entities: Iterable[Entity], ontology: Ontology
) -> dict[str, tuple[Clash, ...]]:
    """The clashes of the figures of a group by their questions; `known` are the facts about its indicators."""
    ordered = sorted(figures, key=lambda figure: (figure.article, figure.id))
    by_question: dict[str, list[Clash]] = defaultdict(list)
    for clash in _clashes(ordered, known or (), entities, ontology):
        by_question[clash.question].append(clash)
    return {question: tuple(clashes) for question, clashes in by_question.items()}


_by_indicator = Each[str, Same[Claim], dict[str, Same[Figure]]](
    lambda _, claims: grouped(same(claim for claim in claims if isinstance(claim, Figure)), "indicator")
)
_about_indicators = Each[str, Same[Claim], Same[Fact]](
    lambda _, claims: same(one for one in claims if isinstance(one, Fact) and one.subject.startswith(INDICATOR)),
    in_order=True,
)
_of_indicators = Gathered[str, Figure](in_order=False)
_group_of, _known = Kept[str, str](), Kept[str, Same[Fact]]()
_in_groups = Each[str, Same[Figure], dict[str, Same[Figure]]](
    lambda indicator, figures, group: {group or indicator: figures}
)
_figures = Gathered[str, Figure](in_order=False)
_called = Each[str, Same[Figure], Same[str]](_names)
_entities = ChosenByEach[str, str, Entity](lambda names: names)
_clashes_of = Each[str, Same[Figure], dict[str, tuple[Clash, ...]]](_compared)
_by_question = Gathered[str, Clash](in_order=False)


def _clashes(
    figures: Iterable[Figure], known: Iterable[Fact], entities: Iterable[Entity], ontology: Ontology
) -> list[Clash]:
    """The same, from the figures and the facts about indicators."""
    corpus = Corpus({entity.id: entity for entity in entities}, {}, (*known, *figures), ())
    meanings = Meanings.of(corpus)
    observations = printed(corpus, ontology, meanings)
    derived = Derived(observations, meanings)
    by_series: dict[Series, list[Observation]] = defaultdict(list)
    for observation in (*observations, *derived.observations):
        by_series[observation.series].append(observation)
    describe = ClashText(corpus)
    every: set[Clash] = set()
    for series, answers in by_series.items():
        if series.modality == TARGET:
            every.update(anomalies.moved(series, answers, describe))
        else:
            every.update(_values(series, answers, meanings.additive(series), describe))
            if series.flow and (meanings.level(series.indicator) or series.indicator in meanings.share):
                every.update(anomalies.repeated(series, answers, describe))
        if meanings.additive(series):
            every.update(anomalies.whole_like_part(series, answers, describe))
    every.update(anomalies.totals(derived, describe))
    every.update(anomalies.rates(observations, meanings, describe))
    every.update(anomalies.parts(observations, meanings, describe))
    return sorted(every)


def _values(series: Series, answers: list[Observation], additive: bool, describe: ClashText) -> Iterator[Clash]:
    """One clash for each time, with the times within it if the values of parts add up to the whole."""
    times: dict[Span, list[Observation]] = defaultdict(list)
    undated: dict[str, list[Observation]] = defaultdict(list)
    for observation in answers:
        if observation.span:
            times[observation.span].append(observation)
        else:
            undated[observation.period].append(observation)
    groups: dict[Span, set[Observation]] = defaultdict(set)
    around = outermost(times) if additive else {}
    for span, group in times.items():
        slips = set(_slips(group, answers))
        for one, others in slips:
            yield describe.clash(UNIT_SLIP, series, one.period, (one, *others), "a power of ten apart")
        slipped = {one for one, _ in slips}
        # A slip is one clash; what the rest says to each other, and to it, is another.
        if not slipped or apart(observation for observation in group if observation not in slipped):
            groups[around.get(span, span)] |= apart(group)
    for span, wholes in enclosing(times) if additive else ():
        for whole in wholes:
            groups[around.get(span, span)] |= part_and_whole(times[span], times[whole], span, whole)
    for span, clashing in sorted(groups.items()):
        if clashing:
            time = min((observation.period for observation in answers if observation.span == span), key=len, default="")
            yield describe.clash(_type(series, clashing), series, time, clashing, "these cannot all hold")
    for period, group in undated.items():
        yield from _undated(series, period, group, describe)


def _slips(
    group: list[Observation], answers: list[Observation]
) -> Iterator[tuple[Observation, tuple[Observation, ...]]]:
    """Printed figures a power of ten away from others of their time, each with those others.

    The values of the time are divided at their widest gap. On the side with fewer of them lies the
    slip; of two as strong, on the side farther from what is stated for other times.
    """
    clashing = sorted((r for r in apart(group) if r.value > 0), key=lambda one: (one.value, one.claims))
    gaps = [(high.value / low.value, place) for place, (low, high) in enumerate(pairwise(clashing), 1)]
    if not gaps:
        return
    _, place = max(gaps)
    few, many = sorted((clashing[:place], clashing[place:]), key=lambda side: (len(side), side[0].derived))
    if len(few) == len(many):
        elsewhere = sorted(r.value for r in answers if r not in clashing and r.value > 0)
        if elsewhere:
            usual = elsewhere[len(elsewhere) // 2]
            few, many = sorted((few, many), key=lambda side: -max(side[0].value / usual, usual / side[0].value))
    for one in few:
        others = tuple(other for other in many if slip(one, other))
        if others and not one.derived:
            yield one, others


def _type(series: Series, clashing: Iterable[Observation]) -> str:
    """What kind of clash several values are that cannot all hold."""
    observations = list(clashing)
    spans = {observation.span for observation in observations}
    by_value = sorted(observations, key=lambda observation: observation.value)
    coarsest = max(observations, key=lambda observation: observation.step)
    if len(spans) == 1 and all(rounded_off(one, coarsest) for one in (by_value[0], by_value[-1])):
        return ROUNDING
    if series.flow in flows.outward() and _only_between(
        observations, [observation.teller for observation in observations]
    ):
        return MIRROR
    reporters = [observation.reporter for observation in observations]
    if all(reporters):
        if len(set(reporters)) == 1 and len({observation.article for observation in observations}) > 1:
            return REVISED
        if _only_between(observations, reporters):
            return MIRROR if series.flow else OTHER_SCOPE
    return CONTRADICTION


def _only_between(observations: list[Observation], sides: list[str]) -> bool:
    """Whether the observations disagree only across sides, and each side is at one with itself."""
    group: dict[tuple[str, Span | None], list[Observation]] = defaultdict(list)
    for side, observation in zip(sides, observations, strict=True):
        group[side, observation.span].append(observation)
    if len({side for side in sides if side}) < 2 or any(apart(found) for found in group.values()):
        return False
    by_side: dict[str, dict[Span, list[Observation]]] = defaultdict(dict)
    for (side, span), found in group.items():
        if span:
            by_side[side][span] = found
    return not any(
        part_and_whole(times[part], times[whole], part, whole)
        for times in by_side.values()
        for part, wholes in enclosing(times)
        for whole in wholes
    )


def _undated(series: Series, period: str, group: list[Observation], describe: ClashText) -> Iterator[Clash]:
    """Values without a time, or up to an open end, from different articles.

    Of one article they are taken as a run from one value to another. Between articles the missing
    time may explain the difference; a plan has one value at a time, whenever it is stated.
    """
    derived = [observation for observation in group if observation.derived]
    for observation in derived:
        own = [other for other in group if not other.derived and other.article == observation.article]
        clashing = apart([observation, *own])
        if clashing:
            yield describe.clash(CONTRADICTION, series, period, clashing, "these cannot all hold")
    clashing = apart(observation for observation in group if not observation.derived)
    if len({observation.article for observation in clashing}) < 2:
        return
    slips = list(_slips(list(clashing), []))
    for one, others in slips:
        yield describe.clash(UNIT_SLIP, series, period, (one, *others), "a power of ten apart")
    rest = apart(clashing - {one for one, _ in slips})
    if rest:
        planned = series.modality == PLANNED
        clash_type = CONTRADICTION if planned else OTHER_PERIOD
        yield describe.clash(
            clash_type, series, period or "undated", rest,
            "these cannot all hold" if planned else "they can hold only at different times, and none is printed",
        )  # fmt: skip
