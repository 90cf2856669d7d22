"""`kgtools init`: a new project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kgtools.cli.options import CURATE, command, notify
from kgtools.languages import ENGLISH

_BASE = "https://example.org/{}/"


@command(
    CURATE, "kgtools init other",
    'kgtools init two-ports --title "Two ports and their guilds" --base https://example.org/ports/ --languages fr,ar',
)  # fmt: skip
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder; its name is the project's.")],
    title: Annotated[
        str, typer.Option("--title", help="What the project is called, in its first language; by default as DIR is.")
    ] = "",
    base: Annotated[
        str,
        typer.Option(
            "--base", metavar="IRI", help="What all its IRIs begin with; by default https://example.org/DIR/, to try."
        ),
    ] = "",
    languages: Annotated[
        str,
        typer.Option(
            "--languages",
            metavar="TAGS",
            help="Its languages, as en,fr,uz-Cyrl, the one that curators write in first; by default en.",
        ),
    ] = "",
    pair: Annotated[
        str,
        typer.Option(
            "--pair",
            metavar="IDS",
            help="The two things whose relations it is about, as state/avalon,state/camelot; by default none.",
        ),
    ] = "",
) -> None:
    """Make a new project, which builds, checks, answers and draws at once.

    It has the core ontology by import and a place for terms of its own, tables, three questions with their answers, an
    invented article to begin from, a Makefile and checks for GitHub. On a terminal it asks for the title, the base and
    the languages that the options do not give; elsewhere it takes what the options say by default.
    """  # fmt: skip
    from kgtools.init import new_project

    new_project.refuse(folder)
    title = title or _asked("Title", new_project.called(folder))
    base = base or _asked("Base of all IRIs", _BASE.format(new_project.slug(folder)))
    languages = languages or _asked("Languages, the one that you write in first", ENGLISH)
    wishes = new_project.Wishes(title, base, _listed(languages), _listed(pair))
    made = new_project.make(folder, wishes)
    typer.echo(f"made {folder}: {len(made)} files")
    if base.startswith("https://example.org/"):
        notify(f"{base} is nobody's, good to try; before you publish, write an address of your own in project.yaml")
    notify(f"now: cd {folder}; kgtools check --articles articles; README.md tells the rest")


def _asked(question: str, usual: str) -> str:
    """What somebody at a terminal answers; elsewhere what is usual."""
    if not _on_terminal():
        return usual
    return str(typer.prompt(question, default=usual, err=True))


def _on_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _listed(words: str) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for word in words.replace(",", " ").split())))
