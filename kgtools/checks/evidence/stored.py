"""Checks claims against what passages print, by the texts at hand or by tables, and the tables against the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import EXACT, Copy, Verdict, judge
from kgtools.changing import Chosen
from kgtools.checks.evidence import rules, table
from kgtools.checks.evidence.printed import Printed
from kgtools.checks.evidence.table import PassageTable
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity
from kgtools.errors import DataError, Finding
from kgtools.remembering import Same, for_the_same, grouped, same

_FEW = 10  # claims with new passages that are told one by one; more are an article that is being entered
Verdicts = Mapping[tuple[str, Anchor], Verdict]


def findings(
    known: Mapping[str, PassageTable],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    claims: Iterable[Claim],
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """What claims give and their passages do not print, by the very text of an article, or else by its table.

    Of the texts at hand, whether the table is what they print. `known` are the tables, by article, `verdicts` those
    on anchors that are known. Of an article without text and table nothing is checked.
    """
    misprinted = _misprinted(corpus.disagreements)
    chosen = {article: _anchored(own) for article, own in grouped(same(claims), "article").items()}
    owners, named = _owners(tuple(known.values())), corpus.named
    for identifier, article in corpus.articles.items():
        copy, own = copies.get(identifier), known.get(identifier)
        asked, odd = chosen.get(identifier, ()), misprinted.get(identifier, _NONE)
        if copy is not None and copy.same and (own or asked):
            whole, passages = _read(corpus, identifier, copy, own, verdicts)
            if own:
                yield from _stale(corpus, identifier, own, whole, passages)
            for claim in asked:
                if claim.anchor in passages:
                    yield from rules.findings(claim, corpus, passages[claim.anchor], whole, odd)
        elif own:
            yield from _length(article, own)
            yield from _by_table(own, article, asked, _entities.of(_called(asked), named), odd, owners)


_NONE: frozenset[str] = frozenset()


@for_the_same(4)
def _misprinted(entries: tuple[Disagreement, ...]) -> dict[str, frozenset[str]]:
    """The claims in which print errs, by article."""
    found: dict[str, set[str]] = {}
    for key in (key for entry in entries if entry.type == "misprint" for key in entry.claims):
        found.setdefault(key.partition("/")[0], set()).add(key)
    return {article: frozenset(keys) for article, keys in found.items()}


@for_the_same(8192)
def _anchored(claims: tuple[Claim, ...]) -> Same[Claim]:
    return same(claim for claim in claims if claim.anchor is not None)


_entities = Chosen[str, Entity]()


@for_the_same(8192)
def _called(claims: tuple[Claim, ...]) -> Same[str]:
    """What claims give and articles call by name."""
    return same(sorted({name for claim in claims for name in claim.entities if name.startswith(table.named())}))


@for_the_same(8192)
def _by_table(
    own: PassageTable,
    article: Article,
    claims: tuple[Claim, ...],
    entities: tuple[Entity, ...],
    misprinted: frozenset[str],
    owners: Mapping[Anchor, str],
) -> list[Finding]:
    """What claims of an article give and its table does not have; `entities` are those that they give by name.

    `owners` are the articles of anchors.
    """
    found: list[Finding] = []
    corpus = Corpus({entity.id: entity for entity in entities}, {article.id: article}, claims, ())
    index = _Index(own)
    for claim in claims:
        assert claim.anchor is not None
        if claim.anchor in own.passages:
            found += rules.findings(claim, corpus, own.passages[claim.anchor], own.whole, misprinted)
        else:
            found.append(index.unknown(claim, claim.anchor, owners.get(claim.anchor, "")))
    return found


@for_the_same(4)
def _owners(known: tuple[PassageTable, ...]) -> dict[Anchor, str]:
    """The first article whose table has an anchor."""
    return {anchor: one.file.split("/")[-2] for one in reversed(known) for anchor in one.passages}


def tables(root: Path, corpus: Corpus) -> tuple[dict[str, PassageTable], list[Finding]]:
    """The tables of a project by article, and what is wrong with them."""
    known: dict[str, PassageTable] = {}
    found: list[Finding] = []
    missing = []
    for identifier in corpus.articles:
        try:
            one = table.load(root, identifier)
        except DataError as error:
            found.extend(error.findings)
            continue
        if one is not None:
            known[identifier] = one
        elif any(claim.anchor for claim in corpus.by_article.get(identifier, ())):
            missing.append(identifier)
    if known or found:
        for identifier in missing:
            file = f"data/articles/{identifier}/{table.FILE}"
            message = "the table is missing, which other articles have"
            found.append(Finding(file, 0, message, hint=table.WRITE, severity="warning", check="passage"))
    return known, found


def _read(
    corpus: Corpus, article: str, copy: Copy, stored: PassageTable | None, verdicts: Verdicts
) -> tuple[Printed, dict[Anchor, Printed]]:
    """What the very text of an article prints as a whole, and in the passages of its claims and its table."""
    anchors = {claim.anchor for claim in corpus.by_article.get(article, ()) if claim.anchor}
    anchors |= stored.passages.keys() if stored else set()
    there = [anchor for anchor in anchors if (verdicts.get((article, anchor)) or judge(copy, anchor)).kind == EXACT]
    whole, *passages = table.read_copy(corpus, copy, there)
    return whole, {one.anchor: one for one in passages}


def _stale(
    corpus: Corpus, article: str, stored: PassageTable, whole: Printed, printed: Mapping[Anchor, Printed]
) -> Iterator[Finding]:
    """One line if a table is not what the text prints: a passage that is missing, or a row that says something else."""
    wrong = sum(stored.passages.get(anchor) != one for anchor, one in printed.items())
    wrong += len(stored.passages.keys() - printed.keys()) + (stored.whole != whole)
    if wrong:
        message = "the table is stale: the text at hand prints something else"
        actual = f"{wrong} rows that differ or are missing"
        yield Finding(stored.file, 0, message, actual, "", table.WRITE, "warning", "passage")
    unknown = printed.keys() - stored.passages.keys()
    new = [claim for claim in corpus.by_article.get(article, ()) if claim.anchor in unknown]
    for claim in new if len(new) <= _FEW else ():
        message, hint = "the passage is none that the article's table of passages has", f"if it is meant: {table.WRITE}"
        assert claim.anchor is not None
        actual = f"{claim.anchor.start}-{claim.anchor.end}"
        yield Finding(claim.file, claim.line, message, actual, "", hint, "warning", "passage")


def _length(article: Article, stored: PassageTable) -> Iterator[Finding]:
    length = stored.whole.anchor.end
    if length != article.length:
        message = "key 'length': the text has another number of code points"
        yield Finding(
            article.file, article.line, message, f"'{article.length}'", str(length), "correct it", check="passage"
        )


class _Index:
    """The anchors of a table, to say what a wrong one was meant to be."""

    def __init__(self, stored: PassageTable) -> None:
        self._file = stored.file
        self._by_place = {(anchor.start, anchor.end): anchor for anchor in stored.passages}
        self._by_fingerprint: dict[str, list[Anchor]] = {}
        for anchor in stored.passages:
            self._by_fingerprint.setdefault(anchor.fingerprint, []).append(anchor)

    def unknown(self, claim: Claim, anchor: Anchor, owner: str) -> Finding:
        """What is wrong with an anchor that is not in the table; `owner` is another article that has it, if any."""
        message = "no passage of the article is known by this anchor"
        expected, hint = "", "write it again with kgtools anchor"
        if others := self._by_fingerprint.get(anchor.fingerprint):
            message = "the anchor points to another place than its fingerprint"
            expected = ", ".join(f"{other.start}-{other.end}" for other in others)
        elif other := self._by_place.get((anchor.start, anchor.end)):
            message, expected = "the fingerprint is not that of the passage at this place", other.fingerprint
        elif owner:
            message = f"the anchor is one of the article '{owner}'"
        else:
            hint += f"; if it is new, write {self._file} again with: kgtools names --articles DIR"
        here = f"{anchor.start}-{anchor.end} {anchor.fingerprint}"
        return Finding(claim.file, claim.line, message, here, expected, hint, check="anchor")
