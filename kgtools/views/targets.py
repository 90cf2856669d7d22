"""Targets, plans and expectations, each once, with the claims that tell it and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.compare.verdicts import DECIDED
from kgtools.graph.reading import Store
from kgtools.graph.store import once, select
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
    the terms that are set. `decided_by` are the claims that decide it or, while it is open, bear on it.
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


def targets(store: Store, about: ox.NamedNode | None = None, claim: ox.NamedNode | None = None) -> Iterator[Target]:
    """All targets, those whose claims speak of a thing, or those that a claim tells, by id."""
    if claim is not None:
        found = select(store, _OF_CLAIM, claim=claim)
    elif about is not None:
        found = select(store, _ABOUT, thing=about)
    else:
        found = select(store, _ALL)
    for (target,) in list(found):
        yield read_target(store, node(target))


@once
def read_target(store: Store, target: ox.NamedNode) -> Target:
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


def is_decided(target: Target) -> bool:
    """Whether claims decide the target; otherwise they only bear on it."""
    return code(target.outcome) in DECIDED


def chosen(store: Store, about: str = "", article: str = "", outcome: str = "") -> list[Target]:
    """The targets whose claims speak of a thing, that an article tells, or that came to one outcome, by their ids."""
    thing = ox.NamedNode(namespaces.entity(about)) if about else None
    return [
        target
        for target in targets(store, thing)
        if article in ("", *sources(target)) and outcome in ("", code(target.outcome))
    ]


def sources(target: Target) -> list[str]:
    """The ids of the articles that tell a target."""
    return [short(article).removeprefix("article/") for article in target.articles]


def target_rows(found: Iterable[Target], say: Say, language: str) -> list[list[str]]:
    """Targets, plans and expectations as rows of text, one for each, whatever number of claims tell it.

    An expectation is its speakers'; of a target or plan it is said where no article names who set it.
    """
    nobody = message("targets.set-by.nobody", language)
    return [
        [
            say(target.node), _listed(target.times, say), _listed(target.meant, say),
            _listed(target.certainty, say), _listed(target.setters, say) or nobody, say(target.outcome),
            say(target.explanation), _keys(target.decided_by), " ".join(sources(target)), _keys(target.claims),
            short(target.node),
        ]
        for target in found
    ]  # fmt: skip


def as_text(found: Iterable[Target], say: Say, language: str) -> str:
    """Targets for people: what each aims at, and below it what became of it and why, each thing on a line.

    As a table their sentences would not fit a terminal.
    """
    words = {name: message(f"targets.column.{name}", language) for name in TARGET_COLUMNS}
    parts = []
    for target, row in zip(found := list(found), target_rows(found, say, language), strict=True):
        cells = dict(zip(TARGET_COLUMNS, row, strict=True))
        set_ = [f"{words[name]}: {cells[name]}" for name in ("when", "set by", "certainty") if cells[name]]
        lines = [cells["aim"], f"{cells['outcome']}: {cells['explanation']}", "; ".join([cells["kind"], *set_])]
        lines.append(f"{words['claims']}: {cells['claims']}")
        if target.decided_by:
            deciding = words["decided by"] if is_decided(target) else message("targets.bearing", language)
            lines.append(f"{deciding}: {cells['decided by']}")
        parts.append("\n  ".join([*lines, cells["target"]]) + "\n")
    return "\n".join(parts)


def _listed(terms: Iterable[Term | None], say: Say) -> str:
    return ", ".join(map(say, terms))


def _keys(claims: Iterable[Term | None]) -> str:
    return " ".join(short(claim).removeprefix("claim/") for claim in claims)
