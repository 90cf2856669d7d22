"""Networks as GraphML, for R, igraph and yEd."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from kgtools.network.export.text import plain

if TYPE_CHECKING:
    import networkx as nx

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def node_id(node: str) -> str:
    """The id of a node in GraphML, which takes letters, digits, hyphens, full stops and underscores (NMTOKEN).

    >>> node_id("state/avalon"), node_id("http://example.org/a_b")
    ('state.avalon', 'http_3a_..example_2e_org.a_5f_b')
    """
    return re.sub(r"[^A-Za-z0-9/-]", lambda sign: f"_{ord(sign[0]):x}_", node).replace("/", ".")


_TYPES = {bool: "boolean", int: "int", float: "double", str: "string"}


def write(graph: nx.MultiDiGraph[str], note: str) -> str:
    """GraphML by its schema: one key for each column of nodes and of edges, ids that are names.

    (The writer of networkx gives a key to "label" of nodes and one to "label" of edges, both with the same id, or
    ids without meaning; and it writes booleans as Python does.)
    """
    root = ElementTree.Element("graphml", {
        "xmlns": _GRAPHML, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_GRAPHML} {_GRAPHML}/1.0/graphml.xsd",
    })  # fmt: skip
    drawn = ElementTree.Element("graph", id="G", edgedefault="directed")
    if note:
        ElementTree.SubElement(drawn, "desc").text = note
    keys: dict[str, ElementTree.Element] = {}

    def fill(element: ElementTree.Element, data: dict[str, Any]) -> None:
        for name, value in data.items():
            key = f"{element.tag}.{name}"
            if key not in keys:
                about = {"id": key, "for": element.tag, "attr.name": name, "attr.type": _TYPES[type(value)]}
                keys[key] = ElementTree.Element("key", about)
            ElementTree.SubElement(element, "data", key=key).text = plain(value)

    fill(drawn, graph.graph)
    for node, data in graph.nodes(data=True):
        fill(ElementTree.SubElement(drawn, "node", id=node_id(node)), data)
    for source, target, key, data in graph.edges(keys=True, data=True):
        ends = {"source": node_id(source), "target": node_id(target)}
        fill(ElementTree.SubElement(drawn, "edge", {"id": f"e{key}", **ends}), data)
    root.extend([*keys.values(), drawn])
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
