"""The words around a picture of a network: title, legend, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import __version__, namespaces
from kgtools.graph import labels, store
from kgtools.messages import message
from kgtools.network.networks import ALL, TWO_MODE
from kgtools.network.palette import COLOURS

if TYPE_CHECKING:
    import networkx as nx

    Languages = Mapping[str, nx.MultiDiGraph[str]]
    from matplotlib.figure import Figure


def view_name(store_: ox.Store, view: str, language: str) -> str:
    """What a network is called in a language; one of the user's own by its file."""
    code = ox.NamedNode(namespaces.code(f"network/{view}"))
    if next(store_.quads_for_pattern(code, None, None, ox.DefaultGraph()), None):
        label = labels.label(store_, code, language)
        return label[:1].upper() + label[1:]
    return message(f"network.view.{view}", language) if view in (ALL, TWO_MODE) else Path(view).stem


def group_rank(group: str) -> tuple[int, str]:
    """Kinds in the order of their colours, then by name."""
    coloured = list(COLOURS)
    return (coloured.index(group) if group in coloured else len(coloured), group)


_ARTICLES = """
SELECT ?article ?day WHERE {
  ?article a t:Article . OPTIONAL { ?article t:publishedOn/t:latest ?day }
} ORDER BY ?article"""


def source_notes(store_: ox.Store, articles: Iterable[str], language: str) -> list[str]:
    """The articles that a picture rests on, with their years, and the version and date of the data."""
    wanted = set(articles)
    said, days = [], []
    for article, day in store.select(store_, _ARTICLES):
        date = str(getattr(day, "value", ""))
        days.append(date)
        assert isinstance(article, ox.NamedNode)
        if namespaces.shorten(article.value).removeprefix("article/") in wanted:
            year = date[:4] or message("network.undatedArticle", language)
            said.append(f"{labels.label(store_, article, language)} ({year})")
    notes = [message("network.sources", language, "; ".join(said))] if said else []
    return [*notes, message("network.data", language, __version__, max(days, default=""))]


def caption(figure: Figure, axes: Any, notes: list[str], wide: float) -> None:
    """Notes in small print at the foot of a page, folded to its width."""
    import textwrap

    # A letter of seven points is about 5.7 units wide.
    lines = [line for note in notes for line in textwrap.wrap(note, int((wide - 48) / 5.75))]
    axes.text(24, 16, "\n".join(lines), fontsize=7, color="#5c666d", va="bottom", linespacing=1.35, parse_math=False)


# -- parts ------------------------------------------------------------------------------------------


def _told_in(graph: nx.MultiDiGraph[str]) -> set[str]:
    return {
        claim.partition("/")[0] for *_, about in graph.edges(data=True) for claim in about.get("claims", "").split()
    }
