"""The syntax rules of SHACL (https://www.w3.org/TR/shacl/#syntax-rules): what makes a shape ill-formed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

import pyoxigraph as ox

from kgtools.shacl.shapes.shapes_graph import ShapesGraph
from kgtools.shacl.vocabulary import CLASSES, PROPERTIES, RDF, SEVERITIES, SH, TYPE, XSD, Term

Fault = tuple[str, str]  # what was found, and what was expected
Test = Callable[[Term], bool]

ONLY_WITH_A_PATH = frozenset(("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals",
                              "qualifiedValueShape"))  # fmt: skip
_ONCE = ("closed", "ignoredProperties", "datatype", "deactivated", "flags", "in", "languageIn", "maxCount",
         "maxExclusive", "maxInclusive", "maxLength", "minCount", "minExclusive", "minInclusive", "minLength",
         "nodeKind", "path", "pattern", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape",
         "qualifiedValueShapesDisjoint", "severity", "uniqueLang", "optional")  # fmt: skip
_IRIS = ("class", "datatype", "disjoint", "equals", "lessThan", "lessThanOrEquals", "targetClass", "targetSubjectsOf",
         "targetObjectsOf", "severity")  # fmt: skip
_NUMBERS = ("maxCount", "minCount", "maxLength", "minLength", "qualifiedMaxCount", "qualifiedMinCount")
_BOOLEANS = ("closed", "qualifiedValueShapesDisjoint", "uniqueLang", "optional")
_LITERALS = ("maxExclusive", "maxInclusive", "minExclusive", "minInclusive")
_TEXTS = ("pattern", "flags", "select", "ask")
_MESSAGES = ("message", "name", "description", "labelTemplate")
_LISTS = ("and", "or", "xone", "in", "languageIn", "ignoredProperties")
# IRIs that were meant to be SHACL's: with another scheme, host or sign at the end.
_NAMESPACE = re.compile(r"https?://(?:www\.)?w3\.org/(?:ns|TR)/shacl(?:[/#].*)?", re.IGNORECASE)


def _literal(*datatypes: str) -> Test:
    return lambda term: isinstance(term, ox.Literal) and (not datatypes or term.datatype.value in datatypes)


def _is_number(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value == XSD + "integer" and term.value.isdecimal()


_RULES: dict[str, tuple[Test, str]] = {
    **dict.fromkeys(_IRIS, (lambda term: isinstance(term, ox.NamedNode), "an IRI")),
    **dict.fromkeys(_NUMBERS, (_is_number, "a whole number")),
    **dict.fromkeys(_BOOLEANS, (_literal(XSD + "boolean"), "true or false")),
    **dict.fromkeys(_LITERALS, (_literal(), "a literal")),
    **dict.fromkeys(_TEXTS, (_literal(XSD + "string"), "a text without a language")),
    **dict.fromkeys(_MESSAGES, (_literal(XSD + "string", RDF + "langString"), "a text")),
    "deactivated": (lambda term: term in (ox.Literal(True), ox.Literal(False)), "true or false"),
    "targetNode": (lambda term: isinstance(term, ox.NamedNode | ox.Literal), "an IRI or a literal"),
    "sparql": (lambda term: not isinstance(term, ox.Literal), "an IRI or a blank node"),
    "order": (_literal(XSD + "integer", XSD + "decimal"), "a number"),
}


def faults(graph: ShapesGraph, node: Term) -> dict[str, Fault]:
    """What makes a shape, or a node with a query, ill-formed, by SHACL's property."""
    found: dict[str, Fault] = {}
    for name in graph.terms(node):
        values = graph.objects(node, name)
        test, expected = _RULES.get(name, (None, ""))
        wrong = [value for value in values if test and not test(value)]
        if name in _ONCE and len(values) > 1:
            found[name] = f"sh:{name} given {len(values)} times", "one value"
        elif wrong:
            found[name] = f"sh:{name} {shown(wrong[0])}", expected
        elif name in _LISTS:
            found.update((name, fault) for value in values for fault in _of_list(graph, node, name, value))
    typed = graph.properties[node].get(TYPE.value, [])
    has_path = bool(graph.objects(node, "path"))
    if ox.NamedNode(SH + "PropertyShape") in typed and not has_path:
        found["path"] = "a sh:PropertyShape without a sh:path", "a path"
    elif ox.NamedNode(SH + "NodeShape") in typed and has_path:
        found["path"] = "a sh:NodeShape with a sh:path", "sh:PropertyShape"
    for name in ONLY_WITH_A_PATH & set(graph.terms(node)):
        if not has_path:
            found[name] = f"sh:{name} without a path", ""
    return found


def _of_list(graph: ShapesGraph, node: Term, name: str, head: Term) -> Iterator[Fault]:
    """What is wrong with the members of a list; a list that is broken is told where it is read."""
    members = [] if graph.is_broken(head) else graph.members(node, head)
    for member in members:
        if name == "ignoredProperties" and not isinstance(member, ox.NamedNode):
            yield f"sh:{name} with {shown(member)}", "IRIs"
        elif name == "languageIn" and not _literal(XSD + "string")(member):
            yield f"sh:{name} with {shown(member)}", "texts without a language"
        elif name in ("and", "or", "xone") and isinstance(member, ox.Literal):
            yield f"sh:{name} with {shown(member)}", "shapes"


def misspelt(graph: ShapesGraph, node: Term) -> Iterator[Fault]:
    """The terms on a node that are nearly SHACL's: another namespace, or a class or severity that it does not have."""
    properties = graph.properties[node]
    types = [value.value for value in properties.get(TYPE.value, []) if isinstance(value, ox.NamedNode)]
    for iri in (*properties, *types):
        if not iri.startswith(SH) and "w3" in iri and _NAMESPACE.fullmatch(iri):
            yield f"the term <{iri}>", f"the namespace {SH}"
    severities = [value.value for value in graph.objects(node, "severity") if isinstance(value, ox.NamedNode)]
    for iris, known in ((types, CLASSES), (severities, SEVERITIES)):
        for name in (iri.removeprefix(SH) for iri in iris if iri.startswith(SH)):
            if name not in known and nearest(name, known):
                yield f"sh:{name}", nearest(name, known)


def nearest(name: str, known: frozenset[str] = PROPERTIES) -> str:
    """The SHACL term that a misspelt one is nearest to; empty if there is none.

    >>> nearest("minCoutn"), nearest("colour")
    ('sh:minCount', '')
    """
    found = get_close_matches(name, sorted(known), 1, cutoff=0.85)
    return f"sh:{found[0]}" if found else ""


def shown(term: Term) -> str:
    """A term in a message: a blank node's label, which changes with every reading, left out."""
    return "a blank node" if isinstance(term, ox.BlankNode) else str(term)
