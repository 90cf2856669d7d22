"""The networks of a graph in outline: how many things and links each has, by layer, and who is joined to how many.

A picture needs the claims of each link, its days and its origins. To count links the accepted triples do: no claim is
read, which takes a fifth of the time. Claims are read of those links alone among which a picture must choose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import iri, lexical, node
from kgtools.network import claims, foreground
from kgtools.network.edges import EdgeRule, StatementIndex, edges, rules
from kgtools.network.networks import group, networks, support

_CLASSES = "SELECT ?thing ?class WHERE { ?thing t:kind ?kind ; a ?class }"
_OPINIONS = "SELECT DISTINCT ?claim WHERE { ?claim a t:Opinion ; t:speaker ?speaker ; t:about ?about }"
_CLAIMS = "SELECT ?claim WHERE { ?claim rdf:%s ?what }"
_Values = Mapping[str, frozenset[str] | set[str]]  # of one property, by subject


class Link(NamedTuple):
    """A link: the IRIs of its ends and of the thing between, which may be empty; its layer and the name of its rule."""

    source: str
    target: str
    via: str
    layer: str
    rule: str


@dataclass(frozen=True)
class Outline:
    """A network: its links, in no order."""

    links: Sequence[Link]

    @cached_property
    def layers(self) -> Mapping[str, int]:
        """How many links it has of each layer."""
        return Counter(link.layer for link in self.links)

    @cached_property
    def neighbours(self) -> Mapping[str, int]:
        """To how many others each of its things is joined, by its id."""
        joined: defaultdict[str, set[str]] = defaultdict(set)
        for link in self.links:
            joined[link.source].add(link.target)
            joined[link.target].add(link.source)
        return {namespaces.shorten(thing): len(others) for thing, others in joined.items()}


def outlines(store: Store) -> dict[str, Outline]:
    """The networks of the ontology that have any link, by name, with the things and links that `network` gives."""
    wanted, classes = networks(store), _classes(store)
    links: dict[str, list[Link]] = {name: [] for name in wanted}
    every = rules(store)
    members = _members(store, classes, {rule.via for rule in every})
    within = {name: {thing for thing, of in classes.items() if of & known} for name, known in wanted.items()}
    for of_name in _by_name(every):
        rule = of_name[0]
        # A thing of several classes of one rule makes one link.
        found = {Link(*ends, rule.layer, rule.name) for each in of_name for ends in _ends(store, each, members)}
        for name in rule.networks & wanted.keys():
            links[name] += (link for link in found if link.source in within[name] and link.target in within[name])
    return {name: Outline(found) for name, found in links.items() if found}


def drawn(store: Store, known: Mapping[str, Outline]) -> dict[str, dict[str, int]]:
    """The things that the pictures of some networks have, each with its links there: see `foreground.strongest`."""
    found = {}
    for name, outline in known.items():
        links: Iterable[Link] = outline.links
        if len(outline.neighbours) > foreground.MOST_NODES or len(outline.links) > foreground.MOST_EDGES:
            links = _strongest(store, outline)
        found[name] = dict(Counter(namespaces.shorten(end) for link in links for end in (link.source, link.target)))
    return found


def _strongest(store: Store, outline: Outline) -> Sequence[Link]:
    """The links that a picture has of a network that is too large for it."""
    joined, leaders = outline.neighbours, _leaders(store, outline)
    ranked = sorted(joined, key=lambda thing: (thing not in leaders, -joined[thing], thing))
    kept = set(map(namespaces.entity, ranked[: foreground.MOST_NODES]))
    links = [link for link in outline.links if link.source in kept and link.target in kept]
    if len(links) <= foreground.MOST_EDGES:
        return links
    told = _told(store, links)
    return sorted(links, key=lambda link: (*told[link.rule, link.source, link.target, link.via], link))[
        : foreground.MOST_EDGES
    ]


def _leaders(store: Store, outline: Outline) -> set[str]:
    offices, people, sides = marks.kinds("heldByOne"), marks.classes("personalName"), marks.classes("isSide")

    @cache
    def group_of(thing: str) -> str:
        return group(store, ox.NamedNode(thing))

    held = tuple(map(namespaces.entity, offices))
    return {
        namespaces.shorten(link.source)
        for link in outline.links
        if link.via.startswith(held) and group_of(link.source) in people and group_of(link.target) in sides
    }


def _told(store: Store, links: Iterable[Link]) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    """On how many independent origins and claims links rest, by their rules and ends: negative, to sort by them."""
    names, opinions = {link.rule for link in links}, f"{namespaces.base()}claim/"
    subjects = {each for link in links for each in ((link.via,) if link.via else (link.source, link.target))}
    between = set(map(ox.NamedNode, subjects))
    known = {each for each in between if each.value.startswith(opinions)}  # which join what they name themselves
    onward = {ox.NamedNode(rule.then) for rule in rules(store) if rule.then and rule.name in names}
    for role, nodes in (("subject", between - known), ("predicate", onward)):
        known |= {node(claim) for (claim,) in select_among(store, _CLAIMS % role, "what", nodes)}
    index = StatementIndex(store, only=known)
    return {
        (edge.rule.name, edge.source, edge.target, edge.via): (-support(index, edge), -len(edge.claims))
        for edge in edges(store, index=index)
    }


def _by_name(every: Iterable[EdgeRule]) -> list[list[EdgeRule]]:
    found: dict[str, list[EdgeRule]] = {}
    for rule in every:
        found.setdefault(rule.name, []).append(rule)
    return list(found.values())


def _ends(store: Store, rule: EdgeRule, members: Mapping[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """The links of a rule: the ends, the lower first where there is no direction, and the thing between."""
    things = namespaces.things()
    for source, target, via in _pairs(store, rule, members):
        if source != target:
            if not rule.directed and target < source:
                source, target = target, source
            if target.startswith(things):
                yield source, target, via


def _pairs(store: Store, rule: EdgeRule, members: Mapping[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    if rule.property:
        for source, targets in _values(store, rule.property).items():
            yield from ((source, target, "") for target in targets)
        return
    first, second = _values(store, rule.first), _values(store, rule.second)
    third = _values(store, rule.then) if rule.then else None
    for thing in members[rule.via]:
        for one in first.get(thing, ()):
            for other in second.get(thing, ()):
                yield from ((one, end, thing) for end in ((other,) if third is None else third.get(other, ())))


def _values(store: Store, name: str) -> _Values:
    """The things that a property has as values in the accepted triples, by their subjects."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, ox.NamedNode(name), None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode):
            found[lexical(quad.subject)].add(quad.object.value)
    return found


def _classes(store: Store) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for thing, class_ in select(store, _CLASSES):
        found[iri(thing)].add(iri(class_))
    return found


def _members(store: Store, classes: Mapping[str, set[str]], between: set[str]) -> dict[str, set[str]]:
    """What may stand between two ends, by class. An opinion joins its speaker and what it is about."""
    found: dict[str, set[str]] = {class_: set() for class_ in between}
    for thing, of in classes.items():
        for class_ in of & between:
            found[class_].add(thing)
    opinions = {iri(claim) for (claim,) in select(store, _OPINIONS)}
    return found | {namespaces.term("Opinion"): opinions - claims.inferred(store)}
