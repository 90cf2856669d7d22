"""What is selected for an export: the claims that were asked for, with what they rest on, and nothing else."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph.terms import entity_node, literal, term_node
from kgtools.publish.describing import Describer
from kgtools.publish.linked_data import formats
from kgtools.publish.selection import Scope, Selection, select
from kgtools.shacl import pyshacl_reference
from tests.conftest import ROOT

TREATY, VISIT = entity_node("document/treaty-of-good-roads"), entity_node("event/state-visit-2019")


def claim(identifier: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.claim("short-note", identifier))


def holds(found: Selection, subject: ox.NamedNode, name: str) -> bool:
    return any(quad.subject == subject and quad.predicate == term_node(name) for quad in found.quads())


def test_without_a_scope_everything_is_selected(mini_store: ox.Store) -> None:
    found = select(mini_store, Scope())
    assert found.whole
    assert found.quads() == sorted(mini_store, key=str)


def test_an_article_brings_its_claims_with_their_evidence_and_all_that_they_name(mini_store: ox.Store) -> None:
    found = select(mini_store, Scope(article="short-note"))
    assert {one.value.split("/")[-2] for one in found.claims} == {"short-note"}
    assert TREATY in found.things
    quads = set(found.quads())
    assert quads < set(mini_store)
    assert holds(found, claim("f01"), "evidence")
    assert any(quad.predicate == term_node("fingerprint") for quad in quads)
    background = select(mini_store, Scope(article="background"))
    assert not set(background.claims) & set(found.claims)
    assert len(background.claims) + len(found.claims) == len(select(mini_store, Scope()).claims)


def test_what_other_articles_state_of_the_same_things_is_left_out(real: ox.Store) -> None:
    found = select(real, Scope(article="normatov-course"))
    statements = {quad for quad in found.quads() if quad.subject.value.startswith(namespaces.things())}
    spoken = {(quad.predicate, quad.object) for quad in statements if quad.predicate == term_node("capital")}
    assert entity_node("state/kazakhstan") in found.things
    assert not spoken  # which other articles state


def test_a_kind_is_named_by_its_class_or_as_in_ids(mini_store: ox.Store) -> None:
    by_class = select(mini_store, Scope(kind="Treaty"))
    assert by_class.things == (TREATY,)
    assert claim("f05") in by_class.claims
    assert claim("f09") not in by_class.claims
    people = [select(mini_store, Scope(kind=word)).things for word in ("person", "people", "Person", "t:Person")]
    assert people == [people[0]] * 4
    assert entity_node("person/boris-rudolf") in people[0]
    figures = select(mini_store, Scope(kind="figure"))
    assert figures.things == ()
    assert all(holds(figures, one, "printedValue") for one in figures.claims)


def test_a_step_more_brings_what_is_claimed_of_the_neighbours(mini_store: ox.Store) -> None:
    one, two = (select(mini_store, Scope(about=TREATY.value, depth=depth)) for depth in (1, 2))
    assert one.things == (TREATY,)
    assert VISIT not in one.things
    assert claim("f04") in one.claims
    assert claim("f02") not in one.claims
    assert set(one.claims) < set(two.claims)
    assert {TREATY, VISIT} <= set(two.things)
    assert claim("f02") in two.claims


def test_what_is_accepted_is_plain_and_has_labels(mini_store: ox.Store) -> None:
    found = select(mini_store, Scope(accepted=True))
    assert all(ox.Quad(one, term_node("accepted"), literal("true", "boolean")) in mini_store for one in found.claims)
    quads = found.quads()
    assert {quad.graph_name for quad in quads} == {ox.DefaultGraph()}
    assert ox.Quad(VISIT, term_node("result"), TREATY) in quads
    assert any(quad.subject == TREATY and quad.predicate.value == namespaces.RDFS + "label" for quad in quads)
    assert not any(quad.predicate in map(term_node, ("evidence", "curatorNote", "country")) for quad in quads)
    denied = ox.Quad(entity_node("place/morne"), term_node("country"), entity_node("state/arcadia"))
    assert denied not in quads
    accepted_places = select(mini_store, Scope(kind="place", accepted=True)).things
    assert entity_node("place/strelsau") in accepted_places
    assert entity_node("place/morne") not in accepted_places  # of which only something is denied
    assert any(quad.predicate == term_node("value") for quad in quads)  # accepted figures, as observations


def test_scopes_combine_with_accepted(mini_store: ox.Store) -> None:
    found = select(mini_store, Scope(article="background", accepted=True))
    assert {one.value.split("/")[-2] for one in found.claims} == {"background"}


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ({"article": "short"}, "there is no article 'short'; did you mean 'short-note'?"),
        ({"article": ""}, "there is no article ''; there are short-note, background"),
        ({"article": "a b<"}, "there is no article 'a b<'"),
        ({"kind": "Tretay"}, "there is no kind 'Tretay'; did you mean 'treaty'?"),
        ({"kind": "Book"}, "the graph has nothing of the kind 'Book'"),
        ({"about": "qwertyuiop"}, "nothing is called 'qwertyuiop'"),
        ({"about": ""}, "''"),
        ({"article": "x", "kind": "y"}, "--article and --kind exclude each other"),
        ({"depth": 2}, "--depth 2 counts steps from a thing"),
        ({"about": "x", "depth": 0}, "--depth 0: expected a whole number from 1 on"),
    ],
)
def test_what_cannot_be_selected_is_refused(mini_store: ox.Store, scope: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        select(mini_store, Scope(**scope))  # type: ignore[arg-type]
    assert said in str(refused.value)


# -- the description of one node ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("id/document/treaty-of-good-roads", "claim/short-note/f05"),
        ("claim/short-note/f05", "date/2019-05-03"),
        ("article/short-note", "claim/short-note/f05"),
        ("disagreement/turnover-2020", "claim/short-note/n03"),
        ("ontology", "ontology#Treaty"),
        ("ontology#Document", "ontology#Treaty"),
        ("code/modality", "code/modality/planned"),
        ("code/modality/planned", "code/modality"),
        ("date/2019-05-03", "date/2019-05-03"),
    ],
)
def test_every_sort_of_node_is_described(mini_store: ox.Store, path: str, holds: str) -> None:
    node = ox.NamedNode(namespaces.base() + path)
    triples = Describer(mini_store).triples(node)
    assert any(triple.subject == node for triple in triples)
    assert any(triple.subject.value == namespaces.base() + holds for triple in triples)
    assert all(ox.Quad(*triple) in mini_store for triple in triples)
    assert triples == sorted(set(triples), key=str)


@pytest.mark.parametrize("path", ["id/document/treaty-of-good-roads", "claim/short-note/f05", "ontology#Document"])
def test_a_description_begins_with_its_node_and_is_read_back(mini_store: ox.Store, path: str) -> None:
    node, context = ox.NamedNode(namespaces.base() + path), formats.context(ROOT)
    describer = Describer(mini_store)
    expected = set(describer.triples(node))
    for format_ in ("turtle", "ntriples", "rdfxml", "jsonld"):
        text = describer.written(node, format_, context)
        assert {quad.triple for quad in ox.parse(text, format=formats.FORMATS[format_][0])} == expected
    document = json.loads(text)
    assert document["@graph"][0]["@id"] == node.value
    assert document["@context"].items() < context["@context"].items()
    read = rdflib.Graph().parse(data=text, format="json-ld")
    assert set(read) == set(pyshacl_reference.to_rdflib(ox.Quad(*triple) for triple in expected))


def test_the_claims_of_a_thing_stand_inside_its_document(mini_store: ox.Store) -> None:
    document = json.loads(Describer(mini_store).written(TREATY, "jsonld", formats.context(ROOT)))
    inside = document["@graph"][0]["@reverse"]
    assert claim("f05").value in [one["@id"] for one in inside["subject"]]
    assert [one["@id"] for one in inside["object"]] == [claim("f04").value, claim("f10").value]
    assert inside["object"][0]["subject"]["label"]["en"]


def test_a_description_is_what_export_gives_about_the_node(mini_store: ox.Store) -> None:
    for node in (TREATY, claim("f05")):
        default = [quad.triple for quad in select(mini_store, Scope(about=node.value)).quads()
                   if quad.graph_name == ox.DefaultGraph()]  # fmt: skip
        assert Describer(mini_store).triples(node) == default


def test_what_the_graph_does_not_know_has_no_description(mini_store: ox.Store) -> None:
    assert Describer(mini_store).triples(entity_node("document/no-such-treaty")) == []


def test_all_that_a_description_names_has_a_label(mini_store: ox.Store) -> None:
    triples = Describer(mini_store).triples(TREATY)
    labelled = {triple.subject for triple in triples if triple.predicate.value == namespaces.RDFS + "label"}
    named = {term for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    assert {term for term in named if term.value.startswith((namespaces.things(), namespaces.CODE))} <= labelled
    assert {term_node("signedOn"), term_node("Treaty")} <= labelled  # what is claimed, and the kind
    assert not {term_node("evidence"), term_node("Claim")} & labelled  # which the ontology explains
