"""From tables to quads: claims are the only source, and the same tables give the same bytes."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces, ontology
from kgtools.claims import acceptance, reader
from kgtools.compare.report import severity
from kgtools.graph import build, statements, store
from kgtools.graph.parts.outputs import RANKED
from tests.conftest import MINI, ROOT, real_corpus

DEFAULT = ox.DefaultGraph()
RDF_TYPE = ox.NamedNode(namespaces.RDF + "type")


def t(name: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.term(name))


def load(root: Path) -> ox.Store:
    found = ox.Store()
    found.bulk_extend(build.read(root)[0])
    return found


@pytest.fixture(params=["mini", "real"])
def project(request: pytest.FixtureRequest, mini: Path) -> Path:
    return mini if request.param == "mini" else ROOT


@pytest.fixture
def read(project: Path, request: pytest.FixtureRequest) -> list[ox.Quad]:
    """The quads of the project; the real one is read once for all tests."""
    found: list[ox.Quad] = request.getfixturevalue("quads") if project == ROOT else build.read(project)[0]
    return found


@pytest.fixture
def graph_(project: Path, request: pytest.FixtureRequest) -> ox.Store:
    """The same in a store."""
    found: ox.Store = request.getfixturevalue("real") if project == ROOT else load(project)
    return found


def plain(graph_: ox.Store, terms: ontology.Ontology, name: ox.NamedNode | ox.DefaultGraph) -> set[ox.Triple]:
    """The plain triples in one graph: those whose property curators type and whose subject is an entity."""
    typed = {namespaces.term(property_) for property_ in terms.typed}
    return {
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in graph_.quads_for_pattern(None, None, None, name)
        if quad.predicate.value in typed and not str(quad.subject.value).startswith(namespaces.base() + "claim/")
    }


def said(graph_: ox.Store, extra: str) -> set[ox.Triple]:
    rows = store.select(
        graph_, f"SELECT ?s ?p ?o WHERE {{ ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . {extra} }}"
    )
    return {ox.Triple(*row) for row in rows}


def test_accepted_triples_are_exactly_those_of_accepted_claims(project: Path, graph_: ox.Store) -> None:
    found = plain(graph_, ontology.load(project), DEFAULT)
    assert found
    assert found == said(graph_, "?c t:accepted true .")


def test_a_named_graph_holds_exactly_what_its_article_asserts(project: Path, graph_: ox.Store) -> None:
    terms = ontology.load(project)
    for folder in (project / "data" / "articles").iterdir():
        article = f"<{namespaces.entity('article/' + folder.name)}>"
        asserted = f"?c t:inArticle {article} ; t:modality <{namespaces.code('modality/asserted')}> ."
        name = ox.NamedNode(namespaces.graph(folder.name))
        assert plain(graph_, terms, name) == said(graph_, asserted)
        assert len(list(graph_.quads_for_pattern(None, None, None, name))) == len(plain(graph_, terms, name))


def test_every_claim_has_evidence_with_a_passage_or_is_background_with_a_reference(graph_: ox.Store) -> None:
    rows = list(
        store.select(
            graph_,
            """SELECT ?claim ?start ?reference WHERE {
              ?claim a t:Claim .
              OPTIONAL { ?claim t:evidence/oa:hasSelector/oa:start ?start }
              OPTIONAL { ?claim t:reference ?reference }
            }""",
        )
    )
    assert rows
    assert all((start is None) != (reference is None) for _, start, reference in rows)


def test_there_are_no_blank_nodes(read: list[ox.Quad]) -> None:
    for quad in read:
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_every_node_that_is_pointed_to_is_described(read: list[ox.Quad]) -> None:
    described = {quad.subject for quad in read}
    for quad in read:
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(namespaces.base()):
            assert quad.object in described, quad


def test_types_go_all_the_way_up(mini: Path) -> None:
    visit = ox.NamedNode(namespaces.entity("event/state-visit-2019"))
    types = {quad.object for quad in load(mini).quads_for_pattern(visit, RDF_TYPE, None, DEFAULT)}
    assert types == {t("StateVisit"), t("Visit"), t("Event"), t("Entity")}


def test_plans_targets_and_denials_are_not_accepted(mini: Path) -> None:
    graph_ = load(mini)
    good_road, morne = (ox.NamedNode(namespaces.entity(i)) for i in ("project/good-road", "place/morne"))
    assert not list(graph_.quads_for_pattern(good_road, t("status"), None, None))
    assert list(graph_.quads_for_pattern(good_road, t("connects"), None, DEFAULT))
    assert not list(graph_.quads_for_pattern(morne, t("country"), None, None))


def test_a_figure_not_accepted_keeps_its_print_and_loses_its_value(mini: Path) -> None:
    graph_ = load(mini)
    held, good = (ox.NamedNode(namespaces.claim("short-note", i)) for i in ("n03", "n01"))

    def values(node: ox.NamedNode, name: str) -> list[str]:
        return [quad.object.value for quad in graph_.quads_for_pattern(node, t(name), None, DEFAULT)]

    assert values(held, "printedValue") == ["3 000 000"]
    assert values(held, "value") == []
    assert values(held, "accepted") == ["false"]
    assert values(good, "printedValue") == ["4.9"]
    assert values(good, "value") == ["4900000000"]
    assert values(good, "accepted") == ["true"]


def test_only_the_list_of_disagreements_decides_what_is_not_accepted(mini: Path) -> None:
    terms = ontology.load(mini)
    claim = reader.load(mini, terms).by_key["short-note/n03"]
    assert not acceptance.accepted(claim, frozenset({"short-note/n03"}))
    assert acceptance.accepted(claim, frozenset())


def test_dates_have_bounds(mini: Path) -> None:
    rows = {
        edtf.value: (earliest and earliest.value, latest and latest.value)
        for edtf, earliest, latest in store.select(
            load(mini),
            "SELECT ?e ?a ?b WHERE { ?d t:edtf ?e OPTIONAL { ?d t:earliest ?a } OPTIONAL { ?d t:latest ?b } }",
        )
    }
    assert rows["2015"] == ("2015-01-01", "2015-12-31")
    assert rows["2019-05-03"] == ("2019-05-03", "2019-05-03")
    assert rows["../2030"] == (None, "2030-12-31")


def outputs(root: Path, folder: Path) -> tuple[bytes, bytes]:
    build.build(root, folder)
    return (folder / "tandem.nq").read_bytes(), (folder / "tandem.trig").read_bytes()


def shuffle(table: Path, seed: int) -> None:
    rows = list(csv.reader(table.open(encoding="utf-8", newline="")))
    body = rows[1:]
    random.Random(seed).shuffle(body)
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([rows[0], *body])


def test_building_again_with_shuffled_rows_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    first = outputs(project, tmp_path / "one")
    copy = tmp_path / "copy"
    for part in ("ontology", "data"):
        shutil.copytree(project / part, copy / part)
    shutil.copy(project / "project.yaml", copy)
    tables = sorted((copy / "data").rglob("*.csv"))
    before = [table.read_bytes() for table in tables]
    for seed, table in enumerate(tables):
        shuffle(table, seed)
    assert [table.read_bytes() for table in tables] != before
    assert outputs(copy, tmp_path / "two") == first


def test_inserting_a_row_changes_only_the_triples_of_that_row(mini: Path) -> None:
    before = set(build.read(mini)[0])
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    text = table.read_text(encoding="utf-8")
    header, first, *rest = text.splitlines(keepends=True)
    new = first.replace("f01", "f00").replace(",host,", ",participant,").replace(",date,2019-05-03", ",ordinal,7")
    table.write_text("".join([header, new, first, *rest]), encoding="utf-8")
    changed = set(build.read(mini)[0]) ^ before
    about = {namespaces.claim("short-note", "f00"), namespaces.entity("event/state-visit-2019")}
    assert changed
    assert {quad.subject.value for quad in changed} == about


def test_the_mini_project_is_not_the_real_one() -> None:
    assert real_corpus().entities.keys().isdisjoint({"state/arcadia"}), f"{MINI} must stay fiction"


def test_background_is_a_claim_with_a_reference(mini: Path) -> None:
    ruritania = ox.NamedNode(namespaces.entity("state/ruritania"))
    graph_ = load(mini)
    assert list(graph_.quads_for_pattern(ruritania, t("capital"), None, DEFAULT))
    (row,) = store.select(graph_, "SELECT ?c ?r WHERE { ?c t:reference ?r }")
    assert row[0].value == namespaces.claim("background", "b01")


def test_quads_are_streamed(mini: Path) -> None:
    terms = ontology.load(mini)
    stream = statements.quads(reader.load(mini, terms), terms)
    assert next(stream) is not None
    assert iter(stream) is stream


def test_a_mapping_has_a_node_with_its_justification(mini: Path) -> None:
    (mapping,) = reader.load(mini, ontology.load(mini)).mappings
    quads = build.read(mini)[0]
    graph = {(quad.predicate.value, quad.object.value) for quad in quads if quad.subject.value == mapping.iri}
    owl, sssom = namespaces.STANDARD["owl"], namespaces.STANDARD["sssom"]
    assert graph == {
        (namespaces.RDF + "type", sssom + "Mapping"),
        (owl + "annotatedSource", namespaces.entity("state/arcadia")),
        (owl + "annotatedProperty", namespaces.SKOS + "closeMatch"),
        (owl + "annotatedTarget", "http://www.wikidata.org/entity/Q42"),
        (sssom + "mapping_justification", namespaces.STANDARD["semapv"] + "ManualMappingCuration"),
        (namespaces.RDFS + "comment", "for the test"),
    }


def test_a_build_writes_the_disagreements_by_their_weight(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = severity.ranking(mini)
    assert expected
    build.build(mini)
    written = mini / "build" / RANKED
    assert written.read_text("utf-8").split() == expected
    with monkeypatch.context() as patch:
        patch.setattr(severity, "ranking", lambda root: pytest.fail("they are ranked anew"))
        assert build.ranking(mini) == expected
    written.write_bytes(b"\xff")
    assert build.ranking(mini) == expected
    written.unlink()
    assert build.ranking(mini) == expected
    written.write_text("of-another-state\n", "utf-8")
    (mini / "data" / "disagreements.csv").open("a", encoding="utf-8").write("\n")
    assert build.ranking(mini) == expected


def test_a_small_graph_is_asked_in_memory_and_a_large_one_on_disk(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = store.opened(built / "build"), store.opened(built / "build")
    monkeypatch.setattr(store, "FEW", len(one) - 1)
    on_disk = store.opened(built / "build")
    assert set(one) == set(on_disk)
    assert list(one) == list(other), "what is asked in parts may be asked of several"
    one.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))
    with pytest.raises(RuntimeError, match="read-write"):
        on_disk.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))
