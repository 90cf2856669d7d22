"""Networks made of others: of a query, simplified, projected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.claims.acceptance import ACCEPTED, INFERRED, PLANNED, STATED
from kgtools.errors import UsageError, nearest
from kgtools.graph.labels import identifier, label
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, lexical
from kgtools.network.edges import spans
from kgtools.network.networks import node_data
from kgtools.sparql import execute
from kgtools.values.spans import Span
from kgtools.views import disagreements

if TYPE_CHECKING:
    import networkx as nx


def of_query(store: Store, sparql: str, file: str, language: str) -> nx.MultiDiGraph[str]:
    """A network of the user's own: the triples of a CONSTRUCT, or the rows of a SELECT.

    A SELECT needs the columns `source` and `target` and may have `verb`, `layer`, `start`, `end` and
    `claim`. Raises UsageError if it has not, if a time is no date, or if nothing is found.
    """
    import networkx as nx

    found = execute.ask(store, sparql, file)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=f"{projects.in_use().stem} query")
    rows: list[dict[str, Any]] = []
    if isinstance(found, bool):
        raise UsageError(f"{file}: ASK draws no network; use CONSTRUCT, or SELECT ?source ?target")
    if isinstance(found, list):
        rows = [
            {"source": triple.subject, "target": triple.object, "verb": triple.predicate}
            for triple in found
            if isinstance(triple.object, ox.NamedNode)
        ]
    else:
        for column in ("source", "target"):
            if column not in found.columns:
                hint = nearest(column, found.columns)
                raise UsageError(f"{file}: the query has no column '{column}'; {hint or 'name its ends so'}")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    marking = disagreements.marking(store)
    for number, row in enumerate(rows):
        ends = [row[end] for end in ("source", "target")]
        if not all(isinstance(end, ox.NamedNode) for end in ends):
            continue
        for end in ends:
            if namespaces.shorten(end.value) not in graph:
                graph.add_node(namespaces.shorten(end.value), **node_data(store, end, language))
        start, end = (_day(row.get(name), name, file) for name in ("start", "end"))
        claim = identifier(row.get("claim")).removeprefix("claim/")
        verb = row.get("verb")
        attributes = {
            "label": label(store, verb, language),
            **{f"label_{tag}": label(store, verb, tag) for tag in namespaces.languages()},
            "layer": identifier(row.get("layer")).rpartition("/")[2],
            "directed": True,
            "start": start,
            "end": end,
            "claims": claim,
            "disagreements": " ".join(disagreements.marks_of([claim], marking)),
        }
        kept = {name: value for name, value in attributes.items() if value != ""}
        graph.add_edge(namespaces.shorten(ends[0].value), namespaces.shorten(ends[1].value), key=str(number), **kept)
    if not graph:
        raise UsageError(f"{file}: the query finds no two things to join")
    return graph


def _day(term: Term | None, column: str, file: str) -> str:
    """A time of a row of the user's own query, as a date in EDTF; empty if it is unbound."""
    day = lexical(term, default="").partition("T")[0]
    try:
        Span.of(day, "")
    except ValueError as error:
        raise UsageError(f"{file}: ?{column} is '{day}': {error}; take t:earliest or t:latest of a date") from None
    return day


def _certainty(inferred: Iterable[bool]) -> str:
    """The certainty of an edge made of several: inferred only if all of them are."""
    return INFERRED if all(inferred) else STATED


def _status(found: Iterable[str]) -> dict[str, str]:
    """How an edge made of several stands: planned if one is, accepted if any other is; none if it is not asked."""
    known = {*found} - {""}
    best = next((status for status in (PLANNED, ACCEPTED, INFERRED) if status in known), "")
    return {"status": best} if best else {}


def _times(found: Iterable[Span]) -> dict[str, str]:
    """The times of an edge made of several: its days if it holds once, else `spells`, each with its days."""
    listed = [[str(day or "") for day in (span.first, span.last, span.told)] for span in sorted(set(found), key=_days)]
    if len(listed) == 1:
        return {name: day for name, day in zip(("start", "end", "told"), listed[0], strict=True) if day}
    return {"spells": " ".join("/".join(days) for days in listed)} if listed else {}


def _days(span: Span) -> tuple[str, ...]:
    return tuple(str(day or "") for day in (*(span.known or ()), span.last))


def _all_of(parts: Iterable[Mapping[str, Any]], name: str) -> str:
    return "; ".join(sorted({part[name] for part in parts if part.get(name)}))


def _things(graph: nx.MultiDiGraph[str], middles: Iterable[str], name: str) -> str:
    return "; ".join(graph.nodes[middle].get(name, "") for middle in sorted(middles))


def simplified(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """One edge for each two things and direction: its weight counts the edges, verbs and claims are gathered.

    What is only planned stays an edge of its own.
    It holds whenever one of them does: `spells` has the days of each, as first/last/told.
    """
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from(graph.nodes(data=True))
    joined: dict[tuple[str, str, bool, bool], list[dict[str, Any]]] = {}
    for source, target, data in graph.edges(data=True):
        planned = data.get("status") == PLANNED
        joined.setdefault((source, target, data["directed"], planned), []).append(data)
    for number, ((source, target, directed, _), parts) in enumerate(sorted(joined.items())):

        def gather(name: str, parts: list[dict[str, Any]] = parts) -> list[str]:
            return sorted({word for part in parts for word in str(part.get(name, "")).split() if word})

        attributes = {
            "label": _all_of(parts, "label"),
            **{f"label_{tag}": _all_of(parts, f"label_{tag}") for tag in namespaces.languages()},
            "layer": " ".join(gather("layer")),
            "directed": directed,
            "via": " ".join(gather("via")),
            "claims": " ".join(gather("claims")),
            "articles": " ".join(gather("articles")),
            "support": max(part.get("support", 1) for part in parts),
            "certainty": _certainty(part.get("certainty") == INFERRED for part in parts),
            **_status(part.get("status", "") for part in parts),
            "disagreements": " ".join(gather("disagreements")),
            "weight": sum(part.get("weight", 1) for part in parts),
            **_times(span for part in parts for span in spans(part)),
        }
        kept = {name: value for name, value in attributes.items() if value != ""}
        found.add_edge(source, target, key=str(number), **kept)
    return found


@dataclass
class _End:
    """How an actor and a thing are joined in a two-mode network; `planned` if nothing but plans joins them."""

    planned: bool
    claims: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    inferred: bool = False
    times: set[Span] = field(default_factory=set)

    def take(self, data: Mapping[str, Any]) -> None:
        self.claims.update(data["claims"].split())
        self.entries.update(data.get("disagreements", "").split())
        self.inferred |= data.get("certainty") == INFERRED
        self.times.update(spans(data))


def _ends(graph: nx.MultiDiGraph[str], middle: str) -> dict[str, _End]:
    """What a node is joined to; of what an article states, a plan is left out."""
    found: dict[str, _End] = {}
    joined = (*graph.in_edges(middle, data=True), *graph.out_edges(middle, data=True))
    for source, target, data in sorted(joined, key=lambda edge: edge[2].get("status") == PLANNED):
        planned = data.get("status") == PLANNED
        end = found.setdefault(source if target == middle else target, _End(planned))
        if end.planned == planned:
            end.take(data)
    return found


@dataclass
class _Shared:
    """What two things have in common: the things between, and of these when they hold and which are inferred."""

    claims: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    between: list[str] = field(default_factory=list)
    inferred: list[bool] = field(default_factory=list)
    times: set[Span] = field(default_factory=set)


def projected(graph: nx.MultiDiGraph[str], onto_actors: bool = True) -> nx.MultiDiGraph[str]:
    """A two-mode network seen from one of its sides: two actors are joined by the things they share.

    With `onto_actors` false, two things are joined by the actors they share. The weight counts what is
    shared, `via` names it. What is shared only by plans stays an edge of its own.
    """
    import networkx as nx

    side = {node for node, data in graph.nodes(data=True) if data["mode"] == ("actor" if onto_actors else "thing")}
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from((node, graph.nodes[node]) for node in sorted(side))
    told = any("status" in data for *_, data in graph.edges(data=True))
    for number, ((one, other, planned), shared) in enumerate(sorted(_pairs(graph, side).items())):
        certainty = _certainty(shared.inferred)
        status = PLANNED if planned else INFERRED if certainty == INFERRED else ACCEPTED
        found.add_edge(
            one, other, key=str(number), label=_things(graph, shared.between, "label"),
            **{f"label_{tag}": _things(graph, shared.between, f"label_{tag}") for tag in namespaces.languages()},
            directed=False, via=" ".join(shared.between), weight=len(shared.between),
            claims=" ".join(sorted(shared.claims)), certainty=certainty, **({"status": status} if told else {}),
            **_times(shared.times),
            **({"disagreements": " ".join(sorted(shared.entries))} if shared.entries else {}),
        )  # fmt: skip
    return found


def _pairs(graph: nx.MultiDiGraph[str], side: set[str]) -> dict[tuple[str, str, bool], _Shared]:
    """What each two nodes of a side share, by these and whether it is only planned."""
    found: dict[tuple[str, str, bool], _Shared] = {}
    for middle in sorted(set(graph) - side):
        ends = _ends(graph, middle)
        for (one, first), (other, second) in combinations(sorted(ends.items(), key=lambda each: each[0]), 2):
            planned = first.planned or second.planned
            shared = found.setdefault((one, other, planned), _Shared())
            shared.between.append(middle)
            shared.claims |= first.claims | second.claims
            shared.entries |= first.entries | second.entries
            shared.inferred.append(first.inferred or second.inferred)
            shared.times.update(*(end.times for end in ends.values() if planned or not end.planned))
    return found
