"""Validation results and the validation report, in the terms of https://www.w3.org/TR/shacl/#validation-report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.shacl.shapes.property_paths import PropertyPath
from kgtools.shacl.vocabulary import RDF, SH, TYPE, Node, Term


@dataclass(frozen=True)
class Result:
    """One validation result.

    `path` is None where a shape without a path says nothing of one, `value` where no single value is
    at fault. `source_shape` is an IRI or, for a shape without one, a blank node of the shapes graph;
    `shape_name` is what people call it. `source_constraint` and `bindings` (the variables that its
    query selected) come from a constraint in SPARQL. `templates` are the messages of the shape as
    written there, with `{?variable}` unfilled. `details` are the results of the shape that a value does
    not conform to, for sh:node.
    """

    focus_node: Term
    path: PropertyPath | None
    value: Term | None
    severity: ox.NamedNode
    source_constraint_component: ox.NamedNode
    source_shape: Node
    shape_name: str
    templates: tuple[ox.Literal, ...]
    source_constraint: Term | None = None
    bindings: tuple[tuple[str, Term], ...] = ()
    details: tuple[Result, ...] = ()

    @property
    def messages(self) -> tuple[ox.Literal, ...]:
        """The messages, each in its language, with their variables filled in."""
        return self.fill(str)

    def fill(self, show: Callable[[str], str]) -> tuple[ox.Literal, ...]:
        """The messages with their variables filled in by what `show` makes of an IRI or text."""
        known: dict[str, Term | None] = {"this": self.focus_node, "value": self.value, **dict(self.bindings)}

        def fill(match: re.Match[str]) -> str:
            if match[1] == "path":
                text = str(self.path or "")
            else:
                term = known.get(match[1])
                text = "" if term is None else str(getattr(term, "value", term))
            return show(text) if text else match[0]

        filled = ((re.sub(r"\{[?$](\w+)\}", fill, text.value), text.language) for text in self.templates)
        return tuple(ox.Literal(text, language=language) for text, language in filled)

    def order(self) -> tuple[str, ...]:
        """What results are sorted by: all but blank nodes of the shapes, whose labels change with every reading."""
        bindings = " ".join(f"{name} {term}" for name, term in self.bindings)
        component, templates = self.source_constraint_component.value, map(str, self.templates)
        return (
            str(self.focus_node),
            str(self.path or ""),
            component,
            self.shape_name,
            str(self.value),
            bindings,
            *templates,
        )


@dataclass(frozen=True)
class Report:
    """The outcome of a validation: its results, sorted. The data conform if there are none, of whatever severity."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether there are no results."""
        return not self.results

    def to_quads(self, base: str = "") -> list[ox.Quad]:
        """The report as RDF: the same quads for the same results.

        Report, results and shapes without an IRI are blank nodes, numbered in order, or, if a `base`
        is given, IRIs that begin with it; a shape without an IRI is then named after the one it
        stands in. Paths of several steps are always blank nodes: an IRI would be read as a property.
        """
        return list(_Writer(self, base).quads())

    def to_turtle(self, base: str = "") -> str:
        """The report in Turtle, as `to_quads` gives it."""
        written = ox.serialize(self.to_quads(base), format=ox.RdfFormat.TURTLE, prefixes={"rdf": RDF, "sh": SH})
        assert written is not None
        return written.decode()


class _Writer:
    """Writes a report as quads."""

    def __init__(self, report: Report, base: str) -> None:
        self.report = report
        self.base = base
        self.paths = 0
        self.details = 0
        self.shapes: dict[Term, Node] = {}  # new names of blank nodes
        self.numbers: Counter[str] = Counter()

    def node(self, kind: str, number: int | str = "") -> Node:
        """A node of the report, by kind and number."""
        if self.base:
            return ox.NamedNode(f"{self.base}{kind}{':' if number else ''}{number}")
        return ox.BlankNode(f"shacl-{kind}{number}")  # hardly a label that the data use

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of the report."""
        report = self.node("report")
        yield ox.Quad(report, TYPE, _sh("ValidationReport"))
        yield ox.Quad(report, _sh("conforms"), ox.Literal(self.report.conforms))
        nodes = [self.node("result", number) for number in range(1, len(self.report.results) + 1)]
        for node in nodes:
            yield ox.Quad(report, _sh("result"), node)
        for node, result in zip(nodes, self.report.results, strict=True):
            yield from self.result(node, result)

    def result(self, node: Node, result: Result) -> Iterator[ox.Quad]:
        """The quads of one result."""
        yield ox.Quad(node, TYPE, _sh("ValidationResult"))
        yield ox.Quad(node, _sh("focusNode"), result.focus_node)
        quads: list[ox.Quad] = []
        if result.path is not None:
            path, quads = self.path(result.path)
            yield ox.Quad(node, _sh("resultPath"), path)
        if result.value is not None:
            yield ox.Quad(node, _sh("value"), result.value)
        yield ox.Quad(node, _sh("resultSeverity"), result.severity)
        yield ox.Quad(node, _sh("sourceConstraintComponent"), result.source_constraint_component)
        yield ox.Quad(node, _sh("sourceShape"), self.renamed(result.source_shape, "shape", result.shape_name))
        if result.source_constraint is not None:
            constraint = self.renamed(result.source_constraint, "constraint", result.shape_name)
            yield ox.Quad(node, _sh("sourceConstraint"), constraint)
        for message in result.messages:
            yield ox.Quad(node, _sh("resultMessage"), message)
        yield from quads
        for detail in result.details:
            self.details += 1
            below = self.node("detail", self.details)
            yield ox.Quad(node, _sh("detail"), below)
            yield from self.result(below, detail)

    def renamed(self, node: Term, kind: str, within: str) -> Term:
        """A node of the shapes graph; one without an IRI under a new name."""
        if not isinstance(node, ox.BlankNode):
            return node
        if node not in self.shapes:
            place = f"{kind}-within:{within}" if self.base else kind
            self.numbers[place] += 1
            first = self.base and self.numbers[place] == 1
            self.shapes[node] = self.node(place, "" if first else self.numbers[place])
        return self.shapes[node]

    def path(self, path: PropertyPath) -> tuple[Node, list[ox.Quad]]:
        """The node of a path and the quads that say what it is."""
        if path.predicate is not None:
            return path.predicate, []
        if path.kind == "sequence":
            return self.listed(path.parts)
        node = self.path_node()
        inner, quads = self.listed(path.parts) if path.kind == "alternative" else self.path(path.parts[0])
        return node, [ox.Quad(node, _sh(f"{path.kind}Path"), inner), *quads]

    def path_node(self) -> ox.BlankNode:
        """A new blank node for a path."""
        self.paths += 1
        return ox.BlankNode(f"shacl-path{self.paths}")

    def listed(self, parts: tuple[PropertyPath, ...]) -> tuple[Node, list[ox.Quad]]:
        """The first node of an RDF list of paths, and its quads."""
        quads: list[ox.Quad] = []
        rest: Node = ox.NamedNode(RDF + "nil")
        for part in reversed(parts):
            inner, inside = self.path(part)
            node = self.path_node()
            quads += [ox.Quad(node, _FIRST, inner), ox.Quad(node, _REST, rest), *inside]
            rest = node
        return rest, quads


_FIRST, _REST = ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "rest")


def _sh(name: str) -> ox.NamedNode:
    """The SHACL term with a local name."""
    return ox.NamedNode(SH + name)
