"""Whether a passage really says what its claim says, as far as only its text can tell: words, speaker, place.

An anchor shows that a passage exists, not that it is the right one. Where the very text of an
article is at hand, this package compares what a claim gives with what its passage says. It cannot
prove a claim; it finds slips: the two sides exchanged, a rise for a fall, words of another, a gist turned into its
opposite, a row under the passage of the next. Numbers, dates and names are held against print by `evidence`, with the
text or without.

What a passage leaves to its surroundings is looked for in the stretch before it, and what an article
leaves to its reader ("this year", "the leader of the state") must be explained in the column `note`,
where whoever is meant is named.
All findings are warnings: an article may say in words what this package cannot read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache

from kgtools import marks
from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.articles.fingerprints import digest
from kgtools.articles.lexicon import plain
from kgtools.checks.passages import dates, extent, figures, fit, gists, names
from kgtools.checks.passages.place import Place, Slip
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity, Fact, Figure, Translation
from kgtools.errors import Finding


def findings(corpus: Corpus, copies: Mapping[str, Copy], claims: Iterable[Claim] | None = None) -> Iterator[Finding]:
    """What claims (all, or those given) say and their passages do not print, where the very text is at hand.

    A copy with other line breaks or markup is left alone, for it may print numbers in another way;
    so is a claim whose anchor is wrong, which has a finding of its own.
    """
    texts = {article: plain(copy.text) for article, copy in copies.items() if copy.same}
    yield from _lengths(corpus, copies)
    if not texts:
        return
    chosen = list(corpus.claims if claims is None else claims)
    runs = {article: gists.runs(printed) for article, printed in texts.items()}
    yield from _copied_translations(corpus, runs, {claim.key for claim in chosen})
    of_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in chosen:
        if claim.anchor is not None and claim.article in texts:
            of_article[claim.article].append(claim)
    for article, own in of_article.items():
        yield from _of_article(corpus.articles[article], copies[article], tuple(own), *_read(corpus, article))


def _read(corpus: Corpus, article: str) -> tuple[Hashable, ...]:
    """What the passages of an article are held against: entities, claims, misprints and translations.

    Of other articles only what their facts say of states and indicators.
    """
    claims = tuple(claim for claim in corpus.claims if claim.article == article or _is_known_everywhere(claim))
    keys = {claim.key for claim in claims}
    misprints = (entry for entry in corpus.disagreements if entry.type == "misprint" and keys & {*entry.claims})
    texts = {digest(text) for claim in claims if (text := gists.own_words(claim)[1])}
    translated = (row for row in corpus.translations if row.fingerprint in texts)
    return tuple(corpus.entities.values()), claims, tuple(misprints), tuple(translated)


def _is_known_everywhere(claim: Claim) -> bool:
    return isinstance(claim, Fact) and claim.property in (*marks.terms("speaksFor"), "growthOf")


@lru_cache(maxsize=2048)  # who checks again after a change finds most articles as they were
def _of_article(
    article: Article,
    copy: Copy,
    chosen: tuple[Claim, ...],
    entities: tuple[Entity, ...],
    claims: tuple[Claim, ...],
    misprints: tuple[Disagreement, ...],
    translated: tuple[Translation, ...],
) -> tuple[Finding, ...]:
    """What some claims of an article say and their passages do not print, by nothing but what is given here."""
    by_id = {entity.id: entity for entity in entities}
    corpus = Corpus(by_id, {article.id: article}, claims, misprints, translations=translated)
    runs, hint = gists.runs(plain(copy.text)), "say it in your own words"
    found = [
        Finding(claim.file, claim.line, message, hint=hint, severity="warning")
        for claim in chosen
        for message in gists.copied(gists.copiable(claim), runs)
    ]
    return (*found, *_Article(article.id, corpus, copy).findings(chosen))


class _Article:
    """The very text of an article, and what is looked up in it once for all its claims."""

    def __init__(self, article: str, corpus: Corpus, copy: Copy) -> None:
        self.corpus, self.copy, self.known = corpus, copy, gists.Known(corpus)
        self.text = plain(copy.text)
        self.speakers = names.speakers(article, corpus, Place(self.text, 0, len(self.text)))
        # Where a misprint is listed as a disagreement, words may stand in disorder; a curator says which was meant.
        entries = (entry for entry in corpus.disagreements if entry.type == "misprint")
        self.misprinted = frozenset(key for entry in entries for key in entry.claims)
        facts = (claim for claim in corpus.claims if isinstance(claim, Fact))
        self.growths = frozenset(fact.subject for fact in facts if fact.property == "growthOf")
        own = [claim for claim in corpus.claims if claim.article == article and claim.anchor]
        self.beside = _beside(own)
        self.paragraphs = extent.Paragraphs(copy.text)
        self.fits = fit.Fits(self.text, own, corpus)

    def findings(self, claims: Iterable[Claim]) -> Iterator[Finding]:
        for claim in claims:
            assert claim.anchor is not None
            place = Place(self.text, claim.anchor.start, claim.anchor.end)
            found = list(self._slips(claim, place))
            if found and self._is_right(claim.anchor):
                yield from (slip.finding(claim) for slip in found)

    def _is_right(self, anchor: Anchor) -> bool:
        return fingerprints.fingerprint(self.copy.text[anchor.start : anchor.end]) == anchor.fingerprint

    def _slips(self, claim: Claim, place: Place) -> Iterator[Slip]:
        assert claim.anchor is not None
        if isinstance(claim, Figure):
            growth = claim.indicator in self.growths
            yield from figures.slips(claim, place, self.corpus, growth, claim.key in self.misprinted)
        passage = self.copy.text[place.start : place.end]
        yield from extent.slips(claim, passage, self.paragraphs.is_whole(place.start, place.end))
        yield from dates.slips(claim, place)
        if slip := self.speakers.slip(claim, place):
            yield slip
        yield from gists.slips(claim, place, self.known, self.beside[claim.anchor])
        if slip := self.fits.slip(claim):
            yield slip


def _beside(claims: Iterable[Claim]) -> dict[Anchor, list[str]]:
    """For each passage the texts of the claims whose passages it shares a place with."""
    texts: dict[Anchor, list[str]] = defaultdict(list)
    for claim in claims:
        assert claim.anchor is not None
        texts[claim.anchor].append(gists.own_words(claim)[1])
    found: dict[Anchor, list[str]] = defaultdict(list)
    open_: list[Anchor] = []
    for anchor in sorted(texts, key=lambda anchor: (anchor.start, anchor.end)):
        open_ = [one for one in open_ if one.end > anchor.start]
        for other in (*open_, anchor):
            found[anchor] += texts[other]
            if other is not anchor:
                found[other] += texts[anchor]
        open_.append(anchor)
    return found


def _lengths(corpus: Corpus, copies: Mapping[str, Copy]) -> Iterator[Finding]:
    for article in corpus.articles.values():
        copy = copies.get(article.id)
        if copy and copy.same and len(copy.text) != article.length:
            message, length = "key 'length': the text has another number of code points", f"'{article.length}'"
            yield Finding(article.file, article.line, message, length, str(len(copy.text)), "correct it")


def _copied_translations(corpus: Corpus, runs: Mapping[str, gists.Runs], keys: set[str]) -> Iterator[Finding]:
    """A translation of a claim's text that comes back to the words of the article."""
    for row in corpus.translations:
        article = row.id.partition("/")[0]
        if row.id in keys and article in runs:
            for message in gists.copied({"text": row.text}, runs[article]):
                yield Finding(row.file, row.line, message, hint="say it in other words", severity="warning")
