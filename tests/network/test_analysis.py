"""Questions to a network: ways, changes, brokers, reliance on one article."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.api import load
from kgtools.errors import UsageError
from kgtools.network import measures, networks
from kgtools.network.analysis import brokers, changes, left_out, paths, reliance
from kgtools.network.networks import Selection
from tests.conftest import Run

NODES = st.sampled_from("abcdefgh")


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (source, target) in enumerate(draw(st.lists(st.tuples(NODES, NODES), max_size=16))):
        data = {"label": draw(st.sampled_from(["visited", "hosts"])), "directed": draw(st.booleans())}
        graph.add_edge(source, target, key=str(number), claims=f"x/f{number}", support=number % 3 + 1, **data)
    return graph


# -- ways -------------------------------------------------------------------------------------------


@given(graphs(), NODES, NODES)
def test_a_way_is_shortest_and_each_step_has_its_edges(graph: nx.MultiDiGraph[str], one: str, other: str) -> None:
    if one == other or one not in graph or other not in graph:
        with pytest.raises(UsageError):
            paths.shortest_paths(graph, one, other)
        return
    found = paths.shortest_paths(graph, one, other)
    flat = measures.undirected(graph)
    assert bool(found) == nx.has_path(flat, one, other)
    for path in found:
        assert (path.things[0], path.things[-1]) == (one, other)
        assert len(path.steps) == nx.shortest_path_length(flat, one, other)
        for step in path.steps:
            assert {frozenset((link.source, link.target)) for link in step.links} == {
                frozenset((step.source, step.target))
            }
            joining = graph.number_of_edges(step.source, step.target) + graph.number_of_edges(step.target, step.source)
            assert len(step.links) == joining
    assert [path.support for path in found] == sorted((path.support for path in found), reverse=True)


def test_a_thing_to_avoid_is_on_no_way() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph([("a", "hub"), ("hub", "b"), ("a", "c"), ("c", "d"), ("d", "b")])
    assert [path.things for path in paths.shortest_paths(graph, "a", "b")] == [("a", "hub", "b")]
    assert [path.things for path in paths.shortest_paths(graph, "a", "b", ["hub"])] == [("a", "c", "d", "b")]
    assert paths.shortest_paths(graph, "a", "b", ["hub", "c"]) == ()
    with pytest.raises(UsageError, match="cannot be avoided"):
        paths.shortest_paths(graph, "a", "b", ["a"])


def test_a_way_in_the_real_network_names_the_claims_of_its_edges(real: ox.Store) -> None:
    graph = networks.network(real, "all", "en")
    (path,) = paths.shortest_paths(graph, "person/kassym-jomart-tokayev", "company/artel-electronics")
    assert path.things[1] == "state/uzbekistan"
    for step in path.steps:
        for link in step.links:
            claims = {data["claims"] for data in graph.get_edge_data(link.source, link.target).values()}
            assert " ".join(link.claims) in claims


# -- changes ----------------------------------------------------------------------------------------


def said(relations: tuple[changes.Relation, ...]) -> set[tuple[str, str, str, bool]]:
    return {(relation.source, relation.target, relation.verb, relation.directed) for relation in relations}


@given(graphs(), graphs())
def test_what_is_gained_one_way_is_lost_the_other(earlier: nx.MultiDiGraph[str], later: nx.MultiDiGraph[str]) -> None:
    found, back = changes.changes(earlier, later), changes.changes(later, earlier)
    assert said(found.gained) == said(back.lost)
    assert said(found.lost) == said(back.gained)
    assert said(found.kept) == said(back.kept)
    edges = [link for part in (found.gained, found.kept) for relation in part for link in relation.links]
    assert sorted(claim for link in edges for claim in link.claims) == sorted(
        data["claims"] for *_, data in later.edges(data=True)
    )


def test_an_edge_without_direction_is_the_same_from_either_end() -> None:
    earlier: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    later: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    earlier.add_edge("a", "b", label="borders", directed=False, claims="x/f1")
    later.add_edge("b", "a", label="borders", directed=False, claims="x/f2")
    assert len(changes.changes(earlier, later).kept) == 1
    for graph in (earlier, later):
        for *_, data in graph.edges(data=True):
            data["directed"] = True
    assert len(changes.changes(earlier, later).gained) == 1


def test_presidents_who_held_office_before_2017_only_are_lost(real: ox.Store) -> None:
    earlier = networks.network(real, "leaders", "en", Selection(first=1991, last=2016))
    later = networks.network(real, "leaders", "en", Selection(first=2017, last=2025))
    found = changes.changes(earlier, later)
    assert ("person/islam-karimov", "state/uzbekistan", "holds office in", True) in said(found.lost)
    assert ("person/shavkat-mirziyoyev", "state/uzbekistan", "holds office in", True) in said(found.kept)


# -- brokers ----------------------------------------------------------------------------------------


@given(graphs(), st.lists(st.sampled_from("xyz"), min_size=8, max_size=8))
def test_the_roles_of_a_broker_add_up_to_its_brokerage(graph: nx.MultiDiGraph[str], given_blocs: list[str]) -> None:
    blocs = dict(zip("abcdefgh", given_blocs, strict=True))
    graph.remove_edges_from(list(nx.selfloop_edges(graph, keys=True)))
    whole = measures.MEASURES["brokerage"](graph)
    found = brokers.brokers(graph, blocs)
    for broker in found:
        assert sum(broker.roles.values()) == whole[broker.node]
        inside = broker.roles.get(brokers.COORDINATOR, 0) + broker.roles.get(brokers.CONSULTANT, 0)
        assert broker.across == whole[broker.node] - inside
        assert broker.across > 0
    assert [broker.across for broker in found] == sorted((broker.across for broker in found), reverse=True)


@pytest.mark.parametrize(
    ("blocs", "expected"),
    [("aaa", brokers.COORDINATOR), ("aab", brokers.GATEKEEPER), ("aba", brokers.GATEKEEPER),
     ("abb", brokers.CONSULTANT), ("abc", brokers.LIAISON)],
)  # fmt: skip
def test_roles_are_those_of_gould_and_fernandez(blocs: str, expected: str) -> None:
    assert brokers.role(*blocs) == expected


# -- reliance ---------------------------------------------------------------------------------------


def test_who_is_among_the_first_through_one_article_only() -> None:
    whole: nx.MultiDiGraph[str] = nx.MultiDiGraph([("a", "b"), ("a", "c"), ("b", "d"), ("b", "e"), ("b", "f")])
    less = {("a", "b"): -1, ("a", "c"): -1, ("b", "f"): -1, ("d", "c"): 1}
    found = reliance.reliant(whole, [("x", less), ("y", {})], "degree", 2)
    assert [(one.node, one.article, one.without) for one in found] == [("a", "x", None)]
    for measure in measures.RANKED:
        nothing_left = reliance.reliant(whole, [("x", dict.fromkeys(whole.edges(), -1))], measure, 2)
        assert {one.without for one in nothing_left} == {None}, measure


def test_the_network_without_an_article_tells_who_relies_on_it(real: ox.Store) -> None:
    whole = networks.network(real, "actors", "en")
    found = reliance.reliant(whole, left_out.each_left_out(real, "actors", Selection()), "degree", 10)
    for one in found:
        alone = networks.network(real, "actors", "en", Selection(without=(one.article,)))
        places = measures.ranks(measures.MEASURES["degree"](alone))
        assert places.get(one.node) == one.without
        assert one.without is None or one.without > 10


# -- from the command line and from Python ------------------------------------------------------------


def rows(kgtools: Run, built: Path, *words: str) -> list[dict[str, str]]:
    done = kgtools(*words, "--format", "csv", "--root", built)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_ways_are_asked_on_the_command_line(kgtools: Run, built: Path) -> None:
    found = rows(kgtools, built, "network", "actors", "--between", "Arcadia", "Ruritania")
    assert [(row["way"], row["step"], row["source"], row["link"], row["target"], row["when"]) for row in found] == [
        ("1", "1", "Boris Rudolf", "visited →", "Arcadia", "2019-05-03"),
        ("1", "2", "Boris Rudolf", "holds office in →", "Ruritania", "2015-01-01 – open"),
    ]
    assert found[0]["claims"].split() == ["short-note/f02", "short-note/f03"]


def test_changes_are_asked_on_the_command_line(kgtools: Run, built: Path) -> None:
    words = ("network", "leaders", "--changes", "2015", "2019", "--lang", "ru")
    gained, lost = rows(kgtools, built, *words)
    assert (gained["change"], gained["when"]) == ("появилось", "2019-05-03")
    assert (lost["change"], lost["when"]) == ("исчезло", "2015-01-01 – не окончено")
    assert kgtools(*words, "--root", built).stderr == "kgtools: 1 relations gained, 1 lost, 0 in both periods\n"
    assert rows(kgtools, built, "network", "leaders", "--changes", "2010", "2012") == []
    (lost,) = rows(kgtools, built, "network", "leaders", "--changes", "2015-", "2016-")
    assert lost["change"] == "lost", "what follows the year counts to the end"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("network actors", "name the file to write with -o"),
        ("network all --between Arcadia Arcadia", "name two things"),
        ("network all --between Arcadia Strelsau", "no way leads from Arcadia to Strelsau in this network"),
        ("network actors --between Arcadia Strelsau", "is in no link of this network"),
        ("network all --between Arcadia Ruritania --avoid Arcadia", "is an end of the way and cannot be avoided"),
        ("network all --avoid Arcadia", "take either --between, which --avoid belongs to, or --changes"),
        ("network all --changes 2016-1991 2017", "the dates are the wrong way round"),
        ("network all --changes 1991-2016-2017 2018", "expected years such as 1991-2016, 2017- or 2017"),
        ("network all --changes - 2018", "expected years such as 1991-2016, 2017- or 2017"),
        ("network actors -o x.gexf --limit 2", "--format and --limit belong to --between and --changes"),
        ("network all --between Arcadia Ruritania --simple", "leave them out"),
        ("network leaders --changes 1991 2017 --from 1990", "--changes names both periods itself"),
        ("network actors -o x.gexf --format csv", "--format and --limit belong to --between and --changes"),
        ("measures actors --blocs colour", "--blocs colour: expected kind, community"),
        ("measures actors --reliant --by community", "--by community: expected degree"),
        ("measures actors --reliant --blocs kind", "take one of "),
    ],
)
def test_a_wrong_question_to_a_network_is_told_in_one_line(kgtools: Run, built: Path, words: str, message: str) -> None:
    done = kgtools(*words.split(), "--root", built)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[-1]


def test_brokers_and_reliance_are_told_in_words(kgtools: Run, built: Path) -> None:
    assert rows(kgtools, built, "measures", "actors", "--blocs", "kind") == []
    shared = rows(kgtools, built, "measures", "all", "--blocs", "kind", "--lang", "kk")
    (row,) = [row for row in shared if row["id"] == "document/treaty-of-good-roads"]
    assert (row["bloc"], row["pairs"]) == ("құжат", "3")
    assert row["roles"] == "байланысшы: 3"
    shown = rows(kgtools, built, "measures", "actors", "--reliant", "--limit", "2")
    assert [(row["rank"], row["id"], row["article"], row["rank without"]) for row in shown] == [
        ("1", "person/boris-rudolf", "short-note", "drops out"),
        *(("2", node, "short-note", "drops out")
          for node in ("body/institute-of-small-states", "person/ada-quill", "state/arcadia", "state/ruritania")),
    ]  # fmt: skip


def test_python_gives_the_same(built: Path) -> None:
    kg = load(built)
    (path,) = kg.paths("Arcadia", "Ruritania", "actors")
    assert path.things == ("state/arcadia", "person/boris-rudolf", "state/ruritania")
    assert kg.paths("Arcadia", "Ruritania", "actors", avoid=["Boris Rudolf"]) == ()
    assert [one.target for one in kg.changes((2016, 2018), (2019, None), "leaders").gained] == ["state/arcadia"]
    assert "document/treaty-of-good-roads" in {one.node for one in kg.brokers("all")}
    assert {one.article for one in kg.reliant()} == {"short-note"}
    for wrong in (lambda: kg.brokers(blocs="colour"), lambda: kg.reliant(measure="community")):
        with pytest.raises(UsageError, match="expected "):
            wrong()
