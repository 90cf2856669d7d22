"""Small queries, which the server answers itself: handing one to a worker and back takes longer than to answer it.

A query that a stranger sends runs here only if it is proved that it takes next to nothing (`kgtools.sparql.bounds`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.graph.store import opened
from kgtools.server.workers import sparql
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, compressed
from kgtools.sparql.bounds import MOST, SmallQueries, SmallQuery

_BEHIND = 15  # the priority of who reads a store: workers that have long been at something have 10


@dataclass(slots=True)
class SmallTask:
    """A task that takes next to nothing."""

    query: SmallQuery
    rows: int
    task: Task
    counts: Counter[str]

    def reply(self) -> Reply | None:
        """The reply that a worker would give; None if one has to be asked after all."""
        try:
            if (found := self.query.results()) is None:
                return None
            reply = sparql.written(found, self.rows, self.task, small=True)
        except (UsageError, RuntimeError, OSError):
            return None  # a worker says what is wrong
        if reply.status != 200:
            return None
        self.counts["small"] += 1
        return compressed(reply, self.task)


class Small:
    """Answers small queries over the store that the workers have open, once it has read it.

    How many is counted with what becomes of tasks.
    """

    def __init__(self, config: WorkerConfig, counts: Counter[str]) -> None:
        self._counts = counts
        self.follow(config)

    @property
    def ready(self) -> bool:
        """Whether the store has been read."""
        return self._queries is not None

    def begin(self, config: WorkerConfig, task: Task) -> SmallTask | None:
        """A task that is answered here, about to be; None if a worker has to be asked."""
        if config is not self._of:
            self.follow(config)
        if self._queries is None or config.rows < MOST or task["dataset"] is not None or "shacl#" in task["query"]:
            return None  # the description is asked for with terms of SHACL
        query = self._queries.read(task["query"])
        return SmallTask(query, config.rows, task, self._counts) if query is not None else None

    def answer(self, config: WorkerConfig, task: Task) -> Reply | None:
        """The reply that a worker would give; None if one has to be asked."""
        begun = self.begin(config, task)
        return begun.reply() if begun is not None else None

    def follow(self, config: WorkerConfig) -> None:
        """Begin to read the store that the workers have open."""
        self._of: WorkerConfig | None = config
        self._queries: SmallQueries | None = None
        self._reading = asyncio.create_task(self._read(config))

    def close(self) -> None:
        """Leave off reading the store; nothing is answered any more."""
        self._of, self._queries = None, None

    async def _read(self, config: WorkerConfig) -> None:
        try:
            with ThreadPoolExecutor(1) as alone:  # who ends the process waits for its threads
                going = partial(_open, config.folder, lambda: config is self._of)
                queries = await asyncio.get_running_loop().run_in_executor(alone, going)
        except (RuntimeError, OSError):
            return  # the workers say so
        if config is self._of:
            self._queries = queries


def _open(folder: Path, wanted: Callable[[], bool]) -> SmallQueries:
    """Read a store, on a thread of its own: on Linux that has a priority behind those who answer meanwhile."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a server that was started behind others stays there
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEHIND)
    return SmallQueries(opened(folder), wanted)
