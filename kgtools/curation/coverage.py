"""Which part of an article its claims cover, and which paragraphs hold none.

A paragraph is a stretch of text between blank lines (or page breaks). One that holds nothing for
the graph is listed in `article.yaml` under `empty`, with its place, its fingerprint and a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.articles import copies, fingerprints
from kgtools.articles.copies import Copy
from kgtools.articles.paragraphs import split_paragraphs
from kgtools.claims.model import Article, Corpus


@dataclass(frozen=True)
class Gap:
    """A paragraph without a claim: its place, its number of letters and digits, and why it is empty, if noted."""

    start: int
    end: int
    letters: int
    why: str


@dataclass(frozen=True)
class Coverage:
    """How far an article is covered: the share of its letters and digits, its paragraphs, and its gaps."""

    article: str
    share: float
    paragraphs: int
    gaps: tuple[Gap, ...]


def measure(corpus: Corpus, article: Article, copy: Copy) -> Coverage:
    """Measure one article against a copy at hand; anchors are found again if the copy differs."""
    folded = copy.folded
    covered = bytearray(len(copy.text))
    for claim in corpus.claims:
        if claim.article == article.id and claim.anchor:
            for start, end in copies.judge(copy, claim.anchor).places[:1]:
                covered[start:end] = b"\x01" * (end - start)
    empty = {}
    for part in article.empty:
        for start, end in copies.judge(copy, part.anchor).places[:1]:
            empty[start, end] = part.why
    places = folded.starts
    share = sum(covered[place] for place in places) / len(places) if places else 0.0
    paragraphs = list(split_paragraphs(copy.text))
    gaps = []
    for start, end in paragraphs:
        letters = len(fingerprints.fold(copy.text[start:end]).letters)
        if letters and not any(covered[start:end]):
            why = next((why for (first, last), why in empty.items() if first < end and start < last), "")
            gaps.append(Gap(start, end, letters, why))
    return Coverage(article.id, share, len(paragraphs), tuple(gaps))
