"""Checking again whenever a table is saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kgtools import files
from kgtools.checks import locate
from kgtools.checks.changes import State, _part
from kgtools.checks.check import Report
from kgtools.errors import DataError

_PAUSE = 0.2  # seconds between two looks at the files


def watch(root: Path, articles: Path | None, report: Callable[[Report], None]) -> None:
    """Check, and check again at every change of the tables, until Ctrl-C."""
    state: State | None = None
    seen: object = None
    try:
        while True:
            now = _stamps(root)
            if now != seen:
                begun = time.perf_counter()
                state = _step(root, articles, state, report, same_terms=_part(now) == _part(seen))
                print(f"checked in {time.perf_counter() - begun:.2f} s; waiting for changes (Ctrl-C ends)", flush=True)
                seen = now
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return


def _step(
    root: Path, articles: Path | None, state: State | None, report: Callable[[Report], None], same_terms: bool
) -> State | None:
    try:
        if state is None or not same_terms:
            state = State(root, articles)
        else:
            state.update()
    except DataError as error:
        report(Report(locate.checked_by(error.findings, "table")))
        return state if same_terms else None
    report(state.report())
    return state


def _stamps(root: Path) -> tuple[tuple[tuple[str, int, int], ...], ...]:
    """Name, size and time of every file that a check reads: of the ontology, and of the tables."""
    shapes = sorted((root / "ontology").rglob("*.ttl"))
    rest = [path for path in files.input_files(root) if path not in shapes]
    found = []
    for group in (shapes, rest):
        stamps = []
        for path in group:
            try:
                stat = path.stat()
            except FileNotFoundError:  # replaced at this very moment
                continue
            stamps.append((str(path), stat.st_size, stat.st_mtime_ns))
        found.append(tuple(stamps))
    return tuple(found)
