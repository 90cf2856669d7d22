"""How much a house holds, and whether that is still what was accepted last (`data/counts.csv`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kgtools import names, tables
from kgtools.claims import Corpus
from kgtools.errors import DataError, Finding


def count(corpus: Corpus) -> dict[str, int]:
    """How much a corpus holds: in all, entities by table, and claims by article, kind and modality."""
    found = {
        "articles": len(corpus.articles),
        "entities": len(corpus.entities),
        "facts": sum(1 for _ in corpus.facts),
        "figures": sum(1 for _ in corpus.figures),
        "opinions": sum(1 for _ in corpus.opinions),
        "disagreements": len(corpus.ledger),
    }
    tables_ = Counter(names.KINDS[identifier.partition("/")[0]][0] for identifier in corpus.entities)
    claims = Counter(
        f"{claim.article} {kind} {getattr(claim, 'modality', '')}".strip()
        for kind, group in (("facts", corpus.facts), ("figures", corpus.figures), ("opinions", corpus.opinions))
        for claim in group
    )
    found |= {f"entities {table}": number for table, number in sorted(tables_.items())}
    return found | dict(sorted(claims.items()))


def findings(corpus: Corpus, root: Path) -> Iterator[Finding]:
    """Compare what the tables hold with the counts that were accepted last.

    A row that got lost in a merge leaves no other trace; the counts are what tells. Fewer rows than
    were accepted are a warning, more are information, for whoever enters claims adds rows all the time.
    """
    path = root / "data" / "counts.csv"
    if not path.exists():
        return
    mend = "if that was meant, run make accept; if not, look for a row that got lost or came in twice"
    try:
        rows = tables.read_table(path, tables.COUNTS, root)
    except DataError as error:
        yield from error.findings
        return
    found = {what: str(number) for what, number in count(corpus).items()}
    for row in rows:
        number = found.pop(row["what"], "0")
        if number != row["number"]:
            what = f"the tables hold another number of {row['what']}"
            severity = "warning" if int(number) < int(row["number"]) else "information"
            yield Finding(row.file, row.line, what, number, row["number"], mend, severity)
    for what, number in found.items():
        file = tables.display(path, root)
        what = f"the tables hold {what}, which were not counted before"
        yield Finding(file, 0, what, number, "0", mend, "information")
