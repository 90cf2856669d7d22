"""Commands that write files to take away: export, network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgtools import tables
from kgtools.cli.options import Language, Root, app, language


@app.command()
def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="turtle, trig, ntriples, nquads, jsonld or rdfxml.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    root: Root = None,
) -> None:
    """Write the graph as linked data."""
    import json

    from kgtools import export as exporting
    from kgtools import store

    house = tables.find_root(root)
    context = json.loads(tables.read_text(house / "ontology" / "context.jsonld", "ontology/context.jsonld"))
    number = exporting.export(store.open_store(house), format_, output, context)
    typer.echo(f"wrote {number} statements to {output}", err=True)


@app.command()
def network(
    view: Annotated[str, typer.Argument(help="The network: actors.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .graphml or .gexf.")],
    root: Root = None,
    lang: Language = "en",
) -> None:
    """Write a network of actors; every edge names the claims it rests on."""
    from kgtools import network as networking
    from kgtools import store

    language(lang)
    found = networking.network(store.open_store(tables.find_root(root)), view, lang)
    networking.write(found, output)
    typer.echo(f"wrote {found.number_of_nodes()} nodes and {found.number_of_edges()} edges to {output}", err=True)
