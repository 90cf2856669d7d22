"""Folders of files that are written whole, never over what is somebody else's; nothing in them is deleted.

What an earlier export wrote is known by its `datapackage.json`, which names each file with its hash: a file that is
not in it, or is not as it says, belongs to whoever put or changed it there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtools.errors import UsageError
from kgtools.graph.build import runs

PACKAGE = "datapackage.json"
NAME = "tandem-kg"  # of the data package, by which it is known as ours
_DESCRIPTIONS = (PACKAGE, "csv-metadata.json")


@contextmanager
def replaced(folder: Path, names: Iterable[str], force: bool = False) -> Iterator[Path]:
    """Give a new folder, whose files take their places in `folder` when the block ends well.

    `names` are the files that will be written. If the block fails, `folder` stays as it was. Raises UsageError if it
    is a file, cannot be written, or holds other things than an earlier export; with `force` these stay beside what is
    written, and files of an export that were changed are replaced. A file of one of the names that no export wrote is
    never replaced.
    """
    target = folder.resolve()
    _refuse(folder, target, set(names), force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        work = Path(tempfile.mkdtemp(prefix=_beside(target), dir=target.parent))
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; choose another place with -o") from None
    try:
        yield work
        _put(work, target)
    except OSError as error:
        raise UsageError(
            f"cannot write {folder}: {error.strerror or error}; make room or choose another place with -o"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def hashed(file: Path) -> str:
    """The hash of a file, as a data package gives it.

    >>> hashed(Path(os.devnull))[:14]
    'sha256:e3b0c44'
    """
    with file.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"


def _refuse(folder: Path, target: Path, names: set[str], force: bool) -> None:
    """Raise UsageError where writing the files would take something away, or mix them with other things."""
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{folder} is a file, and the tables need a folder; name another with -o")
    ours = _earlier(target)
    there = {path.name for path in target.iterdir()}
    for name in sorted(there & names - ours.keys()):
        raise UsageError(f"{folder / name} was not written by an export; move it away, or name another folder with -o")
    if force:
        return
    for name in sorted(there - (ours.keys() & names)):
        raise UsageError(
            f"{folder} holds other things, such as {name}; name an empty folder with -o, or put the tables beside them "
            "with --force"
        )
    for name in sorted(there & ours.keys()):
        if ours[name] and hashed(target / name) != ours[name]:
            raise UsageError(
                f"{folder / name} has been changed since it was exported; keep it elsewhere, or write over it with "
                "--force"
            )


def _earlier(target: Path) -> dict[str, str]:
    """The files that an earlier export wrote into a folder, with their hashes; none if there was no export."""
    try:
        package = json.loads((target / PACKAGE).read_text(encoding="utf-8"))
        if package["name"] != NAME:
            return {}
        files = {str(one["path"]): str(one["hash"]) for one in package["resources"]}
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return {**dict.fromkeys(_DESCRIPTIONS, ""), **files}


def _put(work: Path, target: Path) -> None:
    """Move the files to their places, the descriptions last; what is described is there before."""
    mask = os.umask(0)
    os.umask(mask)
    if not target.exists():
        work.chmod(0o777 & ~mask)
        work.rename(target)
        return
    names = (path.name for path in work.iterdir())
    for name in sorted(names, key=lambda name: (name in _DESCRIPTIONS, name)):
        os.replace(work / name, target / name)


def _beside(target: Path) -> str:
    return f".{target.name}.{os.getpid()}."


def _sweep(target: Path) -> None:
    """Remove what killed exports to this place have left beside it."""
    for left in target.parent.glob(f".{target.name}.*.*"):
        process = left.name.removeprefix(f".{target.name}.").partition(".")[0]
        if left.is_dir() and process.isdigit() and not runs(int(process)):
            shutil.rmtree(left, ignore_errors=True)
