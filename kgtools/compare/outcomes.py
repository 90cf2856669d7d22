"""What became of targets, plans and expectations: met, missed, disputed, open or unknowable.

Each target (see `compare.targets`) has one row in `data/outcomes.csv`, with the claims that tell it, the later
claims that decide it, and the reason. The machine proposes and checks the arithmetic; what it all means a curator
decides. A decision rests on what is printed, never on silence: where nothing is printed the target is open, or
unknowable, and the explanation says what is missing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kgtools.changing import Chosen
from kgtools.claims.acceptance import not_accepted_of
from kgtools.claims.model import Claim, Corpus, Disagreement, Fact, Figure, Opinion, Outcome
from kgtools.compare.compared import said
from kgtools.compare.disagreements import by_claim
from kgtools.compare.targets import RECOMMENDING, Key, Targets, is_target, keys, told_in
from kgtools.compare.verdicts import DECIDED, DISPUTED, MET, MISSED, OPEN, UNKNOWABLE, Judge, by_question
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, joined, pieces, same
from kgtools.values import numbers

FILE = "data/outcomes.csv"
_NUMBER = re.compile(r"\d+(?:[ \u00a0]\d{3})*(?:\.\d+)?")


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with the outcomes: targets told in no row or in two, rows that tell none, what does not decide."""
    wrong, untold = _held_against(said(corpus, things=False), corpus.disagreements, corpus.outcomes, ontology)
    yield from wrong
    for key, known in untold.items():
        claim, hint = corpus.by_key[key], "kgtools targets --propose writes it"
        expected = f"its key in the row {known.id} of {FILE}" if known else f"a row of {FILE}"
        yield Finding(claim.file, claim.line, "the target has no outcome", key, expected, hint)


@for_the_same(4)
def _held_against(
    those: Corpus, entries: tuple[Disagreement, ...], rows: tuple[Outcome, ...], ontology: Ontology
) -> tuple[list[Finding], dict[str, Outcome | None]]:
    """What is wrong with rows, held against what is said, and claims whose target no row tells, with a row of it."""
    corpus = replace(those, disagreements=entries, outcomes=rows)
    judge = Judge(corpus, ontology)
    told = _told(rows)
    targets = tuple([judge.targets.keys.get(key) for key, _ in told])
    wrong = [*_told_apart(told, targets), *_reviewed(corpus, judge)]
    untold = judge.targets.keys.keys() - {key for key, _ in told}
    by_target = _by_target(told, targets) if untold else {}
    return wrong, {key: by_target.get(judge.targets.keys[key]) for key in sorted(untold)}


def rows_by_target(corpus: Corpus, targets: Targets) -> dict[Key, Outcome]:
    """The row of each target that has one, by what the claims of the target share."""
    told = _told(corpus.outcomes)
    return _by_target(told, tuple([targets.keys.get(key) for key, _ in told]))


_Told = Same[tuple[str, Outcome]]


@for_the_same(4)
def _told(rows: tuple[Outcome, ...]) -> _Told:
    """The claims that rows tell, each with its row."""
    return same((key, row) for row in rows for key in row.told_by)


@for_the_same(4)
def _by_target(told: _Told, targets: tuple[Key | None, ...]) -> dict[Key, Outcome]:
    found: dict[Key, Outcome] = {}
    for target, (_, row) in zip(targets, told, strict=True):
        if target is not None:
            found.setdefault(target, row)
    return found


@for_the_same(4)
def _told_apart(told: _Told, targets: tuple[Key | None, ...]) -> list[Finding]:
    """Claims that stand in two rows, and claims of one target that are told apart in two."""
    claims: dict[str, Outcome] = {}
    groups: dict[Key, tuple[str, Outcome]] = {}
    found = []
    for target, (key, row) in zip(targets, told, strict=True):
        if key in claims:
            line = claims[key].line
            found.append(_wrong(row, "told_by", "the claim is told in a row already", key, f"line {line} alone"))
        elif target is not None:
            first, other = groups.setdefault(target, (key, row))
            if other is not row:
                message = f"{key} tells the same target as {first} of line {other.line}"
                hint = "put the claims in one row"
                found.append(_wrong(row, "told_by", message, row.id, f"one row, {other.id}", hint))
        claims.setdefault(key, row)
    return found


def _wrong(row: Outcome, column: str, message: str, actual: str, expected: str = "", hint: str = "") -> Finding:
    return Finding(row.file, row.line, f"column '{column}': {message}", f"'{actual}'", expected, hint)


def _reviewed(corpus: Corpus, judge: Judge) -> Iterator[Finding]:
    """What is wrong with rows by the claims that they name; some rows are reviewed again if what they rest on changes.

    They rest on these claims and what is known of them: what is planned of the same things, the other figures of the
    same question, the entries that name them, the days from which their articles look ahead.
    """
    naming, days, held = by_claim(corpus), judge.looking_ahead_from, not_accepted_of(corpus)
    for rows in pieces(corpus.outcomes):
        told_by, decided_by = _keys(rows)
        told, decided = (_with_keys.of(those, corpus.by_key) for those in (told_by, decided_by))
        rest = _rest(told, decided)
        figures = tuple(judge.figures.get(question, _NONE) for question in rest.questions)
        articles = {*rest.articles, *(article for some in figures for article in _articles(some))}
        yield from _review(
            rows, told, decided, figures,
            tuple(map(naming.get, told_by)),
            frozenset((article, days[article]) for article in rest.articles if article in days),
            tuple(held[article] for article in sorted(articles & held.keys())),
            judge.spoken_of & rest.ends,
            tuple(told_in(corpus.by_article[article]) for article in rest.strange),
            judge.ontology,
        )  # fmt: skip


_NONE: Same[Figure] = same(())
_with_keys = Chosen[str, Claim]()


@for_the_same(1024)
def _keys(rows: Same[Outcome]) -> tuple[Same[str], Same[str]]:
    """The keys of the claims that rows tell, and of those that decide them."""
    return same(key for row in rows for key in row.told_by), same(key for row in rows for key in row.decided_by)


@dataclass(frozen=True)
class _Rest:
    """What claims rest on: the questions of told figures, all articles, the ends of facts.

    And the articles of told claims that tell no target.
    """

    questions: tuple[tuple[str, str], ...]
    articles: frozenset[str]
    ends: frozenset[str]
    strange: tuple[str, ...]


@for_the_same(1024)
def _rest(told: Same[Claim], decided: Same[Claim]) -> _Rest:
    claims = (*told, *decided)
    questions = {(claim.indicator, claim.flow) for claim in told if isinstance(claim, Figure)}
    strange = {claim.article for claim in told if not is_target(claim)}
    articles = frozenset(claim.article for claim in claims)
    ends = frozenset(end for claim in claims if isinstance(claim, Fact) for end in (claim.subject, claim.value))
    return _Rest(tuple(sorted(questions)), articles, ends, tuple(sorted(strange)))


@for_the_same(8192)
def _articles(claims: Same[Figure]) -> frozenset[str]:
    return frozenset(claim.article for claim in claims)


@for_the_same(1024)
def _review(
    rows: Same[Outcome],
    told: Same[Claim],
    decided: Same[Claim],
    figures: tuple[Same[Figure], ...],
    naming: tuple[Same[Disagreement] | None, ...],
    days: frozenset[tuple[str, datetime.date]],
    held: tuple[frozenset[str], ...],
    spoken_of: frozenset[str],
    telling: tuple[Same[Claim], ...],
    ontology: Ontology,
) -> list[Finding]:
    entries = {entry.id: entry for those in naming if those for entry in those}
    corpus = Corpus({}, {}, tuple(dict.fromkeys((*told, *decided))), tuple(entries.values()))
    judge = Judge(corpus, ontology)
    judge.held, judge.spoken_of, judge.looking_ahead_from = frozenset().union(*held), spoken_of, dict(days)
    judge.figures = by_question(joined(figures))
    review = _Review(corpus, judge, telling)
    return [finding for row in rows for finding in review.row(row)]


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
