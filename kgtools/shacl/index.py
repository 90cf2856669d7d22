"""The data graph as the validator sees it: numbered triples, where paths and targets lead in them, and a store."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from itertools import islice

import pyoxigraph as ox

from kgtools.shacl.shapes.property_paths import PropertyPath, inverse, predicate_path
from kgtools.shacl.sparql.running import LIMIT, Answers
from kgtools.shacl.triples import Column, NumberedTriples, TermId
from kgtools.shacl.vocabulary import SUBCLASS, TYPE, XSD, Term

ValueNodes = dict[TermId, Collection[TermId]]  # by focus node

_DEFAULT = ox.DefaultGraph()
_FEW = 1000  # nodes that are looked at one by one sooner than all that have a type or value
_AT_ONCE = 10_000  # quads that the store takes: of all it would hold a second copy meanwhile, half as large as itself
_NUMBER = "urn:shacl:node:"


class GraphIndex(NumberedTriples):
    """The default graph of some quads, and a store of it if it is `asked` in SPARQL.

    The quads are gone through once and may repeat themselves. `limit` is how many seconds a query may take. No shape
    asks named graphs, so they are left out: in Oxigraph's memory what articles say of one thing lies in the way of
    every search for what the default graph says of it.
    """

    def __init__(self, quads: Iterable[ox.Quad], limit: float = LIMIT, asked: bool = True) -> None:
        super().__init__()
        self.answers = Answers(limit)
        self._by_value: dict[Term, ox.Literal] | None = None
        self._sets: dict[tuple[bool, frozenset[TermId]], ox.NamedNode] = {}  # the sets of nodes that the store holds
        self._held: set[ox.NamedNode] = set()  # the graphs that it holds beside
        self._store: ox.Store | None = None
        if asked:
            self._store = ox.Store()
            entering = self.entering(quads)
            while some := tuple(islice(entering, _AT_ONCE)):
                self._store.bulk_extend(some)
        else:
            deque(self.entering(quads), maxlen=0)

    def update(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Take quads out and put others in."""
        self._by_value = None
        for quad in removed:
            if quad.graph_name == _DEFAULT and self._has(quad):
                self._take_out(quad)
                if self._store is not None:
                    self._store.remove(quad)
        for quad in added:
            if quad.graph_name == _DEFAULT and not self._has(quad):
                self._enter(quad)
                if self._store is not None:
                    self._store.add(quad)

    # -- looking things up ------------------------------------------------------------------------

    def as_in_graph(self, term: Term) -> Term:
        """The term of the graph that a solution means: Oxigraph keeps the value of a number or date, not its digits."""
        if not isinstance(term, ox.Literal) or term in self._ids or not has_value(term):
            return term
        if self._by_value is None:
            known = [one for one in self.terms if isinstance(one, ox.Literal) and has_value(one)]
            self._by_value = dict(zip(reversed(_as_stored(known)), reversed(known), strict=True))
        return self._by_value.get(term, term)

    def statements(
        self, nodes: set[TermId], besides: Collection[Term]
    ) -> dict[TermId, list[tuple[ox.NamedNode, TermId]]]:
        """Property and object of the triples about each of some nodes, leaving out some properties."""
        found: dict[TermId, list[tuple[ox.NamedNode, TermId]]] = {}
        for predicate, column in self._objects.items():
            for node in column.keys() & nodes if predicate not in besides else ():
                found.setdefault(node, []).extend((predicate, value) for value in column[node])
        return found

    def instances(self, class_: Term, among: set[TermId] | None = None) -> set[TermId]:
        """The SHACL instances of a class: the nodes, all or some, with a type that is the class or below it."""
        names = self._closure(PropertyPath("inverse", parts=(predicate_path(SUBCLASS),)), {self.id_of(class_)})
        if among is not None and len(among) <= _FEW:
            types = self.objects(TYPE)
            return {node for node in among if not names.isdisjoint(types.get(node, ()))}
        of_type = self.subjects(TYPE)
        found: set[TermId] = set()
        for name in names:
            found.update(of_type.get(name, ()))
        return found if among is None else found & among

    def having(self, nodes: set[TermId], predicate: ox.NamedNode, value: TermId) -> set[TermId]:
        """Those of some nodes that have a value for a property."""
        if len(nodes) <= _FEW:
            column = self.objects(predicate)
            return {node for node in nodes if value in column.get(node, ())}
        return nodes.intersection(self.subjects(predicate).get(value, ()))

    def focus_nodes(self, targets: Iterable[tuple[str, Term]], among: set[TermId] | None = None) -> set[TermId]:
        """The focus nodes that the targets of a shape name, all or those among some nodes."""
        if among is not None:
            return self._focus_among(targets, among)
        found: set[TermId] = set()
        for kind, value in targets:
            if kind == "targetNode":
                found.add(self.id_of(value))
            elif kind == "targetClass":
                found |= self.instances(value)
            elif isinstance(value, ox.NamedNode):
                found.update(self.objects(value) if kind == "targetSubjectsOf" else self.subjects(value))
        return found

    def _focus_among(self, targets: Iterable[tuple[str, Term]], nodes: set[TermId]) -> set[TermId]:
        found: set[TermId] = set()
        for kind, value in targets:
            if kind == "targetNode":
                found |= nodes & {self.id_of(value)}
            elif kind == "targetClass":
                found |= self.instances(value, nodes)
            elif isinstance(value, ox.NamedNode):
                column = self.objects(value) if kind == "targetSubjectsOf" else self.subjects(value)
                found |= {node for node in nodes if node in column}
        return found

    def value_nodes(self, path: PropertyPath, nodes: Iterable[TermId]) -> ValueNodes:
        """The value nodes of each node along a path, each once; nodes without any are left out."""
        if path.predicate is not None:
            column = self.objects(path.predicate)
            return {node: column[node] for node in nodes if node in column}
        if path.kind == "inverse" and path.parts[0].predicate is not None:
            column = self.subjects(path.parts[0].predicate)
            return {node: column[node] for node in nodes if node in column}
        return {node: values for node in nodes if (values := self.reachable(path, {node}))}

    def reachable(self, path: PropertyPath, nodes: set[TermId]) -> set[TermId]:
        """All nodes at the end of a path from any of some nodes."""
        if path.predicate is not None:
            return _step(self.objects(path.predicate), nodes)
        if path.kind == "inverse":
            return self.reaching(path.parts[0], nodes)
        if path.kind == "sequence":
            for part in path.parts:
                nodes = self.reachable(part, nodes)
            return nodes
        if path.kind == "alternative":
            return {value for part in path.parts for value in self.reachable(part, nodes)}
        if path.kind == "zeroOrOne":
            return nodes | self.reachable(path.parts[0], nodes)
        return self._closure(
            path.parts[0], nodes if path.kind == "zeroOrMore" else self.reachable(path.parts[0], nodes)
        )

    def _closure(self, path: PropertyPath, nodes: set[TermId]) -> set[TermId]:
        """The nodes and all that any number of steps along a path leads to."""
        found, new = set(nodes), nodes
        while new:
            new = self.reachable(path, new) - found
            found |= new
        return found

    def reaching(self, path: PropertyPath, nodes: set[TermId]) -> set[TermId]:
        """All nodes from which a path leads to any of some nodes."""
        if path.predicate is not None:
            return _step(self.subjects(path.predicate), nodes)
        return self.reachable(inverse(path), nodes)

    def store(self, nodes: set[TermId], numbered: bool = False) -> tuple[ox.Store, ox.NamedNode]:
        """The graph as a store for SPARQL, and the name of a graph of it that holds some nodes.

        For each of them there is a quad `name name node name`; with `numbered` its subject says which
        it is. Sets are kept, not replaced: in Oxigraph's memory what was removed still lies in the way
        of every search.
        """
        assert self._store is not None, "a graph that is not to be asked"
        key = numbered, frozenset(nodes)
        name = self._sets.get(key)
        if name is None:
            name = self._sets[key] = ox.NamedNode(f"urn:shacl:nodes:{len(self._sets)}")
            self._store.extend(
                ox.Quad(ox.NamedNode(f"{_NUMBER}{node}") if numbered else name, name, self.terms[node], name)
                for node in key[1]
            )
        return self._store, name

    def numbered(self, term: Term) -> TermId:
        """The node that a subject of a numbered graph stands for."""
        assert isinstance(term, ox.NamedNode)
        return int(term.value.removeprefix(_NUMBER))

    def hold(self, name: ox.NamedNode, quads: tuple[ox.Quad, ...]) -> None:
        """Have the store hold other quads as a graph with a name."""
        store, _ = self.store(set())
        if name not in self._held:
            self._held.add(name)
            store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)


def has_value(literal: ox.Literal) -> bool:
    """Whether Oxigraph keeps a literal as a value: all of XML Schema but texts."""
    return literal.datatype.value.startswith(XSD) and literal.datatype.value != XSD + "string"


def _as_stored(literals: list[ox.Literal]) -> list[Term]:
    """Literals as Oxigraph gives them back."""
    name = ox.NamedNode("urn:shacl:literal")
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"{_NUMBER}{n}"), name, literal) for n, literal in enumerate(literals))
    found: list[Term] = list(literals)
    for quad in store:
        assert isinstance(quad.subject, ox.NamedNode)
        found[int(quad.subject.value.removeprefix(_NUMBER))] = quad.object
    return found


def _step(column: Column, nodes: set[TermId]) -> set[TermId]:
    """All values that a column has for some nodes."""
    return {value for node in nodes if node in column for value in column[node]}
