"""Triples of numbered terms by property, small enough for ten million of them, kept up to date by differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kgtools.shacl.vocabulary import Term

# Terms are numbered once, because a set or dictionary of numbers is ten times faster than one of terms.
TermId = int
# One property: its objects by subject, or its subjects by object, each once.
Column = dict[TermId, Sequence[TermId]]

_DEFAULT = ox.DefaultGraph()
_EMPTY: Column = {}


class NumberedTriples:
    """The triples of the default graph of some quads: the objects of a property by subject, its subjects by object.

    Most places have one value. That is a tuple, one for each term, which all places share; so do places with the same
    values, such as the types of claims. A list for each place takes three times the memory.
    """

    def __init__(self) -> None:
        self.terms: list[Term] = []  # by their number
        self._ids: dict[Term, TermId] = {}
        self._alone: list[tuple[TermId]] = []  # each number as the only value
        self._objects: dict[ox.NamedNode, Column] = {}
        self._subjects: dict[ox.NamedNode, Column] = {}

    def id_of(self, term: Term) -> TermId:
        """The number of a term, which may be new."""
        found = self._ids.get(term)
        if found is None:
            found = self._ids[term] = len(self.terms)
            self.terms.append(term)
            self._alone.append((found,))
        return found

    def ids_of(self, terms: Iterable[Term]) -> set[TermId]:
        """The numbers of some terms."""
        return {self.id_of(term) for term in terms}

    def objects(self, predicate: ox.NamedNode) -> Column:
        """Subject to objects, for one property."""
        return self._objects.get(predicate, _EMPTY)

    def subjects(self, predicate: ox.NamedNode) -> Column:
        """Object to subjects, for one property."""
        if predicate not in self._subjects:
            column = self._subjects[predicate] = {}
            for subject, objects in self.objects(predicate).items():
                for object_ in objects:
                    self._put(column, object_, subject)
        return self._subjects[predicate]

    def entering(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The quads of the default graph one after the other, as they are entered; those that repeat count once."""
        ids, id_of, alone, columns = self._ids, self.id_of, self._alone, self._objects
        for quad in quads:
            subject, predicate, object_, graph = quad
            if graph != _DEFAULT:
                continue
            at, value = ids.get(subject), ids.get(object_)
            at = id_of(subject) if at is None else at
            value = id_of(object_) if value is None else value
            column = columns.get(predicate)
            if column is None:
                column = columns[predicate] = {}
            known = column.get(at)
            if known is None:
                column[at] = alone[value]
            elif isinstance(known, list):
                known.append(value)  # whether it is there already is looked at in the end, at once for all
            elif known[0] != value:
                column[at] = [known[0], value]
            yield quad
        shared: dict[tuple[TermId, ...], tuple[TermId, ...]] = {}
        for column in columns.values():
            for at, known in column.items():
                if isinstance(known, list):
                    values = (*dict.fromkeys(known),)
                    column[at] = shared.setdefault(values, values)

    def _has(self, quad: ox.Quad) -> bool:
        """Whether a triple is there."""
        at, value = self._ids.get(quad.subject), self._ids.get(quad.object)
        return at is not None and value is not None and value in self.objects(quad.predicate).get(at, ())

    def _enter(self, quad: ox.Quad) -> None:
        """Enter a triple that is not there."""
        at, value = self.id_of(quad.subject), self.id_of(quad.object)
        self._put(self._objects.setdefault(quad.predicate, {}), at, value)
        if quad.predicate in self._subjects:
            self._put(self._subjects[quad.predicate], value, at)

    def _take_out(self, quad: ox.Quad) -> None:
        """Take out a triple that is there."""
        at, value = self.id_of(quad.subject), self.id_of(quad.object)
        _take(self._objects[quad.predicate], at, value)
        if quad.predicate in self._subjects:
            _take(self._subjects[quad.predicate], value, at)

    def _put(self, column: Column, key: TermId, value: TermId) -> None:
        known = column.get(key)
        if known is None:
            column[key] = self._alone[value]
        elif isinstance(known, list):
            known.append(value)
        else:
            column[key] = [*known, value]


def _take(column: Column, key: TermId, value: TermId) -> None:
    """Take a value out of a column."""
    known = column[key]
    if isinstance(known, list) and len(known) > 1:
        known.remove(value)
    elif left := tuple(one for one in known if one != value):
        column[key] = left
    else:
        del column[key]
