"""A project in other languages: an invented one with a file, one read from the right without, one of a region."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtools import files, languages, messages, namespaces, ontology, projects
from kgtools.articles import endings, lexicon, mentions
from kgtools.articles import languages as stretches
from kgtools.claims import tables
from kgtools.claims.model import Corpus
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.reading import read
from kgtools.curation.extract.text.vocabulary import vocabulary
from kgtools.errors import DataError
from kgtools.query.search import words
from kgtools.server.negotiation import language as accepted
from kgtools.values import characters, transliteration
from kgtools.values.collation import collation
from tests.conftest import ROOT, Run
from tests.languages import elsewhere


@pytest.fixture(scope="module")
def isles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, to read from."""
    return elsewhere.project(tmp_path_factory.mktemp("elsewhere") / "isles")


@pytest.fixture
def in_use(isles: Path) -> Iterator[Path]:
    """The project, as the one that is worked on."""
    projects.use(isles)
    yield isles
    projects.use(ROOT)


@pytest.fixture(autouse=True)
def _back() -> Iterator[None]:
    """Work on the real project again after a command has worked on another."""
    yield
    projects.use(ROOT)


# -- what a language is like ------------------------------------------------------------------------


def test_the_file_of_a_project_says_what_a_language_is_like(in_use: Path) -> None:
    own = languages.language("qaa")
    assert (own.name, own.script, own.direction, own.alphabet[0]) == ("Qaari", "Latn", "ltr", "z")
    assert endings.forms("isle", "qaa") == {"isle", "isleak"}
    assert lexicon.plain("Quill") == "kuill"
    assert sorted(["Ada", "Zoe", "Bel"], key=collation("qaa")) == ["Zoe", "Ada", "Bel"]
    assert lexicon.numbered("months") == {5: "may", 12: "zember"}
    assert words.wanted("the isle of roads") == ("isle", "roads")


def test_a_language_without_a_file_has_plain_defaults(in_use: Path) -> None:
    own = languages.language("he")
    assert (own.name, own.script, own.direction) == ("he", "Hebr", "rtl")
    assert endings.forms("אי", "he") == {"אי"}
    assert words.stems("אי", "he") == {"אי"}
    assert words.stems("אי", "he", loose=True) == {"אי"}
    assert sorted(["תל", "Ada", "אי"], key=collation("he")) == ["Ada", "אי", "תל"]
    assert not lexicon.denies("אי", "he")
    assert characters.sign_flaws("O‘n", "he") == ()
    assert transliteration.spelled("Ada", "qaa", "he") == "Ada"
    assert transliteration.spelled("אי", "he", "qaa").isascii()


def test_the_language_of_a_stretch_is_one_of_the_project(in_use: Path) -> None:
    text = "The road of the isles.\n\nדרך האיים הארוכה\n"
    told = {text[one.start : one.end]: one.language for one in stretches.stretches(text)}
    assert list(told.values()) == ["qaa", "he"]
    assert stretches.first_in("Cyrl") == "qaa"


def test_names_are_found_in_their_languages(in_use: Path) -> None:
    names = [mentions.Name("place/isle", "האי", "he"), mentions.Name("place/isle", "Isle", "qaa")]
    text = "To Isleak and האי it goes."
    found = mentions.Finder(names).find(text)
    assert [text[one.start : one.end] for one in found] == ["Isleak", "האי"]


def test_another_project_leaves_nothing_of_its_languages_behind(isles: Path) -> None:
    before = (endings.forms("isle", "qaa"), lexicon.plain("Ёлка Quill"), lexicon.numbered("months")[12])
    projects.use(isles)
    assert lexicon.plain("Ёлка Quill") == "ёлка kuill"
    projects.use(ROOT)
    assert (endings.forms("isle", "qaa"), lexicon.plain("Ёлка Quill"), lexicon.numbered("months")[12]) == before


ADDED = """\
name: Plain English
idle: upon
months:
  5: maytide
reading:
  patterns:
    units:
      groat: groats?
"""


def test_a_file_of_a_project_adds_to_that_of_the_tools(tmp_path: Path) -> None:
    folder = tmp_path / "languages"
    folder.mkdir()
    (folder / "en.yaml").write_text(ADDED, encoding="utf-8")
    try:
        languages.use(folder, ("en", "ru"))
        own = languages.content("en")
        assert (own["name"], own["idle"]) == ("Plain English", "upon"), "a key stands in place of the tools'"
        assert (own["months"]["5"], own["months"]["6"]) == ("maytide", "june"), "tables are merged by key"
        units = vocabulary("en").patterns["units"]
        assert (list(units)[-1], units["tonne"]) == ("groat", "(?:metric )?(?:tonnes?|tons?)")
        assert "roads" in endings.forms("road", "en"), "what it leaves out is as in the tools"
        assert languages.language("ru").name == "Русский"
    finally:
        projects.use(ROOT)
    assert languages.content("en")["months"]["5"] == "may"


def test_a_file_of_a_script_adds_to_the_language(tmp_path: Path) -> None:
    folder = tmp_path / "languages"
    folder.mkdir()
    (folder / "uz-Cyrl.yaml").write_text("balance: сальдо\n", encoding="utf-8")
    try:
        languages.use(folder, ("uz-Cyrl",))
        assert languages.content("uz-Cyrl")["balance"] == "сальдо"
        assert languages.content("uz-Cyrl")["numbers"] == languages.content("uz")["numbers"]
        assert languages.content("uz")["balance"] == "saldo"
    finally:
        projects.use(ROOT)


def test_a_project_may_take_nothing_of_the_file_of_the_tools(tmp_path: Path) -> None:
    folder = tmp_path / "languages"
    folder.mkdir()
    (folder / "en.yaml").write_text("whole: true\nname: Plain English\n", encoding="utf-8")
    try:
        languages.use(folder, ("en", "ru"))
        assert languages.language("en").name == "Plain English"
        assert endings.forms("road", "en") == {"road"}
        assert not lexicon.has_rules("en")
    finally:
        projects.use(ROOT)
    assert "roads" in endings.forms("road", "en")


def test_the_reader_works_without_words_for_states_and_places(tmp_path: Path) -> None:
    """With the tools' files alone: what no graph holds is then no state, and currencies have no name."""
    try:
        languages.use(tmp_path / "none", namespaces.languages())
        for tag in namespaces.languages():
            own = vocabulary(tag)
            assert (own.states, own.regions, own.towns, own.waters, own.organizations) == ((), (), {}, {}, {})
            assert own.patterns["units"]
            assert own.state_of("any") == ""
        terms = ontology.load(ROOT)
        found = read("Exports of France reached 5 million dollars in 2021.", Gazetteer(Corpus({}, {}, (), ())), terms)
        assert [one.unit for sentence in found.sentences for one in sentence.quantities] == ["million-usd"]
        assert list(found.mentions) == []
    finally:
        projects.use(ROOT)
    assert vocabulary("en").states


def test_a_build_is_stale_when_a_word_of_the_project_has_changed(isles: Path, tmp_path: Path, kgtools: Run) -> None:
    project = elsewhere.project(tmp_path / "isles")
    assert kgtools("build", "--root", project).returncode == 0
    fresh = files.input_digest(project)
    (project / "languages" / "qaa.yaml").write_text(elsewhere.QAA.replace("zember", "december"), encoding="utf-8")
    assert files.input_digest(project) != fresh
    (project / "languages" / "qaa.yaml").write_text("nane: Qaari\n", encoding="utf-8")
    refused = kgtools("show", "state/arcadia", "--root", project)
    assert "languages/qaa.yaml:1: unknown key; found 'nane'" in refused.stderr


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("qaa", "nane: Qaari\n", "languages/qaa.yaml:1: unknown key; found 'nane'; did you mean 'name'?"),
        ("qaa", "name: Qaari\nname: Q\n", "languages/qaa.yaml:2: the key is given twice"),
        ("qaa", "months: may\n", "languages/qaa.yaml:1: 'months' is of another sort; expected a table of words"),
        ("qaa", "whole: ja\n", "languages/qaa.yaml:1: 'whole' has another value; found 'ja'; expected true or false"),
        ("qaa", "plurals: few\n", "languages/qaa.yaml:1: 'plurals' has another value; found 'few'; expected other"),
        ("qaa", "grammar: cases-are-ending\n", "unknown trait; found 'cases-are-ending'; expected cases-are-endings"),
        ("qaa", "than: '('\n", "languages/qaa.yaml:1: no regular expression; found '('"),
        ("qaa", "name: 'Qaari\n", "languages/qaa.yaml:"),
        ("qaa", "- name\n", "languages/qaa.yaml:1: the file has no keys"),
        ("fr", "name: Français\n", "languages/fr.yaml: the project has no such language; found 'fr'; expected qaa or"),
    ],
)
def test_a_malformed_file_of_a_project_is_one_clear_line(
    name: str, text: str, found: str, tmp_path: Path, kgtools: Run
) -> None:
    project = elsewhere.project(tmp_path / "isles")
    (project / "languages" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        projects.use(project)
    assert found in str(error.value)
    done = kgtools("build", "--root", project)
    assert done.returncode
    assert found in done.stderr
    assert "Traceback" not in done.stderr


# -- what follows the languages of a project --------------------------------------------------------


def test_columns_follow_the_languages(in_use: Path) -> None:
    assert tables.entities()[:4] == ("id", "label_qaa", "label_he", "label_pt-BR")
    assert tables.gist() in tables.opinions()
    assert tables.gist() == "gist_qaa"
    assert namespaces.translated() == ("he", "pt-BR")
    assert namespaces.language_of("pt-br") == "pt-BR"


def test_the_interface_falls_back_to_english(in_use: Path) -> None:
    assert messages.message("claims.not-accepted", "he") == messages.message("claims.not-accepted", "en")
    assert messages.counted("documents", 1, "he") == "1 document"
    assert messages.counted("documents", 5, "qaa") == "5 documents"
    assert messages.language_names() == {"qaa": "Qaari", "he": "he", "pt-BR": "pt-BR"}
    assert messages.chosen({"en": "road", "he": "דרך"}, "qaa") == "road"
    assert messages.chosen({"ru": "дорога"}, "qaa") == "дорога"


@pytest.mark.parametrize(
    ("header", "language"),
    [("pt", "pt-BR"), ("pt-PT, he;q=0.5", "pt-BR"), ("he-IL", "he"), ("fr", "qaa"), ("", "qaa")],
)
def test_a_browser_gets_the_language_that_serves_it(in_use: Path, header: str, language: str) -> None:
    assert accepted({}, header) == language


def test_the_project_is_built_and_checked(isles: Path, kgtools: Run) -> None:
    assert kgtools("build", "--root", isles).returncode == 0
    done = kgtools("check", "--root", isles, "--articles", isles / "articles")
    assert "violation" not in done.stdout, done.stdout


def test_a_label_that_is_missing_or_unknown_is_told(tmp_path: Path, kgtools: Run) -> None:
    project = elsewhere.project(tmp_path / "isles")
    path = project / "data" / "entities" / "states.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label_he", "label_en", 1), encoding="utf-8")
    done = kgtools("build", "--root", project)
    assert "unknown column; found 'label_en'" in done.stderr
    assert "missing column; expected 'label_he'" in done.stderr


def test_what_is_shown_is_in_the_languages_of_the_project(isles: Path, kgtools: Run) -> None:
    shown = kgtools("show", "state/arcadia", "--root", isles, "--lang", "he")
    assert shown.stdout.startswith("ארכאדיא")
    assert "Arcadia* (pt-BR)" in shown.stdout
    assert "Boris Rudolf" in kgtools("query", "visits", "--root", isles).stdout, "the first language is the usual one"
    refused = kgtools("show", "state/arcadia", "--root", isles, "--lang", "en")
    assert "--lang en: expected qaa, he, pt-BR" in refused.stderr
    assert "expected he, pt-BR" in kgtools("translations", "qaa", "--root", isles).stderr


def test_pages_stand_under_their_tags_and_are_read_from_their_side(isles: Path, tmp_path: Path, kgtools: Run) -> None:
    site = tmp_path / "site"
    assert kgtools("site", "--root", isles, "-o", site).returncode == 0
    page = (site / "he" / "id" / "state" / "arcadia.html").read_text(encoding="utf-8")
    assert '<html lang="he" dir="rtl">' in page
    assert "ארכאדיא" in page
    other = (site / "pt-BR" / "id" / "state" / "arcadia.html").read_text(encoding="utf-8")
    assert '<html lang="pt-BR">' in other
    assert 'hreflang="he"' in other
    timeline = tmp_path / "timeline.html"
    kgtools("timeline", "--root", isles, "--lang", "he", "-o", timeline)
    assert '<html lang="he" dir="rtl">' in timeline.read_text(encoding="utf-8")


def test_tables_have_columns_for_the_languages(isles: Path, tmp_path: Path, kgtools: Run) -> None:
    done = kgtools("export", "sqlite", "--root", isles, "-o", tmp_path / "isles.sqlite")
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "isles.sqlite") as database:
        (row,) = database.execute("SELECT label_qaa, label_he, \"label_pt-BR\" FROM things WHERE id = 'state/arcadia'")
        assert row == ("Arcadia", "ארכאדיא", "Arcadia")
        assert database.execute('SELECT thing_label, "statement_pt-BR" FROM claims_about').fetchone()[0]
        assert database.execute("SELECT label_qaa FROM terms WHERE id = 'Treaty'").fetchone() == ("treaty",)
    assert kgtools("export", "csv", "--root", isles, "-o", tmp_path / "tables").returncode == 0


def test_the_reader_of_articles_reads_what_it_can(isles: Path, kgtools: Run) -> None:
    done = kgtools("extract", "short-note", "--root", isles, "--articles", isles / "articles")
    assert "Traceback" not in done.stderr
    assert "should not happen" not in done.stderr
