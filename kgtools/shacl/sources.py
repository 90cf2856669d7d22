"""Reads the graphs that are validated, and the shapes: from files, or from quads and triples at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

Source = str | os.PathLike[str] | Iterable[ox.Quad | ox.Triple]


def read(source: Source) -> list[ox.Quad]:
    """The quads of the default graph of a file, or of some quads or triples. Raises as `validate` does."""
    given = _parse(Path(source)) if isinstance(source, str | os.PathLike) else source
    quads = (ox.Quad(one.subject, one.predicate, one.object) if isinstance(one, ox.Triple) else one for one in given)
    return [quad for quad in quads if quad.graph_name == ox.DefaultGraph()]


def _parse(path: Path) -> list[ox.Quad]:
    """All quads of a file."""
    rdf_format = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if rdf_format is None:
        raise ValueError(f"{path}: unknown extension; expected .ttl, .nt, .nq, .trig, .rdf or .jsonld")
    try:
        return list(ox.parse(path.read_bytes(), format=rdf_format, base_iri=path.absolute().as_uri()))
    except SyntaxError as error:
        raise ValueError(f"{path}: {error.msg}") from None
