"""Writes the timeline as a page: bars that open their claims, words that stay in sight."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kgtools.messages import message
from kgtools.plots import page
from kgtools.plots.timeline import bars
from kgtools.plots.timeline.bars import COLOURS, DAY, TimelineRow, darker, legend, legend_text, rows, shown
from kgtools.views.disagreements import Disagreement
from kgtools.views.evidence import ClaimEvidence
from kgtools.views.pictures import TimelinePicture
from kgtools.views.timeline import Bar

_SAMPLES = {
    "day": '<path d="M11 1l5 5-5 5-5-5z" fill="{}"/>',
    "vague": '<rect x="1" y="3" width="20" height="6" fill="{}" fill-opacity=".38" stroke="#555"/>',
    "solid": '<rect x="1" y="3" width="20" height="6" fill="{}"/>',
    "open": '<rect x="1" y="3" width="7" height="6" fill="{0}"/><rect x="8" y="3" width="7" height="6" fill="{0}" '
    'fill-opacity=".5"/><rect x="15" y="3" width="6" height="6" fill="{0}" fill-opacity=".2"/>',
    "about": '<rect x="1" y="3" width="20" height="6" fill="#fff" stroke="{}" stroke-dasharray="3 2"/>',
    "planned": '<rect x="1" y="3" width="20" height="6" fill="#fff" stroke="{}"/>',
    "disputed": '<text x="6" y="11" font-size="13" fill="#000">≠</text>',
    "inferred": '<text x="6" y="11" font-size="13" fill="#000">∴</text>',
    "held": '<path d="M7 2l8 8m0-8l-8 8" stroke="#000" stroke-width="1.5"/>',
    "background": '<rect x="1" y="3" width="20" height="6" fill="#8A8A8A"/>',
    "earlier": '<path d="M14 1v10l-8-5z" fill="{}"/>',
}
# Words stand at the beginning of their bar as far as the frame has room, and are cut where it has not.
_PLACE_WORDS = """
const start = xs.start, span = xs.end - xs.start, wide = plot.inner_width || 800;
const pen = document.createElement("canvas").getContext("2d");
pen.font = font;
const all = words.data["words"], begins = words.data["begin"], x = words.data["x"], text = words.data["text"];
for (let i = 0; i < all.length; i++) {
  let shown = all[i];
  if (pen.measureText(shown).width > wide - 10) {
    let length = shown.length;
    while (length > 5 && pen.measureText(shown.slice(0, length) + "…").width > wide - 10) length--;
    shown = shown.slice(0, length) + "…";
  }
  const at = Math.max(4, Math.min((begins[i] - start) / span * wide, wide - pen.measureText(shown).width - 6));
  text[i] = shown;
  x[i] = start + at / wide * span;
}
words.change.emit();
"""
_TAP = """
const picked = sources.flatMap(each => each.selected.indices.flatMap(i => each.data["article"][i].split(" ")));
window.tandemChoose(picked);
"""
_FONT = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif'
_HEAD = 1.1  # lines for the name of a lane
_LINE = 27  # pixels


class _Columns:
    """What the picture draws, as the columns that Bokeh wants: boxes, signs, words, and the bands of lanes."""

    def __init__(
        self, lines: Sequence[TimelineRow], labels: Mapping[str, str], first: datetime.date, last: datetime.date
    ) -> None:
        self.boxes: dict[str, list[Any]] = {}
        self.signs: dict[str, list[Any]] = {}
        self.words: dict[str, list[Any]] = {}
        self.bands: list[tuple[str, float, float]] = []
        self.depth = 0.0
        number = 0
        for line in lines:
            if not self.bands or self.bands[-1][0] != line.lane:
                deep = _HEAD + sum(other.height for other in lines if other.lane == line.lane)
                self.bands.append((line.lane, self.depth, self.depth + deep))
                self.depth += _HEAD
            keys = [f"mark-{number + order}" for order in range(1, len(line.bars) + 1)]
            number += len(keys)
            begin, _ = bars.extent(line.bars[0], first, last)
            words = line.marked
            _put(
                self.words, words=words, text=words, begin=_ms(begin), x=_ms(begin), y=self.depth + 0.28,
                article=" ".join(keys),
            )  # fmt: skip
            for bar, track, key in zip(line.bars, line.tracks, keys, strict=True):
                words = f"{labels[bar.thing]} · {bar.dates}"
                self._bar(bar, self.depth + track * bars.TRACK, key, words, first, last)
            self.depth += line.height

    def _bar(self, bar: Bar, top: float, key: str, words: str, first: datetime.date, last: datetime.date) -> None:
        boxes, signs = bars.shapes(bar, first, last)
        tint = bars.colour(bar)
        for box in boxes:
            _put(
                self.boxes, left=_ms(box.first), right=_ms(box.last), top=top + 0.56, bottom=top + 0.84,
                fill="white" if bar.planned and box.outlined else tint, line=tint, alpha=box.alpha,
                outline=float(box.outlined), dashed=bar.approximate, article=key, what=words,
            )  # fmt: skip
        for sign in signs:
            marker, angle = _SIGNS[sign.kind]
            _put(
                self.signs, x=_ms(sign.day), y=top + 0.7, marker=marker, angle=angle, article=key, what=words,
                fill="white" if bar.planned else tint, line="#222222" if sign.kind == "held" else tint,
            )  # fmt: skip


_SIGNS = {
    "day": ("diamond", 0.0), "held": ("x", 0.0), "earlier": ("triangle", 1.5708), "later": ("triangle", -1.5708),
}  # fmt: skip


def _put(columns: dict[str, list[Any]], **values: Any) -> None:
    for name, value in values.items():
        columns.setdefault(name, []).append(value)


def _ms(day: datetime.date) -> float:
    """A day as Bokeh counts time: milliseconds since 1970."""
    return (day - datetime.date(1970, 1, 1)).days * 86_400_000.0


def interactive(
    path: Path,
    picture: TimelinePicture,
    articles: Sequence[str],
    since: int | None,
    until: int | None,
    language: str,
) -> None:
    """Write the timeline as one offline HTML file; `articles` has what the panel says of each bar, in their order.

    Raises UsageError without Bokeh.
    """
    models, new_figure = page.library()
    bars = picture.bars
    first, last = shown(bars, since, until)
    columns = _Columns(rows(bars, picture.labels, picture.properties), picture.labels, first, last)
    plot = _frame(models, new_figure, columns, first, last)
    for order, band in enumerate(columns.bands):
        _lane(models, plot, *band, language, shaded=order % 2 == 0)
    sources_of = {
        name: models.ColumnDataSource(each)
        for name, each in (("boxes", columns.boxes), ("signs", columns.signs), ("words", columns.words))
        if each
    }
    drawn = [*_boxes(models, plot, sources_of.get("boxes")), *_signs(plot, sources_of.get("signs"))]
    if "words" in sources_of:
        _words(models, plot, sources_of["words"])
    tap = models.CustomJS(args={"sources": [*sources_of.values()]}, code=_TAP)
    for source in sources_of.values():
        source.selected.js_on_change("indices", tap)
    plot.add_tools(models.TapTool(), models.HoverTool(tooltips="@what", renderers=drawn))
    keys = [(page.swatch(_SAMPLES[key], "#555"), legend_text(key, language)) for key in legend(bars, first, last)]
    page.write(
        path, plot, picture.title, keys, picture.notes, articles, picture.sources, language, picture.undated
    )  # fmt: skip


def _frame(models: Any, new_figure: Any, columns: _Columns, first: datetime.date, last: datetime.date) -> Any:
    """An empty plot with an axis of time above and below."""
    plot = new_figure(
        x_range=models.Range1d(_ms(first), _ms(last + DAY)), y_range=models.Range1d(columns.depth + 0.1, -0.05),
        x_axis_type="datetime",
        height=int(_LINE * columns.depth) + 70, sizing_mode="stretch_width", active_scroll=None,
        tools="xpan,xwheel_zoom,xbox_zoom,reset,save", toolbar_location="above", outline_line_color=None,
    )  # fmt: skip
    plot.toolbar.logo = None
    plot.yaxis.visible = False
    plot.xaxis.ticker.desired_num_ticks = 8
    plot.ygrid.grid_line_color = None
    plot.xgrid.grid_line_color = "#DDDDDD"
    plot.xaxis.formatter = models.DatetimeTickFormatter(
        years="%Y", months="%Y-%m", days="%Y-%m-%d", hours="%Y-%m-%d %H:%M"
    )
    plot.add_layout(models.DatetimeAxis(formatter=plot.xaxis[0].formatter), "above")
    return plot


def _lane(models: Any, plot: Any, lane: str, top: float, bottom: float, language: str, shaded: bool) -> None:
    """The band of a lane, every other one shaded, and its name."""
    if shaded:
        plot.add_layout(
            models.BoxAnnotation(
                top=bottom, bottom=top, fill_color="#F4F4F4", fill_alpha=1, line_color=None, level="underlay"
            )
        )
    plot.add_layout(
        models.Label(
            x=6, y=top + 0.6, x_units="screen", text=message(f"timeline.lane.{lane}", language),
            text_font_style="bold", text_font_size="14px", text_color=darker(COLOURS[lane]), text_baseline="middle",
            text_font=_FONT,
        )
    )  # fmt: skip


def _boxes(models: Any, plot: Any, source: Any) -> Iterator[Any]:
    """What lasts: dashed and solid boxes apart, for a renderer has one sort of line."""
    for dashed in sorted(set(source.data["dashed"])) if source else ():
        chosen = models.BooleanFilter([each == dashed for each in source.data["dashed"]])
        yield plot.quad(
            left="left", right="right", top="top", bottom="bottom", fill_color="fill", line_color="line",
            fill_alpha="alpha", line_alpha="outline", line_dash=[4, 3] if dashed else "solid",
            nonselection_fill_alpha="alpha", nonselection_line_alpha="outline", source=source,
            view=models.CDSView(filter=chosen),
        )  # fmt: skip


def _signs(plot: Any, source: Any) -> Iterator[Any]:
    """What is of a day, and what lies beyond the years shown."""
    if source:
        yield plot.scatter(
            "x", "y", marker="marker", angle="angle", size=11, fill_color="fill", line_color="line",
            line_width=1.5, nonselection_fill_alpha=1, nonselection_line_alpha=1, source=source,
            selection_line_color="black",
        )  # fmt: skip


def _words(models: Any, plot: Any, source: Any) -> None:
    """The words of each line, kept in view when the reader moves the picture."""
    plot.text(
        "x", "y", "text", source=source, text_font_size="12px", text_baseline="middle", text_color="#222222",
        text_font={"value": _FONT}, nonselection_text_alpha=1,
    )  # fmt: skip
    x_range = plot.x_range
    place = models.CustomJS(
        args={"words": source, "xs": x_range, "plot": plot, "font": f"12px {_FONT}"}, code=_PLACE_WORDS
    )
    for changes in ("start", "end"):
        x_range.js_on_change(changes, place)
    plot.js_on_change("inner_width", place)


def evidence(
    bars: Sequence[Bar], labels: Mapping[str, str], properties: Mapping[str, str],
    behind: Mapping[str, ClaimEvidence], entries: Mapping[str, Disagreement], language: str,
) -> list[str]:  # fmt: skip
    """What the panel says of each bar: the thing, its date, who dates it otherwise, and the claims behind it."""
    found = []
    for number, bar in enumerate(bars, 1):
        what = properties.get(bar.what, "")
        lines = [f'{escape(what)} <span class="when">{escape(bar.dates)}</span>'.strip()]
        if bar.told:
            lines.append(escape(message("timeline.told", language, bar.told)))
        if bar.disputed:
            others = f": {', '.join(bar.clashes)}" if bar.clashes else ""
            lines.append(
                f'<span class="disputed">≠ {escape(message("timeline.disputed", language))}{escape(others)}</span>'
            )
        found.append(
            page.article(
                number, labels[bar.thing], lines, [behind[claim] for claim in bar.claims],
                [entries[entry] for entry in bar.entries], language,
            )
        )  # fmt: skip
    return found
