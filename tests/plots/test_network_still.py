"""Still pictures of networks and matrices: letters, sources, bytes, file types, and what bad input is told."""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.network import details, matrix, networks
from kgtools.plots import style
from kgtools.plots.network import html, static
from kgtools.plots.network import matrix as matrix_files
from tests.conftest import ROOT, Run

STARTS = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}


def draw(
    store_: ox.Store, graph: nx.MultiDiGraph[str], path: Path, view: str, language: str, size: str = "degree"
) -> None:
    static.write(graph, details.caption(store_, graph, view, language), path, language, size)


@pytest.mark.parametrize("ending", style.ENDINGS)
def test_a_picture_is_of_its_type_and_the_same_again(real: ox.Store, tmp_path: Path, ending: str) -> None:
    graph = networks.network(real, "leaders", "en")
    one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    draw(real, graph, one, "leaders", "en", "strength")
    draw(real, graph, other, "leaders", "en", "strength")
    assert one.read_bytes().startswith(STARTS[ending])
    assert one.read_bytes() == other.read_bytes()
    assert not re.search(rb"CreationDate|<dc:date>", one.read_bytes())


def test_the_legend_explains_dashed_lines_where_there_are_some(real: ox.Store, tmp_path: Path) -> None:
    """An inferred edge beside a stated one between the same two things gives a solid line."""
    graph = networks.network(real, "leaders", "en", networks.Selection(inferred=True))
    pairs: dict[frozenset[str], set[str]] = {}
    for source, target, data in graph.edges(data=True):
        pairs.setdefault(frozenset((source, target)), set()).add(data["certainty"])
    assert {"stated", "inferred"} in pairs.values()
    assert {"inferred"} not in pairs.values()
    out = tmp_path / "x.svg"
    draw(real, graph, out, "leaders", "en")
    drawn = out.read_text(encoding="utf-8")
    assert "stroke-dasharray" not in drawn
    assert ">inferred</text>" not in drawn
    for one, other, data in graph.edges(data=True):
        if {one, other} == {"state/kazakhstan", "state/uzbekistan"}:
            data["certainty"] = "inferred"
    draw(real, graph, out, "leaders", "en")
    drawn = out.read_text(encoding="utf-8")
    assert "stroke-dasharray" in drawn
    assert ">inferred</text>" in drawn


def test_a_drawn_network_is_text_with_a_name_and_a_language(real: ox.Store, tmp_path: Path) -> None:
    draw(real, networks.network(real, "leaders", "uz"), tmp_path / "x.svg", "leaders", "uz")
    tree = ElementTree.parse(tmp_path / "x.svg").getroot()
    tag = "{http://www.w3.org/2000/svg}"
    assert tree.get("lang") == "uz"
    assert "Oʻzbekiston" in str(tree.findtext(f"{tag}title"))
    assert tree.findtext(f"{tag}desc")
    assert "Qozogʻiston" in ["".join(text.itertext()) for text in tree.iter(f"{tag}text")]


def test_a_missing_letter_would_be_noticed(tmp_path: Path) -> None:
    """matplotlib warns of a letter that its font has not, and warnings fail every test here."""
    figure = style.blank(tmp_path / "x.png")
    figure.text(0.5, 0.5, "漢")
    with pytest.warns(UserWarning, match="Glyph"):
        style.save(figure, tmp_path / "x.png")


@pytest.mark.parametrize("language", ["ru", "kk", "uz"])
def test_all_letters_of_all_names_are_in_the_font(real: ox.Store, language: str, tmp_path: Path) -> None:
    from matplotlib import font_manager

    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    letters = set("ӘәҒғҚқҢңӨөҰұҮүҺһІіʻʼ→–«»")
    for label in real.quads_for_pattern(None, ox.NamedNode(namespaces.RDFS + "label"), None):
        if isinstance(label.object, ox.Literal) and label.object.language == language:
            letters |= set(label.object.value)
    known = font.get_charmap()
    assert [letter for letter in sorted(letters) if ord(letter) not in known and not letter.isspace()] == []
    draw(real, networks.network(real, "leaders", language), tmp_path / "x.png", "leaders", language)


def drawn_texts(monkeypatch: pytest.MonkeyPatch, store_: ox.Store, view: str, language: str, path: Path) -> list[str]:
    """What is written in a picture."""
    said: list[str] = []
    save = style.save

    def look(figure: static.Figure, target: Path, **_: str) -> None:
        for axes in figure.axes:
            said.extend(text.get_text() for text in axes.texts)
            legend = axes.get_legend()
            said.extend(text.get_text() for text in legend.get_texts())
        save(figure, target)

    monkeypatch.setattr(static, "save", look)
    draw(store_, networks.network(store_, view, language), path, view, language)
    return said


def test_a_picture_names_its_sources_its_kinds_and_the_largest_things(
    real: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = drawn_texts(monkeypatch, real, "actors", "kk", tmp_path / "x.svg")
    assert {"Қазақстан", "Өзбекстан", "мемлекет", "тұлға", "ұйым", "Акторлар желісі"} <= set(said)
    # The layers that are drawn, and no others, have a line in the legend.
    layers = {data["layer"] for *_, data in networks.network(real, "actors", "kk").edges(data=True)}
    named = {layer: namespaces.code(f"layer/{layer}") for layer in networks.layers()}
    told = {layer for layer, iri in named.items() if labels.label(real, ox.NamedNode(iri), "kk") in said}
    assert told == layers
    (caption,) = [text for text in said if "Дереккөздер" in text]
    assert "Акмалов" in caption
    assert "(2022)" in caption
    assert "2022-12-26" in caption
    assert "CC BY 4.0" in caption


def test_names_in_a_picture_cover_no_other_name(
    real: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    boxes = []

    def look(figure: static.Figure, target: Path, **_: str) -> None:
        renderer = FigureCanvasAgg(figure).get_renderer()
        boxes.extend(text.get_window_extent(renderer) for axes in figure.axes for text in axes.texts)

    monkeypatch.setattr(static, "save", look)
    draw(real, networks.network(real, "all", "ru"), tmp_path / "x.svg", "all", "ru")
    assert len(boxes) > 100
    covered = [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one.x0 + 3 < other.x1 and other.x0 + 3 < one.x1 and one.y0 + 3 < other.y1 and other.y0 + 3 < one.y1
    ]
    assert covered == []


# -- matrices ---------------------------------------------------------------------------------------


def test_the_matrix_of_states_and_bodies_says_what_the_network_says(real: ox.Store) -> None:
    graph = networks.network(real, "institutions", "en")
    found = matrix.matrix(graph, "states-bodies")
    joined = {
        (target, source)
        for source, target in graph.edges()
        if graph.nodes[source]["group"] == "State" and graph.nodes[target]["group"] == "Body"
    }
    assert set(found.counts) == joined
    assert all(found.claims.values())
    assert found.columns[0][0] in ("state/kazakhstan", "state/uzbekistan")


def test_an_edge_counts_in_each_year_in_which_it_is_told_to_hold() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in "abc":
        graph.add_node(node, label=node, group="Person")
    graph.add_edge("a", "b", start="2001-05-01", end="2003-02-01", claims="x/f1")
    graph.add_edge("a", "c", start="2002-01-01", told="2003-07-01", claims="x/f2")
    graph.add_edge("b", "c", claims="x/f3")
    found = matrix.matrix(graph, "actors-years")
    assert [year for year, _ in found.columns] == ["2001", "2002", "2003"]
    assert found.counts == {
        ("a", "2001"): 1, ("a", "2002"): 2, ("a", "2003"): 2, ("b", "2001"): 1, ("b", "2002"): 1, ("b", "2003"): 1,
        ("c", "2002"): 1, ("c", "2003"): 1,
    }  # fmt: skip
    assert found.claims["a", "2002"] == ("x/f1", "x/f2")
    graph.remove_edges_from(list(graph.edges())[:2])
    with pytest.raises(UsageError, match="nothing is left"):
        matrix.matrix(graph, "states-bodies")


def test_what_is_stated_what_is_denied_and_what_nobody_states_are_told_apart(
    kgtools: Run, mini: Path, tmp_path: Path
) -> None:
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    place = ",".join(lines[1].split(",")[1:4])
    said = (("arcadia", "asserted", "stated"), ("ruritania", "denied", "stated"), ("arcadia", "asserted", "inferred"))
    bodies = ("body/joint-road-commission", "body/joint-road-commission", "body/institute-of-small-states")
    for number, ((state, modality, certainty), body) in enumerate(zip(said, bodies, strict=True)):
        lines.append(f"f{90 + number},{place},state/{state},memberOf,{body},,{modality},{certainty},,,,")
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for ending in (".csv", ".html", ".svg"):
        done = kgtools("matrix", "states-bodies", "-o", tmp_path / f"m{ending}", "--root", mini)
        assert done.returncode == 0, done.stderr
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["Arcadia"] == "short-note/f90"
    assert row["Ruritania"] == "denied:short-note/f91"
    text = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert text.count('<td class="denied"') == 1
    assert text.count('<td class="unstated"') == 0
    assert "stated not to be so" in text
    assert "inferred" not in text.partition("<body>")[2]


def test_what_is_inferred_does_not_look_as_if_it_were_stated(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, group in (("a", "State"), ("b", "Body"), ("c", "Body")):
        graph.add_node(node, label=node, group=group)
    graph.add_edge("a", "b", claims="x/f1", certainty="inferred")
    graph.add_edge("a", "c", claims="x/f2", certainty="inferred")
    graph.add_edge("a", "c", claims="x/f3", certainty="stated")
    found = matrix.matrix(graph, "states-bodies")
    assert found.inferred == {("b", "a")}
    for ending in (".csv", ".html"):
        matrix_files.write(found, tmp_path / f"m{ending}", "states-bodies", "en", {}, [])
    cells = {row["id"]: row["a"] for row in csv.DictReader((tmp_path / "m.csv").open(encoding="utf-8-sig"))}
    assert cells == {"b": "inferred:x/f1", "c": "x/f2 x/f3"}
    text = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert text.count('<td class="inferred"') == 1
    assert 'aria-label="b, a: 1, inferred"' in text
    assert text.count('<td class="stated"') == 1
    for name, shown in (("dashed", found), ("plain", replace(found, inferred=frozenset()))):
        matrix_files.write(shown, tmp_path / f"{name}.svg", "states-bodies", "en", {}, [])
    assert "stroke-dasharray" in (tmp_path / "dashed.svg").read_text(encoding="utf-8")
    assert "stroke-dasharray" not in (tmp_path / "plain.svg").read_text(encoding="utf-8")


def test_the_page_of_a_matrix_shows_the_claims_of_the_chosen_cell_alone(
    browser: Any, kgtools: Run, built: Path, tmp_path: Path
) -> None:
    done = kgtools("matrix", "actors-years", "-o", tmp_path / "m.html", "--root", built)
    assert done.returncode == 0, done.stderr
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "m.html").as_uri())
    assert page.locator("section:visible").count() == 0
    page.locator("tbody td a").first.click()
    assert page.locator("section:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollHeight") < 2 * 800
    page.close()


class Cells(HTMLParser):
    """The marks that cells lead to, the marks that there are, and whatever would be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.marks: set[str] = set()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.loaded += [tag] if tag in ("script", "link", "img", "iframe") or "src" in found else []
        if str(found.get("href", "")).startswith("#"):
            self.leads.append(str(found["href"]))
        if "id" in found:
            self.marks.add("#" + str(found["id"]))


@pytest.mark.parametrize("kind", matrix.KINDS)
def test_every_filled_cell_names_its_claims(kgtools: Run, real: ox.Store, tmp_path: Path, kind: str) -> None:
    found = matrix.matrix(networks.network(real, matrix.KINDS[kind], "uz"), kind)
    for ending in (".html", ".csv"):
        done = kgtools("matrix", kind, "--lang", "uz", "-o", tmp_path / f"m{ending}", cwd=ROOT)
        assert done.returncode == 0, done.stderr
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["id", "label", *(label for _, label in found.columns)]
    cells = {
        (row[0], column): tuple(cell.split())
        for row in rows
        for (column, _), cell in zip(found.columns, row[2:], strict=True)
        if cell
    }
    assert cells == found.claims
    text = (tmp_path / "m.html").read_text(encoding="utf-8")
    seen = Cells()
    seen.feed(text)
    assert len(seen.leads) == len(set(seen.leads)) == len(found.counts)
    assert set(seen.leads) == seen.marks
    assert seen.loaded == []
    entries = namespaces.base() + "disagreement/"  # may be followed, and nothing is loaded from there
    assert "http" not in text.replace("http-equiv", "").replace(f'<a href="{entries}', "")
    for claims in found.claims.values():
        assert all(f"<code>{claim}</code>" in text for claim in claims)


@pytest.mark.parametrize("kind", matrix.KINDS)
def test_a_matrix_is_drawn_the_same_again(real: ox.Store, tmp_path: Path, kind: str) -> None:
    found = matrix.matrix(networks.network(real, matrix.KINDS[kind], "kk"), kind)
    for name in ("one.svg", "other.svg"):
        wanted = {claim for cell in found.claims.values() for claim in cell}
        notes = details.sources(real, wanted, "kk")
        matrix_files.write(found, tmp_path / name, kind, "kk", {}, notes)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()
    assert ElementTree.parse(tmp_path / "one.svg").getroot().tag.endswith("svg")


# -- bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("network", "actors", "-o", "x.gif"), "or for a picture .html, .svg, .png or .pdf"),
        (("network", "actors", "-o", "none/x.html"), "none"),
        (("network", "actors", "-o", "none/x.svg"), "none"),
        (("network", "actors", "-o", "x.html", "--size", "degre"), "--size degre: expected degree"),
        (("network", "actors", "-o", "x.html", "--from", "1801", "--to", "1802"), "nothing is left to draw"),
        (("network", "actors", "-o", "x.html", "--articles", "none"), "none"),
        (("matrix", "states-bodie", "-o", "x.csv"), "did you mean 'states-bodies'"),
        (("matrix", "states-bodies", "-o", "x.xls"), "a matrix ends in .svg, .png, .pdf, .html, .csv"),
        (("matrix", "actors-years", "-o", "x.svg", "--kinds", "Post"), "nothing is left"),
    ],
)
def test_bad_input_gets_one_line_and_leaves_no_file(
    kgtools: Run, built: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = set(tmp_path.iterdir())
    done = kgtools(*arguments, "--root", built)
    lines = [line for line in done.stderr.splitlines() if "built the graph" not in line]
    assert done.returncode == 2
    assert len(lines) == 1, done.stderr
    assert message in lines[0]
    assert set(tmp_path.iterdir()) == before


def test_without_the_libraries_one_line_says_what_to_install(
    real: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = networks.network(real, "leaders", "en")
    for module in ("bokeh.resources", "matplotlib", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, module, None)
    reported = details.details(real, graph, "leaders", {})
    with pytest.raises(UsageError, match=r"pip install 'tandem-kg\[pictures\]'"):
        html.write(reported, tmp_path / "x.html", "en", "degree")
    with pytest.raises(UsageError, match=r"pip install 'tandem-kg\[pictures\]'"):
        draw(real, graph, tmp_path / "x.svg", "leaders", "en")
    assert list(tmp_path.iterdir()) == []
