"""The reference: the same shapes over the same graph by pySHACL, slow and trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import DataError, Finding
from kgtools.shacl.literals import Term
from kgtools.shacl.shapes import SH, Shapes
from kgtools.shacl.validator import Result

if TYPE_CHECKING:
    import rdflib


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Quads as an rdflib graph; the names of their graphs are dropped."""
    from rdflib import BNode, Graph, Literal, URIRef

    def term(value: Term) -> URIRef | BNode | Literal:
        if isinstance(value, ox.NamedNode):
            return URIRef(value.value)
        if isinstance(value, ox.Literal):
            if value.language:
                return Literal(value.value, lang=value.language)
            datatype = value.datatype.value
            # The digits as they stand: a literal such as "01" is valid, and another term than "1".
            kind = None if datatype == namespaces.XSD + "string" else URIRef(datatype)
            return Literal(value.value, datatype=kind, normalize=False)
        assert isinstance(value, ox.BlankNode)
        return BNode(value.value)

    found = Graph()
    for quad in quads:
        found.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return found


def evaluate(shapes: Shapes, data: rdflib.Graph) -> list[Result]:
    """What pySHACL reports, without inference; raises DataError if it cannot run the shapes."""
    import pyshacl
    from rdflib import BNode, Literal, URIRef

    _, report, text = pyshacl.validate(
        data, shacl_graph=to_rdflib(shapes.quads), inference="none", advanced=False, do_owl_imports=False
    )
    if not hasattr(report, "subjects"):
        raise DataError(Finding("ontology/shapes", 0, "pySHACL cannot run the shapes", str(report or text)))

    def term(node: rdflib.term.Node) -> Term:
        if isinstance(node, URIRef):
            return ox.NamedNode(str(node))
        if isinstance(node, Literal):
            if node.language:
                return ox.Literal(str(node), language=node.language)
            return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
        assert isinstance(node, BNode)
        return ox.BlankNode(str(node))

    found = []
    # Only the results themselves: those under sh:detail explain another one.
    for node in report.objects(None, URIRef(SH + "result")):
        said = {str(predicate).removeprefix(SH): value for predicate, value in report.predicate_objects(node)}
        shape = shapes.by_node[term(said["sourceShape"])]
        path = said.get("resultPath")
        messages = sorted(str(value) for value in report.objects(node, URIRef(SH + "resultMessage")))
        found.append(
            Result(
                term(said["focusNode"]),
                str(path) if isinstance(path, URIRef) else "" if path is None else str(shape.path),
                term(said["value"]) if "value" in said else None,
                str(said["sourceConstraintComponent"]), shape.node, shape.name, shape.severity, tuple(messages),
            )
        )  # fmt: skip
    return found
