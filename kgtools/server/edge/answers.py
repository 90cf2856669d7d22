"""Answers as they are sent, and those that were given before."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from starlette.types import Receive

_MARKS = 4096  # questions of which it is known that they were asked, one for each place
Key = tuple[str | bytes, ...]
Pair = tuple[bytes, bytes]  # a header: its name, in small letters, and its value
SAFE: tuple[Pair, ...] = (
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
     b"object-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Headers:
    """Headers that many answers have in common."""

    pairs: tuple[Pair, ...] = ()

    @cached_property
    def lines(self) -> bytes:
        """As they are sent."""
        return b"".join(b"%s: %s\r\n" % pair for pair in self.pairs)


_NONE = Headers()


@dataclass
class Answer:
    """A whole answer: its status, its own headers and its body, what the log tells of it, and further headers."""

    status: int
    own: list[Pair]
    body: bytes
    told: dict[str, object] = field(default_factory=dict)
    common: Headers = _NONE  # with them, none is lacking

    @cached_property
    def lines(self) -> bytes:
        """The headers as they are sent."""
        return b"\r\n".join((*map(b": ".join, self._measured), self.common.lines))

    @property
    def complete(self) -> list[Pair]:
        """The headers, with the length of the body if it has one."""
        return [*self._measured, *self.common.pairs]

    @property
    def _measured(self) -> list[Pair]:
        if self.status in (204, 304) or self.header(b"content-length"):
            return self.own
        return [*self.own, (b"content-length", b"%d" % len(self.body))]

    def header(self, name: bytes) -> bytes:
        """The value of a header; empty if there is none."""
        for known, value in self.own:
            if known == name:
                return value
        for known, value in self.common.pairs:
            if known == name:
                return value
        return b""

    def add(self, headers: Iterable[Pair]) -> None:
        """Add the headers that it lacks."""
        if self.common is _NONE:
            present = {name for name, _ in self.own}
            self.own += [(name, value) for name, value in headers if name not in present]


Later = Callable[[Receive], Awaitable[Answer]]  # what gives an answer when it is there


class Answers:
    """Answers given before, at most so many bytes; those not asked for longest go first."""

    def __init__(self, most: int) -> None:
        self.counts: Counter[str] = Counter()  # of requests, by whether one of them was given
        self.bytes = 0
        self.most = most
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._marks = array("q", bytes(8 * _MARKS))  # of keys that were asked about

    def get(self, key: Key) -> Answer | None:
        """The answer that was given before."""
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def asked_before(self, key: Key) -> bool:
        """Whether a question was asked not long ago, as far as its mark tells; now it was."""
        mark = hash(key)
        place = mark % _MARKS
        known = self._marks[place] == mark
        self._marks[place] = mark
        return known

    def keep(self, key: Key, answer: Answer) -> None:
        """Remember an answer, in the place of one that came first to the same question."""
        if earlier := self._kept.pop(key, None):
            self.bytes -= _weight(key, earlier)
        self._kept[key] = answer
        self.bytes += _weight(key, answer)
        while self.bytes > self.most:
            self.bytes -= _weight(*self._kept.popitem(last=False))


def _weight(key: Key, answer: Answer) -> int:
    return len(answer.body) + 2000 + sum(map(len, key))
