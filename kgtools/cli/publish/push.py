"""The command push."""

from __future__ import annotations

from typing import Annotated

import typer

from kgtools import projects
from kgtools.cli.options import (
    PUBLISH,
    Root,
    command,
    graph_of,
    notify,
    put,
)  # fmt: skip
from kgtools.cli.printing import progress
from kgtools.errors import UsageError


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
    graph = graph_of(projects.find_root(root), None)
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
