"""What can be wrong with the row of an entity: its labels and aliases, its class, and whether it is one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kgtools.alike import without
from kgtools.changing import Each, Gathered
from kgtools.checks.things import identity, letters, named, numbers
from kgtools.checks.things.rows import Fault
from kgtools.checks.things.wording import Wording
from kgtools.claims import translations
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Text
from kgtools.compare.compared import said
from kgtools.errors import Finding
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, grouped, same

Printed = Mapping[str, Mapping[Text, tuple[str, ...]]]  # the names of things in print


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong in the rows of all entities, each at its row with its column; all of it warnings."""
    in_print, entities, claims = _names.of(corpus.printed), corpus.entities, said(corpus)
    texts = translations.in_languages(corpus, ontology)
    yield from _wording(ontology).findings(entities, texts, in_print, named.related(claims))
    yield from _rows(ontology).findings(entities, identity.twins(claims))
    dated = _dated.of(_datings.of(claims.by_article, given=(ontology,)))
    yield from _at_rows(_by_themselves.of(without(entities, "line"), in_print, dated), entities)


_NONE: frozenset[Text] = frozenset()
_UNDATED: Same[Fact] = same(())


_names = Each[str, Mapping[Text, tuple[str, ...]], frozenset[Text]](lambda _, names: as_before(frozenset(names)))


@for_the_same(1)  # it knows itself what has changed
def _wording(_: Ontology) -> Wording:
    return Wording()


@for_the_same(1)  # and so does this
def _rows(ontology: Ontology) -> identity.Rows:
    return identity.Rows(ontology)


_Faults = tuple[tuple[str, Fault], ...]  # of a row, each with the check that found it


def _by_itself(_: str, entity: Entity, printed: frozenset[Text] | None, dated: Same[Fact] | None) -> _Faults | None:
    """What a row shows by itself, and beside its names in print and its dates; None if nothing."""
    found = [(letters.CHECK, fault) for fault in letters.faults(entity, printed or _NONE)]
    found += [(numbers.CHECK, fault) for fault in numbers.faults(entity, dated or _UNDATED)]
    found += [(identity.CHECK, fault) for fault in identity.faults(entity)]
    return tuple(found) or None


_by_themselves = Each[str, Entity, _Faults](_by_itself)


@for_the_same(2)
def _at_rows(told: dict[str, _Faults], entities: dict[str, Entity]) -> list[Finding]:
    return [fault.of(entities[one], check) for one, faults in told.items() for check, fault in faults]


_dated = Gathered[str, Fact]()


def _dating(_: str, claims: tuple[Claim, ...], ontology: Ontology) -> dict[str, Same[Fact]]:
    """The facts of an article that give a date to an entity."""
    facts = (claim for claim in claims if isinstance(claim, Fact))
    return grouped(same(fact for fact in facts if ontology.properties[fact.property].takes == "date"), "subject")


_datings = Each[str, Same[Claim], dict[str, Same[Fact]]](_dating, in_order=True)
