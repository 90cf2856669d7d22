"""How time and memory grow with the tables of a project: of building, checking, comparing, asking, showing, exporting.

A project is made so many times as large in two ways. In `apart` every copy of the articles speaks of other things: all
entities, documents and disagreements are copied with them, under names of their own. In `hub` the articles alone are
copied, so that all speak of the same two states: each copy tells seven claims of ten, and one figure in ten with
another value, so that there are copies, support and disagreements without an entry as in real articles.

Prints, for each command, processor time and peak memory, and the power with which they grow between two sizes (1.0 is
linear). Each command runs in a process of its own, as a user runs it; `--report` writes the same as tables. With
`--questions` the questions of the library are asked instead, each with the number of rows of its answer; those that
grow fastest stand first. With `--searches` words are searched for in an open index, each with how much is found, and
its first page is read, and what a page lists below words that are being typed: a search grows far less than the data.

Run it with: python benchmarks/grow.py [--sizes 1,10] [--ways apart,hub] [--keep DIR] [--report docs/performance.md]
                                     [--only check,build | --questions | --searches]
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gc
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import options  # noqa: E402

from kgtools import layout, namespaces, projects  # noqa: E402

csv.field_size_limit(2**27)
WAYS = ("apart", "hub")
PROSE = ("note", "explanation", "needed", "text")  # columns that are translated: their translations stay fresh
TITLES = {
    "apart": "Articles that speak of other things",
    "hub": "Articles that all speak of the same two states",
}
REPORT = """# What commands cost as the data grow

This file is written by `make bench-scale` (`benchmarks/grow.py`), which makes this project so many times as large in
two ways. Seconds are of processor; each command is a process of its own, its start included. The powers tell how time
grows from one size to the next: with 1.0 ten times the data take ten times as long. The first hold the start of a
process, so the last tells most. Only ratios within one run count.
{ways}"""
FAST = 1.3  # a power above which a question grows faster than data and larger pages of the store explain
LESS = 0.65  # a power that no search reaches which looks at no more than it shows
# A frequent word, one that a tenth of all texts hold, both in another language, names misspelt, of two letters and of
# nothing, several words that stand together, apart, or nowhere, years, words of many forms, and six frequent words.
SEARCHES = (
    "trade", "сауда", "Kazakhstan", "Қазақстан", "Kazakstan", "EU", "qqqqqq", "trade turnover", "trade Uzbekistan",
    "agreement between Kazakhstan and Uzbekistan", "trade of Kazakhstan with dinosaurs", "Kazakhstan Uzbekistan",
    "2022 2023", "trade 2022", "2017 2018 2019 2020 2021 2022", "Қазақстан Өзбекстан сауда", "Kazakstan Ozbekistan",
    "countries of Central Asia and cooperation in trade", "water energy cooperation region border security",
    "economic cooperation trade investment development region",
)  # fmt: skip
TYPED = ("k", "uz", "Қаз", "trade", "2")  # so far, of words for which a page lists things
# What is reconciled: names with the values of properties; a name that is like many in part, of a person, of a body.
RECONCILED: dict[str, dict[str, str]] = {
    "Kazakhstan": {}, "Tokayev": {}, "Central Asia": {}, "The Ministry of Foreign Affairs": {},
    "Strategic partnership treaty": {}, "Tashkent": {"country": "Kazakhstan"},
}  # fmt: skip
HAVING = ({"country": "state/kazakhstan"}, {"date": "2022"}, {"status": "planned"}, {"label_en": "Kazakhstan"},
          {"country": "Uzbekistan", "about": "trade"})  # fmt: skip
PAGE = 12  # results of a search that are read
TOLD, CHANGED = 0.7, 0.1  # of the claims of an article, a copy of a hub tells so many, and so many figures otherwise
COMMANDS = {
    "build": ["build"],
    "check": ["check", "--format", "json"],
    "disagreements": ["disagreements", "--format", "json"],
    "question": ["query", "documents-signed"],
    "counts": ["query", "claims-counted"],
    "first search": ["search", "trade"],
    "search": ["search", "trade"],
    "show": ["show", "state/kazakhstan"],
    "figures": ["figures", "trade"],
    "network": ["network", "actors", "-o", "network.graphml"],
    "measures": ["measures", "actors"],
    "nquads": ["export", "nquads", "-o", "all.nq"],
}


@dataclass(frozen=True)
class Cost:
    """Processor time in seconds, peak of memory in megabytes, and the exit code."""

    seconds: float
    megabytes: float
    code: int


# -- larger projects ----------------------------------------------------------------------------------


def grown(folder: Path, times: int, way: str) -> None:
    """Write a project so many times as large as this one."""
    for name in ("languages", "ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / layout.PROJECT, folder)
    (folder / "data" / "articles").mkdir(parents=True)
    for source in sorted((ROOT / "data").rglob("*")):
        place = folder / source.relative_to(ROOT)
        if source.is_dir():
            place.mkdir(exist_ok=True)
        elif source.name != "readings.csv":  # who read which row: its fingerprints hold for no copy
            shutil.copy(source, place)
    for number in range(2, times + 1):
        _add_articles(folder, number, way)
    if way == "apart":
        for table in sorted((ROOT / "data").rglob("*.csv")):
            if "articles" not in table.parts and table.name != "readings.csv":
                _extend(folder / table.relative_to(ROOT), table, times)


def _add_articles(folder: Path, number: int, way: str) -> None:
    rename = _renamer(number, way)
    for article in sorted((ROOT / "data" / "articles").iterdir()):
        place = folder / "data" / "articles" / f"{article.name}-{number}"
        place.mkdir()
        text = (article / "article.yaml").read_text(encoding="utf-8")
        text = re.sub(r"^(sha256: \w{56})\w{8}$", rf"\g<1>{number:08x}", text, flags=re.M)
        text = re.sub(r"""^(  \w\w: ["']?)""", rf"\g<1>{number}. ", text, flags=re.M)  # labels and titles
        (place / "article.yaml").write_text(rename(text), encoding="utf-8")
        chance = random.Random(f"{article.name}-{number}")
        for table in sorted(article.glob("*.csv")):
            if table.name != "readings.csv":
                header, rows = _read(table)
                if way == "hub" and table.stem in ("facts", "figures", "opinions"):
                    rows = [_changed(row, header, chance) for row in rows if chance.random() < TOLD]
                _write(place / table.name, header, ([rename(cell) for cell in row] for row in rows))


def _changed(row: list[str], header: list[str], chance: random.Random) -> list[str]:
    """A row, its value at times another one."""
    if "value" in header and "unit" in header and chance.random() < CHANGED:
        place = header.index("value")
        if re.fullmatch(r"[0-9]+", row[place]):
            row = [*row[:place], str(int(row[place]) + 1), *row[place + 1 :]]
    return row


def _renamer(number: int, way: str) -> Callable[[str], str]:
    """Gives what is copied its name in a copy, wherever it stands in a text."""
    articles = "|".join(path.name for path in (ROOT / "data" / "articles").iterdir())
    kinds = "article" if way == "hub" else "|".join(("article", "disagreement", "outcome", *namespaces.kinds()))
    slug = namespaces.SLUG.pattern
    ids = re.compile(rf"(?<![\w/-])(?:(?:{kinds})/{slug}|(?:{articles})(?=/[a-z]\d)|background/[a-z]\d+)(?![\w-])")
    return lambda text: ids.sub(lambda found: f"{found[0]}-{number}", text)


def _extend(place: Path, source: Path, times: int) -> None:
    """A table of things or decisions, with the rows of all copies."""
    header, rows = _read(source)
    copies = [list(row) for row in rows]
    for number in range(2, times + 1):
        rename = _renamer(number, "apart")
        for row in rows:
            cells = [cell if name in PROSE else rename(cell) for name, cell in zip(header, row, strict=True)]
            if source.parent.name != "entities" and cells[0] == row[0]:
                cells[0] = f"{row[0]}-{number}" if "/" not in row[0] else cells[0]
            for column, name in enumerate(header):
                if name.startswith("label_"):
                    cells[column] = f"{row[column]} {number}"
                elif name in ("aliases", "iso"):
                    cells[column] = ""
            copies.append(cells)
    _write(place, header, copies)


def _read(table: Path) -> tuple[list[str], list[list[str]]]:
    with table.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    return header, rows


def _write(place: Path, header: list[str], rows: Iterator[list[str]] | Sequence[list[str]]) -> None:
    with place.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows) if "start" not in header else rows)


# -- what it costs ------------------------------------------------------------------------------------


def cost(arguments: list[str], folder: Path) -> Cost:
    """What a command takes in a project."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (folder / "printed.txt").open("w") as printed, (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "kgtools", *arguments], cwd=folder, stdout=printed, stderr=said, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


def ask_all(folder: Path) -> dict[str, tuple[float, int]]:
    """The processor time of each question of the library in a built project, the best of three, and its rows."""
    from kgtools.graph import store
    from kgtools.query import questions
    from kgtools.sparql import execute

    projects.use(folder)
    graph = store.open_store(folder)
    found = {}
    for path in questions.questions(folder):
        sparql = questions.read_question(path).sparql
        found[path.stem] = _best(lambda sparql=sparql: len(execute.ask(graph, sparql).rows))
    return found


def search_all(folder: Path) -> dict[str, tuple[float, int]]:
    """The processor time of searches and their first page in a built project, the best of three, and what is found."""
    from kgtools.graph import store
    from kgtools.publish.services.desk import Desk
    from kgtools.publish.services.matching import Constraint, Query
    from kgtools.query import search
    from kgtools.query.search import kept
    from kgtools.server.workers import pages
    from kgtools.views import evidence

    projects.use(folder)
    graph = store.open_store(folder)
    kept.search(graph, "the first search writes the index", PAGE)
    index = search.Index.opened(graph, graph.folder / kept.FILE, graph.digest)

    def answer(words: str) -> int:
        found = search.search(graph, words, index)
        for match in found[:PAGE]:
            search.row(graph, match, evidence.kind(graph, match.node, "en"), "en")
        return len(found)

    below = pages.Suggestions(graph, lambda: index)
    asked: dict[str, Callable[[], int]] = {words: lambda words=words: answer(words) for words in SEARCHES}
    asked |= {f"{typed}…": lambda typed=typed: below.answer(typed, "en").rows or 0 for typed in TYPED}
    desk = Desk(graph)
    desk.use(index)
    for name, values in (*RECONCILED.items(), *(("", values) for values in HAVING)):
        query = Query(name, constraints=tuple(Constraint(one, (value,)) for one, value in values.items()))
        called = " ".join(["?", *([name] if name else []), *(f"{one}={value}" for one, value in values.items())])
        asked[called] = lambda query=query: len(desk.matcher.candidates(query))
    gc.freeze()  # as a server does
    return {words: _best(counted) for words, counted in asked.items()}


def _best(counted: Callable[[], int]) -> tuple[float, int]:
    """The processor time of the quickest of three calls, and what they count."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        number = counted()
        taken.append(time.process_time() - begun)
    return min(taken), number


def _told(way: str, asked: dict[int, dict[str, tuple[float, int]]], bound: float) -> bool:
    """Print how questions or searches grow, the fastest growing first; whether none grows with a greater power.

    One whose answer grows with a greater power may grow as fast as its answer: where each article tells what others
    tell, what several agree on comes with the second.
    """
    least, *_, most = sorted(asked)

    def power(name: str, place: int) -> float:
        before, after = (max(asked[size][name][place], 1e-6) for size in (least, most))
        return math.log(after / before) / math.log(most / least)

    sound = True
    for name in sorted(asked[least], key=lambda name: power(name, 0), reverse=True):
        (before, few), (after, many) = asked[least][name], asked[most][name]
        too_fast = power(name, 0) > max(bound, power(name, 1) if few else 0.0)
        sound = sound and not too_fast
        print(
            f"{way:6} {name:30} {before * 1000:8.1f} ms {few:6} rows {after * 1000:9.1f} ms {many:6} rows "
            f"power {power(name, 0):5.2f}{'  too fast' if too_fast else ''}"
        )
    return sound


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=options.sizes(2), default="1,10", help="how many times the data, rising")
    parser.add_argument("--ways", type=options.some(WAYS), default=",".join(WAYS), help="how articles are added")
    parser.add_argument("--only", type=options.some(COMMANDS), default=",".join(COMMANDS), help="what is measured")
    parser.add_argument("--report", type=Path, help="a file in Markdown for the table of what was measured")
    parser.add_argument("--questions", action="store_true", help="ask the questions of the library instead")
    parser.add_argument("--searches", action="store_true", help="search for words instead")
    parser.add_argument("--keep", type=Path, help="a folder in which the projects stay")
    given = parser.parse_args()
    projects.use(ROOT)
    sizes, sound = given.sizes, True
    tables = []
    for way in given.ways:
        found: dict[str, dict[int, Cost]] = {}
        asked: dict[int, dict[str, tuple[float, int]]] = {}
        for size in sizes:
            with _place(given.keep, f"{way}-{size}") as folder:
                if not (folder / layout.PROJECT).exists():
                    grown(folder, size, way)
                if given.questions or given.searches:
                    if not layout.build_folder(folder).exists():
                        cost(COMMANDS["build"], folder)
                    asked[size] = search_all(folder) if given.searches else ask_all(folder)
                    continue
                for name in given.only:
                    found.setdefault(name, {})[size] = one = cost(COMMANDS[name], folder)
                    _tell(way, size, name, one, folder)
        if asked:
            sound &= _told(way, asked, LESS if given.searches else FAST)
        _growth(way, found)
        tables.append(_table(way, sizes, found))
    if given.report:
        given.report.write_text(REPORT.format(ways="".join(tables)), encoding="utf-8")
    hint = "a search reads what it does not show" if given.searches else "let the question begin at what is bound"
    sys.exit(0 if sound else f"what is asked grows too fast: {hint}")


def _place(keep: Path | None, name: str) -> contextlib.AbstractContextManager[Path]:
    """The folder of a project: below one that stays, or one that is thrown away."""
    if keep is None:
        return _temporary()
    (keep / name).mkdir(parents=True, exist_ok=True)
    return contextlib.nullcontext(keep / name)


@contextlib.contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


def _tell(way: str, size: int, name: str, one: Cost, folder: Path) -> None:
    said = (folder / "said.txt").read_text(encoding="utf-8").strip().splitlines()
    failed = f"   exit {one.code}: {said[-1][:160] if said else ''}" if one.code else ""
    print(f"{way:6} {size:5} {name:14} {one.seconds:9.2f} s {one.megabytes:8.0f} MB{failed}", flush=True)


def _table(way: str, sizes: Sequence[int], found: dict[str, dict[int, Cost]]) -> str:
    """What was measured of one way, as a table in Markdown."""
    head = ["command", *(f"{size} times" for size in sizes), "memory at the largest", "powers"]
    rows = []
    for name, by_size in found.items():
        most = by_size[sizes[-1]]
        told = [f"{by_size[size].seconds:.1f} s" for size in sizes]
        rows.append(
            [
                f"`{' '.join(COMMANDS[name])}`{', the first' if name.startswith('first') else ''}",
                *told,
                f"{most.megabytes:.0f} MB",
                ", ".join(_powers(by_size)),
            ]
        )
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return f"\n## {TITLES[way]}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _growth(way: str, found: dict[str, dict[int, Cost]]) -> None:
    """Print the powers between one size and the next."""
    for name, by_size in found.items():
        if powers := _powers(by_size):
            print(f"{way:6} {name:14} grows with the power {', '.join(powers)}")


def _powers(by_size: dict[int, Cost]) -> list[str]:
    return [
        f"{math.log(by_size[more].seconds / by_size[less].seconds) / math.log(more / less):.2f}"
        for less, more in pairwise(sorted(by_size))
    ]


if __name__ == "__main__":
    main()
