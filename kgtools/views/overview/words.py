"""Who or what a thing is, in the words of lists: found once, and worded in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.messages import message
from kgtools.values.collation import collation

_MOST = 3  # values of one property that are told


class Told(NamedTuple):
    """Who or what a thing is, in no language: its node and class, whether that is told, and values.

    The values stand in groups, each with whether an article has it.
    """

    node: ox.NamedNode
    class_: ox.NamedNode
    by_class: bool
    phrases: list[tuple[list[ox.NamedNode], bool]]


class Words:
    """Puts things in words. What it has looked up for one language it keeps for the others."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[ox.NamedNode, dict[str, str]] = {}

    def names(self, term: ox.NamedNode) -> Mapping[str, str]:
        """What a term is called in each language."""
        if (known := self._names.get(term)) is None:
            known = self._names[term] = labels.in_each_language(self._store, term)
        return known

    def what(self, told: Told, language: str) -> str:
        """Who or what a thing is: its posts or their holders, else its class and what tells most of its kind."""
        words = [self.names(told.class_)[language]] if told.by_class else []
        return "; ".join([*words, *(self._phrase(values, printed, language) for values, printed in told.phrases)])

    def _phrase(self, values: Sequence[ox.NamedNode], printed: bool, language: str) -> str:
        """Values in words, the first few of them; marked if general knowledge alone has them."""
        words = [self.names(value)[language] for value in values]
        if len(words) > 1:
            words.sort(key=collation(language))
        more = " …" if len(words) > _MOST else ""
        mark = "" if printed else f" ({message('evidence.background-short', language)})"
        return ", ".join(words[:_MOST]) + more + mark
