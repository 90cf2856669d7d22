"""Matrices of who met, signed or belongs with whom: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.errors import UsageError
from kgtools.network.edges import spans

if TYPE_CHECKING:
    import networkx as nx

# matrix -> the network that it is taken from
KINDS = {"states-bodies": "institutions", "actors-years": "actors"}
_MOST_ROWS = 60  # of a picture


@dataclass(frozen=True)
class Matrix:
    """Rows and columns as (id, label), and of each filled cell how many edges it counts and their claims."""

    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    counts: Mapping[tuple[str, str], int]
    claims: Mapping[tuple[str, str], tuple[str, ...]]


@dataclass
class _Cell:
    count: int = 0
    claims: set[str] = field(default_factory=set)


def matrix(graph: nx.MultiDiGraph[str], kind: str) -> Matrix:
    """The matrix of a network: `states-bodies` of memberships, or `actors-years` of edges that have a time.

    An edge counts once in every year in which it is told to hold, see `kgtools.values.spans`. Rows and columns
    with most come first, years in their order. Raises UsageError if nothing is left.
    """
    cells: dict[tuple[str, str], _Cell] = {}

    def add(row: str, column: str, claims: str) -> None:
        cell = cells.setdefault((row, column), _Cell())
        cell.count += 1
        cell.claims.update(claims.split())

    for source, target, data in graph.edges(data=True):
        if kind == "states-bodies":
            groups = {graph.nodes[end]["group"]: end for end in (source, target)}
            if {"State", "Body"} == set(groups) and graph.nodes[source]["group"] == "State":
                add(groups["Body"], groups["State"], data.get("claims", ""))
        else:
            for year in sorted({year for span in spans(data) for year in span.years}):
                for end in (source, target):
                    add(end, str(year), data.get("claims", ""))
    if not cells:
        raise UsageError("nothing is left for the matrix; take more years, kinds, layers or articles")
    rows = _ordered(graph, cells, 0)
    if kind == "states-bodies":
        columns = _ordered(graph, cells, 1)
    else:
        filled = [int(column) for _, column in cells]
        columns = [(str(year), str(year)) for year in range(min(filled), max(filled) + 1)]
    return Matrix(
        rows, columns, {key: cell.count for key, cell in cells.items()},
        {key: tuple(sorted(cell.claims)) for key, cell in cells.items()},
    )  # fmt: skip


def _ordered(graph: nx.MultiDiGraph[str], cells: Mapping[tuple[str, str], _Cell], side: int) -> list[tuple[str, str]]:
    sums: dict[str, int] = {}
    for key, cell in cells.items():
        sums[key[side]] = sums.get(key[side], 0) + cell.count
    ordered = sorted(sums, key=lambda node: (-sums[node], graph.nodes[node]["label"], node))
    return [(node, graph.nodes[node]["label"]) for node in ordered]
