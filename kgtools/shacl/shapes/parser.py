"""Reads shapes from the quads of a shapes graph; what the validator cannot evaluate is refused by name, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import ParamSpec, TypeVar

import pyoxigraph as ox

from kgtools.shacl.shapes import literals, syntax
from kgtools.shacl.shapes.model import Constraint, Refusal, Shape, Shapes, ShapesError
from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.shapes.shapes_graph import Refused, ShapesGraph
from kgtools.shacl.sparql.queries import SparqlQuery
from kgtools.shacl.sparql.reader import SparqlReader
from kgtools.shacl.vocabulary import PROPERTIES, RDF, RDFS, SH, TYPE, Term

# The constraint parameters of SHACL Core (https://www.w3.org/TR/shacl/#core-components) by what they take.
_TERM = ("class", "datatype", "nodeKind", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals",
         "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "pattern")  # fmt: skip
_TESTED = ("pattern", "datatype", "nodeKind")
_NUMBER = ("minCount", "maxCount", "minLength", "maxLength")
_LIST = ("in", "languageIn")
_SHAPE = ("not", "node", "property", "qualifiedValueShape")
_SHAPES = ("and", "or", "xone")
_PARAMETERS = frozenset((*_TERM, *_NUMBER, *_LIST, *_SHAPE, *_SHAPES, "uniqueLang", "closed", "sparql"))
_WITH_OTHERS = frozenset(("flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
                          "qualifiedValueShapesDisjoint"))  # fmt: skip
_TARGETS = frozenset(("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_ANNOTATIONS = frozenset(("name", "description", "order", "group", "defaultValue"))
_OF_SHAPES = (
    _PARAMETERS | _WITH_OTHERS | _TARGETS | _ANNOTATIONS | {"path", "message", "severity", "deactivated", "target"}
)
_OF_QUERIES = frozenset(("select", "ask", "prefixes"))
_PATHS = {
    "inversePath": "inverse",
    "alternativePath": "alternative",
    "zeroOrMorePath": "zeroOrMore",
    "oneOrMorePath": "oneOrMore",
    "zeroOrOnePath": "zeroOrOne",
}
# What may stand on things that are no shapes: prefixes, paths, groups of properties, links to shapes, and reports.
_ELSEWHERE = frozenset((
    "declare", "prefix", "namespace", *_PATHS, *_ANNOTATIONS, "shapesGraph", "suggestedShapesGraph",
    "conforms", "result", "shapesGraphWellFormed", "focusNode", "resultPath", "value", "resultSeverity",
    "resultMessage", "sourceShape", "sourceConstraint", "sourceConstraintComponent", "detail",
))  # fmt: skip

Parameters = ParamSpec("Parameters")
Outcome = TypeVar("Outcome")


def parse_shapes(sources: Iterable[tuple[str, Iterable[ox.Quad]]]) -> Shapes:
    """The shapes that the quads of some sources define together.

    A source is the name that messages call it by, such as that of a file, and its quads. Raises
    ShapesError naming source, shape and construct for whatever cannot be evaluated.
    """
    return _Parser(ShapesGraph(sources)).parse()


class _Parser:
    """Makes shapes of a shapes graph; what is refused is put down, and reading goes on with what stands beside it."""

    def __init__(self, graph: ShapesGraph) -> None:
        self.graph = graph
        self.classes = graph.instances(RDFS + "Class")
        self.sparql = SparqlReader(graph)
        self.found: dict[Term, Shape] = {}
        self.open: list[Term] = []
        self.refused: dict[Refusal, Term] = {}

    def attempt(
        self, otherwise: Outcome, action: Callable[Parameters, Outcome], *args: Parameters.args,
        **options: Parameters.kwargs,
    ) -> Outcome:  # fmt: skip
        """What an action gives, or `otherwise` if it is refused, which is put down."""
        try:
            return action(*args, **options)
        except Refused as refused:
            self.refuse(refused.node, refused.construct, refused.expected)
            return otherwise

    def refuse(self, node: Term, construct: str, expected: str = "") -> None:
        """Put down that something about a node cannot be evaluated."""
        around = self.graph.around(node)
        source = next((self.graph.source[one] for one in around if one in self.graph.source), "")
        self.refused[Refusal(source, self.graph.name(node), construct, expected)] = node

    def parse(self) -> Shapes:
        """All shapes of the graph; raises ShapesError if anything was refused."""
        kinds = {ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape")}
        for node in self.sparql.declared:
            self.attempt(None, self.sparql.component, node)
        says = {SH + name for name in (*_PARAMETERS, *_TARGETS, "target")}
        says |= {one.path.value for component in self.sparql.components for one in component.parameters}
        for node in self.graph:
            properties = self.graph.properties[node]
            is_shape = kinds & set(properties.get(TYPE.value, [])) or node in self.sparql.parameters
            if is_shape or says & properties.keys():
                self.attempt(None, self.shape, node)
        known = self.found.keys() | self.sparql.used | set(self.refused.values())
        for node in self.graph:
            self.refuse_strangers(node, known)
        if self.refused:
            raise ShapesError(self.refused)
        return Shapes(tuple(self.found.values()), self.graph.quads)

    def refuse_strangers(self, node: Term, known: set[Term]) -> None:
        """Refuse terms that are nearly SHACL's, and SHACL's own where nothing reads them: they were meant."""
        for fault in syntax.misspelt(self.graph, node):
            self.refuse(node, *fault)
        if node in known:
            return
        strange = [name for name in self.graph.terms(node) if name not in _ELSEWHERE]
        for name in () if strange and known & set(self.graph.around(node)) else strange:
            nearest = "" if name in PROPERTIES else syntax.nearest(name)
            if nearest or name in PROPERTIES:
                self.refuse(node, f"sh:{name} on something that is no shape", nearest)

    def shape(self, node: Term) -> Shape:
        """The shape that a node is, with all shapes below it."""
        graph = self.graph
        if node in self.open:
            raise Refused(node, "a shape that refers to itself", "shapes without a circle")
        if node in self.found:
            return self.found[node]
        if isinstance(node, ox.Literal | ox.Triple) or node not in graph.properties:
            raise Refused(self.open[-1] if self.open else node, f"the shape {node}, which is not defined", "a shape")
        faults = syntax.faults(graph, node)
        for fault in faults.values():
            self.refuse(node, *fault)
        self.refuse_unknown(node)
        comments = graph.properties[node].get(RDFS + "comment", [])
        shape = Shape(
            node,
            graph.name(node),
            graph.source[node],
            PropertyPath("alternative")
            if "path" in faults
            else self.attempt(PropertyPath("alternative"), self.path_of, node),
            tuple(self.targets(node)),
            self.severity(node),
            graph.messages(node),
            next((comment.value for comment in comments if isinstance(comment, ox.Literal)), ""),
            "deactivated" in faults or not graph.is_true(node, "deactivated"),
            tuple(self.sparql_targets(node)),
        )
        self.open.append(node)
        if shape.active:
            for name in sorted(_PARAMETERS - faults.keys()):
                for value in graph.objects(node, name):
                    shape.constraints.extend(self.attempt([], self.constraint, shape, name, value))
            shape.constraints.extend(self.attempt([], lambda: list(self.sparql.component_constraints(shape))))
        self.open.pop()
        self.found[node] = shape
        return shape

    def refuse_unknown(self, node: Term) -> None:
        """Refuse SHACL's terms that a shape has and that are none of a shape's."""
        allowed = _OF_SHAPES
        if node in self.graph.objects(node, "sparql"):  # a shape may be its own constraint
            allowed |= _OF_QUERIES
        if node in self.sparql.parameters:
            allowed |= {"optional"}
        for name in self.graph.terms(node):
            if name not in allowed:
                self.refuse(node, f"sh:{name}", syntax.nearest(name, allowed) if name not in PROPERTIES else "")

    def sparql_targets(self, node: Term) -> Iterator[SparqlQuery]:
        """The queries of the values of sh:target."""
        for value in self.graph.objects(node, "target"):
            query = self.attempt(None, self.sparql.target, node, value)
            if query is not None:
                yield query

    def severity(self, node: Term) -> ox.NamedNode:
        """The severity of a shape: any IRI, or sh:Violation."""
        values = self.graph.objects(node, "severity")
        return next((value for value in values if isinstance(value, ox.NamedNode)), ox.NamedNode(SH + "Violation"))

    def targets(self, node: Term) -> Iterator[tuple[str, Term]]:
        """Kind and value of each target of a shape; a class is one of its own."""
        for kind in sorted(_TARGETS):
            for value in self.graph.objects(node, kind):
                yield kind, value
        if node in self.classes:
            if not isinstance(node, ox.NamedNode):
                self.refuse(node, "a shape that is a class without an IRI", "an IRI")
            yield "targetClass", node

    def constraint(self, shape: Shape, name: str, value: Term) -> list[Constraint]:
        """The constraints that one parameter of a shape stands for."""
        node, graph = shape.node, self.graph
        if name in _NUMBER:
            return [Constraint(name, value, _number(value))]
        if name in _LIST:
            return [Constraint(name, value, values=frozenset(graph.members(node, value)))]
        if name in _SHAPES:
            return [Constraint(name, value, shapes=tuple(self.shape(member) for member in graph.members(node, value)))]
        if name == "qualifiedValueShape":
            return self.qualified(shape, value)
        if name in _SHAPE:
            inner = self.shape(value)
            if (name == "property") != (inner.path is not None) and name in ("property", "node"):
                raise Refused(node, f"sh:{name} with a shape that has {'no' if name == 'property' else 'a'} path")
            return [Constraint(name, value, shapes=(inner,))]
        if name == "closed":
            return self.closed(shape, value)
        if name == "uniqueLang":
            return [Constraint(name, value)] if graph.is_true(node, name) else []
        if name == "sparql":
            return [Constraint(name, value, sparql=self.sparql.constraint(shape, value))]
        if name in _TESTED:
            flags = "".join(flags.value for flags in graph.objects(node, "flags") if isinstance(flags, ox.Literal))
            try:
                return [Constraint(name, value, test=literals.make_test(name, value, flags))]
            except ValueError as error:
                raise Refused(node, f"sh:{name} {error}") from None
        return [Constraint(name, value)]

    def closed(self, shape: Shape, value: Term) -> list[Constraint]:
        """A closed shape: its values may have the properties of its property shapes, and the ignored ones."""
        if not self.graph.is_true(shape.node, "closed"):
            return []
        ignored = self.graph.object(shape.node, "ignoredProperties")
        listed = [] if ignored is None else self.graph.members(shape.node, ignored)
        paths = [self.graph.object(inner, "path") for inner in self.graph.objects(shape.node, "property")]
        return [Constraint("closed", value, values=frozenset((*listed, *(path for path in paths if path))))]

    def qualified(self, shape: Shape, value: Term) -> list[Constraint]:
        """How many values conform to a shape, and to none of its siblings where these are disjoint."""
        graph, node = self.graph, shape.node
        siblings: list[Shape] = []
        if graph.is_true(node, "qualifiedValueShapesDisjoint"):
            parents = [parent for parent in graph if node in graph.objects(parent, "property")]
            others = {
                sibling
                for parent in parents
                for inner in graph.objects(parent, "property")
                for sibling in graph.objects(inner, "qualifiedValueShape")
            }
            siblings = [self.shape(other) for other in sorted(others - {value}, key=str)]
        counted = Constraint("", value, shapes=(self.shape(value),), siblings=tuple(siblings))
        return [
            replace(counted, parameter=name, number=_number(number))
            for name in ("qualifiedMinCount", "qualifiedMaxCount")
            for number in graph.objects(node, name)
        ]

    def path_of(self, node: Term) -> PropertyPath | None:
        """The path of a property shape; None for a node shape."""
        value = self.graph.object(node, "path")
        return None if value is None else self.path(node, value)

    def path(self, node: Term, path: Term, within: tuple[Term, ...] = ()) -> PropertyPath:
        """The path that a node of the shapes graph describes."""
        if isinstance(path, ox.NamedNode):
            return predicate_path(path)
        if path in within:
            raise Refused(node, "a path that contains itself")
        within = (*within, path)
        properties = self.graph.properties.get(path, {})
        found = [(kind, inner) for name, kind in _PATHS.items() for inner in properties.get(SH + name, [])]
        if RDF + "first" in properties:  # a list is a sequence, whatever else it is
            found = [("sequence", path)]
        if len(found) > 1:
            raise Refused(node, f"a path with {len(found)} meanings", "one of them")
        for kind, inner in found:
            listed = kind in ("sequence", "alternative")
            parts = self.graph.members(node, inner) if listed else [inner]
            if listed and len(parts) < 2:
                raise Refused(node, f"a path of {len(parts)} parts", "two or more")
            return PropertyPath(kind, parts=tuple(self.path(node, part, within) for part in parts))
        raise Refused(node, f"a path with {', '.join(f'<{name}>' for name in sorted(properties)) or path}")


def _number(value: Term) -> int:
    """The value of a literal that the syntax rules know for a whole number."""
    assert isinstance(value, ox.Literal)
    return int(value.value)
