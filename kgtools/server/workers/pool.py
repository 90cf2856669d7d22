"""The pool: keeps worker processes ready, hands them tasks, ends those that overrun and starts new ones.

There are `size` places for quick tasks. A task that is still running after `PATIENCE` seconds moves,
with its worker, to one of as many places for slow tasks, at lower priority, and a fresh worker takes
its quick place: long queries do not delay short ones. (No way is known to stop a query in Oxigraph
but to end its process; starting another takes some ten milliseconds.)
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import socket
import sys
from collections import deque
from collections.abc import Coroutine
from typing import Any

from kgtools.errors import UsageError
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, plain

PATIENCE = 0.5  # seconds after which a task counts as slow
START = 60.0  # seconds that a worker may take to open the store
_LINE = 2**20  # the longest first line of a reply, in bytes
_context = multiprocessing.get_context("forkserver")
_PRELOAD = [
    "kgtools.server.workers.worker",
    "kgtools.server.workers.pool",
]  # imported once, before workers are forked off


class Busy(Exception):
    """All workers are taken and as many tasks wait as may wait."""


def _run_worker(channel: socket.socket, config: WorkerConfig) -> None:
    """What a worker process does. The server itself never imports what answers take."""
    from kgtools.server.workers import worker

    worker.run(channel, config)


class _WorkerProcess:
    """One worker process and the channel to it."""

    def __init__(self, config: WorkerConfig) -> None:
        self.config = config
        self._ours, theirs = socket.socketpair()
        self.process = _context.Process(target=_run_worker, args=(theirs, config), daemon=True)
        try:
            self.process.start()
        except BaseException:
            self._ours.close()
            raise
        finally:
            theirs.close()

    async def ready(self) -> None:
        """Wait until the worker has opened the store; raises UsageError with the reason if it cannot."""
        self._reader, self._writer = await asyncio.open_connection(sock=self._ours, limit=_LINE)
        try:
            head, _ = await asyncio.wait_for(self._read(), START)
        except (TimeoutError, EOFError):
            head = {"error": "a worker could not be started"}
        if "error" in head:
            await self.end()
            raise UsageError(head["error"])

    @property
    def alive(self) -> bool:
        return not self._reader.at_eof()

    async def ask(self, task: Task) -> tuple[dict[str, Any], bytes]:
        """The reply to a task. Raises EOFError if the worker ends first."""
        try:
            self._writer.write(json.dumps(task).encode() + b"\n")
            await self._writer.drain()
            return await self._read()
        except ConnectionError:
            raise EOFError from None

    async def _read(self) -> tuple[dict[str, Any], bytes]:
        try:
            line = await self._reader.readline()
            if not line:
                raise EOFError
            head = json.loads(line)
            return head, await self._reader.readexactly(head["length"])
        except asyncio.IncompleteReadError:
            raise EOFError from None

    def lower_priority(self) -> None:
        """Let other processes go first."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid or 0, 10)

    async def end(self) -> int | None:
        """End the process and return its exit code, negative for a signal."""
        self._writer.close()
        if self.process.exitcode is None:
            self.process.kill()
            await asyncio.to_thread(self.process.join, 5)
        return self.process.exitcode


class Pool:
    """Workers over one store, which can be swapped for a newer one while tasks run."""

    def __init__(self, config: WorkerConfig, size: int, queue: int, patience: float = PATIENCE) -> None:
        self.config = config
        self._size, self._queue, self._patience = size, queue, patience
        self._idle: list[_WorkerProcess] = []
        self._taken: set[_WorkerProcess] = set()
        self._waiting: deque[asyncio.Future[_WorkerProcess]] = deque()
        self._slow = 0
        self._background_tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def open(self) -> None:
        """Start the workers; raises UsageError if the first cannot open the store."""
        _context.set_forkserver_preload(_PRELOAD)
        self._idle.append(await _start_worker(self.config))
        for _ in range(self._size - 1):
            self._in_background(self._start())

    async def ask(self, task: Task, seconds: float) -> Reply:
        """The reply to a task that may run for so many seconds, whatever becomes of its worker.

        Raises Busy if the task cannot even wait.
        """
        worker = await self._take(seconds)
        answer = asyncio.create_task(worker.ask({**task, "seconds": seconds}))
        slow = reusable = False
        try:
            await asyncio.wait({answer}, timeout=min(self._patience, seconds))
            if not answer.done() and seconds > self._patience:
                if self._slow < self._size:
                    slow = True
                    self._slow += 1
                    worker.lower_priority()
                    self._in_background(self._start())
                await asyncio.wait({answer}, timeout=seconds - self._patience)
            if not answer.done():
                return plain(503, f"the query ran longer than {seconds:g} s and was stopped; ask for less at a time")
            head, body = answer.result()
            reusable = not slow and not head["last"]
            return Reply(head["status"], head["type"], body, head["headers"], head["rows"])
        except EOFError:
            return _exit_reply(await worker.end())
        finally:
            answer.cancel()
            self._taken.discard(worker)
            if slow:
                self._slow -= 1
            if reusable:
                self._release(worker)
            else:
                self._in_background(self._stop(worker, replace=not slow))

    async def swap(self, config: WorkerConfig) -> None:
        """Answer from a newer store from now on; tasks under way end on the old one, whose folder goes.

        Raises UsageError, and stays with the old one, if the new one cannot be opened.
        """
        await (await _start_worker(config)).end()
        old, self.config = self.config, config
        idle, self._idle = self._idle, []
        for each in idle:
            self._in_background(self._stop(each))
        shutil.rmtree(old.folder, ignore_errors=True)  # a worker has open what it needs

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        for task in list(self._background_tasks):
            task.cancel()
        await asyncio.gather(*self._background_tasks, return_exceptions=True)
        await asyncio.gather(*(each.end() for each in (*self._idle, *self._taken)), return_exceptions=True)
        shutil.rmtree(self.config.folder, ignore_errors=True)

    async def _take(self, seconds: float) -> _WorkerProcess:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive and worker.config is self.config:
                self._taken.add(worker)
                return worker
            self._in_background(self._stop(worker))
        if len(self._waiting) >= self._queue:
            raise Busy
        place: asyncio.Future[_WorkerProcess] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(seconds):
                return await place
        except BaseException as reason:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done() and not place.cancelled():  # a worker came at the very moment
                self._taken.discard(place.result())
                self._release(place.result())
            if isinstance(reason, TimeoutError):
                raise Busy from None
            raise

    def _release(self, worker: _WorkerProcess) -> None:
        """Give a worker to the task that has waited longest, or keep it for the next."""
        if self._closed or not worker.alive or worker.config is not self.config:
            self._in_background(self._stop(worker))
            return
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                self._taken.add(worker)
                place.set_result(worker)
                return
        self._idle.append(worker)

    async def _stop(self, worker: _WorkerProcess, replace: bool = True) -> None:
        if replace:
            self._in_background(self._start())
        await worker.end()

    async def _start(self) -> None:
        """Start a worker for a free place, and try again until there is one."""
        while not self._closed:
            try:
                self._release(await _start_worker(self.config))
                return
            except (UsageError, OSError) as error:
                print(f"kgtools: cannot start a worker, will try again: {error}", file=sys.stderr, flush=True)
                await asyncio.sleep(1)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        if self._closed:
            work.close()
            return
        task = asyncio.create_task(work)
        self._background_tasks.add(task)
        task.add_done_callback(self._background_tasks.discard)


async def _start_worker(config: WorkerConfig) -> _WorkerProcess:
    worker = await asyncio.to_thread(_WorkerProcess, config)
    await worker.ready()
    return worker


def _exit_reply(code: int | None) -> Reply:
    """The reply to the client whose query brought its worker down."""
    if code == -signal.SIGABRT or code == -signal.SIGKILL:
        return plain(413, "the query needs more memory than a query may have; ask for less")
    if code in (-signal.SIGSEGV, -signal.SIGBUS):
        return plain(400, "the query is nested too deeply to be read")
    return plain(503, "the query was stopped")
