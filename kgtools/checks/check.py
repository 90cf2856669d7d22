"""The checks: anchors against copies of the articles, shapes against the graph, the list of disagreements.

Everything found wrong is a `Finding` that names the file and line of the row at fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kgtools import ontology
from kgtools.articles import copies
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.checks import completeness, heads, locate, passages, printed_terms, things
from kgtools.checks.anchors import check_anchors, copies_in
from kgtools.checks.evidence import quoted, stored
from kgtools.checks.passages import printed_names, translations
from kgtools.checks.shapes import load_shapes, refusals_as_findings
from kgtools.claims import reader
from kgtools.claims.model import AcceptedWarning, Article, Claim, Corpus, Disagreement, Entity
from kgtools.compare import alignment, disagreements, outcomes
from kgtools.compare.alignment import Run
from kgtools.errors import DataError, Finding
from kgtools.graph import statements
from kgtools.ontology import Ontology
from kgtools.shacl import validator
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.sparql.running import LIMIT


@dataclass
class Report:
    """The outcome of a check: what to report, accepted warnings, verdicts by article, and the results of shapes."""

    findings: list[Finding] = field(default_factory=list)
    anchors: dict[str, Counter[str]] = field(default_factory=dict)
    accepted: list[Finding] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


# Checks of the corpus as a whole, beside that of the list of disagreements.
OF_THE_CORPUS: tuple[Callable[[Corpus, Ontology], Iterable[Finding]], ...] = (
    outcomes.findings,
    printed_terms.unknown,
    printed_names.stale,
    translations.findings,
    completeness.translated,
    completeness.read,
    completeness.published,
    completeness.own_terms,
    things.findings,
)


def check(
    root: Path, articles: Path | None = None, reference: bool = False, limit: float = LIMIT
) -> Report:  # fmt: skip
    """Run every check on a project; `articles` is a folder of copies, under any file names.

    Data that cannot be read give findings too; the checks that need them are then left out. With
    `reference` the shapes are run by pySHACL. Raises DataError for shapes that cannot be evaluated, or for a
    rule that takes more than `limit` seconds.
    """
    try:
        terms = ontology.load(root)
        corpus = reader.load(root, terms)
    except DataError as error:
        return unreadable(error, root)
    copies, of_copies = copies_in(articles, corpus)
    shapes = load_shapes(root)
    runs = alignment.runs(corpus, terms)
    quads = set(statements.quads(corpus, terms, runs))
    if reference:
        from kgtools.shacl.pyshacl_reference import evaluate, to_rdflib

        with refusals_as_findings():
            results = evaluate(shapes, to_rdflib(statements.default(quads)))
    else:
        with refusals_as_findings():
            results = list(validator.results(shapes, GraphIndex(quads, limit)))
    counted, of_texts = check_texts(root, corpus.claims, corpus, copies)
    return gather(corpus, terms, shapes, results, (counted, of_copies + of_texts), runs)


def unreadable(error: DataError, root: Path) -> Report:
    """What cannot be read in tables, and which of their rows have changed since somebody held them against print.

    Files that quote articles are told whatever the tables hold.
    """
    found = [*locate.checked_by(error.findings, "table"), *quoted.findings(root)]
    if isinstance(error, reader.UnreadableTablesError):
        broken = {finding.file for finding in found}
        changed = completeness.read(error.corpus)
        found += [finding for finding in changed if finding.line or finding.file not in broken]
    return Report(sorted(found))


def gather(
    corpus: Corpus,
    terms: Ontology,
    shapes: Shapes,
    results: list[Result],
    anchors: tuple[dict[str, Counter[str]], list[Finding]],
    runs: Sequence[Run],
) -> Report:
    """A report of everything found, sorted, with the accepted warnings apart."""
    found = [*anchors[1], *locate.of_results(results, shapes, corpus, terms)]
    found.extend(disagreements.findings(corpus, terms, runs))
    for rule in OF_THE_CORPUS:
        found.extend(rule(corpus, terms))
    reported, accepted = separate(found, corpus)
    return Report(reported, anchors[0], accepted, sorted(results, key=Result.order))


def check_texts(
    root: Path,
    claims: Iterable[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], copies.Verdict] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Compare some claims with the texts, or with what is stored of them: anchors, and what passages print.

    And look whether the project holds files that quote articles.
    """
    chosen = list(claims)
    verdicts = {} if verdicts is None else verdicts
    tables, found = stored.tables(root, corpus)
    listed = {article: table.passages for article, table in tables.items()}
    counted, of_anchors = check_anchors(chosen, corpus, copies, verdicts, listed)
    found += of_anchors
    found += locate.checked_by(passages.findings(corpus, copies, chosen), "passage")
    found += locate.checked_by(stored.findings(tables, corpus, copies, chosen, verdicts), "passage")
    found += heads.findings(corpus, copies)
    found += printed_names.findings(corpus, copies, verdicts)
    found += printed_terms.findings(corpus, copies, chosen)
    found += quoted.findings(root)
    return counted, found


# -- accepted warnings ------------------------------------------------------------------------------


def separate(findings: Iterable[Finding], corpus: Corpus) -> tuple[list[Finding], list[Finding]]:
    """Part findings into those to report and the warnings that a curator has accepted.

    An accepted warning that no longer occurs is reported on its own row, as is one that accepts a
    violation: what is wrong must be corrected.
    """
    rows = {(file, line): identifier for file, line, identifier in _rows(corpus)}
    accepting = {(entry.check, entry.table, entry.row): entry for entry in corpus.accepted_warnings}
    idle = dict.fromkeys(corpus.accepted_warnings, "no such warning occurs any more")
    reported, accepted = [], []
    for finding in findings:
        entry = accepting.get((finding.check, finding.file, rows.get((finding.file, finding.line), "")))
        if entry is None:
            reported.append(finding)
        elif finding.severity == "violation":
            reported.append(finding)
            idle[entry] = "a violation cannot be accepted"
        else:
            accepted.append(finding)
            idle.pop(entry, None)
    reported.extend(_idle(entry, why) for entry, why in idle.items())
    return sorted(reported), sorted(accepted)


def _idle(entry: AcceptedWarning, why: str) -> Finding:
    hint = "correct the data and remove the row" if "cannot" in why else "remove the row"
    actual = f"{entry.check} on {entry.row} of {entry.table}"
    return Finding(entry.file, entry.line, why, actual, hint=hint, check="accepted-warning")


def _rows(corpus: Corpus) -> Iterator[tuple[str, int, str]]:
    """File, line and id of every row that a finding can be about."""
    rows: tuple[Entity | Claim | Article | Disagreement, ...]
    rows = (*corpus.entities.values(), *corpus.claims, *corpus.articles.values(), *corpus.disagreements)
    yield from ((row.file, row.line, row.id) for row in rows)
    yield from ((mapping.file, mapping.line, mapping.subject) for mapping in corpus.mappings)
