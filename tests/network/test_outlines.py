"""Networks in outline have the things and links of the networks themselves."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.network import measures, networks
from kgtools.network.analysis.outlines import outlines


@pytest.mark.parametrize("graph", ["mini_store", "real"])
def test_outlines_count_the_links_and_neighbours_of_the_networks(graph: str, request: pytest.FixtureRequest) -> None:
    store: ox.Store = request.getfixturevalue(graph)
    found, every = outlines(store), networks.every(store, namespaces.first_language())
    assert set(found) == set(every) != set()
    for name, network in every.items():
        assert found[name].neighbours == measures.MEASURES["degree"](network), name
        assert found[name].layers == Counter(data["layer"] for *_, data in network.edges(data=True)), name
        assert found[name].links == network.number_of_edges()


def test_a_graph_of_nothing_has_no_outline() -> None:
    assert outlines(ox.Store()) == {}
