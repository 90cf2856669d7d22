"""The companion: answers small queries on the connections that are lent to it, and gives back what asks anything else.

It gives the answers that the server would give, by the same code, and judges nothing: how many connections there may
be, who waits and who is refused is decided by the server alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from starlette.types import Message as Event
from starlette.types import Receive, Scope, Send

from kgtools import projects
from kgtools.server.companion.channel import Channel, Message
from kgtools.server.edge import quick
from kgtools.server.edge.answers import Answers
from kgtools.server.edge.connections import Connection, Connections
from kgtools.server.edge.front import Front
from kgtools.server.edge.journal import Journal
from kgtools.server.edge.place import Place
from kgtools.server.edge.running import Server
from kgtools.server.small import Small
from kgtools.server.workers.tasks import WorkerConfig

_LOOK = 0.25  # seconds between looks at what was lent
_IDLE = 1.0  # seconds without a request, after which a connection goes back
_ALL = 2**30  # connections: how many there may be, the server knows
_END = b"\r\n\r\n"
_WITH_BODY = (b"\r\ncontent-length:", b"\r\ntransfer-encoding:")


def run(end: socket.socket, config: WorkerConfig, place: Place, cache: int, log: str) -> None:
    """Answer until the server is gone or needs no companion any more; `cache` are bytes of answers to remember."""
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # these are for the server, which says when it is over
        signal.signal(stop, signal.SIG_IGN)
    projects.use(config.root)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(Channel(end), config, place, cache, log))


async def _serve(channel: Channel, config: WorkerConfig, place: Place, cache: int, log: str) -> None:
    await Companion(channel, config, place, cache, log).serve()


class Companion:
    """Answers on what it is lent by way of a channel; the rest as for `run`."""

    def __init__(self, channel: Channel, config: WorkerConfig, place: Place, cache: int, log: str) -> None:
        self._channel, self._config = channel, config
        self._journal = Journal(log, _Lines(channel))
        self._counts: Counter[str] = Counter()
        self._answers = Answers(cache)
        self._small = Small(config, self._counts)
        self._all = _Lent(_ALL)
        begins = {"/sparql": partial(quick.begin, config=lambda: self._config, small=self._small)}
        front = Front(_nothing, place, self._all, self._journal, self._answers, lambda: self._config.digest, begins)
        self._server = Server(front, self._all, self._journal, 0)
        self._ready = ""  # the digest of the data of which it has told that it can be asked
        self._tasks: set[asyncio.Task[Any]] = set()

    async def serve(self) -> None:
        """Serve what is lent."""
        asyncio.get_running_loop().add_reader(self._channel.fileno(), self._heard)
        look = asyncio.create_task(self._look())
        look.add_done_callback(lambda ended: self._end())  # without it nothing would be given back
        try:
            await self._server.serve(sockets=[])
        finally:
            look.cancel()
            self._small.close()
            self._journal.close()
            with contextlib.suppress(OSError):
                self._tell_numbers()

    def _heard(self) -> None:
        for message in self._channel.messages():
            if message.connection is not None:
                task = asyncio.create_task(self._take(message.said["number"], message.connection))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            elif "end" in message.said:
                self._end()
            else:
                self._follow(**message.said)
        if self._channel.ended:
            asyncio.get_running_loop().remove_reader(self._channel.fileno())
            self._end()

    def _end(self) -> None:
        self._server.should_exit = True

    async def _take(self, number: int, connection: socket.socket) -> None:
        gone = partial(self._channel.send, Message({"gone": number}))
        try:
            await self._server.take(connection, give=partial(self._give, number), gone=gone)
        except OSError:
            connection.close()
            gone()

    def _give(self, number: int, data: bytes, connection: socket.socket) -> None:
        with connection:
            self._channel.send(Message({"back": number}, data, connection))

    def _follow(self, folder: str, digest: str) -> None:
        """Answer from another store; what asks meanwhile is given back."""
        self._config = WorkerConfig(
            Path(folder), self._config.root, None, digest, self._config.memory, self._config.rows
        )
        self._small.follow(self._config)
        self._all.give_back(asyncio.get_running_loop().time())

    async def _look(self) -> None:
        """From time to time: close what is not read, give back what asks no more, tell what was counted."""
        while not self._channel.ended:
            await asyncio.sleep(_LOOK)
            now = asyncio.get_running_loop().time()
            self._all.look(now)
            self._all.give_back(now - _IDLE)
            self._tell_numbers()
            if self._small.ready and self._ready != self._config.digest:
                gc.collect()
                gc.freeze()  # what is there now stays
                self._ready = self._config.digest
                self._channel.send(Message({"ready": self._ready}))

    def _tell_numbers(self) -> None:
        answers = {"small": self._counts["small"], "remembered": dict(self._answers.counts)}
        numbers = {**self._journal.take(), **answers}
        self._counts.clear()
        self._answers.counts.clear()
        self._channel.send(Message({"numbers": numbers}))


class _Lent(Connections):
    """The connections that the companion has."""

    def protocol(self, config: uvicorn.Config, **options: Any) -> LentConnection:
        """What takes the bytes of one of them."""
        return LentConnection(self, config=config, **options)

    def give_back(self, since: float) -> None:
        """Give back those that have asked nothing since a moment."""
        for each in list(self.here):
            if each.since <= since and isinstance(each, LentConnection):
                each.give_back(b"")


class LentConnection(Connection):
    """A connection of which small queries are answered; anything else goes back with it, as it came.

    `give` takes the bytes that were read of a request, and the socket; `gone` is told if the connection ends here.
    """

    def __init__(
        self, connections: Connections, give: Callable[[bytes, socket.socket], None], gone: Callable[[], None],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(connections, **options)
        self._give, self._gone = give, gone
        self._data = b""  # the request that is being read
        self._going = False  # it goes back as soon as what it was told has left
        self._left = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Know at once when the system takes no more of an answer."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)

    def read(self, data: bytes) -> None:
        """Read what is a whole request without a body; what is not goes back before anything reads it."""
        self._data = data
        one = data.startswith(b"GET ") and data.find(_END) == len(data) - len(_END)
        if not one or any(name in data.lower() for name in _WITH_BODY):
            self.give_back(data)
        else:
            super().read(data)

    def pass_on(self, cycle: object, app: object) -> None:
        """Give back what cannot be answered at once."""
        self.give_back(self._data)

    def send_400_response(self, msg: str) -> None:
        """Let the server say what is wrong."""
        self.give_back(self._data)

    def give_back(self, data: bytes) -> None:
        """Give back the connection, now or when the system has taken what was answered."""
        if self.waiting is not None:
            self._all.together.answer()
        if self._going or self.transport.is_closing():
            return
        self._going, self._data = True, data
        if self.transport.get_write_buffer_size():
            self.transport.pause_reading()
        else:
            self._return()

    def resume_writing(self) -> None:
        """The system has taken all."""
        super().resume_writing()
        if self._going:
            self._return()

    def _return(self) -> None:
        if not self._left:
            self._left = True
            self._give(self._data, self.duplicate())
            self.leave()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell if it ends here."""
        super().connection_lost(exc)
        if not self._left:
            self._left = True
            self._gone()


class _Lines:
    """Where the journal writes: the server writes it on."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def write(self, text: str) -> None:
        self._channel.send(Message({"log": True}, text.encode(errors="replace")))

    def flush(self) -> None:
        pass


async def _nothing(scope: Scope, receive: Receive, send: Callable[[Event], Awaitable[None]] | Send) -> None:
    """Requests that are not answered at once go back before an application sees them."""
    raise AssertionError(scope["path"])
