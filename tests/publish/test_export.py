"""Linked data files: each format is read back by a library that did not write it."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kgtools.publish import export
from kgtools.shacl import pyshacl_reference
from tests import accept
from tests.conftest import ROOT, Run


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    found: dict[str, object] = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    return found


def export_to(real: ox.Store, context: dict[str, object], format_: str, folder: Path) -> Path:
    file = folder / ("graph" + export.FORMATS[format_][2])
    export.export(real, format_, file, context)
    return file


@pytest.fixture(scope="module")
def some(quads: list[ox.Quad]) -> ox.Store:
    """A part of the real graph, with things and claims of every kind: what rdflib reads in seconds, not in minutes."""
    found = ox.Store()
    found.bulk_extend(quad for quad in quads if zlib.crc32(str(quad.subject).encode()) % 6 == 0)
    return found


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "rdfxml"])
def test_rdflib_reads_the_default_graph(
    some: ox.Store, context: dict[str, object], tmp_path: Path, format_: str
) -> None:
    names = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}
    read = set(rdflib.Graph().parse(export_to(some, context, format_, tmp_path), format=names[format_]))
    default = some.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert len(read) > 5000
    assert read == set(pyshacl_reference.to_rdflib(default))  # no blank nodes, which would have other names


@pytest.mark.parametrize("format_", ["trig", "nquads"])
def test_rdflib_reads_the_named_graphs(
    some: ox.Store, context: dict[str, object], tmp_path: Path, format_: str
) -> None:
    read = rdflib.Dataset()
    read.parse(export_to(some, context, format_, tmp_path), format=format_)
    sizes = {str(graph.identifier): len(graph) for graph in read.graphs()}
    for graph in some.named_graphs():
        assert sizes[graph.value] == len(list(some.quads_for_pattern(None, None, None, graph))) > 0
    assert len(read.default_graph) == len(list(some.quads_for_pattern(None, None, None, ox.DefaultGraph())))


@pytest.mark.parametrize("format_", export.FORMATS)
def test_oxigraph_reads_the_whole_graph(
    real: ox.Store, context: dict[str, object], tmp_path: Path, format_: str
) -> None:
    read = set(ox.parse(path=str(export_to(real, context, format_, tmp_path))))
    if format_ in ("jsonld", "trig", "nquads"):
        assert read == set(real)
    else:
        assert read == set(real.quads_for_pattern(None, None, None, ox.DefaultGraph()))


@pytest.mark.parametrize("format_", export.FORMATS)
def test_the_same_graph_gives_the_same_bytes(
    some: ox.Store, context: dict[str, object], tmp_path: Path, format_: str
) -> None:
    first = export_to(some, context, format_, tmp_path).read_bytes()
    assert export_to(some, context, format_, tmp_path).read_bytes() == first


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
