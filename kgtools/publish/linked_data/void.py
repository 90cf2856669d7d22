"""The description of the endpoint: service description, VoID, example queries and prefixes.

Browser editors ask an endpoint for its examples (`sh:SPARQLExecutable`) and prefixes (`sh:declare`)
with SPARQL. The graph itself holds no SHACL, so a query that names the namespace of SHACL is run on
this description instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term
from kgtools.query.questions import Question
from kgtools.sparql.tokens import form

SD = "http://www.w3.org/ns/sparql-service-description#"
SH = "http://www.w3.org/ns/shacl#"
VOID = "http://rdfs.org/ns/void#"
PREFIXES = {**namespaces.PREFIXES, "sd": SD, "sh": SH, "void": VOID, "formats": "http://www.w3.org/ns/formats/"}
_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "N-Quads", "TriG", "JSON-LD", "RDF_XML", "N3",
)  # fmt: skip
_CLASSES = "SELECT ?class (COUNT(?thing) AS ?number) { ?thing a ?class } GROUP BY ?class ORDER BY ?class"
_TOTALS = (
    "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties) { ?s ?p ?o }"
)
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?number) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_FORMS = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "describe"}


def describe(store: Store, questions: Iterable[Question], endpoint: str) -> list[ox.Triple]:
    """The description of an endpoint at an address, as triples."""
    return [
        *_service(endpoint),
        *_dataset(f"{endpoint}#dataset", endpoint),
        *_counts(store, endpoint),
        *_named_graphs(store, endpoint),
        *_prefixes(f"{endpoint}#prefixes"),
        *(triple for question in questions for triple in _example(question, endpoint)),
    ]


def _service(endpoint: str) -> Iterator[ox.Triple]:
    yield _triple(endpoint, namespaces.RDF + "type", _node(SD + "Service"))
    yield _triple(endpoint, SD + "endpoint", _node(endpoint))
    yield _triple(endpoint, SD + "supportedLanguage", _node(SD + "SPARQL11Query"))
    yield _triple(endpoint, SD + "defaultDataset", _node(f"{endpoint}#dataset"))
    for name in _FORMATS:
        yield _triple(endpoint, SD + "resultFormat", _node(PREFIXES["formats"] + name))


def _dataset(dataset: str, endpoint: str) -> Iterator[ox.Triple]:
    yield _triple(dataset, namespaces.RDF + "type", _node(SD + "Dataset"))
    yield _triple(dataset, namespaces.RDF + "type", _node(VOID + "Dataset"))
    yield _triple(dataset, PREFIXES["dcterms"] + "title", ox.Literal("Tandem", language="en"))
    yield _triple(dataset, PREFIXES["dcterms"] + "license", _node("https://creativecommons.org/licenses/by/4.0/"))
    yield _triple(dataset, VOID + "sparqlEndpoint", _node(endpoint))
    yield _triple(dataset, VOID + "uriSpace", ox.Literal(namespaces.BASE))
    for prefix, namespace in namespaces.PREFIXES.items():
        if prefix not in namespaces.KINDS:
            yield _triple(dataset, VOID + "vocabulary", _node(namespace))


def _counts(store: Store, endpoint: str) -> Iterator[ox.Triple]:
    """The default graph and the dataset with their numbers of triples, subjects, properties and classes."""
    dataset, default = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    yield _triple(dataset, SD + "defaultGraph", _node(default))
    yield _triple(default, namespaces.RDF + "type", _node(SD + "Graph"))
    for triples, subjects, properties in select(store, _TOTALS):
        yield _triple(dataset, VOID + "triples", triples)
        yield _triple(default, VOID + "triples", triples)
        yield _triple(dataset, VOID + "distinctSubjects", subjects)
        yield _triple(dataset, VOID + "properties", properties)
    classes = list(select(store, _CLASSES))
    for term, number in classes:
        iri = terms.iri(term)
        part = f"{endpoint}#class-{namespaces.shorten(iri).replace(':', '-').replace('/', '-')}"
        yield _triple(dataset, VOID + "classPartition", _node(part))
        yield _triple(part, VOID + "class", term)
        yield _triple(part, VOID + "entities", number)
    yield _triple(dataset, VOID + "classes", ox.Literal(len(classes)))


def _named_graphs(store: Store, endpoint: str) -> Iterator[ox.Triple]:
    for graph, number in select(store, _GRAPHS):
        name = terms.iri(graph).rsplit("/", 1)[1]
        named, content = f"{endpoint}#named-{name}", f"{endpoint}#graph-{name}"
        yield _triple(f"{endpoint}#dataset", SD + "namedGraph", _node(named))
        yield _triple(named, namespaces.RDF + "type", _node(SD + "NamedGraph"))
        yield _triple(named, SD + "name", graph)
        yield _triple(named, SD + "graph", _node(content))
        yield _triple(content, namespaces.RDF + "type", _node(SD + "Graph"))
        yield _triple(content, VOID + "triples", number)


def _prefixes(node: str) -> Iterator[ox.Triple]:
    yield _triple(node, namespaces.RDF + "type", _node(PREFIXES["owl"] + "Ontology"))
    for prefix, namespace in namespaces.PREFIXES.items():
        declaration = f"{node}-{prefix}"
        yield _triple(node, SH + "declare", _node(declaration))
        yield _triple(declaration, SH + "prefix", ox.Literal(prefix))
        yield _triple(declaration, SH + "namespace", ox.Literal(namespace, datatype=_node(namespaces.XSD + "anyURI")))


def _example(question: Question, endpoint: str) -> Iterator[ox.Triple]:
    """A question as an example query; editors show its comment."""
    kind = form(question.sparql)
    if kind not in _FORMS:
        return
    node = f"{endpoint}#question-{question.name}"
    yield _triple(node, namespaces.RDF + "type", _node(SH + "SPARQLExecutable"))
    yield _triple(node, namespaces.RDF + "type", _node(f"{SH}SPARQL{_FORMS[kind].capitalize()}Executable"))
    yield _triple(node, SH + "prefixes", _node(f"{endpoint}#prefixes"))
    yield _triple(node, SH + _FORMS[kind], ox.Literal(question.sparql))
    yield _triple(node, PREFIXES["schema"] + "target", _node(endpoint))
    for language, wording in question.wording.items():
        yield _triple(node, namespaces.RDFS + "comment", ox.Literal(wording, language=language))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _triple(subject: str, predicate: str, value: Term | None) -> ox.Triple:
    assert value is not None
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
