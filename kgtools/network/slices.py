"""Networks of successive years or stages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools.errors import UsageError
from kgtools.graph import labels, store
from kgtools.graph.terms import entity_node, text
from kgtools.network.networks import _YEAR, EmptyNetwork, Selection, _articles, network

if TYPE_CHECKING:
    import networkx as nx

_STAGES = """
SELECT DISTINCT ?stage ?first ?last WHERE {
  ?stage a t:Stage . ?claim rdf:subject ?stage ; t:inArticle ?article .
  OPTIONAL { ?stage t:start/t:earliest ?first } OPTIONAL { ?stage t:end/t:latest ?last }
}"""


def slices(graph: nx.MultiDiGraph[str], selection: Selection, years: int) -> list[tuple[int, int]]:
    """Stretches of so many years, from the first year that an edge tells to the last, or those selected."""
    told = [int(about[day][:_YEAR]) for *_, about in graph.edges(data=True) for day in ("start", "end") if day in about]
    if not told:
        raise UsageError("no edge of this network has a time; leave out --slice")
    first, last = selection.first or min(told), selection.last or max(told)
    return [(year, min(year + years - 1, last)) for year in range(first, last + 1, years)]


def stages(store_: ox.Store, article: str, language: str) -> list[tuple[str, int | None, int | None]]:
    """The stages of relations that an article tells, with their first and last year, in order of time.

    Raises UsageError for an article that is not known or dates no stage.
    """
    (identifier,) = _articles(store_, [article])
    rows = store.select(store_, _STAGES, article=entity_node(f"article/{identifier}"))
    found = {
        (text(start, default="")[:_YEAR], text(end, default="")[:_YEAR], labels.label(store_, stage, language))
        for stage, start, end in rows
    }
    dated = sorted((start, end, label) for start, end, label in found if start or end)
    if not dated:
        raise UsageError(f"the article '{identifier}' dates no stage of relations; kgtools query stages tells which do")
    return [(label, int(start) if start else None, int(end) if end else None) for start, end, label in dated]


def sliced(
    store_: ox.Store, view: str, language: str, selection: Selection, years: tuple[int | None, int | None]
) -> nx.MultiDiGraph[str] | None:
    """The network of some years, from the first to the last, or None if they hold nothing."""
    try:
        return network(store_, view, language, replace(selection, first=years[0], last=years[1]))
    except EmptyNetwork:
        return None
