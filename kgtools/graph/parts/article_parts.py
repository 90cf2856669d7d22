"""Parts: what follows from one article alone, read once and kept beside the graph until its tables change.

A part is two files, named after the article and a hash of all from which the part follows: `.json` has what its tables
say, `.nq` the lines of the graph that it gives, sorted. Parts may be made anywhere and laid together.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from kgtools import files, languages, layout, ontology, projects, remembering, rereading
from kgtools.claims import alone, decision_reader
from kgtools.claims.alone import ArticleAlone
from kgtools.claims.cells import Cells
from kgtools.claims.model import Claim, Fact, Figure, Opinion
from kgtools.errors import DataError, Finding
from kgtools.graph import statements
from kgtools.graph.parts import sorting
from kgtools.ontology import Ontology

_READ = "articles read"
_DAY = 24 * 60 * 60  # in seconds
_MANY = 16  # articles from which on a second process is worth its start
_CODES = ("certainty", "property", "when", "modality", "flow", "period", "unit", "bound", "stance", "horizon")
_HELP = """
import sys
from pathlib import Path
from kgtools.graph.parts.article_parts import help_with
help_with(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdin.read().splitlines())
"""
_COMMON: dict[type[Claim], tuple[str, ...]] = {  # the cells in which claims have the same
    kind: ("article", "id", "file", *kind.TERMS, *(cell for cell in _CODES if cell in kind.__slots__ + Claim.__slots__))
    for kind in (Fact, Figure, Opinion)
}
Tell = Callable[[object, int, int], None]  # what is done, how much of it, of how much


@dataclass(frozen=True)
class Parts:
    """The parts of the articles of a project, in a folder."""

    root: Path
    ontology: Ontology
    folder: Path

    @cached_property
    def _base(self) -> str:
        """A mark of what all parts rest on: the code, what the project says of itself, and its ontology."""
        paths = [self.root / layout.PROJECT, *layout.ontology_files(self.root), *languages.own(self.root)]
        return "\n".join([*files.code(), *files.marks(paths, self.root)])

    @cached_property
    def held(self) -> Mapping[str, frozenset[str]]:
        """The claims that the list of disagreements does not accept, by article."""
        found: dict[str, set[str]] = {}
        for key in decision_reader.held_back(Cells(self.root, self.ontology, keeps_rows=False)):
            found.setdefault(key.partition("/")[0], set()).add(key)
        return {article: frozenset(keys) for article, keys in found.items()}

    def place(self, article: Path) -> Path:
        """Where the lines of an article are, or would be; what its tables say stands beside them."""
        digest = hashlib.blake2b(self._base.encode(), digest_size=12)
        digest.update("\n".join(sorted(self.held.get(article.name, ()))).encode())
        digest.update(rereading.folder(article).digest)
        return self.folder / f"{article.name}.{digest.hexdigest()}.nq"

    def make(self, article: Path) -> None:
        """Make the part of an article, unless it is there. Raises DataError with every finding."""
        place = self.place(article)
        if _is_whole(place):
            return
        found = alone.read(self.root, article, self.ontology).alone
        held = self.held.get(article.name, frozenset())
        lines = {sorting.line(quad) for quad in statements.of_article(found, held, self.ontology)}
        if self.place(article) != place:  # a table was saved meanwhile; whoever builds next reads it
            return
        beside = place.with_name(f".{os.getpid()}-{place.name}")
        sorting.write(lines, beside)
        os.replace(beside, place)
        beside.write_bytes(msgspec.json.encode(found))
        os.replace(beside, place.with_suffix(".json"))

    def taken(self, articles: Iterable[Path], tell: Tell) -> dict[Path, ArticleAlone]:
        """The parts of articles, by the place of their lines, made where they are missing.

        An article whose tables have findings has none.
        """
        listed = list(articles)
        places = {article: self.place(article) for article in listed}
        self._make_all([one for one, place in places.items() if not _is_whole(place)], tell)
        texts: dict[str, str] = {}
        return {place: found for place in places.values() if (found := _taken(place, texts)) is not None}

    def make_each(self, articles: list[Path], tell: Tell) -> None:
        """Make parts one after the other. Raises one DataError with every finding."""
        findings: list[Finding] = []
        for number, article in enumerate(articles, 1):
            try:
                self.make(article)
            except DataError as error:
                findings += error.findings
            remembering.forget()  # what follows from an article is asked once
            tell(_READ, number, len(articles))
        if findings:
            raise DataError(findings)

    def _make_all(self, articles: list[Path], tell: Tell) -> None:
        """Make parts, in several processes if there are many; those with findings are left out."""
        if len(articles) < _MANY:
            with suppress(DataError):  # who reads all tables tells of it, with what is wrong elsewhere
                self.make_each(articles, tell)
            return
        number = os.cpu_count() or 1
        helpers = [self._helper(articles[start::number]) for start in range(1, number)]
        try:
            with suppress(DataError):
                self.make_each(articles[::number], lambda thing, done, _: tell(thing, done * number, len(articles)))
            for helper in helpers:
                helper.wait()
        finally:
            for helper in helpers:
                helper.kill()
                helper.wait()

    def _helper(self, articles: list[Path]) -> subprocess.Popen[bytes]:
        """Another process that makes parts; it knows nothing of the program that this one runs."""
        command = [sys.executable, "-c", _HELP, str(self.root), str(self.folder)]
        quiet = subprocess.DEVNULL
        helper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, env=layout.importing())
        assert helper.stdin is not None
        with suppress(BrokenPipeError), helper.stdin as names:  # what it does not make is read with all tables
            names.write("\n".join(map(str, articles)).encode())
        return helper

    def sweep(self, used: Iterable[Path]) -> None:
        """Delete the parts that have not been used for a day; another build may use any at this moment."""
        keep = {path for place in used for path in (place, place.with_suffix(".json"))}
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another build has deleted it
                if path not in keep and path.stat().st_mtime < time.time() - _DAY:
                    path.unlink()


def _is_whole(place: Path) -> bool:
    return place.exists() and place.with_suffix(".json").exists()


def _taken(place: Path, texts: dict[str, str]) -> ArticleAlone | None:
    """What was kept of an article, marked as used now; None if there is nothing, or what cannot be read.

    `texts` are those that claims have in common with others, of which one is kept.
    """
    kept = place.with_suffix(".json")
    with suppress(FileNotFoundError):
        for file in (place, kept):
            os.utime(file)
        try:
            found = msgspec.json.decode(kept.read_bytes(), type=ArticleAlone)
            for claim in found.claims:
                _share(claim, texts)
            return found
        except msgspec.MsgspecError:
            kept.unlink()  # so that the next build makes it anew
    return None


def _share(claim: Claim, texts: dict[str, str]) -> None:
    """Let equal texts of claims be one: most cells hold what other rows hold, too."""
    for name in _COMMON[type(claim)]:
        text = getattr(claim, name)
        object.__setattr__(claim, name, texts.setdefault(text, text))


def help_with(root: Path, folder: Path, articles: Iterable[str]) -> None:
    """Make parts of a project in a folder, for another process."""
    projects.use(root)
    with suppress(DataError):
        Parts(root, ontology.load(root), folder).make_each([Path(article) for article in articles], lambda *_: None)
