"""Commands that publish: export, serve."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.cli import completion
from kgtools.cli.options import (
    PUBLISH,
    About,
    Articles,
    Language,
    OfArticle,
    Output,
    Root,
    command,
    copies_at,
    notify,
    put,
    say_nothing,
)  # fmt: skip
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kgtools.publish.export import Export

EXPORTS = (
    "turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "lines", "nanopublications", "quickstatements", "csv",
    "sqlite", "parquet",
)  # fmt: skip


@command(PUBLISH, "kgtools serve", "kgtools serve --port 0 --articles my-articles")
def serve(
    root: Root = None,
    articles: Articles = None,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; by default only this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a query may run.")] = 10.0,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows that an answer may have.")] = 100_000,
    memory: Annotated[int, typer.Option("--memory", min=64, help="Megabytes that a query may take.")] = 512,
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Queries answered at once; 0 for one a processor, at least two.")
    ] = 0,
    queue: Annotated[int, typer.Option("--queue", min=0, help="Queries that may wait for a worker.")] = 256,
) -> None:
    """Serve the graph: a SPARQL endpoint at /sparql and a page to ask it at /query."""
    try:
        import resource  # noqa: F401
    except ImportError:
        raise UsageError(
            "kgtools serve runs on Linux and macOS, and on Windows in its Linux (WSL); here nothing could bound what a "
            "query takes"
        ) from None
    try:
        from kgtools.server import app
    except ImportError as error:
        raise UsageError(
            f"kgtools serve needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    settings = app.Settings(
        host, port, workers or max(2, os.cpu_count() or 2), queue, timeout, rows, memory,
        articles.absolute() if articles else None,
    )  # fmt: skip
    project = files.find_root(root)
    if articles:
        from kgtools.graph.store import open_store

        copies_at(open_store(project), articles)  # says what is no copy, before workers take them silently
    app.serve(project, settings, lambda address: typer.echo(f"Tandem is at {address}"))


@command(
    PUBLISH, "kgtools export turtle -o tandem.ttl", "kgtools export jsonld --about Tashkent --depth 2",
    "kgtools export trig --article musina-dynamics --accepted", "kgtools export csv -o tables --lang kk",
    "kgtools export sqlite -o tandem.db",
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
    depth: Annotated[int, typer.Option("--depth", min=1, help="With --about: how many steps through claims.")] = 1,
    lang: Language = "en",
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help="CSV with a byte order mark, by which Excel knows its letters.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Put tables beside other things in a folder, or replace a database.")
    ] = False,
) -> None:
    """Write the graph, or a part of it, as linked data or as tables."""
    from kgtools.graph.store import open_store
    from kgtools.publish import export, tables
    from kgtools.publish.linked_data import formats
    from kgtools.publish.selection import Scope, select

    if format not in export.ENDINGS:
        raise UsageError(export.unknown(format))
    _refuse_ending(format, output)
    if format in tables.FORMATS:
        tables.refuse(format, output, spreadsheet)
    else:
        _refuse_of_tables({"--spreadsheet": spreadsheet, "--force": force, "--lang": lang != "en"})
    scope = Scope(article, kind, about, depth, accepted)
    project = files.find_root(root)
    graph = open_store(project, notify)
    if about is not None:
        scope = replace(scope, about=_found(graph, about))
    if sys.stderr is not None and sys.stderr.isatty():
        notify(f"writing {format} ...")
    chosen = select(graph, scope)
    if format in tables.FORMATS and output is not None:
        notify(f"wrote {output}: {tables.write(format, chosen, output, lang, spreadsheet, force)}")
    else:
        _put_linked_data(export.export(chosen, format, formats.context(project)), format, output)


def _put_linked_data(done: Export, format: str, output: Path | None) -> None:
    if not done.number:
        say_nothing(f"nothing of what is asked for can be written as {format}", output)
        return
    put(done.text, output)
    notify(f"wrote {done}" if output is None else f"wrote {output}: {done}")


def _refuse_of_tables(given: Mapping[str, bool]) -> None:
    """Refuse the options of tables for a format of linked data."""
    from kgtools.publish import tables

    for option, is_given in given.items():
        if is_given:
            raise UsageError(f"{option} is for tables: {', '.join(tables.FORMATS)}")


def _found(graph: ox.Store, words: str) -> str:
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
