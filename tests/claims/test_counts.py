"""The accepted counts tell when a row got lost or came in twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.checks import completeness
from kgtools.claims import reader
from kgtools.claims.model import count
from kgtools.errors import Finding


def counted(project: Path, change: tuple[str, str] | None = None) -> list[Finding]:
    """The findings on a project whose counts were accepted, then changed."""
    held = count(reader.load(project, ontology.load(project)))
    content = "what,number\n" + "".join(f"{what},{number}\n" for what, number in held.items())
    path = project / "data" / "counts.csv"
    if not path.exists():
        path.write_text(content.replace(*change) if change else content, encoding="utf-8")
    return list(completeness.counts(reader.load(project, ontology.load(project)), project))


def test_a_project_without_accepted_counts_is_not_counted(mini: Path) -> None:
    assert list(completeness.counts(reader.load(mini, ontology.load(mini)), mini)) == []


def test_accepted_counts_agree(mini: Path) -> None:
    assert counted(mini) == []


def test_a_lost_row_is_reported(mini: Path) -> None:
    assert counted(mini) == []
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith("f15")), encoding="utf-8")
    reported = [str(finding) for finding in counted(mini)]
    assert len(reported) == 3
    assert reported[0].startswith("data/counts.csv:4: the tables hold another number of facts; found 18; expected 19; ")
    assert "short-note facts asserted; found 15; expected 16" in reported[1]
    assert "short-note stated; found 21; expected 22" in reported[2]


@pytest.mark.parametrize(
    ("change", "reported"),
    [
        (("facts,19", "fact,19"), "the tables hold facts, which were not counted before; found 19; expected 0"),
        (("articles,1", "articles"), "wrong number of cells"),
        (("what,number", "what,count"), "unknown column"),
    ],
)
def test_a_damaged_table_of_counts_is_reported(mini: Path, change: tuple[str, str], reported: str) -> None:
    assert any(reported in str(finding) for finding in counted(mini, change))
