"""What can be wrong with the row of an entity: its labels and aliases, its class, and whether it is one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kgtools.checks.things import identity, letters, named, numbers
from kgtools.checks.things.wording import Wording
from kgtools.claims import translations
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Text
from kgtools.errors import Finding
from kgtools.ontology import Ontology
from kgtools.remembering import as_before, for_the_same, values

Printed = Mapping[str, Mapping[Text, tuple[str, ...]]]  # the names of things in print


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong in the rows of all entities, each at its row with its column; all of it warnings."""
    in_print = _printed(corpus.printed)
    yield from _wording(ontology).findings(corpus.entities, translations.by_language(corpus, ontology), in_print)
    named_rows = values(corpus.named)
    names, rows = _names(named_rows), _rows(named_rows, ontology)
    told = (named.related(corpus), _dated(corpus, ontology), identity.twins(corpus))
    yield from _beside_others(corpus.entities, names, rows, in_print, *told)


@for_the_same(4)
def _beside_others(
    entities: Mapping[str, Entity],
    names: named.Names,
    rows: identity.Rows,
    in_print: Mapping[str, frozenset[Text]],
    joined: Mapping[str, frozenset[str]],
    dated: Mapping[str, tuple[Fact, ...]],
    twins: Mapping[str, str],
) -> list[Finding]:
    """What rows show by themselves, beside the names and classes of the others, and beside their claims."""
    found: list[Finding] = []
    for own, entity in entities.items():
        sharing = tuple(entities[other] for other in rows.sharing.get(own, ()))
        found += _by_itself(entity, in_print.get(own, _NONE), dated.get(own, ()))
        found += _among_others(entity, names, rows, joined.get(own, _NOTHING), twins.get(own, ""), sharing)
    return found


_NOTHING: frozenset[str] = frozenset()
_NONE: frozenset[Text] = frozenset()


@for_the_same(4)
def _printed(printed: Printed) -> dict[str, frozenset[Text]]:
    return {identifier: as_before(frozenset(names)) for identifier, names in printed.items()}


@for_the_same(1)  # it knows itself what has changed
def _wording(_: Ontology) -> Wording:
    return Wording()


@for_the_same(131072)  # a row is looked at again only if one of these has changed
def _by_itself(entity: Entity, printed: frozenset[Text], dated: tuple[Fact, ...]) -> tuple[Finding, ...]:
    """What a row shows by itself, and beside its dates."""
    found = [fault.of(entity, letters.CHECK) for fault in letters.faults(entity, printed)]
    found += [fault.of(entity, numbers.CHECK) for fault in numbers.faults(entity, dated)]
    return tuple(found)


@for_the_same(131072)
def _among_others(
    entity: Entity,
    names: named.Names,
    rows: identity.Rows,
    joined: frozenset[str],
    twin: str,
    sharing: tuple[Entity, ...],
) -> tuple[Finding, ...]:
    """What a row shows beside the names and classes of the others, and beside its claims."""
    found = [fault.of(entity, named.CHECK) for fault in named.faults(entity, names, joined)]
    found += [fault.of(entity, identity.CHECK) for fault in identity.faults(entity, rows, twin, sharing)]
    return tuple(found)


_names = for_the_same(4)(named.Names)
_rows = for_the_same(4)(identity.Rows)


def _dated(corpus: Corpus, ontology: Ontology) -> dict[str, tuple[Fact, ...]]:
    """The facts that give a date to an entity."""
    return _by_subject(tuple(fact for claims in corpus.by_article.values() for fact in _dating(claims, ontology)))


@for_the_same(8192)
def _dating(claims: tuple[Claim, ...], ontology: Ontology) -> list[Fact]:
    facts = (claim for claim in claims if isinstance(claim, Fact))
    return [fact for fact in facts if ontology.properties[fact.property].takes == "date"]


@for_the_same(4)
def _by_subject(facts: tuple[Fact, ...]) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.subject, []).append(fact)
    return {subject: tuple(own) for subject, own in found.items()}
