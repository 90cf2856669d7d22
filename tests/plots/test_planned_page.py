"""Plans in the page of a network: a layer that is off at start; and signs of disagreements that cover nothing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.messages import message
from kgtools.network import details, foreground, networks
from kgtools.network.networks import Selection
from kgtools.plots.network import html
from tests.plots.test_network_page import Reader, content


@pytest.fixture(scope="module")
def graphs(real: ox.Store) -> dict[str, nx.MultiDiGraph[str]]:
    index = Selection(planned=True).index(real)
    return {tag: networks.network(real, "economy", tag, Selection(planned=True), index) for tag in namespaces.LANGUAGES}


@pytest.fixture(scope="module")
def told(real: ox.Store, graphs: dict[str, nx.MultiDiGraph[str]]) -> details.Details:
    return details.details(real, graphs["en"], "economy", {})


@pytest.fixture(scope="module")
def file(
    graphs: dict[str, nx.MultiDiGraph[str]], told: details.Details, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("plans") / "economy.html"
    html.write(graphs, told, path, "en", "degree")
    return path


def test_plans_are_a_layer_that_is_off_at_start(
    browser: Any, file: Path, graphs: dict[str, nx.MultiDiGraph[str]]
) -> None:
    graph, core = graphs["en"], foreground.settled(graphs["en"])
    reader = Reader(browser, file)
    assert reader.status() == [core.number_of_nodes(), core.number_of_edges()]
    assert "dashdot" not in reader.page.evaluate("tandem.source.edges.data.dash")
    rows = reader.page.locator("#links tbody tr")
    assert rows.count() == core.number_of_edges()
    reader.page.check("#layers input[data-key=planned]")
    assert reader.status() == [graph.number_of_nodes(), graph.number_of_edges()]
    assert "dashdot" in reader.page.evaluate("tandem.source.edges.data.dash")
    planned = graph.number_of_edges() - core.number_of_edges()
    assert rows.count() == graph.number_of_edges()
    assert reader.page.locator("#links tbody th", has_text="planned").count() >= planned
    assert message("network.plans", "en") in reader.page.evaluate("tandem.svg()")
    for language in namespaces.LANGUAGES:
        reader.page.select_option("#language", language)
        assert message("network.plans", language) in reader.page.inner_text("#controls")
        assert message("network.planned", language) in reader.page.inner_text("#layers")
    reader.page.locator("#links tbody tr", has_text=message("network.planned", "uz")).locator(".open").first.click()
    assert reader.page.locator("#panel .planned").count() > 0
    assert reader.page.locator("#panel .claim .meant").count() > 0
    reader.page.uncheck("#layers input[data-key=planned]")
    assert reader.status() == [core.number_of_nodes(), core.number_of_edges()]
    reader.close()


def test_the_slider_reaches_as_far_as_what_is_let_in(
    browser: Any, graphs: dict[str, nx.MultiDiGraph[str]], told: details.Details, tmp_path: Path
) -> None:
    later = {tag: graph.copy() for tag, graph in graphs.items()}
    years = [
        span[0]
        for edge in content(html.page(graphs, told, "en", "degree"))["edges"]
        for span in edge["years"]
        if not edge["planned"]
    ]
    for graph in later.values():
        *_, data = next(edge for edge in graph.edges(data=True) if edge[2]["status"] == "planned")
        data |= {"start": "2040-01-01", "end": "2040-12-31"}
    html.write(later, told, tmp_path / "x.html", "en", "degree")
    reader = Reader(browser, tmp_path / "x.html")
    spans = []
    for act in ("uncheck", "check", "uncheck"):
        getattr(reader.page, act)("#layers input[data-key=planned]")
        spans.append(tuple(int(reader.page.input_value(f"#{end}")) for end in ("from", "to")))
    assert spans[0] == spans[2] != spans[1]
    assert (spans[0][0], spans[1]) == (min(years), (min(years), 2040))
    reader.close()


def test_plans_are_shown_at_start_only_when_asked_for(
    real: ox.Store, graphs: dict[str, nx.MultiDiGraph[str]], told: details.Details
) -> None:
    assert content(html.page(graphs, told, "en", "degree"))["off"] == ["planned"]
    asked = details.details(real, graphs["en"], "economy", {}, planned=True)
    assert content(html.page(graphs, asked, "en", "degree"))["off"] == []
    core = {tag: foreground.settled(graph) for tag, graph in graphs.items()}
    assert content(html.page(core, told, "en", "degree"))["off"] == []


def test_signs_cover_no_thing_however_far_one_is(browser: Any, file: Path) -> None:
    reader = Reader(browser, file)
    shown = []
    for _ in range(4):
        reader.settle()
        seen = reader.page.evaluate(
            """() => {
                const { nodes, signs } = tandem.source;
                const by = tandem.scale();
                const discs = [...nodes.data.x].map((x, i) => [x * by, nodes.data.y[i] * by, nodes.data.size[i] / 2]);
                return { discs, signs: [...signs.data.x].map((x, i) => [x * by, signs.data.y[i] * by]) };
            }"""
        )
        shown.append(len(seen["signs"]))
        near = [math.dist(sign, disc[:2]) - disc[2] for sign in seen["signs"] for disc in seen["discs"]]
        assert min(near, default=99) > 5
        for _ in range(3):
            reader.page.click("#farther")
    assert shown[0] > shown[-1]
    reader.close()
