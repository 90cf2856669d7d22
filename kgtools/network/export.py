"""Files of networks, for Gephi, R, Cytoscape, Graphviz, pandas and spreadsheets.

The same network gives the same bytes in every format.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.values.palette import COLOURS, OTHER_COLOUR

if TYPE_CHECKING:
    import networkx as nx

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


def write(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a network in the format of the path's ending. Raises UsageError for another ending."""
    ending = next((ending for ending in FORMATS if path.name.endswith(ending)), None)
    if ending is None:
        endings = ", ".join(f"{ending} ({use})" for ending, use in FORMATS.items())
        raise UsageError(
            f"a network cannot be written to '{path.name}'; expected a name ending in {endings}, "
            "or for a picture .html, .svg, .png or .pdf"
        )
    with replacing(path) as temporary:
        temporary.write_text(_WRITERS[ending](graph), encoding="utf-8")
    if ending == ".csv":
        with replacing(path.with_name(path.stem + "-nodes.csv")) as temporary:
            temporary.write_text(_nodes_csv(graph), encoding="utf-8")


def _gexf(graph: nx.MultiDiGraph[str]) -> str:
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
    return re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"


def _graphml(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def _cytoscape(graph: nx.MultiDiGraph[str]) -> str:
    nodes = [{"data": {**data, "id": node}} for node, data in graph.nodes(data=True)]
    edges = [
        {"data": {**data, "id": f"e{key}", "source": source, "target": target, "interaction": data["label"]}}
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]
    document = {
        "format_version": "1.0", "generated_by": "tandem-kg", "target_cytoscapejs_version": "~3",
        "data": {"name": graph.graph.get("name", "")}, "elements": {"nodes": nodes, "edges": edges},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _node_link(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1) + "\n"


def _dot(graph: nx.MultiDiGraph[str]) -> str:
    def quoted(value: object) -> str:
        return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [f"digraph {quoted(graph.graph.get('name', ''))} {{"]
    for node, data in graph.nodes(data=True):
        fill = COLOURS.get(data["group"], OTHER_COLOUR)
        attributes = {"label": data["label"], "kind": data["kind"], "style": "filled", "fillcolor": fill}
        lines.append(f"  {quoted(node)} [{_listed(attributes, quoted)}];")
    for source, target, data in graph.edges(data=True):
        attributes = {name: value for name, value in data.items() if name != "directed"}
        if not data["directed"]:
            attributes["dir"] = "none"
        lines.append(f"  {quoted(source)} -> {quoted(target)} [{_listed(attributes, quoted)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _listed(attributes: dict[str, Any], quoted: Any) -> str:
    return ", ".join(f"{name}={quoted(value)}" for name, value in attributes.items())


def _edges_csv(graph: nx.MultiDiGraph[str]) -> str:
    columns = ["source", "target", "source_label", "target_label", "label", "layer", "directed", "weight", "start",
               "end", "via", "support", "certainty", "disagreements", "articles", "claims"]  # fmt: skip
    rows = [
        {"weight": 1, **data, "source": source, "target": target, "directed": str(data["directed"]).lower(),
         "source_label": graph.nodes[source]["label"], "target_label": graph.nodes[target]["label"]}
        for source, target, data in graph.edges(data=True)
    ]  # fmt: skip
    return _csv(columns, rows)


def _nodes_csv(graph: nx.MultiDiGraph[str]) -> str:
    rows = [{**data, "id": node} for node, data in graph.nodes(data=True)]
    return _csv(["id", "label", "kind", "group", "iri"], rows)


def _csv(columns: list[str], rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _matrix(graph: nx.MultiDiGraph[str]) -> str:
    """Rows are sources, columns targets; an edge without direction counts both ways."""
    nodes = sorted(graph)
    weights: dict[tuple[str, str], int] = {}
    for source, target, data in graph.edges(data=True):
        ways = [(source, target)] if data["directed"] else [(source, target), (target, source)]
        for way in ways:
            weights[way] = weights.get(way, 0) + data.get("weight", 1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["", *nodes])
    writer.writerows([source, *(weights.get((source, target), 0) for target in nodes)] for source in nodes)
    return out.getvalue()


_WRITERS = {
    ".gexf": _gexf, ".graphml": _graphml, ".cyjs": _cytoscape, ".json": _node_link, ".dot": _dot,
    ".matrix.csv": _matrix, ".csv": _edges_csv,
}  # fmt: skip
