"""Every shape lets the right thing pass and finds the wrong one, and nothing but it.

`tests/cases/<shape>.trig` holds one graph that passes and at least one that fails, each with what both
stand on (`given`) and with the invented world of `given.ttl`. The comment at the head of the file tells
what a failing graph breaks: `# <case:fail>: focus path`, and below it, as `# also shape: reason`, what
cannot but break with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces, ontology
from kgtools.checks import check
from kgtools.checks.shapes import load_shapes
from kgtools.shacl import validator
from kgtools.shacl.incremental import IncrementalValidation
from kgtools.shacl.index import GraphIndex
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shape, Shapes
from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases"
FILES = sorted(CASES.glob("*.trig"))
TERMS = ontology.load(ROOT)
SH = "http://www.w3.org/ns/shacl#"
# Parameters that shape another one, or that no graph can break by itself.
NOT_BROKEN_ALONE = {"property", "flags", "ignoredProperties", "message", "severity"}


@dataclass
class Failing:
    """A graph that fails: focus nodes and paths of what must be found, and what breaks with it, with the reason."""

    quads: set[ox.Quad]
    places: set[tuple[str, str]] = field(default_factory=set)
    also: dict[str, str] = field(default_factory=dict)


@dataclass
class Case:
    """One case file: the graph that passes and those that fail, by what they break."""

    shape: str
    passing: set[ox.Quad]
    failing: dict[str, Failing]


@cache
def shapes() -> Shapes:
    """All of the project. Every process of the tests reads this file, and one of them asks for the shapes."""
    return load_shapes(ROOT)


@cache
def given() -> frozenset[ox.Quad]:
    """The invented world and, of the code lists, what tells a code from another."""
    world = ox.parse(path=str(CASES / "given.ttl"), format=ox.RdfFormat.TURTLE)
    telling = {
        namespaces.RDF + "type",
        namespaces.SKOS + "inScheme",
        namespaces.term("baseUnit"),
        namespaces.term("multiplier"),
    }
    codes = ontology.parse_file(ROOT / "ontology" / "codes.ttl", ROOT)
    return frozenset(world) | {quad for quad in codes if quad.predicate.value in telling}


def read(path: Path) -> Case:
    """Read a case file; a line of its head that is not understood is an error."""
    text = path.read_text(encoding="utf-8")
    graphs: dict[str, set[ox.Quad]] = {}
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode), f"{path.name}: a triple outside the graphs of the case"
        plain = ox.Quad(quad.subject, quad.predicate, quad.object)
        graphs.setdefault(quad.graph_name.value.removeprefix("case:"), set()).add(plain)
    prefixes = dict(re.findall(r"@prefix ([\w-]+): <([^>]*)>", text))

    def whole(name: str) -> str:
        if name in ("-", "*"):
            return name.replace("-", "")
        prefix, _, local = name.partition(":")
        return name.strip("<>") if name.startswith("<") else prefixes[prefix] + local

    shared = given() | graphs.pop("given", set())
    failing: dict[str, Failing] = {}
    for line in text.split("\n\n")[0].splitlines()[1:]:
        if match := re.fullmatch(r"# <case:([\w-]+)>: (\S+) (\S+)", line):
            name, focus, where = match.groups()
            # A failing graph may lack what the passing one has, down to its last triple.
            if name not in failing:
                failing[name] = Failing(graphs.pop(name, set()) | shared)
            failing[name].places.add((whole(focus), whole(where)))
        else:
            match = re.fullmatch(r"# also ([\w-]+): (.+)", line)
            assert match, f"{path.name}: {line}"
            failing[name].also[match[1]] = match[2]
    passing = graphs.pop("pass") | shared
    assert not graphs, f"{path.name}: graphs that its head does not mention: {sorted(graphs)}"
    return Case(path.stem, passing, failing)


@cache
def cases() -> dict[str, Case]:
    return {path.stem: read(path) for path in FILES}


@cache
def looked_at() -> tuple[set[ox.Quad], IncrementalValidation]:
    """The graph that was looked at last, at first the invented world, and its validation, which changes it.

    The next differs from it by few triples, and what they can affect is all that changes (test_incremental.py in
    tests/shacl; test_agreement.py there validates every case whole).
    """
    quads = set(given())
    return quads, IncrementalValidation(shapes(), quads)


def results(quads: set[ox.Quad]) -> list[Result]:
    before, validation = looked_at()
    validation.update(before - quads, quads - before)
    before.clear()
    before.update(quads)
    return validation.results


def reported(found: list[Result]) -> list[str]:
    return sorted({f"{result.shape_name}: {result.focus_node} {result.path} {result.value}" for result in found})


def tried() -> Iterator[Shape]:
    """The shapes with an IRI that report something themselves: all but mere groups and those of sh:node."""
    inner = {part.node for shape in shapes().all for c in shape.constraints if c.parameter == "node" for s in c.shapes
             for part in s.parts()}  # fmt: skip
    for shape in shapes().named:
        constraints = {constraint.parameter for constraint in shape.constraints}
        if constraints - {"property"} and shape.node not in inner:
            yield shape


def test_every_shape_has_its_case_and_every_case_its_shape() -> None:
    wanted, there = {shape.name for shape in tried()}, set(cases())
    assert wanted - there == set(), "shapes without a case file"
    assert there - wanted == set(), "case files without a shape"
    assert {path.name for path in CASES.iterdir() if path.is_file() and path.suffix != ".py"} == {
        f"{name}.trig" for name in there
    } | {"given.ttl"}


def test_every_constraint_of_a_shape_has_a_failing_graph() -> None:
    """A shape with several constraints has a graph for each, named after it."""
    for shape in tried():
        constraints = {constraint.parameter for constraint in shape.constraints} - NOT_BROKEN_ALONE
        graphs = set(cases()[shape.name].failing)
        assert graphs, shape.name
        if len(constraints) > 1:
            assert {f"fail-{constraint}" for constraint in constraints} <= graphs, shape.name


def test_the_invented_world_breaks_nothing() -> None:
    assert reported(list(validator.results(shapes(), GraphIndex(given())))) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in FILES))
def test_the_right_thing_passes_and_the_wrong_one_is_found_and_nothing_else(name: str) -> None:
    assert reported(results(cases()[name].passing)) == []
    for graph, case in cases()[name].failing.items():
        found = results(case.quads)
        own = [result for result in found if result.shape_name == name]
        assert {result.shape_name for result in found} == {name, *case.also}, (graph, reported(found))
        # A blank node is nowhere the same; its focus is written `*`. A rule that is asked of many names the subject.
        nodes = [dict(result.bindings).get("subject", result.focus_node) for result in own]
        places = {
            (node.value if isinstance(node, ox.NamedNode) else "*", str(result.path or "").strip("<>"))
            for node, result in zip(nodes, own, strict=True)
        }
        assert places == case.places, (graph, reported(own))
        constraint = graph.removeprefix("fail").removeprefix("-")
        if constraint in {c.parameter for c in shapes().by_node[own[0].source_shape].constraints}:
            component = f"{SH}{constraint[0].upper()}{constraint[1:]}ConstraintComponent"
            assert component in {result.source_constraint_component.value for result in own}, (graph, reported(own))


def test_what_many_things_share_is_told_of_each_once() -> None:
    """All pairs of them would say no more, and grow with their square."""
    type_, kind, label = (ox.NamedNode(iri) for iri in (
        namespaces.RDF + "type", namespaces.term("kind"), namespaces.RDFS + "label",
    ))  # fmt: skip
    places = [ox.NamedNode(namespaces.entity(f"place/zenda-{number}")) for number in range(1, 6)]
    quads = set(given())
    for place in places:
        quads.add(ox.Quad(place, label, ox.Literal("Zenda", language="en")))
        quads.add(ox.Quad(place, kind, ox.NamedNode(namespaces.term("City"))))
        quads |= {ox.Quad(place, type_, ox.NamedNode(namespaces.term(name))) for name in ("City", "Place", "Entity")}
    found = [one for one in validator.results(shapes(), GraphIndex(quads)) if one.shape_name == "same-label"]
    told = sorted((str(one.focus_node), dict(one.bindings)["other"]) for one in found)
    assert told == [(str(place), places[0]) for place in places[1:]]


def test_every_shape_says_what_it_wants_and_how_to_correct_it() -> None:
    for shape in shapes().named:
        if shape.constraints:
            assert shape.comment.endswith("."), shape.name
        if {constraint.parameter for constraint in shape.constraints} - {"property"}:
            assert len(shape.messages) == 1, shape.name
            assert len(shape.messages[0].value) > 15, shape.name


def test_a_rule_names_the_row_at_fault() -> None:
    """Each rule selects `$this` and, but for those on names and disagreements, the claim that is at fault."""
    for shape in shapes().named:
        for constraint in shape.constraints:
            if constraint.parameter == "sparql" and not shape.source.endswith(
                ("rules-name.ttl", "rules-disagreement.ttl")
            ):
                assert constraint.sparql is not None
                head = constraint.sparql.query.split("WHERE")[0]
                if shape.name not in ("accepted-without-claim", "visit-without-visitor", "visit-without-host"):
                    assert "?claim" in head, shape.name


def _objects(shape: str, predicate: str) -> set[str]:
    node, property_ = ox.NamedNode(f"{namespaces.base()}shape/{shape}"), ox.NamedNode(SH + predicate)
    found = (quad.object for quad in shapes().quads if quad.subject == node and quad.predicate == property_)
    return {value.value for value in found if isinstance(value, ox.NamedNode)}


def _listed(shape: str, parameter: str) -> set[str]:
    """The members of the list that a shape gives for a parameter, as names of the ontology."""
    quads = shapes().quads
    tails = {str(quad.subject): quad.object for quad in quads if quad.predicate.value == namespaces.RDF + "rest"}
    firsts = {str(quad.subject): quad.object for quad in quads if quad.predicate.value == namespaces.RDF + "first"}
    node, property_ = ox.NamedNode(f"{namespaces.base()}shape/{shape}"), ox.NamedNode(SH + parameter)
    at = str(next(quad.object for quad in shapes().quads if quad.subject == node and quad.predicate == property_))
    found = set()
    while at in firsts:
        found.add(str(getattr(firsts[at], "value", "")))
        at = str(tails[at])
    return {value.removeprefix(namespaces.ONTOLOGY) for value in found if value.startswith(namespaces.ONTOLOGY)}


def test_shapes_follow_the_ontology() -> None:
    """Each property that curators type has a shape for its values and one for its subjects, as the ontology has it."""
    for property_ in TERMS.typed.values():
        assert _objects(property_.name, "path") == {namespaces.term(property_.name)}
        assert _objects(property_.name, "targetSubjectsOf") == {namespaces.term(property_.name)}
        assert _objects(f"{property_.name}-subject", "targetSubjectsOf") == {namespaces.term(property_.name)}
        if len(property_.domains) == 1:
            assert _objects(f"{property_.name}-subject", "class") == {namespaces.term(property_.domains[0])}
        if property_.takes in ("entity", "date") and len(property_.ranges) == 1:
            assert _objects(property_.name, "class") == {namespaces.term(property_.ranges[0])}, property_.name
        if property_.takes == "code":
            assert _objects(property_.name, "node") == {f"{namespaces.base()}shape/code-of-{property_.code_list}"}
        if property_.takes.startswith(("xsd:", "rdf:")):
            prefix, _, local = property_.takes.partition(":")
            assert _objects(property_.name, "datatype") == {namespaces.STANDARD[prefix] + local}, property_.name


def test_lists_of_terms_follow_the_ontology() -> None:
    """What a thing may be, and what may be said of it, is what the ontology has."""
    assert _listed("Entity-kind", "in") == _listed("Entity-type", "in") == set(TERMS.below("Entity"))
    assert _listed("Fact-predicate", "in") == set(TERMS.typed)
    assert set(TERMS.typed) <= _listed("Entity-closed", "ignoredProperties")
    assert _listed("Entity-closed", "ignoredProperties") <= {*TERMS.properties, "kind", "measuredAs"}
    for class_ in (
        "Fact",
        "Figure",
        "Opinion",
        "Cell",
        "Date",
        "Disagreement",
        "Target",
        "Evidence",
        "PassageSelector",
    ):
        own = {name for name, property_ in TERMS.properties.items() if property_.built and class_ in property_.domains}
        assert own <= _listed(f"{class_}-closed", "ignoredProperties"), class_


def edit(project: Path, file: str, before: str, after: str) -> int:
    """Change a table of a project and return the line on which the change stands."""
    path = project / "data" / file
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
        ("status,planned,,planned", "connects,person/ada-quill,,planned",
         "person/ada-quill is not of a class that the"),
        ("place/morne,country,", "person/ada-quill,connects,", "person/ada-quill is not of a class that has the"),
        ("country,state/arcadia,,denied", "country,place/morne,,denied", "place/morne is not of a class that the"),
    ],
)  # fmt: skip
def test_a_finding_names_file_and_line_whatever_the_modality(mini: Path, before: str, after: str, message: str) -> None:
    line = edit(mini, FACTS, before, after)
    found = [str(finding) for finding in check.check(mini).findings]
    assert any(text.startswith(f"data/{FACTS}:{line}: {message}") for text in found), found


def test_a_tenure_without_a_post_is_found_in_the_table_of_tenures(mini: Path) -> None:
    edit(mini, FACTS, "tenure/rudolf-president,post,post/president-of-ruritania",
         "tenure/rudolf-president,holder,person/boris-rudolf")  # fmt: skip
    found = [str(finding) for finding in check.check(mini).findings]
    assert any(text.startswith("data/entities/tenures.csv:2: the tenure needs one post") for text in found), found


def test_a_figure_too_large_is_found_unless_the_list_of_disagreements_does_not_accept_it(mini: Path) -> None:
    assert check.check(mini).findings == []
    edit(mini, "disagreements.csv", "short-note/n03,,short-note/n03,", "short-note/n03,,,")
    found = [finding for finding in check.check(mini).findings if finding.message.startswith("the value is beyond a")]
    assert [(finding.file, finding.line) for finding in found] == [("data/articles/short-note/figures.csv", 4)]
    assert "misprint" in found[0].message
