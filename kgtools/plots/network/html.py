"""A network as one interactive HTML page that needs no connection: Bokeh draws it, its resources are inlined.

The page carries the whole network with names in four languages, the facts of its things and the claims of
its edges; the script beside this module searches, filters and fills the panel. The same network gives the
same bytes: nothing holds the time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.files import replacing
from kgtools.graph import labels, store
from kgtools.graph.terms import Term
from kgtools.messages import LANGUAGE_NAMES, table
from kgtools.network import measures, palette
from kgtools.network.networks import LAYERS
from kgtools.plots import page as pages
from kgtools.plots.network import layout
from kgtools.plots.network.claims import _short, _text, claims_told
from kgtools.plots.network.legend import group_rank, view_name
from kgtools.query import search
from kgtools.values import transliteration

if TYPE_CHECKING:
    import networkx as nx

    Languages = Mapping[str, nx.MultiDiGraph[str]]

_HERE = Path(__file__).parent
_MOST_FACTS = 14  # of one thing; the rest is counted
_WEBGL = 1500  # from so many nodes on the graphics card draws
_FOLDED = (range(0xA0, 0x250), range(0x370, 0x590), range(0x5D0, 0x700), range(0x10A0, 0x1100), range(0x1E00, 0x2000))
_FACTS = """
SELECT DISTINCT ?thing ?property ?object ?claim WHERE {
  ?claim a t:Fact ; rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:accepted true .
} ORDER BY ?thing ?property ?object ?claim"""


def write(
    store_: ox.Store, graphs: Languages, path: Path, view: str, language: str, size: str, copies: Mapping[str, Copy]
) -> None:
    """Write a network as an interactive page.

    `graphs` is one network in each language, with the same nodes and edges; `size` the measure that makes
    nodes large; `copies` the user's articles, whose passages then stand in the page. Raises UsageError for
    a network too large to draw, or if Bokeh is not installed.
    """
    text = page(store_, graphs, view, language, size, copies)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def page(store_: ox.Store, graphs: Languages, view: str, language: str, size: str, copies: Mapping[str, Copy]) -> str:
    """The text of the page; see `write`."""
    graph = graphs["en"]
    layout.refuse_if_large(graph)
    pages.library()
    radius = layout.radii(measures.MEASURES[size](graph))
    content = _content(store_, graphs, layout.positions(graph, radius), radius, copies)
    content |= {
        "language": language, "languages": LANGUAGE_NAMES, "file": Path(view).stem,
        "view": [view_name(store_, view, code) for code in namespaces.LANGUAGES],
        "words": _words(), "size": table()[f"network.measure.{size}"],
    }  # fmt: skip
    large = graph.number_of_nodes() > _WEBGL
    return pages.render(
        "network/page.html", view_name(store_, view, language), language,
        (_HERE / "page.css").read_text(encoding="utf-8"), pages.OWN_SCRIPTS,
        plot=pages.inline(_plot(large)), content=pages.inline(content),
        library=pages.bokeh(["bokeh", "bokeh-gl"] if large else ["bokeh"]),
        script=pages.trusted((_HERE / "page.js").read_text(encoding="utf-8")),
    )  # fmt: skip


def _words() -> dict[str, dict[str, str]]:
    """The texts of the page by name and language; its script changes the language without asking Python."""
    texts = {name.removeprefix("network."): text for name, text in table().items() if name.startswith("network.")}
    return texts | {"background": table()["evidence.background"]}


def _plot(webgl: bool) -> Any:
    """The empty drawing, which the script fills: edges, nodes and labels."""
    from bokeh.core.properties import value
    from bokeh.models import ColumnDataSource, PanTool, Range1d, WheelZoomTool
    from bokeh.plotting import figure

    drawing: Any = figure(
        name="drawing", sizing_mode="stretch_both", output_backend="webgl" if webgl else "canvas",
        x_range=Range1d(start=-500, end=500), y_range=Range1d(start=-360, end=360),
        toolbar_location=None, tools="", min_border=0,
        outline_line_color=None,
        background_fill_color="#ffffff", border_fill_color="#ffffff",
    )  # fmt: skip
    wheel = WheelZoomTool()
    drawing.add_tools(PanTool(), wheel)
    drawing.toolbar.active_scroll = wheel
    drawing.axis.visible = False
    drawing.grid.visible = False
    edges = ColumnDataSource({name: [] for name in ("x0", "y0", "x1", "y1", "color", "width", "alpha")}, name="edges")
    drawing.segment("x0", "y0", "x1", "y1", line_color="color", line_width="width", line_alpha="alpha", source=edges,
                    name="edges", line_cap="round")  # fmt: skip
    columns = ("x", "y", "size", "color", "marker", "alpha", "rim", "rimwidth")
    nodes = ColumnDataSource({name: [] for name in columns}, name="nodes")
    drawing.scatter("x", "y", size="size", marker="marker", fill_color="color", fill_alpha="alpha",
                    line_color="rim", line_width="rimwidth", line_alpha="alpha", source=nodes,
                    name="nodes")  # fmt: skip
    labels = ColumnDataSource(
        {name: [] for name in ("x", "y", "text", "dx", "dy", "px", "style", "ink")}, name="labels"
    )
    drawing.text("x", "y", "text", x_offset="dx", y_offset="dy", text_font_size="px", text_font_style="style",
                 text_color="ink",
                 text_align="center", text_baseline="top", text_line_height=1.1, source=labels, name="labels",
                 text_font=value("system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"),
                 background_fill_color="#ffffff", background_fill_alpha=0.72, border_radius=3, padding=1)  # fmt: skip
    return pages.embedded(drawing)


def _content(
    store_: ox.Store, graphs: Languages, places: Mapping[str, tuple[float, float]], radius: Mapping[str, float],
    copies: Mapping[str, Copy],
) -> dict[str, Any]:  # fmt: skip
    """What the script draws and tells: nodes, edges, facts, claims, and the names of everything in four languages."""
    graph = graphs["en"]
    called: dict[str, list[str]] = {}

    def name(term: Term | None) -> str:
        """The key under which the names of a term are kept; of a literal, the literal itself as its only name."""
        key = sys.intern(str(getattr(term, "value", "")))
        if key and key not in called:
            said = [labels.label(store_, term, language) for language in namespaces.LANGUAGES]
            called[key] = said[:1] if len(set(said)) == 1 else said
        return key

    iris = {about["iri"]: node for node, about in graph.nodes(data=True)}
    keys = _phonetic_keys(store_, iris)
    facts: dict[str, dict[tuple[str, str], list[str]]] = {}
    wanted: set[str] = set()
    for thing, property_, value, claim in store.select(store_, _FACTS):
        if _text(thing) in iris:
            claims = facts.setdefault(_text(thing), {}).setdefault((name(property_), name(value)), [])
            claims.append(_short(claim))
    nodes = []
    for node in sorted(graph):
        about = graph.nodes[node]
        told = [[*fact, claims] for fact, claims in sorted(facts.get(about["iri"], {}).items(), key=_standing)]
        wanted.update(claim for _, _, claims in told[:_MOST_FACTS] for claim in claims)
        colour, shape = palette.look(about["group"])
        nodes.append({
            "id": node, "names": [graphs[language].nodes[node]["label"] for language in namespaces.LANGUAGES],
            "kind": name(ox.NamedNode(namespaces.term(about["kind"]))) if about["kind"] else "",
            "group": about["group"],
            "x": places[node][0], "y": places[node][1], "r": radius[node], "color": colour, "shape": shape,
            "keys": keys.get(about["iri"], []), "facts": told[:_MOST_FACTS],
            "more": max(0, len(told) - _MOST_FACTS),
        })  # fmt: skip
    number = {node["id"]: place for place, node in enumerate(nodes)}
    edges = []
    for source, target, key, about in sorted(graph.edges(keys=True, data=True), key=lambda edge: int(edge[2])):
        claims = about.get("claims", "").split()
        wanted.update(claims)
        between = [name(ox.NamedNode(namespaces.entity(via))) for via in about.get("via", "").split()]
        edges.append({
            "ends": [number[source], number[target]], "directed": about["directed"],
            "verbs": [
                graphs[language].edges[source, target, key].get("label", "") for language in namespaces.LANGUAGES
            ],
            "layers": about.get("layer", "").split(), "start": about.get("start", ""), "end": about.get("end", ""),
            "via": between, "claims": claims, "weight": about.get("weight", 1),
        })  # fmt: skip
    groups = sorted({node["group"] for node in nodes}, key=group_rank)
    layers = [layer for layer in LAYERS if any(layer in edge["layers"] for edge in edges)]
    return {
        "nodes": nodes, "edges": edges, "claims": claims_told(store_, wanted, copies, name),
        "groups": [[group, name(ox.NamedNode(namespaces.term(group))) if group else "", *palette.look(group)]
                   for group in groups],
        "layers": [[layer, name(ox.NamedNode(namespaces.code(f"layer/{layer}")))] for layer in layers],
        "called": called, "phonetics": transliteration.tables() | {"letters": _letters()},
    }  # fmt: skip


def _standing(fact: tuple[tuple[str, str], list[str]]) -> tuple[bool, int]:
    """Short facts before accounts, and those that more claims tell before others."""
    return fact[0][0] == namespaces.term("account"), -len(fact[1])


def _phonetic_keys(store_: ox.Store, iris: Iterable[str]) -> dict[str, list[list[str]]]:
    """The phonetic keys of all names of things, in any language."""
    wanted = set(iris)
    found: dict[str, set[tuple[str, ...]]] = {}
    for iri, text in search.all_names(store_):
        if iri in wanted and (keys := transliteration.phonetic_keys(text)):
            found.setdefault(iri, set()).add(keys)
    return {iri: [list(keys) for keys in sorted(said)] for iri, said in found.items()}


def _letters() -> dict[str, str]:
    """How the letters of the scripts of Europe and western Asia are written in Latin, for the search of the page."""
    from anyascii import anyascii

    letters = (chr(number) for stretch in _FOLDED for number in stretch)
    said = {letter: re.sub("[^a-z0-9]", "", anyascii(letter).casefold()) for letter in letters if letter.isalpha()}
    return {letter: latin for letter, latin in said.items() if latin}
