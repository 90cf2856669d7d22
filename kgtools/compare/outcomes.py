"""What became of targets, plans and expectations: met, missed, disputed, open or unknowable.

A target is a figure or fact that is planned or aimed at, or an opinion that expects or recommends
something. Each has a row in `data/outcomes.csv`, with the later claims that decide it. The machine proposes
and checks the arithmetic; what it all means a curator decides.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from kgtools.claims.acceptance import AIMS, DENIED, accepted, not_accepted
from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion, Outcome
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology
from kgtools.values import dates, numbers

MET, MISSED, DISPUTED, OPEN, UNKNOWABLE = "met", "missed", "disputed", "open", "unknowable"
LOOKING_AHEAD = ("expectant", "recommending")
FILE = "data/outcomes.csv"
_TURNOVER = "turnover"  # has no direction: either side may be the one measured


def is_target(claim: Claim) -> bool:
    """Whether a claim is a target: planned or aimed at, or an opinion that looks ahead."""
    if isinstance(claim, Opinion):
        return bool(claim.horizon) or claim.stance in LOOKING_AHEAD
    return isinstance(claim, Fact | Figure) and claim.modality in AIMS


def targets(corpus: Corpus) -> list[Claim]:
    """All targets of a corpus, in the order of its claims."""
    return [claim for claim in corpus.claims if is_target(claim)]


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with the outcomes: targets without a row, rows without a target, claims that do not decide."""
    judge = Judge(corpus, ontology)
    seen: dict[str, Outcome] = {}
    for row in corpus.outcomes:
        if row.target in seen:
            other = seen[row.target]
            yield _wrong(row, "target", "the target has a row already", row.target, f"line {other.line} alone")
        seen.setdefault(row.target, row)
        yield from judge.row(row)
    for claim in targets(corpus):
        if claim.key not in seen:
            hint = "add a row to data/outcomes.csv; kgtools targets --propose writes it"
            yield Finding(claim.file, claim.line, "the target has no outcome", claim.key, "met, missed, open …", hint)


def _wrong(row: Outcome, column: str, message: str, actual: str, expected: str = "", hint: str = "") -> Finding:
    return Finding(row.file, row.line, f"column '{column}': {message}", f"'{actual}'", expected, hint)


class Judge:
    """Compares targets with the claims that may decide them."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self.corpus = corpus
        self.ontology = ontology
        self.held = not_accepted(corpus)

    # -- one row -----------------------------------------------------------------------------------

    def row(self, row: Outcome) -> Iterator[Finding]:
        target = self.corpus.by_key[row.target]
        if not is_target(target):
            expected = "a planned or target fact or figure, or an opinion that is expectant or recommending"
            aims = [claim.key for claim in targets(self.corpus) if claim.article == target.article]
            yield _wrong(row, "target", "the claim is not a target", row.target, expected, nearest(row.target, aims))
            return
        sound = True
        for key in row.claims:
            claim = self.corpus.by_key[key]
            for reason, expected in self.unfit(target, claim):
                sound = False
                hint = "take it out or name another claim"
                yield _wrong(row, "claims", f"{key} {reason}", row.target, expected, hint)
        if row.outcome in (MET, MISSED, DISPUTED):
            least = 2 if row.outcome == DISPUTED else 1
            if len(row.claims) < least:
                expected = f"{least} or more claims" if least > 1 else "the claim that decides it"
                yield _wrong(row, "claims", f"the outcome is {row.outcome}, yet nothing decides it", "", expected)
                sound = False
            if not row.explanation:
                yield _wrong(row, "explanation", "the explanation is missing", "", "why, in plain words")
        if sound and isinstance(target, Figure):
            yield from self.arithmetic(row, target)

    def unfit(self, target: Claim, claim: Claim) -> Iterator[tuple[str, str]]:
        """Why a claim cannot decide a target, each reason with what is expected instead."""
        decides = accepted(claim, self.held) or (isinstance(claim, Fact) and claim.modality == DENIED)
        if not decides or claim.key in self.held:
            yield (
                "is not accepted",
                "a fact or figure that its article asserts (or denies) and no disagreement excludes",
            )
        if not self.concerns(target, claim):
            yield "does not concern the same thing", f"a claim about {', '.join(sorted(self.things(target)))}"
        since, day = self.since(target), self.latest(claim)
        if since and day and day < since:
            yield f"is of a time ({day}) before the target", f"a claim of {since} or later"

    def arithmetic(self, row: Outcome, target: Figure) -> Iterator[Finding]:
        """Whether the outcome agrees with the values of the deciding figures."""
        named = [self.corpus.by_key[key] for key in row.claims]
        values = [claim for claim in named if isinstance(claim, Figure) and self.same_question(target, claim)]
        reached = [claim for claim in values if self.reaches(target, claim)]
        short = [claim for claim in values if claim not in reached]
        if row.outcome == MET and short and not reached:
            yield self.contradicted(row, target, short[0], "which is less")
        elif row.outcome == MET and short:
            yield self.contradicted(row, target, short[0], "which is less, while another reaches it")
        elif row.outcome == MISSED and reached:
            yield self.contradicted(row, target, reached[0], "which reaches it")
        elif row.outcome == MISSED and values and not any(self.whole_term(target, claim) for claim in values):
            yield self.contradicted(row, target, short[0], "not of the whole term, which decides nothing")
        elif row.outcome == DISPUTED and values and not (reached and short):
            yield self.contradicted(row, target, values[0], "and no figure says otherwise")
        elif row.outcome in (OPEN, UNKNOWABLE) and reached:
            yield self.contradicted(row, target, reached[0], "which reaches it")
        elif row.outcome in (OPEN, UNKNOWABLE):
            outcome, claims = self.verdict(target)
            if outcome not in (OPEN, UNKNOWABLE):
                keys = " ".join(claim.key for claim in claims)
                yield _wrong(row, "outcome", f"claims decide the target: {keys}", row.outcome, outcome)

    def contradicted(self, row: Outcome, target: Figure, claim: Figure, remark: str) -> Finding:
        message = f"{claim.key} has {claim.value} {claim.unit} ({claim.period or 'no period'}), {remark}"
        aim = f"an outcome that agrees with {target.value} {target.unit} ({target.period or 'no period'})"
        return _wrong(row, "outcome", message, row.outcome, aim)

    # -- the machine's view --------------------------------------------------------------------------

    def verdict(self, target: Claim) -> tuple[str, list[Claim]]:
        """The outcome that arithmetic and equality give, and the claims behind it."""
        if isinstance(target, Figure):
            return self.figure(target)
        if isinstance(target, Fact):
            same = (target.subject, target.property, target.value)
            said: list[Claim] = [
                fact
                for fact in self.corpus.facts
                if (fact.subject, fact.property, fact.value) == same
                and accepted(fact, self.held)
                and not list(self.unfit(target, fact))
            ]
            return (MET, said) if said and target.property != "account" else (OPEN, [])
        assert isinstance(target, Opinion)
        return (OPEN if target.horizon else UNKNOWABLE), []

    def figure(self, target: Figure) -> tuple[str, list[Claim]]:
        values = [
            claim
            for claim in self.corpus.figures
            if claim.period and self.same_question(target, claim) and not list(self.unfit(target, claim))
        ]
        deadline = self.latest(target)
        reached = [
            claim
            for claim in values
            if self.reaches(target, claim) and (not deadline or (self.latest(claim) or deadline) <= deadline)
        ]
        if deadline:
            short = [claim for claim in values if not self.reaches(target, claim) and self.whole_term(target, claim)]
        else:
            # Without a term a low value decides nothing, unless it is one of the same time as a high one.
            times = {claim.period for claim in reached}
            short = [claim for claim in values if claim.period in times and not self.reaches(target, claim)]
        found: list[Claim] = [*reached, *short]
        if reached and short:
            return DISPUTED, found
        if reached:
            return MET, found
        return (MISSED, found) if short else (OPEN, [])

    def same_question(self, target: Figure, claim: Figure) -> bool:
        """Whether two figures measure the same, whatever their period and reporter."""
        sides = [(target.measured, target.partner), (claim.measured, claim.partner)]
        same = sides[0] == sides[1] or (target.flow == _TURNOVER and set(sides[0]) == set(sides[1]))
        units = self.ontology.units
        base = units[target.unit].base == units[claim.unit].base
        return same and base and (target.indicator, target.flow) == (claim.indicator, claim.flow)

    def reaches(self, target: Figure, claim: Figure) -> bool:
        """Whether a figure is at least what was aimed at; «almost» and «up to» are less than the number printed."""
        value, aim = self.value(claim), self.value(target)
        return value > aim if claim.bound in ("almost", "up-to") else value >= aim

    def value(self, figure: Figure) -> Decimal:
        multiplier = self.ontology.units[figure.unit].multiplier
        return numbers.normalise(numbers.parse_number(figure.value), multiplier)

    def whole_term(self, target: Figure, claim: Figure) -> bool:
        """Whether a figure covers the year in which the term of the target ends."""
        deadline = self.latest(target)
        if deadline is None or not claim.period:
            return False
        period = dates.parse(claim.period)
        begins = (period.earliest or datetime.date.min) <= datetime.date(deadline.year, 1, 1)
        return (
            begins and period.latest is not None and period.latest >= deadline and period.latest.year == deadline.year
        )

    # -- the same thing, and its time ------------------------------------------------------------------

    def things(self, claim: Claim) -> set[str]:
        """The entities a claim is about. States are left out where there is anything else: they are in everything."""
        if isinstance(claim, Figure):
            found = {claim.indicator, claim.measured}
        elif isinstance(claim, Fact):
            found = {claim.subject}
            if claim.value in self.corpus.entities:
                found.add(claim.value)
        else:
            assert isinstance(claim, Opinion)
            found = {claim.about}
        return {thing for thing in found if not thing.startswith("state/")} or found

    def concerns(self, target: Claim, claim: Claim) -> bool:
        if isinstance(target, Figure) and isinstance(claim, Figure):
            return self.same_question(target, claim)
        if isinstance(target, Figure) and isinstance(claim, Fact):
            # A fact may say in words what became of a figure, whatever its subject, if a disagreement names
            # both; otherwise it must be about the thing measured.
            together = any({target.key, claim.key} <= set(entry.claims) for entry in self.corpus.disagreements)
            return together or bool(self.things(target) & self.things(claim))
        return bool(self.things(target) & self.things(claim))

    def since(self, target: Claim) -> datetime.date | None:
        """The first day on which a target can be decided: the start of its term, or the day of its article."""
        term = getattr(target, "period", "") or getattr(target, "horizon", "")
        if not term and isinstance(target, Fact) and self.ontology.properties[target.property].takes == "date":
            term = target.value
        parsed = dates.parse(term) if term else None
        if parsed and parsed.earliest:
            return parsed.earliest
        stated = self.looking_ahead_from.get(target.article)
        if parsed and parsed.latest and stated:
            return min(parsed.latest, stated)
        return stated

    @cached_property
    def looking_ahead_from(self) -> dict[str, datetime.date]:
        """For each article the day from which its targets look ahead.

        It is the day of publication; where that is not known, the latest day on which a period of one of its
        own results begins, for the article was written after that.
        """
        found: dict[str, datetime.date] = {}
        for figure in self.corpus.figures:
            if figure.period and accepted(figure, self.held):
                begins = dates.parse(figure.period).earliest
                if begins and begins > found.get(figure.article, datetime.date.min):
                    found[figure.article] = begins
        for article in self.corpus.articles.values():
            if article.published and (day := dates.parse(article.published).earliest):
                found[article.id] = day
        return found

    def latest(self, claim: Claim) -> datetime.date | None:
        """The last day of the time that a claim names, if it names one."""
        if isinstance(claim, Figure):
            time = claim.period
        elif isinstance(claim, Fact) and self.ontology.properties[claim.property].takes == "date":
            time = claim.value
        else:
            return None
        return dates.parse(time).latest if time else None
