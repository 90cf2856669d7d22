"""What an article, or a change of the tables, does to what is known: one state of the tables held against another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgtools.claims.model import Claim, Fact, Outcome
from kgtools.compare.clash import Clash
from kgtools.compare.disagreements import covers
from kgtools.compare.outcomes import rows_by_target
from kgtools.compare.verdicts import DECIDED
from kgtools.curation.impact import answers
from kgtools.curation.impact.answers import AnswerChange
from kgtools.curation.impact.states import State
from kgtools.query.questions import Question
from kgtools.values import dates
from kgtools.values.dates import Date


@dataclass(frozen=True)
class Support:
    """A statement that is made again: a claim that makes it now, one that made it before, and its independent origins.

    `before` and `after` are numbers of origins. If they are the same, the statement is told again and no more: in a
    copied passage, by the same article, or after the same source.
    """

    claim: Claim
    earlier: Claim
    before: int
    after: int


@dataclass(frozen=True)
class Redated:
    """A date that is printed with another precision than before: the claim, an earlier one, and whether it is finer."""

    claim: Fact
    earlier: Fact
    finer: bool


@dataclass(frozen=True)
class NewClash:
    """A clash that was not there before, or not between these claims, and the id of the entry that can explain it.

    The id is empty if there is none.
    """

    clash: Clash
    entry: str


@dataclass(frozen=True)
class Decided:
    """A target of which something else became known: its first claim, its outcome before and now, by which claims.

    `proposed` tells that only arithmetic and equality say so yet, and data/outcomes.csv does not.
    """

    target: Claim
    before: str
    after: str
    by: tuple[Claim, ...]
    proposed: bool


@dataclass(frozen=True)
class Impact:
    """All that differs. Things are ids, sorted; statements are given by the first claim that makes each.

    `answers` begins with those of which older rows are gone; in the others rows are only added.
    """

    before: State
    after: State
    things_added: tuple[str, ...]
    things_removed: tuple[str, ...]
    statements_added: tuple[Claim, ...]
    statements_removed: tuple[Claim, ...]
    confirmed: tuple[Support, ...]
    told_again: tuple[Support, ...]
    weakened: tuple[Support, ...]
    redated: tuple[Redated, ...]
    clashes: tuple[NewClash, ...]
    clashes_gone: tuple[Clash, ...]
    targets: tuple[Decided, ...]
    answers: tuple[AnswerChange, ...]


def impact(before: State, after: State, questions: Iterable[Question]) -> Impact:
    """What differs from one state to another; `questions` are asked of both graphs."""
    old, new = before.statements, after.statements
    supports = list(_supports(before, after))
    now = {(clash.type, clash.question) for clash in after.clashes}
    found = sorted(answers.changes(before.store, after.store, questions), key=_older_first)
    return Impact(
        before,
        after,
        tuple(sorted(set(after.corpus.entities) - set(before.corpus.entities))),
        tuple(sorted(set(before.corpus.entities) - set(after.corpus.entities))),
        tuple(claims[0] for statement, claims in new.items() if statement not in old),
        tuple(claims[0] for statement, claims in old.items() if statement not in new),
        tuple(one for one in supports if one.after > one.before),
        tuple(one for one in supports if one.after == one.before),
        tuple(one for one in supports if one.after < one.before),
        tuple(_redated(before, after)),
        tuple(_clashes(before, after)),
        tuple(clash for clash in before.clashes if (clash.type, clash.question) not in now),
        tuple(_targets(before, after)),
        tuple(found),
    )


def _older_first(change: AnswerChange) -> tuple[bool, str]:
    return (not change.removed, change.question.name)


def _supports(before: State, after: State) -> Iterator[Support]:
    """The statements of both states that other claims make now, or that have another number of origins."""
    for statement, claims in after.statements.items():
        earlier = before.statements.get(statement)
        if earlier is None:
            continue
        keys = {claim.key for claim in earlier}
        added = [claim for claim in claims if claim.key not in keys]
        numbers = before.number_of_origins(statement), after.number_of_origins(statement)
        if added or numbers[0] != numbers[1]:
            yield from (Support(claim, earlier[0], *numbers) for claim in added or claims[:1])


def _redated(before: State, after: State) -> Iterator[Redated]:
    """Dates that lie within another that was known, or within which one lies; each with the first such."""
    known: dict[tuple[str, str, str], list[tuple[Fact, Date]]] = {}
    for fact, date in _dated(before):
        known.setdefault((fact.subject, fact.property, fact.modality), []).append((fact, date))
    for fact, date in _dated(after):
        others = known.get((fact.subject, fact.property, fact.modality), [])
        if any(other.edtf == date.edtf for _, other in others):
            continue
        nested = [(one, other) for one, other in others if date.agrees_with(other) and _days(date) != _days(other)]
        yield from (Redated(fact, one, _days(date) < _days(other)) for one, other in nested[:1])


def _dated(state: State) -> Iterator[tuple[Fact, Date]]:
    for fact in state.corpus.facts:
        if state.ontology.properties[fact.property].takes == "date":
            yield fact, dates.parse(fact.value)


def _days(date: Date) -> float:
    """How many days a date spans; endlessly many if an end is open."""
    return (date.latest - date.earliest).days if date.earliest and date.latest else float("inf")


def _clashes(before: State, after: State) -> Iterator[NewClash]:
    """The clashes of now that were not there, those without an entry first."""
    known = set(before.clashes)
    found = []
    for clash in after.clashes:
        if clash not in known:
            entries = (entry.id for entry in after.corpus.disagreements if covers(entry, clash))
            found.append(NewClash(clash, next(entries, "")))
    yield from sorted(found, key=lambda one: (one.entry != "", one.clash))


def _targets(before: State, after: State) -> Iterator[Decided]:
    """Known targets whose outcome differs, and those of which the machine sees that they could be decided now."""
    rows = rows_by_target(after.corpus, after.judge.targets)
    earlier = rows_by_target(before.corpus, before.judge.targets)
    groups = {before.judge.targets.key(told[0]): told for told in before.judge.targets.groups()}
    for told in after.judge.targets.groups():
        key = after.judge.targets.key(told[0])
        if key in groups:  # what is new is told elsewhere
            was, _, _ = _outcome(before, earlier.get(key), groups[key])
            now, by, proposed = _outcome(after, rows.get(key), told)
            if was != now:
                yield Decided(told[0], was, now, by, proposed)


def _outcome(state: State, row: Outcome | None, told: list[Claim]) -> tuple[str, tuple[Claim, ...], bool]:
    """What became of a target, by which claims, and whether only the machine says so."""
    if row is not None and row.outcome in DECIDED:
        return row.outcome, tuple(state.corpus.by_key[key] for key in row.decided_by), False
    outcome, behind = state.judge.verdict(told)
    if outcome in DECIDED:
        return outcome, tuple(behind), True
    return (outcome, (), True) if row is None else (row.outcome, (), False)
