"""Which focus nodes a change of the graph can affect, shape by shape; rather too many than too few.

A node is affected if a path of its shape crosses a changed triple, or if it leads to a node that is
affected for a shape below. Paths are walked back in the graph after the change; this is enough,
because where a step was only possible before, that very step is among the changed triples.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kgtools.shacl.index import Data, Number
from kgtools.shacl.property_paths import Route, reverse
from kgtools.shacl.shapes import SUBCLASS, TYPE, Constraint, Shape
from kgtools.shacl.triple_patterns import Walk

_DEFAULT = ox.DefaultGraph()


class Change:
    """Changed triples of the default graph: their subjects and objects, by property."""

    def __init__(self, quads: Iterable[ox.Quad], data: Data) -> None:
        self.data = data
        self.subjects: dict[ox.NamedNode, set[Number]] = {}
        self.objects: dict[ox.NamedNode, set[Number]] = {}
        self.pairs: dict[ox.NamedNode, set[tuple[Number, Number]]] = {}
        for subject, predicate, object_, graph in quads:
            if graph == _DEFAULT:
                pair = data.number(subject), data.number(object_)
                self.subjects.setdefault(predicate, set()).add(pair[0])
                self.objects.setdefault(predicate, set()).add(pair[1])
                self.pairs.setdefault(predicate, set()).add(pair)

    def affects_all(self) -> bool:
        """Whether the tree of classes changed, which moves everything."""
        return SUBCLASS in self.subjects

    def runs_whole(self, shape: Shape) -> bool:
        """Whether the change can reach any node through a rule of the shape, or of a shape below it."""
        rules = (constraint.rule for part in shape.parts() for constraint in part.constraints if constraint.rule)
        return any(
            rule.walks is None or any(walk.steps is None and self.matching(walk) for walk in rule.walks)
            for rule in rules
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
            for walk in (constraint.rule.walks or ()) if constraint.rule else ():
                found |= self.walked(walk)
            if constraint.parameter in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
                assert isinstance(constraint.value, ox.NamedNode)
                found |= self.subjects.get(constraint.value, set())
        if shape.path is None:
            return found | inner
        return found | self.crossing(shape.path) | (self.data.back(shape.path, inner) if inner else inner)

    def walked(self, walk: Walk) -> set[Number]:
        """The focus nodes of a rule to which a changed triple that matches one of its patterns leads."""
        found = self.matching(walk)
        for step in walk.steps or ():
            found = self.data.reach(step, found) if found else found
        return found

    def matching(self, walk: Walk) -> set[Number]:
        """The nodes at one end of a pattern, where changed triples match it."""
        pattern, route = walk.pattern, walk.pattern.route
        if route is None:
            return set().union(*(self.objects if walk.from_object else self.subjects).values())
        if route.predicate is not None:
            start, other = (1, 0) if walk.from_object else (0, 1)
            fixed = pattern.subject if walk.from_object else pattern.object
            wanted = self.data.number(fixed) if isinstance(fixed, ox.NamedNode) else None
            pairs = self.pairs.get(route.predicate, ())
            return {pair[start] for pair in pairs if wanted is None or pair[other] == wanted}
        return self.crossing(reverse(route) if walk.from_object else route)

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
