"""A build in shards by article, made by several runners, against one build; and what 100,000 articles would cost.

The project is made so many times as large as in `grow.py`. A shard is the command `kgtools build ARTICLE... -o FOLDER`,
which any runner can map over lists of articles; `kgtools build -o FOLDER` puts the parts together. Runners here are
processes started by Python, `make`, and a bag of Dask (`pip install dask`) where there is one. The outputs must be the
same, byte for byte, whatever made the shards. Prints processor time and, from its coefficients, an estimate.

Run it with: python benchmarks/shards.py [--size 4] [--way apart] [--articles 5] [--runners processes,make,dask]
"""

from __future__ import annotations

import argparse
import filecmp
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import grow  # noqa: E402
import options  # noqa: E402

from kgtools import files, projects  # noqa: E402
from kgtools.graph import build  # noqa: E402

MANY = 100_000  # the articles of the estimate
Shard = list[str]  # a command


def run(shard: Shard) -> None:
    subprocess.run(shard, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)})


def processes(shards: list[Shard], _: Path) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, shards))


def make(shards: list[Shard], folder: Path) -> None:
    rules = "".join(f"{number}:\n\t@{' '.join(shard)} >/dev/null\n" for number, shard in enumerate(shards))
    names = " ".join(map(str, range(len(shards))))
    (folder / "shards.mk").write_text(f".PHONY: all {names}\nall: {names}\n{rules}", encoding="utf-8")
    run(["make", f"-j{os.cpu_count()}", "-f", str(folder / "shards.mk"), "all"])


def dask(shards: list[Shard], _: Path) -> None:
    from dask import bag

    bag.from_sequence(shards, npartitions=len(shards)).map(run).compute(scheduler="threads")


RUNNERS: dict[str, Callable[[list[Shard], Path], None]] = {"processes": processes, "make": make, "dask": dask}


def seconds(work: Callable[[], None]) -> float:
    """Processor time of the processes that some work starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=4, help="how many times the data")
    parser.add_argument("--way", choices=grow.WAYS, default="apart")
    parser.add_argument("--articles", type=int, default=5, help="of a shard")
    installed = ",".join(name for name in RUNNERS if name != "dask" or find_spec("dask"))
    parser.add_argument("--runners", type=options.some(RUNNERS), default=installed)
    given = parser.parse_args()
    projects.use(ROOT)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        project = folder / "project"
        project.mkdir()
        grow.grown(project, given.size, given.way)
        articles = [path.name for path in files.article_folders(project)]
        command = [sys.executable, "-m", "kgtools", "build", "--root", str(project), "-o"]
        whole = seconds(lambda: run([*command, str(folder / "whole")]))
        again = seconds(lambda: run([*command, str(folder / "whole")]))
        quads = int(build.manifest(folder / "whole")["quads"])
        print(f"{len(articles)} articles, {quads:,} quads: one build {whole:.2f} s, once more {again:.2f} s")
        for name in given.runners:
            out = folder / name
            shards = [
                [*command, str(out), *articles[start : start + given.articles]]
                for start in range(0, len(articles), given.articles)
            ]
            made = seconds(lambda shards=shards, name=name: RUNNERS[name](shards, folder))  # type: ignore[misc]
            merged = seconds(lambda out=out: run([*command, str(out)]))  # type: ignore[misc]
            outputs = sorted(
                path.name for path in (folder / "whole").glob("*.[nt]*") if path.suffix in (".nq", ".trig")
            )
            _, different, missing = filecmp.cmpfiles(folder / "whole", out, outputs, shallow=False)
            if different or missing or len(outputs) != 2:
                sys.exit(f"{name}: other bytes than one build gives: {different or missing or outputs}")
            print(f"{name:10} {len(shards)} shards {made:.2f} s, put together {merged:.2f} s: the same bytes")
        _estimate(len(articles), quads, made, merged, folder / name / "parts")


def _estimate(articles: int, quads: int, made: float, merged: float, parts: Path) -> None:
    """What many articles would cost at what these cost, if they are about other things."""
    disk = sum(path.stat().st_size for path in parts.iterdir())
    times = MANY / articles
    print(
        f"{MANY:,} such articles: {quads * times / 1e9:.2f} billion quads; shards {made * times / 3600:.1f} processor "
        f"hours on as many machines as there are, parts {disk * times / 1e9:.0f} GB; put together on one machine "
        f"{merged * times / 3600:.1f} processor hours, while the claims fit its memory"
    )


if __name__ == "__main__":
    main()
