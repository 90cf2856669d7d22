"""Rewrite every stored answer and generated file after a change that was meant: `make accept`.

Look at the difference (git diff) before you commit it: a changed answer is a changed statement.
"""

from __future__ import annotations

import inspect
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import typer
from typer.core import TyperGroup

from kgtools import cli, ontology
from kgtools.curation.proposals.brief import schema
from kgtools.graph import build
from kgtools.graph.reading import Store
from kgtools.publish.linked_data import jsonld
from kgtools.query import answers, formats, questions
from kgtools.sparql import execute
from tests.architecture import PICTURE, picture

ROOT = Path(__file__).parent.parent


def answer(graph: Store, path: Path) -> str:
    """The answer to a question with its default parameters, as it is stored: CSV with ids."""
    found = execute.ask(graph, questions.read_question(path).sparql, path.name)
    assert isinstance(found, execute.Answer)
    return formats.write(found.columns, answers.cells(graph, found, "en", iris=True), "csv")


def stored_answers() -> dict[Path, str]:
    """The stored answers as they would be written now, by file."""
    graph = ox.Store()
    graph.bulk_extend(build.read(ROOT)[0])
    return {path.with_suffix(".csv"): answer(graph, path) for path in questions.questions(ROOT)}


def context() -> dict[Path, str]:
    """The JSON-LD context as it would be written now, by file."""
    document = jsonld.make_context(ontology.load(ROOT))
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {ROOT / "ontology" / "context.jsonld": text}


def schema_of_proposals() -> dict[Path, str]:
    """The JSON Schema of proposals as it would be written now, by file."""
    return {ROOT / schema.FILE: schema.as_text(ontology.load(ROOT))}


def cli_reference() -> dict[Path, str]:
    """What every command takes, told by the command line itself, as it would be written now, by file."""
    group = typer.main.get_command(cli.app)
    assert isinstance(group, TyperGroup)
    parts = [CLI_HEAD.format(help=group.help, options=_parameters(group.params))]
    for name in sorted(group.commands):
        command = group.commands[name]
        arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
        taken = "".join(f" {_place(argument)}" for argument in arguments)
        parts.append(f"## kgtools {name}\n\n{inspect.cleandoc(command.help or '')}\n")
        parts.append(f"```\nkgtools {name}{taken} [options]\n```\n")
        parts.append(_parameters(command.params))
    return {ROOT / "docs" / "cli.md": "\n".join(parts)}


CLI_HEAD = """# The commands

{help}

Written by `make accept` from the command line itself; a test compares the two. Results go to standard output,
messages to standard error. Exit code 0 is fine, 1 means findings, 2 that the request or the data were wrong.

{options}"""


def _place(argument: Any) -> str:
    """How an argument stands in the line of usage: in brackets if it may be left out, with dots if it takes several."""
    name = (argument.metavar or argument.human_readable_name).upper().strip("[].")
    name += "..." if argument.nargs == -1 else ""
    return name if argument.required else f"[{name}]"


def _parameters(parameters: list[Any]) -> str:
    """A table of arguments and options with their help, defaults and variables of the environment."""
    rows = ["| | |", "|---|---|"]
    for one in parameters:
        text = [one.help or ""]
        if one.param_type_name == "argument":
            name = f"`{_place(one)}`"
        else:
            kind = "" if one.is_flag else " " + KINDS.get(one.type.name.split()[0], one.type.name.upper())
            name = ", ".join(f"`{word}{kind}`" for word in (*one.opts, *one.secondary_opts))
            if one.required:
                text.append("Must be given.")
            elif one.default is not None and not one.is_flag and one.default != "":
                text.append(f"Default: {one.default}.")
        if one.envvar:
            text.append(f"Also taken from `{one.envvar}`.")
        rows.append(f"| {name} | {' '.join(text)} |".replace("\n", " "))
    return "\n".join(rows) + "\n"


def readme_picture() -> dict[Path, str]:
    """The picture at the top of the README as it would be drawn now, by file."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "actors.svg"
        assert cli.run(["network", "actors", "-o", str(drawn), "--root", str(ROOT)]) == 0
        return {ROOT / "docs" / "actors.svg": drawn.read_text(encoding="utf-8")}


def tour() -> dict[Path, str]:
    """The notebook of the tour with what its cells find now, by file; nothing holds the time or who ran it."""
    import nbclient
    import nbformat

    path = ROOT / "docs" / "tour.ipynb"
    book = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(ROOT)}}
    nbclient.NotebookClient(book, timeout=120, resources=place, record_timing=False).execute()
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in book.cells:
        cell.metadata = nbformat.from_dict({})
    return {path: nbformat.writes(book) + "\n"}


KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def same_picture(one: str, other: str) -> bool:
    """Whether two pictures in SVG are the same but for less than one unit: another processor adds up otherwise."""
    numbers = [[float(number) for number in _NUMBER.findall(text)] for text in (one, other)]
    return _NUMBER.sub("", one) == _NUMBER.sub("", other) and all(
        abs(here - there) < 1 for here, there in zip(*numbers, strict=True)
    )


_NUMBER = re.compile(r"-?[0-9]+\.?[0-9]*")
KINDS = {"str": "TEXT", "int": "NUMBER", "float": "NUMBER"}
if __name__ == "__main__":
    drawn = {PICTURE: picture(ROOT / "kgtools"), **readme_picture()}
    written = {**stored_answers(), **context(), **schema_of_proposals(), **cli_reference()}
    for file, text in {**written, **drawn, **tour()}.items():
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        if not same_picture(old, text) if file.suffix == ".svg" else old != text:
            print(f"rewriting {file.relative_to(ROOT)}")
            file.write_text(text, encoding="utf-8")
