"""Evaluates compiled queries over a graph: the results of constraints in SPARQL, and the nodes of targets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pyoxigraph as ox

from kgtools.shacl.index import GraphIndex, ValueNodes
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Constraint, Refusal, Shape, ShapesError, SlowShapesError
from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.sparql.queries import SHAPES_GRAPH_NAME, SparqlQuery
from kgtools.shacl.sparql.rewriting import OPTIONAL, ROW
from kgtools.shacl.sparql.running import TooLongError
from kgtools.shacl.triples import TermId
from kgtools.shacl.vocabulary import TRUE, Term

_WORTH_IT = 4  # times as few nodes as a query would be asked about
Found = Iterator[tuple[TermId, Result]]


def begin(shape: Shape, constraint: Constraint, index: GraphIndex, nodes: set[TermId]) -> None:
    """Have a constraint in SPARQL looked at while others are, if one query answers it for all nodes."""
    query = constraint.sparql
    if query is None or not query.active or query.asks or query.one_by_one:
        return
    if graphs := _graphs(query, index, {"this": nodes}):
        index.answers.begin(shape, query, index.store(set())[0], graphs)


def results(shape: Shape, constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> Found:
    """The results of a constraint in SPARQL, each with its focus node."""
    query = constraint.sparql
    assert query is not None
    if not query.active:
        return
    found = _asked(shape, query, index, values) if query.asks else _selected(shape, query, index, nodes)
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


def targets(shape: Shape, query: SparqlQuery, index: GraphIndex) -> set[TermId]:
    """The nodes that a target in SPARQL selects."""
    rows = _rows(shape, query, index, {})
    return {index.id_of(index.as_in_graph(row["this"])) for row in rows if "this" in row}


def _selected(
    shape: Shape, query: SparqlQuery, index: GraphIndex, nodes: set[TermId]
) -> Iterator[dict[str, Term]]:  # fmt: skip
    """The solutions of a SELECT for some focus nodes."""
    for some in [{node} for node in sorted(nodes)] if query.one_by_one else [nodes]:
        for row in _rows(shape, query, index, {"this": some}):
            yield {name: index.as_in_graph(term) for name, term in row.items()}


def _asked(
    shape: Shape, query: SparqlQuery, index: GraphIndex, values: ValueNodes
) -> Iterator[dict[str, Term]]:  # fmt: skip
    """Focus and value nodes for which an ASK is false."""
    if query.uses_this:
        for node, found in values.items():
            for value in _denied(shape, query, index, {"this": {node}, "value": set(found)}):
                yield {"this": index.terms[node], "value": index.terms[value]}
        return
    distinct = set().union(*values.values())
    wrong = _denied(shape, query, index, {"value": distinct}) if distinct else set()
    for node, found in values.items() if wrong else ():
        for value in found:
            if value in wrong:
                yield {"this": index.terms[node], "value": index.terms[value]}


def _denied(
    shape: Shape, query: SparqlQuery, index: GraphIndex, given: Mapping[str, set[TermId]]
) -> Collection[TermId]:  # fmt: skip
    """The values for which an ASK is false."""
    rows = _rows(shape, query, index, given)
    return given["value"] - {index.numbered(row[ROW[1:]]) for row in rows}


def _rows(
    shape: Shape, query: SparqlQuery, index: GraphIndex, given: Mapping[str, set[TermId]]
) -> list[dict[str, Term]]:  # fmt: skip
    """The solutions of a query of a shape where some variables have any of some values."""
    graphs = _graphs(query, index, given)
    if graphs is None:
        return []
    try:
        return index.answers.solutions(shape, query, index.store(set())[0], graphs)
    except TooLongError as error:
        expected = "one that goes from $this along what is known"
        raise SlowShapesError([Refusal(error.asker.source, error.asker.name, str(error), expected)]) from None


def _graphs(
    query: SparqlQuery, index: GraphIndex, given: Mapping[str, set[TermId]]
) -> dict[str, ox.NamedNode] | None:  # fmt: skip
    """The graphs of the store that hold the values of variables; None if nothing can match."""
    main = "value" if query.asks else "this"
    may_match = _matching(query, index, main, given.get(main, set()))
    if may_match is None:
        return None
    if query.shapes_graph:
        index.hold(SHAPES_GRAPH_NAME, query.shapes_graph)
    sets = {**{name: {index.id_of(term)} for name, term in query.arguments.items()}, **given}
    # Sets of nodes that many queries have in common are written once; one of its own must be worth it.
    if main in sets and _WORTH_IT * len(may_match) < len(sets[main]):
        sets[main] = may_match
    numbered = "value" if query.asks else ""
    return {name: index.store(nodes, name == numbered)[1] for name, nodes in sets.items()}


def _matching(query: SparqlQuery, index: GraphIndex, main: str, nodes: set[TermId]) -> set[TermId] | None:
    """Those of some nodes for which each triple pattern that every solution matches may match; None if one cannot.

    To look is much quicker than to ask: Oxigraph takes milliseconds to plan a long query, however small the graph.
    """
    left = nodes
    for pattern in query.needed:
        if pattern.path is None:
            continue
        if not _used(pattern.path, index):
            return None
        predicate, constant = pattern.path.predicate, pattern.object
        if predicate is None:
            continue
        if isinstance(constant, ox.NamedNode):
            value = index.id_of(constant)
            if value not in index.subjects(predicate):
                return None
            left = index.having(left, predicate, value) if pattern.subject == main else left
        elif main in (pattern.subject, constant):
            column = index.objects(predicate) if pattern.subject == main else index.subjects(predicate)
            left = left & column.keys()
        if not left:
            return None
    return left


def _used(path: PropertyPath, index: GraphIndex) -> bool:
    """Whether the graph has properties that a path could lead over."""
    if path.predicate is not None:
        return bool(index.objects(path.predicate))
    if path.kind in ("zeroOrMore", "zeroOrOne"):
        return True
    return (any if path.kind == "alternative" else all)(_used(part, index) for part in path.parts)
