"""Labels for new things: names as printed or transliterated, events and tenures by the pattern of their class."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims.model import Corpus
from kgtools.curation.extract.spans import Mention
from kgtools.languages import language as language_of
from kgtools.namespaces import RDFS
from kgtools.ontology import Ontology
from kgtools.values.transliteration import beyond_latin


def named(mention: Mention) -> dict[str, str]:
    """Labels of a thing with a name: as printed in its language; a person's in Latin letters too.

    >>> named(Mention(0, 13, "", "Person", "Ораз Бектуров", "ru", 0.9))
    {'ru': 'Ораз Бектуров', 'en': 'Oraz Bekturov', 'uz': 'Oraz Bekturov'}
    """
    labels = {mention.language: mention.name}
    if mention.kind == "Person":
        for language in filter(_in_latin, namespaces.languages()):
            labels.setdefault(language, latin(mention.name))
    return labels


def _in_latin(tag: str) -> bool:
    return language_of(tag).script == "Latn"


def latin(name: str) -> str:
    """A name in Latin letters; as it is if it has no other."""
    from anyascii import anyascii

    return " ".join(anyascii(name).split()) if beyond_latin(name) else name


def label(mention: Mention, language: str, corpus: Corpus) -> str:
    """What a thing is called in a language: its label, or its printed name."""
    entity = corpus.entities.get(mention.entity)
    if entity is not None:
        return next((text.value for text in entity.labels if text.language == language), mention.name)
    return latin(mention.name) if _in_latin(language) else mention.name


def described(kind: str, parts: Iterable[Mention], date: str, corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """Labels of an event by its class, its parts, if any are known, and its year: State visit: N. N. (2031)."""
    year = re.match(r"\d{4}", date.removeprefix("../"))
    parts = list(parts)
    found = {}
    for language in namespaces.languages():
        names = ", ".join(dict.fromkeys(label(one, language, corpus) for one in parts))
        named = ": ".join(filter(None, (class_label(kind, language, ontology), names)))
        found[language] = named + (f" ({year[0]})" if year else "")
    return found


@lru_cache(maxsize=256)
def class_label(kind: str, language: str, ontology: Ontology) -> str:
    """The label of a class in a language, with a capital."""
    for quad in ontology.quads:
        value = quad.object
        if (
            isinstance(value, ox.Literal)
            and value.language == language
            and quad.predicate.value == RDFS + "label"
            and quad.subject == ox.NamedNode(namespaces.term(kind))
        ):
            return value.value[:1].upper() + value.value[1:]
    return kind


def key(*words: str) -> str:
    """A key for a new thing from some words: small Latin letters, digits and hyphens.

    >>> key("StateVisit", "Ораз Бектуров", "2031-05")
    'statevisit-oraz-bekturov-2031-05'
    """
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(" ".join(words)).lower()).strip("-")[:80].strip("-")
