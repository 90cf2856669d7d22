"""Charts of figures as offline pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kgtools.errors import UsageError
from kgtools.messages import message
from kgtools.plots import page
from kgtools.plots.figures import static
from kgtools.plots.figures.marks import Mark, clashing, colours, joined, positions, shapes, year, year_after
from kgtools.views.figures import FigureValue

_SHAPES = {
    "circle": '<circle cx="11" cy="6" r="4.5" fill="{}"/>',
    "square": '<rect x="7" y="2" width="8" height="8" fill="{}"/>',
    "triangle": '<path d="M11 1l5 10H6z" fill="{}"/>',
    "diamond": '<path d="M11 0l5 6-5 6-5-6z" fill="{}"/>',
    "inverted_triangle": '<path d="M11 11l5-10H6z" fill="{}"/>',
    "plus": '<path d="M9 1h4v3h3v4h-3v3H9V8H6V4h3z" fill="{}"/>',
    "star": '<path d="M11 0l1.5 4H17l-3.500 3 1.500 5-4-3-4 3 1.500-5L5 4h4.500z" fill="{}"/>',
}
# The marks that share a disagreement with the chosen ones are joined to them, and the panel is filled.
_TAP = """
const data = marks.data, picked = marks.selected.indices, xs = [], ys = [];
for (const i of picked) for (let j = 0; j < data["x"].length; j++) {
  const shared = data["entries"][i].split(" ").some(each => each && data["entries"][j].split(" ").includes(each));
  if (i !== j && shared) { xs.push([data["x"][i], data["x"][j]]); ys.push([data["y"][i], data["y"][j]]); }
}
links.data = {xs, ys};
window.tandemChoose(picked.map(i => data["article"][i]));
"""


def lines(value: FigureValue, sides: str, reporter: str, language: str) -> list[str]:
    """What the panel says of a figure above its claim, as HTML."""
    period = value.period or message("figures.chart.undated", language)
    found = [
        f'{escape(message("figures.chart.period", language))} <span class="when">{escape(period)}</span>',
        escape(sides),
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

    `entries` has the ids of the disagreements of each mark, `articles` what the panel says, the marks first in their
    order. Raises UsageError for no marks, or without Bokeh.
    """
    if not marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    models, new_figure = page.library()
    chart = _Chart(models, new_figure, marks, unit, scale)
    chart.joins()
    chart.spans()
    chart.words(language)
    chart.marked(entries)
    legend = _legend(marks, chart.colours, chart.shapes, language)
    page.write(path, chart.plot, title, legend, _notes(undrawn, language), articles, sources, language)


class _Chart:
    """A plot of Bokeh with the marks of a chart; values are divided by `scale`."""

    def __init__(self, models: Any, new_figure: Any, marks: Sequence[Mark], unit: str, scale: float) -> None:
        self.models, self.marks, self.scale = models, marks, scale
        self.colours, self.shapes = colours(marks), shapes(marks)
        sizes = [mark.high / scale for mark in marks if not mark.crossed]
        top = max(sizes) if sizes else max(mark.high / scale for mark in marks)
        self.places = positions(marks, top * scale)
        self.heights = [static.height(mark, scale, top) for mark in marks]
        self.tints = [self.colours[mark.colour] for mark in marks]
        self.plot = _frame(models, new_figure, unit, (min(0.0, *(mark.low / scale for mark in marks)), top * 1.25))

    def joins(self) -> None:
        """Lines between comparable values, dots between those that cannot both hold."""
        for pairs, dash, width in ((joined(self.marks), "solid", 1.5), (clashing(self.marks), "dotted", 1.8)):
            self.plot.multi_line(
                xs=[[self.places[one], self.places[other]] for one, other in pairs],
                ys=[[self.heights[one], self.heights[other]] for one, other in pairs],
                line_color=[self.tints[one] if dash == "solid" else "black" for one, _ in pairs],
                line_dash=dash, line_width=width, line_alpha=0.7,
            )  # fmt: skip
        self.links = self.models.ColumnDataSource({"xs": [], "ys": []})
        look = {"line_color": "#A33B00", "line_width": 1.5, "line_dash": "dashed", "line_alpha": 0.8}
        self.plot.multi_line("xs", "ys", source=self.links, **look)

    def spans(self) -> None:
        """The period of each value and the values that the print allows, and rings round what is disputed."""
        plain = [place for place, mark in enumerate(self.marks) if not mark.crossed]
        tints = [self.tints[place] for place in plain]
        heights, places = [self.heights[place] for place in plain], [self.places[place] for place in plain]
        self.plot.segment(
            x0=[year(self.marks[place].earliest) for place in plain],
            x1=[year_after(self.marks[place].latest) for place in plain],
            y0=heights, y1=heights, line_color=tints, line_alpha=0.45,
        )  # fmt: skip
        self.plot.segment(
            x0=places, x1=places, y0=[self.marks[place].low / self.scale for place in plain],
            y1=[self.marks[place].high / self.scale for place in plain], line_color=tints, line_width=2.5,
        )  # fmt: skip
        rings = [place for place in plain if self.marks[place].disputed]
        self.plot.scatter(
            [self.places[place] for place in rings], [self.heights[place] for place in rings], size=19,
            fill_color=None, line_color="#777777",
        )  # fmt: skip

    def words(self, language: str) -> None:
        """What is printed, beside marks that stand at the edge."""
        far = [place for place, mark in enumerate(self.marks) if self.heights[place] < mark.value / self.scale]
        beyond = message("figures.chart.beyond", language)
        self.plot.text(
            [self.places[place] for place in far], [self.heights[place] for place in far],
            [f"{self.marks[place].printed} ({beyond})" for place in far],
            x_offset=9, text_baseline="middle", text_font_size="11px", text_color=[self.tints[place] for place in far],
        )  # fmt: skip

    def marked(self, entries: Sequence[Sequence[str]]) -> None:
        """The marks themselves; a click fills the panel and draws lines to the marks of the same disagreements."""
        shown = (" · ".join(filter(None, (one.printed, one.colour, one.shape, one.claim))) for one in self.marks)
        source = self.models.ColumnDataSource(
            {
                "x": self.places,
                "y": self.heights,
                "marker": ["x" if mark.crossed else self.shapes[mark.shape] for mark in self.marks],
                "fill": ["white" if mark.hollow else self.colours[mark.colour] for mark in self.marks],
                "line": self.tints,
                "what": list(shown),
                "article": [f"mark-{number}" for number in range(1, len(self.marks) + 1)],
                "entries": [" ".join(each) for each in entries],
            }
        )
        drawn = self.plot.scatter(
            "x", "y", marker="marker", size=12, fill_color="fill", line_color="line", line_width=1.8, source=source,
            nonselection_fill_alpha=1, nonselection_line_alpha=1,
        )  # fmt: skip
        tap = self.models.CustomJS(args={"marks": source, "links": self.links}, code=_TAP)
        hover = self.models.HoverTool(renderers=[drawn], tooltips="@what")
        self.plot.add_tools(self.models.TapTool(renderers=[drawn]), hover)
        source.selected.js_on_change("indices", tap)


def _frame(models: Any, new_figure: Any, unit: str, values: tuple[float, float]) -> Any:
    """An empty plot over whole years."""
    plot = new_figure(
        height=520, sizing_mode="stretch_width", tools="pan,xwheel_zoom,box_zoom,reset,save", active_scroll=None,
        toolbar_location="above", outline_line_color=None, y_axis_label=unit, y_range=values,
    )  # fmt: skip
    plot.toolbar.logo = None
    plot.grid.grid_line_color = "#E4E4E4"
    plot.xaxis.ticker.min_interval = 1
    plot.yaxis.formatter.use_scientific = False
    plot.axis.axis_label_text_font_style = "normal"
    plot.xaxis.formatter = models.CustomJSTickFormatter(code="return Number.isInteger(tick) ? String(tick) : '';")
    plot.axis.minor_tick_line_color = None
    return plot


def _legend(
    marks: Sequence[Mark], colours: Mapping[str, str], shapes: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    found = [(page.swatch('<rect x="5" y="1" width="12" height="10" fill="{}"/>', tint), name)
             for name, tint in colours.items()]  # fmt: skip
    if len(shapes) > 1:
        found += [(page.swatch(_SHAPES[shape], "#555"), name) for name, shape in shapes.items()]

    def key(name: str, inside: str) -> tuple[str, str]:
        shared = {"held": "claims.not-accepted", "disputed": "plots.disagreements"}
        return page.swatch(inside, "#555"), message(shared.get(name, f"figures.chart.{name}"), language)

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
