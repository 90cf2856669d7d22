"""Targets, plans and expectations, each once, with the claims that tell it and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.store import select
from kgtools.graph.terms import Term, code, node, short
from kgtools.messages import message
from kgtools.views.figures import Say

_ALL = "SELECT ?target WHERE { ?target a t:Target } ORDER BY ?target"
_ABOUT = """
SELECT DISTINCT ?target WHERE {
  VALUES ?role { rdf:subject rdf:object t:measured t:partner t:indicator t:about }
  ?claim ?role ?thing . ?target t:toldBy ?claim .
} ORDER BY ?target"""
_OF_CLAIM = "SELECT ?target WHERE { ?target t:toldBy ?claim } ORDER BY ?target"
_OUTCOME = """
SELECT ?outcome ?explanation WHERE {
  ?target t:outcome ?outcome . OPTIONAL { ?target t:outcomeExplanation ?explanation }
}"""
_TOLD = """
SELECT ?claim ?article ?meant ?certainty ?when WHERE {
  ?target t:toldBy ?claim . ?claim t:inArticle ?article ; t:certainty ?certainty .
  { ?claim a t:Opinion ; t:stance ?meant } UNION { ?claim t:modality ?meant }
  OPTIONAL { { ?claim t:period ?when } UNION { ?claim t:horizon ?when } UNION { ?claim t:when ?when }
             UNION { ?claim rdf:object ?when . ?when a t:Date } }
} ORDER BY ?claim ?when"""
_SETTERS = """
SELECT DISTINCT ?actor WHERE {
  ?target t:toldBy ?claim .
  { ?claim t:setBy ?actor } UNION { ?claim a t:Opinion ; t:speaker ?actor }
} ORDER BY ?actor"""
_DECIDED = "SELECT ?by WHERE { ?target t:decidedBy ?by } ORDER BY ?by"
TARGET_COLUMNS = (
    "aim", "when", "kind", "certainty", "set by", "outcome", "explanation", "decided by", "articles", "claims",
    "target",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A target as the store holds it. Terms are in the order of the claims that tell it, each once.

    `meant` says whether the claims plan, aim at or expect, `certainty` whether their passages say so; `times` are
    the terms that are set.
    """

    node: ox.NamedNode
    outcome: Term | None
    explanation: Term | None
    claims: tuple[Term | None, ...]
    articles: tuple[Term | None, ...]
    meant: tuple[Term | None, ...]
    certainty: tuple[Term | None, ...]
    times: tuple[Term | None, ...]
    setters: tuple[Term | None, ...]
    decided_by: tuple[Term | None, ...]


def targets(store: ox.Store, about: ox.NamedNode | None = None, claim: ox.NamedNode | None = None) -> Iterator[Target]:
    """All targets, those whose claims speak of a thing, or those that a claim tells, by id."""
    if claim is not None:
        found = select(store, _OF_CLAIM, claim=claim)
    elif about is not None:
        found = select(store, _ABOUT, thing=about)
    else:
        found = select(store, _ALL)
    for (target,) in list(found):
        yield read_target(store, node(target))


def read_target(store: ox.Store, target: ox.NamedNode) -> Target:
    """A target by its node."""
    ((outcome, explanation),) = select(store, _OUTCOME, target=target)
    told = zip(*select(store, _TOLD, target=target), strict=True)
    claims, articles, meant, certainty, times = (tuple(dict.fromkeys(terms)) for terms in told)
    times = tuple(time for time in times if time is not None)
    setters, decided_by = (
        tuple(term for (term,) in select(store, query, target=target)) for query in (_SETTERS, _DECIDED)
    )
    return Target(
        target, outcome, explanation, claims, articles, meant, certainty, times, setters, decided_by
    )  # fmt: skip


def target_rows(
    store: ox.Store, say: Say, language: str, about: str = "", article: str = "", outcome: str = ""
) -> list[list[str]]:
    """Targets, plans and expectations as rows of text, one for each, whatever number of claims tell it.

    An expectation is its speakers'; of a target or plan it is said where no article names who set it. `about` is
    the id of a thing that one of the claims speaks of, `article` that of an article that tells the target.
    """
    nobody = message("targets.set-by.nobody", language)
    found = []
    thing = ox.NamedNode(namespaces.entity(about)) if about else None
    for target in targets(store, thing):
        sources = [short(each).removeprefix("article/") for each in target.articles]
        if (article and article not in sources) or outcome not in ("", code(target.outcome)):
            continue
        found.append(
            [
                say(target.node), _listed(target.times, say), _listed(target.meant, say),
                _listed(target.certainty, say), _listed(target.setters, say) or nobody, say(target.outcome),
                say(target.explanation), _keys(target.decided_by), " ".join(sources), _keys(target.claims),
                short(target.node),
            ]
        )  # fmt: skip
    return found


def _listed(terms: Iterable[Term | None], say: Say) -> str:
    return ", ".join(map(say, terms))


def _keys(claims: Iterable[Term | None]) -> str:
    return " ".join(short(claim).removeprefix("claim/") for claim in claims)
