"""The limits of a worker: memory, time, and the rights it gives up.

A worker may open no file and no connection, take no more memory than it was allowed, and is ended by
the system if it overruns its time.
"""

from __future__ import annotations

import resource
import sys
import time
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


def processor_time(process: int) -> float:
    """The seconds of processor time that a process has used; where the system does not tell, those that passed.

    A process that had to wait for others on a busy machine is not blamed for it.
    """
    if sys.platform == "linux":
        try:
            return time.clock_gettime(~process << 3 | 2)  # the clock that clock_getcpuclockid(3) names
        except OSError:
            return 0.0  # it has ended
    return time.monotonic()
