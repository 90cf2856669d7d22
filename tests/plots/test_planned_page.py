"""Plans in the page of a network: a layer that is off at start; and signs of disagreements that cover nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
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


@pytest.fixture(scope="session")
def graph(real: ox.Store) -> nx.MultiDiGraph[str]:
    """The network of the economy with its plans, one of them for a year behind all others."""
    found = networks.network(real, "economy", "en", Selection(planned=True))
    *_, data = next(edge for edge in found.edges(data=True) if edge[2]["status"] == "planned")
    data |= {"start": "2040-01-01", "end": "2040-12-31"}
    return found


@pytest.fixture(scope="session")
def told(real: ox.Store, graph: nx.MultiDiGraph[str]) -> details.Details:
    return details.details(real, graph, "economy", {})


@pytest.fixture(scope="session")
def text(told: details.Details) -> str:
    return html.page(html.content(told, "degree"), "en")


@pytest.fixture(scope="session")
def file(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "economy.html"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def reader(browser: Any, file: Path) -> Iterator[Reader]:
    """A reader of the page, who leaves plans as they were at the start: off."""
    found = Reader(browser, file)
    yield found
    found.close()


PLANS = "#layers input[data-key=planned]"


def test_plans_are_a_layer_that_is_off_at_start(reader: Reader, graph: nx.MultiDiGraph[str]) -> None:
    core = foreground.settled(graph)
    assert reader.status() == [core.number_of_nodes(), core.number_of_edges()]
    assert "dashdot" not in reader.page.evaluate("tandem.source.edges.data.dash")
    rows = reader.page.locator("#links tbody tr")
    assert rows.count() == core.number_of_edges()
    reader.page.check(PLANS)
    assert reader.status() == [graph.number_of_nodes(), graph.number_of_edges()]
    assert "dashdot" in reader.page.evaluate("tandem.source.edges.data.dash")
    assert rows.count() == graph.number_of_edges()
    planned = graph.number_of_edges() - core.number_of_edges()
    assert reader.page.locator("#links tbody th", has_text="planned").count() >= planned
    assert message("network.plans", "en") in reader.page.evaluate("tandem.svg()")
    reader.page.locator("#links tbody tr", has_text="planned").locator(".open").first.click()
    assert reader.page.locator("#panel .planned").count() > 0
    assert reader.page.locator("#panel .claim .meant").count() > 0
    reader.page.keyboard.press("Escape")
    for language in reversed(namespaces.languages()):
        reader.page.select_option("#language", language)
        assert message("network.plans", language) in reader.page.inner_text("#controls")
        assert message("network.planned", language) in reader.page.inner_text("#layers")
    reader.page.uncheck(PLANS)
    assert reader.status() == [core.number_of_nodes(), core.number_of_edges()]


def test_the_slider_reaches_as_far_as_what_is_let_in(reader: Reader, text: str) -> None:
    firm = [year for edge in content(text)["edges"] if not edge["planned"] for span in edge["years"] for year in span]

    def span() -> tuple[int, ...]:
        return tuple(int(reader.page.input_value(f"#{end}")) for end in ("from", "to"))

    assert span() == (min(firm), max(firm))
    reader.page.check(PLANS)
    assert span() == (min(firm), 2040)
    reader.page.uncheck(PLANS)
    assert span() == (min(firm), max(firm))


def test_plans_are_shown_at_start_only_when_asked_for(
    graph: nx.MultiDiGraph[str], told: details.Details, text: str
) -> None:
    assert content(text)["off"] == ["planned"]
    assert html._off(replace(told, planned=True)) == []
    assert html._off(replace(told, graph=foreground.settled(graph))) == []


def test_signs_cover_no_thing_however_far_one_is(reader: Reader) -> None:
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
    reader.page.click("#whole")


def test_a_page_opens_at_the_thing_in_its_address(reader: Reader) -> None:
    def at(thing: str) -> str:
        reader.page.evaluate("(thing) => { location.hash = thing; }", thing)
        reader.settle()
        return str(reader.page.locator("#panel .name").first.inner_text())

    assert at("state/uzbekistan") == "Uzbekistan"
    assert not reader.page.is_checked(PLANS)
    assert at("state/atlantis") == "Uzbekistan"
    planned = reader.page.evaluate("tandem.net.nodes.find((node) => node.layer === 'planned').id")
    at(planned)
    assert reader.page.is_checked(PLANS)
    reader.page.uncheck(PLANS)
    reader.page.keyboard.press("Escape")
