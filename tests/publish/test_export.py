"""Exports: each format is read back by a library that did not write it, and the command says what is wrong."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zlib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kgtools import namespaces
from kgtools.cli.publish import export as command
from kgtools.graph.parts import sorting
from kgtools.graph.terms import entity_node, literal, term_node
from kgtools.publish import export
from kgtools.publish.linked_data import canonical, formats, jsonld, nanopublications
from kgtools.publish.linked_data.nodes import Held
from kgtools.publish.selection import Scope, Selection, select
from kgtools.shacl import pyshacl_reference
from tests import accept
from tests.conftest import ROOT, Run

PARSERS = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "trig": "trig", "nquads": "nquads",
           "jsonld": "json-ld"}  # fmt: skip


@pytest.fixture(scope="session")
def context() -> dict[str, Any]:
    return formats.context(ROOT)


@pytest.fixture(scope="session")
def some(quads: list[ox.Quad]) -> Selection:
    """A part of the real graph, with things and claims of every kind: what rdflib reads in no time."""
    found = ox.Store()
    found.bulk_extend(quad for quad in quads if zlib.crc32(str(quad.subject).encode()) % 40 == 0)
    return select(found, Scope())


def exported(selection: Selection, format_: str, context: dict[str, Any]) -> tuple[export.Export, str]:
    """What an export tells, and what it writes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph"
        done = export.export(selection, format_, context, file)
        assert [path.name for path in Path(folder).iterdir()] == ["graph"]  # nothing is left beside it
        return done, file.read_bytes().decode()


@pytest.mark.parametrize("format_", formats.FORMATS)
def test_rdflib_reads_what_was_exported(some: Selection, context: dict[str, Any], format_: str) -> None:
    text = exported(some, format_, context)[1]
    read = rdflib.Dataset(default_union=False).parse(data=text, format=PARSERS[format_])
    expected = list(formats.held(some.quads(), format_))
    default = [quad for quad in expected if quad.graph_name == ox.DefaultGraph()]
    assert len(default) > 1000
    assert set(read.default_graph) == set(pyshacl_reference.to_rdflib(default))
    named = {quad.graph_name for quad in expected} - {ox.DefaultGraph()}
    assert bool(named) == (format_ in ("trig", "nquads", "jsonld"))
    for graph in named:
        found = set(read.graph(rdflib.URIRef(graph.value)))
        assert found == set(pyshacl_reference.to_rdflib(quad for quad in expected if quad.graph_name == graph))


@pytest.fixture(scope="session")
def article(real: ox.Store) -> Selection:
    return select(real, Scope(article="normatov-course"))


@pytest.mark.parametrize("format_", formats.FORMATS)
def test_oxigraph_reads_an_article(article: Selection, context: dict[str, Any], format_: str) -> None:
    done, text = exported(article, format_, context)
    read = set(ox.parse(text, format=formats.FORMATS[format_][0]))
    assert read == set(formats.held(article.quads(), format_))
    assert len(read) == done.number > 5000
    assert done.digest == canonical.digest(read)  # whoever has the file can find the hash again


def test_oxigraph_reads_the_whole_graph_in_jsonld(
    real: ox.Store, quads: list[ox.Quad], context: dict[str, Any]
) -> None:
    text = exported(select(real, Scope()), "jsonld", context)[1]
    assert set(ox.parse(text, format=ox.RdfFormat.JSON_LD)) == set(quads)
    assert text == formats.written(quads, "jsonld", context)


@pytest.fixture(scope="session")
def lines(real: ox.Store, context: dict[str, Any]) -> list[dict[str, Any]]:
    """The whole graph as line JSON."""
    return list(map(json.loads, exported(select(real, Scope()), "lines", context)[1].split("\n")[:-1]))


def test_the_lines_hold_the_default_graph(
    lines: list[dict[str, Any]], quads: list[ox.Quad], context: dict[str, Any]
) -> None:
    assert {line["@context"] for line in lines} == {jsonld.context_address()}
    bare = [{name: value for name, value in line.items() if name != "@context"} for line in lines]
    read = set(ox.parse(json.dumps({**context, "@graph": bare}), format=ox.RdfFormat.JSON_LD))
    assert read == set(formats.held(quads, "ntriples"))
    ids = [line["@id"] for line in lines]
    assert len(ids) == len(set(ids))
    claims = {quad.subject.value for quad in quads if quad.predicate.value == namespaces.term("accepted")}
    assert claims <= set(ids)


@pytest.mark.parametrize("format_", export.FORMATS)
def test_the_same_graph_gives_the_same_bytes(some: Selection, context: dict[str, Any], format_: str) -> None:
    again = ox.Store()
    again.bulk_extend(reversed(some.quads()))
    assert exported(some, format_, context) == exported(select(again, Scope()), format_, context)


SCOPES = (Scope(), Scope(article="normatov-course"), Scope(about="state/turkmenistan", depth=2), Scope(kind="document"),
          Scope(accepted=True), Scope(article="background"))  # fmt: skip


@pytest.mark.parametrize(("as_lines", "in_blocks"), [("ntriples", "turtle"), ("nquads", "trig")])
@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_what_streams_has_the_bytes_of_what_is_held(
    real: ox.Store,
    some: Selection,
    context: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    as_lines: str,
    in_blocks: str,
    scope: Scope,
) -> None:
    monkeypatch.setattr(sorting, "AT_ONCE", 3000)
    selection = select(real, scope) if scope != Scope() else some
    held = list(formats.held(selection.quads(), as_lines))
    canonically = canonical.canonical(held)
    for format_, expected in ((as_lines, canonically), (in_blocks, formats.written(held, in_blocks, context))):
        done, text = exported(selection, format_, context)
        assert text == expected
        assert done.number == len(held)
        assert done.digest == hashlib.sha256(canonically.encode()).hexdigest()


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_what_nests_and_looks_nodes_up_has_the_bytes_of_what_is_held(
    real: ox.Store, some: Selection, context: dict[str, Any], monkeypatch: pytest.MonkeyPatch, scope: Scope
) -> None:
    monkeypatch.setattr(sorting, "AT_ONCE", 3000)
    selection = select(real, scope) if scope != Scope() else some
    quads = selection.quads()
    for format_ in ("jsonld", "rdfxml"):
        held = list(formats.held(quads, format_))
        done, text = exported(selection, format_, context)
        assert text == formats.written(held, format_, context)
        assert (done.number, done.digest) == (len(held), canonical.digest(held))
    held = list(formats.held(quads, "ntriples"))
    done, text = exported(selection, "lines", context)
    assert text == "".join(formats.lines(Held(held), context))
    assert (done.number, done.digest) == (text.count("\n"), canonical.digest(held))


def test_the_whole_graph_as_nquads_is_what_a_build_writes(
    built: Path, kgtools: Run, tmp_path: Path, context: dict[str, Any]
) -> None:
    file = tmp_path / "all.nq"
    kgtools("export", "nquads", "--root", built, "-o", file)
    (lines,) = (built / "build").glob("*.nq")
    assert file.read_bytes() == lines.read_bytes()


def test_nanopublications_are_written_one_after_the_other_with_the_prefixes_they_need(
    article: Selection, context: dict[str, Any]
) -> None:
    quads = list(nanopublications.quads(article))
    done, text = exported(article, "nanopublications", context)
    assert text == nanopublications.written(quads)
    assert done.digest == canonical.digest(quads)


def test_an_export_that_fails_leaves_what_was_there(
    built: Path, kgtools: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    file = tmp_path / "all.nq"
    file.write_text("as it was")
    monkeypatch.setattr(sorting, "merge", full)
    done = kgtools("export", "nquads", "--root", built, "-o", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot write {file}: No space left on device; make room or choose another place with -o" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["all.nq"]
    assert file.read_text() == "as it was"


# -- JSON-LD ------------------------------------------------------------------------------------------


def test_the_context_is_the_one_of_the_ontology() -> None:
    for file, text in accept.context().items():
        assert file.read_text(encoding="utf-8") == text, "run make accept"


def test_the_context_names_every_property_of_the_ontology(context: dict[str, Any]) -> None:
    own = [
        name for name, given in context["@context"].items() if isinstance(given, dict) and given["@id"] == f"t:{name}"
    ]
    assert {"signedOn", "gist"} <= set(own)
    assert not set(own) & jsonld._BORROWED.keys()


def test_what_belongs_to_a_claim_stands_inside_it(article: Selection, context: dict[str, Any]) -> None:
    nodes = json.loads(exported(article, "jsonld", context)[1])["@graph"]
    claims = [node for node in nodes if "Claim" in node.get("@type", ())]
    assert len(claims) == len(article.claims)
    fact = next(node for node in claims if node.get("predicate") == "signedOn")
    assert fact["object"]["edtf"][:4].isdigit()
    assert fact["evidence"]["hasSelector"]["fingerprint"]
    assert isinstance(fact["accepted"], bool)
    opinion = next(node for node in claims if "Opinion" in node["@type"])
    assert set(opinion["gist"]) == {"en"}
    assert set(opinion["@reverse"]["textOf"][0]["text"]) == {"kk", "ru", "uz"}


def test_a_value_that_the_context_does_not_expect_is_kept(context: dict[str, Any]) -> None:
    thing = entity_node("document/d")
    quads = [
        ox.Quad(thing, term_node("title"), ox.Literal("without language")),
        ox.Quad(thing, term_node("title"), ox.Literal("mit Sprache", language="de")),
        ox.Quad(thing, term_node("signedOn"), ox.Literal("2019")),
        *(ox.Quad(thing, term_node("ordinal"), literal(number, "integer")) for number in ("7", "07", "9" * 30)),
        *(ox.Quad(thing, term_node("accepted"), literal(truth, "boolean")) for truth in ("true", "1")),
        ox.Quad(thing, term_node("note"), literal("x", "token")),
    ]
    text = formats.written(quads, "jsonld", context)
    assert set(ox.parse(text, format=ox.RdfFormat.JSON_LD)) == set(quads)


def test_a_property_always_has_the_same_form(lines: list[dict[str, Any]]) -> None:
    seen: dict[tuple[bool, str], set[type]] = {}
    for node in lines:
        for name, value in node.items():
            seen.setdefault(("Claim" in node.get("@type", ()), name), set()).add(type(value))
    assert {name for name, types in seen.items() if len(types) > 1} <= {(True, "object")}  # entity, date or text


# -- the canonical form -------------------------------------------------------------------------------


def test_without_blank_nodes_the_canonical_form_is_the_sorted_one(article: Selection) -> None:
    quads = article.quads()
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(dataset) == set(quads)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS).decode().splitlines(keepends=True)
    assert canonical.canonical(quads) == "".join(sorted(lines))


def test_canonical_quads_are_escaped_and_sorted_as_the_standard_says() -> None:
    a, p = ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/p")
    quads = [
        ox.Quad(a, p, ox.Literal("\U0001f600")),
        ox.Quad(a, p, ox.Literal("\ufffd")),  # before it by code points, after it by units of UTF-16
        ox.Quad(a, p, ox.Literal('\b\t\n\f\r"\\\x01\x7f\x80', language="en"), a),
    ]
    assert canonical.canonical(quads) == (
        '<http://example.org/a> <http://example.org/p> "\\b\\t\\n\\f\\r\\"\\\\\\u0001\\u007F\x80"@en'
        " <http://example.org/a> .\n"
        '<http://example.org/a> <http://example.org/p> "\ufffd" .\n'
        '<http://example.org/a> <http://example.org/p> "\U0001f600" .\n'
    )
    with pytest.raises(TypeError, match="expected no blank node"):
        canonical.canonical([ox.Quad(ox.BlankNode("x"), p, a)])


# -- the command --------------------------------------------------------------------------------------


def test_the_command_names_all_formats() -> None:
    assert set(command.EXPORTS) == set(export.ENDINGS)


@pytest.mark.parametrize("format_", sorted(set(export.FORMATS) - {"quickstatements"}))
def test_the_command_writes_every_format(built: Path, kgtools: Run, tmp_path: Path, format_: str) -> None:
    file = tmp_path / ("graph" + export.FORMATS[format_].endings[0])
    done = kgtools("export", format_, "-o", file, cwd=built)
    assert done.returncode == 0, done.stderr
    assert f"wrote {file}: " in done.stderr
    assert "treaty-of-good-roads" in file.read_text(encoding="utf-8")


def test_nothing_to_write_is_said_and_no_file_is_left(built: Path, kgtools: Run, tmp_path: Path) -> None:
    printed = kgtools("export", "quickstatements", cwd=built)  # nothing there is matched with Wikidata
    assert (printed.returncode, printed.stdout) == (0, "")
    assert "nothing of what is asked for can be written as quickstatements" in printed.stderr
    written = kgtools("export", "quickstatements", "-o", tmp_path / "graph.tsv", cwd=built)
    assert written.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_the_command_prints(built: Path, kgtools: Run, tmp_path: Path) -> None:
    written = kgtools("export", "nquads", "-o", tmp_path / "graph.nq", cwd=built)
    printed = kgtools("export", "nquads", cwd=built)
    assert printed.stdout == (tmp_path / "graph.nq").read_text(encoding="utf-8")
    digest = canonical.digest(ox.parse(printed.stdout, format=ox.RdfFormat.N_QUADS))
    assert printed.stderr.strip().endswith(f" statements; RDFC-1.0 sha256:{digest}")
    assert written.stderr.strip().endswith(digest)


def test_the_command_writes_a_part(built: Path, kgtools: Run) -> None:
    done = kgtools("export", "ntriples", "--about", "Аркадия", "--accepted", cwd=built)
    assert done.returncode == 0, done.stderr
    assert "Аркадия" in done.stdout
    assert "Evidence" not in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ttl"], "there is no export format 'ttl'; did you mean 'turtle'?"),
        (["json-ld"], "did you mean 'jsonld'?"),
        (["docx"], "the formats are turtle, trig, "),
        (["turtle", "-o", "graph.jsonld"], "the ending says jsonld, the format turtle; take .ttl, or export jsonld"),
        (["turtle", "-o", "graph.png"], "'.png' is no ending of turtle; take .ttl"),
        (["turtle", "-o", "."], "Is a directory; choose another place with -o"),
        (["turtle", "-o", "/dev/full"], "No space left on device"),
        (["turtle", "--depth", "2"], "--depth 2 counts steps from a thing; name the thing with --about"),
        (["turtle", "--article", "short-nose"], "there is no article 'short-nose'; did you mean 'short-note'?"),
        (["turtle", "--kind", "persn"], "there is no kind 'persn'; did you mean 'person'?"),
        (["turtle", "--kind", "person", "--about", "x"], "--kind and --about exclude each other; give one of them"),
        (["turtle", "--about", "Nowhere at all"], "nothing is called 'Nowhere at all'"),
    ],
)
def test_bad_input_is_told_in_one_line(built: Path, kgtools: Run, tmp_path: Path, words: list[str], said: str) -> None:
    done = kgtools("export", *words, "--root", built, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
