"""Parameters of questions, bound to terms."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles import fingerprints
from kgtools.errors import UsageError, nearest, nearest_word
from kgtools.graph.reading import Store
from kgtools.graph.terms import text
from kgtools.messages import Message
from kgtools.query import lookup
from kgtools.query.questions import _DAY, _NUMBER, _YEAR, Parameter, Question, placeholder
from kgtools.values import periods

_LISTED = 20  # terms that an error names; more would hide it


@dataclass(frozen=True)
class Bound:
    """A question with its parameters bound: its SPARQL, the things that words were taken for, and its `keys`."""

    sparql: str
    assumed: tuple[lookup.Found, ...] = ()
    keys: tuple[str, ...] = ()


def bind(store: Store, question: Question, given: Mapping[str, str]) -> Bound:
    """A question with the given values for its parameters.

    Values of type `thing` may be an id, an IRI or a label in any language. Raises UsageError for
    an unknown parameter, an unknown or ambiguous thing, or a value of the wrong type.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    if {"from", "to"} <= given.keys() and all(re.fullmatch(_YEAR, given[name]) for name in ("from", "to")):
        periods.period(given["from"], given["to"])
    sparql = question.sparql
    assumed = []
    for name, words in given.items():
        if name not in known:
            hint = nearest(name, known) or (
                f"its parameters are {', '.join(known)}" if known else "it takes no parameters"
            )
            raise UsageError(f"the question '{question.name}' has no parameter '{name}'; {hint}")
        match = re.search(placeholder(name), sparql)
        assert match is not None  # read_question has made sure
        if known[name].type == "thing":
            found = lookup.find(store, words)
            term: ox.NamedNode | ox.Literal = found.thing
            assumed += [found] if found.alike else []
        else:
            term = _term(store, known[name], words)
        sparql = f"{sparql[: match.start(2)]} {term} {sparql[match.end(2) :]}"
    return Bound(sparql, tuple(assumed), question.keys)


def _term(store: Store, parameter: Parameter, words: str) -> ox.NamedNode | ox.Literal:
    xsd = namespaces.XSD
    if parameter.type in ("class", "property") or parameter.type.startswith("code "):
        return _find_term(store, parameter, words)
    if parameter.type == "year" and re.fullmatch(_YEAR, words):
        return ox.Literal(words, datatype=ox.NamedNode(xsd + "integer"))
    if parameter.type == "date" and re.fullmatch(_DAY, words) and _exists(words):
        return ox.Literal(words, datatype=ox.NamedNode(xsd + "date"))
    if parameter.type == "number" and re.fullmatch(_NUMBER, words):
        return ox.Literal(words, datatype=ox.NamedNode(xsd + "decimal"))
    expected = Message(f"error.expected.{parameter.type}")
    raise UsageError(Message("error.parameter-wrong", parameter=parameter.name, words=words, expected=expected))


def _exists(day: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(day))
    except ValueError:
        return False


def _find_term(store: Store, parameter: Parameter, words: str) -> ox.NamedNode:
    """The class, property or code that a label in any language, an IRI or its end names.

    Among properties are the indicators, which say of a figure what a property says of a fact.
    """
    known: dict[str, ox.NamedNode] = {}
    choices = _choices(store, parameter.type)
    for node, end in choices.items():
        labels = store.quads_for_pattern(node, ox.NamedNode(namespaces.RDFS + "label"), None, ox.DefaultGraph())
        called = [node.value, namespaces.shorten(node.value), end]
        known |= dict.fromkeys(called + [text(label.object) for label in labels], node)
    wanted = fingerprints.fold(words).letters
    for name, node in known.items():
        if wanted and fingerprints.fold(name).letters == wanted:
            return node
    ends = sorted(choices.values())
    near = nearest_word(words, known)
    listed: str | Message = ", ".join(ends[:_LISTED])
    if len(ends) > _LISTED:
        listed = Message("error.and-more", listed=listed, number=len(ends) - _LISTED)
    hint = Message("error.alike", word=near) if near else Message("error.one-of", choices=listed)
    values = {"parameter": parameter.name, "type": parameter.type, "words": words, "hint": hint}
    raise UsageError(Message("error.parameter-unknown", **values))


def _choices(store: Store, kind: str) -> dict[ox.NamedNode, str]:
    """The terms that a parameter of a type takes, each with the end of its IRI; of properties those in use."""
    if kind == "property":
        used = [
            quad.object
            for leads in (namespaces.RDF + "predicate", namespaces.term("indicator"))
            for quad in store.quads_for_pattern(None, ox.NamedNode(leads), None, ox.DefaultGraph())
        ]
        terms = [term for term in used if isinstance(term, ox.NamedNode)]
        folders: tuple[str, ...] = (*namespaces.term_spaces(), namespaces.things() + "indicator/")
    else:
        in_list = kind != "class"
        marked = namespaces.SKOS + "inScheme" if in_list else namespaces.RDFS + "subClassOf"
        quads = store.quads_for_pattern(None, ox.NamedNode(marked), None, ox.DefaultGraph())
        terms = [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]
        folders = namespaces.term_spaces()
        if in_list:
            folders = tuple(f"{space}{kind.removeprefix('code ')}/" for space in namespaces.code_spaces())
    return {
        term: term.value.removeprefix(folder) for term in terms for folder in folders if term.value.startswith(folder)
    }
