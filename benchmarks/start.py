"""How long a question, a search and a build take from a cold start, as ratios to the bare imports.

Prints medians of whole processes, taken in turn so that a drifting machine does not favour one,
and their ratio to `python -c "import pyoxigraph, typer"`. Run it with: make bench
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 15
KGTOOLS = str(Path(sys.executable).parent / "kgtools")


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "imports": [sys.executable, "-c", "import pyoxigraph, typer"],
            "query": [KGTOOLS, "query", "documents-signed"],
            "search": [KGTOOLS, "search", "alliance"],
            "build": [KGTOOLS, "build", "-o", folder],
        }
        seconds([KGTOOLS, "build"])
        for command in commands.values():
            seconds(command)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    base = statistics.median(times["imports"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:8} {median:6.3f} s  {median / base:5.2f} times the imports")


if __name__ == "__main__":
    main()
