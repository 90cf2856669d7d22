"""Lookup: the entity that an id, an IRI or words in any language name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.graph.names import fitting
from kgtools.graph.reading import Store
from kgtools.graph.store import BuiltStore
from kgtools.graph.terms import curie_node, text
from kgtools.messages import Message
from kgtools.query import search
from kgtools.values.transliteration import WORD, bare

if TYPE_CHECKING:
    from kgtools.query.search import Match

_NOT_IN_NAMES = re.compile(r"[{}<>\\^|?:;$#=]")  # who types these means no misspelt name
EXACT = 101  # of 100: nothing that is merely alike
SURE = 88  # of 100: from here on a misspelt name is taken for the one it is like
_NEARLY = 4  # of 100: matches of a misspelt name that lie closer together than this are for the user to choose from


@dataclass(frozen=True)
class Found:
    """The thing that words name, the name that matched, and whether that name is merely like the words."""

    thing: ox.NamedNode
    name: str
    words: str
    alike: bool

    @property
    def notice(self) -> Message:
        """What the words were taken for: for whoever typed them, if they are merely alike."""
        return Message("error.taken-for", words=self.words, name=self.name, id=namespaces.shorten(self.thing.value))

    def __str__(self) -> str:
        return str(self.notice)


def find(store: Store, words: str) -> Found:
    """The one thing that an id, an IRI or a label names, in any language, script and spelling.

    Raises UsageError with the candidates if several are named about equally well, with the nearest if
    none is named well enough to be sure.
    """
    found, alike = _found(store, words, SURE)
    if len(found) > 1:
        raise UsageError(Message("error.ambiguous", words=words, number=len(found), listing=listing(found)))
    thing, name = found[0]
    return Found(thing, name, words, alike)


def listing(found: list[tuple[ox.NamedNode, str]]) -> str | Message:
    """Candidates in one line: id and label of the first twelve, and how many more there are."""
    listed = "; ".join(f"{namespaces.shorten(node.value)} ({label})" for node, label in found[:12])
    return Message("error.and-more", listed=listed, number=len(found) - 12) if len(found) > 12 else listed


def candidates(
    store: Store, words: str, least: float = 0, among: Iterable[tuple[str, str]] | None = None
) -> list[tuple[ox.NamedNode, str]]:
    """The things that an id, an IRI or a label names best, each with the label that matched.

    The best kind of match decides: the whole label, its beginning, words in it, and only then
    labels that are spelled alike. Of the first three the shortest label, which the words fill most,
    comes first; of the last those nearly as much alike as the best, if that is alike by `least` of
    100. `among` are the names that are meant, with their IRIs, if not all. Raises UsageError if nothing matches.
    """
    return _found(store, words, least, among)[0]


def _found(
    store: Store, words: str, least: float, among: Iterable[tuple[str, str]] | None = None
) -> tuple[list[tuple[ox.NamedNode, str]], bool]:
    """What `candidates` gives, and whether it is merely alike."""
    # Claims and disagreements are listed by their ids alone.
    listed = (f"{namespaces.base()}claim/{words}", namespaces.disagreement(words))
    for iri in (words, namespaces.entity(words), namespaces.base() + words, *listed):
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri):
            try:
                node = ox.NamedNode(iri)
            except ValueError:  # some other letter that no IRI may hold
                continue
            if next(iter(store.quads_for_pattern(node, None, None, ox.DefaultGraph())), None):
                return [(node, words)], False
    if not WORD.search(bare(words)):
        raise UsageError(Message("error.nothing-named", words=words))
    named = _best(store, words) if among is None else fitting.best(words, among := list(among))
    if not named:
        alike = () if _NOT_IN_NAMES.search(words) else _ranked(store, words, among)
        return _nearly_best(words, alike, least), True
    best: dict[str, str] = {}
    for thing, label in named:
        best[thing] = min(best.get(thing, label), label, key=lambda name: (len(name), name))
    shortest = sorted(best.items(), key=lambda item: (len(item[1]), item[0]))
    return [(ox.NamedNode(iri), label) for iri, label in shortest], False


def _nearly_best(words: str, alike: Sequence[Match], least: float) -> list[tuple[ox.NamedNode, str]]:
    """Of names spelled like some words, those nearly as much as the best; raises UsageError if that is not enough."""
    if not alike or alike[0].score < least:
        hint = Message("error.give-an-id")
        if alike:
            hint = Message("error.alike-thing", name=alike[0].name, id=namespaces.shorten(alike[0].iri))
        raise UsageError(Message("error.nothing-called", words=words, hint=hint))
    return [(match.node, match.name) for match in alike if match.score > alike[0].score - _NEARLY]


def _best(store: Store, words: str) -> list[tuple[str, str]]:
    """The names that fit words best: by the table of the build, or else by looking at all names."""
    if isinstance(store, BuiltStore):
        from sqlite3 import Error

        with suppress(Error, LookupError, ValueError, TypeError):  # no table, that of another build, or a damaged one
            return store.names.best(words)
    return fitting.best(words, search.all_names(store))


def _ranked(store: Store, words: str, among: Iterable[tuple[str, str]] | None) -> Sequence[Match]:
    """The names that are spelled like some words, the likest first."""
    if among is None and isinstance(store, BuiltStore):
        from kgtools.query.search import kept

        return kept.rank(store, words)
    return search.rank(words, search.all_names(store) if among is None else among)


def property_named(store: Store, name: str) -> ox.NamedNode:
    """A property by its name or one of its labels. Raises UsageError for what is none."""
    known: dict[str, ox.NamedNode] = {}
    for quad in store.quads_for_pattern(None, curie_node("rdfs:label"), None, ox.DefaultGraph()):
        subject = quad.subject
        if isinstance(subject, ox.NamedNode) and namespaces.is_term(subject.value):
            local = namespaces.term_name(subject.value)
            if local[0].islower():
                known[local] = subject
                known.setdefault(bare(text(quad.object)).casefold(), subject)
    found = known.get(name) or known.get(bare(name).casefold()) or known.get(name.rpartition(":")[2])
    if found is None:
        raise UsageError(
            f"unknown property '{name}'; {nearest(name, known) or 'kgtools propose --brief lists those that there are'}"
        )
    return found
