"""What the folder of an article gives by itself, whatever the other tables hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kgtools.claims import tables
from kgtools.claims.article_reader import read_article, read_claims
from kgtools.claims.cells import Cells
from kgtools.claims.decision_reader import readings
from kgtools.claims.model import Article, Fact, Figure, Opinion
from kgtools.claims.tables import TableRow
from kgtools.errors import DataError
from kgtools.ontology import Ontology


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
    def claims(self) -> tuple[Fact | Figure | Opinion, ...]:
        return (*self.facts, *self.figures, *self.opinions)


class _Named(set[str]):
    """Takes every id for one that is defined, and notes it."""

    def __contains__(self, identifier: object) -> bool:
        self.add(str(identifier))
        return True


def read(root: Path, folder: Path, ontology: Ontology) -> ArticleAlone:
    """Read the folder of an article. Raises DataError with every finding.

    Whether there are the things that it names is not asked: that follows from other tables.
    """
    cells = Cells(root, ontology, keeps_rows=False)
    cells.ids = named = _Named()
    cells.article = article = read_article(cells, folder)
    claims = tuple(read_claims(cells, folder))
    names = cells.rows(folder / "names.csv", tables.NAMES)
    _read_through(readings(cells, [folder]))
    if cells.findings:
        raise DataError(cells.findings)
    return ArticleAlone(
        article,
        tuple(claim for claim in claims if isinstance(claim, Fact)),
        tuple(claim for claim in claims if isinstance(claim, Figure)),
        tuple(claim for claim in claims if isinstance(claim, Opinion)),
        tuple(names),
        frozenset(named),
    )


def _read_through(rows: Iterable[object]) -> None:
    """Read rows for their findings alone."""
    for _ in rows:
        pass
