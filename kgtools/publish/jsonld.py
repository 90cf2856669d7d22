"""JSON-LD with stable order, and its context."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.ontology import Ontology


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


def make_context(ontology: Ontology) -> dict[str, Any]:
    """The JSON-LD context of the ontology: its prefixes, and for each property how its values are typed."""
    context: dict[str, Any] = dict(namespaces.PREFIXES)
    for name, definition in ontology.properties.items():
        term: dict[str, Any] = {"@id": f"t:{name}"}
        if definition.takes in ("entity", "code", "date"):
            term["@type"] = "@id"
        elif definition.takes.startswith("xsd:") and definition.takes != "xsd:string":
            term["@type"] = definition.takes
        context[name] = term
    return {"@context": context}
