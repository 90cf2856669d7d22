"""A network as one interactive HTML page that needs no connection: Bokeh draws it, its resources are inlined.

The page carries the whole network with names in four languages, the facts of its things and the claims of
its edges; the scripts in `page/` search, filter, place the labels, list the links and fill the panel. Of a network that
is larger than can be read or moved it has the strongest part (`foreground.strongest`), and says so. The same network
gives the same bytes: nothing holds the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kgtools import namespaces, projects
from kgtools.claims.acceptance import INFERRED, PLANNED
from kgtools.files import replacing
from kgtools.languages import is_rtl
from kgtools.messages import language_names, table, texts
from kgtools.network import foreground, measures
from kgtools.network.details import Details, NodeFacts
from kgtools.network.edges import spans
from kgtools.network.foreground import aside
from kgtools.network.networks import layers as every_layer
from kgtools.plots import page as pages
from kgtools.plots import svg
from kgtools.plots.network import labels, layout
from kgtools.plots.network.legend import group_rank
from kgtools.plots.network.small import thickness
from kgtools.plots.style import DISPUTED
from kgtools.values import palette
from kgtools.views.disagreements import SIGN

_HERE = Path(__file__).parent / "page"
_NAMES = ("labels", "model", "words", "panel", "table", "drawing", "picture", "page")
SCRIPTS = (_HERE.parents[1] / "names.js", *(_HERE / f"{name}.js" for name in _NAMES))
# Of the lines in sight so many are drawn, so many with the shapes of their layers; so many links the table lists.
_LIMITS = {"lines": 4000, "marks": 700, "rows": 400}
_WEBGL = 1500  # from so many nodes on the graphics card draws


def write(details: Details, path: Path, language: str, size: str, links: str | None = None) -> None:
    """Write a network as an interactive page.

    `details` is what the page shows of it; `size` the measure that makes nodes large. `links` leads from the page to
    the root of a site that has the pages of things, claims and disagreements (`../../`); without it their ids are
    shown. Raises UsageError if Bokeh is not installed.
    """
    text = page(content(details, size), language, links)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def page(content: dict[str, Any], language: str, links: str | None = None, bokeh: str = "") -> str:
    """The text of the page; see `write`. `bokeh` leads from it to a file with `library`, which else stands in it."""
    title = content["view"][namespaces.languages().index(language)]
    content = content | {"language": language, "links": None if links is None else _addresses(links)}
    large = len(content["nodes"]) > _WEBGL
    style = svg.stylesheet() + (_HERE / "page.css").read_text(encoding="utf-8")
    return pages.render(
        "network/page/page.html", title, language, style, pages.OWN_FILES if bokeh else pages.OWN_SCRIPTS,
        plot=pages.inline(_plot(large)), content=pages.inline(content),
        library=pages.brought(library(large), bokeh), script=pages.scripts(*SCRIPTS),
    )  # fmt: skip


def content(details: Details, size: str) -> dict[str, Any]:
    """What the script of a page gets, the same for every language: what takes long is done once for all."""
    pages.library()
    radius = layout.radii(measures.of_settled(details.graph, size))
    return _drawn(details, radius) | {
        "language": "", "languages": language_names(),
        "fromRight": list(filter(is_rtl, namespaces.languages())), "file": details.file, "view": details.titles,
        "finding": details.findings, "notes": details.notes, "off": _off(details),
        "words": _words(), "sign": SIGN, "size": texts(f"network.measure.{size}"), "labelling": labels.rule(),
        "limits": _LIMITS, "leftOut": _left_out(details),
        "links": None, "base": namespaces.things(),
    }  # fmt: skip


def library(large: bool = True) -> str:
    """What a page takes of Bokeh; a `large` network is drawn by the graphics card."""
    return pages.bokeh(["bokeh", "bokeh-gl"] if large else ["bokeh"])


def _left_out(details: Details) -> list[int] | None:
    """How many of how many things, and how many of how many links, the page has; none if it has all."""
    drawn = details.graph.number_of_nodes(), details.graph.number_of_edges()
    return None if drawn == details.of else [drawn[0], details.of[0], drawn[1], details.of[1]]


def _off(details: Details) -> list[str]:
    """The layers that are not shown at start."""
    plans = any(data.get("status") == PLANNED for *_, data in details.graph.edges(data=True))
    return sorted(aside()) * bool(details.experts) + [PLANNED] * (plans and not details.planned)


def _addresses(root: str) -> dict[str, str]:
    """Where the pages of a site stand, with places for the language and the id."""
    paths = {"thing": "id/{id}", "claim": "claim/{id}", "disagreement": "disagreement/{id}"}
    return {sort: f"{root}{{language}}/{path}.html" for sort, path in paths.items()}


def _words() -> dict[str, dict[str, str]]:
    """The texts of the page by name and language; its script changes the language without asking Python."""
    own = {name.removeprefix("network."): texts(name) for name in table() if name.startswith("network.")}
    others = {
        "background": "evidence.background",
        "disagreements": "plots.disagreements",
        "language": "server.language",
    }
    return own | {name: texts(key) for name, key in others.items()}


@cache
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
    marks = ColumnDataSource({name: [] for name in ("x", "y", "marker", "color", "alpha")}, name="marks")
    drawing.scatter("x", "y", size=7, marker="marker", fill_color="color", fill_alpha="alpha", line_color=None,
                    source=marks, name="marks")  # fmt: skip
    leads = ColumnDataSource({name: [] for name in ("x0", "y0", "x1", "y1", "color")}, name="leads")
    drawing.segment("x0", "y0", "x1", "y1", line_color="color", line_width=0.7, source=leads, name="leads")
    columns = ("x", "y", "size", "color", "marker", "alpha", "rim", "rimwidth")
    nodes = ColumnDataSource({name: [] for name in columns}, name="nodes")
    drawing.scatter("x", "y", size="size", marker="marker", fill_color="color", fill_alpha="alpha",
                    line_color="rim", line_width="rimwidth", line_alpha="alpha", source=nodes,
                    name="nodes")  # fmt: skip
    signs = ColumnDataSource({name: [] for name in ("x", "y", "text", "alpha")}, name="signs")
    drawing.text("x", "y", "text", text_alpha="alpha", text_font_size="13px", text_font_style="bold",
                 text_align="center", text_baseline="middle", text_color=DISPUTED, source=signs, name="signs",
                 background_fill_color="#ffffff", background_fill_alpha=0.8, border_radius=6)  # fmt: skip
    texts = ColumnDataSource({name: [] for name in ("x", "y", "text", "dx", "dy", "px", "ink")}, name="labels")
    drawing.text("x", "y", "text", x_offset="dx", y_offset="dy", text_font_size="px",
                 text_color="ink", text_align="center", text_baseline="top", text_line_height=1.1, source=texts,
                 text_font=value("system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"),
                 background_fill_color="#ffffff", background_fill_alpha=0.72, border_radius=3, padding=1,
                 name="labels")  # fmt: skip
    return pages.embedded(drawing)


def _drawn(details: Details, radius: Mapping[str, float]) -> dict[str, Any]:
    """What the script draws and shows: nodes, edges, facts, claims, and the names of everything in all languages."""
    graph = details.graph
    planned = {*graph} - {*foreground.settled(graph)}
    nodes = [_node(details, node, node in planned) for node in sorted(graph)]
    edges = _edges(details, {node["id"]: place for place, node in enumerate(nodes)})
    places = layout.positions(graph, dict(radius))
    for node, (x, y), (u, v) in _placed(nodes, places, layout.upright(places, dict(radius))):
        node |= {"x": x, "y": y, "u": u, "v": v, "r": radius[node["id"]]}
    claims = {claim for edge in edges for claim in edge["claims"]}
    claims.update(claim for node in nodes for _, _, behind in node["facts"] for claim in behind)
    groups = sorted({node["group"] for node in nodes}, key=group_rank)
    layers = [layer for layer in every_layer() if any(layer in edge["layers"] for edge in edges)]
    return {
        "nodes": nodes, "edges": edges,
        "claims": {claim: [note.article, note.place, note.passage, note.more, note.meant, note.disagreements]
                   for claim, note in details.claims.items() if claim in claims},
        "disagreements": {entry: [note.kind, note.status, note.explanation]
                          for entry, note in details.disagreements.items()},
        "groups": [[group, namespaces.term(group) if group else "", *_look(group)] for group in groups],
        "layers": [[layer, namespaces.code(f"layer/{layer}")] for layer in layers],
        "looks": {layer: [_hue(colour), shape] for layer in every_layer() for colour, shape in [_layer_look(layer)]},
        "shapes": svg.SHAPES, "planned": PLANNED, "paper": svg.ON_PAPER, "called": details.names, **pages.searching(),
    }  # fmt: skip


def _placed(
    nodes: list[dict[str, Any]], wide: Mapping[str, tuple[float, float]], high: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[dict[str, Any], tuple[float, float], tuple[float, float]]]:
    """Each node with its place in a wide and in a high window."""
    return ((node, wide[node["id"]], high[node["id"]]) for node in nodes)


def _hue(colour: str) -> str:
    """The name of a colour in the styles."""
    return svg.HUES.get(colour, "grey")


def _layer_look(layer: str) -> tuple[str, str]:
    return palette.LAYERS.get(layer, (palette.GREY, palette.OTHER_SHAPE))


def _look(group: str) -> tuple[str, str]:
    colour, shape = projects.look(group)
    return _hue(colour), shape


def _node(details: Details, node: str, planned: bool) -> dict[str, Any]:
    data = details.graph.nodes[node]
    facts = details.facts.get(data["iri"], NodeFacts())
    hue, shape = _look(data["group"])
    return {
        "id": node, "names": [data[f"label_{language}"] for language in namespaces.languages()],
        "kind": namespaces.term(data["kind"]) if data["kind"] else "", "group": data["group"],
        "layer": PLANNED if planned else min(aside()) if node in details.experts else "",
        "leader": node in details.leaders,
        "hue": hue, "shape": shape, "keys": details.phonetic_keys.get(data["iri"], []),
        "facts": [[fact.property, fact.value, fact.claims] for fact in facts.shown], "more": facts.more,
    }  # fmt: skip


def _edges(details: Details, number: Mapping[str, int]) -> list[dict[str, Any]]:
    """The edges in their order, their ends by the numbers of the nodes."""
    ordered = sorted(details.graph.edges(keys=True, data=True), key=lambda edge: int(edge[2]))
    return [
        {
            "ends": [number[source], number[target]], "directed": data["directed"],
            "verbs": [data.get(f"label_{language}", "") for language in namespaces.languages()],
            "layers": data.get("layer", "").split(), "start": data.get("start", ""), "end": data.get("end", ""),
            "told": data.get("told", ""), "years": [[span.years[0], span.years[-1]] for span in spans(data)],
            "via": data.get("via", "").split(),
            "claims": data.get("claims", "").split(), "weight": data.get("weight", 1),
            "inferred": data.get("certainty") == INFERRED, "planned": data.get("status") == PLANNED,
            "support": data.get("support", 1),
            "width": thickness(data.get("support", 1)), "disputed": _disputed(details, data),
        }
        for source, target, _, data in ordered
    ]  # fmt: skip


def _disputed(details: Details, edge: Mapping[str, Any]) -> list[str]:
    """The disagreements that are marked at the claims of an edge."""
    notes = (details.claims[claim] for claim in edge.get("claims", "").split() if claim in details.claims)
    return sorted({entry for note in notes for entry in note.disagreements})
