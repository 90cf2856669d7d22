"""What asking costs: engines, and cold starts.

Prints, as ratios where one machine's seconds would say little:
- each question of the library in Oxigraph and in rdflib, which have to give the same rows,
- a cold `kgtools query` against the bare imports.

Run it with: python benchmarks/ask.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kgtools import projects
from kgtools.graph import store
from kgtools.query import questions
from kgtools.sparql import execute

ROOT = Path(__file__).parent.parent


def median(act: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def engines() -> None:
    """Each question in both engines, over the same graph, medians of whole answers."""
    graph = store.open_store(ROOT)
    other = rdflib.Dataset()
    other.parse(data=graph.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    print(f"{'question':40} {'Oxigraph':>10} {'rdflib':>10} {'ratio':>8}")
    ratios = []
    for path in questions.questions(ROOT):
        sparql = questions.read_question(path).sparql
        ours = median(lambda sparql=sparql: execute.ask(graph, sparql), 7)  # type: ignore[misc]
        theirs = median(lambda sparql=sparql: list(other.query(sparql)), 1)  # type: ignore[misc]
        answer, rows = execute.ask(graph, sparql), other.query(sparql)
        assert isinstance(answer, execute.Answer)
        assert sorted(map(as_text, answer.rows)) == sorted(map(as_text, rows)) != [], f"{path.stem}: other rows"
        ratios.append(theirs / ours)
        print(f"{path.stem:40} {ours * 1000:7.1f} ms {theirs * 1000:7.0f} ms {ratios[-1]:7.0f}x")
    print(f"{'median of the ratios':40} {'':21} {statistics.median(ratios):7.0f}x\n")


def as_text(row: Iterable[object]) -> list[str]:
    """The terms of a row, of either engine, as the text that both give them."""
    return [
        "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term) for term in row
    ]


def cold() -> None:
    """A whole process that asks, against one that only imports."""
    commands = {
        "imports": [sys.executable, "-c", "import pyoxigraph, typer"],
        "kgtools query": [sys.executable, "-m", "kgtools", "query", "documents-signed"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(11):  # in turn, so that a drifting machine favours none
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - start)
    base = statistics.median(times["imports"])
    for name, taken in times.items():
        print(f"cold {name:35} {statistics.median(taken):7.3f} s {statistics.median(taken) / base:7.2f}x")
    print()


def main() -> None:
    projects.use(ROOT)
    engines()
    cold()


if __name__ == "__main__":
    main()
