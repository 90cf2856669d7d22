"""Results of shapes as findings with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion
from kgtools.errors import Finding
from kgtools.graph.terms import iri, lexical
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.vocabulary import SH

_SEVERITY = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "information"}


def of_results(results: Iterable[Result], shapes: Shapes, corpus: Corpus, terms: Ontology) -> Iterator[Finding]:
    """A finding for each row behind each result."""
    results = list(results)
    claims = {claim for result in results if (claim := _claim(result))}
    index = _Index(corpus, terms, claims | {lexical(result.focus_node) for result in results})
    for result in results:
        focus, path, value, message, found = _told(result, shapes)
        claim = _claim(result)
        places = index.places(claim, "", "") if claim else index.places(focus, path, value)
        name = severity(result.severity)
        for file, line in places:
            yield Finding(file, line, message, found, severity=name, check=f"shape:{result.shape_name}")


@for_the_same(65536)
def _told(result: Result, shapes: Shapes) -> tuple[str, str, str, str, str]:
    """The focus node, path and value that are at fault, what is wrong with them, and how they are called there."""
    focus, path, value = _place(result, shapes)
    messages = result.fill(namespaces.shorten)
    message = messages[0].value if messages else "the shape is broken"
    return focus, path, value, message, " ".join(namespaces.shorten(part) for part in (focus, path, value) if part)


def _claim(result: Result) -> str:
    """The IRI of the claim that a constraint in SPARQL named; empty if it named none."""
    return next((iri(term) for name, term in result.bindings if name == "claim"), "")


def _place(result: Result, shapes: Shapes) -> tuple[str, str, str]:
    """The focus node, path and value that are at fault, as texts."""
    focus, path, value = lexical(result.focus_node), str(result.path or ""), result.value
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


class _Index:
    """Leads from nodes of the graph back to the rows that they came from, by one pass over the corpus."""

    def __init__(self, corpus: Corpus, terms: Ontology, wanted: set[str]) -> None:
        self.terms = terms
        self.corpus = corpus
        self.wanted = wanted
        self.kinds = {iri.removeprefix(namespaces.base()).partition("/")[0] for iri in wanted}

    @cached_property
    def rows(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}

        def add(node: str, file: str, line: int) -> None:
            if node in self.wanted:
                found.setdefault(node, []).append((file, line))

        for entity in self.corpus.entities.values():
            add(entity.iri, entity.file, entity.line)
        for article in self.corpus.articles.values():
            add(article.iri, article.file, article.line)
            if article.published:
                add(namespaces.date(article.published), article.file, article.line)
        for mapping in self.corpus.mappings:
            add(mapping.iri, mapping.file, mapping.line)
        for entry in self.corpus.disagreements:
            add(entry.iri, entry.file, entry.line)
        for outcome in self.corpus.outcomes:
            add(namespaces.target(outcome.id), outcome.file, outcome.line)
        for claim in self.claims():
            for node in self.nodes(claim):
                add(node, claim.file, claim.line)
        return found

    def claims(self) -> Iterable[Claim]:
        """The claims that may be behind what is asked for: all of them only where it is no claim or passage of one."""
        if self.kinds & {"cell", "date"}:
            return self.corpus.claims
        paths = [iri.removeprefix(namespaces.base()).split("/", 2) for iri in self.wanted]
        keys = {"/".join(path[1:]) for path in paths if path[0] == "claim"}
        articles = {path[1] for path in paths if path[0] in ("evidence", "passage") and len(path) > 1}
        chosen = [self.corpus.by_key[key] for key in sorted(keys & self.corpus.by_key.keys())]
        return (*chosen, *(claim for one in sorted(articles) for claim in self.corpus.by_article.get(one, ())))

    def nodes(self, claim: Claim) -> Iterator[str]:
        """The IRIs of a claim and, if they are asked for, of its evidence, passage, cell and dates."""
        yield claim.iri
        if claim.anchor and self.kinds & {"evidence", "passage"}:
            place = (claim.article, claim.anchor.start, claim.anchor.end)
            yield namespaces.evidence(*place)
            yield namespaces.passage(*place)
        if isinstance(claim, Figure) and "cell" in self.kinds:
            yield namespaces.cell(claim.cell)
        if "date" in self.kinds:
            date = {Figure: "period", Fact: "value", Opinion: "horizon"}[type(claim)]
            yield _date(getattr(claim, date))

    @cached_property
    def facts(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        things = {iri.removeprefix(namespaces.base()).removeprefix("id/") for iri in self.wanted}
        for fact in self.corpus.facts:
            if fact.subject in things or fact.value in things:
                for node in (namespaces.entity(fact.subject), namespaces.entity(fact.value)):
                    if node in self.wanted:
                        found.setdefault(node, []).append(fact)
        return found

    def places(self, focus: str, path: str, value: str) -> list[tuple[str, int]]:
        """Files and lines behind a result: the claims that say it, else the rows of the thing itself."""
        predicate = namespaces.term_name(path)
        if path.startswith(namespaces.SKOS) and path.endswith("Match"):
            links = [row for row in self.corpus.mappings if namespaces.entity(row.subject) == focus]
            return sorted({(row.file, row.line) for row in links if path.endswith(row.predicate.partition(":")[2])})
        saying = [
            fact
            for fact in (self.facts.get(focus, []) if path else ())
            if fact.property == predicate and (not value or _gives(fact, value))
        ]
        if saying:
            return sorted({(fact.file, fact.line) for fact in saying})
        return sorted(set(self.rows.get(focus) or [self.terms.place(focus)]))


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
