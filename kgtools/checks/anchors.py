"""Anchors checked against copies of the articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kgtools.articles import copies
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import MISSING, MOVED, TWICE, ArticleIdentity, Copy, judge
from kgtools.claims.model import Claim, Corpus
from kgtools.errors import Finding


def identities(corpus: Corpus) -> dict[str, ArticleIdentity]:
    """What identifies each article of a corpus without its text."""
    anchors: dict[str, set[Anchor]] = {article: set() for article in corpus.articles}
    for claim in corpus.claims:
        if claim.anchor and claim.article in anchors:
            anchors[claim.article].add(claim.anchor)
    return {
        article.id: ArticleIdentity(article.sha256, sorted(anchors[article.id], key=lambda anchor: anchor.start))
        for article in corpus.articles.values()
    }


def check_anchors(
    claims: Iterable[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], copies.Verdict] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Judge the anchors of some claims; missing, found twice, or moved within the very text are findings.

    `verdicts` may hold those on the same copies from before, and takes the new ones.
    """
    verdicts = {} if verdicts is None else verdicts
    counts: dict[str, Counter[str]] = {article: Counter() for article in corpus.articles}
    found = []
    advice = "write it again with kgtools anchor"
    for claim in claims:
        if claim.anchor is None or claim.article not in counts:
            continue
        copy = copies.get(claim.article)
        key = (claim.article, claim.anchor)
        verdict = verdicts.get(key) or verdicts.setdefault(key, judge(copy, claim.anchor))
        counts[claim.article][verdict.kind] += 1
        places = ", ".join(f"{start}-{end}" for start, end in verdict.places)
        here = f"{claim.anchor.start}-{claim.anchor.end} {claim.anchor.fingerprint}"
        message, expected, hint = "", "", advice
        if verdict.kind == MISSING:
            message = "the fingerprint matches no passage of the article"
        elif verdict.kind == TWICE:
            message = f"the anchor is not at its place and its fingerprint matches {len(verdict.places)} passages"
            expected, hint = f"one of {places}", advice + " and more words"
        elif verdict.kind == MOVED and copy is not None and copy.same:
            message, expected = "the anchor points to another place than its fingerprint", places
        if message:
            found.append(Finding(claim.file, claim.line, message, here, expected, hint, check="anchor"))
    return counts, found


def anchors_line(article: str, verdicts: Counter[str]) -> str:
    """One line that counts the verdicts on the anchors of an article."""
    order = (copies.EXACT, copies.MOVED, copies.TWICE, copies.MISSING, copies.UNCHECKED)
    parts = [f"{verdicts[kind]} {kind}" for kind in order if verdicts[kind]]
    return f"{article}: {sum(verdicts.values())} anchors: {', '.join(parts)}"
