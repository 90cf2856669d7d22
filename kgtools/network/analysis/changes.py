"""What a network gained and lost from one period to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtools.network.analysis.paths import Link

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Relation:
    """Two things and how they are joined, with all edges that say it in one period.

    `source` and `target` are ids; where the relation has no direction, `source` is the lower of the two.
    """

    source: str
    target: str
    verb: str
    directed: bool
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Changes:
    """The relations that only the later period has, those that only the earlier has, and those of both."""

    gained: tuple[Relation, ...]
    lost: tuple[Relation, ...]
    kept: tuple[Relation, ...]


def changes(earlier: nx.MultiDiGraph[str], later: nx.MultiDiGraph[str]) -> Changes:
    """Compare two networks of one view, relation by relation (ends, verb, direction), in the order of their ids.

    What is kept has the edges of the later network.

    >>> import networkx as nx
    >>> earlier, later = nx.MultiDiGraph(), nx.MultiDiGraph()
    >>> _ = earlier.add_edge("a", "b", key="0", label="visited", claims="x/f1")
    >>> _ = later.add_edge("a", "c", key="0", label="visited", claims="x/f2")
    >>> found = changes(earlier, later)
    >>> [relation.target for relation in found.gained], [relation.target for relation in found.lost]
    (['c'], ['b'])
    """
    before, after = _relations(earlier), _relations(later)
    return Changes(
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
        tuple(after[key] for key in sorted(after.keys() & before.keys())),
    )


def _relations(graph: nx.MultiDiGraph[str]) -> dict[tuple[str, str, str, bool], Relation]:
    found: dict[tuple[str, str, str, bool], list[Link]] = {}
    for source, target, data in graph.edges(data=True):
        link = Link.of(source, target, data)
        ends = (source, target) if link.directed else (min(source, target), max(source, target))
        found.setdefault((*ends, link.verb, link.directed), []).append(link)
    return {
        key: Relation(*key, tuple(sorted(links, key=lambda link: (link.start, link.end, link.claims))))
        for key, links in found.items()
    }
