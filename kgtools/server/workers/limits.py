"""The limits of a worker: memory, time, and the rights it gives up.

A worker may open no file and no connection, take no more memory than it was allowed, and is ended by
the system if it overruns its time.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

GRACE = 2  # seconds after which a worker ends itself, should the server have failed to end it


def peak_memory() -> float:
    """The most memory that this process ever held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def give_up_rights(memory: int) -> None:
    """From here on: no new file, no new connection, and only so many more megabytes of memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + memory * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        pass  # elsewhere than on Linux the system sets no such bound
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
