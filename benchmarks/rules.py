"""What a check costs by part and by rule, and the power with which each grows with the tables.

Projects are grown as by `grow.py` and checked as by `kgtools check`, part by part, in one process. Each shape is
run alone, those with constraints in SPARQL and those of SHACL Core, and the quicker of two times counts. Prints
processor seconds at each size and the power of growth between the last two (1.0 is linear), what grows fastest first;
what takes no time that can be measured stands last. It fails where a shape that takes its time grows too fast. With
--alone nothing is looked at but shapes.

With --changed the real data are changed at random instead, each time otherwise: of every hundred triples one is lost,
and of some properties a part or all get one object, so that all speak of one thing or are of one type. What jumps is
printed; it fails where a rule takes 40 s and more.

Run it with: python benchmarks/rules.py [--sizes 1,3,10] [--ways apart,hub] [--alone] or [--changed 5]
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import grow  # noqa: E402
import options  # noqa: E402
import pyoxigraph as ox  # noqa: E402

from kgtools import ontology, projects  # noqa: E402
from kgtools.checks import check, locate  # noqa: E402
from kgtools.checks.evidence import quoted  # noqa: E402
from kgtools.checks.shapes import load_shapes  # noqa: E402
from kgtools.claims import reader  # noqa: E402
from kgtools.compare import alignment, disagreements  # noqa: E402
from kgtools.graph import statements  # noqa: E402
from kgtools.shacl import validator  # noqa: E402
from kgtools.shacl.index import GraphIndex  # noqa: E402
from kgtools.shacl.shapes.model import Shape  # noqa: E402

LOST = 0.01
ALIKE = (0.0, 0.0, 0.1, 0.9)  # how much of a property gets one object
LONG = 40  # seconds on the real data changed that no rule may take
JUMP = 10  # times the usual time
MEASURABLE = 0.03  # seconds at the largest size, below which a power says nothing
TOO_FAST = 1.5  # a power that no shape reaches; what is linear has up to 1.3, where caches no longer hold all
Times = dict[str, float]


@contextmanager
def timing(found: Times, name: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    found[name] = found.get(name, 0.0) + time.process_time() - begun


def asks_sparql(shape: Shape) -> bool:
    return bool(shape.sparql_targets) or any(one.sparql for part in shape.parts() for one in part.constraints)


def costs(root: Path, alone: bool) -> tuple[Times, Times]:
    """What the parts of a check take in a project, and each of its shapes; or the shapes `alone`."""
    parts: Times = {}
    rules: Times = {}
    projects.use(root)
    with timing(parts, "reading the ontology"):
        terms = ontology.load(root)
    with timing(parts, "reading the tables"):
        corpus = reader.load(root, terms)
    with timing(parts, "reading the shapes"):
        shapes = load_shapes(root)
    with timing(parts, "copied runs"):
        runs = alignment.runs(corpus, terms)
    with timing(parts, "the graph, its index and store"):
        index = GraphIndex(statements.quads(corpus, terms, runs))
    results = []
    for shape in shapes.targeted:
        kind = "in SPARQL" if asks_sparql(shape) else "of Core"
        twice: list[Times] = [{}, {}]
        for taken in twice:
            with timing(taken, shape.name):
                found = [result for _, result in validator.evaluate(shape, index, validator.focus_nodes(shape, index))]
        rules |= min(twice, key=lambda taken: taken[shape.name])
        parts[f"shapes {kind}"] = parts.get(f"shapes {kind}", 0.0) + rules[shape.name]
        results += found
    del index
    if alone:
        return parts, rules
    with timing(parts, "results to rows"):
        list(locate.of_results(results, shapes, corpus, terms))
    with timing(parts, "texts and passages"):
        check.check_texts(root, corpus.claims, corpus, {})
    with timing(parts, "quoted passages"):
        list(quoted.findings(root))
    with timing(parts, "the ledger"):
        list(disagreements.findings(corpus, terms, runs))
    for of_corpus in check.OF_THE_CORPUS:
        with timing(parts, f"{of_corpus.__module__.removeprefix('kgtools.')}.{of_corpus.__name__}"):
            list(of_corpus(corpus, terms))
    return parts, rules


def changed(quads: set[ox.Quad], terms: set[ox.Quad], seed: int) -> set[ox.Quad]:
    """The graph with one triple in a hundred lost, and with many triples of some properties given the same object."""
    chance = random.Random(seed)
    by_property: dict[str, list[ox.Quad]] = {}
    for quad in sorted(quads - terms, key=str):
        if chance.random() > LOST:
            by_property.setdefault(quad.predicate.value, []).append(quad)
    found = set(terms)
    for _, some in sorted(by_property.items()):
        share, value = chance.choice(ALIKE), chance.choice(some).object
        found.update(
            ox.Quad(quad.subject, quad.predicate, value, quad.graph_name) if chance.random() < share else quad
            for quad in some
        )
    return found


def jumps(seeds: int) -> list[str]:
    """The rules that take much longer on changed data than on the real data, in words; only those that take long."""
    projects.use(ROOT)
    terms, shapes = ontology.load(ROOT), load_shapes(ROOT)
    quads = set(statements.quads(reader.load(ROOT, terms), terms))
    usual: Times = {}
    found = []
    for seed in range(seeds + 1):
        index = GraphIndex(changed(quads, set(terms.quads), seed) if seed else quads)
        taken: Times = {}
        for shape in shapes.targeted:
            with timing(taken, shape.name):
                list(validator.evaluate(shape, index, validator.focus_nodes(shape, index)))
        usual = usual or taken
        print(f"{f'changed, seed {seed}' if seed else 'as it is':18} {sum(taken.values()):8.2f} s", flush=True)
        for name, seconds in taken.items():
            if seconds > JUMP * max(usual[name], MEASURABLE):
                told = f"seed {seed}: {name} takes {seconds:.2f} s, and {usual[name]:.2f} s on the real data"
                print(f"  {told}")
                found += [told] if seconds > LONG else []
    return found


def table(title: str, found: dict[int, Times]) -> list[str]:
    """Print the times by size and the power between the last two, what grows fastest first; gives what does so."""
    sizes = sorted(found)
    step = math.log(sizes[-1] / sizes[-2])
    rows = []
    for name in found[sizes[-1]]:
        times = [found[size].get(name, 0.0) for size in sizes]
        power = math.log(times[-1] / max(times[-2], 1e-4)) / step if times[-1] else 0.0
        rows.append((times[-1] >= MEASURABLE, power, times, name))
    print(f"\n{title:40} {'power':>6} " + " ".join(f"{size:>8}x" for size in sizes))
    for measurable, power, times, name in sorted(rows, reverse=True):
        shown = f"{power:6.2f}" if measurable else "     -"
        print(f"{name:40} {shown} " + " ".join(f"{taken:9.3f}" for taken in times), flush=True)
    totals = [sum(found[size].values()) for size in sizes]
    power = math.log(totals[-1] / totals[-2]) / step
    print(f"{'all of them':40} {power:6.2f} " + " ".join(f"{taken:9.3f}" for taken in totals))
    return [
        f"{title}: {name} grows with the power {power:.2f}" for fit, power, _, name in rows if fit and power > TOO_FAST
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", type=options.sizes(2), default="1,3,10", help="how many times the data, at least two"
    )
    parser.add_argument("--ways", type=options.some(grow.WAYS), default=",".join(grow.WAYS))
    parser.add_argument("--alone", action="store_true", help="look at nothing but shapes")
    parser.add_argument("--changed", type=int, default=0, help="change the real data at random so many times instead")
    given = parser.parse_args()
    if given.changed:
        if found := jumps(given.changed):
            sys.exit("\n".join(found))
        return
    projects.use(ROOT)
    gc.disable()  # as a check does
    too_fast: list[str] = []
    for way in given.ways:
        parts: dict[int, Times] = {}
        rules: dict[int, Times] = {}
        for size in given.sizes:
            with tempfile.TemporaryDirectory() as folder:
                projects.use(ROOT)
                grow.grown(Path(folder), size, way)
                parts[size], rules[size] = costs(Path(folder), given.alone)
        table(f"{way}: parts of the check", parts)
        too_fast += table(f"{way}: shapes", rules)
    if too_fast:
        sys.exit("\n".join(too_fast))


if __name__ == "__main__":
    main()
