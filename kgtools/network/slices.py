"""Networks of successive years or stages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools import marks
from kgtools.errors import UsageError
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, entity_node, term_node, text
from kgtools.network.edges import spans
from kgtools.network.networks import EmptyNetwork, Selection, article_ids, network

if TYPE_CHECKING:
    import networkx as nx

_STAGES = """
SELECT DISTINCT ?stage ?first ?last WHERE {
  ?stage a ?class_ . ?claim rdf:subject ?stage ; t:inArticle ?article .
  OPTIONAL { ?stage ?begins/t:earliest ?first } OPTIONAL { ?stage ?ends/t:latest ?last }
}"""


def slices(graph: nx.MultiDiGraph[str], selection: Selection, years: int) -> list[tuple[int, int]]:
    """Stretches of so many years, from the first year of an edge to the last, or those selected."""
    dated = [year for *_, data in graph.edges(data=True) for span in spans(data) for year in span.years]
    if not dated:
        raise UsageError("no edge of this network has a time; leave out --slice")
    first, last = selection.first or min(dated), selection.last or max(dated)
    return [(year, min(year + years - 1, last)) for year in range(first, last + 1, years)]


def stages(store: Store, article: str, language: str) -> list[tuple[str, int | None, int | None]]:
    """The stages of relations that an article states, with their first and last year, in order of time.

    Raises UsageError for an article that is not known or dates no stage.
    """
    (identifier,) = article_ids(store, [article])
    found = {
        (_year(start), _year(end), label(store, stage, language))
        for class_ in marks.terms("partsTime")
        if (ends := marks.span(marks.of(class_, "datedBy")))
        for stage, start, end in select(store, _STAGES, article=entity_node(f"article/{identifier}"),
                                        class_=term_node(class_), begins=term_node(ends[0]), ends=term_node(ends[1]))
    }  # fmt: skip
    dated = sorted((start, end, name) for start, end, name in found if start or end)
    if not dated:
        raise UsageError(f"the article '{identifier}' dates no stage of relations; kgtools query stages tells which do")
    return [(name, int(start) if start else None, int(end) if end else None) for start, end, name in dated]


def _year(day: Term | None) -> str:
    """The year of a day; empty if it is unbound."""
    return text(day, default="")[:4]


def of_years(
    store: Store, view: str, language: str, selection: Selection, years: tuple[int | None, int | None]
) -> nx.MultiDiGraph[str]:
    """The network of some years, from the first to the last, with nothing in it if they hold nothing."""
    import networkx as nx

    return sliced(store, view, language, selection, years) or nx.MultiDiGraph()


def sliced(
    store: Store, view: str, language: str, selection: Selection, years: tuple[int | None, int | None]
) -> nx.MultiDiGraph[str] | None:
    """The network of some years, from the first to the last, or None if they hold nothing."""
    try:
        return network(store, view, language, replace(selection, first=years[0], last=years[1]))
    except EmptyNetwork:
        return None
