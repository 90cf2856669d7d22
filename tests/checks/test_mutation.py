"""Planted mistakes are found: a sample of those of `make mutants`, and the harness itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from kgtools.errors import Finding
from tests.conftest import ROOT, copy_of_mini
from tests.mutation import __main__
from tests.mutation.judge import ELSEWHERE, EQUIVALENT, KILLED, SURVIVED, Bench, Result, chosen, run
from tests.mutation.project import Change, Edit, Project, Table, add, drop, set_, whole
from tests.mutation.registry import KINDS, Kind

STEP = 5  # one kind in so many is tried here, the whole with `make mutants`
SAMPLE = tuple(KINDS)[::STEP]


def test_a_sample_of_mistakes_is_found_at_its_place(articles: Path) -> None:
    results = list(run(ROOT, articles, SAMPLE, each=1, seed=1, jobs=1))
    assert {result.kind for result in results} == set(SAMPLE)
    assert [str(result) for result in results if __main__.unexplained(result)] == []
    killed = [result for result in results if result.verdict == KILLED]
    assert len(killed) > 0.75 * len(SAMPLE)
    assert all(result.by for result in killed)


def test_there_are_many_kinds_of_mistake_and_each_says_what_it_does() -> None:
    assert len(KINDS) > 100
    assert len({kind.what for kind in KINDS.values()}) == len(KINDS)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A bench for mistakes in the tiny project; it is whole again after each of them."""
    project, folder = copy_of_mini(tmp_path_factory.mktemp("project") / "mini"), tmp_path_factory.mktemp("bench")
    return Bench(Project(project, project / "articles"), project / "articles", folder)


def facts(bench: Bench) -> Table:
    return bench.project.tables["data/articles/short-note/facts.csv"]


def judged(bench: Bench, change: Change) -> Result:
    return bench.judge("test", 0, change)


def test_a_mistake_is_killed_only_at_its_own_row(bench: Bench) -> None:
    visit = next(row for row in facts(bench).rows if row["property"] == "visitor")
    result = judged(bench, set_(visit, value="state/ruritania"))
    assert (result.verdict, result.place) == (KILLED, f"{visit.file}:{visit.line}")
    assert result.by
    other = facts(bench).rows[-1]
    misplaced = Change("named at a wrong row", (other.place,), (Edit(visit.table, {visit: visit.having(value="x")}),))
    result = judged(bench, misplaced)
    assert result.verdict == ELSEWHERE
    assert f":{visit.line}:" in result.seen
    assert __main__.unexplained(result)


def test_what_no_check_sees_survives_and_needs_a_reason(bench: Bench) -> None:
    row = next(row for row in facts(bench).rows if row["property"] == "account")
    result = judged(bench, set_(row, value="Is fond of ships."))
    assert (result.verdict, result.reason) == (SURVIVED, "")
    assert __main__.unexplained(result)
    assert not __main__.unexplained(judged(bench, set_(row, "a curator's words", value="Is fond of ships.")))


def test_a_change_of_a_note_alone_is_equivalent(bench: Bench) -> None:
    assert judged(bench, set_(facts(bench).rows[0], note="Another note.")).verdict == EQUIVALENT


def test_the_project_is_whole_again_after_each_mistake(bench: Bench) -> None:
    before = {path: path.read_bytes() for path in (bench.folder / "data").rglob("*.csv")}
    row = facts(bench).rows[0]
    for change in (
        set_(row, value="x"),
        drop(row, "lost", []),
        add(row.table, row.having(id="f00"), "new"),
        whole(row.table, lambda content: content.replace(",", ";", 1), "a semicolon", 1),
    ):
        judged(bench, change)
        assert {path: path.read_bytes() for path in (bench.folder / "data").rglob("*.csv")} == before


def test_an_edit_leaves_every_other_row_byte_for_byte(bench: Bench) -> None:
    for table in bench.project.tables.values():
        if not table.file.endswith((".csv", ".tsv")) or not table.rows:
            continue
        row = table.rows[len(table.rows) // 2]
        (edit,) = set_(row, **{table.header[-1]: "new, with a comma"}).edits
        after = edit.apply(table.content).decode().splitlines(keepends=True)
        assert [*after[: row.line - 1], *after[row.line :]] == [*table.lines[: row.line - 1], *table.lines[row.last :]]
        (edit,) = drop(row, "lost", []).edits
        assert edit.apply(table.content).decode() == "".join(table.lines[: row.line - 1] + table.lines[row.last :])
        assert edit.apply(table.content) != table.content.encode()


def test_a_new_row_stands_in_its_place_and_its_line_is_known(bench: Bench) -> None:
    table = facts(bench)
    (edit,) = add(table, table.rows[0].having(id="f03a"), "new").edits
    after = edit.apply(table.content).decode()
    assert table.line_of(after, "f03a") == table.line_of(after, "f03") + 1 == table.line_of(after, "f04") - 1
    assert table.line_of(after, "f99") == 0


def test_the_same_seed_gives_the_same_mistakes(bench: Bench) -> None:
    name = "broken-link"
    reported = [change.what for change in chosen(bench.project, name, 4, seed=1)]
    assert reported == [change.what for change in chosen(bench.project, name, 4, seed=1)]
    assert reported != [change.what for change in chosen(bench.project, name, 4, seed=2)]
    assert len(reported) == 4


def test_findings_of_the_clean_project_do_not_kill(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Finding("f.csv", 3, "known", "x")
    monkeypatch.setattr(bench, "clean", Counter([("f.csv", "known", "x")]))
    assert bench.verdict([known], {("f.csv", 3)})[0] == SURVIVED
    assert bench.verdict([known, known], {("f.csv", 3)})[0] == KILLED


def test_the_report_shows_the_score_and_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = [
        Result("broken-link", 0, "a.csv:2", "x became y", KILLED, ("unknown entity",), "", ""),
        Result("broken-link", 1, "a.csv:3", "x became z", SURVIVED, (), "", "only reading tells"),
    ]
    monkeypatch.setattr(__main__, "run", lambda *_: iter(results))
    assert __main__.main(["--kind", "broken-link"]) == 0
    shown = capsys.readouterr().out
    assert "1 of 1 that a check can know are killed at their place: 100.0 %" in shown
    assert "a.csv:3: broken-link: x became z: only reading tells" in shown
    results.append(Result("broken-link", 2, "a.csv:4", "x became q", ELSEWHERE, ("c",), "b.csv:9: c", ""))
    assert __main__.main(["--kind", "broken-link"]) == 1
    assert "NO REASON [seen: b.csv:9: c]" in capsys.readouterr().out


def test_wrong_use_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--list"]) == 0
    assert "broken-link" in capsys.readouterr().out
    for arguments in (["--kind", "broken-lnk"], ["--each", "0"], ["--jobs", "0"]):
        with pytest.raises(SystemExit) as exit_:
            __main__.main(arguments)
        assert exit_.value.code == 2
    assert "did you mean 'broken-link'?" in capsys.readouterr().err


def test_every_kind_proposes_mistakes_for_the_real_project(articles: Path) -> None:
    project = Project(ROOT, articles)
    for name, kind in KINDS.items():
        assert isinstance(kind, Kind)
        assert next(kind.propose(project, Random(1)), None) is not None, name
