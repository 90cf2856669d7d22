"""Files that hold quotes of articles and lie where the project is kept: proposals belong outside of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from kgtools import files, rereading
from kgtools.errors import DataError, Finding

_HEAD = 4096  # bytes in which the first record of a file of proposals lies
_FORMAT = re.compile(rb'"format"\s*:\s*"tandem-proposals/')
_ARTICLE = re.compile(rb'"article"\s*:\s*"([^"]+)"')
_RECORD = re.compile(rb'"record"\s*:\s*"(?:run|thing|fact|figure|opinion|empty)".*"(?:quotes|format)"', re.DOTALL)
_HINT = "move it out of the project: proposals hold sentences of an article, which the project never does"


def findings(root: Path) -> Iterator[Finding]:
    """A finding for each file of proposals among the tables, and for each that git tracks and that quotes an article.

    Examples about articles that the project does not have may be anywhere else.
    """
    articles = {folder.name.encode() for folder in files.article_folders(root)}
    data = root / "data"
    for name in rereading.within(data) if data.is_dir() else ():
        with suppress(DataError):
            if _is_record(name, rereading.digest(name)):
                yield _finding(Path(name), root)
    for path in _tracked(root):
        if data not in path.parents and _FORMAT.search(head := _head(path)):
            match = _ARTICLE.search(head)
            if match and match[1] in articles:
                yield _finding(path, root)


@lru_cache(maxsize=65536)
def _is_record(path: str, _digest: bytes) -> bool:
    """Whether a file begins as one of proposals; it is asked again only if it has changed."""
    return _RECORD.search(_head(Path(path))) is not None


def _finding(path: Path, root: Path) -> Finding:
    return Finding(files.display(path, root), 1, "a file of proposals in the project", hint=_HINT, check="quoted")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _tracked(root: Path) -> Iterator[Path]:
    """The files that git tracks in a project; none if it is no work tree, or there is no git."""
    if not (root / ".git").exists():
        return
    try:
        done = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    except OSError:
        return
    for name in filter(None, done.stdout.decode(errors="surrogateescape").split("\0")):
        yield root / name
