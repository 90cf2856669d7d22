"""The canonical form of a graph, and its hash: the same for the same statements, in whatever file they stand.

The standard (RDFC-1.0, https://www.w3.org/TR/rdf-canon/) gives blank nodes names that do not depend on the file, and
then sorts the N-Quads. The graph has no blank nodes, so sorting is all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox


def canonical(quads: Iterable[ox.Quad]) -> str:
    """Quads without blank nodes as canonical N-Quads: each once, sorted by code points.

    Raises TypeError for a blank node, whose canonical name this does not find.

    >>> a = ox.Quad(ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/p"), ox.Literal("x"))
    >>> canonical([a, a])
    '<http://example.org/a> <http://example.org/p> "x" .\\n'
    """
    return "".join(sorted({f"{quad} .\n" for quad in without_blank_nodes(quads)}))


def without_blank_nodes(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Quads as they pass. Raises TypeError for one with a blank node."""
    for quad in quads:
        if any(isinstance(term, ox.BlankNode) for term in quad):
            raise TypeError(f"expected no blank node, found {quad}")
        yield quad


def digest(quads: Iterable[ox.Quad]) -> str:
    """The SHA-256 of canonical N-Quads, in hexadecimal digits.

    >>> digest([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return hashlib.sha256(canonical(quads).encode()).hexdigest()
