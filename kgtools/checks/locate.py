"""Results of shapes as findings with file and line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, cast

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.claims.model import (
    Article,
    Claim,
    Corpus,
    Disagreement,
    Entity,
    Fact,
    Figure,
    Mapping,
    Opinion,
    Outcome,
)  # fmt: skip
from kgtools.errors import Finding
from kgtools.graph.terms import iri, lexical
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, grouped, same, values
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.vocabulary import SH

T = TypeVar("T")
_SEVERITY = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "information"}


def by_shape(results: Iterable[Result]) -> Collection[Same[Result]]:
    """Results of several shapes, those of each together."""
    return grouped(tuple(results), "shape_name").values()


def of_results(
    results: Iterable[Same[Result]], shapes: Shapes, corpus: Corpus, terms: Ontology
) -> Iterator[Finding]:  # fmt: skip
    """A finding for each row behind each result, given by shape."""
    rows = _Rows(corpus, terms)
    every = _told.of({number: piece for number, piece in enumerate(results) if piece}, given=(shapes,))
    known = _known.of(every, _claims.of(every, corpus.by_key), _entities.of(every, corpus.entities))
    for number, told in every.items():
        links = corpus.mappings if told.asks_links else ()
        yield from _findings(told, rows.behind(told.nodes, known[number]), rows.saying(told.things), links, terms)


@dataclass(frozen=True, eq=False)
class _Part:
    """A result in words: the node, path and value that are at fault, what is wrong, and how they are called there."""

    focus: str
    path: str
    value: str
    message: str
    found: str
    claim: str
    severity: str
    check: str


@dataclass(frozen=True, eq=False)
class _Told:
    """The results of a shape in words, the nodes whose rows they ask for, and the things of which facts may say it."""

    parts: list[_Part]
    nodes: tuple[str, ...]
    things: tuple[str, ...]
    asks_links: bool


def _of_shape(_: int, results: Same[Result], shapes: Shapes) -> _Told:
    parts = [_part(result, shapes) for result in results]
    things = ("" if part.claim or not part.path else _thing(part.focus) for part in parts)
    links = any(_is_link(part.path) for part in parts)
    return _Told(parts, tuple(part.claim or part.focus for part in parts), tuple(things), links)


_told = Each[int, Same[Result], _Told](_of_shape)


@for_the_same(65536)
def _part(result: Result, shapes: Shapes) -> _Part:
    focus, path, value = _place(result, shapes)
    messages, claim = result.fill(namespaces.shorten), _named(result, "claim")
    message = messages[0].value if messages else "the shape is broken"
    node = claim if claim and path == namespaces.term("value") else focus  # which a figure alone has
    found = " ".join(namespaces.shorten(part) for part in (node, path, value) if part)
    name, check = severity(result.severity), f"shape:{result.shape_name}"
    return _Part(focus, path, value, message, found, claim, name, check)


def _thing(node: str) -> str:
    return node.removeprefix(namespaces.things())


def _is_link(path: str) -> bool:
    return path.startswith(namespaces.SKOS) and path.endswith("Match")


@for_the_same(1024)
def _findings(
    told: _Told,
    rows: tuple[Behind, ...],
    facts: tuple[tuple[Fact, ...], ...],
    mappings: tuple[Mapping, ...],
    terms: Ontology,
) -> list[Finding]:
    """The findings of a shape, each once, though it be asked of several nodes.

    `rows` and `facts` are those behind each node and thing that it asks for.
    """
    found = (
        Finding(file, line, part.message, part.found, severity=part.severity, check=part.check)
        for part, behind, saying in zip(told.parts, rows, facts, strict=True)
        for file, line in _places(part, behind, saying, mappings, terms)
    )
    return list(dict.fromkeys(found))


def _places(
    part: _Part, rows: Behind, facts: tuple[Fact, ...], mappings: Iterable[Mapping], terms: Ontology
) -> list[tuple[str, int]]:
    """Files and lines behind a result: the claims that say it, else the rows of the thing itself."""
    behind = rows if isinstance(rows, tuple) else (rows,)
    if part.claim:
        return _lines(behind) or [terms.place(part.claim)]
    if _is_link(part.path):
        links = (row for row in mappings if namespaces.entity(row.subject) == part.focus)
        return _lines(row for row in links if part.path.endswith(row.predicate.partition(":")[2]))
    predicate = namespaces.term_name(part.path)
    saying = (fact for fact in facts if fact.property == predicate and (not part.value or _gives(fact, part.value)))
    return _lines(saying) or _lines(behind) or [terms.place(part.focus)]


def _lines(rows: Iterable[Row]) -> list[tuple[str, int]]:
    return sorted({(row.file, row.line) for row in rows})


def _named(result: Result, variable: str) -> str:
    """The IRI of the claim or subject at fault that a constraint in SPARQL named; empty if it named none."""
    return next((iri(term) for name, term in result.bindings if name == variable), "")


def _place(result: Result, shapes: Shapes) -> tuple[str, str, str]:
    """The node, path and value that are at fault, as texts: the subject that a rule named, else the focus node."""
    focus = _named(result, "subject") or lexical(result.focus_node)
    path, value = str(result.path or ""), result.value
    if not path:
        # A shape for the subjects of a property: the claims with that property are at fault.
        targets = shapes.by_node[result.source_shape].targets
        path = next((iri(target) for kind, target in targets if kind == "targetSubjectsOf"), "")
        value = None if value == result.focus_node else value
    return focus, path, lexical(value, default="")


def severity(node: ox.NamedNode) -> str:
    """How findings call a severity of the shapes; one of a project's own counts as a violation."""
    return _SEVERITY.get(node.value, "violation")


def checked_by(findings: Iterable[Finding], check: str) -> list[Finding]:
    """The findings, with the name of the check where they have none yet."""
    return [finding if finding.check else replace(finding, check=check) for finding in findings]


class _Rows:
    """Leads from nodes of the graph back to the rows that they came from."""

    def __init__(self, corpus: Corpus, terms: Ontology) -> None:
        self.corpus = corpus
        self.terms = terms

    def behind(self, nodes: tuple[str, ...], known: tuple[Entity | Claim | None, ...]) -> tuple[Behind, ...]:
        """The row or rows of each of some nodes, of which those that are entities or claims are known."""
        return tuple(map(self._rows, nodes, known)) if None in known else cast(tuple[Behind, ...], known)

    def _rows(self, node: str, known: Entity | Claim | None) -> Behind:
        if known is not None:
            return known
        kind, _, identifier = node.removeprefix(namespaces.base()).partition("/")
        if kind in ("evidence", "passage"):
            claims = self.corpus.by_article.get(identifier.partition("/")[0])
            return _of_passages(claims, kind).get(node, ()) if claims else ()
        if kind == "cell":
            return self.cells.get(node, ())
        return self.dates.get(node, ()) if kind == "date" else self.others.get(node, ())

    def saying(self, things: tuple[str, ...]) -> tuple[tuple[Fact, ...], ...]:
        """The facts with each of some things as subject or value."""
        return tuple(self.facts.get(thing, ()) for thing in things) if any(things) else ((),) * len(things)

    @cached_property
    def facts(self) -> dict[str, Same[Fact]]:
        return _facts.of(_joined.of(self.corpus.by_article, given=(self.terms,)))

    @cached_property
    def others(self) -> dict[str, Same[Row]]:
        """The rows of the tables beside entities and claims, by their nodes."""
        corpus = self.corpus
        return _by_node((*corpus.articles.values(), *corpus.mappings, *corpus.disagreements, *corpus.outcomes))

    @cached_property
    def cells(self) -> dict[str, Same[Claim]]:
        return _cells.of(_by_cell.of(self.corpus.by_article))

    @cached_property
    def dates(self) -> dict[str, Same[Row]]:
        return _dates.of({**_by_date.of(self.corpus.by_article), "": _published(values(self.corpus.articles))})


Row = Entity | Article | Mapping | Disagreement | Outcome | Claim
Behind = Row | tuple[Row, ...]
_facts = Gathered[str, Fact]()
_cells = Gathered[str, Claim]()
_dates = Gathered[str, Row]()


def _of_claim() -> str:
    """What the nodes of claims begin with."""
    return f"{namespaces.base()}claim/"


def _keys(told: _Told) -> dict[str, None]:
    """The keys of claims among the nodes that results ask for."""
    beginning = _of_claim()
    return dict.fromkeys(node.removeprefix(beginning) for node in told.nodes if node.startswith(beginning))


def _ids(told: _Told) -> dict[str, None]:
    """The ids of entities among them."""
    beginning = namespaces.things()
    return dict.fromkeys(node.removeprefix(beginning) for node in told.nodes if node.startswith(beginning))


def _things_and_claims(
    _: int, told: _Told, claims: Same[Claim], entities: Same[Entity]
) -> tuple[Entity | Claim | None, ...]:
    """The row of each node that is an entity or a claim; None for another."""
    by_node = {claim.iri: claim for claim in claims} | {entity.iri: entity for entity in entities}
    return tuple(map(by_node.get, told.nodes))


_claims = ChosenByEach[int, str, Claim](_keys)
_entities = ChosenByEach[int, str, Entity](_ids)
_known = Each[int, _Told, tuple[Entity | Claim | None, ...]](_things_and_claims)


@for_the_same(4)
def _by_node(rows: tuple[Article | Mapping | Disagreement | Outcome, ...]) -> dict[str, Same[Row]]:
    return {(namespaces.target(row.id) if isinstance(row, Outcome) else row.iri): same((row,)) for row in rows}


def _joining(_: str, claims: Same[Claim], terms: Ontology) -> dict[str, tuple[Fact, ...]]:
    """The facts of an article by what they join."""
    found: dict[str, dict[Fact, None]] = defaultdict(dict)
    for claim in claims:
        if isinstance(claim, Fact):
            found[claim.subject][claim] = None
            if terms.properties[claim.property].takes == "entity":
                found[claim.value][claim] = None
    return {thing: tuple(facts) for thing, facts in found.items()}


_joined = Each[str, Same[Claim], dict[str, tuple[Fact, ...]]](_joining)


@for_the_same(8192)
def _of_passages(claims: Same[Claim], kind: str) -> dict[str, Same[Claim]]:
    """The claims of an article by the nodes of their evidence or passages."""
    name = namespaces.evidence if kind == "evidence" else namespaces.passage
    anchored = ((claim, claim.anchor) for claim in claims if claim.anchor)
    return _grouped((name(claim.article, anchor.start, anchor.end), claim) for claim, anchor in anchored)


def _of_cells(_: str, claims: Same[Claim]) -> dict[str, Same[Claim]]:
    return _grouped((namespaces.cell(claim.cell), claim) for claim in claims if isinstance(claim, Figure))


_by_cell = Each[str, Same[Claim], dict[str, Same[Claim]]](_of_cells)


def _of_dates(_: str, claims: Same[Claim]) -> dict[str, Same[Row]]:
    """The claims of an article by the dates that they give."""
    column = {Figure: "period", Fact: "value", Opinion: "horizon"}
    return _grouped((date, claim) for claim in claims if (date := _date(getattr(claim, column[type(claim)]))))


_by_date = Each[str, Same[Claim], dict[str, Same[Row]]](_of_dates)


@for_the_same(4)
def _published(articles: tuple[Article, ...]) -> dict[str, Same[Row]]:
    return _grouped((namespaces.date(one.published), one) for one in articles if one.published)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, Same[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for node, row in pairs:
        found[node].append(row)
    return {node: same(rows) for node, rows in found.items()}


def _date(cell: str) -> str:
    """The IRI of the date in a cell; empty if something else stands there."""
    try:
        return namespaces.date(cell)
    except ValueError:
        return ""


def _gives(fact: Fact, value: str) -> bool:
    """Whether the value of a fact is written in the graph as a text or IRI."""
    return value in (
        fact.value,
        namespaces.entity(fact.value),
        namespaces.entity(fact.subject),
        _date(fact.value),
    ) or (namespaces.is_code(value) and value.endswith("/" + fact.value))
