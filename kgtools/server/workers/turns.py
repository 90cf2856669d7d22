"""Whose turn it is: no client waits behind the many or long tasks of another.

What a client used lately is counted in seconds of processor time, and fades by half in half a minute. Whose tasks were
short comes before who is new, and that one before whose tasks were long; of these, the client that used least, and of
its tasks the one that waits longest.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

HALF_LIFE = 30.0  # seconds in which half of what a client used is forgotten
SHORT = 0.05  # seconds of processor time that the tasks of a client may take on average to be short
_REMEMBERED = 4096  # clients, and kinds
_VARYING = b" \t\r\n0123456789"
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
    """The seconds of processor time that each client used lately, and for how many tasks.

    >>> usage = Usage(clock=lambda: 0.0)
    >>> usage.add("192.0.2.1", 2.5)
    >>> usage.of("192.0.2.1"), usage.of("192.0.2.2")
    (2.5, 0.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used: dict[str, tuple[float, float, float]] = {}  # seconds, tasks, and when they were counted

    def add(self, client: str, seconds: float) -> None:
        """Count a task of a client, and its seconds."""
        used, tasks = self._faded(client)
        self._used[client] = (used + seconds, tasks + 1, self._clock())
        if len(self._used) > _REMEMBERED:
            kept = sorted(self._used, key=self.of)[_REMEMBERED // 2 :]
            self._used = {each: self._used[each] for each in kept}

    def of(self, client: str) -> float:
        """The seconds that a client used lately."""
        return self._faded(client)[0]

    def heavy(self, client: str) -> bool:
        """Whether the tasks of a client were long."""
        used, tasks = self._faded(client)
        return used > SHORT * tasks

    def rank(self, client: str) -> tuple[int, int]:
        """What decides between clients: the lower comes first."""
        used, tasks = self._faded(client)
        kind = 1 if tasks < 0.1 else 2 if used > SHORT * tasks else 0
        return kind, int(used)  # by whole seconds, so that among those who used little the one that came first is first

    def _faded(self, client: str) -> tuple[float, float]:
        if client not in self._used:
            return 0.0, 0.0
        used, tasks, at = self._used[client]
        left = 0.5 ** ((self._clock() - at) / HALF_LIFE)
        return used * left, tasks * left


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
        chosen = min(open_ones, key=lambda each: self._usage.rank(each.client))
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


class Kinds:
    """Kinds of tasks that are remembered, not more than so many; those that differ in numbers and blanks are of one.

    >>> kinds = Kinds()
    >>> kinds.add(kinds.of("SELECT ?x1 {}"))
    >>> kinds.of("SELECT  ?x22 {}") in kinds
    True
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, None] = OrderedDict()

    def of(self, text: str) -> int:
        """The kind of a task, by its text."""
        return hash(text.encode(errors="replace").translate(None, _VARYING))

    def __contains__(self, kind: int) -> bool:
        return kind in self._known

    def add(self, kind: int) -> None:
        """Remember a kind."""
        self._known[kind] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def discard(self, kind: int) -> None:
        """Forget a kind."""
        self._known.pop(kind, None)

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
