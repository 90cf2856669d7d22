"""Measures of networks.

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

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
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
    return joined(graph, ((source, target, data.get("weight", 1)) for source, target, data in graph.edges(data=True)))


def joined(nodes: Iterable[str], edges: Iterable[tuple[str, str, int]]) -> nx.Graph[str]:
    """The same of some nodes and of edges with their weights."""
    import networkx as nx

    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from(sorted(nodes))
    for source, target, weight in sorted(edges, key=lambda edge: edge[:2]):
        if flat.has_edge(source, target):
            flat[source][target]["weight"] += weight
        else:
            flat.add_edge(source, target, weight=weight)
    return flat


# -- what follows from single components --------------------------------------------------------------

Share = tuple[int, float]  # of a node in its component: of the same first part, the greater the second, the greater


@dataclass(frozen=True)
class ByComponent:
    """A measure that each component gives by itself, but for the number of nodes in all.

    `shares` gives those of the nodes of some whole components, `value` makes the measure of one; both take the number
    of nodes in all. With `near` the edges of a node are enough for its own share.
    """

    shares: Callable[[nx.Graph[str], int], dict[str, Share]]
    value: Callable[[Share, int], float]
    near: bool = False

    def of(self, flat: nx.Graph[str]) -> dict[str, float]:
        """The measure of every node of a network."""
        return {node: self.value(share, len(flat)) for node, share in self.shares(flat, len(flat)).items()}


def _itself(share: Share, _: int) -> float:
    return share[1]


def _alike(values: Mapping[str, float]) -> dict[str, Share]:
    return {node: (0, value) for node, value in values.items()}


def _degree(flat: nx.Graph[str], _: int) -> dict[str, Share]:
    return _alike(dict(flat.degree))


def _strength(flat: nx.Graph[str], _: int) -> dict[str, Share]:
    return _alike(dict(flat.degree(weight="weight")))


def _betweenness(flat: nx.Graph[str], number: int) -> dict[str, Share]:
    import networkx as nx

    if (fast := _rustworkx(number)) is None:
        return _alike(nx.betweenness_centrality(flat, normalized=False))
    # In one thread sums are made in one order, and the same network gives the same digits.
    one_thread = {"parallel_threshold": len(flat) + 1}
    found = fast.betweenness_centrality(fast.networkx_converter(flat), normalized=False, **one_thread)
    return _alike({node: found[place] for place, node in enumerate(flat)})


def _of_all_pairs(share: Share, number: int) -> float:
    """Of the pairs of other nodes, the part that a node lies between; each is counted once."""
    return share[1] * 2 * (1 / ((number - 1) * (number - 2))) if number > 2 else share[1]


def _closeness(flat: nx.Graph[str], number: int) -> dict[str, Share]:
    import networkx as nx

    others = {node: len(members) - 1 for members in nx.connected_components(flat) for node in members}
    if (fast := _rustworkx(number)) is None:
        found = nx.closeness_centrality(flat, wf_improved=False)
    else:
        one_thread = {"parallel_threshold": len(flat) + 1}
        listed = fast.closeness_centrality(fast.networkx_converter(flat), wf_improved=False, **one_thread)
        found = {node: listed[place] for place, node in enumerate(flat)}
    return {node: (others[node], value) for node, value in found.items()}


def _within_reach(share: Share, number: int) -> float:
    """Closeness within a component, by the part of all other nodes that is in it."""
    others, close = share
    return close * (others / (number - 1)) if number > 1 else close


def _core(flat: nx.Graph[str], _: int) -> dict[str, Share]:
    import networkx as nx

    return _alike(nx.core_number(flat))


def _brokerage(flat: nx.Graph[str], _: int) -> dict[str, Share]:
    return _alike(
        {
            node: sum(1 for one, other in combinations(sorted(flat[node]), 2) if not flat.has_edge(one, other))
            for node in flat
        }
    )


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


# -- what only the whole tells ------------------------------------------------------------------------


def _eigenvector(flat: nx.Graph[str]) -> dict[str, float]:
    import networkx as nx

    return dict(nx.eigenvector_centrality(flat, max_iter=10_000, tol=1e-9, weight="weight"))


def _community(flat: nx.Graph[str]) -> dict[str, float]:
    import networkx as nx

    found = nx.community.louvain_communities(flat, weight="weight", seed=SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {node: number for number, members in enumerate(ordered, 1) for node in members}


BY_COMPONENT = {
    "degree": ByComponent(_degree, _itself, near=True),
    "strength": ByComponent(_strength, _itself, near=True),
    "betweenness": ByComponent(_betweenness, _of_all_pairs),
    "closeness": ByComponent(_closeness, _within_reach),
    "core": ByComponent(_core, _itself),
    "brokerage": ByComponent(_brokerage, _itself),
}
OF_WHOLE: dict[str, Callable[[nx.Graph[str]], dict[str, float]]] = {
    "eigenvector": _eigenvector, "community": _community,
}  # fmt: skip
_ORDER = ("degree", "strength", "betweenness", "closeness", "eigenvector", "core", "community", "brokerage")


def _of_graph(measure: Callable[[nx.Graph[str]], dict[str, float]], graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    return measure(undirected(graph))


MEASURES: dict[str, Callable[[nx.MultiDiGraph[str]], dict[str, float]]] = {
    name: partial(_of_graph, BY_COMPONENT[name].of if name in BY_COMPONENT else OF_WHOLE[name]) for name in _ORDER
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
    ordered = sorted(values, key=lambda node: (-rounded(values[node]), node))
    for place, node in enumerate(ordered, 1):
        before = ordered[place - 2] if place > 1 else None
        same = before is not None and rounded(values[before]) == rounded(values[node])
        found[node] = found[before] if same and before is not None else place
    return found


def rounded(value: float) -> float:
    """A value as it ranks: sums that are made in another order differ in their last digits."""
    return round(value, 12)


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
