"""Mistakes in what became of targets: rows split, decisions without a ground, reasons lost, recommendations judged."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from kgtools.compare.targets import Targets
from tests.mutation.project import Change, Edit, Project, Row, add, drop, set_
from tests.mutation.registry import kind
from tests.mutation.things import claim_row

DECIDED = ("met", "missed", "disputed")


def rows(project: Project) -> list[Row]:
    return project.tables["data/outcomes.csv"].rows


@kind("target-told-apart")
def target_told_apart(project: Project, random: Random) -> Iterator[Change]:
    """A claim of a target told by several gets a row of its own."""
    targets = Targets(project.corpus, project.ontology)
    for row in rows(project):
        told = row["told_by"].split()
        keys = [targets.key(project.corpus.by_key[key]) for key in told]
        for place, key in enumerate(told):
            if len(told) > 1:
                own = row.having(id=f"{key.replace('/', '-')}-apart", told_by=key, decided_by="", outcome="open")
                rest = row.having(told_by=" ".join(other for other in told if other != key))
                joined = keys.count(keys[place]) > 1
                reason = "" if joined else "that claims of several things tell one target is a curator's reading"
                edit = Edit(row.table, {row: rest}, (own,))
                places = (row.place, (row.file, own[0]), claim_row(project, key).place)
                yield Change(f"{key} taken out of {row.id}", places, (edit,), reason)


@kind("target-lost", elsewhere="a row that is gone has no line; the claims that tell the target are named")
def target_lost(project: Project, random: Random) -> Iterator[Change]:
    """A target gets lost in a merge."""
    for row in rows(project):
        places = [claim_row(project, key).place for key in row["told_by"].split()]
        yield drop(row, f"{row.id} lost", [*places, *project.missed(row)])


@kind("decision-without-a-claim")
def decision_without_a_claim(project: Project, random: Random) -> Iterator[Change]:
    """A target is told as met or missed though no claim is named that says so: a decision that rests on silence."""
    for row in rows(project):
        if row["outcome"] in DECIDED:
            yield set_(row, decided_by="")
        else:
            yield set_(row, outcome=random.choice(DECIDED), decided_by="")


@kind("reason-of-an-outcome-lost")
def reason_of_an_outcome_lost(project: Project, random: Random) -> Iterator[Change]:
    """Nothing says why a target is decided, or what is missing for a decision."""
    for row in rows(project):
        yield set_(row, explanation="")


@kind("decided-by-a-plan")
def decided_by_a_plan(project: Project, random: Random) -> Iterator[Change]:
    """A plan or a target is named as what decides one."""
    for row in rows(project):
        yield set_(row, decided_by=" ".join([*row["decided_by"].split(), row["told_by"].split()[0]]))


@kind("figure-decides-untold")
def figure_decides_untold(project: Project, random: Random) -> Iterator[Change]:
    """The explanation of a decided target no longer gives the numbers that decide it."""
    for row in rows(project):
        figures = [key for key in row["decided_by"].split() if "/n" in key]
        if row["outcome"] in DECIDED and figures:
            yield set_(row, explanation="Nothing in print decides between what the articles say of it.")


@kind("recommendation-with-an-outcome")
def recommendation_with_an_outcome(project: Project, random: Random) -> Iterator[Change]:
    """What somebody recommends is given an outcome, as if it had been expected."""
    for row in project.claims("opinions"):
        if row["stance"] == "recommending":
            table = project.tables["data/outcomes.csv"]
            cells = (
                row.key.replace("/", "-"),
                row.key,
                "unknowable",
                "",
                "The article gives neither measure nor term.",
            )
            yield add(table, cells, f"{row.key} with an outcome", [row.place])
