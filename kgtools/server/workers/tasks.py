"""What the server and its workers send each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Task = dict[str, Any]


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
    """What a worker answers: an HTTP status, a media type, the body, further headers, the number of rows if known."""

    status: int
    type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    rows: int | None = None


def plain(status: int, message: str) -> Reply:
    """A reply of one line of text."""
    return Reply(status, "text/plain", (" ".join(message.split()) + "\n").encode())
