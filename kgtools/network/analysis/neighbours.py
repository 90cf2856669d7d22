"""What one thing is joined to, as values: the small network that other pages show of a thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgtools import namespaces
from kgtools.claims.acceptance import INFERRED
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.terms import code_node
from kgtools.network.edges import StatementIndex, spans
from kgtools.network.foreground import aside
from kgtools.network.networks import ALL, TWO_MODE, Selection, network, star
from kgtools.network.networks import layers as every_layer

if TYPE_CHECKING:
    import networkx as nx

MOST = 12  # neighbours that a small picture can name


@dataclass(frozen=True)
class Bond:
    """All links of one layer between two things: their verbs, and the independent origins of the best supported one.

    It is inferred if none of its links is stated, and disputed if one stands in a marked disagreement. `years` are the
    first and the last that a link is dated to, if any is.
    """

    layer: str
    verbs: tuple[str, ...]
    support: int
    inferred: bool
    disputed: bool
    years: tuple[int, int] | None


@dataclass(frozen=True)
class Neighbour:
    """A thing that another is joined to, with its label and broad kind, and one bond for each layer."""

    thing: str
    label: str
    group: str
    bonds: tuple[Bond, ...]


@dataclass(frozen=True)
class Neighbourhood:
    """A thing with its most important neighbours, how many more there are, and the names of the layers that occur."""

    thing: str
    label: str
    group: str
    neighbours: tuple[Neighbour, ...]
    more: int
    layers: Mapping[str, str]


class Surroundings:
    """What things of a graph are joined to; what is read of it serves all languages.

    Actors and subjects are joined as in the network of all links; visits, meetings and documents to whoever shares
    them. What is inferred is among it, and says so. The graph is read once (about a second) for all things; with
    `around`, which gives the statements around one, for each thing what these cost, and the same is found.
    """

    def __init__(self, store: Store, around: Callable[[str], StatementIndex] | None = None) -> None:
        self._store, self._around = store, around
        self._layers = {
            (layer, language): label(store, code_node("layer", layer), language)
            for layer in every_layer()
            for language in namespaces.languages()
        }

    @cached_property
    def whole(self) -> list[nx.MultiDiGraph[str]]:
        """The networks of all things: of links between actors, and with what stands between them."""
        first, selection = namespaces.first_language(), Selection(inferred=True)
        return [network(self._store, view, first, selection) for view in (ALL, TWO_MODE)]

    def _networks(self, thing: str) -> list[nx.MultiDiGraph[str]]:
        """What has all links of a thing, once between actors and once with what stands between them."""
        if self._around is None:
            return self.whole
        index, centre = self._around(thing), namespaces.entity(thing)
        return [star(self._store, view, namespaces.first_language(), index, centre) for view in (ALL, TWO_MODE)]

    def of(self, thing: str, language: str, most: int = MOST) -> Neighbourhood | None:
        """The neighbourhood of a thing, given by its id; None if it is joined to nothing.

        First come what shares most links with it, opinions apart, then what more independent origins join to it.
        """
        links: dict[str, list[Mapping[str, Any]]] = {}
        data: dict[str, Mapping[str, Any]] = {}
        for graph in self._networks(thing):
            for other, link in _links(graph, thing):
                links.setdefault(other, []).append(link)
                data |= {node: graph.nodes[node] for node in (thing, other)}
        if not links:
            return None
        first = sorted(links, key=lambda other: (*_rank(links[other]), other))[:most]
        found = tuple(
            Neighbour(other, data[other][f"label_{language}"], data[other]["group"], _bonds(links[other], language))
            for other in first
        )
        layers = {bond.layer for one in found for bond in one.bonds}
        return Neighbourhood(
            thing, data[thing][f"label_{language}"], data[thing]["group"], found, len(links) - len(found),
            {layer: self._layers[layer, language] for layer in every_layer() if layer in layers},
        )  # fmt: skip


def _links(graph: nx.MultiDiGraph[str], thing: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The links of a thing with the other end of each."""
    if thing not in graph:
        return []
    found = [(target, data) for _, target, data in graph.out_edges(thing, data=True)]
    return found + [(source, data) for source, _, data in graph.in_edges(thing, data=True)]


def _rank(links: list[Mapping[str, Any]]) -> tuple[int, int, int]:
    firm = sum(link["layer"] not in aside() for link in links)
    return -firm, -max(link["support"] for link in links), -len(links)


def _bonds(links: list[Mapping[str, Any]], language: str) -> tuple[Bond, ...]:
    found = []
    for layer in every_layer():
        of_layer = [link for link in links if link["layer"] == layer]
        if not of_layer:
            continue
        years = [year for link in of_layer for span in spans(link) for year in (span.years[0], span.years[-1])]
        found.append(
            Bond(
                layer,
                tuple(dict.fromkeys(link[f"label_{language}"] for link in of_layer)),
                max(link["support"] for link in of_layer),
                all(link["certainty"] == INFERRED for link in of_layer),
                any(link.get("disagreements") for link in of_layer),
                (min(years), max(years)) if years else None,
            )
        )
    return tuple(found)
