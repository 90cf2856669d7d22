"""A row that was read is told when it changes, a new one until it is read, and one that is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.checks import check, completeness
from kgtools.claims import reader
from kgtools.claims.model import Corpus
from kgtools.curation import readings
from kgtools.errors import Finding, UsageError
from tests.conftest import Run

FACTS = "data/articles/short-note/facts.csv"
READ = "data/articles/short-note/readings.csv"


def corpus(project: Path) -> Corpus:
    return reader.load(project, ontology.load(project))


def mark(project: Path, *chosen: str, by: str = "ada", number: int | None = None) -> None:
    readings.write(project, readings.note(corpus(project), chosen, by, number))


@pytest.fixture
def read(mini: Path) -> Path:
    """The tiny project, all of whose rows two readers have read."""
    for by in ("ada", "bob"):
        mark(mini, "data", by=by)
    return mini


def found(project: Path) -> list[Finding]:
    return list(completeness.read(corpus(project), ontology.load(project)))


def rewrite(project: Path, before: str, after: str, file: str = FACTS) -> None:
    path = project / file
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, before
    path.write_text(content.replace(before, after), encoding="utf-8")


def lines(project: Path, file: str = FACTS) -> list[str]:
    return (project / file).read_text(encoding="utf-8").splitlines(keepends=True)


def line_of(project: Path, identifier: str, file: str = FACTS) -> int:
    return next(number for number, line in enumerate(lines(project, file), 1) if line.startswith(f"{identifier},"))


def test_a_project_that_records_no_reading_is_asked_for_none(mini: Path) -> None:
    assert found(mini) == []
    assert len(list(completeness.unread(corpus(mini)))) == len(corpus(mini).typed) > 40


def test_what_two_have_read_has_no_finding(read: Path) -> None:
    assert found(read) == list(completeness.unread(corpus(read))) == []
    assert all(one.unread == one.once == 0 < one.twice == one.rows for one in readings.progress(corpus(read)))


def test_inserting_a_row_and_the_order_of_columns_change_no_reading(read: Path) -> None:
    header, *rows = lines(read)
    new = rows[-1].replace("f", "f9", 1)
    reordered = "".join([header, *reversed(rows), new])
    (read / FACTS).write_text(reordered, encoding="utf-8")
    assert [finding.line for finding in found(read)] == [len(rows) + 2]


@pytest.mark.parametrize("column", ["when", "modality", "note", "start"])
def test_any_changed_cell_is_told_at_its_row(read: Path, column: str) -> None:
    header, *rows = lines(read)
    cells = rows[3].rstrip("\n").split(",")
    place = header.rstrip("\n").split(",").index(column)
    cells[place] = {"when": "2001", "modality": "denied", "note": "other", "start": "1"}[column]
    (read / FACTS).write_text("".join([header, *rows[:3], ",".join(cells) + "\n", *rows[4:]]), encoding="utf-8")
    told = found(read)
    assert [(finding.file, finding.line, finding.severity) for finding in told] == [(FACTS, 5, "warning")]
    assert "has changed since bob read it" in told[0].message
    assert f"kgtools readings {FACTS}:5 --reader" in told[0].hint


def test_cells_that_slipped_to_another_row_are_named(read: Path) -> None:
    header, *rows = lines(read)
    one, other = (row.split(",", 1) for row in rows[2:4])
    moved = [f"{one[0]},{other[1]}", f"{other[0]},{one[1]}"]
    (read / FACTS).write_text("".join([header, *rows[:2], *moved, *rows[4:]]), encoding="utf-8")
    told = [finding for finding in found(read) if finding.file == FACTS]
    assert [finding.line for finding in told] == [4, 5]
    assert f"it holds what '{other[0]}' held" in told[0].message
    assert f"it holds what '{one[0]}' held" in told[1].message


def test_a_new_row_is_told_until_it_is_read_twice(read: Path) -> None:
    with (read / FACTS).open("a", encoding="utf-8") as file:
        file.write(lines(read)[-1].replace("f", "f9", 1))
    (told,) = found(read)
    assert "nobody has read the row; it repeats or replaces 'f" in told.message
    mark(read, f"{told.file}:{told.line}")
    (told,) = found(read)
    assert "only ada has read the row" in told.message
    mark(read, f"{told.file}:{told.line}", by="bob")
    assert found(read) == []


def test_a_lost_row_is_told_where_it_is_remembered_until_it_is_forgotten(read: Path) -> None:
    place = line_of(read, "facts.csv,f15", READ)
    (read / FACTS).write_text("".join(line for line in lines(read) if not line.startswith("f15,")), encoding="utf-8")
    (told,) = found(read)
    assert (told.file, told.line, told.actual) == (READ, place, "'f15'")
    assert f"a row of {FACTS} that bob read is lost" in told.message
    readings.write(read, readings.forget(corpus(read), [f"{READ}:{place}"]))
    assert found(read) == []


def test_a_row_under_another_id_is_told_as_such(read: Path) -> None:
    rewrite(read, "\nf15,", "\nf95,")
    new, gone = sorted(found(read))
    assert (new.file, new.line) == (FACTS, line_of(read, "f95"))
    assert "it repeats or replaces 'f15'" in new.message
    assert (gone.file, gone.actual) == (READ, "'f15'")
    assert "its cells now stand under 'f95'" in gone.message


def test_a_folder_that_has_lost_its_table_of_readings_is_told_in_one_line(read: Path) -> None:
    (read / READ).unlink()
    (told,) = found(read)
    assert (told.file, told.line) == (READ, 0)
    assert "no reading of the" in told.message


def test_an_article_that_is_being_entered_is_asked_for_nothing_but_is_listed(mini: Path) -> None:
    mark(mini, "data/entities", "data/background", "data")
    (mini / READ).unlink()
    rewrite(mini, "review: read-twice", "review: entered", "data/articles/short-note/article.yaml")
    assert found(mini) == []
    assert any(finding.file == FACTS for finding in completeness.unread(corpus(mini)))


def test_entities_disagreements_outcomes_mappings_and_articles_are_read_too(read: Path) -> None:
    files = {row.file for row in corpus(read).typed}
    beside = {"data/disagreements.csv", "data/outcomes.csv", "data/mappings.sssom.tsv", "data/background/facts.csv"}
    assert {*beside, "data/entities/states.csv", "data/articles/short-note/article.yaml"} < files
    rewrite(read, "review: read-twice", "review: entered", "data/articles/short-note/article.yaml")
    assert [finding.file for finding in found(read)] == ["data/articles/short-note/article.yaml"]


def test_the_second_pass_is_by_another_unless_it_is_said(mini: Path) -> None:
    key = "short-note/f15"
    mark(mini, key)
    mark(mini, key)
    assert [(one.first, one.second) for one in corpus(mini).readings] == [("ada", "")]
    mark(mini, key, number=2)
    assert [(one.first, one.second) for one in corpus(mini).readings] == [("ada", "ada")]
    mark(mini, key, by="bob")
    assert [(one.first, one.second) for one in corpus(mini).readings] == [("ada", "ada")]
    mark(mini, key, by="bob", number=1)
    assert [(one.first, one.second) for one in corpus(mini).readings] == [("bob", "")]
    mark(mini, key, by="cyd")
    assert [(one.first, one.second) for one in corpus(mini).readings] == [("bob", "cyd")]


def test_what_has_changed_begins_with_a_first_pass(read: Path) -> None:
    rewrite(read, "review: read-twice", "review: entered", "data/articles/short-note/article.yaml")
    name = "data/articles/short-note/article.yaml"
    with pytest.raises(UsageError, match="nobody has read 1 of these rows as they stand"):
        mark(read, name, number=2)
    mark(read, name, by="cyd")
    assert [(one.first, one.second) for one in corpus(read).readings if one.table == name] == [("cyd", "")]


@pytest.mark.parametrize(
    ("chosen", "by", "message"),
    [
        ("short-note/f99", "ada", "short-note/f99: no such row; did you mean 'short-note/f"),
        (f"{FACTS}:999", "ada", "no such row"),
        ("f15", "ada", "f15: no such row"),
        (FACTS, "ada lovelace", "not a mark"),
        (FACTS, "", "not a mark"),
    ],
)
def test_what_names_no_row_or_no_reader_is_refused(mini: Path, chosen: str, by: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        mark(mini, chosen, by=by)


def test_what_is_there_cannot_be_forgotten(read: Path) -> None:
    with pytest.raises(UsageError, match="no row of this name was read and is gone"):
        readings.forget(corpus(read), ["short-note/f15"])


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("facts.csv,f15,", "facts.csv,f14,", "the row is there twice"),
        ("table,row,fingerprint", "table,row,print", "column 'print' is now called 'fingerprint'"),
        ("facts.csv,f15,", "../facts.csv,f15,", "not a table of this folder"),
    ],
)
def test_a_damaged_table_of_readings_is_refused(read: Path, before: str, after: str, message: str) -> None:
    rewrite(read, before, after, READ)
    assert any(message in str(finding) for finding in check.check(read).findings)


def test_the_command_notes_lists_and_forgets(mini: Path, kgtools: Run) -> None:
    done = kgtools("readings", "data", "--reader", "ada", "--root", mini)
    assert (done.returncode, done.stdout) == (0, f"{len(corpus(mini).typed)} rows noted as read\n")
    listed = kgtools("check", "--unread", "--root", mini)
    assert listed.returncode == 1
    number = sum(row.file.startswith("data/articles/") for row in corpus(mini).typed)
    assert listed.stdout.splitlines()[-1].startswith(f"{number} findings in 4 files")
    kgtools("readings", "data/articles/short-note", "--reader", "bob", "--root", mini)
    listed = kgtools("check", "--unread", "--root", mini)
    assert (listed.returncode, listed.stdout) == (0, "0 findings\n")
    shown = kgtools("readings", "--root", mini).stdout
    assert f"{FACTS}" in shown
    for wrong in (["--reader", "ada"], ["short-note/f15"], ["short-note/f15", "--reader", "ada", "--forget"]):
        done = kgtools("readings", *wrong, "--root", mini)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), wrong
