"""What a picture of a network begins with: states, leaders and joint bodies before experts, and what it tells first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgtools import marks
from kgtools.claims.acceptance import PLANNED
from kgtools.claims.model import BACKGROUND
from kgtools.graph.reading import Store
from kgtools.messages import message
from kgtools.network.edges import at_most, rules, spans
from kgtools.network.networks import networks

if TYPE_CHECKING:
    import networkx as nx

_LEAST = 2  # of what a finding counts
MOST_NODES, MOST_EDGES = 5_000, 20_000  # of one picture; beyond these neither a browser nor a reader gains anything


def aside(view: str = "") -> frozenset[str]:
    """The layers that a network sets aside at first; without a name those that any does.

    >>> sorted(aside("actors")), sorted(aside("leaders"))
    (['expert'], [])
    """
    found = (layers for network, layers in marks.values("setsAside").items() if view in ("", network.partition("/")[2]))
    return frozenset(layer.partition("/")[2] for layers in found for layer in layers)


def settled(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A network without what is only planned, and without what is then joined to nothing: what is counted and ranked.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("a", "b", status="accepted"), graph.add_edge("b", "c", status="planned")
    >>> sorted(settled(graph))
    ['a', 'b']
    """
    planned = [(*ends, key) for *ends, key, data in graph.edges(keys=True, data=True) if data.get("status") == PLANNED]
    if not planned:
        return graph
    left = graph.copy()
    left.remove_edges_from(planned)
    left.remove_nodes_from([node for node in left if not left.degree(node)])
    return left


def leaders(graph: nx.MultiDiGraph[str]) -> frozenset[str]:
    """The people who hold or held an office in a state, or what the ontology marks like them."""
    offices, people, sides = marks.kinds("heldByOne"), marks.classes("personalName"), marks.classes("isSide")
    return frozenset(
        source
        for source, target, data in settled(graph).edges(data=True)
        if data.get("via", "").startswith(offices)
        and graph.nodes[source].get("group") in people
        and graph.nodes[target].get("group") in sides
    )


def experts(graph: nx.MultiDiGraph[str], view: str) -> frozenset[str]:
    """Of a network that sets a layer aside, such as that of experts, the nodes that belong to it alone; of others none.

    These are people who hold no office in a state and have no link of a layer in the foreground, and the bodies around
    them, states apart, that no such link reaches either. If nothing else would be left, there are none.
    """
    import networkx as nx

    if not aside(view):
        return frozenset()
    graph = settled(graph)
    firm = {layer.partition("/")[2] for layer in marks.terms("foreground", "true")}
    political = {end for *ends, data in graph.edges(data=True) if {*data["layer"].split()} & firm for end in ends}
    groups = nx.get_node_attributes(graph, "group")
    persons, sides = marks.classes("personalName"), marks.classes("isSide")
    people = {node for node in graph if groups[node] in persons} - political - leaders(graph)
    rest = nx.Graph(graph.subgraph(node for node in graph if node not in people and groups[node] not in sides))
    beside = {end for person in people for end in nx.all_neighbors(graph, person)}
    bodies = [part for part in nx.connected_components(rest) if part & beside and not part & political]
    found = frozenset(people.union(*bodies))
    return found if len(without(graph, found)) else frozenset()


def without(graph: nx.MultiDiGraph[str], nodes: Iterable[str]) -> nx.MultiDiGraph[str]:
    """A network without some nodes and the layers set aside, and without what is then joined to nothing."""
    left = graph.copy()
    left.remove_nodes_from(list(nodes))
    left.remove_edges_from(
        [(*ends, key) for *ends, key, data in left.edges(keys=True, data=True) if data["layer"] in aside()]
    )
    left.remove_nodes_from([node for node in left if not left.degree(node)])
    return left


def ranked(graph: nx.MultiDiGraph[str]) -> list[str]:
    """The nodes, leaders first, then those with most neighbours."""
    import networkx as nx

    counted = settled(graph)
    first = leaders(counted)
    neighbours = {node: len({*nx.all_neighbors(counted, node)}) for node in counted}
    return sorted(graph, key=lambda node: (node not in first, -neighbours.get(node, 0), node))


def may_be_too_large(store: Store) -> bool:
    """Whether a network of the ontology may be too large for its picture, without looking for its links."""
    every = rules(store)
    bounds = (at_most(store, [rule for rule in every if name in rule.networks]) for name in networks(store))
    return any(things > MOST_NODES or links > MOST_EDGES for things, links in bounds)


def is_too_large(graph: nx.MultiDiGraph[str]) -> bool:
    """Whether a network has more things or links than a picture takes."""
    return graph.number_of_nodes() > MOST_NODES or graph.number_of_edges() > MOST_EDGES


def strongest(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The network itself, or the part of a larger one that a picture takes.

    These are the leaders, then the things joined to most, and of the links between them those of most independent
    origins, then of most claims, those only planned last; without what is then joined to nothing.
    """
    if not is_too_large(graph):
        return graph
    found = graph.subgraph(ranked(graph)[:MOST_NODES]).copy()
    edges = sorted(found.edges(keys=True, data=True), key=_weakness)
    found.remove_edges_from([edge[:3] for edge in edges[MOST_EDGES:]])
    found.remove_nodes_from([node for node in found if not found.degree(node)])
    return found


def _weakness(edge: tuple[str, str, str, dict[str, Any]]) -> tuple[bool, int, int, tuple[str, str, str]]:
    """Edges in this order are the strongest first."""
    *which, data = edge
    claims = len(data.get("claims", "").split())
    return data.get("status") == PLANNED, -data.get("support", 1), -claims, (which[0], which[1], which[2])


@dataclass
class _Shared:
    """What two things have in common of one kind: the things between, their articles and years, and which have one."""

    between: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    dated: set[str] = field(default_factory=set)

    @property
    def rank(self) -> tuple[int, int, int]:
        return len(self.between), len(self.articles), len(self.years)


def finding(graph: nx.MultiDiGraph[str], language: str) -> str:
    """What a network tells first: which two of its things share most meetings or documents; empty if none share two.

    The words are those of the language, as are the labels if the nodes have them.
    """
    found: dict[tuple[str, str, str], _Shared] = {}
    for source, target, data in settled(graph).edges(data=True):
        for between in data.get("via", "").split():
            kind = next(iter(marks.of(marks.class_of(between), "countedAs")), "")
            if kind and source != target:
                shared = found.setdefault((kind, min(source, target), max(source, target)), _Shared())
                shared.between.add(between)
                shared.articles.update(set(data.get("articles", "").split()) - {BACKGROUND})
                shared.years.update(year for span in spans(data) for year in span.years)
                shared.dated.update([between] * bool(spans(data)))
    if not found:
        return ""
    kind, one, other = max(sorted(found, reverse=True), key=lambda key: found[key].rank)
    most = found[kind, one, other]
    if len(most.between) < _LEAST or not most.articles:
        return ""
    names = sorted(graph.nodes[node].get(f"label_{language}", graph.nodes[node]["label"]) for node in (one, other))
    said = message(f"network.finding.{kind}", language, *names, len(most.between), len(most.articles))
    years = "–".join(map(str, sorted({min(most.years), max(most.years)}))) if most.years else ""
    undated = len(most.between - most.dated)
    left = message("network.finding.undated", language, undated) if years and undated else ""
    return "; ".join(filter(None, (said, years, left)))
