"""What rows are made of, looked up in the store node by node: few claims take little time, however big the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, curie_node, term_node
from kgtools.messages import chosen
from kgtools.publish.tables.model import Row, Value
from kgtools.views.thing.wording import Say, sayer

_DEFAULT = ox.DefaultGraph()
_LABEL = namespaces.RDFS + "label"
Properties = Mapping[str, list[Term]]


class Reader:
    """Reads nodes of a store; names are in one language, or in English where it has none."""

    def __init__(self, store: Store, language: str) -> None:
        self.store = store
        self.language = language
        self._labels: dict[Term, dict[str, str]] = {}
        self._dates: dict[Term | None, tuple[Value, ...]] = {None: (None, None, None)}
        self._says = {each: sayer(store, each) for each in namespaces.languages()}

    def properties(self, node: ox.NamedNode) -> Properties:
        """What the default graph says of a node: the values of each property, sorted, by its prefixed name."""
        found: dict[str, list[Term]] = {}
        for quad in self.store.quads_for_pattern(node, None, None, _DEFAULT):
            found.setdefault(_name(quad.predicate.value), []).append(quad.object)
        for values in found.values():
            if len(values) > 1:
                values.sort(key=str)
        return found

    def subjects(self, predicate: str, value: Term) -> list[ox.NamedNode]:
        """The nodes that have a value for a property of ours, sorted."""
        quads = self.store.quads_for_pattern(None, term_node(predicate), value, _DEFAULT)
        return sorted((terms.node(quad.subject) for quad in quads), key=str)

    def instances(self, curie: str) -> list[ox.NamedNode]:
        """The nodes of a class, sorted."""
        quads = self.store.quads_for_pattern(None, curie_node("rdf:type"), curie_node(curie), _DEFAULT)
        return sorted((terms.node(quad.subject) for quad in quads), key=str)

    def say(self, language: str) -> Say:
        """What words a term in a language, each term looked up once."""
        return self._says[language]

    def labels(self, node: Term) -> dict[str, str]:
        """The labels of a node by language."""
        if node not in self._labels:
            quads = self.store.quads_for_pattern(node, curie_node("rdfs:label"), None, _DEFAULT)  # type: ignore[arg-type]
            self._labels[node] = {terms.language_tag(quad.object): terms.text(quad.object) for quad in quads}
        return self._labels[node]

    def label(self, node: Term) -> str:
        """The label of a node in the language of the tables."""
        found = self.labels(node)
        return chosen(found, self.language) or terms.lexical(node)

    # -- cells ------------------------------------------------------------------------------------------

    def ref(self, column: str, values: Iterable[Term], shorten: str = "") -> Row:
        """The cells of a column that holds a key: the key and its name, empty if there is no value."""
        node = next(iter(values), None)
        if node is None:
            return {column: None, f"{column}_label": None}
        return {column: terms.term_name(node).removeprefix(shorten), f"{column}_label": self.label(node)}

    def refs(self, column: str, values: Iterable[Term]) -> Row:
        """The cells of a column that holds a list of keys: the keys and their names."""
        listed = list(values)
        return {
            column: tuple(map(terms.short, listed)) or None,
            f"{column}_label": tuple(map(self.label, listed)) or None,
        }

    def code(self, column: str, values: Iterable[Term]) -> Row:
        """The cells of a column that holds a code: the code and its name."""
        node = next(iter(values), None)
        if node is None:
            return {column: None, f"{column}_label": None}
        return {column: terms.code(node), f"{column}_label": self.label(node)}

    def date(self, column: str, values: Iterable[Term]) -> Row:
        """The cells of a date: as it is printed in EDTF, and its first and last day."""
        node = next(iter(values), None)
        if node not in self._dates:
            known = self.properties(terms.node(node))
            bounds = (terms.day(next(iter(known.get(f"t:{end}", ())), None)) for end in ("earliest", "latest"))
            self._dates[node] = (terms.text(known["t:edtf"][0]), *bounds)
        edtf, earliest, latest = self._dates[node]
        return {column: edtf, f"{column}_earliest": earliest, f"{column}_latest": latest}

    def translated(self, column: str, source: str | None, text: str) -> Row:
        """The cells of a text that a curator wrote and that is translated; `text` is its id."""
        found: dict[str, str | None] = dict.fromkeys(namespaces.languages())
        if source:
            quads = self.store.quads_for_pattern(
                ox.NamedNode(namespaces.text(text)), curie_node("rdf:value"), None, _DEFAULT
            )
            found |= {terms.language_tag(quad.object): terms.text(quad.object) for quad in quads}
            found[namespaces.first_language()] = source
        return {f"{column}_{language}": found[language] for language in namespaces.languages()}

    def named(self, column: str, texts: Iterable[Term]) -> Row:
        """The cells of a text that has one value in each language, as labels and titles have."""
        found = {terms.language_tag(term): terms.text(term) for term in texts}
        return {f"{column}_{language}": found.get(language) for language in namespaces.languages()}

    def worded(self, column: str, texts: Iterable[Term]) -> Row:
        """The cells of a text of the ontology; where it does not speak a language of the project, it is in another."""
        found = {terms.language_tag(term): terms.text(term) for term in texts}
        return {f"{column}_{language}": chosen(found, language) or None for language in namespaces.languages()}


_name = cache(namespaces.shorten)


def text(values: Iterable[Term]) -> str | None:
    """The text of the first of some literals; None if there is none."""
    return next((terms.text(value) for value in values), None)


def whole(values: Iterable[Term]) -> int | None:
    """The first of some whole numbers; None if there is none."""
    return next((terms.whole(value) for value in values), None)


def true(values: Iterable[Term]) -> bool:
    """The truth value that a property has; it must have one."""
    return terms.truth(next(iter(values), None))
