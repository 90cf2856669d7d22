"""Property paths, as shapes and SPARQL constraints write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

_MARKS = {"zeroOrMore": "*", "oneOrMore": "+", "zeroOrOne": "?"}


@dataclass(frozen=True)
class PropertyPath:
    """A path: `kind` is predicate, inverse, sequence, alternative, zeroOrMore, oneOrMore or zeroOrOne.

    `predicate` is set for the kind predicate alone, `parts` for all others.
    """

    kind: str
    predicate: ox.NamedNode | None = None
    parts: tuple[PropertyPath, ...] = ()

    def __str__(self) -> str:
        """The path as SPARQL writes it; the bare IRI if it is a single predicate.

        >>> p = predicate_path(ox.NamedNode("urn:p"))
        >>> str(p), str(PropertyPath("sequence", parts=(p, PropertyPath("zeroOrMore", parts=(p,)))))
        ('urn:p', '<urn:p>/(<urn:p>*)')
        """
        if self.predicate is not None:
            return self.predicate.value
        inner = [part.sparql for part in self.parts]
        if self.kind == "inverse":
            return "^" + inner[0]
        if self.kind in _MARKS:
            return inner[0] + _MARKS[self.kind]
        return {"sequence": "/", "alternative": "|"}[self.kind].join(inner)

    def predicates(self) -> Iterator[ox.NamedNode]:
        """The properties whose triples it crosses."""
        if self.predicate is not None:
            yield self.predicate
        for part in self.parts:
            yield from part.predicates()

    @property
    def sparql(self) -> str:
        """The path as it may stand in a triple pattern, or within another path."""
        return f"<{self}>" if self.predicate else f"({self})"


def predicate_path(predicate: ox.NamedNode) -> PropertyPath:
    """The path of a single predicate."""
    return PropertyPath("predicate", predicate)


def inverse(path: PropertyPath) -> PropertyPath:
    """The path that leads the other way."""
    if path.predicate is not None:
        return PropertyPath("inverse", parts=(path,))
    if path.kind == "inverse":
        return path.parts[0]
    parts = tuple(inverse(part) for part in path.parts)
    return PropertyPath(path.kind, parts=parts[::-1] if path.kind == "sequence" else parts)
