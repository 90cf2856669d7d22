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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kgtools import files
from kgtools.remembering import on_forgetting

_COARSE = 2.0  # seconds: FAT has no finer times
Stamp = tuple[int, int, int, int, int]


@dataclass(slots=True)
class _Known:
    """What is known of a file: its stamp and when that was first met, when it was last read, and what it holds."""

    stamp: Stamp
    met: float
    read: float
    digest: bytes
    content: bytes | None


_known: dict[str, _Known] = {}
on_forgetting(_known.clear)


def content(path: Path, name: str) -> bytes:
    """The bytes of a file; the very same object while it has not changed. Raises DataError if it cannot be read."""
    found = _look(os.fspath(path), name, keep=True).content
    assert found is not None
    return found


def digest(path: str | Path, name: str = "") -> bytes:
    """A hash of the bytes of a file. Raises DataError if it cannot be read."""
    return _look(os.fspath(path), name or os.fspath(path)).digest


def folder_digest(folder: Path) -> bytes:
    """A hash of what lies in a folder: names and contents. Raises DataError for a file that cannot be read."""
    whole = hashlib.blake2b(digest_size=16)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not entry.name.startswith("."):
                found = digest(entry.path) if entry.is_file() else b""
                whole.update(b"\n%b\n%b" % (os.fsencode(entry.name), found))
    return whole.digest()


def within(folder: str | Path) -> Iterator[str]:
    """The paths of all files in a folder and the folders below it, in the order of their names."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from within(entry.path)
            elif entry.is_file():
                yield entry.path


def _look(path: str, name: str, keep: bool = False) -> _Known:
    """What a file holds, read unless that is known; its bytes are kept for who asks for them."""
    try:
        stat = os.stat(path)
    except OSError:
        files.read(Path(path), name)  # says why it cannot be read
        raise
    stamp = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    known, now = _known.get(path), time.monotonic()
    settled = known is not None and known.stamp == stamp and known.read - known.met >= _COARSE
    if known is not None and settled and not (keep and known.content is None):
        return known
    found = files.read(Path(path), name)
    mark = hashlib.blake2b(found, digest_size=16).digest()
    if known is None or known.digest != mark:
        known = _known[path] = _Known(stamp, now, now, mark, None)
    known.met = known.met if known.stamp == stamp else now
    known.stamp, known.read = stamp, now
    if keep and known.content is None:  # else those that others know
        known.content = found
    return known
