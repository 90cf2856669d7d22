"""What a check costs after one changed cell, or one row more, as `kgtools check --watch` makes it.

Projects are grown as by `grow.py`. Prints, for each kind of row and size, the processor seconds of reading and
comparing again, and how many functions are called: the median of five changes, each taken back before the next. The
rows are the same at each size, those of the project itself, so that only what stands beside them grows. Calls do not
depend on what else the machine does; where those after a change in the tables of an article grow with more than the
power 0.15, which looking at the times of all files takes, this fails.

Run it with: python benchmarks/changed.py [--sizes 1,10] [--way apart]
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import gc
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import grow  # noqa: E402
import options  # noqa: E402

from kgtools import projects, rereading  # noqa: E402
from kgtools.checks.changes import State  # noqa: E402

Row = dict[str, str]
MOST = 0.15  # the power with which calls may grow after a change in the tables of an article
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


@dataclass(frozen=True)
class Cost:
    """What a check takes after a change: seconds of processor, and calls of functions."""

    seconds: float
    calls: float


def cost(state: State, path: Path, ids: list[str], change: Change) -> Cost:
    """What it takes after one change of a table, each of which is taken back before the next.

    Calls are counted while it is taken back, which is as much of a change.
    """
    content = path.read_bytes()
    taken: list[float] = []
    called: list[int] = []
    for name in ids:
        rows = read(path)
        change(rows, next(row for row in rows if row["id"] == name))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        gc.collect()
        begun = time.process_time()
        check_again(state)
        taken.append(time.process_time() - begun)
        path.write_bytes(content)
        profile = cProfile.Profile()
        profile.runcall(check_again, state)
        called.append(sum(one.callcount for one in profile.getstats()))
    return Cost(statistics.median(taken), statistics.median(called))


def check_again(state: State) -> None:
    with rereading.at_once():
        state.update()
        state.report()


def costs(size: int, way: str) -> Iterator[tuple[str, Cost]]:
    """What it takes after a change of each kind in a project so many times as large."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        projects.use(ROOT)
        grow.grown(project, size, way)
        projects.use(project)
        state = State(project, None)
        state.report()
        gc.collect()
        gc.freeze()  # as `--watch` does
        for kind, (place, fits, change) in KINDS.items():
            path = table(project, place)
            yield kind, cost(state, path, chosen(ROOT / path.relative_to(project), fits), change)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=options.sizes(1), default="1,10", help="how many times the data")
    parser.add_argument("--way", choices=grow.WAYS, default="apart")
    given = parser.parse_args()
    found: dict[str, list[float]] = {}
    for size in given.sizes:
        for kind, one in costs(size, given.way):
            print(f"{size:>4}x  {kind:28} {one.seconds:8.3f} s {one.calls:9.0f} calls", flush=True)
            found.setdefault(kind, []).append(one.calls)
    for kind, calls in found.items():
        power = math.log(calls[-1] / calls[0]) / math.log(given.sizes[-1] / given.sizes[0]) if len(calls) > 1 else 0.0
        if KINDS[kind][0].startswith("articles/") and power > MOST:
            sys.exit(f"after {kind} calls grow with the power {power:.2f}")


if __name__ == "__main__":
    main()
