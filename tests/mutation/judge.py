"""Plants mistakes one by one into a copy of the project and sees what the checks say."""

from __future__ import annotations

import gc
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from kgtools import projects
from kgtools.articles.copies import read_copies
from kgtools.checks import anchors, check
from kgtools.checks.changes import State
from kgtools.claims.model import Corpus
from kgtools.errors import DataError, Finding
from tests.mutation import facts, figures, outcomes, slips, things, weighing  # noqa: F401 - they enter the kinds
from tests.mutation.project import Change, Project
from tests.mutation.registry import KINDS

KILLED, ELSEWHERE, SURVIVED, EQUIVALENT = "at its row", "elsewhere", "survived", "equivalent"
# What is known: that every row was read as it stands (the tables of readings), or only what each row says.
WITH, WITHOUT = "with the readings", "without the readings"
READING = "reading"  # the check of the readings


@dataclass(frozen=True)
class Verdict:
    """What the checks made of a mutant: whether it was found, by which checks, and the first finding elsewhere."""

    outcome: str
    by: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True)
class Result:
    """What became of a mutant with the readings and without them, and why none can know it without, if so."""

    kind: str
    number: int
    place: str
    what: str
    reason: str
    verdicts: Mapping[str, Verdict]


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
        for name in ("languages", "ontology", "queries", "project.yaml"):
            (folder / name).symlink_to(project.root / name)
        self.state = State(folder, articles)
        self.clean = Counter(map(_sign, self.state.report().findings))
        self.corpus = self.state.corpus
        self.readable = True  # whether the last mutant could be read

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
            verdicts = self.verdicts(changed, places)
        finally:
            for file in changed:
                (self.folder / file).write_text(self.project.tables[file].content, encoding="utf-8")
        return Result(name, number, change.at, change.what, change.reason, verdicts)

    def verdicts(self, changed: Iterable[str], places: set[tuple[str, int]]) -> dict[str, Verdict]:
        """What is found at its places with the readings and without them."""
        try:
            findings = self.findings(changed)
        except Exception as error:  # a check that breaks has found nothing and told nobody
            self.state = State(self.project.root, self.articles)  # the clean project, for the copy is still faulty
            self.state.root = self.folder
            broken = Verdict(SURVIVED, (), f"a check broke: {error!r}")
            return {WITH: broken, WITHOUT: broken}
        verdicts = {
            WITH: self.verdict(findings, places),
            WITHOUT: self.verdict([one for one in findings if one.check != READING], places),
        }
        survived = SURVIVED in (verdict.outcome for verdict in verdicts.values())
        if survived and self.readable and _say_the_same(self.state.corpus, self.corpus):
            return {WITH: Verdict(EQUIVALENT), WITHOUT: Verdict(EQUIVALENT)}
        return verdicts

    def findings(self, changed: Iterable[str]) -> list[Finding]:
        """What the checks say of the project with some files changed.

        Checking the changes alone gives what a whole check gives (tests/checks/test_check.py), ten times as
        quickly. Which copy is of which article is known from `article.yaml`, so copies are read again for it.
        """
        state = self.state
        self.readable = True
        try:
            state.update()
        except DataError as error:
            self.readable = False
            return check.unreadable(error, self.folder).findings
        if self.articles is None or not any(file.endswith(".yaml") for file in changed):
            return state.report().findings
        before = state.copies, state.verdicts
        state.copies, state.verdicts = read_copies(self.articles, anchors.identities(state.corpus)), {}
        found = state.report().findings
        state.copies, state.verdicts = before
        return found

    def verdict(self, findings: Sequence[Finding], places: set[tuple[str, int]]) -> Verdict:
        left = self.clean.copy()
        new = []
        for finding in findings:
            if left[_sign(finding)]:
                left[_sign(finding)] -= 1
            else:
                new.append(finding)
        right = [finding for finding in new if (finding.file, finding.line) in places]
        if right:
            return Verdict(KILLED, tuple(dict.fromkeys(map(_check, right))))
        if new:
            return Verdict(ELSEWHERE, tuple(dict.fromkeys(map(_check, new))), str(new[0]))
        return Verdict(SURVIVED)


def _sign(finding: Finding) -> tuple[str, str, str]:
    """What makes two findings the same although lines have moved."""
    return finding.file, finding.message, finding.actual


def _check(finding: Finding) -> str:
    """The check that found it: its name if it has one, else the first words of what it says."""
    return str(getattr(finding, "check", "")) or " ".join(finding.message.split()[:6])


def _say_the_same(one: Corpus, other: Corpus) -> bool:
    """Whether two corpora say the same, wherever in its table a row stands."""
    pairs = ((getattr(one, part.name), getattr(other, part.name)) for part in fields(Corpus))
    return all(mine == theirs or _without_lines(mine) == _without_lines(theirs) for mine, theirs in pairs)


def _without_lines(said: object) -> str:
    return re.sub(r"\bline=[0-9]+", "", repr(said))


_bench: Bench
_folder: TemporaryDirectory[str]
_chosen: dict[str, list[Change]]


def _start(root: Path, articles: Path | None, names_: Sequence[str], each: int, seed: int) -> None:
    """Set a worker process up: its own copy of the project."""
    global _bench, _folder, _chosen
    gc.set_threshold(50_000, 20, 50)  # the project is a million objects that live long
    projects.use(root)
    project = Project(root, articles)
    _folder = TemporaryDirectory(prefix="mutants-")
    _bench = Bench(project, articles, Path(_folder.name))
    _chosen = {name: chosen(project, name, each, seed) for name in names_}


def _judge(task: tuple[str, int]) -> Result | None:
    name, number = task
    changes = _chosen[name]
    return _bench.judge(name, number, changes[number]) if number < len(changes) else None


def run(root: Path, articles: Path | None, names_: Sequence[str], each: int, seed: int, jobs: int) -> Iterator[Result]:
    """Judge so many mutants of each kind in several processes, or with one job in this one."""
    tasks = [(name, number) for number in range(each) for name in names_]
    setup = (root, articles, names_, each, seed)
    if jobs == 1:
        _start(*setup)
        with _folder:
            yield from filter(None, map(_judge, tasks))
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, setup) as pool:
        for result in pool.map(_judge, tasks):
            if result is not None:
                yield result
