"""What a page shows of each passage: its rows in words, and of a new thing what it may be and how it would be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.curation.review.items import ANCHORED, CLAIMS, MARK, NAMING, THING, columns_of
from kgtools.curation.review.rows import Row
from kgtools.curation.review.session import Review
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import code_node, entity_node, term_node
from kgtools.messages import message
from kgtools.ontology import Ontology
from kgtools.query import search
from kgtools.values.transliteration import latin, spelled
from kgtools.views.thing.statements import statements
from kgtools.views.thing.wording import dated, sayer, sentence

CODES = {
    "unit": "unit", "flow": "flow", "bound": "bound", "modality": "modality", "certainty": "certainty",
    "stance": "stance", "qualifiers": "qualifier",
}  # fmt: skip
_USUAL = {"modality": "asserted", "certainty": "stated", "bound": "exact"}  # not shown: what a reader takes for granted
_DATES = ("when", "period", "horizon")
_ROWS = 12  # of one card at most
_CANDIDATES, _FACTS = 5, 2


@dataclass(frozen=True)
class Cell:
    """A cell of a row: its column, what stands in it, the same in words, and whether the curator has changed it."""

    column: str
    cell: str
    words: str
    changed: bool = False


@dataclass(frozen=True)
class Candidate:
    """A thing of the graph that a new one may be: its label, its kind in words, and two facts about it."""

    id: str
    label: str
    kind: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """What is decided on together: one new thing, or the rows of a passage, which begins at `start`.

    `key` is that of its first row; both places are 0 if no quote of it is found.
    """

    key: str
    rows: tuple[Row, ...]
    start: int = 0
    end: int = 0

    @property
    def is_thing(self) -> bool:
        return self.rows[0].item.kind == THING

    @property
    def is_open(self) -> bool:
        return any(row.is_open for row in self.rows)


def cards(rows: Iterable[Row]) -> list[Card]:
    """The cards of rows that are in the order of the text: things first, then passages that overlap together."""
    found: list[Card] = []
    for row in rows:
        start, end = (row.anchor.start, row.anchor.end) if row.anchor else (0, 0)
        last = found[-1] if found else None
        joins = last is not None and not last.is_thing and row.item.kind != THING and len(last.rows) < _ROWS
        if last is not None and joins and start < last.end and end > last.start:
            found[-1] = Card(last.key, (*last.rows, row), min(last.start, start), max(last.end, end))
        else:
            found.append(Card(row.key, (row,), start, end))
    return found


class Words:
    """Words for rows in one language, from the graph; each is asked once."""

    def __init__(self, store: Store, terms: Ontology, language: str) -> None:
        self.language = language
        self._store = store
        self._terms = terms
        self._known: dict[ox.NamedNode, str] = {}
        self._candidates: dict[str, list[Candidate]] = {}

    @cached_property
    def _index(self) -> search.Index:
        return search.Index.read(self._store)

    def _label(self, node: ox.NamedNode) -> str:
        if node not in self._known:
            self._known[node] = labels.label(self._store, node, self.language)
        return self._known[node]

    def thing(self, identifier: str, new: Mapping[str, Row]) -> str:
        """The label of a thing by its id, or by its mark if it is new and nobody has given it an id."""
        named = (row for row in new.values() if row.cells.get("id") == identifier)
        if row := new.get(identifier.removeprefix(MARK)) or next(named, None):
            return name_of(row, self.language)
        kind = identifier.partition("/")[0]
        if kind not in namespaces.kinds() and kind != "article":
            return message("review.authors", self.language) if identifier == "authors" else identifier
        return self._label(entity_node(identifier))

    def cells(self, row: Row, new: Mapping[str, Row]) -> list[Cell]:
        """The cells of a row that say something, in the order of its table."""
        found = []
        for column in columns_of(row.item.kind):
            cell = row.cells.get(column, "")
            changed = column in row.verdict.cells and row.verdict.cells[column] != row.item.row.get(column, "")
            if column in ("id", *ANCHORED) or not (cell or changed) or (cell == _USUAL.get(column) and not changed):
                continue
            found.append(Cell(column, cell, self._words(row, column, cell, new), changed))
        return found

    def _words(self, row: Row, column: str, cell: str, new: Mapping[str, Row]) -> str:
        if column in CODES:
            return ", ".join(self._label(code_node(CODES[column], each)) for each in cell.split())
        if column == "property":
            return self._label(term_node(cell)) if cell in self._terms.properties else cell
        known = self._terms.properties.get(row.cells.get("property", ""))
        if column == "value" and known and row.item.kind in CLAIMS:
            if known.takes == "code":
                return self._label(code_node(known.code_list, cell))
            if known.takes == "date":
                return dated(cell)
        if column in _DATES:
            return dated(cell)
        if column == "kind" and cell in self._terms.parents:
            return self._label(term_node(cell))
        if column in NAMING[row.item.kind] and (column != "value" or (known and known.takes == "entity")):
            return ", ".join(self.thing(each, new) for each in cell.split(" "))
        return cell

    def candidates(self, row: Row) -> list[Candidate]:
        """What a new thing may be: what the checks have found, then what has a name like one of its own."""
        if row.key not in self._candidates:
            found = dict.fromkeys(row.item.perhaps)
            base = base_of(row.item.row.get("kind", ""), self._terms)
            for name in row.item.labels.values():
                alike = search.alike(self._index, name, namespaces.entity(f"{base}/"))
                found |= dict.fromkeys(namespaces.shorten(match.iri) for match in alike[:_CANDIDATES])
            self._candidates[row.key] = [self.candidate(identifier) for identifier in list(found)[:_CANDIDATES]]
        return self._candidates[row.key]

    def candidate(self, identifier: str) -> Candidate:
        """What is shown of a thing of the graph."""
        node = entity_node(identifier)
        say = sayer(self._store, self.language)
        told = sorted(statements(self._store, node, self.language), key=lambda each: (each.inverse, -len(each.claims)))
        facts = (sentence(self._store, each.name, [say(each.end)], self.language, each.inverse) for each in told)
        lines = dict.fromkeys("".join(part.words for part in parts) for parts in facts)
        kind = labels.kind(self._store, node, self.language)
        return Candidate(identifier, self._label(node), kind, tuple(lines)[:_FACTS])

    def suggestions(self, words: str, number: int = 8) -> list[Candidate]:
        """Things that words in any script name, the best first, with their kinds."""
        matches = search.search(self._store, words, self._index).beginning(namespaces.things())
        found = [namespaces.shorten(match.iri) for match in matches[:number]]
        return [
            Candidate(one, self._label(entity_node(one)), labels.kind(self._store, entity_node(one), self.language), ())
            for one in found
        ]

    def codes(self, code_list: str) -> list[tuple[str, str]]:
        """The codes of a list with their labels, in the order of the ontology."""
        return [(code, self._label(code_node(code_list, code))) for code in self._terms.codes[code_list]]

    def class_name(self, name: str) -> str:
        """The label of a class."""
        return self._label(term_node(name))

    def properties(self) -> list[tuple[str, str]]:
        """The properties that a curator may type, with their labels, sorted by these."""
        return sorted(((name, self._label(term_node(name))) for name in self._terms.typed), key=lambda pair: pair[1])


def name_of(row: Row, language: str) -> str:
    """How a new thing is called: in a language, or in any that it has a label in."""
    known = {tag: cell for tag in namespaces.languages() if (cell := row.cells.get(f"label_{tag}"))} or row.item.labels
    return known.get(language) or next(iter(known.values()), row.item.new)


def new_things(review: Review) -> dict[str, Row]:
    """The things of a review that the graph does not hold, by the keys that other rows name them by."""
    return {row.item.new: row for row in review.rows.values() if row.item.kind == THING}


# -- a row for a new thing ----------------------------------------------------------------------------


def base_of(kind: str, terms: Ontology) -> str:
    """The kind of entity, as ids begin with, that a class belongs to; empty if it is no class of entities."""
    return next((name for name, (_, base) in namespaces.kinds().items() if terms.is_a(kind, base)), "")


def draft(row: Row, terms: Ontology, taken: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The row that a new thing would have, and the columns that were spelled from another language, to be checked.

    Only what has a name of its own is spelled so; what is described (a visit, a treaty) has to be translated.
    """
    given = {tag: row.cells.get(f"label_{tag}") or row.item.labels.get(tag, "") for tag in namespaces.languages()}
    source = next((tag for tag in (*namespaces.translated(), namespaces.first_language()) if given[tag]), "")
    kind = row.cells.get("kind", "")
    base = base_of(kind, terms)
    # Proper names are not translated; those of sides have a form in each language.
    spelt = set(marks.kinds("calledBy", "proper")) - set(marks.kinds("isSide"))
    guessed = [tag for tag in namespaces.languages() if source and not given[tag] and f"{base}/" in spelt]
    every = {tag: given[tag] or spelled(given.get(source, ""), source, tag) for tag in namespaces.languages()}
    cells = {f"label_{tag}": every[tag] if given[tag] or tag in guessed else "" for tag in namespaces.languages()}
    first = every[namespaces.first_language()]
    free = _free(f"{base}/", first, set(taken)) if base and first else ""
    identifier = row.cells.get("id") or free
    whole = {"id": identifier, **cells, "kind": kind, "aliases": row.cells.get("aliases", "")}
    return whole, tuple(f"label_{tag}" for tag in guessed)


def _free(base: str, name: str, taken: set[str]) -> str:
    words = filter(None, map(latin, re.findall(r"[^\W_]+", name.replace("ʻ", "").replace("ʼ", ""))))
    stem = base + "-".join(words)
    return next(each for each in _numbered(stem) if each not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
