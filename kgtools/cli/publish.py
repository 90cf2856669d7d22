"""Commands that publish: export, push, serve."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kgtools import files
from kgtools.cli.options import (
    PUBLISH,
    Articles,
    Endpoint,
    Root,
    chosen_format,
    command,
    copies_at,
    graph_of,
    notify,
    put,
)
from kgtools.cli.printing import progress
from kgtools.errors import UsageError


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


@command(PUBLISH, "kgtools export turtle -o tandem.ttl", "kgtools export jsonld -o tandem.jsonld")
def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="turtle, trig, ntriples, nquads, jsonld or rdfxml.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    root: Root = None,
    endpoint: Endpoint = None,
) -> None:
    """Write the graph as linked data."""
    import json

    from kgtools.publish import export

    if format in export.FORMATS:  # else the export says which there are
        chosen_format(format, output, tuple(export.FORMATS))
    project = files.find_root(root)
    context = json.loads(files.read_text(project / "ontology" / "context.jsonld", "ontology/context.jsonld"))
    number = export.export(graph_of(project, endpoint), format, output, context)
    typer.echo(f"wrote {number} statements to {output}", err=True)


@command(
    PUBLISH,
    "kgtools push http://127.0.0.1:7878/query",
    "kgtools push http://127.0.0.1:8890/sparql --dry-run",
    "kgtools push https://example.org/sparql --graph-store https://example.org/data",
)
def push(
    url: Annotated[str, typer.Argument(metavar="URL", help="The SPARQL endpoint, where queries are asked.")],
    update: Annotated[
        str, typer.Option("--update", metavar="URL", help="Where it takes updates; by default it is found from URL.")
    ] = "",
    graph_store: Annotated[
        str,
        typer.Option(
            "--graph-store", metavar="URL", help="Write by the Graph Store Protocol at this address, without updates."
        ),
    ] = "",
    named: Annotated[
        bool,
        typer.Option(
            "--named", help="Keep the default graph in a graph with a name; done of itself where an engine needs it."
        ),
    ] = False,
    chunk: Annotated[int, typer.Option("--chunk", min=1, help="How many statements to send at once.")] = 1000,
    reread: Annotated[
        bool, typer.Option("--reread", help="Compare also graphs that were loaded whole and have not changed here.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent and removed, and do it not.")
    ] = False,
    root: Root = None,
) -> None:
    """Load the graph into a SPARQL endpoint of another engine: only what is missing or has changed there.

    Each graph is read back and compared. If it breaks off, run it again to go on. Afterwards its graphs hold exactly
    what they hold here; other graphs are left alone. Name and password are taken from TANDEM_USER and TANDEM_PASSWORD,
    or a token from TANDEM_TOKEN; they go to no other host.
    """
    graph = graph_of(files.find_root(root), None)
    try:
        from kgtools.publish.push import load, writers
        from kgtools.sparql.remote import connection, endpoint
    except ImportError as error:
        raise UsageError(f"an endpoint is asked with {error.name}; pip install 'tandem-kg[remote]'") from None
    if update and graph_store:
        raise UsageError("take either --update or --graph-store")
    url = connection.checked(url, "URL")
    with connection.Connection() as line, progress() as tell:
        writer: writers.Writer
        if graph_store:
            writer = writers.GraphStore(line, connection.checked(graph_store, "--graph-store"))
        else:
            found = [connection.checked(update, "--update")] if update else writers.update_addresses(url)
            writer = writers.Updates(line, found)
        pushing = load.Push(endpoint.Endpoint(line, url), writer, named, chunk, reread, tell)
        wanted = load.graphs(graph)
        changes = pushing.plan(wanted) if dry_run else pushing.run(wanted)
    put("".join(f"{change.told(not dry_run)}\n" for change in changes), None)
    total, sent, removed = (sum(getattr(one, count) for one in changes) for count in ("number", "sent", "removed"))
    if dry_run:
        told = f"{sent} to send, {removed} to remove; nothing was written"
    elif sent or removed:
        told = f"{sent} sent, {removed} removed, read back and found the same"
    else:
        told = "nothing to send"
    notify(f"{url}: {total} statements in {len(changes)} graphs; {told}; {line.requests} requests")
