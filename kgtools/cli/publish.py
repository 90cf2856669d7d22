"""Commands that publish: export, site, push."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.cli import completion
from kgtools.cli.options import (
    PUBLISH,
    About,
    Endpoint,
    OfArticle,
    Output,
    Root,
    command,
    graph_of,
    notify,
    put,
    say_nothing,
)  # fmt: skip
from kgtools.cli.printing import progress
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.graph.reading import Store

EXPORTS = (
    "turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "lines", "nanopublications", "quickstatements",
)  # fmt: skip


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
    endpoint: Endpoint = None,
    depth: Annotated[int, typer.Option("--depth", min=1, help="With --about: how many steps through claims.")] = 1,
) -> None:
    """Write the graph, or a part of it, as linked data."""
    from kgtools.publish import export
    from kgtools.publish.linked_data import formats
    from kgtools.publish.selection import Scope, select

    if format not in export.FORMATS:
        raise UsageError(export.unknown(format))
    _refuse_ending(format, output)
    scope = Scope(article, kind, about, depth, accepted)
    project = files.find_root(root)
    graph = graph_of(project, endpoint)
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
    with progress() as tell:
        number = site.write(Portal(contents), output, force, partial(tell, "pages"))
    typer.echo(f"wrote {number} pages to {output}", err=True)


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
