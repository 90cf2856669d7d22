"""Which claims set a target, and which of them tell one and the same target.

A target is what is planned, aimed at or expected. A claim tells it if it is a planned or aimed-at fact or figure,
or an opinion that looks ahead; a recommendation says what ought to be, not what will be, and tells none. Claims
belong together by one key:

- what is said of a planned thing (a project, an event or a document) is one target, whether it names the kind,
  the place, a party, the date or a figure, and in however many articles;
- other figures are one target if they aim at the same value of the same series for the same term; where no term
  is printed, nothing says that two articles mean the same, and each has its own;
- other facts are one target if they say the same, whichever states are its subject;
- an expectation of a planned thing is one target for its speakers and horizon; any other is the gist itself, told
  of however many speakers.

Claims of one key never stand in two rows. Claims of several keys may share a row: that one plan is told as five
statements is a curator's judgement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from kgtools import marks
from kgtools.claims.acceptance import AIMS
from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion
from kgtools.compare.figures import flows
from kgtools.ontology import Ontology
from kgtools.values import dates, numbers

EXPECTANT, RECOMMENDING = "expectant", "recommending"
Key = tuple[object, ...]


def is_target(claim: Claim) -> bool:
    """Whether a claim tells a target: planned or aimed at, or an opinion that looks ahead and does not recommend."""
    if isinstance(claim, Opinion):
        return claim.stance != RECOMMENDING and (bool(claim.horizon) or claim.stance == EXPECTANT)
    return isinstance(claim, Fact | Figure) and claim.modality in AIMS


def telling(corpus: Corpus) -> list[Claim]:
    """All claims that tell a target, in the order of the corpus."""
    return [claim for claim in corpus.claims if is_target(claim)]


def planned_things() -> tuple[str, ...]:
    """The kinds of things that come to be by a plan, closest first.

    >>> planned_things()
    ('project', 'event', 'document')
    """
    return _planned_things(marks.ontology())


@lru_cache(maxsize=2)
def _planned_things(_: Ontology) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(marks.kind_of, marks.ordered("comesByPlan"))))


def kind(identifier: str) -> str:
    """The kind of a thing, by its id.

    >>> kind("project/good-road")
    'project'
    """
    return identifier.partition("/")[0]


class Targets:
    """The targets of a corpus: its claims that tell one, by what makes them one."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self.ontology = ontology
        self.claims = telling(corpus)
        facts = [claim for claim in self.claims if isinstance(claim, Fact)]
        # Of two things of one kind, the one of which more is planned than that the other comes before it.
        self._spoken_of = {fact.subject for fact in facts if kind(fact.value) != kind(fact.subject)}
        self._speakers: dict[Key, set[str]] = defaultdict(set)
        for claim in self.claims:
            if isinstance(claim, Opinion):
                self._speakers[_gist(claim)].update(claim.speakers)

    def groups(self) -> list[list[Claim]]:
        """The claims that tell each target, in the order of the corpus."""
        found: dict[Key, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(self.key(claim), []).append(claim)
        return list(found.values())

    def key(self, claim: Claim) -> Key:
        """What a claim shares with the others that tell the same target."""
        thing = self.thing(claim)
        if isinstance(claim, Opinion):
            if not thing:
                return ("gist", *_gist(claim))
            return ("expectation", tuple(sorted(self._speakers[_gist(claim)])), thing, claim.horizon)
        if thing:
            return ("plan", thing)
        if isinstance(claim, Figure):
            return self._aim(claim)
        assert isinstance(claim, Fact)
        subject = (
            "" if claim.subject.startswith(marks.kinds("isSide")) and self._takes(claim) == "entity" else claim.subject
        )
        return ("fact", subject, claim.property, claim.value)

    def thing(self, claim: Claim) -> str:
        """The planned thing that a claim is about; empty if it is about none."""
        if isinstance(claim, Figure):
            return claim.measured if kind(claim.measured) in planned_things() else ""
        if isinstance(claim, Opinion):
            return claim.about if kind(claim.about) in planned_things() else ""
        assert isinstance(claim, Fact)
        ends = [claim.subject]
        if self._takes(claim) == "entity":
            ends.append(claim.value)
            if claim.value in self._spoken_of and claim.subject not in self._spoken_of:
                ends.reverse()
        return next((end for wanted in planned_things() for end in ends if kind(end) == wanted), "")

    def _takes(self, fact: Fact) -> str:
        return self.ontology.properties[fact.property].takes

    def _aim(self, figure: Figure) -> Key:
        sides: object = (figure.measured, figure.partner)
        if flows.has_no_direction(figure.flow):
            sides = tuple(sorted((figure.measured, figure.partner)))
        unit = self.ontology.units[figure.unit]
        value = numbers.normalise(numbers.parse_number(figure.value), unit.multiplier)
        term = dates.parse(figure.period).latest if figure.period else figure.article
        return ("figure", figure.indicator, sides, figure.flow, figure.modality, value, unit.base, figure.bound, term)


def _gist(opinion: Opinion) -> Key:
    return (opinion.article, opinion.about, opinion.gist, opinion.horizon)


def keys(claims: Iterable[Claim]) -> str:
    """The keys of claims (article/id), as a cell of a table lists them."""
    return " ".join(claim.key for claim in claims)
