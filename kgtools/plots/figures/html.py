"""Charts of figures as offline pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.messages import message
from kgtools.plots import page
from kgtools.plots.figures import static
from kgtools.plots.figures.marks import Mark, clashing, joined, positions, year, year_after
from kgtools.plots.style import COLOURS
from kgtools.views.figures import FigureValue

# matplotlib's marks -> Bokeh's
_MARKERS = {
    "o": "circle", "s": "square", "^": "triangle", "D": "diamond", "v": "inverted_triangle", "P": "plus", "*": "star",
}  # fmt: skip
_SHAPES = {
    "circle": '<circle cx="11" cy="6" r="4.5" fill="{}"/>',
    "square": '<rect x="7" y="2" width="8" height="8" fill="{}"/>',
    "triangle": '<path d="M11 1l5 10H6z" fill="{}"/>',
    "diamond": '<path d="M11 0l5 6-5 6-5-6z" fill="{}"/>',
    "inverted_triangle": '<path d="M11 11l5-10H6z" fill="{}"/>',
    "plus": '<path d="M9 1h4v3h3v4h-3v3H9V8H6V4h3z" fill="{}"/>',
    "star": '<path d="M11 0l1.5 4H17l-3.500 3 1.500 5-4-3-4 3 1.500-5L5 4h4.500z" fill="{}"/>',
}
# The marks that share an entry of the ledger with the chosen ones are joined to them, and the panel is filled.
_TAP = """
const data = marks.data, picked = marks.selected.indices, xs = [], ys = [];
for (const i of picked) for (let j = 0; j < data["x"].length; j++) {
  const shared = data["entries"][i].split(" ").some(each => each && data["entries"][j].split(" ").includes(each));
  if (i !== j && shared) { xs.push([data["x"][i], data["x"][j]]); ys.push([data["y"][i], data["y"][j]]); }
}
links.data = {xs, ys};
window.tandemChoose(picked.map(i => data["article"][i]));
"""


def lines(value: FigureValue, sides: str, standing: str, reporter: str, language: str) -> list[str]:
    """What the panel says of a figure above its claim, as HTML."""
    period = value.period or message("figures.chart.undated", language)
    found = [
        f'{escape(message("figures.chart.period", language))} <span class="when">{escape(period)}</span>',
        escape(sides),
        escape(standing),
        f"{escape(message('figures.chart.reporter', language))}: {escape(reporter)}" if reporter else "",
    ]
    return [line for line in found if line]


def interactive(
    path: Path,
    marks: Sequence[Mark],
    entries: Sequence[Sequence[str]],
    title: str,
    unit: str,
    scale: float,
    undrawn: int,
    articles: Sequence[str],
    sources: Mapping[str, str],
    language: str,
) -> None:
    """Write the chart as one offline HTML file.

    `entries` has the ids of the ledger for each mark, `articles` what the panel says, the marks first in their
    order. Raises UsageError for no marks, or without Bokeh.
    """
    if not marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    models, new_figure = page.library()
    colours = dict(zip(sorted({mark.colour for mark in marks}), COLOURS * len(marks), strict=False))
    shapes = dict(
        zip(sorted({mark.shape for mark in marks}), [*_MARKERS.values()] * len(marks), strict=False)
    )  # fmt: skip
    sizes = [mark.high / scale for mark in marks if not mark.crossed]
    top = max(sizes) if sizes else max(mark.high / scale for mark in marks)
    places = positions(marks, top * scale)
    heights = [static.height(mark, scale, top) for mark in marks]
    plot = new_figure(
        height=520, sizing_mode="stretch_width", tools="pan,xwheel_zoom,box_zoom,reset,save", active_scroll=None,
        toolbar_location="above", outline_line_color=None, y_axis_label=unit,
        y_range=(min(0.0, *(mark.low / scale for mark in marks)), top * 1.25),
    )  # fmt: skip
    plot.toolbar.logo = None
    plot.grid.grid_line_color = "#E4E4E4"
    plot.xaxis.ticker.min_interval = 1
    plot.yaxis.formatter.use_scientific = False
    plot.axis.axis_label_text_font_style = "normal"
    plot.xaxis.formatter = models.CustomJSTickFormatter(code="return Number.isInteger(tick) ? String(tick) : '';")
    plot.axis.minor_tick_line_color = None
    for pairs, dash, width in ((joined(marks), "solid", 1.5), (clashing(marks), "dotted", 1.8)):
        plot.multi_line(
            xs=[[places[one], places[other]] for one, other in pairs],
            ys=[[heights[one], heights[other]] for one, other in pairs],
            line_color=[colours[marks[one].colour] if dash == "solid" else "black" for one, _ in pairs],
            line_dash=dash, line_width=width, line_alpha=0.7,
        )  # fmt: skip
    links = models.ColumnDataSource({"xs": [], "ys": []})
    plot.multi_line("xs", "ys", source=links, line_color="#A33B00", line_width=1.5, line_dash="dashed", line_alpha=0.8)
    tints = [colours[mark.colour] for mark in marks]
    plain = [place for place, mark in enumerate(marks) if not mark.crossed]
    plot.segment(
        x0=[year(marks[place].earliest) for place in plain],
        x1=[year_after(marks[place].latest) for place in plain],
        y0=[heights[place] for place in plain], y1=[heights[place] for place in plain],
        line_color=[tints[place] for place in plain], line_alpha=0.45,
    )  # fmt: skip
    plot.segment(
        x0=[places[place] for place in plain], x1=[places[place] for place in plain],
        y0=[marks[place].low / scale for place in plain], y1=[marks[place].high / scale for place in plain],
        line_color=[tints[place] for place in plain], line_width=2.5,
    )  # fmt: skip
    rings = [place for place in plain if marks[place].disputed]
    plot.scatter(
        [places[place] for place in rings], [heights[place] for place in rings], size=19, fill_color=None,
        line_color="#777777",
    )  # fmt: skip
    far = [place for place, mark in enumerate(marks) if heights[place] < mark.value / scale]
    plot.text(
        [places[place] for place in far], [heights[place] for place in far],
        [f"{marks[place].printed} ({message('figures.chart.beyond', language)})" for place in far],
        x_offset=9, text_baseline="middle", text_font_size="11px", text_color=[tints[place] for place in far],
    )  # fmt: skip
    source = models.ColumnDataSource(
        {
            "x": places,
            "y": heights,
            "marker": ["x" if mark.crossed else shapes[mark.shape] for mark in marks],
            "fill": ["white" if mark.hollow else tint for mark, tint in zip(marks, tints, strict=True)],
            "line": tints,
            "what": [
                " · ".join(filter(None, (mark.printed, mark.colour, mark.shape, mark.claim))) for mark in marks
            ],
            "article": [f"mark-{number}" for number in range(1, len(marks) + 1)],
            "entries": [" ".join(each) for each in entries],
        }
    )  # fmt: skip
    shown = plot.scatter(
        "x", "y", marker="marker", size=12, fill_color="fill", line_color="line", line_width=1.8, source=source,
        nonselection_fill_alpha=1, nonselection_line_alpha=1,
    )  # fmt: skip
    plot.add_tools(models.TapTool(renderers=[shown]), models.HoverTool(renderers=[shown], tooltips="@what"))
    source.selected.js_on_change("indices", models.CustomJS(args={"marks": source, "links": links}, code=_TAP))
    page.write(
        path, plot, title, _legend(marks, colours, shapes, language), _notes(undrawn, language), articles, sources,
        language,
    )  # fmt: skip


def _legend(
    marks: Sequence[Mark], colours: Mapping[str, str], shapes: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    found = [(page.swatch('<rect x="5" y="1" width="12" height="10" fill="{}"/>', tint), name)
             for name, tint in colours.items()]  # fmt: skip
    if len(shapes) > 1:
        found += [(page.swatch(_SHAPES[shape], "#555"), name) for name, shape in shapes.items()]

    def key(name: str, inside: str) -> tuple[str, str]:
        return page.swatch(inside, "#555"), message(
            "claims.held-back" if name == "held" else f"figures.chart.{name}", language
        )

    if any(mark.hollow for mark in marks):
        found.append(key("target", '<circle cx="11" cy="6" r="4.5" fill="#fff" stroke="{}" stroke-width="1.6"/>'))
    if any(mark.crossed for mark in marks):
        found.append(key("held", '<path d="M7 2l8 8m0-8l-8 8" stroke="{}" stroke-width="1.8"/>'))
    if any(mark.disputed for mark in marks):
        found.append(key("disputed", '<circle cx="11" cy="6" r="5.3" fill="none" stroke="#777"/>'))
    if clashing(marks):
        found.append(key("apart", '<path d="M1 6h20" stroke="#000" stroke-width="1.8" stroke-dasharray="2 3"/>'))
    if joined(marks):
        found.append(key("joined", '<path d="M1 6h20" stroke="{}" stroke-width="1.5"/>'))
    return found


def _notes(undrawn: int, language: str) -> list[str]:
    found = [message("figures.chart.span", language)]
    if undrawn:
        found.append(message("figures.chart.undrawn", language, undrawn))
    return [*found, message("figures.chart.links", language)]
