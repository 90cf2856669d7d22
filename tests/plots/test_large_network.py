"""A network larger than a picture takes: the page has its strongest part, says so, stays quick; the table has pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph.labels import label
from kgtools.graph.terms import entity_node
from kgtools.messages import message
from kgtools.network import details, foreground, networks
from kgtools.plots.network import html, labels, layout, static
from tests.conftest import Run
from tests.plots.test_network_page import KZ, UZ, Reader


def synthetic(nodes: int, each: int = 2) -> nx.MultiDiGraph[str]:
    """A network of so many bodies, most joined to `each` others and few to many, as networks of actors are."""
    drawn = nx.barabasi_albert_graph(nodes, each, seed=7)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="synthetic")
    for node in drawn:
        names = dict.fromkeys(("label", "name", *labelled()), f"Body {node}")
        iri = namespaces.entity(f"body/b{node}")
        graph.add_node(f"body/b{node}", **names, kind="Body", group="Body", iri=iri)
    verbs = dict.fromkeys(("label", *labelled()), "met")
    for number, (one, other) in enumerate(drawn.edges()):
        graph.add_edge(
            f"body/b{one}", f"body/b{other}", key=str(number), **verbs, layer="diplomatic", directed=False,
            claims=" ".join(f"made-up/f{number + more}" for more in range(number % 3)), support=1 + number % 2,
            start=f"{1991 + number % 30}-01-01",
        )  # fmt: skip
    return graph


def labelled() -> list[str]:
    """The names of the labels in each language."""
    return [f"label_{language}" for language in namespaces.languages()]


@pytest.fixture
def actors(real: ox.Store) -> nx.MultiDiGraph[str]:
    return networks.network(real, "actors", "en")


def limit(monkeypatch: pytest.MonkeyPatch, nodes: int, edges: int) -> None:
    """Have pictures take so many things and links."""
    monkeypatch.setattr(foreground, "MOST_NODES", nodes)
    monkeypatch.setattr(foreground, "MOST_EDGES", edges)


# -- what is drawn ------------------------------------------------------------------------------------


def test_a_network_too_large_to_draw_is_refused_with_advice() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(map(str, range(foreground.MOST_NODES + 1)))
    with pytest.raises(UsageError, match=r"too many to draw.*--kinds.*--about"):
        layout.positions(graph, dict.fromkeys(graph, 1.0))


def test_the_strongest_part_has_leaders_and_what_is_joined_to_most_by_the_best_supported_links(
    actors: nx.MultiDiGraph[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, 20, 30)
    found = foreground.strongest(actors)
    assert found.number_of_edges() == 30
    first = foreground.ranked(actors)[:20]
    assert {*foreground.leaders(actors)} <= {*first}
    assert {KZ, UZ} <= {*found} <= {*first}
    between = actors.subgraph(first)
    left = [
        data["support"] for *ends, key, data in between.edges(keys=True, data=True) if not found.has_edge(*ends, key)
    ]
    assert left
    assert min(data["support"] for *_, data in found.edges(data=True)) >= max(left)


def test_what_is_joined_to_nothing_that_is_drawn_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (one, other, support) in enumerate([("a", "b", 2), ("a", "c", 1), ("d", "e", 1)]):
        for end in (one, other):
            graph.add_node(end, group="Body")
        graph.add_edge(one, other, key=str(number), support=support)
    assert foreground.strongest(graph) is graph
    limit(monkeypatch, 5, 1)
    assert sorted(foreground.strongest(graph)) == ["a", "b"]


def test_of_links_with_as_many_origins_those_of_most_claims_are_drawn_and_plans_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for end in "abcd":
        graph.add_node(end, group="Body")
    graph.add_edge("a", "b", key="0", support=2, claims="x/1 x/2 x/3", status="planned")
    graph.add_edge("a", "c", key="1", support=2, claims="x/1")
    graph.add_edge("a", "d", key="2", support=2, claims="x/1 x/2")
    drawn = []
    for edges in (1, 2, 3):
        limit(monkeypatch, 4, edges)
        drawn.append(sorted(key for *_, key in foreground.strongest(graph).edges(keys=True)))
    assert drawn == [["2"], ["1", "2"], ["0", "1", "2"]]


def test_a_page_says_how_much_of_a_network_it_has_also_where_links_alone_are_too_many(
    real: ox.Store, actors: nx.MultiDiGraph[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, every = (actors.number_of_nodes(), actors.number_of_edges()), details.details(real, actors, "actors", {})
    assert html.content(every, "degree")["leftOut"] is None
    for nodes, edges in ((20, 10_000), (10_000, whole[1] - 1)):
        limit(monkeypatch, nodes, edges)
        told = details.details(real, actors, "actors", {})
        found = html.content(told, "degree")
        assert found["leftOut"] == [len(found["nodes"]), whole[0], len(found["edges"]), whole[1]]
        assert (len(found["nodes"]), len(found["edges"])) < whole
        # What is told beside is told of what is drawn; the articles and what is said first are those of the whole.
        drawn = {told.graph.nodes[node]["iri"] for node in told.graph}
        assert {*told.facts} <= drawn
        assert (told.findings, told.notes) == (every.findings, every.notes)


def test_the_command_says_what_part_it_drew_and_where_the_rest_is(
    kgtools: Run, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, 3, 3)
    done = kgtools("network", "actors", "--root", built, "-o", tmp_path / "a.html")
    assert done.returncode == 0, done.stderr
    assert "drew 2 of 5 nodes and 1 of 3 edges in " in done.stderr
    assert "-o a.csv or .gexf" in done.stderr
    monkeypatch.undo()
    assert "wrote " in kgtools("network", "actors", "--root", built, "-o", tmp_path / "a.html").stderr


def test_of_many_articles_those_of_most_claims_are_named_and_the_others_counted(
    real: ox.Store, actors: nx.MultiDiGraph[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = {claim for *_, data in actors.edges(data=True) for claim in data["claims"].split()}
    by_article = Counter(claim.partition("/")[0] for claim in claims if not claim.startswith("background/"))
    monkeypatch.setattr(details, "_MOST_SOURCES", 1)
    (first, _), *others = by_article.most_common()
    title = label(real, entity_node(f"article/{first}"), "kk")
    note = details.sources(real, claims, "kk")[0]
    assert title in note
    assert note.endswith("; " + message("network.more", "kk", len(others)))
    assert message("network.more", "kk", len(others)) not in details.sources(real, {"background/b01"}, "kk")[0]


def test_of_many_leaders_some_are_named_in_any_case(
    monkeypatch: pytest.MonkeyPatch, real: ox.Store, actors: nx.MultiDiGraph[str], tmp_path: Path
) -> None:
    assert html.content(details.details(real, actors, "actors", {}), "degree")["labelling"]["leading"] == labels.LEADERS
    placed: list[list[labels.Disc]] = []
    monkeypatch.setattr(labels, "place", lambda discs, *_: placed.append(discs) or [])
    leaders = {actors.nodes[node]["label"] for node in foreground.leaders(actors)}
    for most in (labels.LEADERS, 2):
        monkeypatch.setattr(labels, "LEADERS", most)
        caption = details.caption(real, actors, "actors", "en")
        static.write(actors, caption, tmp_path / "x.svg", "en", "degree")
    named = [{disc.name for disc in discs if disc.always} & leaders for discs in placed]
    assert (len(named[0]), len(named[1])) == (len(leaders), 2)


# -- in a browser -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def part(browser: Any, real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader of a page with a part of the network of all links, whose table has several pages."""
    path = tmp_path_factory.mktemp("part") / "all.html"
    with pytest.MonkeyPatch.context() as patch:
        limit(patch, 10_000, 900)
        html.write(details.details(real, networks.network(real, "all", "en"), "all", {}), path, "en", "degree")
    found = Reader(browser, path)
    yield found
    found.close()


def test_a_part_says_so_in_each_language_and_in_what_is_saved(part: Reader, real: ox.Store) -> None:
    whole = networks.network(real, "all", "en")
    drawn = part.page.evaluate("[tandem.net.nodes.length, tandem.net.edges.length]")
    numbers = (drawn[0], whole.number_of_nodes(), drawn[1], whole.number_of_edges())
    assert drawn[1] == 900
    for language in reversed(namespaces.languages()):
        part.page.select_option("#language", language)
        said = message("network.leftOut", language, *numbers, "all")
        assert part.page.inner_text("#part") == said
        assert said in part.page.evaluate("tandem.svg().replace(/<[^>]*>/g, ' ')").replace("&amp;", "&")


def test_the_table_of_many_links_is_read_by_pages_and_has_all(part: Reader) -> None:
    part.page.select_option("#language", "en")
    shown = part.page.evaluate("tandem.net.edges.filter(tandem.net.isShown).length")
    assert shown > 800
    rows, back, on = part.page.locator("#links tbody tr"), *map(part.page.locator("#turn button").nth, (0, 1))
    assert (rows.count(), part.page.inner_text("#turn span")) == (400, f"links 1–400 of {shown}")
    assert back.is_disabled()
    seen = set(part.page.locator("#links .open").evaluate_all("all => all.map((each) => each.ariaLabel)"))
    first = rows.first.inner_text()
    on.click()
    assert part.page.inner_text("#turn span") == f"links 401–800 of {shown}"
    assert part.page.evaluate("document.activeElement.dataset.row") == "0"  # who has turned the page reads on
    assert rows.first.inner_text() != first
    part.page.keyboard.press("Enter")
    part.settle()
    assert part.page.locator("#panel .edge").count() > 0
    part.page.keyboard.press("Escape")
    on.click()
    assert on.is_disabled()
    assert rows.count() == shown - 800
    back.click()
    back.click()
    assert rows.first.inner_text() == first
    assert len(seen) > 300
    # Another order begins with its first page, and the whole table is copied.
    on.click()
    part.page.click("#links [data-column=verb]")
    assert part.page.inner_text("#turn span") == f"links 1–400 of {shown}"
    part.page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    part.page.click("#copy")
    assert part.page.evaluate("window.copied.split('\\n').length") == shown + 1


def test_a_table_of_one_page_has_nothing_to_turn(browser: Any, real: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "leaders.html"
    html.write(details.details(real, networks.network(real, "leaders", "en"), "leaders", {}), path, "en", "degree")
    reader = Reader(browser, path)
    assert not reader.page.locator("#turn").is_visible()
    assert not reader.page.locator("#part").is_visible()
    reader.close()


def test_a_network_with_more_years_than_a_call_takes_arguments_is_drawn(
    browser: Any, real: ox.Store, tmp_path: Path
) -> None:
    graph = synthetic(50)
    for *_, data in graph.edges(data=True):
        data["spells"] = " ".join(f"{1900 + year % 100}-01-01/{1900 + year % 100}-12-31/" for year in range(1200))
        del data["start"]
    path = tmp_path / "years.html"
    html.write(details.details(real, graph, "synthetic.rq", {}), path, "en", "degree")
    reader = Reader(browser, path)
    assert reader.page.input_value("#from") == "1900"
    reader.close()


def test_of_a_hundred_thousand_links_the_strongest_are_drawn_and_filtered(
    browser: Any, real: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, 2000, 8000)  # enough for the graphics card, and laid out in less time than the usual
    graph = synthetic(20_010, 5)
    assert graph.number_of_edges() > 100_000
    path = tmp_path / "large.html"
    shown = details.details(real, graph, "synthetic.rq", {})
    html.write(shown, path, "en", "degree")
    reader = Reader(browser, path)
    whole = [shown.graph.number_of_nodes(), shown.graph.number_of_edges()]
    assert reader.status() == whole
    reader.page.click("#closer")
    reader.page.fill("#from", "2010")
    reader.page.press("#from", "Enter")
    assert 0 < reader.status()[1] < whole[1]
    reader.wrong = [line for line in reader.wrong if "WebGL" not in line and "GL Driver" not in line]
    reader.close()
