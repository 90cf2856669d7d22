"""What keeps a query that somebody wrote for themselves from doing more to this process than answering."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtools import projects
from kgtools.errors import UsageError

LONG = 8000  # characters; what is shorter cannot be nested so deeply that reading it ends the process
NOTHING_OPENS = "queries may open no file and no connection"
_TRIAL = """
import sys
sys.path.append(sys.argv[1])
from kgtools.errors import UsageError
from pathlib import Path
from kgtools import projects
from kgtools.sparql import execute
import pyoxigraph as ox
projects.use(Path(sys.argv[2]))
try:
    execute.results(ox.Store(), sys.stdin.buffer.read().decode())
except (UsageError, RuntimeError):
    pass
"""


@contextmanager
def confined() -> Iterator[None]:
    """Meanwhile this process, with all its threads, can open nothing. Raises UsageError for what tries to.

    Where the system sets no such bound (Windows), that SERVICE is refused must do.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    except OSError:
        raise UsageError(NOTHING_OPENS) from None
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def refuse_too_deep(sparql: str, file: str) -> None:
    """Raises UsageError for a query so deeply nested that the library's parser overflows, which ends its process.

    A long query is therefore read by another process first.
    """
    if len(sparql) <= LONG:
        return
    package = str(Path(__file__).parent.parent.parent)
    # -P: nothing is imported from the folder one is in
    command = [sys.executable, "-P", "-c", _TRIAL, package, str(projects.in_use().root)]
    done = subprocess.run(command, input=sparql.encode(errors="replace"), capture_output=True, check=False)
    if done.returncode < 0 or done.returncode >= 0x80000000:  # how Windows tells of it
        raise UsageError(f"{file} is nested too deeply to be read")
