"""Commands that publish: export, site, serve, mcp."""

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
    Language,
    OfArticle,
    Output,
    Root,
    command,
    copies_at,
    language,
    notify,
    put,
    say_nothing,
)  # fmt: skip
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

EXPORTS = (
    "turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "lines", "nanopublications", "quickstatements",
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
    _bounds("serve")
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
    _look_at(project, articles)
    app.serve(project, settings, lambda address: typer.echo(f"Tandem is at {address}"))


def _bounds(name: str) -> None:
    """Raises UsageError where a system cannot bound what a query takes."""
    try:
        import resource  # noqa: F401
    except ImportError:
        raise UsageError(
            f"kgtools {name} runs on Linux and macOS, and on Windows in its Linux (WSL); here nothing could bound what "
            "a query takes"
        ) from None


def _look_at(project: Path, articles: Path | None) -> None:
    """Say what among the copies of articles is none, before workers take them silently."""
    if articles:
        from kgtools.graph.store import open_store

        copies_at(open_store(project), articles)


@command(PUBLISH, "kgtools mcp", "kgtools mcp --articles my-articles --lang ru")
def mcp(
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a call may take.")] = 10.0,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows that a query may bring together.")] = 100_000,
    memory: Annotated[int, typer.Option("--memory", min=64, help="Megabytes that a call may take.")] = 512,
) -> None:
    """Serve the graph to an assistant, by the Model Context Protocol on standard input and output.

    The assistant starts it by itself: enter this command in its settings. Its tools are search, show, ask, why,
    figures, disagreements and sparql; every answer brings its claims and articles. It only reads.
    """
    language(lang)
    _bounds("mcp")
    try:
        from kgtools import assistant
        from kgtools.server import app
    except ImportError as error:
        raise UsageError(
            f"kgtools mcp needs {error.name}, which is not installed: pip install 'tandem-kg[mcp]'"
        ) from None
    project = files.find_root(root)
    _look_at(project, articles)
    copies = articles.absolute() if articles else None
    if sys.stdin.isatty():
        notify("an assistant speaks with this command by itself, once it stands in its settings; Ctrl+C ends it")
    assistant.serve(project, app.Settings("", 0, 2, 16, timeout, rows, memory, copies), lang)


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
    if not done.number:
        say_nothing(f"nothing of what is asked for can be written as {format}", output)
        return
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
