"""Plants mistakes one by one into a copy of the project and sees what the checks say."""

from __future__ import annotations

import gc
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.checks import check
from kgtools.checks.changes import State
from kgtools.checks.locate import checked_by
from kgtools.claims import reader
from kgtools.errors import DataError, Finding
from kgtools.graph import statements
from tests.mutation import facts, figures, outcomes, things, weighing  # noqa: F401 - they enter the kinds
from tests.mutation.project import Change, Project
from tests.mutation.registry import KINDS

KILLED, ELSEWHERE, SURVIVED, EQUIVALENT = "killed", "seen elsewhere", "survived", "equivalent"


@dataclass(frozen=True)
class Result:
    """What became of a mutant: the verdict, the checks that saw it, and why none could where it is known."""

    kind: str
    number: int
    place: str
    what: str
    verdict: str
    by: tuple[str, ...]
    seen: str
    reason: str


def chosen(project: Project, name: str, each: int, seed: int) -> list[Change]:
    """So many mutants of a kind, the same ones for the same seed and data."""
    random = Random(f"{seed} {name}")
    proposed = list(KINDS[name].propose(project, random))
    return random.sample(proposed, min(each, len(proposed)))


class Bench:
    """A copy of the project in which one mistake after the other is planted."""

    def __init__(self, project: Project, articles: Path | None, folder: Path) -> None:
        self.project, self.articles, self.folder = project, articles, folder
        shutil.copytree(project.root / "data", folder / "data")
        for name in ("ontology", "queries"):
            (folder / name).symlink_to(project.root / name)
        self.state = State(folder, articles)
        self.clean = Counter(map(_sign, self.state.report().findings))
        self.meaning = _meaning(folder, project)

    def judge(self, name: str, number: int, change: Change) -> Result:
        changed: dict[str, bytes] = {}
        for edit in change.edits:
            before = changed.get(edit.table.file, edit.table.content.encode()).decode()
            changed[edit.table.file] = edit.apply(before)
        places = set()
        for file, place in change.places:
            if isinstance(place, str):
                after = changed.get(file, self.project.tables[file].content.encode()).decode(errors="replace")
                place = self.project.tables[file].line_of(after, place)
            places.add((file, place))
        try:
            for file, content in changed.items():
                (self.folder / file).write_bytes(content)
            findings = self.findings(changed)
            verdict, by, seen = self.verdict(findings, places)
            if verdict == SURVIVED and self.same():
                verdict = EQUIVALENT
        finally:
            for file in changed:
                (self.folder / file).write_text(self.project.tables[file].content, encoding="utf-8")
        return Result(name, number, change.at, change.what, verdict, by, seen, change.reason)

    def findings(self, changed: Iterable[str]) -> list[Finding]:
        """What the checks say of the project with some files changed.

        Checking the changes alone gives what a whole check gives (tests/checks/test_check.py), ten times as
        quickly. What `article.yaml` tells of the copies of an article is read only at the start.
        """
        if not all(file.endswith(".csv") for file in changed):
            return check.check(self.folder, self.articles).findings
        try:
            self.state.update()
        except DataError as error:
            return checked_by(error.findings, "table")
        return self.state.report().findings

    def verdict(self, findings: Sequence[Finding], places: set[tuple[str, int]]) -> tuple[str, tuple[str, ...], str]:
        left = self.clean.copy()
        new = []
        for finding in findings:
            if left[_sign(finding)]:
                left[_sign(finding)] -= 1
            else:
                new.append(finding)
        right = [finding for finding in new if (finding.file, finding.line) in places]
        if right:
            return KILLED, tuple(dict.fromkeys(map(_check, right))), ""
        if new:
            return ELSEWHERE, tuple(dict.fromkeys(map(_check, new))), str(new[0])
        return SURVIVED, (), ""

    def same(self) -> bool:
        try:
            return _meaning(self.folder, self.project) == self.meaning
        except DataError:
            return False


def _sign(finding: Finding) -> tuple[str, str, str]:
    """What makes two findings the same although lines have moved."""
    return finding.file, finding.message, finding.actual


def _check(finding: Finding) -> str:
    """The check that found it: its name if it has one, else the first words of what it says."""
    return str(getattr(finding, "check", "")) or " ".join(finding.message.split()[:6])


def _meaning(root: Path, project: Project) -> frozenset[ox.Quad]:
    """The graph of a folder without the notes of curators."""
    note = namespaces.term("curatorNote")
    corpus = reader.load(root, project.ontology)
    found = statements.quads(corpus, project.ontology)
    return frozenset(quad for quad in found if quad.predicate.value != note)


_bench: Bench
_folder: TemporaryDirectory[str]
_chosen: dict[str, list[Change]]


def _start(root: Path, articles: Path | None, names_: Sequence[str], each: int, seed: int) -> None:
    """Set a worker process up: its own copy of the project."""
    global _bench, _folder, _chosen
    gc.set_threshold(50_000, 20, 50)  # the project is a million objects that live long
    project = Project(root, articles)
    _folder = TemporaryDirectory(prefix="mutants-")
    _bench = Bench(project, articles, Path(_folder.name))
    _chosen = {name: chosen(project, name, each, seed) for name in names_}


def _judge(task: tuple[str, int]) -> Result | None:
    name, number = task
    changes = _chosen[name]
    return _bench.judge(name, number, changes[number]) if number < len(changes) else None


def run(root: Path, articles: Path | None, names_: Sequence[str], each: int, seed: int, jobs: int) -> Iterator[Result]:
    """Judge so many mutants of each kind in several processes."""
    tasks = [(name, number) for name in names_ for number in range(each)]
    setup = (root, articles, names_, each, seed)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, setup) as pool:
        for result in pool.map(_judge, tasks):
            if result is not None:
                yield result
