"""What fits a terminal: rows as a table or as cards, and lines of text, wrapped at blanks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.text import Text

NARROWEST = 20  # characters; no terminal is taken for narrower
_COMFORT = 14  # what a column of words needs at least to be readable
_GAP = 2  # blanks between two columns


class Marked(str):
    """A cell some letters of which are bold on a terminal: `spans` of code points, each (start, end)."""

    spans: tuple[tuple[int, int], ...]

    def __new__(cls, text: str, spans: tuple[tuple[int, int], ...] = ()) -> Marked:
        cell = super().__new__(cls, text)
        cell.spans = spans
        return cell


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, plain: bool = False) -> str:
    """Rows under their headings, no line longer than `width` characters.

    Cells wrap at blanks only; where a word would have to be broken, or a column be too narrow to read, each row is
    a card instead. Rows of several lines have rules between them. `plain` keeps to ASCII for the rules.

    >>> print(table(["period", "value"], [["2021", "3.8"], ["2022", "5"]], 40), end="")
    period  value
    ─────────────
    2021    3.8
    2022    5
    >>> print(table(["document", "signed"], [["Treaty of Eternal Friendship", "1998-10-31"]], 20), end="")
    Treaty of Eternal
    Friendship
      signed: 1998-10-31
    """
    columns_ = list(zip(columns, *rows, strict=True))
    natural = [_longest_line(column) for column in columns_]
    needs = [max(_longest_word(column), min(_COMFORT, _longest_line(column[1:]))) for column in columns_]
    gaps = _GAP * (len(columns) - 1)
    if sum(natural) + gaps <= width:
        return _table(columns, rows, natural, plain)
    width = max(width, NARROWEST)
    if sum(needs) + gaps > width:
        return _cards(columns, rows, width)
    return _table(columns, rows, _shrunk(natural, needs, width - gaps), plain)


def _longest_line(cells: Sequence[str]) -> int:
    return max((len(line) for cell in cells for line in cell.splitlines()), default=0)


def _longest_word(cells: Sequence[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _shrunk(natural: list[int], needs: list[int], width: int) -> list[int]:
    """Widths that add up to `width`: the widest column gives way first, none below what it needs."""
    widths = list(natural)
    while sum(widths) > width:
        widest = max(range(len(widths)), key=lambda place: (widths[place] > needs[place], widths[place]))
        widths[widest] -= 1
    return widths


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], plain: bool) -> str:
    import io

    from rich.box import Box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    folded = any(len(line) > size or "\n" in cell for row in rows for cell, size in zip(row, widths, strict=True)
                 for line in cell.splitlines())  # fmt: skip
    head, rule = "--" if plain else "─╌"
    drawn = Table(
        box=Box(f"    \n    \n {head}{head} \n    \n {rule}{rule} \n    \n    \n    \n"),
        show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), show_lines=folded, header_style="",
    )  # fmt: skip
    for name, size in zip(columns, widths, strict=True):
        drawn.add_column(Text(name), width=size)
    for row in rows:
        drawn.add_row(*map(_text, row))
    out = io.StringIO()
    whole = sum(widths) + _GAP * len(widths)
    marked = _bold() and any(isinstance(cell, Marked) for row in rows for cell in row)
    Console(
        file=out, width=whole, color_system="standard" if marked else None, force_terminal=marked, legacy_windows=False
    ).print(drawn)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _bold() -> bool:
    """Whether the terminal can show bold letters."""
    return os.environ.get("TERM", "") not in ("dumb", "unknown")


def _text(cell: str) -> Text:
    from rich.text import Text

    text = Text(cell)
    for start, end in cell.spans if isinstance(cell, Marked) else ():
        text.stylize("bold", start, end)
    return text


def _cards(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Each row by itself: its first cell as the heading, then a line for each cell that is not empty."""
    lines: list[str] = []
    for number, (first, *rest) in enumerate(rows):
        lines += [""] if number else []
        for line in (first or columns[0]).splitlines():
            lines += wrapped(line, width)
        for name, cell in zip(columns[1:], rest, strict=True):
            if isinstance(cell, Marked):
                lines += _marked_lines(name, cell, width)
                continue
            for place, line in enumerate(cell.splitlines()):
                lines += wrapped(line if place else f"{name}: {line}", width, "    " if place else "  ", "    ")
    return "".join(f"{line}\n" for line in lines)


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """A line as lines of at most `width` characters, broken at blanks; those after the first begin with `hanging`.

    A word that does not fit behind the indent stands without it; only one longer than the terminal is broken.

    >>> wrapped("see disagreement/allies", 20, "  ", "    ")
    ['  see', 'disagreement/allies']
    """
    from textwrap import wrap

    lines = []
    for line in wrap(
        text, width, initial_indent=indent, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    ):
        word = line.strip() if len(line) > width else line
        lines += [word[start : start + width] for start in range(0, len(word), width)]
    return lines


def filled(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]], list[str]]:
    """Columns and rows without the columns that are empty in all rows, and the names of those.

    >>> filled(["document", "place"], [["Treaty", ""], ["Plan", ""]])
    (['document'], [['Treaty'], ['Plan']], ['place'])
    """
    kept = [place for place in range(len(columns)) if not rows or any(row[place] for row in rows)]
    empty = [name for place, name in enumerate(columns) if place not in kept]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows], empty


def _marked_lines(name: str, cell: Marked, width: int) -> list[str]:
    import io

    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    system: Literal["standard"] | None = "standard" if _bold() else None
    console = Console(file=out, width=width - 4, color_system=system, force_terminal=_bold(), legacy_windows=False)
    console.print(Text(f"{name}: ") + _text(cell))
    return [f"{'    ' if place else '  '}{line.rstrip()}" for place, line in enumerate(out.getvalue().splitlines())]
