"""How much a project holds: what `data/counts.csv` records and the check of counts compares."""

from __future__ import annotations

from collections import Counter

from kgtools import namespaces
from kgtools.claims.model import Corpus


def count(corpus: Corpus) -> dict[str, int]:
    """How much a corpus holds: in all, entities by table, and claims by article, by kind and modality and by
    certainty."""
    found = {
        "articles": len(corpus.articles),
        "entities": len(corpus.entities),
        "facts": sum(1 for _ in corpus.facts),
        "figures": sum(1 for _ in corpus.figures),
        "opinions": sum(1 for _ in corpus.opinions),
        "disagreements": len(corpus.disagreements),
    }
    tables = Counter(namespaces.KINDS[identifier.partition("/")[0]][0] for identifier in corpus.entities)
    claims = Counter(
        f"{claim.article} {kind} {getattr(claim, 'modality', '')}".strip()
        for kind, group in (("facts", corpus.facts), ("figures", corpus.figures), ("opinions", corpus.opinions))
        for claim in group
    )
    certainty = Counter(f"{claim.article} {claim.certainty}" for claim in corpus.claims if claim.certainty)
    found |= {f"entities {table}": number for table, number in sorted(tables.items())}
    return found | dict(sorted(claims.items())) | dict(sorted(certainty.items()))
