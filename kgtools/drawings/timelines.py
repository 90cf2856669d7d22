"""Draws the timeline: still as SVG, PNG or PDF, and as a page with evidence.

Both are made of the same pieces. A thing takes one line, with its words above its bars, so that no label
meets another however many there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from kgtools import dates, pictures, timeline
from kgtools.drawings import page
from kgtools.errors import UsageError
from kgtools.tables import replacing
from kgtools.timeline import BACKGROUND, SPAN, Bar

# Of Okabe and Ito's colours; lanes stand apart and are named, so that two may share one.
COLOURS = {
    "stages": "#0072B2", "tenures": "#D55E00", "visits": "#CC79A7", "documents": "#E69F00", "bodies": "#009E73",
    "events": "#56B4E9", "memberships": "#0072B2", "projects": "#D55E00", "publications": "#CC79A7",
}  # fmt: skip
NOT_FROM_AN_ARTICLE = "#8A8A8A"
DISPUTED = "≠"

LANES = {
    "stages": {
        "en": "Stages of relations, by article",
        "ru": "Этапы отношений, по статьям",
        "kk": "Қатынас кезеңдері, мақалалар бойынша",
        "uz": "Munosabatlar bosqichlari, maqolalar boʻyicha",
    },
    "tenures": {"en": "Tenures", "ru": "Пребывание на посту", "kk": "Қызметте болу", "uz": "Lavozimda boʻlish"},
    "visits": {
        "en": "Visits and meetings",
        "ru": "Визиты и встречи",
        "kk": "Сапарлар мен кездесулер",
        "uz": "Tashriflar va uchrashuvlar",
    },
    "documents": {"en": "Documents", "ru": "Документы", "kk": "Құжаттар", "uz": "Hujjatlar"},
    "bodies": {
        "en": "Bodies founded",
        "ru": "Создание органов и организаций",
        "kk": "Құрылған ұйымдар",
        "uz": "Tashkil etilgan tuzilmalar",
    },
    "events": {"en": "Other events", "ru": "Другие события", "kk": "Өзге оқиғалар", "uz": "Boshqa voqealar"},
    "memberships": {"en": "Memberships", "ru": "Членство", "kk": "Мүшелік", "uz": "Aʼzolik"},
    "projects": {"en": "Projects", "ru": "Проекты", "kk": "Жобалар", "uz": "Loyihalar"},
    "publications": {"en": "Publications", "ru": "Публикации", "kk": "Жарияланымдар", "uz": "Nashrlar"},
}
WORDS = {
    "title": {"en": "Timeline", "ru": "Лента времени", "kk": "Уақыт желісі", "uz": "Vaqt chizigʻi"},
    "day": {"en": "a day", "ru": "день", "kk": "күн", "uz": "kun"},
    "vague": {
        "en": "within this month or year",
        "ru": "в пределах месяца или года",
        "kk": "осы ай не жыл ішінде",
        "uz": "shu oy yoki yil ichida",
    },
    "solid": {"en": "all this time", "ru": "всё это время", "kk": "осы уақыт бойы", "uz": "shu vaqt davomida"},
    "open": {
        "en": "no beginning or end told",
        "ru": "начало или конец не указаны",
        "kk": "басы не аяғы айтылмаған",
        "uz": "boshi yoki oxiri aytilmagan",
    },
    "about": {
        "en": "approximate or uncertain",
        "ru": "приблизительно или неточно",
        "kk": "шамамен немесе күмәнді",
        "uz": "taxminan yoki noaniq",
    },
    "planned": {"en": "planned", "ru": "запланировано", "kk": "жоспарланған", "uz": "rejalashtirilgan"},
    "disputed": {
        "en": "dates or claims disagree",
        "ru": "даты или утверждения расходятся",
        "kk": "даталар не тұжырымдар алшақ",
        "uz": "sanalar yoki bayonlar tafovutli",
    },
    "held": pictures.WORDS["held"],
    "background": page.WORDS["background"],
    "earlier": {
        "en": "earlier or later than the years shown",
        "ru": "раньше или позже показанных лет",
        "kk": "көрсетілген жылдардан бұрын не кейін",
        "uz": "koʻrsatilgan yillardan oldin yoki keyin",
    },
    "undated": {
        "en": "Not drawn, for want of a date: {}",
        "ru": "Не показано, так как дата не указана: {}",
        "kk": "Күні көрсетілмегендіктен салынбаған: {}",
        "uz": "Sanasi koʻrsatilmagani uchun chizilmagan: {}",
    },
}

_TRACK = 0.4  # of a line, from one track of bars to the next
_FADES = 8  # steps in which an open end fades
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """A stretch of a bar: what kind it is (day, vague, solid, before, after), from its first to its last day."""

    kind: str
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Row:
    """One line of the timeline: a thing of a lane, its words, and its bars."""

    lane: str
    words: str
    bars: tuple[Bar, ...]

    @property
    def tracks(self) -> list[int]:
        """How far down each bar stands: the dates of one property side by side, spans below each other."""
        seen: dict[object, int] = {}
        return [
            seen.setdefault(
                (bar.property, bar.dates, bar.articles) if bar.property == SPAN else bar.property, len(seen)
            )
            for bar in self.bars
        ]

    @property
    def height(self) -> float:
        """In lines."""
        return 1 + _TRACK * max(self.tracks)


def pieces(bar: Bar) -> list[Piece]:
    """The stretches of a bar, so that its looks say what is known.

    A single date is a day, or vague if it is a month or a year. A span is vague while it may have begun or
    ended, solid between; where nobody tells an end it goes on fading. An interval in print is solid.
    """
    interval = "/" in bar.begin and bar.property != SPAN
    ends = bar.begin.split("/") if interval else (bar.begin, bar.end)
    begin, end = (dates.parse(each) if each not in ("", "..") else None for each in ends)
    if bar.property != SPAN and not interval:
        assert begin is not None
        return [_point(begin)]
    if begin is None or end is None:
        known = begin or end
        assert known is not None
        point = _point(known)
        side = Piece("after", point.last, point.last) if begin else Piece("before", point.first, point.first)
        return [side] if point.kind == "day" else [point, side]
    assert begin.earliest is not None
    assert end.latest is not None
    if interval:
        return [Piece("solid", begin.earliest, end.latest)]
    later, sooner = begin.latest, end.earliest
    assert later is not None
    assert sooner is not None
    if later >= sooner:
        return [Piece("vague", begin.earliest, end.latest)]
    found = [Piece("solid", later, sooner)]
    if begin.earliest != later:
        found.insert(0, Piece("vague", begin.earliest, later))
    if end.latest != sooner:
        found.append(Piece("vague", sooner, end.latest))
    return found


def _point(date: dates.Date) -> Piece:
    assert date.earliest is not None
    assert date.latest is not None
    return Piece("day" if date.earliest == date.latest else "vague", date.earliest, date.latest)


def rows(bars: Sequence[Bar], labels: Mapping[str, str]) -> list[Row]:
    """The lines of the timeline, in the order of the bars; `labels` are of things and of articles."""
    found = []
    for (lane, thing), group in groupby(bars, key=lambda bar: (bar.lane, bar.thing)):
        listed = tuple(group)
        told = list(dict.fromkeys(bar.dates.replace("..", "…") for bar in listed))
        words = f"{labels[thing]} · {'; '.join(told)}"
        if lane == "stages":
            words += " · " + ", ".join(sorted({labels[name] for bar in listed for name in bar.articles}))
        found.append(Row(lane, words, listed))
    return found


def shown(bars: Sequence[Bar], since: int | None, until: int | None) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of the picture: the years asked for, else those of which the articles tell.

    A single date that is only background knowledge does not widen it, unless there is nothing else.
    """
    told = [bar for bar in bars if bar.articles != (BACKGROUND,) or bar.property == SPAN] or bars
    days = [day for bar in told for piece in pieces(bar) for day in (piece.first, piece.last)]
    first, last = since or min(days).year, until or max(days).year
    # Only open ends may be left within the years asked for; then these years are shown, and no others.
    first, last = min(first, until or first), max(last, since or last)
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def colour(bar: Bar) -> str:
    return NOT_FROM_AN_ARTICLE if bar.articles == (BACKGROUND,) else COLOURS[bar.lane]


def legend(bars: Sequence[Bar], first: datetime.date, last: datetime.date) -> list[str]:
    """Which keys the legend needs: only what there is in the picture."""
    kinds = {piece.kind for bar in bars for piece in pieces(bar)}
    found = [kind for kind in ("day", "vague", "solid") if kind in kinds]
    found += ["open"] * bool(kinds & {"before", "after"})
    found += ["about"] * any(bar.approximate for bar in bars)
    found += ["planned"] * any(bar.planned for bar in bars)
    found += ["disputed"] * any(bar.disputed for bar in bars)
    found += ["held"] * any(bar.held for bar in bars)
    found += ["background"] * any(bar.articles == (BACKGROUND,) for bar in bars)
    found += ["earlier"] * any(piece.last < first or piece.first > last for bar in bars for piece in pieces(bar))
    return found


def reach(bar: Bar, first: datetime.date, last: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Where a bar begins and ends to the eye, its open ends included, within the years shown."""
    fade = (last - first) / 14
    begin, end = last, first
    for piece in pieces(bar):
        begin = min(begin, piece.first - fade if piece.kind == "before" else piece.first)
        end = max(end, piece.last + fade if piece.kind == "after" else piece.last)
    return min(max(begin, first), last), max(min(end, last), first)


# -- still ------------------------------------------------------------------------------------------

_LINE, _HEAD = 0.27, 0.36  # inches for a thing and for the name of a lane
_WIDE = 11.0


def still(
    path: Path,
    bars: Sequence[Bar],
    labels: Mapping[str, str],
    title: str,
    notes: Sequence[str],
    since: int | None,
    until: int | None,
    language: str,
) -> None:
    """Draw the timeline as SVG, PNG or PDF, by the ending of `path`. Raises UsageError without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        raise UsageError("pictures need matplotlib: install tandem-kg[pictures]") from None
    matplotlib.use("Agg")
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "tandem", "font.family": "DejaVu Sans", "pdf.fonttype": 42, "text.hinting": "none",
        }
    )  # fmt: skip
    import textwrap

    from matplotlib import pyplot
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    first, last = shown(bars, since, until)
    lines = rows(bars, labels)
    keys = legend(bars, first, last)
    heads = len({line.lane for line in lines})
    body = sum(line.height for line in lines) * _LINE + heads * _HEAD + 0.1
    below = [part for note in notes for part in textwrap.wrap(note, 165, subsequent_indent="   ")]
    top, foot = 0.62 + 0.18 * ((len(keys) + 2) // 3), 0.45 + 0.16 * len(below)
    high = top + body + foot
    figure = pyplot.figure(figsize=(_WIDE, high), dpi=150)
    axes = figure.add_axes((0.03, foot / high, 0.94, body / high))
    low, up = float(date2num(first)), float(date2num(last))
    axes.set_xlim(low, up)
    axes.set_ylim(body, 0)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    days_per_pixel = (up - low) / axes.get_window_extent(renderer).width
    place, lane, drawn_lanes = 0.05, "", 0
    for line in lines:
        if line.lane != lane:
            lane = line.lane
            deep = sum(other.height for other in lines if other.lane == lane)
            if drawn_lanes % 2 == 0:
                axes.axhspan(place, place + _HEAD + deep * _LINE, color="#F4F4F4", zorder=0, linewidth=0)
            drawn_lanes += 1
            axes.text(
                low + 6 * days_per_pixel, place + 0.19, LANES[lane][language], fontsize=10, weight="bold",
                va="center", color=_darker(COLOURS[lane]),
            )  # fmt: skip
            place += _HEAD
        begin, _ = reach(line.bars[0], first, last)
        words = ("≠ " if any(bar.disputed for bar in line.bars) else "") + line.words
        text = axes.text(float(date2num(begin)), place + 0.065, words, fontsize=7.5, va="center", zorder=4)
        width = text.get_window_extent(renderer).width * days_per_pixel
        text.set_x(max(low + 4 * days_per_pixel, min(float(date2num(begin)), up - 1.02 * width)))
        for bar, track in zip(line.bars, line.tracks, strict=True):
            _draw(axes, bar, place + 0.185 + track * _TRACK * _LINE, first, last, date2num)
        place += _LINE * line.height
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=5, maxticks=14))
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator(), formats=_CONCISE,
                                   zero_formats=_CONCISE, offset_formats=[""] * 6))  # fmt: skip
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6, zorder=1)
    axes.set_axisbelow(True)
    axes.yaxis.set_visible(False)
    axes.spines[["top", "left", "right"]].set_visible(False)
    figure.text(0.03, 1 - 0.32 / high, title, fontsize=13, weight="bold", va="center")
    _keys(figure, keys, high, language)
    for number, part in enumerate(below):
        figure.text(0.03, (foot - 0.42 - 0.16 * number) / high, part, fontsize=7, color="#555555", va="center")
    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}
    try:
        with replacing(path) as temporary:
            ending = path.suffix.lower()
            figure.savefig(temporary, format=ending[1:], metadata=dateless[ending], dpi=150)
    finally:
        pyplot.close(figure)


_CONCISE = ["%Y", "%Y-%m", "%Y-%m-%d", "", "", ""]


def _darker(colour: str) -> str:
    """A colour of which small words on white or light grey can be read."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{int(part * 0.6):02X}" for part in parts)


def _draw(axes: Any, bar: Bar, y: float, first: datetime.date, last: datetime.date, number: Any) -> None:
    tint, fade = colour(bar), (last - first) / 14
    thick = 0.075
    dashes = (0, (2, 1.2)) if bar.approximate else "solid"
    for piece in pieces(bar):
        begin, end = float(number(piece.first)), float(number(piece.last + _DAY))
        if piece.last < first or piece.first > last:
            early = piece.last < first
            if piece.kind in ("day", "vague"):
                at = float(number(first if early else last))
                axes.plot(at, y, marker="<" if early else ">", color=tint, markersize=4.5, clip_on=False, zorder=5)
            if piece.kind not in ("before", "after"):
                continue
        if piece.kind in ("before", "after"):
            step = fade.days / _FADES * (1 if piece.kind == "after" else -1)
            at = max(min(end if piece.kind == "after" else begin, float(number(last))), float(number(first)))
            for place in range(_FADES):
                axes.barh(
                    y, step, thick, left=at + place * step, color=tint, alpha=0.75 * (1 - place / _FADES), linewidth=0,
                    zorder=3,
                )  # fmt: skip
        elif piece.kind == "day":
            axes.plot(
                begin, y, marker="D", markersize=4.6, color=tint, markerfacecolor="white" if bar.planned else tint,
                zorder=5, linestyle="none",
            )  # fmt: skip
        else:
            solid = piece.kind == "solid"
            if solid and end - begin < 15:
                axes.plot(begin, y, marker="D", markersize=4.6, color=tint, zorder=5, linestyle="none",
                          markerfacecolor="white" if bar.planned else tint)  # fmt: skip
            face = "white" if bar.planned else tint
            axes.barh(
                y, end - begin, thick, left=begin, facecolor=(face if bar.planned else (*_rgb(tint), 0.9 if solid else 0.38)),
                edgecolor=tint, linewidth=0.8, linestyle=dashes, zorder=3,
            )  # fmt: skip
        if bar.held:
            axes.plot((begin + end) / 2, y, marker="x", color="#222222", markersize=5, zorder=6)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _keys(figure: Any, keys: Sequence[str], high: float, language: str) -> None:
    """The legend: samples in grey, for the colours are those of the lanes."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    grey = "#555555"
    samples = {
        "day": Line2D([], [], color=grey, marker="D", markersize=5, linestyle="none"),
        "vague": Patch(facecolor=(0.33, 0.33, 0.33, 0.38), edgecolor=grey, linewidth=0.8),
        "solid": Patch(facecolor=grey, edgecolor=grey),
        "open": Patch(facecolor=(0.33, 0.33, 0.33, 0.2), linewidth=0),
        "about": Patch(facecolor="white", edgecolor=grey, linestyle=(0, (2, 1.2))),
        "planned": Patch(facecolor="white", edgecolor=grey),
        "disputed": Line2D([], [], color="black", marker="$≠$", markersize=7, linestyle="none"),
        "held": Line2D([], [], color="black", marker="x", linestyle="none"),
        "background": Patch(facecolor=NOT_FROM_AN_ARTICLE, edgecolor=NOT_FROM_AN_ARTICLE),
        "earlier": Line2D([], [], color=grey, marker="<", markersize=5, linestyle="none"),
    }
    for key in keys:
        samples[key].set_label(WORDS[key][language])
    figure.legend(
        handles=[samples[key] for key in keys], fontsize=8, ncols=3, frameon=False, loc="upper left",
        bbox_to_anchor=(0.02, 1 - 0.46 / high), handlelength=1.6, handleheight=0.5, borderaxespad=0,
    )  # fmt: skip


# -- page -------------------------------------------------------------------------------------------

_SAMPLES = {
    "day": '<path d="M11 1l5 5-5 5-5-5z" fill="{}"/>',
    "vague": '<rect x="1" y="3" width="20" height="6" fill="{}" fill-opacity=".38" stroke="#555"/>',
    "solid": '<rect x="1" y="3" width="20" height="6" fill="{}"/>',
    "open": '<rect x="1" y="3" width="7" height="6" fill="{0}"/><rect x="8" y="3" width="7" height="6" fill="{0}" '
    'fill-opacity=".5"/><rect x="15" y="3" width="6" height="6" fill="{0}" fill-opacity=".2"/>',
    "about": '<rect x="1" y="3" width="20" height="6" fill="#fff" stroke="{}" stroke-dasharray="3 2"/>',
    "planned": '<rect x="1" y="3" width="20" height="6" fill="#fff" stroke="{}"/>',
    "disputed": '<text x="6" y="11" font-size="13" fill="#000">≠</text>',
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


def interactive(
    path: Path,
    bars: Sequence[Bar],
    labels: Mapping[str, str],
    title: str,
    notes: Sequence[str],
    articles: Sequence[str],
    sources: Mapping[str, str],
    since: int | None,
    until: int | None,
    language: str,
) -> None:
    """Write the timeline as one offline HTML file; `articles` has what the panel says of each bar, in their order."""
    page.library()
    from bokeh.models import ColumnDataSource, CustomJS, HoverTool, Range1d, TapTool
    from bokeh.models import DatetimeTickFormatter as Ticks
    from bokeh.core.properties import value as fixed
    from bokeh.plotting import figure as new_figure

    first, last = shown(bars, since, until)
    lines = rows(bars, labels)
    fade = (last - first) / 14
    names = (
        "left", "right", "y", "top", "bottom", "fill", "line", "alpha", "dash", "article", "what", "shape", "middle",
    )  # fmt: skip
    flat: dict[str, list[Any]] = {name: [] for name in names}
    diamonds: dict[str, list[Any]] = {
        name: [] for name in ("x", "y", "fill", "line", "marker", "article", "what", "angle")
    }
    words: dict[str, list[Any]] = {name: [] for name in ("words", "begin", "x", "text", "y", "article")}
    heads: list[tuple[float, str]] = []
    bands: list[tuple[float, float]] = []
    place, lane, number = 0.0, "", 0
    for line in lines:
        if line.lane != lane:
            lane = line.lane
            deep = sum(other.height for other in lines if other.lane == lane)
            heads.append((place + 0.6, lane))
            bands.append((place, place + 1.1 + deep))
            place += 1.1
        begin, _ = reach(line.bars[0], first, last)
        marks = [f"mark-{number + order}" for order in range(1, len(line.bars) + 1)]
        shown_words = (f"{DISPUTED} " if any(bar.disputed for bar in line.bars) else "") + line.words
        for name, value in (("words", shown_words), ("begin", _ms(begin)), ("x", _ms(begin)), ("text", shown_words),
                            ("y", place + 0.28), ("article", " ".join(marks))):  # fmt: skip
            words[name].append(value)
        for bar, track in zip(line.bars, line.tracks, strict=True):
            number += 1
            low = place + track * _TRACK
            tint, key = colour(bar), f"mark-{number}"
            told = f"{labels[bar.thing]} · {bar.dates}"
            for piece in pieces(bar):
                out = piece.last < first or piece.first > last
                if piece.kind in ("before", "after"):
                    sign = 1 if piece.kind == "after" else -1
                    at = min(max(piece.last + _DAY if sign == 1 else piece.first, first), last)
                    for step in range(_FADES):
                        ends = sorted((at + sign * fade * step / _FADES, at + sign * fade * (step + 1) / _FADES))
                        values = (_ms(ends[0]), _ms(ends[1]), tint, tint, 0.75 * (1 - step / _FADES), 0)
                        _add(flat, low, values, key, told)
                    continue
                short = piece.kind == "day" or (piece.last - piece.first).days < 10
                if not short:
                    solid = 0.9 if piece.kind == "solid" else 0.38
                    values = (
                        _ms(piece.first), _ms(piece.last + _DAY), "white" if bar.planned else tint, tint,
                        1 if bar.planned else solid, 1,
                    )  # fmt: skip
                    _add(flat, low, values, key, told, "dashed" if bar.approximate else "solid")
                if short or out or bar.held:
                    edge = first + (last - first) / 120 if piece.last < first else last - (last - first) / 120
                    marker = "x" if bar.held else "diamond" if not out else "triangle"
                    values = (
                        _ms(edge if out else piece.first), low + 0.7, "white" if bar.planned else tint,
                        "#222222" if bar.held else tint, marker, key, told, 1.5708 if piece.last < first else -1.5708 if out else 0,
                    )  # fmt: skip
                    for name, value in zip(diamonds, values, strict=True):
                        diamonds[name].append(value)
        place += line.height
    x_range = Range1d(_ms(first), _ms(last + _DAY), bounds=(_ms(first - 40 * 365 * _DAY), _ms(last + 3650 * _DAY)))
    plot = new_figure(
        x_range=x_range, y_range=Range1d(place + 0.1, -0.05), x_axis_type="datetime", height=int(27 * place) + 70,
        sizing_mode="stretch_width", tools="xpan,xwheel_zoom,xbox_zoom,reset,save", toolbar_location="above",
        active_scroll=None, background_fill_color="#FFFFFF", outline_line_color=None, output_backend="canvas",
    )  # fmt: skip
    plot.toolbar.logo = None
    plot.yaxis.visible = False
    plot.ygrid.grid_line_color = None
    plot.xgrid.grid_line_color = "#DDDDDD"
    plot.xaxis.formatter = Ticks(years="%Y", months="%Y-%m", days="%Y-%m-%d", hours="%Y-%m-%d")
    plot.add_layout(_axis_above(plot), "above")
    for order, (top, bottom) in enumerate(bands):
        if order % 2 == 0:
            _band(plot, top, bottom)
    source = ColumnDataSource(flat)
    quads = plot.quad(
        left="left", right="right", top="top", bottom="bottom", fill_color="fill", line_color="line",
        fill_alpha="alpha", line_alpha="shape", line_dash="solid", nonselection_fill_alpha="alpha",
        nonselection_line_alpha="shape", source=source,
    )  # fmt: skip
    dashed = [each == "dashed" for each in flat["dash"]]
    if any(dashed):
        from bokeh.models import BooleanFilter, CDSView

        quads.view = CDSView(filter=BooleanFilter([not each for each in dashed]))
        plot.quad(
            left="left", right="right", top="top", bottom="bottom", fill_color="fill", line_color="line",
            fill_alpha="alpha", line_dash=[4, 3], source=source, view=CDSView(filter=BooleanFilter(dashed)),
            nonselection_fill_alpha="alpha",
        )  # fmt: skip
    days = ColumnDataSource(diamonds)
    plot.scatter(
        "x", "y", marker="marker", angle="angle", size=11, fill_color="fill", line_color="line", line_width=1.5, source=days,
        nonselection_fill_alpha=1, nonselection_line_alpha=1, selection_line_color="black",
    )  # fmt: skip
    placed = ColumnDataSource(words)
    plot.text("x", "y", "text", source=placed, text_font_size="12px", text_baseline="middle", text_color="#222222",
              text_font=fixed(_FONT), nonselection_text_alpha=1)  # fmt: skip
    from bokeh.models import Label

    for y, name in heads:
        plot.add_layout(
            Label(x=6, y=y, x_units="screen", y_units="data", text=LANES[name][language], text_font_style="bold",
                  text_font_size="14px", text_color=_darker(COLOURS[name]), text_baseline="middle", text_font=_FONT)
        )  # fmt: skip
    shift = CustomJS(args={"words": placed, "xs": x_range, "plot": plot, "font": f"12px {_FONT}"}, code=_PLACE_WORDS)
    for event in ("start", "end"):
        x_range.js_on_change(event, shift)
    plot.js_on_change("inner_width", shift)
    tap = CustomJS(args={"sources": [source, days, placed]}, code=_TAP)
    for each in (source, days, placed):
        each.selected.js_on_change("indices", tap)
    plot.add_tools(TapTool(), HoverTool(tooltips="@what", renderers=[each for each in plot.renderers
                   if "what" in each.data_source.data]))  # fmt: skip
    keys = [
        (page.swatch(_SAMPLES[key], "#555"), WORDS[key][language]) for key in legend(bars, first, last)
    ]  # fmt: skip
    page.write(path, plot, title, keys, notes, articles, sources, language)


_FONT = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif'


def _ms(day: datetime.date) -> float:
    """A day as Bokeh counts time: milliseconds since 1970."""
    return (day - datetime.date(1970, 1, 1)).days * 86_400_000.0


def _add(
    flat: dict[str, list[Any]], place: float, values: tuple[Any, ...], key: str, told: str, dash: str = "solid"
) -> None:
    left, right, fill, line, alpha, outline = values
    for name, value in (
        ("left", left), ("right", right), ("y", place), ("top", place + 0.56), ("bottom", place + 0.84),
        ("fill", fill), ("line", line), ("alpha", alpha), ("dash", dash), ("article", key), ("what", told),
        ("shape", outline), ("middle", (left + right) / 2),
    ):  # fmt: skip
        flat[name].append(value)


def _axis_above(plot: Any) -> Any:
    from bokeh.models import DatetimeAxis

    return DatetimeAxis(formatter=plot.xaxis[0].formatter)


def _band(plot: Any, top: float, bottom: float) -> None:
    from bokeh.models import BoxAnnotation

    plot.add_layout(BoxAnnotation(top=bottom, bottom=top, fill_color="#F4F4F4", fill_alpha=1, line_color=None,
                    level="underlay"))  # fmt: skip


def evidence(
    bars: Sequence[Bar], labels: Mapping[str, str], properties: Mapping[str, str],
    behind: Mapping[str, Any], entries: Mapping[str, page.Entry], language: str,
) -> list[str]:  # fmt: skip
    """What the panel says of each bar: the thing, its date, who dates it otherwise, and the claims behind it."""
    found = []
    for number, bar in enumerate(bars, 1):
        what = properties.get(bar.property, "")
        lines = [f'{escape(what)} <span class="when">{escape(bar.dates)}</span>'.strip()]
        if bar.planned:
            lines.append(escape(WORDS["planned"][language]))
        if bar.held:
            lines.append(escape(WORDS["held"][language]))
        if bar.disputed:
            others = f": {', '.join(bar.clashes)}" if bar.clashes else ""
            lines.append(f'<span class="disputed">≠ {escape(WORDS["disputed"][language])}{escape(others)}</span>')
        found.append(
            page.article(
                number, labels[bar.thing], lines, [behind[claim] for claim in bar.claims],
                [entries[entry] for entry in bar.entries], language,
            )
        )  # fmt: skip
    return found
