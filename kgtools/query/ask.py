"""A question of the library, found, bound and asked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term
from kgtools.query.parameters import Bound, bind
from kgtools.query.questions import find_question
from kgtools.sparql.execute import Answer, ask
from kgtools.values import dates, periods


def prepare(root: Path, store: Store, name: str, given: Mapping[str, str]) -> tuple[Bound, str]:
    """Find a question and bind its parameters: the bound question, and the name of its file for messages."""
    question = find_question(root, name)
    return bind(store, question, given), f"{question.name}.rq"


def outside(root: Path, store: Store, name: str, given: Mapping[str, str]) -> str:
    """Of a question without answer in a time: how many rows there are in any time, and of which years; else nothing."""
    timed = {"from", "to"} & given.keys()
    if not timed:
        return ""
    found = run(root, store, name, {key: value for key, value in given.items() if key not in timed})
    if not isinstance(found, Answer) or not found.rows:
        return ""
    options = " and ".join(f"--{option}" for option in sorted(timed))
    span = periods.reach(_day(store, term) for row in found.rows for term in row)
    return f"; without {options} there are {len(found.rows)}{f', of {span}' if span else ''}"


def _day(store: Store, term: Term | None) -> datetime.date | None:
    """The first day of a date among the values of a row; None for anything else."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.base() + "date/"):
        return dates.parse(labels.identifier(term)).earliest
    if isinstance(term, ox.Literal) and term.datatype.value == namespaces.XSD + "date":
        return datetime.date.fromisoformat(term.value[:10])
    return None


def run(root: Path, store: Store, name: str, given: Mapping[str, str]) -> Answer | bool | list[ox.Triple]:
    """Find a question, bind its parameters and ask it."""
    bound, file = prepare(root, store, name, given)
    return ask(store, bound.sparql, file)
