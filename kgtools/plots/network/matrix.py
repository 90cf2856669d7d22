"""Matrices as pages, tables and still pictures."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pyoxigraph as ox

from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.graph import labels
from kgtools.graph.terms import Term
from kgtools.messages import message
from kgtools.network.matrix import _MOST_ROWS, Matrix
from kgtools.plots import style
from kgtools.plots.network import legend
from kgtools.plots.network.claims import claims_told

ENDINGS = (*style.ENDINGS, ".html", ".csv")
_UNIT = 26.0  # side of a cell in a picture


def write(store_: ox.Store, found: Matrix, path: Path, kind: str, language: str, copies: Mapping[str, Copy]) -> None:
    """Write a matrix as CSV or HTML, each filled cell naming its claims, or as a picture.

    Raises UsageError for another ending or, for a picture, if matplotlib is not installed.
    """
    check_ending(path)
    ending = path.suffix.lower()
    if ending in style.ENDINGS:
        _draw(store_, found, path, kind, language)
        return
    text = _csv(found) if ending == ".csv" else _html(store_, found, kind, language, copies)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def check_ending(path: Path) -> None:
    """Raise UsageError if a matrix cannot be written to a file of this name."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"-o {path}: a matrix ends in {', '.join(ENDINGS)}")


def _csv(found: Matrix) -> str:
    """One row for each thing: id, label, and in each filled cell its claims, separated by spaces."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "label", *(label for _, label in found.columns)])
    for row, label in found.rows:
        writer.writerow([row, label, *(" ".join(found.claims.get((row, column), ())) for column, _ in found.columns)])
    return out.getvalue()


def _html(store_: ox.Store, found: Matrix, kind: str, language: str, copies: Mapping[str, Copy]) -> str:
    """A table whose filled cells lead to the claims below it; no script, nothing from elsewhere."""
    wanted = {claim for claims in found.claims.values() for claim in claims}

    def name(term: Term | None) -> str:
        return labels.label(store_, term, language)

    told = claims_told(store_, wanted, copies, name)
    title = escape(message(f"network.matrix.{kind}", language))
    head = "".join(f'<th scope="col"><span>{escape(label)}</span></th>' for _, label in found.columns)
    body: list[str] = []
    below: list[str] = []
    most = max(found.counts.values())
    for row, label in found.rows:
        cells = []
        for column, heading in found.columns:
            count = found.counts.get((row, column), 0)
            if not count:
                cells.append("<td></td>")
                continue
            mark = f"c{len(below)}"
            shade = 0.18 + 0.62 * (count / most) ** 0.5
            cells.append(
                f'<td style="background:rgba(0,114,178,{shade:.2f})"><a href="#{mark}" '
                f'aria-label="{escape(label)}, {escape(heading)}: {count}">{count}</a></td>'
            )
            said = "".join(f"<li>{_claim(claim, told, language)}</li>" for claim in found.claims[row, column])
            below.append(f'<section id="{mark}"><h2>{escape(label)} – {escape(heading)}</h2><ul>{said}</ul></section>')
        body.append(f'<tr><th scope="row">{escape(label)}</th>{"".join(cells)}</tr>')
    note = f"<p>{escape(message('network.matrix.opened', language))}</p>" if kind == "actors-years" else ""
    articles = {claim.partition("/")[0] for claim in wanted}
    notes = "".join(f"<p>{escape(line)}</p>" for line in legend.source_notes(store_, articles, language))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{note}"
        f'<div class="table"><table>\n<thead><tr><td></td>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(body) + "\n</tbody></table></div>\n" + "\n".join(below)
        + f"\n<footer>{notes}</footer>\n</body>\n</html>\n"
    )  # fmt: skip


_STYLE = """
body { font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: #22272b;
  margin: 20px; } h1 { font-size: 18px; }
.table { overflow: auto; max-height: 85vh; border: 1px solid #dfe3e6; border-radius: 6px; }
table { border-collapse: separate; border-spacing: 2px; }
thead th, thead td { position: sticky; top: 0; background: #fff; z-index: 2; vertical-align: bottom; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 400; max-height: 220px; }
tbody th { position: sticky; left: 0; background: #fff; z-index: 1; text-align: left; font-weight: 400;
  padding: 2px 10px 2px 6px; min-width: 180px; max-width: 340px; }
thead td { left: 0; z-index: 3; }
tbody td { min-width: 26px; height: 26px; text-align: center; background: #f6f7f7; border-radius: 3px; padding: 0; }
tbody td a { display: block; color: #10222e; text-decoration: none; line-height: 26px; }
tbody td a:hover, tbody td a:focus { outline: 2px solid #22272b; }
section { margin: 18px 0; padding: 2px 12px; border-left: 3px solid #dfe3e6; overflow-wrap: anywhere; }
section:target { border-color: #d55e00; background: #fff6ee; }
h2 { font-size: 14px; margin: 6px 0; } ul { margin: 4px 0 8px; padding-left: 18px; }
q { display: block; quotes: "«" "»"; } footer { color: #5c666d; font-size: 12px; margin-top: 30px; }
"""


def _claim(claim: str, told: Mapping[str, list[str]], language: str) -> str:
    article, place, words, more = told.get(claim, ["", "", "", ""])
    where = message("network.place", language, place) if article else message("evidence.background", language)
    parts = [f"<code>{escape(claim)}</code>", escape(article), escape(where), escape(more)]
    return ", ".join(filter(None, parts)) + (f"<q>{escape(words)}</q>" if words else "")


def _draw(store_: ox.Store, found: Matrix, path: Path, kind: str, language: str) -> None:
    """The matrix as a picture: the darker a cell the more edges it counts, the number within."""
    import textwrap

    rows = found.rows[:_MOST_ROWS]
    upright = kind == "states-bodies"
    left, foot = 380.0, 96.0
    top = 70.0 + 6.6 * max(len(label) for _, label in found.columns)
    width = max(left + _UNIT * len(found.columns) + 40, 760.0)
    height = top + _UNIT * len(rows) + foot
    figure = style.blank(path, 1.0, width, height)
    from matplotlib.patches import Rectangle

    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    most = max(found.counts.values())
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
            axes.add_patch(Rectangle(corner, _UNIT - 2, _UNIT - 2, facecolor=colour, edgecolor="none"))
            if count and (most > 1):
                axes.text(corner[0] + _UNIT / 2 - 1, y + _UNIT / 2, str(count), fontsize=7, ha="center", va="center",
                          color="white" if shade > 0.6 else "#10222e")  # fmt: skip
    notes = [] if upright else [message("network.matrix.opened", language)]
    if len(found.rows) > len(rows):
        notes.append(message("network.matrix.left", language, len(found.rows) - len(rows)))
    articles = {claim.partition("/")[0] for claims in found.claims.values() for claim in claims}
    legend.caption(figure, axes, [*notes, *legend.source_notes(store_, articles, language)], width)
    style.save(figure, path)
