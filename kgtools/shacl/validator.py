"""Evaluates shapes over a graph, a whole set of focus nodes at a time.

Each constraint is answered once for all value nodes of all focus nodes: what distinguishes it from
the textbook is the order of work, not the outcome. The rules are those of SHACL
(https://www.w3.org/TR/shacl/), section 4 for the components, section 5 for constraints in SPARQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.shacl import literals
from kgtools.shacl.index import Column, Data, Number, Values
from kgtools.shacl.literals import Term
from kgtools.shacl.shapes import Constraint, Shape


@dataclass(frozen=True)
class Result:
    """One validation result. `path` is an IRI, or the path in the notation of SPARQL, or empty.

    `shape` is the source shape (an IRI or, for a shape without a name, a blank node of the shapes),
    `name` what people call it; `bindings` are the variables that a rule selected.
    """

    focus: Term
    path: str
    value: Term | None
    component: str
    shape: Term
    name: str
    severity: str
    messages: tuple[str, ...]
    bindings: tuple[tuple[str, Term], ...] = ()

    def order(self) -> tuple[str, ...]:
        """What results are sorted by: everything but blank nodes, whose labels change with every reading."""
        bindings = " ".join(f"{name} {term}" for name, term in self.bindings)
        return str(self.focus), self.path, self.component, self.name, str(self.value), bindings, *self.messages


Found = Iterator[tuple[Number, Number | None]]  # a node and the value to report, if one is


def evaluate(shape: Shape, data: Data, nodes: set[Number]) -> Iterator[tuple[Number, Result]]:
    """The results of a shape for some focus nodes, each with the one of these nodes that does not conform."""
    if not shape.active or not nodes:
        return
    values: Values = {node: (node,) for node in nodes} if shape.path is None else data.follow(shape.path, nodes)
    distinct: set[Number] = set(nodes) if shape.path is None else set().union(*values.values())
    path = "" if shape.path is None else str(shape.path)
    for constraint in shape.constraints:
        if constraint.parameter == "property":
            yield from _nested(constraint.shapes[0], data, values, distinct)
            continue
        if constraint.rule is not None:
            yield from _run(shape, constraint, data, nodes)
            continue
        if constraint.parameter == "closed":
            faults: Iterable[tuple[Number, str, Number | None]] = _closed(constraint, data, values)
        elif constraint.parameter in _OF_VALUES:
            bad = _OF_VALUES[constraint.parameter](constraint, data, distinct)
            faults = (
                (node, path, value)
                for node, found in (values.items() if bad else ())
                for value in found
                if value in bad
            )
        else:
            faults = (
                (node, path, value) for node, value in _OF_NODES[constraint.parameter](constraint, data, nodes, values)
            )
        for node, at, value in faults:
            yield node, Result(
                data.terms[node], at, None if value is None else data.terms[value],
                constraint.component, shape.node, shape.name, shape.severity, shape.messages,
            )  # fmt: skip


def failing(shape: Shape, data: Data, nodes: set[Number]) -> set[Number]:
    """Those of some nodes that do not conform to a shape."""
    return {node for node, _ in evaluate(shape, data, nodes)}


def _nested(shape: Shape, data: Data, values: Values, distinct: set[Number]) -> Iterator[tuple[Number, Result]]:
    """The results of a property shape at the value nodes of another shape."""
    by_value: dict[Number, list[Result]] = {}
    for value, result in evaluate(shape, data, distinct):
        by_value.setdefault(value, []).append(result)
    for node, found in values.items() if by_value else ():
        for value in found:
            for result in by_value.get(value, ()):
                yield node, result


def _run(shape: Shape, constraint: Constraint, data: Data, nodes: set[Number]) -> Iterator[tuple[Number, Result]]:
    """The results of a constraint in SPARQL: one for each solution."""
    rule = constraint.rule
    assert rule is not None
    if not rule.active:
        return
    path = "" if shape.path is None else str(shape.path)
    for solution in rule.select(*data.store(nodes)):
        row = {name: data.as_written(term) for name, term in solution.items()}
        focus = row.pop("this")
        value = row.pop("value", focus if shape.path is None else None)
        named = row.pop("path", None)
        at = named.value if isinstance(named, ox.NamedNode) else path
        bindings = tuple(sorted(row.items()))
        messages = rule.messages or shape.messages
        yield (
            data.number(focus),
            Result(focus, at, value, constraint.component, shape.node, shape.name, shape.severity, messages, bindings),
        )


def _closed(constraint: Constraint, data: Data, values: Values) -> Iterator[tuple[Number, str, Number | None]]:
    for node, found in values.items():
        for value in found:
            for predicate, object_ in data.about(value):
                if predicate not in constraint.values:
                    yield node, predicate.value, object_


# -- constraints on single values: which of a set of values are wrong ----------------------------------


def _not_of_class(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    assert constraint.value is not None
    return values - data.instances(constraint.value)  # a literal has no type


def _not_passing(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    assert constraint.test is not None
    return {value for value in values if not constraint.test(data.terms[value])}


def _not_in(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    return values - data.numbers(constraint.values)


def _not_speaking(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    ranges = [term.value.lower() for term in constraint.values if isinstance(term, ox.Literal)]
    return {value for value in values if not literals.speaks(data.terms[value], ranges)}


def _of_length(wrong: Callable[[int, int], bool]) -> Callable[[Constraint, Data, set[Number]], set[Number]]:
    def test(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
        terms = {value: data.terms[value] for value in values}
        return {
            value
            for value, term in terms.items()
            if not isinstance(term, ox.NamedNode | ox.Literal) or wrong(len(term.value), constraint.number)
        }

    return test


def _beyond(operator: str, lower: bool) -> Callable[[Constraint, Data, set[Number]], set[Number]]:
    def test(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
        limit = constraint.value
        assert limit is not None
        pairs = {value: (limit, data.terms[value]) if lower else (data.terms[value], limit) for value in values}
        right = literals.holding(pairs.values(), operator)
        return {value for value, pair in pairs.items() if pair not in right}

    return test


def _failing(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    return failing(constraint.shapes[0], data, values)


def _conforming(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    return values - failing(constraint.shapes[0], data, values)


def _failing_any(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    return set().union(*(failing(shape, data, values) for shape in constraint.shapes))


def _failing_all(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    for shape in constraint.shapes:
        values = failing(shape, data, values)
    return values


def _not_exactly_one(constraint: Constraint, data: Data, values: set[Number]) -> set[Number]:
    count = dict.fromkeys(values, 0)
    for shape in constraint.shapes:
        for value in values - failing(shape, data, values):
            count[value] += 1
    return {value for value, number in count.items() if number != 1}


_OF_VALUES: dict[str, Callable[[Constraint, Data, set[Number]], set[Number]]] = {
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
    "node": _failing,
    "not": _conforming,
    "and": _failing_any,
    "or": _failing_all,
    "xone": _not_exactly_one,
}


# -- constraints on all values of a node: pairs of the node and the value to report --------------------


def _too_few(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
    for node in nodes if constraint.number > 1 else nodes - values.keys() if constraint.number else ():
        if len(values.get(node, ())) < constraint.number:
            yield node, None


def _too_many(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
    for node, found in values.items():
        if len(found) > constraint.number:
            yield node, None


def _without(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
    assert constraint.value is not None
    wanted = data.number(constraint.value)
    for node in nodes:
        if wanted not in values.get(node, ()):
            yield node, None


def _languages_twice(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
    for node, found in values.items():
        terms = [data.terms[value] for value in found]
        tags = [term.language.lower() for term in terms if isinstance(term, ox.Literal) and term.language]
        for tag in set(tags) if len(set(tags)) < len(tags) else ():
            if tags.count(tag) > 1:
                yield node, None


def _others(constraint: Constraint, data: Data) -> Column:
    assert isinstance(constraint.value, ox.NamedNode)
    return data.values(constraint.value)


def _unequal(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
    others = _others(constraint, data)
    for node in nodes:
        for value in set(values.get(node, ())) ^ set(others.get(node, ())):
            yield node, value


def _shared(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
    others = _others(constraint, data)
    for node, found in values.items():
        for value in set(found) & set(others.get(node, ())):
            yield node, value


def _not_before(operator: str) -> Callable[[Constraint, Data, set[Number], Values], Found]:
    def test(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
        others = _others(constraint, data)
        triples = [
            (node, value, other) for node, found in values.items() for value in found for other in others.get(node, ())
        ]
        pairs = {(value, other): (data.terms[value], data.terms[other]) for _, value, other in triples}
        right = literals.holding(pairs.values(), operator)
        for node, value, other in triples:
            if pairs[value, other] not in right:
                yield node, value

    return test


def _qualified(wrong: Callable[[int, int], bool]) -> Callable[[Constraint, Data, set[Number], Values], Found]:
    def test(constraint: Constraint, data: Data, nodes: set[Number], values: Values) -> Found:
        distinct: set[Number] = set().union(*values.values())
        good = distinct - failing(constraint.shapes[0], data, distinct)
        for sibling in constraint.siblings:
            good &= failing(sibling, data, good)
        for node in nodes:
            found: Collection[Number] = values.get(node, ())
            if wrong(sum(1 for value in found if value in good), constraint.number):
                yield node, None

    return test


_OF_NODES: dict[str, Callable[[Constraint, Data, set[Number], Values], Found]] = {
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
