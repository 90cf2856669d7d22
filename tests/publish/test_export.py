"""Linked data files: each format is read back by a library that did not write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
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


Written = Callable[[str], Path]


@pytest.fixture(scope="module")
def written(real: ox.Store, context: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The file of a format; each is written once."""
    folder = tmp_path_factory.mktemp("export")

    @cache
    def write(format_: str) -> Path:
        return export_to(real, context, format_, folder)

    return write


def export_to(real: ox.Store, context: dict[str, object], format_: str, folder: Path) -> Path:
    file = folder / ("graph" + export.FORMATS[format_][2])
    export.export(real, format_, file, context)
    return file


@pytest.fixture(scope="module")
def expected(real: ox.Store) -> set[tuple[rdflib.term.Node, ...]]:
    """The triples of the default graph in the terms of rdflib."""
    return set(pyshacl_reference.to_rdflib(real.quads_for_pattern(None, None, None, ox.DefaultGraph())))


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "rdfxml"])
def test_rdflib_reads_the_default_graph(
    written: Written, expected: set[tuple[rdflib.term.Node, ...]], format_: str
) -> None:
    names = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}
    read = set(rdflib.Graph().parse(written(format_), format=names[format_]))
    assert len(read) > 5000
    assert read == expected  # there are no blank nodes, which would have other names


@pytest.mark.parametrize("format_", ["trig", "nquads"])
def test_rdflib_reads_the_named_graphs(real: ox.Store, written: Written, format_: str) -> None:
    read = rdflib.Dataset()
    read.parse(written(format_), format=format_)
    sizes = {str(graph.identifier): len(graph) for graph in read.graphs()}
    for graph in real.named_graphs():
        assert sizes[graph.value] == len(list(real.quads_for_pattern(None, None, None, graph))) > 0
    assert len(read.default_graph) == len(list(real.quads_for_pattern(None, None, None, ox.DefaultGraph())))


def test_oxigraph_reads_the_json_ld(real: ox.Store, written: Written) -> None:
    read = set(ox.parse(path=str(written("jsonld")), format=ox.RdfFormat.JSON_LD))
    assert read == set(real)


@pytest.mark.parametrize("format_", export.FORMATS)
def test_the_same_graph_gives_the_same_bytes(
    real: ox.Store, context: dict, written: Written, tmp_path: Path, format_: str
) -> None:
    assert written(format_).read_bytes() == export_to(real, context, format_, tmp_path).read_bytes()


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
