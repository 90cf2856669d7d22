"""The lines of a build, sorted, of which those about things of one kind are read without the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kgtools import namespaces

_LINES = 10_000  # that are parsed at a time
_AT_ONCE = 1 << 20  # bytes that are read at a time


class Lines:
    """The lines of a file of sorted N-Quads, read by what their subjects begin with."""

    def __init__(self, nquads: Path) -> None:
        self._nquads = nquads

    def of(self, kind: str) -> Iterator[bytes]:
        """The lines about what has IRIs of a kind, such as `id/`, below the base; without their ends."""
        beginning = f"<{namespaces.base()}{kind}".encode()
        behind = beginning[:-1] + bytes([beginning[-1] + 1])  # that none of them reaches
        with self._nquads.open("rb") as file:
            start, end = (self._place(file, bound) for bound in (beginning, behind))
            file.seek(start)
            while (left := end - file.tell()) > 0:
                yield from (file.read(min(left, _AT_ONCE)) + file.readline()).splitlines()

    def _place(self, file: BinaryIO, bound: bytes) -> int:
        """Where the first line begins that stands behind a bound."""
        line = partial(_next, file)
        size = self._nquads.stat().st_size
        found = bisect_left(range(size), bound, key=line)
        return min(found, size) if line(found) == b"\xff" else file.tell() - len(line(found))

    def quads(self, kind: str, predicates: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        """The quads about what has IRIs of a kind with some predicates."""
        wanted = {str(one).encode() for one in predicates}
        told = (line for line in self.of(kind) if line.split(b" ", 2)[1] in wanted)
        while some := b"\n".join(islice(told, _LINES)):
            yield from ox.parse(some, ox.RdfFormat.N_QUADS, lenient=True)


def _next(file: BinaryIO, place: int) -> bytes:
    """The first line that begins at a place of a file or behind it; at the end what stands behind all lines."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()  # the rest of a line, or the end of the one before
    return file.readline() or b"\xff"
