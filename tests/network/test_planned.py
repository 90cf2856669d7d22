"""What is only planned or aimed at: an edge when it is asked for, told apart from what is accepted, never counted."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

import kgtools as library
from kgtools.graph import store
from kgtools.network import edges, export, foreground, measures, networks, transforms
from kgtools.network.networks import Selection
from kgtools.plots.network import static
from tests.conftest import ROOT, Run


def spoken(mini: Path, value: str, modality: str) -> ox.Store:
    """The tiny project, with one fact of its article told in another way."""
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    text = table.read_text(encoding="utf-8")
    changed = text.replace(f"{value},,asserted", f"{value},,{modality}")
    assert changed != text
    table.write_text(changed, encoding="utf-8")
    return store.open_store(mini)


def visits(graph: nx.MultiDiGraph[str]) -> list[str]:
    return [data.get("status", "") for *_, data in graph.edges(data=True) if data["label"] == "visited"]


@pytest.mark.parametrize("modality", ["planned", "target"])
def test_what_is_planned_is_an_edge_only_when_asked_for(mini: Path, modality: str) -> None:
    opened = spoken(mini, "host,state/arcadia", modality)
    assert visits(networks.network(opened, "actors", "en")) == []
    asked = networks.network(opened, "actors", "en", Selection(planned=True))
    assert visits(asked) == ["planned"]
    ((*_, visit),) = [edge for edge in asked.edges(data=True) if edge[2]["label"] == "visited"]
    assert visit["claims"] == "short-note/f02 short-note/f03"
    assert {data["status"] for *_, data in asked.edges(data=True)} == {"accepted", "planned"}
    # both in the Python library, and on the command line below
    assert visits(library.load(mini).network(planned=True)) == ["planned"]
    assert visits(library.load(mini).network()) == []


@pytest.mark.parametrize("modality", ["denied", "proposed"])
def test_what_is_denied_or_proposed_is_never_an_edge(mini: Path, modality: str) -> None:
    opened = spoken(mini, "host,state/arcadia", modality)
    assert visits(networks.network(opened, "actors", "en", Selection(planned=True))) == []


def test_a_planned_day_dates_no_accepted_edge(mini: Path) -> None:
    opened = spoken(mini, "date,2019-05-03", "planned")
    (visit,) = [
        edge for edge in edges.edges(opened, index=Selection(planned=True).index(opened)) if edge.rule.name == "visited"
    ]
    assert (visit.planned, visit.start) == (False, "")
    both = spoken(mini, "host,state/arcadia", "planned")
    (visit,) = [
        edge for edge in edges.edges(both, index=Selection(planned=True).index(both)) if edge.rule.name == "visited"
    ]
    assert (visit.planned, visit.start) == (True, "2019-05-03")


def listed(graph: nx.MultiDiGraph[str], planned: bool) -> list[tuple[str, ...]]:
    names = ("label", "via", "claims", "start", "end", "told", "support", "articles", "certainty")
    return sorted(
        (*ends, *(str(data.get(name, "")) for name in names))
        for *ends, data in graph.edges(data=True)
        if (data.get("status") == "planned") == planned
    )


@pytest.fixture(scope="module")
def economy(real: ox.Store) -> nx.MultiDiGraph[str]:
    return networks.network(real, "economy", "en", Selection(planned=True))


@pytest.mark.parametrize("view", ["economy", "two-mode"])
def test_plans_change_nothing_of_what_is_accepted(real: ox.Store, view: str) -> None:
    without, with_plans = (
        networks.network(real, view, "en", selection) for selection in (Selection(), Selection(planned=True))
    )
    assert listed(without, planned=False) == listed(with_plans, planned=False)
    assert len(listed(with_plans, planned=True)) > 4
    assert nx.utils.graphs_equal(foreground.settled(without), without)
    settled = foreground.settled(with_plans)
    assert {*settled} == {*without}
    for transform in (transforms.simplified, *([transforms.projected] * (view == "two-mode"))):
        joined = transform(with_plans)
        assert {data["status"] for *_, data in joined.edges(data=True)} == {"accepted", "planned"}
        assert listed(joined, planned=False) == listed(transform(without), planned=False)


def test_plans_count_in_no_title_rank_or_size(economy: nx.MultiDiGraph[str]) -> None:
    settled = foreground.settled(economy)
    assert len(settled) < len(economy)
    assert measures.of_settled(economy, "degree") == {
        **dict.fromkeys(economy, 0.0),
        **measures.MEASURES["degree"](settled),
    }
    assert foreground.leaders(economy) == foreground.leaders(settled)
    assert foreground.ranked(economy)[: len(settled)] == foreground.ranked(settled)
    met: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in "ab":
        met.add_node(node, label=node, group="State")
    for number in (17, 18, 19):
        data = {"label": "met", "layer": "diplomatic", "via": f"event/m{number}", "articles": "one"}
        met.add_edge("a", "b", **data, status="planned" if number == 19 else "accepted")
    assert foreground.finding(met, "en").startswith("a and b: 2 meetings")


def test_files_say_what_is_planned_only_when_it_is_asked_for(
    real: ox.Store, economy: nx.MultiDiGraph[str], tmp_path: Path
) -> None:
    for ending in (".csv", ".gephi.csv", ".gexf", ".graphml"):
        file = tmp_path / f"x{ending}"
        export.write(economy, file)
        text = file.read_text("utf-8-sig")
        if ending.endswith("csv"):
            statuses = [row["status"] for row in csv.DictReader(text.splitlines())]
        elif ending == ".graphml":
            found = ElementTree.fromstring(text).iter("{http://graphml.graphdrawing.org/xmlns}data")
            statuses = [str(each.text) for each in found if each.get("key") == "edge.status"]
        else:
            values = ElementTree.fromstring(text).iter("{http://gexf.net/1.3}attvalue")
            statuses = [str(each.get("value")) for each in values if each.get("for") == "edge.status"]
        assert statuses.count("planned") == len(listed(economy, planned=True)), ending
        assert len(statuses) == economy.number_of_edges(), ending
        export.write(networks.network(real, "economy", "en"), file)
        assert "status" not in file.read_text("utf-8-sig"), ending


def test_a_still_picture_draws_plans_with_a_line_of_their_own(economy: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    from kgtools.network.details import Caption

    words = Caption("title", "", {}, {}, ())
    drawn = []
    for graph in (economy, foreground.settled(economy)):
        static.write(graph, words, tmp_path / "x.svg", "uz", "degree")
        text = (tmp_path / "x.svg").read_text("utf-8")
        drawn.append(("rejalashtirilgan" in text, "stroke-dasharray" in text))
    assert drawn == [(True, True), (False, False)]


def test_ways_and_matrices(kgtools: Run, tmp_path: Path) -> None:
    ends = ("--between", "Orbis Kazakhstan", "Artel Electronics", "--root", ROOT)
    without, with_plans = (kgtools("network", "economy", *ends, *more) for more in ((), ("--planned", "--lang", "ru")))
    assert "planned" not in without.stdout
    assert "(запланировано)" in with_plans.stdout
    refused = kgtools("matrix", "actors-years", "-o", tmp_path / "x.csv", "--planned", "--root", ROOT)
    assert refused.returncode == 2
    assert "no such option" in refused.stderr.lower()
