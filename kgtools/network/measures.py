"""Measures of networks, over time and with one article left out.

The formulas are those of networkx, on the network with one edge between two things (parallel edges
add up to a weight, directions are dropped):

- degree: how many things a node is joined to; strength: the same with weights.
- betweenness, closeness: Freeman 1977, 1978 (closeness after Wasserman and Faust, which allows for
  components); each step counts the same.
- eigenvector: Bonacich 1987, weighted: joined to things that are themselves well joined.
- core: the largest k for which the node stays when all nodes with fewer than k neighbours are dropped.
- community: Louvain (Blondel et al. 2008) with a fixed seed; the largest community is number 1.
- brokerage: Gould and Fernandez 1989, undirected: how many pairs of neighbours that are not joined
  themselves a node lies between.

With `pip install 'tandem-kg[networks]'` rustworkx reckons betweenness and closeness of large networks, by the same
formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from types import ModuleType
from typing import TYPE_CHECKING

from kgtools.network.foreground import settled

if TYPE_CHECKING:
    import networkx as nx

_LARGE = 500  # nodes from which on a quicker library is worth its import
SEED = 20221222  # any number does, as long as it stays: the day of the treaty


def of_settled(graph: nx.MultiDiGraph[str], measure: str) -> dict[str, float]:
    """A measure of every node, to which nothing counts that is only planned."""
    found = MEASURES[measure](settled(graph))
    return {node: found.get(node, 0.0) for node in graph}


def undirected(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """The network with one undirected edge between two things, its weight the number of edges."""
    import networkx as nx

    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from(sorted(graph))
    for source, target, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        weight = data.get("weight", 1)
        if flat.has_edge(source, target):
            flat[source][target]["weight"] += weight
        else:
            flat.add_edge(source, target, weight=weight)
    return flat


def _degree(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    return dict(undirected(graph).degree)


def _strength(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    return dict(undirected(graph).degree(weight="weight"))


def _betweenness(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    import networkx as nx

    flat = undirected(graph)
    if (fast := _rustworkx(len(flat))) is None:
        return dict(nx.betweenness_centrality(flat))
    # In one thread sums are made in one order, and the same network gives the same digits.
    found = fast.betweenness_centrality(fast.networkx_converter(flat), parallel_threshold=len(flat) + 1)
    return {node: found[place] for place, node in enumerate(flat)}


def _closeness(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    import networkx as nx

    flat = undirected(graph)
    if (fast := _rustworkx(len(flat))) is None:
        return dict(nx.closeness_centrality(flat))
    found = fast.closeness_centrality(fast.networkx_converter(flat), parallel_threshold=len(flat) + 1)
    return {node: found[place] for place, node in enumerate(flat)}


def _rustworkx(nodes: int) -> ModuleType | None:
    """The library that goes all ways of a network a hundred times as fast as networkx, if it is installed.

    Small networks are measured by networkx before numpy, which the other library needs, is imported.
    """
    if nodes < _LARGE:
        return None
    try:
        import rustworkx
    except ImportError:
        return None
    return rustworkx


def _eigenvector(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    import networkx as nx

    return dict(nx.eigenvector_centrality(undirected(graph), max_iter=10_000, tol=1e-9, weight="weight"))


def _core(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    import networkx as nx

    return dict(nx.core_number(undirected(graph)))


def _community(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    import networkx as nx

    found = nx.community.louvain_communities(undirected(graph), weight="weight", seed=SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {node: number for number, members in enumerate(ordered, 1) for node in members}


def _brokerage(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    flat = undirected(graph)
    return {
        node: sum(1 for one, other in combinations(sorted(flat[node]), 2) if not flat.has_edge(one, other))
        for node in flat
    }


MEASURES: dict[str, Callable[[nx.MultiDiGraph[str]], dict[str, float]]] = {
    "degree": _degree,
    "strength": _strength,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "eigenvector": _eigenvector,
    "core": _core,
    "community": _community,
    "brokerage": _brokerage,
}
RANKED = tuple(name for name in MEASURES if name != "community")  # a community is a name, not an amount


def measure(graph: nx.MultiDiGraph[str], names: Iterable[str]) -> dict[str, dict[str, float]]:
    """The named measures of every node: measure -> node -> value."""
    return {name: MEASURES[name](graph) for name in names}


def ranks(values: dict[str, float]) -> dict[str, int]:
    """The place of each node, 1 for the greatest value; equal values share the better place.

    >>> ranks({"a": 2, "b": 5, "c": 2})
    {'b': 1, 'a': 2, 'c': 2}
    """
    found: dict[str, int] = {}
    ordered = sorted(values, key=lambda node: (-round(values[node], 12), node))
    for place, node in enumerate(ordered, 1):
        before = ordered[place - 2] if place > 1 else None
        same = before is not None and round(values[before], 12) == round(values[node], 12)
        found[node] = found[before] if same and before is not None else place
    return found


@dataclass(frozen=True)
class RankRange:
    """Where a node stands in a ranking, and what becomes of it when one article is left out.

    `best` and `worst` are the places it takes then; `worst` is None if it drops out of the network.
    `flips` names the articles without which another node of the first `top` overtakes it or is overtaken.
    """

    node: str
    value: float
    rank: int
    best: int
    worst: int | None
    flips: tuple[str, ...]


def sensitivity(
    whole: nx.MultiDiGraph[str], without: Iterable[tuple[str, nx.MultiDiGraph[str]]], name: str, top: int
) -> list[RankRange]:
    """The first `top` nodes of a ranking, each with the range it takes when one article is left out.

    `without` gives each article and the network without it. The order is that of the whole network.
    """
    values = MEASURES[name](whole)
    place = ranks(values)
    first = sorted(place, key=lambda node: (place[node], node))[:top]
    others = {article: ranks(MEASURES[name](graph)) for article, graph in without}
    found = []
    for node in first:
        places = [other.get(node) for other in others.values()]
        seen = [number for number in places if number is not None]
        flips = tuple(article for article, other in others.items() if _flips(node, first, place, other))
        worst = None if None in places else max([place[node], *seen])
        found.append(RankRange(node, values[node], place[node], min([place[node], *seen]), worst, flips))
    return found


def _flips(node: str, first: list[str], place: dict[str, int], other: dict[str, int]) -> bool:
    """Whether a node and another of the first change their order, or the node drops out."""
    if node not in other:
        return True
    return any((place[node] - place[rival]) * (other[node] - other[rival]) < 0 for rival in first if rival in other)


def summary(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    """The network as a whole: nodes, edges, density, components, reciprocity, assortativity by kind.

    Reciprocity (share of edges of the directed network that are returned) leaves out edges without
    direction; assortativity (Newman 2003) tells whether things of one kind are joined to their like,
    from -1 to 1. What cannot be reckoned, such as the reciprocity of no edges, is left out.
    """
    import networkx as nx

    flat = undirected(graph)
    found: dict[str, float] = {
        "nodes": flat.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "joined pairs": flat.number_of_edges(),
        "components": nx.number_connected_components(flat),
        "largest component": max(map(len, nx.connected_components(flat)), default=0),
        "density": nx.density(flat),
    }
    one_way: nx.DiGraph[str] = nx.DiGraph(
        (source, target) for source, target, data in graph.edges(data=True) if data["directed"]
    )
    if one_way.number_of_edges():
        found["reciprocity"] = nx.overall_reciprocity(one_way)
    kinds = {node: data["kind"] for node, data in graph.nodes(data=True)}
    nx.set_node_attributes(flat, kinds, "kind")
    if flat.number_of_edges() and len(set(kinds.values())) > 1:
        found["assortativity by kind"] = nx.attribute_assortativity_coefficient(flat, "kind")
    return found
