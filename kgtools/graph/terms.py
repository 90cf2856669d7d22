"""The border between RDF terms and Python: nodes are made of ids here, and terms of the store become values.

Each function that reads takes one sort of term and raises TypeError for any other, so that an odd term is
found where it comes in, and not shown as an empty text. A variable that a query leaves unbound is None; who
expects that says what it stands for: `text(note, default="")`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache

import pyoxigraph as ox

from kgtools import namespaces

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

# -- from Python to RDF -----------------------------------------------------------------------------

# What leads from a claim to the things that it speaks of.
SPEAKING = (
    namespaces.RDF + "subject", namespaces.RDF + "object",
    *map(namespaces.term, ("measured", "partner", "indicator", "about", "speaker", "origin", "reporter")),
)  # fmt: skip


def term_node(name: str) -> ox.NamedNode:
    """A class or property of the ontology, by its name."""
    return _node(namespaces.term(name))  # the same name may be another project's own term


@cache
def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def entity_node(identifier: str) -> ox.NamedNode:
    """An entity or an article, by its id."""
    return ox.NamedNode(namespaces.entity(identifier))


def code_node(code_list: str, value: str) -> ox.NamedNode:
    """A code of a code list."""
    return ox.NamedNode(namespaces.code(f"{code_list}/{value}"))


def curie_node(curie: str, prefixes: Mapping[str, str] | None = None) -> ox.NamedNode:
    """The node of a prefixed name.

    >>> curie_node("rdf:type").value
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
    """
    prefix, _, local = curie.partition(":")
    known = namespaces.STANDARD if prefix in namespaces.STANDARD else prefixes or namespaces.prefixes()
    return ox.NamedNode(known[prefix] + local)


def literal(value: str, datatype: str) -> ox.Literal:
    """A literal with a datatype of XML Schema.

    >>> literal("2021-12-06", "date").datatype.value
    'http://www.w3.org/2001/XMLSchema#date'
    """
    return ox.Literal(value, datatype=_datatype(datatype))


@cache
def _datatype(name: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.XSD + name)


# -- from RDF to Python -----------------------------------------------------------------------------


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


def language_tag(term: Term | None) -> str:
    """The language of a literal, as the project writes its tag; empty if it has none.

    A store may give a tag in small letters.
    """
    if isinstance(term, ox.Literal):
        return namespaces.in_use().tags.get(term.language or "", term.language or "")
    return _otherwise(term, None, "a literal")


def lexical(term: Term | None, default: str | None = None) -> str:
    """Any term as bare text, where the sort does not matter: the IRI, or the lexical form of a literal."""
    if term is None:
        return _otherwise(term, default, "a term")
    return str(term) if isinstance(term, ox.Triple) else term.value


def iri(term: Term | None, default: str | None = None) -> str:
    """The IRI of a named node."""
    if isinstance(term, ox.NamedNode):
        return term.value
    return _otherwise(term, default, "an IRI")


def short(term: Term | None, default: str | None = None) -> str:
    """The id or prefixed name of a named node; that of a claim is its article and number.

    >>> short(ox.NamedNode(namespaces.entity("state/avalon")))
    'state/avalon'
    >>> short(ox.NamedNode(namespaces.claim("short-note", "f001")))
    'short-note/f001'
    """
    if isinstance(term, ox.NamedNode):
        return namespaces.shorten(term.value).removeprefix("claim/")
    return _otherwise(term, default, "an IRI")


def code(term: Term | None, default: str | None = None) -> str:
    """The code that a node of a code list stands for.

    >>> code(ox.NamedNode(namespaces.code("modality/planned")))
    'planned'
    """
    if isinstance(term, ox.NamedNode) and namespaces.is_code(term.value):
        return term.value.rpartition("/")[2]
    return _otherwise(term, default, "a code")


def term_name(term: Term | None, default: str | None = None) -> str:
    """The name of a class or property; of any other node its id or prefixed name.

    >>> term_name(ox.NamedNode(namespaces.term("Treaty")))
    'Treaty'
    """
    if isinstance(term, ox.NamedNode) and namespaces.is_term(term.value):
        return namespaces.term_name(term.value)
    return short(term, default)


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

    >>> day(literal("2021-12-06", "date"))
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
