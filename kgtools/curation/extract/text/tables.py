"""Tables of a text, in Markdown or aligned by tabs: rows of cells, each with the heads of its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools.curation.extract.spans import Cell, Table

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_CELL = re.compile(r"(?:\\\||[^|])+")
_LONGEST_TITLE = 200
_OF_PROSE = (" ; ", " — ")
_CELL_OF_PROSE = 70


def find(text: str) -> list[Table]:
    """The tables of a text, in order.

    >>> [table] = find("Trade\\n\\n| | 2019 |\\n|---|---|\\n| export | 2.1 |\\n")
    >>> table.title, table.rows[0][1].row, table.rows[0][1].column, table.rows[0][1].text
    ('Trade', 'export', '2019', '2.1')
    """
    return [_table(text, lines) for lines in _blocks(text) if len(lines) > 1 and _has_numbers(text, lines)]


def _has_numbers(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether each row below the head has a number, where the sign that parts the cells is one of prose too."""
    rows = [_cells(text, start, end) for start, end in lines]
    if _sign(text[slice(*lines[0])])[:3] not in _OF_PROSE:
        return True
    return all(any(cell[2][:1].isdigit() for cell in row[1:]) for row in rows[1:])


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Lines that follow each other and have cells."""
    block: list[tuple[int, int]] = []
    sort = ""
    for match in re.finditer(r"[^\n]*(?:\n|$)", text):
        line = match[0].rstrip("\n")
        own = _sign(line)
        if block and own != sort:
            yield block
            block = []
        if own:
            block.append((match.start(), match.start() + len(line)))
        sort = own
        if not match[0]:
            break
    if block:
        yield block


def _sign(line: str) -> str:
    """The sign that parts the cells of a line; of signs that prose has too there must be two, between short cells."""
    if line.count("|") > 1:
        return "|"
    if "\t" in line and line.strip():
        return "\t"
    for sign in _OF_PROSE:
        cells = line.split(sign)
        if len(cells) > 2 and all(0 < len(cell.strip()) < _CELL_OF_PROSE for cell in cells):
            return f"{sign}{len(cells)}"  # as many cells in each line
    return ""


def _table(text: str, lines: list[tuple[int, int]]) -> Table:
    rows = [_cells(text, start, end) for start, end in lines if not _RULE.fullmatch(text[start:end])]
    heads, body = rows[0], rows[1:]
    placed = []
    for row in body:
        name = row[0][2] if row else ""
        cells = [
            Cell(start, end, content, name, heads[place][2] if place < len(heads) else "")
            for place, (start, end, content) in enumerate(row)
        ]
        placed.append(tuple(cells))
    head_cells = tuple(Cell(start, end, content, "", content) for start, end, content in heads)
    return Table(lines[0][0], lines[-1][1], _title(text, lines[0][0]), "", head_cells, tuple(placed))


def _cells(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    line = text[start:end]
    found = []
    if (sign := _sign(line)[:3]) in _OF_PROSE:
        parts, place = [], start
        for part in line.split(sign):
            parts.append((place, part))
            place += len(part) + len(sign)
    elif "|" in line:
        inner = line.strip().strip("|")
        offset = start + line.index(inner) if inner else start
        parts = [(offset + match.start(), match[0]) for match in _parts(inner)]
    else:
        parts = [(start + match.start(), match[0]) for match in re.finditer(r"[^\t]*", line) if match[0]]
    for place, part in parts:
        content = " ".join(part.replace("\\|", "|").split()).strip("*_ ")
        lead = len(part) - len(part.lstrip())
        found.append((place + lead, place + max(lead, len(part.rstrip())), content))
    return found


def _parts(inner: str) -> Iterator[re.Match[str]]:
    """The cells between bars, empty ones too."""
    yield from re.finditer(r"(?:(?<=\|)|^)(?:\\\||[^|])*", inner)


def _title(text: str, start: int) -> str:
    """The line above a table, if it is short."""
    before = text[:start].rstrip()
    line = before[before.rfind("\n") + 1 :].strip().strip("#*_ ")
    return line if 0 < len(line) < _LONGEST_TITLE else ""
