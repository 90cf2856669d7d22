"""Connections: how many there may be, how long each may take for what, and how much may wait to be read.

A connection that asks nothing, sends its request too slowly or does not read its answer is closed; so is, when there
are too many, the one that has been idle longest. Who asks finds room.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from kgtools.server.edge.together import Ready, Together
from kgtools.server.workers.turns import client_of

HEAD = 10.0  # seconds that a request may take to arrive, without its body
KEPT = 15.0  # seconds that a connection is kept open without a request
STALLED = 15.0  # seconds after which who reads nothing of an answer is given up
PATIENT = 30.0  # seconds after which who reads slowly has to make room for others
DELIVERED = 600.0  # seconds in which every answer has to be read
UNREAD = 64 * 2**20  # bytes of answers that may wait to be read, of all connections together
_LONGEST_HEAD = 2**16  # bytes of a request's first line and headers
_PIPELINED = 16  # requests on one connection that wait for the answer to an earlier one
_SWEEP = 1.0  # seconds between looks at all connections
_SPARE = 128  # files that are open besides connections


class Connections:
    """All connections of a server, at most so many; of one client at most a quarter, unless it is a trusted proxy."""

    def __init__(self, most: int, trusts: Callable[[str], bool] = lambda address: False) -> None:
        self.counts: Counter[str] = Counter()  # of what was closed or refused, by reason
        self.unread = 0  # bytes of answers that are being sent
        self.together = Together()  # what answers requests that need not wait for anything
        self._made_room = 0.0  # when that was last tried
        self.most, self._trusts = min(most, raise_limit() - _SPARE), trusts
        self.lent: Counter[str] = Counter()  # those of each client that the companion has
        self._open: dict[Connection, None] = {}  # that which has been idle longest first
        self._of: dict[str, dict[Connection, None]] = {}  # the same by client

    def __len__(self) -> int:
        return len(self._open) + self.lent.total()

    @property
    def here(self) -> Iterator[Connection]:
        """Those that the server has itself, that which has been idle longest first."""
        return iter(self._open)

    def protocol(self, config: uvicorn.Config, **options: Any) -> Connection:
        """What takes the bytes of a new connection."""
        return Connection(self, config=config, **options)

    def enter(self, connection: Connection, new: bool = True) -> bool:
        """Count a connection; false if there is no room, and none is idle whose room it could have."""
        self.counts["accepted"] += new
        client = connection.peer
        its = self._of.get(client, {})
        if len(its) + self.lent[client] >= max(1, self.most // 4) and not self._trusts(client):
            if not self._evict(its, "client"):
                return False
        elif len(self) >= self.most:
            greediest = max(self._of.values(), key=len)
            if not self._evict(greediest, "all") and not self._evict(self._open, "all"):
                return False
        self._open[connection] = None
        self._of.setdefault(client, {})[connection] = None
        return True

    def active(self, connection: Connection) -> None:
        """Note that a connection did something: it is not the one that has been idle longest."""
        if connection in self._open:
            for order in (self._open, self._of[connection.peer]):
                del order[connection]
                order[connection] = None

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        if connection in self._open:
            del self._open[connection], self._of[connection.peer][connection]
            if not self._of[connection.peer]:
                del self._of[connection.peer]

    def _evict(self, among: dict[Connection, None], reason: str) -> bool:
        """Close the connection that has been idle longest: first among those that never asked."""
        for each in among:
            if each.idle:
                self._drop(each, f"made room: {reason}")
                return True
        self.counts[f"refused: {reason}"] += 1
        return False

    def _drop(self, connection: Connection, reason: str) -> None:
        self.counts[reason] += 1
        connection.transport.abort()
        self.leave(connection)

    def room_for(self, length: int) -> bool:
        """Whether an answer of so many bytes may be sent now; makes room among what nobody reads."""
        now = time.monotonic()
        if not self._fits(length) and now - self._made_room > _SWEEP:
            self._made_room = now
            for victim in sorted((each for each in self._open if each.stalled), key=lambda each: each.progress):
                if self._fits(length):
                    break
                self.unread -= victim.sending  # what it sends will know that it was taken off
                victim.sending = 0
                self._drop(victim, "unread")
        return self._fits(length)

    def _fits(self, length: int) -> bool:
        return not self.unread or self.unread + length <= UNREAD

    @contextlib.contextmanager
    def sending(self, connection: Connection | None, length: int) -> Iterator[None]:
        """Count an answer of so many bytes while it is being sent."""
        if connection is None:
            yield
            return
        self.unread += length
        connection.sending, connection.since = length, connection.loop.time()
        try:
            yield
        finally:
            self.unread -= connection.sending
            connection.sending = 0

    async def sweep(self) -> None:
        """Close, for ever, what takes too long."""
        while True:
            await asyncio.sleep(_SWEEP)
            self.look(asyncio.get_running_loop().time())

    def look(self, now: float) -> None:
        """Close what has taken too long."""
        for each in list(self._open):
            if reason := each.overdue(now):
                self._drop(each, reason)


class Connection(HttpToolsProtocol):
    """One connection. It takes addresses with letters of any script."""

    def __init__(self, connections: Connections, earlier: bytes | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._all = connections
        self._earlier = earlier  # bytes that were read before it was taken over; of a new connection, none
        self.app_state = {**self.app_state, "connection": self}
        self.peer = self._address = ""
        self.asked = earlier is not None  # whether a whole request ever came
        self.given = 0  # answers that were given at once since somebody last looked
        self.since = self.progress = 0.0  # when its state last changed, and when the client last read something
        self.sending = 0  # bytes of the answer that is being sent
        self._arriving = False  # a request has begun and its headers have not ended
        self._line = True  # the first line of a request is awaited, or has begun
        self._at_once = False  # whether a request that came may be answered before anything else is read
        self._came = b""  # what was read last, if a request begins with it and nothing was in its way
        self.waiting: Any = None  # what is known of a request that is about to be answered
        self._known: Any = None  # what was known of one that is read after all
        self._head = self._buffered = 0  # bytes of headers, and in the way to the client when it was last looked at

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(2**16)
        self._address = self.client[0] if self.client else ""
        self.peer = client_of(self._address)
        self.since = self.progress = self.loop.time()
        if not self._all.enter(self, new=self._earlier is None):
            self.connections.discard(self)
            transport.write(_FULL)
            transport.close()
        elif self._earlier:
            self.data_received(self._earlier)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.leave(self)
        super().connection_lost(exc)

    @property
    def answering(self) -> bool:
        """Whether a request has come whose answer is not yet given."""
        return self.waiting is not None or (self.cycle is not None and not self.cycle.response_complete)

    @property
    def _free(self) -> bool:
        """Whether nothing is in the way of another request."""
        busy = not self._line or self._arriving or self.answering or self.pipeline or self.flow.write_paused
        return not busy and not self.transport.is_closing()

    @property
    def idle(self) -> bool:
        """Whether nothing is lost if it is closed: nothing is being answered, or what is answered is not read."""
        return self.stalled or not (self.answering or self.transport.get_write_buffer_size())

    @property
    def stalled(self) -> bool:
        """Whether something waits to be read of which the client reads nothing for a moment, or little for long."""
        now = self.loop.time()
        late = now - self.progress > 2 * _SWEEP or now - self.since > PATIENT
        return late and self.transport.get_write_buffer_size() > 0

    def overdue(self, now: float) -> str:
        """Why it is to be closed; empty if it is not."""
        waiting = self.transport.get_write_buffer_size()
        if waiting:
            if waiting != self._buffered or self.flow is None:
                self._buffered, self.progress = waiting, now
            return "stalled" if now - self.progress > STALLED or now - self.since > DELIVERED else ""
        self._buffered, self.progress = 0, now
        if self.answering:
            return ""
        if self._arriving or not self.asked:
            return "slow" if now - self.since > HEAD else ""
        return "idle" if now - self.since > KEPT else ""

    # -- requests -------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Take bytes: a whole request whose headers are known has it good, all else is read."""
        if self.waiting is not None:
            self._all.together.answer()
        self._came = data if self._free else b""
        if self._came and (known := self._all.together.known(data, self._address)) is not None:
            self.waiting = known
            self._all.together.wait(self)
        else:
            self.read(data)

    def take(self, answer: Ready | None) -> None:
        """Give the answer to a known request; if there is none, the request is read."""
        self._known, self.waiting = self.waiting, None
        if answer is None:
            self.read(self._came)
        else:
            self.transport.write(self._head_of(answer) + b"\r\n" + answer.body)
            self._gave()
            self._came, self._known = b"", None

    def read(self, data: bytes) -> None:
        """Read bytes; those of a request line that no URL may hold are percent-encoded, as browsers do.

        curl and scripts send them as they are, and the library takes such a request for no HTTP.
        """
        if self._line:
            line, end, rest = data.partition(b"\n")
            if not line.isascii():
                data = re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % ord(found[0]), line) + end + rest
            self._line = not end
        if self._arriving or not self.answering:
            self._head += len(data)
        self._at_once = True
        super().data_received(data)
        self._came = b""
        if self._arriving and self._head > _LONGEST_HEAD:
            self._all.counts["too long"] += 1
            self._refuse(431, f"the address and headers are longer than {_LONGEST_HEAD >> 10} KB; send by POST")

    def on_message_begin(self) -> None:
        """A request begins to arrive."""
        super().on_message_begin()
        self._arriving, self.since = True, self.loop.time()

    def on_headers_complete(self) -> None:
        """A request has arrived, perhaps but for its body."""
        self._arriving, self._head, self.asked = False, 0, True
        if self.transport.is_closing():
            return
        if len(self.pipeline) >= _PIPELINED:
            self._all.counts["pipelined"] += 1
            self.transport.abort()
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request has arrived whole."""
        self._line = True
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Begin to answer a request; one of those that came together at once, if it can be, so that others have a turn.

        What is answered while earlier answers wait to be read has to wait for that, as the application does.
        """
        if self._at_once and not self.pipeline and not self.flow.write_paused:
            cycle.scope["state"]["known"], self._at_once, self._known = self._known, False, None
            if (answer := self._all.together.at_once(cycle.scope)) is not None:
                self._write(cycle, answer)
                self._gave()
                if cycle.keep_alive and self._came:
                    self._all.together.learn(self._came, self._address, cycle.scope)
                return
        self.pass_on(cycle, app)

    def _gave(self) -> None:
        """An answer was given at once."""
        self.asked = True
        self.server_state.total_requests += 1
        self.since = self.loop.time()
        self.given += 1
        self._all.active(self)

    def pass_on(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Have a request answered that cannot be answered at once."""
        cycle.scope["state"]["give"] = partial(self.give, cycle)
        super()._start_asgi_task(cycle, app)

    @property
    def between(self) -> bool:
        """Whether it is between two requests: all that came was answered, and the system has taken the answer."""
        return self._free and not self.transport.get_write_buffer_size()

    def duplicate(self) -> socket.socket:
        """Its socket once more, to go elsewhere. Raises OSError if there are no files left."""
        return socket.socket(fileno=os.dup(self.transport.get_extra_info("socket").fileno()))

    def leave(self) -> None:
        """Have nothing to do with it any more: who has its socket reads what comes."""
        self.transport.abort()
        self._all.leave(self)

    def shutdown(self) -> None:
        """Answer what came, and end."""
        if self.waiting is not None:
            self._all.together.answer()
        super().shutdown()

    def give(self, cycle: RequestResponseCycle, answer: Ready) -> bool:
        """Send a whole answer that an application gives to a GET; false, and nothing is sent, if it cannot be now."""
        if cycle.response_started or cycle.disconnected or cycle.waiting_for_100_continue or self.flow.write_paused:
            return False
        self._write(cycle, answer)
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _write(self, cycle: RequestResponseCycle, answer: Ready) -> None:
        """Send an answer as the library would, whose own way looks through each header for what it may not hold."""
        last = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        cycle.response_started = cycle.response_complete = True
        self.transport.write(self._head_of(answer) + last + answer.body)
        if not cycle.keep_alive:
            self.transport.close()

    def _head_of(self, answer: Ready) -> bytes:
        """How an answer begins: its status, the headers of all answers, which tell the time, and its own."""
        always = b"\r\n".join((*map(b": ".join, self.server_state.default_headers), answer.lines))
        return STATUS_LINE[answer.status] + always

    def on_response_complete(self) -> None:
        """The answer is on its way."""
        self.since = self.loop.time()
        self._all.active(self)
        super().on_response_complete()
        self._unset_keepalive_if_required()  # `overdue` looks after that

    def send_400_response(self, msg: str) -> None:
        """Say what is mostly wrong with what is no HTTP."""
        self._all.counts["no HTTP"] += 1
        self._refuse(
            400, f"{msg} In an address blanks are written %20 and line ends %0A (curl -G --data-urlencode does so); "
            "a long query is sent by POST."
        )  # fmt: skip

    def _refuse(self, status: int, reason: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(_closing(status, reason))
            self.transport.close()


def _closing(status: int, reason: str, headers: bytes = b"") -> bytes:
    body = reason.encode() + b"\n"
    phrase = {400: b"Bad Request", 431: b"Request Header Fields Too Large", 503: b"Service Unavailable"}[status]
    first = b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\n" % (status, phrase)
    return first + b"content-length: %d\r\n" % len(body) + headers + b"connection: close\r\n\r\n" + body


_FULL = _closing(503, "too many connections at once; try again soon", b"retry-after: 5\r\n")


def raise_limit() -> int:
    """Let this process have as many files and connections open as the system lets it; returns how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        wanted = min(hard, 2**16) if hard != resource.RLIM_INFINITY else 2**16
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return max(soft, wanted)
