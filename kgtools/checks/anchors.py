"""Anchors checked against copies of the articles."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from pathlib import Path

from kgtools.articles import copies
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import EXACT, MISSING, MOVED, TWICE, UNCHECKED, ArticleIdentity, Copy, judge
from kgtools.changing import Each
from kgtools.claims.model import Article, Claim, Corpus
from kgtools.errors import Finding
from kgtools.remembering import grouped

LISTED = "in passages.csv"  # the verdict without a copy on an anchor that the article's table of passages has


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


def copies_in(articles: Path | None, corpus: Corpus) -> tuple[dict[str, Copy], list[Finding]]:
    """The copies in a folder; and findings: of which articles it holds none, and which copies are not the very text.

    That the folder holds no copy at all is a violation, since nothing was checked that was asked for.
    """
    if articles is None:
        return {}, []
    folder = copies.look(articles, identities(corpus))
    found = []
    if lacking := folder.lacking(corpus.articles, "their anchors and passages are not checked"):
        severity = "information" if folder.copies else "violation"
        found.append(Finding(str(articles), 0, lacking, severity=severity, check="copies"))
    found += [finding for identifier, copy in folder.copies.items() for finding in _another(copy, identifier, corpus)]
    return folder.copies, found


def _another(copy: Copy, identifier: str, corpus: Corpus) -> Iterable[Finding]:
    """What to say of a copy that is not the very text, if it is nearly so."""
    article = corpus.articles[identifier]
    if copy.difference:
        message = f"{copy.path} differs from the very text of the article only by {copy.difference}"
        hint = "undo that, and places and what passages print are checked too"
        yield Finding(article.file, article.line, message, hint=hint, severity="information", check="copies")
    elif not copy.same and not copy.encoding and len(copy.text) == article.length:
        anchors = identities(corpus)[identifier].anchors
        if anchors and all(judge(copy, anchor).kind == EXACT for anchor in anchors):
            message = f"key 'sha256': it is not that of {copy.path}, which has every passage at its place"
            expected, hint = hashlib.sha256(copy.path.read_bytes()).hexdigest(), "correct it if the copy is unaltered"
            yield Finding(article.file, article.line, message, article.sha256, expected, hint, "warning", "copies")


def check_anchors(
    claims: Collection[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], copies.Verdict] | None = None,
    listed: Mapping[str, Container[Anchor]] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Judge the anchors of some claims; missing, found twice, or moved within the very text are violations.

    That another copy than the very text lacks a passage is a warning: the anchor is good for all that.
    `verdicts` may hold those on the same copies from before, and takes the new ones. `listed` are the anchors that
    are known by article, for those of which there is no copy.
    """
    listed = listed or {}
    verdicts = {} if verdicts is None else verdicts
    of_article = grouped(claims, "article")
    counts: dict[str, Counter[str]] = dict(_without_copy.of(corpus.articles, of_article, listed))
    counts |= {article: Counter() for article in copies if article in counts}
    found: list[Finding] = []
    at_hand = (claim for article in copies if article in counts for claim in of_article.get(article, ()))
    for claim in at_hand:
        if claim.anchor is None:
            continue
        copy = copies[claim.article]
        key = (claim.article, claim.anchor)
        verdict = verdicts.get(key) or verdicts.setdefault(key, judge(copy, claim.anchor))
        counts[claim.article][verdict.kind] += 1
        if copy.same:
            found += _in_the_very_text(claim, claim.anchor, verdict)
        elif verdict.kind == MISSING:
            message = f"the passage is not in {copy.path}, which is another copy than the anchor was made with"
            hint = "leave the anchor; check it with the very text, which has the sum in article.yaml"
            here = _written(claim.anchor)
            found.append(Finding(claim.file, claim.line, message, here, "", hint, "warning", "anchor"))
    return counts, found


def _as_listed(
    _: str, _article: Article, claims: Iterable[Claim] | None, listed: Container[Anchor] | None
) -> Counter[str]:  # fmt: skip
    """The verdicts on the anchors of an article of which there is no copy."""
    anchors = (claim.anchor for claim in claims or () if claim.anchor is not None)
    return Counter(LISTED if anchor in (listed or ()) else UNCHECKED for anchor in anchors)


_without_copy = Each[str, Article, Counter[str]](_as_listed, in_order=True)


def _in_the_very_text(claim: Claim, anchor: Anchor, verdict: copies.Verdict) -> Iterable[Finding]:
    places = ", ".join(f"{start}-{end}" for start, end in verdict.places)
    message, expected, hint = "", places, "write it again with kgtools anchor"
    if verdict.kind == MISSING:
        message = "the fingerprint matches no passage of the article"
    elif verdict.kind == TWICE:
        message = f"the anchor is not at its place and its fingerprint matches {len(verdict.places)} passages"
        expected, hint = f"one of {places}", hint + " and more words"
    elif verdict.kind == MOVED:
        message = "the anchor points to another place than its fingerprint"
    if message:
        yield Finding(claim.file, claim.line, message, _written(anchor), expected, hint, check="anchor")


def _written(anchor: Anchor) -> str:
    return f"{anchor.start}-{anchor.end} {anchor.fingerprint}"


def anchors_line(article: str, verdicts: Counter[str]) -> str:
    """One line that counts the verdicts on the anchors of an article."""
    order = (EXACT, MOVED, TWICE, MISSING, LISTED, UNCHECKED)
    parts = [f"{verdicts[kind]} {kind}" for kind in order if verdicts[kind]]
    return f"{article}: {sum(verdicts.values())} anchors: {', '.join(parts)}"


def lacking_line(counts: Iterable[Counter[str]]) -> str:
    """One line that tells what only copies can show, if verdicts were given without them; else empty."""
    if not any(verdicts[LISTED] or verdicts[UNCHECKED] for verdicts in counts):
        return ""
    return "whether the articles have these passages at their places only copies show: kgtools check --articles DIR"
