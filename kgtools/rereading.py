"""Files that are read again and again: from disk only if they may have changed.

A file has changed if its size, its times or its number (inode) have. A change that leaves all of these as they were
can only have been made at once after the one before: times on disk are coarse. So what was read so soon is read again,
as git does with its index, until it has been read later than any file system could still give the same times. `ctime`
is among these, which nobody can set back, other than `mtime`; only Windows has no such time.
"""

from __future__ import annotations

import hashlib
import os
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kgtools import files
from kgtools.errors import DataError
from kgtools.remembering import on_forgetting

_BLOCK = 65536  # bytes that are compared at once
_COARSE = 2.0  # seconds: FAT has no finer times
Stamp = tuple[int, int, int, int, int]


@dataclass(eq=False, slots=True)
class _Known:
    """What is known of a file: its stamp and when that was first met, when it was last read, and what it holds.

    If it holds something else it is another object: to hash a large table takes longer than to compare it.
    """

    stamp: Stamp
    met: float
    read: float
    hashed: bytes | None  # None until somebody asks for it
    content: bytes | None  # None unless somebody asked for it

    @property
    def digest(self) -> bytes:
        """A hash of what it holds."""
        if self.hashed is None:
            assert self.content is not None
            self.hashed = _hash(self.content)
        return self.hashed


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


@dataclass(frozen=True, eq=False)
class Folder:
    """A folder as it is: its path, and what is known of each file in it, by name.

    Of what is no file, or cannot be read, nothing is. While nothing in it has changed a folder is the very same object.
    """

    path: str
    files: dict[str, _Known | None]
    folders: tuple[str, ...]

    @cached_property
    def shown(self) -> tuple[tuple[str, _Known | None], ...]:
        """What is known of the files that are not hidden: the same while nothing has changed in these."""
        return tuple(one for one in self.files.items() if not one[0].startswith("."))

    @cached_property
    def digest(self) -> bytes:
        """A hash of the names and contents of all that is not hidden, the same wherever the folder lies."""
        whole = hashlib.blake2b(digest_size=16)
        for name, known in self.shown:
            whole.update(b"\n%b\n%b" % (os.fsencode(name), known.digest if known else b""))
        return whole.digest()


@dataclass(slots=True)
class _Looked:
    """What has been looked at, while each file is to be looked at once."""

    files: set[str] = field(default_factory=set)
    folders: dict[str, Folder] = field(default_factory=dict)


_known: dict[str, _Known] = {}
_folders: dict[str, Folder] = {}
on_forgetting(_known.clear)
on_forgetting(_folders.clear)
_looked_at: list[_Looked] = []


@contextmanager
def at_once() -> Iterator[None]:
    """While this lasts each file is looked at once, however many ask what it holds.

    So a check of many files sees each as it was at one moment, and does not read three times what has just changed.
    """
    _looked_at.append(_Looked())
    try:
        yield
    finally:
        _looked_at.pop()


def content(path: str | Path, name: str) -> bytes:
    """The bytes of a file; the very same object while it has not changed. Raises DataError if it cannot be read."""
    found = _look(os.fspath(path), name, keep=True).content
    assert found is not None
    return found


def digest(path: str | Path, name: str = "") -> bytes:
    """A hash of the bytes of a file. Raises DataError if it cannot be read."""
    return _look(os.fspath(path), name or os.fspath(path)).digest


def folder(path: str | Path) -> Folder:
    """What lies in a folder; nothing, if it is not there."""
    where = os.fspath(path)
    if _looked_at and (seen := _looked_at[-1].folders.get(where)) is not None:
        return seen
    listed: list[os.DirEntry[str]] = []
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(where) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    below = tuple(entry.path for entry in listed if entry.is_dir(follow_symlinks=False))
    found = {entry.name: _known_of(entry) for entry in listed}
    known = _folders.get(where)
    if known is None or (known.folders, known.files) != (below, found):
        known = _folders[where] = Folder(where, found, below)
    if _looked_at:
        _looked_at[-1].folders[where] = known
    return known


def _known_of(entry: os.DirEntry[str]) -> _Known | None:
    try:
        return _look(entry.path, entry.path) if entry.is_file() else None
    except DataError:
        return None


def folders(path: str | Path) -> Iterator[Folder]:
    """A folder and all below it, in the order of their names."""
    found = folder(path)
    yield found
    for below in found.folders:
        yield from folders(below)


def _look(path: str, name: str, keep: bool = False) -> _Known:
    """What a file holds, read unless that is known; its bytes are kept for who asks for them."""
    known = _known.get(path)
    if _looked_at:
        seen = _looked_at[-1].files
        if known is not None and path in seen and not (keep and known.content is None):
            return known
        seen.add(path)
    try:
        stat = os.stat(path)
    except OSError:
        files.read(Path(path), name)  # says why it cannot be read
        raise
    stamp = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    settled = known is not None and known.stamp == stamp and known.read - known.met >= _COARSE
    if known is not None and settled and not (keep and known.content is None):
        return known
    now = time.monotonic()
    found = files.read(Path(path), name)
    kept = known is not None and known.content is not None
    mark = None if kept or (keep and known is None) else _hash(found)
    if known is None or (known.content != found if kept else known.digest != mark):
        known = _known[path] = _Known(stamp, now, now, mark, found if kept else None)
    known.met = known.met if known.stamp == stamp else now
    known.stamp, known.read = stamp, now
    if keep and known.content is None:  # else those that others know
        known.content = found
    return known


@dataclass(frozen=True)
class Stretch:
    """The records of a file that have changed: its header with them, and where they stand among those of before.

    `start` and `end` tell which of the records of before they replace, `line` is that of the first of them, and
    `shift` by how many lines those after them stand later.
    """

    content: bytes
    start: int
    end: int
    line: int
    shift: int


def changed(before: bytes, after: bytes, lines: Sequence[int]) -> Stretch | None:
    """What has changed between two contents of a file, of which `lines` are those where records begin, in their order.

    Whether the stretch ends where a record does, whoever reads it has to see. None if its header may have changed.

    >>> changed(b"id\\na\\nb\\nc\\n", b"id\\na\\nB\\nB\\nc\\n", [2, 3, 4])
    Stretch(content=b'id\\nB\\nB\\n', start=1, end=2, line=3, shift=1)
    """
    first = _alike(before, after)
    tail = _alike_at_end(before, after, min(len(before), len(after)) - first)
    on = before.count(b"\n", 0, first) + 1
    start = bisect_right(lines, on) - 1
    header = before.find(b"\n") + 1
    if start < 0 or not header or (b"\r" in before and before.count(b"\r") != before.count(b"\r\n")):
        return None
    begins = before.rfind(b"\n", 0, first) + 1
    for _ in range(on - lines[start]):
        begins = before.rfind(b"\n", 0, begins - 1) + 1
    ends = len(before) - tail
    on += before.count(b"\n", first, ends)
    end = bisect_right(lines, on)
    for _ in range(lines[end] - on if end < len(lines) else 0):
        ends = before.find(b"\n", ends) + 1
    ends = ends if end < len(lines) else len(before)
    there = after[begins : len(after) - (len(before) - ends)]
    shift = there.count(b"\n") - before.count(b"\n", begins, ends)
    return Stretch(after[:header] + there, start, end, lines[start], shift)


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes two contents have in common at their start."""
    low, most = 0, min(len(one), len(other))
    while low + _BLOCK <= most and one[low : low + _BLOCK] == other[low : low + _BLOCK]:
        low += _BLOCK
    high = min(low + _BLOCK, most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _alike_at_end(one: bytes, other: bytes, most: int) -> int:
    """How many bytes two contents have in common at their end, of so many at most."""
    low = 0
    while low + _BLOCK <= most and one[-low - _BLOCK : len(one) - low] == other[-low - _BLOCK : len(other) - low]:
        low += _BLOCK
    high = min(low + _BLOCK, most)
    while low < high:
        middle = (low + high + 1) // 2
        alike = one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]
        low, high = (middle, high) if alike else (low, middle - 1)
    return low
