"""Answers queries beside each other, on as many threads as there are processors, each within a limit of time.

Oxigraph lets go of Python's lock while it looks for solutions. It cannot be stopped; so a query that takes too long
is left to itself, on a thread that ends with the process.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Protocol

import pyoxigraph as ox

from kgtools.shacl.sparql.queries import Rows, SparqlQuery

LIMIT = 600.0  # seconds for a query, unless somebody says otherwise
_LOOK = 0.2  # seconds from one look at the clock to the next, while an answer is awaited


class Asker(Protocol):
    """Who puts a query: a shape."""

    @property
    def source(self) -> str: ...
    @property
    def name(self) -> str: ...


class TooLongError(Exception):
    """A query that was not answered in time; `asker` is who put it."""

    def __init__(self, asker: Asker, limit: float) -> None:
        super().__init__(f"a query that takes longer than {limit:g} seconds")
        self.asker = asker


class _Answer:
    """What a query gives, once it is there."""

    def __init__(self, asker: Asker, query: SparqlQuery, store: ox.Store, graphs: Mapping[str, ox.NamedNode]) -> None:
        self.asker, self.query, self.store, self.graphs = asker, query, store, graphs
        self.given = threading.Event()
        self.begun = 0.0
        self.rows: Rows = []
        self.error: BaseException | None = None


_Tasks = SimpleQueue[_Answer | None]


class Answers:
    """Queries and their answers: those begun ahead, and others at once."""

    def __init__(self, limit: float = LIMIT) -> None:
        self.limit = limit
        self._ahead: dict[tuple[object, ...], _Answer] = {}
        self._tasks: _Tasks = SimpleQueue()
        self._running: list[_Answer] = []
        self._threads = 0

    def begin(
        self, asker: Asker, query: SparqlQuery, store: ox.Store, graphs: Mapping[str, ox.NamedNode]
    ) -> None:  # fmt: skip
        """Have a query answered, of which the answer will be asked for later."""
        self._ahead[_key(query, graphs)] = self._put(asker, query, store, graphs)

    def solutions(
        self, asker: Asker, query: SparqlQuery, store: ox.Store, graphs: Mapping[str, ox.NamedNode]
    ) -> Rows:  # fmt: skip
        """The solutions of a query. Raises TooLongError if it, or one that it waits for, is not answered in time."""
        answer = self._ahead.pop(_key(query, graphs), None) or self._put(asker, query, store, graphs)
        while not answer.given.wait(min(_LOOK, self.limit)):
            now = time.monotonic()
            for one in (*self._running,):
                if now - one.begun > self.limit:
                    raise TooLongError(one.asker, self.limit)
        if answer.error is not None:
            raise answer.error
        return answer.rows

    def _put(
        self, asker: Asker, query: SparqlQuery, store: ox.Store, graphs: Mapping[str, ox.NamedNode]
    ) -> _Answer:  # fmt: skip
        answer = _Answer(asker, query, store, graphs)
        self._tasks.put(answer)
        if self._threads < (os.cpu_count() or 1):
            self._threads += 1
            threading.Thread(target=_work, args=(self._tasks, self._running), daemon=True).start()
            weakref.finalize(self, self._tasks.put, None)
        return answer


def _key(query: SparqlQuery, graphs: Mapping[str, ox.NamedNode]) -> tuple[object, ...]:
    return id(query), *graphs.items()


def _work(tasks: _Tasks, running: list[_Answer]) -> None:
    """Answer queries until there will be none any more."""
    while (answer := tasks.get()) is not None:
        answer.begun = time.monotonic()
        running.append(answer)
        try:
            answer.rows = answer.query.solutions(answer.store, answer.graphs)
        except BaseException as error:  # whoever waits for the answer raises it
            answer.error = error
        running.remove(answer)
        answer.given.set()
        del answer
