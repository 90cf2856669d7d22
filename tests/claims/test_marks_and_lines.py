"""Files of lines (YAML, Turtle, SPARQL): a byte order mark is read past, a character that cannot be seen is found."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import messages, ontology, yaml_files
from kgtools.claims import reader
from kgtools.claims.article_reader import KEYS
from kgtools.errors import DataError
from kgtools.files import input_digest, line_findings
from kgtools.query import questions
from kgtools.sparql import execute
from kgtools.values.characters import sign_flaws
from tests.conftest import ROOT, Run

ABOUT = "data/articles/short-note/article.yaml"
CODES = "ontology/codes.ttl"


def test_a_byte_order_mark_changes_nothing(mini: Path) -> None:
    before = reader.load(mini, ontology.load(mini))
    for name in (ABOUT, CODES, "ontology/tandem.ttl"):
        path = mini / name
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    assert reader.load(mini, ontology.load(mini)) == before
    assert input_digest(mini)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_question_is_read_past_its_mark(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "q.rq").write_text("# en: Is it?\nASK {}\n", encoding=encoding)
    assert questions.read_question(tmp_path / "q.rq").sparql == "# en: Is it?\nASK {}\n"
    assert questions.find_question(tmp_path, str(tmp_path / "q.rq")).wording == {"en": "Is it?"}


def test_sparql_is_run_past_its_mark(mini_store: ox.Store) -> None:
    assert execute.ask(mini_store, "\ufeffASK {}") is True


def test_the_command_runs_what_begins_with_a_mark(built: Path, tmp_path: Path, kgtools: Run) -> None:
    (tmp_path / "own.rq").write_text("SELECT * { ?v t:visitor ?w }", encoding="utf-8-sig")
    answer = kgtools("query", tmp_path / "own.rq", "--root", built, "--format", "csv")
    assert answer.returncode == 0
    assert answer.stdout.startswith("v,w\n")
    assert kgtools("query", "-", "--root", built, input="\ufeffASK {}").stdout == "yes\n"


def test_sparql_in_another_encoding_gets_no_advice_on_spreadsheets(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes("# что это\nASK {}\n".encode("cp1251"))
    with pytest.raises(DataError) as raised:
        questions.read_question(tmp_path / "q.rq")
    assert "CSV" not in str(raised.value)
    assert "with the encoding UTF-8" in str(raised.value)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("note: a\u200bb", "article.yaml:2: column 8: an invisible character; found U+200B ZERO WIDTH SPACE; remo"),
        ("note: a\u2028b", "article.yaml:2: column 8: a line break of another sort; found U+2028 LINE SEPARATOR"),
        ("note: a\u00a0b", "article.yaml:2: column 8: a blank of another sort; found U+00A0 NO-BREAK SPACE"),
        ("note: a\x85b", "article.yaml:2: column 8: a control character; found U+0085"),
        ("note: и\u0306", "article.yaml:2: column 7: a letter in several parts (not NFC); found U+0438 U+0306"),
        ("note: a  b", "article.yaml:2: two blanks in a row; found U+0020 SPACE at character 2 of 'a b'; leave one"),
        ("note: 'a '", "article.yaml:2: white space at the ends; found U+0020 SPACE at character 2 of 'a '; remove it"),
        ("note: a b  # so", ""), ("note: «a» – b’s", ""),
    ],
)  # fmt: skip
def test_characters_of_an_article_file(tmp_path: Path, line: str, found: str) -> None:
    (tmp_path / "article.yaml").write_text(f"length: 5\n{line}\n", encoding="utf-8")
    try:
        yaml_files.read(tmp_path / "article.yaml", tmp_path, KEYS)
        said = ""
    except DataError as error:
        said = str(error)
    assert said.startswith(found)
    assert bool(said) == bool(found)


def test_an_uzbek_label_of_an_article_has_its_own_signs(mini: Path) -> None:
    path = mini / ABOUT
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label:\n", "label:\n", 1).replace("  uz: ", "  uz: O'", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"key 'label\.uz': another sign in place of a letter of 'uz', .*U\+0027"):
        reader.load(mini, ontology.load(mini))


@pytest.mark.parametrize("sign", ["\u200b", "\u00a0", "\u00ad"])
def test_a_character_of_the_ontology_is_found_at_its_line(mini: Path, sign: str) -> None:
    path = mini / CODES
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if '"@uz' in line)
    lines[number] = lines[number].replace('"@uz', f'{sign}"@uz', 1)
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        ontology.load(mini)
    assert str(raised.value).startswith(f"{CODES}:{number + 1}: column {lines[number].index(sign) + 1}: ")


def uzbek_texts() -> Iterator[tuple[str, str]]:
    """What readers see in Uzbek and no table of data holds: where it stands, and the text."""
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        yield from ((path.name, text) for text in re.findall(r'"([^"\n]*)"@uz', path.read_text(encoding="utf-8")))
    for path in questions.questions(ROOT):
        question = questions.read_question(path)
        meanings = (*question.columns.values(), *(parameter.meaning for parameter in question.parameters))
        yield from ((path.name, texts["uz"]) for texts in (question.wording, *meanings))
    with messages.FILE.open(encoding="utf-8", newline="") as lines:
        yield from ((row["key"], row["uz"]) for row in csv.DictReader(lines))


def test_what_readers_see_in_uzbek_has_its_own_signs() -> None:
    texts = list(uzbek_texts())
    assert len(texts) > 1000
    assert [(place, text) for place, text in texts if sign_flaws(text, "uz")] == []


def test_no_file_of_lines_holds_what_cannot_be_seen() -> None:
    paths = [*(ROOT / "ontology").rglob("*.ttl"), *(ROOT / "queries").glob("*.rq"), messages.FILE]
    assert len(paths) > 50
    assert [finding for path in paths for finding in line_findings(path.name, path.read_text("utf-8"))] == []
