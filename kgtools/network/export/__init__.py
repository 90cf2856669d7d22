"""Files of networks, for Gephi, R, Cytoscape, Graphviz, pandas and spreadsheets.

The same network gives the same bytes in every format. Nodes and edges have their labels in the language asked for and,
beside it, in all four.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.graph import xml
from kgtools.messages import message
from kgtools.network.edges import spans
from kgtools.network.export import gexf, graphml, tables, text
from kgtools.network.export.gexf import Drawing
from kgtools.query import formats

if TYPE_CHECKING:
    import networkx as nx

# ending -> what it is for; the longest ending that fits decides
FORMATS = {
    ".gexf": "Gephi, with places and times",
    ".graphml": "R, igraph, yEd",
    ".cyjs": "Cytoscape",
    ".json": "networkx and D3 (node-link)",
    ".dot": "Graphviz",
    ".matrix.csv": "pandas and R: the adjacency matrix, weights in its cells",
    ".gephi.csv": "Gephi's importer of spreadsheets: the edges; the nodes beside it in NAME-nodes.gephi.csv",
    ".csv": "spreadsheets: the edges; the nodes beside it in NAME-nodes.csv",
}
_WRITERS: dict[str, Callable[[nx.MultiDiGraph[str], str], str]] = {
    ".graphml": graphml.write, ".cyjs": text.cytoscape, ".json": text.node_link, ".dot": text.dot,
}  # fmt: skip


def write(graph: nx.MultiDiGraph[str], path: Path, language: str = "", drawing: Drawing | None = None) -> None:
    """Write a network in the format of the path's ending, with a note about its edges in a language (else the first).

    `drawing` says where the nodes stand, for GEXF. Raises UsageError for another ending, and for a text that the
    format cannot hold.
    """
    ending = next((ending for ending in FORMATS if path.name.endswith(ending)), None)
    if ending is None:
        endings = ", ".join(f"{ending} ({use})" for ending, use in FORMATS.items())
        raise UsageError(
            f"a network cannot be written to '{path.name}'; expected a name ending in {endings}, "
            "or for a picture .html, .svg, .png or .pdf"
        )
    for file, content in _texts(
        graph, path, ending, language or namespaces.first_language(), drawing or Drawing()
    ).items():
        with replacing(file) as temporary:
            temporary.write_text(content, encoding="utf-8")


def _texts(graph: nx.MultiDiGraph[str], path: Path, ending: str, language: str, drawing: Drawing) -> dict[Path, str]:
    """The files of a format with what they hold."""
    beside = path.with_name(f"{path.name.removesuffix(ending)}-nodes{ending}")
    if ending == ".matrix.csv":
        return {path: formats.write(*tables.matrix(graph), "csv", file=path)}
    if ending == ".csv":
        found = {path: tables.edges(graph), beside: tables.nodes(graph)}
        return {file: formats.write(*table, "csv", file=file) for file, table in found.items()}
    if ending == ".gephi.csv":
        # No byte order mark: Gephi 0.9 takes it for a letter of the first column's name.
        found = {path: tables.gephi_edges(graph), beside: tables.gephi_nodes(graph)}
        return {
            file: formats.spreadsheet(*table).removeprefix(formats.BYTE_ORDER_MARK) for file, table in found.items()
        }
    note = _note(graph, ending, language)
    content = gexf.write(graph, note, drawing) if ending == ".gexf" else _WRITERS[ending](graph, note)
    if ending in (".gexf", ".graphml"):
        content = xml.checked(content.encode(), "json, dot or csv").decode()
    return {path: content}


def _note(graph: nx.MultiDiGraph[str], ending: str, language: str) -> str:
    """What a reader of the file must know of its edges."""
    edges = [data for *_, data in graph.edges(data=True)]
    undirected = ending != ".gexf" and any(not data["directed"] for data in edges)
    undated = ending == ".gexf" and not all(map(spans, edges))
    notes = [message("network.undirected", language)] if undirected else []
    return " ".join([*notes, *([message("network.undatedFile", language)] if undated else [])])
