"""Targets, plans and expectations, each with its outcome."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kgtools.graph import store
from kgtools.views.figures import Say, Term, _code, _short, _text

_TARGETS = """
SELECT ?claim ?outcome ?explanation ?article ?modality ?of ?what ?aim ?printed ?unit ?bound ?period ?partner WHERE {
  ?claim t:outcome ?outcome ; t:inArticle ?article .
  OPTIONAL { ?claim t:outcomeExplanation ?explanation }
  { ?claim a t:Figure ; t:modality ?modality ; t:measured ?of ; t:indicator ?what ; t:printedValue ?printed ;
           t:unit ?unit ; t:bound ?bound .
    OPTIONAL { ?claim t:period ?period } OPTIONAL { ?claim t:partner ?partner } }
  UNION { ?claim a t:Fact ; t:modality ?modality ; rdf:subject ?of ; rdf:predicate ?what ; rdf:object ?aim }
  UNION { ?claim a t:Opinion ; t:about ?of ; t:stance ?what ; t:gist ?aim . OPTIONAL { ?claim t:horizon ?period } }
} ORDER BY ?claim"""
_SPEAKERS = "SELECT ?claim ?speaker WHERE { ?claim t:outcome ?outcome ; t:speaker ?speaker } ORDER BY ?claim ?speaker"
_DECIDED = "SELECT ?claim ?by WHERE { ?claim t:decidedBy ?by } ORDER BY ?claim ?by"
TARGET_COLUMNS = (
    "of", "what", "aim", "when", "kind", "set by", "outcome", "decided by", "explanation", "article", "claim",
)  # fmt: skip


def target_rows(store_: ox.Store, say: Say, about: str = "", article: str = "", outcome: str = "") -> list[list[str]]:
    """Targets, plans and expectations as rows of text, each with its outcome and the claims that decide it.

    `about` is the id of a thing that the target is of, or that is its indicator, partner or value.
    """
    speakers = _grouped(store.select(store_, _SPEAKERS), say)
    decided = _grouped(store.select(store_, _DECIDED), _short)
    found = []
    for row in store.select(store_, _TARGETS):
        claim, result, explanation, in_article, modality, of, what, aim, printed, unit, bound, period, partner = row
        source = _short(in_article).removeprefix("article/")
        if about and about not in map(_short, (of, what, aim, partner)):
            continue
        if article not in ("", source) or outcome not in ("", _code(result)):
            continue
        if printed is not None:
            word = "" if _code(bound) == "exact" else say(bound) + " "
            goal = f"{word}{_text(printed)} {say(unit)}"
        else:
            goal = say(aim)
        key = _short(claim)
        found.append(
            [
                " – ".join(filter(None, (say(of), say(partner)))), say(what), goal, say(period),
                say(modality), ", ".join(speakers.get(key, ())), say(result), " ".join(decided.get(key, ())),
                _text(explanation), source, key,
            ]
        )  # fmt: skip
    return found


def _grouped(rows: Iterable[tuple[Term, ...]], say: Say) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim, thing in rows:
        found.setdefault(_short(claim), []).append(say(thing))
    return found
