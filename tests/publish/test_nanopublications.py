"""Nanopublications: well formed by the guidelines, named by their content, and no stronger than the claim."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kgtools import namespaces
from kgtools.graph.terms import curie_node, entity_node, literal, term_node
from kgtools.publish.linked_data import nanopublications
from kgtools.publish.linked_data.nanopublications import NP, nanopublication
from kgtools.publish.selection import Scope, select


def claim(identifier: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.claim("short-note", identifier))


def malformed(quads: list[ox.Quad]) -> list[str]:
    """What is wrong with a nanopublication by the guidelines (https://nanopub.net/guidelines/working_draft/)."""
    typed = [quad for quad in quads if quad.object == ox.NamedNode(NP + "Nanopublication")]
    if len(typed) != 1:
        return ["there is not one nanopublication"]
    this, head = typed[0].subject, typed[0].graph_name
    named = []
    for part in ("hasAssertion", "hasProvenance", "hasPublicationInfo"):
        of_part = [quad for quad in quads if quad.predicate == ox.NamedNode(NP + part)]
        if [(quad.subject, quad.graph_name) for quad in of_part] != [(this, head)]:
            return [f"not one {part} in the head"]
        named.append(of_part[0].object)
    assertion, provenance, info = named
    wrong = [] if len({this, head, *named}) == 5 else ["two parts have one name"]
    graphs = {quad.graph_name for quad in quads}
    wrong += [] if graphs == {head, *named} else ["a graph is empty, or there is another"]
    wrong += [] if any(q.subject == assertion and q.graph_name == provenance for q in quads) else ["no provenance"]
    wrong += [] if any(q.subject == this and q.graph_name == info for q in quads) else ["no publication info"]
    return wrong


def test_every_claim_has_a_well_formed_nanopublication(real: ox.Store, tmp_path: Path) -> None:
    selection = select(real, Scope(article="normatov-course"))
    file = tmp_path / "nanopublications.trig"
    nanopublications.write(selection, file)
    read: dict[str, list[ox.Quad]] = {}
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.TRIG):
        read.setdefault(quad.graph_name.value.partition("#")[0], []).append(quad)
    assert len(read) == len(selection.claims)
    assert {name: malformed(one) for name, one in read.items() if malformed(one)} == {}
    assert all(name.startswith(f"{namespaces.base()}nanopub/normatov-course/") for name in read)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda quads: quads[1:],
        lambda quads: [quad for quad in quads if not quad.graph_name.value.endswith("#pubinfo")],
        lambda quads: [quad for quad in quads if quad.predicate != curie_node("prov:wasDerivedFrom")
                       and quad.predicate != curie_node("prov:wasAttributedTo")],
        lambda quads: [*quads, ox.Quad(*quads[0].triple)],
    ],
)  # fmt: skip
def test_what_is_malformed_is_found(mini_store: ox.Store, spoil: Callable[[list[ox.Quad]], list[ox.Quad]]) -> None:
    quads = nanopublication(mini_store, claim("f01"))
    assert malformed(quads) == []
    assert malformed(spoil(quads)) != []


@pytest.mark.filterwarnings("ignore")  # the library uses names that rdflib has given up
@pytest.mark.parametrize("identifier", ["f01", "f12", "f14", "n03", "o01"])
def test_the_library_of_nanopublications_finds_them_valid(mini_store: ox.Store, identifier: str) -> None:
    store = ox.Store()
    store.bulk_extend(mini_store)
    for note in ('a\\b\nc \t"d"', "Ойлан", "\U0001f600\ufffd"):
        store.add(ox.Quad(claim(identifier), term_node("curatorNote"), ox.Literal(note)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nanopub
    quads = nanopublication(store, claim(identifier))
    graph = rdflib.ConjunctiveGraph()
    graph.parse(data=ox.serialize(quads, format=ox.RdfFormat.N_QUADS), format="nquads")
    read = nanopub.Nanopub(rdf=graph, conf=nanopub.NanopubConf())
    assert read.is_valid
    assert read.has_valid_trusty


def test_the_name_changes_with_the_content_and_only_with_it(mini_store: ox.Store) -> None:
    before = nanopublication(mini_store, claim("f05"))
    assert nanopublication(mini_store, claim("f05")) == before
    changed = ox.Store()
    changed.bulk_extend(mini_store)
    changed.add(ox.Quad(claim("f06"), term_node("curatorNote"), ox.Literal("Elsewhere.")))
    assert nanopublication(changed, claim("f05")) == before
    changed.add(ox.Quad(claim("f05"), term_node("curatorNote"), ox.Literal("Here.")))
    assert nanopublication(changed, claim("f05"))[0].graph_name != before[0].graph_name


def parts(quads: list[ox.Quad]) -> dict[str, set[ox.Triple]]:
    found: dict[str, set[ox.Triple]] = {}
    for quad in quads:
        found.setdefault(quad.graph_name.value.partition("#")[2], set()).add(quad.triple)
    return found


def test_only_what_is_accepted_is_asserted_plainly(real: ox.Store, mini_store: ox.Store) -> None:
    plainly = {True: 0, False: 0}
    for one in select(real, Scope(article="normatov-course")).claims:
        accepted_fact = bool(list(real.quads_for_pattern(one, curie_node("rdf:object"), None))) and (
            ox.Quad(one, term_node("accepted"), literal("true", "boolean")) in real
        )
        said = parts(nanopublication(real, one))["assertion"]
        others = {triple.subject for triple in said if not triple.subject.value.startswith(f"{namespaces.base()}date/")}
        assert bool(others - {one}) == accepted_fact
        plainly[accepted_fact] += 1
    assert all(plainly.values())
    accepted = parts(nanopublication(mini_store, claim("f04")))["assertion"]
    treaty = entity_node("document/treaty-of-good-roads")
    assert ox.Triple(entity_node("event/state-visit-2019"), term_node("result"), treaty) in accepted
    denied = parts(nanopublication(mini_store, claim("f14")))["assertion"]
    assert {triple.subject for triple in denied} == {claim("f14")}
    assert any(triple.predicate == term_node("modality") for triple in denied)


def test_the_provenance_leads_to_the_place_and_never_to_text(mini_store: ox.Store) -> None:
    of = parts(nanopublication(mini_store, claim("f04")))
    predicates = {triple.predicate for triple in of["provenance"]}
    assert {curie_node("oa:start"), term_node("fingerprint"), term_node("textHash")} <= predicates
    assert curie_node("oa:exact") not in predicates
    background = next(one for one in select(mini_store, Scope(article="background")).claims)
    of = parts(nanopublication(mini_store, background))
    assert {triple.predicate for triple in of["provenance"]} == {curie_node("dcterms:source")}


def test_a_disagreement_is_told_with_its_claim(mini_store: ox.Store) -> None:
    of = parts(nanopublication(mini_store, claim("n03")))
    entry = ox.NamedNode(namespaces.disagreement("turnover-2020"))
    assert ox.Triple(entry, term_node("involves"), claim("n03")) in of["pubinfo"]
