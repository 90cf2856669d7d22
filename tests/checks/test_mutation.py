"""Planted mistakes are found: a sample of those of `make mutants`, and the harness itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from kgtools.errors import Finding
from tests.conftest import ROOT, copy_of_mini
from tests.mutation import __main__
from tests.mutation.judge import (
    ELSEWHERE,
    EQUIVALENT,
    KILLED,
    READING,
    SURVIVED,
    WITH,
    WITHOUT,
    Bench,
    Result,
    Verdict,
    chosen,
    run,
)
from tests.mutation.project import Change, Edit, Project, Table, add, drop, many, set_, whole
from tests.mutation.registry import KINDS, Kind

STEP = 36  # one kind in so many is tried here, the whole with `make mutants`
SAMPLE = tuple(KINDS)[::STEP]


def test_a_sample_of_mistakes_is_found_at_its_place(articles: Path) -> None:
    results = list(run(ROOT, articles, SAMPLE, each=1, seed=1, jobs=1))
    assert {result.kind for result in results} == set(SAMPLE)
    assert [str(result) for result in results if __main__.unexplained(result, WITH)] == []
    unexplained = [str(result) for result in results if __main__.unexplained(result, WITHOUT)]
    assert len(unexplained) <= len(SAMPLE) // 5, unexplained
    killed = [result.verdicts[WITHOUT] for result in results if __main__.killed(result, WITHOUT)]
    assert len(killed) > 0.6 * len(SAMPLE)
    assert all(verdict.by for verdict in killed)


def test_there_are_many_kinds_of_mistake_and_each_says_what_it_does() -> None:
    assert len(KINDS) > 340
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
    assert result.place == f"{visit.file}:{visit.line}"
    for verdict in result.verdicts.values():
        assert verdict.outcome == KILLED
        assert verdict.by
    other = facts(bench).rows[-1]
    misplaced = Change("named at a wrong row", (other.place,), (Edit(visit.table, {visit: visit.having(value="x")}),))
    result = judged(bench, misplaced)
    assert result.verdicts[WITHOUT].outcome == ELSEWHERE
    assert f":{visit.line}:" in result.verdicts[WITHOUT].seen
    assert __main__.unexplained(result, WITHOUT)


def test_what_no_check_sees_survives_and_needs_a_reason(bench: Bench) -> None:
    row = next(row for row in facts(bench).rows if row["property"] == "account")
    result = judged(bench, set_(row, value="Is fond of ships."))
    assert (result.verdicts[WITHOUT].outcome, result.reason) == (SURVIVED, "")
    assert __main__.unexplained(result, WITHOUT)
    result = judged(bench, set_(row, "a curator's words", value="Is fond of ships."))
    assert not __main__.unexplained(result, WITHOUT)


def test_a_reading_finds_what_nothing_else_does_and_knows_every_row(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(row for row in facts(bench).rows if row["property"] == "account")
    change = set_(row, "a curator's words", value="Is fond of ships.")
    read = [Finding(row.file, row.line, "the row has changed since it was read", check=READING)]
    monkeypatch.setattr(bench, "findings", lambda _: read)
    result = judged(bench, change)
    assert result.verdicts[WITH] == Verdict(KILLED, (READING,))
    assert result.verdicts[WITHOUT] == Verdict(SURVIVED)
    read.clear()
    assert __main__.unexplained(judged(bench, change), WITH), "no reason excuses a reading"


def test_what_changes_nothing_that_is_said_is_equivalent(bench: Bench) -> None:
    table = facts(bench)
    upside_down = "".join([table.lines[0], *reversed(table.lines[1:])])
    assert judged(bench, whole(table, lambda _: upside_down, "sorted", 0)).verdicts[WITHOUT].outcome == EQUIVALENT
    noted = judged(bench, set_(table.rows[0], note="Another note."))
    assert noted.verdicts[WITHOUT].outcome != EQUIVALENT


def test_a_check_that_breaks_has_found_nothing_and_the_next_mistake_is_judged(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = next(row for row in facts(bench).rows if row["property"] == "visitor")
    with monkeypatch.context() as broken:
        broken.setattr(bench, "findings", lambda _: [][0])
        result = judged(bench, set_(visit, value="state/ruritania"))
    assert result.verdicts[WITH].outcome == SURVIVED
    assert "IndexError" in result.verdicts[WITH].seen
    assert judged(bench, set_(visit, value="state/ruritania")).verdicts[WITH].outcome == KILLED


def test_cells_of_several_rows_change_at_once_and_each_may_be_named(bench: Bench) -> None:
    first, second, third = facts(bench).rows[:3]
    (change,) = many({first: {"note": "x"}, second: {"note": second["note"]}, third: {"note": "y"}}, "noted")
    assert change.places == ((first.file, first.line), (third.file, third.line))
    assert list(change.edits[0].rows) == [first, third]
    assert list(many({first: {"note": first["note"]}}, "nothing")) == []
    assert first.beside(1) == second
    assert first.beside(-1) is None


def test_who_names_a_row_that_is_gone_is_a_place(bench: Bench) -> None:
    entry = bench.project.disagreements[0]
    key = entry["claims"].split()[0]
    row = next(row for row in bench.project.claims("figures") + facts(bench).rows if row.key == key)
    assert entry.place in bench.project.missed(row)
    assert entry.place not in bench.project.missed()


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
    assert bench.verdict([known], {("f.csv", 3)}).outcome == SURVIVED
    assert bench.verdict([known, known], {("f.csv", 3)}).outcome == KILLED


def test_the_report_shows_the_score_and_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def result(place: str, what: str, reason: str, read: Verdict, unread: Verdict) -> Result:
        return Result("broken-link", 0, place, what, reason, {WITH: read, WITHOUT: unread})

    found = Verdict(KILLED, ("table",))
    results = [
        result("a.csv:2", "x became y", "", found, found),
        result("a.csv:3", "x became z", "only reading tells", found, Verdict(SURVIVED)),
    ]
    monkeypatch.setattr(__main__, "run", lambda *_: iter(results))
    assert __main__.main(["--kind", "broken-link"]) == 0
    shown = capsys.readouterr().out
    assert "with the readings: 2 at its row, 0 elsewhere, 0 survived: 100.0 of 100 at their rows" in shown
    assert "without the readings: 1 at its row, 0 elsewhere, 1 survived: 50.0 of 100 at their rows" in shown
    assert "only reading tells" not in shown
    assert __main__.main(["--kind", "broken-link", "--without-readings"]) == 0
    assert "a.csv:3: broken-link: x became z: only reading tells" in capsys.readouterr().out
    elsewhere = Verdict(ELSEWHERE, ("c",), "b.csv:9: c")
    results.append(result("a.csv:4", "x became q", "", found, elsewhere))
    assert __main__.main(["--kind", "broken-link"]) == 0
    assert __main__.main(["--kind", "broken-link", "--without-readings"]) == 1
    assert "NO REASON [seen: b.csv:9: c]" in capsys.readouterr().out
    results.append(result("a.csv:5", "x became r", "only reading tells", elsewhere, elsewhere))
    assert __main__.main(["--kind", "broken-link"]) == 1, "a reading knows it"


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
