"""Checks claims against what passages print, by the texts at hand or by tables, and the tables against the texts."""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from kgtools import rereading
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import EXACT, Copy, Verdict, judge
from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.checks.evidence import rules, table
from kgtools.checks.evidence.printed import Printed
from kgtools.checks.evidence.table import PassageTable
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity
from kgtools.errors import DataError, Finding
from kgtools.remembering import Same, as_before, for_the_same, grouped, in_pieces, same

_FEW = 10  # claims with new passages that are told one by one; more are an article that is being entered
Verdicts = Mapping[tuple[str, Anchor], Verdict]


def findings(
    known: Mapping[str, PassageTable],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    claims: Collection[Claim],
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """What claims give and their passages do not print, by the very text of an article, or else by its table.

    Of the texts at hand, whether the table is what they print. `known` are the tables, by article, `verdicts` those
    on anchors that are known. Of an article without text and table nothing is checked.
    """
    chosen = _anchored.of(grouped(claims, "article"))
    misprinted = _misprinted.of(_misprints.of(in_pieces(corpus.disagreements)))
    at_hand = {article: copy for article, copy in copies.items() if copy.same and article in corpus.articles}
    for identifier, copy in at_hand.items():
        own, asked = known.get(identifier), chosen.get(identifier, ())
        if own or asked:
            whole, passages = _read(corpus, identifier, copy, own, verdicts)
            if own:
                yield from _stale(corpus, identifier, own, whole, passages)
            for claim in asked:
                if claim.anchor in passages:
                    odd = misprinted.get(identifier, ())
                    yield from rules.findings(claim, corpus, passages[claim.anchor], whole, odd)
    beside = corpus.articles, chosen, _called.of(chosen, corpus.named), misprinted
    others = {article: own for article, own in known.items() if article not in at_hand}
    yield from chain.from_iterable(_by_table.of(others, *beside, given=(_owners(tuple(known.values())),)).values())


def _misprints_of(_: int, entries: Iterable[Disagreement]) -> dict[str, tuple[str, ...]]:
    """The claims in which print errs, by article."""
    found: dict[str, dict[str, None]] = {}
    for key in (key for entry in entries if entry.type == "misprint" for key in entry.claims):
        found.setdefault(key.partition("/")[0], {})[as_before(key)] = None
    return {article: tuple(keys) for article, keys in found.items()}


_misprints = Each[int, Same[Disagreement], dict[str, tuple[str, ...]]](_misprints_of, in_order=True)
_misprinted = Gathered[str, str]()
_anchored = Each[str, Same[Claim], Same[Claim]](
    lambda _, claims: same(claim for claim in claims if claim.anchor is not None)
)


def _names(claims: Iterable[Claim]) -> list[str]:
    """What claims give and articles call by name."""
    return sorted({name for claim in claims for name in claim.entities if name.startswith(table.named())})


_called = ChosenByEach[str, str, Entity](_names)


def _checked_by_table(
    _: str,
    own: PassageTable,
    article: Article,
    claims: tuple[Claim, ...] | None,
    entities: Iterable[Entity] | None,
    misprinted: Container[str] | None,
    owners: Mapping[Anchor, str],
) -> list[Finding] | None:
    """What claims of an article give and its table does not have; `entities` are those that they give by name.

    `owners` are the articles of anchors.
    """
    found = [*_length(article, own)]
    corpus = Corpus({entity.id: entity for entity in entities or ()}, {article.id: article}, claims or (), ())
    index = _Index(own)
    for claim in claims or ():
        assert claim.anchor is not None
        if claim.anchor in own.passages:
            found += rules.findings(claim, corpus, own.passages[claim.anchor], own.whole, misprinted or ())
        else:
            found.append(index.unknown(claim, claim.anchor, owners.get(claim.anchor, "")))
    return found or None


_by_table = Each[str, PassageTable, list[Finding]](_checked_by_table)


@for_the_same(4)
def _owners(known: tuple[PassageTable, ...]) -> dict[Anchor, str]:
    """The first article whose table has an anchor."""
    return {anchor: one.file.split("/")[-2] for one in reversed(known) for anchor in one.passages}


def tables(root: Path, corpus: Corpus) -> tuple[dict[str, PassageTable], list[Finding]]:
    """The tables of a project by article, and what is wrong with them."""
    where = os.path.join(root, "data", "articles")
    folders = {article: rereading.folder(os.path.join(where, article)) for article in corpus.articles}
    read = _read_tables.of(folders, given=(root,))
    known = {article: one for article, one in read.items() if isinstance(one, PassageTable)}
    found = [finding for one in read.values() if isinstance(one, list) for finding in one]
    for identifier in corpus.articles if read else ():
        if identifier not in read and any(claim.anchor for claim in corpus.by_article.get(identifier, ())):
            file = f"data/articles/{identifier}/{table.FILE}"
            message = "the table is missing, which other articles have"
            found.append(Finding(file, 0, message, hint=table.WRITE, severity="warning", check="passage"))
    return known, found


def _table(article: str, _folder: rereading.Folder, root: Path) -> PassageTable | list[Finding] | None:
    """The table in the folder of an article, or what is wrong with it."""
    try:
        return table.load(root, article)
    except DataError as error:
        return error.findings


_read_tables = Each[str, rereading.Folder, PassageTable | list[Finding]](_table, in_order=True)


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
