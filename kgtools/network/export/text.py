"""Networks as text for Cytoscape, networkx, D3 and Graphviz."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgtools import projects

if TYPE_CHECKING:
    import networkx as nx


def plain(value: object) -> str:
    """A value as text; truth values as XML, JSON and Graphviz write them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def cytoscape(graph: nx.MultiDiGraph[str], note: str) -> str:
    """JSON of Cytoscape; `note` describes the file."""
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


def node_link(graph: nx.MultiDiGraph[str], note: str) -> str:
    """Node-link JSON; `note` describes the file."""
    import networkx as nx

    document = nx.node_link_data(graph, edges="edges")
    document["graph"] = {**document["graph"], **_described(note)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _described(note: str) -> dict[str, str]:
    return {"description": note} if note else {}


def dot(graph: nx.MultiDiGraph[str], note: str) -> str:
    """A directed graph of Graphviz, its edges without direction drawn without an arrow; `note` describes the file."""

    def quoted(value: object) -> str:
        return '"' + plain(value).replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [f"digraph {quoted(graph.graph.get('name', ''))} {{"]
    lines += [f"  comment={quoted(note)};"] if note else []
    for node, data in graph.nodes(data=True):
        fill, _ = projects.look(data["group"])
        attributes = {"label": data["label"], "kind": data["kind"], "style": "filled", "fillcolor": fill}
        lines.append(f"  {quoted(node)} [{_listed(attributes, quoted)}];")
    for source, target, data in graph.edges(data=True):
        attributes = {**data, **({} if data["directed"] else {"dir": "none"})}
        lines.append(f"  {quoted(source)} -> {quoted(target)} [{_listed(attributes, quoted)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _listed(attributes: dict[str, Any], quoted: Any) -> str:
    """Attributes of Graphviz, whose drawings have one language: without the labels in all of them."""
    return ", ".join(f"{name}={quoted(value)}" for name, value in attributes.items() if not name.startswith("label_"))
