"""Shapes as frozen values, and the error that names what in them cannot be evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

import pyoxigraph as ox

from kgtools.shacl.shapes.datatypes import Test
from kgtools.shacl.shapes.property_paths import PropertyPath
from kgtools.shacl.sparql.queries import SparqlQuery
from kgtools.shacl.vocabulary import SH, TYPE, Node, Term


@dataclass(frozen=True, order=True)
class Refusal:
    """One thing in the shapes that cannot be evaluated.

    `source` is the file or whatever else the shape was read from, `shape` the name of the shape,
    `construct` what was found there and `expected` what could stand instead. All may be empty but
    `construct`.
    """

    source: str
    shape: str
    construct: str
    expected: str = ""

    def __str__(self) -> str:
        place = f"{self.source}: " if self.source else ""
        shape = f"shape {self.shape}: " if self.shape else ""
        return f"{place}{shape}cannot evaluate {self.construct}{f'; expected {self.expected}' if self.expected else ''}"


class ShapesError(ValueError):
    """Shapes that cannot be evaluated as they stand; carries all refusals, and says each in a line of its own."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(sorted(refusals))
        super().__init__("\n".join(map(str, self.refusals)))


class SlowShapesError(ShapesError):
    """A shape whose query takes longer than it may."""


PAIRED = frozenset({"equals", "disjoint", "lessThan", "lessThanOrEquals"})  # what compares with another property


@cache
def _component(parameter: str) -> ox.NamedNode:
    """The constraint component of a parameter."""
    name = "SPARQL" if parameter == "sparql" else parameter[0].upper() + parameter[1:]
    return ox.NamedNode(f"{SH}{name}ConstraintComponent")


@dataclass(frozen=True, eq=False)
class Constraint:
    """One constraint of a shape: the parameter's local name (minCount) and what it takes.

    For a component that the shapes graph declares, `declared` is its IRI, and `parameter` too, and
    `declarations` are the nodes that declare its parameters.
    `value` is the term, `number` the number that it is, `values` are the members of a list, `shapes`
    the shapes that it refers to, `siblings` the shapes that a qualified value may not conform to.
    """

    parameter: str
    value: Term | None = None
    number: int = 0
    values: frozenset[Term] = frozenset()
    shapes: tuple[Shape, ...] = ()
    siblings: tuple[Shape, ...] = ()
    test: Test | None = None
    sparql: SparqlQuery | None = None
    declared: ox.NamedNode | None = None
    declarations: tuple[Term, ...] = ()

    @property
    def component(self) -> ox.NamedNode:
        """The constraint component: sh:minCount belongs to sh:MinCountConstraintComponent."""
        return self.declared or _component(self.parameter)

    @property
    def crossed(self) -> set[Term] | None:
        """The properties that the constraint looks at itself, beyond its path; None if it may look at any."""
        if self.parameter == "class":
            return {TYPE}
        if self.parameter in PAIRED:
            return {self.value} if self.value is not None else set()
        if self.parameter == "closed" or (self.sparql and self.sparql.dependencies is None):
            return None
        paths = [one.pattern.path for one in (self.sparql.dependencies or ())] if self.sparql else []
        return None if None in paths else {predicate for path in paths if path for predicate in path.predicates()}


@dataclass(frozen=True, eq=False)
class Shape:
    """A shape: where it stands, what it is about, and what it asks for.

    `name` is the last part of its IRI, or of that of the named shape it stands in; `source` what it
    was read from; `path` is set for property shapes; `targets` are pairs of the local name of the
    kind (targetClass) and its value, `sparql_targets` the queries of sh:target.
    """

    node: Node
    name: str
    source: str
    path: PropertyPath | None
    targets: tuple[tuple[str, Term], ...]
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...]
    comment: str
    active: bool
    sparql_targets: tuple[SparqlQuery, ...] = ()
    constraints: list[Constraint] = field(default_factory=list)

    def parts(self) -> Iterator[Shape]:
        """The shape and all shapes below it."""
        yield self
        for constraint in self.constraints:
            for shape in (*constraint.shapes, *constraint.siblings):
                yield from shape.parts()

    @cached_property
    def crossed(self) -> frozenset[ox.NamedNode] | None:
        """The properties whose triples the results depend on; None if those of any property may matter."""
        if self.sparql_targets:
            return None
        found = {TYPE if kind == "targetClass" else value for kind, value in self.targets if kind != "targetNode"}
        for part in self.parts():
            found.update(part.path.predicates() if part.path else ())
            for constraint in part.constraints:
                if (more := constraint.crossed) is None:
                    return None
                found |= more
        return frozenset(each for each in found if isinstance(each, ox.NamedNode))


@dataclass(frozen=True)
class Shapes:
    """All shapes of a shapes graph, and the quads they were read from."""

    all: tuple[Shape, ...]
    quads: tuple[ox.Quad, ...] = field(repr=False)

    @cached_property
    def by_node(self) -> dict[Term, Shape]:
        """The shapes by their IRI or blank node."""
        return {shape.node: shape for shape in self.all}

    @cached_property
    def ask(self) -> bool:
        """Whether any of the shapes asks in SPARQL."""
        return any(
            shape.sparql_targets or any(constraint.sparql for constraint in shape.constraints) for shape in self.all
        )

    @property
    def targeted(self) -> list[Shape]:
        """The shapes that look for their focus nodes themselves."""
        return [shape for shape in self.all if (shape.targets or shape.sparql_targets) and shape.active]

    @property
    def named(self) -> list[Shape]:
        """The shapes with an IRI, by name."""
        return sorted((shape for shape in self.all if isinstance(shape.node, ox.NamedNode)), key=lambda s: s.name)
