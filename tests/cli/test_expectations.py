"""What a first-time user expects, each shown by a command: the table of thirty, and what completes in a shell."""

from __future__ import annotations

import hashlib
import shlex
import sys
from pathlib import Path

import pytest
import typer.main
from typer._completion_classes import BashComplete
from typer.core import TyperGroup

import kgtools as package
from kgtools.cli.options import app
from kgtools.errors import UsageError
from tests.conftest import ROOT, Run

# number -> command, exit code, what its output or messages say; with - the command reads SPARQL
SHOWN = {
    "1 one command answers offline": ("query documents-signed", 0, "Declaration"),
    "3 help starts with examples": ("--help", 0, "Try:\n  kgtools search"),
    "4 the list has names, wordings, parameters": ("query --list", 0, "--from (year, 1991)"),
    "5 a misspelt name gets the nearest": ("query documents-singed", 2, "did you mean 'documents-signed'?"),
    "8 a file is a query": ("query {}/one.rq", 0, "treaties"),
    "8 standard input is a query": ("query -", 0, "treaties"),
    "9 prefixes are declared": ("query - --format csv", 0, "treaties\n"),
    "9 a question shows its SPARQL": ("query turnover --show", 0, "PREFIX t: <"),
    "9 and with the values given": ("query visits-by-year --from 2018 --show", 0, "VALUES ?from { \"2018\"^^<"),
    "10 syntax errors give the place": ("query {}/wrong.rq", 2, "wrong.rq:1:25: this is not SPARQL: '}' is missing"),
    "11 empty results say so": ("query visits-by-year --from 2060", 0, "0 rows; without --from there are"),
    "12 every row shows its source": ("query turnover --evidence --format csv", 0, "nursultanova-trade/"),
    "13 show finds a thing in any script": ("show Мирзиеев", 0, "person/shavkat-mirziyoyev"),
    "14 ids on demand": ("query documents-signed --iris", 0, "document/"),
    "14 labels in a language": ("query documents-signed --lang ru", 0, "Декларация"),
    "15 dates keep their precision": ("query documents-signed --format csv", 0, "2022-12-21/2022-12-22; also 2022"),
    "16 conflicting figures side by side": ("figures turnover --from 2022 --to 2022", 0, "musina-dynamics"),
    "18 a missing file is one line": ("query {}/nowhere.rq", 2, "cannot read {}/nowhere.rq: No such file"),
    "20 GEXF": ("network leaders -o {}/a.gexf", 0, "wrote"),
    "21 GraphML": ("network leaders -o {}/a.graphml", 0, "wrote"),
    "22 an unknown format suggests": ("export turtel -o {}/x.ttl", 2, "did you mean 'turtle'?"),
    "25 updates are refused": ("query {}/update.rq", 2, "updates are refused"),
    "30 about cites": ("about", 0, "cite as: "),
    "30 about has licence and date": ("about", 0, "data: the newest day"),
    "30 about for BibTeX": ("about --format bibtex", 0, "@misc{tandem,"),
    "a question explains itself": ("query turnover --help", 0, "parameters:\n  --party (thing"),
}  # fmt: skip
TREATIES = "SELECT (COUNT(?x) AS ?treaties) { ?x a t:Treaty }"
# Shown elsewhere, as the commands take long or need a server, a browser or a wheel.
ELSEWHERE = {
    "2": "tests/test_project.py", "6": "tests/cli/test_spreadsheets.py", "7": "tests/cli/test_answers.py",
    "17": "tests/cli/test_bad_input.py", "19": "below", "23": "tests/plots/test_network_page.py",
    "24": "tests/plots/test_network_page.py", "26": "tests/server/test_server.py", "27": "tests/server/test_server.py",
    "28": "below", "29": "tests/graph/test_graph.py",
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_first_time_user_expects(name: str, kgtools: Run, tmp_path: Path) -> None:
    (tmp_path / "one.rq").write_text(TREATIES)
    (tmp_path / "wrong.rq").write_text("SELECT * { ?x a t:Treaty")
    (tmp_path / "update.rq").write_text("DELETE WHERE { ?s ?p ?o }")
    command, code, expected = SHOWN[name]
    words = [word.replace("{}", str(tmp_path)) for word in shlex.split(command)]
    root = ["--root", str(ROOT)] if words[0] != "--help" else []
    done = kgtools(*words, *root, input=TREATIES)
    assert done.returncode == code, done.stderr
    assert expected.replace("{}", str(tmp_path)) in done.stdout + done.stderr


def test_each_of_the_thirty_is_shown_somewhere() -> None:
    numbers = {name.split()[0] for name in SHOWN} | ELSEWHERE.keys()
    assert {str(number) for number in range(1, 31)} <= numbers
    assert all((ROOT / place).is_file() for place in ELSEWHERE.values() if place != "below")


@pytest.mark.parametrize("lang", ["en", "ru", "kk", "uz"])
def test_about_fits_eighty_columns(lang: str, kgtools: Run) -> None:
    lines = kgtools("about", "--lang", lang, "--root", ROOT).stdout.splitlines()
    assert max(map(len, lines)) <= 80


# -- an article begins with a template (19) ---------------------------------------------------------------


def test_a_new_article_starts_from_a_template(mini: Path, tmp_path: Path, kgtools: Run) -> None:
    text = tmp_path / "text.txt"
    text.write_bytes("Ә sentence.\r\n".encode())
    done = kgtools("add-article", text, "--id", "quill-note", "--root", mini)
    assert done.returncode == 0, done.stderr
    folder = mini / "data" / "articles" / "quill-note"
    assert sorted(path.name for path in folder.iterdir()) == [
        "article.yaml",
        "facts.csv",
        "figures.csv",
        "opinions.csv",
    ]
    described = (folder / "article.yaml").read_text(encoding="utf-8")
    assert "length: 13\n" in described
    assert hashlib.sha256(text.read_bytes()).hexdigest() in described
    found = kgtools("check", "--root", mini)  # which says what is to be filled in, and nothing of the tables
    assert "data/articles/quill-note/article.yaml" in found.stdout + found.stderr
    assert "facts.csv" not in found.stdout + found.stderr
    again = kgtools("add-article", text, "--id", "quill-note", "--root", mini)
    assert (again.returncode, "already" in again.stderr) == (2, True)
    assert (folder / "article.yaml").read_text(encoding="utf-8") == described
    for wrong in ("Quill", "quill note", "../x"):
        other = tmp_path / "other.txt"
        other.write_text("Another sentence.\n", encoding="utf-8")
        assert "cannot be the id" in kgtools("add-article", other, "--id", wrong, "--root", mini).stderr


# -- Python (28) ------------------------------------------------------------------------------------------


def test_a_graph_tells_its_counts_and_a_table_links_to_its_things() -> None:
    kg = package.load(ROOT)
    assert "5 articles" in repr(kg)
    assert "questions" in repr(kg)
    shown = kg.query("documents-signed")._repr_html_()
    assert '<a href="https://w3id.org/tandem-kg/id/document/' in shown


def test_wrong_use_from_python_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    kg = package.load(ROOT)
    monkeypatch.setitem(sys.modules, "pandas", None)
    wrong = {
        "to_pandas needs pandas, which is not installed: pip install": lambda: kg.query("turnover").to_pandas(),
        "from_ 2022 to 2017: the dates are the wrong way round": lambda: kg.figures("turnover", from_=2022, to=2017),
        "no figure of 'turnover' is of that time; there are": lambda: kg.figures("turnover", from_=2060),
        "limit 0: expected": lambda: kg.search("x", limit=0),
        "from_ 2017-05: this goes by whole years": lambda: kg.network("leaders", from_="2017-05"),
        "nothing is left to draw in those years": lambda: kg.network("leaders", from_=2080),
    }
    for said, ask in wrong.items():
        with pytest.raises(UsageError, match=said):
            ask()


# -- options of one form ----------------------------------------------------------------------------------

GROUP = typer.main.get_command(app)
assert isinstance(GROUP, TyperGroup)
OF_ONE_FORM = ("--root", "--articles", "--lang", "--from", "--to", "--about", "--article", "--evidence", "--limit")


def test_an_option_means_the_same_in_every_command() -> None:
    forms: dict[str, set[tuple[str, str, bool]]] = {}
    for command in GROUP.commands.values():
        for one in command.params:
            for name in one.opts:
                if name in OF_ONE_FORM:
                    forms.setdefault(name, set()).add((one.type.name, str(one.metavar), getattr(one, "is_flag", False)))
    assert set(forms) == set(OF_ONE_FORM)
    assert {name: found for name, found in forms.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("query turnover -o {}/a.xlsx", "nothing can be written as '.xlsx' here; expected .csv"),
        ("figures turnover -o {}/a.doc", "nothing can be written as '.doc' here"),
        ("query turnover --format json -o {}/a.csv", "the ending says csv, the format json; change one"),
        ("query turnover --format exel", "--format exel: expected table"),
        ("query visits-by-year --from 2022 --to 2017", "--from 2022 --to 2017: the dates are the wrong way round"),
        ("figures turnover --from 2022 --to 2017", "the dates are the wrong way round"),
        ("disagreements --from 2022 --to 2017", "the dates are the wrong way round"),
        ("timeline --from 2022 --to 2017 -o {}/a.csv", "the dates are the wrong way round"),
        ("network leaders --from 2022 --to 2017 -o {}/a.gexf", "the dates are the wrong way round"),
        ("figures turnover --from 2020-13", "--from 2020-13: there is no such date"),
        ("timeline --from then -o {}/a.csv", "--from then: it is not a date"),
        ("query leaders-on-day --day 2018-02-30", "expected a day such as"),
        ("figures turnover --from 2060", "there are 50, of 19"),
        ("disagreements turnover --from 2060", "without --from and --to there are"),
        ("timeline --from 2080 -o {}/a.csv", "nothing is dated in those years; there are"),
        ("network leaders --from 2080 -o {}/a.gexf", "without them there is something, of"),
        ("targets --propose --about Tokayev", "give it without other options"),
        ('disagreements --about "Tenge Bnak"', "did you mean"),
    ],
)  # fmt: skip
def test_wrong_options_speak(command: str, said: str, tmp_path: Path, kgtools: Run) -> None:
    words = [word.replace("{}", str(tmp_path)) for word in shlex.split(command)]
    done = kgtools(*words, "--root", ROOT)
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_ending_of_a_file_says_the_format(tmp_path: Path, kgtools: Run) -> None:
    for name, begins in (
        ("a.csv", "\ufeffdocument"),
        ("a.json", "{"),
        ("a.md", "| document |"),
        ("a.txt", "document\t"),
    ):
        assert kgtools("query", "documents-signed", "-o", tmp_path / name, "--root", ROOT).returncode == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


# -- completion -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "incomplete", "value"),
    [
        ("query", "documents-s", "documents-signed"),
        ("query documents-signed", "--fr", "--from"),
        ("query claims-about --thing", "tenge", "company/tenge-bank"),
        ("query claims-about", "--ev", "--evidence"),
        ("show", "person/shav", "person/shavkat-mirziyoyev"),
        ("why", "person/kas", "person/kassym-jomart-tokayev"),
        ("figures", "turn", "turnover"),
        ("figures", "indicator/", "indicator/"),
        ("figures turnover --article", "mus", "musina-dynamics"),
        ("figures turnover --format", "c", "csv"),
        ("disagreements", "akmalov-g", "akmalov-given-name"),
        ("disagreements --about", "company/ten", "company/tenge-bank"),
        ("show Tokayev --lang", "k", "kk"),
        ("targets --outcome", "mi", "missed"),
        ("", "disagr", "disagreements"),
    ],
)  # fmt: skip
def test_a_shell_completes(typed: str, incomplete: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = BashComplete(GROUP, {}, "kgtools", "_KGTOOLS_COMPLETE").get_completions(shlex.split(typed), incomplete)
    assert any(item.value.startswith(value) for item in found), [item.value for item in found]


def test_nothing_is_completed_outside_a_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shell = BashComplete(GROUP, {}, "kgtools", "_KGTOOLS_COMPLETE")
    assert shell.get_completions(["show", "--root", str(tmp_path)], "tok") == []
