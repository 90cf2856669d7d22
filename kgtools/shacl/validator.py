"""Validates a data graph against shapes, a whole set of focus nodes at a time.

Each constraint is answered once for all value nodes of all focus nodes: what distinguishes it from
the textbook is the order of work, not the outcome. The meaning is that of SHACL
(https://www.w3.org/TR/shacl/), section 4 for the components, section 5 for constraints in SPARQL.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pyoxigraph as ox

from kgtools.shacl.index import GraphIndex, ValueNodes
from kgtools.shacl.report import Report, Result
from kgtools.shacl.shapes import literals
from kgtools.shacl.shapes.model import Constraint, Refusal, Shape, Shapes, ShapesError
from kgtools.shacl.shapes.parser import parse_shapes
from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.sources import Source, read
from kgtools.shacl.sparql import evaluation
from kgtools.shacl.triples import Column, TermId
from kgtools.shacl.vocabulary import SH, Term

NodeValues = Iterator[tuple[TermId, TermId | None]]  # focus nodes, each with the value to report, if there is one
# A constraint on single values finds which of a set of them are wrong, one on all values of a node which nodes are.
OnValues = Callable[[Constraint, GraphIndex, set[TermId]], set[TermId]]
OnNodes = Callable[[Constraint, GraphIndex, set[TermId], ValueNodes], NodeValues]


def validate(data: Source, shapes: Source) -> Report:
    """Validate a data graph against a shapes graph.

    Each is the path of a file, whose format its extension gives, or quads or triples; of quads, only
    those of the default graph count. Nothing is inferred, but an instance of a class is one of the
    classes above it. Raises ShapesError, which names all that cannot be evaluated in the shapes;
    ValueError for a file that cannot be read as RDF, and OSError for one that cannot be opened.

    >>> person, age = ox.NamedNode("https://example.org/ada"), ox.NamedNode("https://example.org/age")
    >>> shapes = ox.parse(
    ...     '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
    ...     ex:Age a sh:PropertyShape ; sh:targetSubjectsOf ex:age ; sh:path ex:age ; sh:minInclusive 0 ;
    ...         sh:message "an age of {?value} cannot be"@en .''',
    ...     format=ox.RdfFormat.TURTLE,
    ... )
    >>> report = validate([ox.Triple(person, age, ox.Literal(-1))], shapes)
    >>> report.conforms
    False
    >>> [(str(result.focus_node), str(result.path), result.value.value) for result in report.results]
    [('<https://example.org/ada>', 'https://example.org/age', '-1')]
    >>> report.results[0].messages[0]
    <Literal value=an age of -1 cannot be language=en>
    """
    source = os.fspath(shapes) if isinstance(shapes, str | os.PathLike) else ""
    parsed = parse_shapes([(source, read(shapes))])
    refuse_wrong_arguments(parsed)
    return Report(tuple(sorted(results(parsed, GraphIndex(read(data), asked=parsed.ask)), key=Result.order)))


def evaluate(shape: Shape, index: GraphIndex, nodes: set[TermId]) -> Iterator[tuple[TermId, Result]]:
    """The results of a shape for some focus nodes, each with the one of these nodes that does not conform."""
    if not shape.active or not nodes:
        return
    if shape.path is None:
        values: ValueNodes = {node: (node,) for node in nodes}
        distinct = set(nodes)
    else:
        values = index.value_nodes(shape.path, nodes)
        distinct = set().union(*values.values())
    for constraint in shape.constraints:
        if constraint.parameter == "property":
            yield from _nested(constraint.shapes[0], index, values, distinct)
        elif constraint.parameter == "node":
            yield from _not_of_shape(shape, constraint, index, values, distinct)
        elif constraint.sparql is not None:
            yield from evaluation.results(shape, constraint, index, nodes, values)
        elif constraint.parameter == "closed":
            for node, predicate, object_ in _closed(constraint, index, values, distinct):
                yield node, _result(shape, constraint, index, node, object_, predicate_path(predicate))
        elif constraint.parameter in _ON_VALUES:
            wrong = _ON_VALUES[constraint.parameter](constraint, index, distinct)
            for node, found in values.items() if wrong else ():
                for value in found:
                    if value in wrong:
                        yield node, _result(shape, constraint, index, node, value, shape.path)
        else:
            for node, at_fault in _ON_NODES[constraint.parameter](constraint, index, nodes, values):
                yield node, _result(shape, constraint, index, node, at_fault, shape.path)


def _result(
    shape: Shape, constraint: Constraint, index: GraphIndex, node: TermId, value: TermId | None,
    path: PropertyPath | None,
) -> Result:  # fmt: skip
    """A result of a constraint of SHACL Core."""
    term = None if value is None else index.terms[value]
    component = constraint.component
    return Result(index.terms[node], path, term, shape.severity, component, shape.node, shape.name, shape.messages)


def results(shapes: Shapes, index: GraphIndex) -> Iterator[Result]:
    """The results of all shapes for all their focus nodes."""
    for _, found in by_shape(shapes, index):
        yield from (result for _, result in found)


def by_shape(shapes: Shapes, index: GraphIndex) -> Iterator[tuple[Shape, Iterator[tuple[TermId, Result]]]]:
    """Each shape with targets, and its results for all its focus nodes; queries are answered while others wait."""
    nodes = {shape: focus_nodes(shape, index) for shape in shapes.targeted if shape.active}
    for shape, some in nodes.items():
        for constraint in shape.constraints if some else ():
            evaluation.begin(shape, constraint, index, some)
    for shape in shapes.targeted:
        yield shape, evaluate(shape, index, nodes.get(shape, set()))


def refuse_wrong_arguments(shapes: Shapes) -> None:
    """Raise ShapesError for arguments of a component that its parameter declarations, which are shapes, do not allow.

    What a sh:class asks is left out: the data graph may say it, not the shapes graph.
    """
    users: dict[Term, set[Term]] = {}
    for shape in shapes.all:
        for parameter in (one for constraint in shape.constraints for one in constraint.declarations):
            users.setdefault(parameter, set()).add(shape.node)
    if not users:
        return
    index = GraphIndex(shapes.quads)
    refused = []
    for parameter, nodes in users.items():
        for node, result in evaluate(shapes.by_node[parameter], index, index.ids_of(nodes)):
            name = result.source_constraint_component.value.removeprefix(SH).removesuffix("ConstraintComponent")
            if name != "Class":
                shape = shapes.by_node[index.terms[node]]
                found = f"{result.value or 'no value'} as <{result.path}>"
                expected = f"what sh:{name[0].lower()}{name[1:]} of the parameter allows"
                refused.append(Refusal(shape.source, shape.name, found, expected))
    if refused:
        raise ShapesError(refused)


def focus_nodes(shape: Shape, index: GraphIndex, among: set[TermId] | None = None) -> set[TermId]:
    """The focus nodes that the targets of a shape name or select, all or those among some nodes."""
    found = index.focus_nodes(shape.targets, among)
    return found.union(*(evaluation.targets(shape, query, index) for query in shape.sparql_targets))


def failing(shape: Shape, index: GraphIndex, nodes: set[TermId]) -> set[TermId]:
    """Those of some nodes that do not conform to a shape."""
    return {node for node, _ in evaluate(shape, index, nodes)}


def _by_node(shape: Shape, index: GraphIndex, nodes: set[TermId]) -> dict[TermId, list[Result]]:
    """The results of a shape for some focus nodes, by focus node."""
    found: dict[TermId, list[Result]] = {}
    for node, result in evaluate(shape, index, nodes):
        found.setdefault(node, []).append(result)
    return found


def _not_of_shape(
    shape: Shape, constraint: Constraint, index: GraphIndex, values: ValueNodes, distinct: set[TermId]
) -> Iterator[tuple[TermId, Result]]:
    """sh:node: the value nodes that do not conform to a shape, with the results that say why."""
    reasons = _by_node(constraint.shapes[0], index, distinct)
    for node, found in values.items() if reasons else ():
        for value in found:
            if value in reasons:
                result = _result(shape, constraint, index, node, value, shape.path)
                yield node, replace(result, details=tuple(sorted(reasons[value], key=Result.order)))


def _nested(
    shape: Shape, index: GraphIndex, values: ValueNodes, distinct: set[TermId]
) -> Iterator[tuple[TermId, Result]]:
    """The results of a property shape at the value nodes of another shape."""
    by_value = _by_node(shape, index, distinct)
    for node, found in values.items() if by_value else ():
        for value in found:
            for result in by_value.get(value, ()):
                yield node, result


def _closed(
    constraint: Constraint, index: GraphIndex, values: ValueNodes, distinct: set[TermId]
) -> Iterator[tuple[TermId, ox.NamedNode, TermId]]:
    """For each focus node the properties and objects that a closed shape does not allow its values."""
    at_fault = index.statements(distinct, besides=constraint.values)
    for node, found in values.items() if at_fault else ():
        for value in found:
            for predicate, object_ in at_fault.get(value, ()):
                yield node, predicate, object_


# -- constraints on single values: which of a set of values are wrong ----------------------------------


def _not_of_class(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:class."""
    assert constraint.value is not None
    return values - index.instances(constraint.value, values)  # a literal has no type


def _not_passing(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:datatype, sh:nodeKind and sh:pattern."""
    assert constraint.test is not None
    return {value for value in values if not constraint.test(index.terms[value])}


def _not_in(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:in."""
    return values - index.ids_of(constraint.values)


def _not_speaking(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:languageIn."""
    ranges = [term.value.lower() for term in constraint.values if isinstance(term, ox.Literal)]
    return {value for value in values if not literals.matches_language(index.terms[value], ranges)}


def _of_length(wrong: Callable[[int, int], bool]) -> OnValues:
    """sh:minLength and sh:maxLength; a blank node has no length."""

    def test(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
        terms = {value: index.terms[value] for value in values}
        return {
            value
            for value, term in terms.items()
            if not isinstance(term, ox.NamedNode | ox.Literal) or wrong(len(term.value), constraint.number)
        }

    return test


def _beyond(operator: str, lower: bool) -> OnValues:
    """sh:minInclusive and the other bounds; what cannot be compared is beyond."""

    def test(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
        limit = constraint.value
        assert limit is not None
        pairs = {value: (limit, index.terms[value]) if lower else (index.terms[value], limit) for value in values}
        right = literals.satisfying(pairs.values(), operator)
        return {value for value, pair in pairs.items() if pair not in right}

    return test


def _conforming(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:not."""
    return values - failing(constraint.shapes[0], index, values)


def _failing_any(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:and."""
    return set().union(*(failing(shape, index, values) for shape in constraint.shapes))


def _failing_all(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:or."""
    for shape in constraint.shapes:
        values = failing(shape, index, values)
    return values


def _not_exactly_one(constraint: Constraint, index: GraphIndex, values: set[TermId]) -> set[TermId]:
    """sh:xone."""
    count = dict.fromkeys(values, 0)
    for shape in constraint.shapes:
        for value in values - failing(shape, index, values):
            count[value] += 1
    return {value for value, number in count.items() if number != 1}


_ON_VALUES: dict[str, OnValues] = {
    "class": _not_of_class,
    "datatype": _not_passing,
    "nodeKind": _not_passing,
    "pattern": _not_passing,
    "in": _not_in,
    "languageIn": _not_speaking,
    "minLength": _of_length(lambda length, limit: length < limit),
    "maxLength": _of_length(lambda length, limit: length > limit),
    "minExclusive": _beyond("<", lower=True),
    "minInclusive": _beyond("<=", lower=True),
    "maxExclusive": _beyond("<", lower=False),
    "maxInclusive": _beyond("<=", lower=False),
    "not": _conforming,
    "and": _failing_any,
    "or": _failing_all,
    "xone": _not_exactly_one,
}


# -- constraints on all values of a node: pairs of the node and the value to report --------------------


def _too_few(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
    """sh:minCount."""
    for node in nodes if constraint.number > 1 else nodes - values.keys() if constraint.number else ():
        if len(values.get(node, ())) < constraint.number:
            yield node, None


def _too_many(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
    """sh:maxCount."""
    for node, found in values.items():
        if len(found) > constraint.number:
            yield node, None


def _without(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
    """sh:hasValue."""
    assert constraint.value is not None
    wanted = index.id_of(constraint.value)
    for node in nodes:
        if wanted not in values.get(node, ()):
            yield node, None


def _languages_twice(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
    """sh:uniqueLang: one result for each language that comes twice."""
    for node, found in values.items():
        terms = [index.terms[value] for value in found]
        tags = [term.language.lower() for term in terms if isinstance(term, ox.Literal) and term.language]
        for tag in set(tags) if len(set(tags)) < len(tags) else ():
            if tags.count(tag) > 1:
                yield node, None


def _others(constraint: Constraint, index: GraphIndex) -> Column:
    """The values of the property that a constraint compares with."""
    assert isinstance(constraint.value, ox.NamedNode)
    return index.objects(constraint.value)


def _unequal(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
    """sh:equals."""
    others = _others(constraint, index)
    for node in nodes:
        for value in set(values.get(node, ())) ^ set(others.get(node, ())):
            yield node, value


def _shared(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
    """sh:disjoint."""
    others = _others(constraint, index)
    for node, found in values.items():
        for value in set(found) & set(others.get(node, ())):
            yield node, value


def _not_before(operator: str) -> OnNodes:
    """sh:lessThan and sh:lessThanOrEquals: one result for each pair out of order."""

    def test(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
        others = _others(constraint, index)
        triples = [
            (node, value, other) for node, found in values.items() for value in found for other in others.get(node, ())
        ]
        pairs = {(value, other): (index.terms[value], index.terms[other]) for _, value, other in triples}
        right = literals.satisfying(pairs.values(), operator)
        for node, value, other in triples:
            if pairs[value, other] not in right:
                yield node, value

    return test


def _qualified(
    wrong: Callable[[int, int], bool],
) -> OnNodes:
    """sh:qualifiedMinCount and sh:qualifiedMaxCount."""

    def test(constraint: Constraint, index: GraphIndex, nodes: set[TermId], values: ValueNodes) -> NodeValues:
        distinct: set[TermId] = set().union(*values.values())
        good = distinct - failing(constraint.shapes[0], index, distinct)
        for sibling in constraint.siblings:
            good &= failing(sibling, index, good)
        for node in nodes:
            found: Collection[TermId] = values.get(node, ())
            if wrong(sum(1 for value in found if value in good), constraint.number):
                yield node, None

    return test


_ON_NODES: dict[str, OnNodes] = {
    "minCount": _too_few,
    "maxCount": _too_many,
    "hasValue": _without,
    "uniqueLang": _languages_twice,
    "equals": _unequal,
    "disjoint": _shared,
    "lessThan": _not_before("<"),
    "lessThanOrEquals": _not_before("<="),
    "qualifiedMinCount": _qualified(lambda count, limit: count < limit),
    "qualifiedMaxCount": _qualified(lambda count, limit: count > limit),
}
