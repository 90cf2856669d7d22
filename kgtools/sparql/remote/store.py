"""A SPARQL endpoint read like a store, in few requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.graph.reading import Graph, Result
from kgtools.graph.terms import Term, curie_node
from kgtools.sparql import parsing, tokens
from kgtools.sparql.remote import loaded
from kgtools.sparql.remote.connection import Connection, EndpointError, Reply, checked
from kgtools.sparql.remote.endpoint import Endpoint

_TOGETHER = 400  # nodes that are asked for at once
_REMEMBERED = 20_000  # nodes that answers named and that were not asked for
_DEFAULT = ox.DefaultGraph()
_NAMES = (curie_node("rdfs:label"), curie_node("skos:altLabel"))  # everything has them, and little is asked about
_TERMS = ("ontology", "code")  # whatever has a class or a code leads to it: too many to fetch in advance
_Subject = ox.NamedNode | ox.BlankNode | ox.Triple


def open_endpoint(url: str, notify: Callable[[str], None] | None = None, named: str = "--endpoint") -> RemoteStore:
    """The graph behind an endpoint. Raises EndpointError where there is none.

    `notify` is called with a sentence if it was loaded in part only; `named` is what messages call the address.
    """
    url = checked(url, named)
    connection = Connection()
    rows = Endpoint(connection, url).rows(loaded.query())
    found = loaded.Loaded.read(rows)
    if not rows:
        raise EndpointError(f"{url} holds no graph of {projects.in_use().name}; load it with kgtools push {url}")
    if notify is not None and found.begun and loaded.default_graph() not in found.parts:
        notify(f"{url} holds a part of the graph only: loading it was broken off, or goes on; see kgtools push {url}")
    named_graphs = [graph for graph in found.parts if graph != loaded.default_graph()]
    return RemoteStore(Endpoint(connection, url, loaded.default_graph() if found.named else None, named_graphs))


class RemoteStore:
    """A graph behind an endpoint, read like a store; see `graph.reading.Store`.

    What was read is remembered. When something is asked about one node, it is asked at once about the nodes of its
    kind that earlier answers named, since they come next: a page takes some dozen requests and not thousands.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._answers: dict[str, Reply] = {}
        self._known = ox.Store()
        # Of what all statements are known: of these subjects, with these predicates, with these predicates and values.
        self._subjects: set[Term] = set()
        self._predicates: set[Term] = set()
        self._values: set[tuple[ox.NamedNode | None, Term]] = set()
        self._seen: dict[str, dict[ox.NamedNode, None]] = {}  # what answers named, by kind

    def query(
        self, query: str, /, *, base_iri: str | None = None, prefixes: dict[str, str] | None = None,
        default_graph: list[Graph] | None = None, named_graphs: list[ox.NamedNode | ox.BlankNode] | None = None,
    ) -> Result:  # fmt: skip
        """The answer to SPARQL. Raises SyntaxError for what is none, before it is sent, and EndpointError."""
        if default_graph or named_graphs:
            raise NotImplementedError("the graphs to ask are named in the query")
        parsing.check(query, prefixes, base_iri)
        reply = self._answers.get(query) or self.endpoint.reply(_declaring(query, prefixes or {}, base_iri))
        self._answers[query] = reply
        found = self.endpoint.parsed(reply)
        if not isinstance(found, ox.QuerySolutions):
            return found
        rows = [tuple(solution) for solution in found]
        self._see(term for row in rows for term in row)
        once = list(dict.fromkeys(rows))
        if len(once) < len(rows) and _distinct(query):
            return _solutions(found.variables, once)
        return self.endpoint.parsed(reply)

    def quads_for_pattern(
        self, subject: _Subject | None, predicate: ox.NamedNode | None, object: Term | None,
        graph_name: Graph | None = None, /,
    ) -> Iterator[ox.Quad]:  # fmt: skip
        """The quads that have these terms; None stands for any. Raises EndpointError."""
        if graph_name is None or graph_name == _DEFAULT:
            if subject is None and predicate is None and object is None:
                yield from (ox.Quad(*triple, _DEFAULT) for triple in self.endpoint.statements(None))  # type: ignore[arg-type]
            elif not isinstance(subject, ox.BlankNode):
                self._fetch(subject, predicate, object)
                yield from self._known.quads_for_pattern(subject, predicate, object, _DEFAULT)
        for graph in [graph_name] if isinstance(graph_name, ox.NamedNode) else self._graphs(graph_name):
            for triple in self.endpoint.statements(graph):
                quad = ox.Quad(*triple, graph)  # type: ignore[arg-type]
                if all(term in (None, there) for term, there in zip((subject, predicate, object), triple, strict=True)):
                    yield quad

    def __contains__(self, quad: ox.Quad, /) -> bool:
        return any(self.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name))

    def _graphs(self, graph_name: Graph | None) -> list[ox.NamedNode]:
        """Our named graphs, where all graphs are asked for."""
        if graph_name is not None:
            return []
        rows = self.endpoint.rows("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")
        ours = (graph for (graph,) in rows if isinstance(graph, ox.NamedNode))
        beside = (loaded.loaded_graph(), loaded.default_graph())
        return sorted(
            (graph for graph in ours if graph.value.startswith(namespaces.graph("")) and graph not in beside), key=str
        )

    def _fetch(self, subject: _Subject | None, predicate: ox.NamedNode | None, value: Term | None) -> None:
        """See to it that `_known` has what a pattern asks for."""
        if predicate in self._predicates or subject in self._subjects:
            return
        if isinstance(subject, ox.NamedNode):
            together = self._together(subject, self._subjects)
            self._learn(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {_listed(together)} }} ?s ?p ?o }}")
            self._subjects.update(together)
        elif predicate is not None and not isinstance(value, ox.NamedNode):
            self._learn(
                f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {predicate} }} ?s ?p ?o }}", see=predicate not in _NAMES
            )
            self._predicates.add(predicate)
        elif isinstance(value, ox.NamedNode) and (predicate, value) not in self._values:
            reached = {term for by, term in self._values if by == predicate}
            together = [value] if _kind(value) in _TERMS else self._together(value, reached)
            by = f"VALUES ?p {{ {predicate} }}" if predicate else ""
            self._learn(f"SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {_listed(together)} }} {by} ?s ?p ?o }}")
            self._values.update((predicate, term) for term in together)

    def _learn(self, sparql: str, see: bool = True) -> None:
        rows = self.endpoint.rows(sparql)
        self._known.extend(ox.Quad(s, p, o, _DEFAULT) for s, p, o in rows)  # type: ignore[arg-type]
        if see:
            self._see(term for row in rows for term in row)

    def _see(self, terms: Iterable[Term | None]) -> None:
        """Remember nodes of ours that an answer names: something may be asked about them."""
        for term in terms:
            if isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.base()):
                seen = self._seen.setdefault(_kind(term), {})
                if len(seen) < _REMEMBERED:
                    seen[term] = None

    def _together(self, node: ox.NamedNode, known: set[Term]) -> list[ox.NamedNode]:
        """A node, and others of its kind that were seen last and are not known."""
        others = (each for each in reversed(self._seen.get(_kind(node), {})) if each not in known and each != node)
        return [node, *(each for each, _ in zip(others, range(_TOGETHER - 1), strict=False))]


def _kind(node: ox.NamedNode) -> str:
    """What sort of thing an IRI of ours is of.

    >>> _kind(ox.NamedNode(namespaces.entity("state/avalon")))
    'id/state'
    >>> _kind(ox.NamedNode(namespaces.claim("short-note", "f001")))
    'claim'
    """
    if namespaces.is_code(node.value) or namespaces.is_term(node.value):
        return "code" if namespaces.is_code(node.value) else "ontology"
    first, _, rest = node.value.removeprefix(namespaces.base()).partition("/")
    return f"id/{rest.partition('/')[0]}" if first == "id" else first.partition("#")[0]


def _listed(nodes: Iterable[ox.NamedNode]) -> str:
    return " ".join(map(str, nodes))


def _distinct(sparql: str) -> bool:
    """Whether each row of the answer may come but once; Virtuoso gives some with unbound variables twice.

    >>> _distinct("PREFIX ex: <https://example.org/> SELECT DISTINCT * { ?s ?p ?o }")
    True
    """
    words = [token.word for token in tokens.tokenize(sparql)]
    return words[words.index("SELECT") + 1] == "DISTINCT"


def _solutions(variables: list[ox.Variable], rows: list[tuple[Term | None, ...]]) -> Result:
    """Rows as an answer of the library."""
    values = " ".join(f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
    names = " ".join(map(str, variables))
    return ox.Store().query(f"SELECT {names} WHERE {{ VALUES ({names}) {{ {values} }} }}")


def _declaring(sparql: str, prefixes: dict[str, str], base: str | None = None) -> str:
    """SPARQL with declarations of the prefixes and the base that it uses without.

    They stand on its first line, so that lines stay the same.

    >>> _declaring("ASK { ex:a a ex:B }", {"ex": "https://example.org/", "t": "https://example.org/t#"})
    'PREFIX ex: <https://example.org/> ASK { ex:a a ex:B }'
    """
    used = {token.text.partition(":")[0] for token in tokens.tokenize(sparql) if token.kind == "name"}
    lacking = sorted(used & prefixes.keys() - tokens.prefixes(sparql).keys())
    declared = "".join(f"PREFIX {prefix}: <{prefixes[prefix]}> " for prefix in lacking)
    try:
        parsing.check(sparql, prefixes, None)
    except SyntaxError:  # it has relative IRIs
        return f"BASE <{base}> {declared}{sparql}" if base else declared + sparql
    return declared + sparql
