"""The command that writes linked data to take away: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgtools import tables
from kgtools.cli.options import Root, app


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
