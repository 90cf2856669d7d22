"""Evaluates compiled queries over a graph: the results of constraints in SPARQL, and the nodes of targets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pyoxigraph as ox

from kgtools.shacl.index import GraphIndex, TermId, ValueNodes
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Constraint, Refusal, Shape, ShapesError
from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.sparql.queries import SHAPES_GRAPH_NAME, SparqlQuery
from kgtools.shacl.sparql.rewriting import OPTIONAL, ROW
from kgtools.shacl.vocabulary import TRUE, Term

Found = Iterator[tuple[TermId, Result]]


def results(shape: Shape, constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> Found:
    """The results of a constraint in SPARQL, each with its focus node."""
    query = constraint.sparql
    assert query is not None
    if not query.active:
        return
    found = _asked(query, index, values) if query.asks else _selected(query, index, nodes)
    for solution in found:
        row = {**query.arguments, **solution}
        focus = row.pop("this")
        value = row.pop("value", focus if shape.path is None else None)
        selected, said = row.pop("path", None), row.pop("message", None)
        path = predicate_path(selected) if isinstance(selected, ox.NamedNode) else shape.path
        if row.pop("failure", None) == TRUE:
            raise ShapesError([Refusal(shape.source, shape.name, f"{focus}, for which a query reports a failure")])
        messages = (said,) if isinstance(said, ox.Literal) else query.messages or shape.messages
        source = query.node if constraint.parameter == "sparql" else None
        yield (
            index.id_of(focus),
            Result(
                focus, path, value, shape.severity, constraint.component, shape.node, shape.name, messages, source,
                tuple(sorted((name, term) for name, term in row.items() if name not in OPTIONAL)),
            ),
        )  # fmt: skip


def targets(query: SparqlQuery, index: GraphIndex) -> set[TermId]:
    """The nodes that a target in SPARQL selects."""
    rows = _rows(query, index, {})
    return {index.id_of(index.as_in_graph(row["this"])) for row in rows if "this" in row}


def _selected(query: SparqlQuery, index: GraphIndex, nodes: set[TermId]) -> Iterator[dict[str, Term]]:
    """The solutions of a SELECT for some focus nodes."""
    for some in [{node} for node in sorted(nodes)] if query.one_by_one else [nodes]:
        for row in _rows(query, index, {"this": some}):
            yield {name: index.as_in_graph(term) for name, term in row.items()}


def _asked(query: SparqlQuery, index: GraphIndex, values: ValueNodes) -> Iterator[dict[str, Term]]:
    """Focus and value nodes for which an ASK is false."""
    if query.uses_this:
        for node, found in values.items():
            for value in _denied(query, index, {"this": {node}, "value": set(found)}):
                yield {"this": index.terms[node], "value": index.terms[value]}
        return
    distinct = set().union(*values.values())
    wrong = _denied(query, index, {"value": distinct}) if distinct else set()
    for node, found in values.items() if wrong else ():
        for value in found:
            if value in wrong:
                yield {"this": index.terms[node], "value": index.terms[value]}


def _denied(query: SparqlQuery, index: GraphIndex, given: Mapping[str, set[TermId]]) -> Collection[TermId]:
    """The values for which an ASK is false."""
    rows = _rows(query, index, given)
    return given["value"] - {index.numbered(row[ROW[1:]]) for row in rows}


def _rows(query: SparqlQuery, index: GraphIndex, given: Mapping[str, set[TermId]]) -> list[dict[str, Term]]:
    """The solutions of a query where some variables have any of some values."""
    if not _may_match(query, index, given):
        return []
    if query.shapes_graph:
        index.hold(SHAPES_GRAPH_NAME, query.shapes_graph)
    sets = {**{name: {index.id_of(term)} for name, term in query.arguments.items()}, **given}
    numbered = "value" if query.asks else ""
    graphs = {name: index.store(nodes, name == numbered)[1] for name, nodes in sets.items()}
    return query.solutions(index.store(set())[0], graphs)


def _may_match(query: SparqlQuery, index: GraphIndex, given: Mapping[str, set[TermId]]) -> bool:
    """Whether each triple pattern that every solution matches may match, those about the main variable for one node.

    To look is much quicker than to ask: Oxigraph takes milliseconds to plan a long query, however small the graph.
    """
    main = "value" if query.asks else "this"
    left = given.get(main, set())
    for pattern in query.needed:
        if pattern.path is None:
            continue
        if not _used(pattern.path, index):
            return False
        predicate, constant = pattern.path.predicate, pattern.object
        if predicate is None:
            continue
        if isinstance(constant, ox.NamedNode):
            subjects = index.subjects(predicate).get(index.id_of(constant), ())
            if not subjects:
                return False
            left = left.intersection(subjects) if pattern.subject == main else left
        elif main in (pattern.subject, constant):
            column = index.objects(predicate) if pattern.subject == main else index.subjects(predicate)
            left = left & column.keys()
        if not left:
            return False
    return True


def _used(path: PropertyPath, index: GraphIndex) -> bool:
    """Whether the graph has properties that a path could lead over."""
    if path.predicate is not None:
        return bool(index.objects(path.predicate))
    if path.kind in ("zeroOrMore", "zeroOrOne"):
        return True
    return (any if path.kind == "alternative" else all)(_used(part, index) for part in path.parts)
