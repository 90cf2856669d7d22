"""Answers: the evidence behind each value, rows as text with numbers for their evidence, and how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, iri, term_node
from kgtools.messages import counted
from kgtools.query.rows import Cell, group, lines
from kgtools.sparql import tokens
from kgtools.sparql.execute import Answer

Behind = list[list[ox.NamedNode]]  # the claims behind each value of a cell
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(namespaces.RDF + name) for name in ("subject", "predicate", "object"))
# How things are counted, by the first word of their ids.


def _counted() -> dict[str, str]:
    """How things of each kind are called where they are counted, as their tables are."""
    return {kind: plural for kind, (plural, _) in namespaces.kinds().items()} | {
        "article": "articles",
        "claim": "claims",
        "disagreement": "disagreements",
        "target": "targets",
    }


def _claim_space() -> str:
    return namespaces.base() + "claim/"


def evidence(store: Store, rows: Sequence[Sequence[Cell]], sparql: str = "") -> list[list[Behind]]:
    """For each value of each cell the claims behind it, sorted.

    These are the claim that a value names; the claims that tell a target; and the claims that join two things of a
    row, which stand by the later of the two. Of the last, only those with a property that the query names or the row
    shows: that two states are neighbours is no evidence for their trade.
    """
    known = store.quads_for_pattern
    default = ox.DefaultGraph()
    asked = {named for named in tokens.iris(sparql, namespaces.prefixes()) if namespaces.is_term(named)}
    joined: dict[tuple[Term, Term], list[tuple[str, ox.NamedNode]]] = {}
    for subject in things(rows):
        for saying in known(None, _SUBJECT, subject, default):
            if isinstance(claim := saying.subject, ox.NamedNode):
                said = "".join(iri(quad.object) for quad in known(claim, _PREDICATE, None, default))
                for value in known(claim, _OBJECT, None, default):
                    joined.setdefault((subject, value.object), []).append((said, claim))

    def behind(row: Sequence[Cell], place: int, term: Term) -> Iterator[ox.NamedNode]:
        if isinstance(term, ox.NamedNode) and term.value.startswith(_claim_space()):
            yield term
        if isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.target("")):
            told = known(term, term_node("toldBy"), None, default)
            yield from (quad.object for quad in told if isinstance(quad.object, ox.NamedNode))
        shown = asked | {each.value for cell in row for each in cell if isinstance(each, ox.NamedNode)}
        for other in (each for cell in row[:place] for each in cell):
            for said, claim in (*joined.get((other, term), ()), *joined.get((term, other), ())):
                if said in shown or not asked:
                    yield claim

    return [
        [
            [sorted(set(behind(row, place, term)), key=lambda claim: claim.value) for term in cell]
            for place, cell in enumerate(row)
        ]
        for row in rows
    ]


def things(rows: Iterable[Iterable[Cell]]) -> set[ox.NamedNode]:
    """What rows name of the graph itself: things, claims, articles, dates."""
    return {term for row in rows for cell in row for term in cell if _is_thing(term)}


def _is_thing(term: Term) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.base())


def claims_of(row: Iterable[Behind]) -> list[ox.NamedNode]:
    """The claims behind a row, each once, sorted."""
    return sorted({claim for cell in row for claims in cell for claim in claims}, key=lambda claim: claim.value)


def cells(store: Store, answer: Answer, language: str, iris: bool) -> list[list[str]]:
    """The rows of an answer as text: labels in a language, or ids with `iris`."""
    return Wording(store, language, iris).texts(group(store, answer))


@dataclass(frozen=True)
class Wording:
    """How rows for readers become text: in a language, or with ids in place of labels.

    Articles have the `names` that are given by their ids; several values of a cell have `between` them.
    """

    store: Store
    language: str
    iris: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    between: str = "\n"
    _known: dict[Term, str] = field(default_factory=dict, repr=False, compare=False)

    def text(self, term: Term) -> str:
        """How one value is shown."""
        if term not in self._known:
            identifier = labels.identifier(term)
            article = identifier.removeprefix("article/")
            if self.iris:
                self._known[term] = identifier
            elif article != identifier and article in self.names:
                self._known[term] = self.names[article]
            else:
                self._known[term] = labels.label(self.store, term, self.language).removeprefix("claim/")
        return self._known[term]

    def texts(
        self,
        rows: Sequence[Sequence[Cell]],
        disputed: Sequence[Sequence[Sequence[str]]] = (),
        evidence: Sequence[Sequence[Behind]] = (),
    ) -> list[list[str]]:
        """The rows, with the disagreements of each cell and the numbers of the evidence for each value, if given."""
        numbers = numbered(evidence)

        def cell(place: int, column: int, terms: Cell) -> str:
            behind = evidence[place][column] if evidence else [[] for _ in terms]
            marks = (mark(numbers[claim] for claim in claims) for claims in behind)
            texts = [self.text(term) + numbers_ for term, numbers_ in zip(terms, marks, strict=True)]
            entries = disputed[place][column] if disputed else ()
            return self.between.join(texts if self.iris else lines(terms, texts, entries, self.language))

        return [[cell(place, column, terms) for column, terms in enumerate(row)] for place, row in enumerate(rows)]


def numbered(evidence: Iterable[Iterable[Behind]]) -> dict[ox.NamedNode, int]:
    """A number for each claim of the evidence, in the order in which a reader meets them."""
    met = dict.fromkeys(claim for row in evidence for cell in row for claims in cell for claim in claims)
    return {claim: number for number, claim in enumerate(met, 1)}


def mark(numbers: Iterable[int]) -> str:
    """Numbers of footnotes, as they stand behind what they support.

    >>> mark([1, 2, 3, 7]), mark([]), mark([4, 5])
    (' [1-3,7]', '', ' [4,5]')
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = (f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)
    return f" [{','.join(shown)}]" if runs else ""


def count(store: Store, rows: Sequence[Sequence[Cell]], claims: Iterable[ox.NamedNode], language: str) -> str:
    """How much an answer holds: the things of its first column, or rows, and the articles behind it."""
    firsts = [term for row in rows for cell in row[:1] for term in cell]
    sorts = {_counted().get(namespaces.shorten(term.value).partition("/")[0], "") if _is_thing(term) else ""
             for term in firsts}  # fmt: skip
    sort = sorts.pop() if len(sorts) == 1 else ""
    parts = {sort: len(set(firsts))} if sort else {}
    if parts.get(sort) != len(rows):
        parts["rows"] = len(rows)
    articles = {
        quad.object
        for claim in claims
        for quad in store.quads_for_pattern(claim, term_node("inArticle"), None, ox.DefaultGraph())
    }
    if articles:
        parts.setdefault("articles", len(articles))
    return ", ".join(counted(what, number, language) for what, number in parts.items())
