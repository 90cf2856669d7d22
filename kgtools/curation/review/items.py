"""What is reviewed: proposals as they were checked, or claims that are to be read a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kgtools.articles.anchors import Anchor
from kgtools.claims import tables
from kgtools.claims.model import Corpus
from kgtools.curation.proposals.judge import Judged, Judgement
from kgtools.curation.proposals.records import Thing

THING, FACT, FIGURE, OPINION, EMPTY = "thing", "fact", "figure", "opinion", "empty"
CLAIMS = {FACT: "facts.csv", FIGURE: "figures.csv", OPINION: "opinions.csv"}
_COLUMNS = {FACT: tables.FACTS, FIGURE: tables.FIGURES, EMPTY: ("why",)}
NAMING = {  # columns that hold ids of things
    FACT: ("subject", "value", "set_by", "speaker", "origin"),
    FIGURE: ("indicator", "measured", "partner", "reporter", "set_by", "speaker", "origin"),
    OPINION: ("speaker", "affiliation", "about"),
    THING: (), EMPTY: (),
}  # fmt: skip
ANCHORED = ("start", "end", "fingerprint")
MARK = "new:"  # before the key of a thing that the graph does not hold, in a cell that names it


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns of a row of a kind."""
    if kind in _COLUMNS:
        return _COLUMNS[kind]
    return tables.entities() if kind == THING else tables.opinions()


@dataclass(frozen=True)
class Said:
    """What a check says of a row: how bad it is (violation, warning, information), the check, and its words."""

    severity: str
    check: str
    text: str


@dataclass(frozen=True)
class Item:
    """One row to be decided on.

    `key` is what decisions call it; `row` its cells as the table has them, without an id and an anchor; `clean` whether
    no check has a word against it. A thing has the key by which other rows name it (`new`), its labels by language, its
    names as printed, and the ids of things that it may be. `choices` are, by column, the ids of things that an open
    cell may name. `line` is that of its file, 0 if it stands in none.
    """

    key: str
    kind: str
    row: Mapping[str, str]
    anchor: Anchor | None = None
    said: tuple[Said, ...] = ()
    clean: bool = False
    line: int = 0
    new: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    printed: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """That of its passage, empty if it has none."""
        return self.anchor.fingerprint if self.anchor else ""


def of_proposals(judged: Judged) -> list[Item]:
    """Proposals as they were judged, each under the line of its file."""
    return [_of_judgement(judgement) for judgement in judged.proposals]


def _of_judgement(judgement: Judgement) -> Item:
    record, kind = judgement.record, type(judgement.record).__name__.lower()
    cells = {column: cell for column, cell in judgement.row.items() if column not in ("id", *ANCHORED)}
    choices: dict[str, tuple[str, ...]] = {}
    for column in NAMING[kind]:
        meant = [one for name, one in judgement.references.items() if name.partition(":")[0] == column]
        if meant:
            cells[column] = " ".join(filter(None, (one.id or (one.new and MARK + one.new) for one in meant)))
            found = dict.fromkeys(candidate.id for one in meant for candidate in one.candidates)
            choices[column] = tuple(found) if not all(one.id or one.new for one in meant) else ()
    said = tuple(Said(word.severity, word.check, word.text) for word in judgement.words)
    named: dict[str, Any] = {}
    if isinstance(record, Thing):
        like = (candidate.id for one in judgement.references.values() for candidate in one.candidates)
        perhaps = tuple(dict.fromkeys((*record.perhaps, *like)))
        named = {"new": record.new, "labels": record.labels, "printed": record.printed, "perhaps": perhaps}
    return Item(
        str(judgement.line), kind, cells, judgement.anchor, said, judgement.clean, judgement.line, choices=choices,
        **named,
    )  # fmt: skip


def of_claims(corpus: Corpus, article: str, reader: str) -> Iterator[Item]:
    """The claims of an article that `reader` may read the second time: read once, by another, as they stand.

    The key of a claim holds the fingerprint of its row: a row that has changed since is another one. None is clean:
    a second reading is of each row, so that none is accepted together with others.
    """
    read = {(reading.table, reading.row): reading for reading in corpus.readings}
    anchors = {claim.id: claim.anchor for claim in corpus.claims if claim.article == article}
    for kind, table in CLAIMS.items():
        for row in corpus.typed:
            if row.file != f"data/articles/{article}/{table}":
                continue
            reading = read.get((row.file, row.key))
            if reading and reading.fingerprint == row.fingerprint and not reading.second and reading.first != reader:
                cells = {column: cell for column, cell in row.cells.items() if column not in ANCHORED}
                yield Item(f"{row.key}@{row.fingerprint}", kind, cells, anchors[row.key], line=row.line)


def in_text(items: Sequence[Item]) -> list[Item]:
    """Items in the order of the text: first things, then rows by their passages, those without one last."""
    return sorted(items, key=lambda item: (item.kind != THING, *_place(item.anchor), item.line))


def _place(anchor: Anchor | None) -> tuple[bool, int, int]:
    return (anchor is None, anchor.start if anchor else 0, anchor.end if anchor else 0)
