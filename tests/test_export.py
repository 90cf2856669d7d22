"""Linked data files: each format is read back by a library that did not write it."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from kgtools.publish import export
from kgtools.shacl import pyshacl_reference
from tests import accept
from tests.conftest import ROOT, Run


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    found: dict[str, object] = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    return found


def write(real: ox.Store, context: dict[str, object], format_: str, folder: Path) -> Path:
    file = folder / ("graph" + export.FORMATS[format_][2])
    export.export(real, format_, file, context)
    return file


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "rdfxml"])
def test_rdflib_reads_the_default_graph(real: ox.Store, context: dict, tmp_path: Path, format_: str) -> None:
    file = write(real, context, format_, tmp_path)
    names = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}
    read = rdflib.Graph().parse(file, format=names[format_])
    expected = pyshacl_reference.to_rdflib(real.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert len(read) == len(expected) > 5000
    assert isomorphic(read, expected)


@pytest.mark.parametrize("format_", ["trig", "nquads"])
def test_rdflib_reads_the_named_graphs(real: ox.Store, context: dict, tmp_path: Path, format_: str) -> None:
    read = rdflib.Dataset()
    read.parse(write(real, context, format_, tmp_path), format=format_)
    sizes = {str(graph.identifier): len(graph) for graph in read.graphs()}
    for graph in real.named_graphs():
        assert sizes[graph.value] == len(list(real.quads_for_pattern(None, None, None, graph))) > 0
    assert len(read.default_graph) == len(list(real.quads_for_pattern(None, None, None, ox.DefaultGraph())))


def test_oxigraph_reads_the_json_ld(real: ox.Store, context: dict, tmp_path: Path) -> None:
    file = write(real, context, "jsonld", tmp_path)
    read = set(ox.parse(path=str(file), format=ox.RdfFormat.JSON_LD))
    assert read == set(real)


@pytest.mark.parametrize("format_", export.FORMATS)
def test_the_same_graph_gives_the_same_bytes(real: ox.Store, context: dict, tmp_path: Path, format_: str) -> None:
    (tmp_path / "again").mkdir()
    one, two = write(real, context, format_, tmp_path), write(real, context, format_, tmp_path / "again")
    assert one.read_bytes() == two.read_bytes()


def test_the_context_is_the_one_of_the_ontology() -> None:
    for file, text in accept.context().items():
        assert file.read_text(encoding="utf-8") == text, "run make accept"


@pytest.mark.parametrize("format_", export.FORMATS)
def test_the_command_writes_every_format(built: Path, kgtools: Run, tmp_path: Path, format_: str) -> None:
    file = tmp_path / "graph"
    done = kgtools("export", format_, "-o", file, cwd=built)
    assert done.returncode == 0, done.stderr
    assert "Аркадия" in file.read_text(encoding="utf-8") or "\\u0410" in file.read_text(encoding="utf-8")
    assert "statements" in done.stderr
