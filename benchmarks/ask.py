"""What asking costs: engines, cold starts, and the endpoint under load.

Prints, as ratios where one machine's seconds would say little:
- each question of the library in Oxigraph and in rdflib, which have to give the same rows,
- a cold `kgtools query` against the bare imports,
- requests a second at the endpoint and their 99th percentile, alone and beside runaway queries.

Run it with: python benchmarks/ask.py [--seconds 5]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyoxigraph as ox
import rdflib

from kgtools.graph import store
from kgtools.query import questions
from kgtools.sparql import execute

ROOT = Path(__file__).parent.parent
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CLIENTS = 8


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


def load(seconds: float) -> None:
    """Clients that ask one question after the other, alone and while queries run away in every worker."""
    command = [sys.executable, "-m", "kgtools", "serve", "--port", "0", "--timeout", str(seconds + 5)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:  # fmt: skip
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1] + "sparql"
        sparql = questions.read_question(ROOT / "queries" / "documents-signed.rq").sparql
        measure(url, sparql, 1.0)
        alone = measure(url, sparql, seconds)
        report("alone", alone)
        for _ in range(2):
            threading.Thread(target=run_away, args=(url,), daemon=True).start()
        time.sleep(1.0)
        beside = measure(url, sparql, seconds)
        report("beside two runaways", beside)
        print(
            f"ratios: {beside[0] / alone[0]:.2f} of the requests, {beside[1] / alone[1]:.1f} times the 99th percentile"
        )
        server.terminate()


def report(when: str, measured: tuple[float, float]) -> None:
    print(f"{CLIENTS} clients, {when:22} {measured[0]:7.0f} requests/s, 99th percentile {measured[1] * 1000:6.1f} ms")


def run_away(url: str) -> None:
    try:
        httpx.get(url, params={"query": RUNAWAY}, timeout=60)
    except httpx.HTTPError:
        return  # the server has ended first


def measure(url: str, sparql: str, seconds: float) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their seconds."""
    taken: list[float] = []

    def client() -> None:
        with httpx.Client(timeout=60, verify=False) as connection:
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                start = time.perf_counter()
                connection.post(url, data={"query": sparql}).raise_for_status()
                taken.append(time.perf_counter() - start)

    with ThreadPoolExecutor(CLIENTS) as crowd:
        for each in [crowd.submit(client) for _ in range(CLIENTS)]:
            each.result()
    return len(taken) / seconds, statistics.quantiles(taken, n=100)[-1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=5.0, help="how long to load the endpoint, each time")
    seconds = options.parse_args().seconds
    engines()
    cold()
    load(seconds)


if __name__ == "__main__":
    main()
