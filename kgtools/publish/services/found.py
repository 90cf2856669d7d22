"""What a search finds, as values with stable names."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.publish.services.previews import brief
from kgtools.query import search
from kgtools.query.search import excerpts
from kgtools.views import evidence

MOST = 100  # results of one answer


def kinds() -> tuple[str, ...]:
    return (*namespaces.kinds(), "article", "claim")


def found(
    store: Store, index: search.Index, words: str, language: str, kind: str = "", limit: int = 10, offset: int = 0
) -> dict[str, Any]:
    """What words may mean, best first: a page of results, with how many there are and where the next page begins.

    `kind` is the first part of an id, such as person; only things of this kind are found then. Raises UsageError for
    a kind that there is not.
    """
    if kind and kind not in kinds():
        raise UsageError(
            f"there is no kind '{kind}'; {nearest(kind, kinds()) or 'expected one of ' + ', '.join(kinds())}"
        )
    matches = search.search(store, words, index)
    if kind:
        matches = matches.beginning(*(f"{base}{kind}/" for base in (namespaces.things(), namespaces.base())))
    page = matches[offset : offset + limit]
    end = offset + len(page)
    return {
        "words": words,
        "language": language,
        "total": len(matches),
        "offset": offset,
        "limit": limit,
        "next": end if end < len(matches) else None,
        "results": [result(store, match, language) for match in page],
    }


def result(store: Store, match: search.Match, language: str) -> dict[str, Any]:
    """A match: the thing or claim, and the name or piece of text for which it was found.

    `spans` are the places in `text`, as code points, of the words that were found. `claims` say what was found, the
    best first; it is empty if a name was.
    """
    text, spans = excerpts.excerpt(match)
    thing = ox.NamedNode(search.thing_of(store, match.iri)) if match.told else match.node
    return {
        "id": namespaces.shorten(match.iri),
        "iri": match.iri,
        "label": labels.label(store, thing, language),
        "kind": _kind(match),
        "type": evidence.kind(store, match.node, language),
        "description": brief(store, thing, language),
        "about": namespaces.shorten(thing.value),
        "text": text,
        "spans": [list(span) for span in spans],
        "told": bool(match.told),
        "claims": [namespaces.shorten(claim) for claim in match.told],
        "score": round(match.score, 1),
    }


def _kind(match: search.Match) -> str:
    return namespaces.shorten(match.iri).partition("/")[0]
