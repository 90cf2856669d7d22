"""Tables of a text, in Markdown or aligned by tabs: rows of cells, each with the heads of its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools.curation.extract.spans import Cell, Table

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_CELL = re.compile(r"(?:\\\||[^|])+")
_LONGEST_TITLE = 200


def find(text: str) -> list[Table]:
    """The tables of a text, in order.

    >>> [table] = find("Trade\\n\\n| | 2019 |\\n|---|---|\\n| export | 2.1 |\\n")
    >>> table.title, table.rows[0][1].row, table.rows[0][1].column, table.rows[0][1].text
    ('Trade', 'export', '2019', '2.1')
    """
    return [_table(text, lines) for lines in _blocks(text) if len(lines) > 1]


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Lines that follow each other and have cells."""
    block: list[tuple[int, int]] = []
    sort = ""
    for match in re.finditer(r"[^\n]*(?:\n|$)", text):
        line = match[0].rstrip("\n")
        own = "|" if line.count("|") > 1 else "\t" if line.count("\t") and line.strip() else ""
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
    if "|" in line:
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
