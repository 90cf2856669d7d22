"""Whose turn it is: no client waits behind the many or long tasks of another.

What a client used lately is counted in seconds of processor time, and fades by half in half a minute. Of the tasks that
wait for a place, the longest waiting one of the client that used least comes next.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

HALF_LIFE = 30.0  # seconds in which half of what a client used is forgotten
_REMEMBERED = 4096  # clients
_Place = TypeVar("_Place")


class Busy(Exception):
    """There is no place for a task, and none in time."""


def client_of(address: str) -> str:
    """The client that an address stands for: with IPv6 a whole network, of which one has the addresses at will.

    >>> client_of("192.0.2.1"), client_of("2001:db8:1:2:3:4:5:6"), client_of("::ffff:192.0.2.1")
    ('192.0.2.1', '2001:db8:1:2::/64', '192.0.2.1')
    """
    if ":" not in address:
        return address
    try:
        known = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))


class Usage:
    """The seconds of processor time that each client used lately.

    >>> usage = Usage(clock=lambda: 0.0)
    >>> usage.add("192.0.2.1", 2.5)
    >>> usage.of("192.0.2.1"), usage.of("192.0.2.2")
    (2.5, 0.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used: dict[str, tuple[float, float]] = {}  # seconds, and when they were counted

    def add(self, client: str, seconds: float) -> None:
        """Count seconds for a client."""
        self._used[client] = (self.of(client) + seconds, self._clock())
        if len(self._used) > _REMEMBERED:
            kept = sorted(self._used, key=self.of)[_REMEMBERED // 2 :]
            self._used = {each: self._used[each] for each in kept}

    def of(self, client: str) -> float:
        """The seconds that a client used lately."""
        seconds, at = self._used.get(client, (0.0, 0.0))
        return seconds * 0.5 ** ((self._clock() - at) / HALF_LIFE) if seconds else 0.0


@dataclass(eq=False)
class _Waiting(Generic[_Place]):
    """A task that waits."""

    client: str
    place: asyncio.Future[_Place] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Turns(Generic[_Place]):
    """Tasks that wait for a place, at most so many."""

    def __init__(self, longest: int, usage: Usage) -> None:
        self._longest, self._usage = longest, usage
        self._waiting: list[_Waiting[_Place]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self, client: str, seconds: float, give_back: Callable[[_Place], None]) -> _Place:
        """The place that is given to the client in its turn, within so many seconds.

        A place that comes too late is given back. Raises Busy if there is none in time, or too many wait; then of the
        client with most waiting tasks the last one has to go.
        """
        mine = _Waiting[_Place](client)
        self._waiting.append(mine)
        if len(self._waiting) > self._longest:
            self._send_away()
        try:
            async with asyncio.timeout(seconds):
                return await mine.place
        except BaseException as reason:
            if mine in self._waiting:
                self._waiting.remove(mine)
            elif mine.place.done() and not mine.place.cancelled() and not mine.place.exception():
                give_back(mine.place.result())
            if isinstance(reason, TimeoutError):
                raise Busy from None
            raise

    def give(self, place: _Place, allowed: Callable[[str], bool] = lambda client: True) -> bool:
        """Give a place to the task whose turn it is, of those whose client may have it; false if none waits."""
        open_ones = [each for each in self._waiting if not each.place.done() and allowed(each.client)]
        if not open_ones:
            return False
        # By whole seconds, so that among those who used next to nothing the one that came first is the first.
        chosen = min(open_ones, key=lambda each: int(self._usage.of(each.client)))
        self._waiting.remove(chosen)
        chosen.place.set_result(place)
        return True

    def _send_away(self) -> None:
        waiting = Counter(each.client for each in self._waiting)
        most = max(waiting.values())
        last = next(each for each in reversed(self._waiting) if waiting[each.client] == most)
        self._waiting.remove(last)
        if not last.place.done():
            last.place.set_exception(Busy())
