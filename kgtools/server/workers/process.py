"""The worker processes as the server sees them: a template that has everything read, and workers forked off from it.

Reading a graph takes a second and more, forking some milliseconds; and what the template has read, its workers share.
The template itself is never asked anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import signal
import socket
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from kgtools.errors import UsageError
from kgtools.graph.store import opened
from kgtools.server.workers.limits import processor_time
from kgtools.server.workers.tasks import Task, WorkerConfig, say

START = 60.0  # seconds that the template may take to read the graph, and a worker to be forked off
_LARGE = 2**20  # bytes of an answer, of which one at a time is taken over
# Queries take and free many small pieces of memory. The C library keeps seven of each size at hand, and with more they
# take a fifth less time; of other systems none reads it.
_ALLOCATOR = "glibc.malloc.tcache_count=1000"
_context = multiprocessing.get_context("spawn")
Told = tuple[dict[str, Any], bytes]  # what a worker says first, and the body of its answer


def _run_template(control: socket.socket, config: WorkerConfig) -> None:
    """What the template does. The server itself never imports what answers take."""
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(opened, config.folder, say)  # while all that answers take is imported
        from kgtools.server.workers import worker

    worker.template(control, config, opening)


class Template:
    """The process from which workers over one graph are forked off. `warm` is called when it has read all it can."""

    def __init__(self, config: WorkerConfig, warm: Callable[[], None]) -> None:
        self.config = config
        self._warm = warm
        self._ours, theirs = socket.socketpair()
        self._listening: asyncio.Task[None] | None = None
        self._forked: deque[asyncio.Future[int]] = deque()
        self._ended: dict[int, asyncio.Future[int | None]] = {}
        self._process = _context.Process(target=_run_template, args=(theirs, config), daemon=True)
        try:
            self._process.start()
        except BaseException:
            self._ours.close()
            raise
        finally:
            theirs.close()

    @classmethod
    async def start(cls, config: WorkerConfig, warm: Callable[[], None]) -> Template:
        """A template that has read the graph. Raises UsageError with the reason if it cannot."""
        os.environ.setdefault("GLIBC_TUNABLES", _ALLOCATOR)
        template = await asyncio.to_thread(cls, config, warm)
        try:
            await template._opened()
        except BaseException:
            await template.end()
            raise
        return template

    async def _opened(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(sock=self._ours)
        try:
            line = await asyncio.wait_for(self._reader.readline(), START)
        except TimeoutError:
            line = b""
        told = json.loads(line or b'{"error": "the process that reads the graph has ended"}')
        if "error" in told:
            raise UsageError(told["error"])
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            told = json.loads(line)
            if "forked" in told and self._forked:
                self._ended[told["forked"]] = asyncio.get_running_loop().create_future()
                self._forked.popleft().set_result(told["forked"])
            elif "ended" in told and told["ended"] in self._ended:
                self._ended[told["ended"]].set_result(told["code"])
            elif "warm" in told:
                self._warm()
        open_ones: list[asyncio.Future[Any]] = [*self._forked, *self._ended.values()]
        for waiting in open_ones:
            if not waiting.done():
                waiting.cancel()
        await asyncio.to_thread(self._process.join, 5)  # or the system keeps what has ended until another is started

    @property
    def alive(self) -> bool:
        """Whether workers can be forked off."""
        return self._listening is not None and not self._listening.done() and not self._reader.at_eof()

    async def fork(self) -> WorkerProcess:
        """A new worker. Raises UsageError if there can be none."""
        ours, theirs = socket.socketpair()
        try:
            forked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            self._forked.append(forked)
            with theirs:
                socket.send_fds(self._ours, [b"f"], [theirs.fileno()])
            number = await asyncio.wait_for(asyncio.shield(forked), START)
            _, channel = await asyncio.get_running_loop().create_connection(_Channel, sock=ours)
        except (OSError, TimeoutError, asyncio.CancelledError) as error:
            ours.close()
            if isinstance(error, asyncio.CancelledError) and not forked.cancelled():
                raise
            raise UsageError("no worker can be forked off: the process that has read the graph has ended") from None
        return WorkerProcess(number, channel, self)

    async def ending(self, number: int) -> int | None:
        """The exit code of a worker, negative for a signal; None if nobody knows."""
        ended = self._ended.get(number)
        if ended is None or not self.alive:
            return None
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            return await asyncio.wait_for(asyncio.shield(ended), 5)
        return None

    def kill(self, number: int) -> None:
        """End a worker at once, if it has not ended: then its number may be another's."""
        if number in self._ended and not self._ended[number].done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def forget(self, number: int) -> None:
        """Remember nothing more of a worker."""
        self._ended.pop(number, None)

    def retire(self) -> None:
        """Let the process end as soon as its last worker has ended."""
        with contextlib.suppress(OSError):
            self._ours.shutdown(socket.SHUT_WR)

    async def end(self) -> None:
        """End the process at once; its workers end when nobody speaks to them any more."""
        if self._listening is not None:
            self._listening.cancel()
        if hasattr(self, "_writer"):
            self._writer.close()
        self._ours.close()
        if self._process.exitcode is None:
            self._process.kill()
        await asyncio.to_thread(self._process.join, 5)


class _Channel(asyncio.Protocol):
    """Takes the replies of a worker: a line of JSON, then as many bytes as it says."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.closed = False
        self._taken = bytearray()
        self._head: dict[str, Any] | None = None
        self._reply: asyncio.Future[Told] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # a loop may have a class of its own

    def data_received(self, data: bytes) -> None:
        self._taken += data
        if self._head is None:
            line, end, rest = bytes(self._taken).partition(b"\n")
            if not end:
                return
            self._head, self._taken = json.loads(line), bytearray(rest)
            if self._head["length"] > _LARGE:
                self.transport.pause_reading()
                self._in_turn = asyncio.create_task(self._take_over())
        if len(self._taken) >= self._head["length"] and self._reply is not None and not self._reply.done():
            self._reply.set_result((self._head, bytes(self._taken)))
            self._taken = bytearray()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(EOFError())

    def ask(self, task: Task, large: asyncio.Lock) -> asyncio.Future[Told]:
        """Send a task; its reply comes. EOFError comes instead if the worker ends first."""
        self._taken, self._head, self._large = bytearray(), None, large
        self._reply = asyncio.get_running_loop().create_future()
        if self.closed:
            self._reply.set_exception(EOFError())
        else:
            self.transport.write(json.dumps(task).encode() + b"\n")
        return self._reply

    async def _take_over(self) -> None:
        """Read on when it is the turn of this answer, until it is there or nobody waits for it any more."""
        async with self._large:
            self.transport.resume_reading()
            if self._reply is not None:
                await asyncio.wait({self._reply})


class WorkerProcess:
    """One worker process and the channel to it."""

    def __init__(self, number: int, channel: _Channel, template: Template) -> None:
        self._number, self._channel, self.template = number, channel, template

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._channel.closed

    def ask(self, task: Task, large: asyncio.Lock) -> asyncio.Future[Told]:
        """Send a task; its reply comes, its first line and its body, or EOFError if the worker ends first."""
        return self._channel.ask(task, large)

    def processor_time(self) -> float:
        """The seconds of processor time that it has used."""
        return processor_time(self._number)

    def lower_priority(self) -> None:
        """Let other processes go first."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._number, 10)

    async def end(self) -> int | None:
        """End the process and return its exit code, negative for a signal."""
        self._channel.transport.abort()
        self.template.kill(self._number)
        code = await self.template.ending(self._number)
        self.template.forget(self._number)
        return code


class Forks:
    """Forks off workers from a template, which is replaced if it was killed. `warm` is called when one has read more.

    `trouble` says what keeps workers from starting; it is empty if nothing does.
    """

    def __init__(self, config: WorkerConfig, log: Callable[[str], None], warm: Callable[[], None]) -> None:
        self.config, self.trouble = config, ""
        self._log, self._warm = log, warm
        self._template: Template | None = None
        self._renewing = asyncio.Lock()

    async def open(self) -> WorkerProcess:
        """The first worker. Raises UsageError if the store cannot be opened."""
        self._template = await Template.start(self.config, self._warm)
        return await self._template.fork()

    def made(self, worker: WorkerProcess) -> bool:
        """Whether a worker is of the template that there is now."""
        return worker.template is self._template

    @property
    def lost(self) -> bool:
        """Whether the template has ended, and no other is being started."""
        return self._template is not None and not self._template.alive and not self._renewing.locked()

    async def next(self) -> WorkerProcess:
        """A new worker, as soon as there can be one."""
        while True:
            try:
                worker = await (await self._living()).fork()
            except (UsageError, OSError) as error:
                self._note(str(error))
                await asyncio.sleep(1)
            else:
                self._note("")
                return worker

    async def renew(self) -> None:
        """Replace a template that has ended, if that can be."""
        try:
            await self._living()
        except (UsageError, OSError) as error:
            self._note(str(error))
        else:
            self._note("")
            self._warm()

    async def swap(self, config: WorkerConfig) -> None:
        """Fork off workers over a newer store from now on. Raises UsageError if it cannot be opened."""
        template = await Template.start(config, self._warm)
        before, self._template, self.config = self._template, template, config
        if before is not None:
            before.retire()

    async def end(self) -> None:
        """End the template."""
        if self._template is not None:
            await self._template.end()

    async def _living(self) -> Template:
        async with self._renewing:
            if self._template is None or not self._template.alive:
                self._template = await Template.start(self.config, self._warm)
        return self._template

    def _note(self, trouble: str) -> None:
        if trouble != self.trouble:
            self._log(f"cannot start a worker, will try again: {trouble}" if trouble else "workers start again")
        self.trouble = trouble
