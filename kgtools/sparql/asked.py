"""Running a query that somebody else wrote: what is never done is refused, and which graphs there are is told."""

from __future__ import annotations

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.messages import Message
from kgtools.sparql import execute
from kgtools.sparql.tokens import UPDATES, form, from_clauses

NO_UPDATES = Message("error.no-updates")


def ask(
    store: Store, graphs: frozenset[str], sparql: str, dataset: tuple[list[str], list[str]] | None = None
) -> execute.Result:
    """The result of a query from outside. Raises UsageError, or QueryRefused for what is never done."""
    if form(sparql) in UPDATES:  # before the graphs it names are looked for
        raise execute.QueryRefused(NO_UPDATES)
    for iri in [*dataset[0], *dataset[1]] if dataset else from_clauses(sparql, namespaces.PREFIXES):
        if iri not in graphs:
            here = ", ".join(f"<{graph}>" for graph in sorted(graphs))
            raise UsageError(Message("error.no-graph", graph=iri, graphs=here))
    return execute.results(store, sparql, "query", dataset)
