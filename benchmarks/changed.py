"""What a check costs after one changed cell, or one row more, as `kgtools check --watch` makes it.

Projects are grown as by `grow.py`. Prints, for each kind of row and size, the processor seconds of reading and
comparing again: the median of five changes, each taken back before the next. The rows are the same at each size, those
of the project itself, so that only what stands beside them grows.

Run it with: python benchmarks/changed.py [--sizes 1,10] [--way apart]
"""

from __future__ import annotations

import argparse
import csv
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import grow  # noqa: E402
import options  # noqa: E402

from kgtools import projects, rereading  # noqa: E402
from kgtools.checks.changes import State  # noqa: E402

Row = dict[str, str]
CHANGES, APART = 5, 8  # rows that are changed, one after the other, and how far they stand apart
PLACES = ("country", "locatedIn")


Change = Callable[[list[Row], Row], None]


def any_row(_: Row) -> bool:
    return True


def to(column: str, other: Callable[[str], str]) -> Change:
    """Put something else into a cell of a row."""

    def change(_: list[Row], row: Row) -> None:
        row[column] = other(row[column])

    return change


def longer(column: str) -> Change:
    return to(column, lambda cell: f"{cell} Indeed.".strip())


def more(rows: list[Row], row: Row) -> None:
    """A row more, like another one."""
    rows.insert(rows.index(row) + 1, row | {column: f"{row[column]}-more" for column in ("id", *LABELS)})


LABELS = ("label_en", "label_ru", "label_kk", "label_uz")
KINDS: dict[str, tuple[str, Callable[[Row], bool], Change]] = {
    "fact: modality": (
        "articles/*/facts.csv", lambda row: row["modality"] == "asserted" and row["property"] not in PLACES,
        to("modality", lambda _: "planned"),
    ),
    "fact: country, locatedIn": (
        "articles/*/facts.csv", lambda row: row["modality"] == "asserted" and row["property"] in PLACES,
        to("modality", lambda _: "planned"),
    ),
    "fact: note": ("articles/*/facts.csv", any_row, longer("note")),
    "figure: value": (
        "articles/*/figures.csv", lambda row: row["value"].isdigit(), to("value", lambda cell: f"{cell}1")
    ),
    "opinion: gist": ("articles/*/opinions.csv", any_row, longer("gist_en")),
    "event: note": ("entities/events.csv", any_row, longer("note")),
    "event: label": ("entities/events.csv", any_row, longer("label_ru")),
    "event: row more": ("entities/events.csv", any_row, more),
    "person: label": ("entities/people.csv", any_row, longer("label_en")),
    "person: row more": ("entities/people.csv", any_row, more),
    "entry: explanation": ("disagreements.csv", any_row, longer("explanation")),
    "translation": ("translations/ru.csv", any_row, longer("text")),
}  # fmt: skip


def table(project: Path, place: str) -> Path:
    """The table of a kind that is changed: the largest that this project has without being grown."""
    largest = max((ROOT / "data").glob(place), key=lambda path: path.stat().st_size)
    return project / largest.relative_to(ROOT)


def chosen(path: Path, fits: Callable[[Row], bool]) -> list[str]:
    """The ids of the rows of a table that are changed."""
    return [row["id"] for row in read(path) if fits(row)][: CHANGES * APART : APART]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seconds(state: State, path: Path, ids: list[str], change: Change) -> float:
    """What it takes after one change of a table, each of which is taken back before the next."""
    content, taken = path.read_bytes(), []
    for name in ids:
        rows = read(path)
        change(rows, next(row for row in rows if row["id"] == name))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        gc.collect()
        taken.append(_after(state))
        path.write_bytes(content)
        _after(state)
    return statistics.median(taken)


def _after(state: State) -> float:
    begun = time.process_time()
    with rereading.at_once():
        state.update()
        state.report()
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=options.sizes(1), default="1,10", help="how many times the data")
    parser.add_argument("--way", choices=grow.WAYS, default="apart")
    given = parser.parse_args()
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as name:
            project = Path(name)
            projects.use(ROOT)
            grow.grown(project, size, given.way)
            projects.use(project)
            state = State(project, None)
            state.report()
            gc.collect()
            gc.freeze()  # as `--watch` does
            for kind, (place, fits, change) in KINDS.items():
                path = table(project, place)
                ids = chosen(ROOT / path.relative_to(project), fits)
                print(f"{size:>4}x  {kind:28} {seconds(state, path, ids, change):8.3f} s", flush=True)


if __name__ == "__main__":
    main()
