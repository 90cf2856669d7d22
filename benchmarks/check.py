"""How long a check takes, as ratios to pySHACL within one run, at 1, 5 and 10 times the data.

The project is replicated under renamed ids, and spoiled, so that there are results to compare. Times are
processor seconds of this process, so that other work on the machine does not count; the reading of
the shapes is in them, for pySHACL as for us. pySHACL runs where it needs a minute, not hours: the
core shapes at 1 time; --reference takes it further. Nothing is extrapolated.
Run it with: make bench, or python benchmarks/check.py [--sizes 1,10,30] [--reference 10] [--all]
"""

from __future__ import annotations

import argparse
import gc
import logging
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
from options import sizes

from kgtools import namespaces, ontology, projects
from kgtools.checks import check
from kgtools.checks.changes import State
from kgtools.claims import reader
from kgtools.graph import statements
from kgtools.shacl import pyshacl_reference, validator
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.shapes.parser import parse_shapes
from kgtools.shacl.vocabulary import SH

ROOT = Path(__file__).parent.parent
SPOILED = 100  # one triple in so many is lost, and one has the object of another
Outcome = TypeVar("Outcome")


def timed(action: Callable[[], Outcome]) -> tuple[float, Outcome]:
    gc.collect()
    begun = time.process_time()
    outcome = action()
    return time.process_time() - begun, outcome


def shapes_of(root: Path, core: bool) -> Shapes:
    files = []
    for path in sorted((root / "ontology" / "shapes").glob("*.ttl")):
        quads = tuple(ontology.parse_file(path, root))
        rules = {quad.object for quad in quads if quad.predicate.value == SH + "sparql"} if core else set()
        files.append((path.name, tuple(quad for quad in quads if rules.isdisjoint((quad.subject, quad.object)))))
    return parse_shapes(files)


def replicate(quads: set[ox.Quad], terms: set[ox.Quad], times: int) -> set[ox.Quad]:
    """The graph with every thing and claim several times under other names; ontology and codes stay as they are."""
    own = {quad.subject for quad in quads - terms} - {quad.subject for quad in terms}
    found = set(quads)
    for number in range(2, times + 1):

        def renamed(term: ox.Term, suffix: str = f"-copy-{number}") -> ox.Term:
            return ox.NamedNode(term.value + suffix) if isinstance(term, ox.NamedNode) and term in own else term

        copies = {term: renamed(term) for term in own}
        found.update(
            ox.Quad(copies.get(quad.subject, quad.subject), quad.predicate, copies.get(quad.object, quad.object))
            for quad in quads - terms
        )
    return found


def spoil(quads: set[ox.Quad], terms: set[ox.Quad]) -> set[ox.Quad]:
    """The graph with triples of all kinds lost or given the object of another, the same ones each time."""
    # pySHACL compares what cannot be compared (docs/shacl.md), so the values of these are left as they are.
    compared = {namespaces.term("earliest"), namespaces.term("latest")}
    compared |= {namespaces.prefixes()["oa"] + name for name in ("start", "end")}
    own = sorted((quad for quad in quads - terms if quad.predicate.value not in compared), key=str)
    lost = own[::SPOILED]
    wrong = own[SPOILED // 2 :: SPOILED]
    objects = [quad.object for quad in reversed(wrong)]
    changed = {ox.Quad(quad.subject, quad.predicate, value) for quad, value in zip(wrong, objects, strict=True)}
    return (quads - set(lost) - set(wrong)) | changed


def keys(results: list[Result]) -> Counter[tuple[object, ...]]:
    return Counter(
        (r.focus_node, str(r.path or ""), r.value, r.source_constraint_component, r.source_shape) for r in results
    )


def compare(name: str, quads: set[ox.Quad], with_reference: bool) -> float:
    """Print what the shapes cost in both engines; raises AssertionError if they do not find the same."""
    reading_shapes, shapes = timed(lambda: shapes_of(ROOT, name == "core"))
    loading, index = timed(lambda: GraphIndex(quads, asked=shapes.ask))
    taken, found = timed(lambda: list(validator.results(shapes, index)))
    taken += reading_shapes
    assert found, "there is nothing to compare"
    print(f"  {name:5} fast    {taken:8.2f} s, with loading {loading + taken:8.2f} s, {len(found)} results")
    if not with_reference:
        print(f"  {name:5} pySHACL not run at this size")
        return taken
    slow_loading, slow_data = timed(lambda: pyshacl_reference.to_rdflib(quads))
    slow, expected = timed(lambda: pyshacl_reference.evaluate(shapes, slow_data))
    other = (keys(found) - keys(expected)) + (keys(expected) - keys(found))
    assert not other, f"{other.total()} results in one engine only, such as {next(iter(other))}"
    print(f"  {name:5} pySHACL {slow:8.2f} s, with loading {slow + slow_loading:8.2f} s, the same results")
    print(f"  {name:5} ratio   {slow / taken:8.0f}   with loading {(slow + slow_loading) / (loading + taken):8.0f}")
    return taken


def one_row() -> None:
    """The check after one changed row against the whole check, both from the tables to the findings."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("data", "languages", "ontology"):
            shutil.copytree(ROOT / name, project / name)
        shutil.copy(ROOT / "project.yaml", project)
        cold, _ = timed(lambda: check.check(project))
        whole, _ = timed(lambda: check.check(project))
        state = State(project, None)
        table = sorted((project / "data" / "articles").glob("*/facts.csv"))[0]
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        taken = []
        for number in [n for n, line in enumerate(lines) if ",asserted," in line][:60:6]:
            lines[number] = lines[number].replace(",asserted,", ",planned,")
            table.write_text("".join(lines), encoding="utf-8")

            def again() -> None:
                state.update()
                state.report()

            taken.append(timed(again)[0])
        row = sorted(taken)[len(taken) // 2]
        print(f"one row: first check {cold:.2f} s, check again {whole:.2f} s, after one changed row {row:.3f} s:")
        print(f"  1/{cold / row:.0f} of the first check, 1/{whole / row:.0f} of a check again")


def main() -> None:
    projects.use(ROOT)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="run pySHACL on all shapes too; takes many minutes")
    parser.add_argument("--sizes", type=sizes(1), default="1,5,10", help="how many times the data")
    parser.add_argument("--reference", type=int, default=1, help="the largest size at which pySHACL runs")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    one_row()
    terms = ontology.load(ROOT)
    quads = statements.default(statements.quads(reader.load(ROOT, terms), terms))
    times: dict[str, list[tuple[int, float]]] = {"core": [], "all": []}
    for size in options.sizes:
        grown = spoil(replicate(quads, set(terms.quads), size), set(terms.quads))
        print(f"{size} times the data: {len(grown)} triples")
        small = size <= options.reference
        times["core"].append((len(grown), compare("core", grown, small)))
        times["all"].append((len(grown), compare("all", grown, small and options.all)))
    for name, found in times.items():
        steps = ", ".join(f"{triples / found[0][0]:.1f} times the triples: {taken / found[0][1]:.1f} times the time"
                          for triples, taken in found[1:])  # fmt: skip
        print(f"growth, {name}: {steps}")


if __name__ == "__main__":
    main()
