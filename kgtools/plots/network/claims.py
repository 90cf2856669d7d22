"""The claims behind what a picture shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy, passage
from kgtools.graph import store
from kgtools.graph.terms import Term

if TYPE_CHECKING:
    import networkx as nx

    Languages = Mapping[str, nx.MultiDiGraph[str]]

_CLAIMS = """
SELECT ?claim ?article ?start ?end ?print ?reference ?gist WHERE {
  ?claim t:modality ?modality .
  OPTIONAL { ?claim t:inArticle ?article ; t:evidence/oa:hasSelector ?passage .
             ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print }
  OPTIONAL { ?claim t:reference ?reference }
  OPTIONAL { ?claim t:gist ?gist }
}"""


def claims_told(store_: ox.Store, wanted: set[str], copies: Mapping[str, Copy], name: Any) -> dict[str, list[str]]:
    """Of each claim: article (a key of names, or empty for background), place, passage, and gist or reference."""
    found: dict[str, list[str]] = {}
    for claim, article, start, end, fingerprint, reference, gist in store.select(store_, _CLAIMS):
        short = _short(claim)
        if short not in wanted or short in found:
            continue
        place = words = ""
        if article is not None:
            place = f"{_text(start)}–{_text(end)}"
            copy = copies.get(_text(article).removeprefix(namespaces.BASE + "article/"))
            if copy is not None:
                words = passage(copy, Anchor(int(_text(start)), int(_text(end)), _text(fingerprint)))
        found[short] = [name(article), place, words, _text(gist) or _text(reference)]
    return dict(sorted(found.items()))


def _short(claim: Term | None) -> str:
    return namespaces.shorten(_text(claim)).removeprefix("claim/")


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""
