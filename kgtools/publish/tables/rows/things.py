"""Rows of things with their names and links, of articles, and of the terms of the ontology."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.graph.terms import Term
from kgtools.publish.tables.model import Row
from kgtools.publish.tables.rows.reading import Properties, Reader, text, whole
from kgtools.values.transliteration import bare

_OWL = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
_APOSTROPHE = re.compile("[ʻʼ‘’'`]")


def thing(reader: Reader, node: ox.NamedNode, claims: int) -> Row:
    """The row of a thing that so many claims name."""
    known = reader.properties(node)
    other = {terms.text(name): None for name in known.get("skos:altLabel", ())}
    labels = [terms.text(name) for name in known["rdfs:label"]]
    return {
        "id": terms.short(node), "iri": node.value, **reader.ref("kind", known["t:kind"]),
        **reader.named("label", known["rdfs:label"]),
        "other_names": tuple(name for name in other if name not in labels) or None,
        "latin": tuple(dict.fromkeys(spelling for name in (*labels, *other) for spelling in latin(name))) or None,
        "iso": text(known.get("t:isoCode", ())),
        "same_as": tuple(map(terms.iri, known.get("skos:exactMatch", ()))) or None,
        "claims": claims, "note": text(known.get("t:curatorNote", ())),
    }  # fmt: skip


def latin(name: str) -> Iterator[str]:
    """A name as it is typed on any keyboard: in plain Latin letters, and parted where an index parts an apostrophe.

    >>> list(latin("Oʻrmon")), list(latin("Бектаев"))
    (['ormon', 'o rmon'], ['bektaev'])
    """
    from anyascii import anyascii

    yield anyascii(bare(name)).casefold()
    if _APOSTROPHE.search(name):
        yield anyascii(_APOSTROPHE.sub(" ", name)).casefold()


def names(reader: Reader, node: ox.NamedNode) -> Iterator[Row]:
    """The rows of the names of a thing."""
    known = reader.properties(node)
    main, printed = set(known["rdfs:label"]), set(known.get("t:printedName", ()))
    for name in sorted(main | printed | set(known.get("skos:altLabel", ())), key=str):
        yield {
            "thing": terms.short(node), "language": terms.language_tag(name), "name": terms.text(name),
            "main": name in main, "printed": name in printed,
        }  # fmt: skip


def links(reader: Reader, node: ox.NamedNode) -> Iterator[Row]:
    """The rows of what a thing is elsewhere: in Wikidata, in GeoNames."""
    quads = reader.store.quads_for_pattern(
        None, terms.curie_node("owl:annotatedSource"), node, ox.DefaultGraph()
    )  # fmt: skip
    for quad in quads:
        mapping = reader.properties(terms.node(quad.subject))
        yield {
            "thing": terms.short(node), "relation": terms.short(mapping["owl:annotatedProperty"][0]),
            "target": terms.iri(mapping["owl:annotatedTarget"][0]),
            "justification": _short(mapping.get("sssom:mapping_justification", ())),
            "comment": text(mapping.get("rdfs:comment", ())),
        }  # fmt: skip


def article(reader: Reader, node: ox.NamedNode, claims: int) -> Row:
    """The row of an article that makes so many claims of the selection."""
    known = reader.properties(node)
    return {
        "id": terms.short(node).removeprefix("article/"), "thing": terms.short(node), "iri": node.value,
        **reader.named("label", known["rdfs:label"]), **reader.named("title", known.get("dcterms:title", ())),
        **reader.refs("authors", known.get("dcterms:creator", ())),
        "languages": tuple(map(terms.text, known.get("dcterms:language", ()))) or None,
        **reader.date("published", known.get("dcterms:issued", ())),
        "venue": text(known.get("dcterms:isPartOf", ())), "url": text(known.get("schema:url", ())),
        "text_length": whole(known["t:textLength"]), "text_hash": text(known["t:textHash"]), "claims": claims,
        "note": text(known.get("t:curatorNote", ())),
    }  # fmt: skip


def ontology(reader: Reader) -> Iterator[Row]:
    """The rows of the terms: classes and properties of the ontology, and codes."""
    for node in reader.instances("owl:Class"):
        if namespaces.is_term(node.value):
            yield _term(reader, node, "class", None)
    for curie in _OWL:
        for node in reader.instances(curie):
            if namespaces.is_term(node.value):
                known = reader.properties(node)
                yield _term(reader, node, "property", next(map(_list, known.get("t:codeList", ())), None))
    for node in reader.instances("skos:Concept"):
        for scheme in reader.properties(node).get("skos:inScheme", ()):
            yield _term(reader, node, "code", _list(scheme))


def _term(reader: Reader, node: ox.NamedNode, sort: str, code_list: str | None) -> Row:
    known: Properties = reader.properties(node)
    return {
        "id": terms.term_name(node).removeprefix("code/"), "iri": node.value, "type": sort,
        "list": code_list, **reader.worded("label", known.get("rdfs:label", ())),
        **reader.worded("definition", known.get("skos:definition", ())),
    }  # fmt: skip


def _list(scheme: Term) -> str:
    return terms.short(scheme).removeprefix("code/")


def _short(values: list[Term] | tuple[()]) -> str | None:
    return next(map(terms.short, values), None)
