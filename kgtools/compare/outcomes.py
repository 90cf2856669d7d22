"""What became of targets, plans and expectations: met, missed, disputed, open or unknowable.

Each target (see `compare.targets`) has one row in `data/outcomes.csv`, with the claims that tell it, the later
claims that decide it, and the reason. The machine proposes and checks the arithmetic; what it all means a curator
decides. A decision rests on what is printed, never on silence: where nothing is printed the target is open, or
unknowable, and the explanation says what is missing.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from kgtools.changing import ChosenByEach, Each, Gathered, Kept
from kgtools.claims.acceptance import not_accepted_of
from kgtools.claims.model import Claim, Corpus, Disagreement, Fact, Figure, Opinion, Outcome
from kgtools.compare.compared import said
from kgtools.compare.disagreements import by_claim
from kgtools.compare.targets import RECOMMENDING, Key, Targets, is_target, keys
from kgtools.compare.verdicts import (
    DECIDED,
    DISPUTED,
    MET,
    MISSED,
    OPEN,
    UNKNOWABLE,
    Judge,
    by_question,
    looking_ahead_from,
)
from kgtools.compare.verdicts import figures as figures_of
from kgtools.differing import Changed
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, of_ids
from kgtools.values import numbers

FILE = "data/outcomes.csv"
_NUMBER = re.compile(r"\d+(?:[ \u00a0]\d{3})*(?:\.\d+)?")


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with the outcomes: targets told in no row or in two, rows that tell none, what does not decide."""
    rows, targets = _rows.of(of_ids(corpus.outcomes)), Targets(said(corpus, things=False), ontology)
    told = _told.of(_told_in.of(rows))
    known = _by_target.of(_with_target.of(told, targets.keys))
    wrong = (_told_again.of(told), _told_apart.of(known), _reviewed(corpus, rows, targets))
    yield from chain.from_iterable(found for some in wrong for found in some.values())
    for key, target in sorted(_untold.of(targets.keys, told).items()):
        claim, hint = corpus.by_key[key], "kgtools targets --propose writes it"
        row = min(known[target]).row if target in known else None
        expected = f"its key in the row {row.id} of {FILE}" if row else f"a row of {FILE}"
        yield Finding(claim.file, claim.line, "the target has no outcome", key, expected, hint)


def rows_by_target(corpus: Corpus, targets: Targets) -> dict[Key, Outcome]:
    """The row of each target that has one, by what the claims of the target share."""
    found: dict[Key, Outcome] = {}
    for row in corpus.outcomes:
        for key in row.told_by:
            for target in targets.keys.get(key, ()):
                found.setdefault(target, row)
    return found


# -- which row tells which target ---------------------------------------------------------------------


class _Told(NamedTuple):
    """Where a claim is told: the line of a row, its id and the place in it; the claim and the row."""

    line: int
    id: str
    place: int
    key: str
    row: Outcome


def _claims_of(_: str, row: Outcome) -> dict[str, tuple[_Told, ...]]:
    found: dict[str, list[_Told]] = defaultdict(list)
    for place, key in enumerate(row.told_by):
        found[key].append(_Told(row.line, row.id, place, key, row))
    return {key: tuple(places) for key, places in found.items()}


def _target_of(_: str, told: Iterable[_Told], target: Same[Key] | None) -> dict[Key, tuple[_Told]] | None:
    """What a claim tells, where it is first told."""
    return {target[0]: (min(told),)} if target else None


def _once(key: str, told: Iterable[_Told]) -> list[Finding] | None:
    """Where a claim stands in a row that stands in one already."""
    first, *others = sorted(told)
    message, expected = "the claim is told in a row already", f"line {first.line} alone"
    return [_wrong(other.row, "told_by", message, key, expected) for other in others] or None


def _together(_: Key, told: Iterable[_Told]) -> list[Finding] | None:
    """Where claims of one target are told apart in two rows."""
    first, *others = sorted(told)
    hint, found = "put the claims in one row", []
    for other in others:
        if other.row is not first.row:
            message = f"{other.key} tells the same target as {first.key} of line {first.line}"
            found.append(_wrong(other.row, "told_by", message, other.row.id, f"one row, {first.row.id}", hint))
    return found or None


_rows = Kept[str, Outcome]()
_told_in = Each[str, Outcome, dict[str, tuple[_Told, ...]]](_claims_of)
_told = Gathered[str, _Told](in_order=False)
_told_again = Each[str, Same[_Told], list[Finding]](_once)
_with_target = Each[str, Same[_Told], dict[Key, tuple[_Told]]](_target_of)
_by_target = Gathered[Key, _Told](in_order=False)
_told_apart = Each[Key, Same[_Told], list[Finding]](_together)
_untold = Each[str, Same[Key], Key](lambda _, target, told: None if told else target[0])


def _wrong(row: Outcome, column: str, message: str, actual: str, expected: str = "", hint: str = "") -> Finding:
    return Finding(row.file, row.line, f"column '{column}': {message}", f"'{actual}'", expected, hint)


# -- what decides ---------------------------------------------------------------------------------------


def _reviewed(corpus: Corpus, rows: Mapping[str, Outcome], targets: Targets) -> Changed[str, list[Finding]]:
    """What is wrong with rows by the claims that they name; a row is reviewed again if what it rests on changes.

    It rests on these claims and what is known of them: what is planned of the same things, the other figures of the
    same question, the entries that name them, the days from which their articles look ahead.
    """
    those = said(corpus, things=False)
    told, decided = _told_by.of(rows, those.by_key), _decided_by.of(rows, those.by_key)
    rest = _resting.of(rows, told, decided)
    figures = _figures.of(rest, figures_of(those))
    return _reviews.of(
        rows, told, decided, figures,
        _naming.of(rows, by_claim(corpus)),
        _days.of(rest, looking_ahead_from(corpus)),
        _held.of(_articles_in.of(rest, figures), not_accepted_of(corpus)),
        _spoken_of.of(rest, targets.spoken_of),
        _telling.of(rest, targets.told),
        given=(targets.ontology,),
    )  # fmt: skip


@dataclass(frozen=True)
class _Rest:
    """What claims rest on: the questions of told figures, all articles, the ends of facts.

    And the articles of told claims that tell no target.
    """

    questions: tuple[tuple[str, str], ...]
    articles: frozenset[str]
    ends: frozenset[str]
    strange: tuple[str, ...]


def _rest(_: str, _row: Outcome, told: Same[Claim], decided: Same[Claim]) -> _Rest:
    claims = (*told, *decided)
    questions = {(claim.indicator, claim.flow) for claim in told if isinstance(claim, Figure)}
    strange = {claim.article for claim in told if not is_target(claim)}
    articles = frozenset(claim.article for claim in claims)
    ends = frozenset(end for claim in claims if isinstance(claim, Fact) for end in (claim.subject, claim.value))
    return as_before(_Rest(tuple(sorted(questions)), articles, ends, tuple(sorted(strange))))


def _articles(_: str, rest: _Rest, figures: Iterable[Same[Figure]]) -> frozenset[str]:
    """The articles of the claims on which a row rests."""
    return as_before(rest.articles.union(claim.article for some in figures for claim in some))


def _review(
    _: str,
    row: Outcome,
    told: Same[Claim],
    decided: Same[Claim],
    figures: Iterable[Same[Figure]],
    naming: Iterable[Same[Disagreement]],
    days: Iterable[tuple[str, datetime.date]],
    held: Iterable[frozenset[str]],
    spoken_of: Iterable[str],
    telling: Iterable[Same[Claim]],
    ontology: Ontology,
) -> list[Finding] | None:
    entries = {entry.id: entry for entry in chain.from_iterable(naming)}
    corpus = Corpus({}, {}, tuple(dict.fromkeys((*told, *decided))), tuple(entries.values()))
    judge = Judge(corpus, ontology)
    judge.held, judge.spoken_of, judge.looking_ahead_from = frozenset().union(*held), frozenset(spoken_of), dict(days)
    judge.figures = by_question(chain.from_iterable(figures))
    return [*_Review(corpus, judge, telling).row(row)] or None


_told_by = ChosenByEach[str, str, Claim](attrgetter("told_by"))
_decided_by = ChosenByEach[str, str, Claim](attrgetter("decided_by"))
_resting = Each[str, Outcome, _Rest](_rest)
_figures = ChosenByEach[str, tuple[str, str], Same[Figure]](attrgetter("questions"))
_articles_in = Each[str, _Rest, frozenset[str]](_articles)
_naming = ChosenByEach[str, str, Same[Disagreement]](attrgetter("told_by"))
_days = ChosenByEach[str, str, tuple[str, datetime.date]](attrgetter("articles"))
_held = ChosenByEach[str, str, frozenset[str]](sorted)
_spoken_of = ChosenByEach[str, str, str](attrgetter("ends"))
_telling = ChosenByEach[str, str, Same[Claim]](attrgetter("strange"))
_reviews = Each[str, Outcome, list[Finding]](_review)


class _Review:
    """Holds the rows of the outcomes against the claims that they name; `telling` are those of articles that tell."""

    def __init__(self, corpus: Corpus, judge: Judge, telling: Iterable[Sequence[Claim]]) -> None:
        self.corpus = corpus
        self.judge = judge
        self.telling = telling

    def row(self, row: Outcome) -> Iterator[Finding]:
        told = [self.corpus.by_key[key] for key in row.told_by]
        strange = [claim for claim in told if not is_target(claim)]
        for claim in strange:
            yield self.no_target(row, claim)
        if strange:
            return
        yield from self.explained(row)
        unfit = list(self.deciding(row, told))
        yield from unfit
        for target in () if unfit else told:
            if isinstance(target, Figure):
                yield from self.arithmetic(row, target)

    def no_target(self, row: Outcome, claim: Claim) -> Finding:
        """What to say of a claim that tells no target; of a recommendation, that it sets no expectation."""
        if isinstance(claim, Opinion) and claim.stance == RECOMMENDING:
            message, hint = "the claim recommends, which sets no expectation", "take it out"
        else:
            own = (target for targets in self.telling for target in targets)
            known = [target.key for target in own if target.article == claim.article]
            message, hint = "the claim is not a target", nearest(claim.key, known)
        return _wrong(row, "told_by", message, claim.key,
                      "a planned or target fact or figure, or an opinion that is expectant", hint)  # fmt: skip

    def deciding(self, row: Outcome, told: Sequence[Claim]) -> Iterator[Finding]:
        """What is wrong with the claims that are to decide a target: that they cannot, or that they are too few."""
        for key in row.decided_by:
            for reason, expected in self.judge.unfit(told, self.corpus.by_key[key], row.outcome in DECIDED):
                hint = "take it out or name another claim"
                yield _wrong(row, "decided_by", f"{key} {reason}", row.id, expected, hint)
        least = {MET: 1, MISSED: 1, DISPUTED: 2}.get(row.outcome, 0)
        if len(row.decided_by) < least:
            expected = f"{least} or more claims" if least > 1 else "the claim that decides it"
            hint = "where nothing in print decides it, the outcome is open or unknowable"
            message = f"the outcome is {row.outcome}, yet nothing decides it"
            yield _wrong(row, "decided_by", message, "", expected, hint)

    def explained(self, row: Outcome) -> Iterator[Finding]:
        """What the explanation lacks: of an undecided target the reason, of a decided one what the figures print."""
        if not row.explanation:
            decided = row.outcome in DECIDED
            expected = "what the deciding claims print" if decided else "what is missing: in print, a term, a measure"
            yield _wrong(row, "explanation", "the explanation is missing", "", expected)
            return
        printed = {numbers.parse_number(number) for number in _NUMBER.findall(row.explanation)}
        for key in row.decided_by if row.outcome in DECIDED else ():
            claim = self.corpus.by_key[key]
            if isinstance(claim, Figure) and numbers.parse_number(claim.value) not in printed:
                message = f"{key} decides the target, yet what it prints is not told"
                yield _wrong(row, "explanation", message, row.explanation, f"{claim.value} {claim.unit}")

    def arithmetic(self, row: Outcome, target: Figure) -> Iterator[Finding]:
        """Whether the outcome agrees with the values of the deciding figures."""
        named = [self.corpus.by_key[key] for key in row.decided_by]
        values = [claim for claim in named if isinstance(claim, Figure) and self.judge.same_question(target, claim)]
        reached = [claim for claim in values if self.judge.reaches(target, claim)]
        short = [claim for claim in values if claim not in reached]
        if row.outcome == MET and short and not reached:
            yield self.contradicted(row, target, short[0], "which is less")
        elif row.outcome == MET and short:
            yield self.contradicted(row, target, short[0], "which is less, while another reaches it")
        elif row.outcome == MISSED and reached:
            yield self.contradicted(row, target, reached[0], "which reaches it")
        elif row.outcome == MISSED and values and not any(self.judge.whole_term(target, claim) for claim in values):
            yield self.contradicted(row, target, short[0], "not of the whole term, which decides nothing")
        elif row.outcome == DISPUTED and values and not (reached and short):
            yield self.contradicted(row, target, values[0], "and no figure says otherwise")
        elif row.outcome in (OPEN, UNKNOWABLE) and reached:
            yield self.contradicted(row, target, reached[0], "which reaches it")
        elif row.outcome in (OPEN, UNKNOWABLE):
            outcome, claims = self.judge.figure(target)
            if outcome != OPEN:
                yield _wrong(row, "outcome", f"claims decide the target: {keys(claims)}", row.outcome, outcome)

    def contradicted(self, row: Outcome, target: Figure, claim: Figure, remark: str) -> Finding:
        message = f"{claim.key} has {claim.value} {claim.unit} ({claim.period or 'no period'}), {remark}"
        aim = f"an outcome that agrees with {target.value} {target.unit} ({target.period or 'no period'})"
        return _wrong(row, "outcome", message, row.outcome, aim)
