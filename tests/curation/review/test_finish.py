"""The end of a review: all that was accepted stands in the tables, or nothing does; the way by spreadsheet."""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgtools import files, ontology
from kgtools.articles import copies
from kgtools.checks import anchors
from kgtools.claims import reader
from kgtools.curation.review import compare, finish, items, sheet
from kgtools.curation.review.decisions import Accept, Decision, Edit, Later, Merge, New, Reject, Same, Undo
from kgtools.curation.review.log import Log, read
from kgtools.curation.review.rows import ground
from kgtools.curation.review.session import Review
from kgtools.errors import DataError, UsageError
from tests.conftest import Run, copy_of_mini
from tests.curation.review import house

MONTHS = 12
FORUM = {
    "id": "event/bridge-forum-2031", "kind": "Forum",
    "label_en": "Bridge Forum (2031)", "label_ru": "Форум мостов (2031)",
    "label_kk": "Көпірлер форумы (2031)", "label_uz": "Koʻpriklar forumi (2031)",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = copy_of_mini(tmp_path / "mini")
    house.add(made, MONTHS)
    return made


@pytest.fixture
def review(project: Path, tmp_path: Path) -> Iterator[Review]:
    file = house.proposals(tmp_path / "p.jsonl", *house.THINGS, *house.FACTS, *house.many(MONTHS))
    resting, found = house.judged(project, file)
    with Log(tmp_path / "p.review", house.head(resting)) as log:
        yield Review(resting, found, log)


def keys(review: Review, **cells: str) -> list[str]:
    """The keys of the rows with these cells."""
    return [key for key, row in review.rows.items() if cells.items() <= dict(row.cells).items()]


def thing(review: Review, new: str) -> str:
    return next(key for key, row in review.rows.items() if row.item.new == new)


def decide_all(review: Review) -> None:
    """Name the forum, know the guest, accept what can be accepted, and reject the rest."""
    review.take(New(of=review.of([thing(review, "forum")]), cells=FORUM))
    review.take(Same(of=review.of([thing(review, "lind")]), id="person/boris-rudolf"))
    for key, row in review.rows.items():
        if row.is_open and row.anchor and row.cells.get("value") != "99.9":
            review.take(Accept(of=review.of([key])))
        elif row.is_open:
            review.take(Reject(of=review.of([key]), reason="not-said"))


def claims(project: Path, name: str) -> list[dict[str, str]]:
    path = project / "data" / "articles" / house.ARTICLE / f"{name}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_all_that_was_accepted_is_written_once(review: Review, project: Path, tmp_path: Path) -> None:
    decide_all(review)
    done = finish.finish(review, "p.jsonl")
    assert (len(done.claims), done.things, done.empty, done.left) == (3 + 10, ("event/bridge-forum-2031",), 1, 0)
    facts = claims(project, "facts")
    assert [(row["id"], row["property"]) for row in facts] == [
        ("f001", "place"),
        ("f002", "date"),
        ("f003", "participant"),
    ]
    assert {row["subject"] for row in facts} == {"event/bridge-forum-2031"}
    assert facts[2]["value"] == "person/boris-rudolf"
    figures = claims(project, "figures")
    assert [row["id"] for row in figures] == [f"n{number:03}" for number in range(1, 11)]
    assert "99.9" not in {row["value"] for row in figures}
    assert "1991-04" not in {row["period"] for row in figures}  # its quote was invented
    corpus = reader.load(project, ontology.load(project))
    (empty,) = corpus.articles[house.ARTICLE].empty
    assert empty.why == "courtesy"
    assert {(reading.row, reading.first) for reading in corpus.readings} == {
        (row["id"], "ana") for row in [*facts, *figures]
    }
    after = house.snapshot(project)
    with pytest.raises(UsageError, match="stands in the tables"):
        review.take(Reject(of=review.of(keys(review, property="place")), reason="twice"))
    assert finish.finish(review, "p.jsonl").files == ()
    assert house.snapshot(project) == after
    assert not any(str(path).endswith(".part") for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("noted", [True, False])
def test_what_was_written_is_not_written_again_when_a_review_goes_on(
    review: Review, project: Path, tmp_path: Path, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if a row was changed by hand since, or the process was killed before it could note what it had written."""
    late = keys(review, period="1991-01")
    if not noted:
        monkeypatch.setattr(Review, "note_written", lambda *_: None)
    decide_all(review)
    review.take(Later(of=review.of(late)))
    assert len(finish.finish(review, "p.jsonl").claims) == 12
    table = project / "data" / "articles" / house.ARTICLE / "figures.csv"
    if noted:
        table.write_text(table.read_text("utf-8").replace("103.2,", "103.20,"), encoding="utf-8")
    resting, found = house.judged(project, tmp_path / "p.jsonl")
    (tmp_path / "again.review").write_bytes((tmp_path / "p.review").read_bytes())
    with Log(tmp_path / "again.review", house.head(resting)) as log:
        again = Review(resting, found, log)
        again.take(Accept(of=again.of(late)))
        assert finish.finish(again, "p.jsonl").claims == (f"{house.ARTICLE}/n010",)
        if noted:
            with pytest.raises(UsageError, match="written into the tables"):
                again.take(Undo())
    assert len(claims(project, "figures")) == 10


def test_the_command_writes_and_checks(project: Path, tmp_path: Path, kgtools: Run) -> None:
    file = house.proposals(tmp_path / "p.jsonl", house.figure(0), house.figure(1))
    common = (file, "--articles", project / "articles", "--root", project)
    table = tmp_path / "p.csv"
    assert "wrote" in kgtools("review", *common, "--sheet", table).stdout
    lines = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    for line in lines:
        line["verdict"] = "accept"
    with table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    assert "2 verdicts taken" in kgtools("review", *common, "--sheet", table).stdout
    done = kgtools("review", *common, "--finish")
    assert "2 claims, 0 things" in done.stdout
    assert f"kgtools impact {house.ARTICLE}" in done.stdout
    assert house.ARTICLE not in "".join(line for line in done.stdout.splitlines() if ": column" in line)


def test_nothing_is_written_if_one_row_cannot_be(review: Review, project: Path) -> None:
    before = house.snapshot(project)
    (place,) = keys(review, property="place")
    review.take(Accept(of=review.of([place])))
    with pytest.raises(DataError, match=r"p\.jsonl:4: it names 'new:forum', on which nothing is decided"):
        finish.finish(review, "p.jsonl")
    assert house.snapshot(project) == before


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_full_disk_at_the_end_loses_nothing(
    review: Review, project: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    decide_all(review)
    before, calls = house.snapshot(project), iter(range(99))
    kept = getattr(os, call)

    def full(*arguments: Any, **named: Any) -> Any:
        if next(calls) == (2 if call == "fsync" else 0):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return kept(*arguments, **named)

    monkeypatch.setattr(os, call, full)
    with pytest.raises(UsageError, match="No space left on device"):
        finish.finish(review, "p.jsonl")
    monkeypatch.undo()
    files.complete(project)
    assert house.snapshot(project) == before
    assert len(finish.finish(review, "p.jsonl").claims) == 13


def test_no_room_beside_the_project_is_said(review: Review, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_all(review)
    before = house.snapshot(project)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(finish.shutil, "copytree", full)
    with pytest.raises(UsageError, match="finish again, no decision is lost"):
        finish.finish(review, "p.jsonl")
    assert house.snapshot(project) == before


def test_what_clashes_with_an_older_article_gets_an_entry(project: Path, tmp_path: Path) -> None:
    """The mini article has almost 4.9 billion for 2021."""
    copy = project / "articles" / "ledger.txt"
    text = copy.read_text("utf-8")
    sentence = "In 2021 the trade turnover of Arcadia and Ruritania was 7.5 billion dollars"
    description = project / "data" / "articles" / house.ARTICLE / "article.yaml"
    longer = f"{text}\n{sentence}. It is to reach 11 billion dollars by 2033.\n"
    copy.write_bytes(longer.encode())
    description.write_text(house.description(longer), encoding="utf-8")
    trade = {**house.figure(0), "unit": "billion-usd"}
    file = house.proposals(
        tmp_path / "p.jsonl",
        {**trade, "quotes": house.quoted(sentence), "period": "2021", "value": "7.5"},
        {**trade, "quotes": house.quoted("It is to reach 11 billion dollars by 2033"), "period": "../2033",
         "value": "11", "modality": "target"},
    )  # fmt: skip
    resting, found = house.judged(project, file)
    assert "clash" in {said.check for said in found[0].said}
    with Log(tmp_path / "p.review", house.head(resting)) as log:
        review = Review(resting, found, log)
        with pytest.raises(UsageError, match="look at each"):
            review.accept_clean(["2"])
        review.take(Edit(of=review.of(["2"]), cells={"bound": "about"}))
        assert "clash" in {said.check for said in review.said(review.rows["2"])}
        for key in ("2", "3"):
            review.take(Accept(of=review.of([key])))
        done = finish.finish(review, "p.jsonl")
    assert (len(done.disagreements), done.outcomes) == (1, 1)
    corpus = reader.load(project, ontology.load(project))
    assert done.disagreements[0] in {entry.id for entry in corpus.disagreements if entry.found == "machine"}
    assert any(f"{house.ARTICLE}/n002" in outcome.told_by for outcome in corpus.outcomes)


def test_a_known_thing_gets_the_name_that_the_article_prints(project: Path, tmp_path: Path) -> None:
    harbour = {
        "record": "thing", "new": "harbour", "kind": "City", "labels": {"en": "Bridge Forum"},
        "printed": ["Bridge Forum"], "quotes": house.quoted("The Bridge Forum was held in Strelsau"),
    }  # fmt: skip
    twin = {**harbour, "new": "twin", "labels": {"en": "tolls", "ru": "не напечатано"}, "printed": ["tolls"]}
    file = house.proposals(tmp_path / "p.jsonl", harbour, twin)
    resting, found = house.judged(project, file)
    with Log(tmp_path / "p.review", house.head(resting)) as log:
        review = Review(resting, found, log)
        review.take(Same(of=review.of(["2"]), id="place/strelsau"))
        review.take(Merge(of=review.of(["3"]), into="2"))
        assert finish.finish(review, "p.jsonl").aliases == 2
    entity = reader.load(project, ontology.load(project)).entities["place/strelsau"]
    assert {(name.value, name.language) for name in entity.aliases} == {("Bridge Forum", "en"), ("tolls", "en")}


# -- spreadsheets -------------------------------------------------------------------------------------


def test_a_workbook_comes_back_with_its_verdicts(review: Review, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "review.xlsx"
    assert sheet.write(review, path) == len(review.rows)
    book = openpyxl.load_workbook(path)
    lines = book.active
    header = [cell.value for cell in lines[1]]
    place = {name: number + 1 for number, name in enumerate(header)}
    changed = ""
    for number in range(2, lines.max_row + 1):
        kind, value = (lines.cell(number, place[name]).value for name in ("kind", "value"))
        verdict = "reject" if value == "99.9" or not lines.cell(number, place["passage"]).value else "accept"
        if kind == "thing":
            for column in ("label_kk", "label_uz"):
                label = lines.cell(number, place[column])
                label.value = label.value or "Koʻpriklar forumi"
        lines.cell(number, place["verdict"]).value = "new" if kind == "thing" else verdict
        lines.cell(number, place["reason"]).value = "wrong-value" if verdict == "reject" else None
        if value == "102.1":
            changed = str(lines.cell(number, place["key"]).value)
            lines.cell(number, place["bound"]).value = "about"
    book.save(path)
    assert sheet.read(review, path) == len(review.rows)
    assert review.rows[changed].verdict.cells == {"bound": "about"}
    assert review.progress().get("open", 0) == 0
    assert {row.verdict.status for row in review.rows.values()} == {"new", "accepted", "edited", "rejected"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [({"verdict": "akcept"}, "did you mean 'accept'"), ({"period": "1999"}, "there is no verdict"),
     ({"verdict": "reject", "reason": "bad"}, "reason 'bad'"), ({"verdict": "accept", "unit": "stone"}, "unknown code"),
     ({"key": "77"}, "no row '77'")],
)  # fmt: skip
def test_a_line_that_cannot_be_taken_is_named_and_none_is(
    review: Review, tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    path = tmp_path / "review.csv"
    lines = [dict(zip(sheet.header(), line, strict=True)) for line in sheet.table(review)[1:]]
    figures = [line for line in lines if line["kind"] == "figure"]
    figures[0]["verdict"] = "accept"
    figures[1] |= cells
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([sheet.header(), *(line.values() for line in figures)])
    with pytest.raises(DataError, match=said) as caught:
        sheet.read(review, path)
    assert caught.value.findings[0].line == 3
    assert review.log.decisions == []


def test_a_sheet_stays_outside_the_project(review: Review, project: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="outside"):
        sheet.write(review, project / "data" / "review.csv")
    with pytest.raises(UsageError, match=r"ends in \.csv or \.xlsx"):
        sheet.write(review, tmp_path / "review.ods")


# -- two curators -------------------------------------------------------------------------------------


def test_two_curators_are_compared(review: Review, tmp_path: Path, kgtools: Run) -> None:
    first, second, third, fourth = keys(review, unit="million-usd")[:4]
    other_log = tmp_path / "ben.review"
    decided: list[tuple[Decision, Decision]] = [
        (Accept(of=review.of([first])), Accept(of=review.of([first]))),
        (Accept(of=review.of([second])), Reject(of=review.of([second]), reason="wrong-value")),
        (Reject(of=review.of([third]), reason="twice"), Reject(of=review.of([third]), reason="not-said")),
        (Accept(of=review.of([fourth])), Edit(of=review.of([fourth]), cells={"bound": "about"})),
    ]
    with Log(other_log, house.head(review.ground, "ben")) as log:
        for mine, theirs in decided:
            review.log.write(mine)
            log.write(theirs)
        log.write(Accept(of=review.of(keys(review, unit="million-usd")[5:6])))
    one, other = read(tmp_path / "p.review"), read(other_log)
    assert one
    assert other
    found = compare.compare(one, other)
    assert (found.both, found.alike, len(found.only_one)) == (4, 0.5, 1)
    assert [key for key, _, _ in found.differences] == [second, fourth]
    done = kgtools("review", tmp_path / "p.jsonl", "--log", tmp_path / "p.review", "--compare", other_log)
    assert "ana: accepted 3, rejected 1, rejected: twice 1" in done.stdout
    assert "decided by both: 4, alike 50%, Cohen's kappa" in done.stdout


# -- bad input ----------------------------------------------------------------------------------------


def test_a_review_goes_on_under_the_mark_that_began_it(project: Path, tmp_path: Path, kgtools: Run) -> None:
    file = house.proposals(tmp_path / "p.jsonl", house.figure(0))
    common = ("review", file, "--articles", project / "articles", "--root", project, "--sheet")
    assert kgtools(*common, tmp_path / "a.csv", "--reader", "ana").returncode == 0
    assert kgtools(*common, tmp_path / "b.csv").returncode == 0
    done = kgtools(*common, tmp_path / "c.csv", "--reader", "ben")
    assert "is the log of 'ana', not of 'ben'; give --reader ana" in done.stderr
    assert "not a mark" in kgtools(*common, tmp_path / "d.csv", "--reader", "a b").stderr


def test_a_review_that_is_open_is_refused_by_the_command(project: Path, tmp_path: Path, kgtools: Run) -> None:
    file = house.proposals(tmp_path / "p.jsonl", house.figure(0))
    resting, _ = house.judged(project, file)
    with Log(tmp_path / "p.jsonl.review", house.head(resting)):
        done = kgtools("review", file, "--articles", project / "articles", "--root", project, "--finish")
    assert (done.returncode, "is open in another review" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("named", "said"),
    [("short-note", "quote the article 'ledger-of-roads'"), ("ledger-of-rods", "did you mean 'ledger-of-roads'?")],
)
def test_proposals_of_another_article_are_refused(
    project: Path, tmp_path: Path, kgtools: Run, named: str, said: str
) -> None:
    file = house.proposals(tmp_path / "p.jsonl", house.figure(0), house.figure(1), article=named)
    done = kgtools("review", file, "--articles", project / "articles", "--root", project, "--finish")
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_the_log_of_an_older_text_is_refused(project: Path, tmp_path: Path, kgtools: Run) -> None:
    file = house.proposals(tmp_path / "p.jsonl", house.figure(0))
    common = ("review", file, "--articles", project / "articles", "--root", project, "--sheet")
    assert kgtools(*common, tmp_path / "a.csv").returncode == 0
    longer = house.text(MONTHS) + "\nIt ends.\n"
    (project / "articles" / "ledger.txt").write_bytes(longer.encode())
    description = project / "data" / "articles" / house.ARTICLE / "article.yaml"
    description.write_text(house.description(longer), encoding="utf-8")
    done = kgtools(*common, tmp_path / "b.csv")
    assert (done.returncode, "belongs to another text of ledger-of-roads" in done.stderr) == (2, True)


# -- the second reading -------------------------------------------------------------------------------


def test_the_second_reading_notes_what_is_right_and_writes_what_is_not(
    review: Review, project: Path, tmp_path: Path
) -> None:
    decide_all(review)
    finish.finish(review, "p.jsonl")
    terms = ontology.load(project)
    corpus = reader.load(project, terms)
    resting = ground(
        project, terms, corpus, house.ARTICLE, copies.look(project / "articles", anchors.identities(corpus))
    )
    assert list(items.of_claims(corpus, house.ARTICLE, "ana")) == []  # nobody reads after herself
    found = list(items.of_claims(corpus, house.ARTICLE, "ben"))
    with Log(tmp_path / "second.review", house.head(resting, "ben")) as log:
        second = Review(resting, found, log)
        right = [key for key in second.rows if key.startswith("f")]
        wrong = next(key for key in second.rows if key.startswith("n002@"))
        with pytest.raises(UsageError, match="accepted together"):
            second.take(Accept(of=second.of(right)))
        with pytest.raises(UsageError, match="look at each"):
            second.accept_clean(right)
        for key in right:
            second.take(Accept(of=second.of([key])))
        second.take(Edit(of=second.of([wrong]), cells={"bound": "about"}))
        second.take(Accept(of=second.of([next(key for key in second.rows if key.startswith("n003@"))])))
        second.take(Undo())
        assert finish.finish_second(second) == (3, 1)
    read = {reading.row: reading for reading in reader.load(project, terms).readings}
    assert (read["f001"].first, read["f001"].second) == ("ana", "ben")
    assert (read["n002"].first, read["n002"].second, read["n003"].second) == ("ben", "", "")
    assert claims(project, "figures")[1]["bound"] == "about"
