"""The description of an endpoint: service description, VoID, example queries and prefixes.

Browser editors ask an endpoint for its examples (`sh:SPARQLExecutable`) and prefixes (`sh:declare`)
with SPARQL. The graph itself holds no SHACL, so a query whose pattern names these terms is run on
this description instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.graph.reading import Store
from kgtools.publish.descriptions import statistics
from kgtools.publish.descriptions.model import curie, triple
from kgtools.query.questions import Question
from kgtools.sparql.tokens import form, iris

_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "N-Quads", "TriG", "JSON-LD", "RDF_XML", "N3",
)  # fmt: skip
_FORMS = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "describe"}
# The terms of SHACL by which editors look for prefixes and examples.
_SOUGHT = frozenset(
    curie(f"sh:{name}").value
    for name in (
        "declare", "prefix", "namespace", "prefixes", "SPARQLExecutable", *_FORMS.values(),
        *(f"SPARQL{form.capitalize()}Executable" for form in _FORMS.values()),
    )
)  # fmt: skip


def describe(store: Store, questions: Iterable[Question], endpoint: str) -> list[ox.Triple]:
    """The description of an endpoint at an address, as triples."""
    return [
        *_service(endpoint),
        triple(
            f"{endpoint}#dataset", "dcterms:title", ox.Literal(projects.in_use().name, language=projects.in_use().first)
        ),
        triple(f"{endpoint}#dataset", "void:sparqlEndpoint", endpoint),
        *statistics.describe(store, f"{endpoint}#dataset", endpoint),
        *_prefixes(f"{endpoint}#prefixes"),
        *(one for question in questions for one in _example(question, endpoint)),
    ]


def is_sought(sparql: str) -> bool:
    """Whether a query looks for prefixes or examples, and for nothing of the graph.

    What it only declares, or holds in a string or a comment, does not count: clients declare all that they know.

    >>> sh = "PREFIX sh: <http://www.w3.org/ns/shacl#> "
    >>> is_sought(sh + "ASK { ?x sh:declare ?y }"), is_sought(sh + "ASK { ?x rdfs:label 'sh:declare' }")
    (True, False)
    """
    named = iris(sparql, namespaces.prefixes()) if "shacl#" in sparql else set()
    return not named.isdisjoint(_SOUGHT) and not any(iri.startswith(namespaces.base()) for iri in named)


def _service(endpoint: str) -> Iterator[ox.Triple]:
    yield triple(endpoint, "rdf:type", curie("sd:Service"))
    yield triple(endpoint, "rdf:type", curie("dcat:DataService"))
    yield triple(endpoint, "dcat:endpointURL", endpoint)
    yield triple(endpoint, "dcat:servesDataset", f"{endpoint}#dataset")
    yield triple(endpoint, "sd:endpoint", endpoint)
    yield triple(endpoint, "sd:supportedLanguage", curie("sd:SPARQL11Query"))
    yield triple(endpoint, "sd:defaultDataset", f"{endpoint}#dataset")
    for name in _FORMATS:
        yield triple(endpoint, "sd:resultFormat", curie(f"formats:{name}"))


def _prefixes(node: str) -> Iterator[ox.Triple]:
    yield triple(node, "rdf:type", curie("owl:Ontology"))
    for prefix, namespace in namespaces.prefixes().items():
        declaration = f"{node}-{prefix}"
        yield triple(node, "sh:declare", declaration)
        yield triple(declaration, "sh:prefix", ox.Literal(prefix))
        yield triple(declaration, "sh:namespace", ox.Literal(namespace, datatype=curie("xsd:anyURI")))


def _example(question: Question, endpoint: str) -> Iterator[ox.Triple]:
    """A question as an example query; editors show its comment."""
    kind = form(question.sparql)
    if kind not in _FORMS:
        return
    node = f"{endpoint}#question-{question.name}"
    yield triple(node, "rdf:type", curie("sh:SPARQLExecutable"))
    yield triple(node, "rdf:type", curie(f"sh:SPARQL{_FORMS[kind].capitalize()}Executable"))
    yield triple(node, "sh:prefixes", f"{endpoint}#prefixes")
    yield triple(node, f"sh:{_FORMS[kind]}", ox.Literal(question.sparql))
    yield triple(node, "schema:target", endpoint)
    for language, wording in question.wording.items():
        yield triple(node, "rdfs:comment", ox.Literal(wording, language=language))
