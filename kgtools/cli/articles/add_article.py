"""`kgtools add-article`: the folder of a new article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files, projects
from kgtools.cli.options import READ, Root, command, notify

if TYPE_CHECKING:
    from kgtools.curation.new_article import Added


@command(READ, "kgtools add-article my-articles/text.txt", "kgtools add-article text.txt --id author-word")
def add_article(
    text: Annotated[
        Path, typer.Argument(metavar="FILE", help="The text of the article, in UTF-8; it stays where it is.")
    ],
    identifier: Annotated[
        str,
        typer.Option(
            "--id", metavar="ID", help="Its id: the first author's name and a telling word. By default made of both."
        ),
    ] = "",
    root: Root = None,
) -> None:
    """Begin a new article: make its folder, with tables to enter claims into, and describe it as its head does.

    The description has what is sure: length and checksum of the text, its languages, and what the head prints of
    title, authors, day and address. The text itself never enters the project.
    """
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.curation import new_article

    project = projects.find_root(root)
    known = reader.load(project, ontology.load(project))
    added = new_article.add(project, known, text, identifier)
    for path in added.files:
        typer.echo(f"wrote {files.display(path, project)}")
    for line in _next(added, text, files.display(added.files[0], project)):
        notify(line)


def _next(added: Added, text: Path, description: str) -> list[str]:
    """What to do now, a line each."""
    from kgtools.curation import new_article

    head, article, folder = added.head, added.article, text.parent
    told = [f"it is written in {', '.join(head.languages)}"]
    if head.authors:
        told.append(f"its head names {', '.join(head.authors)}")
    if head.unknown:
        told.append(f"its head may name people whom data/entities/people.csv does not have: {'; '.join(head.unknown)}")
    lacking = ", ".join(new_article.lacking(added))
    told += [
        f"1. look at {description}: translate the labels; add what the article prints of {lacking}",
        f"2. kgtools extract {article} --articles {folder} -o {article}.jsonl  (for another reader:"
        f" kgtools propose --brief {article}); keep such files out of the project",
        f"3. kgtools review {article}.jsonl --articles {folder}",
        f"4. kgtools impact {article} --articles {folder}",
        "docs/add-an-article.md tells the whole way; kgtools check tells what lacks",
    ]
    return told
