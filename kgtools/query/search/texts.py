"""What a search looks through: the names of things, and what claims and explanations say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kgtools import languages, namespaces
from kgtools.graph.reading import Store
from kgtools.graph.terms import node
from kgtools.query.search import words
from kgtools.values.transliteration import WORD, script

_SAID = tuple(map(namespaces.term, ("gist", "explanation", "evidenceNeeded", "outcomeExplanation")))
_NOTE = namespaces.term("curatorNote")
_OBJECT = namespaces.RDF + "object"
# What leads from what tells to the thing that it tells of.
_TOLD_BY = namespaces.term("toldBy")
_TELLING = (namespaces.RDF + "subject", *map(namespaces.term, ("about", "measured", "concerns")), _TOLD_BY)


@dataclass(frozen=True)
class Text:
    """A text: the IRI of what says it, its language, and whether it is a curator's note."""

    iri: str
    text: str
    language: str
    note: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, folded, in their order."""
        return tuple(WORD.findall(words.folded(self.text, self.language)))


def thing_of(store: Store, iri: str) -> str:
    """The thing that a claim, a disagreement or a target tells of; of a thing, itself."""
    if iri.startswith((namespaces.things(), namespaces.base() + "article/")):
        return iri
    for predicate in _TELLING:
        for quad in store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.NamedNode):
                return thing_of(store, quad.object.value) if predicate == _TOLD_BY else quad.object.value
    return iri


def all_names(store: Store) -> Iterator[tuple[str, str]]:
    """All labels and other names of entities and articles, as (IRI, name)."""
    return ((iri, name) for iri, name, _ in names(store))


def names(store: Store) -> Iterator[tuple[str, str, str]]:
    """All names as (IRI, name, language); the language is empty where none is given."""
    for predicate in (namespaces.RDFS + "label", namespaces.SKOS + "altLabel"):
        for iri, text, language in _literals(store, predicate):
            if iri.startswith((namespaces.things(), namespaces.base() + "article/")):
                yield iri, text, language


def tongues(name: str, language: str) -> tuple[str, ...]:
    """The languages in which a name is compared: its own, or if none is given those of its script."""
    if language in namespaces.languages():
        return (language,)
    return _written_in(script(name))


@languages.remembered()
def _written_in(script: str) -> tuple[str, ...]:
    return tuple(tag for tag in namespaces.languages() if script in languages.language(tag).scripts)


def told(store: Store) -> Iterator[Text]:
    """What claims, explanations and notes say, with their translations."""
    for predicate in (*_SAID, _NOTE):
        for iri, text, language in _literals(store, predicate):
            yield Text(iri, text, language or namespaces.first_language(), note=predicate == _NOTE)
    for iri, text, language in _literals(store, _OBJECT):
        if language in namespaces.languages():
            yield Text(iri, text, language)
    text_of = ox.NamedNode(namespaces.term("textOf"))
    # All are read once: to look each up takes ten times as long.
    owned = store.quads_for_pattern(None, text_of, None, ox.DefaultGraph())
    owners = {node(quad.subject).value: node(quad.object).value for quad in owned}
    for iri, text, language in _literals(store, namespaces.RDF + "value"):
        if iri in owners:
            yield Text(owners[iri], text, language)


def _literals(store: Store, predicate: str) -> Iterator[tuple[str, str, str]]:
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value, namespaces.language_of(quad.object.language or "")
