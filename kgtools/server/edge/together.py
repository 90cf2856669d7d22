"""Requests that are answered together.

Those of many clients come in the same moment. Each step of an answer, reading the query, asking the library, wording
what it found, is quicker right after the same step of another answer, for it finds what it needs in the processor's
caches (decision 38).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol

_MOST = 16  # that are answered together; more would make the first wait, and gain nothing


class Ready(Protocol):
    """An answer that can be sent as it is: short enough that it may wait, whole, to be read."""

    status: int
    body: bytes

    @property
    def lines(self) -> bytes:
        """Its headers."""


class Waiting(Protocol):
    """A connection on which a request came."""

    waiting: Any  # what is known of it
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop

    def take(self, answer: Ready | None) -> None:
        """Give the answer; if there is none, have the request read."""


class Together:
    """What answers requests that need not wait for anything, and those that are to be answered together."""

    def __init__(self) -> None:
        self.at_once: Callable[[Any], Ready | None] = lambda scope: None  # the answer to a request that was read
        # What is known of what came from an address, if its headers are; what `learn` is told of is known next time.
        self.known: Callable[[bytes, str], Any] = lambda data, address: None
        self.learn: Callable[[bytes, str, Any], None] = lambda data, address, scope: None
        self.all: Callable[[list[Any]], Sequence[Ready | None]] = lambda known: [None] * len(known)  # their answers
        self._waiting: list[Waiting] = []

    def wait(self, connection: Waiting) -> None:
        """Have a request of which something is known answered with those that come at the same time."""
        if not self._waiting:
            connection.loop.call_soon(self.answer)
        self._waiting.append(connection)

    def answer(self) -> None:
        """Answer what waits now."""
        waiting, self._waiting = [each for each in self._waiting if not each.transport.is_closing()], []
        try:
            while waiting:
                some = waiting[:_MOST]
                for each, answer in zip(some, self.all([each.waiting for each in some]), strict=True):
                    each.take(answer)
                del waiting[:_MOST]
        except BaseException:  # a mistake of ours: nobody is left without an end
            for each in waiting:
                each.transport.abort()
            raise
