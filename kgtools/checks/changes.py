"""Checking only what a change touches: against a state of the project before, or whenever a table is saved."""

from __future__ import annotations

import gc
import subprocess
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools import languages, layout, ontology, rereading
from kgtools.alike import without
from kgtools.articles import copies
from kgtools.articles.anchors import Anchor
from kgtools.checks import anchors, check, locate
from kgtools.checks.check import Report
from kgtools.checks.shapes import load_shapes, refusals_as_findings
from kgtools.claims import reader
from kgtools.claims.acceptance import not_accepted
from kgtools.claims.model import Corpus
from kgtools.claims.model import Mapping as MappingRow
from kgtools.compare import alignment
from kgtools.differing import differing
from kgtools.errors import DataError, Finding, UsageError
from kgtools.graph import statements
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same, of_ids
from kgtools.shacl.incremental import IncrementalValidation, evaluate_change
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.sparql.running import LIMIT

# By kind, by article for claims and what is said of each, and by id.
Items = dict[str, Mapping[str, Mapping[str, statements.Item]]]


def items(corpus: Corpus, rows: statements.Rows) -> Items:
    """Everything that gives quads: every row, and where each claim stands among the others."""
    return {
        "entity": {"": without(corpus.entities, "line")},
        "article": {"": corpus.articles},
        "claim": corpus.by_key.parts,
        "entry": {"": of_ids(corpus.disagreements)},
        "target": {"": of_ids(tuple(rows.targets()))},
        "mapping": {"": _mappings(corpus.mappings)},
        "withdrawn": {"": of_ids(corpus.withdrawn)},
        "text": {"": rows.translated()},
        "support": rows.supports(),
    }


@for_the_same(4)
def _mappings(rows: tuple[MappingRow, ...]) -> dict[str, MappingRow]:
    return {f"{row.subject} {row.predicate} {row.object}": row for row in rows}


def changed(old: Corpus, new: Corpus, before: Items, after: Items) -> set[tuple[str, str]]:
    """What may give other quads in two states of the tables, by kind and id."""
    found: set[tuple[str, str]] = set()
    for kind in after:
        for piece in differing(before[kind], after[kind]):  # what was not read or made again is the very same
            was, now = before[kind].get(piece, {}), after[kind].get(piece, {})
            found |= {(kind, key) for key in _different(was, now)}
    held = not_accepted(old) ^ not_accepted(new)
    found |= {("claim", key) for key in held}
    articles = {identifier for kind, identifier in found if kind == "article"}
    found |= {("claim", claim.key) for article in articles for claim in new.by_article.get(article, ())}
    if old.printed is not new.printed:
        names = differing(old.printed, new.printed)
        found |= {("entity", name) for name in names if old.printed.get(name) != new.printed.get(name)}
    return found


def _different(was: Mapping[str, statements.Item], now: Mapping[str, statements.Item]) -> Iterator[str]:
    """The ids of items of which one piece says something else than another."""
    for key in differing(was, now):
        one, item = was.get(key), now.get(key)
        if one is None or item is None or (one != item and not _differ_in_line(one, item)):
            yield key


def _differ_in_line(one: Any, other: Any) -> bool:
    """Whether two rows say the same on different lines."""
    return type(one) is type(other) and hasattr(one, "line") and bool(replace(one, line=other.line) == other)


class _Given:
    """What the rows of a corpus give: its copied runs, its writer of quads, and everything that gives quads."""

    def __init__(self, corpus: Corpus, terms: Ontology) -> None:
        self.corpus = corpus
        self.runs = alignment.runs(corpus, terms)
        self.rows = statements.Rows(corpus, terms, self.runs)
        self.items = items(corpus, self.rows)

    def item(self, kind: str, key: str) -> statements.Item | None:
        """What gives quads, if it is there."""
        pieces = self.items[kind]
        return pieces.get("" if "" in pieces else key.partition("/")[0], {}).get(key)


def difference(old: _Given, new: _Given) -> tuple[set[tuple[str, str]], Counter[ox.Quad], Counter[ox.Quad]]:
    """What changed, by kind and id, and the quads that it gave before and gives now, as often as it gives them."""
    keys = changed(old.corpus, new.corpus, old.items, new.items)
    before, after = (
        Counter(quad for key in keys if (item := given.item(*key)) for quad in given.rows.quads(item))
        for given in (old, new)
    )
    return keys, before - after, after - before


class State:
    """The project as it was last read, with everything needed to check the next state quickly.

    `limit` is how many seconds a rule may take. Raises DataError if the tables cannot be read at the start.
    """

    def __init__(self, root: Path, articles: Path | None, limit: float = LIMIT) -> None:
        self.root = root
        self.terms = ontology.load(root)
        self.corpus = reader.load(root, self.terms)
        self.shapes = load_shapes(root)
        self.copies, self.of_copies = anchors.copies_in(articles, self.corpus)
        self.verdicts: dict[tuple[str, Anchor], copies.Verdict] = {}
        self.giving = _Given(self.corpus, self.terms)
        # How many rows give a quad: it leaves the graph with the last of them.
        self.given = Counter(self.terms.quads)
        for pieces in self.giving.items.values():
            for item in (item for piece in pieces.values() for item in piece.values()):
                self.given.update(self.giving.rows.quads(item))
        self.sound = True  # whether the results are those of the tables
        with refusals_as_findings():
            self.validation = IncrementalValidation(self.shapes, self.given, limit)

    def update(self) -> None:
        """Read the tables again and evaluate what the changes can affect. Raises DataError for unreadable tables."""
        corpus = reader.load(self.root, self.terms)
        giving = _Given(corpus, self.terms)
        _, before, after = difference(self.giving, giving)
        self.corpus, self.giving = corpus, giving
        self.given.subtract(before)
        self.given.update(after)
        gone = {quad for quad in before if self.given[quad] <= 0}
        for quad in gone:
            del self.given[quad]
        new = {quad for quad in after if self.given[quad] == after[quad]}
        self.sound = False
        with refusals_as_findings():
            self.validation.update(gone, new)
        self.sound = True

    def report(self) -> Report:
        """Everything that is wrong now."""
        counted, found = check.check_texts(self.root, self.corpus.claims, self.corpus, self.copies, self.verdicts)
        texts = (counted, self.of_copies + found)
        results = self.validation.by_shape.values()
        return check.gather(self.corpus, self.terms, self.shapes, results, texts, self.giving.runs)


def since(root: Path, revision: str, articles: Path | None, limit: float = LIMIT) -> Report:
    """Check what the rows changed since a revision can affect, and report on nothing else.

    What was wrong before is left out, on whatever line it stands now. A change of the ontology or the shapes affects
    everything. Raises UsageError if git does not know the revision or the project.
    """
    with tempfile.TemporaryDirectory() as folder:
        old_root = Path(folder)
        checkout(root, revision, old_root, "--since")
        if any((old_root / name).read_bytes() != (root / name).read_bytes() for name in _ontology(root, old_root)):
            return check.check(root, articles, limit=limit)
        try:
            terms = ontology.load(root)
            corpus = reader.load(root, terms)
        except DataError as error:
            return check.unreadable(error, root)
        try:
            old = reader.load(old_root, terms)
        except DataError:  # nothing to compare with
            return check.check(root, articles, limit=limit)
    shapes = load_shapes(root)
    earlier, giving = _Given(old, terms), _Given(corpus, terms)
    keys, before, after = difference(earlier, giving)
    index = GraphIndex(statements.quads(corpus, terms, giving.runs), limit)
    with refusals_as_findings():
        affected = [found for _, (_, pairs) in evaluate_change(shapes, index, {*before, *after}) for _, found in pairs]
    copies, of_copies = anchors.copies_in(articles, corpus)
    touched = {key for kind, key in keys if kind == "claim"}
    claims = [claim for claim in corpus.claims if claim.key in touched]
    counted, of_texts = check.check_texts(root, claims, corpus, copies)
    known = Counter(map(_anywhere, check.gather(old, terms, shapes, [], ({}, []), earlier.runs).findings))
    results = locate.by_shape(affected)
    report = check.gather(corpus, terms, shapes, results, (counted, of_copies + of_texts), giving.runs)
    report.findings = [finding for finding in report.findings if not _taken(_anywhere(finding), known)]
    return report


def _anywhere(finding: Finding) -> Finding:
    """What a finding says, on whatever line: rows above may have come or gone."""
    return replace(finding, line=0)


def _taken(finding: Finding, known: Counter[Finding]) -> bool:
    """Whether a finding was there before; each of them counts once."""
    known[finding] -= 1
    return known[finding] >= 0


def _ontology(*roots: Path) -> set[str]:
    """The files of the ontology and the shapes in any of some projects; a missing one is written empty."""
    found = {path.relative_to(root).as_posix() for root in roots for path in (root / "ontology").rglob("*.ttl")}
    for name in found:
        path = roots[-1] / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return {name for name in found if (roots[0] / name).exists()}


def checkout(root: Path, revision: str, folder: Path, asked_by: str) -> None:
    """Write data and ontology of a project as they were at a revision into a folder.

    Raises UsageError, which begins with the option or argument that asks, if git does not know the revision.
    """
    there = _git(root, revision, asked_by, "ls-tree", "--name-only", f"{revision}:./").decode().splitlines()
    wanted = [name for name in ("data", "ontology") if name in there]  # a project may have no terms of its own
    packed = _git(root, revision, asked_by, "archive", "--format=tar", f"{revision}:./", *wanted)
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        # Before 3.11.4 there is none; a tree of git has nothing below its links, nor above its root.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(folder)


def _git(root: Path, revision: str, asked_by: str, *command: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *command], capture_output=True, check=False)
    except OSError:
        raise UsageError(f"{asked_by} {revision}: this needs git, which is not to be found; install it") from None
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(
            f"{asked_by} {revision}: {why[0] if why else 'git cannot read it'}; name a commit, tag or branch"
        )
    return done.stdout


def _part(stamps: object) -> object:
    return stamps[0] if isinstance(stamps, tuple) else None


# -- checking again whenever a table is saved ------------------------------------------------------

_PAUSE = 0.2  # seconds between two looks at the files, at least
_IDLE = 9  # times as long as a look takes


def watch(root: Path, articles: Path | None, report: Callable[[Report], None], limit: float = LIMIT) -> None:
    """Check, and check again at every change of the tables, until Ctrl-C."""
    state: State | None = None
    seen: object = None
    try:
        while True:
            begun = time.perf_counter()
            with rereading.at_once():
                now = _stamps(root)
                looked = time.perf_counter()
                if now != seen:
                    if state is None or not state.sound or _part(now) != _part(seen):
                        state = _begin(root, articles, report, limit)
                    else:
                        _go_on(state, report)
                    taken = time.perf_counter() - begun
                    print(f"checked in {taken:.2f} s; waiting for changes (Ctrl-C ends)", flush=True)
                    seen = now
            time.sleep(max(_PAUSE, _IDLE * (looked - begun)))
    except KeyboardInterrupt:
        return


def _begin(root: Path, articles: Path | None, report: Callable[[Report], None], limit: float) -> State | None:
    """Check a project from the start; None if it cannot be read."""
    try:
        state = State(root, articles, limit)
    except DataError as error:
        report(check.unreadable(error, root))
        return None
    report(state.report())
    gc.freeze()  # most of this stays; to look through it for garbage at every save would take longer than the check
    return state


def _go_on(state: State, report: Callable[[Report], None]) -> None:
    """Check what has changed."""
    try:
        state.update()
    except DataError as error:
        report(check.unreadable(error, state.root))
    else:
        report(state.report())


def _stamps(root: Path) -> tuple[tuple[object, ...], ...]:
    """What lies where a check reads, and what tells one state of it from another: ontology and shapes, and the rest."""
    of_terms = chain.from_iterable(map(rereading.folders, layout.ontology_folders(root)))
    told = [(str(path), _digest(path)) for path in (root / layout.PROJECT, *languages.own(root))]
    tables = ((folder.path, folder.shown) for folder in rereading.folders(root / "data"))
    return tuple((folder.path, folder.shown) for folder in of_terms), (*told, *tables)


def _digest(path: Path) -> bytes:
    try:
        return rereading.digest(path)
    except DataError:  # it is not there, or replaced at this very moment
        return b""
