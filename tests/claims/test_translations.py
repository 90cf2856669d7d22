"""Translations of curators' texts: which there are, which are stale, how they are added, shown and found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kgtools import namespaces, ontology
from kgtools.articles import fingerprints
from kgtools.checks import completeness
from kgtools.claims import reader, translations
from kgtools.claims.model import Corpus
from kgtools.graph import store
from kgtools.ontology import Ontology
from tests.conftest import ROOT, Run, real_corpus

OPINIONS = "data/articles/short-note/opinions.csv"
GIST, GIST_RU = "The link will make friends of neighbours.", "Дорога сделает соседей друзьями."


@pytest.fixture
def terms(mini: Path) -> Ontology:
    return ontology.load(mini)


def corpus(project: Path) -> Corpus:
    return reader.load(project, ontology.load(project))


def translate(project: Path, rows: dict[str, str], language: str = "ru", made_from: str = "") -> None:
    """Write a table of translations; each row is of the source text as it stands, or of `made_from`."""
    known = corpus(project)
    english = translations.texts(known, ontology.load(project))
    table = project / "data" / "translations" / f"{language}.csv"
    table.parent.mkdir(exist_ok=True)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "fingerprint", "text"])
        for key, text in rows.items():
            writer.writerow([key, fingerprints.digest(made_from or english.get(key, "")), text])


def test_every_text_is_translated_and_no_translation_is_stale() -> None:
    terms = ontology.load(ROOT)
    real = real_corpus()
    assert len(translations.texts(real, terms)) > 1000
    for language in translations.targets():
        assert [identifier for identifier, _ in translations.missing(real, terms, language)] == []
    assert [str(finding) for finding in completeness.translated(real, terms)] == []


def test_gists_accounts_explanations_and_notes_have_ids(mini: Path, terms: Ontology) -> None:
    found = translations.texts(corpus(mini), terms)
    assert found["short-note/o01"] == GIST
    assert found["short-note/f15"] == "Is fond of roads."
    assert "short-note/f01" not in found  # a date is nobody's words
    assert any(identifier.startswith("disagreement/") for identifier in found)


def test_a_translation_is_shown_with_a_mark_and_found_by_its_words(mini: Path, kgtools: Run) -> None:
    translate(mini, {"short-note/o01": GIST_RU})
    shown = kgtools("show", "project/good-road", "--root", mini, "--lang", "ru").stdout
    assert f"{GIST_RU} [перевод]" in shown
    assert GIST not in shown
    assert GIST in kgtools("show", "project/good-road", "--root", mini, "--lang", "kk").stdout  # not translated
    assert GIST in kgtools("show", "project/good-road", "--root", mini).stdout
    assert "o01" in kgtools("search", "сделает соседей", "--root", mini).stdout
    answer = kgtools("query", "-", "--root", mini, "--lang", "ru", "--format", "csv",
                     input="SELECT ?gist { ?claim t:gist ?gist }").stdout  # fmt: skip
    assert f"{GIST_RU} [перевод]" in answer


def test_a_stale_translation_is_reported_and_not_shown(mini: Path, terms: Ontology, kgtools: Run) -> None:
    translate(mini, {"short-note/o01": GIST_RU})
    table = mini / OPINIONS
    table.write_text(table.read_text(encoding="utf-8").replace("of neighbours", "of rivals"), encoding="utf-8")
    changed, stale = [finding for finding in completeness.translated(corpus(mini), terms) if finding.line]
    assert (changed.file, changed.line) == (OPINIONS, 2)
    assert "the text has changed since it was translated" in changed.message
    assert (stale.file, stale.line, stale.severity) == ("data/translations/ru.csv", 2, "warning")
    assert "stale" in stale.message
    assert GIST_RU not in kgtools("show", "project/good-road", "--root", mini, "--lang", "ru").stdout


def test_a_translation_of_no_text_and_texts_without_translation_are_reported(mini: Path, terms: Ontology) -> None:
    assert list(completeness.translated(corpus(mini), terms)) == []  # a project without translations lacks none
    translate(mini, {"short-note/o10": GIST_RU})
    found = list(completeness.translated(corpus(mini), terms))
    assert [finding.severity for finding in found] == ["violation", "information"]
    assert "did you mean" in found[0].hint
    assert f"{len(translations.texts(corpus(mini), terms))} texts have no translation" in found[1].message


def test_a_table_of_another_language_is_refused(mini: Path, kgtools: Run) -> None:
    translate(mini, {"short-note/o01": "The road."}, "fr")
    result = kgtools("check", "--root", mini)
    assert result.returncode == 1
    assert "data/translations/fr.csv: unknown table" in result.stdout


def test_texts_are_listed_filled_in_and_added(mini: Path, tmp_path: Path, kgtools: Run) -> None:
    lists = tmp_path / "list.csv"
    assert kgtools("translations", "ru", "--root", mini, "-o", lists).returncode == 0
    rows = list(csv.DictReader(lists.open(encoding="utf-8-sig")))
    assert list(rows[0]) == ["id", "fingerprint", "english", "text"]
    (row,) = [row for row in rows if row["id"] == "short-note/o01"]
    row["text"] = GIST_RU
    write(lists, rows)
    added = kgtools("translations", "ru", "--root", mini, "--add", lists)
    assert added.returncode == 0
    assert "1 translations added to data/translations/ru.csv" in added.stderr
    left = kgtools("translations", "ru", "--root", mini).stdout
    assert "short-note/o01" not in left
    assert "short-note/f15" in left


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("id", "short-note/o02", "no text has this id"),
        ("fingerprint", "0123456789abcdef", "the source text has changed since"),
    ],
)
def test_a_wrong_list_is_refused_whole(
    mini: Path, tmp_path: Path, kgtools: Run, column: str, cell: str, message: str
) -> None:
    english = translations.texts(corpus(mini), ontology.load(mini))["short-note/o01"]
    row = {
        "id": "short-note/o01", "fingerprint": fingerprints.digest(english), "english": english, "text": GIST_RU
    }  # fmt: skip
    write(tmp_path / "list.csv", [row | {column: cell}])
    result = kgtools("translations", "ru", "--root", mini, "--add", tmp_path / "list.csv")
    assert result.returncode == 2
    assert message in result.stderr
    assert not (mini / "data" / "translations" / "ru.csv").exists()


def test_a_list_that_is_not_there_is_not_asked_for_as_a_new_file(mini: Path, tmp_path: Path, kgtools: Run) -> None:
    result = kgtools("translations", "ru", "--root", mini, "--add", "nothing.csv")
    assert result.returncode == 2
    wanted = "give a filled-in listing of kgtools translations ru -o FILE"
    assert result.stderr == f"kgtools: --add nothing.csv: there is no such file; {wanted}\n"


def test_the_graph_joins_a_translation_to_its_claim(mini: Path) -> None:
    translate(mini, {"short-note/o01": GIST_RU})
    asked = """SELECT ?claim ?language {
      ?text a t:TranslatedText ; t:textOf ?claim ; t:sourceText ?english ; rdf:value ?words
      BIND(LANG(?words) AS ?language) }"""
    ((claim, language),) = list(store.select(store.open_store(mini), asked))
    assert namespaces.shorten(claim.value) == "claim/short-note/o01"
    assert language.value == "ru"


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
