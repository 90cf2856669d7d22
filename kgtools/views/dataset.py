"""What the graph holds, and from which articles."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels, store
from kgtools.views.entity import _of, _text

_ABOUT = """
SELECT ?article (COUNT(?claim) AS ?claims) WHERE {
  ?article a t:Article . OPTIONAL { ?claim t:inArticle ?article }
} GROUP BY ?article ORDER BY ?article"""


def about(store_: ox.Store, counts: Mapping[str, int], version: str, language: str) -> str:
    """The house in a few lines: what it is, what it holds, which articles it was read from."""
    lines = [
        f"Tandem {version}: a knowledge graph of Kazakhstan–Uzbekistan relations",
        f"IRIs: {namespaces.BASE}   code: MIT   data: CC BY 4.0",
        "holds: " + ", ".join(f"{number} {name}" for name, number in counts.items() if " " not in name),
        "entities: " + ", ".join(f"{number} {name[9:]}" for name, number in counts.items() if name[:9] == "entities "),
        "",
        "Articles read:",
    ]
    for article, number in store.select(store_, _ABOUT):
        assert isinstance(article, ox.NamedNode)
        titles = [_text(quad.object) for quad in _of(store_, article, namespaces.PREFIXES["dcterms"] + "title")]
        authors = [quad.object for quad in _of(store_, article, namespaces.PREFIXES["dcterms"] + "creator")]
        people = ", ".join(sorted(labels.label(store_, author, language) for author in authors))
        lines.append(f"  {namespaces.shorten(article.value)}: {people}: {' / '.join(sorted(titles)) or '(no title)'}")
        own = article.value.removeprefix(namespaces.BASE + "article/") + " "
        split = ", ".join(f"{number} {name[len(own) :]}" for name, number in counts.items() if name.startswith(own))
        lines.append(f"    {_text(number)} claims: {split}")
    background = [f"{number} {name[11:]}" for name, number in counts.items() if name.startswith("background ")]
    if background:
        lines.append(f"  background, from general knowledge, each with a reference: {', '.join(background)}")
    return "\n".join(lines) + "\n"
