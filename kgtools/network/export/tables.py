"""Networks as tables: edges and nodes for spreadsheets and for Gephi, and the adjacency matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools import namespaces
from kgtools.network.export.text import plain

if TYPE_CHECKING:
    import networkx as nx

Table = tuple[list[str], list[list[str]]]


def _labels() -> list[str]:
    return [f"label_{language}" for language in namespaces.languages()]


def edges(graph: nx.MultiDiGraph[str]) -> Table:
    """The edges, for spreadsheets."""
    columns = ["source", "target", "source_label", "target_label", "label", "layer", "directed", "weight", "start",
               "end", "told", "spells", "via", "support", "certainty", "disagreements", "articles", "claims",
               *_labels()]  # fmt: skip
    if any("status" in data for *_, data in graph.edges(data=True)):  # if plans were asked for
        columns.insert(columns.index("certainty") + 1, "status")
    rows = [
        {"weight": 1, **data, "source": source, "target": target,
         "source_label": graph.nodes[source]["label"], "target_label": graph.nodes[target]["label"]}
        for source, target, data in graph.edges(data=True)
    ]  # fmt: skip
    return columns, [[plain(row.get(column, "")) for column in columns] for row in rows]


def nodes(graph: nx.MultiDiGraph[str]) -> Table:
    """The nodes, for spreadsheets."""
    columns = ["id", "label", "kind", "group", "iri", *_labels()]
    return columns, [[str({**data, "id": node}[column]) for column in columns] for node, data in graph.nodes(data=True)]


# The columns that Gephi's importer of spreadsheets knows by their names; it keeps the others as they are.
_GEPHI = {"id": "Id", "label": "Label", "source": "Source", "target": "Target", "weight": "Weight"}


def gephi_edges(graph: nx.MultiDiGraph[str]) -> Table:
    """The edges for Gephi, each with an id and a type: Directed or Undirected."""
    columns, rows = edges(graph)
    types = ["Directed" if data["directed"] else "Undirected" for *_, data in graph.edges(data=True)]
    keys = [f"e{key}" for *_, key in graph.edges(keys=True)]
    return ["Id", "Type", *(_GEPHI.get(column, column) for column in columns)], [
        [key, type_, *row] for key, type_, row in zip(keys, types, rows, strict=True)
    ]


def gephi_nodes(graph: nx.MultiDiGraph[str]) -> Table:
    """The nodes for Gephi."""
    columns, rows = nodes(graph)
    return [_GEPHI.get(column, column) for column in columns], rows


def matrix(graph: nx.MultiDiGraph[str]) -> Table:
    """Rows are sources, columns targets; an edge without direction counts both ways."""
    nodes = sorted(graph)
    weights: dict[tuple[str, str], int] = {}
    for source, target, data in graph.edges(data=True):
        ways = [(source, target)] if data["directed"] else [(source, target), (target, source)]
        for way in ways:
            weights[way] = weights.get(way, 0) + data.get("weight", 1)
    return ["", *nodes], [[source, *(str(weights.get((source, target), 0)) for target in nodes)] for source in nodes]
