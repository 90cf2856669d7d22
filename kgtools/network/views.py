"""Networks that are ready to draw: which edges, between which kinds of thing, of which time.

The networks and the classes of their nodes are listed in the ontology (code list `network`). Besides
these there are `all`, which takes every edge, and `two-mode`, where actors are joined to the visits,
documents and meetings that they share instead of to each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import names, query, store, things
from kgtools.claims import BACKGROUND
from kgtools.errors import UsageError, nearest
from kgtools.network.edges import Edge, Reading, edges, rules

if TYPE_CHECKING:
    import networkx as nx

ALL, TWO_MODE = "all", "two-mode"
LAYERS = ("diplomatic", "institutional", "economic", "expert")

_NETWORKS = f"""
SELECT ?network ?class WHERE {{ ?network skos:inScheme <{names.code("network")}> ; t:nodeClass ?class }}"""
_STAGES = """
SELECT DISTINCT ?stage ?first ?last WHERE {
  ?stage a t:Stage . ?claim rdf:subject ?stage ; t:inArticle ?article .
  OPTIONAL { ?stage t:start/t:earliest ?first } OPTIONAL { ?stage t:end/t:latest ?last }
}"""
_YEAR = 4  # letters of an ISO date


class NothingLeft(UsageError):
    """No edge is left to draw."""


@dataclass(frozen=True)
class Selection:
    """Which edges to take. Empty parts take all.

    `first` and `last` are years, both included: an edge is taken if its time touches them; one whose
    time no article tells is taken only if `undated`. `kinds` are classes (also those above), `layers`
    codes of the list layer, `without` articles to leave out, `support` the least number of independent
    origins on which each leg must rest.
    """

    first: int | None = None
    last: int | None = None
    undated: bool = False
    kinds: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    support: int = 1

    def within(self, edge: Edge) -> bool:
        """Whether the time of an edge touches the years."""
        if self.first is None and self.last is None:
            return True
        if not edge.start and not edge.end:
            return self.undated
        starts = int(edge.start[:_YEAR]) if edge.start else datetime.MINYEAR
        ends = int(edge.end[:_YEAR]) if edge.end else datetime.MAXYEAR
        return starts <= (self.last or datetime.MAXYEAR) and ends >= (self.first or datetime.MINYEAR)


def networks(store_: ox.Store) -> dict[str, frozenset[str]]:
    """The networks of the ontology, with the classes of their nodes."""
    found: dict[str, set[str]] = {}
    for network, class_ in store.select(store_, _NETWORKS):
        found.setdefault(_iri(network).rpartition("/")[2], set()).add(_iri(class_))
    return {name: frozenset(classes) for name, classes in sorted(found.items())}


def network(
    store_: ox.Store, view: str, language: str, selection: Selection | None = None, around: str = "", depth: int = 1
) -> nx.MultiDiGraph[str]:
    """The network of a view, with the edges that a selection takes.

    `around` is the name of a thing: only what lies within `depth` steps of it is kept, with the edges
    between. Nodes carry label, name, kind and iri; edges label (the verb), layer, directed, via, start,
    end, claims (ids parted by spaces), articles and support. It is a directed multigraph; an edge
    without direction says `directed = false` and runs from the lower to the higher IRI. Raises
    UsageError for an unknown view, layer, kind, article or thing, and if nothing is left.
    """
    selection = selection or Selection()
    known = networks(store_)
    if view not in (*known, ALL, TWO_MODE):
        choices = (*known, ALL, TWO_MODE)
        raise UsageError(f"there is no network '{view}'; {nearest(view, choices) or 'choose ' + ', '.join(choices)}")
    reading = Reading(store_, _articles(store_, selection.without))
    kinds = _kinds(store_, selection.kinds)
    for layer in selection.layers:
        if layer not in LAYERS:
            raise UsageError(f"there is no layer '{layer}'; {nearest(layer, LAYERS) or 'choose ' + ', '.join(LAYERS)}")
    if selection.first is not None and selection.last is not None and selection.first > selection.last:
        raise UsageError(f"the years {selection.first} to {selection.last} are the wrong way round")
    taken = _two_mode(store_, reading) if view == TWO_MODE else edges(store_, reading=reading)
    found = [
        edge
        for edge in taken
        if (view in (ALL, TWO_MODE) or view in edge.rule.networks)
        and all(
            (view in (ALL, TWO_MODE) or known[view] & reading.classes[end])
            and (not kinds or kinds & reading.classes[end])
            for end in (edge.source, edge.target)
        )
        and (not selection.layers or edge.rule.layer in selection.layers)
        and selection.within(edge)
        and _support(reading, edge) >= selection.support
    ]
    if around:
        found = _near(found, things.find(store_, around).value, depth)
    if not found:
        raise NothingLeft("nothing is left to draw; take more years, kinds, layers or articles")
    return _graph(store_, view, found, reading, language)


def each_left_out(
    store_: ox.Store, view: str, language: str, selection: Selection, around: str = "", depth: int = 1
) -> dict[str, nx.MultiDiGraph[str]]:
    """The network of a view with each article left out in turn; where nothing remains, an empty network."""
    import networkx as nx

    found = {}
    for article in _known_articles(store_):
        if article not in selection.without:
            without = replace(selection, without=(*selection.without, article))
            try:
                found[article] = network(store_, view, language, without, around, depth)
            except NothingLeft:
                found[article] = nx.MultiDiGraph()
    return found


def slices(graph: nx.MultiDiGraph[str], selection: Selection, years: int) -> list[tuple[int, int]]:
    """Stretches of so many years, from the first year that an edge tells to the last, or those selected."""
    told = [int(about[day][:_YEAR]) for *_, about in graph.edges(data=True) for day in ("start", "end") if day in about]
    if not told:
        raise UsageError("no edge of this network has a time; leave out --slice")
    first, last = selection.first or min(told), selection.last or max(told)
    return [(year, min(year + years - 1, last)) for year in range(first, last + 1, years)]


def stages(store_: ox.Store, article: str, language: str) -> list[tuple[str, int | None, int | None]]:
    """The stages of relations that an article tells, with their first and last year, in order of time.

    Raises UsageError for an article that is not known or dates no stage.
    """
    (identifier,) = _articles(store_, [article])
    rows = store.select(store_, _STAGES, article=ox.NamedNode(names.entity(f"article/{identifier}")))
    found = {
        (_iri(start)[:_YEAR], _iri(end)[:_YEAR], things.label(store_, stage, language)) for stage, start, end in rows
    }
    dated = sorted((start, end, label) for start, end, label in found if start or end)
    if not dated:
        raise UsageError(f"the article '{identifier}' dates no stage of relations; kgtools query stages tells which do")
    return [(label, int(start) if start else None, int(end) if end else None) for start, end, label in dated]


def sliced(
    store_: ox.Store,
    view: str,
    language: str,
    selection: Selection,
    first: int | None,
    last: int | None,
    around: str,
    depth: int,
) -> nx.MultiDiGraph[str] | None:
    """The network of some years, or None if they hold nothing."""
    try:
        return network(store_, view, language, replace(selection, first=first, last=last), around, depth)
    except NothingLeft:
        return None


def of_query(store_: ox.Store, sparql: str, file: str, language: str) -> nx.MultiDiGraph[str]:
    """A network of the user's own: the triples of a CONSTRUCT, or the rows of a SELECT.

    A SELECT needs the columns `source` and `target` and may have `verb`, `layer`, `start`, `end` and
    `claim`. Raises UsageError if it has not, or if nothing is found.
    """
    import networkx as nx

    found = query.ask(store_, sparql, file)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="tandem query")
    rows: list[dict[str, Any]] = []
    if isinstance(found, bool):
        raise UsageError(f"{file}: ASK draws no network; use CONSTRUCT, or SELECT ?source ?target")
    if isinstance(found, list):
        rows = [
            {"source": triple.subject, "target": triple.object, "verb": triple.predicate}
            for triple in found
            if isinstance(triple.object, ox.NamedNode)
        ]
    else:
        for column in ("source", "target"):
            if column not in found.columns:
                hint = nearest(column, found.columns)
                raise UsageError(f"{file}: the query has no column '{column}'; {hint or 'name its ends so'}")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    for number, row in enumerate(rows):
        ends = [row[end] for end in ("source", "target")]
        if not all(isinstance(end, ox.NamedNode) for end in ends):
            continue
        for end in ends:
            if names.shorten(end.value) not in graph:
                graph.add_node(names.shorten(end.value), **_node(store_, end, language))
        attributes = {
            "label": things.label(store_, row.get("verb"), language),
            "layer": things.identifier(row.get("layer")).rpartition("/")[2],
            "directed": True,
            "start": _iri(row.get("start")),
            "end": _iri(row.get("end")),
            "claims": things.identifier(row.get("claim")).removeprefix("claim/"),
        }
        kept = {name: value for name, value in attributes.items() if value != ""}
        graph.add_edge(names.shorten(ends[0].value), names.shorten(ends[1].value), key=str(number), **kept)
    if not graph:
        raise UsageError(f"{file}: the query finds no two things to join")
    return graph


def simplified(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """One edge for each two things and direction: its weight counts the edges, verbs and claims are gathered."""
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from(graph.nodes(data=True))
    joined: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
    for source, target, about in graph.edges(data=True):
        joined.setdefault((source, target, about["directed"]), []).append(about)
    for number, ((source, target, directed), parts) in enumerate(sorted(joined.items())):

        def gather(name: str, parts: list[dict[str, Any]] = parts) -> list[str]:
            return sorted({word for part in parts for word in str(part.get(name, "")).split() if word})

        attributes = {
            "label": "; ".join(sorted({part["label"] for part in parts})),
            "layer": " ".join(gather("layer")),
            "directed": directed,
            "via": " ".join(gather("via")),
            "claims": " ".join(gather("claims")),
            "articles": " ".join(gather("articles")),
            "support": max(part.get("support", 1) for part in parts),
            "weight": sum(part.get("weight", 1) for part in parts),
            "start": min((part.get("start", "") for part in parts), default=""),
            "end": max(part["end"] for part in parts) if all("end" in part for part in parts) else "",
        }
        kept = {name: value for name, value in attributes.items() if value != ""}
        found.add_edge(source, target, key=str(number), **kept)
    return found


def projected(graph: nx.MultiDiGraph[str], onto_actors: bool = True) -> nx.MultiDiGraph[str]:
    """A two-mode network seen from one of its sides: two actors are joined by the things they share.

    With `onto_actors` false, two things are joined by the actors they share. The weight counts what is
    shared, `via` names it.
    """
    import networkx as nx

    side = {node for node, about in graph.nodes(data=True) if about["mode"] == ("actor" if onto_actors else "thing")}
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from((node, graph.nodes[node]) for node in sorted(side))
    shared: dict[tuple[str, str], dict[str, set[str]]] = {}
    for middle in sorted(set(graph) - side):
        claims: dict[str, set[str]] = {}
        for source, target, about in (*graph.in_edges(middle, data=True), *graph.out_edges(middle, data=True)):
            end = source if target == middle else target
            claims.setdefault(end, set()).update(about["claims"].split())
        ends = sorted(claims)
        for place, one in enumerate(ends):
            for other in ends[place + 1 :]:
                shared.setdefault((one, other), {})[middle] = claims[one] | claims[other]
    for number, ((one, other), middles) in enumerate(sorted(shared.items())):
        found.add_edge(
            one, other, key=str(number), label="; ".join(graph.nodes[middle]["label"] for middle in sorted(middles)),
            directed=False, via=" ".join(sorted(middles)), weight=len(middles),
            claims=" ".join(sorted(set().union(*middles.values()))),
        )  # fmt: skip
    return found


# -- parts ------------------------------------------------------------------------------------------


def _two_mode(store_: ox.Store, reading: Reading) -> list[Edge]:
    """The legs of the rules of the network of actors, from the thing between to each of its ends."""
    found: dict[tuple[str, str, str], Edge] = {}
    for rule in rules(store_):
        if not rule.via or rule.then or "actors" not in rule.networks:
            continue
        for thing in reading.members.get(rule.via, ()):
            days = reading.day(rule.start, thing, False), reading.day(rule.end, thing, True)
            for property_ in {rule.first, rule.second}:
                leg = replace(rule, property=property_, directed=True)
                for end, claims in reading.said(property_, thing).items():
                    if names.term("Actor") not in reading.classes[end]:
                        continue
                    key = (thing, end, property_)
                    found.setdefault(key, Edge(thing, end, leg, "", *days, (tuple(sorted(claims)),)))
    return [found[key] for key in sorted(found)]


def _near(found: list[Edge], centre: str, depth: int) -> list[Edge]:
    """The edges among the things within `depth` steps of the centre."""
    near = {centre}
    for _ in range(depth):
        near |= {end for edge in found if near & {edge.source, edge.target} for end in (edge.source, edge.target)}
    return [edge for edge in found if edge.source in near and edge.target in near]


def _graph(store_: ox.Store, view: str, found: list[Edge], reading: Reading, language: str) -> nx.MultiDiGraph[str]:
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=f"tandem {view}")
    for iri in sorted({end for edge in found for end in (edge.source, edge.target)}):
        mode = {}
        if view == TWO_MODE:
            mode = {"mode": "actor" if names.term("Actor") in reading.classes[iri] else "thing"}
        graph.add_node(names.shorten(iri), **_node(store_, ox.NamedNode(iri), language), **mode)
    for number, edge in enumerate(found):
        verb = edge.rule.verbs.get(language, "")
        if view == TWO_MODE:
            verb = things.label(store_, ox.NamedNode(edge.rule.property), language)
        attributes = {
            "label": verb,
            "layer": edge.rule.layer,
            "directed": edge.rule.directed,
            "via": names.shorten(edge.via),
            "claims": " ".join(names.shorten(claim).removeprefix("claim/") for claim in edge.claims),
            "articles": " ".join(_told_by(reading, edge.claims)),
            "support": _support(reading, edge),
            "start": edge.start,
            "end": edge.end,
        }
        source, target = names.shorten(edge.source), names.shorten(edge.target)
        kept = {name: value for name, value in attributes.items() if value != ""}
        graph.add_edge(source, target, key=str(number), **kept)
    return graph


def _node(store_: ox.Store, node: ox.NamedNode, language: str) -> dict[str, str]:
    kinds = [quad.object for quad in store_.quads_for_pattern(node, ox.NamedNode(names.term("kind")), None, None)]
    label = things.label(store_, node, language)
    kind = names.shorten(_iri(kinds[0])).removeprefix("t:") if kinds else ""
    return {"label": label, "name": label, "kind": kind, "group": _group(store_, node), "iri": node.value}


def _group(store_: ox.Store, node: ox.NamedNode) -> str:
    """The broad kind of a thing, after which it is coloured: the class of its table, or company."""
    types = {_iri(quad.object) for quad in store_.quads_for_pattern(node, ox.NamedNode(names.RDF + "type"), None)}
    if names.term("Company") in types:
        return "Company"
    return names.KINDS.get(names.shorten(node.value).partition("/")[0], ("", ""))[1]


def _support(reading: Reading, edge: Edge) -> int:
    """On how many independent origins an edge rests: of its legs, the one that fewest tell. Background is one."""
    return min(len({reading.origin.get(claim, BACKGROUND) for claim in leg}) for leg in edge.legs)


def _told_by(reading: Reading, claims: Iterable[str]) -> list[str]:
    articles = {reading.article.get(claim, names.BASE + "article/" + BACKGROUND) for claim in claims}
    return sorted(article.removeprefix(names.BASE + "article/") for article in articles)


def _known_articles(store_: ox.Store) -> list[str]:
    kind, article = ox.NamedNode(names.RDF + "type"), ox.NamedNode(names.term("Article"))
    return sorted(
        names.shorten(quad.subject.value).removeprefix("article/")
        for quad in store_.quads_for_pattern(None, kind, article, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode)
    )


def _articles(store_: ox.Store, given: Iterable[str]) -> list[str]:
    known = _known_articles(store_)
    found = [article.removeprefix("article/") for article in given]
    for identifier in found:
        if identifier not in known:
            hint = nearest(identifier, known) or "the articles are " + ", ".join(known)
            raise UsageError(f"there is no article '{identifier}'; {hint}")
    return found


def _kinds(store_: ox.Store, given: Iterable[str]) -> set[str]:
    classes = {
        quad.subject.value.removeprefix(names.ONTOLOGY)
        for quad in store_.quads_for_pattern(
            None, ox.NamedNode(names.RDF + "type"), ox.NamedNode(names.PREFIXES["owl"] + "Class")
        )
        if isinstance(quad.subject, ox.NamedNode)
    }
    for kind in given:
        if kind not in classes:
            raise UsageError(
                f"there is no class '{kind}'; {nearest(kind, sorted(classes)) or 'see ontology/tandem.ttl'}"
            )
    return {names.term(kind) for kind in given}


def _iri(term: store.Term | None) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""
