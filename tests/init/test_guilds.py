"""The example project, in French and Arabic with terms of its own: the whole road, from a new article to the site."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtools import projects
from kgtools.claims import tables
from kgtools.curation import tidy
from tests.conftest import ROOT, Run

GUILDS = ROOT / "examples" / "guilds"
PACT = "document/pacte-du-sel"
LETTER = "brun-lettre"
PROPOSED = (  # what a reader says of the letter, as a table
    ("La Guilde des sauniers fut fondée en 1898", "guild/sauniers", "foundedOn", "1898"),
    ("La Guilde des sauniers fut fondée en 1898 à Qasr el-Milh", "guild/sauniers", "seat", "place/qasr-el-milh"),
    ("le Pacte du sel fut signé le 14 avril 1931", PACT, "signedOn", "1931-04-14"),
)


@pytest.fixture
def guilds(tmp_path: Path) -> Path:
    """A copy of the example, to change as one likes."""
    return Path(shutil.copytree(GUILDS, tmp_path / "guilds", ignore=shutil.ignore_patterns("build")))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example that is only read."""
    copy = tmp_path_factory.mktemp("shared") / "guilds"
    return Path(shutil.copytree(GUILDS, copy, ignore=shutil.ignore_patterns("build")))


@pytest.fixture
def in_use() -> Iterator[None]:
    projects.use(GUILDS)
    yield
    projects.use(ROOT)


def test_every_anchor_is_exact_and_nothing_is_found(shared: Path, kgtools: Run) -> None:
    done = kgtools("check", "--articles", "articles", cwd=shared)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    first, second, last = done.stdout.splitlines()
    assert (first, second) == (
        "dumas-pacte: 10 anchors: 10 exact", "haddad-naqabatan: 7 anchors: 7 exact",
    )  # fmt: skip
    assert last.startswith("0 findings")
    assert kgtools("check", cwd=shared).stdout.splitlines()[-1].startswith("0 findings")


def test_its_tables_are_in_canonical_form(in_use: None) -> None:
    assert len(tables.known_tables(GUILDS)) > 15
    assert tidy.tidied(GUILDS, tables.known_tables(GUILDS)) == []


@pytest.mark.parametrize("question", ["fleets", "guilds"])
def test_its_questions_have_the_answers_that_are_stored(question: str, shared: Path, kgtools: Run) -> None:
    stored = (GUILDS / "queries" / f"{question}.csv").read_text(encoding="utf-8")
    assert kgtools("query", question, "--format", "csv", "--iris", cwd=shared).stdout == stored
    assert len(stored.splitlines()) > 1
    assert question in kgtools("query", "--list", "--lang", "ar", cwd=shared).stdout
    assert kgtools("query", question, "--lang", "ar", cwd=shared).returncode == 0
    assert kgtools("query", question, "--help", cwd=shared).returncode == 0


@pytest.mark.parametrize(
    ("words", "found"), [("caboteurs", "guild/caboteurs"), ("الملح", "guild/sauniers"), ("mithaq", PACT)]
)
def test_things_are_found_in_both_scripts(words: str, found: str, shared: Path, kgtools: Run) -> None:
    assert found in kgtools("search", words, cwd=shared).stdout


def test_a_page_of_a_thing_is_in_both_languages(shared: Path, kgtools: Run) -> None:
    french = kgtools("show", "guild/caboteurs", "--lang", "fr", "--articles", "articles", cwd=shared).stdout
    assert french.startswith("Guilde des caboteurs")
    assert "jumelée" in french
    arabic = kgtools("show", "guild/caboteurs", "--lang", "ar", cwd=shared).stdout
    assert arabic.startswith("نقابة البحارة")
    assert "توأم" in arabic
    why = kgtools("why", PACT, "signedOn", "--lang", "fr", "--articles", "articles", cwd=shared).stdout
    assert "14 avril 1931" in why
    assert "15 أبريل 1931" in why


def test_what_disagrees_is_found_and_explained(guilds: Path, kgtools: Run) -> None:
    told = kgtools("disagreements", "--lang", "fr", cwd=guilds).stdout
    assert "312" in told
    assert "280" in told
    listed = guilds / "data" / "disagreements.csv"
    listed.write_text("".join(listed.read_text(encoding="utf-8").splitlines(True)[:1]), encoding="utf-8")
    for name in ("compared-claims.csv", "explained-clashes.csv"):
        (guilds / "data" / name).unlink()
    assert kgtools("check", cwd=guilds).returncode == 1
    found = kgtools("disagreements", "--propose", cwd=guilds)
    assert found.stdout.splitlines()[-1].startswith("2 entries added to data/disagreements.csv")


def test_its_network_has_the_edge_of_its_own_property(shared: Path, tmp_path: Path, kgtools: Run) -> None:
    done = kgtools("network", "actors", "-o", str(tmp_path / "actors.graphml"), "--lang", "ar", cwd=shared)
    assert done.returncode == 0, done.stderr
    drawn = (tmp_path / "actors.graphml").read_text(encoding="utf-8")
    assert "توأم مع" in drawn
    assert "نقابة البحارة" in drawn
    assert kgtools("network", "actors", "-o", str(tmp_path / "actors.html"), cwd=shared).returncode == 0


def test_its_site_has_every_page_in_both_directions_of_writing(shared: Path, tmp_path: Path, kgtools: Run) -> None:
    done = kgtools("site", "-o", str(tmp_path / "site"), cwd=shared)
    assert done.returncode == 0, done.stderr
    french, arabic = (
        [path.read_text(encoding="utf-8") for path in (tmp_path / "site" / language).rglob("*.html")]
        for language in ("fr", "ar")
    )
    assert len(french) == len(arabic) > 10
    assert all('<html lang="fr">' in page for page in french)
    assert all('<html lang="ar" dir="rtl">' in page for page in arabic)


def test_an_article_is_added_proposed_reviewed_and_entered(guilds: Path, tmp_path: Path, kgtools: Run) -> None:
    text = shutil.copy(guilds / "new" / f"{LETTER}.txt", guilds / "articles")
    at = ("--articles", "articles")
    added = kgtools("add-article", text, "--id", LETTER, cwd=guilds)
    assert added.returncode == 0, added.stderr
    assert "languages:\n  - fr" in (guilds / "data" / "articles" / LETTER / "article.yaml").read_text(encoding="utf-8")
    answer, proposals, sheet = (tmp_path / name for name in ("answer.csv", "proposals.jsonl", "review.csv"))
    with answer.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("quote", "subject", "property", "value"), *PROPOSED])
    taken = kgtools("propose", "--import", answer, LETTER, *at, "-o", proposals, cwd=guilds)
    assert taken.returncode == 0, taken.stderr
    judged = kgtools("proposals", proposals, *at, cwd=guilds)
    assert judged.returncode in (0, 1), judged.stderr
    review = ("review", proposals, *at, "--reader", "ana")
    assert "3 rows" in kgtools(*review, "--sheet", sheet, cwd=guilds).stdout
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        accepted = [[*row[:4], "accept", *row[5:]] for row in rows]
        csv.writer(file).writerows([header, *accepted])
    assert "3 verdicts" in kgtools(*review, "--sheet", sheet, cwd=guilds).stdout
    done = kgtools(*review, "--finish", cwd=guilds)
    assert "3 claims" in done.stdout, done.stderr
    impact = kgtools("impact", LETTER, *at, "--lang", "fr", cwd=guilds)
    assert impact.returncode == 0, impact.stderr
    assert "1898" in kgtools("show", "guild/sauniers", cwd=guilds).stdout


@pytest.mark.parametrize(
    "command", ["about", "readings", "targets", "measures actors", "disagreements", "query --list"]
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_lists_the_project_lists_it_in_its_languages(
    command: str, language: str, shared: Path, kgtools: Run
) -> None:
    with_language = ["--lang", language] if command not in ("readings",) else []
    done = kgtools(*command.split(), *with_language, cwd=shared)
    assert done.returncode == 0 or "no target" in done.stderr, done.stderr
    if command == "about":
        assert {"fr": "guilde", "ar": "نقابة"}[language] in done.stdout


def test_the_rules_read_nothing_of_a_language_that_they_are_not_for(shared: Path, kgtools: Run) -> None:
    for article, language in (("dumas-pacte", "fr"), ("haddad-naqabatan", "ar")):
        done = kgtools("extract", f"articles/{article}.txt", "--spans", cwd=shared)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[-1] == (
            f"kgtools: {article}: what stands in {language} is not read, there are rules for en, kk, ru, uz alone; let "
            "another reader propose what it says: kgtools propose"
        )
