"""The worker: a process that holds the store open for reading and answers one task after the other.

What a stranger asks is parsed and run only here, never in the server itself. Before its first task
a worker gives up what no answer needs: it may open no further file and no connection, take no more
memory than it was allowed, and is ended by the system if it overruns its time. So a query that
brings its worker down harms nobody else.

A task is one line of JSON; a reply is one line of JSON followed by as many bytes as it says. (Not
pickle: what comes out of a worker is not to be trusted more than what went in.)
"""

from __future__ import annotations

import gzip
import json
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgtools.errors import TandemError

GRACE = 2  # seconds after which a worker ends itself, should the server have failed to end it
_SMALL = 1024  # bytes below which compression gains nothing

Task = dict[str, Any]


@dataclass(frozen=True)
class Opening:
    """What a worker opens and what it may use: folders, megabytes of memory, rows of an answer."""

    folder: Path
    root: Path
    articles: Path | None
    digest: str
    memory: int
    rows: int


@dataclass(frozen=True)
class Reply:
    """What a worker answers: an HTTP status, a media type, the body, further headers, the number of rows if known."""

    status: int
    type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    rows: int | None = None


def plain(status: int, message: str) -> Reply:
    """A reply of one line of text."""
    return Reply(status, "text/plain", (" ".join(message.split()) + "\n").encode())


def main(channel: socket.socket, opening: Opening) -> None:
    """Serve the other end of the channel until it is closed."""
    from kgtools.server.desk import Desk

    for stop in (signal.SIGINT, signal.SIGTERM):  # these are for the server, which ends its workers itself
        signal.signal(stop, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stream = channel.makefile("rwb")

    def send(head: dict[str, Any], body: bytes = b"") -> None:
        stream.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
        stream.flush()

    try:
        desk = Desk(opening)
    except (TandemError, OSError, RuntimeError) as error:
        send({"error": " ".join(str(error).split())})
        return
    before = _peak()
    _give_up_rights(opening.memory)
    send({"ready": True})
    try:
        for line in stream:
            task: Task = json.loads(line)
            signal.setitimer(signal.ITIMER_REAL, task["seconds"] + GRACE)
            reply = _answer(desk.answer, task)
            body, headers = reply.body, reply.headers
            if task["gzip"] and len(body) > _SMALL:
                body, headers = gzip.compress(body, 5, mtime=0), {**headers, "Content-Encoding": "gzip"}
            signal.setitimer(signal.ITIMER_REAL, 0)
            # A worker that once grew big may keep its memory, so it answers no more.
            last = _peak() - before > opening.memory / 2
            head = {"status": reply.status, "type": reply.type, "headers": headers, "rows": reply.rows, "last": last}
            send(head, body)
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(answer: Callable[[Task], Reply], task: Task) -> Reply:
    try:
        return answer(task)
    except MemoryError:
        return plain(413, "the query needs more memory than a query may have; ask for less")
    except RecursionError:
        return plain(400, "the query is nested too deeply")
    except Exception as error:  # a mistake of ours: the client gets a status, the log the reason
        print(f"kgtools: this should not happen: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return plain(500, "this should not happen; the log of the server has more")


def _peak() -> float:
    """The most memory that this process ever held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _give_up_rights(memory: int) -> None:
    """From here on: no new file, no new connection, and only so many more megabytes of memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + memory * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        pass  # elsewhere than on Linux the system sets no such bound
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
