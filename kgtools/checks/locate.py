"""Results of shapes as findings with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from kgtools import namespaces
from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion
from kgtools.errors import Finding
from kgtools.shacl.literals import Term
from kgtools.shacl.shapes import SH, Shapes
from kgtools.shacl.validator import Result

_SEVERITY = {"Violation": "violation", "Warning": "warning", "Info": "information"}
_DATE = re.compile(r"[0-9.].*")


def of_results(results: Iterable[Result], shapes: Shapes, corpus: Corpus) -> Iterator[Finding]:
    """A finding for each row behind each result."""
    results = list(results)
    claims = {_text(term) for result in results for name, term in result.bindings if name == "claim"}
    index = _Index(corpus, claims | {_text(result.focus) for result in results})
    for result in results:
        path, value = result.path, result.value
        if not path:
            # A shape for the subjects of a property: the claims with that property are at fault.
            targets = shapes.by_node[result.shape].targets
            path = next((_text(target) for kind, target in targets if kind == "targetSubjectsOf"), "")
            value = None if value == result.focus else value
        message = filled(result.messages[0] if result.messages else "the shape is broken", result, namespaces.shorten)
        found = " ".join(namespaces.shorten(part) for part in (_text(result.focus), path, _text(value)) if part)
        claim = next((term for name, term in result.bindings if name == "claim"), None)
        places = index.places(_text(claim), "", "") if claim else index.places(_text(result.focus), path, _text(value))
        severity = _SEVERITY[result.severity.removeprefix(SH)]
        for file, line in places:
            yield Finding(file, line, message, found, severity=severity, check=f"shape:{result.name}")


def _text(term: Term | None) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def filled(message: str, result: Result, show: Callable[[str], str] = str) -> str:
    """A message with its {?variables} replaced by their values, as `show` writes them."""
    known: dict[str, Term | None] = {"this": result.focus, "value": result.value, **dict(result.bindings)}

    def fill(match: re.Match[str]) -> str:
        text = result.path if match[1] == "path" else _text(known.get(match[1]))
        return show(text) if text else match[0]

    return re.sub(r"\{[?$](\w+)\}", fill, message)


def checked_by(findings: Iterable[Finding], check: str) -> list[Finding]:
    """The findings, with the name of the check where they have none yet."""
    return [finding if finding.check else replace(finding, check=check) for finding in findings]


class _Index:
    """Leads from nodes of the graph back to the rows that they came from, by one pass over the corpus."""

    def __init__(self, corpus: Corpus, wanted: set[str]) -> None:
        self.corpus = corpus
        self.wanted = wanted
        self.kinds = {iri.removeprefix(namespaces.BASE).partition("/")[0] for iri in wanted}

    @cached_property
    def rows(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}

        def add(iri: str, file: str, line: int) -> None:
            if iri in self.wanted:
                found.setdefault(iri, []).append((file, line))

        for entity in self.corpus.entities.values():
            add(entity.iri, entity.file, entity.line)
        for article in self.corpus.articles.values():
            add(article.iri, article.file, article.line)
            if article.published:
                add(namespaces.date(article.published), article.file, article.line)
        for entry in self.corpus.ledger:
            add(entry.iri, entry.file, entry.line)
        for claim in self.corpus.claims:
            for iri in self.nodes(claim):
                add(iri, claim.file, claim.line)
        return found

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
            if _DATE.fullmatch(getattr(claim, date)):
                yield namespaces.date(getattr(claim, date))

    @cached_property
    def facts(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.corpus.facts:
            for iri in (namespaces.entity(fact.subject), namespaces.entity(fact.value)):
                if iri in self.wanted:
                    found.setdefault(iri, []).append(fact)
        return found

    def places(self, focus: str, path: str, value: str) -> list[tuple[str, int]]:
        """Files and lines behind a result: the claims that say it, else the rows of the thing itself."""
        property_ = path.removeprefix(namespaces.ONTOLOGY)
        if path.startswith(namespaces.SKOS) and path.endswith("Match"):
            links = [row for row in self.corpus.mappings if namespaces.entity(row.subject) == focus]
            return sorted({(row.file, row.line) for row in links if path.endswith(row.predicate.partition(":")[2])})
        saying = [
            fact
            for fact in (self.facts.get(focus, []) if path else ())
            if fact.property == property_ and (not value or _gives(fact, value))
        ]
        if saying:
            return sorted({(fact.file, fact.line) for fact in saying})
        ontology = "codes.ttl" if focus.startswith(namespaces.CODE) else "tandem.ttl"
        return sorted(set(self.rows.get(focus, [(f"ontology/{ontology}", 0)])))


def _gives(fact: Fact, value: str) -> bool:
    """Whether the value of a fact is written in the graph as a text or IRI."""
    return value in (
        fact.value,
        namespaces.entity(fact.value),
        namespaces.entity(fact.subject),
        namespaces.date(fact.value),
    ) or (value.startswith(namespaces.CODE) and value.endswith("/" + fact.value))
