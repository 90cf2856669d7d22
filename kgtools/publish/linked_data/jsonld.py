"""JSON-LD that reads like a document: a node with all that belongs to it inside, in a stable order, and its context.

Evidence, dates and translations stand inside the claim that has them; a thing that is only named stands, with its
label, where it is named. A property that can have several values always has a list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.ontology import Ontology
from kgtools.publish.linked_data.nodes import REMEMBERED, Held, Nodes

Node = dict[str, Any]
_TEXT_OF = namespaces.term("textOf")
_DEFAULT = ox.DefaultGraph()
_LABEL, _TYPE = namespaces.RDFS + "label", namespaces.RDF + "type"
# What JSON has of its own, as it comes back from there: numbers of more digits would be rounded.
_NATIVE = {
    namespaces.XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,14}"),
    namespaces.XSD + "boolean": re.compile("true|false"),
}
# Terms of other vocabularies that have a short name in the context, with how their values are typed.
_BORROWED = {
    "label": ("rdfs:label", "@language"), "text": ("rdf:value", "@language"),
    "prefLabel": ("skos:prefLabel", "@language"), "altLabel": ("skos:altLabel", "@language"),
    "definition": ("skos:definition", "@language"), "scopeNote": ("skos:scopeNote", "@language"),
    "subject": ("rdf:subject", "@id"), "predicate": ("rdf:predicate", "@vocab"), "object": ("rdf:object", ""),
    "exactMatch": ("skos:exactMatch", "@id"), "hasSource": ("oa:hasSource", "@id"),
    "hasSelector": ("oa:hasSelector", "@id"), "creator": ("dcterms:creator", "@id"),
}  # fmt: skip
# Properties of which nothing has two values, so that a list would only be in the way. (Labels have one a language.)
_SINGLE = {
    *(f"{namespaces.RDF}{name}" for name in ("subject", "predicate", "object", "value")), _LABEL,
    *(f"{namespaces.SKOS}{name}" for name in ("prefLabel", "definition")),
    *(f"{namespaces.STANDARD['oa']}{name}" for name in ("hasSource", "hasSelector", "start", "end")),
    *map(namespaces.term, (
        "accepted", "affiliatedAs", "bound", "cell", "certainty", "concerns", "disagreementKind", "disagreementStatus",
        "disagreementType", "earliest", "edtf", "evidence", "evidenceNeeded", "explanation", "fingerprint", "flow",
        "found", "gist", "horizon", "inArticle", "independentOrigin", "kind", "latest", "measured", "modality",
        "origin", "outcome", "outcomeExplanation", "partner", "period", "printedValue", "reference", "reporter",
        "reviewState", "sourceText", "stance", "support", "textHash", "textLength", "textOf", "value", "when",
    )),
}  # fmt: skip


def _claim_space() -> str:
    return f"{namespaces.base()}claim/"


def _text_space() -> str:
    return f"{namespaces.base()}text/"


def _entities() -> tuple[str, ...]:
    return (namespaces.things(), f"{namespaces.base()}article/")


def _parts() -> tuple[str, ...]:
    return tuple(namespaces.base() + part for part in ("evidence/", "passage/", "date/", "cell/", "origin/"))


def context_address() -> str:
    """Where the context is to be had."""
    return f"{namespaces.base()}context.jsonld"


def document(quads: Iterable[ox.Quad], context: dict[str, Any], root: ox.NamedNode | None = None) -> Node:
    """Sorted quads as one JSON-LD document, with those lines of the context that it needs.

    With a `root` the document begins with that node, and the claims that name it stand inside it. Nodes that
    something else names come last: terms, codes, and the named graphs.
    """
    default: list[ox.Quad] = []
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        graph = quad.graph_name
        (default if graph == _DEFAULT else graphs.setdefault(str(getattr(graph, "value", "")), [])).append(quad)
    writer = Writer(Held(default), context)
    nodes = list(writer.about(root.value) if root else writer.whole())
    nodes += (writer.graph(name, Held(found)) for name, found in sorted(graphs.items()))
    return {"@context": writer.used_context(), "@graph": nodes}


def lines(nodes: Nodes, context: dict[str, Any]) -> Iterator[Node]:
    """Nodes as documents: one a thing, claim or term, with all that belongs to it inside.

    Each names the context by its address. What else is named has its labels, and a document of its own.
    """
    writer = Writer(nodes, context, briefly=True)
    for subject in chain(writer.subjects(), writer.left()):  # the last are parts to which nothing leads
        yield {"@context": context_address(), **writer.node(subject)}


class Writer:
    """Writes nodes with what belongs to them inside; knows which it has written, and what it has used of the context.

    `briefly` gives things that are only named no more than their labels wherever they are named.
    """

    def __init__(self, nodes: Nodes, context: dict[str, Any], briefly: bool = False) -> None:
        self._nodes, self._briefly = nodes, briefly
        self._parts, self._entities = _parts(), _entities()  # where the IRIs of parts and of things begin
        self._context = context["@context"]
        self._used: set[str] = set()
        self._written: set[str] = set()
        self._stands: Callable[[str], bool] = frozenset[str]().__contains__  # whether a thing has a node of its own
        self._prefixes = {
            name: iri for name, iri in self._context.items() if isinstance(iri, str) and iri.endswith(("/", "#"))
        }
        self._names: dict[str, str] = {
            self._expanded(given): name for name, given in self._context.items() if name not in self._prefixes
        }

    # -- which nodes ------------------------------------------------------------------------------

    def whole(self) -> Iterator[Node]:
        """All nodes: those that stand for themselves, then what nothing of these holds, terms among it."""
        self._stands = lru_cache(REMEMBERED)(self._is_top)
        yield from map(self.node, filter(self._is_top, self._nodes))
        yield from map(self.node, self.left())

    def about(self, root: str) -> Iterator[Node]:
        """All nodes, of which the first is one with the claims that name it inside."""
        self._stands = {root}.__contains__
        yield self._with_claims(root)
        yield from map(self.node, self.left())

    def graph(self, name: str, nodes: Nodes) -> Node:
        """A named graph with its plain triples; what it uses of the context counts as used here."""
        inside = Writer(nodes, {"@context": self._context})
        inside._used = self._used
        return {"@id": name, "@graph": list(map(inside.node, inside.subjects()))}

    def subjects(self) -> Iterator[str]:
        """The nodes that do not belong to another, sorted."""
        return (one for one in self._nodes if not self._belongs(one) and self._nodes.values(one))

    def left(self) -> Iterator[str]:
        """The nodes that are not written yet, sorted; none that is written while this goes on."""
        return (one for one in self._nodes if one not in self._written and self._nodes.values(one))

    def _belongs(self, subject: str) -> bool:
        if not subject.startswith(_text_space()):
            return subject.startswith(self._parts)
        owners = self._nodes.values(subject).get(_TEXT_OF, ())
        return any(self._nodes.values(getattr(owner, "value", "")) for owner in owners)

    def _is_top(self, subject: str) -> bool:
        """Whether a node stands for itself: not a part, nor a term, nor a thing of which only the name is given."""
        return not (
            namespaces.is_term(subject)
            or namespaces.is_code(subject)
            or self._belongs(subject)
            or not self._nodes.values(subject)
            or self._only_named(subject)
        )

    def _only_named(self, subject: str) -> bool:
        """Whether a thing has nothing but names here: whatever describes it says at least who it is elsewhere."""
        known = {_LABEL, _TYPE, namespaces.term("kind"), namespaces.SKOS + "exactMatch"}
        return (
            subject.startswith(self._entities)
            and self._nodes.values(subject).keys() <= known
            and not self._nodes.texts(subject)
        )

    # -- nodes ------------------------------------------------------------------------------------

    def _with_claims(self, subject: str) -> Node:
        """The node that a document is about, with the claims that name it inside."""
        naming: dict[str, list[str]] = {}
        placed: set[str] = set()
        for claim in (one for one in self._nodes if one.startswith(_claim_space()) and one != subject):
            for predicate, values in sorted(self._nodes.values(claim).items()):
                if claim not in placed and any(getattr(value, "value", "") == subject for value in values):
                    placed.add(claim)
                    naming.setdefault(predicate, []).append(claim)
        node = self.node(subject)
        if naming:
            inside = {self._key(predicate): list(map(self.node, found)) for predicate, found in sorted(naming.items())}
            node["@reverse"] = {**node.get("@reverse", {}), **inside}
        return node

    def node(self, subject: str, within_part: bool = False) -> Node:
        """A node with its values, and all that belongs to it inside."""
        self._written.add(subject)
        node: Node = {"@id": subject}
        values = self._nodes.values(subject)
        if _TYPE in values:
            node["@type"] = [self._vocabulary(value.value) for value in values[_TYPE]]
        is_part = within_part or subject.startswith(self._parts)
        for predicate in sorted(values.keys() - {_TYPE}, key=lambda one: (one != _LABEL, self._key(one))):
            self._put(node, predicate, values[predicate], is_part)
        if texts := [text for text in self._nodes.texts(subject) if text != subject]:
            node["@reverse"] = {self._key(_TEXT_OF): list(map(self.node, texts))}
        return node

    def _put(self, node: Node, predicate: str, values: list[Any], is_part: bool) -> None:
        """Put the values of a property under its name, and those that the name does not fit under its full one."""
        name = self._key(predicate)
        given = self._context.get(name, {})
        typed = given.get("@type", "") if isinstance(given, dict) else ""
        by_language = isinstance(given, dict) and given.get("@container") == "@language"
        fitting = [value for value in values if self._fits(value, typed, by_language)]
        others = [value for value in values if value not in fitting]
        single = predicate in _SINGLE
        if fitting and by_language:
            node[name] = _by_language(fitting, single)
        elif fitting:
            written = [self._value(value, typed, is_part) for value in fitting]
            node[name] = written[0] if single and len(written) == 1 else written
        if others:
            node[self._compact(predicate)] = [self._value(value, "", is_part) for value in others]

    def _fits(self, value: Any, typed: str, by_language: bool) -> bool:
        if by_language:
            return isinstance(value, ox.Literal) and value.language is not None
        if typed in ("@id", "@vocab"):
            return isinstance(value, ox.NamedNode)
        return not typed or (isinstance(value, ox.Literal) and value.datatype.value == self._expanded(typed))

    def _value(self, value: Any, typed: str, is_part: bool) -> Any:
        if isinstance(value, ox.Literal):
            return self._literal(value, typed)
        iri = str(value.value)
        if iri.startswith(self._parts) and self._nodes.values(iri):
            return self.node(iri, is_part)
        if not is_part and iri.startswith(self._entities) and self._nodes.values(iri) and not self._stands(iri):
            return self._named(iri)
        if typed == "@vocab":
            return self._vocabulary(iri)
        return iri if typed == "@id" and not iri.startswith((*self._entities, *self._parts)) else {"@id": iri}

    def _named(self, iri: str) -> Node:
        """A thing that is named: with its label, and where it has no node of its own with all that is known of it."""
        if not self._briefly and self._only_named(iri):
            return self.node(iri)
        labels = self._nodes.values(iri).get(_LABEL, [])
        return {"@id": iri, self._key(_LABEL): _by_language(labels, True)} if labels else {"@id": iri}

    def _literal(self, literal: ox.Literal, typed: str) -> Any:
        datatype = literal.datatype.value
        if literal.language is not None:
            return {"@language": literal.language, "@value": literal.value}
        if datatype in _NATIVE and _NATIVE[datatype].fullmatch(literal.value):
            return json.loads(literal.value)
        if typed or datatype == namespaces.XSD + "string":
            return literal.value
        return {"@type": self._compact(datatype), "@value": literal.value}

    # -- names ------------------------------------------------------------------------------------

    def used_context(self) -> dict[str, Any]:
        """The lines of the context that were used, with the prefixes that they need themselves."""
        needed = set(self._used)
        for name in self._used:
            given = self._context[name]
            for part in given.values() if isinstance(given, dict) else [given]:
                needed |= {str(part).partition(":")[0]} & self._prefixes.keys()
        return {name: self._context[name] for name in sorted(needed)}

    def _key(self, iri: str) -> str:
        """The name of a property."""
        if iri in self._names:
            self._used.add(self._names[iri])
            return self._names[iri]
        return self._compact(iri)

    _vocabulary = _key

    def _compact(self, iri: str) -> str:
        """An IRI with a prefix, if there is one for it."""
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                self._used.add(prefix)
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri

    def _expanded(self, given: Any) -> str:
        curie = str(given["@id"] if isinstance(given, dict) else given)
        prefix, _, local = curie.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else curie


def _by_language(literals: Iterable[ox.Literal], single: bool) -> dict[str, Any]:
    """Texts by language; more than one of a language as a list, and always so unless there can be only one."""
    found: dict[str, Any] = {}
    for literal in literals:
        found.setdefault(str(literal.language), []).append(literal.value)
    return {language: texts[0] if single and len(texts) == 1 else texts for language, texts in sorted(found.items())}


def make_context(ontology: Ontology) -> dict[str, Any]:
    """The JSON-LD context of the ontology: prefixes, classes, and for each property how its values are typed."""
    context: dict[str, Any] = dict(namespaces.prefixes())
    context |= {name: namespaces.shorten(namespaces.term(name)) for name in ontology.parents}
    for name, definition in ontology.properties.items():
        term: dict[str, Any] = {"@id": namespaces.shorten(namespaces.term(name))}
        if definition.takes == "rdf:langString":
            term["@container"] = "@language"
        elif definition.takes in ("entity", "code", "date"):
            term["@type"] = "@id"
        elif definition.takes.startswith("xsd:") and definition.takes != "xsd:string":
            term["@type"] = definition.takes
        context[name] = term
    for name, (curie, typed) in _BORROWED.items():
        kind = "@container" if typed == "@language" else "@type"
        context[name] = {"@id": curie, kind: typed} if typed else {"@id": curie}
    context["kind"] = {"@id": "t:kind", "@type": "@vocab"}
    return {"@context": context}
