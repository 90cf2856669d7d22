"""Targets, plans and expectations, each with its outcome."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kgtools.graph.store import select
from kgtools.graph.terms import Term, code, short, text
from kgtools.messages import message
from kgtools.views.figures import Say

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
_SETTERS = """
SELECT ?claim ?actor WHERE {
  ?claim t:outcome ?outcome .
  { ?claim t:setBy ?actor } UNION { ?claim a t:Opinion ; t:speaker ?actor }
} ORDER BY ?claim ?actor"""
_DECIDED = "SELECT ?claim ?by WHERE { ?claim t:decidedBy ?by } ORDER BY ?claim ?by"
TARGET_COLUMNS = (
    "of", "what", "aim", "when", "kind", "set by", "outcome", "decided by", "explanation", "article", "claim",
)  # fmt: skip


def target_rows(
    store: ox.Store, say: Say, language: str, about: str = "", article: str = "", outcome: str = ""
) -> list[list[str]]:
    """Targets, plans and expectations as rows of text, each with who set it, its outcome and the deciding claims.

    An expectation is its speaker's; of a target or plan it is said where the article names nobody. `about` is the
    id of a thing that the target is of, or that is its indicator, partner or value.
    """
    setters = _grouped(select(store, _SETTERS), say)
    nobody = message("targets.set-by.nobody", language)
    decided = _grouped(select(store, _DECIDED), short)
    found = []
    for row in select(store, _TARGETS):
        claim, result, explanation, in_article, modality, of, what, aim, printed, unit, bound, period, partner = row
        source = short(in_article).removeprefix("article/")
        if about and about not in map(_identifier, (of, what, aim, partner)):
            continue
        if article not in ("", source) or outcome not in ("", code(result)):
            continue
        if printed is not None:
            word = "" if code(bound) == "exact" else say(bound) + " "
            goal = f"{word}{text(printed)} {say(unit)}"
        else:
            goal = say(aim)
        key = short(claim)
        found.append(
            [
                " – ".join(filter(None, (say(of), say(partner)))), say(what), goal, say(period),
                say(modality), ", ".join(setters.get(key, ())) or nobody, say(result), " ".join(decided.get(key, ())),
                say(explanation), source, key,
            ]
        )  # fmt: skip
    return found


def _grouped(rows: Iterable[tuple[Term | None, ...]], say: Say) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim, thing in rows:
        found.setdefault(short(claim), []).append(say(thing))
    return found


def _identifier(term: Term | None) -> str:
    """The id of a thing; empty for a text or a number."""
    return short(term) if isinstance(term, ox.NamedNode) else ""
