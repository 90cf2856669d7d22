"""Who stands between blocs: brokerage by role, after Gould and Fernandez (1989), without directions.

Two things that are not joined themselves but share a neighbour are joined by that neighbour, the broker. Which
role it plays depends on the blocs of the three: a *coordinator* joins two of its own bloc, a *gatekeeper* one of its
own with one of another, a *consultant* two of one bloc that is not its own, a *liaison* two of two other blocs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kgtools.network import measures

if TYPE_CHECKING:
    import networkx as nx

COORDINATOR, GATEKEEPER, CONSULTANT, LIAISON = "coordinator", "gatekeeper", "consultant", "liaison"
ROLES = (COORDINATOR, GATEKEEPER, CONSULTANT, LIAISON)


@dataclass(frozen=True)
class Broker:
    """A thing and the pairs that only join through a neighbour such as it, counted by role.

    `between` counts the pairs of different blocs, by the two blocs (sorted).
    """

    node: str
    bloc: str
    roles: Mapping[str, int]
    between: Mapping[tuple[str, str], int]

    @property
    def across(self) -> int:
        """How many pairs of different blocs it joins."""
        return sum(self.between.values())


def _communities(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    return {node: str(int(number)) for node, number in measures.MEASURES["community"](graph).items()}


def _kinds(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    return {node: str(data.get("group", "")) for node, data in graph.nodes(data=True)}


BLOCS: dict[str, Callable[[nx.MultiDiGraph[str]], dict[str, str]]] = {"kind": _kinds, "community": _communities}


def brokers(graph: nx.MultiDiGraph[str], blocs: Mapping[str, str]) -> list[Broker]:
    """Everything that joins two of different blocs, those that join most pairs first, then by ids.

    `blocs` gives the bloc of each node, see `BLOCS`.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph([("envoy", "minister"), ("envoy", "trader")])
    >>> found = brokers(graph, {"envoy": "state", "minister": "state", "trader": "market"})
    >>> [(broker.node, broker.across, dict(broker.roles)) for broker in found]
    [('envoy', 1, {'gatekeeper': 1})]
    """
    flat = measures.undirected(graph)
    found = []
    for node in flat:
        roles: Counter[str] = Counter()
        between: Counter[tuple[str, str]] = Counter()
        for one, other in combinations(sorted(flat[node]), 2):
            if node in (one, other) or flat.has_edge(one, other):
                continue
            roles[role(blocs[node], blocs[one], blocs[other])] += 1
            if blocs[one] != blocs[other]:
                low, high = sorted((blocs[one], blocs[other]))
                between[low, high] += 1
        if between:
            found.append(Broker(node, blocs[node], roles, between))
    return sorted(found, key=lambda broker: (-broker.across, broker.node))


def role(own: str, one: str, other: str) -> str:
    """The role of a broker of bloc `own` between two things of the blocs `one` and `other`.

    >>> role("a", "a", "b"), role("a", "b", "b")
    ('gatekeeper', 'consultant')
    """
    if one == other:
        return COORDINATOR if one == own else CONSULTANT
    return GATEKEEPER if own in (one, other) else LIAISON
