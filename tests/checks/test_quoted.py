"""Files of proposals hold quotes: the check refuses them among the tables and among what git tracks."""

from __future__ import annotations

import subprocess
from pathlib import Path

from kgtools.checks import changes
from kgtools.checks.evidence import quoted
from tests.conftest import Run

FILE = (
    '{{"record":"run","format":"tandem-proposals/1","article":"{}","reader":{{"kind":"person","name":"x"}}}}\n'
    '{{"record":"empty","quotes":[{{"exact":"Good luck to all"}}],"why":"courtesy"}}\n'
)


def test_a_file_of_proposals_among_the_tables_is_found_and_told_by_the_check(mini: Path, kgtools: Run) -> None:
    assert list(quoted.findings(mini)) == []
    for place in ("data/p.jsonl", "data/articles/short-note/.proposals", "data/entities/places.json"):
        (mini / place).write_text(FILE.format("elsewhere"), encoding="utf-8")
        found = list(quoted.findings(mini))
        assert [finding.file for finding in found] == [place]
        (mini / place).unlink()
    (mini / "data" / "articles" / "short-note" / "p.jsonl").write_text(FILE.format("short-note"), encoding="utf-8")
    done = kgtools("check", "--root", mini)
    assert done.returncode == 1
    assert "data/articles/short-note/p.jsonl:1: a file of proposals in the project; move it out" in done.stdout


def test_what_git_tracks_may_quote_no_article_of_the_project(mini: Path) -> None:
    for name, article in (("mine.jsonl", "short-note"), ("example.jsonl", "made-up"), ("free.jsonl", "short-note")):
        (mini / name).write_text(FILE.format(article), encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(mini)], check=True)
    subprocess.run(["git", "-C", str(mini), "add", "mine.jsonl", "example.jsonl"], check=True)
    assert [finding.file for finding in quoted.findings(mini)] == ["mine.jsonl"]


def test_a_check_of_what_has_changed_looks_for_them_too(mini: Path, kgtools: Run) -> None:
    git = ["git", "-C", str(mini), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    assert kgtools("check", "--root", mini, "--since", "HEAD").returncode == 0
    state = changes.State(mini, None)
    assert state.report().findings == []
    (mini / "mine.jsonl").write_text(FILE.format("short-note"), encoding="utf-8")
    subprocess.run([*git, "add", "mine.jsonl"], check=True)
    state.update()
    assert [finding.file for finding in state.report().findings] == ["mine.jsonl"]
    done = kgtools("check", "--root", mini, "--since", "HEAD")
    assert done.returncode == 1
    assert "mine.jsonl:1: a file of proposals in the project; move it out" in done.stdout
    (mini / "data" / "disagreements.csv").write_text("id\n", encoding="utf-8")  # cannot be read
    assert "mine.jsonl:1: a file of proposals" in kgtools("check", "--root", mini, "--since", "HEAD").stdout
