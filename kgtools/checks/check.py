"""The checks: anchors against copies of the articles, shapes against the graph, the list of disagreements.

Everything found wrong is a `Finding` that names the file and line of the row at fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kgtools import ontology
from kgtools.articles import copies
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy, read_copies
from kgtools.checks import accepted_warnings, counts, locate, passages, printed_terms, translations
from kgtools.checks.anchors import check_anchors, identities
from kgtools.checks.shapes import as_data_error, load_shapes
from kgtools.claims import reader
from kgtools.claims.model import Claim, Corpus
from kgtools.compare import disagreements, outcomes
from kgtools.errors import DataError, Finding
from kgtools.graph import statements
from kgtools.ontology import Ontology
from kgtools.shacl import validator
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes import Shapes, ShapesError


@dataclass
class Report:
    """The outcome of a check: what to report, accepted warnings, verdicts by article, and the results of shapes."""

    findings: list[Finding] = field(default_factory=list)
    anchors: dict[str, Counter[str]] = field(default_factory=dict)
    accepted: list[Finding] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


# Checks that compare claims with each other and with the list of disagreements, on the corpus as a whole.
OF_THE_CORPUS: tuple[Callable[[Corpus, Ontology], Iterable[Finding]], ...] = (
    disagreements.findings,
    outcomes.findings,
    printed_terms.unknown,
    translations.findings,
)


def check(root: Path, articles: Path | None = None, reference: bool = False) -> Report:
    """Run every check on a project; `articles` is a folder of copies, under any file names.

    Data that cannot be read give findings too; the checks that need them are then left out. With
    `reference` the shapes are run by pySHACL. Raises DataError for shapes that cannot be evaluated.
    """
    try:
        terms = ontology.load(root)
        corpus = reader.load(root, terms)
    except DataError as error:
        return Report(locate.checked_by(error.findings, "table"))
    copies = read_copies(articles, identities(corpus)) if articles else {}
    shapes = load_shapes(root)
    quads = set(statements.quads(corpus, terms))
    if reference:
        from kgtools.shacl.pyshacl_reference import evaluate, to_rdflib

        try:
            results = evaluate(shapes, to_rdflib(statements.default(quads)))
        except ShapesError as error:
            raise as_data_error(error) from None
    else:
        results = list(validator.results(shapes, GraphIndex(quads)))
    return gather(corpus, terms, shapes, results, check_texts(root, corpus.claims, corpus, copies))


def gather(
    corpus: Corpus,
    terms: Ontology,
    shapes: Shapes,
    results: list[Result],
    anchors: tuple[dict[str, Counter[str]], list[Finding]],
) -> Report:
    """A report of everything found, sorted, with the accepted warnings apart."""
    found = [*anchors[1], *locate.of_results(results, shapes, corpus)]
    for rule in OF_THE_CORPUS:
        found.extend(rule(corpus, terms))
    reported, accepted = accepted_warnings.separate(found, corpus)
    return Report(reported, anchors[0], accepted, sorted(results, key=Result.order))


def check_texts(
    root: Path,
    claims: Iterable[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], copies.Verdict] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Compare some claims with the texts: anchors, and what passages print. And compare the counts of the project."""
    chosen = list(claims)
    counted, found = check_anchors(chosen, corpus, copies, verdicts)
    found += locate.checked_by(passages.findings(corpus, copies, chosen), "passage")
    found += printed_terms.findings(corpus, copies, chosen)
    return counted, found + locate.checked_by(counts.findings(corpus, root), "counts")
