"""What the server and its workers send each other."""

from __future__ import annotations

import errno
import gzip
import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Task = dict[str, Any]
_RIGHTS = (errno.EMFILE, errno.EACCES, errno.EPERM)  # what is told who has none, and may open nothing
_SMALL = 1024  # bytes below which compression gains nothing


@dataclass(frozen=True)
class WorkerConfig:
    """What a worker opens and what it may use: folders, megabytes of memory, rows of an answer."""

    folder: Path
    root: Path
    articles: Path | None
    digest: str
    memory: int
    rows: int


@dataclass(frozen=True)
class Reply:
    """What a worker answers: an HTTP status, a media type, the body, further headers, the number of rows if known.

    After its `last` a worker is asked no more: it has grown big, or the next may know what it did not.
    """

    status: int
    type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    rows: int | None = None
    last: bool = False


def plain(status: int, message: str) -> Reply:
    """A reply of one line of text."""
    return Reply(status, "text/plain", (" ".join(message.split()) + "\n").encode())


def refused(error: OSError) -> Reply:
    """What is told when the system refused something: 403 if it has to, since a worker may open nothing."""
    told = os.strerror(error.errno) if error.errno else "it cannot be read"
    if error.errno in _RIGHTS:
        return plain(403, f"queries may open no file and no connection ({told})")
    say(f"the system refused to answer: {type(error).__name__}: {error}")
    return plain(500, f"the system refused something that the answer needs: {told}; the log of the server has more")


def say(text: str) -> None:
    """Tell the keeper of the server something: a line of the log."""
    print(f"kgtools: {text}", file=sys.stderr, flush=True)


def compressed(reply: Reply, task: Task) -> Reply:
    """A reply as it is sent: compressed if the task says that it may be, and it is worth it."""
    if not task["gzip"] or len(reply.body) <= _SMALL:
        return reply
    body = gzip.compress(reply.body, 5, mtime=0)
    return replace(reply, body=body, headers={**reply.headers, "Content-Encoding": "gzip"})
