"""Figures against figures: how two readings stand to each other, and which figures cannot all hold.

What is compared, and why in this way, is written in docs/decisions/0008-comparing-figures.md. Figures
are grouped by the question they answer and by their time; within a group the extremes decide, so that
the work grows with the number of figures and not with the number of pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from kgtools import dates
from kgtools.claims import Corpus
from kgtools.compare.clash import Clash
from kgtools.compare.derived import Derived
from kgtools.compare.readings import EXPORT, Meanings, Question, Reading, Span, printed
from kgtools.vocabulary import Vocabulary

SAME, COMPATIBLE, UNRELATED = "same", "compatible", "unrelated"
OTHER_PERIOD, OTHER_SCOPE = "other-period", "other-scope"
ROUNDING, UNIT_SLIP, MIRROR = "rounding", "unit-slip", "mirror-statistics"
REVISED, CONTRADICTION = "revised-later", "contradiction"

_TARGET, _PLANNED = "target", "planned"
_SLIP = Decimal("0.01")  # two values that differ by a thousandfold may differ by this share besides
_REST = 5  # how many times as fast the rest of a time may run as the part of it that is told
_FAR = 1000  # code points: values told nearer to each other than that belong to one series
_YEARS = 5  # a value met again later than this is chance


def relation(a: Reading, b: Reading) -> str:
    """How two readings stand to each other; the same whichever comes first.

    `same` (equal bounds) and `compatible` (some value fits both) are no clash. `other-period` and
    `other-scope` are not comparable: another time, another flow, another thing of which it is
    measured. The rest differ: by less than one unit of the coarser last digit (`rounding`), by a power
    of ten (`unit-slip`), because each side of a flow has books of its own (`mirror-statistics`), or
    because one office was cited by two articles, or one aim was set for two dates (`revised-later`);
    what is left is a `contradiction`. Another indicator, unit or modality is `unrelated`.
    """
    ours, theirs = a.question, b.question
    if (ours.modality, ours.indicator, ours.unit) != (theirs.modality, theirs.indicator, theirs.unit):
        return UNRELATED
    if ours != theirs:
        return OTHER_SCOPE
    same_time = a.period == b.period or (a.span is not None and a.span == b.span)
    if ours.modality == _TARGET and not same_time:
        return REVISED if a.period and b.period and a.value == b.value else OTHER_PERIOD
    if not same_time:
        return OTHER_PERIOD
    if a.interval == b.interval:
        return SAME
    if a.interval.overlaps(b.interval):
        return COMPATIBLE
    if ours.modality == _TARGET:
        return REVISED
    if slip(a, b):
        return UNIT_SLIP
    if rounded_off(a, b):
        return ROUNDING
    if ours.flow == EXPORT and a.teller != b.teller:
        return MIRROR
    if a.reporter and b.reporter and a.reporter != b.reporter:
        return MIRROR if ours.flow else OTHER_SCOPE
    if a.reporter and a.reporter == b.reporter and a.article != b.article:
        return REVISED
    if not a.period and ours.modality != _PLANNED and a.article != b.article:
        return OTHER_PERIOD
    return CONTRADICTION


def slip(a: Reading, b: Reading) -> bool:
    """Whether two values differ by a power of ten and hardly else: a wrong unit, or a digit too many.

    Between thousands, millions and billions a unit may have been mistaken, and a hundredth of
    difference besides is allowed; for the other powers of ten the digits must be the same, and more
    than one.
    """
    if a.value * b.value <= 0:
        return False
    power = int((a.value / b.value).log10().to_integral_value())
    if power == 0:
        return False
    shifted = b.interval.scaled(Decimal(1).scaleb(power))
    if power % 3 == 0:
        return a.interval.widened(_SLIP).overlaps(shifted.widened(_SLIP))
    return _digits(a) == _digits(b) and len(_digits(a)) > 1


def rounded_off(a: Reading, b: Reading) -> bool:
    """Whether two values differ by less than one unit of the coarser last digit, and by a tenth at most.

    So 4.0 and 4.07; but 4.1 and 5 are not one value rounded in two ways.
    """
    apart = abs(a.value - b.value)
    return apart < max(a.step, b.step) and 10 * apart <= max(abs(a.value), abs(b.value))


def _digits(reading: Reading) -> tuple[int, ...]:
    """The digits of a value without zeros at either end."""
    return reading.value.normalize().as_tuple().digits


def clashes(corpus: Corpus, vocabulary: Vocabulary) -> Iterator[Clash]:
    """The clashes between the figures of a corpus, one for each question and time, sorted.

    Values that cannot all hold, totals that differ from the sum of their parts, one value told of
    several times, one aim set for several dates, a part as great as its whole. Figures that the
    ledger holds back are compared too.
    """
    meanings = Meanings.of(corpus)
    readings = printed(corpus, vocabulary, meanings)
    derived = Derived(readings, meanings)
    questions: dict[Question, list[Reading]] = defaultdict(list)
    for reading in (*readings, *derived.readings):
        questions[reading.question].append(reading)
    say = _Words(corpus)
    found: set[Clash] = set()
    for question, answers in questions.items():
        if question.modality == _TARGET:
            found.update(_moved(question, answers, say))
        else:
            found.update(_values(question, answers, meanings.additive(question), say))
            if question.flow and (meanings.level(question.indicator) or question.indicator in meanings.share):
                found.update(_repeated(question, answers, say))
        if meanings.additive(question):
            found.update(_whole_like_part(question, answers, say))
    found.update(_totals(derived, say))
    found.update(_parts(readings, meanings, say))
    yield from sorted(found)


class _Words:
    """Names for the `why` of a clash."""

    def __init__(self, corpus: Corpus) -> None:
        self.labels = {identifier: entity.labels[0].value for identifier, entity in corpus.entities.items()}

    def question(self, question: Question) -> str:
        between = [self.labels.get(one, one) for one in (question.measured, question.partner) if one]
        joined = (" to " if question.flow == EXPORT else " – ").join(between)
        return f"{self.labels.get(question.indicator, question.indicator)} {question.flow}".strip() + f", {joined}"

    def clash(self, type_: str, question: Question, time: str, readings: Iterable[Reading], what: str) -> Clash:
        ordered = sorted(readings, key=lambda reading: (reading.period, reading.claims, reading.says))
        claims = tuple(sorted({key for reading in ordered for key in reading.claims}))
        of = f", {time}" if time else ""
        parts = "; ".join(
            reading.says + (f" for {reading.period}" if reading.period and reading.period != time else "")
            for reading in ordered
        )
        return Clash(type_, claims, f"{self.question(question)}{of}: {parts}: {what}")


# -- values that cannot all hold ---------------------------------------------------------------------


def _values(question: Question, answers: list[Reading], additive: bool, say: _Words) -> Iterator[Clash]:
    """One clash for each time, with the times within it if the values of parts add up to the whole."""
    times: dict[Span, list[Reading]] = defaultdict(list)
    undated: dict[str, list[Reading]] = defaultdict(list)
    for reading in answers:
        if reading.span:
            times[reading.span].append(reading)
        else:
            undated[reading.period].append(reading)
    groups: dict[Span, set[Reading]] = defaultdict(set)
    outermost = _outermost(times) if additive else {}
    for span, told in times.items():
        slips = set(_slips(told, answers))
        for one, others in slips:
            yield say.clash(UNIT_SLIP, question, one.period, (one, *others), "a power of ten apart")
        rest = [reading for reading in told if reading not in {one for one, _ in slips}]
        groups[outermost.get(span, span)] |= _apart(rest)
    for span, wholes in _enclosing(times) if additive else ():
        for whole in wholes:
            groups[outermost.get(span, span)] |= _part_and_whole(times[span], times[whole], span, whole)
    for span, apart in sorted(groups.items()):
        if apart:
            time = min((reading.period for reading in answers if reading.span == span), key=len, default="")
            yield say.clash(_type(question, apart), question, time, apart, "these cannot all hold")
    for period, told in undated.items():
        yield from _undated(question, period, told, say)


def _apart(told: Iterable[Reading]) -> set[Reading]:
    """The readings of one time that do not overlap with every other: the extreme bounds decide."""
    readings = list(told)
    if len(readings) < 2:
        return set()
    highest_low = max(reading.interval.low for reading in readings)
    lowest_high = min(reading.interval.high for reading in readings)
    return {r for r in readings if r.interval.low > lowest_high or r.interval.high < highest_low}


def _part_and_whole(parts: list[Reading], wholes: list[Reading], part: Span, whole: Span) -> set[Reading]:
    """Readings of a part of a time and of the whole that do not go together.

    The part is greater than the whole, or, if it is half of the time or more, so small that the rest
    would have to run more than five times as fast.
    """
    found: set[Reading] = set()
    least, most = (min(r.interval.high for r in wholes), max(r.interval.low for r in wholes))
    found |= {r for r in parts if r.interval.low > least}
    greatest = max(r.interval.low for r in parts)
    found |= {r for r in wholes if r.interval.high < greatest}
    days, all_days = ((span[1] - span[0]).days + 1 for span in (part, whole))
    if 2 * days < all_days:
        return found
    reach = 1 + _REST * Decimal(all_days - days) / Decimal(days)
    smallest = min(r.interval.high for r in parts)
    found |= {r for r in parts if r.interval.high * reach < most}
    found |= {r for r in wholes if r.interval.low > smallest * reach}
    return found


def _enclosing(times: Iterable[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Each time with the longer ones that it lies in."""
    open_: list[Span] = []
    for span in sorted(times, key=lambda span: (span[0], -span[1].toordinal())):
        open_ = [longer for longer in open_ if longer[1] >= span[0]]
        wholes = [longer for longer in open_ if longer[1] >= span[1]]
        if wholes:
            yield span, wholes
        open_.append(span)


def _outermost(times: Iterable[Span]) -> dict[Span, Span]:
    return {span: wholes[0] for span, wholes in _enclosing(times)}


def _slips(told: list[Reading], answers: list[Reading]) -> Iterator[tuple[Reading, tuple[Reading, ...]]]:
    """Printed figures a power of ten away from others of their time, each with those others.

    The values of the time are parted at their widest gap. On the side with fewer of them lies the
    slip; of two as strong, on the side farther from what is told of other times.
    """
    apart = sorted((r for r in _apart(told) if r.value > 0), key=lambda reading: (reading.value, reading.claims))
    gaps = [(high.value / low.value, place) for place, (low, high) in enumerate(pairwise(apart), 1)]
    if not gaps:
        return
    _, place = max(gaps)
    few, many = sorted((apart[:place], apart[place:]), key=lambda side: (len(side), side[0].derived))
    if len(few) == len(many):
        elsewhere = sorted(r.value for r in answers if r not in apart and r.value > 0)
        if elsewhere:
            usual = elsewhere[len(elsewhere) // 2]
            few, many = sorted((few, many), key=lambda side: -max(side[0].value / usual, usual / side[0].value))
    for one in few:
        others = tuple(other for other in many if slip(one, other))
        if others and not one.derived:
            yield one, others


def _type(question: Question, apart: Iterable[Reading]) -> str:
    """What kind of clash several values are that cannot all hold."""
    readings = list(apart)
    spans = {reading.span for reading in readings}
    by_value = sorted(readings, key=lambda reading: reading.value)
    coarsest = max(readings, key=lambda reading: reading.step)
    if len(spans) == 1 and all(rounded_off(one, coarsest) for one in (by_value[0], by_value[-1])):
        return ROUNDING
    if question.flow == EXPORT and _only_between(readings, [reading.teller for reading in readings]):
        return MIRROR
    reporters = [reading.reporter for reading in readings]
    if all(reporters):
        if len(set(reporters)) == 1 and len({reading.article for reading in readings}) > 1:
            return REVISED
        if _only_between(readings, reporters):
            return MIRROR if question.flow else OTHER_SCOPE
    return CONTRADICTION


def _only_between(readings: list[Reading], sides: list[str]) -> bool:
    """Whether the readings disagree only across sides, and each side is at one with itself."""
    told: dict[tuple[str, Span | None], list[Reading]] = defaultdict(list)
    for side, reading in zip(sides, readings, strict=True):
        told[side, reading.span].append(reading)
    if len({side for side in sides if side}) < 2 or any(_apart(found) for found in told.values()):
        return False
    by_side: dict[str, dict[Span, list[Reading]]] = defaultdict(dict)
    for (side, span), found in told.items():
        if span:
            by_side[side][span] = found
    return not any(
        _part_and_whole(times[part], times[whole], part, whole)
        for times in by_side.values()
        for part, wholes in _enclosing(times)
        for whole in wholes
    )


def _undated(question: Question, period: str, told: list[Reading], say: _Words) -> Iterator[Clash]:
    """Values without a time, or up to an open end, from different articles.

    Of one article they are taken as a series: from one value to another. Between articles the missing
    time may explain the difference; a plan has one value at a time, whenever it is told.
    """
    derived = [reading for reading in told if reading.derived]
    for reading in derived:
        own = [other for other in told if not other.derived and other.article == reading.article]
        if apart := _apart([reading, *own]) if own else set():
            yield say.clash(CONTRADICTION, question, period, apart, "these cannot all hold")
    apart = _apart(reading for reading in told if not reading.derived)
    if len({reading.article for reading in apart}) < 2:
        return
    slips = list(_slips(list(apart), []))
    for one, others in slips:
        yield say.clash(UNIT_SLIP, question, period, (one, *others), "a power of ten apart")
    rest = _apart(apart - {one for one, _ in slips})
    if rest:
        planned = question.modality == _PLANNED
        type_ = CONTRADICTION if planned else OTHER_PERIOD
        yield say.clash(
            type_, question, period or "undated", rest,
            "these cannot all hold" if planned else "they can hold only at different times, and none is printed",
        )  # fmt: skip


# -- one value, several times ------------------------------------------------------------------------


def _repeated(question: Question, answers: list[Reading], say: _Words) -> Iterator[Clash]:
    """The same printed value for times that do not lie within each other and are near: was it moved?

    Told side by side, or by one origin, equal values are a series. A value of a single digit may well
    come again, and counts only if one article tells it twice.
    """
    by_value: dict[Decimal, list[Reading]] = defaultdict(list)
    for reading in answers:
        if not reading.derived and reading.span:
            by_value[reading.value].append(reading)
    for readings in by_value.values():
        readings.sort(key=lambda reading: (reading.span, reading.claims))
        involved: set[Reading] = set()
        for place, later in enumerate(readings):
            for earlier in readings[max(0, place - 20) : place]:
                if _looks_moved(earlier, later):
                    involved |= {earlier, later}
        if involved:
            # Times that lie within one of those that clash belong to the same question.
            yield say.clash(OTHER_PERIOD, question, "", involved, "one value is told of several times")


def _looks_moved(a: Reading, b: Reading) -> bool:
    first, second = a.span, b.span
    assert first
    assert second
    if _within(first, second) or _within(second, first) or second[0].year - first[1].year > _YEARS:
        return False
    if a.origin and a.origin == b.origin:
        return False
    if a.article == b.article:
        return abs(a.place - b.place) > _FAR
    return len(_digits(a)) > 1


def _within(a: Span, b: Span) -> bool:
    return b[0] <= a[0] and a[1] <= b[1]


def _whole_like_part(question: Question, answers: list[Reading], say: _Words) -> Iterator[Clash]:
    """The same printed value for a time and for a part of it, as if the rest had brought nothing."""
    times: dict[Span, list[Reading]] = defaultdict(list)
    for reading in answers:
        if reading.span:
            times[reading.span].append(reading)
    for span, longer in _enclosing(times):
        for whole in longer:
            wholes = {r.value: r for r in times[whole] if not r.derived}
            alike = {r for r in times[span] if r.value in wholes}
            if any(not reading.derived for reading in alike):
                both = alike | {r for r in times[whole] if not r.derived and r.value in {p.value for p in alike}}
                what = "the whole time is given the value of its part"
                yield say.clash(OTHER_PERIOD, question, "", both, what)


def _moved(question: Question, answers: list[Reading], say: _Words) -> Iterator[Clash]:
    """One aim set for several dates, or several aims for one date. Undated aims are only vaguer."""
    by_value: dict[Decimal, dict[object, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    by_date: dict[object, list[Reading]] = defaultdict(list)
    for reading in answers:
        due = dates.parse(reading.period).latest if reading.period else None
        if due and not reading.derived:
            by_value[reading.value][due].append(reading)
            by_date[due].append(reading)
    for due_dates in by_value.values():
        if len(due_dates) > 1:
            told = [reading for readings in due_dates.values() for reading in readings]
            yield say.clash(REVISED, question, "", told, "one aim is set for different dates")
    for readings in by_date.values():
        if apart := _apart(readings):
            yield say.clash(REVISED, question, "", apart, "different aims are set for one date")


# -- totals and parts --------------------------------------------------------------------------------


def _totals(derived: Derived, say: _Words) -> Iterator[Clash]:
    """Totals that rounding explains and that still are not the sum of the numbers printed beside them."""
    for sum_, total in derived.totals:
        if sum_.interval.overlaps(total.interval) and abs(sum_.value - total.value) >= max(sum_.step, total.step):
            what = "the last digits do not add up"
            yield say.clash(ROUNDING, total.question, total.period, (sum_, total), what)


def _parts(readings: list[Reading], meanings: Meanings, say: _Words) -> Iterator[Clash]:
    """Parts greater than their whole, as great as it, or so near to it that one seems to be missing."""
    places: dict[tuple[str, ...], dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for reading in readings:
        question = reading.question
        scope = (question.modality, question.measured, question.partner, question.flow, question.unit, reading.period)
        places[scope][question.indicator].append(reading)
    below: dict[str, list[str]] = defaultdict(list)
    for part, whole in meanings.whole.items():
        below[whole].append(part)
    for told in places.values():
        for indicator in sorted(told.keys() & below.keys()):
            parts = [reading for part in below[indicator] for reading in told.get(part, [])]
            if parts:
                yield from _part_of(told[indicator], parts, say)


def _part_of(wholes: list[Reading], parts: list[Reading], say: _Words) -> Iterator[Clash]:
    question = wholes[0].question
    time = wholes[0].period
    least = min(reading.interval.high for reading in wholes)
    greater = [reading for reading in parts if reading.interval.low > least]
    if greater:
        smaller = [r for r in wholes if r.interval.high < max(part.interval.low for part in greater)]
        yield say.clash(CONTRADICTION, question, time, (*greater, *smaller), "a part is greater than the whole")
    by_value: dict[Decimal, list[Reading]] = defaultdict(list)
    for reading in parts:
        by_value[reading.value].append(reading)
    for value, whole in {reading.value: reading for reading in wholes}.items():
        alike = [reading for reading in by_value[value] if reading.article != whole.article]
        if alike:
            same = [reading for reading in wholes if reading.value == value]
            what = "one value is told of a part and of the whole"
            yield say.clash(OTHER_SCOPE, question, time, (*alike, *same), what)
    for whole in wholes:
        own = [reading for reading in parts if reading.article == whole.article]
        kinds = {reading.question.indicator for reading in own}
        if len(kinds) < 2 or len(own) > len(kinds):
            continue
        total = sum((reading.interval for reading in own[1:]), own[0].interval)
        missing = whole.value - sum(reading.value for reading in own)
        if not total.overlaps(whole.interval) and missing < min(reading.value for reading in own):
            what = f"the parts make {sum(reading.value for reading in own):f}, not {whole.value:f}"
            yield say.clash(OTHER_SCOPE if missing > 0 else CONTRADICTION, question, time, (whole, *own), what)
