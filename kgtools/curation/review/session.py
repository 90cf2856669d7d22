"""A review under way: its rows as they stand, and decisions that are checked before they are noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.claims import tables
from kgtools.curation.review.decisions import (
    Accept,
    Add,
    Decision,
    Edit,
    Merge,
    New,
    Reject,
    Same,
    Select,
    Undo,
    Written,
    holding,
)
from kgtools.curation.review.items import ANCHORED, CLAIMS, EMPTY, MARK, THING, Item, Said, columns_of, in_text
from kgtools.curation.review.rows import Faults, Ground, Row, rows
from kgtools.errors import UsageError, nearest

_QUOTED = 60  # letters in a row that a curator's own words may share with the article, as titles do


class Decisions(Protocol):
    """Where decisions are kept: `log.Log`, in a file; `reader` is the mark of who decides."""

    reader: str
    decisions: list[Decision]

    def write(self, decision: Decision) -> None:
        """Keep a decision. Raises UsageError if it cannot be kept."""


class Review:
    """The items of a review with the log of decisions on them; `rows` is how they stand now, in the order of the text.

    Every method that decides raises UsageError, in words for the curator, if it cannot be done; nothing is noted then.
    """

    def __init__(self, ground: Ground, items: Sequence[Item], log: Decisions) -> None:
        self.ground = ground
        self.items = in_text(items)
        self.log = log
        self._faults = Faults(ground)
        self._remarks: dict[str, tuple[Row, tuple[Said, ...]]] = {}  # of changed rows, with what they were then
        self._folded = ground.copy.folded
        self.gone = 0  # decisions of the log on rows that are there no longer, or rest on another passage now
        known = {item.key: item.fingerprint for item in self.items}
        for decision in log.decisions:
            known |= decision.of if isinstance(decision, Add) else {}
        self._decisions = [self._still(decision, known) for decision in log.decisions]
        self.rows = rows(self.items, self._decisions)

    def _still(self, decision: Decision, known: Mapping[str, str]) -> Decision:
        """A decision as far as it is about rows that are still as they were."""
        if isinstance(decision, Add):
            return decision
        of = {key: fingerprint for key, fingerprint in decision.of.items() if known.get(key) == fingerprint}
        self.gone += len(decision.of) - len(of)
        return msgspec.structs.replace(decision, of=of)

    # -- deciding ---------------------------------------------------------------------------------------

    def take(self, decision: Decision) -> None:
        """Note a decision."""
        self._refuse(decision)
        self._take(decision)

    def _take(self, decision: Decision) -> None:
        self.log.write(decision)
        self._decisions.append(decision)
        self.rows = rows(self.items, self._decisions)

    def of(self, keys: Iterable[str]) -> dict[str, str]:
        """What a decision on these keys is about."""
        return {key: self.row(key).item.fingerprint for key in keys}

    def row(self, key: str) -> Row:
        """The row of a key."""
        if key not in self.rows:
            raise UsageError(f"there is no row '{key}' in this review; {nearest(key, self.rows) or 'load it again'}")
        return self.rows[key]

    def accept_clean(self, keys: Iterable[str]) -> None:
        """Accept those of some rows that are clean."""
        clean = [key for key in keys if self.row(key).is_clean]
        if not clean:
            raise UsageError("none of these rows can be accepted unseen; look at each")
        self.take(Accept(of=self.of(clean)))

    def select(self, keys: Iterable[str], start: int, end: int) -> None:
        """Rest rows on the passage from `start` to `end`, in code points; blanks at its ends are left out."""
        anchor = self.anchor(start, end)
        self.take(Select(of=self.of(keys), start=anchor.start, end=anchor.end, fingerprint=anchor.fingerprint))

    def add(self, kind: str, cells: Mapping[str, str], start: int, end: int) -> str:
        """Add a row by hand, and return its key."""
        anchor = self.anchor(start, end)
        number = 1 + sum(isinstance(decision, Add) for decision in self.log.decisions)
        key = f"a{number}"
        filled = {column: cell for column, cell in cells.items() if cell}
        self.take(Add(of={key: anchor.fingerprint}, kind=kind, cells=filled, start=anchor.start, end=anchor.end))
        return key

    def anchor(self, start: int, end: int) -> Anchor:
        """The anchor of a stretch of the text."""
        text = self.ground.copy.text
        if not 0 <= start < end <= len(text):
            raise UsageError("select the words in the article that say it")
        quote = text[start:end]
        start, end = start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip())
        if not fingerprints.fold(text[start:end]).letters:
            raise UsageError("the selection holds no letter and no digit; select the words that say it")
        if not fingerprints.whole_words(text, start, end):
            raise UsageError("the selection begins or ends inside a word; select whole words")
        return Anchor(start, end, fingerprints.fingerprint(text[start:end]))

    def note_written(self, keys: Iterable[str]) -> None:
        """Note that rows stand in the tables now."""
        if of := self.of(keys):
            self._take(Written(of=of))

    # -- refusing ---------------------------------------------------------------------------------------

    def _refuse(self, decision: Decision) -> None:
        """Raise UsageError for a decision that cannot be carried out."""
        if isinstance(decision, Add):
            self._refuse_added(decision)
            return
        if isinstance(decision, Undo):
            last = holding(self._decisions)[-1:]
            if any(self.row(key).is_written for one in last for key in one.of):
                raise UsageError("the last decision is written into the tables; change the row there")
            return
        if not decision.of:
            raise UsageError("the decision is about no row")
        if (
            isinstance(decision, Accept)
            and len(decision.of) > 1
            and not all(self.row(key).is_clean for key in decision.of)
        ):
            raise UsageError("only rows that no check has a word against are accepted together; look at each")
        for key in decision.of:
            row = self.row(key)
            if row.is_written:
                raise UsageError("the row stands in the tables already; change it there")
            if isinstance(decision, Accept | Edit | Select) and row.item.kind == THING:
                raise UsageError("a thing is the same as one that is known, new, or rejected")
            if isinstance(decision, Same | New | Merge) and row.item.kind != THING:
                raise UsageError("this row is a claim; accept it, edit it or reject it")
            if isinstance(decision, Accept):
                _refuse_refused(row)
            if isinstance(decision, Edit):
                self._refuse_cells(row.item.kind, decision.cells)
        match decision:
            case Reject(words=words):
                self._refuse_quote(words)
            case Same(id=identifier):
                self._refuse_unknown(identifier)
            case Merge(into=into):
                self._refuse_merging(decision.of, into)
            case New(cells=cells):
                self._refuse_cells(THING, cells, ("id",))
                if "id" not in cells:
                    raise UsageError("a new thing needs an id")
        if isinstance(decision, Accept | Edit | New):
            self._refuse_faulty(decision)

    def _refuse_added(self, decision: Add) -> None:
        if decision.kind not in (THING, *CLAIMS):
            raise UsageError(f"'{decision.kind}' cannot be added; expected {', '.join((THING, *CLAIMS))}")
        self._refuse_cells(decision.kind, decision.cells, ("id",) if decision.kind == THING else ())
        self._refuse_faulty(decision)

    def _refuse_cells(self, kind: str, cells: Mapping[str, str], besides: Sequence[str] = ()) -> None:
        for column, cell in cells.items():
            if (column not in columns_of(kind) or column in ("id", *ANCHORED)) and column not in besides:
                raise UsageError(f"a {kind} has no cell '{column}' to be changed")
            if column in (tables.gist(), "note"):
                self._refuse_quote(cell)

    def _refuse_quote(self, words: str) -> None:
        """Refuse words of a curator that are the article's: they would lie in the log, and be published."""
        letters = fingerprints.fold(words).letters
        for start in range(len(letters) - _QUOTED + 1):
            if letters[start : start + _QUOTED] in self._folded.letters:
                raise UsageError("these are the words of the article; say it in your own, and no sentence is copied")

    def _refuse_unknown(self, identifier: str) -> None:
        if identifier not in self.ground.corpus.entities:
            hint = nearest(identifier, self.ground.corpus.entities) or "search for it by its name"
            raise UsageError(f"no thing has the id '{identifier}'; {hint}")

    def _refuse_merging(self, of: Mapping[str, str], into: str) -> None:
        if self.row(into).item.kind != THING or into in of:
            raise UsageError("a thing is merged with another thing of this file")
        seen, key = set(of), into
        while self.rows[key].verdict.target in self.rows:
            key = self.rows[key].verdict.target
            if key in seen:
                raise UsageError("that thing has been merged with this one; decide on one of them")
            seen.add(key)

    def _refuse_faulty(self, decision: Accept | Edit | New | Add) -> None:
        """Refuse what the tables could not be read with."""
        after = rows(self.items, [*self._decisions, decision])
        for key in decision.of:
            if found := self._faults.of(after[key], after):
                raise UsageError("; ".join(found))

    def said(self, row: Row) -> tuple[Said, ...]:
        """What the checks say of a row: of one that a curator has changed, what they say now."""
        if not row.is_changed or row.anchor is None:
            return row.item.said
        known = self._remarks.get(row.key)
        if known is None or known[0] != row:
            changed = [one for one in self.rows.values() if one.is_changed and one.anchor]
            again = [one for one in changed if self._remarks.get(one.key, (None,))[0] != one]
            found = self._faults.remarks(again, self.rows)
            self._remarks |= {one.key: (one, found[one.key]) for one in again}
        return self._remarks[row.key][1]

    # -- what stands ------------------------------------------------------------------------------------

    def progress(self) -> dict[str, int]:
        """How many rows have each status, and how many there are (`all`)."""
        counted = Counter(row.verdict.status for row in self.rows.values())
        return {"all": len(self.rows), **counted}

    def faults(self) -> dict[str, list[str]]:
        """By key, what keeps rows that are to be written from standing in the tables."""
        found: dict[str, list[str]] = {}
        for row in self.rows.values():
            if row.is_kept and not row.is_written and row.verdict.status not in ("same", "merged"):
                told = self._faults.of(row, self.rows)
                told += [f"it names '{MARK}{new}', on which nothing is decided" for new in row.waits]
                if told:
                    found[row.key] = told
        return found

    def empties(self) -> list[Row]:
        """The passages that are to be noted as holding nothing."""
        return [row for row in self.rows.values() if row.item.kind == EMPTY and row.is_kept]


def _refuse_refused(row: Row) -> None:
    """Refuse to accept as it stands what the checks have refused."""
    against = [said.text for said in row.item.said if said.severity == "violation"]
    if against and not row.verdict.cells and row.verdict.anchor is None:
        raise UsageError(f"{against[0]}; edit the row, select its passage, or reject it")
