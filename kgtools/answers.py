"""Answers to questions: their rows, the evidence behind them, and how they are written for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kgtools import names, things
from kgtools.store import Term

FORMATS = ("table", "csv", "tsv", "md", "html", "json", "xml")

_NARROW = (16, 8)  # columns of a table shrink to this, or to their longest word; first gently, then more


@dataclass
class Answer:
    """An answer: the names of its columns and its rows, of terms or None."""

    columns: list[str]
    rows: list[list[Term | None]]
    evidence: list[list[ox.NamedNode]] = field(default_factory=list)


def find_evidence(store_: ox.Store, answer: Answer) -> None:
    """Fill in, for each row, the claims behind it: those it names, and those that join two of its things."""
    claim_base = names.BASE + "claim/"
    subjects = {
        term
        for row in answer.rows
        for term in row
        if isinstance(term, ox.NamedNode) and term.value.startswith(names.BASE)
    }
    joined: dict[tuple[str, str], list[ox.NamedNode]] = {}
    subject_of = ox.NamedNode(names.RDF + "subject")
    object_of = ox.NamedNode(names.RDF + "object")
    for subject in subjects:
        for saying in store_.quads_for_pattern(None, subject_of, subject, ox.DefaultGraph()):
            if isinstance(claim := saying.subject, ox.NamedNode):
                for value in store_.quads_for_pattern(claim, object_of, None, ox.DefaultGraph()):
                    joined.setdefault((subject.value, str(value.object)), []).append(claim)
    answer.evidence = []
    for row in answer.rows:
        nodes = [term for term in row if isinstance(term, ox.NamedNode)]
        found = {node for node in nodes if node.value.startswith(claim_base)}
        for node in nodes:
            for term in row:
                found.update(joined.get((node.value, str(term)), ()))
        answer.evidence.append(sorted(found, key=lambda claim: claim.value))


def cells(store_: ox.Store, answer: Answer, language: str, iris: bool) -> list[list[str]]:
    """The rows of an answer as text: labels in a language, or ids with `iris`."""
    if iris:
        return [[things.identifier(term) for term in row] for row in answer.rows]
    known: dict[Term | None, str] = {}
    for row in answer.rows:
        for term in row:
            if term not in known:
                known[term] = things.label(store_, term, language).removeprefix("claim/")
    return [[known[term] for term in row] for row in answer.rows]


def write(columns: Sequence[str], rows: Sequence[Sequence[str]], format_: str, width: int | None = None) -> str:
    """Rows of text as a table, CSV, TSV, Markdown or a page of HTML. `width` bounds a table, in characters."""
    if format_ in ("csv", "tsv"):
        import csv
        import io

        out = io.StringIO()
        writer = csv.writer(out, delimiter="," if format_ == "csv" else "\t", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return out.getvalue()
    if format_ == "md":
        rows = [[cell.replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in rows]
        lines = [columns, ["---"] * len(columns), *rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)
    if format_ == "html":
        return _page(columns, rows)
    return _table([list(columns), *rows], width)


def _page(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A page of HTML with one table, which a browser and a word processor open."""
    return f'<!doctype html>\n<meta charset="utf-8">\n<title>Tandem</title>\n{html_table(columns, rows)}'


def html_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of text as a table of HTML, everything escaped."""
    from html import escape

    def line(tag: str, cells: Sequence[str]) -> str:
        inner = "".join(f"<{tag}>{escape(cell).replace(chr(10), '<br>')}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>\n"

    body = "".join(line("td", row) for row in rows)
    return f"<table>\n<thead>\n{line('th', columns)}</thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _table(rows: Sequence[Sequence[str]], width: int | None) -> str:
    """Rows in aligned columns under a ruled header; where it would pass the width, wide columns wrap.

    All letters of our four languages are one column wide. (A table library was tried: importing one
    took as long as asking the question.)
    """
    widths = [max(len(line) for row in rows for line in row[i].splitlines() or [""]) for i in range(len(rows[0]))]
    gap = "  "
    if width:
        words = [max(len(word) for row in rows for word in (row[i].split() or [""])) for i in range(len(widths))]
        for narrow in _NARROW:
            floors = [min(word, narrow) for word in words]
            while sum(widths) + len(gap) * (len(widths) - 1) > width and widths != floors:
                widest = max(
                    range(len(widths)),
                    key=[(size > floor, size) for size, floor in zip(widths, floors, strict=True)].__getitem__,
                )
                widths[widest] -= 1
    out = []
    for number, row in enumerate(rows):
        cells = [_wrap(cell, limit) for cell, limit in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            parts = [(cell[i] if i < len(cell) else "").ljust(limit) for cell, limit in zip(cells, widths, strict=True)]
            out.append(gap.join(parts).rstrip())
        if number == 0:
            out.append(gap.join("─" * limit for limit in widths))
    return "\n".join(out) + "\n"


def _wrap(cell: str, limit: int) -> list[str]:
    if len(cell) <= limit and "\n" not in cell:
        return [cell]
    import textwrap

    return [part for line in cell.splitlines() for part in textwrap.wrap(line, limit, break_on_hyphens=False) or [""]]
