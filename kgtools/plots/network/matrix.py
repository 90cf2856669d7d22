"""Matrices as pages, tables and still pictures."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.messages import message, section
from kgtools.network.claims import ClaimNote
from kgtools.network.matrix import MOST_ROWS, Cell, Matrix
from kgtools.plots import page, style
from kgtools.plots.network import legend
from kgtools.query import formats
from kgtools.views.disagreements import SIGN

ENDINGS = (*style.ENDINGS, ".html", ".csv")
NO = "✕"  # in a cell that an article denies
_UNIT = 26.0  # side of a cell in a picture


def write(
    found: Matrix, path: Path, kind: str, language: str, claims: Mapping[str, ClaimNote], notes: Sequence[str]
) -> None:
    """Write a matrix as CSV or HTML, each filled cell naming its claims, or as a picture.

    `claims` are those of its cells, `notes` name the sources. Raises UsageError for another ending or, for a
    picture, if matplotlib is not installed.
    """
    check_ending(path)
    ending = path.suffix.lower()
    if ending in style.ENDINGS:
        _draw(found, path, kind, language, _disputed(found, claims), notes)
        return
    text = _csv(found, path) if ending == ".csv" else _html(found, kind, language, claims, notes)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def check_ending(path: Path) -> None:
    """Raise UsageError if a matrix cannot be written to a file of this name."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"-o {path}: a matrix ends in {', '.join(ENDINGS)}")


def _csv(found: Matrix, path: Path) -> str:
    """One row for each thing: id, label, and in each filled cell its claims, separated by spaces.

    Before a claim that denies the cell stands `denied:`, before those of a cell that is only inferred `inferred:`.
    """
    columns = ["id", "label", *(label for _, label in found.columns)]
    rows = [
        [row, label, *(" ".join(_listed(found, (row, column))) for column, _ in found.columns)]
        for row, label in found.rows
    ]
    return formats.write(columns, rows, "csv", file=path)


def _listed(found: Matrix, cell: Cell) -> list[str]:
    how = "inferred:" if cell in found.inferred else ""
    stated = (f"{how}{claim}" for claim in found.claims.get(cell, ()))
    return [*stated, *(f"denied:{claim}" for claim in found.denied.get(cell, ()))]


def _notes(found: Matrix, kind: str, language: str) -> list[str]:
    """What a reader must know of the cells: which years count, and what is in none of them."""
    notes = [message("network.matrix.opened", language)] if kind == "actors-years" else []
    return [*notes, *([message("network.matrix.undated", language, found.undated)] if found.undated else [])]


def _html(found: Matrix, kind: str, language: str, claims: Mapping[str, ClaimNote], notes: Sequence[str]) -> str:
    """A table whose filled cells open their claims below it; no script, nothing from elsewhere."""
    return page.render(
        "network/matrix.html", message(f"network.matrix.{kind}", language), language,
        page.styles(Path(__file__).parent / "matrix.css"), page.NO_SCRIPTS,
        remarks=_notes(found, kind, language), texts=section("network.matrix", language), no=NO,
        inferred=message("network.inferred", language) if found.inferred else "",
        word=message("plots.disagreements", language), sign=SIGN if _disputed(found, claims) else "",
        headings=[heading for _, heading in found.columns], rows=_cells(found, claims, language), notes=notes,
    )  # fmt: skip


def _cells(
    found: Matrix, notes: Mapping[str, ClaimNote], language: str
) -> list[tuple[str, list[dict[str, Any] | None]]]:
    """The rows of the table: label, and of each filled cell what it shows and leads to."""
    most = max(found.counts.values(), default=1)
    marks = itertools.count()
    disputed = _disputed(found, notes)
    rows = []
    for row, label in found.rows:
        cells: list[dict[str, Any] | None] = []
        for column, heading in found.columns:
            count = found.counts.get((row, column), 0)
            denying = found.denied.get((row, column), ())
            cells.append(None if not count and not denying else {
                "denied": [_claim(claim, notes, language) for claim in denying],
                "mark": f"c{next(marks)}", "count": count, "shade": f"{18 + 52 * (count / most) ** 0.5:.0f}%",
                "inferred": (row, column) in found.inferred,
                "heading": f"{label}, {heading}", "title": f"{label} – {heading}",
                "claims": [_claim(claim, notes, language) for claim in found.claims.get((row, column), ())],
                "sign": SIGN if (row, column) in disputed else "",
            })  # fmt: skip
        rows.append((label, cells))
    return rows


def _claim(claim: str, notes: Mapping[str, ClaimNote], language: str) -> dict[str, Any]:
    note = notes.get(claim, ClaimNote())
    place = message("network.place", language, note.place)
    where = place if note.article else message("evidence.background", language)
    parts = [part for part in (note.article, where, note.more) if part]
    entries = [(entry, namespaces.disagreement(entry)) for entry in note.disagreements]
    return {"claim": claim, "meant": note.meant, "parts": parts, "passage": note.passage, "entries": entries}


def _disputed(found: Matrix, notes: Mapping[str, ClaimNote]) -> set[tuple[str, str]]:
    """The cells of which a claim stands in a disagreement."""
    marked = {claim for claim, note in notes.items() if note.disagreements}
    both = (*found.claims.items(), *found.denied.items())
    return {cell for cell, claims in both if not marked.isdisjoint(claims)}


def _draw(
    found: Matrix, path: Path, kind: str, language: str, disputed: Set[tuple[str, str]], sources: Sequence[str]
) -> None:
    """The matrix as a picture: the darker a cell the more edges it counts, the number within; inferred ones dashed."""
    import textwrap

    rows = found.rows[:MOST_ROWS]
    notes = [message("network.matrix.unstated", language), *_notes(found, kind, language)]
    if found.inferred:
        notes.insert(0, f"- - {message('network.inferred', language)}")
    if found.denied:
        notes.insert(0, f"{NO} {message('network.matrix.denied', language)}")
    if any(row in dict(rows) for row, _ in disputed):
        notes.insert(0, f"{SIGN} {message('plots.disagreements', language)}")
    if len(found.rows) > len(rows):
        notes.append(message("network.matrix.left", language, len(found.rows) - len(rows)))
    left, foot = 380.0, 70.0 + 15.0 * (len(notes) + 2)
    top = 70.0 + 6.6 * max(len(label) for _, label in found.columns)
    width = max(left + _UNIT * len(found.columns) + 40, 760.0)
    height = top + _UNIT * len(rows) + foot
    figure = style.blank(path, 1.0, width, height)
    from matplotlib.patches import Rectangle

    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    most = max(found.counts.values(), default=1)
    axes.text(24, height - 20, message(f"network.matrix.{kind}", language), fontsize=13, va="top", parse_math=False)
    for place, (_, label) in enumerate(found.columns):
        x = left + _UNIT * (place + 0.5)
        axes.text(x, height - top + 6, label, fontsize=8, rotation=90, ha="center", va="bottom", parse_math=False)
    for line, (row, label) in enumerate(rows):
        y = height - top - _UNIT * (line + 1)
        short = textwrap.shorten(label, 62, placeholder=" …")
        axes.text(left - 8, y + _UNIT / 2, short, fontsize=7.5, ha="right", va="center", parse_math=False)
        for place, (column, _) in enumerate(found.columns):
            count = found.counts.get((row, column), 0)
            shade = 0.18 + 0.72 * (count / most) ** 0.5
            colour = (0.0, 0.447, 0.698, shade) if count else (0.95, 0.955, 0.96, 1.0)
            corner = (left + _UNIT * place + 1, y + 1)
            inferred = (row, column) in found.inferred
            dark = shade > 0.6 and not inferred
            rim = {"facecolor": "white", "edgecolor": colour[:3], "linestyle": "dashed"} if inferred else {
                "facecolor": colour, "edgecolor": "none"}  # fmt: skip
            axes.add_patch(Rectangle(corner, _UNIT - 2, _UNIT - 2, **rim))
            if count and (most > 1):
                axes.text(corner[0] + _UNIT / 2 - 1, y + _UNIT / 2, str(count), fontsize=7, ha="center", va="center",
                          color="white" if dark else "#10222e")  # fmt: skip
            if (row, column) in found.denied:
                axes.text(corner[0] + 3, corner[1] + 2, NO, fontsize=8, ha="left", va="bottom", color=style.DISPUTED,
                          weight="bold")  # fmt: skip
            if (row, column) in disputed:
                axes.text(corner[0] + _UNIT - 3, corner[1] + _UNIT - 3, SIGN, fontsize=7, ha="right", va="top",
                          color="white" if dark else style.DISPUTED, weight="bold")  # fmt: skip
    legend.foot(figure, axes, [*notes, *sources], width)
    title = message(f"network.matrix.{kind}", language)
    style.save(figure, path, title=title, description="\n".join(notes), language=language)
