"""The command export."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import projects
from kgtools.cli import completion
from kgtools.cli.options import (
    PUBLISH,
    About,
    Endpoint,
    Language,
    OfArticle,
    Output,
    Root,
    command,
    graph_of,
    notify,
    say_nothing,
    writing,
)  # fmt: skip
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.graph.reading import Store
    from kgtools.publish.selection import Selection

EXPORTS = (
    "turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "lines", "nanopublications", "quickstatements",
    "csv", "sqlite", "parquet",
)  # fmt: skip


@command(
    PUBLISH, "kgtools export turtle -o graph.ttl", "kgtools export jsonld --about THING --depth 2",
    "kgtools export trig --article ARTICLE --accepted", "kgtools export csv -o tables --lang kk",
    "kgtools export sqlite -o graph.db",
)  # fmt: skip
def export(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help=f"{', '.join(EXPORTS[:-1])} or {EXPORTS[-1]}.",
            autocompletion=completion.choices(*EXPORTS),
        ),
    ],
    output: Output = None,
    root: Root = None,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="Only what is accepted, as plain statements with labels.")
    ] = False,
    article: OfArticle = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="Only things of this kind, and the claims that name them: person, document, Treaty ...",
            autocompletion=completion.kinds,
        ),
    ] = None,
    about: About = None,
    endpoint: Endpoint = None,
    depth: Annotated[int, typer.Option("--depth", min=1, help="With --about: how many steps through claims.")] = 1,
    lang: Language = "",
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help="CSV with a byte order mark, by which Excel knows its letters.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Put tables beside other things in a folder, or replace a database.")
    ] = False,
) -> None:
    """Write the graph, or a part of it, as linked data or as tables."""
    from kgtools.publish import export, tables
    from kgtools.publish.selection import Scope, select

    if format not in export.ENDINGS:
        raise UsageError(export.unknown(format))
    _refuse_ending(format, output)
    if format in tables.FORMATS:
        tables.refuse(format, output, spreadsheet)
    else:
        _refuse_of_tables({"--spreadsheet": spreadsheet, "--force": force, "--lang": bool(lang)})
    scope = Scope(article, kind, about, depth, accepted)
    project = projects.find_root(root)
    graph = graph_of(project, endpoint)
    if about is not None:
        scope = replace(scope, about=_found(graph, about))
    if sys.stderr is not None and sys.stderr.isatty():
        notify(f"writing {format} ...")
    chosen = select(graph, scope)
    if format in tables.FORMATS and output is not None:
        notify(f"wrote {output}: {tables.write(format, chosen, output, lang, spreadsheet, force)}")
    else:
        _put_linked_data(chosen, format, project, output)


def _put_linked_data(chosen: Selection, format: str, project: Path, output: Path | None) -> None:
    from kgtools.publish import export
    from kgtools.publish.linked_data import formats

    with writing(output) as file:
        done = export.export(chosen, format, formats.context(project), file)
        if not done.number:
            file.write_bytes(b"")  # of what is printed nothing comes, not even a frame
            say_nothing(f"nothing of what is asked for can be written as {format}", output)
            return
    notify(f"wrote {done}" if output is None else f"wrote {output}: {done}")


def _refuse_of_tables(given: Mapping[str, bool]) -> None:
    """Refuse the options of tables for a format of linked data."""
    from kgtools.publish import tables

    for option, is_given in given.items():
        if is_given:
            raise UsageError(f"{option} is for tables: {', '.join(tables.FORMATS)}")


def _found(graph: Store, words: str) -> str:
    """The IRI of the thing that words name; says so if they are merely like its name."""
    from kgtools.query import lookup

    found = lookup.find(graph, words)
    if found.alike:
        notify(str(found))
    return found.thing.value


def _refuse_ending(format: str, output: Path | None) -> None:
    """Refuse a file whose ending says another format; .txt and none say nothing."""
    from kgtools.publish import export

    ending = output.suffix.lower() if output is not None else ""
    endings = export.ENDINGS[format]
    if not endings or ending in ("", ".txt", *endings):
        return
    says = next((name for name, known in export.ENDINGS.items() if ending in known), None)
    told = f"the ending says {says}, the format {format}" if says else f"'{ending}' is no ending of {format}"
    raise UsageError(f"-o {output}: {told}; take {' or '.join(endings)}" + (f", or export {says}" if says else ""))
