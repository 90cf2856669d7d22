"""What a corpus tells of each thing, in dictionaries that know by which keys they differ from those before.

So what is compared is compared again only where a fact, or what is known of a thing that it names, has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from kgtools.changing import Each, Gathered, Keeping
from kgtools.claims.acceptance import ASSERTED
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure, Text
from kgtools.compare.facts.index import WHOLE, Wholes
from kgtools.differing import Changed, differing
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, grouped, same

Printed = Mapping[str, Mapping[Text, tuple[str, ...]]]


class Served(NamedTuple):
    """A claim in which a thing serves: its key, and of a fact the property. Whatever else it says does not matter."""

    key: str
    property: str


@dataclass(frozen=True, eq=False)
class Told:
    """What a corpus tells of things.

    `entities` are the things as the corpus has them, `kinds` the same without what they are called, `printed` their
    names in print. `facts` are given by article, `about` by subject; `speaking` are the articles in which a fact names
    a thing, `serving` the claims in which it is value or origin, reporter or thing measured, or speaker; `wholes` is
    all that it lies in or belongs to. Of several in one tuple the order has no meaning.
    """

    ontology: Ontology
    claims: Mapping[str, Same[Claim]]
    entities: Mapping[str, Entity]
    kinds: Mapping[str, Entity]
    printed: Printed
    facts: Changed[str, Same[Fact]]
    about: Changed[str, Same[Fact]]
    speaking: Changed[str, Same[str]]
    serving: Changed[str, Same[Served]]
    wholes: Changed[str, Wholes]

    @classmethod
    def by(cls, corpus: Corpus, ontology: Ontology) -> Told:
        """What a corpus tells; each dictionary is the very same while nothing in it has changed."""
        facts = _facts.of(corpus.by_article)
        return cls(
            ontology,
            corpus.by_article,
            corpus.named,
            _kinds.of(corpus.named),
            corpus.printed,
            facts,
            _about.of(_by_subject.of(facts)),
            _speaking.of(_spoken_of.of(facts)),
            _serving.of(_served_in.of(corpus.by_article)),
            _wholes.of(_leading.of(_leading_in.of(facts, given=(ontology,)))),
        )


def _speaking_of(article: str, facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    """The things of which an article speaks."""
    return dict.fromkeys((thing for fact in facts if fact.anchor for thing in (fact.subject, fact.value)), (article,))


def _served(_: str, claims: Iterable[Claim]) -> dict[str, tuple[Served, ...]]:
    """The claims of an article by the things that serve in them."""
    found: dict[str, list[Served]] = defaultdict(list)
    for claim in claims:
        one = Served(claim.key, claim.property if isinstance(claim, Fact) else "")
        if isinstance(claim, Fact):
            serving = {claim.value, claim.origin}
        elif isinstance(claim, Figure):
            serving = {claim.reporter, claim.measured, claim.origin}
        else:
            serving = {*claim.speakers, getattr(claim, "about", "")}
        for thing in serving:
            found[thing].append(one)
    return {thing: tuple(own) for thing, own in found.items()}


def _leading_to_wholes(_: str, facts: Iterable[Fact], ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """What things lie in or belong to by an article, one step far."""
    leading, found = ontology.marks.get(WHOLE, {}), defaultdict[str, set[str]](set)
    for fact in facts:
        if fact.property in leading and fact.modality == ASSERTED:
            found[fact.subject].add(fact.value)
    return {thing: tuple(sorted(direct)) for thing, direct in found.items()}


_kinds = Each[str, Entity, Entity](lambda _, entity: as_before(replace(entity, labels=(), aliases=())))
_facts = Each[str, Same[Claim], Same[Fact]](lambda _, claims: same(one for one in claims if isinstance(one, Fact)))
_by_subject = Each[str, Same[Fact], dict[str, Same[Fact]]](lambda _, facts: grouped(facts, "subject"))
_about = Gathered[str, Fact](in_order=False)
_spoken_of = Each[str, Same[Fact], dict[str, tuple[str, ...]]](_speaking_of)
_speaking = Gathered[str, str](in_order=False)
_served_in = Each[str, Same[Claim], dict[str, tuple[Served, ...]]](_served)
_serving = Gathered[str, Served](in_order=False)
_leading_in = Each[str, Same[Fact], dict[str, tuple[str, ...]]](_leading_to_wholes)
_leading = Gathered[str, str](in_order=False)


class _Wholes(Keeping):
    """All that things lie in or belong to, found again only of those that lie in one of which that has changed."""

    def clear(self) -> None:
        self._direct: Mapping[str, Same[str]] = {}
        self._within: dict[str, set[str]] = defaultdict(set)  # the things that lie in one
        self._found: Changed[str, Wholes] = Changed({})

    def of(self, direct: Mapping[str, Same[str]]) -> Changed[str, Wholes]:
        """All that a thing lies in, through any number of steps."""
        with self._one_at_a_time:
            others = differing(self._direct, direct)
            anew = set(others).union(*(self._within.get(thing, ()) for thing in others))
            now = {thing: as_before((thing, _reached(thing, direct))) for thing in anew if thing in direct}
            if changed := [thing for thing in anew if now.get(thing) is not self._found.get(thing)]:
                found = {**self._found, **now}
                for thing in changed:
                    for whole in self._found[thing][1] if thing in self._found else ():
                        self._within[whole].discard(thing)
                    if thing not in now:
                        del found[thing]
                    for whole in now[thing][1] if thing in now else ():
                        self._within[whole].add(thing)
                self._found = Changed(found, self._found, changed)
            self._direct = direct
            return self._found


def _reached(thing: str, direct: Mapping[str, Iterable[str]]) -> frozenset[str]:
    reached = {thing: None}
    due = [thing]
    for step in due:
        further = [one for one in direct.get(step, ()) if one not in reached]
        reached.update(dict.fromkeys(further))
        due += dict.fromkeys(further)
    return frozenset(reached) - {thing}


_wholes = _Wholes()
