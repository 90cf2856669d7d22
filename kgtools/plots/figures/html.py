"""Charts of figures as offline pages: the marks, their evidence below them, and the same values as a table."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message, section
from kgtools.plots import page
from kgtools.plots.figures import static
from kgtools.plots.figures.marks import (
    Chart,
    Mark,
    clashing,
    colours,
    decided,
    joined,
    positions,
    reach,
    shapes,
    year,
    year_after,
)
from kgtools.views.pictures import ChartFigure, ChartPicture

_HERE = Path(__file__).parent
_SHAPES = {
    "circle": '<circle cx="11" cy="6" r="4.5" fill="{}"/>',
    "square": '<rect x="7" y="2" width="8" height="8" fill="{}"/>',
    "triangle": '<path d="M11 1l5 10H6z" fill="{}"/>',
    "diamond": '<path d="M11 0l5 6-5 6-5-6z" fill="{}"/>',
    "inverted_triangle": '<path d="M11 11l5-10H6z" fill="{}"/>',
    "plus": '<path d="M9 1h4v3h3v4h-3v3H9V8H6V4h3z" fill="{}"/>',
    "star": '<path d="M11 0l1.5 4H17l-3.500 3 1.500 5-4-3-4 3 1.500-5L5 4h4.500z" fill="{}"/>',
}
_KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
_FAINT = 0.13  # what is not chosen, while something is


def interactive(
    path: Path, chart: Chart, rows: Sequence[Sequence[ChartFigure]], picture: ChartPicture, language: str
) -> None:
    """Write the chart as one offline HTML file.

    `rows` has the figures of each mark in the order of the marks, then those without a mark; each row has its evidence
    below the chart, which a click on the mark or the link in the table opens. Raises UsageError for no marks, or
    without Bokeh.
    """
    if not chart.marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    drawing = _Drawing(chart)
    drawing.joins()
    drawing.values(language)
    text = page.render(
        "figures/page.html", chart.title, language, (_HERE / "page.css").read_text(encoding="utf-8"),
        page.OWN_SCRIPTS,
        legend=[(page.trusted(mark), words) for mark, words in _legend(drawing, language)],
        notes=static.notes(chart, drawing.top, language),
        articles=[page.trusted(_article(number, row, language)) for number, row in enumerate(rows, 1)],
        columns=_columns(picture, language),
        rows=[_cells(row, picture, language) for row in rows],
        files=_files(chart, picture, language),
        citation=picture.citation, citations=picture.sources.values(),
        texts=section("plots", language) | section("figures.chart", language),
        plot=page.inline(page.embedded(drawing.plot, "picture")), library=page.bokeh(),
        script=page.trusted((_HERE / "page.js").read_text(encoding="utf-8")),
    )  # fmt: skip
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


# -- the table, the evidence and the files --------------------------------------------------------


def _columns(picture: ChartPicture, language: str) -> list[str]:
    names = ["period", "printed", "allowed", "of", "reporter", "modality", "article", "claim"]
    heads = {name: message(f"figures.column.{name}", language) for name in names if name != "allowed"}
    heads["allowed"] = f"{message('figures.chart.allowed', language)}, {picture.unit}"
    return [heads[name] for name in names if name in _shown(picture)]


def _shown(picture: ChartPicture) -> set[str]:
    """The columns of the table; what is the same in all rows stands in the title."""
    shown = {"period", "printed", "allowed", "modality", "article", "claim"}
    if picture.several_sides:
        shown.add("of")
    if any(one.reporter for one in picture.figures):
        shown.add("reporter")
    return shown


def _cells(row: Sequence[ChartFigure], picture: ChartPicture, language: str) -> dict[str, str]:
    """The cells of a row by column; `printed` becomes the link to the evidence."""
    one = row[0]
    low, _, high = (f"{value / picture.scale:.5g}" for value in one.allowed)
    said = f"{one.status}: {one.outcome.word}" if one.outcome else one.status
    if one.against:
        said += f" ≠ {', '.join(one.against)}"
    cells = {
        "period": one.figure.period or message("figures.chart.undated", language), "printed": one.printed,
        "allowed": low if low == high else f"{low} – {high}", "of": one.sides, "reporter": one.reporter,
        "modality": said, "article": one.article, "claim": ", ".join(each.figure.claim for each in row),
    }  # fmt: skip
    return {name: cell for name, cell in cells.items() if name in _shown(picture)}


def _article(number: int, row: Sequence[ChartFigure], language: str) -> str:
    """What stands below the chart once a value is chosen."""
    one = row[0]
    period = one.figure.period or message("figures.chart.undated", language)
    reporter = f"{message('figures.chart.reporter', language)}: {one.reporter}" if one.reporter else ""
    lines = [
        f'{escape(message("figures.chart.period", language))} <span class="when">{escape(period)}</span>',
        *(escape(line) for line in (one.sides, reporter) if line),
    ]
    if one.outcome:
        lines.append(f"<strong>{escape(one.outcome.word)}</strong>: {escape(one.outcome.explanation)}")
    behind = [each.evidence for each in row if each.evidence]
    entries = {entry.identifier: entry for each in row for entry in each.disagreements}
    return page.article(number, one.printed, lines, behind, entries.values(), language)


def _files(chart: Chart, picture: ChartPicture, language: str) -> list[tuple[str, str, str]]:
    """The table, and the chart as still pictures for papers: of each the format, the name of the file, the address."""
    first = picture.figures[0].figure
    name = "-".join(filter(None, (first.indicator.removeprefix("indicator/"), first.flow)))
    found = [("CSV", f"{name}.csv", f"data:text/csv;charset=utf-8,{quote(picture.csv)}")]
    with tempfile.TemporaryDirectory() as folder:
        for ending, kind in _KINDS.items():
            file = Path(folder) / f"chart{ending}"
            static.chart(file, chart, language)
            data = base64.b64encode(file.read_bytes()).decode()
            found.append((ending[1:].upper(), name + ending, f"data:{kind};base64,{data}"))
    return found


# -- the chart ------------------------------------------------------------------------------------


class _Drawing:
    """A plot of Bokeh with the marks of a chart; values are divided by its scale."""

    def __init__(self, chart: Chart) -> None:
        self.models, new_figure = page.library()
        self.chart, self.marks = chart, chart.marks
        self.colours, self.shapes = colours(chart.marks), shapes(chart.marks)
        self.top = static.highest(chart)
        self.places = positions(chart.marks, self.top * chart.scale)
        self.heights = [static.height(mark, chart.scale, self.top) for mark in chart.marks]
        bottom = min(0.0, *(mark.low / chart.scale for mark in chart.marks))
        self.plot = _frame(new_figure, chart.unit, reach(chart.marks), (bottom, self.top * 1.25))

    def joins(self) -> None:
        """Lines between comparable values, dots between contradictory ones, dashes from targets to what decides."""
        tints = [self.colours[mark.colour] for mark in self.marks]
        for pairs, colour, look in (
            (joined(self.marks), None, {"line_dash": "solid", "line_width": 1.5, "line_alpha": 0.7}),
            (decided(self.marks), static.TIE, {"line_dash": "dashed", "line_width": 1.3}),
            (clashing(self.marks), static.RING, {"line_dash": "dotted", "line_width": 2}),
        ):
            source = self.models.ColumnDataSource(
                {
                    "xs": [[self.places[one], self.places[other]] for one, other in pairs],
                    "ys": [[self.heights[one], self.heights[other]] for one, other in pairs],
                    "colour": [colour or tints[one] for one, _ in pairs],
                    "pair": [list(pair) for pair in pairs],
                }
            )
            self.plot.multi_line(
                "xs", "ys", line_color="colour", source=source, name="lines", nonselection_line_alpha=_FAINT,
                muted_line_alpha=_FAINT, **look,
            )  # fmt: skip

    def values(self, language: str) -> None:
        """The marks with the bars of their periods and intervals, rings and words; what is not chosen grows faint."""
        source = self.models.ColumnDataSource(self._data(language), name="marks")
        faint = {"source": source, "nonselection_line_alpha": _FAINT}
        plot = self.plot
        plot.segment("left", "y", "right", "y", line_color="line", line_alpha=0.45, **faint)
        plot.segment("x", "low", "x", "high", line_color="line", line_width=2.5, **faint)
        for end in ("low", "high"):
            plot.scatter("x", end, marker="dash", size="cap", line_color="line", line_width=2, **faint)
        ringed = self.models.CDSView(filter=self.models.BooleanFilter(source.data["ringed"]))
        plot.scatter(
            "x", "y", size=19, fill_color=None, line_color=static.RING, line_width=1.5, view=ringed, **faint
        )  # fmt: skip
        plot.text(
            "x", "high", "word", source=source, text_color="line", text_font_size="11px", x_offset="aside",
            y_offset="up", angle="slope", text_align="align", text_baseline="middle", nonselection_text_alpha=_FAINT,
        )  # fmt: skip
        drawn = plot.scatter(
            "x", "y", marker="marker", size=11, fill_color="fill", line_color="line", line_width=1.8,
            nonselection_fill_alpha=_FAINT, **faint,
        )  # fmt: skip
        hover = self.models.HoverTool(renderers=[drawn], tooltips="@what")
        plot.add_tools(self.models.TapTool(renderers=[drawn]), hover)

    def _data(self, language: str) -> dict[str, list[Any]]:
        """The columns of the marks; `near` has the places of those that a choice of the mark brings with it."""
        marks, scale = self.marks, self.chart.scale
        pairs = [*clashing(marks), *decided(marks)]
        near = [[pair[1 - pair.index(place)] for pair in pairs if place in pair] for place in range(len(marks))]
        ringed = {place for pair in clashing(marks) for place in pair}
        beyond = [one.value / scale > at for one, at in zip(marks, self.heights, strict=True)]
        words, told = message("figures.chart.beyond", language), list(zip(marks, beyond, strict=True))
        sides = [static.beside(marks, place) for place in self.places]
        # The bars of a value that is not accepted would reach beyond the scale; all of them end in its mark.
        bars = [
            (at, at, place, place) if mark.crossed else _bars(mark, scale)
            for mark, at, place in zip(marks, self.heights, self.places, strict=True)
        ]
        return {
            "x": self.places,
            "y": self.heights,
            **{name: [bar[side] for bar in bars] for side, name in enumerate(("low", "high", "left", "right"))},
            "marker": ["x" if mark.crossed else self.shapes[mark.shape] for mark in marks],
            "fill": ["white" if mark.hollow else self.colours[mark.colour] for mark in marks],
            "line": [self.colours[mark.colour] for mark in marks],
            "what": [" · ".join(filter(None, (one.printed, one.shape))) for one in marks],
            "article": [f"mark-{number}" for number in range(1, len(marks) + 1)],
            "near": near,
            "ringed": [place in ringed for place in range(len(marks))],
            "word": [f"{mark.printed}\n({words})" if far else mark.outcome for mark, far in told],
            "cap": [0 if mark.crossed else 13 for mark in marks],
            "aside": [9 * side if far else 3 * side for side, far in zip(sides, beyond, strict=True)],
            "align": ["left" if side > 0 else "right" for side in sides],
            "up": [0 if far else -6 for far in beyond],
            # Words lean, so that those side by side stay apart, and towards the middle, so that none is cut off.
            "slope": [0 if far else static.SLOPE * side for side, far in zip(sides, beyond, strict=True)],
        }  # fmt: skip


def _bars(mark: Mark, scale: float) -> tuple[float, float, float, float]:
    return mark.low / scale, mark.high / scale, year(mark.earliest), year_after(mark.latest)


def _frame(new_figure: Any, unit: str, years: tuple[float, float], values: tuple[float, float]) -> Any:
    """An empty plot over whole years."""
    plot = new_figure(
        height=460, sizing_mode="stretch_width", tools="pan,xwheel_zoom,box_zoom,reset", active_scroll=None,
        toolbar_location="above", outline_line_color=None, y_axis_label=unit, x_range=years, y_range=values,
    )  # fmt: skip
    plot.toolbar.logo = None
    plot.grid.grid_line_color = "#E4E4E4"
    plot.xaxis.ticker.min_interval = 1
    plot.axis.formatter.use_scientific = False
    plot.axis.axis_label_text_font_style = "normal"
    plot.axis.minor_tick_line_color = None
    return plot


def _legend(drawing: _Drawing, language: str) -> list[tuple[str, str]]:
    """The signs that the chart has, each with its words."""
    marks = drawing.marks
    found = [(page.swatch('<rect x="5" y="1" width="12" height="10" fill="{}"/>', tint), name)
             for name, tint in drawing.colours.items()]  # fmt: skip
    if len(drawing.shapes) > 1:
        found += [(page.swatch(_SHAPES[shape], "#555"), name) for name, shape in drawing.shapes.items()]
    ring = '<g fill="none" stroke="{}"><circle cx="11" cy="6" r="5"/><path d="M0 6h22" stroke-dasharray="2 2"/></g>'
    signs: tuple[tuple[object, str, str, str], ...] = (
        (any(mark.hollow for mark in marks), "figures.chart.target", "#555",
         '<circle cx="11" cy="6" r="4.5" fill="#fff" stroke="{}" stroke-width="1.6"/>'),
        (decided(marks), "figures.chart.decides", static.TIE,
         '<path d="M1 6h20" stroke="{}" stroke-width="1.4" stroke-dasharray="5 3"/>'),
        (any(mark.crossed for mark in marks), "claims.not-accepted", "#555",
         '<path d="M7 2l8 8m0-8l-8 8" stroke="{}" stroke-width="1.8"/>'),
        (clashing(marks), "figures.chart.apart", static.RING, ring),
        (joined(marks), "figures.chart.joined", "#555", '<path d="M1 6h20" stroke="{}" stroke-width="1.5"/>'),
    )  # fmt: skip
    found += [(page.swatch(inside, colour), message(key, language)) for there, key, colour, inside in signs if there]
    return found
