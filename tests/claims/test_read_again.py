"""Tables read again after a change say what they say when they are read for the first time, right or wrong."""

from __future__ import annotations

import random
from pathlib import Path

from kgtools import rereading
from kgtools.claims import tables
from kgtools.claims.tables import TableRow
from kgtools.errors import DataError, Finding
from kgtools.files import text_of
from kgtools.remembering import forget

NAME = "names.csv"
HEADER = "entity,language,name"
CELLS = ("a", "b", "b", "", "x y", '"one, two"', '"two\nlines"', '"""said"""', " led", "ә", '"', "c,d", "\t")


def first(content: bytes, columns: tuple[str, ...]) -> tuple[TableRow, ...] | list[Finding]:
    try:
        return tables.parse_table(NAME, text_of(content, NAME), columns)
    except DataError as error:
        return error.findings


def again(path: Path, columns: tuple[str, ...]) -> tuple[TableRow, ...] | list[Finding]:
    try:
        return tuple(tables.read_table(path, columns, path.parent))
    except DataError as error:
        return error.findings


def edited(text: str, chance: random.Random) -> str:
    """A text with a stretch of lines, or of letters, taken out or put in."""
    parts = text.splitlines(keepends=True) if chance.random() < 0.7 else list(text)
    start = chance.randrange(len(parts))
    end = min(len(parts), start + chance.choice((0, 0, 1, 1, 2)))
    made = [",".join(chance.choice(CELLS) for _ in range(3)) + chance.choice(("\n", "\n", "\n\n", "\r\n", ""))]
    return "".join((*parts[:start], *(made if chance.random() < 0.7 else ()), *parts[end:])) or HEADER


def test_random_changes_of_a_table(tmp_path: Path) -> None:
    forget()
    path, sound, reread = tmp_path / NAME, 0, 0
    for seed in range(60):
        chance = random.Random(seed)
        text = HEADER + "\n" + "".join(f"t/{chance.randrange(9)},en,name {n}\n" for n in range(8))
        for _ in range(20):
            path.write_bytes(text.encode())
            found = again(path, tables.NAMES)
            assert found == first(text.encode(), tables.NAMES), (seed, text)
            sound += isinstance(found, tuple)
            changed = edited(text, chance)
            if isinstance(found, tuple) or chance.random() < 0.5:
                text = changed
            else:  # a slip that is mended
                text = HEADER + "\n" + "".join(f"t/{chance.randrange(9)},en,name {n}\n" for n in range(8))
            known = sorted(row.line for row in found) if isinstance(found, tuple) else []
            reread += rereading.changed(path.read_bytes(), text.encode(), known) is not None
    assert sound > 300
    assert reread > 200


def test_rows_that_have_not_changed_are_the_very_same(tmp_path: Path) -> None:
    forget()
    path = tmp_path / NAME
    lines = [HEADER, *(f"t/{n:02},en,name {n}" for n in range(20))]
    path.write_text("\n".join(lines) + "\n")
    before = {row["entity"]: row for row in tables.read_table(path, tables.NAMES, tmp_path)}
    lines[10] = "t/09,en,another"
    path.write_text("\n".join([*lines, "t/99,en,one more"]) + "\n")
    after = {row["entity"]: row for row in tables.read_table(path, tables.NAMES, tmp_path)}
    assert [name for name in after if after[name] is not before.get(name)] == ["t/09", "t/99"]
    assert after["t/99"].line == 22
