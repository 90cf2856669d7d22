"""The dataset in VoID: how much it holds, of which classes and properties, in which graphs, and what it links to."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.claims.model import MAPPING_PREFIXES
from kgtools.graph import terms
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.publish.descriptions.model import curie, triple
from kgtools.publish.selection import BACKGROUND

_TOTALS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties)
  (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"""
_CLASSES = "SELECT ?class (COUNT(?thing) AS ?number) { ?thing a ?class } GROUP BY ?class ORDER BY ?class"
_PROPERTIES = """
SELECT ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }
GROUP BY ?p ORDER BY ?p"""
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?number) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_SPACES = {space: prefix for prefix, space in MAPPING_PREFIXES.items() if prefix not in namespaces.STANDARD}
_LINKS = f"""
SELECT ?space ?p (COUNT(*) AS ?number) {{
  VALUES ?space {{ {" ".join(f'"{space}"' for space in sorted(_SPACES))} }}
  VALUES ?things {{ "THINGS" }}
  VALUES ?p {{ skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch }}
  ?s ?p ?o . FILTER(STRSTARTS(STR(?s), ?things) && STRSTARTS(STR(?o), ?space))
}} GROUP BY ?space ?p ORDER BY ?space ?p"""


def describe(store: Store, dataset: str, base: str) -> Iterator[ox.Triple]:
    """The dataset with the IRI `dataset` as triples; its parts are called `base` with a fragment."""
    for kind in ("void:Dataset", "sd:Dataset", "dcat:Dataset"):
        yield triple(dataset, "rdf:type", curie(kind))
    yield triple(dataset, "dcterms:license", projects.in_use().licence.address)
    yield triple(dataset, "void:uriSpace", ox.Literal(namespaces.base()))
    for prefix, namespace in namespaces.prefixes().items():
        if prefix not in namespaces.kinds():
            yield triple(dataset, "void:vocabulary", namespace)
    yield from _totals(store, dataset, f"{base}#default-graph")
    yield from _classes(store, dataset, base)
    yield from _properties(store, dataset, base)
    yield from _named_graphs(store, dataset, base)
    yield from _linksets(store, dataset, base)


def _totals(store: Store, dataset: str, default: str) -> Iterator[ox.Triple]:
    """The numbers of the default graph, which are those of the dataset: named graphs repeat parts of it."""
    yield triple(dataset, "sd:defaultGraph", default)
    yield triple(default, "rdf:type", curie("sd:Graph"))
    for triples, subjects, properties, objects in select(store, _TOTALS):
        yield triple(default, "void:triples", triples)
        yield triple(dataset, "void:triples", triples)
        yield triple(dataset, "void:distinctSubjects", subjects)
        yield triple(dataset, "void:properties", properties)
        yield triple(dataset, "void:distinctObjects", objects)


def _classes(store: Store, dataset: str, base: str) -> Iterator[ox.Triple]:
    classes = list(select(store, _CLASSES))
    yield triple(dataset, "void:classes", ox.Literal(len(classes)))
    for term, number in classes:
        part = f"{base}#class-{_fragment(term)}"
        yield triple(dataset, "void:classPartition", part)
        yield triple(part, "rdf:type", curie("void:Dataset"))
        yield triple(part, "void:class", term)
        yield triple(part, "void:entities", number)


def _properties(store: Store, dataset: str, base: str) -> Iterator[ox.Triple]:
    for term, triples, subjects, objects in select(store, _PROPERTIES):
        part = f"{base}#property-{_fragment(term)}"
        yield triple(dataset, "void:propertyPartition", part)
        yield triple(part, "rdf:type", curie("void:Dataset"))
        yield triple(part, "void:property", term)
        yield triple(part, "void:triples", triples)
        yield triple(part, "void:distinctSubjects", subjects)
        yield triple(part, "void:distinctObjects", objects)


def _named_graphs(store: Store, dataset: str, base: str) -> Iterator[ox.Triple]:
    """The graphs by article: each with its number of triples and the article that it comes from."""
    for graph, number in select(store, _GRAPHS):
        name = terms.iri(graph).rsplit("/", 1)[1]
        named, content = f"{base}#named-{name}", f"{base}#graph-{name}"
        yield triple(dataset, "sd:namedGraph", named)
        yield triple(named, "rdf:type", curie("sd:NamedGraph"))
        yield triple(named, "sd:name", graph)
        yield triple(named, "sd:graph", content)
        yield triple(dataset, "void:subset", content)
        yield triple(content, "rdf:type", curie("sd:Graph"))
        yield triple(content, "rdf:type", curie("void:Dataset"))
        yield triple(content, "void:triples", number)
        if name != BACKGROUND:
            yield triple(content, "dcterms:source", namespaces.entity(f"article/{name}"))


def _linksets(store: Store, dataset: str, base: str) -> Iterator[ox.Triple]:
    """The links of things to those of other datasets, a set for each property that links."""
    for space, predicate, number in select(store, _LINKS.replace("THINGS", namespaces.things())):
        name = _SPACES[terms.text(space)]
        target, links = f"{base}#target-{name}", f"{base}#links-{name}-{_fragment(predicate)}"
        yield triple(target, "rdf:type", curie("void:Dataset"))
        yield triple(target, "void:uriSpace", space)
        yield triple(dataset, "void:subset", links)
        yield triple(links, "rdf:type", curie("void:Linkset"))
        yield triple(links, "void:linkPredicate", predicate)
        yield triple(links, "void:subjectsTarget", dataset)
        yield triple(links, "void:objectsTarget", target)
        yield triple(links, "void:triples", number)


def _fragment(term: terms.Term | None) -> str:
    return namespaces.shorten(terms.iri(term)).replace(":", "-").replace("/", "-")
