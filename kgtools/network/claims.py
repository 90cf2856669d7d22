"""The claims behind what a picture shows, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy, passage
from kgtools.graph.labels import label
from kgtools.graph.store import select
from kgtools.graph.terms import Term, iri, short, text, whole

_CLAIMS = """
SELECT ?claim ?article ?start ?end ?print ?reference ?gist WHERE {
  ?claim t:modality ?modality .
  OPTIONAL { ?claim t:inArticle ?article ; t:evidence/oa:hasSelector ?passage .
             ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print }
  OPTIONAL { ?claim t:reference ?reference }
  OPTIONAL { ?claim t:gist ?gist }
}"""


@dataclass(frozen=True)
class ClaimNote:
    """A claim in short: its article (empty for background), the place there, the passage, and gist or reference."""

    article: str = ""
    place: str = ""
    passage: str = ""
    more: str = ""


def claim_notes(
    store: ox.Store, wanted: set[str], copies: Mapping[str, Copy], name: Callable[[Term | None], str]
) -> dict[str, ClaimNote]:
    """The wanted claims by id, sorted; `name` says what stands for an article, `copies` give the passages."""
    notes: dict[str, ClaimNote] = {}
    for claim, article, start, end, fingerprint, reference, gist in select(store, _CLAIMS):
        identifier = short(claim)
        if identifier not in wanted or identifier in notes:
            continue
        place = words = ""
        if article is not None:
            place = f"{whole(start)}–{whole(end)}"
            copy = copies.get(iri(article).removeprefix(namespaces.BASE + "article/"))
            if copy is not None:
                words = passage(copy, Anchor(whole(start), whole(end), text(fingerprint)))
        more = text(gist, default="") or text(reference, default="")
        notes[identifier] = ClaimNote(name(article), place, words, more)
    return dict(sorted(notes.items()))


def labelled_claims(
    store: ox.Store, wanted: set[str], copies: Mapping[str, Copy], language: str
) -> dict[str, ClaimNote]:
    """The wanted claims with the labels of their articles in a language."""
    return claim_notes(store, wanted, copies, lambda article: label(store, article, language))
