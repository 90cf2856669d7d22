"""What may decide a target, and what arithmetic and equality make of it: the machine's view.

A figure of the same question that reaches a value or falls short of it decides it, and a plan is met when what is
said of it is asserted later. What speaks of something else, or of an earlier time, decides nothing.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from kgtools import marks
from kgtools.changing import Each, Gathered
from kgtools.claims.acceptance import DENIED, accepted, not_accepted, not_accepted_of
from kgtools.claims.model import Article, Claim, Corpus, Fact, Figure, Opinion
from kgtools.compare.figures import flows
from kgtools.compare.targets import Targets
from kgtools.compare.targets import thing as planned_thing
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before
from kgtools.values import dates, numbers

MET, MISSED, DISPUTED, OPEN, UNKNOWABLE = "met", "missed", "disputed", "open", "unknowable"
DECIDED = (MET, MISSED, DISPUTED)


class Judge:
    """Compares targets with the claims that may decide them."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self.corpus = corpus
        self.ontology = ontology

    @cached_property
    def held(self) -> frozenset[str]:
        return not_accepted(self.corpus)

    @cached_property
    def targets(self) -> Targets:
        return Targets(self.corpus, self.ontology)

    @cached_property
    def spoken_of(self) -> Container[str]:
        """The things of which something is planned, for `targets.thing`."""
        return self.targets.spoken_of

    @cached_property
    def figures(self) -> Mapping[tuple[str, str], Sequence[Figure]]:
        """The figures by indicator and flow."""
        return figures(self.corpus)

    @cached_property
    def _facts(self) -> dict[tuple[str, str, str], list[Fact]]:
        """The facts by what they say."""
        found: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        for fact in self.corpus.facts:
            found[fact.subject, fact.property, fact.value].append(fact)
        return found

    @cached_property
    def _named_with(self) -> dict[str, set[str]]:
        """For each claim all those that a disagreement names with it."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.corpus.disagreements:
            for key in entry.claims:
                found[key].update(entry.claims)
        return found

    def verdict(self, told: Sequence[Claim]) -> tuple[str, list[Claim]]:
        """The outcome that arithmetic and equality give for a target that several claims tell, and the claims behind.

        A plan is met when all that is said of it is asserted later; until then it is open.
        """
        found = [self.one(target) for target in told if not _is_account(target)]
        outcomes = {outcome for outcome, _ in found}
        behind = sorted({claim.key: claim for _, claims in found for claim in claims}.values(), key=_by_key)
        if {MET, MISSED} <= outcomes or DISPUTED in outcomes:
            return DISPUTED, behind
        if len(outcomes) == 1:
            return outcomes.pop(), behind
        return OPEN, []

    def one(self, target: Claim) -> tuple[str, list[Claim]]:
        """The outcome of what one claim tells, and the claims behind it."""
        if isinstance(target, Figure):
            return self.figure(target)
        if isinstance(target, Opinion):
            return (OPEN if target.horizon else UNKNOWABLE), []
        assert isinstance(target, Fact)
        same = (target.subject, target.property, target.value)
        said: list[Claim] = [
            fact for fact in self._facts.get(same, ()) if accepted(fact, self.held) and not self.unfit([target], fact)
        ]
        return (MET, said) if said else (OPEN, [])

    def figure(self, target: Figure) -> tuple[str, list[Claim]]:
        values = [
            claim
            for claim in self.figures.get((target.indicator, target.flow), ())
            if claim.period and self.same_question(target, claim) and not self.unfit([target], claim)
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
        same = sides[0] == sides[1] or (flows.has_no_direction(target.flow) and set(sides[0]) == set(sides[1]))
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

    def things(self, claim: Claim, itself: bool = False) -> set[str]:
        """The entities a claim is about; with `itself` only the one that it sets a target for.

        States are left out where there is anything else: they are in everything.
        """
        thing = planned_thing(claim, self.spoken_of, self.ontology)
        if itself and thing:
            return {thing}
        if isinstance(claim, Figure):
            found = {claim.indicator, claim.measured}
        elif isinstance(claim, Fact):
            found = {claim.subject}
            named = self.ontology.properties[claim.property].takes == "entity"
            if named and not (itself and not claim.subject.startswith(marks.kinds("isSide"))):
                found.add(claim.value)
        else:
            assert isinstance(claim, Opinion)
            found = {claim.about}
        return {thing for thing in found if not thing.startswith(marks.kinds("isSide"))} or found

    def concerns(self, target: Claim, claim: Claim, decided: bool) -> bool:
        """Whether a claim speaks of a target: of the very thing to decide it, of anything in it to bear on it."""
        if isinstance(target, Figure) and isinstance(claim, Figure):
            return self.same_question(target, claim)
        about = bool(self.things(target, decided) & self.things(claim))
        if isinstance(target, Figure) and isinstance(claim, Fact):
            # A fact may say in words what became of a figure, whatever its subject, if a disagreement names
            # both; otherwise it must be about the thing measured.
            return about or claim.key in self._named_with[target.key]
        return about

    @staticmethod
    def denies(target: Claim, claim: Fact) -> bool:
        """Whether a denial is of what a target says: the same property of the same thing. Other targets have none."""
        return not isinstance(target, Fact) or (target.subject, target.property) == (claim.subject, claim.property)

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
        return dict(looking_ahead_from(self.corpus).values())

    def latest(self, claim: Claim) -> datetime.date | None:
        """The last day of the time that a claim names, if it names one."""
        if isinstance(claim, Figure):
            time = claim.period
        elif isinstance(claim, Fact) and self.ontology.properties[claim.property].takes == "date":
            time = claim.value
        else:
            return None
        return dates.parse(time).latest if time else None

    # -- what cannot decide ----------------------------------------------------------------------------

    def unfit(self, told: Sequence[Claim], claim: Claim, decided: bool = True) -> list[tuple[str, str]]:
        """Why a claim cannot decide a target that several claims tell, each reason with what is expected instead.

        It has to fit one of them. While a target is open (not `decided`) it may bear on anything in it.
        """
        found = []
        denied = isinstance(claim, Fact) and claim.modality == DENIED
        if not (denied or accepted(claim, self.held)) or claim.key in self.held:
            expected = "a fact or figure that its article asserts (or denies) and no disagreement excludes"
            found.append(("is not accepted", expected))
        near = [target for target in told if self.concerns(target, claim, decided)]
        if not near:
            things = set().union(*(self.things(target, decided) for target in told))
            found.append(("does not concern the same thing", f"a claim about {', '.join(sorted(things))}"))
        return found + min((self.untimely(target, claim, denied) for target in near), key=len, default=[])

    def untimely(self, target: Claim, claim: Claim, denied: bool) -> list[tuple[str, str]]:
        """Why a claim about the same thing still cannot decide: it denies something else, or is of an earlier time."""
        found = []
        if isinstance(claim, Fact) and denied and not self.denies(target, claim):
            found.append(("denies something else", "a denial of what the target says"))
        since, day = self.since(target), self.latest(claim)
        if since and day and day < since:
            found.append((f"is of a time ({day}) before the target", f"a claim of {since} or later"))
        return found


def figures(corpus: Corpus) -> Changed[tuple[str, str], Same[Figure]]:
    """The figures of a corpus by indicator and flow, in its order."""
    return _figures.of(_figures_in.of(corpus.by_article))


def by_question(claims: Iterable[Claim]) -> dict[tuple[str, str], tuple[Figure, ...]]:
    """The figures among claims by indicator and flow."""
    found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for claim in claims:
        if isinstance(claim, Figure):
            found[claim.indicator, claim.flow].append(claim)
    return {question: tuple(figures) for question, figures in found.items()}


def looking_ahead_from(corpus: Corpus) -> Changed[str, tuple[str, datetime.date]]:
    """The articles with claims, each with the day from which its targets look ahead, as far as that is known."""
    return _days.of(corpus.by_article, corpus.articles, not_accepted_of(corpus))


def _looks_ahead_from(
    name: str, claims: Iterable[Claim], article: Article | None, held: frozenset[str] | None
) -> tuple[str, datetime.date] | None:
    if article and article.published and (day := dates.parse(article.published).earliest):
        return as_before((name, day))
    periods = (claim.period for claim in claims if isinstance(claim, Figure) and accepted(claim, held or frozenset()))
    days = (day for period in periods if period and (day := dates.parse(period).earliest))
    latest = max(days, default=None)
    return as_before((name, latest)) if latest else None


_figures_in = Each[str, Same[Claim], dict[tuple[str, str], tuple[Figure, ...]]](
    lambda _, claims: by_question(claims), in_order=True
)
_figures = Gathered[tuple[str, str], Figure]()
_days = Each[str, Same[Claim], tuple[str, datetime.date]](_looks_ahead_from)


def _is_account(claim: Claim) -> bool:
    """Whether a claim tells its target in words that no later claim can be equal to."""
    return isinstance(claim, Fact) and claim.property == "account"


def _by_key(claim: Claim) -> str:
    return claim.key
