"""What an endpoint says it holds of the graph: a small graph beside ours, which `kgtools push` writes.

It names each graph that was loaded whole, with the number of its statements and their digest, and says whether
our default graph is kept in a graph with a name. Engines differ there: in many (Virtuoso, GraphDB, Neptune) the
default graph is that of all graphs together, in which nobody could tell what is accepted from what one article says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.terms import Term, curie_node, literal, node, text, whole

_VOID = "http://rdfs.org/ns/void#"
_DATASET, _TRIPLES = ox.NamedNode(_VOID + "Dataset"), ox.NamedNode(_VOID + "triples")
_NAMED = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#defaultGraph")
_DIGEST = curie_node("dcterms:identifier")


def query() -> str:
    """What asks for the descriptions of what was loaded; one row at least wherever there is any of our graph."""
    return f"""SELECT ?s ?p ?o WHERE {{
  {{ GRAPH {loaded_graph()} {{ ?s ?p ?o }} }}
  UNION {{ VALUES (?s ?p) {{ (<{namespaces.term("Claim")}> <{namespaces.RDF}type>) }} ?s ?p ?o }}
}}"""


def default_graph() -> ox.NamedNode:
    """How our default graph is called where it needs a name."""
    return ox.NamedNode(namespaces.graph("default"))


def loaded_graph() -> ox.NamedNode:
    return ox.NamedNode(namespaces.graph("loaded"))


@dataclass(frozen=True)
class Part:
    """A graph that was loaded whole: the number of its statements, and their digest."""

    number: int
    digest: str


@dataclass(frozen=True)
class Loaded:
    """What was loaded: the graphs by name, ours without a name under that of `default_graph()`.

    `begun` is false where nothing was ever loaded by `kgtools push`; `named` says that our default graph is kept
    in the graph `default_graph()`.
    """

    begun: bool = False
    named: bool = False
    parts: Mapping[ox.NamedNode, Part] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[tuple[Term | None, ...]]) -> Loaded:
        """From the statements of the graph; others among them mean nothing."""
        numbers: dict[ox.NamedNode, int] = {}
        digests: dict[ox.NamedNode, str] = {}
        begun = named = False
        for subject, predicate, value in rows:
            if subject == loaded_graph():
                begun, named = True, named or predicate == _NAMED
            elif predicate == _TRIPLES:
                numbers[node(subject)] = whole(value)
            elif predicate == _DIGEST:
                digests[node(subject)] = text(value)
        parts = {graph: Part(numbers[graph], digests[graph]) for graph in numbers if graph in digests}
        return cls(begun, named, parts)

    def statements(self) -> list[ox.Triple]:
        """The statements of the graph."""
        found = [ox.Triple(loaded_graph(), curie_node("rdf:type"), _DATASET)]
        found += [ox.Triple(loaded_graph(), _NAMED, default_graph())] if self.named else []
        for graph, part in self.parts.items():
            found.append(ox.Triple(graph, _TRIPLES, literal(str(part.number), "integer")))
            found.append(ox.Triple(graph, _DIGEST, ox.Literal(part.digest)))
        return found
