"""Rows as they stand after what was decided: cells changed, passages selected anew, new things named by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy, Folder
from kgtools.claims.article_reader import read_claim
from kgtools.claims.cells import Cells
from kgtools.claims.model import Article, Claim, Corpus, Entity
from kgtools.claims.reader import read_entity
from kgtools.claims.tables import TableRow
from kgtools.curation.proposals import beside, passages
from kgtools.curation.review.decisions import (
    KEPT,
    MERGED,
    NEW,
    SAME,
    UNDECIDED,
    Add,
    Decision,
    Verdict,
    holding,
    verdicts,
    written,
)
from kgtools.curation.review.items import CLAIMS, EMPTY, MARK, NAMING, THING, Item, Said, columns_of
from kgtools.errors import Finding, UsageError, nearest_article
from kgtools.ontology import Ontology


@dataclass(frozen=True)
class Ground:
    """What a review rests on: the project with its terms and tables, the article, and the copies at hand, by article.

    Among these is one of the very text of the article.
    """

    root: Path
    terms: Ontology
    corpus: Corpus
    article: Article
    copies: Mapping[str, Copy]

    @property
    def copy(self) -> Copy:
        """The text of the article."""
        return self.copies[self.article.id]


def ground(root: Path, terms: Ontology, corpus: Corpus, article: str, folder: Folder) -> Ground:
    """The ground of a review. Raises UsageError if there is no such article, or no copy of its very text."""
    if article not in corpus.articles:
        hint = nearest_article(article, corpus.articles)
        raise UsageError(f"there is no article '{article}'; {hint}")
    copy = folder.copies.get(article)
    if copy is None:
        raise UsageError(f"{folder.path}: {folder.lacking([article])}")
    if not copy.same:
        differs = f", from which it differs only by {copy.difference}" if copy.difference else ""
        raise UsageError(
            f"{copy.path} is another copy of '{article}' than the one places refer to "
            f"(sha256 {corpus.articles[article].sha256[:12]}…){differs}; review with that one"
        )
    return Ground(root, terms, corpus, corpus.articles[article], folder.copies)


@dataclass(frozen=True)
class Row:
    """An item with what was decided on it: its cells and passage as they stand now.

    `waits` are the keys of new things that it names and nobody has decided on; `is_written` says that it stands in the
    tables already.
    """

    item: Item
    verdict: Verdict
    cells: Mapping[str, str]
    anchor: Anchor | None
    waits: tuple[str, ...] = ()
    is_written: bool = False

    @property
    def key(self) -> str:
        """What decisions call it."""
        return self.item.key

    @property
    def is_changed(self) -> bool:
        """Whether it is a claim that is no longer what was proposed: cells or passage are others, or it was added."""
        added = self.item.line == 0 and not self.item.said
        return self.item.kind in CLAIMS and (bool(self.verdict.cells) or self.verdict.anchor is not None or added)

    @property
    def is_open(self) -> bool:
        """Whether nothing has been decided on it, or that it waits for another day."""
        return self.verdict.status in UNDECIDED

    @property
    def is_kept(self) -> bool:
        """Whether it is to stand in the tables."""
        return self.verdict.status in KEPT

    @property
    def is_clean(self) -> bool:
        """Whether it may be accepted along with others, unseen: no check has a word against it, and all is known.

        A new thing never is: somebody has to name it.
        """
        untouched = self.is_open and self.item.clean and self.item.kind != THING and not self.verdict.cells
        return untouched and self.anchor is not None and not self.waits


def rows(items: Iterable[Item], decisions: Iterable[Decision]) -> dict[str, Row]:
    """All items, and those added by hand, by key, as they stand after decisions."""
    decided = list(decisions)
    found = verdicts(decided)
    everything = [*items, *_added(decided)]
    things = {item.new: item.key for item in everything if item.kind == THING}
    known = {new: _thing(new, things, found) for new in things}
    there = written(decided)
    return {item.key: _row(item, found.get(item.key, Verdict()), known, item.key in there) for item in everything}


def _added(decisions: Iterable[Decision]) -> list[Item]:
    return [
        Item(
            key, decision.kind, decision.cells, Anchor(decision.start, decision.end, fingerprint),
            new=key if decision.kind == THING else "",
        )
        for decision in holding(decisions) if isinstance(decision, Add)
        for key, fingerprint in decision.of.items()
    ]  # fmt: skip


def _thing(new: str, things: Mapping[str, str], found: Mapping[str, Verdict]) -> str:
    """The id that a new thing has been given, or of what it was found to be; empty while that is open."""
    by_key = {key: name for name, key in things.items()}
    seen = set()
    while new not in seen:
        seen.add(new)
        verdict = found.get(things[new], Verdict())
        if verdict.status == SAME:
            return verdict.target
        if verdict.status == NEW:
            return verdict.cells["id"]
        if verdict.status != MERGED or verdict.target not in by_key:
            return ""
        new = by_key[verdict.target]
    return ""  # each was merged with the other


def _row(item: Item, verdict: Verdict, known: Mapping[str, str], is_written: bool) -> Row:
    cells = {**item.row, **verdict.cells}
    waits: list[str] = []
    for column in NAMING[item.kind]:
        if MARK not in cells.get(column, ""):
            continue
        words = []
        for word in cells[column].split(" "):
            new = word.removeprefix(MARK)
            if word.startswith(MARK) and not known.get(new):
                waits.append(new)
            words.append(known.get(new) or word if word.startswith(MARK) else word)
        cells[column] = " ".join(words)
    return Row(item, verdict, cells, verdict.anchor or item.anchor, tuple(dict.fromkeys(waits)), is_written)


class Faults:
    """What is wrong with rows: by the strict reader of the tables, by their passages, and beside all other claims."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._cells = Cells(ground.root, ground.terms)
        self._cells.article = ground.article

    def of(self, row: Row, among: Mapping[str, Row]) -> list[str]:
        """What keeps a row from standing in a table, in words; things that are still open may be named."""
        self._begin(among)
        if row.item.kind == THING:
            self._thing(row, among)
        elif row.anchor is None:
            return ["its quote is not found in the text; select the passage, or reject it"]
        elif row.item.kind != EMPTY:
            self._claim(row, row.anchor, row.item.line)
        return [_in_words(finding) for finding in self._cells.findings]

    def remarks(self, changed: Sequence[Row], among: Mapping[str, Row]) -> dict[str, tuple[Said, ...]]:
        """By key, what their passages, and all other claims, say to claims that a curator has changed or added."""
        self._begin(among)
        new = [row for row in among.values() if row.item.kind == THING and row.verdict.status == NEW]
        blank = dict.fromkeys(columns_of(THING), "")
        things = (TableRow("", 0, {**blank, **row.cells}) for row in new)
        entities = [read_entity(self._cells, thing["id"].partition("/")[0], thing) for thing in things]
        # Each has a line of its own, by which what is found is told apart.
        claims = {row.key: self._claim(row, row.anchor, at) for at, row in enumerate(changed, 1) if row.anchor}
        corpus, terms = self._ground.corpus, self._ground.terms
        read = {f"{self._ground.article.id}/{row.cells['id']}" for row in changed if "id" in row.cells}
        corpus = replace(corpus, claims=tuple(claim for claim in corpus.claims if claim.key not in read))
        together = beside.merged(corpus, entities, claims.values())
        found: dict[str, list[Said]] = {key: [] for key in claims}
        keys = {claim.key: key for key, claim in claims.items()}
        listed = list(claims.values())
        by_passages = passages.words(together, listed, self._ground.copy, terms)
        for key, word in (*by_passages, *beside.words(corpus, together, listed, terms)):
            found[keys[key]].append(Said(word.severity, word.check, word.text))
        return {key: tuple(dict.fromkeys(said)) for key, said in found.items()}

    def _begin(self, among: Mapping[str, Row]) -> None:
        """Forget what was found, and know the ids that may be named."""
        corpus = self._ground.corpus
        self._cells.findings = []
        self._cells.ids = {*corpus.entities, *(f"article/{each}" for each in corpus.articles)}
        for other in among.values():
            if other.item.kind == THING and other.verdict.status == NEW:
                self._cells.ids.add(other.cells["id"])
            self._cells.ids.add(f"{MARK}{other.item.new}")

    def _claim(self, row: Row, anchor: Anchor, line: int) -> Claim:
        """The claim that a row would be, as if it stood in its table at a line."""
        place = {"start": str(anchor.start), "end": str(anchor.end), "fingerprint": anchor.fingerprint}
        file = f"data/articles/{self._ground.article.id}/{CLAIMS[row.item.kind]}"
        blank = dict.fromkeys(columns_of(row.item.kind), "")
        cells = {**blank, **row.cells, **place, "id": f"row-{row.key}"}
        return read_claim(self._cells, row.item.kind, TableRow(file, line, cells))

    def _thing(self, row: Row, among: Mapping[str, Row]) -> None:
        identifier = row.cells["id"]
        kind = identifier.partition("/")[0]
        blank = dict.fromkeys(columns_of(THING), "")
        table = TableRow("data/entities", row.item.line, {**blank, **row.cells})
        if kind not in namespaces.kinds():
            self._cells.wrong(table, "id", "invalid id", f"{', '.join(namespaces.kinds())}, a slash and a name")
            return
        read_entity(self._cells, kind, table)
        others = (one for one in among.values() if one.key != row.key and one.verdict.status == NEW)
        known = self._ground.corpus.entities.get(identifier)
        if (known and not _is(known, row)) or identifier in {one.cells["id"] for one in others}:
            self._cells.wrong(table, "id", "the id is taken", "an id of its own, or the thing that has it")


def _is(entity: Entity, row: Row) -> bool:
    """Whether an entity is the new thing of a row, which was written already."""
    return entity.kind == row.cells.get("kind") and all(
        label.value == row.cells.get(f"label_{label.language}") for label in entity.labels
    )


def _in_words(finding: Finding) -> str:
    """A finding without its place, which is on the screen."""
    return str(replace(finding, file="", line=0)).removeprefix(":").strip()
