"""Commands for networks: network, matrix, measures."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from kgtools import files
from kgtools.cli.options import (
    DRAW,
    About,
    Articles,
    Format,
    Language,
    Limit,
    Output,
    Root,
    Since,
    Until,
    Wide,
    chosen_format,
    command,
    copies_at,
    language,
    notify,
    one_of,
)
from kgtools.cli.printing import Way, put_table
from kgtools.errors import UsageError, nearest
from kgtools.namespaces import LANGUAGES
from kgtools.values import periods

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    from kgtools.network.export.gexf import Drawing
    from kgtools.network.networks import Selection

DROPS_OUT = "drops out"  # for the worst rank of what is not in the network without some article
_NETWORKS = "actors, leaders, documents, institutions, economy, experts, all"
View = Annotated[str, typer.Argument(metavar="NETWORK", help=f"{_NETWORKS} or two-mode.")]
# The options of a selection, by the fields of `Selection`: type and default.
_SELECTION: dict[str, tuple[Any, Any]] = {
    "first": (Since, None),
    "last": (Until, None),
    "undated": (
        Annotated[bool, typer.Option("--undated", help="With years: keep also what no article dates.")],
        False,
    ),
    "kinds": (Annotated[str, typer.Option("--kinds", help="Only things of these classes: State,Person.")], ""),
    "layers": (
        Annotated[str, typer.Option("--layers", help="Only diplomatic, institutional, economic, expert.")],
        "",
    ),
    "without": (Annotated[str, typer.Option("--without", help="Leave out what only these articles say.")], ""),
    "support": (
        Annotated[int, typer.Option("--support", min=1, help="Only what rests on so many independent origins.")],
        1,
    ),
    "around": (About, None),
    "inferred": (
        Annotated[bool, typer.Option("--inferred", help="Take also what a curator inferred; drawn dashed.")],
        False,
    ),
    "depth": (Annotated[int, typer.Option("--depth", min=1, help="How many steps from --about.")], 1),
}
_LISTS = ("kinds", "layers", "without")  # are given with commas between


def _selecting(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose parameter `selection` is given by the options of a selection."""
    hints = get_type_hints(command, localns={"Selection": Any}, include_extras=True)
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name != "selection":
            parameters.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        for name, (option, default) in _SELECTION.items():
            parameters.append(inspect.Parameter(name, parameter.kind, default=default, annotation=option))

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        from kgtools.network.networks import Selection  # waits until it is needed, as it brings much along

        chosen = {name: given.pop(name) for name in _SELECTION}
        chosen["first"], chosen["last"] = periods.years(chosen["first"], chosen["last"])
        chosen |= {name: _listed(chosen[name]) for name in _LISTS} | {"around": chosen["around"] or ""}
        command(**given, selection=Selection(**chosen))

    # The command line reads its options from these two.
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options


def _listed(given: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.split(",") if part.strip())


@dataclass(frozen=True)
class _Request:
    """A network that is asked for: which one, of what, and in which language."""

    store: ox.Store
    view: str
    language: str
    selection: Selection

    def network(self) -> nx.MultiDiGraph[str]:
        from kgtools.network import networks

        return networks.network(self.store, self.view, self.language, self.selection)

    def denied(self) -> nx.MultiDiGraph[str] | None:
        """The network of what articles deny; None if they deny nothing of it."""
        from kgtools.network import networks

        try:
            denied = replace(self.selection, denied=True)
            return networks.network(self.store, self.view, self.language, denied)
        except networks.EmptyNetwork:
            return None


@command(DRAW, "kgtools network actors -o actors.html", "kgtools network leaders --lang kk -o leaders.svg")
@_selecting
def network(
    view: Annotated[str, typer.Argument(metavar="NETWORK", help=f"{_NETWORKS}, two-mode, or a file with SPARQL.")],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="The file to write: .html (interactive), .svg, .png, .pdf, or "
            ".gexf, .graphml, .cyjs, .json, .dot, .csv, .gephi.csv, .matrix.csv.",
        ),
    ],
    *,
    root: Root = None,
    lang: Language = "en",
    selection: Selection,
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

    A picture of the actors begins without the layer of experts and authors: a page lets it in, --layers draws what it
    names. An .html file works without a connection: it searches, filters, plays the years, and a click on a thing
    or a line shows its facts and claims, with their passages if --articles names your copies.

    Edges whose column "directed" is false have no direction: which end is the source means nothing. They are drawn
    without an arrow (in .dot: dir=none), are undirected in .gexf and .gephi.csv, and count both ways in .matrix.csv.
    networkx reads .json and .graphml, but no .gexf with edges of both sorts.
    """
    from kgtools.graph import store
    from kgtools.network import details, export, measures
    from kgtools.plots import style
    from kgtools.plots.network import html, static

    language(lang)
    one_of("--size", size, measures.RANKED)
    _check_project(project, view)
    opened = store.open_store(files.find_root(root), notify)
    sparql = files.read_text(Path(view), view) if view.endswith((".rq", ".sparql")) else ""

    def drawn(lang: str) -> nx.MultiDiGraph[str]:
        return _shaped(_Request(opened, view, lang, selection), sparql, project, simple)

    graph = drawn(lang)
    ending = output.suffix.lower()
    if ending == ".html":
        others = {other: graph if other == lang else drawn(other) for other in LANGUAGES}
        shown = details.details(opened, graph, view, copies_at(opened, articles), whole=bool(selection.layers))
        html.write(others, shown, output, lang, size)
    elif ending in style.ENDINGS:
        graph, left_out = _first_seen(graph, view, selection)
        static.write(graph, details.caption(opened, graph, view, lang, left_out), output, lang, size)
    else:
        export.write(graph, output, lang, _drawing(graph, size) if ending == ".gexf" else None)
    typer.echo(f"wrote {graph.number_of_nodes()} nodes and {graph.number_of_edges()} edges to {output}", err=True)


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

    radii = layout.radii(measures.MEASURES[size](graph))
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


def _shaped(request: _Request, sparql: str, project: str, simple: bool) -> nx.MultiDiGraph[str]:
    """The network asked for, or that of the user's own query, seen from one side or with one edge for two things."""
    from kgtools.network import transforms

    if sparql:
        graph = transforms.of_query(request.store, sparql, request.view, request.language)
    else:
        graph = request.network()
    if project:
        graph = transforms.projected(graph, project == "actors")
    return transforms.simplified(graph) if simple else graph


@command(DRAW, "kgtools matrix states-bodies -o bodies.svg", "kgtools matrix states-bodies --lang ru -o bodies.html")
@_selecting
def matrix(
    kind: Annotated[str, typer.Argument(metavar="MATRIX", help="states-bodies or actors-years.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .svg, .png, .pdf, .html or .csv.")],
    *,
    root: Root = None,
    lang: Language = "en",
    selection: Selection,
    articles: Articles = None,
) -> None:
    """Draw bodies by the states that belong to them, or actors by year.

    A cell tells apart what articles state, what they deny, and what none of them states. In .html and .csv each filled
    cell names its claims; in .csv those that deny it stand behind "denied:".
    """
    from kgtools.graph import store
    from kgtools.network import claims, details
    from kgtools.network import matrix as matrices
    from kgtools.plots.network import matrix as matrix_files

    language(lang)
    if kind not in matrices.KINDS:
        choices = tuple(matrices.KINDS)
        raise UsageError(f"there is no matrix '{kind}'; {nearest(kind, choices) or 'choose ' + ', '.join(choices)}")
    matrix_files.check_ending(output)
    opened = store.open_store(files.find_root(root), notify)
    request = _Request(opened, matrices.KINDS[kind], lang, selection)
    table = matrices.matrix(request.network(), kind, request.denied())
    wanted = {claim for cells in (table.claims, table.denied) for cell in cells.values() for claim in cell}
    notes = claims.labelled_claims(opened, wanted, copies_at(opened, articles), lang)
    matrix_files.write(table, output, kind, lang, notes, details.sources(opened, wanted, lang))
    typer.echo(f"wrote {len(table.rows)} rows and {len(table.columns)} columns to {output}", err=True)


@command(DRAW, "kgtools measures actors --by betweenness", "kgtools measures leaders --slice 5")
@_selecting
def measures(
    view: View = "actors",
    *,
    by: Annotated[
        str, typer.Option("--by", help="The measure that ranks, or 'network' for the network as a whole.")
    ] = "degree",
    limit: Limit = 20,
    years: Annotated[int | None, typer.Option("--slice", min=1, help="Over time, in slices of so many years.")] = None,
    stages: Annotated[str, typer.Option("--stages", help="Over time, in the stages of this article.")] = "",
    root: Root = None,
    lang: Language = "en",
    selection: Selection,
    output_format: Format = None,
    wide: Wide = False,
    output: Output = None,
) -> None:
    """Rank the things of a network, each rank with its range when one article is left out."""
    from kgtools.graph import store
    from kgtools.messages import counted
    from kgtools.network import measures

    language(lang)
    output_format = chosen_format(output_format, output)
    choices = ("network", *measures.MEASURES)
    if by not in choices:
        raise UsageError(f"there is no measure '{by}'; {nearest(by, choices) or 'choose ' + ', '.join(choices)}")
    request = _Request(store.open_store(files.find_root(root), notify), view, lang, selection)
    rows: Iterator[list[str]]
    if years is not None and stages:
        raise UsageError("take either --slice or --stages")
    if years is not None or stages:
        columns, rows = _over_time(_in_parts(request, years or stages), by, limit)
    elif by == "network":
        columns, rows = ["what", "value"], _whole(request.network())
    elif by == "community":
        columns, rows = ["community", "what", "id"], _communities(request.network())
    else:
        columns = ["rank", "what", by, "best", "worst", "changes without", "id"]
        rows = _ranking(request, by, limit)
    way = Way(output_format, lang, output, wide)
    shown = list(rows)
    if way.for_people:
        columns, shown = _in_words(columns, shown, lang)
    put_table(columns, shown, way, counted("rows", len(shown), lang))


def _in_words(columns: list[str], rows: list[list[str]], lang: str) -> tuple[list[str], list[list[str]]]:
    """Headings, and what is said of a network as a whole, in words of the language; names and numbers stay."""
    from kgtools.messages import section

    names = section("network.measure", lang) | section("measures.column", lang)
    whole, drops_out = section("measures.whole", lang), section("measures", lang)["drops-out"]
    worst = columns.index("worst") if "worst" in columns else None
    for row in rows:
        row[0] = whole.get(row[0], row[0])
        if worst is not None and row[worst] == DROPS_OUT:
            row[worst] = drops_out
    return [names.get(column, column) for column in columns], rows


def _whole(graph: nx.MultiDiGraph[str]) -> Iterator[list[str]]:
    from kgtools.network import measures

    return ([name, _number(value)] for name, value in measures.summary(graph).items())


def _communities(graph: nx.MultiDiGraph[str]) -> Iterator[list[str]]:
    from kgtools.network import measures

    numbers = measures.MEASURES["community"](graph)
    ordered = sorted(numbers, key=lambda node: (numbers[node], node))
    return ([_number(numbers[node]), graph.nodes[node]["label"], node] for node in ordered)


def _ranking(request: _Request, by: str, top: int) -> Iterator[list[str]]:
    from kgtools.network import measures, networks

    graph = request.network()
    left_out = networks.each_left_out(request.store, request.view, request.language, request.selection)
    for place in measures.sensitivity(graph, left_out, by, top):
        yield [
            str(place.rank), graph.nodes[place.node]["label"], _number(place.value), str(place.best),
            DROPS_OUT if place.worst is None else str(place.worst), ", ".join(place.flips), place.node,
        ]  # fmt: skip


def _in_parts(request: _Request, parts: int | str) -> dict[str, nx.MultiDiGraph[str]]:
    """The network in slices of so many years, or in the stages of an article; empty ones are left out."""
    from kgtools.network import slices

    spans: list[tuple[str, int | None, int | None]]
    if isinstance(parts, str):
        spans = slices.stages(request.store, parts, request.language)
    else:
        spans = [
            (str(first) if first == last else f"{first}–{last}", first, last)
            for first, last in slices.slices(request.network(), request.selection, parts)
        ]
    graphs = {
        name: slices.sliced(request.store, request.view, request.language, request.selection, (first, last))
        for name, first, last in spans
    }
    return {name: graph for name, graph in graphs.items() if graph is not None}


def _over_time(parts: dict[str, nx.MultiDiGraph[str]], by: str, top: int) -> tuple[list[str], Iterator[list[str]]]:
    """One column for each part of time, one row for each thing, or for each measure of the network."""
    from kgtools.network import measures

    if by == "network":
        values = {name: measures.summary(graph) for name, graph in parts.items()}
        rows = {what: what for part in values.values() for what in part}
    else:
        values = {name: measures.MEASURES[by](graph) for name, graph in parts.items()}
        best: dict[str, float] = {}
        for part in values.values():
            for node, value in part.items():
                best[node] = max(best.get(node, 0), value)
        labels = {node: data["label"] for graph in parts.values() for node, data in graph.nodes(data=True)}
        rows = {node: labels[node] for node in sorted(best, key=lambda node: (-best[node], node))[:top]}
    lines = ([label, *(_number(part.get(key)) for part in values.values())] for key, label in rows.items())
    return ["what", *values], lines


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:.3f}"
