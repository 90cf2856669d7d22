"""The first thing that one sees: a greeting with examples, help that fits a screen, and examples that run."""

from __future__ import annotations

import shlex

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from kgtools.cli.options import ASK, COMPARE, CURATE, DRAW, PUBLISH, READ, app
from tests.conftest import ROOT, Run

GROUP = typer.main.get_command(app)
assert isinstance(GROUP, TyperGroup)
COMMANDS = {name: command for name, command in GROUP.commands.items() if isinstance(command, TyperCommand)}


def examples(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("  kgtools ")]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_the_greeting_fits_a_screen_and_names_every_command(kgtools: Run, arguments: list[str]) -> None:
    done = kgtools(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    named = {word for line in lines[12:] for word in line.split()[1:]}
    assert set(COMMANDS) <= named


def test_every_command_belongs_to_a_group_and_ends_its_help_with_examples() -> None:
    assert len(COMMANDS) > 20
    for name, command in COMMANDS.items():
        assert command.rich_help_panel in (ASK, COMPARE, DRAW, PUBLISH, READ, CURATE), name
        shown = examples(command.epilog or "")
        assert len(shown) >= 2, name
        assert all(example.split()[1] == name for example in shown)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_examples_can_be_typed(name: str) -> None:
    """Each is parsed by its command; those of the README are run, too."""
    for example in examples(COMMANDS[name].epilog or ""):
        COMMANDS[name].make_context(name, shlex.split(example)[2:])


# What stands for the words in capitals, which every project has its own for.
OURS = {
    "THING": "Tokayev", "NAME": "Мирзиеев", "DOCUMENT": "Declaration on allied relations", "PLACE": "Tashkent",
    "QUESTION": "documents-signed",
}  # fmt: skip
ASKING = sorted(name for name, command in COMMANDS.items() if command.rich_help_panel in (ASK, COMPARE))


@pytest.mark.parametrize("name", ASKING)
def test_the_examples_that_ask_and_compare_find_something(name: str, kgtools: Run) -> None:
    for example in examples(COMMANDS[name].epilog or ""):
        words = [OURS.get(word, word) for word in shlex.split(example)[1:]]
        done = kgtools(*words, "--root", ROOT)
        assert (done.returncode, done.stderr if done.returncode else "") == (0, ""), example


def test_an_unknown_command_is_refused_with_the_nearest(kgtools: Run) -> None:
    done = kgtools("serach", "x")
    assert done.returncode == 2
    assert "search" in done.stderr
