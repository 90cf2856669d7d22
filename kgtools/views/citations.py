"""How the articles behind what is shown are cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims.citation import cite
from kgtools.claims.yaml_files import read_yaml
from kgtools.graph.labels import label


def citations(project: Path, store: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """How each article is cited, with its authors in printed order, by article."""
    found = {}
    for article in sorted(set(articles)):
        # The order of authors stands in the file alone; the graph has a set of them.
        _, content, _ = read_yaml(project / "data" / "articles" / article / "article.yaml", project)
        authors = [label(store, ox.NamedNode(namespaces.entity(one)), language) for one in content.get("authors", ())]
        titles: Mapping[str, str] = content.get("title") or {}
        title = titles.get(language) or next((titles[tag] for tag in namespaces.LANGUAGES if tag in titles), "")
        shown = title or label(store, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
        people = ", ".join(authors) if title else ""
        published, venue, url = (str(content.get(key, "")) for key in ("published", "venue", "url"))
        found[article] = cite(people, published, shown, venue, url, language)
    return found
