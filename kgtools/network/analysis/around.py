"""The links of one thing, found from the claims around it, so that a page about it costs what it shows.

Which claims these are follows from the edge rules. An edge of a rule with one property is a claim that names both
ends; one with a thing between them rests on claims about that thing. Where a third leg leads on, as from a post to its
state, the things between are those that name what leads to the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.terms import curie_node, node, term_node
from kgtools.network.edges import StatementIndex, rules
from kgtools.network.networks import ALL, Selection, found_edges, networks, taker

_SUBJECT, _PREDICATE, _OBJECT = map(curie_node, ("rdf:subject", "rdf:predicate", "rdf:object"))
_Nodes = set[ox.NamedNode]


@dataclass(frozen=True)
class Around:
    """What is stated around a thing, given by its id."""

    store: Store
    thing: str

    @cached_property
    def index(self) -> StatementIndex:
        """The statements on which the links of the thing rest, those among them that are inferred too."""
        return StatementIndex(self.store, inferred=True, only=self._claims)

    @cached_property
    def links(self) -> dict[str, int]:
        """How many links the thing has in each network of the ontology that has any of it."""
        centre, firm = namespaces.entity(self.thing), self.index.firm()
        own = [edge for edge in found_edges(self.store, ALL, firm) if centre in (edge.source, edge.target)]
        found = {name: len(taker(self.store, name, Selection())(firm, own)) for name in networks(self.store)}
        return {name: number for name, number in found.items() if number}

    @cached_property
    def _claims(self) -> _Nodes:
        """The claims on which links of the thing rest, and some others about the same things."""
        thing, every = ox.NamedNode(namespaces.entity(self.thing)), rules(self.store)
        onward = [rule for rule in every if rule.then]
        third = _named(rule.then for rule in onward)
        second = _named(rule.second for rule in onward)
        naming = self._having(_OBJECT, thing)
        between = self._ends(naming, _named(end for rule in every for end in (rule.first, rule.second)), _SUBJECT)
        for post in self._ends(naming, third, _SUBJECT):
            between |= self._ends(self._having(_OBJECT, post), second, _SUBJECT)
        found = naming.union(*(self._having(_SUBJECT, one) for one in {thing, *between}))
        for post in self._ends(found, second, _OBJECT):
            found |= {claim for claim in self._having(_SUBJECT, post) if self._says(claim, third)}
        return found.union(*(self._having(term_node(name), thing) for name in ("speaker", "about")))

    def _having(self, predicate: ox.NamedNode, value: ox.NamedNode) -> _Nodes:
        """The claims that have a value."""
        quads = self.store.quads_for_pattern(None, predicate, value, ox.DefaultGraph())
        return {node(quad.subject) for quad in quads}

    def _says(self, claim: ox.NamedNode, names: _Nodes) -> bool:
        """Whether a claim is one of some properties."""
        quads = self.store.quads_for_pattern(claim, _PREDICATE, None, ox.DefaultGraph())
        return any(quad.object in names for quad in quads)

    def _ends(self, claims: Iterable[ox.NamedNode], names: _Nodes, end: ox.NamedNode) -> _Nodes:
        """The subjects or the values of those among some claims that are of some properties."""
        return {
            quad.object
            for claim in claims
            if self._says(claim, names)
            for quad in self.store.quads_for_pattern(claim, end, None, ox.DefaultGraph())
            if isinstance(quad.object, ox.NamedNode)
        }


def _named(properties: Iterable[str]) -> _Nodes:
    """Properties as nodes, by their IRIs; empty ones left out."""
    return {ox.NamedNode(name) for name in properties if name}
