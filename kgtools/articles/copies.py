"""Copies of articles at hand, recognised by their content, and the verdict on each anchor.

The repository holds no text of any article. Whoever has copies names their folder; file names do
not matter. A copy with other line breaks, hyphens or markup still serves, because a passage that
is not at its place is looked for by its fingerprint. Files that are no copies are told with the reason.
"""

from __future__ import annotations

import codecs
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.articles.lexicon import in_print
from kgtools.articles.paragraphs import between_pages, marks, notes
from kgtools.errors import UsageError

EXACT, MOVED, MISSING, TWICE, UNCHECKED = "exact", "moved", "missing", "twice", "not checked"
_SAMPLE = 24  # anchors tried to recognise a copy whose bytes differ
_ENOUGH = 3  # among copies at hand one is recognised when at least one in so many of them is found
_NEARLY = 0.8  # of them, for a file that need not be a copy of any
_SUFFIXES = (".txt", ".md", "")
_PDF = "PDF; make text of it, for example with pdftotext"
_MARKED_UP = "HTML; save what it says as plain text, in UTF-8"
_OFFICE = "document of a word processor; save it as plain text, in UTF-8"
_BY_SUFFIX = {".pdf": _PDF} | dict.fromkeys((".html", ".htm", ".xhtml", ".mhtml"), _MARKED_UP)
_BY_SUFFIX |= dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pages"), _OFFICE)
# What a file begins with whose name tells another story.
_BY_BEGINNING = {b"%PDF-": _PDF, b"PK\x03\x04": _OFFICE, b"{\\rtf": _OFFICE, b"\xd0\xcf\x11\xe0": _OFFICE,
                 b"<!doctype html": _MARKED_UP, b"<html": _MARKED_UP}  # fmt: skip
_LISTED = 3  # names of files of one sort in a message


@dataclass(frozen=True)
class ArticleIdentity:
    """What identifies an article without its text: the hash of the text, and its anchors."""

    sha256: str
    anchors: Sequence[Anchor]


@dataclass(frozen=True)
class Copy:
    """A copy of an article: its path, its text, and whether it is the very text anchors refer to.

    `encoding` is empty for UTF-8. `difference` says in words what alone parts it from the very text, if it is no
    more than encoding or line ends.
    """

    path: Path
    text: str
    same: bool
    encoding: str = ""
    difference: str = ""

    @cached_property
    def folded(self) -> fingerprints.Folded:
        """The letters and digits of the text, with their places."""
        return fingerprints.fold(self.text)

    @cached_property
    def undisturbed(self) -> list[fingerprints.Folded]:
        """The letters without what pages print between them; without marks of notes too; without notes too."""
        left_out: list[tuple[int, int]] = []
        found = []
        for disturbing in (between_pages, marks, notes):
            left_out += disturbing(self.text)
            found.append(self.folded.without(left_out))
        return found

    def find(self, fingerprint: str) -> tuple[tuple[int, int], ...]:
        """All places of a passage, as (start, end).

        Another copy than the very text may have numbers of pages and notes or running heads within a passage, and
        letters for others, as е for ё; they are looked past if the passage is not found otherwise.
        """
        found = fingerprints.find(self.folded, fingerprint)
        if not found and not self.same:
            unmarked = self.undisturbed[1]
            ways: list[Callable[[], list[tuple[int, int]]]] = [
                partial(fingerprints.find, text, fingerprint) for text in self.undisturbed
            ]
            for letter, other in in_print().items():
                texts = (self.folded, unmarked)
                ways += [partial(fingerprints.find_replaced, text, fingerprint, letter, other) for text in texts]
            found = next((places for look in ways if (places := look())), [])
        return tuple(found)


@dataclass(frozen=True)
class Verdict:
    """What became of one anchor in one copy: exact, moved, missing, twice or not checked.

    `places` are the (start, end) in the copy: one if exact or moved, several if twice.
    """

    kind: str
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Folder:
    """What a folder holds: the copies of articles by article id, and why each other file is none."""

    path: Path
    copies: dict[str, Copy]
    refused: dict[str, str]

    def lacking(self, known: Iterable[str], so: str = "") -> str:
        """Of which of some articles the folder holds no copy, what follows from that, and what else it holds.

        Empty if it holds a copy of each.
        """
        missing = [identifier for identifier in known if identifier not in self.copies]
        if not missing:
            return ""
        reasons: dict[str, list[str]] = defaultdict(list)
        for name, why in self.refused.items():
            reasons[why].append(name)
        held = "; ".join(f"{_listed(names)} ({why})" for why, names in reasons.items())
        other = f"; the folder {'also ' if self.copies else ''}holds {held}" if held else ""
        empty = "; the folder is empty" if not held and not self.copies else ""
        return f"no copy of {', '.join(missing)}{so and ', so ' + so}{other}{empty}"


def _listed(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def read_copies(folder: Path, known: Mapping[str, ArticleIdentity]) -> dict[str, Copy]:
    """The copies of known articles in a folder, by article id. Raises UsageError if there is no folder."""
    return look(folder, known).copies


def look(folder: Path, known: Mapping[str, ArticleIdentity]) -> Folder:
    """The copies of known articles in a folder, and what its other files are.

    A file is a copy if its bytes have the article's hash, else if it holds at least a third of a
    sample of the article's passages; the best file wins. Text is read as UTF-8, else as UTF-16 or
    Windows-1251: that it holds the passages shows that it was. Raises UsageError if there is no folder.
    """
    found: dict[str, Copy] = {}
    rest: list[Copy] = []
    refused: dict[str, str] = {}
    by_hash = {article.sha256: identifier for identifier, article in known.items()}
    for path in _files(folder):
        try:
            copy, identifier = _read(path, by_hash)
        except _NoText as error:
            refused[path.name] = str(error)
            continue
        if identifier and (copy.same or identifier not in found):
            found[identifier] = copy
        elif not identifier:
            rest.append(copy)
    for copy in rest:
        read = f"text, read as {copy.encoding}," if copy.encoding else "text"
        refused[copy.path.name] = f"{read} that holds too few passages of an article to be a copy of it"
    for identifier, article in known.items():
        if identifier not in found and (best := _best(rest, article)):
            found[identifier] = best
    for copy in found.values():
        refused.pop(copy.path.name, None)
    return Folder(folder, found, dict(sorted(refused.items())))


def read_file(path: Path, known: Mapping[str, ArticleIdentity]) -> tuple[Copy, str]:
    """One file as a text, and the known article of which it is a copy, empty for another text.

    Raises UsageError for a file that is no text, with what it is and how to make text of it.
    """
    try:
        copy, identifier = _read(path, {article.sha256: identifier for identifier, article in known.items()})
    except _NoText as error:
        raise UsageError(f"{path}: {error}") from None
    if not identifier:
        identifier = next((one for one, article in known.items() if _best([copy], article)), "")
    return copy, identifier


def _best(files: Iterable[Copy], article: ArticleIdentity, share: float = 1 / _ENOUGH) -> Copy | None:
    """The file that holds most of a sample of an article's passages, if it is at least that share of them."""
    sample = [anchor.fingerprint for anchor in article.anchors[:: max(1, len(article.anchors) // _SAMPLE)]]
    enough = max(len(sample) * share, 1)
    hits = [(sum(map(bool, (fingerprints.find(copy.folded, one) for one in sample))), copy) for copy in files]
    if all(number < enough for number, _ in hits):  # numbers of notes may stand within most passages
        hits = [(sum(map(bool, map(copy.find, sample))), copy) for number, copy in hits if number]
    number, best = max(hits, key=lambda hit: hit[0], default=(0, None))
    return best if number >= enough else None


def no_text(path: Path) -> str:
    """What a file is that is no plain text, and how to make text of it; empty for text, whatever its encoding.

    >>> no_text(Path("scan.pdf"))
    'PDF; make text of it, for example with pdftotext'
    """
    if found := _BY_SUFFIX.get(path.suffix.lower()):
        return found
    try:
        _decoded(path.read_bytes())
    except OSError:
        return ""  # who opens it says why it cannot be read
    except _NoText as error:
        return str(error)
    return ""


def article_of(path: Path, known: Mapping[str, ArticleIdentity]) -> str:
    """The known article of which a file is a copy, whatever its name; empty if it is of none.

    Another article may repeat some passages; a copy has nearly all.
    """
    try:
        copy, identifier = _read(path, {article.sha256: identifier for identifier, article in known.items()}, True)
    except _NoText:
        return ""
    if identifier:
        return identifier
    return next((one for one, article in known.items() if article.anchors and _best([copy], article, _NEARLY)), "")


# -- reading files ------------------------------------------------------------------------------------


class _NoText(Exception):
    """A file is no text that can be read; says what it is."""


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        raise UsageError(f"{folder} is a file; name the folder it lies in")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; name the folder that holds your copies of the articles")
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}; name a folder that you may read") from None


def _read(path: Path, by_hash: Mapping[str, str], any_name: bool = False) -> tuple[Copy, str]:
    """A file as a copy, and the article whose very text it is, but for encoding and line ends perhaps, if any."""
    suffix = path.suffix.lower()
    if path.is_dir():
        raise _NoText("folder; what lies in it is not looked at, name it itself")
    if suffix not in _SUFFIXES and not any_name:
        raise _NoText(_BY_SUFFIX.get(suffix, "not named as text; the name of a copy ends in .txt or .md"))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _NoText(f"cannot be read: {error.strerror}") from None
    text, encoding = _decoded(content)
    if identifier := by_hash.get(hashlib.sha256(content).hexdigest()):
        return Copy(path, text, True), identifier
    identifier, ends = _nearly(text, by_hash)
    differences = [f"its encoding, {encoding}"] if encoding else []
    differences += ["a byte order mark"] if content.startswith(codecs.BOM_UTF8) else []
    differences += [ends] if ends else []
    return Copy(path, text, False, encoding, " and ".join(differences) if identifier else ""), identifier


def _nearly(text: str, by_hash: Mapping[str, str]) -> tuple[str, str]:
    """The article whose text this is but for line ends, and in words which of them differ; empty if there is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for end in ("\n", "\r\n"):
        for last in range(3):
            tried = lines.rstrip("\n").replace("\n", end) + end * last
            if identifier := by_hash.get(hashlib.sha256(tried.encode()).hexdigest()):
                inner = "its line ends" if tried.rstrip("\r\n") != text.rstrip("\r\n") else ""
                return identifier, inner or ("the line ends after its last word" if tried != text else "")
    return "", ""


def _decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding, if that is not UTF-8. Raises _NoText."""
    beginning = content[:32].lstrip().lower()
    for sign, what in _BY_BEGINNING.items():
        if beginning.startswith(sign.lower()):
            raise _NoText(what)
    if not content.strip():
        raise _NoText("empty")
    for encoding, name in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name
    raise _NoText("no text in UTF-8, UTF-16 or Windows-1251; save it as plain text, in UTF-8")


def _encodings(content: bytes) -> Iterator[tuple[str, str]]:
    """The encodings in which a text may be written, the likeliest first, each with its name but for UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16", "UTF-16"
    elif b"\0" in content:  # in UTF-16 blanks and line ends have one
        yield ("utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"), "UTF-16"
    else:
        yield "utf-8-sig", ""  # a byte order mark is no character of the text, here as in `files.read_text`
        yield "cp1251", "Windows-1251"


# -- verdicts -----------------------------------------------------------------------------------------


def judge(copy: Copy | None, anchor: Anchor) -> Verdict:
    """The verdict on an anchor, given the copy of its article or None if there is none at hand."""
    if copy is None:
        return Verdict(UNCHECKED)
    if anchor.end <= len(copy.text):
        passage = copy.text[anchor.start : anchor.end]
        if fingerprints.fingerprint(passage) == anchor.fingerprint:
            return Verdict(EXACT, ((anchor.start, anchor.end),))
    places = copy.find(anchor.fingerprint)
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
