"""What is found from around one thing is what the whole graph tells of it."""

from __future__ import annotations

import contextlib

import networkx as nx
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import short, term_node
from kgtools.network import edges, foreground, networks
from kgtools.network.analysis.around import Around
from kgtools.network.analysis.neighbours import Surroundings
from kgtools.views import disagreements, figures, timeline
from kgtools.views.figures import FigureFilter
from kgtools.views.overview.lanes import FACTS, every_lane

_CLAIMS = "SELECT ?claim ?article WHERE { ?claim t:inArticle ?article }"


@pytest.fixture(params=["mini_store", "real"])
def store(request: pytest.FixtureRequest) -> ox.Store:
    found: ox.Store = request.getfixturevalue(request.param)
    return found


def pictured_networks(store: ox.Store) -> dict[str, nx.MultiDiGraph[str]]:
    """The networks of the ontology that have any link, as pictures have them."""
    found = {}
    for name in networks.networks(store):
        with contextlib.suppress(networks.EmptyNetwork):
            found[name] = networks.network(store, name, namespaces.first_language())
    return found


def things(store: ox.Store) -> list[str]:
    """All things of a small graph, of a large one its states and every eighth other."""
    found = sorted(short(thing) for (thing,) in select(store, "SELECT ?thing WHERE { ?thing t:kind ?kind }"))
    return [one for place, one in enumerate(found) if len(found) < 100 or one.startswith("state/") or not place % 8]


def test_a_thing_is_joined_to_the_same_things_and_by_the_same_links(store: ox.Store) -> None:
    whole, near = Surroundings(store), Surroundings(store, lambda thing: Around(store, thing).index)
    pictured = pictured_networks(store)
    joined = 0
    for thing in things(store):
        found = whole.of(thing, namespaces.first_language())
        assert near.of(thing, namespaces.first_language()) == found, thing
        links = {name: graph.degree(thing) for name, graph in pictured.items() if thing in graph}
        assert Around(store, thing).links == links, thing
        joined += found is not None
    assert joined > 5


def test_no_network_is_larger_than_its_bound(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    every = edges.rules(store)
    for name, graph in pictured_networks(store).items():
        most = edges.at_most(store, [rule for rule in every if name in rule.networks])
        assert len(graph) <= most[0], name
        assert graph.number_of_edges() <= most[1], name
    assert not foreground.may_be_too_large(store)
    monkeypatch.setattr(foreground, "MOST_EDGES", 1)
    assert foreground.may_be_too_large(store)


def test_the_life_of_a_thing_is_what_a_timeline_has_of_it(store: ox.Store) -> None:
    bars = timeline.bars(store, tuple(every_lane()))
    shown = 0
    for thing in things(store):
        near = timeline.neighbours(store, thing)
        whole = [bar for bar in bars if (bar.thing == thing if bar.lane == FACTS else bar.thing in near)]
        life = timeline.life(store, thing, 14)
        assert life == whole or (not life and len({bar.thing for bar in whole}) > 14), thing
        shown += bool(life)
        assert timeline.of_things(store, [thing]) == [bar for bar in bars if bar.thing == thing], thing
    assert shown > 2


def test_the_figures_of_an_indicator_are_those_among_all(store: ox.Store) -> None:
    every = figures.values(store, FigureFilter())
    for indicator in sorted({one.indicator for one in every}):
        assert figures.of_indicator(store, indicator) == [one for one in every if one.indicator == indicator]
    assert figures.counted(store) == {
        indicator: sum(one.indicator == indicator for one in every) for indicator in {one.indicator for one in every}
    }
    assert figures.values(store, FigureFilter(), []) == []


def test_more_terms_than_are_asked_for_at_once_are_all_found(real: ox.Store) -> None:
    claims = [quad.subject for quad in real.quads_for_pattern(None, term_node("inArticle"), None, ox.DefaultGraph())]
    assert len(claims) > 1000
    assert sorted(select_among(real, _CLAIMS, "claim", claims), key=str) == sorted(select(real, _CLAIMS), key=str)
    assert len(list(select_among(real, _CLAIMS, "claim", claims[:3]))) == 3
    assert list(select_among(real, _CLAIMS, "claim", [])) == []
    marked = disagreements.marking(real)
    nodes = [claim for claim in claims if isinstance(claim, ox.NamedNode)]
    assert disagreements.marking(real, nodes) == {one: marked[one] for one in map(short, nodes) if one in marked}
