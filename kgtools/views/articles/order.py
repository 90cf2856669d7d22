"""The claims of an article in the order of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.terms import iri, node, term_node, text, whole
from kgtools.views.evidence import Place, place_of


@dataclass(frozen=True)
class Placed:
    """A claim, by its id with its kind, and where its passage lies."""

    id: str
    place: Place

    @property
    def node(self) -> ox.NamedNode:
        """The node of the claim."""
        return ox.NamedNode(namespaces.base() + self.id)


@dataclass(frozen=True)
class Order:
    """An article's claims in the order of its text: what begins first, then what ends first, then by id."""

    article: str
    hash: str
    length: int
    claims: Sequence[Placed]

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each claim in this order, from 0, by its id."""
        return {claim.id: number for number, claim in enumerate(self.claims)}

    @cached_property
    def passages(self) -> dict[tuple[int, int], list[str]]:
        """The claims on each passage, by (start, end), in order."""
        found: dict[tuple[int, int], list[str]] = {}
        for claim in self.claims:
            found.setdefault((claim.place.start, claim.place.end), []).append(claim.id)
        return found

    def around(self, claim: str) -> tuple[str, str]:
        """The ids of the claims before and after one; empty at the ends."""
        number = self.number[claim]
        before = self.claims[number - 1].id if number else ""
        after = self.claims[number + 1].id if number + 1 < len(self.claims) else ""
        return before, after

    def beside(self, claim: str) -> list[str]:
        """The other claims on the passage of one."""
        place = self.claims[self.number[claim]].place
        return [each for each in self.passages[place.start, place.end] if each != claim]


def order(store: Store, article: str) -> Order:
    """The claims of an article, by its id without kind."""
    thing = ox.NamedNode(namespaces.entity(f"article/{article}"))
    default = ox.DefaultGraph()

    def value(name: str) -> ox.Literal:
        (quad,) = store.quads_for_pattern(thing, term_node(name), None, default)
        assert isinstance(quad.object, ox.Literal)
        return quad.object

    claims = []
    for quad in store.quads_for_pattern(None, term_node("inArticle"), thing, default):
        place = place_of(store, node(quad.subject))
        if place is not None:
            claims.append(Placed(namespaces.shorten(iri(quad.subject)), place))
    claims.sort(key=lambda each: (each.place.start, each.place.end, each.id))
    return Order(article, text(value("textHash")), whole(value("textLength")), tuple(claims))
