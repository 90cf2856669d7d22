"""Networks of actors, from the store to networkx.

Which relations are edges, between whom, in which direction, with which verb and in which layer,
is written in the ontology as edge rules. A rule either names a property that joins two actors, or
a kind of thing that stands between them (a visit between visitor and host, a document between its
parties) with the two properties that lead to the ends. Every edge keeps the claims it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import names, store, things
from kgtools.errors import UsageError, nearest
from kgtools.tables import replacing

if TYPE_CHECKING:
    import networkx as nx

VIEWS = {"actors": "states, leaders and bodies: who visits, signs, meets, founds, belongs and holds office"}
FORMATS = (".graphml", ".gexf")

_RULES = """
SELECT ?rule ?property ?via ?from ?to ?then ?start ?end ?layer ?directed ?verb WHERE {
  ?rule a t:EdgeRule ; t:layer ?layer ; t:directed ?directed ; t:verb ?verb .
  OPTIONAL { ?rule t:edgeProperty ?property }
  OPTIONAL { ?rule t:edgeVia ?via ; t:edgeFrom ?from ; t:edgeTo ?to }
  OPTIONAL { ?rule t:edgeThen ?then }
  OPTIONAL { ?rule t:edgeStart ?start ; t:edgeEnd ?end }
  FILTER(LANG(?verb) = "en")
} ORDER BY ?rule ?via"""

# The two ends of an edge with the claims that say each leg; only what is accepted makes an edge.
_DIRECT = """
SELECT ?source ?target ?thing ?start ?end ?one ?two ?three WHERE {
  ?source ?property ?target . ?source a t:Actor . ?target a t:Actor .
  ?one rdf:subject ?source ; rdf:predicate ?property ; rdf:object ?target ; t:accepted true .
}"""
_VIA = """
SELECT ?source ?target ?thing ?start ?end ?one ?two ?three WHERE {{
  ?thing a <{via}> ; <{first}> ?source ; <{second}> ?{middle} .
  {onward}
  ?source a t:Actor . ?target a t:Actor . FILTER(?source != ?target)
  ?one rdf:subject ?thing ; rdf:predicate <{first}> ; rdf:object ?source ; t:accepted true .
  ?two rdf:subject ?thing ; rdf:predicate <{second}> ; rdf:object ?{middle} ; t:accepted true .
  {time}
}}"""


@dataclass(frozen=True)
class Edge:
    """One edge of one relation: its ends, verb, layer, the thing between, its first and last day, its claims."""

    source: str
    target: str
    verb: str
    layer: str
    directed: bool
    via: str
    start: str
    end: str
    claims: tuple[str, ...]


def edges(store_: ox.Store) -> list[Edge]:
    """All edges that the edge rules of the ontology find in the accepted triples, sorted."""
    found: dict[tuple[str, str, str, str], tuple[Edge, set[str]]] = {}
    for rule in store.select(store_, _RULES):
        _, property_, via, first, second, then, start, end, layer, directed, verb = (_value(term) for term in rule)
        if property_:
            sparql = _DIRECT.replace("?property", f"<{property_}>")
        else:
            onward = ""
            if then:
                onward = (
                    f"?middle <{then}> ?target . "
                    f"?three rdf:subject ?middle ; rdf:predicate <{then}> ; rdf:object ?target ; t:accepted true ."
                )
            sparql = _VIA.format(
                via=via, first=first, second=second, middle="middle" if then else "target", onward=onward,
                time=_time(start, end),
            )  # fmt: skip
        for row in store.select(store_, sparql):
            columns = ("source", "target", "thing", "start", "end", "one", "two", "three")
            values = {name: _value(term) for name, term in zip(columns, row, strict=True)}
            source, target = values["source"], values["target"]
            if directed == "false" and target < source:
                source, target = target, source
            claims = {values[name] for name in ("one", "two", "three")} - {""}
            key = (source, target, verb, values["thing"])
            edge = Edge(source, target, verb, layer.rpartition("/")[2], directed == "true", values["thing"],
                        values["start"], values["end"], ())  # fmt: skip
            found.setdefault(key, (edge, set()))[1].update(claims)
    return sorted(
        (replace(edge, claims=tuple(sorted(claims))) for edge, claims in found.values()),
        key=lambda edge: (edge.source, edge.target, edge.verb, edge.via),
    )


def _time(start: str, end: str) -> str:
    """The clause that dates an edge, by the two properties of the thing between that a rule names."""
    if not start:
        return ""
    return (
        f"OPTIONAL {{ ?thing <{start}> ?first . ?first t:earliest ?start }} "
        f"OPTIONAL {{ ?thing <{end}> ?last . ?last t:latest ?end }}"
    )


def _value(term: store.Term | None) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""


def network(store_: ox.Store, view: str, language: str) -> nx.MultiDiGraph[str]:
    """The network of a view: nodes carry label, kind and id; edges verb, layer, time and claims.

    The graph is a directed multigraph; an edge without direction says `directed = false` and runs
    from the lower to the higher IRI. Claims are ids parted by spaces, so that every file format can
    hold them. Raises UsageError for an unknown view.
    """
    import networkx as nx

    if view not in VIEWS:
        raise UsageError(
            f"there is no network '{view}'; {nearest(view, VIEWS) or 'the networks are ' + ', '.join(VIEWS)}"
        )
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=f"tandem {view}")
    all_edges = edges(store_)
    kind_of = ox.NamedNode(names.term("kind"))
    for iri in sorted({end for edge in all_edges for end in (edge.source, edge.target)}):
        node = ox.NamedNode(iri)
        kinds = [quad.object for quad in store_.quads_for_pattern(node, kind_of, None, ox.DefaultGraph())]
        name = things.label(store_, node, language)
        found.add_node(
            names.shorten(iri),
            label=name,
            name=name,
            kind=names.shorten(_value(kinds[0])).removeprefix("t:"),
            iri=iri,
        )
    for number, edge in enumerate(all_edges):
        attributes = {
            "label": edge.verb,
            "layer": edge.layer,
            "directed": edge.directed,
            "via": names.shorten(edge.via),
            "claims": " ".join(names.shorten(claim).removeprefix("claim/") for claim in edge.claims),
            "start": edge.start,
            "end": edge.end,
        }
        source, target = names.shorten(edge.source), names.shorten(edge.target)
        found.add_edge(
            source,
            target,
            key=str(number),
            **{name: value for name, value in attributes.items() if value != ""},
        )
    return found


def write(network_: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a network as GraphML or GEXF, by the ending of the path. Raises UsageError for another ending."""
    import networkx as nx

    if path.suffix not in FORMATS:
        raise UsageError(
            f"a network cannot be written to '{path.name}'; expected a name ending in {' or '.join(FORMATS)}"
        )
    with replacing(path) as temporary:
        if path.suffix == ".graphml":
            nx.write_graphml(network_, str(temporary), named_key_ids=True)
        else:
            # networkx stamps the day into the file; the same graph must give the same bytes.
            text = "\n".join(nx.generate_gexf(network_))
            temporary.write_text(_without_date(text) + "\n", encoding="utf-8")


def _without_date(gexf: str) -> str:
    import re

    return re.sub(r' lastmodifieddate="[^"]*"', "", gexf)
