"""Statements compared by what they say, since some engines write numbers and truth values in their own way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.terms import Term

Statement = tuple[Term, Term, Term]
_NUMBERS = {namespaces.XSD + name for name in ("integer", "decimal")}
_BOOLEAN = namespaces.XSD + "boolean"


def by_meaning(statements: Iterable[Statement]) -> dict[str, str]:
    """For each statement, by what it says, how it is written: a line of N-Triples.

    >>> number = ox.Literal("4.90", datatype=ox.NamedNode(namespaces.XSD + "decimal"))
    >>> by_meaning([(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), number)])
    {'<urn:a> <urn:b> 4.9': '<urn:a> <urn:b> "4.90"^^<http://www.w3.org/2001/XMLSchema#decimal> .'}
    """
    return {f"{s} {p} {_value(o)}": f"{s} {p} {o} ." for s, p, o in statements}


def digest(meanings: Iterable[str]) -> str:
    """A fingerprint of statements, by what they say, in whatever order."""
    return hashlib.sha256("\n".join(sorted(meanings)).encode()).hexdigest()


def _value(term: Term) -> str:
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if datatype == _BOOLEAN:
            return "true" if term.value in ("true", "1") else "false"
        if datatype in _NUMBERS:
            try:
                return f"{Decimal(term.value).normalize():f}"
            except InvalidOperation:
                return str(term)
    return str(term)
