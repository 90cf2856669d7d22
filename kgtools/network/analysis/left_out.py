"""The network without each article in turn: what a ranking owes to one of them.

The edges of the whole are found once, each with the subject at which it is found. What an article says bears only on
edges found at the subjects that it speaks of, and at those that lie one step before them; these alone are found again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.network import networks
from kgtools.network.analysis.sensitivity import Changed, Pair
from kgtools.network.edges import Edge, EdgeRule, Place, StatementIndex, findings, rules
from kgtools.network.networks import TWO_MODE, Selection, article_ids, known_articles, legs, taker

if TYPE_CHECKING:
    import networkx as nx

Key = tuple[str, ...]


def network(
    store: Store, view: str, language: str, selection: Selection
) -> tuple[nx.MultiDiGraph[str], Iterator[tuple[str, Changed]]]:
    """The network that `networks.network` gives, and what it has more or fewer with each article left out."""
    index = selection.index(store, article_ids(store, selection.without))
    return networks.network(store, view, language, selection, index), each_left_out(store, view, selection, index)


def each_left_out(
    store: Store, view: str, selection: Selection, index: StatementIndex | None = None
) -> Iterator[tuple[str, Changed]]:
    """Each article by its id, with the edges that a view has more or fewer when it is left out.

    With these the view has the edges that `networks.network` gives when the article is among `without`. With an `index`
    of the store, made for the same selection, the store is not read for one.
    """
    without = article_ids(store, selection.without)
    found = _Findings(index or selection.index(store, without), rules(store), view)
    take = taker(store, view, selection)
    for article in known_articles(store):
        if article not in without:
            lost, again = found.without([*without, article])
            if selection.around:  # what is near follows from all edges
                kept = [edge for key, edge in found.edges.items() if key not in lost]
                lost, again = found.edges, [*kept, *again]
            changed = _pairs(take(found.index, again))
            changed.subtract(_pairs(take(found.index, lost.values())))
            yield article, {pair: number for pair, number in changed.items() if number}


def _pairs(edges: Iterable[Edge]) -> Counter[Pair]:
    return Counter((namespaces.shorten(edge.source), namespaces.shorten(edge.target)) for edge in edges)


class _Findings:
    """The edges of a view, by what finds them."""

    def __init__(self, index: StatementIndex, rules: list[EdgeRule], view: str) -> None:
        self.index = index
        self._rules = rules
        self._find = legs if view == TWO_MODE else findings
        self._two_mode = view == TWO_MODE
        self._subjects = index.subjects()
        self._by_key: dict[Key, list[tuple[Place, Edge]]] = defaultdict(list)
        self._keys: dict[str, set[Key]] = defaultdict(set)  # of the edges that are found at a subject
        self._order: dict[Place, int] = {}
        for place, edge in self._find(index, rules):
            key = self._key(edge)
            self._by_key[key].append((place, edge))
            self._keys[place[1]].add(key)
            self._order.setdefault(place, len(self._order))
        self.edges = {key: self._one([edge for _, edge in found]) for key, found in self._by_key.items()}
        self._before, self._beyond = self._steps()

    def without(self, articles: list[str]) -> tuple[dict[Key, Edge], list[Edge]]:
        """The edges on which the last of these articles bears, and what is left of them.

        Without the other articles all were found.
        """
        spoken_of = self._subjects.get(articles[-1], set())
        touched = spoken_of.union(*(self._before.get(subject, ()) for subject in spoken_of))
        needed = touched.union(*(self._beyond.get(subject, ()) for subject in touched))
        part = self.index.part(sorted(needed), articles)
        again: dict[Key, list[tuple[Place, Edge]]] = {
            key: [each for each in self._by_key[key] if each[0][1] not in touched]
            for subject in touched
            for key in self._keys.get(subject, ())
        }
        for place, edge in self._find(part, self._rules, touched):
            again[self._key(edge)].append((place, edge))
        left = (sorted(listed, key=lambda each: self._order[each[0]]) for listed in again.values())
        lost = {key: self.edges[key] for key in again}
        return lost, [self._one([edge for _, edge in listed]) for listed in left if listed]

    def _key(self, edge: Edge) -> Key:
        return (edge.source, edge.target, edge.rule.property) if self._two_mode else edge.key

    def _one(self, found: list[Edge]) -> Edge:
        """What is found several times as one edge."""
        first, *others = found
        for other in () if self._two_mode else others:
            first = self.index.joined(first, other)
        return first

    def _steps(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Of rules with three legs: the things between that lie before another, and the others that lie beyond them."""
        before, beyond = defaultdict(set), defaultdict(set)
        for rule in self._rules:
            for thing in self.index.between(rule) if rule.then else ():
                for other in self.index.values(rule.second, thing):
                    before[other].add(thing)
                    beyond[thing].add(other)
        return before, beyond
