"""The border between RDF terms and Python: every term read from the store becomes a value here.

Each function takes one sort of term and raises TypeError for any other, so that an odd term is found
where it comes in, and not shown as an empty text. A variable that a query leaves unbound is None; who
expects that says what it stands for: `text(note, default="")`.
"""

from __future__ import annotations

import datetime

import pyoxigraph as ox

from kgtools import namespaces

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def text(term: Term | None, default: str | None = None) -> str:
    """The lexical form of a literal.

    >>> text(ox.Literal("дос", language="kk"))
    'дос'
    >>> text(None, default="")
    ''
    """
    if isinstance(term, ox.Literal):
        return term.value
    return _otherwise(term, default, "a literal")


def iri(term: Term | None, default: str | None = None) -> str:
    """The IRI of a named node."""
    if isinstance(term, ox.NamedNode):
        return term.value
    return _otherwise(term, default, "an IRI")


def short(term: Term | None, default: str | None = None) -> str:
    """The id or prefixed name of a named node; that of a claim is its article and number.

    >>> short(ox.NamedNode("https://w3id.org/tandem-kg/id/state/kazakhstan"))
    'state/kazakhstan'
    >>> short(ox.NamedNode("https://w3id.org/tandem-kg/claim/musina-dynamics/f001"))
    'musina-dynamics/f001'
    """
    if isinstance(term, ox.NamedNode):
        return namespaces.shorten(term.value).removeprefix("claim/")
    return _otherwise(term, default, "an IRI")


def code(term: Term | None, default: str | None = None) -> str:
    """The code that a node of a code list stands for.

    >>> code(ox.NamedNode("https://w3id.org/tandem-kg/code/modality/planned"))
    'planned'
    """
    if isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.CODE):
        return term.value.rpartition("/")[2]
    return _otherwise(term, default, "a code")


def truth(term: Term | None) -> bool:
    """The value of a boolean."""
    if isinstance(term, ox.Literal) and term.value in ("true", "false", "1", "0"):
        return term.value in ("true", "1")
    raise TypeError(f"expected a boolean, found {term}")


def whole(term: Term | None) -> int:
    """The value of a whole number."""
    if isinstance(term, ox.Literal) and term.value.lstrip("-").isdecimal():
        return int(term.value)
    raise TypeError(f"expected a whole number, found {term}")


def day(term: Term | None) -> datetime.date | None:
    """The value of an `xsd:date`; None if it is unbound.

    >>> day(ox.Literal("2021-12-06", datatype=ox.NamedNode(namespaces.XSD + "date")))
    datetime.date(2021, 12, 6)
    """
    return None if term is None else datetime.date.fromisoformat(text(term))


def node(term: Term | None) -> ox.NamedNode:
    """The term itself, which must be a named node."""
    if isinstance(term, ox.NamedNode):
        return term
    raise TypeError(f"expected an IRI, found {term}")


def _otherwise(term: Term | None, default: str | None, expected: str) -> str:
    if term is None and default is not None:
        return default
    raise TypeError(f"expected {expected}, found {'nothing' if term is None else term}")
