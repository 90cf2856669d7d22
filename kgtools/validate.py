"""The checks: anchors against copies of the articles, shapes against the graph, the ledger.

Everything found wrong is a `Finding` that names the file and line of the row at fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kgtools import corpus as reading
from kgtools import counts, evidence, findings, graph, passages, vocabulary
from kgtools.claims import Anchor, Claim, Corpus
from kgtools.compare import ledger, outcomes
from kgtools.errors import DataError, Finding
from kgtools.evidence import Copy, Known
from kgtools.shapes import engine
from kgtools.shapes import reading as shapes_
from kgtools.shapes.data import Data
from kgtools.shapes.engine import Result
from kgtools.shapes.reading import Shapes
from kgtools.vocabulary import Vocabulary


@dataclass
class Report:
    """The outcome of a check: what to report, accepted warnings, verdicts by article, and the results of shapes."""

    findings: list[Finding] = field(default_factory=list)
    anchors: dict[str, Counter[str]] = field(default_factory=dict)
    accepted: list[Finding] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    shapes: Shapes | None = None


# Checks that compare claims with each other and with the ledger, on the corpus as a whole.
OF_THE_CORPUS: tuple[Callable[[Corpus, Vocabulary], Iterable[Finding]], ...] = (ledger.findings, outcomes.findings)


def check(root: Path, articles: Path | None = None, reference: bool = False) -> Report:
    """Run every check on a house; `articles` is a folder of copies, under any file names.

    Data that cannot be read give findings too; the checks that need them are then left out. With
    `reference` the shapes are run by pySHACL. Raises DataError for shapes that cannot be evaluated.
    """
    try:
        terms = vocabulary.load(root)
        corpus = reading.load(root, terms)
    except DataError as error:
        return Report(findings.checked_by(error.findings, "table"))
    copies = evidence.read_copies(articles, known(corpus)) if articles else {}
    shapes = shapes_.load(root)
    quads = set(graph.quads(corpus, terms))
    if reference:
        from kgtools.shapes import reference as pyshacl

        results = pyshacl.evaluate(shapes, pyshacl.to_rdflib(graph.default(quads)))
    else:
        data = Data(quads)
        results = [result for shape in shapes.targeted for result in run(shape, data)]
    return gather(corpus, terms, shapes, results, check_texts(root, corpus.claims, corpus, copies))


def run(shape: shapes_.Shape, data: Data) -> Iterator[Result]:
    """The results of a shape for all its focus nodes."""
    return (result for _, result in engine.evaluate(shape, data, data.targets(shape.targets)))


def gather(
    corpus: Corpus,
    terms: Vocabulary,
    shapes: Shapes,
    results: list[Result],
    anchors: tuple[dict[str, Counter[str]], list[Finding]],
) -> Report:
    """A report of everything found, sorted, with the accepted warnings apart."""
    found = [*anchors[1], *findings.of_results(results, shapes, corpus)]
    for check_ in OF_THE_CORPUS:
        found.extend(check_(corpus, terms))
    reported, accepted = findings.sort_out(found, corpus)
    return Report(reported, anchors[0], accepted, sorted(results, key=Result.order), shapes)


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


def check_texts(
    root: Path,
    claims: Iterable[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], evidence.Verdict] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Compare some claims with the texts: anchors, and what passages print. And compare the counts of the house."""
    told = list(claims)
    counted, found = check_anchors(told, corpus, copies, verdicts)
    found += findings.checked_by(passages.findings(corpus, copies, told), "passage")
    return counted, found + findings.checked_by(counts.findings(corpus, root), "counts")


def check_anchors(
    claims: Iterable[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], evidence.Verdict] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Judge the anchors of some claims; missing, found twice, or moved within the very text are findings.

    `verdicts` may hold those on the same copies from before, and takes the new ones.
    """
    verdicts = {} if verdicts is None else verdicts
    counts: dict[str, Counter[str]] = {article: Counter() for article in corpus.articles}
    found = []
    advice = "write it anew with kgtools anchor"
    for claim in claims:
        if claim.anchor is None or claim.article not in counts:
            continue
        copy = copies.get(claim.article)
        key = (claim.article, claim.anchor)
        verdict = verdicts.get(key) or verdicts.setdefault(key, evidence.judge(copy, claim.anchor))
        counts[claim.article][verdict.kind] += 1
        places = ", ".join(f"{start}-{end}" for start, end in verdict.places)
        here = f"{claim.anchor.start}-{claim.anchor.end} {claim.anchor.print}"
        what, expected, mend = "", "", advice
        if verdict.kind == evidence.MISSING:
            what = "the fingerprint matches no passage of the article"
        elif verdict.kind == evidence.TWICE:
            what = f"the anchor is not at its place and its fingerprint matches {len(verdict.places)} passages"
            expected, mend = f"one of {places}", advice + " and more words"
        elif verdict.kind == evidence.MOVED and copy is not None and copy.same:
            what, expected = "the anchor points to another place than its fingerprint", places
        if what:
            found.append(Finding(claim.file, claim.line, what, here, expected, mend, check="anchor"))
    return counts, found


def anchors_line(article: str, verdicts: Counter[str]) -> str:
    """One line that counts the verdicts on the anchors of an article."""
    order = (evidence.EXACT, evidence.MOVED, evidence.TWICE, evidence.MISSING, evidence.UNCHECKED)
    parts = [f"{verdicts[kind]} {kind}" for kind in order if verdicts[kind]]
    return f"{article}: {sum(verdicts.values())} anchors: {', '.join(parts)}"
