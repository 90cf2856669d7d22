"""The check that no rows are lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kgtools import files
from kgtools.claims import tables
from kgtools.claims.counts import count
from kgtools.claims.model import Corpus
from kgtools.errors import DataError, Finding


def findings(corpus: Corpus, root: Path) -> Iterator[Finding]:
    """Compare what the tables hold with the counts that were accepted last.

    A row that got lost in a merge leaves no other trace; only the counts show it. Fewer rows than
    were accepted are a warning, more are information, for whoever enters claims adds rows all the time.
    """
    path = root / "data" / "counts.csv"
    if not path.exists():
        return
    hint = "if that was meant, run make accept; if not, look for a row that got lost or came in twice"
    try:
        rows = tables.read_table(path, tables.COUNTS, root)
    except DataError as error:
        yield from error.findings
        return
    found = {what: str(number) for what, number in count(corpus).items()}
    for row in rows:
        number = found.pop(row["what"], "0")
        if number != row["number"]:
            message = f"the tables hold another number of {row['what']}"
            severity = "warning" if int(number) < int(row["number"]) else "information"
            yield Finding(row.file, row.line, message, number, row["number"], hint, severity)
    for what, number in found.items():
        file = files.display(path, root)
        message = f"the tables hold {what}, which were not counted before"
        yield Finding(file, 0, message, number, "0", hint, "information")
