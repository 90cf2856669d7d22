"""What a search looks through: the names of things, and what claims and explanations say, word by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import pyoxigraph as ox

from kgtools import languages, namespaces
from kgtools.graph.reading import Store
from kgtools.graph.terms import node
from kgtools.query.search import words
from kgtools.query.search.likeness import Vocabulary
from kgtools.query.search.names import Names, Numbers
from kgtools.values.transliteration import WORD, beyond_latin, phonetic_key, phonetic_keys, script

_SAID = tuple(map(namespaces.term, ("gist", "explanation", "evidenceNeeded", "outcomeExplanation")))
_NOTE = namespaces.term("curatorNote")
_OBJECT = namespaces.RDF + "object"
# What leads from what tells to the thing that it tells of.
_TOLD_BY = namespaces.term("toldBy")
_TELLING = (namespaces.RDF + "subject", *map(namespaces.term, ("about", "measured", "concerns")), _TOLD_BY)


@dataclass(frozen=True)
class Text:
    """A text: the IRI of what it names or of what says it, its language, whether it is a name or a curator's note."""

    iri: str
    text: str
    language: str
    name: bool = False
    note: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, folded, in their order."""
        return tuple(WORD.findall(words.folded(self.text, self.language)))


@dataclass(frozen=True)
class Index:
    """The names and other texts of a graph, and all words of each language; it is read once and searched often."""

    store: Store
    names: Sequence[tuple[str, str]]
    texts: Sequence[Text]

    @classmethod
    def read(cls, store: Store) -> Index:
        """The index of a graph."""
        return cls(store, tuple(dict.fromkeys(all_names(store))), tuple(texts(store)))

    @cached_property
    def named(self) -> int:
        """How many of the texts are names; they come first."""
        return sum(1 for _ in takewhile(lambda text: text.name, self.texts))

    @cached_property
    def places(self) -> Mapping[str, Numbers]:
        """For each language its words, and for each word the numbers of the texts that hold it."""
        found: dict[str, defaultdict[str, list[int]]] = {each: defaultdict(list) for each in namespaces.languages()}
        for number, text in enumerate(self.texts):
            for word in dict.fromkeys(text.words):
                found[text.language][word].append(number)
        return {language: dict(each) for language, each in found.items()}

    @cached_property
    def by_key(self) -> Numbers:
        """For each phonetic key the numbers of the names that have it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            if text.name:
                for key in sorted(set(map(phonetic_key, text.words))):
                    found[key].append(number)
        return dict(found)

    @cached_property
    def joined(self) -> Numbers:
        """For each name, its phonetic keys written as one word: the numbers of the names that have it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            if text.name:
                found["".join(phonetic_keys(text.text))].append(number)
        return dict(found)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The phonetic keys of `by_key`."""
        return Vocabulary(self.by_key)

    @cached_property
    def ranked(self) -> Names:
        """The names as words are compared with them by their spelling."""
        return Names.of(self.names)

    def expect(self, numbers: Iterable[int]) -> None:
        """Be told the numbers of texts that will be asked for next: an index that reads them can read them together."""

    def forms(self, word: str, loose: bool) -> dict[str, frozenset[str]]:
        """The words of the texts that are forms of a word, by language."""
        loose = loose and beyond_latin(word)  # Latin keyboards have the letters of all languages here
        found = {}
        for language in namespaces.languages():
            typed = words.folded(word, language)
            near = self.openings[language, loose].get(words.opening(typed, language, loose), ())
            found[language] = frozenset(other for other in near if words.alike(typed, other, language, loose))
        return found

    @cached_property
    def openings(self) -> Mapping[tuple[str, bool], Mapping[str, Sequence[str]]]:
        """The words of each language, compared strictly and loosely, by the letters with which they begin."""
        found: dict[tuple[str, bool], dict[str, list[str]]] = {}
        for language, known in self.places.items():
            for loose in (False, True):
                by_letters: defaultdict[str, list[str]] = defaultdict(list)
                for word in known:
                    by_letters[words.opening(word, language, loose)].append(word)
                found[language, loose] = dict(by_letters)
        return found


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
    return ((iri, name) for iri, name, _ in _names(store))


def texts(store: Store) -> Iterator[Text]:
    """All texts, the names first, each in the languages in which it is compared."""
    for iri, name, language in _names(store):
        for each in _tongues(name, language):
            yield Text(iri, name, each, name=True)
    yield from _told(store)


def _names(store: Store) -> Iterator[tuple[str, str, str]]:
    for predicate in (namespaces.RDFS + "label", namespaces.SKOS + "altLabel"):
        for iri, text, language in _literals(store, predicate):
            if iri.startswith((namespaces.things(), namespaces.base() + "article/")):
                yield iri, text, language


def _tongues(name: str, language: str) -> tuple[str, ...]:
    """The languages in which a name is compared: its own, or if none is given those of its script."""
    if language in namespaces.languages():
        return (language,)
    return _written_in(script(name))


@languages.remembered()
def _written_in(script: str) -> tuple[str, ...]:
    return tuple(tag for tag in namespaces.languages() if script in languages.language(tag).scripts)


def _told(store: Store) -> Iterator[Text]:
    """What claims, explanations and notes say, with their translations."""
    for predicate in (*_SAID, _NOTE):
        for iri, text, language in _literals(store, predicate):
            yield Text(iri, text, language or namespaces.first_language(), note=predicate == _NOTE)
    for iri, text, language in _literals(store, _OBJECT):
        if language in namespaces.languages():
            yield Text(iri, text, language)
    owner = ox.NamedNode(namespaces.term("textOf"))
    for iri, text, language in _literals(store, namespaces.RDF + "value"):
        for quad in store.quads_for_pattern(ox.NamedNode(iri), owner, None, ox.DefaultGraph()):
            yield Text(node(quad.object).value, text, language)


def _literals(store: Store, predicate: str) -> Iterator[tuple[str, str, str]]:
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value, namespaces.language_of(quad.object.language or "")
