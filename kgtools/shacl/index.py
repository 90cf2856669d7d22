"""The graph as the engine sees it: numbered terms, values by property and subject, kept up to date by difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.shacl.literals import Term
from kgtools.shacl.property_paths import Route, reverse
from kgtools.shacl.shapes import SUBCLASS, TYPE

# Terms are numbered once, because a set or dictionary of numbers is ten times faster than one of terms.
Number = int
Values = dict[Number, Collection[Number]]
Column = dict[Number, list[Number]]
_DEFAULT = ox.DefaultGraph()
_NOTHING: Column = {}


class Data:
    """An index over the default graph of some quads, and a store of them for the rules in SPARQL."""

    def __init__(self, quads: set[ox.Quad]) -> None:
        self._quads = quads
        self._values: dict[ox.NamedNode, Column] = {}
        self._sources: dict[ox.NamedNode, Column] = {}
        self._store: ox.Store | None = None
        self._foci: dict[frozenset[Number], ox.NamedNode] = {}  # the sets of focus nodes that the store holds
        numbers: dict[Term, Number] = {}
        number = numbers.setdefault
        for subject, predicate, object_, graph in quads:
            if graph != _DEFAULT:
                continue
            column = self._values.get(predicate)
            if column is None:
                column = self._values[predicate] = {}
            at, value = number(subject, len(numbers)), number(object_, len(numbers))
            if at in column:
                column[at].append(value)
            else:
                column[at] = [value]
        self._numbers = numbers
        self._written: dict[tuple[ox.NamedNode, Decimal], ox.Literal] | None = None
        self.terms: list[Term] = list(numbers)  # by their number

    def update(self, removed: set[ox.Quad], added: set[ox.Quad]) -> None:
        """Take quads out and put others in."""
        for quad in removed & self._quads:
            self._quads.discard(quad)
            if self._store is not None:
                self._store.remove(quad)
            subject, predicate, object_, graph = quad
            if graph == _DEFAULT:
                at, value = self.number(subject), self.number(object_)
                _take(self._values[predicate], at, value)
                if predicate in self._sources:
                    _take(self._sources[predicate], value, at)
        self._written = None
        for quad in added - self._quads:
            self._quads.add(quad)
            if self._store is not None:
                self._store.add(quad)
            subject, predicate, object_, graph = quad
            if graph == _DEFAULT:
                at, value = self.number(subject), self.number(object_)
                self._values.setdefault(predicate, {}).setdefault(at, []).append(value)
                if predicate in self._sources:
                    self._sources[predicate].setdefault(value, []).append(at)

    # -- looking things up ------------------------------------------------------------------------

    def number(self, term: Term) -> Number:
        """The number of a term, which may be new."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = len(self.terms)
            self.terms.append(term)
        return found

    def numbers(self, terms: Iterable[Term]) -> set[Number]:
        return {self.number(term) for term in terms}

    def as_written(self, term: Term) -> Term:
        """The term of the graph that a rule means: Oxigraph keeps the value of a number, not its digits."""
        if not isinstance(term, ox.Literal) or term in self._numbers or (value := _value(term)) is None:
            return term
        if self._written is None:
            self._written = {}
            for known in self.terms:
                if isinstance(known, ox.Literal) and (number := _value(known)) is not None:
                    self._written.setdefault((known.datatype, number), known)
        return self._written.get((term.datatype, value), term)

    def values(self, predicate: ox.NamedNode) -> Column:
        """Subject to objects, for one property."""
        return self._values.get(predicate, _NOTHING)

    def sources(self, predicate: ox.NamedNode) -> Column:
        """Object to subjects, for one property."""
        if predicate not in self._sources:
            column = self._sources[predicate] = {}
            for subject, objects in self.values(predicate).items():
                for object_ in objects:
                    column.setdefault(object_, []).append(subject)
        return self._sources[predicate]

    def about(self, node: Number) -> list[tuple[ox.NamedNode, Number]]:
        """Property and value of every triple about a node."""
        return [(predicate, value) for predicate, column in self._values.items() for value in column.get(node, ())]

    def instances(self, class_: Term) -> set[Number]:
        """The SHACL instances of a class: the nodes with a type that is the class or below it."""
        of_type = self.sources(TYPE)
        found: set[Number] = set()
        for name in self._star(Route("inverse", parts=(Route("predicate", SUBCLASS),)), {self.number(class_)}):
            found.update(of_type.get(name, ()))
        return found

    def targets(self, targets: Iterable[tuple[str, Term]]) -> set[Number]:
        """The focus nodes that the targets of a shape name."""
        found: set[Number] = set()
        for kind, value in targets:
            if kind == "targetNode":
                found.add(self.number(value))
            elif kind == "targetClass":
                found |= self.instances(value)
            elif isinstance(value, ox.NamedNode):
                found.update(self.values(value) if kind == "targetSubjectsOf" else self.sources(value))
        return found

    def follow(self, route: Route, nodes: Iterable[Number]) -> Values:
        """The value nodes of each node along a path, each once; nodes without any are left out."""
        if route.predicate is not None:
            column = self.values(route.predicate)
            return {node: column[node] for node in nodes if node in column}
        if route.kind == "inverse" and route.parts[0].predicate is not None:
            column = self.sources(route.parts[0].predicate)
            return {node: column[node] for node in nodes if node in column}
        return {node: values for node in nodes if (values := self.reach(route, {node}))}

    def reach(self, route: Route, nodes: set[Number]) -> set[Number]:
        """All nodes at the end of a path from any of some nodes."""
        if route.predicate is not None:
            return _step(self.values(route.predicate), nodes)
        if route.kind == "inverse":
            return self.back(route.parts[0], nodes)
        if route.kind == "sequence":
            for part in route.parts:
                nodes = self.reach(part, nodes)
            return nodes
        if route.kind == "alternative":
            return {value for part in route.parts for value in self.reach(part, nodes)}
        if route.kind == "zeroOrOne":
            return nodes | self.reach(route.parts[0], nodes)
        return self._star(route.parts[0], nodes if route.kind == "zeroOrMore" else self.reach(route.parts[0], nodes))

    def _star(self, route: Route, nodes: set[Number]) -> set[Number]:
        """The nodes and all that any number of steps along a path leads to."""
        found, new = set(nodes), nodes
        while new:
            new = self.reach(route, new) - found
            found |= new
        return found

    def back(self, route: Route, nodes: set[Number]) -> set[Number]:
        """All nodes from which a path leads to any of some nodes."""
        if route.predicate is not None:
            return _step(self.sources(route.predicate), nodes)
        return self.reach(reverse(route), nodes)

    def store(self, focus: set[Number]) -> tuple[ox.Store, ox.NamedNode]:
        """The graph as a store for rules, and a name by which it knows the focus nodes.

        The store holds, for each of them, one quad `name name node name`. Sets are kept, not
        replaced: in Oxigraph's memory what was removed still lies in the way of every search.
        """
        if self._store is None:
            self._store = ox.Store()
            self._store.bulk_extend(self._quads)
        key = frozenset(focus)
        name = self._foci.get(key)
        if name is None:
            name = self._foci[key] = ox.NamedNode(f"urn:tandem:foci:{len(self._foci)}")
            self._store.extend(ox.Quad(name, name, self.terms[node], name) for node in key)
        return self._store, name


def _value(literal: ox.Literal) -> Decimal | None:
    """The value of a whole or decimal number; None for any other literal."""
    if literal.datatype.value not in (namespaces.XSD + "integer", namespaces.XSD + "decimal"):
        return None
    try:
        return Decimal(literal.value)
    except ArithmeticError:
        return None


def _step(column: Column, nodes: set[Number]) -> set[Number]:
    return {value for node in nodes if node in column for value in column[node]}


def _take(column: Column, key: Number, value: Number) -> None:
    column[key].remove(value)
    if not column[key]:
        del column[key]
