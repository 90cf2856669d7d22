"""Matrices of who met, signed or belongs with whom: values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgtools import marks
from kgtools.claims.acceptance import INFERRED
from kgtools.errors import UsageError
from kgtools.network.edges import spans

if TYPE_CHECKING:
    import networkx as nx

# matrix -> the network that it is taken from
KINDS = {"states-bodies": "institutions", "actors-years": "actors"}
MOST_ROWS = 60  # of a picture
Cell = tuple[str, str]  # the ids of its row and its column


@dataclass(frozen=True)
class Matrix:
    """Rows and columns as (id, label), and what articles say of each cell.

    A cell is stated, with the number of edges that it counts and their claims; stated not, with the claims that deny
    it; or, if it is neither, not stated. Of an `inferred` cell every edge is inferred by a curator. `undated` counts
    the edges that no article dates, which are in no year.
    """

    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    counts: Mapping[Cell, int]
    claims: Mapping[Cell, tuple[str, ...]]
    denied: Mapping[Cell, tuple[str, ...]] = field(default_factory=dict)
    undated: int = 0
    inferred: frozenset[Cell] = frozenset()


@dataclass
class _Counted:
    count: int = 0
    inferred: int = 0
    claims: set[str] = field(default_factory=set)


def matrix(graph: nx.MultiDiGraph[str], kind: str, denied: nx.MultiDiGraph[str] | None = None) -> Matrix:
    """The matrix of a network: `states-bodies` of memberships, or `actors-years` of edges that have a time.

    An edge counts once in every year in which it is told to hold, see `kgtools.values.spans`. `denied` is the network
    of what articles deny. Rows and columns with most come first, years in their order. Raises UsageError if nothing
    is left.
    """
    stated, stated_not = _counted(graph, kind), _counted(denied, kind) if denied else {}
    cells = {**stated_not, **stated}
    if not cells:
        raise UsageError("nothing is left for the matrix; take more years, kinds, layers or articles")
    labels = {node: data["label"] for one in (denied, graph) if one for node, data in one.nodes(data=True)}
    rows = _ordered(labels, cells, 0)
    if kind == "states-bodies":
        columns = _ordered(labels, cells, 1)
    else:
        filled = [int(column) for _, column in cells]
        columns = [(str(year), str(year)) for year in range(min(filled), max(filled) + 1)]
    by_year = kind == "actors-years"
    return Matrix(
        rows, columns, {key: cell.count for key, cell in stated.items()}, _claims(stated), _claims(stated_not),
        sum(1 for *_, data in graph.edges(data=True) if by_year and not spans(data)),
        frozenset(key for key, cell in stated.items() if cell.inferred == cell.count),
    )  # fmt: skip


def _counted(graph: nx.MultiDiGraph[str], kind: str) -> dict[Cell, _Counted]:
    """The edges of a network in their cells."""
    found: dict[Cell, _Counted] = {}
    for source, target, data in graph.edges(data=True):
        for key in _cells(graph, source, target, data, kind):
            cell = found.setdefault(key, _Counted())
            cell.count += 1
            cell.inferred += data.get("certainty") == INFERRED
            cell.claims.update(data.get("claims", "").split())
    return found


def _cells(graph: nx.MultiDiGraph[str], source: str, target: str, data: Mapping[str, Any], kind: str) -> Iterator[Cell]:
    """The cells in which an edge counts."""
    if kind == "states-bodies":
        joined = {one for relation in marks.relations() if not relation.by_one for one in marks.ranges(relation.to)}
        if graph.nodes[source]["group"] in marks.classes("isSide") and graph.nodes[target]["group"] in joined:
            yield target, source
        return
    for year in sorted({year for span in spans(data) for year in span.years}):
        for end in (source, target):
            yield end, str(year)


def _claims(cells: Mapping[Cell, _Counted]) -> dict[Cell, tuple[str, ...]]:
    return {key: tuple(sorted(cell.claims)) for key, cell in cells.items()}


def _ordered(labels: Mapping[str, str], cells: Mapping[Cell, _Counted], side: int) -> list[tuple[str, str]]:
    sums: dict[str, int] = {}
    for key, cell in cells.items():
        sums[key[side]] = sums.get(key[side], 0) + cell.count
    ordered = sorted(sums, key=lambda node: (-sums[node], labels[node], node))
    return [(node, labels[node]) for node in ordered]
