"""The command measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import projects
from kgtools.cli.draw.selection import Request, View, selecting
from kgtools.cli.options import (
    DRAW,
    Endpoint,
    Format,
    Language,
    Limit,
    Output,
    Root,
    Wide,
    chosen_format,
    command,
    graph_of,
    language,
    one_of,
)
from kgtools.cli.printing import Way, put_table
from kgtools.errors import UsageError, nearest

if TYPE_CHECKING:
    import networkx as nx

    from kgtools.cli.draw.analysis import Rows
    from kgtools.network.networks import Selection


DROPS_OUT = "drops out"  # for the worst rank of what is not in the network without some article


@command(
    DRAW,
    "kgtools measures actors --by betweenness",
    "kgtools measures leaders --slice 5",
    "kgtools measures actors --blocs kind",
)
@selecting
def measures(
    view: View = "actors",
    *,
    by: Annotated[
        str, typer.Option("--by", help="The measure that ranks, or 'network' for the network as a whole.")
    ] = "degree",
    limit: Limit = 20,
    years: Annotated[int | None, typer.Option("--slice", min=1, help="Over time, in slices of so many years.")] = None,
    stages: Annotated[str, typer.Option("--stages", help="Over time, in the stages of this article.")] = "",
    blocs: Annotated[
        str | None,
        typer.Option("--blocs", help="Who stands between blocs: kind or community."),
    ] = None,
    reliant: Annotated[
        bool, typer.Option("--reliant", help="Only what is among the first because of one article.")
    ] = False,
    root: Root = None,
    endpoint: Endpoint = None,
    lang: Language = "",
    selection: Selection,
    output_format: Format = None,
    wide: Wide = False,
    output: Output = None,
) -> None:
    """Rank the things of a network, each rank with its range when one article is left out."""
    from kgtools.messages import counted
    from kgtools.network import measures

    project = projects.find_root(root)
    lang = language(lang)
    output_format = chosen_format(output_format, output)
    choices = ("network", *measures.MEASURES)
    if by not in choices:
        raise UsageError(f"there is no measure '{by}'; {nearest(by, choices) or 'choose ' + ', '.join(choices)}")
    request = Request(graph_of(project, endpoint), view, lang, selection)
    way = Way(output_format, lang, output, wide)
    if sum((years is not None, bool(stages), blocs is not None, reliant)) > 1:
        raise UsageError("take one of --slice, --stages, --blocs and --reliant")
    if blocs is not None or reliant:
        from kgtools.cli.draw import analysis

        analysis.put(_asked(request, by, blocs, limit), way)
        return
    rows: Iterator[list[str]]
    if years is not None or stages:
        columns, rows = _over_time(_in_parts(request, years or stages), by, limit)
    elif by == "network":
        columns, rows = ["what", "value"], _whole(request.network())
    elif by == "community":
        columns, rows = ["community", "what", "id"], _communities(request.network())
    else:
        columns = ["rank", "what", by, "best", "worst", "changes without", "id"]
        rows = _ranking(request, by, limit)
    shown = list(rows)
    if way.for_people:
        columns, shown = _in_words(columns, shown, lang)
    put_table(columns, shown, way, counted("rows", len(shown), lang))


def _asked(request: Request, by: str, blocs: str | None, limit: int) -> Rows:
    """The brokers between blocs, or what is among the first through one article only, by rows."""
    from kgtools.cli.draw import analysis
    from kgtools.network import measures

    if blocs is not None:
        one_of("--blocs", blocs, ("kind", "community"))
        return analysis.brokers(request, blocs, limit)
    one_of("--by", by, measures.RANKED)
    return analysis.reliant(request, by, limit)


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


def _ranking(request: Request, by: str, top: int) -> Iterator[list[str]]:
    from kgtools.network.analysis import left_out, sensitivity

    graph, others = left_out.network(request.store, request.view, request.language, request.selection)
    for place in sensitivity.sensitivity(graph, others, by, top):
        yield [
            str(place.rank), graph.nodes[place.node]["label"], _number(place.value), str(place.best),
            DROPS_OUT if place.worst is None else str(place.worst), ", ".join(place.flips), place.node,
        ]  # fmt: skip


def _in_parts(request: Request, parts: int | str) -> dict[str, nx.MultiDiGraph[str]]:
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
