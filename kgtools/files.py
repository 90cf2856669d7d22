"""The only place that opens the files of a project: its root, its texts, and how files change whole."""

from __future__ import annotations

import codecs
import errno
import glob
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from kgtools import languages, layout
from kgtools.errors import DataError, Finding, UsageError
from kgtools.values import characters

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


def article_folders(root: Path) -> list[Path]:
    """The folders of the articles of a project, sorted by name."""
    folder = root / "data" / "articles"
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return [folder / name for name in sorted(entry.name for entry in entries if entry.is_dir())]


def input_files(root: Path) -> list[Path]:
    """All files from which the graph is built, sorted."""
    tables = (path for path in (root / "data").rglob("*") if path.suffix in (".csv", ".tsv", ".yaml"))
    described = (root / layout.PROJECT, *layout.ontology_files(root), *languages.own(root))
    return sorted(path for path in (*described, *tables) if path.is_file())


def input_digest(root: Path) -> str:
    """A checksum over everything the graph is built from: ontology, tables, languages, and the code that builds it.

    It only tells a stale build from a fresh one, at every start: to import a cryptographic hash would cost too much.
    """
    whole = "\n".join(parts := [*(_mark(path, display(path, root)) for path in input_files(root)), *code()]).encode()
    return f"{len(parts)}.{len(whole)}.{zlib.crc32(whole):08x}.{zlib.adler32(whole):08x}"


def marks(paths: Iterable[Path], root: Path) -> list[str]:
    """A mark of each file by its name, length and checksum."""
    return [_mark(path, display(path, root)) for path in paths]


@cache
def code() -> tuple[str, ...]:
    """The marks of the code and of its languages, which a process reads but once, too."""
    paths = (*sorted(Path(__file__).parent.rglob("*.py")), *sorted(languages.FOLDER.glob("*.yaml")))
    return tuple(_mark(path, path.name) for path in paths)


def _mark(path: Path, name: str) -> str:
    return f"{name}:{len(content := path.read_bytes())}:{zlib.crc32(content):08x}"


_MARKS = {  # those of UTF-32 first: the one for little endian begins like that of UTF-16
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip
_TABLES = (".csv", ".tsv")
_CYRILLIC = {"cp1251": "Windows-1251", "koi8_r": "KOI8-R", "cp866": "CP866"}
_FREQUENT = frozenset("оеаинтсрвлкмдпу")


def read_text(path: Path, name: str) -> str:
    """Read a text whole, without its byte order mark: UTF-8, or UTF-16 or UTF-32 that says so by that mark.

    Raises DataError for a missing, empty or otherwise encoded file.
    """
    return text_of(read(path, name), name)


def read(path: Path, name: str) -> bytes:
    """The bytes of a file. Raises DataError if it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(Finding(name, 0, "the file is missing", hint="create it")) from None
    except OSError as error:
        raise DataError(Finding(name, 0, "the file cannot be read", error.strerror or "")) from None


def text_of(content: bytes, name: str) -> str:
    """The text of a file; raises DataError if it is empty or otherwise encoded."""
    text = decode(content, name)
    if not text or text.isspace():
        expected = "a header line" if name.endswith(_TABLES) else ""
        raise DataError(Finding(name, 0, "the file is empty", expected=expected, hint="restore it or delete it"))
    return text


def decode(content: bytes, name: str) -> str:
    """The text of a file, without its byte order mark. Raises DataError, with the encoding that it seems to have.

    >>> decode("Камелот".encode("utf-8-sig"), "a.csv") == decode("Камелот".encode("utf-16"), "a.csv") == "Камелот"
    True
    """
    mark = next((mark for mark in _MARKS if content.startswith(mark)), b"")
    encoding = _MARKS.get(mark, "utf-8")
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start + len(mark)
        line = content.count(b"\n", 0, start) + 1
        save = "as 'CSV UTF-8'" if name.endswith(_TABLES) else "with the encoding UTF-8"
        hint = f"save it again, from what it was made of, {save}"
        found, expected = f"byte 0x{content[start]:02x}{_guess(content, start)}", "UTF-8"
        raise DataError(Finding(name, line, "the file is not UTF-8", found, expected, hint)) from None
    if "\x00" in text and encoding == "utf-8":
        line = text.count("\n", 0, text.index("\x00")) + 1
        hint = "save it again with the encoding UTF-8"
        raise DataError(
            Finding(name, line, "the file is not UTF-8", "zero bytes, as in UTF-16 without its mark", "UTF-8", hint)
        )
    return text


def _guess(content: bytes, start: int) -> str:
    """The encoding that Cyrillic text in eight bits seems to have, and what its first strange byte would be there."""
    texts = {encoding: content.decode(encoding, "replace") for encoding in _CYRILLIC}
    scores = {encoding: sum(letter in _FREQUENT for letter in text) for encoding, text in texts.items()}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] * 3 < sum(byte > 127 for byte in content):
        return ""
    letter = content[start : start + 1].decode(best, "replace")
    lost = ", which has no Kazakh letters" if best == "cp1251" else ""
    return f", '{letter}' in {_CYRILLIC[best]}{lost}"


def line_findings(name: str, text: str) -> list[Finding]:
    """A finding for each character that a file of lines (YAML, Turtle, SPARQL) may not hold.

    >>> print(line_findings("a.yaml", "note: x\\u200b")[0])
    a.yaml:1: column 8: an invisible character; found U+200B ZERO WIDTH SPACE; remove it
    """
    return [
        Finding(name, line, f"column {column}: {flaw.message}", flaw.found.rpartition(" at ")[0], hint=flaw.hint)
        for line, column, flaw in characters.in_lines(text)
    ]


# -- writing ------------------------------------------------------------------------------------------

_NEXT, _READY = ".writing", ".written"  # folders in data/: tables being written, and tables about to take their places
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}(?:\.part)?")  # a temporary file beside the one that it stands for


def replace_all(root: Path, texts: Mapping[Path, str]) -> None:
    """Change files under `data/` together: all of them or, even if the process is killed, none.

    The new files are gathered in a folder of their own, whose renaming is the moment at which the change holds;
    then each takes its place. What a killed process leaves is completed or dropped by the next command
    (docs/decisions/0019-whole-writes.md). Raises UsageError if they cannot be written.
    """
    data = root / "data"
    try:
        with _locked(data):
            _finish(data)
            _drop_unused(data.rglob(".*.csv.*"))
            try:
                for path, text in texts.items():
                    _write_next(data, path, text)
                if texts:
                    os.rename(data / _NEXT, data / _READY)
            finally:
                _finish(data)
    except OSError as error:
        place = error.filename or display(data, root)
        raise UsageError(f"cannot write {place}: {error.strerror}; make it writable, or make room") from None


def _write_next(data: Path, path: Path, text: str) -> None:
    if path.is_dir() or not os.access(path.parent if path.parent.exists() else data, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    place = data / _NEXT / path.relative_to(data)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def complete(root: Path) -> None:
    """Complete a change of tables that a killed process left half made, or drop one that had not come to hold.

    Raises UsageError if that needs rights which this process does not have, or if a table was edited since.
    """
    data = root / "data"
    if (data / _READY).exists() or (data / _NEXT).exists():
        try:
            with _locked(data):
                _refuse_edited(data)
                _finish(data)
        except OSError as error:
            if (data / _READY).exists():
                advice = "run kgtools once as somebody who may write there"
                raise UsageError(
                    f"a change of tables was interrupted and waits in {data / _READY}: {error.strerror}; {advice}"
                ) from None


def _waiting(data: Path) -> list[tuple[Path, Path]]:
    """The files of a change that holds and is not made yet, each with its place."""
    ready = data / _READY
    return [(path, (data / path.relative_to(ready)).resolve()) for path in sorted(ready.rglob("*")) if path.is_file()]


def _refuse_edited(data: Path) -> None:
    for path, target in _waiting(data):
        if target.exists() and target.stat().st_mtime_ns > path.stat().st_mtime_ns:
            raise UsageError(
                f"{target} was edited after a change of it was interrupted, which waits in {data / _READY}; "
                "look at both, delete that folder, and run the command that was interrupted again"
            )


def _finish(data: Path) -> None:
    import shutil

    shutil.rmtree(data / _NEXT, ignore_errors=True)
    for path, target in _waiting(data):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    if (data / _READY).exists():
        shutil.rmtree(data / _READY)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep a folder to this process; the system gives it up when the process ends, however it ends."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        _unlock(handle)


def _lock(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX)
    else:
        os.close(handle)  # an open file cannot be replaced there


def _unlock(handle: int) -> None:
    if fcntl is not None:
        os.close(handle)


def _drop_unused(paths: Iterable[Path]) -> None:
    """Delete temporary files, but for those whose process is alive and writes them."""
    for path in [path for path in paths if _TEMPORARY.fullmatch(path.name)]:
        if fcntl is not None:
            with suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside `path` that takes its place when the block ends well.

    If the block fails, `path` stays as it was and the temporary file goes; one that a killed process left goes
    too. A link is followed; a device or pipe such as /dev/stdout is written to, never replaced. Raises UsageError if
    `path` cannot be written.
    """
    import shutil
    import tempfile

    target = path.resolve()
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "Is a directory")
        at_place = plain(path)
        folder = target.parent if at_place else None
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=folder)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None
    try:
        _lock(handle)
        if at_place:
            _drop_unused(target.parent.glob(f".{glob.escape(target.name)}.*"))
        yield Path(temporary)
        if at_place:
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, target)
        else:
            with path.open("ab") as opened, open(temporary, "rb") as written:
                shutil.copyfileobj(written, opened)  # what stands there is added to, as a shell does with >>
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; make room or choose another place with -o") from None
    finally:
        _unlock(handle)
        Path(temporary).unlink(missing_ok=True)


_OPENED = re.compile(r"/dev/(stdin|stdout|stderr|fd/\d+)|/proc/[^/]+/fd/\d+")  # files that a process has open
MARK = ".kgtools"  # lies in each folder that a command wrote, and says which


@contextmanager
def replacing_folder(path: Path, command: str, force: bool = False) -> Iterator[Path]:
    """Give an empty folder beside `path` that takes its place when the block ends well.

    `path` may not be there, be empty or, with `force`, be a folder that the same `command` wrote: nothing that anybody
    else put somewhere is deleted. If the block fails, `path` stays as it was. Raises UsageError if it cannot be done.
    """
    import shutil
    import tempfile

    target = path.resolve()
    _refuse_foreign(path, command, force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None
    try:
        (beside / MARK).write_text(f"{command}\n", encoding="utf-8")
        yield beside
        beside.chmod(0o777 & ~_umask())
        if target.exists():
            shutil.rmtree(target)
        beside.replace(target)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; make room or choose another place with -o") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_foreign(path: Path, command: str, force: bool) -> None:
    """Raise UsageError if something stands at a path that the command may not replace."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file; name a folder with -o")
    if not path.is_dir() or not any(path.iterdir()):
        return
    mark = path / MARK
    written = mark.read_text(encoding="utf-8").strip() if mark.is_file() else ""
    if written != command:
        raise UsageError(f"{path} holds other things; choose a new or empty folder with -o")
    if not force:
        raise UsageError(f"{path} holds what {command} wrote before; replace it with --force")


def plain(path: Path) -> bool:
    """Whether a path is a file, or would become one, and not a device or a pipe.

    /dev/stdout is none whatever it leads to: the file behind it belongs to the shell, which has it open.

    >>> plain(Path("/dev/null")), plain(Path("/dev/stdout")), plain(Path("new.ttl"))
    (False, False, True)
    """
    opened = _OPENED.fullmatch(str(path.absolute())) is not None
    return not opened and (path.is_file() or not path.exists())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def display(path: Path, root: Path) -> str:
    """A path as messages show it: inside the project without the way to it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def unknown_files(folder: Path, known: Iterable[str], root: Path) -> list[Finding]:
    """A finding for each file or folder in a folder of tables that has none of the known names."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name not in known and not path.name.startswith("."):
            tables = ", ".join(sorted(known))
            found.append(Finding(display(path, root), 0, "unknown table", expected=tables, hint="rename it"))
    return found
