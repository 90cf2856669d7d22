"""Requests whose headers are known: a client sends the same, word for word, with every request on a connection.

To read them anew takes longer than to find a label in the graph.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgtools.server.edge.answers import Key

# A line that says what it says, without anything to decode; of a path that begins with two slashes that is disputed.
_LINE = re.compile(rb"GET (/(?!/)[A-Za-z0-9._~/-]*)(?:\?([A-Za-z0-9._~!$&'()+*,;=:@/?%-]*))? HTTP/1\.1\r\n")
_MOST = 256  # that are known
_LONGEST = 4096  # bytes
# What a body follows; what asks for another answer; what names one request.
_OTHERS = frozenset((
    b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-match", b"if-none-match", b"x-request-id",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers of a request say: each by its name; the host, the scheme, who asks; on what answers depend."""

    headers: Mapping[bytes, bytes]
    host: str
    scheme: str
    client: tuple[str, int]
    varying: Key


@dataclass(slots=True)
class Known:
    """A GET whose headers are known: its path, its query, and what they say; `read` is what is read of it since."""

    path: str
    query: bytes
    head: Head
    read: Any = None


class Heads:
    """Headers that came lately, each with the address that they came from, for on that depends who asks."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, bytes], Head] = OrderedDict()

    def find(self, data: bytes, address: str) -> Known | None:
        """A GET as it came; None if it is none, or its headers are not known."""
        line = _LINE.match(data)
        if line is None or (head := self._known.get((address, data[line.end() :]))) is None:
            return None
        return Known(line[1].decode(), line[2] or b"", head)

    def learn(self, data: bytes, address: str, head: Head) -> None:
        """Know the headers of a request as it came, if it is whole, and others like it can be told by them."""
        line = _LINE.match(data)
        if line is None or data.find(b"\r\n\r\n") != len(data) - 4 or not _OTHERS.isdisjoint(head.headers):
            return
        if len(data) - line.end() <= _LONGEST:
            self._known[address, data[line.end() :]] = head
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
