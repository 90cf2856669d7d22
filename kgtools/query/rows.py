"""Rows for readers: one for each thing that a question asks about, with all its values in one cell.

SPARQL gives a row for each combination of values. A question says in its header what a row for readers is about
(`# one row: document`), and the rows that tell of one such thing are put together here. Nothing is dropped.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import product

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term
from kgtools.messages import message
from kgtools.query.questions import JOINT
from kgtools.sparql.execute import Answer
from kgtools.values import dates

Cell = tuple[Term, ...]  # the values of one cell, each once; empty if there is none
Row = list[Cell]
_NUMBERS = (namespaces.XSD + "integer", namespaces.XSD + "decimal")
_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(namespaces.RDF + name) for name in ("subject", "predicate", "object"))


def _date_space() -> str:
    return namespaces.base() + "date/"


def group(store: Store, answer: Answer, keys: Collection[str] = (), language: str = "") -> list[Row]:
    """The rows of an answer for readers: those that agree in the columns `keys` become one.

    Without `keys` every row stays by itself. With a key such as `speaker+` those who say a thing together count as one:
    the values of rows that agree in everything else. In a cell dates stand in their order, and behind them those that
    are less precise; numbers by size; all else by its label in the language. Rows keep the order of the answer, each
    standing where its most precise dates stand.
    """
    return ordered(store, together(answer, keys), language or namespaces.first_language())


def together(answer: Answer, keys: Collection[str] = ()) -> list[Row]:
    """The rows that `group` gives, with the values of a cell in the order of the answer, which is of no language."""
    if not keys:
        return [[() if term is None else (term,) for term in row] for row in answer.rows]
    things: dict[Hashable, list[int]] = {}
    for number, thing in enumerate(_things(answer, keys)):
        things.setdefault(thing, []).append(number)
    found = []
    for numbers in things.values():
        columns = zip(*(answer.rows[number] for number in numbers), strict=True)
        cells = [tuple(dict.fromkeys(term for term in column if term is not None)) for column in columns]
        loose = frozenset[Term]().union(*map(less_precise, cells))
        exact = (number for number in numbers if loose.isdisjoint(term for term in answer.rows[number] if term))
        found.append((next(exact, numbers[0]), cells))
    return [cells for _, cells in sorted(found, key=lambda item: item[0])]


def ordered(store: Store, rows: Iterable[Row], language: str) -> list[Row]:
    """Rows with the values of each cell in the order in which they are read in a language."""
    return [[_ordered(store, cell, language) for cell in row] for row in rows]


def _things(answer: Answer, keys: Collection[str]) -> list[Hashable]:
    """For each row what tells its thing from others: its keys, those with a plus as the set of what stands together."""
    places = {key: answer.columns.index(key.removesuffix(JOINT)) for key in keys}
    joint = {place for key, place in places.items() if key.endswith(JOINT)}
    single = [place for place in places.values() if place not in joint]
    rest = [tuple(term for place, term in enumerate(row) if place not in joint) for row in answer.rows]
    together: dict[tuple[Term | None, ...], set[tuple[int, Term | None]]] = {}
    for row, other in zip(answer.rows, rest, strict=True):
        together.setdefault(other, set()).update((place, row[place]) for place in joint)
    return [
        (tuple(row[place] for place in single), frozenset(together[other]))
        for row, other in zip(answer.rows, rest, strict=True)
    ]


def _ordered(store: Store, cell: Cell, language: str) -> Cell:
    """The values of a cell in the order in which they are read."""
    if len(cell) < 2:
        return cell
    loose = less_precise(cell)

    def place(term: Term) -> tuple[int, float, str]:
        if date := _date(term):
            if term in loose:
                return 1, _length(date), date.edtf
            return 0, (date.earliest or datetime.date.min).toordinal(), date.edtf
        words = label(store, term, language)
        try:
            return 0, float(words), words
        except ValueError:
            return 0, 0, words.casefold()

    return tuple(sorted(cell, key=place))


def less_precise(cell: Cell) -> frozenset[Term]:
    """The dates of a cell within which another of them lies: the same said less precisely."""
    if len(cell) < 2:
        return frozenset()
    known = [(term, date) for term in cell if (date := _date(term))]
    return frozenset(
        term
        for term, date in known
        if any(date.agrees_with(other) and _length(date) > _length(other) for _, other in known)
    )


def _date(term: Term) -> dates.Date | None:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_date_space()):
        return dates.parse(namespaces.edtf(term.value))
    return None


def _length(date: dates.Date) -> int:
    """How many days a date allows, from the first day of the calendar or to its last if it is open."""
    return ((date.latest or datetime.date.max) - (date.earliest or datetime.date.min)).days


def marks(store: Store, rows: Sequence[Row], marking: Mapping[str, Sequence[str]]) -> list[list[tuple[str, ...]]]:
    """For each cell the disagreements about its values, by their ids, sorted.

    A value is disputed if a claim gives it to a thing of the row, another claim gives another value to the same thing
    with the same property, and one disagreement holds both. Dates must exclude each other; of things
    and texts a property may have several. `marking` gives the
    disagreements of each claim, as `kgtools.views.disagreements.marking` does.
    """
    said: dict[tuple[str, Term, Term], set[Term]] = {}  # what the claims of a disagreement say by property
    for claim, entries in marking.items():
        node = ox.NamedNode(f"{namespaces.base()}claim/{claim}")
        parts = [[quad.object for quad in store.quads_for_pattern(node, part, None, ox.DefaultGraph())]
                 for part in (_SUBJECT, _PREDICATE, _OBJECT)]  # fmt: skip
        for entry, (subject, predicate, value) in product(entries, product(*parts)):
            said.setdefault((entry, subject, predicate), set()).add(value)
    disputed: dict[tuple[Term, Term], set[str]] = {}
    for (entry, subject, _), values in said.items():
        for value in values:
            if any(_exclude(value, other) for other in values):
                disputed.setdefault((subject, value), set()).add(entry)

    def about(row: Row, cell: Cell) -> tuple[str, ...]:
        pairs = ((subject, value) for other in row if other is not cell for subject in other for value in cell)
        return tuple(sorted({entry for pair in pairs for entry in disputed.get(pair, ())}))

    return [[about(row, cell) for cell in row] for row in rows]


def _exclude(one: Term, other: Term) -> bool:
    """Whether two values of one property exclude each other: of things and texts a property may have several."""
    first, second = _date(one), _date(other)
    if first and second:
        return not first.agrees_with(second)
    numbers = all(isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS for term in (one, other))
    return numbers and one != other


def lines(cell: Cell, texts: Sequence[str], disagreements: Sequence[str], language: str) -> list[str]:
    """A cell as lines of text, given the text of each value: what else is said of a date, and what is disputed.

    For a day, the year in which it lies and a disagreement: `2021-12-06; also 2021`, `≠ disagreement: signing`.
    """
    loose = less_precise(cell)
    found = [
        message("questions.also", language, date=text) if term in loose else text
        for term, text in zip(cell, texts, strict=True)
    ]
    if loose:
        found = ["; ".join(found)]
    if disagreements:
        found.append(message("questions.disputed", language, disagreements=", ".join(disagreements)))
    return found
