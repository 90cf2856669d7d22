"""What stands around a picture of a network, as values: its title, the names of kinds, the articles it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import __version__
from kgtools.graph.labels import label
from kgtools.graph.store import select
from kgtools.graph.terms import code_node, short, term_node, text
from kgtools.messages import message
from kgtools.network.networks import ALL, TWO_MODE

if TYPE_CHECKING:
    import networkx as nx

_ARTICLES = """
SELECT ?article ?day WHERE {
  ?article a t:Article . OPTIONAL { ?article t:publishedOn/t:latest ?day }
} ORDER BY ?article"""


@dataclass(frozen=True)
class Caption:
    """The texts of a picture in one language: title, names of the broad kinds of its nodes, and notes on sources."""

    title: str
    kinds: Mapping[str, str]
    notes: tuple[str, ...]


def caption(store: ox.Store, graph: nx.MultiDiGraph[str], view: str, language: str) -> Caption:
    """The texts of a picture of a network."""
    groups = {data["group"] for _, data in graph.nodes(data=True)}
    claims = {claim for *_, data in graph.edges(data=True) for claim in data.get("claims", "").split()}
    other = message("network.other", language)
    kinds = {group: label(store, term_node(group), language) if group else other for group in groups}
    return Caption(title(store, view, language), kinds, tuple(sources(store, claims, language)))


def title(store: ox.Store, view: str, language: str) -> str:
    """What a network is called in a language; one of the user's own by its file."""
    code = code_node("network", view)
    if next(store.quads_for_pattern(code, None, None, ox.DefaultGraph()), None):
        name = label(store, code, language)
        return name[:1].upper() + name[1:]
    return message(f"network.view.{view}", language) if view in (ALL, TWO_MODE) else Path(view).stem


def sources(store: ox.Store, claims: Iterable[str], language: str) -> list[str]:
    """The articles of claims, with their years, and the version and date of the data."""
    wanted = {claim.partition("/")[0] for claim in claims}
    listed, days = [], []
    for article, day in select(store, _ARTICLES):
        date = text(day, default="")
        days.append(date)
        if short(article).removeprefix("article/") in wanted:
            year = date[:4] or message("network.undatedArticle", language)
            listed.append(f"{label(store, article, language)} ({year})")
    notes = [message("network.sources", language, "; ".join(listed))] if listed else []
    return [*notes, message("network.data", language, __version__, max(days, default=""))]
