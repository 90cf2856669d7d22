"""Who is central only because of one article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtools.network.analysis.sensitivity import Changed, Ranking

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Reliance:
    """A thing among the first of a ranking that is no longer among them without one article.

    `without` is its place then; None if it drops out of the network.
    """

    node: str
    rank: int
    article: str
    without: int | None


def reliant(
    whole: nx.MultiDiGraph[str], left_out: Iterable[tuple[str, Changed]], measure: str, top: int
) -> list[Reliance]:
    """Which of the first `top` of a ranking owe their place to one article, in the order of the ranking.

    `left_out` gives each article, and what the network has more or fewer without it; `measure` is a name of
    `measures.RANKED`.

    >>> import networkx as nx
    >>> whole = nx.MultiDiGraph([("a", "b"), ("a", "c"), ("b", "d")])
    >>> found = reliant(whole, [("x", {("a", "b"): -1, ("a", "c"): -1, ("b", "c"): 1})], "degree", 1)
    >>> [(one.node, one.article, one.without) for one in found]
    [('a', 'x', None)]
    """
    ranking = Ranking(whole, measure)
    places = ranking.places
    first = sorted((node for node in places if places[node] <= top), key=lambda node: (places[node], node))
    others = {article: ranking.changed(first, changed) for article, changed in left_out}
    return [
        Reliance(node, places[node], article, other.get(node))
        for node in first
        for article, other in sorted(others.items())
        if node not in other or other[node] > top
    ]
