"""Answers: the evidence behind rows, and rows as text."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.terms import Term, term_node
from kgtools.sparql.execute import Answer


def find_evidence(store: ox.Store, answer: Answer) -> None:
    """Fill in, for each row, the claims behind it: those it names, those that tell a target, those that join things."""
    claim_base = namespaces.BASE + "claim/"
    subjects = {
        term
        for row in answer.rows
        for term in row
        if isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.BASE)
    }
    joined: dict[tuple[str, str], list[ox.NamedNode]] = {}
    subject_of = ox.NamedNode(namespaces.RDF + "subject")
    object_of = ox.NamedNode(namespaces.RDF + "object")
    for subject in subjects:
        for saying in store.quads_for_pattern(None, subject_of, subject, ox.DefaultGraph()):
            if isinstance(claim := saying.subject, ox.NamedNode):
                for value in store.quads_for_pattern(claim, object_of, None, ox.DefaultGraph()):
                    joined.setdefault((subject.value, str(value.object)), []).append(claim)
    answer.evidence = []
    for row in answer.rows:
        nodes = [term for term in row if isinstance(term, ox.NamedNode)]
        found = {node for node in nodes if node.value.startswith(claim_base)}
        for node in nodes:
            if node.value.startswith(namespaces.target("")):
                told = store.quads_for_pattern(node, term_node("toldBy"), None, ox.DefaultGraph())
                found.update(quad.object for quad in told if isinstance(quad.object, ox.NamedNode))
            for term in row:
                found.update(joined.get((node.value, str(term)), ()))
        answer.evidence.append(sorted(found, key=lambda claim: claim.value))


def cells(store: ox.Store, answer: Answer, language: str, iris: bool) -> list[list[str]]:
    """The rows of an answer as text: labels in a language, or ids with `iris`."""
    if iris:
        return [[labels.identifier(term) for term in row] for row in answer.rows]
    known: dict[Term | None, str] = {}
    for row in answer.rows:
        for term in row:
            if term not in known:
                known[term] = labels.label(store, term, language).removeprefix("claim/")
    return [[known[term] for term in row] for row in answer.rows]
