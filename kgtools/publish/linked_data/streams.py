"""Quads on their way into a file, however many there are: sorted on disk, hashed, and written in a format.

A few lines at a time are held. What is sorted lies beside the file, and needs as much room there again.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgtools.graph.parts import sorting
from kgtools.publish.linked_data import formats
from kgtools.publish.linked_data.canonical import without_blank_nodes


@dataclass(frozen=True)
class Canonical:
    """Canonical N-Quads in a file: how many there are, and the SHA-256 of the file in hexadecimal digits."""

    number: int
    digest: str


def canonical(quads: Iterable[ox.Quad], target: Path) -> Canonical:
    """Write quads as canonical N-Quads, each once, sorted by code points: what `canonical.canonical` gives.

    Raises TypeError for a blank node, whose canonical name this does not find.
    """
    with beside(target) as folder:
        number = sorting.merge([*sorting.pieces(without_blank_nodes(quads), folder)], target)
    with target.open("rb") as file:
        return Canonical(number, hashlib.file_digest(file, "sha256").hexdigest())


def written(quads: Iterable[ox.Quad], format: str, target: Path) -> Canonical:
    """Write quads as Turtle or TriG in their canonical order, and say what their canonical form is."""
    used: set[str] = set()
    with beside(target) as folder:
        done = canonical(noting(quads, used), folder / "sorted.nq")
        serialize(folder / "sorted.nq", format, target, formats.declared(used))
    return done


def noting(quads: Iterable[ox.Quad], used: set[str]) -> Iterator[ox.Quad]:
    """Quads as they pass; the namespaces of their terms are added to `used`."""
    for quad in quads:
        used |= formats.spaces(quad)
        yield quad


def serialize(lines: Path, format: str, target: Path, prefixes: Mapping[str, str]) -> None:
    """Write the quads of a file of N-Quads in another format, in their order there."""
    quads = ox.parse(path=str(lines), format=ox.RdfFormat.N_QUADS, lenient=True)  # our own lines need no second look
    known, with_graphs = formats.FORMATS[format]
    ox.serialize(quads if with_graphs else (quad.triple for quad in quads), str(target), known, prefixes=dict(prefixes))


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A folder beside a file that is being written, for as long as it takes."""
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        yield Path(folder)
