"""Still pictures: printed values over time, each as it stands in print, none joined to another."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
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
_ASIDE = 0.2  # years between them
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


def chart(path: Path, marks: Sequence[Mark], title: str, unit: str, scale: float, undrawn: int, language: str) -> None:
    """Draw printed values over time as SVG, PNG or PDF, by the ending of `path`.

    Each value is one mark with a bar for its period and one for the values that the print allows; nothing
    is joined by a line, for the values come from different hands. Values are divided by `scale`, which
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
    from matplotlib import pyplot
    from matplotlib.lines import Line2D

    colours = dict(zip(sorted({mark.colour for mark in marks}), COLOURS * len(marks), strict=False))
    shapes = dict(zip(sorted({mark.shape for mark in marks}), MARKS * len(marks), strict=False))
    shown = [mark.high / scale for mark in marks if not mark.crossed]
    top = max(shown) if shown else max(mark.high / scale for mark in marks)
    figure, axes = pyplot.subplots(figsize=(10, 6), layout="constrained")
    drawn = sorted(marks, key=lambda mark: (mark.earliest, mark.latest, mark.value, mark.colour, mark.hollow))
    for mark, shift in zip(drawn, _shifts(drawn, top * scale), strict=True):
        begin, end = _year(mark.earliest), _year(mark.latest + datetime.timedelta(days=1))
        middle, value, colour = (begin + end) / 2 + shift, mark.value / scale, colours[mark.colour]
        if mark.crossed:
            beyond = value > _BEYOND * top
            place = top * 1.12 if beyond else value
            axes.plot(middle, place, marker="X", markersize=9, color=colour, linestyle="none")
            if beyond:
                words = f"{mark.printed}\n({WORDS['beyond'][language]})"
                axes.annotate(words, (middle, place), (7, -3), textcoords="offset points", fontsize=7, color=colour)
            continue
        axes.hlines(value, begin, end, color=colour, linewidth=1, alpha=0.5)
        axes.vlines(middle, mark.low / scale, mark.high / scale, color=colour, linewidth=1.5)
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
    figure.legend(handles=keys, fontsize=8, loc="outside lower left", ncols=2, frameon=False)
    axes.set_title(title, loc="left")
    axes.set_ylabel(unit)
    axes.set_ylim(bottom=min(0.0, *(mark.low / scale for mark in marks)), top=top * 1.25)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%d"))
    axes.spines[["top", "right"]].set_visible(False)
    notes = WORDS["span"][language] + (f"; {WORDS['undrawn'][language].format(undrawn)}" if undrawn else "")
    axes.set_xlabel(notes, fontsize=8, color="dimgrey")
    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}
    try:
        with replacing(path) as temporary:
            ending = path.suffix.lower()
            figure.savefig(temporary, format=ending[1:], metadata=dateless[ending], dpi=150)
    finally:
        pyplot.close(figure)


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


def _year(day: datetime.date) -> float:
    """A day as a point on an axis of years."""
    begin = datetime.date(day.year, 1, 1)
    return day.year + (day - begin).days / (datetime.date(day.year + 1, 1, 1) - begin).days
