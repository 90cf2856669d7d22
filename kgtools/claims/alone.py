"""What the folder of an article gives by itself, whatever the other tables hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from kgtools import languages, rereading
from kgtools.changing import Each
from kgtools.claims import tables
from kgtools.claims.article_reader import read_article, read_background, read_claims
from kgtools.claims.cells import Cells, Named
from kgtools.claims.decision_reader import readings
from kgtools.claims.model import BACKGROUND, Article, Claim, Fact, Figure, Opinion, Reading
from kgtools.claims.tables import TableRow
from kgtools.differing import Changed
from kgtools.errors import DataError, Finding
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, same


@dataclass(frozen=True, slots=True)
class ArticleAlone:
    """An article with its claims and the rows of its table of names, and the ids that all these name."""

    article: Article
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    opinions: tuple[Opinion, ...]
    names: tuple[TableRow, ...]
    named: frozenset[str]

    @property
    def claims(self) -> Same[Fact | Figure | Opinion]:
        return same((*self.facts, *self.figures, *self.opinions))


@dataclass(frozen=True, slots=True)
class WithRows:
    """What the folder of an article gives by itself, with the rows that people type there and the readings of these."""

    alone: ArticleAlone
    typed: tuple[TableRow, ...]
    readings: tuple[Reading, ...]


def read(root: Path, folder: Path, ontology: Ontology, keeps_rows: bool = False) -> WithRows:
    """Read the folder of an article. Raises DataError with every finding.

    Whether there are the things that it names is not asked: that follows from other tables.
    """
    cells = Cells(root, ontology, keeps_rows)
    cells.ids = named = Named()
    cells.article = article = read_article(cells, folder)
    claims = tuple(read_claims(cells, folder))
    names = cells.rows(folder / "names.csv", tables.NAMES)
    read_by = tuple(readings(cells, [folder]))
    if cells.findings:
        raise DataError(cells.findings)
    alone = ArticleAlone(
        article,
        tuple(claim for claim in claims if isinstance(claim, Fact)),
        tuple(claim for claim in claims if isinstance(claim, Figure)),
        tuple(claim for claim in claims if isinstance(claim, Opinion)),
        tuple(names),
        frozenset(named),
    )
    return WithRows(alone, tuple(chain.from_iterable(cells.typed)), read_by if keeps_rows else ())


def remembered(root: Path, folders: Iterable[Path], ontology: Ontology) -> Changed[str, WithRows]:
    """What those folders of articles give in which nothing is wrong, by name, read again only if files have changed."""
    return _all.of({folder.name: rereading.folder(folder) for folder in folders}, given=(root, ontology))


def _unless_wrong(name: str, folder: rereading.Folder, root: Path, ontology: Ontology) -> WithRows | None:
    try:
        return _read(_Folder(name, folder.digest, root), ontology)
    except DataError:
        return None


_all = Each[str, rereading.Folder, WithRows](_unless_wrong)


@dataclass(frozen=True)
class _Folder:
    """The folder of an article as it is: the same if its files are, in whatever project they lie."""

    name: str
    digest: bytes
    root: Path = field(compare=False)


@languages.remembered(8192)
def _read(folder: _Folder, ontology: Ontology) -> WithRows:
    found = read(folder.root, folder.root / "data" / "articles" / folder.name, ontology, keeps_rows=True)
    article = replace(
        found.alone,
        article=as_before(found.alone.article),
        facts=tuple(map(as_before, found.alone.facts)),
        figures=tuple(map(as_before, found.alone.figures)),
        opinions=tuple(map(as_before, found.alone.opinions)),
        names=same(found.alone.names),
    )
    return replace(found, alone=article)


def background(cells: Cells) -> tuple[Claim, ...]:
    """The facts of background, read again only if their table has changed, or something that they name is gone."""
    rows = tuple(cells.rows(cells.root / "data" / BACKGROUND / "facts.csv", tables.BACKGROUND))
    if cells.keeps_rows:
        facts, named, findings = _background(cells.ontology, rows)
        if not findings and named <= cells.ids:
            return facts
    return tuple(read_background(cells, rows))


@for_the_same(4)
def _background(
    ontology: Ontology, rows: tuple[TableRow, ...]
) -> tuple[tuple[Claim, ...], frozenset[str], list[Finding]]:  # fmt: skip
    cells = Cells(Path(), ontology)
    cells.ids = named = Named()
    return tuple(map(as_before, read_background(cells, rows))), frozenset(named), cells.findings
