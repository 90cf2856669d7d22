"""What the commands of the README print on terminals of several widths, in pipes and where signs are lacking."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

PRINTING = ("query", "search", "show", "why", "about", "figures", "disagreements", "targets", "measures")
MORE = (
    "kgtools query documents-signed --evidence --lang kk",
    "kgtools show Tokayev --lang uz",
    'kgtools why "Declaration on allied relations" signedOn',
    "kgtools figures export --lang ru",
    "kgtools about --lang kk",
)
RULES = "─╌-"


def commands() -> list[str]:
    """The commands of the README that print answers, without those that write a file or text for programs, or need the
    articles."""
    fences = re.findall(r"(?s)```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"))
    lines = [line.partition(" #")[0].strip() for fence in fences for line in fence.splitlines()]
    return [
        line
        for line in lines
        if line.startswith(tuple(f"kgtools {name}" for name in PRINTING))
        and not {"-o", "--articles", "--format", "--show"} & {*line.split()}
    ]


def plain(text: str) -> str:
    """An output without bold letters."""
    return re.sub("\x1b.*?m", "", text)


def words(text: str) -> set[str]:
    """The words of an output; a card has colons, a list semicolons."""
    return {word.rstrip(":;") for word in text.split() if word.strip(RULES)}


@pytest.mark.parametrize("command", [*commands(), *MORE])
def test_no_line_is_longer_than_the_terminal_and_no_word_is_broken(command: str, built: Path, kgtools: Run) -> None:
    arguments = shlex.split(command)[1:]
    root = built if arguments[0] == "measures" else ROOT  # of the large networks they take seconds
    unbroken = kgtools(*arguments, cwd=root, columns=5000)
    assert unbroken.returncode == 0, unbroken.stderr
    assert set(re.findall("\x1b.*?m", unbroken.stdout)) <= {"\x1b[1m", "\x1b[0m"}  # bold, and no colour
    for columns in (60, 80, 140):
        shown = plain(kgtools(*arguments, cwd=root, columns=columns).stdout)
        assert max(map(len, shown.splitlines())) <= columns
        assert words(shown) - words(plain(unbroken.stdout)) - {"…"} == set()


def test_the_commands_of_the_readme_are_found() -> None:
    assert {command.split()[1] for command in commands()} >= {"query", "search", "show", "disagreements"}


@pytest.mark.parametrize("columns", [40, 80])
def test_what_a_pipe_gets_a_terminal_shows(columns: int, kgtools: Run) -> None:
    asked = ("query", "documents-signed", "--from", "2016")
    piped = kgtools(*asked, cwd=ROOT).stdout
    shown = kgtools(*asked, cwd=ROOT, columns=columns).stdout
    heading, *rows = piped.splitlines()
    assert heading.split("\t") == ["document", "kind", "signed", "place", "event", "signatory"]
    assert {row.count("\t") for row in rows} == {5}
    assert words("\n".join(rows)) <= words(shown)
    assert "6 documents, 4 articles\nno value in any row: signatory\n" in shown
    assert "documents, " not in piped


def test_all_columns_stand_unfolded_if_wanted(kgtools: Run) -> None:
    shown = kgtools("query", "documents-signed", "--from", "2016", "--wide", cwd=ROOT, columns=40).stdout
    assert shown.splitlines()[0].split() == ["document", "kind", "signed", "place", "event", "signatory"]
    assert max(map(len, shown.splitlines())) > 140
    assert "no value" not in shown


@pytest.mark.parametrize(
    ("language", "count"),
    [("en", "6 documents, 4 articles"), ("ru", "6 документов, 4 статьи"), ("kk", "6 құжат, 4 мақала"),
     ("uz", "6 ta hujjat, 4 ta maqola")],
)  # fmt: skip
def test_an_answer_is_counted_in_the_language(language: str, count: str, kgtools: Run) -> None:
    asked = ("query", "documents-signed", "--from", "2016", "--lang", language)
    assert count in kgtools(*asked, cwd=ROOT, columns=100).stdout.splitlines()


def test_an_empty_answer_says_so(kgtools: Run) -> None:
    asked = ("query", "documents-signed", "--from", "2040", "--to", "2041")
    elsewhere = "without --from and --to there are 14, of 1992 to 2022"
    assert kgtools(*asked, cwd=ROOT, columns=80).stdout == "0 rows\n"
    piped = kgtools(*asked, cwd=ROOT)
    assert (piped.stdout, piped.stderr) == (
        "document\tkind\tsigned\tplace\tevent\tsignatory\n",
        f"kgtools: 0 rows; {elsewhere}\n",
    )


def test_measures_are_named_in_the_language_for_readers_and_stay_for_programs(built: Path, kgtools: Run) -> None:
    whole = ("measures", "actors", "--by", "network", "--lang", "kk")
    assert kgtools(*whole, cwd=built).stdout.splitlines()[:2] == ["не\tмәні", "түйіндер\t5"]
    assert kgtools(*whole, "--format", "csv", cwd=built).stdout.splitlines()[:2] == ["what,value", "nodes,5"]
    assert "көршілер саны" in kgtools("measures", "actors", "--lang", "kk", cwd=built).stdout.splitlines()[0]


# -- evidence -----------------------------------------------------------------------------------------


def test_evidence_stands_by_the_value_that_it_supports(kgtools: Run) -> None:
    asked = ("query", "documents-signed", "--from", "2022", "--evidence")
    lines = kgtools(*asked, cwd=ROOT, columns=5000).stdout.splitlines()
    treaty = next(number for number, line in enumerate(lines) if line.startswith("Treaty on Allied"))
    day, year = (re.search(rf"{date} \[(\d+)\]", line) for date, line in (("2022-12-22", lines[treaty]),
                                                                        ("also 2022", lines[treaty + 1])))  # fmt: skip
    assert day is not None
    assert year is not None
    notes = [line for line in lines if line.startswith("[")]
    assert notes[int(day[1]) - 1].startswith("[1] Akmalov (2022), characters 14161 to 14705 – akmalov-history/f227 ≠ ")
    assert "Normatov (n.d.)" in notes[int(year[1]) - 1]


def test_what_a_question_does_not_ask_is_no_evidence(kgtools: Run) -> None:
    done = kgtools("query", "turnover", "--evidence", "--format", "json", cwd=ROOT)
    rows = json.loads(done.stdout)["evidence"]
    assert {len(claims) for row in rows for claims in row.values()} == {1}
    assert {column for row in rows for column in row} == {"claim"}  # not that the two states are neighbours


def test_background_shows_what_it_rests_on(kgtools: Run) -> None:
    asked = ("query", "leaders-on-day", "--day", "2018-01-01", "--evidence")
    shown = kgtools(*asked, cwd=ROOT, columns=5000).stdout
    assert re.search(r"\[\d+\] background, from general knowledge: Encyclopaedia .* – background/b001", shown)


def test_json_has_the_claims_by_column_and_xml_refuses_them(built: Path, kgtools: Run) -> None:
    asked = ("query", "visits", "--evidence", "--articles", built / "articles", "--format")
    answer = json.loads(kgtools(*asked, "json", cwd=built).stdout)
    assert len(answer["evidence"]) == len(answer["results"]["bindings"]) == 1
    passage = "On 3 May 2019 the president of Ruritania, Boris Rudolf, paid a state visit to Arcadia"
    found = [claim for claims in answer["evidence"][0].values() for claim in claims]
    assert {"claim": "short-note/f01", "article": "short-note", "start": 87, "end": 172,
            "passage": passage} in found  # fmt: skip
    done = kgtools(*asked, "xml", cwd=built)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--format xml has no place for --evidence" in done.stderr


@pytest.mark.parametrize("format_", ["md", "html"])
def test_pages_have_the_evidence_below(built: Path, kgtools: Run, format_: str) -> None:
    text = kgtools("query", "visits", "--evidence", "--format", format_, cwd=built).stdout
    below = text.rpartition("\n1. " if format_ == "md" else "<ol>\n<li>")[2]
    assert "short-note/f0" in below
    assert "[1" in text


# -- terminals that lack something --------------------------------------------------------------------


def on_terminal(*arguments: str, columns: int, lines: int = 500, **settings: str) -> str:
    """What a command prints on a real pseudo-terminal."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (lines, columns))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "kgtools", *arguments], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
        env=environment | {"LC_ALL": "C.UTF-8", "PAGER": "cat", **settings},
    ) as process:  # fmt: skip
        os.close(theirs)
        found = b""
        try:
            while part := os.read(ours, 65536):
                found += part
        except OSError:  # Linux says so when the other side has closed
            pass
        said = process.stderr.read() if process.stderr else b""  # that the graph was built, if this is its first use
    os.close(ours)
    assert process.returncode == 0, said
    return found.decode("koi8-r" if "koi8" in settings.get("PYTHONIOENCODING", "") else "utf-8").replace("\r\n", "\n")


def test_a_real_terminal_of_40_columns_in_the_locale_c() -> None:
    shown = on_terminal("query", "documents-signed", "--evidence", columns=40, LC_ALL="C", NO_COLOR="1")
    assert max(map(len, shown.splitlines())) <= 40
    assert not set(shown) & set("─╌\x1b")


def test_a_terminal_without_unicode_gets_plainer_signs() -> None:
    shown = on_terminal("query", "documents-signed", "--lang", "ru", columns=200, PYTHONIOENCODING="koi8-r")
    assert "Стратегия экономического сотрудничества на 2017-2019 годы" in shown
    assert "---" in shown


def test_a_long_answer_goes_through_the_pager_and_leaving_it_early_is_no_error() -> None:
    shown = on_terminal("query", "documents-signed", columns=80, lines=10, PAGER="head -n 2")
    assert shown.count("\n") == 2
