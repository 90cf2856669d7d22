"""Reads what a shapes graph says in SPARQL: constraints, components with their validators, and targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pyoxigraph as ox

from kgtools.shacl.shapes import syntax
from kgtools.shacl.shapes.model import Constraint, Shape
from kgtools.shacl.shapes.shapes_graph import Refused, ShapesGraph
from kgtools.shacl.sparql.queries import SHAPES_GRAPH_NAME, Source, SparqlQuery, compile_query, compile_target
from kgtools.shacl.sparql.rewriting import SHAPES_GRAPH
from kgtools.shacl.vocabulary import PROPERTIES, SH, TYPE, Term

_QUERY = frozenset(("message", "prefixes"))
_OF_CONSTRAINTS = _QUERY | {"select", "deactivated"}
_OF_VALIDATORS = _QUERY | {"select", "ask"}
_OF_COMPONENTS = frozenset(("parameter", "validator", "nodeValidator", "propertyValidator", "labelTemplate", "message",
                            "name", "description", "order", "group"))  # fmt: skip
_OF_TARGETS = frozenset(("select", "prefixes", "parameter", "labelTemplate"))
_VALIDATORS = ("validator", "nodeValidator", "propertyValidator")
_RESERVED = frozenset(("this", "shapesGraph", "currentShape", "path", "PATH", "value"))
_LOCAL_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")  # the longest NCName at the end of an IRI


@dataclass(frozen=True)
class _Parameter:
    """A parameter declaration: its node, its property and the name of its variable."""

    node: Term
    path: ox.NamedNode
    name: str
    optional: bool


@dataclass(frozen=True)
class _Component:
    """A constraint component that a shapes graph declares."""

    node: ox.NamedNode
    parameters: tuple[_Parameter, ...]


class SparqlReader:
    """Reads the SPARQL of a shapes graph; methods raise Refused for what cannot be evaluated.

    `used` grows by the nodes that were read, `parameters` are the nodes of parameter declarations.
    """

    def __init__(self, graph: ShapesGraph) -> None:
        self.graph = graph
        self.used: set[Term] = set()
        self.components: list[_Component] = []
        self.declared = sorted(graph.instances(SH + "ConstraintComponent"), key=str)
        owners = [*self.declared, *graph.instances(SH + "SPARQLTargetType")]
        self.parameters = {node for owner in owners for node in graph.objects(owner, "parameter")}

    def constraint(self, shape: Shape, node: Term) -> SparqlQuery:
        """The query of a value of sh:sparql."""
        own = shape.node == node  # a shape may be its own constraint
        source = self.source(node, "select", _OF_CONSTRAINTS | (PROPERTIES if own else frozenset()))
        return self.compiled(shape, source, {})

    def compiled(
        self, shape: Shape, source: Source, arguments: Mapping[str, Term], names: tuple[str, ...] = (),
        asks: bool = False,
    ) -> SparqlQuery:  # fmt: skip
        """A query compiled for a shape."""
        given = {**arguments, SHAPES_GRAPH: SHAPES_GRAPH_NAME, "currentShape": shape.node}
        try:
            return compile_query(source, given, names, path=shape.path, asks=asks, shapes_graph=self.graph.quads)
        except ValueError as error:
            raise Refused(shape.node, *error.args) from None

    def source(self, node: Term, name: str, allowed: frozenset[str]) -> Source:
        """The query that a node has as a SHACL property, with all that goes with it; no other terms are `allowed`."""
        graph = self.graph
        self.used.add(node)
        self.refuse_ill_formed(node, f"beside a sh:{name}", allowed)
        text = graph.object(node, name)
        if not isinstance(text, ox.Literal):
            raise Refused(node, f"a query without sh:{name}", f"one sh:{name}")
        active = not graph.is_true(node, "deactivated")
        return Source(node, text.value, graph.prefixes(node), graph.messages(node), active)

    def refuse_ill_formed(self, node: Term, place: str, allowed: frozenset[str]) -> None:
        """Raise Refused for a term that a node should not have, or has with a wrong value."""
        for term in self.graph.terms(node):
            if term not in allowed:
                raise Refused(node, f"sh:{term} {place}", syntax.nearest(term, allowed))
        for fault in syntax.faults(self.graph, node).values():
            raise Refused(node, *fault)

    # -- constraint components ----------------------------------------------------------------------

    def component(self, node: Term) -> None:
        """Read the declaration of a constraint component."""
        graph = self.graph
        self.used.add(node)
        if not isinstance(node, ox.NamedNode):
            raise Refused(node, "a constraint component without an IRI", "an IRI")
        if node.value.startswith(SH):  # those of SHACL itself, which somebody describes
            self.used.update(one for name in _VALIDATORS for one in graph.objects(node, name))
            return
        self.refuse_ill_formed(node, "at a constraint component", _OF_COMPONENTS)
        parameters = tuple(self.parameter(node, one) for one in graph.objects(node, "parameter"))
        names = [parameter.name for parameter in parameters]
        if all(parameter.optional for parameter in parameters):
            raise Refused(node, "a constraint component without a sh:parameter that is not optional")
        if len(set(names)) < len(names):
            raise Refused(node, "a constraint component with two parameters of one name")
        self.components.append(_Component(node, parameters))

    def parameter(self, owner: Term, node: Term) -> _Parameter:
        """A parameter declaration."""
        path = self.graph.object(node, "path")
        if not isinstance(path, ox.NamedNode):
            raise Refused(owner, "a sh:parameter without an IRI as sh:path", "one IRI")
        local = _LOCAL_NAME.search(path.value)
        name = local[0] if local else ""
        if not re.fullmatch(r"\w+", name) or name in _RESERVED:
            raise Refused(owner, f"the parameter {path}, whose name cannot be that of a variable")
        return _Parameter(node, path, name, self.graph.is_true(node, "optional"))

    def component_constraints(self, shape: Shape) -> Iterator[Constraint]:
        """The constraints of a shape by components of the shapes graph."""
        properties = self.graph.properties[shape.node]
        for component in self.components:
            given = {one.name: properties.get(one.path.value, []) for one in component.parameters}
            if not all(given[one.name] or one.optional for one in component.parameters):
                continue
            for name, values in given.items():
                if len(given) > 1 and len(values) > 1:
                    raise Refused(shape.node, f"{len(values)} values of {name} of {component.node}", "one value")
            found = self.validator(component, shape)
            if found is None:  # so the standard has it
                continue
            source, asks = found
            names = tuple(name for name, values in given.items() if values)
            for chosen in product(*(given[name] for name in names)):
                query = self.compiled(shape, source, dict(zip(names, chosen, strict=True)), tuple(given), asks)
                yield Constraint(component.node.value, sparql=query, declared=component.node,
                                 declarations=tuple(one.node for one in component.parameters))  # fmt: skip

    def validator(self, component: _Component, shape: Shape) -> tuple[Source, bool] | None:
        """The query by which a component validates a kind of shape, and whether it is an ASK; None if it has none."""
        graph = self.graph
        kind = "nodeValidator" if shape.path is None else "propertyValidator"
        candidates = [(name, node) for name in (kind, "validator") for node in graph.objects(component.node, name)]
        for name, node in sorted(candidates, key=lambda pair: (pair[0] == "validator", str(pair[1]))):
            word = "ask" if name == "validator" else "select"
            if graph.objects(node, word):
                source = self.source(node, word, _OF_VALIDATORS)
                messages = source.messages or graph.messages(component.node)
                if not messages and not shape.messages:
                    messages = graph.messages(component.node, "labelTemplate")
                return Source(source.node, source.text, source.prefixes, messages), word == "ask"
        if candidates:
            raise Refused(component.node, f"a sh:{candidates[0][0]} without a query in SPARQL", "sh:ask or sh:select")
        return None

    # -- targets ------------------------------------------------------------------------------------

    def target(self, shape: Term, node: Term) -> SparqlQuery:
        """The query of a value of sh:target: its own, or that of its type with its arguments."""
        graph = self.graph
        self.used.add(node)
        types = [node, *graph.properties.get(node, {}).get(TYPE.value, [])]
        for owner in types:
            if graph.objects(owner, "select"):
                source = self.source(owner, "select", _OF_TARGETS)
                return self.compiled_target(shape, node, source)
        raise Refused(shape, "a sh:target without a sh:select, at itself or its type", "a sh:SPARQLTarget")

    def compiled_target(self, shape: Term, node: Term, source: Source) -> SparqlQuery:
        """A target with the arguments that its node gives to the parameters of its type."""
        arguments: dict[str, Term] = {}
        for one in (self.parameter(source.node, one) for one in self.graph.objects(source.node, "parameter")):
            values = self.graph.properties[node].get(one.path.value, [])
            if len(values) != 1 and not (one.optional and not values):
                raise Refused(shape, f"a sh:target with {len(values)} values of {one.path}", "one value")
            arguments.update((one.name, value) for value in values)
        try:
            return compile_target(source, arguments)
        except ValueError as error:
            raise Refused(shape, *error.args) from None
