"""Networks: the ontology says what is an edge, every edge names its claims, files are read back whole."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pydot
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools import namespaces, ontology
from kgtools.errors import UsageError
from kgtools.graph import store
from kgtools.graph.terms import entity_node
from kgtools.messages import message
from kgtools.network import claims, edges, export, foreground, matrix, measures, networks, slices, transforms
from kgtools.network.analysis import left_out, sensitivity
from kgtools.network.export import graphml
from kgtools.network.networks import Selection
from tests.conftest import ROOT, Run, forgetful_grammars

ARTICLES = ("akmalov-history", "central-asian-cooperation", "musina-dynamics", "normatov-course", "nursultanova-trade")


# -- edges ------------------------------------------------------------------------------------------


def test_edges_of_the_tiny_project(mini_store: ox.Store) -> None:
    found = {
        (namespaces.shorten(edge.source), edge.rule.verbs["en"], namespaces.shorten(edge.target), edge.rule.layer)
        for edge in edges.edges(mini_store)
        if "actors" in edge.rule.networks
    }
    assert found >= {
        ("person/boris-rudolf", "visited", "state/arcadia", "diplomatic"),
        ("person/boris-rudolf", "holds office in", "state/ruritania", "institutional"),
        ("person/ada-quill", "works for", "body/institute-of-small-states", "expert"),
    }


def test_an_edge_names_the_claims_of_every_leg_and_its_time(mini_store: ox.Store) -> None:
    by_rule = {edge.rule.name: edge for edge in edges.edges(mini_store)}
    visited, office = by_rule["visited"], by_rule["holds-office"]
    assert [[namespaces.shorten(claim) for claim in leg] for leg in visited.legs] == [
        ["claim/short-note/f02"],
        ["claim/short-note/f03"],
    ]
    assert (visited.start, visited.end) == ("2019-05-03", "2019-05-03")
    assert [[claim[-3:] for claim in leg] for leg in office.legs] == [["f07"], ["f08"], ["f17"]]
    assert (office.start, office.end) == ("2015-01-01", "")


def dated_mini(mini: Path, published: str) -> ox.Store:
    file = mini / "data" / "articles" / "short-note" / "article.yaml"
    file.write_text(file.read_text(encoding="utf-8") + f"published: {published}\n", encoding="utf-8")
    return store.open_store(mini)


def test_an_edge_without_an_end_lasts_to_the_article_that_tells_of_it(mini: Path) -> None:
    opened = dated_mini(mini, "2021-06-05")
    (office,) = [edge for edge in edges.edges(opened) if edge.rule.name == "holds-office"]
    assert (office.start, office.end, office.told) == ("2015-01-01", "", "2021-06-05")
    for year, holds in ((2014, False), (2015, True), (2021, True), (2022, False)):
        assert Selection(first=year, last=year).within(office) == holds
    graph = networks.network(opened, "leaders", "en")
    assert slices.slices(graph, Selection(), 3) == [(2015, 2017), (2018, 2020), (2021, 2021)]
    counted = matrix.matrix(graph, "actors-years").counts
    assert {year for node, year in counted if node == "state/ruritania"} >= {str(year) for year in range(2015, 2022)}


def test_an_edge_made_of_several_holds_when_one_of_them_does() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from("ab")
    times = ({"start": "1998-10-31", "end": "1998-10-31"}, {"start": "2013-06-14", "end": "2013-06-14"}, {})
    for number, days in enumerate(times):
        graph.add_edge("a", "b", key=str(number), label="met", directed=False, **days)
    ((*_, joined),) = transforms.simplified(graph).edges(data=True)
    assert (joined["weight"], joined["spells"]) == (3, "1998-10-31/1998-10-31/ 2013-06-14/2013-06-14/")
    assert [year for span in edges.spans(joined) for year in span.years] == [1998, 2013]
    graph.remove_edge("a", "b", key="1")
    ((*_, joined),) = transforms.simplified(graph).edges(data=True)
    assert (joined["start"], joined["end"]) == ("1998-10-31", "1998-10-31")
    assert "spells" not in joined


def test_what_is_planned_makes_no_edge(mini: Path) -> None:
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    text = table.read_text(encoding="utf-8")
    changed = text.replace("host,state/arcadia,,asserted", "host,state/arcadia,,planned")
    assert changed != text
    table.write_text(changed, encoding="utf-8")
    assert "visited" not in {edge.rule.name for edge in edges.edges(store.open_store(mini))}


def test_an_opinion_joins_its_speaker_to_what_it_is_about(mini_store: ox.Store) -> None:
    (speaks,) = [edge for edge in edges.edges(mini_store) if edge.rule.name == "speaks-of"]
    assert speaks.claims == (speaks.via,)


def test_claims_of_both_directions_rest_on_one_edge(real: ox.Store) -> None:
    ends = ("state/kazakhstan", "state/uzbekistan")
    graph = networks.network(real, "actors", "en")
    (neighbours,) = [
        data for *pair, data in graph.edges(data=True) if (*pair,) == ends and data["label"] == "is a neighbour of"
    ]
    stated = {
        namespaces.shorten(claim.value).removeprefix("claim/")
        for one, other in (ends, ends[::-1])
        for (claim,) in store.select(
            real,
            "SELECT ?claim { ?claim t:accepted true ; rdf:subject ?one ; rdf:object ?other ;"
            " rdf:predicate t:neighbourOf }",
            one=entity_node(one), other=entity_node(other),
        )
    }  # fmt: skip
    assert len(stated) > 1
    assert set(neighbours["claims"].split()) == stated


def test_an_opinion_has_a_note_with_its_article_and_gist(mini_store: ox.Store) -> None:
    notes = claims.labelled_claims(mini_store, {"short-note/o01", "short-note/nothing"}, {}, "en")
    (note,) = notes.values()
    assert (note.place, note.more) == ("593–657", "The link will make friends of neighbours.")
    assert note.article


def test_edge_rules_name_terms_and_networks_that_exist() -> None:
    terms = ontology.load(ROOT)
    known = {namespaces.term(name) for name in (*terms.parents, *terms.properties)}
    used = [quad for quad in terms.quads if quad.predicate.value.startswith(namespaces.term("edge"))]
    assert used
    rules = {quad.subject.value for quad in used if str(quad.subject.value).startswith(namespaces.base() + "edge/")}
    for quad in used:
        if quad.subject.value in rules:
            assert quad.object.value in known, quad
    drawn = {quad.subject.value: quad.object.value for quad in terms.quads if quad.predicate.value[-9:] == "inNetwork"}
    assert set(drawn) >= rules
    assert {network.rpartition("/")[2] for network in drawn.values()} <= set(terms.codes["network"])


def test_every_edge_of_the_real_graph_has_accepted_claims_on_every_leg(real: ox.Store) -> None:
    accepted = {row[0].value for row in store.select(real, "SELECT ?c WHERE { ?c t:accepted true }")}
    opinions = {row[0].value for row in store.select(real, "SELECT ?c WHERE { ?c a t:Opinion }")}
    found = edges.edges(real)
    assert len(found) > 1000
    for edge in found:
        assert all(edge.legs), edge
        assert set(edge.claims) <= accepted | opinions


def test_the_shortest_time_dates_an_edge(real: ox.Store) -> None:
    """One article gives the year, another the day: the day is the time."""
    visit = namespaces.entity("event/state-visit-mirziyoyev-kazakhstan-2021")
    times = {(edge.start, edge.end) for edge in edges.edges(real) if edge.via == visit and edge.rule.name == "visited"}
    assert times
    assert all(start == end for start, end in times)


# -- views ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["actors", "leaders", "documents", "institutions", "economy", "experts"])
def test_each_ready_network_has_edges_with_claims_between_its_kinds(real: ox.Store, view: str) -> None:
    graph = networks.network(real, view, "en")
    classes = {class_.removeprefix(namespaces.ONTOLOGY) for class_ in networks.networks(real)[view]}
    terms = ontology.load(ROOT)
    assert graph.number_of_edges() > 20
    for _, about in graph.nodes(data=True):
        assert any(terms.is_a(about["kind"], class_) for class_ in classes), about
    for *_, about in graph.edges(data=True):
        assert about["claims"].split()
        assert 1 <= about["support"] <= len(about["articles"].split())


def test_leaders_are_people_and_states_only(real: ox.Store) -> None:
    graph = networks.network(real, "leaders", "en")
    assert {about["group"] for _, about in graph.nodes(data=True)} == {"Person", "State"}


@pytest.mark.parametrize(
    ("selection", "holds"),
    [
        (Selection(layers=("economic",)), lambda about: about["layer"] == "economic"),
        (Selection(support=2), lambda about: about["support"] >= 2),
        (Selection(first=2017, last=2018), lambda about: about["start"] <= "2018-12-31"),
        (Selection(without=("akmalov-history",)), lambda about: "akmalov-history" not in about["articles"].split()),
    ],
)
def test_a_selection_takes_what_it_says_and_less_than_all(real: ox.Store, selection: Selection, holds) -> None:
    whole, part = networks.network(real, "actors", "en"), networks.network(real, "actors", "en", selection)
    assert 0 < part.number_of_edges() < whole.number_of_edges()
    assert all(holds(about) for *_, about in part.edges(data=True))


def test_kinds_include_the_classes_below(real: ox.Store) -> None:
    graph = networks.network(real, "actors", "en", Selection(kinds=("Body", "State")))
    groups = {about["group"] for _, about in graph.nodes(data=True)}
    assert "Person" not in groups
    assert {"Body", "State"} <= groups


def test_years_keep_what_lasts_and_drop_the_undated(real: ox.Store) -> None:
    dated = networks.network(real, "actors", "en", Selection(first=1995, last=1995))
    labels = {about["label"] for *_, about in dated.edges(data=True)}
    assert "holds office in" in labels
    assert all("start" in about or "end" in about for *_, about in dated.edges(data=True))
    more = networks.network(real, "actors", "en", Selection(first=1995, last=1995, undated=True))
    assert more.number_of_edges() > dated.number_of_edges()


def test_what_lies_around_a_thing(real: ox.Store) -> None:
    near = networks.network(real, "all", "en", Selection(around="Мирзиеев", depth=1))
    assert "person/shavkat-mirziyoyev" in near
    lengths = nx.single_source_shortest_path_length(near.to_undirected(), "person/shavkat-mirziyoyev")
    assert max(lengths.values()) == 1
    farther = networks.network(real, "all", "en", Selection(around="Мирзиеев", depth=2))
    assert set(near) < set(farther)


def test_two_modes_and_what_they_share(real: ox.Store) -> None:
    graph = networks.network(real, networks.TWO_MODE, "en")
    modes = nx.get_node_attributes(graph, "mode")
    assert set(modes.values()) == {"actor", "thing"}
    assert all(modes[source] == "thing" and modes[target] == "actor" for source, target in graph.edges())
    actors = transforms.projected(graph)
    assert {modes[node] for node in actors} == {"actor"}
    for one, other, about in actors.edges(data=True):
        shared = set(graph.predecessors(one)) & set(graph.predecessors(other))
        assert about["via"].split() == sorted(shared)
        assert about["weight"] == len(shared)
        assert about["claims"]
    things = transforms.projected(graph, onto_actors=False)
    assert {modes[node] for node in things} == {"thing"}


def test_simple_networks_add_up(real: ox.Store) -> None:
    graph = networks.network(real, "actors", "en")
    simple = transforms.simplified(graph)
    assert sum(about["weight"] for *_, about in simple.edges(data=True)) == graph.number_of_edges()
    pairs = [(source, target, about["directed"]) for source, target, about in simple.edges(data=True)]
    assert len(pairs) == len(set(pairs))
    claims = {claim for *_, about in graph.edges(data=True) for claim in about["claims"].split()}
    assert {claim for *_, about in simple.edges(data=True) for claim in about["claims"].split()} == claims


def test_a_network_of_ones_own_query(real: ox.Store) -> None:
    graph = transforms.of_query(real, "CONSTRUCT { ?a t:memberOf ?b } WHERE { ?a t:memberOf ?b }", "q", "ru")
    assert {about["label"] for *_, about in graph.edges(data=True)} == {"является членом"}
    rows = (
        "SELECT ?source ?target ?verb ?claim { ?claim rdf:subject ?source ; rdf:predicate ?verb ; rdf:object ?target "
        "FILTER(?verb = t:parent) }"
    )
    graph = transforms.of_query(real, rows, "q", "en")
    assert all(about["claims"] for *_, about in graph.edges(data=True))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda s: networks.network(s, "actor", "en"), "there is no network 'actor'; did you mean 'actors'?"),
        (
            lambda s: networks.network(s, "actors", "en", Selection(layers=("econmic",))),
            "there is no layer 'econmic'; did",
        ),
        (
            lambda s: networks.network(s, "actors", "en", Selection(kinds=("Stat",))),
            "there is no class 'Stat'; did you",
        ),
        (
            lambda s: networks.network(s, "actors", "en", Selection(without=("musina",))),
            "there is no article 'musina'; ",
        ),
        (
            lambda s: networks.network(s, "actors", "en", Selection(2020, 2010)),
            "--from 2020 --to 2010: the dates are the wrong way",
        ),
        (lambda s: networks.network(s, "actors", "en", Selection(1700, 1701)), "nothing is left to draw"),
        (lambda s: transforms.of_query(s, "ASK {}", "q", "en"), "q: ASK draws no network"),
        (
            lambda s: transforms.of_query(s, "SELECT ?sorce ?target {}", "q", "en"),
            "q: the query has no column 'source'; did",
        ),
        (lambda s: transforms.of_query(s, "SELECT ?source ?target {}", "q", "en"), "q: the query finds no two things"),
        (
            lambda s: transforms.of_query(
                s, 'SELECT ?source ?target ("soon" AS ?start) { ?source t:memberOf ?target }', "q", "en"
            ),
            "q: ?start is 'soon': it is not a date",
        ),
    ],
)
def test_wrong_requests_are_reported_in_words(real: ox.Store, ask, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask(real)
    assert str(caught.value).startswith(message)


# -- what a picture begins with -----------------------------------------------------------------------


def test_actors_begin_without_experts_and_with_leaders(real: ox.Store) -> None:
    graph = networks.network(real, "actors", "en")
    aside = foreground.experts(graph, "actors")
    core = foreground.without(graph, aside)
    authors = {
        namespaces.shorten(row[0].value)
        for row in store.select(real, "SELECT DISTINCT ?who { ?article a t:Article ; dcterms:creator ?who }")
    }
    assert authors & set(graph)
    assert not authors & set(core)
    leading = foreground.leaders(graph)
    assert {"person/shavkat-mirziyoyev", "person/kassym-jomart-tokayev", "person/islam-karimov"} <= leading <= set(core)
    assert {node for node, data in graph.nodes(data=True) if data["group"] == "State"} <= set(core)
    political = [edge for edge in graph.edges(data="layer") if edge[2] in ("diplomatic", "economic")]
    assert [edge for edge in core.edges(data="layer") if edge[2] in ("diplomatic", "economic")] == political
    assert "expert" not in {layer for *_, layer in core.edges(data="layer")}
    assert all(core.degree(node) for node in core)
    assert foreground.experts(networks.network(real, "experts", "en"), "experts") == frozenset()
    only = networks.network(real, "actors", "en", Selection(layers=("expert",)))
    assert foreground.experts(only, "actors") == frozenset()


def shared(*between: tuple[str, str, str, str]) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for one, other, via, articles in between:
        for node in (one, other):
            graph.add_node(
                node, label=node.upper(), **{f"label_{tag}": f"{node}-{tag}" for tag in namespaces.languages()}
            )
        graph.add_edge(one, other, via=via, articles=articles, start=f"20{via[-2:]}-05-01", end=f"20{via[-2:]}-05-01")
    return graph


def test_a_title_says_which_two_share_most() -> None:
    met = [
        ("b", "a", "event/m17", "one two"),
        ("a", "b", "event/m19", "two background"),
        ("a", "b", "event/m19", "two"),
    ]
    other = [("a", "c", "document/d18", "one"), ("c", "c", "event/x10", "one"), ("c", "c", "event/x11", "one")]
    expected = "a-en and b-en: 2 meetings, visits and talks; articles that tell of them: 2; 2017–2019"
    assert foreground.finding(shared(*met, *other), "en") == expected
    said = {foreground.finding(shared(*met), tag) for tag in namespaces.languages()}
    assert len(said) == len(namespaces.languages())
    assert all("2017–2019" in words for words in said)
    assert foreground.finding(shared(*other), "en") == ""
    assert (
        foreground.finding(shared(("a", "b", "event/m17", "background"), ("a", "b", "event/m18", "background")), "en")
        == ""
    )


# -- measures ---------------------------------------------------------------------------------------


def star() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for node in "abcd":
        graph.add_node(node, kind="X" if node == "a" else "Y", label=node)
    for number, node in enumerate("bcd"):
        graph.add_edge("a", node, key=str(number), directed=True)
    graph.add_edge("b", "a", key="3", directed=True)
    return graph


def test_measures_of_a_star() -> None:
    found = measures.measure(star(), measures.MEASURES)
    assert found["degree"] == {"a": 3, "b": 1, "c": 1, "d": 1}
    assert found["strength"] == {"a": 4, "b": 2, "c": 1, "d": 1}
    assert found["betweenness"]["a"] == 1
    assert found["closeness"]["a"] == 1
    assert found["core"] == dict.fromkeys("abcd", 1)
    assert found["brokerage"] == {"a": 3, "b": 0, "c": 0, "d": 0}
    assert max(found["eigenvector"], key=found["eigenvector"].__getitem__) == "a"
    whole = measures.summary(star())
    assert whole["density"] == 0.5
    assert whole["reciprocity"] == 0.5
    assert whole["assortativity by kind"] == pytest.approx(-1)


def test_communities_do_not_change_from_run_to_run(real: ox.Store) -> None:
    graph = networks.network(real, "actors", "en")
    assert measures.measure(graph, ["community"]) == measures.measure(graph.copy(), ["community"])


def test_a_ranking_shows_what_flips_without_an_article() -> None:
    whole, less = star(), star()
    whole.add_node("e", kind="Y", label="e")
    whole.add_edge("e", "b", key="4", directed=True)
    less.add_edge("c", "d", key="4", directed=True)
    first, second, *_ = sensitivity.sensitivity(whole, [("one", {}), ("two", change(whole, less))], "degree", 5)
    assert (first.node, first.rank, first.best, first.worst, first.flips) == ("a", 1, 1, 1, ())
    assert (second.node, second.rank, second.worst, second.flips) == ("b", 2, 4, ("two",))
    last = sensitivity.sensitivity(whole, [("two", change(whole, less))], "degree", 5)[-1]
    assert (last.node, last.worst, last.flips) == ("e", None, ("two",))


def change(whole: nx.MultiDiGraph[str], other: nx.MultiDiGraph[str]) -> dict[tuple[str, str], int]:
    """The edges that another network has more or fewer."""
    found = Counter(other.edges())
    found.subtract(whole.edges())
    return {pair: number for pair, number in found.items() if number}


PAIRS = st.lists(st.permutations("abcdefgh").map(lambda nodes: (nodes[0], nodes[1])), max_size=14)


@pytest.mark.parametrize("large", [0, 500])
@given(name=st.sampled_from(measures.RANKED), pairs=PAIRS, others=PAIRS, gone=st.sets(st.integers(0, 13)))
def test_places_after_a_change_are_those_in_the_changed_network(
    name: str, large: int, pairs: list[tuple[str, str]], others: list[tuple[str, str]], gone: set[int]
) -> None:
    """Each place is that which a measure of the changed network as a whole gives, by either library."""
    whole: nx.MultiDiGraph[str] = nx.MultiDiGraph(pairs)
    left = [pair for number, pair in enumerate(pairs) if number not in gone]
    changed: nx.MultiDiGraph[str] = nx.MultiDiGraph([*left, *others[:3]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measures, "_LARGE", large)
        try:
            ranking = sensitivity.Ranking(whole, name) if whole else None
            expected = measures.ranks(measures.MEASURES[name](changed)) if changed else {}
        except nx.PowerIterationFailedConvergence:
            return
        if ranking is not None:
            known = [node for node in whole if node in expected]
            assert ranking.changed(list(whole), change(whole, changed)) == {node: expected[node] for node in known}


def test_places_without_an_article_are_those_in_the_network_without_it(real: ox.Store) -> None:
    whole = networks.network(real, "actors", "en")
    rankings = {name: sensitivity.Ranking(whole, name) for name in measures.RANKED}
    for name, ranking in rankings.items():
        assert ranking.places == measures.ranks(measures.MEASURES[name](whole)), name
    for article, changed in left_out.each_left_out(real, "actors", Selection()):
        alone = networks.network(real, "actors", "en", Selection(without=(article,)))
        for name, ranking in rankings.items():
            expected = measures.ranks(measures.MEASURES[name](alone))
            left = {node: expected[node] for node in whole if node in expected}
            assert ranking.changed(list(whole), changed) == left, (article, name)


@pytest.mark.parametrize("name", ["betweenness", "closeness"])
@given(pairs=st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20))
def test_the_quick_library_measures_as_networkx_does(name: str, pairs: list[tuple[str, str]]) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(pairs)
    usual = measures.MEASURES[name](graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measures, "_LARGE", 0)
        quick = measures.MEASURES[name](graph)
        assert quick == pytest.approx(usual, abs=1e-12)
    assert list(quick) == list(measures.undirected(graph))


@pytest.mark.parametrize(
    ("view", "selection"),
    [
        ("actors", Selection()),
        ("all", Selection()),
        ("two-mode", Selection()),
        ("actors", Selection(planned=True, inferred=True)),
        ("all", Selection(denied=True)),
        ("all", Selection(first=1998, last=2018)),
        ("actors", Selection(support=2)),
        ("all", Selection(without=(ARTICLES[0],), around="Nazarbayev")),
    ],
    ids=str,
)
def test_each_article_is_left_out_in_turn(real: ox.Store, view: str, selection: Selection) -> None:
    """What is found from the whole is what the network of the other articles has, edge by edge."""
    found = dict(left_out.each_left_out(real, view, selection))
    whole = edges_of(real, view, selection)
    assert tuple(found) == tuple(article for article in ARTICLES if article not in selection.without)
    for article, changed in found.items():
        alone = edges_of(real, view, replace(selection, without=(*selection.without, article)))
        less = whole.copy()
        less.update(changed)
        assert +less == alone, article
        assert not -less


def edges_of(store: ox.Store, view: str, selection: Selection) -> Counter[tuple[str, str]]:
    try:
        return Counter(networks.network(store, view, "en", selection).edges())
    except networks.EmptyNetwork:
        return Counter()


def test_rankings_on_the_command_line(kgtools: Run) -> None:
    done = kgtools("measures", "actors", "--by", "betweenness", "--limit", "5", "--format", "csv", "--root", ROOT)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["id"] for row in rows[:2]] == ["state/kazakhstan", "state/uzbekistan"]
    assert all(int(row["best"]) <= int(row["rank"]) for row in rows)
    done = kgtools("measures", "leaders", "--slice", "10", "--by", "network", "--format", "csv", "--root", ROOT)
    header, *rows = csv.reader(done.stdout.splitlines())
    assert header[0] == "what"
    assert [int(name[:4]) for name in header[1:]] == sorted(int(name[:4]) for name in header[1:])
    assert {"nodes", "density"} <= {row[0] for row in rows}
    done = kgtools("measures", "--stages", "nursultanova-trade", "--by", "network", "--format", "csv", "--root", ROOT)
    assert len(next(csv.reader(done.stdout.splitlines()))) == 4
    done = kgtools("measures", "--stages", "akmalov-history", "--slice", "3", "--root", ROOT)
    assert "take one of --slice, --stages, --blocs and --reliant" in done.stderr
    done = kgtools("measures", "--by", "betwenness", "--root", ROOT)
    assert done.returncode == 2
    assert "there is no measure 'betwenness'; did you mean 'betweenness'?" in done.stderr


# -- files ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=namespaces.languages())
def actors(request: pytest.FixtureRequest, real: ox.Store) -> nx.MultiDiGraph:
    return networks.network(real, "actors", request.param)


@pytest.mark.parametrize("ending", [".graphml", ".json"])
def test_networkx_reads_a_file_back_whole(actors: nx.MultiDiGraph, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"actors{ending}"
    export.write(actors, file)
    if ending == ".graphml":
        read = nx.read_graphml(file, force_multigraph=True)
        read = nx.relabel_nodes(read, {graphml.node_id(node): node for node in actors})
    else:
        read = nx.node_link_graph(json.loads(file.read_text(encoding="utf-8")), edges="edges")
    assert set(read.nodes) == set(actors.nodes)
    assert read.number_of_edges() == actors.number_of_edges() > 20
    for node, about in actors.nodes(data=True):
        assert read.nodes[node]["label"] == about["label"] in {about[f"label_{tag}"] for tag in namespaces.languages()}
        assert read.nodes[node]["kind"] == about["kind"]
    for column in ("claims", "directed"):
        assert sorted(about[column] for _, _, about in read.edges(data=True)) == sorted(
            about[column] for _, _, about in actors.edges(data=True)
        )


@pytest.fixture(scope="module")
def gexf(real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network with joined edges, which hold several times, in Uzbek, where it is drawn."""
    graph = transforms.simplified(networks.network(real, "actors", "uz"))
    file = tmp_path_factory.mktemp("gexf") / "actors.gexf"
    radii = {node: 3.5 + number for number, node in enumerate(graph)}
    places = {node: (number * 1.5, -number / 4) for number, node in enumerate(graph)}
    export.write(graph, file, "uz", export.Drawing(places, radii))
    return file


GEXF = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}


def test_gexf_has_places_sizes_colours_and_labels_in_four_languages(real: ox.Store, gexf: Path) -> None:
    graph = ElementTree.parse(gexf).getroot().find("g:graph", GEXF)
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    assert [child.tag.partition("}")[2] for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    for element in ("node", "edge"):
        columns = graph.findall(f"g:attributes[@class='{element}']/g:attribute", GEXF)
        titles = {column.get("id"): column.get("title") for column in columns}
        assert {f"label_{language}" for language in namespaces.languages()} <= set(titles.values())
        for each in graph.findall(f".//g:{element}", GEXF):
            cells = {titles[cell.get("for")]: cell.get("value") for cell in each.findall(".//g:attvalue", GEXF)}
            assert each.get("label") == cells["label_uz"]
    nodes = graph.findall(".//g:node", GEXF)
    assert len({node.get("id") for node in nodes}) == len(nodes) > 50
    for number, node in enumerate(nodes):
        looks = {child.tag.partition("}")[2]: child.attrib for child in node if "viz" in child.tag}
        assert looks["position"] == {"x": str(number * 1.5), "y": str(-number / 4), "z": "0.0"}
        assert looks["size"] == {"value": str(3.5 + number)}
        assert all(0 <= int(looks["color"][channel]) <= 255 for channel in "rgb")
        assert looks["shape"]["value"] in ("disc", "square", "triangle", "diamond")


def test_edges_of_gexf_have_a_type_a_weight_and_the_times_in_which_they_hold(real: ox.Store, gexf: Path) -> None:
    graph = transforms.simplified(networks.network(real, "actors", "uz"))
    read = ElementTree.parse(gexf).getroot().findall(".//g:edge", GEXF)
    assert len({edge.get("id") for edge in read}) == len(read) == graph.number_of_edges()
    several = 0
    for edge, (source, target, data) in zip(read, graph.edges(data=True), strict=True):
        assert (edge.get("source"), edge.get("target"), edge.get("weight")) == (source, target, str(data["weight"]))
        assert edge.get("type") == ("directed" if data["directed"] else "undirected")
        spells = [(spell.get("start"), spell.get("end")) for spell in edge.findall("g:spells/g:spell", GEXF)]
        known = [tuple(map(str, span.known)) for span in edges.spans(data) if span.known]
        assert spells == list(dict.fromkeys(known))
        dated = edge.find("g:attvalues/g:attvalue[@for='edge.dated']", GEXF)
        assert dated is not None
        assert dated.get("value") == str(bool(spells)).lower()
        several += len(spells) > 1
    assert several > 0


def test_gexf_is_valid_against_the_schema(gexf: Path) -> None:
    """By xmllint, where TANDEM_GEXF_SCHEMA names the folder with gexf.xsd of GEXF 1.3, which is not ours to pass on."""
    folder = os.environ.get("TANDEM_GEXF_SCHEMA", "")
    if not folder or shutil.which("xmllint") is None:
        pytest.skip("needs xmllint, and TANDEM_GEXF_SCHEMA with the folder of gexf.xsd")
    command = ["xmllint", "--nonet", "--noout", "--schema", str(Path(folder) / "gexf.xsd"), str(gexf)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_tables_for_gephi_have_the_columns_that_its_importer_knows(real: ox.Store, tmp_path: Path) -> None:
    graph = networks.network(real, "leaders", "kk")
    export.write(graph, tmp_path / "leaders.gephi.csv", "kk")
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("leaders.gephi.csv", "leaders-nodes.gephi.csv")]
    edges_, nodes = (list(csv.DictReader(text.splitlines())) for text in texts)  # no mark of byte order before them
    assert {"Id", "Label"} <= set(nodes[0])
    assert {row["Id"]: row["Label"] for row in nodes} == {node: data["label"] for node, data in graph.nodes(data=True)}
    assert {"Id", "Type", "Source", "Target", "Label", "Weight"} <= set(edges_[0])
    assert len({row["Id"] for row in edges_}) == len(edges_)
    found = [(row["Source"], row["Target"], row["Type"], row["Weight"]) for row in edges_]
    assert found == [
        (source, target, "Directed" if data["directed"] else "Undirected", "1")
        for source, target, data in graph.edges(data=True)
    ]
    for row, (*_, data) in zip(edges_, graph.edges(data=True), strict=True):
        assert [row[f"label_{tag}"] for tag in namespaces.languages()] == [
            data[f"label_{tag}"] for tag in namespaces.languages()
        ]
        assert row["Label"] == data["label_kk"]


def test_graphml_keeps_to_its_schema(actors: nx.MultiDiGraph, tmp_path: Path) -> None:
    """What http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd asks: order, ids that are names and unique, types."""
    export.write(actors, tmp_path / "actors.graphml")
    root = ElementTree.parse(tmp_path / "actors.graphml").getroot()
    tag = "{http://graphml.graphdrawing.org/xmlns}"
    *keys, graph = root
    assert [key.tag for key in keys] == [f"{tag}key"] * len(keys)
    assert graph.tag == f"{tag}graph"
    assert graph.get("edgedefault") == "directed"
    token = re.compile(r"[\w.:-]+", re.ASCII)
    for group in (keys, graph.findall(f"{tag}node"), graph.findall(f"{tag}edge")):
        ids = [each.get("id", "") for each in group]
        assert len(set(ids)) == len(ids) > 1
        assert [each for each in ids if not token.fullmatch(each)] == []
    columns = [(key.get("for"), key.get("attr.name")) for key in keys]
    assert len(set(columns)) == len(columns)
    assert {("node", "label"), ("node", "iri"), ("edge", "label"), ("edge", "directed")} <= set(columns)
    types = {key.get("id"): (f"{tag}{key.get('for')}", key.get("attr.type")) for key in keys}
    values = {"boolean": r"true|false", "int": r"-?\d+", "string": r".*"}
    nodes = {node.get("id") for node in graph.findall(f"{tag}node")}
    for element in (graph, *graph.findall(f"{tag}node"), *graph.findall(f"{tag}edge")):
        for data in element.findall(f"{tag}data"):
            owner, type_ = types[data.get("key")]
            assert owner == element.tag
            assert re.fullmatch(values[type_], data.text or "", re.DOTALL)
        assert {element.get("source"), element.get("target")} <= {*nodes, None}


def test_ids_of_nodes_in_graphml_differ_where_the_nodes_do() -> None:
    nodes = ["a/b", "a.b", "a_2f_b", "a_b", "a~b", "қ", "http://e.org/?a", "http://e.org/", "t:Treaty"]
    assert len(set(map(graphml.node_id, nodes))) == len(nodes)


def test_files_tell_of_edges_without_direction(actors: nx.MultiDiGraph, tmp_path: Path) -> None:
    assert any(not about["directed"] for *_, about in actors.edges(data=True))
    for ending in (".gexf", ".graphml", ".cyjs", ".json", ".dot"):
        export.write(actors, tmp_path / f"actors{ending}", "ru")
        text = (tmp_path / f"actors{ending}").read_text(encoding="utf-8")
        said = "network.undatedFile" if ending == ".gexf" else "network.undirected"
        assert text.count(message(said, "ru")) == 1, ending
        assert (ending == ".gexf") == ('type="undirected"' in text)
        one_way = actors.copy()
        one_way.remove_edges_from([edge[:3] for edge in actors.edges(keys=True, data=True) if not edge[3]["directed"]])
        export.write(one_way, tmp_path / f"actors{ending}", "ru")
        assert message("network.undirected", "ru") not in (tmp_path / f"actors{ending}").read_text(encoding="utf-8")


def test_what_xml_cannot_hold_is_not_written(actors: nx.MultiDiGraph, tmp_path: Path) -> None:
    graph = actors.copy()
    graph.nodes[min(graph)]["label"] = "a\x01b"
    for ending in (".gexf", ".graphml"):
        with pytest.raises(UsageError, match=r"U\+0001, which XML cannot hold; take json, dot or csv"):
            export.write(graph, tmp_path / f"actors{ending}")
    assert list(tmp_path.iterdir()) == []


def test_igraph_reads_graphml(actors: nx.MultiDiGraph, tmp_path: Path) -> None:
    import igraph  # with it Matplotlib, half a second for each process of the tests

    export.write(actors, tmp_path / "actors.graphml")
    read = igraph.Graph.Read_GraphML(str(tmp_path / "actors.graphml"))
    assert sorted(read.vs["name"]) == sorted(about["name"] for _, about in actors.nodes(data=True))
    assert read.ecount() == actors.number_of_edges()
    assert sorted(read.es["directed"]) == sorted(about["directed"] for *_, about in actors.edges(data=True))
    assert sorted(read.vs["iri"]) == sorted(about["iri"] for _, about in actors.nodes(data=True))
    assert sorted(read.es["claims"]) == sorted(about["claims"] for *_, about in actors.edges(data=True))


def test_pydot_reads_dot(real: ox.Store, tmp_path: Path) -> None:
    actors = networks.network(real, "leaders", "uz")  # the language of which the signs are most unlike the others'
    export.write(actors, tmp_path / "actors.dot")
    with forgetful_grammars():
        (read,) = pydot.graph_from_dot_file(str(tmp_path / "actors.dot"), encoding="utf-8")
    ways = {(edge.get("directed").strip('"'), edge.get("dir")) for edge in read.get_edges()}
    assert ways == {("true", None), ("false", '"none"')}
    labels = {node.get_name().strip('"'): node.get("label").strip('"') for node in read.get_nodes()}
    assert labels == {node: about["label"].replace('"', '\\"') for node, about in actors.nodes(data=True)}
    assert len(read.get_edges()) == actors.number_of_edges()


def test_cytoscape_json_and_tables(actors: nx.MultiDiGraph, tmp_path: Path) -> None:
    for ending in (".cyjs", ".csv", ".matrix.csv"):
        export.write(actors, tmp_path / f"actors{ending}")
    document = json.loads((tmp_path / "actors.cyjs").read_text(encoding="utf-8"))
    assert {node["data"]["id"] for node in document["elements"]["nodes"]} == set(actors)
    assert len(document["elements"]["edges"]) == actors.number_of_edges()
    edges_ = list(csv.DictReader((tmp_path / "actors.csv").read_text(encoding="utf-8-sig").splitlines()))
    nodes = list(csv.DictReader((tmp_path / "actors-nodes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["id"] for row in nodes} == {row[end] for row in edges_ for end in ("source", "target")}
    assert [row["claims"] for row in edges_] == [about["claims"] for *_, about in actors.edges(data=True)]
    header, *rows = csv.reader((tmp_path / "actors.matrix.csv").read_text(encoding="utf-8-sig").splitlines())
    assert header[1:] == [row[0] for row in rows] == sorted(actors)
    counted = sum(1 if about["directed"] else 2 for *_, about in actors.edges(data=True))
    assert sum(int(cell) for row in rows for cell in row[1:]) == counted


@pytest.mark.parametrize("ending", export.FORMATS)
def test_the_same_network_gives_the_same_file(real: ox.Store, tmp_path: Path, ending: str) -> None:
    written = [tmp_path / f"{number}{ending}" for number in (1, 2)]
    for file in written:
        export.write(networks.network(real, "actors", "en"), file)
    assert written[0].read_bytes() == written[1].read_bytes()
    assert b"lastmodifieddate" not in written[0].read_bytes()


def test_another_ending_is_refused(actors: nx.MultiDiGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a network cannot be written to 'actors.xlsx'; expected a name ending in"):
        export.write(actors, tmp_path / "actors.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_network(built: Path, kgtools: Run, tmp_path: Path) -> None:
    file = tmp_path / "actors.graphml"
    done = kgtools("network", "actors", "-o", file, "--lang", "uz", cwd=built)
    assert done.returncode == 0, done.stderr
    assert "nodes and" in done.stderr
    assert "Arkadiya" in file.read_text(encoding="utf-8")
    done = kgtools("network", "two-mode", "-o", file, "--project", "actors", cwd=built)
    assert done.returncode == 0, done.stderr
    done = kgtools("network", "actors", "-o", file, "--project", "actors", cwd=built)
    assert "--project belongs to the network two-mode" in done.stderr
    (tmp_path / "own.rq").write_text("CONSTRUCT { ?v t:visitor ?w } WHERE { ?v t:visitor ?w }", encoding="utf-8")
    done = kgtools("network", tmp_path / "own.rq", "-o", file, cwd=built)
    assert "2 nodes and 1 edges" in done.stderr
