"""What rdflib is spared changes nothing that it finds."""

from __future__ import annotations

from itertools import product

from rdflib import Literal, URIRef, Variable
from rdflib.plugins.sparql.sparql import Bindings, FrozenBindings, QueryContext

from tests import rdflib_quick

NAMES = [Variable(name) for name in "xyz"]
VALUES = [None, URIRef("urn:a"), Literal("a"), Literal("a", lang="en")]


def seen() -> list[object]:
    """All that is asked of any two solutions, and of bindings in levels."""
    given = [{}, {NAMES[2]: VALUES[1]}]
    contexts = [QueryContext(initBindings=each) for each in given]
    bound = [
        {name: value for name, value in zip(NAMES, values, strict=True) if value is not None}
        for values in product(VALUES, repeat=3)
    ]
    found: list[object] = []
    for one, other, context in product(bound[:24], bound[20:50], contexts):
        first, second = FrozenBindings(context, one), FrozenBindings(context, other)
        found += [hash(first), first == second, first == FrozenBindings(context, one), first.compatible(second)]
        found += [dict(first.merge(second)), first.compatible(one), first == one, first[URIRef("urn:b")]]
        found += [first.get(NAMES[2], "none"), first.get("x", "none"), sorted(first.remember(NAMES[:2]).items())]
        levels = Bindings(Bindings(d=one), {NAMES[0]: VALUES[2]})
        found += [levels.get(NAMES[0]), levels.get(NAMES[1]), NAMES[2] in levels, dict(Bindings(d=levels))]
        levels[NAMES[1]] = VALUES[3]
        found += [sorted(set(levels.items())), dict(levels), context.thaw(first).get(NAMES[1])]
        found += [dict(context.thaw(first).push().solution()), QueryContext().thaw(second).get(NAMES[2])]
    return found


def test_solutions_are_as_usual() -> None:
    usual = seen()
    with rdflib_quick.quick():
        assert seen() == usual
    assert seen() == usual
