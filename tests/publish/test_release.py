"""A release: the folder holds what it says, in the vocabularies of catalogues, and comes out the same again."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from markdown_it import MarkdownIt
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID, XSD

from kgtools import __version__, files, namespaces, projects
from kgtools.errors import UsageError
from kgtools.graph.store import open_store
from kgtools.portal.contents import Contents
from kgtools.publish.descriptions import endpoint, ro_crate
from kgtools.publish.descriptions.model import dataset_iri
from kgtools.publish.releases import changes, citation, folder, told
from kgtools.query.questions import questions, read_question
from kgtools.views.dataset import own_title
from tests.conftest import ROOT, Run

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")  # rdflib has that of version 2
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
THE_DATASET = rdflib.URIRef(dataset_iri())
WIKIDATA = "http://www.wikidata.org/entity/"


# What the project says of its citation before a release has a day, and then.
CITED = (ROOT / citation.NAME).read_text(encoding="utf-8") + "date-released: 2026-12-31\n"


@pytest.fixture(scope="session")
def house(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project with its build and what goes with a release."""
    project = tmp_path_factory.mktemp("released") / "mini"
    shutil.copytree(built, project)
    for name in folder.BESIDE:
        shutil.copyfile(ROOT / name, project / name)
    (project / citation.NAME).write_text(CITED, encoding="utf-8")
    return project


@pytest.fixture(scope="session")
def released(house: Path) -> Path:
    """A release of the tiny project without pages."""
    folder.write(house, open_store(house), house.parent / "release", folder.Wishes())
    return house.parent / "release"


@pytest.fixture(scope="session")
def described(released: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(released / "dataset.ttl")


def test_the_citation_is_in_step_with_the_code() -> None:
    cited = yaml.safe_load((ROOT / citation.NAME).read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == __version__ == project["version"]
    assert cited["title"] == own_title()
    assert citation.read(ROOT, "2026-12-31").issued == "2026-12-31"


def test_sha256sum_checks_every_file(released: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", changes.SUMS], cwd=released, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    listed = {line.split("  ")[1] for line in (released / changes.SUMS).read_text().splitlines()}
    there = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert there - listed == {changes.SUMS, files.MARK}


def test_statements_for_wikidata_go_along_where_there_are_some(released: Path, kgtools: Run, house: Path) -> None:
    done = kgtools("export", "quickstatements", "--root", house)
    file = released / "tandem-quickstatements.tsv"
    assert (file.read_text("utf-8") if file.exists() else "") == done.stdout
    assert ("tandem-quickstatements.tsv" in (released / changes.SUMS).read_text()) == bool(done.stdout)


def test_without_the_library_of_parquet_nothing_is_written(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'tandem-kg\[tables\]'"):
        folder.write(house, open_store(house), tmp_path / "release", folder.Wishes())
    assert not (tmp_path / "release").exists()


def test_a_release_lists_the_ids_that_stay_for_ever(released: Path, house: Path) -> None:
    listed = (released / folder.IDS).read_text().splitlines()
    assert listed == changes.published(open_store(house))
    assert listed == sorted(set(listed))


def test_a_rebuilt_release_has_the_same_sums(released: Path, house: Path, kgtools: Run) -> None:
    again = house.parent / "again"
    done = kgtools("release", "-o", again, "--no-site", "--root", house)
    assert (done.returncode, done.stdout) == (0, "")
    assert "sha256sum -c" in done.stderr
    assert "data/published.txt" in done.stderr
    assert (again / changes.SUMS).read_bytes() == (released / changes.SUMS).read_bytes()


def test_the_dumps_hold_the_graph(released: Path, house: Path) -> None:
    import polars

    graph = set(open_store(house))
    default = {quad for quad in graph if quad.graph_name == ox.DefaultGraph()}
    for name, expected in (("tandem.nq", graph), ("tandem.trig", graph), ("tandem.ttl", default)):
        assert set(ox.parse(path=str(released / name))) == expected
    with zipfile.ZipFile(released / "tandem-tables.zip") as packed:
        package = json.loads(packed.read("datapackage.json"))
        for one in package["resources"]:
            assert f"sha256:{hashlib.sha256(packed.read(one['path'])).hexdigest()}" == one["hash"]
    with zipfile.ZipFile(released / "tandem-parquet.zip") as packed:
        package = json.loads(packed.read("datapackage.json"))
        for one in package["resources"]:
            assert f"sha256:{hashlib.sha256(packed.read(one['path'])).hexdigest()}" == one["hash"]
        facts = polars.read_parquet(packed.read("facts.parquet"))
        assert facts.height > 10
    with sqlite3.connect(f"file:{released}/tandem.db?mode=ro", uri=True) as database:
        assert database.execute("SELECT COUNT(*) FROM facts").fetchone()[0] > 10
    database.close()


# -- DCAT and VoID ------------------------------------------------------------------------------------


def dcat_faults(graph: rdflib.Graph, base: Path) -> Iterator[str]:
    """What DCAT-AP 3 asks of a dataset and its distributions, and is missing or untrue of the files in a folder."""
    for one in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.issued, DCAT.version,
                DCTERMS.identifier, DCTERMS.source, DCAT.distribution):  # fmt: skip
        if not list(graph.objects(THE_DATASET, one)):
            yield f"the dataset has no {one}"
    for node in graph.objects(THE_DATASET, DCTERMS.publisher):
        if not graph.value(node, FOAF.name):
            yield f"{node} has no name"
    for node in graph.objects(THE_DATASET, DCAT.distribution):
        for one in (RDF.type, DCTERMS.title, DCTERMS.license, DCAT.accessURL, DCAT.downloadURL):
            if len(list(graph.objects(node, one))) != 1:
                yield f"{node} has not one {one}"
        if not (graph.value(node, DCAT.mediaType) or graph.value(node, DCTERMS.format)):
            yield f"{node} has no format"
        content = (base / str(graph.value(node, DCAT.downloadURL)).rpartition("/")[2]).read_bytes()
        if graph.value(node, DCAT.byteSize) != rdflib.Literal(len(content), datatype=XSD.nonNegativeInteger):
            yield f"{node} has another size"
        checksum = graph.value(node, SPDX.checksum)
        if graph.value(checksum, SPDX.algorithm) != SPDX.checksumAlgorithm_sha256:
            yield f"{checksum} has no algorithm"
        if str(graph.value(checksum, SPDX.checksumValue)) != hashlib.sha256(content).hexdigest():
            yield f"{node} has another checksum"


def test_the_dataset_is_described_by_the_rules_of_dcat(described: rdflib.Graph, released: Path) -> None:
    assert list(dcat_faults(described, released)) == []
    assert len(list(described.objects(THE_DATASET, DCAT.distribution))) == 11
    assert {title.language for title in described.objects(THE_DATASET, DCTERMS.title)} == set(namespaces.languages())
    article = rdflib.URIRef(namespaces.entity("article/short-note"))
    assert set(described.objects(THE_DATASET, DCTERMS.source)) == {article}
    packages = list(described.subjects(DCAT.packageFormat, None))
    assert all(str(described.value(packed, DCAT.packageFormat)).endswith("/application/zip") for packed in packages)
    inside = {str(described.value(packed, DCAT.mediaType)).rpartition("/")[2] for packed in packages}
    assert inside == {"csv", "vnd.apache.parquet"}
    assert "Quill" in str(described.value(article, DCTERMS.bibliographicCitation))
    assert not [node for triple in described for node in triple if isinstance(node, rdflib.BNode)]


@pytest.mark.parametrize(
    "predicate", [DCTERMS.license, DCAT.mediaType, DCAT.byteSize, SPDX.checksumValue, FOAF.name, DCTERMS.source]
)
def test_what_dcat_misses_is_found(described: rdflib.Graph, released: Path, predicate: rdflib.URIRef) -> None:
    poorer = rdflib.Graph()
    poorer += (triple for triple in described if triple[1] != predicate)
    assert list(dcat_faults(poorer, released))


def test_void_counts_what_the_graph_holds(described: rdflib.Graph, house: Path) -> None:
    store = open_store(house)
    default = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert described.value(THE_DATASET, VOID.triples).toPython() == len(default)
    for property, part, number, index in (
        (VOID.propertyPartition, VOID.property, VOID.triples, 1),
        (VOID.classPartition, VOID["class"], VOID.entities, 2),
    ):
        found = {
            str(described.value(node, part)): described.value(node, number).toPython()
            for node in described.objects(THE_DATASET, property)
        }
        counted: dict[str, int] = {}
        for quad in default:
            if index == 1 or quad.predicate.value == namespaces.RDF + "type":
                counted[quad[index].value] = counted.get(quad[index].value, 0) + 1
        assert found == counted


def test_void_tells_links_and_named_graphs(described: rdflib.Graph) -> None:
    (links,) = described.subjects(RDF.type, VOID.Linkset)
    assert described.value(links, VOID.triples).toPython() == 1
    assert described.value(links, VOID.subjectsTarget) == THE_DATASET
    target = described.value(links, VOID.objectsTarget)
    assert str(described.value(target, VOID.uriSpace)) == WIKIDATA
    graphs = {
        str(described.value(named, SD.name)): described.value(described.value(named, SD.graph), DCTERMS.source)
        for named in described.objects(THE_DATASET, SD.namedGraph)
    }
    note = rdflib.URIRef(namespaces.entity("article/short-note"))
    assert graphs == {namespaces.graph("short-note"): note, namespaces.graph("background"): None}


def test_the_real_graph_links_to_wikidata_and_geonames(real: ox.Store) -> None:
    graph = rdflib.Graph()
    for triple in endpoint.describe(real, [], "https://example.org/sparql"):
        graph.parse(data=f"{triple} .", format="nt") if "links-" in str(triple) or "target-" in str(triple) else None
    spaces = {str(space) for space in graph.objects(None, VOID.uriSpace)}
    assert spaces == {WIKIDATA, "https://sws.geonames.org/"}


# -- schema.org and RO-Crate --------------------------------------------------------------------------


def test_search_engines_find_every_download(released: Path) -> None:
    found = json.loads((released / "dataset.jsonld").read_text(encoding="utf-8"))
    assert {"name", "description", "license", "creator", "version", "datePublished"} <= found.keys()
    assert 50 <= len(found["description"]) <= 5000  # the bounds of Google's Dataset Search
    for download in found["distribution"]:
        content = (released / download["contentUrl"].rpartition("/")[2]).read_bytes()
        assert download["sha256"] == hashlib.sha256(content).hexdigest()
        assert download["contentSize"] == f"{len(content)} B"


def crate_faults(crate: dict[str, Any], base: Path) -> Iterator[str]:
    """What RO-Crate 1.2 demands ("MUST") and a crate lacks."""
    entities = {one["@id"]: one for one in crate["@graph"]}
    if len(entities) != len(crate["@graph"]):
        yield "two entities with one @id"
    descriptor = entities.get(ro_crate.NAME, {})
    if descriptor.get("conformsTo") != {"@id": "https://w3id.org/ro/crate/1.2"} or "about" not in descriptor:
        yield "no descriptor"
    root = entities[descriptor["about"]["@id"]]
    yield from (f"no {key}" for key in ("name", "description", "datePublished", "license") if not root.get(key))
    for part in root["hasPart"]:
        if part["@id"] not in entities:
            yield f"{part['@id']} is not described"
        elif not (base / part["@id"]).exists():
            yield f"{part['@id']} is not there"
    for entity in crate["@graph"]:
        if "@type" not in entity:
            yield f"{entity['@id']} has no @type"
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and set(one) != {"@id"}:
                    yield f"{entity['@id']} holds an entity in another"


@pytest.fixture
def crate(released: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((released / ro_crate.NAME).read_text(encoding="utf-8"))
    return found


def test_the_folder_is_a_research_object(crate: dict[str, Any], released: Path) -> None:
    assert list(crate_faults(crate, released)) == []
    described = {one["@id"] for one in crate["@graph"] if one["@type"] == "File"}
    there = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert there - described == {changes.SUMS, files.MARK, ro_crate.NAME}
    assert projects.in_use().licence.address in {one["@id"] for one in crate["@graph"]}


@pytest.mark.parametrize("key", ["name", "description", "datePublished", "license"])
def test_what_a_crate_lacks_is_found(crate: dict[str, Any], released: Path, key: str) -> None:
    del crate["@graph"][1][key]
    assert list(crate_faults(crate, released)) == [f"no {key}"]


# -- changes ------------------------------------------------------------------------------------------


@pytest.fixture
def earlier(house: Path, tmp_path: Path) -> Path:
    """An earlier state of the tiny project: without a place, with a claim more, another label and another date."""
    lines = (house / "build" / "tandem.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    place, claim = f"<{namespaces.entity('place/morne')}>", f"<{namespaces.claim('short-note', 'f99')}>"
    kept = [line for line in lines if not line.startswith(place)]
    kept = [line.replace('"Arcadia"@en', '"Arkady"@en') for line in kept]
    kept = [
        line for line in kept if not ("state-visit-2019>" in line.split()[0] and line.split()[1].endswith("#date>"))
    ]
    kept = [line for line in kept if not line.startswith(f"<{namespaces.claim('short-note', 'f10')}>")]
    kept.append(f"{claim} <{namespaces.RDF}type> <{namespaces.term('Fact')}> .\n")
    (tmp_path / "earlier.nq").write_text("".join(kept), encoding="utf-8")
    return tmp_path / "earlier.nq"


def test_changes_are_told_by_iri_and_by_answer(house: Path, earlier: Path) -> None:
    old, new = changes.previous(earlier), open_store(house)
    found = changes.compare(old, new, [read_question(path) for path in questions(house)])
    assert found.kinds["things"].added == (namespaces.entity("place/morne"),)
    assert found.kinds["claims"].removed == (namespaces.claim("short-note", "f99"),)
    changed = {one.iri: one for one in found.kinds["things"].changed}
    arcadia = changed[namespaces.entity("state/arcadia")]
    assert arcadia.removed == ((namespaces.RDFS + "label", '"Arkady"@en'),)
    assert arcadia.added == ((namespaces.RDFS + "label", '"Arcadia"@en'),)
    assert found.kinds["terms"] == changes.KindChanges((), (), ())
    (answer,) = found.answers
    assert (answer.question.name, answer.before, answer.after, answer.removed) == ("visits", 0, 1, ())
    assert "state-visit-2019" in answer.added[0][0]
    assert found.statements["after"] - found.statements["before"] == (
        found.statements["added"] - found.statements["removed"]
    )
    for language in namespaces.languages():
        text = told.markdown(found, old, new, "1.0", language)
        assert "[place/morne](https://w3id.org/tandem-kg/id/place/morne)" in text
        assert answer.question.wording[language] in text
    added = "f10) Joint Road Commission – established by: Treaty of Good Roads"
    assert added in told.markdown(found, old, new, "1.0", "en")  # a claim is told in its sentence
    text = told.markdown(found, old, new, "1.0", "en")
    assert "`−` main name: Arkady" in text
    assert "`+` " in text
    assert not re.search(r"<li>\s*<ul>", MarkdownIt().render(text)), "a plus has begun a list"
    assert json.loads(told.as_json(found, "1.0"))["answers"][0]["question"] == "visits"


def test_the_same_data_have_no_changes(released: Path, house: Path) -> None:
    old, new = changes.previous(released), open_store(house)
    found = changes.compare(old, new, [read_question(path) for path in questions(house)])
    assert not found.answers
    assert {found.kinds[kind] for kind in changes.spaces()} == {changes.KindChanges((), (), ())}
    assert "not changed" in told.markdown(found, old, new, "1.0", "en")


# -- what is refused ----------------------------------------------------------------------------------


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One clear line, and nothing else."""
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_folder_of_others_is_left_alone(house: Path, tmp_path: Path, kgtools: Run) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = kgtools("release", "-o", tmp_path / "mine", "--no-site", "--force", "--root", house)
    refused(done, "mine holds other things")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_an_earlier_release_is_replaced_only_by_force(released: Path, house: Path, kgtools: Run) -> None:
    before = (released / changes.SUMS).read_bytes()
    refused(kgtools("release", "-o", released, "--no-site", "--root", house), "--force")
    assert (released / changes.SUMS).read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "earlier.nq: No such file"),
        (b"", "holds no statement"),
        (b"<http://a> <http://b> <http://c> .\nnothing of the kind\n", "earlier.nq:2: "),
        (b"\xff\xfe", "earlier.nq:1: "),
    ],
)
def test_an_earlier_release_that_cannot_be_read(
    content: bytes | None, said: str, house: Path, tmp_path: Path, kgtools: Run
) -> None:
    if content is not None:
        (tmp_path / "earlier.nq").write_bytes(content)
    since = tmp_path / "earlier.nq"
    refused(kgtools("release", "-o", tmp_path / "new", "--no-site", "--since", since, "--root", house), "--since", said)
    assert not (tmp_path / "new").exists()


def test_an_earlier_release_that_was_cut_off(released: Path, tmp_path: Path) -> None:
    for name in ("tandem.nq", changes.SUMS):
        shutil.copyfile(released / name, tmp_path / name)
    assert len(changes.previous(tmp_path)) > 1000
    lines = (tmp_path / "tandem.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "tandem.nq").write_text("".join(lines[:-5]), encoding="utf-8")
    with pytest.raises(UsageError, match="is not as its SHA256SUMS says"):
        changes.previous(tmp_path)


def test_no_space_leaves_nothing(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder, "_distributions", full)
    with pytest.raises(UsageError, match="No space left on device; make room"):
        folder.write(house, open_store(house), tmp_path / "new", folder.Wishes())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "arguments", "said"),
    [
        ("version: 0", "version: 9", (), "CITATION.cff: version: found '9.1.0'; expected '0.1.0'"),
        ("date-released", "date-forgotten", (), "has no date-released"),
        ("date-released: 2026-12-31", "date-released: soon", (), "date-released: found 'soon'; expected a day"),
        ("", "", ("--date", "tomorrow"), "--date tomorrow; expected a day"),
        ("", "", ("--url", "ftp:here"), "--url ftp:here: expected an address"),
        ("cff-version", "[cff", (), "CITATION.cff:2: this is no YAML"),
    ],
)
def test_a_citation_that_does_not_fit(
    old: str, new: str, arguments: tuple[str, ...], said: str, house: Path, tmp_path: Path, kgtools: Run
) -> None:
    assert old in CITED
    try:
        (house / citation.NAME).write_text(CITED.replace(old, new, 1), encoding="utf-8")
        done = kgtools("release", "-o", tmp_path / "new", "--no-site", *arguments, "--root", house)
    finally:
        (house / citation.NAME).write_text(CITED, encoding="utf-8")
    refused(done, said)


def test_a_house_without_licence_is_not_released(built: Path, tmp_path: Path, kgtools: Run) -> None:
    refused(kgtools("release", "-o", tmp_path / "new", "--no-site", "--root", built), "has no LICENSE")


def test_the_pages_are_in_the_folder(house: Path, tmp_path: Path) -> None:
    """What writes the pages is tested elsewhere; here a stand-in, which is told where."""

    def site(place: Path) -> None:
        place.mkdir()
        (place / "index.html").write_text("pages")

    folder.write(house, open_store(house), tmp_path / "new", folder.Wishes(site=site))
    crate = json.loads((tmp_path / "new" / ro_crate.NAME).read_text(encoding="utf-8"))
    assert list(crate_faults(crate, tmp_path / "new")) == []
    assert {"@id": "site/"} in crate["@graph"][1]["hasPart"]
    assert "  site/index.html\n" in (tmp_path / "new" / changes.SUMS).read_text()


def test_portal_and_release_speak_of_one_dataset(house: Path) -> None:
    from kgtools.portal.kinds import about

    markup = about._markup(Contents.read(house, open_store(house)), about.Frame("about", "en"))
    assert markup["@id"] == dataset_iri()
