"""Commands for networks: network, matrix, measures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.articles.copies import Copy
from kgtools.cli.options import Articles, Language, Output, Root, app, language, one_of, put, tell, width
from kgtools.errors import UsageError, nearest
from kgtools.namespaces import LANGUAGES
from kgtools.network.networks import Selection

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    from kgtools.articles.copies import Copy
    from kgtools.network.networks import Selection

View = Annotated[
    str,
    typer.Argument(
        metavar="NETWORK",
        help="actors, leaders, documents, institutions, economy, experts, all or two-mode.",
    ),
]
First = Annotated[int | None, typer.Option("--from", help="Only what touches this year or later ones.")]
Last = Annotated[int | None, typer.Option("--to", help="Only what touches this year or earlier ones.")]
Undated = Annotated[bool, typer.Option("--undated", help="With years: keep also what no article dates.")]
Kinds = Annotated[str, typer.Option("--kinds", help="Only things of these classes: State,Person.")]
Layers = Annotated[str, typer.Option("--layers", help="Only diplomatic, institutional, economic, expert.")]
Without = Annotated[str, typer.Option("--without", help="Leave out what only these articles say.")]
Support = Annotated[int, typer.Option("--support", min=1, help="Only what rests on so many independent origins.")]
Around = Annotated[str, typer.Option("--around", help="Only what lies near this thing, named in any way.")]
Depth = Annotated[int, typer.Option("--depth", min=1, help="How many steps from it.")]


def _selection(
    first: int | None, last: int | None, undated: bool, kinds: str, layers: str, without: str, support: int
) -> Selection:
    from kgtools.network.networks import Selection

    return Selection(first, last, undated, _listed(kinds), _listed(layers), _listed(without), support)


def _listed(given: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.split(",") if part.strip())


@app.command()
def network(
    view: Annotated[
        str,
        typer.Argument(
            metavar="NETWORK",
            help="actors, leaders, documents, institutions, economy, experts, all, two-mode, or a file with SPARQL.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="The file to write: .html (interactive), .svg, .png, .pdf, or "
            ".gexf, .graphml, .cyjs, .json, .dot, .csv, .matrix.csv.",
        ),
    ],
    root: Root = None,
    lang: Language = "en",
    first: First = None,
    last: Last = None,
    undated: Undated = False,
    kinds: Kinds = "",
    layers: Layers = "",
    without: Without = "",
    support: Support = 1,
    around: Around = "",
    depth: Depth = 1,
    simple: Annotated[bool, typer.Option("--simple", help="One edge for two things, with a weight.")] = False,
    project: Annotated[
        str, typer.Option("--project", help="Of two-mode: join actors, or things, by what they share.")
    ] = "",
    size: Annotated[
        str, typer.Option("--size", help="In pictures: the measure that makes things large, as in 'measures'.")
    ] = "degree",
    articles: Articles = None,
) -> None:
    """Write or draw a network; every edge names the claims it rests on.

    An .html file works without a connection: it searches, filters, plays the years, and a click on a thing
    or a line tells its facts and claims, with their passages if --articles names your copies.
    """
    from kgtools.graph import store
    from kgtools.network import export, measures, networks, transforms
    from kgtools.plots import style
    from kgtools.plots.network import html, static

    language(lang)
    one_of("--size", size, measures.RANKED)
    if project:
        one_of("--project", project, ("actors", "things"))
        if view != networks.TWO_MODE:
            raise UsageError("--project belongs to the network two-mode")
    graph = store.open_store(files.find_root(root), tell)
    selection = _selection(first, last, undated, kinds, layers, without, support)
    own = files.read_text(Path(view), view) if view.endswith((".rq", ".sparql")) else ""

    def drawn(lang: str) -> nx.MultiDiGraph[str]:
        if own:
            found = transforms.of_query(graph, own, view, lang)
        else:
            found = networks.network(graph, view, lang, selection, around, depth)
        if project:
            found = transforms.projected(found, project == "actors")
        return transforms.simplified(found) if simple else found

    found = drawn(lang)
    ending = output.suffix.lower()
    if ending == ".html":
        others = {other: found if other == lang else drawn(other) for other in LANGUAGES}
        html.write(graph, others, output, view, lang, size, _copies(graph, articles))
    elif ending in style.ENDINGS:
        static.write(graph, found, output, view, lang, size)
    else:
        export.write(found, output)
    typer.echo(f"wrote {found.number_of_nodes()} nodes and {found.number_of_edges()} edges to {output}", err=True)


@app.command()
def matrix(
    kind: Annotated[str, typer.Argument(metavar="MATRIX", help="states-bodies or actors-years.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .svg, .png, .pdf, .html or .csv.")],
    root: Root = None,
    lang: Language = "en",
    first: First = None,
    last: Last = None,
    undated: Undated = False,
    kinds: Kinds = "",
    layers: Layers = "",
    without: Without = "",
    support: Support = 1,
    around: Around = "",
    depth: Depth = 1,
    articles: Articles = None,
) -> None:
    """Draw bodies by the states that belong to them, or actors by year.

    In .html and .csv each filled cell names its claims.
    """
    from kgtools.graph import store
    from kgtools.network import matrix as matrices
    from kgtools.network import networks
    from kgtools.plots.network import matrix as matrix_files

    language(lang)
    if kind not in matrices.KINDS:
        choices = tuple(matrices.KINDS)
        raise UsageError(f"there is no matrix '{kind}'; {nearest(kind, choices) or 'choose ' + ', '.join(choices)}")
    matrix_files.check_ending(output)
    graph = store.open_store(files.find_root(root), tell)
    selection = _selection(first, last, undated, kinds, layers, without, support)
    found = matrices.matrix(networks.network(graph, matrices.KINDS[kind], lang, selection, around, depth), kind)
    matrix_files.write(graph, found, output, kind, lang, _copies(graph, articles))
    typer.echo(f"wrote {len(found.rows)} rows and {len(found.columns)} columns to {output}", err=True)


def _copies(graph: ox.Store, articles: Path | None) -> dict[str, Copy]:
    """The user's copies of articles, by article."""
    if articles is None:
        return {}
    from kgtools.articles.copies import read_copies
    from kgtools.views import evidence

    return read_copies(articles, evidence.identities(graph))


@app.command()
def measures(
    view: View = "actors",
    by: Annotated[
        str, typer.Option("--by", help="The measure that ranks, or 'network' for the network as a whole.")
    ] = "degree",
    top: Annotated[int, typer.Option("--top", min=1, help="How many to show.")] = 20,
    slices: Annotated[int | None, typer.Option("--slice", min=1, help="Over time, in slices of so many years.")] = None,
    stages: Annotated[str, typer.Option("--stages", help="Over time, in the stages that this article tells.")] = "",
    root: Root = None,
    lang: Language = "en",
    first: First = None,
    last: Last = None,
    undated: Undated = False,
    kinds: Kinds = "",
    layers: Layers = "",
    without: Without = "",
    support: Support = 1,
    around: Around = "",
    depth: Depth = 1,
    format_: Annotated[str, typer.Option("--format", help="table, csv, tsv or md.")] = "table",
    output: Output = None,
) -> None:
    """Rank the things of a network, each rank with its range when one article is left out."""
    from kgtools.graph import store
    from kgtools.network import measures
    from kgtools.query import formats

    language(lang)
    one_of("--format", format_, ("table", "csv", "tsv", "md"))
    choices = ("network", *measures.MEASURES)
    if by not in choices:
        raise UsageError(f"there is no measure '{by}'; {nearest(by, choices) or 'choose ' + ', '.join(choices)}")
    graph = store.open_store(files.find_root(root), tell)
    selection = _selection(first, last, undated, kinds, layers, without, support)
    rows: Iterator[list[str]]
    if slices is not None and stages:
        raise UsageError("take either --slice or --stages")
    if slices is not None or stages:
        columns, rows = _over_time(graph, view, lang, selection, around, depth, by, slices or stages, top)
    elif by == "network":
        columns, rows = ["what", "value"], _whole(graph, view, lang, selection, around, depth)
    elif by == "community":
        columns, rows = ["community", "what", "id"], _communities(graph, view, lang, selection, around, depth)
    else:
        columns = ["rank", "what", by, "best", "worst", "changes without", "id"]
        rows = _ranking(graph, view, lang, selection, around, depth, by, top)
    put(formats.write(columns, list(rows), format_, width(output)), output)


def _whole(graph: ox.Store, view: str, lang: str, selection: Selection, around: str, depth: int) -> Iterator[list[str]]:
    from kgtools.network import measures, networks

    found = networks.network(graph, view, lang, selection, around, depth)
    return ([name, _number(value)] for name, value in measures.summary(found).items())


def _communities(
    graph: ox.Store, view: str, lang: str, selection: Selection, around: str, depth: int
) -> Iterator[list[str]]:
    from kgtools.network import measures, networks

    found = networks.network(graph, view, lang, selection, around, depth)
    numbers = measures.MEASURES["community"](found)
    ordered = sorted(numbers, key=lambda node: (numbers[node], node))
    return ([_number(numbers[node]), found.nodes[node]["label"], node] for node in ordered)


def _ranking(
    graph: ox.Store, view: str, lang: str, selection: Selection, around: str, depth: int, by: str, top: int
) -> Iterator[list[str]]:
    from kgtools.network import measures, networks

    found = networks.network(graph, view, lang, selection, around, depth)
    left_out = networks.each_left_out(graph, view, lang, selection, around, depth)
    for standing in measures.sensitivity(found, left_out, by, top):
        yield [
            str(standing.rank), found.nodes[standing.node]["label"], _number(standing.value), str(standing.best),
            "drops out" if standing.worst is None else str(standing.worst), ", ".join(standing.flips), standing.node,
        ]  # fmt: skip


def _over_time(
    graph: ox.Store,
    view: str,
    lang: str,
    selection: Selection,
    around: str,
    depth: int,
    by: str,
    parts: int | str,
    top: int,
) -> tuple[list[str], Iterator[list[str]]]:
    """One column for each slice of time, one row for each thing, or for each measure of the network."""
    from kgtools.network import measures, networks, slices

    spans: list[tuple[str, int | None, int | None]]
    if isinstance(parts, str):
        spans = slices.stages(graph, parts, lang)
    else:
        whole = networks.network(graph, view, lang, selection, around, depth)
        spans = [
            (str(first) if first == last else f"{first}–{last}", first, last)
            for first, last in slices.slices(whole, selection, parts)
        ]
    drawn: dict[str, nx.MultiDiGraph[str]] = {}
    for name, begin, end in spans:
        part = slices.sliced(graph, view, lang, selection, begin, end, around, depth)
        if part is not None:
            drawn[name] = part
    if by == "network":
        sums = {name: measures.summary(part) for name, part in drawn.items()}
        rows = {what: what for part in sums.values() for what in part}
    else:
        sums = {name: measures.MEASURES[by](part) for name, part in drawn.items()}
        best: dict[str, float] = {}
        for values in sums.values():
            for node, value in values.items():
                best[node] = max(best.get(node, 0), value)
        labels = {node: about["label"] for part in drawn.values() for node, about in part.nodes(data=True)}
        rows = {node: labels[node] for node in sorted(best, key=lambda node: (-best[node], node))[:top]}
    lines = ([label, *(_number(part.get(key)) for part in sums.values())] for key, label in rows.items())
    return ["what", *sums], lines


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:.3f}"
