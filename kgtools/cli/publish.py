"""Commands that publish: export, site, serve."""

from __future__ import annotations

import os
import sys
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
    OfArticle,
    Output,
    Root,
    command,
    copies_at,
    notify,
    put,
)  # fmt: skip
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

EXPORTS = (
    "turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "lines",
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
    "kgtools export trig --article musina-dynamics --accepted",
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
) -> None:
    """Write the graph, or a part of it, as linked data."""
    from kgtools.graph.store import open_store
    from kgtools.publish import export
    from kgtools.publish.linked_data import formats
    from kgtools.publish.selection import Scope, select

    if format not in export.FORMATS:
        raise UsageError(export.unknown(format))
    _refuse_ending(format, output)
    scope = Scope(article, kind, about, depth, accepted)
    project = files.find_root(root)
    graph = open_store(project, notify)
    if about is not None:
        scope = replace(scope, about=_found(graph, about))
    if sys.stderr is not None and sys.stderr.isatty():
        notify(f"writing {format} ...")
    done = export.export(select(graph, scope), format, formats.context(project))
    put(done.text, output)
    notify(f"wrote {done}" if output is None else f"wrote {output}: {done}")


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
    endings = export.FORMATS[format].endings
    if ending in ("", ".txt", *endings):
        return
    says = next((name for name, one in export.FORMATS.items() if ending in one.endings), None)
    told = f"the ending says {says}, the format {format}" if says else f"'{ending}' is no ending of {format}"
    raise UsageError(f"-o {output}: {told}; take {' or '.join(endings)}" + (f", or export {says}" if says else ""))


@command(PUBLISH, "kgtools site -o site", "kgtools site -o site --force")
def site(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")],
    root: Root = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier site left in the folder.")] = False,
) -> None:
    """Write the pages of all things, claims and disagreements as a folder for any web server."""
    from kgtools.cli.printing import progress
    from kgtools.graph.store import open_store

    try:
        from kgtools.portal import site
        from kgtools.portal.contents import Contents
        from kgtools.portal.portal import Portal
    except ImportError as error:
        raise UsageError(
            f"kgtools site needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    project = files.find_root(root)
    contents = Contents.read(project, open_store(project))
    with progress("pages") as tell:
        number = site.write(Portal(contents), output, force, tell)
    typer.echo(f"wrote {number} pages to {output}", err=True)
