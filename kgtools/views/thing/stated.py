"""One claim in words: what it states, and how it is meant."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import curie_node, term_node, truth
from kgtools.views.evidence import Weighed, meaning
from kgtools.views.page import Entry, Part
from kgtools.views.thing import statements, told
from kgtools.views.thing.wording import Say, claim_id, listed

_FACT = """
SELECT ?subject ?property ?object ?when ?modality ?certainty ?accepted WHERE {
  ?claim rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality ;
         t:accepted ?accepted .
  OPTIONAL { ?claim t:when ?when } OPTIONAL { ?claim t:certainty ?certainty } }"""


def sort(store: Store, claim: ox.NamedNode) -> str:
    """Whether a claim is a fact, a figure or an opinion, as the name of its class."""
    default = ox.DefaultGraph()
    names = ("Figure", "Opinion")
    return next(
        (name for name in names if ox.Quad(claim, curie_node("rdf:type"), term_node(name), default) in store), "Fact"
    )


def stated(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Entry:
    """The line of one claim of any sort; of a fact with the time for which it is said, and how it is meant."""
    tells = {"Figure": told.figure, "Opinion": told.opinion}.get(sort(store, claim), _fact)
    return tells(store, claim, say, language) or Entry((), (claim_id(claim),))


def _fact(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Entry | None:
    for subject, name, value, when, modality, certainty, accepted in select(store, _FACT, claim=claim):
        meant = meaning(store, Weighed(claim, modality, certainty, truth(accepted)), language)
        weighs = listed(say(when).words, meant)
        mark = (Part(f" ({weighs})"),) if weighs else ()
        return Entry((*statements.one(store, subject, name, value, say, language), *mark), (claim_id(claim),))
    return None
