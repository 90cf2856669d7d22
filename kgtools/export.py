"""Files of linked data: the graph in every RDF format, with the same bytes for the same graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import names
from kgtools.errors import UsageError, nearest
from kgtools.tables import replacing

if TYPE_CHECKING:
    from kgtools.vocabulary import Vocabulary

# name -> (format of the library or None, whether it holds named graphs, usual ending)
FORMATS = {
    "turtle": (ox.RdfFormat.TURTLE, False, ".ttl"),
    "trig": (ox.RdfFormat.TRIG, True, ".trig"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, False, ".nt"),
    "nquads": (ox.RdfFormat.N_QUADS, True, ".nq"),
    "jsonld": (None, True, ".jsonld"),
    "rdfxml": (ox.RdfFormat.RDF_XML, False, ".rdf"),
}


def export(store_: ox.Store, format_: str, path: Path, context: dict[str, Any]) -> int:
    """Write the graph to a file and return the number of triples or quads in it.

    Formats without named graphs (turtle, ntriples, rdfxml) get the default graph, which holds
    everything but the plain triples by article. `context` is the JSON-LD context. Raises UsageError
    for an unknown format or a place that cannot be written.
    """
    if format_ not in FORMATS:
        hint = nearest(format_, FORMATS) or f"the formats are {', '.join(FORMATS)}"
        raise UsageError(f"there is no export format '{format_}'; {hint}")
    rdf_format, with_graphs, _ = FORMATS[format_]
    graph = None if with_graphs else ox.DefaultGraph()
    quads = sorted(store_.quads_for_pattern(None, None, None, graph), key=str)
    with replacing(path) as temporary:
        if rdf_format is None:
            text = json.dumps(to_jsonld(quads, context), ensure_ascii=False, indent=1, sort_keys=True)
            temporary.write_text(text + "\n", encoding="utf-8")
        elif with_graphs:
            ox.serialize(quads, str(temporary), rdf_format, prefixes=names.PREFIXES)
        else:
            triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
            ox.serialize(triples, str(temporary), rdf_format, prefixes=names.PREFIXES)
    return len(quads)


def serialize(triples: list[ox.Triple], format_: str) -> str:
    """Triples, such as the answer to a CONSTRUCT, in one of the formats."""
    rdf_format = FORMATS[format_][0] or ox.RdfFormat.JSON_LD
    return (ox.serialize(triples, format=rdf_format, prefixes=names.PREFIXES) or b"").decode("utf-8")


def to_jsonld(quads: list[ox.Quad], context: dict[str, Any]) -> dict[str, Any]:
    """Sorted quads as JSON-LD, compacted with the context by rdflib."""
    from rdflib import Dataset
    from rdflib.plugins.serializers.jsonld import from_rdf

    dataset = Dataset(default_union=False)
    dataset.parse(data=ox.serialize(quads, format=ox.RdfFormat.N_QUADS), format="nquads")
    document: dict[str, Any] = from_rdf(dataset, context_data=context["@context"], use_native_types=False)  # type: ignore[no-untyped-call]
    # rdflib wraps the default graph in a graph without a name, which would be read back as a blank node.
    nodes: list[dict[str, Any]] = []
    for part in document["@graph"]:
        nodes.extend(part["@graph"] if set(part) == {"@graph"} else [part])
    document["@graph"] = nodes
    sort_lists(nodes)
    return document


def sort_lists(value: Any) -> None:
    """Sort all lists of a JSON-LD document in place; none of them has an order of its own."""
    if isinstance(value, dict):
        for part in value.values():
            sort_lists(part)
    elif isinstance(value, list):
        for part in value:
            sort_lists(part)
        value.sort(key=lambda part: json.dumps(part, sort_keys=True, ensure_ascii=False))


def make_context(vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON-LD context of the ontology: its prefixes, and for each property how its values are typed."""
    context: dict[str, Any] = dict(names.PREFIXES)
    for name, property_ in vocabulary.properties.items():
        term: dict[str, Any] = {"@id": f"t:{name}"}
        if property_.takes in ("entity", "code", "date"):
            term["@type"] = "@id"
        elif property_.takes.startswith("xsd:") and property_.takes != "xsd:string":
            term["@type"] = property_.takes
        context[name] = term
    return {"@context": context}
