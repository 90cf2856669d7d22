"""What is shown of a match: the thing, of which kind it is, and why it was found."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.query.search.excerpts import Spans, excerpt
from kgtools.query.search.names import Match
from kgtools.query.search.texts import thing_of


@dataclass(frozen=True)
class Row:
    """A match as people read it; `spans` are the places in `why`, as code points, of the words that were found.

    `what` is the thing that was found or that a claim tells of. `why` is its name, or a piece of what is told with the
    claim that tells it, and how many more do.
    """

    what: str
    kind: str
    why: str
    spans: Spans
    id: str
    told: bool

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """`why` in pieces, each with whether it is what was found.

        >>> Row("Fog", "weather", "Fog lay thick.", ((0, 3),), "topic/fog", True).pieces
        [('Fog', True), (' lay thick.', False)]
        """
        found, done = [], 0
        for start, end in self.spans:
            found += [(self.why[done:start], False), (self.why[start:end], True)]
            done = end
        return [piece for piece in (*found, (self.why[done:], False)) if piece[0]]


def row(store: Store, match: Match, kind: str, language: str) -> Row:
    """What is shown of a match in a language; `kind` is what it is, in words."""
    why, spans = excerpt(match)
    if match.told and match.iri not in match.told:
        more = f" +{len(match.told) - 1}" if len(match.told) > 1 else ""
        why += f" [{namespaces.shorten(match.told[0]).removeprefix('claim/')}{more}]"
    thing = ox.NamedNode(thing_of(store, match.iri)) if match.told else match.node
    return Row(
        labels.label(store, thing, language), kind, why, spans,
        labels.identifier(match.node), bool(match.told),
    )  # fmt: skip
