"""Files that hold quotes of articles and lie where the project is kept: proposals belong outside of it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kgtools import files, rereading
from kgtools.changing import Each
from kgtools.errors import DataError, Finding
from kgtools.rereading import Folder

_HEAD = 4096  # bytes in which the first record of a file of proposals lies
_FORMAT = re.compile(rb'"format"\s*:\s*"tandem-proposals/')
_ARTICLE = re.compile(rb'"article"\s*:\s*"([^"]+)"')
_RECORD = re.compile(rb'"record"\s*:\s*"(?:run|thing|fact|figure|opinion|empty)".*"(?:quotes|format)"', re.DOTALL)
_HINT = "move it out of the project: proposals hold sentences of an article, which the project never does"


def findings(root: Path) -> Iterator[Finding]:
    """A finding for each file of proposals among the tables, and for each that git tracks and that quotes an article.

    Examples about articles that the project does not have may be anywhere else.
    """
    folders = {folder.path: folder for folder in rereading.folders(root / "data")}
    yield from (_finding(path, root) for paths in _of_folders.of(folders).values() for path in paths)
    quoting = [(path, article) for path in _tracked(root) if (article := _quoted(path))]
    articles = {folder.name for folder in files.article_folders(root)} if quoting else ()
    yield from (_finding(Path(path), root) for path, article in quoting if article in articles)


def _records(_: str, folder: Folder) -> list[Path] | None:
    """The files of a folder that begin as one of proposals."""
    found = (Path(folder.path) / name for name in folder.files)
    return [path for path in found if _RECORD.search(_head(path))] or None


_of_folders = Each[str, Folder, list[Path]](_records)


def _finding(path: Path, root: Path) -> Finding:
    return Finding(files.display(path, root), 1, "a file of proposals in the project", hint=_HINT, check="quoted")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _quoted(path: str) -> str:
    """The article that a file of proposals quotes; empty if it is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return ""
    return _quoted_by(path, (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))


@lru_cache(maxsize=65536)
def _quoted_by(path: str, _stamp: tuple[int, ...]) -> str:
    head = _head(Path(path))
    match = _ARTICLE.search(head) if _FORMAT.search(head) else None
    return match[1].decode(errors="replace") if match else ""


def _tracked(root: Path) -> tuple[str, ...]:
    """The files beside the tables that git tracks in a project; none if it is no work tree, or there is no git."""
    if not (root / ".git").exists():
        return ()
    try:
        return _listed(root, rereading.digest(root / ".git" / "index"))
    except DataError:  # the work tree is one of several, or has nothing yet
        return _listed.__wrapped__(root, b"")


@lru_cache(maxsize=4)
def _listed(root: Path, _index: bytes) -> tuple[str, ...]:
    try:
        done = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    except OSError:
        return ()
    names = done.stdout.decode(errors="surrogateescape").split("\0")
    return tuple(os.path.join(root, name) for name in names if name and not name.startswith("data/"))
