"""What an article, or a change, does to what is known: each effect, where it is and where it is not."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kgtools import ontology
from kgtools.claims import reader
from kgtools.claims.model import Claim, Corpus
from kgtools.curation.impact import states, told
from kgtools.curation.impact.effects import Impact, impact
from kgtools.curation.impact.states import State
from kgtools.graph import statements
from kgtools.query.questions import read_question
from tests.conftest import MINI, ROOT, Run, real_corpus

TERMS = ontology.load(ROOT)
QUESTIONS = [read_question(MINI / "queries" / "visits.rq")]


@pytest.fixture(scope="module")
def note(request: pytest.FixtureRequest) -> Corpus:
    """The tables of the mini house: one article, `short-note`."""
    return reader.load(request.getfixturevalue("built"), TERMS)


def second(note: Corpus, **claims: dict[str, Any]) -> State:
    """The tables with a second article, which makes claims like those of the first, but for some cells.

    `f01={"value": ...}` is the claim f01 of the note with another value, made by the other article.
    """
    article = replace(note.articles["short-note"], id="other-note", sha256="0" * 64)
    made = []
    for identifier, cells in claims.items():
        cells = {"article": "other-note", **cells}
        made.append(replace(note.by_key[f"short-note/{identifier[:3]}"], id=identifier, **cells))
    corpus = replace(note, articles={**note.articles, "other-note": article}, claims=(*note.claims, *made))
    return State(corpus, TERMS)


def effect(note: Corpus, **claims: dict[str, Any]) -> Impact:
    after = second(note, **claims)
    return impact(states.without(after, "other-note"), after, QUESTIONS)


def keys(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.key for claim in claims]


def test_without_the_article_the_tables_are_as_before(note: Corpus) -> None:
    """Read and removed, an article leaves no trace: the graph is the one it was before it."""
    town = replace(note.entities["place/strelsau"], id="place/zenda")
    after = second(note, f01={}, f12={"value": "place/zenda", "property": "connects"})
    after = State(replace(after.corpus, entities={**after.corpus.entities, town.id: town}), TERMS)
    before = states.without(after, "other-note")
    assert set(before.corpus.entities) == set(note.entities)
    assert set(statements.quads(before.corpus, TERMS)) == set(statements.quads(note, TERMS))
    assert set(statements.quads(after.corpus, TERMS)) != set(statements.quads(note, TERMS))


def test_an_entry_keeps_what_is_left_of_two_sides(note: Corpus) -> None:
    sides = replace(note.disagreements[0], claims=("other-note/n03", "short-note/n03"), holds_back=())
    alone = replace(note.disagreements[0], id="alone", claims=("other-note/n03",), holds_back=())
    after = second(note, n03={})
    after = State(replace(after.corpus, disagreements=(*note.disagreements, alone, sides)), TERMS)
    assert [entry.id for entry in states.without(after, "other-note").corpus.disagreements] == ["turnover-2020"]


def test_what_nobody_said_is_new(note: Corpus) -> None:
    found = effect(note, f03={"value": "state/ruritania"}, f01={})
    assert keys(found.statements_added) == ["other-note/f03"]
    assert found.statements_removed == ()


def test_another_origin_confirms(note: Corpus) -> None:
    (found,) = effect(note, f03={}).confirmed
    assert (found.claim.key, found.earlier.key, found.before, found.after) == ("other-note/f03", "short-note/f03", 1, 2)


def test_the_same_source_only_tells_again(note: Corpus) -> None:
    source = {"origin": "body/customs-office-of-arcadia"}
    found = effect(note, n01=source)
    assert found.confirmed == ()
    assert [one.claim.key for one in found.told_again] == ["other-note/n01"]


@pytest.mark.parametrize(
    ("value", "finer"),
    [("2019-05-03/2019-05-04", False), ("2019-05", False), ("2019-05-03", None), ("2020", None)],
)
def test_dates_within_each_other_are_told(note: Corpus, value: str, finer: bool | None) -> None:
    found = effect(note, f01={"value": value}).redated
    assert [one.finer for one in found] == ([] if finer is None else [finer])


def test_a_finer_date_is_told(note: Corpus) -> None:
    (found,) = effect(note, f11={"value": "2020-04"}).redated
    assert (found.finer, found.claim.value, found.earlier.value) == (True, "2020-04", "2020")


def test_a_contradiction_is_told_with_its_entry_if_there_is_one(note: Corpus) -> None:
    (found,) = effect(note, f01={"value": "2021"}).clashes[:1]
    assert found.entry == ""
    assert set(found.clash.claims) >= {"other-note/f01", "short-note/f01"}
    after = second(note, f01={"value": "2021"})
    entry = replace(note.disagreements[0], id="e", type=found.clash.type, claims=found.clash.claims, holds_back=())
    after = State(replace(after.corpus, disagreements=(*note.disagreements, entry)), TERMS)
    explained = impact(states.without(after, "other-note"), after, QUESTIONS)
    assert "e" in [one.entry for one in explained.clashes]
    assert effect(note, f01={}).clashes == ()


def test_a_target_that_is_reached_is_told(note: Corpus) -> None:
    reached = {"value": "11", "period": "2029", "modality": "asserted"}
    (found,) = effect(note, n02=reached).targets
    assert (found.target.key, found.before, found.after, found.proposed) == ("short-note/n02", "open", "met", True)
    assert keys(found.by) == ["other-note/n02"]
    assert effect(note, n02={**reached, "value": "9"}).targets == ()


def test_answers_of_which_older_rows_change_come_first(note: Corpus) -> None:
    assert effect(note, f15={}).answers == ()
    (found,) = effect(note, f02={"value": "person/clara-vale"}).answers
    assert found.question.name == "visits"
    assert found.added


def change(mini: Path, old: str, new: str) -> None:
    path = mini / "data/articles/short-note/facts.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def committed(mini: Path) -> Path:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(mini)]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    return mini


def test_a_change_since_a_revision_is_told(mini: Path, kgtools: Run) -> None:
    change(committed(mini), "event/state-visit-2019,date,2019-05-03", "event/state-visit-2019,date,2019-05")
    done = kgtools("impact", "HEAD", "--root", mini)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# What has changed since HEAD\n")
    assert "## Dates with another precision (1)" in done.stdout
    assert "less precise; before: 2019-05-03 (`short-note/f01`)" in done.stdout
    assert "is not read" not in done.stderr
    copied = kgtools("impact", "HEAD", "--root", mini, "--format", "json", "--articles", mini / "articles")
    assert f"no paragraphs are counted; --articles {mini / 'articles'} is not read" in copied.stderr
    found = json.loads(copied.stdout)
    assert found["statements_added"] == found["statements_removed"] == ["short-note/f01"]


def test_the_article_is_told_in_each_language_and_as_a_page(mini: Path, kgtools: Run) -> None:
    copies = mini / "articles"
    for language, title in (("en", "What short-note changes"), ("kk", "short-note нені өзгертеді")):
        done = kgtools("impact", "article/short-note", "--root", mini, "--articles", copies, "--lang", language)
        assert done.stdout.startswith(f"# {title}\n"), done.stderr
    page = kgtools("impact", "short-note", "--root", mini, "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "<h1>What short-note changes</h1>" in page
    assert 'lang="en"' in page


def test_a_row_that_came_is_no_list_within_its_line(note: Corpus) -> None:
    other = replace(note.by_key["short-note/f02"], value="person/clara-vale")
    claims = tuple(other if claim.key == other.key else claim for claim in note.claims)
    found = impact(State(note, TERMS), State(replace(note, claims=claims), TERMS), QUESTIONS)
    text = told.markdown(found, "What it changes", "en", whole=True)
    assert "`+` " in text
    assert not re.search(r"<li>\s*<ul>", told.page(text, "What it changes", "en"))


def test_sections_are_cut_unless_all_is_wanted(mini: Path, kgtools: Run) -> None:
    cut, whole = (kgtools("impact", "short-note", "--root", mini, *more).stdout for more in ([], ["--all"]))
    assert "- and " in cut
    assert "- and " not in whole
    assert whole.count("`short-note/") > cut.count("`short-note/")


@pytest.mark.parametrize(
    ("asked", "said"), [("short-not", "did you mean 'short-note'?"), ("nonsense", "the articles are short-note")]
)
def test_neither_article_nor_revision(mini: Path, kgtools: Run, asked: str, said: str) -> None:
    done = kgtools("impact", asked, "--root", mini)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert asked in done.stderr
    assert said in done.stderr


def test_tables_of_a_revision_that_cannot_be_read(mini: Path, kgtools: Run) -> None:
    change(mini, "event/state-visit-2019,date,2019-05-03", "event/state-visit-2019,dtae,2019-05-03")
    change(committed(mini), "event/state-visit-2019,dtae,2019-05-03", "event/state-visit-2019,date,2019-05-03")
    done = kgtools("impact", "HEAD", "--root", mini)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the tables of that revision cannot be read" in done.stderr


def test_the_real_articles_are_told_apart() -> None:
    """What the newest of the real articles did: it confirmed, decided a plan, and contradicted nothing unseen."""
    after = State(real_corpus(), TERMS)
    found = impact(states.without(after, "normatov-course"), after, [])
    assert not [one for one in found.clashes if not one.entry]
    assert ("musina-dynamics/f115", "open", "met") in [(one.target.key, one.before, one.after) for one in found.targets]
    assert any((one.before, one.after) == (1, 2) for one in found.confirmed)
    dated = {one.claim.key: one.finer for one in found.redated}
    assert dated["normatov-course/f030"] is False
