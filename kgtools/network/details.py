"""What stands around a network, as values: the texts of a picture, and what an interactive page shows besides."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.articles.copies import Copy
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, code_node, iri, lexical, short, term_node
from kgtools.messages import message
from kgtools.network import foreground
from kgtools.network.claims import ClaimNote, accepted_facts, claim_notes
from kgtools.network.networks import ALL, TWO_MODE
from kgtools.network.networks import layers as every_layer
from kgtools.query import search
from kgtools.values import transliteration
from kgtools.views import dataset, disagreements
from kgtools.views.evidence import meaning

if TYPE_CHECKING:
    import networkx as nx

_ARTICLES = "SELECT ?article WHERE { ?article a t:Article } ORDER BY ?article"
_MOST_FACTS = 14  # of one thing; the rest is counted
_MOST_SOURCES = 40  # articles that are named below a picture; each claim names its own


@dataclass(frozen=True)
class Caption:
    """The texts of a picture in one language: what the network is called, what it tells first (empty if nothing),
    names of the broad kinds of its nodes and of the layers of its edges, and notes on what is left out and on sources.
    """

    title: str
    finding: str
    kinds: Mapping[str, str]
    layers: Mapping[str, str]
    notes: tuple[str, ...]


def caption(store: Store, graph: nx.MultiDiGraph[str], view: str, language: str, aside: int = 0) -> Caption:
    """The texts of a picture of a network, from which `aside` experts are left out."""
    groups = {data["group"] for _, data in graph.nodes(data=True)}
    claims = {claim for *_, data in graph.edges(data=True) for claim in data.get("claims", "").split()}
    other = message("network.other", language)
    kinds = {group: label(store, term_node(group), language) if group else other for group in groups}
    left = [message("network.aside", language, aside)] if aside else []
    finding = foreground.finding(graph, language)
    layers = {layer: label(store, code_node("layer", layer), language) for layer in every_layer()}
    notes = (*left, *sources(store, claims, language))
    return Caption(title(store, view, language), finding, kinds, layers, notes)


def title(store: Store, view: str, language: str) -> str:
    """What a network is called in a language; one of the user's own by its file."""
    code = code_node("network", view)
    if next(store.quads_for_pattern(code, None, None, ox.DefaultGraph()), None):
        name = label(store, code, language)
        return name[:1].upper() + name[1:]
    return message(f"network.view.{view}", language) if view in (ALL, TWO_MODE) else Path(view).stem


def sources(store: Store, claims: Iterable[str], language: str) -> list[str]:
    """The articles of claims, with their years, and the version and date of the data; of many those of most claims."""
    claimed = Counter(f"article/{claim.partition('/')[0]}" for claim in claims)
    articles = [article for (article,) in select(store, _ARTICLES) if claimed[short(article)]]
    first = sorted(articles, key=lambda article: -claimed[short(article)])[:_MOST_SOURCES]
    published = dataset.published(store)
    listed = []
    for article in articles:
        if article in first:
            year = published.get(iri(article), "")[:4] or message("network.undatedArticle", language)
            listed.append(f"{label(store, article, language)} ({year})")
    if len(listed) < len(articles):
        listed.append(message("network.more", language, len(articles) - len(listed)))
    notes = [message("network.sources", language, "; ".join(listed))] if listed else []
    known = projects.in_use()
    return [*notes, message(
        "network.data", language, name=known.name, version=known.version, licence=known.licence.short,
        day=max(published.values(), default=""),
    )]  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A property and a value, by the keys of their names, and the claims that state them."""

    property: str
    value: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class NodeFacts:
    """The facts of a node that a page shows, and how many more there are."""

    shown: tuple[Fact, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class EntryNote:
    """An entry of the list of disagreements: the keys of its kind, status and explanation."""

    kind: str
    status: str
    explanation: str


@dataclass(frozen=True)
class Details:
    """What a page shows of a network: what it draws, and what it tells besides.

    `graph` is the network, or the strongest part of one too large to draw (`foreground.strongest`); `of` counts the
    things and links of the whole. `titles`, `findings` and `notes` are in the languages of `namespaces.languages()`,
    as are `names`: by IRI, or of a literal by itself; a single name holds in every language. `facts` and
    `phonetic_keys` are by the IRI of a node, `claims` and `disagreements` by id.
    """

    graph: nx.MultiDiGraph[str]
    of: tuple[int, int]
    file: str  # by which name a picture is saved from the page
    titles: tuple[str, ...]
    findings: tuple[str, ...]  # what the network tells first; empty if nothing
    notes: tuple[list[str], ...]  # on sources and data
    leaders: frozenset[str]  # nodes that are named before others
    experts: frozenset[
        str
    ]  # nodes that are shown only with the layer of experts, which is off at start if there are any
    planned: bool  # whether links that are only planned are shown at start
    facts: Mapping[str, NodeFacts]
    phonetic_keys: Mapping[str, list[list[str]]]
    claims: Mapping[str, ClaimNote]
    disagreements: Mapping[str, EntryNote]
    names: Mapping[str, list[str]]


class _Names:
    """The names of terms in four languages, gathered as they are asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.known: dict[str, list[str]] = {}

    def key(self, term: Term | None) -> str:
        """The key under which the names of a term are kept; of a literal, the literal itself as its only name."""
        key = sys.intern(lexical(term, default=""))
        if key and key not in self.known:
            names = [label(self.store, term, language) for language in namespaces.languages()]
            self.known[key] = names[:1] if len(set(names)) == 1 else names
        return key

    def keep(self, words: list[str]) -> str:
        """The key of words that are given in four languages already: the English ones."""
        if words[0]:
            self.known[words[0]] = words
        return words[0]

    def take(self, nodes: Iterable[str]) -> None:
        for node in nodes:
            self.key(ox.NamedNode(node))


def details(
    store: Store, network: nx.MultiDiGraph[str], view: str, copies: Mapping[str, Copy], whole: bool = False,
    planned: bool = False,
) -> Details:  # fmt: skip
    """What the page of a network shows; `copies` are the user's articles, whose passages are then in it.

    With `whole` every layer is shown at start, with `planned` what is only planned. Facts and claims are those of what
    is drawn; what the network tells first, and on which articles it rests, is told of the whole.
    """
    graph = foreground.strongest(network)
    names = _Names(store)
    nodes = [data for _, data in graph.nodes(data=True)]
    facts = _facts(store, {data["iri"] for data in nodes}, names)
    names.take(namespaces.term(data[name]) for data in nodes for name in ("kind", "group") if data[name])
    layers = {layer for *_, data in graph.edges(data=True) for layer in data.get("layer", "").split()}
    names.take(namespaces.code(f"layer/{layer}") for layer in every_layer() if layer in layers)
    claims = {claim for one in facts.values() for fact in one.shown for claim in fact.claims}
    for *_, data in graph.edges(data=True):
        claims.update(data.get("claims", "").split())
        names.take(namespaces.entity(via) for via in data.get("via", "").split())
    titles = tuple(title(store, view, language) for language in namespaces.languages())
    notes = claim_notes(
        store, claims, copies, names.key,
        lambda claim: names.keep([meaning(store, claim, language) for language in namespaces.languages()]),
    )  # fmt: skip
    keys = _phonetic_keys(store, {data["iri"] for data in nodes})
    wanted = {entry for note in notes.values() for entry in note.disagreements}
    entries = {
        entry: EntryNote(*map(names.key, texts))
        for entry, texts in disagreements.terms(store).items()
        if entry in wanted
    }
    experts = frozenset() if whole else foreground.experts(network, view)
    first = foreground.without(network, experts) if experts else network
    findings = tuple(foreground.finding(first, language) for language in namespaces.languages())
    linked = {claim for *_, data in network.edges(data=True) for claim in data.get("claims", "").split()}
    below = tuple(sources(store, linked, language) for language in namespaces.languages())
    return Details(
        graph, (network.number_of_nodes(), network.number_of_edges()), Path(view).stem, titles, findings, below,
        foreground.leaders(network), experts, planned, facts, keys, notes, entries, names.known,
    )  # fmt: skip


def _facts(store: Store, things: set[str], names: _Names) -> dict[str, NodeFacts]:
    claims: dict[str, dict[tuple[str, str], list[str]]] = {}
    for claim, thing, predicate, value in accepted_facts(store):
        if iri(thing) in things:
            of_thing = claims.setdefault(iri(thing), {})
            of_thing.setdefault((names.key(predicate), names.key(value)), []).append(short(claim))
    facts = {thing: [Fact(*key, tuple(stated)) for key, stated in found.items()] for thing, found in claims.items()}
    for listed in facts.values():
        listed.sort(key=_order)
    return {
        thing: NodeFacts(tuple(listed[:_MOST_FACTS]), max(0, len(listed) - _MOST_FACTS))
        for thing, listed in facts.items()
    }


def _order(fact: Fact) -> tuple[bool, int]:
    """Short facts before accounts, and those that more claims state before others."""
    return fact.property == namespaces.term("account"), -len(fact.claims)


def _phonetic_keys(store: Store, things: set[str]) -> dict[str, list[list[str]]]:
    """The phonetic keys of all names of things, in any language."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for thing, name in search.all_names(store):
        if thing in things and (keys := transliteration.phonetic_keys(name)):
            found.setdefault(thing, set()).add(keys)
    return {thing: [list(keys) for keys in sorted(each)] for thing, each in found.items()}
