"""A network as one interactive HTML page that needs no connection: Bokeh draws it, its resources are inlined.

The page carries the whole network with names in four languages, the facts of its things and the claims of
its edges; the scripts beside this module search, filter, place the labels and fill the panel. The same network
gives the same bytes: nothing holds the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools import namespaces
from kgtools.claims.acceptance import INFERRED
from kgtools.files import replacing
from kgtools.messages import LANGUAGE_NAMES, table
from kgtools.network import measures
from kgtools.network.details import Details, NodeFacts
from kgtools.network.edges import spans
from kgtools.network.foreground import EXPERT
from kgtools.network.networks import LAYERS
from kgtools.plots import page as pages
from kgtools.plots.network import labels, layout
from kgtools.plots.network.legend import group_rank
from kgtools.plots.style import DISPUTED
from kgtools.values import palette
from kgtools.views.disagreements import SIGN

if TYPE_CHECKING:
    import networkx as nx

    Languages = Mapping[str, nx.MultiDiGraph[str]]

_HERE = Path(__file__).parent
_WEBGL = 1500  # from so many nodes on the graphics card draws


def write(graphs: Languages, details: Details, path: Path, language: str, size: str) -> None:
    """Write a network as an interactive page.

    `graphs` is one network in each language, with the same nodes and edges; `details` what the page shows of
    it; `size` the measure that makes nodes large. Raises UsageError for a network too large to draw, or if
    Bokeh is not installed.
    """
    text = page(graphs, details, language, size)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def page(graphs: Languages, details: Details, language: str, size: str) -> str:
    """The text of the page; see `write`."""
    graph = graphs["en"]
    layout.refuse_if_large(graph)
    pages.library()
    radius = layout.radii(measures.MEASURES[size](graph))
    content = _content(graphs, details, layout.positions(graph, radius), radius)
    content |= {
        "language": language, "languages": LANGUAGE_NAMES, "file": details.file, "view": details.titles,
        "finding": details.findings, "off": [EXPERT] if details.experts else [],
        "words": _words(), "sign": SIGN, "size": table()[f"network.measure.{size}"], "labelling": labels.rule(),
    }  # fmt: skip
    large = graph.number_of_nodes() > _WEBGL
    return pages.render(
        "network/page.html", details.titles[namespaces.LANGUAGES.index(language)], language,
        (_HERE / "page.css").read_text(encoding="utf-8"), pages.OWN_SCRIPTS,
        plot=pages.inline(_plot(large)), content=pages.inline(content),
        library=pages.bokeh(["bokeh", "bokeh-gl"] if large else ["bokeh"]),
        script=pages.scripts(_HERE.parent / "names.js", _HERE / "labels.js", _HERE / "page.js"),
    )  # fmt: skip


def _words() -> dict[str, dict[str, str]]:
    """The texts of the page by name and language; its script changes the language without asking Python."""
    texts = {name.removeprefix("network."): text for name, text in table().items() if name.startswith("network.")}
    return texts | {"background": table()["evidence.background"], "disagreements": table()["plots.disagreements"]}


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
    columns = ("x0", "y0", "x1", "y1", "color", "width", "alpha", "dash")
    edges = ColumnDataSource({name: [] for name in columns}, name="edges")
    drawing.segment("x0", "y0", "x1", "y1", line_color="color", line_width="width", line_alpha="alpha",
                    line_dash="dash", source=edges, name="edges", line_cap="round")  # fmt: skip
    signs = ColumnDataSource({name: [] for name in ("x", "y", "text", "alpha")}, name="signs")
    drawing.text("x", "y", "text", text_alpha="alpha", text_font_size="13px", text_font_style="bold",
                 text_align="center", text_baseline="middle", text_color=DISPUTED, source=signs, name="signs",
                 background_fill_color="#ffffff", background_fill_alpha=0.8, border_radius=6)  # fmt: skip
    columns = ("x", "y", "size", "color", "marker", "alpha", "rim", "rimwidth")
    nodes = ColumnDataSource({name: [] for name in columns}, name="nodes")
    drawing.scatter("x", "y", size="size", marker="marker", fill_color="color", fill_alpha="alpha",
                    line_color="rim", line_width="rimwidth", line_alpha="alpha", source=nodes,
                    name="nodes")  # fmt: skip
    columns = ("x", "y", "text", "dx", "dy", "px", "style", "ink")
    texts = ColumnDataSource({name: [] for name in columns}, name="labels")
    drawing.text("x", "y", "text", x_offset="dx", y_offset="dy", text_font_size="px", text_font_style="style",
                 text_color="ink",
                 text_align="center", text_baseline="top", text_line_height=1.1, source=texts, name="labels",
                 text_font=value("system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"),
                 background_fill_color="#ffffff", background_fill_alpha=0.72, border_radius=3, padding=1)  # fmt: skip
    return pages.embedded(drawing)


def _content(
    graphs: Languages, details: Details, places: Mapping[str, tuple[float, float]], radius: Mapping[str, float]
) -> dict[str, Any]:
    """What the script draws and shows: nodes, edges, facts, claims, and the names of everything in four languages."""
    nodes = [_node(graphs, details, node) | _drawn(places[node], radius[node]) for node in sorted(graphs["en"])]
    edges = _edges(graphs, {node["id"]: place for place, node in enumerate(nodes)})
    groups = sorted({node["group"] for node in nodes}, key=group_rank)
    layers = [layer for layer in LAYERS if any(layer in edge["layers"] for edge in edges)]
    return {
        "nodes": nodes, "edges": edges,
        "claims": {claim: [note.article, note.place, note.passage, note.more, note.meant, note.disagreements]
                   for claim, note in details.claims.items()},
        "disagreements": {entry: [note.iri, note.kind, note.status, note.explanation]
                          for entry, note in details.disagreements.items()},
        "groups": [[group, namespaces.term(group) if group else "", *palette.look(group)] for group in groups],
        "layers": [[layer, namespaces.code(f"layer/{layer}")] for layer in layers],
        "called": details.names, **pages.searching(),
    }  # fmt: skip


def _drawn(place: tuple[float, float], radius: float) -> dict[str, float]:
    return {"x": place[0], "y": place[1], "r": radius}


def _node(graphs: Languages, details: Details, node: str) -> dict[str, Any]:
    data = graphs["en"].nodes[node]
    facts = details.facts.get(data["iri"], NodeFacts())
    colour, shape = palette.look(data["group"])
    return {
        "id": node, "names": [graphs[language].nodes[node]["label"] for language in namespaces.LANGUAGES],
        "kind": namespaces.term(data["kind"]) if data["kind"] else "", "group": data["group"],
        "layer": EXPERT if node in details.experts else "", "leader": node in details.leaders,
        "color": colour, "shape": shape, "keys": details.phonetic_keys.get(data["iri"], []),
        "facts": [[fact.property, fact.value, fact.claims] for fact in facts.shown], "more": facts.more,
    }  # fmt: skip


def _edges(graphs: Languages, number: Mapping[str, int]) -> list[dict[str, Any]]:
    """The edges in their order, their ends by the numbers of the nodes."""
    ordered = sorted(graphs["en"].edges(keys=True, data=True), key=lambda edge: int(edge[2]))
    return [
        {
            "ends": [number[source], number[target]], "directed": data["directed"],
            "verbs": [
                graphs[language].edges[source, target, key].get("label", "") for language in namespaces.LANGUAGES
            ],
            "layers": data.get("layer", "").split(), "start": data.get("start", ""), "end": data.get("end", ""),
            "told": data.get("told", ""), "years": [[span.years[0], span.years[-1]] for span in spans(data)],
            "via": [namespaces.entity(via) for via in data.get("via", "").split()],
            "claims": data.get("claims", "").split(), "weight": data.get("weight", 1),
            "inferred": data.get("certainty") == INFERRED,
        }
        for source, target, key, data in ordered
    ]  # fmt: skip
