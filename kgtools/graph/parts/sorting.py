"""Lines in order, such as N-Quads, each once, however many: sorted by piece, and the pieces merged from disk."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count, groupby, islice
from pathlib import Path

import pyoxigraph as ox

AT_ONCE = 100_000  # lines that are held in memory; some 30 MB
_OPEN = 200  # files that are read at a time: systems allow a process at least 256


def line(quad: ox.Quad) -> bytes:
    r"""A quad as a line of N-Quads.

    Lines are in the same order as the quads by their text, since a space stands before all that can follow a term.

    >>> line(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c")))
    b'<urn:a> <urn:b> "c" .\n'
    """
    return f"{quad} .\n".encode()


def pieces(lines: Iterable[bytes], folder: Path) -> Iterator[Path]:
    """Write lines as files of sorted ones, and name each file as soon as it is written."""
    stream = iter(lines)
    for number in count():
        if not (listed := set(islice(stream, AT_ONCE))):
            return
        file = folder / f"{number}.nq"
        write(listed, file)
        yield file


def write(lines: Iterable[bytes], file: Path) -> None:
    """Write lines in their order."""
    with file.open("wb") as opened:
        opened.writelines(sorted(lines))


def merge(files: Sequence[Path], target: Path) -> int:
    """Write the lines of sorted files as one, in order and each once; returns how many there are.

    Where there are more files than may be open, they are merged in turns, beside the target for as long as it takes.
    """
    if len(files) > _OPEN:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as beside:
            turns = [files[start : start + _OPEN] for start in range(0, len(files), _OPEN)]
            merged = [Path(beside) / f"{number}.nq" for number in range(len(turns))]
            for turn, file in zip(turns, merged, strict=True):
                merge(turn, file)
            return merge(merged, target)
    with ExitStack() as stack, target.open("wb") as written:
        opened = [stack.enter_context(file.open("rb", buffering=1 << 16)) for file in files]
        counted = _Counted(one for one, _ in groupby(heapq.merge(*opened)))
        written.writelines(counted)
    return counted.number


class _Counted:
    """Lines that are counted as they pass."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        for one in self.lines:
            self.number += 1
            yield one
