"""Small queries, which the server answers itself: handing one to a worker and back takes longer than to answer it.

A query that a stranger sends runs here only if it is proved that it takes next to nothing (`kgtools.sparql.bounds`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.graph.store import opened
from kgtools.server.workers import sparql
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, compressed
from kgtools.sparql.bounds import MOST, SmallQueries, SmallQuery


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
            # Who ends the process waits for its threads.
            queries = await asyncio.to_thread(_open, config.folder, lambda: config is self._of)
        except (RuntimeError, OSError):
            return  # the workers say so
        if config is self._of:
            self._queries = queries


def _open(folder: Path, wanted: Callable[[], bool]) -> SmallQueries:
    return SmallQueries(opened(folder), wanted)
