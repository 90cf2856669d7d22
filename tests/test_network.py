"""Networks: the ontology says what is an edge, and every edge names its claims."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

from kgtools import names, network, store, vocabulary
from tests.conftest import ROOT, Run


@pytest.fixture
def mini_store(mini: Path) -> ox.Store:
    return store.open_store(mini)


@pytest.fixture(scope="module")
def real() -> ox.Store:
    found = ox.Store()
    found.bulk_extend(store.read(ROOT)[0])
    return found


def test_edges_of_the_tiny_house(mini_store: ox.Store) -> None:
    found = {
        (names.shorten(edge.source), edge.verb, names.shorten(edge.target), edge.layer, edge.directed)
        for edge in network.edges(mini_store)
    }
    assert found == {
        ("person/boris-rudolf", "visited", "state/arcadia", "diplomatic", True),
        ("person/boris-rudolf", "holds office in", "state/ruritania", "institutional", True),
        ("person/ada-quill", "works for", "body/institute-of-small-states", "expert", True),
    }


def test_an_edge_names_the_claims_of_every_leg_and_its_time(mini_store: ox.Store) -> None:
    by_verb = {edge.verb: edge for edge in network.edges(mini_store)}
    visited, office = by_verb["visited"], by_verb["holds office in"]
    assert [names.shorten(claim) for claim in visited.claims] == ["claim/short-note/f02", "claim/short-note/f03"]
    assert (visited.start, visited.end) == ("2019-05-03", "2019-05-03")
    assert [claim[-3:] for claim in office.claims] == ["f07", "f08", "f17"]
    assert (office.start, office.end) == ("2015-01-01", "")


def test_what_is_planned_makes_no_edge(mini: Path) -> None:
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    text = table.read_text(encoding="utf-8")
    changed = text.replace("host,state/arcadia,asserted", "host,state/arcadia,planned")
    assert changed != text
    table.write_text(changed, encoding="utf-8")
    assert "visited" not in {edge.verb for edge in network.edges(store.open_store(mini))}


def test_edge_rules_name_terms_that_exist() -> None:
    terms = vocabulary.load(ROOT)
    known = {names.term(name) for name in (*terms.parents, *terms.properties)}
    used = [quad for quad in terms.quads if quad.predicate.value.startswith(names.term("edge"))]
    assert used
    for quad in used:
        if str(quad.subject.value).startswith(names.BASE + "edge/"):
            assert quad.object.value in known, quad


@pytest.mark.parametrize("ending", network.FORMATS)
@pytest.mark.parametrize("language", names.LANGUAGES)
def test_files_are_read_back_whole(real: ox.Store, tmp_path: Path, ending: str, language: str) -> None:
    found = network.network(real, "actors", language)
    file = tmp_path / f"actors{ending}"
    network.write(found, file)
    read = nx.read_graphml(file, force_multigraph=True) if ending == ".graphml" else nx.read_gexf(file)
    assert set(read.nodes) == set(found.nodes)
    assert read.number_of_edges() == found.number_of_edges() > 20
    for node, about in found.nodes(data=True):
        assert read.nodes[node]["label"] == about["label"]
        assert read.nodes[node]["kind"] == about["kind"]
    assert sorted(about["claims"] for _, _, about in read.edges(data=True)) == sorted(
        about["claims"] for _, _, about in found.edges(data=True)
    )
    ElementTree.parse(file)


@pytest.mark.parametrize("ending", network.FORMATS)
def test_the_same_graph_gives_the_same_file(real: ox.Store, tmp_path: Path, ending: str) -> None:
    files = [tmp_path / f"{number}{ending}" for number in (1, 2)]
    for file in files:
        network.write(network.network(real, "actors", "en"), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"lastmodifieddate" not in files[0].read_bytes()


def test_every_edge_of_the_real_graph_has_claims_that_exist(real: ox.Store) -> None:
    claims = {row[0].value for row in store.select(real, "SELECT ?c WHERE { ?c t:accepted true }")}
    for edge in network.edges(real):
        assert edge.claims
        assert set(edge.claims) <= claims


def test_the_command_writes_a_network(mini: Path, kgtools: Run, tmp_path: Path) -> None:
    file = tmp_path / "actors.graphml"
    done = kgtools("network", "actors", "-o", file, "--lang", "uz", cwd=mini)
    assert done.returncode == 0, done.stderr
    assert "5 nodes and 3 edges" in done.stderr
    assert "Arkadiya" in file.read_text(encoding="utf-8")
