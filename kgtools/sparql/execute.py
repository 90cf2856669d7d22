"""SPARQL run on the store, with errors in words and nothing that calls out."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import xml
from kgtools.graph.reading import Store
from kgtools.graph.store import is_at_hand
from kgtools.graph.terms import Term
from kgtools.messages import Message
from kgtools.sparql import parsing
from kgtools.sparql.syntax_errors import syntax_error
from kgtools.sparql.tokens import UPDATES, form

NO_UPDATES = Message("error.no-updates")


@dataclass
class Answer:
    """An answer: the names of its columns and its rows, of terms or None."""

    columns: list[str]
    rows: list[list[Term | None]]


class QueryRefused(UsageError):
    """The query asks for what is never done here."""


def ask(store: Store, sparql: str, file: str = "query") -> Answer | bool | list[ox.Triple]:
    """Run SPARQL: an answer for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

    Raises UsageError with line and column for a syntax error, and refuses updates, since the graph is built
    from its tables alone, SERVICE, and graphs that are not there: nothing here calls out to the network.
    """
    result = results(store, sparql, file)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(set(result), key=str)
    columns = [variable.value for variable in result.variables]
    return Answer(columns, [list(solution) for solution in result])


Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def standard(store: Store, sparql: str, file: str, name: str) -> str:
    """The answer to a SELECT or an ASK in a standard format of the W3C: `json` or `xml`.

    Raises UsageError for a text that XML cannot hold.
    """
    result = results(store, sparql, file)
    assert not isinstance(result, ox.QueryTriples)
    serialization = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}[name]
    body = result.serialize(format=serialization) or b""
    return (xml.checked(body, "json, csv or tsv") if name == "xml" else body).decode("utf-8")


def results(
    store: Store, sparql: str, file: str = "query", dataset: tuple[list[str], list[str]] | None = None
) -> Result:
    """Run SPARQL as `ask` does, and give what the library gives, which can write itself in the standard formats.

    `dataset` names the graphs that make up the default graph and the named graphs, in place of
    those that the query itself names with FROM. A relative IRI is resolved against the base of ours.
    """
    sparql = sparql.removeprefix("\ufeff")
    if form(sparql) in UPDATES:
        raise QueryRefused(NO_UPDATES)
    graphs = {}
    if dataset is not None:
        graphs = {
            "default_graph": [ox.NamedNode(iri) for iri in dataset[0]],
            "named_graphs": [ox.NamedNode(iri) for iri in dataset[1]],
        }
    try:
        if parsing.calls_out(sparql):
            raise QueryRefused(Message("error.no-service", file=file))
        _refuse_unknown(store, [*dataset[0], *dataset[1]] if dataset else parsing.graphs(sparql))
        return store.query(sparql, prefixes=namespaces.prefixes(), base_iri=namespaces.base(), **graphs)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise syntax_error(sparql, file, str(error.msg)) from None


def _refuse_unknown(store: Store, named: list[str]) -> None:
    """Raises UsageError for a graph that a store at hand has not; a store far away knows its own."""
    if not named or not is_at_hand(store):
        return
    graphs = sorted(str(graph.value) for graph in store.named_graphs())
    for iri in named:
        if iri not in graphs:
            raise UsageError(Message("error.no-graph", graph=iri, graphs=", ".join(f"<{graph}>" for graph in graphs)))
