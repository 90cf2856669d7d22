"""Exports: the graph in every RDF format, the same bytes for the same graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.files import replacing
from kgtools.graph import xml
from kgtools.graph.reading import Store
from kgtools.publish.jsonld import to_jsonld

# name -> (format of the library or None, whether it holds named graphs, usual ending)
FORMATS = {
    "turtle": (ox.RdfFormat.TURTLE, False, ".ttl"),
    "trig": (ox.RdfFormat.TRIG, True, ".trig"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, False, ".nt"),
    "nquads": (ox.RdfFormat.N_QUADS, True, ".nq"),
    "jsonld": (None, True, ".jsonld"),
    "rdfxml": (ox.RdfFormat.RDF_XML, False, ".rdf"),
}


def export(store: Store, format: str, path: Path, context: dict[str, Any]) -> int:
    """Write the graph to a file and return the number of triples or quads in it.

    Formats without named graphs (turtle, ntriples, rdfxml) get the default graph, which holds
    everything but the plain triples by article. `context` is the JSON-LD context. Raises UsageError
    for an unknown format, a file that cannot be written, or what is no RDF/XML.
    """
    if format not in FORMATS:
        hint = nearest(format, FORMATS) or f"the formats are {', '.join(FORMATS)}"
        raise UsageError(f"there is no export format '{format}'; {hint}")
    rdf_format, with_graphs, _ = FORMATS[format]
    graph = None if with_graphs else ox.DefaultGraph()
    quads = sorted(store.quads_for_pattern(None, None, None, graph), key=str)
    with replacing(path) as temporary:
        if rdf_format is None:
            text = json.dumps(to_jsonld(quads, context), ensure_ascii=False, indent=1, sort_keys=True)
            temporary.write_text(text + "\n", encoding="utf-8")
        elif with_graphs:
            ox.serialize(quads, str(temporary), rdf_format, prefixes=namespaces.PREFIXES)
        else:
            triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
            temporary.write_bytes(_written(triples, rdf_format))
    return len(quads)


def serialize(triples: list[ox.Triple], format: str) -> str:
    """Triples, such as the answer to a CONSTRUCT, in one of the formats. Raises UsageError for what is no RDF/XML."""
    return _written(triples, FORMATS[format][0] or ox.RdfFormat.JSON_LD).decode("utf-8")


def _written(triples: list[ox.Triple], format: ox.RdfFormat) -> bytes:
    if format == ox.RdfFormat.RDF_XML:
        return xml.rdfxml(triples)
    return ox.serialize(triples, format=format, prefixes=namespaces.PREFIXES) or b""
