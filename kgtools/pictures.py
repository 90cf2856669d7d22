"""Still pictures: printed values over time, each as it stands in print, joined only where comparable."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.tables import replacing

ENDINGS = (".svg", ".png", ".pdf")

# Okabe and Ito's colours, which people with any kind of colour blindness tell apart (without the yellow,
# which is too pale on white), then marks for what colour cannot say.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#56B4E9", "#E69F00")
MARKS = ("o", "s", "^", "D", "v", "P", "*")

WORDS = {
    "target": {"en": "target or plan", "ru": "цель или план", "kk": "мақсат немесе жоспар", "uz": "maqsad yoki reja"},
    "held": {
        "en": "held back by the ledger",
        "ru": "отложено реестром расхождений",
        "kk": "тізілім тоқтатқан",
        "uz": "reyestr chetda qoldirgan",
    },
    "span": {
        "en": "bars: the period, and the values that the print allows",
        "ru": "отрезки: период и значения, которые допускает печать",
        "kk": "кесінділер: кезең және басылым жол беретін мәндер",
        "uz": "chiziqlar: davr va bosma matn yoʻl qoʻyadigan qiymatlar",
    },
    "disputed": {
        "en": "in a contradiction of the ledger",
        "ru": "противоречие в реестре расхождений",
        "kk": "алшақтықтар тізіліміндегі қайшылық",
        "uz": "tafovutlar reyestridagi ziddiyat",
    },
    "apart": {
        "en": "one period, values that cannot both hold",
        "ru": "один период, значения несовместимы",
        "kk": "бір кезең, мәндер бір-біріне сыймайды",
        "uz": "bir davr, qiymatlar bir-biriga sigʻmaydi",
    },
    "joined": {
        "en": "one series: same article, reporter and source",
        "ru": "один ряд: та же статья, та же отчётность и источник",
        "kk": "бір қатар: сол мақала, сол есеп беруші мен дереккөз",
        "uz": "bir qator: oʻsha maqola, oʻsha hisobot beruvchi va manba",
    },
    "undrawn": {
        "en": "not drawn, for want of a period: {}",
        "ru": "не показано, так как период не указан: {}",
        "kk": "кезеңі көрсетілмегендіктен салынбаған: {}",
        "uz": "davri koʻrsatilmagani uchun chizilmagan: {}",
    },
    "beyond": {
        "en": "beyond the scale",
        "ru": "за пределами шкалы",
        "kk": "шкаладан тыс",
        "uz": "shkaladan tashqarida",
    },
}

_CLOSE = 0.03  # marks of one year whose values differ by less than this part of the scale stand side by side
_ASIDE = 0.27  # years between them
_RING = "#777777"
_BEYOND = 2  # a value that is held back and this many times the largest other one stands at the edge


@dataclass(frozen=True)
class Mark:
    """One printed value to draw: its period, the values it may stand for, and how it is told apart."""

    earliest: datetime.date
    latest: datetime.date
    low: float
    value: float
    high: float
    colour: str  # what one colour stands for: the article
    shape: str  # what one shape stands for, such as the side whose export it is
    hollow: bool
    crossed: bool
    printed: str
    claim: str = ""
    series: str = ""  # values of one series come from one hand and may be compared; empty if none is known
    sides: str = ""  # of whom it is measured; figures of other sides are other questions
    disputed: bool = False  # the ledger has a contradiction on it


def chart(
    path: Path,
    marks: Sequence[Mark],
    title: str,
    unit: str,
    scale: float,
    undrawn: int,
    language: str,
    sources: Sequence[str] = (),
) -> None:
    """Draw printed values over time as SVG, PNG or PDF, by the ending of `path`.

    Each value is one mark with a bar for its period and one for the values that the print allows. A line
    joins only what `joined` finds comparable, dots what `clashing` finds apart. Values are divided by `scale`, which
    `unit` names. Raises UsageError for another ending, for no marks, or without matplotlib.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"-o {path}: a picture ends in {', '.join(ENDINGS)}")
    if not marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    try:
        import matplotlib
    except ImportError:
        raise UsageError("pictures need matplotlib: install tandem-kg[pictures]") from None
    matplotlib.use("Agg")
    # No clock and no chance in the file; DejaVu Sans has the Kazakh and Uzbek letters.
    matplotlib.rcParams.update({"svg.hashsalt": "tandem", "font.family": "DejaVu Sans", "pdf.fonttype": 42})
    import textwrap

    from matplotlib import pyplot
    from matplotlib.lines import Line2D

    colours = dict(zip(sorted({mark.colour for mark in marks}), COLOURS * len(marks), strict=False))
    shapes = dict(zip(sorted({mark.shape for mark in marks}), MARKS * len(marks), strict=False))
    shown = [mark.high / scale for mark in marks if not mark.crossed]
    top = max(shown) if shown else max(mark.high / scale for mark in marks)
    figure, axes = pyplot.subplots(figsize=(10, 6.5 + 0.2 * len(sources)), layout="constrained")
    drawn = sorted(marks, key=order)
    places = positions(drawn, top * scale)
    for one, other in joined(drawn):
        axes.plot(
            [places[one], places[other]], [drawn[one].value / scale, drawn[other].value / scale],
            color=colours[drawn[one].colour], linewidth=1, alpha=0.6, zorder=1,
        )  # fmt: skip
    apart = clashing(drawn)
    for one, other in apart:
        axes.plot(
            [places[one], places[other]], [drawn[one].value / scale, drawn[other].value / scale],
            color="black", linewidth=1.2, linestyle=":", zorder=1,
        )  # fmt: skip
    for mark, middle in zip(drawn, places, strict=True):
        begin, end = year(mark.earliest), year_after(mark.latest)
        value, colour = mark.value / scale, colours[mark.colour]
        if mark.crossed:
            place = height(mark, scale, top)
            beyond = place < value
            axes.plot(middle, place, marker="X", markersize=9, color=colour, linestyle="none")
            if beyond:
                words = f"{mark.printed}\n({WORDS['beyond'][language]})"
                axes.annotate(words, (middle, place), (7, -3), textcoords="offset points", fontsize=7, color=colour)
            continue
        axes.hlines(value, begin, end, color=colour, linewidth=1, alpha=0.5)
        axes.vlines(middle, mark.low / scale, mark.high / scale, color=colour, linewidth=1.5)
        if mark.disputed:
            axes.plot(
                middle, value, marker="o", markersize=12.5, color=_RING, markerfacecolor="none", linestyle="none",
                markeredgewidth=0.8,
            )  # fmt: skip
        axes.plot(
            middle, value, marker=shapes[mark.shape], markersize=7, color=colour, linestyle="none",
            markerfacecolor="white" if mark.hollow else colour,
        )  # fmt: skip
    keys = [Line2D([], [], color=colours[name], marker="o", linestyle="none", label=name) for name in colours]
    if len(shapes) > 1:
        keys += [Line2D([], [], color="grey", marker=shapes[name], linestyle="none", label=name) for name in shapes]
    if any(mark.hollow for mark in marks):
        label = WORDS["target"][language]
        keys.append(Line2D([], [], color="grey", marker="o", markerfacecolor="white", linestyle="none", label=label))
    if any(mark.crossed for mark in marks):
        keys.append(Line2D([], [], color="grey", marker="X", linestyle="none", label=WORDS["held"][language]))
    if any(mark.disputed and not mark.crossed for mark in marks):
        ring = Line2D([], [], color=_RING, marker="o", markersize=10, markerfacecolor="none", linestyle="none")
        ring.set_label(WORDS["disputed"][language])
        keys.append(ring)
    if apart:
        keys.append(Line2D([], [], color="black", linewidth=1.2, linestyle=":", label=WORDS["apart"][language]))
    if joined(drawn):
        keys.append(Line2D([], [], color="grey", linewidth=1, label=WORDS["joined"][language]))
    figure.legend(handles=keys, fontsize=8, loc="outside lower left", ncols=2, frameon=False)
    axes.set_title(title, loc="left")
    axes.set_ylabel(unit)
    axes.set_ylim(bottom=min(0.0, *(mark.low / scale for mark in marks)), top=top * 1.25)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%d"))
    axes.spines[["top", "right"]].set_visible(False)
    notes = WORDS["span"][language] + (f"; {WORDS['undrawn'][language].format(undrawn)}" if undrawn else "")
    below = [part for source in sources for part in textwrap.wrap(source, 150, subsequent_indent="   ")]
    axes.set_xlabel("\n".join([notes, *below]), fontsize=8, color="dimgrey", loc="left")
    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}
    try:
        with replacing(path) as temporary:
            ending = path.suffix.lower()
            figure.savefig(temporary, format=ending[1:], metadata=dateless[ending], dpi=150)
    finally:
        pyplot.close(figure)


def order(mark: Mark) -> tuple[datetime.date, datetime.date, float, str, bool, str]:
    """In which order marks are drawn and moved aside."""
    return mark.earliest, mark.latest, mark.value, mark.colour, mark.hollow, mark.claim


def positions(marks: Sequence[Mark], top: float) -> list[float]:
    """Where each mark stands on an axis of years: in the middle of its period, moved aside from its like."""
    return [
        (year(mark.earliest) + year_after(mark.latest)) / 2 + shift
        for mark, shift in zip(marks, _shifts(marks, top), strict=True)
    ]


def joined(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Which marks a line may join, as pairs of places in `marks`: neighbours of one series.

    Only results for whole calendar years are compared, and a series that gives one year two values joins nothing.
    """
    series: dict[str, list[int]] = {}
    for place, mark in enumerate(marks):
        year = (mark.earliest, mark.latest) == (
            datetime.date(mark.latest.year, 1, 1), datetime.date(mark.latest.year, 12, 31)
        )  # fmt: skip
        if mark.series and year and not mark.hollow and not mark.crossed:
            series.setdefault(mark.series, []).append(place)
    found = []
    for places in series.values():
        ordered = sorted(places, key=lambda place: marks[place].earliest)
        if len({marks[place].earliest for place in ordered}) == len(ordered):
            found += list(pairwise(ordered))
    return found


def clashing(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Which marks cannot both hold, as pairs of places in `marks`: results of one period without a common value.

    Of several at one period each is paired with the next larger one that it does not meet.
    """
    found = []
    rising = sorted(range(len(marks)), key=lambda place: (marks[place].value, place))
    for position, one in enumerate(rising):
        for other in rising[position + 1 :]:
            low, high = marks[one], marks[other]
            if (
                (low.earliest, low.latest) == (high.earliest, high.latest)
                and low.sides == high.sides
                and not (low.hollow or low.crossed or high.hollow or high.crossed)
                and low.high < high.low
            ):
                found.append((one, other))
                break
    return found


def _shifts(marks: Sequence[Mark], top: float) -> list[float]:
    """How far each mark moves aside, in years, so that none hides another of the same time and value."""
    groups: list[list[int]] = []
    for number, mark in enumerate(marks):
        for group in groups:
            other = marks[group[0]]
            if other.latest.year == mark.latest.year and abs(other.value - mark.value) < _CLOSE * top:
                group.append(number)
                break
        else:
            groups.append([number])
    shifts = [0.0] * len(marks)
    for group in groups:
        for place, number in enumerate(group):
            shifts[number] = _ASIDE * (place - (len(group) - 1) / 2)
    return shifts


def year(day: datetime.date) -> float:
    """A day as a point on an axis of years."""
    begin = datetime.date(day.year, 1, 1)
    return day.year + (day - begin).days / (datetime.date(day.year + 1, 1, 1) - begin).days


def year_after(day: datetime.date) -> float:
    """The end of a day on an axis of years."""
    return year(day + datetime.timedelta(days=1))


def height(mark: Mark, scale: float, top: float) -> float:
    """How high a mark stands: at its value; held back and far beyond the others, at the edge."""
    value = mark.value / scale
    return top * 1.12 if mark.crossed and value > _BEYOND * top else value
