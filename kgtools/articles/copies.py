"""Copies of articles at hand, recognised by their content, and the verdict on each anchor.

The repository holds no text of any article. Whoever has copies names their folder; file names do
not matter. A copy with other line breaks, hyphens or markup still serves, because a passage that
is not at its place is looked for by its fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.errors import UsageError

EXACT, MOVED, MISSING, TWICE, UNCHECKED = "exact", "moved", "missing", "twice", "not checked"
_SAMPLE = 24  # anchors tried to recognise a copy whose bytes differ
_ENOUGH = 3  # a copy is recognised when at least one in so many of them is found
_SUFFIXES = (".txt", ".md", "")


@dataclass(frozen=True)
class ArticleIdentity:
    """What identifies an article without its text: the hash of the text, and its anchors."""

    sha256: str
    anchors: Sequence[Anchor]


@dataclass(frozen=True)
class Copy:
    """A copy of an article: its path, its text, and whether it is the very text anchors refer to."""

    path: Path
    text: str
    same: bool

    @cached_property
    def folded(self) -> fingerprints.Folded:
        """The letters and digits of the text, with their places."""
        return fingerprints.fold(self.text)


@dataclass(frozen=True)
class Verdict:
    """What became of one anchor in one copy: exact, moved, missing, twice or not checked.

    `places` are the (start, end) in the copy: one if exact or moved, several if twice.
    """

    kind: str
    places: tuple[tuple[int, int], ...] = ()


def read_copies(folder: Path, known: Mapping[str, ArticleIdentity]) -> dict[str, Copy]:
    """The copies of known articles in a folder, by article id.

    A file is a copy if its bytes have the article's hash, else if it holds at least a third of a
    sample of the article's passages; the best file wins. Raises UsageError if there is no folder.
    """
    found: dict[str, Copy] = {}
    rest: list[Copy] = []
    by_hash = {article.sha256: identifier for identifier, article in known.items()}
    for path in sorted(_files(folder)):
        content = path.read_bytes()
        identifier = by_hash.get(hashlib.sha256(content).hexdigest())
        try:
            copy = Copy(path, content.decode("utf-8"), identifier is not None)
        except UnicodeDecodeError:
            continue
        if identifier is not None:
            found[identifier] = copy
        else:
            rest.append(copy)
    for identifier, article in known.items():
        if identifier not in found and article.anchors:
            step = max(1, len(article.anchors) // _SAMPLE)
            sample = article.anchors[::step]
            best, score = None, len(sample) / _ENOUGH
            for copy in rest:
                hits = sum(1 for anchor in sample if fingerprints.find(copy.folded, anchor.fingerprint))
                if hits >= max(score, 1):
                    best, score = copy, hits + 1
            if best is not None:
                found[identifier] = best
    return found


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        raise UsageError(f"{folder} is a file; name the folder it lies in")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; name the folder that holds your copies of the articles")
    return [path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in _SUFFIXES]


def judge(copy: Copy | None, anchor: Anchor) -> Verdict:
    """The verdict on an anchor, given the copy of its article or None if there is none at hand."""
    if copy is None:
        return Verdict(UNCHECKED)
    if anchor.end <= len(copy.text):
        passage = copy.text[anchor.start : anchor.end]
        if fingerprints.fingerprint(passage) == anchor.fingerprint:
            return Verdict(EXACT, ((anchor.start, anchor.end),))
    places = tuple(fingerprints.find(copy.folded, anchor.fingerprint))
    if not places:
        return Verdict(MISSING)
    return Verdict(MOVED if len(places) == 1 else TWICE, places)


def passage(copy: Copy | None, anchor: Anchor) -> str:
    """The passage in one line, or an empty string if it is not at hand or is ambiguous."""
    verdict = judge(copy, anchor)
    if copy is None or len(verdict.places) != 1:
        return ""
    start, end = verdict.places[0]
    return fingerprints.tidy(copy.text[start:end])
