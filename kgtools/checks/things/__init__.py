"""What can be wrong with the row of an entity: its labels and aliases, its class, and whether it is one thing."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.checks.things import identity, language, letters, meaning, named, numbers, spelling
from kgtools.checks.things.words import Words
from kgtools.claims.model import Corpus, Fact
from kgtools.errors import Finding
from kgtools.ontology import Ontology


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong in the rows of all entities, each at its row with its column; all of it warnings."""
    words, names, rows = Words(corpus, ontology), named.Names(corpus.entities), identity.Rows(corpus, ontology)
    joined, dated = named.related(corpus), _dated(corpus, ontology)
    for entity in corpus.entities.values():
        for check, faults in (
            (letters.CHECK, letters.faults(entity, corpus)),
            (language.CHECK, language.faults(entity, words)),
            (meaning.CHECK, meaning.faults(entity, words)),
            (numbers.CHECK, numbers.faults(entity, dated.get(entity.id, []))),
            (named.CHECK, named.faults(entity, names, joined.get(entity.id, set()))),
            (spelling.CHECK, spelling.faults(entity, words, corpus)),
            (identity.CHECK, rows.faults(entity)),
        ):
            yield from (fault.of(entity, check) for fault in faults)


def _dated(corpus: Corpus, ontology: Ontology) -> dict[str, list[Fact]]:
    """The facts that give a date to an entity."""
    found: dict[str, list[Fact]] = {}
    for fact in corpus.facts:
        if ontology.properties[fact.property].takes == "date":
            found.setdefault(fact.subject, []).append(fact)
    return found
