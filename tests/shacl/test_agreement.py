"""The validator and pySHACL find the same, result by result: in the real graph, in every case, in any small graph."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl.shape
import pytest
import rdflib
import rdflib.plugins.sparql.processor as rdflib_processor
from hypothesis import given
from hypothesis import strategies as st
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP

from kgtools import namespaces, ontology
from kgtools.claims import reader
from kgtools.graph import statements
from kgtools.shacl import pyshacl_reference
from kgtools.shacl.shapes.model import Shapes
from kgtools.shacl.shapes.parser import parse_shapes
from kgtools.shacl.vocabulary import SH, TYPE
from tests.conftest import MINI, ROOT, forgetful_grammars
from tests.shacl.shapes_data import EVERYTHING, TRIPLES, agree, parse, shapes_of


class Looked(list[rdflib.URIRef]):
    """The parameters of constraints as pySHACL lists them, looked up instead of compared one by one."""

    def __init__(self, parameters: list[rdflib.URIRef]) -> None:
        super().__init__(parameters)
        self.known = frozenset(parameters)

    def __contains__(self, one: object) -> bool:
        return one in self.known


@pytest.fixture(scope="module", autouse=True)
def _parameters_looked_up() -> Iterator[None]:
    """pySHACL compares what is said of a shape with thirty parameters, for each node: a third of its time."""
    with pytest.MonkeyPatch.context() as patch:
        looked = Looked(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP
        patch.setattr(pyshacl.shape, "CONSTRAINT_PARAMS", looked, raising=False)
        yield


@pytest.fixture(scope="module", autouse=True)
def _each_query_parsed_once() -> Iterator[None]:
    """rdflib parses a constraint again for each focus node, which takes nine tenths of its time; here it remembers."""
    translate = rdflib_processor.translateQuery
    parse_query = rdflib_processor.parseQuery

    @cache
    def translated(text: str, base: str | None, prefixes: tuple[tuple[str, object], ...]) -> object:
        with forgetful_grammars():
            parsed = parse_query(text)
        return translate(parsed, base, dict(prefixes))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib_processor, "parseQuery", lambda text: text)
        patch.setattr(
            rdflib_processor,
            "translateQuery",
            lambda text, base=None, prefixes=None: translated(text, base, tuple((prefixes or {}).items())),
        )
        yield


# -- the project ------------------------------------------------------------------------------------------


@cache
def project(root: Path, core: bool) -> tuple[Shapes, frozenset[ox.Quad]]:
    """Shapes and graph of a project; with `core` without the constraints in SPARQL, which pySHACL runs for minutes."""
    files = []
    for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
        quads = tuple(ontology.parse_file(path, ROOT))
        constraints = {quad.object for quad in quads if quad.predicate.value == SH + "sparql"} if core else set()
        files.append((path.name, tuple(quad for quad in quads if constraints.isdisjoint((quad.subject, quad.object)))))
    terms = ontology.load(ROOT)
    return parse_shapes(files), frozenset(statements.quads(reader.load(root, terms), terms))


def some(quads: Iterable[ox.Quad], most: int) -> set[ox.Quad]:
    """What a graph says of the nodes that come first of each class and with each property."""
    having: dict[object, set[object]] = {}
    quads = statements.default(quads)
    for quad in quads:
        having.setdefault(quad.object if quad.predicate == TYPE else quad.predicate, set()).add(quad.subject)
    nodes = {node for found in having.values() for node in sorted(found, key=str)[:most]}
    return {quad for quad in quads if quad.subject in nodes}


def test_both_find_the_same_in_the_real_graph_with_most_of_its_nodes_left_out(
    quads: list[ox.Quad],
) -> None:
    """Of each kind of node some are there and pass, and what they lead to is lacking, so that others fail."""
    shapes, _ = project(MINI, core=True)
    assert agree(shapes, some(quads, 5)) > 500


def slim(quads: frozenset[ox.Quad]) -> list[ox.Quad]:
    """A graph without the texts about terms, which no shape looks at."""
    texts = {namespaces.RDFS + "label", namespaces.SKOS + "definition", namespaces.RDFS + "comment"}
    return sorted(
        (
            quad
            for quad in statements.default(quads)
            if str(quad.subject).startswith((f"<{namespaces.things()}", f"<{namespaces.base()}claim"))
            or quad.predicate.value not in texts
        ),
        key=str,
    )


def spoil(quads: list[ox.Quad], chance: random.Random, times: int) -> set[ox.Quad]:
    """A graph with some triples lost, and values of others exchanged or added."""
    found = set(quads)
    data = [quad for quad in quads if str(quad.subject).startswith(f"<{namespaces.base()}")]
    odd = [
        ox.Literal("x"),
        ox.Literal("x", language="fr"),
        ox.Literal("x", datatype=ox.NamedNode(namespaces.XSD + "date")),
    ]
    # pySHACL compares what cannot be compared, see test_what_cannot_be_compared_is_a_result.
    oa = namespaces.STANDARD["oa"]
    compared = {namespaces.term("earliest"), namespaces.term("latest"), oa + "start", oa + "end"}
    data = [quad for quad in data if quad.predicate.value not in compared]
    for _ in range(times):
        one, other = chance.sample(data, 2)
        kind = chance.choice(("lose", "exchange", "add", "odd"))
        if kind != "add":
            found.discard(one)
        if kind != "lose":
            value = chance.choice(odd) if kind == "odd" else other.object
            found.add(ox.Quad(one.subject, one.predicate, value))
    return found


def test_both_find_the_same_in_the_tiny_project_and_in_spoiled_ones() -> None:
    shapes, quads = project(MINI, core=True)
    assert agree(shapes, set(quads)) == 0
    small = slim(quads)
    chance = random.Random(20)
    found = [agree(shapes, spoil(small, chance, times=25)) for _ in range(6)]
    assert min(found) > 5


CASES = ROOT / "tests" / "cases"


@cache
def links() -> tuple[dict[object, list[ox.Quad]], dict[object, list[object]]]:
    """The quads of all shapes by subject, and the subjects of each object."""
    below: dict[object, list[ox.Quad]] = {}
    above: dict[object, list[object]] = {}
    for quad in project(MINI, core=False)[0].quads:
        below.setdefault(quad.subject, []).append(quad)
        above.setdefault(quad.object, []).append(quad.subject)
    return below, above


def about(shape: str) -> Shapes:
    """The shapes that a case file is named after: the shape, those it stands in, and all below these."""
    every, _ = project(MINI, core=False)
    below, above = links()
    found: set[object] = set()
    open_: list[object] = [ox.NamedNode(f"{namespaces.base()}shape/{shape}")]
    for node in open_:  # upwards, then downwards
        open_ += [owner for owner in above.get(node, ()) if owner not in open_]
    while open_:
        node = open_.pop()
        if node not in found:
            found.add(node)
            open_ += [quad.object for quad in below.get(node, ())]
    return parse_shapes([("cases", tuple(quad for quad in every.quads if quad.subject in found))])


@cache
def world() -> tuple[frozenset[ox.Quad], rdflib.Graph]:
    """The world that all cases stand in, and what tells the codes apart; the same in rdflib, made once."""
    invented = ox.parse(path=str(CASES / "given.ttl"), format=ox.RdfFormat.TURTLE)
    telling = {
        namespaces.RDF + "type",
        namespaces.SKOS + "inScheme",
        namespaces.term("baseUnit"),
        namespaces.term("multiplier"),
    }
    codes = ontology.parse_file(ROOT / "ontology" / "codes.ttl", ROOT)
    quads = frozenset((*invented, *(quad for quad in codes if quad.predicate.value in telling)))
    return quads, pyshacl_reference.to_rdflib(quads)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.trig")), ids=lambda path: path.stem)
def test_both_find_the_same_in_every_case(path: Path) -> None:
    graphs: dict[str, set[ox.Quad]] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        plain = ox.Quad(quad.subject, quad.predicate, quad.object)
        graphs.setdefault(quad.graph_name.value.removeprefix("case:"), set()).add(plain)
    given = graphs.pop("given", set())
    shapes = about(path.stem)
    # Most of a graph is the world of all cases: it stays in rdflib, and what a case adds comes and goes.
    common, in_rdflib = world()
    for quads in graphs.values():
        own = pyshacl_reference.to_rdflib((given | quads) - common)
        in_rdflib += own
        assert len(in_rdflib) == len(common | given | quads)
        agree(shapes, common | given | quads, in_rdflib)
        in_rdflib -= own
    assert len(in_rdflib) == len(common)


# -- small graphs ---------------------------------------------------------------------------------------


@cache
def everything() -> Shapes:
    return shapes_of(EVERYTHING)


@given(st.lists(TRIPLES, min_size=1, max_size=30))
def test_both_find_the_same_in_any_small_graph(
    triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]],
) -> None:
    agree(everything(), {*parse("ex:Low rdfs:subClassOf ex:High ."), *(ox.Quad(*triple) for triple in triples)})
