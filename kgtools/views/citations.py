"""How articles are cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims import yaml_files
from kgtools.graph import labels


def citations(house: Path, store_: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """How each article is cited: authors in printed order, title, year, venue, as far as they are known."""
    found = {}
    for article in sorted(set(articles)):
        _, content, _ = yaml_files.read_yaml(house / "data" / "articles" / article / "article.yaml", house)
        authors = [
            labels.label(store_, ox.NamedNode(namespaces.entity(author)), language)
            for author in content.get("authors", ())
        ]
        titles: Mapping[str, str] = content.get("title") or {}
        title = titles.get(language) or next((titles[tag] for tag in namespaces.LANGUAGES if tag in titles), "")
        shown = title or labels.label(store_, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
        year = str(content.get("published", ""))[:4] or "n.d."
        parts = [", ".join(authors), f"{shown} ({year})", str(content.get("venue", "")), str(content.get("url", ""))]
        found[article] = ". ".join(filter(None, parts))
    return found
