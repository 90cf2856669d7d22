"""Who says the same: the claims that make the statement of another, and those that go back to one copied passage."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, iri, term_node
from kgtools.views.thing.wording import claim_id

_SAME_FACT = """
SELECT DISTINCT ?other WHERE {
  ?claim a t:Fact ; rdf:subject ?subject ; rdf:object ?object ; rdf:predicate ?property ; t:modality ?modality .
  ?other rdf:subject ?subject ; rdf:object ?object ; rdf:predicate ?property ; t:modality ?modality .
}"""
_SAME_CELL = """
SELECT DISTINCT ?other WHERE {
  ?claim a t:Figure ; t:cell ?cell ; t:modality ?modality . ?other t:cell ?cell ; t:modality ?modality }"""
_AMOUNT = """
SELECT ?base ?value ?unit ?printed WHERE {
  ?claim t:unit ?unit ; t:printedValue ?printed . ?unit t:baseUnit ?base . OPTIONAL { ?claim t:value ?value } }"""


def _copy_space() -> str:
    return namespaces.origin("copy/")


def same(store: Store, claim: ox.NamedNode) -> list[str]:
    """The ids of the other claims that make the statement of a claim, of its article and of others, in order.

    A fact is the same with the same subject, property and value; a figure with the same series, period and value,
    whatever unit it is printed in. How they are meant is the same too. Each opinion is a statement of its own.
    """
    found = {other for (other,) in select(store, _SAME_FACT, claim=claim)}
    cells = [other for (other,) in select(store, _SAME_CELL, claim=claim)]
    if len(cells) > 1:
        amount = _amount(store, claim)
        found |= {other for other in cells if isinstance(other, ox.NamedNode) and _amount(store, other) == amount}
    return sorted(claim_id(other) for other in found if other != claim)


def copied(store: Store, claim: ox.NamedNode) -> frozenset[str]:
    """The copied passages that a claim goes back to, as names of their origins; its witnesses are one.

    Two claims with the same origin of that sort are copies of each other.
    """
    quads = store.quads_for_pattern(claim, term_node("independentOrigin"), None, ox.DefaultGraph())
    return frozenset(name for quad in quads if (name := iri(quad.object)).startswith(_copy_space()))


def _amount(store: Store, claim: ox.NamedNode) -> tuple[Term | None, ...]:
    """The value in its base unit; of a figure that is not accepted, which has none, as it is printed."""
    ((base, value, unit, printed),) = select(store, _AMOUNT, claim=claim)
    return (base, value) if value is not None else (unit, printed)
