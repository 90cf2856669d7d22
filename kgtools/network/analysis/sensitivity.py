"""What becomes of a ranking when one article is left out.

Without an article a network has a few edges less, at times another one. What these bear on is measured again, and no
more: for most measures the components that they are in. All other nodes keep their share, and the place of a node is
counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kgtools.network import measures
from kgtools.network.measures import Share

if TYPE_CHECKING:
    import networkx as nx

Pair = tuple[str, str]
Changed = Mapping[Pair, int]  # how many edges more run from one thing to another; a negative number, how many fewer


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
    whole: nx.MultiDiGraph[str], without: Iterable[tuple[str, Changed]], name: str, top: int
) -> list[RankRange]:
    """The first `top` nodes of a ranking, each with the range it takes when one article is left out.

    `without` gives each article, and what the network has more or fewer without it. The order is that of the whole
    network.
    """
    ranking = Ranking(whole, name)
    place = ranking.places
    first = sorted(place, key=lambda node: (place[node], node))[:top]
    others = {article: ranking.changed(first, changed) for article, changed in without}
    found = []
    for node in first:
        places = [other.get(node) for other in others.values()]
        seen = [number for number in places if number is not None]
        flips = tuple(article for article, other in others.items() if _flips(node, first, place, other))
        worst = None if None in places else max([place[node], *seen])
        found.append(RankRange(node, ranking.values[node], place[node], min([place[node], *seen]), worst, flips))
    return found


def _flips(node: str, first: list[str], place: dict[str, int], other: dict[str, int]) -> bool:
    """Whether a node and another of the first change their order, or the node drops out."""
    if node not in other:
        return True
    return any((place[node] - place[rival]) * (other[node] - other[rival]) < 0 for rival in first if rival in other)


class Ranking:
    """The places of the nodes of a network by a measure, and those that some take when a few edges change."""

    def __init__(self, whole: nx.MultiDiGraph[str], name: str) -> None:
        import networkx as nx

        flat = measures.undirected(whole)
        self._name = name
        self._measure = measures.BY_COMPONENT.get(name)
        self._number = len(flat)
        self._shares = self._measure.shares(flat, self._number) if self._measure else {}
        self._all = _Shares(self._shares.values())
        self.values = self._measure.of(flat) if self._measure else measures.OF_WHOLE[name](flat)
        self.places = measures.ranks(self.values)
        self._edges: Counter[Pair] = Counter()
        self._at: dict[str, set[Pair]] = defaultdict(set)
        for source, target, data in whole.edges(data=True):
            self._edges[source, target] += data.get("weight", 1)
            for end in (source, target):
                self._at[end].add((source, target))
        self._component = {node: members for members in nx.connected_components(flat) for node in members}

    def changed(self, nodes: Collection[str], changed: Changed) -> dict[str, int]:
        """The places of those of some nodes that are left when edges change; a node without an edge is not."""
        if self._measure is None:
            edges = self._edges.copy()
            edges.update(changed)
            flat = _joined(edges.items())
            places = measures.ranks(measures.OF_WHOLE[self._name](flat)) if flat else {}
            return {node: places[node] for node in nodes if node in places}
        bears_on = {end for pair in changed for end in pair}
        if not self._measure.near:
            bears_on = bears_on.union(*(self._component.get(node, ()) for node in bears_on))
        pairs = {*changed}.union(*(self._at[node] for node in bears_on if node in self._at))
        flat = _joined((pair, self._edges[pair] + changed.get(pair, 0)) for pair in pairs)
        before = {node: self._shares[node] for node in bears_on if node in self._shares}
        number = self._number - len(before) + sum(node in flat for node in bears_on)
        after = {node: share for node, share in self._measure.shares(flat, number).items() if node in bears_on}
        return self._counted(nodes, before, after, number)

    def _counted(
        self, nodes: Iterable[str], before: dict[str, Share], after: dict[str, Share], number: int
    ) -> dict[str, int]:
        """The places of nodes when some nodes, of all that there are, have other shares than before."""
        assert self._measure is not None
        value = self._measure.value
        gone, come = _Shares(before.values()), _Shares(after.values())

        def rounded(share: Share) -> float:
            return measures.rounded(value(share, number))

        found = {}
        for node in nodes:
            share = after.get(node) if node in before else self._shares[node]
            if share is not None:
                own = rounded(share)
                found[node] = 1 + self._all.above(own, rounded) - gone.above(own, rounded) + come.above(own, rounded)
        return found


class _Shares:
    """Shares in order, so that those above a value are counted without looking at each."""

    def __init__(self, shares: Iterable[Share]) -> None:
        self._alike: dict[int, list[float]] = defaultdict(list)
        for first, second in shares:
            self._alike[first].append(second)
        for listed in self._alike.values():
            listed.sort()

    def above(self, value: float, of: Callable[[Share], float]) -> int:
        """How many shares have a greater value."""
        found = 0
        for first, listed in self._alike.items():
            found += len(listed) - bisect_right(listed, value, key=partial(_of_second, of, first))
        return found


def _of_second(of: Callable[[Share], float], first: int, second: float) -> float:
    return of((first, second))


def _joined(edges: Iterable[tuple[Pair, int]]) -> nx.Graph[str]:
    """The network of edges, by their number."""
    left = [(source, target, number) for (source, target), number in edges if number > 0]
    return measures.joined({end for source, target, _ in left for end in (source, target)}, left)
