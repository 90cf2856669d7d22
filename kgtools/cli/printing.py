"""How commands print rows: fitted to a terminal with a count below, or plain for other commands and for files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgtools.cli.options import put, width
from kgtools.messages import message


@dataclass(frozen=True)
class Way:
    """How rows are wanted: in which format and language, and whether in a file; `wide` shows all columns unfolded."""

    format: str
    language: str
    output: Path | None = None
    wide: bool = False

    @property
    def on_terminal(self) -> bool:
        """Whether somebody will read the rows as a table on a terminal."""
        return self.format == "table" and width(self.output) is not None

    @property
    def for_people(self) -> bool:
        """Whether headings are words of the language; programs, which read the other formats, want them as they are."""
        return self.format in ("table", "md", "html")

    @property
    def footnotes(self) -> bool:
        """Whether evidence stands below the rows, with numbers in the cells, rather than in a column of its own."""
        return self.on_terminal or self.format in ("md", "html")


def put_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], way: Way, count: str = "", sources: Sequence[str] = (),
    below: str = "",
) -> None:  # fmt: skip
    """Print rows, or write them to a file.

    On a terminal they fit its width, columns without any value are only named, and a `count` stands below; the
    `sources`, to which numbers in the cells refer, follow as a list, and then what else belongs `below`. In a pipe or
    a file a table is plain text: one row a line, tabs between the cells.
    """
    from kgtools.query import formats

    columns_ = width(way.output)
    if way.format != "table":
        put(formats.write(columns, rows, way.format, way.output, sources), way.output)
    elif columns_ is None:
        put(formats.plain_text(columns, rows), way.output)
    else:
        put(_fitted(columns, rows, way, columns_) + _below(way, columns, rows, columns_, count, sources) + below, None,
            paged=True, wide=way.wide)  # fmt: skip


def _fitted(columns: Sequence[str], rows: Sequence[Sequence[str]], way: Way, size: int) -> str:
    from kgtools.query import formats, terminal

    if not rows:
        return ""
    if way.wide:
        return formats.write(columns, rows, "table") + "\n"
    shown, cells, _ = terminal.filled(columns, rows)
    return terminal.table(shown, cells, size, plain=not _draws_lines()) + "\n"


def _below(
    way: Way, columns: Sequence[str], rows: Sequence[Sequence[str]], size: int, count: str, sources: Sequence[str]
) -> str:
    """The count, the names of the columns left out, and the sources by their numbers."""
    from kgtools.query import terminal

    _, _, empty = terminal.filled(columns, rows)
    lines = terminal.wrapped(count, size)
    if empty and not way.wide:
        lines += terminal.wrapped(message("questions.empty", way.language, columns=", ".join(empty)), size)
    lines += [""] if sources else []
    for number, source in enumerate(sources, 1):
        lines += terminal.wrapped(f"[{number}] {source}", size, hanging="    ")
    return "".join(f"{line}\n" for line in lines)


def _draws_lines() -> bool:
    """Whether the terminal is known to show signs beyond ASCII: its locale says so."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    return "utf" in sys.stdout.encoding.lower() and (os.name == "nt" or "utf" in named.lower())


@contextmanager
def progress() -> Iterator[Callable[[object, int, int], None]]:
    """A bar on a terminal for each thing that takes long: told the thing, how much of it is done, and of how much.

    Where nobody looks on, such as in a log, it shows nothing.
    """
    if not sys.stderr.isatty():
        yield lambda _thing, _done, _everything: None
        return

    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        known: dict[object, Any] = {}

        def tell(thing: object, done: int, everything: int) -> None:
            if thing not in known:
                known[thing] = bars.add_task(str(thing), total=everything)
            bars.update(known[thing], completed=done, total=everything)

        yield tell
