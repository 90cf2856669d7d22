"""The page of a network, in a browser with the cable out: search, filters, years, clicks, languages; and its bytes."""

from __future__ import annotations

import csv
import json
import re
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe

from kgtools import messages, namespaces
from kgtools.network import details, edges, foreground, measures, networks
from kgtools.plots.network import html, layout, small
from kgtools.query import search
from kgtools.query.search.likeness import Vocabulary
from kgtools.values import transliteration
from tests.conftest import ROOT, Run

KZ, UZ = "state/kazakhstan", "state/uzbekistan"


def page(store_: ox.Store, graph: nx.MultiDiGraph[str], view: str) -> str:
    return html.page(html.content(details.details(store_, graph, view, {}), "degree"), "en")


@pytest.fixture(scope="session")
def actors(real: ox.Store) -> nx.MultiDiGraph[str]:
    return networks.network(real, "actors", "en")


@pytest.fixture(scope="session")
def text(real: ox.Store, actors: nx.MultiDiGraph[str]) -> str:
    return page(real, actors, "actors")


@pytest.fixture(scope="session")
def core(actors: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """What the page shows at start: the network without the layer of experts."""
    return foreground.without(actors, foreground.experts(actors, "actors"))


def content(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="content">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


# -- without a browser ------------------------------------------------------------------------------


def test_every_measure_has_a_name() -> None:
    assert set(messages.section("network.measure", "en")) == set(measures.RANKED)


class References(HTMLParser):
    """What a page loads or leads to, and the text of its styles."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.policy = ""
        self.styles = ""
        self.tag = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tag = tag
        self.addresses += [str(found[name]) for name in ("href", "src", "action", "data", "srcset") if name in found]
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(found["content"])

    def handle_data(self, data: str) -> None:
        if self.tag == "style":
            self.styles += data


def test_the_page_refers_to_nothing_elsewhere(text: str) -> None:
    found = References()
    found.feed(text)
    assert found.addresses == []
    assert found.policy.startswith("default-src 'none';")
    assert "http" not in found.policy
    assert "box-sizing" in found.styles
    assert not re.search(r"url\(|@import", found.styles)


def test_the_same_network_gives_the_same_bytes(real: ox.Store, actors: nx.MultiDiGraph[str], text: str) -> None:
    assert page(real, actors, "actors") == text


def test_the_page_holds_every_edge_with_its_claims_in_four_languages(actors: nx.MultiDiGraph[str], text: str) -> None:
    reported = content(text)
    assert len(reported["nodes"]) == actors.number_of_nodes()
    assert len(reported["edges"]) == actors.number_of_edges()
    for edge in reported["edges"]:
        assert len(edge["verbs"]) == len(namespaces.languages())
        assert edge["claims"]
        for claim in edge["claims"]:
            article, place, passage, *_ = reported["claims"][claim]
            assert passage == ""
            assert not article or re.fullmatch(r"\d+–\d+", place), claim
    verbs = {tuple(edge["verbs"]) for edge in reported["edges"]}
    assert all(len(set(said)) == len(said) for said in verbs)
    kazakhstan = next(node for node in reported["nodes"] if node["id"] == KZ)
    assert kazakhstan["names"] == ["Kazakhstan", "Казахстан", "Қазақстан", "Qozogʻiston"]
    assert kazakhstan["facts"]


def test_passages_stand_in_the_page_only_when_articles_are_named(built: Path, kgtools: Run, tmp_path: Path) -> None:
    without, with_ = tmp_path / "without.html", tmp_path / "with.html"
    assert kgtools("network", "actors", "--root", built, "-o", without).returncode == 0
    done = kgtools("network", "actors", "--root", built, "--articles", built / "articles", "-o", with_, "--lang", "uz")
    assert done.returncode == 0, done.stderr
    assert {claim[2] for claim in content(without.read_text(encoding="utf-8"))["claims"].values()} == {""}
    passages = {claim[2] for claim in content(with_.read_text(encoding="utf-8"))["claims"].values()} - {""}
    printed = " ".join((next((built / "articles").iterdir())).read_text(encoding="utf-8").split())
    assert passages
    assert all(passage in printed for passage in passages)
    assert '<html lang="uz">' in with_.read_text(encoding="utf-8")


def test_a_name_cannot_end_the_script_of_the_page(mini_store: ox.Store) -> None:
    graph = networks.network(mini_store, "actors", "en")
    graph.nodes["person/boris-rudolf"]["label_en"] = "</script><b>Boris"  # which the tables would not let in
    found = page(mini_store, graph, "actors")
    assert any("</script><b>Boris" in node["names"] for node in content(found)["nodes"])
    assert "</script><b>" not in found


def test_the_page_leads_to_the_pages_of_a_site_only_if_it_is_told_where_they_are(
    real: ox.Store, actors: nx.MultiDiGraph[str], text: str
) -> None:
    told = details.details(real, actors, "actors", {})
    linked = content(html.page(html.content(told, "degree"), "en", "../../"))["links"]
    assert linked["thing"].format(language="kk", id=KZ) == "../../kk/id/state/kazakhstan.html"
    assert linked["claim"].format(language="en", id="x/f001") == "../../en/claim/x/f001.html"
    assert content(text)["links"] is None


# -- layout -----------------------------------------------------------------------------------------


def closest(places: dict[str, tuple[float, float]], radius: dict[str, float]) -> float:
    """The least room between two nodes."""
    nodes = sorted(places)
    return min(
        ((places[one][0] - places[other][0]) ** 2 + (places[one][1] - places[other][1]) ** 2) ** 0.5
        - radius[one] - radius[other]
        for at, one in enumerate(nodes)
        for other in nodes[at + 1 :]
    )  # fmt: skip


@pytest.mark.parametrize("view", ["actors", "all", "economy"])
def test_no_two_nodes_overlap_and_the_place_is_the_same_again(real: ox.Store, view: str) -> None:
    graph = networks.network(real, view, "en")
    radius = layout.radii(measures.MEASURES["degree"](graph))
    places = layout.positions(graph, radius)
    assert closest(places, radius) > 0.5
    assert closest(layout.upright(places, radius), radius) > 0.5
    shuffled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    shuffled.add_edges_from(reversed(list(graph.edges(data=True))))
    assert layout.positions(shuffled, radius) == places


def test_the_two_states_stand_on_either_side_of_what_they_share(core: nx.MultiDiGraph[str]) -> None:
    radius = layout.radii(measures.MEASURES["degree"](core))
    wide = layout.positions(core, radius)
    for places in (wide, layout.upright(wide, radius)):
        (left, _), (right, _) = places[KZ], places[UZ]
        shared = [node for node in core if {KZ, UZ} <= set(nx.all_neighbors(core, node)) - {node}]
        assert len(shared) > 5
        assert all(left < places[node][0] < right for node in shared)


def test_overlapping_nodes_are_really_found() -> None:
    assert closest({"a": (0, 0), "b": (3, 4)}, {"a": 3, "b": 3}) == -1


# -- in a browser -----------------------------------------------------------------------------------


class Reader:
    """Someone who reads a page from a file, with the network cable out; any request elsewhere fails the test."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        self.context.set_default_timeout(30_000)
        self.wrong: list[str] = []
        self.context.on("request", self.asked)
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.context.on("console", self.logged)
        self.page = self.context.new_page()
        self.open(path)

    def open(self, path: Path) -> None:
        """Open the page of a file, or open it anew."""
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("body[data-ready]", timeout=60_000)
        self.settle()

    def asked(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.wrong.append(request.url)

    def logged(self, line: Any) -> None:
        if line.type in ("error", "warning"):
            self.wrong.append(line.text)

    def settle(self) -> None:
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def status(self) -> list[int]:
        """How many things and links are shown."""
        self.settle()
        return [int(number) for number in re.findall(r"\d+", self.page.inner_text("#status"))]

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)
        self.settle()

    def close(self) -> None:
        self.context.close()
        assert self.wrong == []


@pytest.fixture(scope="session")
def file(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "actors.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shared(browser: Any, file: Path) -> Iterator[Reader]:
    """A reader whose page is as it was opened: whoever changes it, changes it back."""
    found = Reader(browser, file)
    yield found
    found.close()


@pytest.fixture(scope="module")
def window(browser: Any, file: Path) -> Iterator[Reader]:
    """The window in which one reader after the other opens the page; a window of one's own costs as much again."""
    found = Reader(browser, file)
    yield found
    found.close()


@pytest.fixture
def reader(window: Reader, file: Path) -> Iterator[Reader]:
    """A reader who has just opened the page, and of whom nothing is known."""
    window.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    window.open(file)
    window.wrong.clear()
    yield window
    assert window.wrong == []


def test_a_click_on_a_thing_shows_its_names_facts_and_neighbours(reader: Reader, core: nx.MultiDiGraph[str]) -> None:
    graph = nx.Graph(core)
    assert reader.page.evaluate("tandem.lit()") == len(graph)
    reader.click(*reader.page.evaluate(f"tandem.node('{UZ}')"))
    reported = reader.page.inner_text("#panel")
    for expected in ("Uzbekistan", "Узбекистан", "Өзбекстан", "Oʻzbekiston", "state", "Facts", "Joined to"):
        assert expected in reported
    assert reader.page.evaluate("tandem.lit()") == graph.degree(UZ) + 1
    assert f"Joined to ({graph.degree(UZ)})" in reported
    reader.page.locator("#panel .fact summary").first.click()
    assert "characters" in reader.page.inner_text("#panel .fact .claim >> nth=0")
    reader.page.keyboard.press("Escape")
    reader.settle()
    assert not reader.page.is_visible("#panel")
    assert reader.page.evaluate("tandem.lit()") == len(graph)


def test_a_click_on_a_line_shows_verb_time_and_claims(reader: Reader, actors: nx.MultiDiGraph[str]) -> None:
    person = "person/nursultan-nazarbayev"
    edges = actors.get_edge_data(person, KZ)
    about = next(about for about in edges.values() if about["label"] == "holds office in")
    # Close to the person, where no other line is near.
    reader.click(*reader.page.evaluate(f"tandem.edge('{person}', '{KZ}', 0.3)"))
    reported = reader.page.inner_text("#panel")
    assert "Nursultan Nazarbayev holds office in → Kazakhstan" in re.sub(r"\s+", " ", reported)
    assert about["start"][:4] in reader.page.inner_text("#panel .time >> nth=0")
    shown = reader.page.eval_on_selector_all("#panel .claim", "found => found.map(claim => claim.dataset.claim)")
    assert set(about["claims"].split()) <= set(shown)
    assert "characters" in reported


def test_search_finds_names_in_any_script_as_the_command_does(reader: Reader, real: ox.Store) -> None:
    index = search.Index.read(real)
    for words, expected in (
        ("Мирзиеев", "person/shavkat-mirziyoyev"), ("Тоқаев", "person/kassym-jomart-tokayev"),
        ("Tokaev", "person/kassym-jomart-tokayev"), ("ozbekiston", UZ), ("Қазақст", KZ), ("Kazahstan", KZ),
        ("Ўзбекистон", UZ), (unicodedata.normalize("NFD", "Ўзбекистон Республикаси"), UZ),
        ("Қосим-Жўмарт", "person/kassym-jomart-tokayev"),
        ("worldbank", "body/world-bank"), ("uzbekstan", UZ), ("Қазақстн", KZ),
        ("Тоқаив", "person/kassym-jomart-tokayev"),
    ):  # fmt: skip
        reader.page.fill("#search", words)
        label = next(quad.object.value for quad in real.quads_for_pattern(
            ox.NamedNode(namespaces.entity(expected)), ox.NamedNode(namespaces.RDFS + "label"), None)
            if quad.object.language == "en")  # fmt: skip
        assert reader.page.inner_text("#results button >> nth=0").startswith(label), words
        assert search.search(real, words, index)[0].iri == namespaces.entity(expected)
    reader.page.fill("#search", "plinthgurk")
    assert reader.page.inner_text("#results") == "no such name"
    reader.page.fill("#search", "мирзиеев")
    reader.page.press("#search", "Enter")
    assert reader.page.inner_text("#panel .name") == "Shavkat Mirziyoyev"


def test_the_page_makes_the_phonetic_keys_of_python(reader: Reader, real: ox.Store) -> None:
    with (ROOT / "tests" / "query" / "spellings.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["typed"] for row in csv.DictReader(file)]
    texts += [text for _, text in search.all_names(real)]
    texts += [
        "Medwedew Chruschtschow Dschambul Tschechow Schewtschenko",
        "gʻarb g'arb Ғылым ҲАМКОРЛИК",
        "aiia yaya 11 2022 İslam Ta\u0301shkent",
        "Темир йўл, Қўшма, дўстлик, тўғрисида, халқ, сентябр, ёшлар, цирк, дустлик",
        "Jañaözen Şymkent Táýelsizdik Yevropa O‛zbekiston O`zbekiston o\u200bk",
    ]
    texts += [unicodedata.normalize("NFD", text) for text in texts[-20:]]
    found = reader.page.evaluate("texts => texts.map(tandem.phoneticKeys)", texts)
    expected = [list(transliteration.phonetic_keys(text)) for text in texts]
    assert [(text, *keys) for text, *keys in zip(texts, found, expected, strict=True) if keys[0] != keys[1]] == []
    assert len(texts) > 150
    found = reader.page.evaluate("texts => texts.map(tandem.readings)", texts)
    for text, keys in zip(texts, found, strict=True):
        assert {each[0]: tuple(each) for each in keys} == transliteration.readings(text), text


def test_the_page_finds_words_as_like_as_python_does(reader: Reader, real: ox.Store) -> None:
    known = sorted({key for _, text in search.all_names(real) for key in transliteration.phonetic_keys(text)})
    vocabulary = Vocabulary(known)
    # A slip, like sounds, the beginning of a word, other forms in both scripts, too short, a number.
    for word in ("Каримв", "Semerkant", "Termes", "Samark", "Корее", "Turkey", "Toshkentda", "аи", "iii", "2017"):
        (key,), latin = transliteration.phonetic_keys(word), not transliteration.beyond_latin(word)
        found = reader.page.evaluate(
            "([key, known, latin]) => Object.fromEntries("
            "known.map(other => [other, tandem.like(key, other, latin)]).filter(([, like]) => like))",
            [key, known, latin],
        )
        assert found == pytest.approx(vocabulary.likes(key, latin)), word


def test_experts_are_a_layer_that_is_off_at_start(
    reader: Reader, actors: nx.MultiDiGraph[str], core: nx.MultiDiGraph[str]
) -> None:
    assert reader.status() == [core.number_of_nodes(), core.number_of_edges()]
    named = set(reader.page.evaluate("tandem.placing().labels.map(label => label.disc.name)"))
    most = sorted(core, key=lambda node: -nx.Graph(core).degree(node))[:10]
    wanted = {core.nodes[node]["label"] for node in {*most, *foreground.leaders(core)}}
    assert {name for name in wanted if name not in named} == set()
    assert reader.page.inner_text("h1") == foreground.finding(core, "en")
    reader.page.check("#layers input[data-key=expert]")
    assert reader.status() == [actors.number_of_nodes(), actors.number_of_edges()]
    reader.page.uncheck("#layers input[data-key=expert]")
    reader.page.fill("#search", "Normatov Bekzod")
    reader.page.press("#search", "Enter")
    assert reader.page.is_checked("#layers input[data-key=expert]") == ("person/bekzod-normatov" not in core)
    assert reader.page.inner_text("#panel .name") == "Bekzod Normatov"


def test_the_years_show_no_link_that_no_article_dates(reader: Reader, core: nx.MultiDiGraph[str]) -> None:
    undated = sum(1 for *_, data in core.edges(data=True) if not edges.spans(data))
    assert undated > 20
    assert reader.page.inner_text("#undated + span") == messages.message("network.undated", "en", undated)
    assert not reader.page.is_checked("#undated")
    years = [year for *_, data in core.edges(data=True) for span in edges.spans(data) for year in span.years]
    assert [int(reader.page.input_value(f"#{end}")) for end in ("from", "to")] == [min(years), max(years)]
    reader.page.click("#play")
    reader.page.click("#play")
    for year in (1994, 2018, max(years)):
        for end in ("to", "from"):
            reader.page.locator(f"#{end}").fill(str(year))
        holding = [data for *_, data in core.edges(data=True)
                   if any(span.touches(year, year) for span in edges.spans(data))]  # fmt: skip
        assert reader.status()[1] == len(holding) > 0
    reader.page.check("#undated")
    assert reader.status()[1] == len(holding) + undated


def test_filters_by_kind_and_layer(reader: Reader, actors: nx.MultiDiGraph[str]) -> None:
    graph = actors
    reader.page.check("#layers input[data-key=expert]")
    assert reader.status() == [graph.number_of_nodes(), graph.number_of_edges()]
    reader.page.uncheck("#kinds input[data-key=Person]")
    left = [ends for ends in graph.edges() if not any(graph.nodes[end]["group"] == "Person" for end in ends)]
    assert reader.status() == [len({end for ends in left for end in ends}), len(left)]
    reader.page.check("#kinds input[data-key=Person]")
    reader.page.uncheck("#layers input[data-key=institutional]")
    left = [ends for *ends, about in graph.edges(data=True) if about["layer"] != "institutional"]
    assert reader.status()[1] == len(left)


def test_years_filter_and_play_while_nothing_moves(
    reader: Reader, real: ox.Store, actors: nx.MultiDiGraph[str]
) -> None:
    before = reader.page.evaluate(f"tandem.node('{KZ}')")
    reader.page.check("#layers input[data-key=expert]")
    reader.page.focus("#from")
    first = int(reader.page.input_value("#from"))
    for _ in range(2017 - first):
        reader.page.keyboard.press("ArrowRight")
    reader.page.uncheck("#undated")
    expected = networks.network(real, "actors", "en", networks.Selection(first=2017))
    assert reader.page.inner_text("#from-year") == "2017"
    assert reader.status() == [expected.number_of_nodes(), expected.number_of_edges()]
    reader.page.check("#undated")
    undated = networks.network(real, "actors", "en", networks.Selection(first=2017, undated=True))
    assert reader.status() == [undated.number_of_nodes(), undated.number_of_edges()]
    for _ in range(2017 - first):
        reader.page.keyboard.press("ArrowLeft")
    reader.page.fill("#from", str(first))
    reader.page.evaluate(CLOCK)
    reader.page.click("#play")
    assert reader.page.inner_text("#to-year") == str(first)
    reader.page.uncheck("#undated")
    early = reader.status()[1]
    assert early == networks.network(real, "actors", "en", networks.Selection(first=first, last=first)).size()
    for year in (1, 2, 3):
        reader.page.evaluate("tick()")
        assert reader.page.inner_text("#to-year") == str(first + year)
    assert reader.status()[1] >= early
    reader.page.click("#play")
    assert reader.page.inner_text("#play") == "Play the years"
    assert reader.page.evaluate("window.tick === undefined")
    reader.page.evaluate("Object.assign(window, timers)")
    reader.page.click("#play")
    until = time.monotonic() + 30
    while int(reader.page.inner_text("#to-year")) == first + 3:
        assert time.monotonic() < until
        reader.page.wait_for_timeout(100)
    reader.page.click("#play")
    assert reader.page.evaluate(f"tandem.node('{KZ}')") == before


# The years move on when a test says so, and not while a busy machine looks at what is shown.
CLOCK = """
window.timers = { setInterval, clearInterval };
window.setInterval = tick => (window.tick = tick, 1);
window.clearInterval = () => { window.tick = undefined; };
"""


def test_the_language_of_everything_changes(reader: Reader) -> None:
    reader.click(*reader.page.evaluate(f"tandem.node('{KZ}')"))
    for language, name in (("ru", "Казахстан"), ("kk", "Қазақстан"), ("uz", "Qozogʻiston")):
        reader.page.select_option("#language", language)
        reader.settle()
        assert reader.page.evaluate("document.documentElement.lang") == language
        assert reader.page.inner_text("#panel .name") == name
        assert name in reader.page.evaluate("tandem.labels()")
        reported = reader.page.inner_text("body")
        undated = reader.page.inner_text("#undated + span")
        assert undated == messages.message("network.undated", language, *re.findall(r"\d+", undated))
        for word in ("kinds", "layers", "play", "facts"):
            assert messages.message(f"network.{word}", language) in reported
            assert messages.message(f"network.{word}", "en") not in reported.split("\n")


def boxes(labels_: list[dict[str, Any]]) -> list[tuple[float, ...]]:
    return [tuple(label["box"]) for label in labels_]


def covered(placing: dict[str, Any]) -> list[object]:
    """Labels that cover another label or a thing."""
    found = boxes(placing["labels"])
    discs = [(disc["x"] - disc["r"], disc["y"] - disc["r"], disc["x"] + disc["r"], disc["y"] + disc["r"])
             for disc in placing["discs"]]  # fmt: skip
    return [
        (one, other)
        for place, one in enumerate(found)
        for other in [*found[place + 1 :], *discs]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_most_joined_are_named_and_no_name_covers_anything(
    browser: Any, file: Path, core: nx.MultiDiGraph[str], width: int, scheme: str
) -> None:
    reader = Reader(browser, file, viewport={"width": width, "height": 844}, color_scheme=scheme)
    most = sorted(core, key=lambda node: -nx.Graph(core).degree(node))[:10]
    wanted = {core.nodes[node]["label"] for node in {*most, *foreground.leaders(core)}}
    placing = reader.page.evaluate("tandem.placing()")
    assert wanted - {label["disc"]["name"] for label in placing["labels"]} == set()
    assert covered(placing) == []
    ground = reader.page.evaluate("tandem.source.nodes && getComputedStyle(document.body).backgroundColor")
    assert (int(re.findall(r"\d+", ground)[0]) < 100) == (scheme == "dark")
    if scheme == "light":
        reader.page.locator(".open").nth(2).click()
    assert [
        (one["id"], node["html"]) for one in Axe().run(reader.page).response["violations"] for node in one["nodes"]
    ] == []
    reader.close()


def test_covered_things_are_really_found() -> None:
    disc = {"x": 5, "y": 5, "r": 2}
    assert len(covered({"labels": [{"box": [0, 0, 10, 10]}, {"box": [9, 9, 12, 12]}], "discs": [disc]})) == 2


def test_the_keyboard_reaches_a_line_and_the_panel_follows(shared: Reader, core: nx.MultiDiGraph[str]) -> None:
    rows = shared.page.locator("#links tbody tr")
    assert rows.count() == core.number_of_edges()
    shared.page.focus("#table")
    shared.page.keyboard.press("Enter")
    assert shared.page.evaluate("document.activeElement.dataset.row") == "0"
    shared.page.keyboard.press("Enter")
    first, *_ = rows.nth(0).locator("td").all_inner_texts()
    assert first in shared.page.inner_text("#panel")
    before = shared.page.inner_text("#panel")
    for _ in range(3):
        shared.page.keyboard.press("ArrowDown")
    assert shared.page.evaluate("document.activeElement.dataset.row") == "3"
    assert shared.page.inner_text("#panel") != before
    assert shared.page.inner_text("#panel .verb >> nth=0") == rows.nth(3).locator(".open").inner_text()
    assert shared.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    shared.settle()
    assert shared.page.evaluate("tandem.lit()") == 2
    shared.page.keyboard.press("Escape")
    assert not shared.page.is_visible("#panel")


def test_the_table_is_sorted_by_its_headings(shared: Reader) -> None:
    supports = shared.page.locator("#links td.number").all_inner_texts()
    assert supports == sorted(supports, reverse=True)
    assert supports[0] > "1"
    shared.page.click("#links [data-column=source]")
    names = shared.page.locator("#links tbody td:first-child").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert shared.page.get_attribute("#links th:first-child", "aria-sort") == "ascending"
    shared.page.click("#links [data-column=support]")


def test_lines_tell_layer_support_and_disagreement(shared: Reader, core: nx.MultiDiGraph[str]) -> None:
    lines = shared.page.evaluate("tandem.source.edges.data")
    pairs: dict[frozenset[str], set[str]] = {}
    for *ends, data in core.edges(data=True):
        pairs.setdefault(frozenset(ends), set()).add(data["layer"])
    assert len(lines["x0"]) == sum(map(len, pairs.values()))
    assert len(set(lines["color"])) == len(set.union(*pairs.values())) == 3
    most = max(data["support"] for *_, data in core.edges(data=True))
    assert max(lines["width"]) == pytest.approx(small.thickness(most))
    disputed = {frozenset(ends) for *ends, data in core.edges(data=True) if data.get("disagreements")}
    assert shared.page.evaluate("tandem.source.signs.data.text") == ["≠"] * len(disputed)
    assert set(shared.page.evaluate("tandem.source.marks.data.marker")) == {"circle", "square", "triangle"}


def test_of_too_many_lines_those_of_most_origins_are_drawn_and_the_page_says_so(shared: Reader) -> None:
    assert shared.page.inner_text("#thinned") == ""
    shared.page.evaluate("tandem.net.data.limits.lines = 10")
    shared.page.click("#whole")
    shared.settle()
    assert "10 of " in shared.page.inner_text("#thinned")
    lines = shared.page.evaluate("tandem.source.edges.data.width")
    assert len(lines) >= 10
    assert max(lines) > 2
    shared.page.evaluate("tandem.net.data.limits.lines = 4000")
    shared.page.click("#whole")
    shared.settle()
    assert shared.page.inner_text("#thinned") == ""


def test_a_picture_has_real_text_and_prints_on_one_page(shared: Reader, core: nx.MultiDiGraph[str]) -> None:
    shared.page.select_option("#language", "kk")
    shared.settle()
    tree = ET.fromstring(shared.page.evaluate("tandem.svg()"))
    tag = "{http://www.w3.org/2000/svg}"
    assert (tree.get("lang"), tree[0].text) == ("kk", foreground.finding(core, "kk"))
    assert tree[1].tag == f"{tag}desc"
    assert messages.message("network.shown", "kk", core.number_of_nodes(), core.number_of_edges()) in str(tree[1].text)
    said = ["".join(text.itertext()) for text in tree.iter(f"{tag}text")]
    assert {"Қазақстан", "Өзбекстан", "≠", "ұйым", "дипломатиялық"} <= set(said)
    printed = shared.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    shared.page.select_option("#language", "en")


def test_png_and_svg_are_saved_from_the_page(reader: Reader) -> None:
    # The first true download of a headless Chromium takes seconds; what would be saved is taken on its way.
    reader.page.evaluate("""() => {
        URL.createObjectURL = (blob) => { window.blob = blob; return "blob:none"; };
        HTMLAnchorElement.prototype.click = async function () {
            const bytes = [...new Uint8Array(await window.blob.arrayBuffer())];
            window.saved = [this.download, String.fromCharCode(...bytes.slice(0, 200)), bytes.length];
        };
    }""")
    for ending, start in (("png", "PNG"), ("svg", "<svg")):
        reader.page.click(f"#{ending}")
        until = time.monotonic() + 30
        while not (saved := reader.page.evaluate("window.saved")) or not saved[0].endswith(ending):
            assert time.monotonic() < until
            reader.page.wait_for_timeout(50)
        name, head, size = saved
        assert name == f"actors.{ending}"
        assert start in head
        assert size > 20_000


def test_a_phone_shows_the_drawing_and_no_wider_page(browser: Any, file: Path) -> None:
    reader = Reader(browser, file, viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 375
    for node in (KZ, "company/halyk-bank"):
        x, y = reader.page.evaluate(f"tandem.node('{node}')")
        assert 0 < x < 375
        assert 0 < y < 740
    reader.page.touchscreen.tap(*reader.page.evaluate(f"tandem.node('{KZ}')"))
    reader.settle()
    assert reader.page.inner_text("#panel .name") == "Kazakhstan"
    # What was chosen is not hidden by the panel that tells of it.
    assert reader.page.evaluate(f"tandem.node('{KZ}')")[1] < reader.page.locator("#panel").bounding_box()["y"]
    reader.close()
