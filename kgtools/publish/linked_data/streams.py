"""Quads on their way into a file, however many there are: sorted on disk, hashed, and written in a format.

A few lines at a time are held, and of what nests the nodes that were looked up last. What is sorted lies beside the
file, and needs as much room there again.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby, repeat
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools.graph import xml
from kgtools.graph.parts import sorting
from kgtools.graph.store import BuiltStore
from kgtools.publish.linked_data import formats, jsonld
from kgtools.publish.linked_data.canonical import without_blank_nodes
from kgtools.publish.linked_data.nodes import Held, LookedUp

AtHand = ox.Store | BuiltStore


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
        number = sorting.merge([*sorting.pieces(map(sorting.line, without_blank_nodes(quads)), folder)], target)
    with target.open("rb") as file:
        return Canonical(number, hashlib.file_digest(file, "sha256").hexdigest())


def written(quads: Iterable[ox.Quad], format: str, target: Path) -> Canonical:
    """Write quads as Turtle or TriG in their canonical order, and say what their canonical form is."""
    used: set[str] = set()
    with beside(target) as folder:
        done = canonical(noting(quads, used), folder / "sorted.nq")
        serialize(folder / "sorted.nq", format, target, formats.declared(used))
    return done


def rdfxml(quads: Iterable[ox.Quad], target: Path) -> Canonical:
    """Write quads of the default graph as RDF/XML. Raises NotXml for what XML cannot hold, see `xml.rdfxml`."""
    used: set[str] = set()
    with beside(target) as folder:
        done = canonical(noting(quads, used), folder / "sorted.nq")
        xml.write(partial(triples, folder / "sorted.nq"), target, formats.declared(used), folder / "unchecked.rdf")
    return done


def document(store: AtHand, context: dict[str, Any], target: Path) -> Canonical:
    """Write all of a store as one JSON-LD document: the bytes of `jsonld.document`."""
    with beside(target) as folder:
        done = canonical(store.quads_for_pattern(None, None, None, None), folder / "sorted.nq")
        writer = jsonld.Writer(LookedUp(store, subjects(folder / "sorted.nq")), context)
        with (folder / "nodes.json").open("w+b") as nodes, target.open("wb") as written:
            separators = chain(["\n  "], repeat(",\n  "))
            for separator, node in zip(separators, chain(writer.whole(), graphs(store, writer)), strict=False):
                nodes.write((separator + formats.indented(node).replace("\n", "\n  ")).encode())
            # What comes first is known last: the lines of the context that are used.
            start, end = formats.indented({"@context": writer.used_context(), "@graph": []}).encode().rsplit(b"]", 1)
            written.write(start)
            if nodes.tell():
                nodes.seek(0)
                shutil.copyfileobj(nodes, written)
                written.write(b"\n ")
            written.write(b"]" + end + b"\n")
    return done


def graphs(store: AtHand, writer: jsonld.Writer) -> Iterator[jsonld.Node]:
    """The named graphs of a store in order, of which one at a time is held."""
    for graph in sorted(store.named_graphs(), key=lambda one: one.value):
        quads = sorted(store.quads_for_pattern(None, None, None, graph), key=str)
        yield writer.graph(graph.value, Held(quads))


def lines(store: AtHand, context: dict[str, Any], target: Path) -> Canonical:
    """Write the default graph of a store as line JSON; says how many lines there are, and the hash of the graph."""
    with beside(target) as folder, target.open("w", encoding="utf-8", newline="") as written:
        quads = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        done = canonical(quads, folder / "sorted.nq")
        number = 0
        for line in formats.lines(LookedUp(store, subjects(folder / "sorted.nq")), context):
            written.write(line)
            number += 1
    return Canonical(number, done.digest)


def subjects(quads: Path) -> Path:
    """A file beside one of sorted N-Quads with the IRIs of its subjects, sorted, one a line.

    They are in another order there, where ">" follows each.
    """
    with quads.open("rb") as lines:
        found = (subject[1:] + b"\n" for subject, _ in groupby(line[: line.index(b"> ")] for line in lines))
        pieces = list(sorting.pieces(found, quads.parent))
    target = quads.with_name("subjects")
    sorting.merge(pieces, target)
    return target


def noting(quads: Iterable[ox.Quad], used: set[str]) -> Iterator[ox.Quad]:
    """Quads as they pass; the namespaces of their terms are added to `used`."""
    for quad in quads:
        used |= formats.spaces(quad)
        yield quad


def serialize(lines: Path, format: str, target: Path, prefixes: Mapping[str, str]) -> None:
    """Write the quads of a file of N-Quads in another format, in their order there."""
    known, with_graphs = formats.FORMATS[format]
    ox.serialize(parsed(lines) if with_graphs else triples(lines), str(target), known, prefixes=dict(prefixes))


def parsed(lines: Path) -> Iterator[ox.Quad]:
    """The quads of a file of N-Quads, in their order there."""
    return ox.parse(path=str(lines), format=ox.RdfFormat.N_QUADS, lenient=True)  # our own lines need no second look


def triples(lines: Path) -> Iterator[ox.Triple]:
    """The same without their graphs."""
    return (quad.triple for quad in parsed(lines))


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A folder beside a file that is being written, for as long as it takes."""
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        yield Path(folder)
