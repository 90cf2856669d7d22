"""Nothing is offered that is not explained: commands, options, questions, shapes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer

from kgtools import cli, messages, namespaces, ontology
from kgtools.query import questions
from tests import accept
from tests.conftest import ROOT, Run

COMMANDS: dict[str, Any] = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
SHAPE = re.compile(r"shape:(\S+)  (violation|warning|information)  (\S.*[.?!])  \(ontology/shapes/([\w-]+\.ttl)\)")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does_and_what_it_takes(name: str) -> None:
    command = COMMANDS[name]
    assert re.match(r"[A-Z][^.]{10,}", command.help or ""), "its docstring is its help"
    for parameter in command.params:
        assert re.match(r"\S.*[.…]", parameter.help or "", re.DOTALL), f"{parameter.name} needs a help text"


def test_the_page_of_commands_is_that_of_the_command_line() -> None:
    ((file, text),) = accept.cli_reference().items()
    assert file.read_text(encoding="utf-8") == text, "run make accept"
    for name, command in COMMANDS.items():
        part = text.split(f"## kgtools {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert all(f"`{word}" in part for word in parameter.opts), (name, parameter.name)
            assert " ".join(parameter.help.split()) in part, (name, parameter.name)


def test_the_picture_of_the_readme_is_current() -> None:
    ((file, drawn),) = accept.readme_picture().items()
    stored = file.read_text(encoding="utf-8")
    assert accept.same_picture(stored, drawn), "run make accept"
    assert not accept.same_picture(stored, drawn.replace("#d55e00", "#000000"))
    assert f"](docs/{file.name})" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", questions.questions(ROOT), ids=lambda path: path.stem)
def test_a_question_is_worded_in_four_languages_and_its_columns_are_explained(path: Any) -> None:
    question = questions.read_question(path)
    assert question.wording.keys() == set(namespaces.languages())
    assert len(set(question.wording.values())) == len(namespaces.languages()), "two languages have the same words"
    for wording in question.wording.values():
        assert re.fullmatch(r"\S.{8,}\?", wording), wording
    headings = messages.section("questions.name", "en").keys()
    assert {*question.columns, *(parameter.name for parameter in question.parameters)} <= headings, "no heading"
    meanings = [*question.columns.values(), *(parameter.meaning for parameter in question.parameters)]
    for meaning in meanings:
        assert meaning.keys() == set(namespaces.languages())
        assert all(meaning.values())
        assert re.search("[а-яё]", meaning["ru"]), meaning
        assert re.search("[а-яәғқңөұүһі]", meaning["kk"]), meaning
        assert not re.search("[а-яё'’‘]", meaning["en"] + meaning["uz"]), "Uzbek is written with ʻ and ʼ"


def test_every_shape_is_listed_with_a_sentence(kgtools: Run) -> None:
    lines = kgtools("check", "--list", cwd=ROOT).stdout.splitlines()
    listed = set()
    for line in lines:
        found = SHAPE.fullmatch(line)
        assert found, line
        listed.add((found[1], found[4]))
    defined = set()
    for file in (ROOT / "ontology" / "shapes").glob("*.ttl"):
        for quad in ontology.parse_file(file, ROOT):
            kind = str(getattr(quad.object, "value", ""))
            if quad.predicate.value == namespaces.RDF + "type" and re.search(r"shacl#(Node|Property)Shape$", kind):
                iri = str(getattr(quad.subject, "value", ""))
                if iri.startswith(namespaces.base()):
                    defined.add((iri.rpartition("/")[2], file.name))
    assert len(defined) > 100
    assert defined <= listed
