"""What was published and is gone: told with its reason, still found at its IRI, and missed where nobody told of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces, ontology
from kgtools.articles.fingerprints import digest
from kgtools.checks import check, completeness
from kgtools.claims import reader
from kgtools.errors import DataError, Finding
from kgtools.graph.reading import Store
from kgtools.graph.store import open_store
from kgtools.ontology import Ontology
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame
from kgtools.portal.portal import Portal
from kgtools.publish import tables
from kgtools.publish.linked_data import formats
from kgtools.publish.releases import changes, told
from kgtools.publish.selection import Scope, select
from kgtools.publish.withdrawn import withdrawn
from kgtools.server.workers import resources
from kgtools.server.workers.tasks import plain
from tests.conftest import ROOT, Run, copy_of_mini

CLAIM = "claim/short-note/f15"  # which nothing else names
ROW = "id,release,reason,replaced_by\n" + CLAIM + ",0.2.0,{reason},claim/short-note/f14\n"
REASON = "The passage speaks of the road, not of its builder."


def lose(mini: Path) -> None:
    """Take a claim out of the data."""
    table = mini / "data" / "articles" / "short-note" / "facts.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    left = [line for line in lines if not line.startswith("f15,")]
    assert len(left) == len(lines) - 1
    table.write_text("".join(left), "utf-8")


def publish(mini: Path, store: Store) -> None:
    """Have the project remember what it has now, as after a release."""
    listed = changes.published(store)
    (mini / "data" / "published.txt").write_text("".join(f"{one}\n" for one in listed), "utf-8")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, mini_store: ox.Store) -> Path:
    """The tiny project after a release, from which a claim has gone with a word; to read from."""
    project = copy_of_mini(tmp_path_factory.mktemp("withdrawn") / "mini")
    publish(project, mini_store)
    lose(project)
    (project / "data" / "withdrawn.csv").write_text(ROW.format(reason=f'"{REASON}"'), "utf-8")
    translations = project / "data" / "translations"
    translations.mkdir()
    row = f"withdrawn/{CLAIM},{digest(REASON)},Речь о дороге.\n"
    (translations / "ru.csv").write_text(f"id,fingerprint,text\n{row}", "utf-8")
    return project


@pytest.fixture(scope="session")
def store(house: Path) -> Store:
    return open_store(house)


@pytest.fixture(scope="session")
def terms() -> Ontology:
    return ontology.load(ROOT)


def findings(root: Path, terms: Ontology) -> list[Finding]:
    try:
        return list(completeness.published(reader.load(root, terms), terms))
    except DataError as error:
        return error.findings


def test_what_is_gone_without_a_word_is_found(mini: Path, mini_store: ox.Store, terms: Ontology) -> None:
    publish(mini, mini_store)
    assert findings(mini, terms) == []
    lose(mini)
    (found,) = findings(mini, terms)
    line = (mini / "data" / "published.txt").read_text().splitlines().index(CLAIM) + 1
    assert (found.file, found.line, found.severity) == ("data/published.txt", line, "violation")
    assert CLAIM in found.actual
    assert "data/withdrawn.csv" in found.hint
    assert completeness.published in check.OF_THE_CORPUS
    (mini / "data" / "withdrawn.csv").write_text(ROW.format(reason="A slip."), "utf-8")
    assert findings(mini, terms) == []


def test_before_a_release_nothing_is_missed(mini: Path, terms: Ontology) -> None:
    lose(mini)
    assert findings(mini, terms) == []


def test_a_term_that_is_gone_stays_in_the_ontology(mini: Path, terms: Ontology) -> None:
    (mini / "data" / "published.txt").write_text("code/modality/asserted\nt:accepted\nt:gone\n", "utf-8")
    (found,) = findings(mini, terms)
    assert (found.line, "owl:deprecated" in found.hint) == (3, True)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("person/nobody,0.2.0,A slip.,", "no release had it"),
        ("claim/short-note/f14,0.2.0,A slip.,", "it is in the data"),
        ("t:accepted,0.2.0,A slip.,", "not the id of what can be withdrawn"),
        (f"{CLAIM},soon,A slip.,", "not a version"),
        (f"{CLAIM},0.2.0,,", "the reason is missing"),
        (f"{CLAIM},0.2.0,A slip.,claim/short-note/f99", "'claim/short-note/f99' replaces nothing here"),
        (f"{CLAIM},0.2.0,A slip.,{CLAIM}", "replaces nothing here"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(house: Path, terms: Ontology, row: str, expected: str) -> None:
    table = house / "data" / "withdrawn.csv"
    right = table.read_text("utf-8")
    table.write_text(f"id,release,reason,replaced_by\n{row}\n", "utf-8")
    told = [finding for finding in findings(house, terms) if finding.file == "data/withdrawn.csv"]
    table.write_text(right, "utf-8")
    assert [finding.line for finding in told] == [2]
    assert expected in told[0].message


def test_a_list_of_ids_that_is_none_is_told_with_its_line(mini: Path, terms: Ontology) -> None:
    (mini / "data" / "published.txt").write_text("claim/short-note/f01\nthis is no id\n", "utf-8")
    (found,) = findings(mini, terms)
    assert (found.file, found.line, found.actual) == ("data/published.txt", 2, "'this is no id'")


def test_its_iri_leads_to_a_page_and_to_data(house: Path, store: Store) -> None:
    portal = Portal(Contents.read(house, store))
    assert CLAIM in set(portal.paths())
    iri = namespaces.base() + CLAIM
    for language in namespaces.languages():
        page = portal.page(f"{language}/{CLAIM}.html")
        assert page is not None
        assert "0.2.0" in page
        assert ("Речь о дороге." if language == "ru" else REASON) in page
        assert 'href="f14.html"' in page
    task = {"kind": "resource", "path": CLAIM, "language": "kk"}
    for ending, direct, status in (
        ("html", False, 303),
        ("ttl", False, 303),
        ("ttl", True, 200),
        ("jsonld", True, 200),
    ):
        asked = {**task, "as": ending, "direct": direct}
        reply = resources.answer(portal, asked, lambda path, language: plain(404, path))
        assert reply.status == status
        if ending == "ttl" and direct:
            quads = ox.parse(reply.body, format=ox.RdfFormat.TURTLE)
            said = {(quad.predicate.value, str(quad.object)) for quad in quads if quad.subject == ox.NamedNode(iri)}
    assert (namespaces.STANDARD["owl"] + "deprecated", str(ox.Literal(True))) in said
    assert (namespaces.STANDARD["dcterms"] + "isReplacedBy", f"<{namespaces.base()}claim/short-note/f14>") in said
    assert portal.view(Frame(f"{CLAIM}/more", "en")) is None


def test_it_is_in_the_exports_and_nothing_counts_it(house: Path, store: Store, tmp_path: Path) -> None:
    selection = select(store, Scope())
    assert ox.NamedNode(namespaces.base() + CLAIM) not in selection.claims
    tables.write("csv", selection, tmp_path / "tables")
    (row,) = csv.DictReader((tmp_path / "tables" / "withdrawn.csv").read_text("utf-8").splitlines())
    assert (row["id"], row["release"], row["reason_en"], row["reason_kk"]) == (CLAIM, "0.2.0", REASON, "")
    assert row["replaced_by"] == "claim/short-note/f14"
    for format in ("nquads", "jsonld"):
        assert REASON in formats.written(selection.quads(), format, formats.context(house))


def test_the_changes_of_a_release_tell_why(mini_store: ox.Store, store: Store) -> None:
    old, new = mini_store, store
    found = changes.compare(old, new, [])
    iri = namespaces.base() + CLAIM
    assert found.kinds["claims"].removed == (iri,)
    document = json.loads(told.as_json(found, "0.2.0"))
    assert document["withdrawn"][iri]["reason"] == REASON
    for language in namespaces.languages():
        text = told.markdown(found, old, new, "0.2.0", language)
        assert ("Речь о дороге" if language == "ru" else REASON) in text
        assert "[claim/short-note/f14]" in text
    again = changes.compare(new, new, [])
    assert (again.kinds["claims"].removed, again.kinds["claims"].changed) == ((), ())
    assert [namespaces.shorten(gone) for gone in withdrawn(new)] == [CLAIM]


def test_a_release_lists_its_ids_and_those_withdrawn_stay(store: Store) -> None:
    listed = changes.published(store)
    assert CLAIM in listed
    assert {"person/ada-quill", "article/short-note", "t:accepted", "code/modality/asserted"} < {*listed}


@pytest.mark.usefixtures("store")  # which is built then
def test_the_command_finds_no_thing_of_the_name_any_more(house: Path, kgtools: Run) -> None:
    done = kgtools("show", CLAIM, "--root", house)
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stderr) == (2, "kgtools: there is no claim 'short-note/f15'\n")
