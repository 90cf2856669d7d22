"""Networks that are ready to draw: which edges, between which kinds of thing, of which time.

The networks and the classes of their nodes are listed in the ontology (code list `network`). Besides
these there are `all`, which takes every edge, and `two-mode`, where actors are joined to the visits,
documents and meetings that they share instead of to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import marks, namespaces, projects
from kgtools.claims.acceptance import ACCEPTED, INFERRED, PLANNED, STATED
from kgtools.claims.model import BACKGROUND
from kgtools.errors import NO_ARTICLE, UsageError, nearest, nearest_article
from kgtools.graph.labels import label
from kgtools.graph.reading import Store, objects
from kgtools.graph.store import once, select
from kgtools.graph.terms import code, curie_node, iri, term_name, term_node
from kgtools.messages import chosen
from kgtools.network.edges import Edge, EdgeRule, Place, StatementIndex, edges, rules
from kgtools.query import lookup
from kgtools.values import periods
from kgtools.values.spans import Span
from kgtools.views import disagreements

if TYPE_CHECKING:
    import networkx as nx

ALL, TWO_MODE = "all", "two-mode"
_NETWORKS = f"""
SELECT ?network ?class WHERE {{ ?network skos:inScheme <{namespaces.code("network")}> ; t:nodeClass ?class }}"""


def layers() -> tuple[str, ...]:
    """The layers of networks, in their order.

    >>> layers()
    ('diplomatic', 'institutional', 'economic', 'expert')
    """
    return tuple(layer.partition("/")[2] for layer in marks.ordered("layerOrder"))


class EmptyNetwork(UsageError):
    """No edge is left to draw."""


@dataclass(frozen=True)
class Selection:
    """Which edges to take. Empty parts take all.

    `first` and `last` are years, both included: an edge is taken if it is told to hold in one of them; one
    whose time no article states is taken only if `undated`. `kinds` are classes (also those above), `layers`
    codes of the list layer, `without` articles to leave out, `support` the least number of independent
    origins on which each leg must rest. `around` is the name of a thing: only what lies within `depth` steps
    of it is kept, with the edges between. `inferred` lets in what a curator inferred, `planned` what is only planned
    or aimed at. With `denied` what articles deny is taken in place of what they state.
    """

    first: int | None = None
    last: int | None = None
    undated: bool = False
    kinds: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    support: int = 1
    around: str = ""
    depth: int = 1
    inferred: bool = False
    planned: bool = False
    denied: bool = False

    def index(self, store: Store, without: Iterable[str] = ()) -> StatementIndex:
        """The statements that the selection draws on, without those of some articles."""
        return StatementIndex(store, without, self.inferred, self.denied, self.planned)

    def within(self, edge: Edge) -> bool:
        """Whether an edge holds in the years; see `kgtools.values.spans`."""
        if self.first is None and self.last is None:
            return True
        return edge.span.touches(self.first, self.last) if edge.span.dated else self.undated


@once
def networks(store: Store) -> dict[str, frozenset[str]]:
    """The networks of the ontology, with the classes of their nodes."""
    found: dict[str, set[str]] = {}
    for network, class_ in select(store, _NETWORKS):
        found.setdefault(code(network), set()).add(iri(class_))
    return {name: frozenset(classes) for name, classes in sorted(found.items())}


def network(
    store: Store,
    view: str,
    language: str,
    selection: Selection | None = None,
    index: StatementIndex | None = None,
) -> nx.MultiDiGraph[str]:
    """The network of a view, with the edges that a selection takes.

    Nodes carry label, name, kind and iri; edges label (the verb), layer, directed, via, start, end, told (where no
    end is stated: the day of the latest dated article that tells of it), claims (ids separated by spaces), articles,
    support, certainty (stated or inferred), where plans were asked for status (accepted, inferred or planned), and in
    `disagreements` the ids of those that are marked at their claims. It is a directed multigraph; an edge
    without direction says `directed = false` and runs from the lower to the higher IRI. Raises UsageError for
    an unknown view, layer, kind, article or thing, and if nothing is left. With an `index` of the store, made for
    the same selection, the store is not read for one.
    """
    selection = selection or Selection()
    index = index or selection.index(store, article_ids(store, selection.without))
    found = taker(store, view, selection)(index, found_edges(store, view, index))
    if not found:
        raise EmptyNetwork(_nothing(store, view, language, selection))
    return _graph(store, view, found, index, language, disagreements.marking(store), selection.planned)


def star(store: Store, view: str, language: str, index: StatementIndex, thing: str) -> nx.MultiDiGraph[str]:
    """The network of a view with the links of one thing alone, an IRI, and the ends of these; empty if it has none.

    It costs what the index does, which may have the claims around the thing and no others.
    """
    of_it = [edge for edge in found_edges(store, view, index) if thing in (edge.source, edge.target)]
    found = taker(store, view, Selection())(index, of_it)
    claims = {ox.NamedNode(claim) for edge in found for claim in edge.claims}
    return _graph(store, view, found, index, language, disagreements.marking(store, claims))


def _nothing(store: Store, view: str, language: str, selection: Selection) -> str:
    """Why nothing is left to draw: where it is the years alone, which years there are."""
    if not known_articles(store):
        return f"nothing is left to draw: {NO_ARTICLE}"
    if selection.first is None and selection.last is None:
        return "nothing is left to draw; take more kinds, layers or articles"
    try:
        graph = network(store, view, language, replace(selection, first=None, last=None))
    except EmptyNetwork as error:
        return str(error)
    spans = (Span.of(*(data.get(day, "") for day in ("start", "end", "told"))) for *_, data in graph.edges(data=True))
    span = periods.reach(day for span in spans for day in span.known or ())
    return f"nothing is left to draw in those years; without them there is something, of {span or 'no stated time'}"


Taker = Callable[[StatementIndex, Iterable[Edge]], list[Edge]]


def taker(store: Store, view: str, selection: Selection) -> Taker:
    """What takes from edges those of a view and a selection, in their order; an index tells what their ends are.

    Raises UsageError for an unknown view, layer, kind or thing.
    """
    known = networks(store)
    if view not in (*known, ALL, TWO_MODE):
        choices = (*known, ALL, TWO_MODE)
        raise UsageError(f"there is no network '{view}'; {nearest(view, choices) or 'choose ' + ', '.join(choices)}")
    kinds = _kinds(store, selection.kinds)
    for layer in selection.layers:
        if layer not in (every := layers()):
            raise UsageError(f"there is no layer '{layer}'; {nearest(layer, every) or 'choose ' + ', '.join(every)}")
    periods.years(selection.first, selection.last)
    centre = lookup.find(store, selection.around).thing.value if selection.around else ""
    of_view = known.get(view, frozenset())

    def takes(index: StatementIndex, edge: Edge) -> bool:
        return (
            (not of_view or view in edge.rule.networks)
            and all(
                (not of_view or of_view & index.classes[end]) and (not kinds or kinds & index.classes[end])
                for end in (edge.source, edge.target)
            )
            and (not selection.layers or edge.rule.layer in selection.layers)
            and selection.within(edge)
            and support(index, edge) >= selection.support
        )

    def take(index: StatementIndex, edges: Iterable[Edge]) -> list[Edge]:
        found = [edge for edge in edges if takes(index, edge)]
        return _near(found, centre, selection.depth) if centre else found

    return take


# -- parts ------------------------------------------------------------------------------------------


def found_edges(store: Store, view: str, index: StatementIndex) -> list[Edge]:
    """All edges of a view, each once, sorted."""
    if view != TWO_MODE:
        return edges(store, index=index)
    found: dict[tuple[str, str, str], Edge] = {}
    for _, edge in legs(index, rules(store)):
        found.setdefault((edge.source, edge.target, edge.rule.property), edge)
    return [found[key] for key in sorted(found)]


def legs(
    index: StatementIndex, rules: Iterable[EdgeRule], subjects: Collection[str] | None = None
) -> Iterator[tuple[Place, Edge]]:
    """The legs of the rules of the network of actors, from the thing between to each of its ends, as edges."""
    for number, rule in enumerate(rules):
        if not rule.via or rule.then or "actors" not in rule.networks:
            continue
        for thing in index.between(rule, subjects):
            for predicate in sorted({rule.first, rule.second}):
                leg = replace(rule, property=predicate, directed=True)
                for end, claims in index.values(predicate, thing).items():
                    if namespaces.term("Actor") not in index.classes[end]:
                        continue
                    planned = index.is_planned([claims])
                    days = index.day(rule.start, thing, False, planned), index.day(rule.end, thing, True, planned)
                    certain = (tuple(sorted(claims)),), index.inferred.issuperset(claims)
                    told = index.told([claims]) if days[0] and not days[1] else ""
                    yield (number, thing), Edge(thing, end, leg, "", *days, *certain, told, planned)


def _near(found: list[Edge], centre: str, depth: int) -> list[Edge]:
    """The edges among the things within `depth` steps of the centre."""
    near = {centre}
    for _ in range(depth):
        near |= {end for edge in found if near & {edge.source, edge.target} for end in (edge.source, edge.target)}
    return [edge for edge in found if edge.source in near and edge.target in near]


def _graph(
    store: Store, view: str, found: list[Edge], index: StatementIndex, language: str,
    marking: Mapping[str, tuple[str, ...]], planned: bool = False,
) -> nx.MultiDiGraph[str]:  # fmt: skip
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=f"{projects.in_use().stem} {view}")
    for thing in sorted({end for edge in found for end in (edge.source, edge.target)}):
        mode = {}
        if view == TWO_MODE:
            mode = {"mode": "actor" if namespaces.term("Actor") in index.classes[thing] else "thing"}
        about = node_data(store, ox.NamedNode(thing), language)
        graph.add_node(namespaces.shorten(thing), **about, **mode)
    for number, edge in enumerate(found):
        claims = [namespaces.shorten(claim).removeprefix("claim/") for claim in edge.claims]
        leg = ox.NamedNode(edge.rule.property) if view == TWO_MODE else None
        verbs = {tag: label(store, leg, tag) if leg else chosen(edge.rule.verbs, tag) for tag in namespaces.languages()}
        attributes = {
            "label": verbs[language],
            **{f"label_{tag}": verb for tag, verb in verbs.items()},
            "layer": edge.rule.layer,
            "directed": edge.rule.directed,
            "via": namespaces.shorten(edge.via),
            "claims": " ".join(claims),
            "articles": " ".join(_articles_of(index, edge.claims)),
            "support": support(index, edge),
            "certainty": INFERRED if edge.inferred else STATED,
            "status": _status(edge) if planned else "",
            "disagreements": " ".join(disagreements.marks_of(claims, marking)),
            "start": edge.start,
            "end": edge.end,
            "told": edge.told,
        }
        source, target = namespaces.shorten(edge.source), namespaces.shorten(edge.target)
        kept = {name: value for name, value in attributes.items() if value != ""}
        graph.add_edge(source, target, key=str(number), **kept)
    return graph


def _status(edge: Edge) -> str:
    """Whether an edge is accepted, merely inferred, or planned."""
    return PLANNED if edge.planned else INFERRED if edge.inferred else ACCEPTED


def node_data(store: Store, node: ox.NamedNode, language: str) -> dict[str, str]:
    """What a network keeps of a node: its label in a language and in all four, kind, group and IRI."""
    kinds = objects(store, node, term_node("kind"))
    name = label(store, node, language)
    kind = term_name(kinds[0]) if kinds else ""
    about = {"label": name, "name": name, "kind": kind, "group": group(store, node), "iri": node.value}
    return about | {f"label_{tag}": label(store, node, tag) for tag in namespaces.languages()}


def group(store: Store, node: ox.NamedNode) -> str:
    """The broad kind of a thing, after which it is coloured: the nearest class above it that has a table."""
    for class_ in objects(store, node, term_node("kind")):
        if kind := marks.kind_of(term_name(class_)):
            return namespaces.kinds()[kind][1]
    return namespaces.kinds().get(namespaces.shorten(node.value).partition("/")[0], ("", ""))[1]


def support(index: StatementIndex, edge: Edge) -> int:
    """On how many independent origins an edge rests: of its legs, the one that fewest state. Background is one."""
    return min(len({index.origin.get(claim, BACKGROUND) for claim in leg}) for leg in edge.legs)


def _articles_of(index: StatementIndex, claims: Iterable[str]) -> list[str]:
    articles = {index.article.get(claim, namespaces.base() + "article/" + BACKGROUND) for claim in claims}
    return sorted(article.removeprefix(namespaces.base() + "article/") for article in articles)


def known_articles(store: Store) -> list[str]:
    kind, article = curie_node("rdf:type"), term_node("Article")
    return sorted(
        namespaces.shorten(quad.subject.value).removeprefix("article/")
        for quad in store.quads_for_pattern(None, kind, article, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode)
    )


def article_ids(store: Store, given: Iterable[str]) -> list[str]:
    """The ids of the articles given, without `article/`. Raises UsageError for one that is not known."""
    known = known_articles(store)
    found = [article.removeprefix("article/") for article in given]
    for identifier in found:
        if identifier not in known:
            hint = nearest_article(identifier, known)
            raise UsageError(f"there is no article '{identifier}'; {hint}")
    return found


def _kinds(store: Store, given: Collection[str]) -> set[str]:
    if not given:
        return set()
    classes = {
        namespaces.term_name(quad.subject.value)
        for quad in store.quads_for_pattern(None, curie_node("rdf:type"), curie_node("owl:Class"), ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode)
    }
    for kind in given:
        if kind not in classes:
            raise UsageError(
                f"there is no class '{kind}'; {nearest(kind, sorted(classes)) or 'the page of the ontology shows them'}"
            )
    return {namespaces.term(kind) for kind in given}
