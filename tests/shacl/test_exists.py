"""The groups of EXISTS, evaluated along what is known: the same answers, in time that grows with the graph."""

from __future__ import annotations

import random
import time

import pyoxigraph as ox
import pytest

from kgtools.shacl.sparql.exists import in_order
from kgtools.sparql.tokens import tokenize

EX = "https://example.org/"
GROUPS = (
    "$this ex:p ?x . ?x ex:q ?y",
    "?y ex:q ?x . $this ex:p/ex:q ?x . FILTER(?x != ?value)",
    "?z ex:p $this ; ex:q ?x , ?value . ?x ex:p|ex:q/^ex:p* ?y",
    "?z a ex:C . $this ex:p ?x OPTIONAL { ?x ex:q ?y . ?y ex:p ?z . FILTER(?y = ?value) } FILTER(!BOUND(?y))",
    "{ ?x ex:q $this . ?x ex:p ?y } UNION { ?y ex:p ?value . ?x ex:q ?y } ?x ex:p ?z",
    "$this ex:p ?x . BIND(STR(?x) AS ?s) ?y ex:q ?z . FILTER(STR(?z) = ?s)",
    "$this ex:p ?x . FILTER NOT EXISTS { ?x ex:q ?y . ?y ex:q ?z . FILTER EXISTS { ?z ex:p ?x . ?x a ex:C } }",
    "$this ?any ?x . ?x ex:n 1 ; ex:l 'one'@en ; ex:l ?l . FILTER(LANG(?l) = 'en')",
    "$this !ex:p/ex:q+ ?x . ?x (ex:p/ex:q)? ?value",
    # not read, and left as they are
    "$this ex:p ?x . ?x ex:q [ ex:p ?y ]",
    "$this ex:p ?x . { SELECT ?x WHERE { ?x ex:q ?y } }",
    "?x ex:p ?y . BIND(?x AS ?value)",
)
ALL = "SELECT $this ?value WHERE {{ $this a ex:C . OPTIONAL {{ $this ex:q ?value }} FILTER {} {{ {} }} }}"


def written(query: str) -> str:
    """The query with its groups of EXISTS in order."""
    for start, end, text in reversed(in_order(query, tokenize(query), ["this"])):
        query = query[:start] + text + query[end:]
    return query


def answers(store: ox.Store, query: str) -> set[tuple[ox.Term | None, ...]]:
    found = store.query(query, prefixes={"ex": EX})
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(solution) for solution in found}


def graph(chance: random.Random) -> ox.Store:
    """A small graph, dense enough for each group to hold for some nodes and not for others."""
    nodes = [ox.NamedNode(f"{EX}{letter}") for letter in "abcdef"]
    store = ox.Store()
    for node in nodes:
        if chance.random() < 0.7:
            store.add(
                ox.Quad(node, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(EX + "C"))
            )
        for name in "pq":
            for other in chance.sample(nodes, chance.randint(0, 2)):
                store.add(ox.Quad(node, ox.NamedNode(EX + name), other))
        if chance.random() < 0.5:
            store.add(ox.Quad(node, ox.NamedNode(EX + "n"), ox.Literal(1)))
            store.add(ox.Quad(node, ox.NamedNode(EX + "l"), ox.Literal("one", language="en")))
    return store


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("word", ["EXISTS", "NOT EXISTS"])
def test_a_group_in_order_finds_the_same(word: str, group: str) -> None:
    query = ALL.format(word, group)
    if "BIND(?x AS ?value)" in group:  # what SPARQL forbids where the variable has a value already
        assert written(query) == query
        return
    found = 0
    for seed in range(40):
        store = graph(random.Random(seed))
        expected = answers(store, query)
        assert answers(store, written(query)) == expected
        found += len(expected)
    assert found, "the group never tells"
    assert (written(query) == query) == ("[" in group or "SELECT" in group)


def test_a_group_begins_with_what_is_known() -> None:
    query = ALL.format("EXISTS", "?z a ex:C ; ex:q ?y . ?y ex:p/ex:q $this .")
    assert "EXISTS { ?shacl_step" in written(query)
    assert written(query).index("ex:q $this") < written(query).index("ex:p ?shacl") < written(query).index("?z a ex:C")


def test_the_time_of_a_join_within_exists_grows_with_the_graph() -> None:
    node = ox.NamedNode(EX + "n")
    store = ox.Store()
    for number in range(2000):
        one, other = ox.NamedNode(f"{EX}e{number}"), ox.NamedNode(f"{EX}c{number}")
        store.add(ox.Quad(one, ox.NamedNode(EX + "p"), other))
        store.add(ox.Quad(other, ox.NamedNode(EX + "q"), node))
    query = "SELECT $this WHERE { $this ex:p ?value FILTER NOT EXISTS { $this ex:p/ex:q ?x } }"
    taken = []
    for text in (query, written(query)):
        begun = time.process_time()
        assert not answers(store, text)
        taken.append(time.process_time() - begun)
    assert taken[1] < taken[0] / 5
