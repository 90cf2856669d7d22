"""What the tools ask of a store: the one small interface that a store on disk, in memory or far away has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox

from kgtools.graph.terms import Term, lexical

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Store(Protocol):
    """A graph to read from: `pyoxigraph.Store`, or a SPARQL endpoint (`remote.store.RemoteStore`)."""

    def query(
        self,
        query: str,
        /,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: list[Graph] | None = None,
        named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
    ) -> Result:
        """The answer to SPARQL. Raises SyntaxError for what is none."""

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple | None,
        predicate: ox.NamedNode | None,
        object: Term | None,
        graph_name: Graph | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """The quads that have these terms; None stands for any."""

    def __contains__(self, quad: ox.Quad, /) -> bool: ...


def objects(store: Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Term]:
    """What the default graph says of a subject with a predicate, in the order of the texts and IRIs."""
    quads = store.quads_for_pattern(subject, predicate, None, ox.DefaultGraph())
    return sorted((quad.object for quad in quads), key=lambda term: (lexical(term), str(term)))
