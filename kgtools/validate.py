"""The checks: anchors against copies of the articles, shapes against the graph, the ledger.

Everything found wrong is a `Finding` that names the file and line of the row at fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools import corpus as reading
from kgtools import evidence, graph, names, vocabulary
from kgtools.claims import Anchor, Claim, Corpus, Entity, Fact, Figure
from kgtools.compare import ledger, outcomes
from kgtools.errors import DataError, Finding
from kgtools.evidence import Copy, Known

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITY = {"Violation": "violation", "Warning": "warning", "Info": "information"}


@dataclass
class Report:
    """The outcome of a check: findings, and how many anchors of each article got which verdict."""

    findings: list[Finding] = field(default_factory=list)
    anchors: dict[str, Counter[str]] = field(default_factory=dict)
    shapes: int = 0


def check(root: Path, articles: Path | None = None) -> Report:
    """Run every check on a house; `articles` is a folder of copies, under any file names.

    Data that cannot be read give findings too; the checks that need them are then left out.
    """
    try:
        terms = vocabulary.load(root)
        corpus = reading.load(root, terms)
    except DataError as error:
        return Report(error.findings)
    report = Report()
    copies = evidence.read_copies(articles, known(corpus)) if articles else {}
    report.anchors, findings = check_anchors(corpus, copies)
    report.findings.extend(findings)
    report.findings.extend(ledger.findings(corpus, terms))
    report.findings.extend(outcomes.findings(corpus, terms))
    shapes = sorted((root / "ontology" / "shapes").glob("*.ttl"))
    quads = (quad for path in shapes for quad in vocabulary.parse_file(path, root))
    shape_graph = to_rdflib(quads)
    report.shapes = len(set(shape_graph.subjects()))
    report.findings.extend(check_shapes(corpus, terms, shape_graph))
    report.findings.sort()
    return report


def known(corpus: Corpus) -> dict[str, Known]:
    """What identifies each article of a corpus without its text."""
    anchors: dict[str, set[Anchor]] = {article: set() for article in corpus.articles}
    for claim in corpus.claims:
        if claim.anchor and claim.article in anchors:
            anchors[claim.article].add(claim.anchor)
    return {
        article.id: Known(article.sha256, sorted(anchors[article.id], key=lambda anchor: anchor.start))
        for article in corpus.articles.values()
    }


def check_anchors(corpus: Corpus, copies: Mapping[str, Copy]) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Judge every anchor; a missing one, one found twice, and one moved within the very text are findings."""
    counts: dict[str, Counter[str]] = {article: Counter() for article in corpus.articles}
    findings = []
    advice = "write it anew with kgtools anchor"
    for claim in corpus.claims:
        if claim.anchor is None or claim.article not in counts:
            continue
        copy = copies.get(claim.article)
        verdict = evidence.judge(copy, claim.anchor)
        counts[claim.article][verdict.kind] += 1
        places = ", ".join(f"{start}-{end}" for start, end in verdict.places)
        here = f"{claim.anchor.start}-{claim.anchor.end} {claim.anchor.print}"
        if verdict.kind == evidence.MISSING:
            what = "the fingerprint matches no passage of the article"
            findings.append(Finding(claim.file, claim.line, what, here, mend=advice))
        elif verdict.kind == evidence.TWICE:
            what = f"the anchor is not at its place and its fingerprint matches {len(verdict.places)} passages"
            findings.append(Finding(claim.file, claim.line, what, here, f"one of {places}", advice + " and more words"))
        elif verdict.kind == evidence.MOVED and copy is not None and copy.same:
            what = "the anchor points to another place than its fingerprint"
            findings.append(Finding(claim.file, claim.line, what, here, places, advice))
    return counts, findings


# -- shapes -----------------------------------------------------------------------------------------


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Quads as an rdflib graph; the names of their graphs are dropped."""
    import pyoxigraph as ox
    from rdflib import BNode, Graph, Literal, URIRef

    def term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> URIRef | BNode | Literal:
        if isinstance(value, ox.NamedNode):
            return URIRef(value.value)
        if isinstance(value, ox.Literal):
            if value.language:
                return Literal(value.value, lang=value.language)
            datatype = value.datatype.value
            return Literal(value.value, datatype=None if datatype == names.XSD + "string" else URIRef(datatype))
        assert isinstance(value, ox.BlankNode)
        return BNode(value.value)

    found = Graph()
    for quad in quads:
        found.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return found


def check_shapes(corpus: Corpus, terms: vocabulary.Vocabulary, shapes: rdflib.Graph) -> Iterator[Finding]:
    """Run the shapes over the whole default graph with pySHACL, without inference.

    The plain triples of plans, targets and denials are checked too, as if they had been asserted:
    a plan may not come true, but its subject and value must be of the right class all the same.
    """
    import pyshacl
    from rdflib import URIRef

    data = to_rdflib(quad for quad in graph.quads(corpus, terms) if _in_default(quad))
    for quad in graph.plain_triples(corpus, terms):
        data += to_rdflib([quad])
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, do_owl_imports=False)
    if not hasattr(results, "subjects"):
        raise DataError(Finding("ontology/shapes", 0, "the shapes cannot be run", str(results)))
    index = _Index(corpus)

    def value(result: rdflib.term.Node, name: str) -> str:
        found = results.value(result, URIRef(_SH + name))
        return "" if found is None else str(found)

    for result in results.subjects(URIRef(names.RDF + "type"), URIRef(_SH + "ValidationResult")):
        focus, path, offending = (value(result, name) for name in ("focusNode", "resultPath", "value"))
        if not path:
            # A shape for the subjects of a property: the claims with that property are at fault.
            shape = results.value(result, URIRef(_SH + "sourceShape"))
            path, offending = str(shapes.value(shape, URIRef(_SH + "targetSubjectsOf")) or ""), ""
        severity = _SEVERITY[value(result, "resultSeverity").removeprefix(_SH)]
        message = value(result, "resultMessage")
        subject = names.shorten(focus)
        found = f"{subject} {names.shorten(path)} {names.shorten(offending)}".strip() if path else subject
        for file, line in index.places(focus, path, offending):
            yield Finding(file, line, message, found, severity=severity)


def _in_default(quad: ox.Quad) -> bool:
    import pyoxigraph as ox

    return isinstance(quad.graph_name, ox.DefaultGraph)


class _Index:
    """Leads from a node of the graph back to the row that it came from."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def rows(self) -> dict[str, list[Claim | Entity]]:
        found: dict[str, list[Claim | Entity]] = {}
        for entity in self.corpus.entities.values():
            found.setdefault(entity.iri, []).append(entity)
        for claim in self.corpus.claims:
            found.setdefault(claim.iri, []).append(claim)
            if claim.anchor:
                place = (claim.article, claim.anchor.start, claim.anchor.end)
                found.setdefault(names.evidence(*place), []).append(claim)
                found.setdefault(names.passage(*place), []).append(claim)
            if isinstance(claim, Figure):
                found.setdefault(names.cell(claim.cell), []).append(claim)
                found.setdefault(names.date(claim.period), []).append(claim)
            elif isinstance(claim, Fact):
                found.setdefault(names.date(claim.value), []).append(claim)
        return found

    @cached_property
    def facts(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.corpus.facts:
            found.setdefault(names.entity(fact.subject), []).append(fact)
            found.setdefault(names.entity(fact.value), []).append(fact)
        return found

    def places(self, focus: str, path: str, value: str) -> list[tuple[str, int]]:
        """Files and lines behind a result: the claims that say it, else the row of the thing itself."""
        property_ = path.removeprefix(names.ONTOLOGY)
        saying = [
            fact
            for fact in self.facts.get(focus, [])
            if not path or (fact.property == property_ and (not value or value.endswith(fact.value)))
        ]
        own = self.rows.get(focus, [])
        rows: list[Claim | Entity] = [*saying] if saying and path else own
        if rows:
            return sorted({(row.file, row.line) for row in rows})
        for article in self.corpus.articles.values():
            if article.iri == focus:
                return [(article.file, article.line)]
        for entry in self.corpus.ledger:
            if entry.iri == focus:
                return [(entry.file, entry.line)]
        return [("ontology/tandem.ttl", 0)]


def anchors_line(article: str, verdicts: Counter[str]) -> str:
    """One line that counts the verdicts on the anchors of an article."""
    order = (evidence.EXACT, evidence.MOVED, evidence.TWICE, evidence.MISSING, evidence.UNCHECKED)
    parts = [f"{verdicts[kind]} {kind}" for kind in order if verdicts[kind]]
    return f"{article}: {sum(verdicts.values())} anchors: {', '.join(parts)}"
