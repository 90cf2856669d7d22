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
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from kgtools import marks
from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.claims.acceptance import AIMS
from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion
from kgtools.compare.figures import flows
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, same
from kgtools.values import dates, numbers

EXPECTANT, RECOMMENDING = "expectant", "recommending"
Key = tuple[object, ...]


def is_target(claim: Claim) -> bool:
    """Whether a claim tells a target: planned or aimed at, or an opinion that looks ahead and does not recommend."""
    if isinstance(claim, Opinion):
        return claim.stance != RECOMMENDING and (bool(claim.horizon) or claim.stance == EXPECTANT)
    return isinstance(claim, Fact | Figure) and claim.modality in AIMS


def telling(corpus: Corpus) -> Changed[str, Same[Claim]]:
    """The claims of each article that tell a target, in its order; the very same while these are."""
    return _told.of(corpus.by_article)


def _told_in(_: str, claims: Iterable[Claim]) -> Same[Claim] | None:
    found = same(claim for claim in claims if is_target(claim))
    return found or None


_told = Each[str, Same[Claim], Same[Claim]](_told_in, in_order=True)


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
        self.told = telling(corpus)
        self.spoken_of = _spoken_of.of(_spoken_of_by.of(_spoken_of_in.of(self.told)))
        self._keys = _keys_in.of(self.told, _spoken_of_here.of(self.told, self.spoken_of), given=(ontology,))

    @property
    def claims(self) -> Iterator[Claim]:
        """All claims that tell a target, in the order of the corpus."""
        return chain.from_iterable(self.told.values())

    @property
    def keys(self) -> Changed[str, Same[Key]]:
        """What makes claims one target with others, as the only member of a tuple, by their keys."""
        return _keys.of(self._keys)

    def groups(self) -> list[list[Claim]]:
        """The claims that tell each target, in the order of the corpus."""
        found: dict[Key, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(self.key(claim), []).append(claim)
        return list(found.values())

    def key(self, claim: Claim) -> Key:
        """What a claim that tells a target shares with the others that tell the same."""
        return self._keys[claim.article][claim.key][0]


# What makes claims one target follows from their article, and from the things of which others plan more.


def _spoken_of_by_facts(_: str, claims: Iterable[Claim]) -> dict[str, tuple[str]]:
    """Of two things of one kind, the one of which more is planned than that the other comes before it."""
    facts = (claim for claim in claims if isinstance(claim, Fact))
    return {fact.subject: (fact.subject,) for fact in facts if kind(fact.value) != kind(fact.subject)}


def _named(claims: Iterable[Claim]) -> Iterable[str]:
    facts = (claim for claim in claims if isinstance(claim, Fact))
    return dict.fromkeys(thing for fact in facts for thing in (fact.subject, fact.value))


def _keys_of(
    _: str, claims: Iterable[Claim], spoken_of: Iterable[str], ontology: Ontology
) -> dict[str, tuple[Key]]:  # fmt: skip
    """What makes the claims of an article one target with others, by their keys."""
    speakers: dict[Key, set[str]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim, Opinion):
            speakers[_gist(claim)].update(claim.speakers)
    planned = frozenset(spoken_of)
    return {claim.key: (as_before(_key(claim, planned, ontology, speakers)),) for claim in claims}


_spoken_of_in = Each[str, Same[Claim], dict[str, tuple[str]]](_spoken_of_by_facts)
_spoken_of_by = Gathered[str, str](in_order=False)
_spoken_of = Each[str, Same[str], str](lambda thing, _: thing)
_spoken_of_here = ChosenByEach[str, str, str](_named)
_keys_in = Each[str, Same[Claim], dict[str, tuple[Key]]](_keys_of)
_keys = Gathered[str, Key](in_order=False)


def _key(claim: Claim, spoken_of: Container[str], ontology: Ontology, speakers: Mapping[Key, set[str]]) -> Key:
    about = thing(claim, spoken_of, ontology)
    if isinstance(claim, Opinion):
        if not about:
            return ("gist", *_gist(claim))
        return ("expectation", tuple(sorted(speakers[_gist(claim)])), about, claim.horizon)
    if about:
        return ("plan", about)
    if isinstance(claim, Figure):
        return _aim(claim, ontology)
    assert isinstance(claim, Fact)
    of_side = claim.subject.startswith(marks.kinds("isSide")) and _takes(claim, ontology) == "entity"
    return ("fact", "" if of_side else claim.subject, claim.property, claim.value)


def thing(claim: Claim, spoken_of: Container[str], ontology: Ontology) -> str:
    """The planned thing that a claim is about, where others plan something of `spoken_of`; empty if about none."""
    if isinstance(claim, Figure):
        return claim.measured if kind(claim.measured) in planned_things() else ""
    if isinstance(claim, Opinion):
        return claim.about if kind(claim.about) in planned_things() else ""
    assert isinstance(claim, Fact)
    ends = [claim.subject]
    if _takes(claim, ontology) == "entity":
        ends.append(claim.value)
        if claim.value in spoken_of and claim.subject not in spoken_of:
            ends.reverse()
    return next((end for wanted in planned_things() for end in ends if kind(end) == wanted), "")


def _takes(fact: Fact, ontology: Ontology) -> str:
    return ontology.properties[fact.property].takes


def _aim(figure: Figure, ontology: Ontology) -> Key:
    sides: object = (figure.measured, figure.partner)
    if flows.has_no_direction(figure.flow):
        sides = tuple(sorted((figure.measured, figure.partner)))
    unit = ontology.units[figure.unit]
    value = numbers.normalise(numbers.parse_number(figure.value), unit.multiplier)
    term = dates.parse(figure.period).latest if figure.period else figure.article
    return ("figure", figure.indicator, sides, figure.flow, figure.modality, value, unit.base, figure.bound, term)


def _gist(opinion: Opinion) -> Key:
    return (opinion.article, opinion.about, opinion.gist, opinion.horizon)


def keys(claims: Iterable[Claim]) -> str:
    """The keys of claims (article/id), as a cell of a table lists them."""
    return " ".join(claim.key for claim in claims)
