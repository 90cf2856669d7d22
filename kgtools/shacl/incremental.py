"""Validation after a change: which focus nodes it can affect, shape by shape; rather too many than too few.

A node is affected if a path of its shape crosses a changed triple, or if it leads to a node that is
affected for a shape below. Paths are walked back in the graph after the change; this is enough,
because where a step was only possible before, that very step is among the changed triples. How this
holds for constraints in SPARQL, `triple_patterns` finds out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from kgtools.remembering import Same, same
from kgtools.shacl.index import GraphIndex, has_value
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import PAIRED, Constraint, Shape, Shapes
from kgtools.shacl.shapes.property_paths import PropertyPath, inverse
from kgtools.shacl.sparql.running import LIMIT
from kgtools.shacl.sparql.triple_patterns import Dependency, Needs
from kgtools.shacl.triples import TermId
from kgtools.shacl.validator import by_shape, evaluate, focus_nodes
from kgtools.shacl.vocabulary import SUBCLASS, TYPE, Term

_DEFAULT = ox.DefaultGraph()


class Change:
    """Changed triples of the default graph: their subjects and objects, by property."""

    def __init__(self, quads: Iterable[ox.Quad], index: GraphIndex) -> None:
        self.index = index
        self.subjects: dict[ox.NamedNode, set[TermId]] = {}
        self.objects: dict[ox.NamedNode, set[TermId]] = {}
        self.pairs: dict[ox.NamedNode, set[tuple[TermId, TermId]]] = {}
        for subject, predicate, object_, graph in quads:
            if graph == _DEFAULT:
                pair = index.id_of(subject), index.id_of(object_)
                self.subjects.setdefault(predicate, set()).add(pair[0])
                self.objects.setdefault(predicate, set()).add(pair[1])
                self.pairs.setdefault(predicate, set()).add(pair)

    def changes_classes(self) -> bool:
        """Whether the tree of classes changed, which moves everything."""
        return SUBCLASS in self.subjects

    def affects_every_node(self, shape: Shape) -> bool:
        """Whether the change may affect any node, by queries of its targets, or of constraints in it or below it."""
        if shape.sparql_targets:
            return True
        constraints = (
            constraint.sparql for part in shape.parts() for constraint in part.constraints if constraint.sparql
        )
        return any(
            sparql.dependencies is None
            or any(dependency.steps is None and self.beginning(dependency) for dependency in sparql.dependencies)
            for sparql in constraints
        )

    def focus_nodes(self, shape: Shape) -> set[TermId]:
        """The nodes for which a shape with targets may now have other results."""
        found = self.affected(shape)
        for kind, value in shape.targets:
            if kind == "targetClass":
                found |= self.subjects.get(TYPE, set())
            elif isinstance(value, ox.NamedNode) and kind != "targetNode":
                found |= (self.subjects if kind == "targetSubjectsOf" else self.objects).get(value, set())
        return found

    def affected(self, shape: Shape) -> set[TermId]:
        """The nodes whose conformance to a shape may have changed."""
        inner: set[TermId] = set()  # value nodes for which something changed
        found: set[TermId] = set()
        for constraint in shape.constraints:
            inner |= self.values(constraint)
            for dependency in (constraint.sparql.dependencies or ()) if constraint.sparql else ():
                (inner if constraint.sparql and constraint.sparql.asks else found).update(self.dependents(dependency))
            if constraint.parameter in PAIRED:
                assert isinstance(constraint.value, ox.NamedNode)
                found |= self.subjects.get(constraint.value, set())
        if shape.path is None:
            return found | inner
        return found | self.starting(shape.path) | (self.index.reaching(shape.path, inner) if inner else inner)

    def dependents(self, dependency: Dependency) -> set[TermId]:
        """The focus nodes of a constraint that depend on the changed triples that match one of its patterns."""
        found = self.beginning(dependency)
        for step in dependency.steps or ():
            found = self.index.reachable(step, found) if found else found
        return self.holding(found, dependency.behind) if dependency.behind and found else found

    def holding(self, texts: set[TermId], properties: tuple[ox.NamedNode, ...]) -> set[TermId]:
        """The nodes with some properties, of which the first has a value that one of some texts is part of."""
        terms, values = self.index.terms, self.index.objects(properties[0])
        parts = [terms[text] for text in texts]
        return {
            node
            for node in min(map(self.index.objects, properties), key=len)
            if any(_may_hold(terms[value], part) for value in values.get(node, ()) for part in parts)
        }

    def beginning(self, dependency: Dependency) -> set[TermId]:
        """Where changed triples match a pattern, the nodes that may have what the patterns beside it ask of them.

        A node that has not is in no solution now, and in none before unless what it lacks is among the changes.
        """
        needs = dependency.needs[dependency.from_object]
        return {node for node in self.matching(dependency) if self.may_have_all(node, needs)}

    def may_have_all(self, node: TermId, needs: Needs) -> bool:
        """Whether a node has all of some properties, now or before."""
        return all(self.may_have(node, predicate, value) for predicate, value in needs)

    def may_have(self, node: TermId, predicate: ox.NamedNode, value: ox.NamedNode | None) -> bool:
        """Whether a node has a property, with this value of it, now or had it before."""
        values = self.index.objects(predicate).get(node, ())
        if value is None:
            return bool(values) or node in self.subjects.get(predicate, ())
        wanted = self.index.id_of(value)
        return wanted in values or (node, wanted) in self.pairs.get(predicate, ())

    def matching(self, dependency: Dependency) -> set[TermId]:
        """The nodes at one end of a pattern, where changed triples match it."""
        pattern, path = dependency.pattern, dependency.pattern.path
        if path is None:
            return set().union(*(self.objects if dependency.from_object else self.subjects).values())
        if path.predicate is not None:
            start, other = (1, 0) if dependency.from_object else (0, 1)
            fixed = pattern.subject if dependency.from_object else pattern.object
            wanted = self.index.id_of(fixed) if isinstance(fixed, ox.NamedNode) else None
            needs = dependency.needs[other]
            return {
                pair[start]
                for pair in self.pairs.get(path.predicate, ())
                if (wanted is None or pair[other] == wanted) and self.may_have_all(pair[other], needs)
            }
        return self.starting(inverse(path) if dependency.from_object else path)

    def values(self, constraint: Constraint) -> set[TermId]:
        """The value nodes for which a constraint may have another answer."""
        if constraint.parameter == "class":
            return self.subjects.get(TYPE, set())
        if constraint.parameter == "closed":
            return set().union(*self.subjects.values())
        return set().union(*(self.affected(shape) for shape in (*constraint.shapes, *constraint.siblings)))

    def starting(self, path: PropertyPath) -> set[TermId]:
        """The nodes from which a path crosses a changed triple."""
        if path.predicate is not None:
            return self.subjects.get(path.predicate, set())
        if path.kind == "inverse":
            inner = path.parts[0]
            if inner.predicate is not None:
                return self.objects.get(inner.predicate, set())
            return self.starting(inverse(inner))
        if path.kind == "sequence":
            found: set[TermId] = set()
            for part in reversed(path.parts):
                found = self.starting(part) | (self.index.reaching(part, found) if found else found)
            return found
        if path.kind == "alternative":
            return set().union(*map(self.starting, path.parts))
        first = self.starting(path.parts[0])
        star = PropertyPath("zeroOrMore", parts=path.parts)
        return self.index.reaching(star, first) if first and path.kind != "zeroOrOne" else set(first)


def _may_hold(text: Term, part: Term) -> bool:
    """Whether the text of one term may hold that of another."""
    one, other = _text(text), _text(part)
    return one is None or other is None or other in one


def _text(term: Term) -> str | None:
    """What STR gives of a term, if that is sure: Oxigraph writes numbers and dates in a way of its own."""
    if isinstance(term, ox.Literal) and not has_value(term):
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else None


Affected = tuple[set[TermId] | None, list[tuple[TermId, Result]]]


def evaluate_change(shapes: Shapes, index: GraphIndex, quads: Iterable[ox.Quad]) -> Iterator[tuple[Shape, Affected]]:
    """The shapes that changed quads can affect: the focus nodes looked at (None for all), and their results.

    `index` is that of the graph after the change.
    """
    change = Change(quads, index)
    if not change.pairs:
        return
    everything = change.changes_classes()
    for shape in shapes.targeted:
        if not everything and (crossed := shape.crossed) is not None and crossed.isdisjoint(change.pairs):
            continue  # which is so for most shapes, and known at once
        if everything or change.affects_every_node(shape):
            yield shape, (None, list(evaluate(shape, index, focus_nodes(shape, index))))
        elif nodes := change.focus_nodes(shape):
            yield shape, (nodes, list(evaluate(shape, index, focus_nodes(shape, index, nodes))))


class IncrementalValidation:
    """The results of shapes over a graph, kept up to date as the graph changes; `by_shape` are those of each."""

    def __init__(self, shapes: Shapes, quads: Iterable[ox.Quad], limit: float = LIMIT) -> None:
        self.shapes = shapes
        self.index = GraphIndex(quads, limit, shapes.ask)
        self._results = {shape: list(found) for shape, found in by_shape(shapes, self.index)}
        self.by_shape = {shape: _alone(pairs) for shape, pairs in self._results.items()}

    def update(self, removed: set[ox.Quad], added: set[ox.Quad]) -> None:
        """Take quads out of the graph and put others in, and evaluate what this can affect."""
        self.index.update(removed, added)
        for shape, (nodes, results) in evaluate_change(self.shapes, self.index, removed | added):
            kept = [pair for pair in self._results[shape] if nodes is not None and pair[0] not in nodes]
            # What is found again is the very same object, so that nobody puts it into words again.
            known = {pair: pair for pair in self._results[shape] if nodes is None or pair[0] in nodes}
            self._results[shape] = kept + [known.get(pair, pair) for pair in results]
            self.by_shape[shape] = _alone(self._results[shape])

    @property
    def results(self) -> list[Result]:
        """What the whole graph gives now."""
        return [*chain.from_iterable(self.by_shape.values())]


def _alone(pairs: Iterable[tuple[TermId, Result]]) -> Same[Result]:
    """Results without their nodes: one tuple for the same ones."""
    return same(result for _, result in pairs)
