"""Networks in outline have the things and links of the networks themselves."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from kgtools.network import foreground, measures
from kgtools.network.analysis.outlines import drawn, outlines
from tests.network.test_around import pictured_networks


@pytest.mark.parametrize("graph", ["mini_store", "real"])
def test_outlines_count_the_links_and_neighbours_of_the_networks(graph: str, request: pytest.FixtureRequest) -> None:
    store: ox.Store = request.getfixturevalue(graph)
    found, pictured = outlines(store), pictured_networks(store)
    assert set(found) == set(pictured) != set()
    for name, network in pictured.items():
        assert found[name].neighbours == measures.MEASURES["degree"](network), name
        assert found[name].layers == Counter(data["layer"] for *_, data in network.edges(data=True)), name
        assert len(found[name].links) == network.number_of_edges()


@pytest.mark.parametrize(("nodes", "links"), [(10**6, 10**6), (60, 10**6), (60, 90), (10**6, 40)])
def test_it_is_known_what_a_picture_takes_of_a_network(
    real: ox.Store, monkeypatch: pytest.MonkeyPatch, nodes: int, links: int
) -> None:
    pictured = pictured_networks(real)
    monkeypatch.setattr(foreground, "MOST_NODES", nodes)
    monkeypatch.setattr(foreground, "MOST_EDGES", links)
    expected = {name: dict(foreground.strongest(network).degree) for name, network in pictured.items()}
    assert drawn(real, outlines(real)) == expected


def test_a_graph_of_nothing_has_no_outline() -> None:
    assert outlines(ox.Store()) == {}
