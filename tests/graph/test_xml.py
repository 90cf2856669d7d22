"""XML is read by a strict parser with the same value, or is refused in words."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools import namespaces
from kgtools.graph import xml
from kgtools.publish import export
from kgtools.publish.selection import Scope, select
from kgtools.sparql import execute
from tests.conftest import Run

RESULT = "{http://www.w3.org/2005/sparql-results#}"
THING, SAYS = ox.NamedNode("http://example.org/thing"), ox.NamedNode("http://example.org/says")
EMPTY = ox.Store()
TYPE = ox.NamedNode(namespaces.RDF + "type")
# What the parsers of XML stumble over, mixed with any other text.
TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\r\n\t\x00\x01\x0b\x1f\x7f\x85\u2028\ufffe\uffff<&]>'\" ")
)
ENDS = st.text(st.sampled_from("aZ0-._/#:%2&'()*+,;=@~éжҚ·×\u0301\u203f\U00010000"), max_size=8)


def is_iri(end: str) -> bool:
    try:
        ox.NamedNode(f"http://example.org/{end}")
    except ValueError:
        return False
    return True


def allowed(text: str) -> bool:
    return not any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text) and not {"\ufffe", "\uffff"} & set(text)


def tried(write: Callable[[], str | bytes]) -> tuple[str | bytes, str]:
    """What is written, or why it is refused."""
    try:
        return write(), ""
    except xml.NotXml as error:
        return "", str(error)


def in_a_file(triples: list[ox.Triple]) -> bytes:
    """What is written of triples of which few are held."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "graph.rdf"
        xml.write(lambda: iter(triples), target, namespaces.STANDARD, Path(folder) / "unchecked")
        return target.read_bytes()


@given(TEXTS)
def test_any_literal_comes_back_from_results_in_xml_or_is_refused(text: str) -> None:
    query = f"SELECT ({ox.Literal(text)} AS ?x) {{}}"
    written, refused = tried(lambda: execute.standard(EMPTY, query, "query", "xml"))
    if allowed(text):
        assert ElementTree.fromstring(written).findtext(f".//{RESULT}literal") == text
    else:
        assert "which XML cannot hold; take json, csv or tsv" in refused


@given(TEXTS)
def test_any_literal_comes_back_from_rdfxml_or_is_refused(text: str) -> None:
    triples = [ox.Triple(THING, SAYS, ox.Literal(text))]
    written, refused = tried(lambda: xml.rdfxml(triples))
    assert (written, refused) == tried(lambda: in_a_file(triples))
    if allowed(text):
        assert ElementTree.fromstring(written)[0][0].text == (text or None)
    else:
        assert "which XML cannot hold; take turtle" in refused


@given(ENDS.filter(is_iri), st.booleans())
def test_any_predicate_or_class_comes_back_from_rdfxml_or_is_refused_by_name(end: str, is_class: bool) -> None:
    named = ox.NamedNode(f"http://example.org/{end}")
    triple = ox.Triple(THING, TYPE, named) if is_class else ox.Triple(THING, named, THING)
    written, refused = tried(lambda: xml.rdfxml([triple]))
    assert (written, refused) == tried(lambda: in_a_file([triple]))
    if refused:
        assert f"{'class' if is_class else 'predicate'} {named} cannot be written as RDF/XML" in refused
    else:
        ElementTree.fromstring(written)
        read = ox.parse(written, format=ox.RdfFormat.RDF_XML)
        assert [(quad.subject, quad.predicate, quad.object) for quad in read] == [tuple(triple)]


@pytest.mark.parametrize("name", ["says", "p1", "x-y", "қала", "a%20b", "a&b", "_1"])
def test_an_iri_that_ends_in_a_name_is_written(name: str) -> None:
    assert xml.rdfxml([ox.Triple(THING, ox.NamedNode(f"http://example.org/{name}"), THING)])


@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org/1",
        "http://example.org/",
        "urn:1",
        namespaces.RDF + "li",
        namespaces.RDF + "Description",
        "http://www.w3.org/2000/xmlns/a",
    ],
)
def test_an_iri_that_ends_in_no_name_is_refused(iri: str) -> None:
    good = ox.Triple(THING, SAYS, THING)
    with pytest.raises(xml.NotXml, match=r"take turtle, ntriples or jsonld") as refused:
        xml.rdfxml([good, ox.Triple(THING, ox.NamedNode(iri), THING), good])
    assert f"the predicate <{iri}> cannot be written" in str(refused.value)


@given(st.lists(TEXTS, min_size=1))
def test_what_is_checked_line_by_line_is_what_is_checked_at_once(texts: list[str]) -> None:
    triples = [ox.Triple(THING, SAYS, ox.Literal(text)) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml, "_AT_ONCE", 1)
        assert tried(lambda: in_a_file(triples)) == tried(lambda: xml.rdfxml(triples))


def test_what_is_wrong_with_the_disk_is_not_told_as_what_xml_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        xml.write(lambda: iter([ox.Triple(THING, SAYS, THING)]), tmp_path / "x", {}, tmp_path / "none" / "unchecked")


def test_the_whole_graph_is_refused_as_one_triple_is(tmp_path: Path) -> None:
    store = ox.Store()
    store.add(ox.Quad(THING, ox.NamedNode("http://example.org/1"), THING))
    whole = select(store, Scope())
    with pytest.raises(xml.NotXml):
        export.export(whole, "rdfxml", {}, tmp_path / "graph.rdf")
    assert export.export(whole, "turtle", {}, tmp_path / "graph.ttl").number == 1


@pytest.mark.parametrize(
    ("sparql", "format_", "said"),
    [
        ("CONSTRUCT { ?d <urn:1> 2 } {?d a t:Date}", "rdfxml", "the predicate <urn:1> cannot be written as RDF/XML"),
        ("SELECT ('\\u0001' AS ?x) {}", "xml", "a text holds the character U+0001, which XML cannot hold; take json"),
        ("CONSTRUCT { ?d t:edtf '\\u0001' } {?d a t:Date}", "rdfxml", "a text holds the character U+0001"),
    ],
)
def test_the_command_refuses_in_one_line(
    built: Path, kgtools: Run, tmp_path: Path, sparql: str, format_: str, said: str
) -> None:
    done = kgtools("query", "-", "--format", format_, "-o", tmp_path / "out.xml", cwd=built, input=sparql)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"kgtools: {said}")
    assert list(tmp_path.iterdir()) == []
