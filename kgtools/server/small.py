"""Small queries, which the server answers itself: handing one to a worker and back takes longer than to answer it.

A query that a stranger sends runs here only if it is proved that it takes next to nothing (`kgtools.sparql.bounds`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.graph.store import opened
from kgtools.server.workers import sparql
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, compressed
from kgtools.sparql.bounds import MOST, SmallQueries


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

    def answer(self, config: WorkerConfig, task: Task) -> Reply | None:
        """The reply that a worker would give; None if one has to be asked."""
        if config is not self._of:
            self.follow(config)
        if self._queries is None or config.rows < MOST or task["dataset"] is not None or "shacl#" in task["query"]:
            return None  # the description is asked for with terms of SHACL
        try:
            if (found := self._queries.results(task["query"])) is None:
                return None
            reply = sparql.written(found, config.rows, task, small=True)
        except (UsageError, RuntimeError, OSError):
            return None  # a worker says what is wrong
        if reply.status != 200:
            return None
        self._counts["small"] += 1
        return compressed(reply, task)

    def follow(self, config: WorkerConfig) -> None:
        """Begin to read the store that the workers have open."""
        self._of = config
        self._queries: SmallQueries | None = None
        self._reading = asyncio.create_task(self._read(config))

    async def _read(self, config: WorkerConfig) -> None:
        try:
            queries = await asyncio.to_thread(_open, config.folder)
        except (RuntimeError, OSError):
            return  # the workers say so
        if config is self._of:
            self._queries = queries


def _open(folder: Path) -> SmallQueries:
    return SmallQueries(opened(folder))
