"""Messages between the server and its companion; a connection can go with one."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PIECE = 2**15  # bytes of a message that go in one packet; a system takes several times as much
_WAIT = 60.0  # seconds that the other may take to make room
_NOTHING = b""


@dataclass(frozen=True)
class Message:
    """What one tells the other: `said` names it, `data` are bytes for it, `connection` is a socket that goes over."""

    said: dict[str, Any]
    data: bytes = b""
    connection: socket.socket | None = None


class Channel:
    """One end of a pair of sockets; packets stay whole and in order. Reading and sending on never wait."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self.ended = False  # whether the other is gone
        self._end = end
        self._sending = threading.Lock()  # the log has a thread of its own
        self._begun: tuple[dict[str, Any], bytearray, int, socket.socket | None] | None = None

    @staticmethod
    def pair() -> tuple[socket.socket, socket.socket]:
        """The ends of a new channel. Raises OSError where there is no such thing."""
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def fileno(self) -> int:
        """What tells a loop that there is something to read."""
        return self._end.fileno()

    def close(self) -> None:
        """Take nothing any more."""
        self.ended = True
        self._end.close()

    def send(self, message: Message, wait: bool = True) -> None:
        """Send a message; the connection that goes with it is still open here as well.

        Raises BlockingIOError, and nothing is sent, if there is no room and it may not `wait`; OSError if nobody reads.
        """
        head = json.dumps({**message.said, "bytes": len(message.data)}).encode() + b"\n"
        with self._sending:
            self._packet(head + message.data[:_PIECE], message.connection, wait)
            for start in range(_PIECE, len(message.data), _PIECE):
                self._packet(message.data[start : start + _PIECE], None, True)

    def _packet(self, data: bytes, connection: socket.socket | None, wait: bool) -> None:
        files = [connection.fileno()] if connection is not None else []
        while True:
            try:
                socket.send_fds(self._end, [data], files)
                return
            except BlockingIOError:
                if not wait:
                    raise
                if not select.select([], [self._end], [], _WAIT)[1]:
                    raise TimeoutError("nobody reads") from None

    def messages(self) -> Iterator[Message]:
        """What has arrived; `ended` is true if nothing will any more."""
        while not self.ended:
            try:
                packet, files, _, _ = socket.recv_fds(self._end, 2 * _PIECE, 1)
            except BlockingIOError:
                return
            except OSError:
                packet = _NOTHING
            if not packet:
                self.ended = True
                return
            if self._begun is None:
                head, _, body = packet.partition(b"\n")
                said = json.loads(head)
                self._begun = (
                    said,
                    bytearray(body),
                    said.pop("bytes"),
                    socket.socket(fileno=files[0]) if files else None,
                )
            else:
                self._begun[1].extend(packet)
            said, data, length, connection = self._begun
            if len(data) == length:
                self._begun = None
                yield Message(said, bytes(data), connection)
