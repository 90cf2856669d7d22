"""The only place that opens the files of a project: its root, its texts, its whole replacement of a file."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtools.errors import DataError, Finding, UsageError


def find_root(named: Path | None = None) -> Path:
    """The project to work on: the one named, the checkout around the working folder, or the installed one.

    Raises UsageError if a folder is named that is not a project.
    """
    if named is not None:
        if not (named / "ontology" / "tandem.ttl").is_file():
            raise UsageError(f"{named} is not a Tandem project: it holds no ontology/tandem.ttl; name its top folder")
        return named.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "ontology" / "tandem.ttl").is_file():
            return folder
    carried = Path(__file__).parent / "project"
    if (carried / "ontology" / "tandem.ttl").is_file():
        return carried
    checkout = Path(__file__).parent.parent
    if (checkout / "ontology" / "tandem.ttl").is_file():
        return checkout
    raise UsageError("no Tandem project here: go into a checkout, or name one with --root")


def article_folders(root: Path) -> list[Path]:
    """The folders of the articles of a project, sorted by name."""
    folder = root / "data" / "articles"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def input_files(root: Path) -> list[Path]:
    """All files from which the graph is built, sorted."""
    found = list((root / "ontology").glob("*.ttl"))
    found += [path for path in (root / "data").rglob("*") if path.suffix in (".csv", ".tsv", ".yaml")]
    return sorted(path for path in found if path.is_file())


def input_digest(root: Path) -> str:
    """A checksum over everything the graph is built from: ontology, tables, and the code that builds it.

    It only distinguishes a stale build from a fresh one, at every start of a command; CRC-32 and length of
    each file do, where importing a cryptographic hash would cost more than reading the files.
    """
    parts = []
    for path in (*input_files(root), *sorted(Path(__file__).parent.rglob("*.py"))):
        content = path.read_bytes()
        parts.append(
            f"{display(path, root) if path.suffix != '.py' else path.name}:{len(content)}:{zlib.crc32(content):08x}"
        )
    whole = "\n".join(parts).encode()
    return f"{len(parts)}.{len(whole)}.{zlib.crc32(whole):08x}.{zlib.adler32(whole):08x}"


def read_text(path: Path, name: str) -> str:
    """Read a UTF-8 file whole; raises DataError for a missing, empty or differently encoded one."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(Finding(name, 0, "the file is missing", hint="create it")) from None
    except OSError as error:
        raise DataError(Finding(name, 0, "the file cannot be read", error.strerror or "")) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError(
            Finding(
                name, 1, "the file starts with a byte order mark (BOM)", expected="plain UTF-8",
                hint="save it as 'CSV UTF-8' without BOM, or remove the first three bytes",
            )
        )  # fmt: skip
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            Finding(
                name, line, "the file is not UTF-8", f"byte 0x{content[error.start]:02x}", "UTF-8",
                "save it with the encoding UTF-8",
            )
        ) from None  # fmt: skip
    if not text.strip():
        raise DataError(Finding(name, 0, "the file is empty", expected="a header line", hint="restore it or delete it"))
    return text


DAMAGED = re.compile("[\x00-\x09\x0b-\x1f\ufffd]")  # control characters but the line feed


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside `path` that takes its place when the block ends well.

    If the block fails, `path` stays as it was and the temporary file goes. A link is followed; a
    device or pipe is written to, never replaced. Raises UsageError if `path` cannot be written.
    """
    import tempfile

    target = path.resolve()
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "Is a directory")
        at_place = plain(target)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent if at_place else None)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another place with -o") from None
    os.close(handle)
    try:
        yield Path(temporary)
        if at_place:
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, target)
        else:
            target.write_bytes(Path(temporary).read_bytes())
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; make room or choose another place with -o") from None
    finally:
        Path(temporary).unlink(missing_ok=True)


def plain(path: Path) -> bool:
    """Whether a path is a file, or would become one, and not a device or a pipe such as /dev/stdout."""
    return path.is_file() or not path.exists()


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
