"""Charts of figures as offline pages: the marks, their evidence below them, and the same values as a table."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from kgtools.errors import UsageError
from kgtools.messages import message, section
from kgtools.plots import page
from kgtools.plots import svg as shared
from kgtools.plots.figures import static, svg
from kgtools.plots.figures.marks import Chart, Mark, clashing, colours, decided, joined, shapes
from kgtools.plots.small.values import number_text
from kgtools.views.pictures import ChartFigure, ChartPicture

_HERE = Path(__file__).parent
SCRIPTS = (_HERE / "page.js",)
_BAR = '<rect x="2" y="2" width="18" height="8" fill="currentColor"/>'  # a colour that any shape may have
_KINDS = {".svg": "image/svg+xml", ".png": "image/png"}


def interactive(
    path: Path, chart: Chart, rows: Sequence[Sequence[ChartFigure]], picture: ChartPicture, language: str
) -> None:
    """Write the chart as one offline HTML file.

    `rows` has the figures of each mark in the order of the marks, then those without a mark; each row has its evidence
    below the chart, which a click on the mark or the link in the table opens. Raises UsageError for no marks, or
    without matplotlib, which draws the still pictures that the page carries.
    """
    if not chart.marks:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    links = [f"#mark-{number}" for number in range(1, len(chart.marks) + 1)]
    said = section("plots", language) | section("figures.chart", language)
    notes = static.notes(chart, static.highest(chart), language)
    text = page.render(
        "figures/page.html", chart.title, language, page.styles(_HERE / "page.css"), page.OWN_SCRIPTS,
        legend=[(page.trusted(mark), words) for mark, words in legend(chart, language)], notes=notes,
        picture=page.trusted(svg.drawing(chart, links, "\n".join(notes), language)),
        near=page.inline(_near(chart.marks)),
        articles=[page.trusted(_article(number, row, language)) for number, row in enumerate(rows, 1)],
        columns=_columns(picture, language),
        rows=[_cells(row, picture, language) for row in rows],
        files=_files(chart, picture, language),
        citation=picture.citation, citations=picture.sources.values(), texts=said,
        script=page.scripts(*SCRIPTS),
    )  # fmt: skip
    page.write(path, text)


def _near(marks: Sequence[Mark]) -> list[list[int]]:
    """For each mark the places of those that a choice of it brings with it: what contradicts it or decides it."""
    pairs = [*clashing(marks), *decided(marks)]
    return [
        sorted({pair[1 - pair.index(place)] for pair in pairs if place in pair}) for place in range(len(marks))
    ]  # fmt: skip


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
    low, _, high = (number_text(float(f"{value / picture.scale:.5g}"), language) for value in one.allowed)
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


def legend(chart: Chart, language: str) -> list[tuple[str, str]]:
    """The signs that the chart has, each with its words."""
    marks, signs = chart.marks, shapes(chart.marks)
    found = [
        (_sample(tint, shared.symbol(signs.pop(name), 0.5, 6) if name in signs else _BAR), name)
        for name, tint in colours(marks).items()
    ]
    found += [(_sample(static.TIE, shared.symbol(shape, 0.5, 6)), name) for name, shape in signs.items()]
    ring = '<circle cx="11" cy="6" r="5"/><path d="M0 6h22" stroke-dasharray="2 2"/>'
    samples: tuple[tuple[object, str, str], ...] = (
        (any(mark.hollow for mark in marks), "figures.chart.target",
         _sample(static.TIE, shared.symbol("circle", 0.5, 6, hollow=True))),
        (decided(marks), "figures.chart.decides",
         _sample(static.TIE, '<path d="M1 6h20" stroke="currentColor" stroke-dasharray="5 3"/>')),
        (any(mark.crossed for mark in marks), "claims.not-accepted",
         _sample(static.TIE, shared.symbol("cross", 0.5, 6))),
        (clashing(marks), "figures.chart.apart",
         _sample(static.RING, f'<g fill="none" stroke="currentColor" class="disputed">{ring}</g>')),
        (joined(marks), "figures.chart.joined",
         _sample(static.TIE, '<path d="M1 6h20" stroke="currentColor" stroke-width="1.5"/>')),
    )  # fmt: skip
    return [*found, *((sample, message(key, language)) for there, key, sample in samples if there)]


def _sample(colour: str, inside: str) -> str:
    return page.swatch(shared.coloured(colour, inside))
