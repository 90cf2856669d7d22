"""`kgtools init`: a project that works at once, what it is asked for, and what it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kgtools import namespaces, projects
from kgtools.claims import tables
from kgtools.cli import init
from kgtools.curation import tidy
from kgtools.errors import NO_ARTICLE, DataError
from tests.conftest import ROOT, Run

CHECK = ("check", "--articles", "articles")
OPTIONS = ("--title", "Two ports", "--base", "https://example.org/ports/")


@pytest.fixture
def other(tmp_path: Path, kgtools: Run) -> Path:
    """A new project, made with what is usual."""
    done = kgtools("init", "other", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "made other: 45 files\n"), done.stderr
    return tmp_path / "other"


# Languages with an example and without, in Latin, Cyrillic and other letters, read from the right, and with a region.
@pytest.mark.parametrize("languages", ["en", "ru,kk", "ja,de", "tr,en,pt-BR,he"])
def test_a_new_project_checks_answers_draws_and_is_published(languages: str, tmp_path: Path, kgtools: Run) -> None:
    made = kgtools("init", "ports", *OPTIONS, "--languages", languages, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    ports, first = tmp_path / "ports", languages.split(",")[0]
    checked = kgtools(*CHECK, cwd=ports)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    assert checked.stdout.splitlines()[0] == "finch-ferry: 10 anchors: 10 exact"
    assert checked.stdout.splitlines()[-1].startswith("0 findings")
    assert kgtools("check", cwd=ports).stdout.splitlines()[-1].startswith("0 findings")  # by passages.csv
    for question in sorted((ports / "queries").glob("*.rq")):
        answer = kgtools("query", question.stem, "--format", "csv", "--iris", cwd=ports)
        assert answer.stdout == question.with_suffix(".csv").read_text(encoding="utf-8")
        assert answer.stdout.count("\n") > 1, question.name
        for language in languages.split(","):
            assert kgtools("query", question.stem, "--lang", language, cwd=ports).returncode == 0
    assert kgtools("query", "--list", cwd=ports).returncode == 0
    treaty = kgtools("query", "documents", "--format", "csv", "--iris", cwd=ports).stdout.splitlines()[1].split(",")[0]
    accepted = (ports / "data" / "accepted-warnings.csv").is_file()
    assert accepted == (languages in ("ja,de", "tr,en,pt-BR,he")), "what is not translated yet is told of"
    assert "1921-05-05" in kgtools("show", treaty, "--lang", first, cwd=ports).stdout
    assert kgtools("disagreements", "--lang", first, cwd=ports).returncode == 0
    assert kgtools("network", "actors", "-o", "actors.html", "--lang", first, cwd=ports).returncode == 0
    assert "Avalon" in (ports / "actors.html").read_text(encoding="utf-8") or "Авалон" in (
        ports / "actors.html"
    ).read_text(encoding="utf-8")
    assert kgtools("site", "-o", "site", cwd=ports).returncode == 0
    assert (ports / "site" / "index.html").is_file()


def test_a_project_in_a_language_without_an_example_is_empty_and_works(tmp_path: Path, kgtools: Run) -> None:
    assert kgtools("init", "ports", *OPTIONS, "--languages", "ka,he", cwd=tmp_path).returncode == 0
    ports = tmp_path / "ports"
    assert kgtools(*CHECK, cwd=ports).stdout == "0 findings\n"
    answer = kgtools("query", "documents", "--format", "csv", "--iris", cwd=ports)
    assert answer.stdout == (ports / "queries" / "documents.csv").read_text(encoding="utf-8")
    assert kgtools("query", "--list", "--lang", "he", cwd=ports).returncode == 0
    assert kgtools("site", "-o", "site", cwd=ports).returncode == 0
    assert "finch" not in (ports / "data" / "disagreements.csv").read_text(encoding="utf-8")
    refused = kgtools("network", "actors", "-o", "actors.html", cwd=ports)
    assert refused.returncode == 2
    assert refused.stderr == f"kgtools: nothing is left to draw: {NO_ARTICLE}\n"
    assert "there is no article yet" in kgtools("extract", "ferry", cwd=ports).stderr


def test_its_tables_are_in_canonical_form_for_its_languages(tmp_path: Path, kgtools: Run) -> None:
    assert kgtools("init", "ports", "--languages", "fr,ar", cwd=tmp_path).returncode == 0
    ports = tmp_path / "ports"
    projects.use(ports)
    try:
        assert tidy.tidied(ports, tables.known_tables(ports)) == []
    finally:
        projects.use(ROOT)
    header = (ports / "data" / "entities" / "states.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "id,label_fr,label_ar,aliases,kind,iso,note"


def test_it_names_the_core_ontology_and_takes_own_terms(other: Path, kgtools: Run) -> None:
    own = other / "ontology" / "own.ttl"
    text = own.read_text(encoding="utf-8")
    assert f"owl:imports <{namespaces.CORE}ontology>" in text
    start = text.index("# own:Guild")
    own.write_text(text[:start] + text[start:].replace("\n# ", "\n").removeprefix("# "), encoding="utf-8")
    guilds = other / "data" / "entities" / "guilds.csv"
    guilds.write_text("id,label_en,aliases,kind,iso,note\nguild/salters,Salters,,Guild,,\n", encoding="utf-8")
    done = kgtools("check", cwd=other)
    assert done.stdout.splitlines()[-1].startswith("0 findings"), done.stdout
    assert "guild" in kgtools("show", "guild/salters", cwd=other).stdout


def test_a_core_of_another_version_is_one_clear_line(other: Path, kgtools: Run) -> None:
    description = other / "project.yaml"
    text = description.read_text(encoding="utf-8")
    core = projects.core_version()
    description.write_text(text.replace(f"core: {core}", "core: 9.9.9"), encoding="utf-8")
    done = kgtools("check", cwd=other)
    assert (done.returncode, done.stderr) == (2, (
        f"project.yaml:11: key 'core': another version of the core ontology; found '9.9.9'; expected {core}; install "
        f"tandem-kg 9.9.9, or see its CHANGELOG and write 'core: {core}'\n"
    ))  # fmt: skip
    description.write_text(text.replace(f"core: {core}\n", ""), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        projects.read(other)
    assert str(refused.value.findings[0]) == f"project.yaml: key 'core': missing; expected {core}"


def test_what_it_is_about_may_be_two_things(tmp_path: Path, kgtools: Run) -> None:
    pair = "state/lyonesse-north,place/is"
    assert kgtools("init", "ports", "--pair", pair, cwd=tmp_path).returncode == 0
    ports = tmp_path / "ports"
    assert yaml.safe_load((ports / "project.yaml").read_text(encoding="utf-8"))["pair"] == pair.split(",")
    assert "state/lyonesse-north,Lyonesse North,,State,,\n" in (ports / "data/entities/states.csv").read_text()
    assert kgtools(*CHECK, cwd=ports).returncode == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--base", "nowhere"), "the options: key 'base': wrong form; found 'nowhere'; expected an address"),
        (("--languages", "klingon"), "the options: key 'languages': not a language; found 'klingon'; "),
        (("--pair", "state/avalon"), "the options: key 'pair': not two ids; found 'state/avalon'; "),
    ],
)  # fmt: skip
def test_what_no_project_can_have_is_one_line_and_leaves_nothing(
    options: tuple[str, str], said: str, tmp_path: Path, kgtools: Run
) -> None:
    done = kgtools("init", "ports", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(said)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_other_things_is_refused(tmp_path: Path, kgtools: Run) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear Ada", encoding="utf-8")
    done = kgtools("init", "full", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "kgtools: full holds other things; choose a new or empty folder\n")
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "letter.txt"]
    done = kgtools("init", "full/letter.txt", cwd=tmp_path)
    assert done.stderr == "kgtools: full/letter.txt is a file; choose a new or empty folder\n"


def test_an_empty_folder_that_one_stands_in_is_taken(tmp_path: Path, kgtools: Run) -> None:
    here = tmp_path / "north-sea"
    here.mkdir()
    before = here.stat().st_ino
    assert kgtools("init", ".", cwd=here).returncode == 0
    assert here.stat().st_ino == before, "a shell that stands in the folder would have lost it"
    assert yaml.safe_load((here / "project.yaml").read_text(encoding="utf-8"))["name"] == "North sea"


def test_a_disk_that_fails_leaves_nothing(tmp_path: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    said = "cannot write {}: No space left on device; make room or choose another place\n"
    done = kgtools("init", "ports", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, f"kgtools: {said.format('ports')}")
    assert list(tmp_path.rglob("*")) == []
    (tmp_path / "empty").mkdir()
    moved: list[str] = []

    def once(source: Path, target: Path) -> None:
        if moved:
            full()
        os.replace(source, target)
        moved.append(target.name)

    monkeypatch.setattr(os, "rename", once)
    done = kgtools("init", "empty", cwd=tmp_path)
    assert (done.returncode, done.stderr, len(moved)) == (2, f"kgtools: {said.format('empty')}", 1)
    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]


def test_on_a_terminal_it_asks_for_what_is_not_given(
    tmp_path: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "_on_terminal", lambda: True)
    done = kgtools("init", "ports", "--base", "https://example.org/p/", cwd=tmp_path, input="Deux ports\nfr, en\n")
    assert done.returncode == 0, done.stderr
    assert "Title [Ports]:" in done.stderr
    assert "Base" not in done.stderr
    told = yaml.safe_load((tmp_path / "ports" / "project.yaml").read_text(encoding="utf-8"))
    assert (told["title"], told["languages"]) == ({"fr": "Deux ports"}, ["fr", "en"])


def test_its_makefile_finds_an_answer_that_has_changed(other: Path) -> None:
    make = ["make", f"KGTOOLS={sys.executable} -m kgtools"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(target: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*make, target], cwd=other, env=environment, capture_output=True, text=True, check=False)

    assert (done := run("test")).returncode == 0, done.stdout + done.stderr
    answer = other / "queries" / "numbers.csv"
    stored = answer.read_text(encoding="utf-8")
    answer.write_text(stored.replace("12", "13"), encoding="utf-8")
    assert run("test").returncode != 0
    assert run("accept").returncode == 0
    assert answer.read_text(encoding="utf-8") == stored
    done = subprocess.run(["git", "init", "-q"], cwd=other, check=True)
    (other / "articles" / "somebodys.txt").write_text("Theirs.", encoding="utf-8")
    listed = subprocess.run(["git", "ls-files", "-o", "--exclude-standard"], cwd=other, capture_output=True, text=True)
    assert "articles/finch-ferry.txt" in listed.stdout
    assert "somebodys" not in listed.stdout


def test_of_a_text_in_two_languages_the_rules_read_the_one_that_they_know(tmp_path: Path, kgtools: Run) -> None:
    assert kgtools("init", "ports", "--languages", "fr,en", cwd=tmp_path).returncode == 0
    english = "On 4 May 1998 President Oraz Bekturov of Avalon visited Camelot, where he met President Ann Reed of Is."
    french = "Le 7 juin 1999, le président Jean Dumas de Camelot a rendu visite au roi dans la ville de Ys avec eux."
    (tmp_path / "ports" / "text.txt").write_text(f"{french}\n\n{english}\n", encoding="utf-8")
    done = kgtools("extract", "text.txt", "--spans", cwd=tmp_path / "ports")
    assert done.returncode == 0, done.stderr
    assert "text: what stands in fr is not read, there are rules for en, kk, ru, uz alone" in done.stderr
    assert "1998-05-04" in done.stdout
    assert "Bekturov" in done.stdout
    assert "Dumas" not in done.stdout
    assert "1999" not in done.stdout
    assert kgtools("extract", "text.txt", cwd=tmp_path / "ports").stdout.count('"languages":["en"]') == 1
