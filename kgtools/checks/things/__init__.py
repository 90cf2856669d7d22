"""What can be wrong with the row of an entity: its labels and aliases, its class, and whether it is one thing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kgtools.checks.things import identity, language, letters, meaning, named, numbers, spelling
from kgtools.checks.things.words import Words
from kgtools.claims import translations
from kgtools.claims.model import Corpus, Entity, Fact, Text
from kgtools.errors import Finding
from kgtools.ontology import Ontology


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong in the rows of all entities, each at its row with its column; all of it warnings."""
    entities = tuple(corpus.entities.values())
    words, names = _words(entities, translations.side_by_side(corpus, ontology)), _names(entities)
    rows = _rows(entities, ontology)
    joined, dated, twins = named.related(corpus), _dated(corpus, ontology), identity.twins(corpus)
    for entity in entities:
        printed = frozenset(corpus.printed.get(entity.id, ()))
        told = frozenset(joined.get(entity.id, ())), tuple(dated.get(entity.id, ())), twins.get(entity.id, "")
        yield from _in_its_words(entity, words, printed)
        yield from _among_others(entity, names, rows, printed, *told)


@lru_cache(maxsize=131072)  # a row is looked at again only if one of these has changed
def _in_its_words(entity: Entity, words: Words, printed: frozenset[Text]) -> tuple[Finding, ...]:
    """What the words of a row show beside those of the other rows and of the translated texts."""
    found = [fault.of(entity, language.CHECK) for fault in language.faults(entity, words)]
    found += [fault.of(entity, meaning.CHECK) for fault in meaning.faults(entity, words)]
    found += [fault.of(entity, spelling.CHECK) for fault in spelling.faults(entity, words, printed)]
    return tuple(found)


@lru_cache(maxsize=131072)
def _among_others(
    entity: Entity,
    names: named.Names,
    rows: identity.Rows,
    printed: frozenset[Text],
    joined: frozenset[str],
    dated: tuple[Fact, ...],
    twin: str,
) -> tuple[Finding, ...]:
    """What a row shows by itself, beside the names and classes of the others, and beside its claims."""
    found = [fault.of(entity, letters.CHECK) for fault in letters.faults(entity, printed)]
    found += [fault.of(entity, numbers.CHECK) for fault in numbers.faults(entity, dated)]
    found += [fault.of(entity, named.CHECK) for fault in named.faults(entity, names, joined)]
    found += [fault.of(entity, identity.CHECK) for fault in identity.faults(entity, rows, twin)]
    return tuple(found)


# Of one project and that before a change.
_words, _names, _rows = (lru_cache(maxsize=4)(kind) for kind in (Words, named.Names, identity.Rows))


def _dated(corpus: Corpus, ontology: Ontology) -> dict[str, list[Fact]]:
    """The facts that give a date to an entity."""
    found: dict[str, list[Fact]] = {}
    for fact in corpus.facts:
        if ontology.properties[fact.property].takes == "date":
            found.setdefault(fact.subject, []).append(fact)
    return found
