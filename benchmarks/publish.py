"""How publishing grows: every export and the site at 1, 10 and 100 times the data.

The graph is replicated under renamed ids, with all articles, things, claims and disagreements; dates, codes and the
ontology are shared, as they would be. Each export runs in a process of its own. Printed are its processor seconds,
its peak of memory, and the exponent by which both grow with the data: 1.0 is linear. Only these ratios within one run
count. Of the site a share of the pages is written, as many of each kind, and the time of all is extrapolated from it;
pages of which there are few, and what all pages draw on, are measured whole.
Run it with: make bench, or python benchmarks/publish.py [--factors 1,10,100] [--formats turtle,site] [--pages 40]
"""

from __future__ import annotations

import argparse
import json
import math
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import options  # noqa: E402

from kgtools import projects  # noqa: E402

_SHARED = re.compile(r"(?:date|code|dataset|edge)/.*|ontology.*")
_NAMED = re.compile(r"(id/[^/]+/|claim/|evidence/|passage/|graph/|article/|disagreement/|target/|text/[^/]+/|"
                    r"mapping/[^/]+/|cell/indicator\.|origin/[^/]+/)([^/#]+)(.*)")  # fmt: skip
_GB = 2**30


# -- the data -----------------------------------------------------------------------------------------


def replicated(quads: Sequence[ox.Quad], factor: int) -> Iterator[ox.Quad]:
    """A graph so many times, each copy under names of its own."""
    from kgtools import namespaces

    yield from quads
    terms = {term for quad in quads for term in (*quad.triple, quad.graph_name) if isinstance(term, ox.NamedNode)}
    own = {
        term: term.value.removeprefix(namespaces.base()) for term in terms if term.value.startswith(namespaces.base())
    }
    for number in range(2, factor + 1):
        copies: dict[object, ox.NamedNode] = {
            term: ox.NamedNode(f"{namespaces.base()}{found[1]}{found[2]}-copy-{number}{found[3]}")
            for term, path in own.items()
            if not _SHARED.fullmatch(path) and (found := _NAMED.fullmatch(path))
        }
        for quad in quads:
            yield ox.Quad(
                copies.get(quad.subject, quad.subject),
                quad.predicate,
                copies.get(quad.object, quad.object),
                copies.get(quad.graph_name, quad.graph_name),
            )  # type: ignore[arg-type]


# -- what is measured, in a process of its own --------------------------------------------------------


def export(store: ox.Store, format: str, folder: Path) -> None:
    """Write an export as the command does."""
    from kgtools.publish import export, tables
    from kgtools.publish.linked_data import formats
    from kgtools.publish.selection import Scope, select

    chosen = select(store, Scope())
    if format in tables.FORMATS:
        tables.write(format, chosen, folder / ("tables.db" if format == "sqlite" else "tables"))
    else:
        export.export(chosen, format, formats.context(ROOT), folder / "out")


def site(store: ox.Store, pages: int, folder: Path) -> dict[str, float]:
    """The seconds of all pages of a site by kind, and those of what they draw on; a share of each kind is written."""
    from kgtools.portal.contents import Contents
    from kgtools.portal.folder import site
    from kgtools.portal.portal import Portal
    from kgtools.views import dataset

    # Copies of articles are described by the article.yaml of the article that they are copies of.
    described = dataset._described
    dataset._described = lambda project, article: described(project, re.sub(r"-copy-\d+$", "", article))
    begun = time.process_time()
    portal = Portal(Contents.read(ROOT, store))
    kinds: dict[str, list[str]] = {}
    for path in portal.paths():
        first, _, rest = path.partition("/")
        kinds.setdefault(f"{first}/{rest.partition('/')[0]}" if first == "id" else first, []).append(path)
    found = {"what all draw on": time.process_time() - begun}
    for kind, paths in sorted(kinds.items()):
        first, rest = paths[:1], paths[1:]
        share = rest[:: -(-len(rest) // pages)] if len(rest) > pages else rest
        begun = time.process_time()
        site._share(portal, folder, first)  # brings along what the others of its kind draw on
        between = time.process_time()
        site._share(portal, folder, share)
        of_all = (time.process_time() - between) * (len(rest) / len(share) if share else 0)
        found[f"{kind} ({len(paths)})"] = between - begun + of_all
    return found


def child(what: str, pages: int, place: Path) -> None:
    """Measure one thing and print it as JSON."""
    from kgtools.graph.store import select  # noqa: F401 (what every command imports)

    store = ox.Store.read_only(str(place))
    parts: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        if what == "site":
            parts = site(store, pages, Path(folder))
        else:
            export(store, what, Path(folder))
        seconds = sum(parts.values()) if parts else time.process_time() - begun
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "size": size, "parts": parts}))


# -- the run ------------------------------------------------------------------------------------------


def main() -> None:
    projects.use(ROOT)
    from kgtools.cli.publish.export import EXPORTS
    from kgtools.graph import build

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--factors", type=options.sizes(1), default="1,10,100", help="how many times the data")
    formats = (*EXPORTS, "site")
    parser.add_argument("--formats", type=options.some(formats), default=",".join(formats), help="exports, or site")
    parser.add_argument("--pages", type=int, default=40, help="pages of each kind that are written of a site")
    parser.add_argument("--child", nargs=2, metavar=("WHAT", "STORE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], given.pages, Path(given.child[1]))
        return
    quads, _ = build.read(ROOT)
    measured: dict[str, dict[int, dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for factor in given.factors:
            place = Path(folder) / str(factor)
            store = ox.Store(str(place))
            store.bulk_extend(replicated(quads, factor))
            store.optimize()
            print(f"{factor} times the data: {len(store)} statements", flush=True)
            del store
            for what in given.formats:
                found = _measured(what, place, given.pages)
                if found is not None:
                    measured.setdefault(what, {})[factor] = found
                    _tell(what, factor, measured[what])


def _measured(what: str, place: Path, pages: int) -> dict[str, object] | None:
    command = [sys.executable, __file__, "--child", what, str(place), "--pages", str(pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  {what:17} failed: {(done.stderr.strip().splitlines() or [str(done.returncode)])[-1]}", flush=True)
        return None
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def _tell(what: str, factor: int, measured: dict[int, dict[str, object]]) -> None:
    now = measured[factor]
    line = f"  {what:17} {now['seconds']:8.1f} s  peak {now['peak'] / _GB:6.2f} GB  written {now['size'] / 1e6:8.1f} MB"  # type: ignore[operator]
    before = [other for other in measured if other < factor]
    if before:
        other = before[-1]
        grown = {key: _exponent(measured[other][key], now[key], factor / other) for key in ("seconds", "peak")}
        line += f"  from {other} to {factor} times: time ^{grown['seconds']:.2f}, memory ^{grown['peak']:.2f}"
    print(line, flush=True)
    if what == "site":
        for part, seconds in sorted(now["parts"].items(), key=lambda each: -each[1])[:8]:  # type: ignore[attr-defined]
            print(f"      {seconds:8.1f} s  {part}", flush=True)


def _exponent(before: object, now: object, factor: float) -> float:
    return math.log(float(str(now)) / float(str(before))) / math.log(factor)


if __name__ == "__main__":
    main()
