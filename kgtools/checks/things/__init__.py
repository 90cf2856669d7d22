"""What can be wrong with the row of an entity: its labels and aliases, its class, and whether it is one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kgtools.changing import Each, Gathered, without
from kgtools.checks.things import identity, letters, named, numbers
from kgtools.checks.things.rows import Fault
from kgtools.checks.things.wording import Wording
from kgtools.claims import translations
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Text
from kgtools.compare.compared import said
from kgtools.errors import Finding
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, grouped, pieces, same, values

Printed = Mapping[str, Mapping[Text, tuple[str, ...]]]  # the names of things in print


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong in the rows of all entities, each at its row with its column; all of it warnings."""
    in_print, entities, claims = _names.of(corpus.printed), corpus.entities, said(corpus)
    texts = translations.in_languages(corpus, ontology)
    yield from _wording(ontology).findings(entities, texts, in_print, named.related(claims))
    yield from _rows(ontology).findings(entities, corpus.named, identity.twins(claims))
    dated = _dated.of(_datings.of(claims.by_article, ontology))
    yield from _at_rows(_by_themselves(without(entities, "line"), in_print, dated), entities)


_NONE: frozenset[Text] = frozenset()
_UNDATED: Same[Fact] = same(())


_names = Each[str, Mapping[Text, tuple[str, ...]], frozenset[Text]](lambda _, names: as_before(frozenset(names)))


@for_the_same(1)  # it knows itself what has changed
def _wording(_: Ontology) -> Wording:
    return Wording()


@for_the_same(1)  # and so does this
def _rows(ontology: Ontology) -> identity.Rows:
    return identity.Rows(ontology)


_Faults = tuple[tuple[str, str, Fault], ...]  # of a row, with the check that found it


@for_the_same(2)
def _by_themselves(
    entities: dict[str, Entity], in_print: dict[str, frozenset[Text]], dated: dict[str, Same[Fact]]
) -> _Faults:
    """What rows show by themselves, and beside their names in print and their dates."""
    found: list[tuple[str, str, Fault]] = []
    for piece in pieces(values(entities)):
        printed = tuple(in_print.get(entity.id, _NONE) for entity in piece)
        found += _among(piece, printed, tuple(dated.get(entity.id, _UNDATED) for entity in piece))
    return tuple(found)


@for_the_same(8192)
def _among(entities: Same[Entity], printed: tuple[frozenset[Text], ...], dated: tuple[Same[Fact], ...]) -> _Faults:
    return tuple(fault for each in zip(entities, printed, dated, strict=True) for fault in _by_itself(*each))


@for_the_same(65536)  # of the rows of a piece most are as they were
def _by_itself(entity: Entity, printed: frozenset[Text], dated: Same[Fact]) -> _Faults:
    found = [(entity.id, letters.CHECK, fault) for fault in letters.faults(entity, printed)]
    found += [(entity.id, numbers.CHECK, fault) for fault in numbers.faults(entity, dated)]
    found += [(entity.id, identity.CHECK, fault) for fault in identity.faults(entity)]
    return tuple(found)


@for_the_same(2)
def _at_rows(faults: _Faults, entities: dict[str, Entity]) -> list[Finding]:
    return [fault.of(entities[one], check) for one, check, fault in faults]


_dated = Gathered[str, Fact]()


def _dating(_: str, claims: tuple[Claim, ...], ontology: Ontology) -> dict[str, Same[Fact]]:
    """The facts of an article that give a date to an entity."""
    facts = (claim for claim in claims if isinstance(claim, Fact))
    return grouped(same(fact for fact in facts if ontology.properties[fact.property].takes == "date"), "subject")


_datings = Each[str, Same[Claim], dict[str, Same[Fact]]](_dating)
