"""From the values of a picture to a file: as its ending asks a page with evidence, or a still."""

from __future__ import annotations

from pathlib import Path

from kgtools.messages import message
from kgtools.plots import page
from kgtools.plots.figures import html as figures_html
from kgtools.plots.figures import static as figures_static
from kgtools.plots.figures.marks import Mark, order
from kgtools.plots.timeline import html as timeline_html
from kgtools.plots.timeline import static as timeline_static
from kgtools.views.pictures import ChartFigure, ChartPicture, TimelinePicture


def timeline(path: Path, picture: TimelinePicture, years: tuple[int | None, int | None], language: str) -> None:
    """Draw a timeline of the years from the first to the last; a page needs a picture with evidence."""
    bars, labels, sources = picture.bars, picture.labels, picture.sources
    if path.suffix.lower() != ".html":
        below = [*picture.notes, f"{message('plots.sources', language)}:", *sources.values()]
        timeline_static.still(path, bars, labels, picture.properties, picture.title, below, *years, language)
        return
    panel = timeline_html.evidence(bars, labels, picture.properties, picture.evidence, picture.disagreements, language)
    timeline_html.interactive(path, picture, panel, *years, language)


def figures(path: Path, picture: ChartPicture, language: str) -> int:
    """Draw a chart of the figures that have a period, and return how many; a page needs a picture with evidence."""
    by_claim = {one.figure.claim: one for one in picture.figures if one.figure.latest is not None}
    reporters = any(one.figure.reporter for one in picture.figures)
    unnamed = message("figures.chart.unnamed", language) if reporters else ""
    marks = sorted((_mark(one, unnamed, picture.several_sides) for one in by_claim.values()), key=order)
    undrawn = len(picture.figures) - len(marks)
    title, unit, scale, sources = picture.title, picture.unit, picture.scale, picture.sources
    if path.suffix.lower() != ".html":
        figures_static.chart(path, marks, title, unit, scale, undrawn, language, list(sources.values()))
        return len(marks)
    drawn = [by_claim[mark.claim] for mark in marks]
    listed = [*drawn, *(one for one in picture.figures if one.figure.latest is None)]
    panel = [_article(number, one, language) for number, one in enumerate(listed, 1)]
    shared = [one.figure.disagreements for one in drawn]
    figures_html.interactive(path, marks, shared, title, unit, scale, undrawn, panel, sources, language)
    return len(marks)


def _mark(one: ChartFigure, unnamed: str, several_sides: bool) -> Mark:
    """A figure with a period as a mark."""
    value = one.figure
    low, middle, high = one.allowed
    assert value.latest is not None
    return Mark(
        value.earliest or value.latest.replace(month=1, day=1), value.latest, low, middle, high, one.article,
        " · ".join(filter(None, (one.sides if several_sides else "", one.reporter or unnamed))),
        value.modality != "asserted", value.held, value.printed, value.claim,
        "|".join((value.article, value.measured, value.partner, value.reporter, value.origin)), one.sides,
        one.disputed,
    )  # fmt: skip


def _article(number: int, one: ChartFigure, language: str) -> str:
    """What the panel says of a figure."""
    lines = figures_html.lines(one.figure, one.sides, one.reporter, language)
    heading = " ".join(filter(None, (one.bound, one.figure.printed, one.unit)))
    behind = [one.evidence] if one.evidence else []
    return page.article(number, heading, lines, behind, one.disagreements, language)
