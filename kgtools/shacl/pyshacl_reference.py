"""The reference: the same shapes over the same graph by pySHACL, slow and trusted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Refusal, Shapes, ShapesError
from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.vocabulary import SH, XSD, Term

if TYPE_CHECKING:
    import rdflib


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Quads as an rdflib graph; the names of their graphs are dropped."""
    from rdflib import Graph

    found = Graph(bind_namespaces="none")  # it binds thirty, each time
    for quad in quads:
        found.add((_rdflib_term(quad.subject), _rdflib_term(quad.predicate), _rdflib_term(quad.object)))
    return found


@lru_cache(maxsize=100_000)
def _rdflib_term(value: Term) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """A term of pyoxigraph as one of rdflib: the same object for the same term, which is compared at once."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(value, ox.NamedNode):
        return URIRef(value.value)
    if isinstance(value, ox.Literal):
        if value.language:
            return Literal(value.value, lang=value.language)
        datatype = value.datatype.value
        # The digits as they stand: a literal such as "01" is valid, and another term than "1".
        kind = None if datatype == XSD + "string" else URIRef(datatype)
        return Literal(value.value, datatype=kind, normalize=False)
    assert isinstance(value, ox.BlankNode)
    return BNode(value.value)


def evaluate(shapes: Shapes, data: rdflib.Graph) -> list[Result]:
    """What pySHACL reports, without inference; raises ShapesError if it cannot run the shapes."""
    import pyshacl
    from rdflib import URIRef

    _, report, text = pyshacl.validate(
        data, shacl_graph=to_rdflib(shapes.quads), inference="none", do_owl_imports=False,
        advanced=any(shape.sparql_targets for shape in shapes.all),
    )  # fmt: skip
    if not hasattr(report, "subjects"):
        raise ShapesError([Refusal("", "", f"the shapes by pySHACL: {report or text}")])
    # Only the results themselves: those under sh:detail explain another one.
    return [_result(shapes, report, node) for node in report.objects(None, URIRef(SH + "result"))]


def _result(shapes: Shapes, report: rdflib.Graph, node: rdflib.term.Node) -> Result:
    """One result of pySHACL's report."""
    from rdflib import URIRef

    given = {str(predicate).removeprefix(SH): _term(value) for predicate, value in report.predicate_objects(node)}
    shape = shapes.by_node[given["sourceShape"]]
    path: PropertyPath | None = None
    if "resultPath" in given:
        selected = given["resultPath"]
        path = predicate_path(selected) if isinstance(selected, ox.NamedNode) else shape.path
    component = given["sourceConstraintComponent"]
    assert isinstance(component, ox.NamedNode)
    messages = [_term(value) for value in report.objects(node, URIRef(SH + "resultMessage"))]
    texts = sorted((text for text in messages if isinstance(text, ox.Literal)), key=str)
    return Result(
        given["focusNode"], path, given.get("value"), shape.severity, component, shape.node, shape.name, tuple(texts),
        given.get("sourceConstraint"),
    )  # fmt: skip


def _term(node: rdflib.term.Node) -> Term:
    """A term of rdflib as one of pyoxigraph."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    assert isinstance(node, BNode)
    return ox.BlankNode(str(node))
