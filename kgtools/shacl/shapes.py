"""Shapes as frozen values, read from `ontology/shapes`; what the engine does not know is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from kgtools import namespaces, ontology
from kgtools.errors import DataError, Finding
from kgtools.shacl import literals
from kgtools.shacl import sparql_constraints as rules
from kgtools.shacl.literals import Term
from kgtools.shacl.property_paths import Route
from kgtools.shacl.sparql_constraints import Rule

SH = "http://www.w3.org/ns/shacl#"
TYPE = ox.NamedNode(namespaces.RDF + "type")
SUBCLASS = ox.NamedNode(namespaces.RDFS + "subClassOf")
Node = ox.NamedNode | ox.BlankNode
# The constraint parameters of SHACL Core (https://www.w3.org/TR/shacl/#core-components) by what they take.
_TERM = ("class", "datatype", "nodeKind", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals",
         "minExclusive", "minInclusive", "maxExclusive", "maxInclusive")  # fmt: skip
_NUMBER = ("minCount", "maxCount", "minLength", "maxLength")
_LIST = ("in", "languageIn")
_SHAPE = ("not", "node", "property", "qualifiedValueShape")
_SHAPES = ("and", "or", "xone")
_PARAMETERS = frozenset((*_TERM, *_NUMBER, *_LIST, *_SHAPE, *_SHAPES, "pattern", "uniqueLang", "closed", "sparql"))
_BESIDE = frozenset(("flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
                     "qualifiedValueShapesDisjoint"))  # fmt: skip
_TARGETS = frozenset(("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_TOLD = frozenset(("path", "message", "severity", "deactivated", "name", "description", "order", "group",
                   "defaultValue"))  # fmt: skip
_OF_RULES = frozenset(("select", "message", "prefixes", "deactivated"))
_ONLY_WITH_A_PATH = frozenset(("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals",
                               "qualifiedValueShape"))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Constraint:
    """One constraint of a shape: the parameter's local name (minCount) and what it takes.

    `value` is the term or number, `values` the members of a list, `shapes` the shapes it refers to.
    """

    parameter: str
    value: Term | None = None
    number: int = 0
    values: frozenset[Term] = frozenset()
    shapes: tuple[Shape, ...] = ()
    siblings: tuple[Shape, ...] = ()
    test: literals.Test | None = None
    rule: Rule | None = None

    @property
    def component(self) -> str:
        """IRI of the constraint component: sh:minCount belongs to sh:MinCountConstraintComponent."""
        name = "SPARQL" if self.parameter == "sparql" else self.parameter[0].upper() + self.parameter[1:]
        return f"{SH}{name}ConstraintComponent"


@dataclass(frozen=True, eq=False)
class Shape:
    """A shape: where it stands, what it is about, and what it asks for. `path` is set for property shapes."""

    node: Node
    name: str
    file: str
    path: Route | None
    targets: tuple[tuple[str, Term], ...]
    severity: str
    messages: tuple[str, ...]
    comment: str
    active: bool
    constraints: list[Constraint] = field(default_factory=list)

    def parts(self) -> Iterator[Shape]:
        """The shape and all shapes below it."""
        yield self
        for constraint in self.constraints:
            for shape in (*constraint.shapes, *constraint.siblings):
                yield from shape.parts()


@dataclass(frozen=True)
class Shapes:
    """All shapes of a house, those with an IRI by their name, and the quads they were read from."""

    all: tuple[Shape, ...]
    quads: tuple[ox.Quad, ...] = field(repr=False)

    @cached_property
    def by_node(self) -> dict[Term, Shape]:
        """The shapes by their IRI or blank node."""
        return {shape.node: shape for shape in self.all}

    @property
    def targeted(self) -> list[Shape]:
        """The shapes that look for their focus nodes themselves."""
        return [shape for shape in self.all if shape.targets and shape.active]

    @property
    def named(self) -> list[Shape]:
        """The shapes with an IRI, by name."""
        return sorted((shape for shape in self.all if isinstance(shape.node, ox.NamedNode)), key=lambda s: s.name)


def load(root: Path) -> Shapes:
    """Read all files of `ontology/shapes` as one set of shapes.

    Raises DataError naming file, shape and construct for whatever the engine cannot evaluate.
    """
    files = sorted((root / "ontology" / "shapes").glob("*.ttl"))
    return read([(path.relative_to(root).as_posix(), tuple(ontology.parse_file(path, root))) for path in files])


def read(files: list[tuple[str, tuple[ox.Quad, ...]]]) -> Shapes:
    """The shapes that the quads of some files define."""
    return _Reader(files).shapes()


class _Reader:
    def __init__(self, files: list[tuple[str, tuple[ox.Quad, ...]]]) -> None:
        self.about: dict[Term, dict[str, list[Term]]] = {}
        self.file: dict[Term, str] = {}
        self.owner: dict[Term, Term] = {}
        self.found: dict[Term, Shape] = {}
        self.open: list[Term] = []
        self.quads = tuple(quad for _, quads in files for quad in quads)
        for name, quads in files:
            for quad in quads:
                assert not isinstance(quad.subject, ox.Triple)
                self.file.setdefault(quad.subject, name)
                self.about.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
                if isinstance(quad.object, ox.BlankNode):
                    self.owner[quad.object] = quad.subject

    # -- looking things up ------------------------------------------------------------------------

    def many(self, node: Term, name: str) -> list[Term]:
        return self.about.get(node, {}).get(SH + name, [])

    def one(self, node: Term, name: str) -> Term | None:
        values = self.many(node, name)
        if len(values) > 1:
            self.refuse(node, f"sh:{name} given {len(values)} times", "one value")
        return values[0] if values else None

    def text(self, node: Term, name: str) -> str:
        value = self.one(node, name)
        return value.value if isinstance(value, ox.Literal) else ""

    def listed(self, node: Term, head: Term) -> list[Term]:
        found: list[Term] = []
        while head != ox.NamedNode(namespaces.RDF + "nil"):
            first, rest = (self.about.get(head, {}).get(namespaces.RDF + name, []) for name in ("first", "rest"))
            if len(first) != 1 or len(rest) != 1 or len(found) > 10_000:
                self.refuse(node, "a list that is broken", "( … )")
            found.append(first[0])
            head = rest[0]
        return found

    def called(self, node: Term) -> str:
        """The name of a shape: that of its IRI, or of the named shape it stands in."""
        seen = set()
        while isinstance(node, ox.BlankNode) and node in self.owner and node not in seen:
            seen.add(node)
            node = self.owner[node]
        return node.value.rpartition("/")[2] if isinstance(node, ox.NamedNode) else "unnamed"

    def refuse(self, node: Term, what: str, expected: str = "") -> NoReturn:
        raise self.refusal(node, what, expected)

    def refusal(self, node: Term, what: str, expected: str = "") -> DataError:
        return DataError(
            Finding(self.file.get(node, "ontology/shapes"), 0, f"shape {self.called(node)}: the check does not know",
                    what, expected, "say it in another way, or add it to kgtools/shacl", check="shape")
        )  # fmt: skip

    # -- shapes -----------------------------------------------------------------------------------

    def shapes(self) -> Shapes:
        kinds = {ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape")}
        for node, said in sorted(self.about.items(), key=lambda item: str(item[0])):
            own = {name.removeprefix(SH) for name in said if name.startswith(SH)}
            if own & (_PARAMETERS | _TARGETS) or kinds & set(said.get(TYPE.value, [])):
                self.shape(node)
        used = set(self.found)
        for shape in self.found.values():
            for constraint in shape.constraints:
                used |= {constraint.rule.node, *constraint.rule.declared} if constraint.rule else set()
        for node, said in sorted(self.about.items(), key=lambda item: str(item[0])):
            for name in sorted(said):
                if name.startswith(SH) and node not in used and not self.declares(node, name):
                    self.refuse(node, f"sh:{name.removeprefix(SH)} on something that is no shape")
        return Shapes(tuple(self.found.values()), self.quads)

    def declares(self, node: Term, name: str) -> bool:
        """Whether a statement belongs to the prefixes for rules or to a path."""
        return name.removeprefix(SH) in ("declare", "prefix", "namespace", *_ROUTES)

    def shape(self, node: Term) -> Shape:
        if node in self.open:
            self.refuse(node, "a shape that refers to itself", "shapes without a circle")
        if node in self.found:
            return self.found[node]
        if isinstance(node, ox.Literal | ox.Triple) or node not in self.about:
            self.refuse(self.open[-1] if self.open else node, f"the shape {node}, which is not defined", "a shape")
        for name in sorted(self.about[node]):
            known = _PARAMETERS | _BESIDE | _TARGETS | _TOLD
            if name.startswith(SH) and name.removeprefix(SH) not in known:
                self.refuse(node, f"sh:{name.removeprefix(SH)}")
        severity = self.one(node, "severity")
        comments = self.about[node].get(namespaces.RDFS + "comment", [])
        paths = self.one(node, "path")
        shape = Shape(
            node, self.called(node), self.file[node], None if paths is None else self.route(node, paths),
            tuple(self.targets(node)), severity.value if isinstance(severity, ox.NamedNode) else SH + "Violation",
            tuple(sorted(message.value for message in self.many(node, "message") if isinstance(message, ox.Literal))),
            next((comment.value for comment in comments if isinstance(comment, ox.Literal)), ""),
            self.text(node, "deactivated") not in ("true", "1"),
        )  # fmt: skip
        if shape.severity.removeprefix(SH) not in ("Violation", "Warning", "Info"):
            self.refuse(node, f"the severity {shape.severity}", "sh:Violation, sh:Warning or sh:Info")
        self.open.append(node)
        if shape.active:
            shape.constraints.extend(self.constraints(shape))
        self.open.pop()
        self.found[node] = shape
        return shape

    def targets(self, node: Term) -> Iterator[tuple[str, Term]]:
        for kind in sorted(_TARGETS):
            for value in self.many(node, kind):
                yield kind, value
        if ox.NamedNode(namespaces.RDFS + "Class") in self.about[node].get(TYPE.value, []):
            yield "targetClass", node

    def constraints(self, shape: Shape) -> Iterator[Constraint]:
        for name in sorted(_PARAMETERS):
            for value in self.many(shape.node, name):
                if shape.path is None and name in _ONLY_WITH_A_PATH:
                    self.refuse(shape.node, f"sh:{name} without a path")
                yield from self.constraint(shape, name, value)

    def constraint(self, shape: Shape, name: str, value: Term) -> Iterator[Constraint]:
        node = shape.node
        if name in _NUMBER:
            yield Constraint(name, value, self.number(node, name, value))
        elif name in _LIST:
            yield Constraint(name, value, values=frozenset(self.listed(node, value)))
        elif name in _SHAPES:
            yield Constraint(name, value, shapes=tuple(self.shape(member) for member in self.listed(node, value)))
        elif name == "qualifiedValueShape":
            yield from self.qualified(shape, value)
        elif name in _SHAPE:
            inner = self.shape(value)
            if (name == "property") != (inner.path is not None) and name in ("property", "node"):
                self.refuse(node, f"sh:{name} with a shape that has {'no' if name == 'property' else 'a'} path")
            yield Constraint(name, value, shapes=(inner,))
        elif name == "closed":
            if isinstance(value, ox.Literal) and value.value in ("true", "1"):
                ignored = self.one(node, "ignoredProperties")
                allowed = {self.one(inner, "path") for inner in self.many(node, "property")} - {None}
                listed = [] if ignored is None else self.listed(node, ignored)
                yield Constraint(name, value, values=frozenset((*listed, *(term for term in allowed if term))))
        elif name == "uniqueLang":
            if isinstance(value, ox.Literal) and value.value in ("true", "1"):
                yield Constraint(name, value)
        elif name == "sparql":
            yield Constraint(name, value, rule=self.rule(shape, value))
        else:
            test = None
            if name in ("pattern", "datatype", "nodeKind"):
                try:
                    test = literals.test(name, value, self.text(node, "flags"))
                except ValueError as error:
                    self.refuse(node, f"sh:{name} {error}")
            elif name not in ("hasValue",) and name[:3] not in ("min", "max") and not isinstance(value, ox.NamedNode):
                self.refuse(node, f"sh:{name} {value}", "an IRI")
            yield Constraint(name, value, test=test)

    def number(self, node: Term, name: str, value: Term) -> int:
        if not isinstance(value, ox.Literal) or not value.value.isdecimal():
            self.refuse(node, f"sh:{name} {value}", "a whole number")
        return int(value.value)

    def qualified(self, shape: Shape, value: Term) -> Iterator[Constraint]:
        siblings: list[Shape] = []
        if self.text(shape.node, "qualifiedValueShapesDisjoint") in ("true", "1"):
            parents = [node for node in self.about if shape.node in self.many(node, "property")]
            others = {
                sibling
                for parent in parents
                for inner in self.many(parent, "property")
                for sibling in self.many(inner, "qualifiedValueShape")
            }
            siblings = [self.shape(other) for other in sorted(others - {value}, key=str)]
        for name in ("qualifiedMinCount", "qualifiedMaxCount"):
            number = self.one(shape.node, name)
            if number is not None:
                count = self.number(shape.node, name, number)
                yield Constraint(name, value, count, shapes=(self.shape(value),), siblings=tuple(siblings))

    def rule(self, shape: Shape, node: Term) -> Rule:
        """A constraint in SPARQL; raises DataError for a query whose answer as a set could differ."""
        for name in sorted(self.about.get(node, {})):
            if name.startswith(SH) and name.removeprefix(SH) not in _OF_RULES:
                self.refuse(shape.node, f"sh:{name.removeprefix(SH)} in a sh:sparql")
        prefixes = {}
        declared: set[Term] = set()
        for place in self.many(node, "prefixes"):
            for declaration in self.many(place, "declare"):
                prefixes[self.text(declaration, "prefix")] = self.text(declaration, "namespace")
                declared.add(declaration)
        messages = tuple(sorted(text.value for text in self.many(node, "message") if isinstance(text, ox.Literal)))
        active = self.text(node, "deactivated") not in ("true", "1")
        try:
            return rules.prepare(node, self.text(node, "select"), prefixes, messages, active, frozenset(declared))
        except ValueError as error:
            raise self.refusal(shape.node, str(error)) from None

    def route(self, node: Term, path: Term) -> Route:
        if isinstance(path, ox.NamedNode):
            return Route("predicate", path)
        said = self.about.get(path, {})
        if namespaces.RDF + "first" in said:
            return Route("sequence", parts=tuple(self.route(node, part) for part in self.listed(node, path)))
        for name, kind in _ROUTES.items():
            for inner in said.get(SH + name, []):
                if kind == "alternative":
                    return Route(kind, parts=tuple(self.route(node, part) for part in self.listed(node, inner)))
                return Route(kind, parts=(self.route(node, inner),))
        raise self.refusal(node, f"a path with {', '.join(sorted(map(namespaces.shorten, said))) or path}")


_ROUTES = {
    "inversePath": "inverse",
    "alternativePath": "alternative",
    "zeroOrMorePath": "zeroOrMore",
    "oneOrMorePath": "oneOrMore",
    "zeroOrOnePath": "zeroOrOne",
}
