"""The log of a review: a file of JSON Lines to which each decision is added, and from which a review goes on.

A decision is on the disk before it counts: whoever is interrupted, or out of room, loses none that was acknowledged.
The log holds no words of the article, so that it may lie anywhere.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from kgtools.curation.review.decisions import Decision, Undo, holding
from kgtools.errors import DataError, Finding, UsageError

try:
    import fcntl
except ImportError:  # not on Windows, where a log may be opened twice
    fcntl = None  # type: ignore[assignment]

FORMAT = "tandem-review/1"
_READ: msgspec.json.Decoder[Decision] = msgspec.json.Decoder(Decision)
_Line = TypeVar("_Line")


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="begin", kw_only=True):
    """The first line of a log: what is reviewed (the digest of the proposals), the text, and who reviews."""

    format: str = FORMAT
    proposals: str
    article: str
    text: str
    reader: str


def digest_of(content: bytes) -> str:
    """The digest by which a log knows the file of proposals that it belongs to."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Written:
    """What a log holds: its head, its decisions in their order, and how many bytes of its end are no whole line."""

    head: Head
    decisions: tuple[Decision, ...]
    torn: int


def read(path: Path) -> Written | None:
    """What a log holds, None for one that has no whole line yet.

    Raises DataError for a line before the last that is no decision, UsageError if the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}; name another with --log") from None
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].split(b"\n")[:-1]
    if not lines:
        return None
    head = _line(path, 1, lines[0], msgspec.json.Decoder(Head))
    found = [_line(path, number, line, _READ) for number, line in enumerate(lines[1:], 2)]
    return Written(head, tuple(found), len(content) - whole)


def _line(path: Path, number: int, line: bytes, decoder: msgspec.json.Decoder[_Line]) -> _Line:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, ValueError) as error:
        hint = "take the file from a backup, or begin a new one with --log"
        message = "not the head of a log of a review" if number == 1 else "not a decision"
        raise DataError(Finding(str(path), number, message, str(error), hint=hint, check="log")) from None


class Log:
    """A log that is open for this process alone; a context manager.

    >>> import tempfile
    >>> from kgtools.curation.review.decisions import Later
    >>> head = Head(proposals="0" * 64, article="a", text="0" * 64, reader="ana")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Log(Path(folder, "a.log"), head) as log:
    ...         log.write(Later(of={"4": "20.7d1.0a1b2c3d4e5f6071"}))
    ...     with Log(Path(folder, "a.log"), head) as log:
    ...         len(log.decisions)
    1
    """

    def __init__(self, path: Path, head: Head) -> None:
        """Open a log, or begin one.

        Raises UsageError if another process has it open, or if it belongs to other proposals, another text or
        another reader; DataError for a log that is damaged before its last line.
        """
        self.path = path
        self.reader = head.reader
        self.decisions: list[Decision] = []
        self.torn = 0  # bytes at the end of the file that were no whole line, and are gone
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}; choose another place with --log") from None
        try:
            self._lock()
            self._begin(head)
        except BaseException:
            os.close(self._file)
            raise

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"{self.path} is open in another review; go on there, or end it first (Ctrl+C in its terminal)"
            ) from None

    def _begin(self, head: Head) -> None:
        written = read(self.path)
        if written is None:
            self.torn = os.lseek(self._file, 0, os.SEEK_END)
            os.ftruncate(self._file, 0)
            self._append(msgspec.json.encode(head))
            return
        _refuse_foreign(self.path, written.head, head)
        self.decisions, self.torn = list(written.decisions), written.torn
        if self.torn:
            os.ftruncate(self._file, os.lseek(self._file, 0, os.SEEK_END) - self.torn)

    def write(self, decision: Decision) -> None:
        """Add a decision; when this returns it is on the disk.

        Raises UsageError if it cannot be written, and if there is nothing to undo; the log is then as it was.
        """
        if isinstance(decision, Undo) and not holding(self.decisions):
            raise UsageError("there is nothing to undo")
        self._append(msgspec.json.encode(decision))
        self.decisions.append(decision)

    def _append(self, line: bytes) -> None:
        end = os.lseek(self._file, 0, os.SEEK_END)
        try:
            whole, written = line + b"\n", 0
            while written < len(whole):
                written += os.write(self._file, whole[written:])
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, end)
            raise UsageError(f"cannot write {self.path}: {error.strerror}; the decision is not noted") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._file)


def _refuse_foreign(path: Path, found: Head, wanted: Head) -> None:
    """Raise UsageError if a log belongs to something else than what is reviewed now."""
    again = "begin a new log with --log, or go on with what it belongs to"
    if found.format != FORMAT:
        raise UsageError(f"{path} has the format '{found.format}'; expected {FORMAT}; {again}")
    if found.article != wanted.article:
        raise UsageError(f"{path} is the log of a review of {found.article}, not of {wanted.article}; {again}")
    if found.text != wanted.text:
        raise UsageError(
            f"{path} belongs to another text of {found.article} (sha256 {found.text[:12]}…) than article.yaml names "
            f"now ({wanted.text[:12]}…), so its places may be others; {again}"
        )
    if found.proposals != wanted.proposals:
        raise UsageError(
            f"{path} belongs to another file of proposals (sha256 {found.proposals[:12]}…, not "
            f"{wanted.proposals[:12]}…), or to this one before it was changed; {again}"
        )
    if found.reader != wanted.reader:
        raise UsageError(
            f"{path} is the log of '{found.reader}', not of '{wanted.reader}'; give --reader {found.reader}, or {again}"
        )
