"""What the default graph says of each node, for what nests nodes: held in memory, or looked up as it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.terms import term_node

Values = Mapping[str, list[Any]]  # the terms that a node has, sorted, by the IRI of the property
_DEFAULT = ox.DefaultGraph()
REMEMBERED = 20_000  # nodes of which is known what was looked up last, for things are named again and again


class Nodes(Protocol):
    """The nodes of a graph by their IRIs."""

    def __iter__(self) -> Iterator[str]:
        """The nodes that have something, sorted; terms of other nodes may come too, which have nothing."""

    def values(self, node: str) -> Values:
        """What a node has; nothing if it is no subject."""

    def texts(self, node: str) -> list[str]:
        """The texts of a node, such as its translations, sorted."""


class Held:
    """The nodes of sorted quads, whatever graph they stand in, all in memory.

    >>> a, b = ox.NamedNode("urn:a"), ox.NamedNode("urn:b")
    >>> held = Held([ox.Quad(a, b, ox.Literal("one")), ox.Quad(a, b, ox.Literal("two"))])
    >>> list(held), len(held.values("urn:a")["urn:b"]), held.values("urn:b")
    (['urn:a'], 2, {})
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values: dict[str, dict[str, list[Any]]] = {}
        self._texts: dict[str, list[str]] = {}
        text_of = term_node("textOf")
        for quad in quads:
            subject = str(getattr(quad.subject, "value", ""))
            self._values.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
            if quad.predicate == text_of and isinstance(quad.object, ox.NamedNode):
                self._texts.setdefault(quad.object.value, []).append(subject)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._values))

    def values(self, node: str) -> Values:
        return self._values.get(node, {})

    def texts(self, node: str) -> list[str]:
        return self._texts.get(node, [])


class LookedUp:
    """The nodes of the default graph of a store at hand, however many: only the last are in memory.

    `nodes` is a file with the IRIs of its nodes, sorted, one a line.
    """

    values: Callable[[str], Values]
    texts: Callable[[str], list[str]]

    def __init__(self, store: Store, nodes: Path) -> None:
        self._store, self._nodes = store, nodes
        self.values = lru_cache(REMEMBERED)(self._values)
        self.texts = lru_cache(REMEMBERED)(self._texts)

    def __iter__(self) -> Iterator[str]:
        with self._nodes.open("rb") as nodes:
            for line in nodes:
                yield line[:-1].decode()

    def _values(self, node: str) -> Values:
        found: dict[str, list[Any]] = {}
        for quad in self._store.quads_for_pattern(ox.NamedNode(node), None, None, _DEFAULT):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        for terms in found.values():
            if len(terms) > 1:
                terms.sort(key=str)
        return found

    def _texts(self, node: str) -> list[str]:
        quads = self._store.quads_for_pattern(None, term_node("textOf"), ox.NamedNode(node), _DEFAULT)
        return [str(getattr(node, "value", "")) for node in sorted((quad.subject for quad in quads), key=str)]
