"""What lends connections to the companion, and begins and ends it: when many ask small queries, one process cannot
answer them as fast as two processors could.

The server stays the only one that takes connections, counts them and decides who has to wait; a connection that is lent
counts as before, and comes back with the first request that is no small query.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
from collections.abc import Coroutine
from multiprocessing.process import BaseProcess
from typing import Any

from kgtools.server.companion import process
from kgtools.server.companion.channel import Channel, Message
from kgtools.server.edge.answers import Answers
from kgtools.server.edge.connections import Connection, Connections
from kgtools.server.edge.journal import Journal
from kgtools.server.edge.place import Place
from kgtools.server.edge.running import Server
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import WorkerConfig

_LOOK = 0.25  # seconds between looks
_BUSY = 50  # a connection that gets this part of what is many is lent
_LEAST = 2  # connections that are busy
_UNUSED = 240  # looks after which a companion that has nothing ends
_REST = 40  # looks after which one that broke off is begun anew
_PART = 8  # of all connections that there may be, and of the memory for answers, it gets this part at most
_END = 5.0  # seconds that it may take to end
_context = multiprocessing.get_context("spawn")


class Lender:
    """Lends connections of a server to its companion, of which there is at most one."""

    def __init__(
        self, server: Server, connections: Connections, journal: Journal, answers: Answers, pool: Pool, place: Place,
        log: str,
    ) -> None:  # fmt: skip
        self._server, self._connections, self._journal, self._pool = server, connections, journal, pool
        self._answers, self._place, self._log = answers, place, log
        self._channel: Channel | None = None
        self._process: BaseProcess | None = None
        self._listening = False  # to the companion
        self._ended = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self._told: WorkerConfig | None = None  # what the companion has been told to answer from
        self._ready = ""  # the digest of the data that the companion can be asked
        self._lent: dict[int, str] = {}  # whose connections it has
        self._numbers = 0
        self._unused = self._resting = 0  # looks
        self._given = 0  # answers of the companion since the last look
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, many: int) -> None:
        """Look, for ever, whether to lend: from so many answers a second on, given at once; never if it is 0."""
        if not many or not sys.platform.startswith("linux"):
            return  # elsewhere no such channel is certain
        while not self._server.should_exit:
            await asyncio.sleep(_LOOK)
            try:
                await self._look(max(1, round(many * _LOOK)))
            except Exception as error:  # a mistake of ours: it must not end the looking
                self._broke_off(f"{type(error).__name__}: {error}")
        await self.close()

    async def _look(self, from_on: int) -> None:
        here = list(self._connections.here)
        busy = [each for each in here if each.given >= max(1, from_on // _BUSY)]
        given, self._given = self._given + sum(each.given for each in here), 0
        for each in here:
            each.given = 0
        self._resting -= self._resting > 0
        self._unused = 0 if self._lent or busy else self._unused + 1
        many = given >= from_on and len(busy) + len(self._lent) >= _LEAST
        if self._channel is None:
            if many and not self._resting:
                await self._begin()
        elif self._unused > _UNUSED:
            await self.close()
        elif self._told is not self._pool.config:
            self._follow()
        elif many and self._ready == self._pool.config.digest:
            room = self._connections.most // _PART - len(self._lent)
            for each in busy[: max(0, min(room, (len(busy) + len(self._lent)) // 2 - len(self._lent)))]:
                self._lend(each)

    async def _begin(self) -> None:
        try:
            ours, theirs = Channel.pair()
        except OSError as error:
            self._broke_off(error)
            return
        self._channel, self._unused = Channel(ours), 0
        self._ended = asyncio.Event()
        self._told, cache = self._pool.config, self._answers.most // _PART
        self._process = _context.Process(
            target=process.run, args=(theirs, self._told, self._place, cache, self._log), daemon=True
        )
        try:
            await asyncio.to_thread(self._process.start)
        except OSError as error:
            self._broke_off(error)
            return
        finally:
            theirs.close()
        self._listening = True
        asyncio.get_running_loop().add_reader(self._channel.fileno(), self._heard)

    def _lend(self, connection: Connection) -> None:
        if self._channel is None or not connection.between:
            return
        self._numbers += 1
        try:
            taken = connection.duplicate()
        except OSError:
            return  # no files are left
        with taken:
            try:
                self._channel.send(Message({"number": self._numbers}, connection=taken), wait=False)
            except OSError:
                return  # it stays here
        self._lent[self._numbers] = connection.peer
        self._connections.lent[connection.peer] += 1
        connection.leave()

    def _follow(self) -> None:
        """Have the companion answer from the data that are served now."""
        config = self._told = self._pool.config
        self._tell(Message({"folder": str(config.folder), "digest": config.digest}))

    def _tell(self, message: Message) -> None:
        if self._channel is not None:
            try:
                self._channel.send(message, wait=False)
            except OSError as error:
                self._broke_off(error)

    def _heard(self) -> None:
        channel = self._channel
        if channel is None:
            return
        for message in channel.messages():
            self._take(message)
        if channel.ended:
            self._ended.set()
            if self._closing is None:
                self._broke_off("it has ended")

    def _take(self, message: Message) -> None:
        said = message.said
        if message.connection is not None:
            self._forget(said["back"])
            self._again(message)
        elif "gone" in said:
            self._forget(said["gone"])
        elif "log" in said:
            self._journal.pass_on(message.data.decode().splitlines())
        elif "ready" in said:
            self._ready = said["ready"]
        else:
            numbers = said["numbers"]
            self._given += sum(number for _, _, number in numbers["requests"])
            self._pool.counts["small"] += numbers.pop("small")
            self._answers.counts.update(numbers.pop("remembered"))
            self._journal.add(**numbers)

    def _forget(self, number: int) -> None:
        client = self._lent.pop(number)
        self._connections.lent[client] -= 1
        if not self._connections.lent[client]:
            del self._connections.lent[client]

    def _again(self, message: Message) -> None:
        """Take back a connection, with what was read of its next request."""
        assert message.connection is not None
        connection = message.connection

        async def take() -> None:
            try:
                await self._server.take(connection, message.data)
            except OSError:
                connection.close()

        self._in_background(take())

    def _broke_off(self, why: object) -> None:
        self._journal.event(f"the companion, which answers small queries beside the server, broke off: {why}")
        self._resting = _REST
        self._in_background(self._drop())

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End the companion, if there is one, when it has answered what it was asked and told all."""
        if self._channel is not None and self._closing is None:
            self._closing = asyncio.create_task(self._close())
        if self._closing is not None:
            await asyncio.shield(self._closing)
            self._closing = None

    async def _close(self) -> None:
        self._tell(Message({"end": True}))
        if self._listening:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _END)
        await self._drop()

    def _drop(self) -> Coroutine[Any, Any, None]:
        """Have nothing to do with the companion any more, which closes what it has; gives what awaits its end."""
        channel, self._channel = self._channel, None
        gone, self._process = self._process, None
        if channel is not None:
            if self._listening:
                asyncio.get_running_loop().remove_reader(channel.fileno())
            channel.close()
        self._listening, self._ready = False, ""
        for number in list(self._lent):
            self._forget(number)
        return _ended(gone)


async def _ended(process: BaseProcess | None) -> None:
    """Wait for the end of a process, which is brought about if need be."""
    if process is not None and process.pid is not None:
        await asyncio.to_thread(process.join, _END)
        if process.is_alive():
            process.kill()
            await asyncio.to_thread(process.join)
