"""Files of networks, for Gephi, R, Cytoscape, Graphviz, pandas and spreadsheets.

The same network gives the same bytes in every format.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.graph import xml
from kgtools.messages import message
from kgtools.query import formats
from kgtools.values.palette import COLOURS, OTHER_COLOUR

if TYPE_CHECKING:
    import networkx as nx

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
# ending -> what it is for; the longest ending that fits decides
FORMATS = {
    ".gexf": "Gephi, with times",
    ".graphml": "R, igraph, yEd",
    ".cyjs": "Cytoscape",
    ".json": "networkx and D3 (node-link)",
    ".dot": "Graphviz",
    ".matrix.csv": "pandas and R: the adjacency matrix, weights in its cells",
    ".csv": "spreadsheets: the edges; the nodes beside it in NAME-nodes.csv",
}


def write(graph: nx.MultiDiGraph[str], path: Path, language: str = "en") -> None:
    """Write a network in the format of the path's ending, with a note about its edges in a language.

    Raises UsageError for another ending, and for a text that the format cannot hold.
    """
    ending = next((ending for ending in FORMATS if path.name.endswith(ending)), None)
    if ending is None:
        endings = ", ".join(f"{ending} ({use})" for ending, use in FORMATS.items())
        raise UsageError(
            f"a network cannot be written to '{path.name}'; expected a name ending in {endings}, "
            "or for a picture .html, .svg, .png or .pdf"
        )
    if ending in _TABLES:
        written = {path: _TABLES[ending](graph)}
        if ending == ".csv":
            written[path.with_name(path.stem + "-nodes.csv")] = _nodes(graph)
        texts = {file: formats.write(*table, "csv", file=file) for file, table in written.items()}
    else:
        undirected = any(not data["directed"] for *_, data in graph.edges(data=True))
        texts = {path: _WRITERS[ending](graph, message("network.undirected", language) if undirected else "")}
    for file, text in texts.items():
        with replacing(file) as temporary:
            temporary.write_text(text, encoding="utf-8")


def node_id(node: str) -> str:
    """The id of a node in GraphML, which takes letters, digits, hyphens, full stops and underscores (NMTOKEN).

    >>> node_id("state/kazakhstan"), node_id("http://example.org/a_b")
    ('state.kazakhstan', 'http_3a_..example_2e_org.a_5f_b')
    """
    return re.sub(r"[^A-Za-z0-9/-]", lambda sign: f"_{ord(sign[0]):x}_", node).replace("/", ".")


def _gexf(graph: nx.MultiDiGraph[str], note: str) -> str:
    import networkx as nx

    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    for node, data in graph.nodes(data=True):
        kept = {name: value for name, value in data.items() if name != "name"}
        rgb = [int(COLOURS.get(data["group"], OTHER_COLOUR)[place : place + 2], 16) for place in (1, 3, 5)]
        copy.add_node(node, **kept, viz={"color": dict(zip("rgb", rgb, strict=True))})
    for source, target, key, data in graph.edges(keys=True, data=True):
        # GEXF could mix directed and undirected edges, but networkx would not read it back; the column
        # `directed` tells them apart.
        copy.add_edge(source, target, key=key, **data)
    text = "\n".join(nx.generate_gexf(copy, version="1.2draft"))
    # networkx stamps the day into the file; the same network must give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"
    if note:
        text = text.replace("</creator>", f"</creator>\n    <description>{escape(note)}</description>", 1)
    return _checked(text)


_TYPES = {bool: "boolean", int: "int", float: "double", str: "string"}


def _graphml(graph: nx.MultiDiGraph[str], note: str) -> str:
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
            ElementTree.SubElement(element, "data", key=key).text = _plain(value)

    fill(drawn, graph.graph)
    for node, data in graph.nodes(data=True):
        fill(ElementTree.SubElement(drawn, "node", id=node_id(node)), data)
    for source, target, key, data in graph.edges(keys=True, data=True):
        ends = {"source": node_id(source), "target": node_id(target)}
        fill(ElementTree.SubElement(drawn, "edge", {"id": f"e{key}", **ends}), data)
    root.extend([*keys.values(), drawn])
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return _checked(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(text: str) -> str:
    return xml.checked(text.encode(), "json, dot or csv").decode()


def _cytoscape(graph: nx.MultiDiGraph[str], note: str) -> str:
    nodes = [{"data": {**data, "id": node}} for node, data in graph.nodes(data=True)]
    edges = [
        {"data": {**data, "id": f"e{key}", "source": source, "target": target, "interaction": data["label"]}}
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]
    document = {
        "format_version": "1.0", "generated_by": "tandem-kg", "target_cytoscapejs_version": "~3",
        "data": {**graph.graph, **_described(note)}, "elements": {"nodes": nodes, "edges": edges},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _node_link(graph: nx.MultiDiGraph[str], note: str) -> str:
    import networkx as nx

    document = nx.node_link_data(graph, edges="edges")
    document["graph"] = {**document["graph"], **_described(note)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _described(note: str) -> dict[str, str]:
    return {"description": note} if note else {}


def _dot(graph: nx.MultiDiGraph[str], note: str) -> str:
    def quoted(value: object) -> str:
        return '"' + _plain(value).replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [f"digraph {quoted(graph.graph.get('name', ''))} {{"]
    lines += [f"  comment={quoted(note)};"] if note else []
    for node, data in graph.nodes(data=True):
        fill = COLOURS.get(data["group"], OTHER_COLOUR)
        attributes = {"label": data["label"], "kind": data["kind"], "style": "filled", "fillcolor": fill}
        lines.append(f"  {quoted(node)} [{_listed(attributes, quoted)}];")
    for source, target, data in graph.edges(data=True):
        attributes = {**data, **({} if data["directed"] else {"dir": "none"})}
        lines.append(f"  {quoted(source)} -> {quoted(target)} [{_listed(attributes, quoted)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _listed(attributes: dict[str, Any], quoted: Any) -> str:
    return ", ".join(f"{name}={quoted(value)}" for name, value in attributes.items())


Table = tuple[list[str], list[list[str]]]


def _edges(graph: nx.MultiDiGraph[str]) -> Table:
    columns = ["source", "target", "source_label", "target_label", "label", "layer", "directed", "weight", "start",
               "end", "via", "support", "certainty", "disagreements", "articles", "claims"]  # fmt: skip
    rows = [
        {"weight": 1, **data, "source": source, "target": target,
         "source_label": graph.nodes[source]["label"], "target_label": graph.nodes[target]["label"]}
        for source, target, data in graph.edges(data=True)
    ]  # fmt: skip
    return columns, [[_plain(row.get(column, "")) for column in columns] for row in rows]


def _nodes(graph: nx.MultiDiGraph[str]) -> Table:
    columns = ["id", "label", "kind", "group", "iri"]
    return columns, [[str({**data, "id": node}[column]) for column in columns] for node, data in graph.nodes(data=True)]


def _matrix(graph: nx.MultiDiGraph[str]) -> Table:
    """Rows are sources, columns targets; an edge without direction counts both ways."""
    nodes = sorted(graph)
    weights: dict[tuple[str, str], int] = {}
    for source, target, data in graph.edges(data=True):
        ways = [(source, target)] if data["directed"] else [(source, target), (target, source)]
        for way in ways:
            weights[way] = weights.get(way, 0) + data.get("weight", 1)
    return ["", *nodes], [[source, *(str(weights.get((source, target), 0)) for target in nodes)] for source in nodes]


_WRITERS = {".gexf": _gexf, ".graphml": _graphml, ".cyjs": _cytoscape, ".json": _node_link, ".dot": _dot}
_TABLES = {".matrix.csv": _matrix, ".csv": _edges}
