"""What an article prints, of names and in its passages, as the tables `names.csv` and `passages.csv` keep it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kgtools.articles.copies import EXACT, Copy, judge
from kgtools.checks.evidence import table
from kgtools.checks.passages import printed_names
from kgtools.claims import tables
from kgtools.claims.model import Corpus


@dataclass(frozen=True)
class Printed:
    """The texts of the tables, by path, and how many names and passages they hold."""

    texts: dict[Path, str]
    names: int
    passages: int


def read(project: Path, corpus: Corpus, article: str, copy: Copy) -> Printed:
    """What an article prints, by a copy of it; only a copy of the very text gives its passages.

    The corpus is one that was read without the names in print.
    """
    rows = printed_names.printed_names(corpus, corpus.articles[article], copy)
    texts = {project / "data" / "articles" / article / "names.csv": tables.as_text(tables.NAMES, rows)}
    if not copy.same:
        return Printed(texts, len(rows), 0)
    anchors = {claim.anchor for claim in corpus.claims if claim.article == article and claim.anchor}
    printed = table.read_copy(corpus, copy, (one for one in anchors if judge(copy, one).kind == EXACT))
    texts[table.path(project, article)] = tables.as_text(tables.PASSAGES, table.rows(printed))
    return Printed(texts, len(rows), len(printed) - 1)
