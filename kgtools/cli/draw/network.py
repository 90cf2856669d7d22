"""The command network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files, projects
from kgtools.cli.draw.selection import NETWORKS, Request, selecting
from kgtools.cli.options import (
    DRAW,
    Articles,
    Endpoint,
    Format,
    Language,
    Root,
    chosen_format,
    command,
    copies_at,
    graph_of,
    language,
    notify,
    one_of,
)
from kgtools.cli.printing import Way
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from kgtools.network.details import Details
    from kgtools.network.export.gexf import Drawing
    from kgtools.network.networks import Selection


WAYS = 5  # that are shown unless a number is given
File = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        help="The file to write: .html (interactive), .svg, .png, .pdf, or "
        ".gexf, .graphml, .cyjs, .json, .dot, .csv, .gephi.csv, .matrix.csv; of ways and changes a table.",
    ),
]
Between = Annotated[
    tuple[str, str] | None, typer.Option("--between", help="Show the shortest ways between two things.")
]
Avoid = Annotated[list[str] | None, typer.Option("--avoid", help="With --between: no way leads through this thing.")]
Changes = Annotated[
    tuple[str, str] | None,
    typer.Option("--changes", metavar="YEARS YEARS", help="Show what changed, as in 1991-2016 2017-2025."),
]
Project = Annotated[str, typer.Option("--project", help="Of two-mode: join actors, or things, by what they share.")]
Size = Annotated[
    str, typer.Option("--size", help="In pictures: the measure that makes things large, as in 'measures'.")
]


@command(
    DRAW,
    "kgtools network actors -o actors.html",
    "kgtools network leaders --lang kk -o leaders.svg",
    "kgtools network all --between THING THING",
    "kgtools network leaders --changes 1991-2016 2017-2025",
)
@selecting
def network(
    view: Annotated[
        str, typer.Argument(metavar="NETWORK", help=f"{NETWORKS}, two-mode, or a file with SPARQL.")
    ] = "actors",
    *,
    output: File = None,
    between: Between = None,
    avoid: Avoid = None,
    changes: Changes = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="With --between: how many ways; else 5.")] = None,
    output_format: Format = None,
    root: Root = None,
    endpoint: Endpoint = None,
    lang: Language = "",
    selection: Selection,
    simple: Annotated[bool, typer.Option("--simple", help="One edge for two things, with a weight.")] = False,
    project: Project = "",
    size: Size = "degree",
    articles: Articles = None,
) -> None:
    """Write or draw a network, or ask it how two things are joined, or what changed; every edge names its claims.

    A picture of the actors begins without the layer of experts and authors: a page lets it in, --layers draws what it
    names. What is only planned or aimed at is a layer too, which a page lets in and --planned draws, dashed; it never
    counts in sizes and titles. An .html file works without a connection: it searches, filters, plays the years, and
    a click on a thing or a line shows its facts and claims, with their passages if --articles names your copies.

    Edges whose column "directed" is false have no direction: which end is the source means nothing. They are drawn
    without an arrow (in .dot: dir=none), are undirected in .gexf and .gephi.csv, and count both ways in .matrix.csv.
    networkx reads .json and .graphml, but no .gexf with edges of both sorts.
    """

    place = projects.find_root(root)
    lang = language(lang)
    request = Request(graph_of(place, endpoint), view, lang, selection)
    if between or changes or avoid:
        way = Way(chosen_format(output_format, output), lang, output)
        if simple or project:
            raise UsageError("--simple and --project shape a network that is written; leave them out")
        _answer(request, between, avoid or [], changes, limit, way, articles)
        return
    if output is None:
        raise UsageError("name the file to write with -o, such as -o actors.html; or ask --between or --changes")
    if output_format is not None or limit is not None:
        raise UsageError("--format and --limit belong to --between and --changes; -o says how a network is written")
    _write(request, output, simple, project, size, articles)


def _write(request: Request, output: Path, simple: bool, project: str, size: str, articles: Path | None) -> None:
    """Write a network as its file's ending says, and tell how large it is."""
    from kgtools.network import details, export, foreground, measures
    from kgtools.plots import style
    from kgtools.plots.network import html, static

    one_of("--size", size, measures.RANKED)
    view, lang, selection = request.view, request.language, request.selection
    ending = output.suffix.lower()
    if ending == ".html":
        selection = replace(selection, planned=True)  # a page has a switch for it
    _check_project(project, view)
    sparql = files.read_text(Path(view), view) if view.endswith((".rq", ".sparql")) else ""

    graph = _shaped(Request(request.store, view, lang, selection), sparql, project, simple)
    if ending == ".html":
        copies = copies_at(request.store, articles)
        whole, planned = bool(selection.layers), request.selection.planned
        shown = details.details(request.store, graph, view, copies, whole, planned)
        html.write(shown, output, lang, size)
        if shown.graph is not graph:
            typer.echo(_drawn(shown, output), err=True)
            return
    elif ending in style.ENDINGS:
        graph, left_out = _first_seen(graph, view, selection)
        static.write(graph, details.caption(request.store, graph, view, lang, left_out), output, lang, size)
    else:
        export.write(graph, output, lang, _drawing(graph, size) if ending == ".gexf" else None)
    graph = graph if request.selection.planned else foreground.settled(graph)
    typer.echo(f"wrote {graph.number_of_nodes()} nodes and {graph.number_of_edges()} edges to {output}", err=True)


def _drawn(shown: Details, output: Path) -> str:
    """What is told of a page that has a part of its network: how large it is, and where the rest is."""
    return (
        f"drew {shown.graph.number_of_nodes()} of {shown.of[0]} nodes and {shown.graph.number_of_edges()} of "
        f"{shown.of[1]} edges in {output}, the strongest; take fewer with --kinds, --layers, --from, --support or "
        f"--about, or write all with -o {output.stem}.csv or .gexf"
    )


def _answer(
    request: Request, between: tuple[str, str] | None, avoid: Sequence[str], changes: tuple[str, str] | None,
    limit: int | None, way: Way, articles: Path | None,
) -> None:  # fmt: skip
    """Print the ways between two things, or what changed between two periods."""
    from kgtools.cli.draw import analysis

    if (between is None) == (changes is None):
        raise UsageError("take either --between, which --avoid belongs to, or --changes")
    if between is not None:
        analysis.put(analysis.ways(request, between, avoid, limit or WAYS, articles), way)
    elif changes is not None:
        if avoid or limit or request.selection.first or request.selection.last:
            raise UsageError("--changes names both periods itself; leave out --from, --to, --avoid and --limit")
        analysis.put(analysis.changes(request, *changes, articles), way)


def _first_seen(graph: nx.MultiDiGraph[str], view: str, selection: Selection) -> tuple[nx.MultiDiGraph[str], int]:
    """What a still picture shows of a network unless layers are named, and how many experts it leaves out."""
    from kgtools.network import foreground

    experts = frozenset() if selection.layers else foreground.experts(graph, view)
    return (foreground.without(graph, experts) if experts else graph), len(experts)


def _drawing(graph: nx.MultiDiGraph[str], size: str) -> Drawing | None:
    """The places and sizes that the pictures of a network have; none, with a word why, if it cannot be drawn."""
    from kgtools.network import measures
    from kgtools.network.export.gexf import Drawing
    from kgtools.plots.network import layout

    radii = layout.radii(measures.of_settled(graph, size))
    try:
        return Drawing(layout.positions(graph, radii), radii)
    except UsageError as error:
        notify(f"written without places: {error}")
        return None


def _check_project(project: str, view: str) -> None:
    from kgtools.network import networks

    if project:
        one_of("--project", project, ("actors", "things"))
        if view != networks.TWO_MODE:
            raise UsageError("--project belongs to the network two-mode")


def _shaped(request: Request, sparql: str, project: str, simple: bool) -> nx.MultiDiGraph[str]:
    """The network asked for, or that of the user's own query, seen from one side or with one edge for two things."""
    from kgtools.network import transforms

    if sparql:
        graph = transforms.of_query(request.store, sparql, request.view, request.language)
    else:
        graph = request.network()
    if project:
        graph = transforms.projected(graph, project == "actors")
    return transforms.simplified(graph) if simple else graph
