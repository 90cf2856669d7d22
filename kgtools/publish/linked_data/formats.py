"""Quads in the formats of RDF: the same bytes for the same quads."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools import files, namespaces, ontology
from kgtools.errors import UsageError, nearest
from kgtools.graph import xml
from kgtools.publish.linked_data import jsonld
from kgtools.publish.linked_data.nodes import Nodes

# name -> (format of the library, whether it holds named graphs)
FORMATS = {
    "turtle": (ox.RdfFormat.TURTLE, False),
    "trig": (ox.RdfFormat.TRIG, True),
    "ntriples": (ox.RdfFormat.N_TRIPLES, False),
    "nquads": (ox.RdfFormat.N_QUADS, True),
    "jsonld": (ox.RdfFormat.JSON_LD, True),
    "rdfxml": (ox.RdfFormat.RDF_XML, False),
}


def context(root: Path) -> dict[str, Any]:
    """The JSON-LD context of a project."""
    found: dict[str, Any] = json.loads(context_text(root))
    return found


def context_text(root: Path) -> str:
    """The same as a file: the one that lies in the project, or one made from the ontology of the core and its own."""
    written = root / "ontology" / "context.jsonld"
    if written.is_file():
        return files.read_text(written, "ontology/context.jsonld")
    return json.dumps(jsonld.make_context(ontology.load(root)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def held(quads: Iterable[ox.Quad], format: str) -> Iterator[ox.Quad]:
    """The quads that a format can hold, in the order given: one without named graphs holds the default graph alone."""
    default = ox.DefaultGraph()
    return (quad for quad in quads if FORMATS[format][1] or quad.graph_name == default)


def written(
    quads: Iterable[ox.Quad], format: str, context: dict[str, Any], root: ox.NamedNode | None = None
) -> str:  # fmt: skip
    """Sorted quads as text in a format; in JSON-LD beginning with the node `root`, if there is one.

    Raises UsageError for an unknown format, or what is no RDF/XML.
    """
    if format not in FORMATS:
        raise UsageError(f"there is no format '{format}'; {nearest(format, FORMATS) or ', '.join(FORMATS)}")
    kept = list(held(quads, format))
    if format == "jsonld":
        return indented(jsonld.document(kept, context, root)) + "\n"
    if FORMATS[format][1]:
        return (ox.serialize(kept, format=FORMATS[format][0], prefixes=prefixes(kept)) or b"").decode()
    return serialize([quad.triple for quad in kept], format)


def serialize(triples: Sequence[ox.Triple], format: str) -> str:
    """Triples, such as the answer to a CONSTRUCT, in one of the formats. Raises UsageError for what is no RDF/XML."""
    used = prefixes(triples)
    if format == "rdfxml":
        return xml.rdfxml(triples, used).decode()
    return (ox.serialize(triples, format=FORMATS[format][0], prefixes=used) or b"").decode()


def described(triples: Sequence[ox.Triple], known: Mapping[str, str]) -> str:
    """Sorted triples as Turtle, with those of the prefixes that they need."""
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes(triples, known)) or b"").decode()


def prefixes(statements: Iterable[ox.Quad | ox.Triple], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Those prefixes that statements need, so that a short document does not begin with a long list."""
    used: set[str] = set().union(*map(spaces, statements))
    return declared(used, known)


def declared(used: Container[str], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Those prefixes whose namespaces are used."""
    known = namespaces.prefixes() if known is None else known
    return {prefix: namespace for prefix, namespace in known.items() if namespace in used}


def spaces(statement: ox.Quad | ox.Triple) -> set[str]:
    """The namespaces of the IRIs and datatypes of a statement.

    >>> one = ox.Triple(ox.NamedNode("urn:x/a"), ox.NamedNode("urn:y#b"), ox.NamedNode("urn:x/c"))
    >>> sorted(spaces(one))
    ['urn:x/', 'urn:y#']
    """
    iris = (term.datatype.value if isinstance(term, ox.Literal) else term.value for term in statement
            if isinstance(term, ox.NamedNode | ox.Literal))  # fmt: skip
    return {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in iris}


def lines(nodes: Nodes, context: dict[str, Any]) -> Iterator[str]:
    """Nodes as line JSON: one document a thing, claim or term a line."""
    for node in jsonld.lines(nodes, context):
        yield json.dumps(node, ensure_ascii=False, separators=(",", ":")) + "\n"


def indented(node: jsonld.Node) -> str:
    """A node as JSON on several lines."""
    return json.dumps(node, ensure_ascii=False, indent=1)
