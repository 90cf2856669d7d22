"""The checks: anchors against copies of the articles, shapes against the graph, the list of disagreements.

Everything found wrong is a `Finding` that names the file and line of the row at fault.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

import msgspec
import pyoxigraph as ox

from kgtools import files, layout, ontology, projects
from kgtools.articles import copies
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.checks import completeness, heads, locate, passages, printed_terms, things
from kgtools.checks.anchors import check_anchors, copies_in
from kgtools.checks.evidence import quoted, stored
from kgtools.checks.passages import printed_names, translations
from kgtools.checks.shapes import load_shapes, refusals_as_findings
from kgtools.claims import reader
from kgtools.claims.cells import Cells
from kgtools.claims.model import AcceptedWarning, Article, Claim, Corpus, Disagreement, Entity
from kgtools.compare import alignment, disagreements, outcomes
from kgtools.compare.alignment import Run
from kgtools.errors import DataError, Finding, in_order
from kgtools.graph import statements
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, forget, values
from kgtools.shacl import validator
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.sparql.running import LIMIT

Tell = Callable[[object, int, int], None]  # takes what is looked at, how much of it is done, and of how much
TABLES, GRAPH, SHAPES, PASSAGES, ROWS = "tables read", "graph", "shapes", "passages", "rows beside each other"
_MANY = 16  # articles from which on a second process is worth its start
_HELP = "import sys; from kgtools.checks.check import help_with; help_with(sys.argv[1])"


def _keep() -> None:
    pass


def _silent(_what: object, _done: int, _of: int) -> None:
    pass


@dataclass
class Report:
    """The outcome of a check: what to report, accepted warnings, verdicts by article, and the results of shapes.

    Findings are sorted; results, of which few ask, come in any order.
    """

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


def _of_the_corpus(corpus: Corpus, terms: Ontology, tell: Tell = _silent) -> list[Finding]:
    """What the checks of the corpus as a whole find."""
    found: list[Finding] = []
    for number, rule in enumerate(OF_THE_CORPUS, 1):
        found += rule(corpus, terms)
        tell(ROWS, number, len(OF_THE_CORPUS))
    return found


def check(
    root: Path, articles: Path | None = None, reference: bool = False, limit: float = LIMIT, tell: Tell = _silent,
    once: bool = False,
) -> Report:  # fmt: skip
    """Run every check on a project; `articles` is a folder of copies, under any file names.

    Data that cannot be read give findings too; the checks that need them are then left out. With
    `reference` the shapes are run by pySHACL. `tell` is told how far the check is. Who checks but `once` spares the
    memory of what a next check would look at again. Raises DataError for shapes that cannot be evaluated, or for a rule
    that takes more than `limit` seconds.
    """
    for part in (TABLES, GRAPH, SHAPES, PASSAGES, ROWS):
        tell(part, 0, 1)
    large = _is_large(root)
    sparing = once and large and articles is None  # translations are held against copies of articles
    with _beside(root, tell) if large else nullcontext(partial(_of_the_corpus, tell=tell)) as of_the_corpus:
        try:
            terms = ontology.load(root)
            corpus = _spared(root, terms) if sparing else reader.load(root, terms)
        except DataError as error:
            return unreadable(error, root)
        tell(TABLES, 1, 1)
        let_go = _let_go if sparing else _keep
        let_go()
        copies, of_copies = copies_in(articles, corpus)
        shapes = load_shapes(root)
        runs = alignment.runs(corpus, terms)
        let_go()
        counted, of_texts = check_texts(root, corpus.claims, corpus, copies)
        found = [*of_copies, *of_texts, *disagreements.findings(corpus, terms, runs)]
        tell(PASSAGES, 1, 1)
        let_go()
        cells = Cells(root, terms, keeps_rows=False)
        if sparing:
            quads = statements.streamed(corpus, cells, runs, tell=partial(tell, GRAPH))
        else:
            quads = statements.quads(corpus, terms, runs, tell=partial(tell, GRAPH))
        results = _results(shapes, quads, reference, limit, tell, let_go)
        if cells.findings:  # in the translations, which were read only now: look at all that cannot be read
            return check(root, articles, reference, limit, tell)
        found += locate.of_results(locate.by_shape(results), shapes, corpus, terms)
        reported, accepted = separate(found + of_the_corpus(corpus, terms), corpus)
        return Report(reported, counted, accepted, results)


def _let_go() -> None:
    """Give up what is remembered, and the memory that is free: the C library of Linux keeps it for itself."""
    forget()
    with suppress(OSError, AttributeError, TypeError):  # other systems have no such function
        ctypes.CDLL(None).malloc_trim(0)


def _spared(root: Path, terms: Ontology) -> Corpus:
    """A corpus without translations and the rows as they are typed, at which another process looks.

    Raises DataError with all that is wrong in the tables.
    """
    with suppress(DataError):
        return reader.load(root, terms, known={}, checks=True)
    return reader.load(root, terms)


def _results(
    shapes: Shapes, quads: Iterable[ox.Quad], reference: bool, limit: float, tell: Tell, let_go: Callable[[], None]
) -> list[Result]:  # fmt: skip
    """The results of all shapes over a graph, which is in memory for as long as they are looked for."""
    with refusals_as_findings():
        if reference:
            from kgtools.shacl.pyshacl_reference import evaluate, to_rdflib

            return evaluate(shapes, to_rdflib(statements.default(quads)))
        index = GraphIndex(quads, limit, shapes.ask)
        tell(GRAPH, 1, 1)
        let_go()
        return _evaluated(shapes, index, tell)


def _evaluated(shapes: Shapes, index: GraphIndex, tell: Tell) -> list[Result]:
    """The results of all shapes."""
    found: list[Result] = []
    number = len(shapes.targeted)
    for done, (_, results) in enumerate(validator.by_shape(shapes, index), 1):
        found += (result for _, result in results)
        tell(SHAPES, done, number)
    return found


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
    results: Collection[Same[Result]],
    anchors: tuple[dict[str, Counter[str]], list[Finding]],
    runs: Sequence[Run],
) -> Report:
    """A report of everything found, sorted, with the accepted warnings apart; results are given by shape."""
    found = [*anchors[1], *locate.of_results(results, shapes, corpus, terms)]
    found.extend(disagreements.findings(corpus, terms, runs))
    found.extend(_of_the_corpus(corpus, terms))
    reported, accepted = separate(found, corpus)
    return Report(reported, anchors[0], accepted, [*chain.from_iterable(results)])


# -- the corpus checked beside the graph ---------------------------------------------------------------


def _is_large(root: Path) -> bool:
    """Whether there are so many articles that another process makes the checks of the corpus."""
    return len(files.article_folders(root)) >= _MANY and (os.cpu_count() or 1) > 1


@contextmanager
def _beside(root: Path, tell: Tell) -> Iterator[Callable[[Corpus, Ontology], list[Finding]]]:
    """What gives the findings of the checks of the corpus, which another process makes.

    That process reads the tables itself, and knows nothing of the program that this one runs.
    """
    helper = subprocess.Popen(
        [sys.executable, "-c", _HELP, str(root)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=layout.importing(),
    )  # fmt: skip
    assert helper.stdout is not None
    with helper.stdout, ThreadPoolExecutor(1) as pool:
        told = pool.submit(_told, helper.stdout, tell)

        def found(_: Corpus, terms: Ontology) -> list[Finding]:
            by_helper = told.result()
            return _of_the_corpus(reader.load(root, terms), terms, tell) if by_helper is None else by_helper

        try:
            yield found
        finally:
            helper.kill()
            helper.wait()


def _told(lines: IO[bytes], tell: Tell) -> list[Finding] | None:
    """The findings that another process tells, a line for each rule; None if it ends before the last."""
    found: list[Finding] = []
    number = 0
    with suppress(msgspec.MsgspecError):  # a line that is cut off
        for number, line in enumerate(lines, 1):
            found += msgspec.json.decode(line, type=list[Finding])
            tell(ROWS, number, len(OF_THE_CORPUS))
    return found if number == len(OF_THE_CORPUS) else None


def help_with(root: str) -> None:
    """Check the corpus of a project as a whole, for another process: a line for each rule."""
    import gc

    gc.disable()  # as that process does
    projects.use(Path(root))
    terms = ontology.load(Path(root))
    corpus = reader.load(Path(root), terms)
    _let_go()  # this process is asked once
    for rule in OF_THE_CORPUS:
        sys.stdout.buffer.write(msgspec.json.encode(list(rule(corpus, terms))) + b"\n")
        sys.stdout.buffer.flush()
        _let_go()


# -- passages -----------------------------------------------------------------------------------------


def check_texts(
    root: Path,
    claims: Collection[Claim],
    corpus: Corpus,
    copies: Mapping[str, Copy],
    verdicts: dict[tuple[str, Anchor], copies.Verdict] | None = None,
) -> tuple[dict[str, Counter[str]], list[Finding]]:
    """Compare some claims with the texts, or with what is stored of them: anchors, and what passages print.

    And look whether the project holds files that quote articles.
    """
    verdicts = {} if verdicts is None else verdicts
    tables, found = stored.tables(root, corpus)
    listed = {article: table.passages for article, table in tables.items()}
    counted, of_anchors = check_anchors(claims, corpus, copies, verdicts, listed)
    found += of_anchors
    found += locate.checked_by(passages.findings(corpus, copies, claims), "passage")
    found += locate.checked_by(stored.findings(tables, corpus, copies, claims, verdicts), "passage")
    found += heads.findings(corpus, copies)
    found += printed_names.findings(corpus, copies, verdicts)
    found += printed_terms.findings(corpus, copies, claims)
    found += quoted.findings(root)
    return counted, found


# -- accepted warnings ------------------------------------------------------------------------------


def separate(findings: Iterable[Finding], corpus: Corpus) -> tuple[list[Finding], list[Finding]]:
    """Part findings into those to report and the warnings that a curator has accepted.

    An accepted warning that no longer occurs is reported on its own row, as is one that accepts a
    violation: what is wrong must be corrected.
    """
    if not corpus.accepted_warnings:
        return sorted(findings, key=in_order), []
    accepting = {(entry.check, entry.table, entry.row): entry for entry in corpus.accepted_warnings}
    asked = {(entry.check, entry.table) for entry in corpus.accepted_warnings}
    rows = _rows(corpus, frozenset(table for _, table in asked))
    idle = dict.fromkeys(corpus.accepted_warnings, "no such warning occurs any more")
    reported, accepted = [], []
    for finding in findings:
        entry = None
        if (finding.check, finding.file) in asked:
            row = rows.get((finding.file, finding.line), "")
            entry = accepting.get((finding.check, finding.file, row))
        if entry is None:
            reported.append(finding)
        elif finding.severity == "violation":
            reported.append(finding)
            idle[entry] = "a violation cannot be accepted"
        else:
            accepted.append(finding)
            idle.pop(entry, None)
    reported.extend(_idle(entry, why) for entry, why in idle.items())
    return sorted(reported, key=in_order), sorted(accepted, key=in_order)


def _idle(entry: AcceptedWarning, why: str) -> Finding:
    hint = "correct the data and remove the row" if "cannot" in why else "remove the row"
    actual = f"{entry.check} on {entry.row} of {entry.table}"
    return Finding(entry.file, entry.line, why, actual, hint=hint, check="accepted-warning")


def _rows(corpus: Corpus, tables: frozenset[str]) -> dict[tuple[str, int], str]:
    """The id of every row of some tables that a finding can be about, by file and line."""
    found: dict[tuple[str, int], str] = {}
    if not tables:
        return found
    found |= _ids(values(corpus.entities), tables)
    for claims in corpus.by_article.values():
        found |= _ids(claims, tables)
    found |= _ids(tuple(corpus.articles.values()), tables)
    found |= _ids(corpus.disagreements, tables)
    return found | {(row.file, row.line): row.subject for row in corpus.mappings}


@for_the_same(8192)
def _ids(
    rows: tuple[Entity | Claim | Article | Disagreement, ...], tables: frozenset[str]
) -> dict[tuple[str, int], str]:
    return {(row.file, row.line): row.id for row in rows if row.file in tables}
