"""The types of things and their properties, as a table of somebody else may use them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, iri, language_tag, whole
from kgtools.messages import chosen, message
from kgtools.query.search.index.having import INVERSE, ITEM, TOP, WIKIDATA
from kgtools.values.transliteration import bare

LABEL = "label_"  # before a language: the name in that language
_EXACT = ox.NamedNode(namespaces.SKOS + "exactMatch")
_TYPE, _SUBCLASS = ox.NamedNode(namespaces.RDF + "type"), ox.NamedNode(namespaces.RDFS + "subClassOf")
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
_DEFINITION = ox.NamedNode(namespaces.SKOS + "definition")
_DEFAULT = ox.DefaultGraph()
# What tells of the row of a thing, not of the thing.
_LEFT_OUT = frozenset(("curatorNote", "printedName", "kind"))
_HAVING_TYPE = "SELECT ?class (COUNT(*) AS ?number) WHERE { ?thing a ?top, ?class } GROUP BY ?class"
_HAVING_PROPERTY = """
SELECT ?class ?property (COUNT(*) AS ?number) WHERE {
  ?thing a ?top, ?class ; ?property ?value
} GROUP BY ?class ?property"""
_BEING_VALUE = """
SELECT ?class ?property (COUNT(*) AS ?number) WHERE {
  ?thing a ?top ; ?property ?value . ?value a ?top, ?class
} GROUP BY ?class ?property"""


@dataclass(frozen=True)
class Vocabulary:
    """The types that things have and the properties that are accepted of them. It is read once and used often."""

    store: Store

    @cached_property
    def types(self) -> Counter[str]:
        """The types by their ids, which are names of classes, with how many things have them."""
        return Counter({name: number for (name,), number in self._counted(_HAVING_TYPE)})

    @cached_property
    def things(self) -> tuple[ox.NamedNode, ...]:
        """All things, sorted."""
        quads = self.store.quads_for_pattern(None, _TYPE, ox.NamedNode(namespaces.term(TOP)), _DEFAULT)
        found = (quad.subject for quad in quads)
        return tuple(sorted((one for one in found if isinstance(one, ox.NamedNode)), key=lambda node: node.value))

    def _counted(self, query: str) -> Iterator[tuple[list[str], int]]:
        """What a query counts: the names in the ontology of a type, and of a property if it asks for one, sorted."""
        rows = select(self.store, query, top=ox.NamedNode(namespaces.term(TOP)))
        found = [([iri(term) for term in terms], whole(number)) for *terms, number in rows]
        return (
            ([namespaces.term_name(one) for one in terms], number)
            for terms, number in sorted(found)
            if all(map(namespaces.is_term, terms))
        )

    def types_of(self, thing: ox.NamedNode) -> tuple[str, ...]:
        """The types of a thing, the most specific first."""
        found = [iri(quad.object) for quad in self.store.quads_for_pattern(thing, _TYPE, None, _DEFAULT)]
        kinds = {
            iri(quad.object)
            for quad in self.store.quads_for_pattern(thing, ox.NamedNode(namespaces.term("kind")), None, _DEFAULT)
        }
        own = [one for one in found if namespaces.is_term(one)]
        own.sort(key=lambda one: (one not in kinds, -self.depths.get(one, 0), one))
        return tuple(namespaces.term_name(one) for one in own)

    def is_of(self, thing: ox.NamedNode, name: str) -> bool:
        """Whether a thing has a type."""
        quads = self.store.quads_for_pattern(thing, _TYPE, ox.NamedNode(namespaces.term(name)), _DEFAULT)
        return next(iter(quads), None) is not None

    @cached_property
    def depths(self) -> dict[str, int]:
        """For each class how many lie above it."""
        above = {iri(quad.subject): iri(quad.object) for quad in self.store.quads_for_pattern(None, _SUBCLASS, None)}
        found: dict[str, int] = {}
        for name in above:
            walked = [name]
            while (over := above.get(walked[-1])) is not None and over not in walked:
                walked.append(over)
            found[name] = len(walked)
        return found

    @cached_property
    def ancestors(self) -> dict[str, frozenset[str]]:
        """For each class itself and all classes above it, by their names in the ontology."""
        above: dict[str, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, _SUBCLASS, None, _DEFAULT):
            if namespaces.is_term(iri(quad.subject)) and namespaces.is_term(iri(quad.object)):
                above.setdefault(namespaces.term_name(iri(quad.subject)), set()).add(
                    namespaces.term_name(iri(quad.object))
                )
        found = {}
        for name in above:
            every, open_ = {name}, [name]
            while open_:
                new = above.get(open_.pop(), set()) - every
                every |= new
                open_ += new
            found[name] = frozenset(every)
        return found

    def kinds_of(self, name: str) -> frozenset[str]:
        """The kinds of things, as ids begin with them, that may have a type."""
        shared = [above for above in self.ancestors.values() if name in above]
        return frozenset(
            kind
            for kind, (_, base) in namespaces.kinds().items()
            if base == name or any(base in above for above in shared)
        )

    def broader(self, name: str) -> list[str]:
        """The types directly above a type."""
        node = ox.NamedNode(namespaces.term(name))
        found = (iri(quad.object) for quad in self.store.quads_for_pattern(node, _SUBCLASS, None, _DEFAULT))
        return sorted(namespaces.term_name(one) for one in found if namespaces.is_term(one))

    def type(self, name: str, language: str) -> dict[str, Any]:
        """A type with its name in a language, what it means, and the types above it. Raises UsageError."""
        self.known_type(name)
        told = {"id": name, "name": self.name(name, language), "description": self.definition(name, language)}
        above = [{"id": one, "name": self.name(one, language)} for one in self.broader(name)]
        return told | ({"broader": above} if above else {})

    def known_type(self, name: str) -> None:
        """Raises UsageError if no thing is of this type."""
        if name not in self.types:
            hint = nearest(name, self.types) or "the suggest service lists those there are"
            raise UsageError(f"there is no type '{name}'; {hint}")

    @cached_property
    def properties(self) -> dict[str, Counter[str]]:
        """The properties by their ids, each with how many things of each type have it."""
        found: dict[str, Counter[str]] = {}
        for way, query in (("", _HAVING_PROPERTY), (INVERSE, _BEING_VALUE)):
            for (type_, name), number in self._counted(query):
                if name not in _LEFT_OUT:
                    found.setdefault(way + name, Counter())[type_] = number
        for name in (*(LABEL + language for language in namespaces.languages()), WIKIDATA):
            found[name] = Counter()
        return found

    def name(self, name: str, language: str) -> str:
        """What a type or a property is called in a language."""
        if name.startswith(LABEL):
            return message("services.name-in", language, tag=name.removeprefix(LABEL))
        if name == WIKIDATA:
            return "Wikidata"
        said = labels.label(self.store, ox.NamedNode(namespaces.term(name.removeprefix(INVERSE))), language)
        return message("services.inverse", language, property=said) if name.startswith(INVERSE) else said

    def known_property(self, name: str) -> None:
        """Raises UsageError if nothing has this property."""
        if name not in self.properties:
            hint = nearest(name, self.properties) or "the suggest service lists those there are"
            raise UsageError(f"there is no property '{name}'; {hint}")

    def proposed(self, type_id: str) -> list[str]:
        """The properties of things of a type, those that most have first; names and Wikidata before all."""
        counted = {name: types[type_id] for name, types in self.properties.items() if types[type_id]}
        always = [name for name, types in self.properties.items() if not types]
        return always + sorted(counted, key=lambda name: (name.startswith(INVERSE), -counted[name], name))

    def values(self, thing: ox.NamedNode, name: str) -> list[Term]:
        """The accepted values of a property of a thing."""
        if name.startswith(LABEL):
            wanted = name.removeprefix(LABEL)
            named = self._objects(thing, _LABEL)
            return [one for one in named if isinstance(one, ox.Literal) and one.language == wanted]
        if name == WIKIDATA:
            same = (iri(one) for one in self._objects(thing, _EXACT))
            return [ox.Literal(one.removeprefix(ITEM)) for one in same if one.startswith(ITEM)]
        node = ox.NamedNode(namespaces.term(name.removeprefix(INVERSE)))
        if not name.startswith(INVERSE):
            return self._objects(thing, node)
        quads = self.store.quads_for_pattern(None, node, thing, _DEFAULT)
        return sorted((quad.subject for quad in quads if _is_thing(quad.subject)), key=str)

    def _objects(self, thing: ox.NamedNode, predicate: ox.NamedNode) -> list[Term]:
        return sorted((quad.object for quad in self.store.quads_for_pattern(thing, predicate, None, _DEFAULT)), key=str)

    def definition(self, name: str, language: str) -> str:
        """What a type means, in a language or another; empty if the ontology does not say."""
        node = ox.NamedNode(namespaces.term(name))
        found = {
            language_tag(one): one.value for one in self._objects(node, _DEFINITION) if isinstance(one, ox.Literal)
        }
        return chosen(found, language)

    def suggested(self, names: Iterable[str], prefix: str, language: str) -> list[str]:
        """Of types or properties those whose id, or whose name in any language, has a word that begins so."""
        begun = _folded(prefix)

        def place(name: str) -> int:
            called = [name, self.name(name, language), *(self.name(name, other) for other in namespaces.languages())]
            folded = [_folded(one) for one in called]
            if any(one.startswith(begun) for one in folded):
                return 0
            return 1 if any(f" {begun}" in one for one in folded) else 2

        places = {name: place(name) for name in names}
        found = (name for name, found in places.items() if found < 2)
        return sorted(found, key=lambda name: (places[name], name.startswith(INVERSE), name))


def _is_thing(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.things())


def _folded(text: str) -> str:
    return bare(text.strip()).casefold()
