"""The command matrix."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import projects
from kgtools.cli.draw.selection import Request, selecting
from kgtools.cli.options import (
    DRAW,
    Articles,
    Endpoint,
    Language,
    Root,
    command,
    copies_at,
    graph_of,
    language,
)
from kgtools.errors import UsageError, nearest

if TYPE_CHECKING:
    from kgtools.network.networks import Selection


@command(
    DRAW,
    "kgtools matrix states-bodies --inferred -o bodies.svg",
    "kgtools matrix actors-years -o years.html",
)
@partial(selecting, without=("planned",))  # what is planned is neither stated to be so nor not to be so
def matrix(
    kind: Annotated[str, typer.Argument(metavar="MATRIX", help="states-bodies or actors-years.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .svg, .png, .pdf, .html or .csv.")],
    *,
    root: Root = None,
    endpoint: Endpoint = None,
    lang: Language = "",
    selection: Selection,
    articles: Articles = None,
) -> None:
    """Draw bodies by the states that belong to them, or actors by year.

    A cell tells apart what articles state, what they deny, and what none of them states. In .html and .csv each filled
    cell names its claims; in .csv those that deny it stand behind "denied:".
    """
    from kgtools.network import claims, details
    from kgtools.network import matrix as matrices
    from kgtools.plots.network import matrix as matrix_files

    project = projects.find_root(root)
    lang = language(lang)
    if kind not in matrices.KINDS:
        choices = tuple(matrices.KINDS)
        raise UsageError(f"there is no matrix '{kind}'; {nearest(kind, choices) or 'choose ' + ', '.join(choices)}")
    matrix_files.check_ending(output)
    graph = graph_of(project, endpoint)
    request = Request(graph, matrices.KINDS[kind], lang, selection)
    table = matrices.matrix(request.network(), kind, request.denied())
    wanted = {claim for cells in (table.claims, table.denied) for cell in cells.values() for claim in cell}
    notes = claims.labelled_claims(graph, wanted, copies_at(graph, articles), lang)
    matrix_files.write(table, output, kind, lang, notes, details.sources(graph, wanted, lang))
    typer.echo(f"wrote {len(table.rows)} rows and {len(table.columns)} columns to {output}", err=True)
