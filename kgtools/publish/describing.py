"""What the graph says of one node: a thing, claim, article, disagreement, term or code, as a document of its own.

Everything is looked up from the node, so that it takes as long as the node is described, however big the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, curie_node, literal, term_node
from kgtools.publish.linked_data import formats

DEFAULT = ox.DefaultGraph()
_LABEL, _TYPE = curie_node("rdfs:label"), curie_node("rdf:type")
_NAMING = (_LABEL, _TYPE, term_node("kind"), curie_node("skos:exactMatch"))
_TRUE = literal("true", "boolean")
_TO_CLAIMS = (term_node("involves"), term_node("toldBy"))  # from a disagreement or target to the claims it is about
# What leads to a term of the ontology or a code from those below it.
_TO_BROADER = tuple(
    map(curie_node, ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "schema:domainIncludes",
                     "schema:rangeIncludes", "skos:inScheme", "t:codeList"))
)  # fmt: skip
# What an accepted figure leaves behind when only what is accepted is wanted.
_ABOUT_THE_CLAIM = {
    *map(term_node, ("evidence", "reviewState", "certainty", "curatorNote", "independentOrigin", "support", "modality"))
}  # fmt: skip
_ONTOLOGY = ox.NamedNode(namespaces.ONTOLOGY.removesuffix("#"))
_SORTS_OF_TERMS = tuple(
    curie_node(f"owl:{sort}") for sort in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)


def _terms() -> tuple[str, ...]:
    return (*namespaces.term_spaces(), *namespaces.code_spaces())


def _beside() -> tuple[str, ...]:
    return tuple(namespaces.base() + name for name in ("text/", "disagreement/", "target/"))


def _parts() -> tuple[str, ...]:
    return tuple(namespaces.base() + part for part in ("evidence/", "passage/", "date/", "cell/", "origin/"))


def entity_spaces() -> tuple[str, ...]:
    return (namespaces.things(), f"{namespaces.base()}article/")


def claim_space() -> str:
    return f"{namespaces.base()}claim/"


def claims(store: Store, node: ox.NamedNode) -> list[ox.NamedNode]:
    """The claims that name a thing or that an article makes, that a disagreement or target is about; sorted.

    A claim gives itself; a code, a date or a term of the ontology gives none.
    """
    if node.value.startswith(claim_space()):
        return [node] if _first(store, node) else []
    if node.value.startswith((*_terms(), f"{namespaces.base()}date/")):
        return []
    terms: list[Term] = [quad.subject for quad in store.quads_for_pattern(None, None, node, DEFAULT)]
    for predicate in _TO_CLAIMS:
        terms += [quad.object for quad in store.quads_for_pattern(node, predicate, None, DEFAULT)]
    found = {term for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(claim_space())}
    return sorted(found, key=str)


class Describer:
    """Describes nodes of one store; keeps the labels it has looked up, for whoever describes many."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: Names = {}
        self._last: tuple[ox.NamedNode | None, list[ox.Triple]] = (None, [])

    def triples(self, node: ox.NamedNode) -> list[ox.Triple]:
        """The triples that describe a node, sorted; none if the graph does not know it.

        They are its own, those of its claims with their evidence, disagreements and accepted plain triples, and labels
        of all that these name, but for classes and what describes claims, which the ontology explains. A class or
        property brings those below it, a list of codes its codes, and the ontology (`…/ontology`) all its terms.
        """
        if not _first(self._store, node):
            return []
        gathered = Gathered(self._store, self._names)
        gathered.thing(node)
        for claim in claims(self._store, node):
            gathered.claim(claim)
        gathered.terms(node)
        gathered.names()
        return sorted((quad.triple for quad in gathered.quads if quad.graph_name == DEFAULT), key=str)

    def written(self, node: ox.NamedNode, format: str, context: dict[str, Any]) -> str:
        """The description of a node as a document: turtle, ntriples, rdfxml or jsonld, which begins with the node.

        `context` is the JSON-LD context of the project (`formats.context`). Raises UsageError for an unknown format.
        """
        if self._last[0] != node:  # one node is usually wanted in several formats
            self._last = node, self.triples(node)
        return formats.written([ox.Quad(*triple) for triple in self._last[1]], format, context, node)


Names = dict[ox.NamedNode, tuple[ox.Quad, ...]]


class Gathered:
    """Quads gathered from a store to describe things and claims; what is named and not described gets its label."""

    def __init__(self, store: Store, names: Names | None = None) -> None:
        self.quads: set[ox.Quad] = set()
        self._store = store
        self._names: Names = {} if names is None else names
        self._described: set[ox.NamedNode] = set()
        built = store.quads_for_pattern(None, term_node("builtByTool"), None, DEFAULT)
        self._built = {quad.subject for quad in built}

    def thing(self, node: ox.NamedNode) -> None:
        """Take the triples of a node and of what belongs to it; of an entity, all but what claims state of it."""
        if node in self._described:
            return
        self._described.add(node)
        entity = node.value.startswith(entity_spaces())
        for quad in self._store.quads_for_pattern(node, None, None, DEFAULT):
            if not entity or quad.predicate in self._built or not _is_in(quad.predicate, *namespaces.term_spaces()):
                self.quads.add(quad)
                if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_parts()):
                    self.thing(quad.object)
        for quad in self._store.quads_for_pattern(None, term_node("textOf"), node, DEFAULT):
            self._take(quad.subject)
        if entity:
            self._mappings(node)

    def claim(self, node: ox.NamedNode) -> None:
        """Take a claim with its evidence, translations, disagreements and targets, and its plain triples."""
        self.thing(node)
        for quad in self._store.quads_for_pattern(None, None, node, DEFAULT):
            if _is_in(quad.subject, *_beside()):
                self._take(quad.subject)
        self.quads |= set(plain(self._store, node))

    def accepted(self, node: ox.NamedNode) -> None:
        """Take what an accepted claim states, and nothing of its evidence: a plain triple, or an observation."""
        stated = [quad for quad in plain(self._store, node) if quad.graph_name == DEFAULT]
        self.quads |= set(stated)
        if stated:
            for quad in stated:
                if _is_in(quad.object, *_parts()):
                    self._take(quad.object)
            return
        for quad in self._store.quads_for_pattern(node, None, None, DEFAULT):
            if quad.predicate not in _ABOUT_THE_CLAIM:
                self.quads.add(quad)
                if _is_in(quad.object, *_parts()):
                    self._take(quad.object)

    def terms(self, node: ox.NamedNode) -> None:
        """Take what lies below a class, a property or a list of codes; all terms, if the node is the ontology."""
        if node.value.startswith(_terms()):
            for predicate in _TO_BROADER:
                for quad in self._store.quads_for_pattern(None, predicate, node, DEFAULT):
                    self.quads.add(quad)
                    if predicate == _TO_BROADER[-2]:
                        self._take(quad.subject)
        elif node == _ONTOLOGY:
            self._take(ox.NamedNode(f"{namespaces.base()}ontology"))
            for sort in _SORTS_OF_TERMS:
                for quad in self._store.quads_for_pattern(None, _TYPE, sort, DEFAULT):
                    if _is_in(quad.subject, *namespaces.term_spaces()):
                        self._take(quad.subject)

    def names(self) -> None:
        """Give what is named and not described its label; an entity its kind and its links to the same elsewhere, too.

        Call it last.
        """
        for node in self._named(entity_spaces()):
            self.quads.update(self._naming(node, _NAMING))
        for node in self._named(_terms()):
            self.quads.update(self._naming(node, (_LABEL,)))

    def _naming(self, node: ox.NamedNode, predicates: Iterable[ox.NamedNode]) -> tuple[ox.Quad, ...]:
        if node not in self._names:
            found = (self._store.quads_for_pattern(node, predicate, None, DEFAULT) for predicate in predicates)
            self._names[node] = tuple(quad for quads in found for quad in quads)
        return self._names[node]

    def _named(self, beginnings: tuple[str, ...]) -> set[ox.NamedNode]:
        """What is named as a value or states something of an entity; classes and other properties have the ontology."""
        terms: set[Term] = {quad.object for quad in self.quads if quad.predicate != _TYPE}
        terms |= {quad.predicate for quad in self.quads if _is_in(quad.subject, *entity_spaces())}
        terms |= {quad.subject for quad in self.quads}
        named = {term for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(beginnings)}
        return named - self._described

    def _take(self, node: object) -> None:
        if isinstance(node, ox.NamedNode):
            self.thing(node)

    def _mappings(self, entity: ox.NamedNode) -> None:
        for quad in self._store.quads_for_pattern(None, curie_node("owl:annotatedSource"), entity, DEFAULT):
            self._take(quad.subject)


def plain(store: Store, claim: ox.NamedNode) -> Iterator[ox.Quad]:
    """The plain triple of a fact: in the default graph if it is accepted, in that of its article if that asserts it."""
    parts = [_object(store, claim, f"rdf:{part}") for part in ("subject", "predicate", "object")]
    if None in parts:
        return
    subject, predicate, value = parts
    assert isinstance(subject, ox.NamedNode)
    assert isinstance(predicate, ox.NamedNode)
    assert value is not None
    if ox.Quad(claim, term_node("accepted"), _TRUE) in store:
        yield ox.Quad(subject, predicate, value)
    asserted = ox.Quad(subject, predicate, value, ox.NamedNode(namespaces.graph(claim.value.split("/")[-2])))
    if asserted in store:
        yield asserted


def _object(store: Store, node: ox.NamedNode, curie: str) -> ox.NamedNode | ox.Literal | None:
    for quad in store.quads_for_pattern(node, curie_node(curie), None, DEFAULT):
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        return quad.object
    return None


def _first(store: Store, node: ox.NamedNode) -> bool:
    return next(iter(store.quads_for_pattern(node, None, None, DEFAULT)), None) is not None


def _is_in(term: object, *beginnings: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(beginnings)
