"""What the graph knows, from Python: a thing with its labels, its page and the claims behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels as graph_labels
from kgtools.graph.reading import Store
from kgtools.views import entity, evidence

if TYPE_CHECKING:
    from kgtools.articles.copies import Copy


class Opened(Protocol):
    """The opened project that a thing belongs to, as far as the thing asks it."""

    @property
    def store(self) -> Store: ...
    @property
    def lang(self) -> str: ...
    @property
    def copies(self) -> dict[str, Copy]: ...


@dataclass(frozen=True)
class Thing:
    """Something the graph knows: an entity, an article, a claim, a code, a term. It prints as its label."""

    id: str
    iri: str
    label: str
    graph: Opened = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        return f"<{self.label} ({self.id})>"

    @property
    def kind(self) -> str:
        """Its most specific class, by its label."""
        return graph_labels.kind(self.graph.store, self._node, self.graph.lang)

    @property
    def labels(self) -> dict[str, str]:
        """Its labels by language."""
        store = self.graph.store  # first of all, since it puts the languages of its project in use
        return {lang: graph_labels.label(store, self._node, lang) for lang in namespaces.languages()}

    def show(self, evidence: bool = False) -> str:
        """A page of text about it: what it is, disagreements, facts, events in time, figures, opinions.

        With `evidence`, each line has the claims below that it rests on, and their passages if articles are at hand.
        """
        store, copies = self.graph.store, self.graph.copies
        page = entity.page(store, self._node, self.graph.lang, copies)
        return page.text(entity.passages(store, page, copies) if evidence else None)

    def why(self, predicate: str) -> str:
        """The claims behind what is said of it with a property, each with article, place and passage."""
        copies = self.graph.copies
        return evidence.why(self.graph.store, self._node, predicate, self.graph.lang, copies).text()

    @property
    def _node(self) -> ox.NamedNode:
        return ox.NamedNode(self.iri)
