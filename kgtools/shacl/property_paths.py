"""Property paths, as shapes and rules write them."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True)
class Route:
    """A property path: `kind` is predicate, inverse, sequence, alternative, zeroOrMore, oneOrMore or zeroOrOne."""

    kind: str
    predicate: ox.NamedNode | None = None
    parts: tuple[Route, ...] = ()

    def __str__(self) -> str:
        """The path as SPARQL writes it; the bare IRI if it is a single predicate."""
        if self.predicate is not None:
            return self.predicate.value
        inner = [f"<{part}>" if part.predicate else f"({part})" for part in self.parts]
        marks = {"zeroOrMore": "*", "oneOrMore": "+", "zeroOrOne": "?"}
        if self.kind == "inverse":
            return "^" + inner[0]
        return (
            inner[0] + marks[self.kind]
            if self.kind in marks
            else {"sequence": "/", "alternative": "|"}[self.kind].join(inner)
        )


def reverse(route: Route) -> Route:
    """The path that leads the other way."""
    if route.predicate is not None:
        return Route("inverse", parts=(route,))
    if route.kind == "inverse":
        return route.parts[0]
    parts = tuple(reverse(part) for part in route.parts)
    return Route(route.kind, parts=parts[::-1] if route.kind == "sequence" else parts)
