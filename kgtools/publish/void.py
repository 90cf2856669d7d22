"""What the endpoint says of itself: service description, VoID, example queries and prefixes.

Browser editors ask an endpoint for its examples (`sh:SPARQLExecutable`) and prefixes (`sh:declare`)
with SPARQL. The graph itself holds no SHACL; so a query that names SHACL's namespace is asked of
this description instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import store
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
_TOTALS = "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?p_) { ?s ?p ?o }"
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?number) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_FORMS = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "describe"}


def describe(store_: ox.Store, questions: Iterable[Question], endpoint: str) -> list[ox.Triple]:
    """The description of an endpoint at an address, as triples."""
    service, dataset, default = endpoint, f"{endpoint}#dataset", f"{endpoint}#default-graph"
    found = [
        _triple(service, namespaces.RDF + "type", _node(SD + "Service")),
        _triple(service, SD + "endpoint", _node(endpoint)),
        _triple(service, SD + "supportedLanguage", _node(SD + "SPARQL11Query")),
        _triple(service, SD + "defaultDataset", _node(dataset)),
        *(_triple(service, SD + "resultFormat", _node(PREFIXES["formats"] + name)) for name in _FORMATS),
        _triple(dataset, namespaces.RDF + "type", _node(SD + "Dataset")),
        _triple(dataset, namespaces.RDF + "type", _node(VOID + "Dataset")),
        _triple(dataset, PREFIXES["dcterms"] + "title", ox.Literal("Tandem", language="en")),
        _triple(dataset, PREFIXES["dcterms"] + "license", _node("https://creativecommons.org/licenses/by/4.0/")),
        _triple(dataset, VOID + "sparqlEndpoint", _node(endpoint)),
        _triple(dataset, VOID + "uriSpace", ox.Literal(namespaces.BASE)),
        *(_triple(dataset, VOID + "vocabulary", _node(iri)) for iri in _vocabularies()),
        _triple(dataset, SD + "defaultGraph", _node(default)),
        _triple(default, namespaces.RDF + "type", _node(SD + "Graph")),
    ]
    for triples, subjects, properties in store.select(store_, _TOTALS):
        found.extend(_triple(node, VOID + "triples", triples) for node in (dataset, default))
        found.append(_triple(dataset, VOID + "distinctSubjects", subjects))
        found.append(_triple(dataset, VOID + "properties", properties))
    classes = 0
    for class_, number in store.select(store_, _CLASSES):
        if isinstance(class_, ox.NamedNode):
            classes += 1
            part = f"{endpoint}#class-{namespaces.shorten(class_.value).replace(':', '-').replace('/', '-')}"
            found.append(_triple(dataset, VOID + "classPartition", _node(part)))
            found.append(_triple(part, VOID + "class", class_))
            found.append(_triple(part, VOID + "entities", number))
    found.append(_triple(dataset, VOID + "classes", ox.Literal(classes)))
    for graph, number in store.select(store_, _GRAPHS):
        assert isinstance(graph, ox.NamedNode)
        name = graph.value.rsplit("/", 1)[1]
        named, content = f"{endpoint}#named-{name}", f"{endpoint}#graph-{name}"
        found.append(_triple(dataset, SD + "namedGraph", _node(named)))
        found.append(_triple(named, namespaces.RDF + "type", _node(SD + "NamedGraph")))
        found.append(_triple(named, SD + "name", graph))
        found.append(_triple(named, SD + "graph", _node(content)))
        found.append(_triple(content, namespaces.RDF + "type", _node(SD + "Graph")))
        found.append(_triple(content, VOID + "triples", number))
    found.extend(_prefixes(f"{endpoint}#prefixes"))
    for question in questions:
        found.extend(_example(question, endpoint))
    return found


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


def _vocabularies() -> list[str]:
    return [namespace for prefix, namespace in namespaces.PREFIXES.items() if prefix not in namespaces.KINDS]


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _triple(subject: str, predicate: str, value: Term | None) -> ox.Triple:
    assert value is not None
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
