"""The ways from one thing of a network to another, each step with the edges and claims it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kgtools.claims.acceptance import INFERRED, PLANNED
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Link:
    """One edge as a way meets it.

    `source` and `target` are ids of things in the direction of the edge, `verb` its label; `start` and `end` are
    days (ISO), empty where they are open or not stated; `via` the thing between, if there is one; `claims` ids.
    """

    source: str
    target: str
    verb: str
    directed: bool
    start: str
    end: str
    via: str
    inferred: bool
    support: int
    claims: tuple[str, ...]
    planned: bool = False

    @classmethod
    def of(cls, source: str, target: str, data: dict[str, object]) -> Link:
        """An edge of a network as a value."""
        said = {name: str(data.get(name, "")) for name in ("label", "start", "end", "via", "claims", "certainty")}
        return cls(
            source, target, said["label"], bool(data.get("directed", True)), said["start"], said["end"], said["via"],
            said["certainty"] == INFERRED, int(str(data.get("support", 1))), tuple(said["claims"].split()),
            data.get("status") == PLANNED,
        )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """From one thing to the next, with every edge that joins the two."""

    source: str
    target: str
    links: tuple[Link, ...]

    @property
    def support(self) -> int:
        """The number of independent origins of its best supported edge."""
        return max(link.support for link in self.links)


@dataclass(frozen=True)
class Path:
    """A way from one thing to another. It is as well supported as its weakest step."""

    steps: tuple[Step, ...]

    @property
    def support(self) -> int:
        return min(step.support for step in self.steps)

    @property
    def things(self) -> tuple[str, ...]:
        """The things it leads through, both ends included."""
        return (self.steps[0].source, *(step.target for step in self.steps))


def shortest_paths(
    graph: nx.MultiDiGraph[str], start: str, end: str, avoiding: Collection[str] = ()
) -> tuple[Path, ...]:
    """Every shortest way between two things, directions not minded: the best supported first, then by ids.

    `avoiding` are things that no way may lead through. There is none if the two are not joined. Raises UsageError
    if one of them is not in the network, if both are one, or if an end is to be avoided.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("a", "b", key="0", label="visited", claims="x/f1")
    >>> _ = graph.add_edge("c", "b", key="1", label="hosts", claims="x/f2")
    >>> [path.things for path in shortest_paths(graph, "a", "c")]
    [('a', 'b', 'c')]
    """
    import networkx as nx

    for node in (start, end):
        if node not in graph:
            raise UsageError(f"'{node}' is in no link of this network; take another network, more years or more kinds")
        if node in avoiding:
            raise UsageError(f"'{node}' is an end of the way and cannot be avoided")
    if start == end:
        raise UsageError(f"both ends are '{start}'; name two things")
    plain = nx.Graph(graph.to_undirected(as_view=True))
    plain.remove_nodes_from(avoiding)
    try:
        found = [_path(graph, nodes) for nodes in nx.all_shortest_paths(plain, start, end)]
    except nx.NetworkXNoPath:
        return ()
    return tuple(sorted(found, key=lambda path: (-path.support, path.things)))


def _path(graph: nx.MultiDiGraph[str], nodes: Iterable[str]) -> Path:
    return Path(tuple(Step(one, other, links(graph, one, other)) for one, other in pairwise(nodes)))


def links(graph: nx.MultiDiGraph[str], one: str, other: str) -> tuple[Link, ...]:
    """Every edge between two things, in either direction, in the order of time and then of the claims."""
    found = [
        Link.of(source, target, data)
        for source, target in ((one, other), (other, one))
        for data in (graph.get_edge_data(source, target) or {}).values()
    ]
    return tuple(sorted(found, key=lambda link: (link.start or link.end or "9999", link.verb, link.claims)))
