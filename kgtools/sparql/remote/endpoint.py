"""A SPARQL endpoint asked: queries there, answers back as terms, and whole graphs page by page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

import pyoxigraph as ox

from kgtools.graph.reading import Result
from kgtools.graph.terms import Term, whole
from kgtools.sparql import tokens
from kgtools.sparql.remote.connection import Connection, EndpointError, Reply

# In XML, Virtuoso gives every literal as it was loaded; in JSON, it gives truth values as numbers.
_RESULTS = {
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
}
_TRIPLES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_PAGE = 10_000  # rows asked for at once; Virtuoso gives no more
Triple = tuple[Term, Term, Term]


class Endpoint:
    """An endpoint at an address.

    `default` is the named graph in which it keeps our default graph, where its own is something else, and
    `named` are the other named graphs; then every query is asked of these.
    """

    def __init__(
        self, connection: Connection, url: str, default: ox.NamedNode | None = None, named: Iterable[ox.NamedNode] = ()
    ) -> None:
        self.connection = connection
        self.url = url
        self._dataset: dict[str, str | list[str]] = {}
        if default is not None:
            self._dataset = {"default-graph-uri": default.value, "named-graph-uri": [graph.value for graph in named]}

    def query(self, sparql: str) -> Result:
        """The answer to SPARQL. Raises EndpointError."""
        return self.parsed(self.reply(sparql))

    def rows(self, sparql: str) -> list[tuple[Term | None, ...]]:
        """The rows of a SELECT. Raises EndpointError."""
        found = self.query(sparql)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(row) for row in found]

    def reply(self, sparql: str) -> Reply:
        """The answer to SPARQL as it came, in a format that is read here. Raises EndpointError."""
        kinds = _TRIPLES if tokens.form(sparql) in ("CONSTRUCT", "DESCRIBE") else _RESULTS
        accept = ", ".join(f"{kind};q={1 - number / 10:g}" for number, kind in enumerate(kinds))
        dataset = {} if tokens.from_clauses(sparql) else self._dataset
        reply = self.connection.ask(self.url, {"query": sparql, **dataset}, accept)
        if reply.kind not in kinds:
            what = "a page for browsers" if "html" in reply.kind else reply.kind or "content of no type"
            where = "is this the address of a SPARQL endpoint? Many end in /sparql or /query"
            raise EndpointError(f"{self.url} answers with {what}; {where}")
        return reply

    def parsed(self, reply: Reply, whole: bool = True) -> Result:
        """What an answer says; unless it need not be `whole`, one that may have been cut raises EndpointError."""
        try:
            if reply.kind in _TRIPLES:
                store = ox.Store()
                store.bulk_load(reply.content, _TRIPLES[reply.kind])
                return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            if reply.kind.endswith("xml") and not reply.content.rstrip().endswith(b"sparql>"):
                raise EndpointError(f"{self.url} broke off its answer; try again")
            most = reply.headers.get("X-SPARQL-MaxRows", "")
            if whole and most.isdecimal() and self._rows_in(reply) >= int(most):
                left = f"{self.url} gives no more than {most} rows, and may have left some out"
                raise EndpointError(f"{left}; ask for less, or raise its limit")
            found = ox.parse_query_results(reply.content, format=_RESULTS[reply.kind])
            return _truth(found) if _is_table_of_truth(found) else found
        except (SyntaxError, ValueError) as error:
            raise EndpointError(f"{self.url} gives an answer that cannot be read: {error}") from None

    def _rows_in(self, reply: Reply) -> int:
        found = ox.parse_query_results(reply.content, format=_RESULTS[reply.kind])
        return sum(1 for _ in found) if isinstance(found, ox.QuerySolutions) else 0

    def number(self, graph: ox.NamedNode | None) -> int:
        """How many statements a graph holds; None stands for the default graph."""
        ((found,),) = self.rows(f"SELECT (COUNT(*) AS ?number) WHERE {{ {_everything(graph)} }}")
        return whole(found)

    def statements(self, graph: ox.NamedNode | None) -> set[Triple]:
        """All statements of a graph, read in pages; None stands for the default graph. Raises EndpointError."""
        number, read = self.number(graph), 0
        found: set[Triple] = set()
        while read < number:
            page = f"SELECT ?s ?p ?o WHERE {{ {_everything(graph)} }} LIMIT {_PAGE} OFFSET {read}"
            solutions = self.parsed(self.reply(page), whole=False)
            assert isinstance(solutions, ox.QuerySolutions)
            rows = [(s, p, o) for s, p, o in solutions]
            if not rows:
                break
            read += len(rows)
            found.update(rows)
        if len(found) != number:
            raise EndpointError(
                f"{self.url} counts {number} statements in {graph or 'its default graph'} and gives {len(found)}; "
                "is it being changed at this moment? Try again"
            )
        return found


def _is_table_of_truth(found: Result) -> TypeGuard[ox.QuerySolutions]:
    """Whether this is what Virtuoso answers to ASK: a table, with a row for true and none for false."""
    return isinstance(found, ox.QuerySolutions) and [each.value for each in found.variables] == ["__ASK_RETVAL"]


def _truth(found: ox.QuerySolutions) -> Result:
    return ox.Store().query(f"ASK {{ FILTER({'true' if any(True for _ in found) else 'false'}) }}")


def _everything(graph: ox.NamedNode | None) -> str:
    return "?s ?p ?o" if graph is None else f"GRAPH {graph} {{ ?s ?p ?o }}"
