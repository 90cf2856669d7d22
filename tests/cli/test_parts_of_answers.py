"""Parts of long answers: --limit and --offset take rows as readers count them, or rows of SPARQL for programs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

QUESTION = "documents-signed"
FACTS = "SELECT ?claim ?property { ?claim a t:Fact ; rdf:predicate ?property } ORDER BY ?claim"
TYPED = "CONSTRUCT { ?claim a t:Fact } WHERE { ?claim a t:Fact }"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))[1:]


def test_parts_of_rows_put_together_are_the_whole(kgtools: Run) -> None:
    whole = rows(kgtools("query", QUESTION, "--format", "csv", cwd=ROOT).stdout)
    assert len(whole) > 7
    found = []
    for offset in range(0, len(whole), 5):
        done = kgtools("query", QUESTION, "--format", "csv", "--limit", "5", "--offset", str(offset), cwd=ROOT)
        some = rows(done.stdout)
        assert done.stderr.strip().endswith(f"shown: {offset + 1}–{offset + len(some)} of {len(whole)}")
        found += some
    assert found == whole
    rest = kgtools("query", QUESTION, "--format", "csv", "--offset", "3", cwd=ROOT)
    assert rows(rest.stdout) == whole[3:]
    behind = kgtools("query", QUESTION, "--format", "csv", "--offset", str(len(whole)), cwd=ROOT)
    assert (behind.returncode, rows(behind.stdout)) == (0, [])
    assert f"shown: none of {len(whole)}" in behind.stderr


def test_a_part_on_a_terminal_has_the_evidence_of_its_rows_alone(kgtools: Run) -> None:
    whole, part = (
        kgtools("query", QUESTION, "--evidence", *more, cwd=ROOT, columns=120).stdout for more in ((), ("--limit", "1"))
    )
    assert len(part) < len(whole) / 3
    assert "[1]" in part


@pytest.mark.parametrize("evidence", [(), ("--evidence",)])
def test_programs_get_rows_of_sparql(kgtools: Run, tmp_path: Path, evidence: tuple[str, ...]) -> None:
    file = tmp_path / "facts.rq"
    file.write_text(FACTS)
    whole, part = (
        json.loads(kgtools("query", file, "--format", "json", *evidence, *more, cwd=ROOT).stdout)
        for more in ((), ("--limit", "4", "--offset", "2"))
    )
    assert part["results"]["bindings"] == whole["results"]["bindings"][2:6]
    assert part["head"] == whole["head"]
    if evidence:
        assert part["evidence"] == whole["evidence"][2:6]
    else:
        assert kgtools("query", file, "--format", "xml", "--limit", "4", cwd=ROOT).stdout.count("<result>") == 4


def test_triples_are_parted_too(kgtools: Run, tmp_path: Path) -> None:
    file = tmp_path / "typed.rq"
    file.write_text(TYPED)
    whole, part = (
        kgtools("query", file, "--format", "ntriples", *more, cwd=ROOT).stdout.splitlines()
        for more in ((), ("--limit", "3", "--offset", "1"))
    )
    assert part == whole[1:4]


@pytest.mark.parametrize(
    ("sparql", "format_", "said"),
    [
        ("ASK { ?claim a t:Fact }", "table", "this is answered with yes or no"),
        ("ASK { ?claim a t:Fact }", "json", "this is answered with yes or no"),
        (FACTS + " LIMIT 9", "json", "ends in a LIMIT, OFFSET or VALUES of its own; change it there"),
        (FACTS + " OFFSET 9", "xml", "ends in a LIMIT, OFFSET or VALUES of its own; change it there"),
        (FACTS + " } ", "json", "own.rq:1:87: this is not SPARQL"),
    ],
)
def test_what_has_no_parts_says_so_in_a_line(
    kgtools: Run, tmp_path: Path, sparql: str, format_: str, said: str
) -> None:
    file = tmp_path / "own.rq"
    file.write_text(sparql)
    done = kgtools("query", file, "--format", format_, "--limit", "2", cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
