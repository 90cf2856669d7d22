"""What facts and opinions say against each other: which are compared, and what is compared again after a change.

A piece of facts is compared again only if one of them has changed, or what is known of the things that they name; what
these are called is written into the line that says why at last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from operator import attrgetter, is_
from typing import Any

from kgtools.changing import Chosen, Each, Keeping
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure, Opinion, Text
from kgtools.compare.clash import Clash, in_order, things_in, worded
from kgtools.compare.facts import chronology, duplicates, names, values
from kgtools.compare.facts.index import BETWEEN, LISTED, PLACES, PROGRESS, FactIndex, Things
from kgtools.differing import differing
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, joined, pieces, same


def clashes(corpus: Corpus, ontology: Ontology) -> Iterator[Clash]:
    """Every clash between facts or opinions, each once, sorted; one question gives one clash with all its claims.

    The order of the rows has no influence, and a claim that agrees with what is there adds no clash.
    """
    yield from _clashes(_beside_figures.of(corpus.by_article), corpus.named, corpus.printed, ontology)


def _told(_: str, claims: Iterable[Claim]) -> Same[Claim]:
    """The claims of an article: of its figures only whose they are and of what, for what they say is compared apart."""
    return same(as_before(replace(claim, **_NOTHING_SAID)) if isinstance(claim, Figure) else claim for claim in claims)


_NOTHING_SAID: dict[str, Any] = {
    "flow": "", "period": "", "value": "", "unit": "", "bound": "", "qualifiers": (), "modality": "", "set_by": (),
    "certainty": "",
}  # fmt: skip
_beside_figures = Each[str, Same[Claim], Same[Claim]](_told, in_order=True)
Printed = dict[str, dict[Text, tuple[str, ...]]]


@for_the_same(2)
def _clashes(
    by_article: dict[str, Same[Claim]], entities: dict[str, Entity], printed: Printed, ontology: Ontology
) -> list[Clash]:
    corpus = Corpus(entities, {}, joined(tuple(by_article.values())), (), printed=printed)
    vars(corpus)["by_article"] = by_article
    index = FactIndex.of_corpus(corpus, ontology)
    found = {
        clash
        for some in (*_unnamed.of(index, corpus), *_of_names(index, corpus))
        if some
        for clash in _worded(some, _entities_in.of(_things_in(some), entities))
    }
    return sorted(found, key=in_order)


# The clashes come in pieces; instead of the labels of things something stands that tells which they are.


class _Unnamed(Keeping):
    """The clashes to which it does not matter what things are called, as they were found last."""

    def clear(self) -> None:
        self._given: tuple[object, ...] = ()
        self._kinds: Mapping[str, Entity] = {}
        self._found: tuple[Same[Clash], ...] = ()
        self._by_property: dict[str, tuple[tuple[object, ...], list[Same[Clash]]]] = {}  # with what they rest on

    def of(self, index: FactIndex, corpus: Corpus) -> tuple[Same[Clash], ...]:
        """The clashes of facts and opinions; found again only if one of these is another, or a thing that they name."""
        opinions = joined(tuple(map(_opinions_in, corpus.by_article.values())))
        given = (index.by_property, opinions, index.ontology)
        with self._one_at_a_time:
            others = differing(self._kinds, index.kinds)
            known = _are_same(self._given, given)
            if not known or any(one in index.of or one in index.serving for one in others):
                every = chain.from_iterable(self._of_property(index, name) for name in index.by_property)
                self._found = tuple(filter(None, (*every, *_of_all(index, opinions))))
            self._given, self._kinds = given, index.kinds
            return self._found

    def _of_property(self, index: FactIndex, name: str) -> list[Same[Clash]]:
        opposites = (one for one in index.marked("oppositeOf").get(name, ()) if name < one)
        own, facts = index.by_property[name], index.with_properties((name, *opposites))
        lying = _values(facts) if _asks_wholes(index, name) else _NOTHING
        given = (own, facts, index.only_kinds(_named(facts), lying), index.ontology)
        known = self._by_property.get(name)
        if known is None or not _are_same(known[0], given):
            known = self._by_property[name] = given, [*filter(None, _of_facts(index, name, own, facts))]
        return known[1]


def _are_same(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    return len(before) == len(now) and all(map(is_, before, now))


_unnamed = _Unnamed()


def _of_facts(index: FactIndex, name: str, own: Same[Fact], facts: Same[Fact]) -> Iterator[Same[Clash]]:
    """The clashes of facts with a property, and with its opposites."""
    for some in _parted(facts, "subject"):
        yield _of_subjects(
            index.only_kinds(_named(some), _values(some) if _asks_wholes(index, name) else _NOTHING), some
        )
    if index.takes(name) == "entity":
        for some in _parted(own, "value"):
            yield _of_values(index.only_kinds(_named(some)), some)


def _of_all(index: FactIndex, opinions: Same[Opinion]) -> Iterator[Same[Clash]]:
    """The clashes of facts with several properties that tell time, and of opinions."""
    parties = _values(index.with_properties(index.marked(BETWEEN)))
    facts = index.with_properties(_telling_time(index.ontology))
    yield _in_time(index.only_kinds(_named(facts), parties), facts)
    yield _of_speakers(index.only_kinds(_speaking(opinions)), opinions)


def _of_names(index: FactIndex, corpus: Corpus) -> Iterator[Same[Clash]]:
    """The clashes to which it matters what things are called."""
    opposites = index.marked("oppositeOf")
    for name in {*values.dating(index), *index.marked("givesOrdinal")} & index.by_property.keys():
        against = (opposite for opposite in opposites.get(name, ()) if name < opposite)
        for facts in _parted(index.with_properties((name, *against)), "subject"):
            yield _against_names(index.only(_subjects(facts)), facts)
    yield from pieces(same(map(as_before, names.clashes(index, corpus.printed))), "question")
    yield from pieces(same(duplicates.clashes(index)), "question")


_NOTHING: frozenset[str] = frozenset()
_entities_in = Chosen[str, Entity]()


@for_the_same(8192)
def _things_in(clashes: Same[Clash]) -> Same[str]:
    return same(things_in(clashes))


@for_the_same(8192)
def _worded(clashes: Same[Clash], entities: tuple[Entity, ...]) -> Same[Clash]:
    labels = {entity.id: entity.labels[0].value for entity in entities if entity.labels}
    return same(worded(clash, lambda thing: labels.get(thing, thing)) for clash in clashes)


# What is compared is compared again only if one of these has changed.


@for_the_same(2048)
def _parted(facts: Same[Fact], attribute: str) -> tuple[Same[Fact], ...]:
    """The facts in pieces, of which each has all those of a subject or value that it has one of."""
    return pieces(tuple(sorted(facts, key=attrgetter(attribute))), attribute)


@for_the_same(8192)
def _named(facts: tuple[Fact, ...]) -> Same[str]:
    return same(dict.fromkeys(name for fact in facts for name in (fact.subject, fact.value)))


@for_the_same(8192)
def _subjects(facts: tuple[Fact, ...]) -> Same[str]:
    return same(dict.fromkeys(fact.subject for fact in facts))


@for_the_same(8)
def _speaking(opinions: tuple[Opinion, ...]) -> Same[str]:
    return same(dict.fromkeys(name for opinion in opinions for name in (opinion.about, *opinion.speakers)))


@for_the_same(2048)
def _values(facts: tuple[Fact, ...]) -> frozenset[str]:
    return frozenset(fact.value for fact in facts)


def _asks_wholes(index: FactIndex, name: str) -> bool:
    """Whether it matters for the values of a property what they lie in."""
    predicate = index.ontology.properties.get(name)
    return name in index.marked(LISTED) or (predicate is not None and index.takes_places(predicate))


@for_the_same(8192)
def _of_subjects(things: Things, facts: tuple[Fact, ...]) -> Same[Clash]:
    """The clashes among the facts of some subjects with one property, and those with its opposite."""
    index = FactIndex(things, facts)
    return same((*values.of_questions(index), *names.addresses(index)))


@for_the_same(8192)
def _against_names(things: Things, facts: tuple[Fact, ...]) -> Same[Clash]:
    """What the facts of some subjects say otherwise than their labels."""
    return same(values.against_names(FactIndex(things, facts)))


@for_the_same(8192)
def _of_values(things: Things, facts: tuple[Fact, ...]) -> Same[Clash]:
    return same(values.come_true(FactIndex(things, facts)))


@for_the_same(8)
def _in_time(things: Things, facts: tuple[Fact, ...]) -> Same[Clash]:
    """The clashes about what comes before what."""
    index = FactIndex(things, sorted(facts, key=lambda fact: fact.key))
    return same((*values.in_time(index), *chronology.clashes(index)))


def _telling_time(ontology: Ontology) -> Iterator[str]:
    """The properties that say when something is, how far it has come, between whom it is and of which series."""
    marked = ontology.marks
    yield from (name for mark in (PLACES, BETWEEN, "givesOrdinal", "startsRelation") for name in marked.get(mark, {}))
    for mark in ("seriesBy", "statementOf", "statementValue"):
        yield from (name for names in marked.get(mark, {}).values() for name in names)
    progress = {code.partition("/")[0] for code in marked.get(PROGRESS, {})}
    yield from (name for name, known in ontology.properties.items() if known.code_list in progress)


@for_the_same(8)
def _of_speakers(things: Things, opinions: tuple[Opinion, ...]) -> Same[Clash]:
    return same(values.opinions(things, opinions))


@for_the_same(8192)
def _opinions_in(claims: tuple[Claim, ...]) -> Same[Opinion]:
    return same(claim for claim in claims if isinstance(claim, Opinion))
