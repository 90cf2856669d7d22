"""The canonical form of a graph, and its hash: the same for the same statements, in whatever file they stand.

The standard (RDFC-1.0, https://www.w3.org/TR/rdf-canon/) gives blank nodes names that do not depend on the file, and
then sorts the N-Quads. The graph has no blank nodes, so sorting is all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox


def canonical(quads: Iterable[ox.Quad]) -> str:
    """Quads without blank nodes as canonical N-Quads: each once, sorted by code points.

    Raises TypeError for a blank node, whose canonical name this does not find.

    >>> a = ox.Quad(ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/p"), ox.Literal("x"))
    >>> canonical([a, a])
    '<http://example.org/a> <http://example.org/p> "x" .\\n'
    """
    lines = set()
    for quad in quads:
        if any(isinstance(term, ox.BlankNode) for term in quad):
            raise TypeError(f"expected no blank node, found {quad}")
        lines.add(f"{quad} .\n")
    return "".join(sorted(lines))


def digest(quads: Iterable[ox.Quad]) -> str:
    """The SHA-256 of canonical N-Quads, in hexadecimal digits.

    >>> digest([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return hashed(canonical(quads))


def hashed(text: str) -> str:
    """The SHA-256 of canonical N-Quads that are put together already."""
    return hashlib.sha256(text.encode()).hexdigest()
