"""Rows of text as a table, CSV, TSV, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from kgtools import files, markdown, projects

TABLES = ("table", "csv", "tsv", "md", "html", "json")  # of every table
FORMATS = (*TABLES, "xml")  # of the answer to a query, where JSON and XML are those of the W3C
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"[=+@\t\r\n＝＋－＠-]")  # the wide ones where a computer speaks Chinese or Japanese
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")


def plain_text(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as plain text for other commands: one line a row, tabs between the cells, nothing quoted.

    >>> plain_text(["document", "signed"], [["Plan", "2017\\n2018"]])
    'document\\tsigned\\nPlan\\t2017; 2018\\n'
    """
    return "".join("\t".join(map(_one_line, row)) + "\n" for row in (columns, *rows))


def _one_line(cell: str) -> str:
    return " ".join("; ".join(cell.splitlines()).split())


def write(
    columns: Sequence[str], rows: Sequence[Sequence[str]], output_format: str, file: Path | None = None,
    below: Sequence[str] = (),
) -> str:  # fmt: skip
    """Rows of text as a table, CSV, TSV, Markdown, a page of HTML, or JSON: a list of objects.

    CSV and TSV are for programs, or, if a `file` is named, for spreadsheets. What stands `below` is a numbered list
    in Markdown and HTML: sources to which numbers in the cells refer. A table is as wide as its rows.
    """
    if output_format in ("csv", "tsv"):
        separator = "," if output_format == "csv" else "\t"
        if file is not None and files.plain(file):
            return spreadsheet(columns, rows, separator)
        return separated(columns, rows, separator)
    if output_format == "md":
        heading, *cells = [[markdown.escaped(cell, "<br>") for cell in row] for row in (columns, *rows)]
        table = "".join(f"| {' | '.join(line)} |\n" for line in (heading, ["---"] * len(columns), *cells))
        listed = "".join(f"{number}. {markdown.escaped(line)}\n" for number, line in enumerate(below, 1))
        return f"{table}\n{listed}" if below else table
    if output_format == "html":
        return _page(columns, rows, below)
    if output_format == "json":
        import json

        return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1) + "\n"
    return _aligned(columns, rows)


def spreadsheet(columns: Sequence[str], rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Rows as CSV that a spreadsheet opens rightly.

    It takes a file for UTF-8, and shows Kazakh letters, if a byte order mark comes first. It would run a cell
    that begins like a formula, so such a cell stands behind an apostrophe; numbers stay as they are.

    >>> spreadsheet(["growth"], [["-12.6"], ["-12.6 per cent"], ["=1+1"]])
    "\\ufeffgrowth\\n-12.6\\n'-12.6 per cent\\n'=1+1\\n"
    """
    return BYTE_ORDER_MARK + separated(columns, [[harmless(cell) for cell in row] for row in rows], separator)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: behind an apostrophe if it begins like one and is no number."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def separated(columns: Sequence[str], rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Rows as CSV, or with tabs as TSV: line feeds, quotes where they are needed."""
    import io

    out = io.StringIO()
    write_separated(out, columns, rows, separator)
    return out.getvalue()


def write_separated(
    out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ","
) -> None:  # fmt: skip
    """Write rows as `separated` does; they are gone through twice."""
    import csv

    returns = any("\r" in cell for row in rows for cell in row)  # which the library would leave outside quotes
    writer = csv.writer(
        out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    )
    writer.writerow(columns)
    writer.writerows(rows)


def _page(columns: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[str]) -> str:
    """A page of HTML with one table, which a browser and a word processor open."""
    from html import escape

    listed = "".join(f"<li>{escape(line)}</li>\n" for line in below)
    notes = f"<ol>\n{listed}</ol>\n" if below else ""
    title = escape(projects.in_use().name)
    return f'<!doctype html>\n<meta charset="utf-8">\n<title>{title}</title>\n{html_table(columns, rows)}{notes}'


def html_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of text as a table of HTML, everything escaped."""
    from html import escape

    def line(tag: str, cells: Sequence[str]) -> str:
        inner = "".join(f"<{tag}>{escape(cell).replace(chr(10), '<br>')}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>\n"

    body = "".join(line("td", row) for row in rows)
    return f"<table>\n<thead>\n{line('th', columns)}</thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows in aligned columns under a ruled header, however wide; every letter of our languages is one column wide."""
    lines = [[cell.splitlines() or [""] for cell in row] for row in (columns, *rows)]
    widths = [max(len(line) for row in lines for line in row[place]) for place in range(len(columns))]
    out = []
    for number, row in enumerate(lines):
        for place in range(max(map(len, row))):
            parts = (cell[place] if place < len(cell) else "" for cell in row)
            out.append("  ".join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip())
        if number == 0:
            out.append("  ".join("─" * size for size in widths))
    return "\n".join(out) + "\n"


def narrowed(
    columns: tuple[str, ...], rows: list[list[str]], exact: str = ""
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Rows for a terminal: number with its bound and unit in one column, lists line by line, nothing twice.

    `exact` is the word for a number that stands alone; it is left out, as it is in print.

    The article goes (the claim names it), the value in the base unit, and the first and last day of the period.
    """
    listed = {"disagreements", "decided by"}
    found = []
    for row in rows:
        cells = {
            name: cell.replace(" ", "\n") if name in listed else cell for name, cell in zip(columns, row, strict=True)
        }
        if "printed" in cells:
            word = cells.pop("bound")
            bound = "" if word == exact else word
            cells["printed"] = " ".join(filter(None, (bound, cells["printed"], cells.pop("unit"))))
        for name in ("value", "article", "earliest", "latest"):
            cells.pop(name, None)
        found.append(cells)
    return tuple(found[0]), [list(cells.values()) for cells in found]
