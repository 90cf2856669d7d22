"""Every shape lets the right thing pass and finds the wrong one, with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH, XSD

from kgtools import corpus, graph, names, validate, vocabulary
from kgtools.shapes import reference
from tests.conftest import MINI, ROOT

T = Namespace(names.ONTOLOGY)
SHAPE = Namespace(names.BASE + "shape/")
TERMS = vocabulary.load(ROOT)
# A class that is nobody's domain or range, and one for where it is.
STRANGER, OTHER_STRANGER = T.EdgeRule, T.Cell


@cache
def shapes() -> Graph:
    found = Graph()
    for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
        found.parse(path)
    return found


@cache
def codes() -> Graph:
    return Graph().parse(ROOT / "ontology" / "codes.ttl")


def broken(data: Graph) -> set[URIRef]:
    """The shapes that a graph breaks."""
    _, results, _ = pyshacl.validate(data + codes(), shacl_graph=shapes(), inference="none")
    return {shape for shape in results.objects(None, SH.sourceShape) if isinstance(shape, URIRef)}


def thing(data: Graph, name: str, class_: str) -> URIRef:
    node = URIRef(f"{names.BASE}id/test/{name}")
    for ancestor in TERMS.ancestors(class_):
        data.add((node, RDF.type, T[ancestor]))
    return node


def value(data: Graph, property_: vocabulary.Property, right: bool) -> URIRef | Literal:
    """A right or a wrong value for a property."""
    takes = property_.takes
    if takes == "code":
        code_list = property_.code_list if right else next(name for name in TERMS.codes if name != property_.code_list)
        return URIRef(names.code(f"{code_list}/{TERMS.codes[code_list][0]}"))
    if takes in ("entity", "date"):
        return thing(data, "value", property_.ranges[0]) if right else thing(data, "value", "EdgeRule")
    samples = {
        "rdf:langString": Literal("x", lang="en"),
        "xsd:integer": Literal(1),
        "xsd:boolean": Literal(True),
        "xsd:anyURI": Literal("https://example.org/", datatype=XSD.anyURI),
    }
    return samples[takes] if right else Literal("x", datatype=XSD.token)


def of_typed(property_: vocabulary.Property, right_subject: bool, right_value: bool) -> set[URIRef]:
    """Which of the two shapes of a property break for a right or wrong subject and value."""
    data = Graph()
    subject = thing(data, "subject", property_.domains[0] if right_subject else "EdgeRule")
    data.add((subject, T[property_.name], value(data, property_, right_value)))
    return broken(data) & {SHAPE[property_.name], SHAPE[property_.name + "-subject"]}


@pytest.mark.parametrize("property_", TERMS.typed.values(), ids=lambda property_: property_.name)
def test_each_property_that_curators_type(property_: vocabulary.Property) -> None:
    assert of_typed(property_, True, True) == set()
    assert of_typed(property_, True, False) == {SHAPE[property_.name]}
    assert of_typed(property_, False, True) == {SHAPE[property_.name + "-subject"]}


@cache
def mini_graph() -> Graph:
    house = corpus.load(MINI_HOUSE, TERMS)
    return reference.to_rdflib(graph.default(graph.quads(house, TERMS)))


MINI_HOUSE = MINI


def target(shape: URIRef) -> URIRef:
    """The node shape that has a property shape."""
    return next(owner for owner in shapes().subjects(SH.property, shape) if isinstance(owner, URIRef))


def cases() -> Iterator[tuple[URIRef, str]]:
    """Each property shape of a node shape with a target, with each of its constraints that can be broken."""
    for owner in sorted(set(shapes().subjects(SH.targetClass | SH.targetSubjectsOf, None))):
        for shape in sorted(shapes().objects(owner, SH.property)):
            for constraint in ("minCount", "maxCount", "class", "datatype", "node", "pattern", "or", "minLength",
                               "minInclusive", "maxInclusive", "minExclusive", "lessThan", "lessThanOrEquals",
                               "languageIn", "uniqueLang", "nodeKind"):  # fmt: skip
                if (shape, SH[constraint], None) in shapes():
                    yield shape, constraint


CASES = list(cases())


def spoil(data: Graph, shape: URIRef, constraint: str) -> bool:
    """Break one constraint of one shape in a graph; False if the graph has nothing to break it with."""
    owner, path = target(shape), shapes().value(shape, SH.path)
    class_ = shapes().value(owner, SH.targetClass)
    nodes = data.subjects(RDF.type, class_) if class_ else data.subjects(shapes().value(owner, SH.targetSubjectsOf))
    having = sorted({node for node in nodes if (node, path, None) in data})
    if not having:
        return False
    node = having[0]
    before = sorted(data.objects(node, path), key=str)[0]
    wrong: dict[str, list[URIRef | Literal]] = {
        "minCount": [],
        "maxCount": [*data.objects(node, path), URIRef("https://example.org/second"), Literal("second")],
        "lessThan": [Literal(10**9)],
        "lessThanOrEquals": [Literal("9999-12-31", datatype=XSD.date)],
        "minLength": [Literal("x", lang="en")],
        "minInclusive": [Literal(-(10**15), datatype=XSD.decimal)],
        "maxInclusive": [Literal(10**15, datatype=XSD.decimal)],
        "minExclusive": [Literal(0)],
        "languageIn": [*list(data.objects(node, path))[1:], Literal("Arcadie", lang="fr")],
        "uniqueLang": [*data.objects(node, path), Literal("Ruritania too", lang="en")],
    }
    data.remove((node, path, None))
    for new in wrong.get(constraint, [Literal(f"not {before}", datatype=XSD.token)]):
        data.add((node, path, new))
    return True


@pytest.mark.parametrize(("shape", "constraint"), CASES, ids=lambda part: str(part).removeprefix(str(SHAPE)))
def test_each_constraint_on_claims_and_entities(shape: URIRef, constraint: str) -> None:
    data = Graph() + mini_graph()
    if not spoil(data, shape, constraint):
        data = Graph() + samples()
        assert spoil(data, shape, constraint), "no case for this shape: add one to samples()"
    assert shape in broken(data)


def samples() -> Graph:
    """Things that the tiny house does not have."""
    data = Graph() + mini_graph()
    opinion = URIRef(names.claim("short-note", "o01"))
    data.add((opinion, T.horizon, URIRef(names.date("2015"))))
    data.add((opinion, T.affiliatedAs, URIRef(names.entity("body/institute-of-small-states"))))
    data.add((opinion, T.decidedBy, URIRef(names.claim("short-note", "f13"))))
    data.add((opinion, T.origin, URIRef(names.entity("person/ada-quill"))))
    membership = thing(data, "membership", "Membership")
    data.add((membership, T.member, URIRef(names.entity("state/arcadia"))))
    data.add((membership, T.membershipIn, URIRef(names.entity("body/joint-road-commission"))))
    return data


def test_the_tiny_house_breaks_nothing() -> None:
    assert broken(mini_graph()) == set()
    assert len(CASES) > 60


def test_a_claim_without_evidence_or_reference_is_found() -> None:
    data = Graph() + mini_graph()
    data.remove((URIRef(names.claim("short-note", "f01")), T.evidence, None))
    assert SHAPE["Claim-source"] in broken(data)


def test_a_visit_needs_a_host_or_a_country() -> None:
    data = Graph() + mini_graph()
    visit = URIRef(names.entity("event/state-visit-2019"))
    data.remove((visit, T.host, None))
    assert SHAPE["Visit"] in broken(data)
    data.add((visit, T.country, URIRef(names.entity("state/arcadia"))))
    assert SHAPE["Visit"] not in broken(data)


def test_a_date_without_any_bound_is_found() -> None:
    data = Graph() + mini_graph()
    for bound in (T.earliest, T.latest):
        data.remove((URIRef(names.date("2015")), bound, None))
    assert SHAPE["Date"] in broken(data)


def test_every_shape_has_an_iri_a_message_and_a_sentence() -> None:
    for shape in set(shapes().subjects(SH.targetClass | SH.targetSubjectsOf | SH.path, None)):
        if isinstance(shape, URIRef):
            assert (shape, RDFS.comment, None) in shapes(), shape
            constrains = any(
                (shape, SH[name], None) in shapes() for name in ("class", "datatype", "minCount", "or", "xone", "node")
            )
            assert not constrains or (shape, SH.message, None) in shapes(), shape


def test_shapes_follow_the_ontology() -> None:
    """Each property that curators type has a shape for its values, with the range of the ontology."""
    for property_ in TERMS.typed.values():
        shape = SHAPE[property_.name]
        assert (shape, SH.path, T[property_.name]) in shapes(), property_.name
        if property_.takes in ("entity", "date") and len(property_.ranges) == 1:
            assert (shape, SH["class"], T[property_.ranges[0]]) in shapes(), property_.name
        if property_.takes == "code":
            assert (shape, SH.node, SHAPE[f"code-of-{property_.code_list}"]) in shapes(), property_.name


def edit(house: Path, file: str, before: str, after: str) -> int:
    """Change a table of a house and return the line on which the change stands."""
    path = house / "data" / file
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, before
    path.write_text(content.replace(before, after), encoding="utf-8")
    return content[: content.index(before)].count("\n") + 1


FACTS = "articles/short-note/facts.csv"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("visitor,person/boris-rudolf,", "visitor,state/ruritania,", "the value of 'visitor' must be a person"),
        ("host,state/arcadia,", "host,place/morne,", "the value of 'host' must be an actor"),
        ("project/good-road,connects,", "person/ada-quill,connects,",
         "the subject of 'connects' must be a place or a project"),
        ("status,planned,planned", "connects,person/ada-quill,planned", "the value of 'connects' must be a place"),
        ("country,state/arcadia,denied", "country,place/morne,denied", "the value of 'country' must be a state"),
        ("tenure/rudolf-president,post,post/president-of-ruritania",
         "tenure/rudolf-president,holder,person/boris-rudolf", "the tenure needs one post"),
    ],
)  # fmt: skip
def test_a_finding_names_file_and_line_whatever_the_modality(mini: Path, before: str, after: str, message: str) -> None:
    line = edit(mini, FACTS, before, after)
    found = [str(finding) for finding in validate.check(mini).findings]
    if "needs" in message:
        assert any(text.startswith("data/entities/tenures.csv:2: " + message) for text in found), found
    else:
        assert len(found) == 1
        assert found[0].startswith(f"data/{FACTS}:{line}: {message}"), found


def test_a_figure_too_large_is_found_unless_the_ledger_holds_it_back(mini: Path) -> None:
    assert validate.check(mini).findings == []
    edit(mini, "disagreements.csv", "short-note/n03,,short-note/n03,", "short-note/n03,,,")
    (finding,) = validate.check(mini).findings
    assert str(finding).startswith("data/articles/short-note/figures.csv:4: the value is beyond a trillion")
    assert "misprint" in finding.what
