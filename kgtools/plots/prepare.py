"""From the values of a picture to a file: as its ending asks a page with evidence, or a still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kgtools.messages import message
from kgtools.plots.figures import html as figures_html
from kgtools.plots.figures import static as figures_static
from kgtools.plots.figures.marks import Chart, Mark, order
from kgtools.plots.timeline import html as timeline_html
from kgtools.plots.timeline import static as timeline_static
from kgtools.views.pictures import ChartFigure, ChartPicture, TimelinePicture


def timeline(path: Path, picture: TimelinePicture, years: tuple[int | None, int | None], language: str) -> None:
    """Draw a timeline of the years from the first to the last as a still."""
    below = [*picture.notes, f"{message('plots.sources', language)}:", *picture.sources.values()]
    bars, labels, properties = picture.bars, picture.labels, picture.properties
    timeline_static.still(path, bars, labels, properties, picture.title, below, *years, language)


def timeline_page(
    path: Path, pictures: Mapping[str, TimelinePicture], years: tuple[int | None, int | None], language: str
) -> None:
    """Write a timeline of the years from the first to the last as a page that begins in a language.

    `pictures` are the timeline in each language, with its evidence.
    """
    timeline_html.interactive(path, pictures, *years, language)


def figures(path: Path, picture: ChartPicture, language: str) -> int:
    """Draw a chart of the figures that have a period, and return how many; a page needs a picture with evidence.

    Figures of one article that print one value for one question and period are one mark.
    """
    chart, rows = charted(picture, language)
    if path.suffix.lower() == ".html":
        figures_html.interactive(path, chart, rows, picture, language)
    else:
        figures_static.chart(path, chart, language)
    return sum(map(len, rows[: len(chart.marks)]))


def charted(picture: ChartPicture, language: str) -> tuple[Chart, list[list[ChartFigure]]]:
    """The chart of figures, and the figures of each of its marks in their order, then those that have no mark."""
    dated: dict[Mark, list[ChartFigure]] = {}
    reporters = any(one.figure.reporter for one in picture.figures)
    unnamed = message("figures.chart.unnamed", language) if reporters else ""
    for one in picture.figures:
        if one.figure.latest is not None:
            dated.setdefault(_mark(one, unnamed, picture.several_sides), []).append(one)
    marks = {
        replace(mark, claims=tuple(one.figure.claim for one in printed)): printed for mark, printed in dated.items()
    }
    ordered = sorted(marks, key=order)
    undated = [[one] for one in picture.figures if one.figure.latest is None]
    chart = Chart(ordered, picture.title, picture.unit, picture.scale, len(undated), list(picture.sources.values()))
    return chart, [*(marks[mark] for mark in ordered), *undated]


def _mark(one: ChartFigure, unnamed: str, several_sides: bool) -> Mark:
    """A figure with a period as a mark, still without its claims."""
    value = one.figure
    low, middle, high = one.allowed
    assert value.latest is not None
    return Mark(
        value.earliest or value.latest.replace(month=1, day=1), value.latest, low, middle, high, one.article,
        " · ".join(filter(None, (one.sides if several_sides else "", one.reporter or unnamed))),
        value.modality != "asserted", value.held, one.printed,
        series="|".join((value.article, value.measured, value.partner, value.reporter, value.origin)),
        against=one.against, outcome=one.outcome.word if one.outcome else "",
        decided_by=one.outcome.decided_by if one.outcome else (),
    )  # fmt: skip
