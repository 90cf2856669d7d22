"""What is told of the copies in a folder, and of anchors in a copy that is not the very text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kgtools import api, ontology
from kgtools.articles.copies import read_copies
from kgtools.checks import anchors, check
from kgtools.claims import reader
from kgtools.claims.model import Corpus
from kgtools.errors import Finding
from tests.conftest import Run

YAML = "data/articles/short-note/article.yaml"


@pytest.fixture(scope="module")
def corpus(built: Path) -> Corpus:
    return reader.load(built, ontology.load(built))


@pytest.fixture
def text(built: Path) -> str:
    return (built / "articles" / "short-note.txt").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for copies."""
    made = tmp_path / "copies"
    made.mkdir()
    return made


def judged(folder: Path, corpus: Corpus) -> tuple[Counter[str], list[Finding]]:
    counts, found = anchors.check_anchors(corpus.claims, corpus, read_copies(folder, anchors.identities(corpus)))
    return counts["short-note"], found


# -- folders ------------------------------------------------------------------------------------------


def test_a_folder_without_any_copy_is_a_violation(corpus: Corpus, folder: Path) -> None:
    (folder / "note.pdf").write_text("%PDF-1.4")
    copies, (finding,) = anchors.copies_in(folder, corpus)
    assert copies == {}
    assert (finding.file, finding.line, finding.severity, finding.check) == (str(folder), 0, "violation", "copies")
    assert finding.message == (
        "no copy of short-note, so their anchors and passages are not checked; the folder holds note.pdf (PDF; make "
        "text of it, for example with pdftotext)"
    )


def test_a_folder_that_lacks_some_is_an_information(corpus: Corpus, built: Path) -> None:
    other = replace(corpus.articles["short-note"], id="long-note", sha256="0" * 64)
    more = replace(corpus, articles={**corpus.articles, "long-note": other})
    copies, (finding,) = anchors.copies_in(built / "articles", more)
    assert set(copies) == {"short-note"}
    assert (finding.severity, finding.message) == (
        "information", "no copy of long-note, so their anchors and passages are not checked",
    )  # fmt: skip


def test_nothing_is_said_of_the_very_text_or_without_a_folder(corpus: Corpus, built: Path) -> None:
    assert anchors.copies_in(built / "articles", corpus)[1] == []
    assert anchors.copies_in(None, corpus) == ({}, [])


def test_a_copy_with_other_line_ends_is_told(corpus: Corpus, folder: Path, text: str) -> None:
    (folder / "a.txt").write_bytes(text.replace("\n", "\r\n").encode())
    (finding,) = anchors.copies_in(folder, corpus)[1]
    assert (finding.file, finding.severity) == (YAML, "information")
    assert finding.message == f"{folder}/a.txt differs from the very text of the article only by its line ends"


def test_a_sum_in_article_yaml_that_is_not_that_of_the_text_is_told(corpus: Corpus, built: Path) -> None:
    article = replace(corpus.articles["short-note"], sha256="1" * 64)
    wrong = replace(corpus, articles={"short-note": article})
    (finding,) = anchors.copies_in(built / "articles", wrong)[1]
    path = built / "articles" / "short-note.txt"
    assert (finding.file, finding.line, finding.severity) == (YAML, article.line, "warning")
    assert finding.message == f"key 'sha256': it is not that of {path}, which has every passage at its place"
    assert (finding.actual, finding.expected) == ("1" * 64, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("change", [lambda text: "Preface. " + text, lambda text: text + "One word more."])
def test_another_text_is_not_taken_for_the_one_meant(
    corpus: Corpus, folder: Path, text: str, change: Callable[[str], str]
) -> None:
    (folder / "a.txt").write_text(change(text), encoding="utf-8")
    assert anchors.copies_in(folder, corpus)[1] == []


# -- anchors in another copy --------------------------------------------------------------------------


def test_what_another_copy_lacks_is_a_warning_that_leaves_the_anchor_alone(
    corpus: Corpus, folder: Path, text: str
) -> None:
    (folder / "a.txt").write_text(text[:-60], encoding="utf-8")
    counts, found = judged(folder, corpus)
    assert counts["missing"] == len(found) > 0
    for finding in found:
        assert (finding.severity, finding.check) == ("warning", "anchor")
        assert finding.message.startswith(f"the passage is not in {folder}/a.txt, which is another copy")
        assert finding.hint.startswith("leave the anchor;")
        assert "kgtools anchor" not in str(finding)


def test_numbers_of_pages_within_passages_are_no_finding(corpus: Corpus, folder: Path, text: str) -> None:
    words = text.split(" ")
    pages = [" ".join(words[start : start + 20]) for start in range(0, len(words), 20)]
    (folder / "a.txt").write_text("\n7\n".join(pages), encoding="utf-8")
    counts, found = judged(folder, corpus)
    assert found == []
    assert counts["missing"] == 0


def test_in_the_very_text_a_wrong_anchor_is_a_violation(corpus: Corpus, built: Path) -> None:
    claim = next(claim for claim in corpus.claims if claim.anchor)
    wrong = replace(claim, anchor=replace(claim.anchor, fingerprint="3.126.0123456789abcdef"))
    copies = read_copies(built / "articles", anchors.identities(corpus))
    (finding,) = anchors.check_anchors([wrong], corpus, copies)[1]
    assert (finding.severity, finding.line) == ("violation", claim.line)
    assert finding.hint == "write it again with kgtools anchor"


# -- commands -----------------------------------------------------------------------------------------


def test_check_does_not_pass_when_nothing_was_checked(built: Path, folder: Path, kgtools: Run) -> None:
    done = kgtools("check", "--root", built, "--articles", folder)
    assert done.returncode == 1
    assert f"violation: {folder}: no copy of short-note, so their anchors" in done.stdout
    assert done.stdout.endswith("1 finding in 1 file: 1 violation\n")


@pytest.mark.parametrize("command", ["names", "coverage", "check --confirm short-note", "anchor short-note x"])
def test_a_command_that_needs_a_copy_is_refused_without_one(
    built: Path, folder: Path, kgtools: Run, command: str
) -> None:
    (folder / "deeper").mkdir()
    done = kgtools(*command.split(), "--root", built, "--articles", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"kgtools: {folder}: no copy of short-note; the folder holds deeper (folder; what lies in it is not looked at, "
        "name it itself)\n"
    )


@pytest.mark.parametrize(
    "command", ["why state/ruritania capital", "show state/ruritania", "disagreements turnover-2020"]
)
def test_an_answer_without_passages_says_why(built: Path, folder: Path, kgtools: Run, command: str) -> None:
    (folder / "note.txt").write_text("Nothing of it.", encoding="utf-8")
    done = kgtools(*command.split(), "--root", built, "--articles", folder)
    assert done.returncode == 0
    assert done.stdout
    line = (
        f"kgtools: {folder}: no copy of short-note, so their passages are not shown; the folder holds note.txt (text "
    )
    assert line in done.stderr
    assert "no copy of" not in kgtools(*command.split(), "--root", built, "--articles", built / "articles").stderr


def test_a_program_is_warned_that_asks_for_passages_without_copies(built: Path, folder: Path) -> None:
    graph = api.load(built, folder)
    with pytest.warns(UserWarning, match="no copy of short-note; the folder is empty"):
        assert graph.copies == {}


def test_the_project_is_checked_with_copies_in_another_encoding(built: Path, folder: Path, text: str) -> None:
    (folder / "a.txt").write_bytes(text.encode("utf-16"))
    report = check.check(built, folder)
    assert [finding.severity for finding in report.findings] == ["information"]
    assert set(report.anchors["short-note"]) == {"exact"}


def test_without_a_copy_an_anchor_is_held_against_the_table_of_passages(mini: Path, kgtools: Run) -> None:
    lines = kgtools("check", "--root", mini).stdout.splitlines()
    only = "whether the articles have these passages at their places only copies show: kgtools check --articles DIR"
    assert "short-note: 22 anchors: 22 not checked" in lines
    assert only in lines
    assert kgtools("names", "--root", mini, "--articles", mini / "articles").returncode == 0
    lines = kgtools("check", "--root", mini).stdout.splitlines()
    assert "short-note: 22 anchors: 22 in passages.csv" in lines
    assert only in lines
    assert only not in kgtools("check", "--root", mini, "--articles", mini / "articles").stdout


def test_an_anchor_that_no_table_has_is_not_counted_as_checked(corpus: Corpus) -> None:
    first, *others = (claim for claim in corpus.claims if claim.anchor)
    listed = {first.article: {claim.anchor for claim in others} - {first.anchor}}
    counted, _ = anchors.check_anchors([first, others[-1]], corpus, {}, listed=listed)
    assert counted[first.article] == {anchors.LISTED: 1, "not checked": 1}
