"""Reads shapes from the quads of a shapes graph; what the validator cannot evaluate is refused by name, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ParamSpec, TypeVar

import pyoxigraph as ox

from kgtools.shacl.shapes import literals
from kgtools.shacl.shapes.model import Constraint, Refusal, Shape, Shapes, ShapesError
from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.shapes.sparql_constraints import SparqlConstraint, compile_constraint
from kgtools.shacl.vocabulary import RDF, RDFS, SH, SUBCLASS, TRUE, TYPE, XSD, Term

# The constraint parameters of SHACL Core (https://www.w3.org/TR/shacl/#core-components) by what they take.
_TERM = ("class", "datatype", "nodeKind", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals",
         "minExclusive", "minInclusive", "maxExclusive", "maxInclusive")  # fmt: skip
_NUMBER = ("minCount", "maxCount", "minLength", "maxLength")
_LIST = ("in", "languageIn")
_SHAPE = ("not", "node", "property", "qualifiedValueShape")
_SHAPES = ("and", "or", "xone")
_PARAMETERS = frozenset((*_TERM, *_NUMBER, *_LIST, *_SHAPE, *_SHAPES, "pattern", "uniqueLang", "closed", "sparql"))
_ANY_TERM = frozenset(("hasValue", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive"))
_WITH_OTHERS = frozenset(("flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
                          "qualifiedValueShapesDisjoint"))  # fmt: skip
_TARGETS = frozenset(("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_ANNOTATIONS = frozenset(("name", "description", "order", "group", "defaultValue"))
_OF_SHAPES = _PARAMETERS | _WITH_OTHERS | _TARGETS | _ANNOTATIONS | {"path", "message", "severity", "deactivated"}
_OF_SPARQL = frozenset(("select", "message", "prefixes", "deactivated"))
_ONLY_WITH_A_PATH = frozenset(("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals",
                               "qualifiedValueShape"))  # fmt: skip
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
    return _Parser(_ShapesGraph(sources)).parse()


class _Refused(Exception):
    """What a node says cannot be evaluated."""

    def __init__(self, node: Term, construct: str, expected: str = "") -> None:
        super().__init__(construct)
        self.node, self.construct, self.expected = node, construct, expected


class _ShapesGraph:
    """The quads of the shapes by subject and property, with the SHACL terms by their local names."""

    def __init__(self, sources: Iterable[tuple[str, Iterable[ox.Quad]]]) -> None:
        self.properties: dict[Term, dict[str, list[Term]]] = {}
        self.source: dict[Term, str] = {}
        self.owner: dict[Term, Term] = {}
        quads = []
        for name, given in sources:
            for quad in given:
                assert not isinstance(quad.subject, ox.Triple)
                quads.append(quad)
                self.source.setdefault(quad.subject, name)
                self.properties.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
                if isinstance(quad.object, ox.BlankNode):
                    self.owner[quad.object] = quad.subject
        self.quads = tuple(quads)

    def __iter__(self) -> Iterator[Term]:
        return iter(sorted(self.properties, key=str))

    def terms(self, node: Term) -> list[str]:
        """The local names of the SHACL properties that a node has."""
        return sorted(name.removeprefix(SH) for name in self.properties.get(node, {}) if name.startswith(SH))

    def objects(self, node: Term, name: str) -> list[Term]:
        """All values of a SHACL property."""
        return self.properties.get(node, {}).get(SH + name, [])

    def object(self, node: Term, name: str) -> Term | None:
        """The one value of a SHACL property, or None."""
        values = self.objects(node, name)
        if len(values) > 1:
            raise _Refused(node, f"sh:{name} given {len(values)} times", "one value")
        return values[0] if values else None

    def text(self, node: Term, name: str) -> str:
        """The text of the one value of a SHACL property, or an empty text."""
        value = self.object(node, name)
        return value.value if isinstance(value, ox.Literal) else ""

    def is_true(self, node: Term, name: str) -> bool:
        """Whether a property is the literal true; the standard takes "1"^^xsd:boolean for another term."""
        value = self.object(node, name)
        if value is not None and not (isinstance(value, ox.Literal) and value.datatype.value == XSD + "boolean"):
            raise _Refused(node, f"sh:{name} {value}", "true or false")
        return value == TRUE

    def messages(self, node: Term) -> tuple[ox.Literal, ...]:
        """The values of sh:message, sorted."""
        found = (text for text in self.objects(node, "message") if isinstance(text, ox.Literal))
        return tuple(sorted(found, key=lambda text: (text.value, text.language or "")))

    def members(self, node: Term, head: Term) -> list[Term]:
        """The members of an RDF list that a node refers to."""
        found: list[Term] = []
        while head != ox.NamedNode(RDF + "nil"):
            first, rest = (self.properties.get(head, {}).get(RDF + name, []) for name in ("first", "rest"))
            if len(first) != 1 or len(rest) != 1 or len(found) > 10_000:
                raise _Refused(node, "a list that is broken", "( … )")
            found.append(first[0])
            head = rest[0]
        return found

    def around(self, node: Term) -> list[Term]:
        """A node and, for a blank one, the nodes that it stands in, outwards."""
        found = [node]
        while isinstance(node, ox.BlankNode) and (node := self.owner.get(node, found[0])) not in found:
            found.append(node)
        return found

    def name(self, node: Term) -> str:
        """The name of a shape: the last part of its IRI, or of that of the named shape it stands in."""
        outermost = self.around(node)[-1]
        if not isinstance(outermost, ox.NamedNode):
            return "unnamed"
        return outermost.value[max(outermost.value.rfind("/"), outermost.value.rfind("#")) + 1 :]

    def classes(self) -> set[Term]:
        """The SHACL instances of rdfs:Class: what is typed as it or as a class below it."""
        found: list[Term] = [ox.NamedNode(RDFS + "Class")]
        for above in found:
            found += [
                node
                for node, properties in self.properties.items()
                if above in properties.get(SUBCLASS.value, ()) and node not in found
            ]
        kinds = set(found)
        return {node for node, properties in self.properties.items() if kinds & set(properties.get(TYPE.value, ()))}


class _Parser:
    """Makes shapes of a shapes graph; what is refused is put down, and reading goes on with what stands beside it."""

    def __init__(self, graph: _ShapesGraph) -> None:
        self.graph = graph
        self.classes = graph.classes()
        self.found: dict[Term, Shape] = {}
        self.open: list[Term] = []
        self.used: set[Term] = set()  # what belongs to SPARQL constraints
        self.refused: dict[Refusal, Term] = {}

    def attempt(
        self, otherwise: Outcome, action: Callable[Parameters, Outcome], *args: Parameters.args,
        **options: Parameters.kwargs,
    ) -> Outcome:  # fmt: skip
        """What an action gives, or `otherwise` if it is refused, which is put down."""
        try:
            return action(*args, **options)
        except _Refused as refused:
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
        for node in self.graph:
            is_shape = kinds & set(self.graph.properties[node].get(TYPE.value, []))
            if is_shape or (_PARAMETERS | _TARGETS) & set(self.graph.terms(node)):
                self.attempt(None, self.shape, node)
        known = self.found.keys() | self.used | set(self.refused.values())
        for node in self.graph:
            for name in () if known & set(self.graph.around(node)) else self.graph.terms(node):
                if name not in _ELSEWHERE:
                    self.refuse(node, f"sh:{name} on something that is no shape")
        if self.refused:
            raise ShapesError(self.refused)
        return Shapes(tuple(self.found.values()), self.graph.quads)

    def shape(self, node: Term) -> Shape:
        """The shape that a node is, with all shapes below it."""
        graph = self.graph
        if node in self.open:
            raise _Refused(node, "a shape that refers to itself", "shapes without a circle")
        if node in self.found:
            return self.found[node]
        if isinstance(node, ox.Literal | ox.Triple) or node not in graph.properties:
            raise _Refused(self.open[-1] if self.open else node, f"the shape {node}, which is not defined", "a shape")
        for name in graph.terms(node):
            if name not in _OF_SHAPES:
                self.refuse(node, f"sh:{name}")
        comments = graph.properties[node].get(RDFS + "comment", [])
        shape = Shape(
            node,
            graph.name(node),
            graph.source[node],
            self.attempt(PropertyPath("alternative"), self.path_of, node),
            tuple(self.targets(node)),
            self.attempt(ox.NamedNode(SH + "Violation"), self.severity, node),
            graph.messages(node),
            next((comment.value for comment in comments if isinstance(comment, ox.Literal)), ""),
            not self.attempt(False, graph.is_true, node, "deactivated"),
        )
        self.open.append(node)
        if shape.active:
            for name in sorted(_PARAMETERS):
                for value in graph.objects(node, name):
                    shape.constraints.extend(self.attempt([], self.constraint, shape, name, value))
        self.open.pop()
        self.found[node] = shape
        return shape

    def severity(self, node: Term) -> ox.NamedNode:
        """The severity of a shape: any IRI, or sh:Violation."""
        value = self.graph.object(node, "severity")
        if value is not None and not isinstance(value, ox.NamedNode):
            raise _Refused(node, f"the severity {value}", "an IRI such as sh:Warning")
        return value or ox.NamedNode(SH + "Violation")

    def targets(self, node: Term) -> Iterator[tuple[str, Term]]:
        """Kind and value of each target of a shape; a class is one of its own."""
        for kind in sorted(_TARGETS):
            for value in self.graph.objects(node, kind):
                yield kind, value
        if node in self.classes:
            yield "targetClass", node

    def constraint(self, shape: Shape, name: str, value: Term) -> list[Constraint]:
        """The constraints that one parameter of a shape stands for."""
        node, graph = shape.node, self.graph
        if shape.path is None and name in _ONLY_WITH_A_PATH:
            raise _Refused(node, f"sh:{name} without a path")
        if name in _NUMBER:
            return [Constraint(name, value, self.number(node, name, value))]
        if name in _LIST:
            return [Constraint(name, value, values=frozenset(graph.members(node, value)))]
        if name in _SHAPES:
            return [Constraint(name, value, shapes=tuple(self.shape(member) for member in graph.members(node, value)))]
        if name == "qualifiedValueShape":
            return self.qualified(shape, value)
        if name in _SHAPE:
            inner = self.shape(value)
            if (name == "property") != (inner.path is not None) and name in ("property", "node"):
                raise _Refused(node, f"sh:{name} with a shape that has {'no' if name == 'property' else 'a'} path")
            return [Constraint(name, value, shapes=(inner,))]
        if name == "closed":
            return self.closed(shape, value)
        if name == "uniqueLang":
            return [Constraint(name, value)] if graph.is_true(node, name) else []
        if name == "sparql":
            return [Constraint(name, value, sparql=self.sparql(shape, value))]
        if name in ("pattern", "datatype", "nodeKind"):
            try:
                return [Constraint(name, value, test=literals.make_test(name, value, graph.text(node, "flags")))]
            except ValueError as error:
                raise _Refused(node, f"sh:{name} {error}") from None
        if name not in _ANY_TERM and not isinstance(value, ox.NamedNode):
            raise _Refused(node, f"sh:{name} {value}", "an IRI")
        return [Constraint(name, value)]

    def number(self, node: Term, name: str, value: Term) -> int:
        """The value of a parameter that is a whole number."""
        if not isinstance(value, ox.Literal) or not value.value.isdecimal():
            raise _Refused(node, f"sh:{name} {value}", "a whole number")
        return int(value.value)

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
        found = []
        for name in ("qualifiedMinCount", "qualifiedMaxCount"):
            number = graph.object(node, name)
            if number is not None:
                count = self.number(node, name, number)
                found.append(Constraint(name, value, count, shapes=(self.shape(value),), siblings=tuple(siblings)))
        return found

    def sparql(self, shape: Shape, node: Term) -> SparqlConstraint:
        """A constraint in SPARQL; a query whose answer for all focus nodes together could differ is refused."""
        graph = self.graph
        self.used.add(node)
        for name in graph.terms(node):
            if name not in _OF_SPARQL:
                raise _Refused(shape.node, f"sh:{name} in a sh:sparql")
        prefixes = {
            graph.text(declaration, "prefix"): graph.text(declaration, "namespace")
            for place in graph.objects(node, "prefixes")
            for declaration in graph.objects(place, "declare")
        }
        select, active = graph.text(node, "select"), not graph.is_true(node, "deactivated")
        try:
            return compile_constraint(node, select, prefixes, graph.messages(node), active)
        except ValueError as error:
            raise _Refused(shape.node, *error.args) from None

    def path_of(self, node: Term) -> PropertyPath | None:
        """The path of a property shape; None for a node shape."""
        value = self.graph.object(node, "path")
        return None if value is None else self.path(node, value)

    def path(self, node: Term, path: Term, within: tuple[Term, ...] = ()) -> PropertyPath:
        """The path that a node of the shapes graph describes."""
        if isinstance(path, ox.NamedNode):
            return predicate_path(path)
        if path in within:
            raise _Refused(node, "a path that contains itself")
        within = (*within, path)
        properties = self.graph.properties.get(path, {})
        if RDF + "first" in properties:
            parts = self.graph.members(node, path)
            return PropertyPath("sequence", parts=tuple(self.path(node, part, within) for part in parts))
        for name, kind in _PATHS.items():
            for inner in properties.get(SH + name, []):
                parts = self.graph.members(node, inner) if kind == "alternative" else [inner]
                return PropertyPath(kind, parts=tuple(self.path(node, part, within) for part in parts))
        raise _Refused(node, f"a path with {', '.join(f'<{name}>' for name in sorted(properties)) or path}")
