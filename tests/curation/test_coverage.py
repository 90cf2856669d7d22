"""Coverage: which part of an article its claims cover, and what was read and is empty."""

from __future__ import annotations

from pathlib import Path

from kgtools import ontology
from kgtools.articles import fingerprints, paragraphs
from kgtools.articles.copies import read_copies
from kgtools.checks import anchors
from kgtools.claims import reader
from kgtools.curation import coverage
from tests.conftest import Run


def measured(project: Path) -> coverage.Coverage:
    known = reader.load(project, ontology.load(project))
    copies = read_copies(project / "articles", anchors.identities(known))
    return coverage.measure(known, known.articles["short-note"], copies["short-note"])


def test_paragraphs_end_at_blank_lines() -> None:
    content = "\n\nOne\ntwo. \n \n\nThree.\n\x0cFour\n\n\n"
    assert [content[start:end] for start, end in paragraphs.split_paragraphs(content)] == [
        "One\ntwo.",
        "Three.\n\x0cFour",
    ]


def test_the_share_counts_letters_inside_passages(mini: Path) -> None:
    before = measured(mini)
    assert 0.4 < before.share < 0.95
    table = mini / "data" / "articles" / "short-note" / "opinions.csv"
    header = table.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    table.write_text(header, encoding="utf-8")
    (mini / "data" / "outcomes.csv").unlink()  # it names an opinion
    assert measured(mini).share < before.share


def test_a_paragraph_without_a_claim_is_a_gap_until_it_is_marked_as_empty(mini: Path) -> None:
    found = measured(mini)
    (heading,) = found.gaps
    assert (heading.start, heading.why) == (2, "")
    article = mini / "data" / "articles" / "short-note" / "article.yaml"
    copy = (mini / "articles" / "short-note.txt").read_text(encoding="utf-8")
    start, end = copy.index("A SHORT"), copy.index("RURITANIA") + len("RURITANIA")
    mark = f"empty:\n  - {start}-{end} {fingerprints.fingerprint(copy[start:end])} heading\n"
    article.write_text(article.read_text(encoding="utf-8") + mark, encoding="utf-8")
    assert [gap.why for gap in measured(mini).gaps] == ["heading"]


def test_the_command_shows_places_and_words(mini: Path, kgtools: Run) -> None:
    done = kgtools("coverage", "--articles", mini / "articles", "--root", mini)
    assert done.returncode == 0, done.stderr
    assert "1 of 6 paragraphs hold no claim, 1 of them not marked" in done.stdout
    assert "2-41, 31 letters: not looked at «# A SHORT NOTE ON ARCADIA AND RURITANIA»" in done.stdout


def test_a_malformed_mark_is_reported_with_its_line(mini: Path, kgtools: Run) -> None:
    article = mini / "data" / "articles" / "short-note" / "article.yaml"
    article.write_text(article.read_text(encoding="utf-8") + "empty:\n  - 2-40 heading\n", encoding="utf-8")
    done = kgtools("coverage", "--articles", mini / "articles", "--root", mini)
    assert done.returncode == 2
    assert "article.yaml:15: key 'empty': not a passage with a word why; found '2-40 heading'" in done.stderr
