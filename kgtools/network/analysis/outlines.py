"""The networks of a graph in outline: how many things and links each has, by layer, and who is joined to how many.

A picture needs the claims of each link, its days and its origins. To count links the accepted triples do: no claim is
read, which takes a fifth of the time, and of the links no more is kept than their ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import iri, lexical
from kgtools.network import claims
from kgtools.network.edges import EdgeRule, rules
from kgtools.network.networks import networks

_CLASSES = "SELECT ?thing ?class WHERE { ?thing t:kind ?kind ; a ?class }"
_OPINIONS = "SELECT DISTINCT ?claim WHERE { ?claim a t:Opinion ; t:speaker ?speaker ; t:about ?about }"
_Values = Mapping[str, frozenset[str] | set[str]]  # of one property, by subject


@dataclass(frozen=True)
class Outline:
    """A network: how many links it has of each layer, and to how many others each of its things, by id, is joined."""

    layers: Mapping[str, int]
    neighbours: Mapping[str, int]

    @property
    def links(self) -> int:
        return sum(self.layers.values())


def outlines(store: Store) -> dict[str, Outline]:
    """The networks of the ontology that have any link, by name, with the things and links of `networks.every`."""
    wanted, classes = networks(store), _classes(store)
    joined: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in wanted}
    layers: dict[str, Counter[str]] = {name: Counter() for name in wanted}
    every = rules(store)
    members = _members(store, classes, {rule.via for rule in every})
    for of_name in _by_name(every):
        # A thing of several classes of one rule makes one link.
        found = {ends for rule in of_name for ends in _ends(store, rule, members)}
        rule = of_name[0]
        for name in rule.networks & wanted.keys():
            having = {thing for thing, of in classes.items() if of & wanted[name]}
            taken = [(source, target) for source, target, _ in found if source in having and target in having]
            layers[name][rule.layer] += len(taken)
            for source, target in taken:
                joined[name][source].add(target)
                joined[name][target].add(source)
    return {
        name: Outline(
            +layers[name], {namespaces.shorten(thing): len(others) for thing, others in joined[name].items()}
        )
        for name in wanted
        if joined[name]
    }  # fmt: skip


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
