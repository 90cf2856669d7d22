"""Which focus nodes a change of the graph can affect, shape by shape; rather too many than too few.

A node is affected if a path of its shape crosses a changed triple, or if it leads to a node that is
affected for a shape below. Paths are walked back in the graph after the change; this is enough,
because where a step was only possible before, that very step is among the changed triples.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kgtools.shapes.data import Data, Number, reverse
from kgtools.shapes.reading import SUBCLASS, TYPE, Constraint, Route, Shape

_DEFAULT = ox.DefaultGraph()


class Change:
    """Changed triples of the default graph: their subjects and objects, by property."""

    def __init__(self, quads: Iterable[ox.Quad], data: Data) -> None:
        self.data = data
        self.subjects: dict[ox.NamedNode, set[Number]] = {}
        self.objects: dict[ox.NamedNode, set[Number]] = {}
        for subject, predicate, object_, graph in quads:
            if graph == _DEFAULT:
                self.subjects.setdefault(predicate, set()).add(data.number(subject))
                self.objects.setdefault(predicate, set()).add(data.number(object_))
        self.properties = frozenset(predicate.value for predicate in self.subjects)

    def affects_all(self) -> bool:
        """Whether the tree of classes changed, which moves everything."""
        return SUBCLASS in self.subjects

    def runs_whole(self, shape: Shape) -> bool:
        """Whether a rule of the shape, or of a shape below it, may look at something that changed."""
        return any(
            constraint.rule is not None
            and (constraint.rule.properties is None or bool(constraint.rule.properties & self.properties))
            for part in shape.parts()
            for constraint in part.constraints
        )

    def focus(self, shape: Shape) -> set[Number]:
        """The nodes for which a shape with targets may now have other results."""
        found = self.touched(shape)
        for kind, value in shape.targets:
            if kind == "targetClass":
                found |= self.subjects.get(TYPE, set())
            elif isinstance(value, ox.NamedNode) and kind != "targetNode":
                found |= (self.subjects if kind == "targetSubjectsOf" else self.objects).get(value, set())
        return found

    def touched(self, shape: Shape) -> set[Number]:
        """The nodes whose conformance to a shape may have changed."""
        inner: set[Number] = set()  # value nodes for which something changed
        found: set[Number] = set()
        for constraint in shape.constraints:
            inner |= self.values(constraint)
            if constraint.parameter in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
                assert isinstance(constraint.value, ox.NamedNode)
                found |= self.subjects.get(constraint.value, set())
        if shape.path is None:
            return found | inner
        return found | self.crossing(shape.path) | (self.data.back(shape.path, inner) if inner else inner)

    def values(self, constraint: Constraint) -> set[Number]:
        """The value nodes for which a constraint may have another answer."""
        if constraint.parameter == "class":
            return self.subjects.get(TYPE, set())
        if constraint.parameter == "closed":
            return set().union(*self.subjects.values())
        return set().union(*(self.touched(shape) for shape in (*constraint.shapes, *constraint.siblings)))

    def crossing(self, route: Route) -> set[Number]:
        """The nodes from which a path crosses a changed triple."""
        if route.predicate is not None:
            return self.subjects.get(route.predicate, set())
        if route.kind == "inverse":
            inner = route.parts[0]
            if inner.predicate is not None:
                return self.objects.get(inner.predicate, set())
            return self.crossing(reverse(inner))
        if route.kind == "sequence":
            found: set[Number] = set()
            for part in reversed(route.parts):
                found = self.crossing(part) | (self.data.back(part, found) if found else found)
            return found
        if route.kind == "alternative":
            return set().union(*map(self.crossing, route.parts))
        crossing = self.crossing(route.parts[0])
        star = Route("zeroOrMore", parts=route.parts)
        return self.data.back(star, crossing) if crossing and route.kind != "zeroOrOne" else set(crossing)
