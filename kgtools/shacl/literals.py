"""Single values: whether a term is of a datatype or kind, matches a pattern, and how literals compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

import pyoxigraph as ox

from kgtools import namespaces

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Test = Callable[[Term], bool]
_INTEGER = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DOUBLE = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# The lexical forms of XML Schema (https://www.w3.org/TR/xmlschema11-2/) for the datatypes that shapes may ask for.
_FORMS = {
    "string": r"(?s:.*)",
    "anyURI": r"(?s:.*)",
    "boolean": "true|false|1|0",
    "integer": _INTEGER,
    "decimal": _DECIMAL,
    "float": _DOUBLE,
    "double": _DOUBLE,
    "date": rf"({_DAY}){_ZONE}",
    "dateTime": rf"({_DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(?:\.[0-9]+)?{_ZONE}",
}
_WHOLE = {  # the types derived from xsd:integer that shapes use, by their smallest value
    "nonNegativeInteger": 0,
    "positiveInteger": 1,
}
_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (ox.NamedNode,),
    "Literal": (ox.Literal,),
    "BlankNode": (ox.BlankNode,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE}


def test(parameter: str, value: Term, flags: str) -> Test:
    """The test that `sh:datatype`, `sh:nodeKind` or `sh:pattern` with a value puts to a term.

    Raises ValueError for a value that is not known, in words that follow the parameter's name.
    """
    if parameter == "pattern":
        return _pattern(value, flags)
    name = value.value if isinstance(value, ox.NamedNode) else str(value)
    if parameter == "nodeKind":
        kinds = _KINDS.get(name.rpartition("#")[2])
        if kinds is None:
            raise ValueError(name)
        return lambda term: isinstance(term, kinds)
    return _datatype(name)


def _pattern(value: Term, flags: str) -> Test:
    """Whether the text of a term matches somewhere (sh:pattern is SPARQL's REGEX; `^` and `$` tie it down)."""
    if not isinstance(value, ox.Literal):
        raise ValueError(f"{value}, not a text")
    # The regular expressions of XPath and of Python mean the same but for extensions, which are refused.
    if re.search(r"\(\?|\\[^nrtdDsSwW\\|.?*+(){}\[\]^$\-]", value.value):
        raise ValueError(f'"{value.value}" with signs that only some engines know')
    unknown = set(flags) - set(_FLAGS)
    if unknown:
        raise ValueError(f"with the flag {''.join(sorted(unknown))}")
    try:
        compiled = re.compile(value.value, sum(_FLAGS[flag] for flag in set(flags)))
    except re.error as error:
        raise ValueError(f'"{value.value}", which is no regular expression ({error})') from None
    return lambda term: isinstance(term, ox.NamedNode | ox.Literal) and bool(compiled.search(term.value))


def _datatype(iri: str) -> Test:
    """Whether a term is a literal of the datatype and, as the standard asks, well formed."""
    if iri == namespaces.RDF + "langString":
        return lambda term: isinstance(term, ox.Literal) and term.language is not None
    name = iri.removeprefix(namespaces.XSD)
    if name not in _FORMS and name not in _WHOLE:
        raise ValueError(iri)
    form = re.compile(_FORMS.get(name, _INTEGER))

    def right(term: Term) -> bool:
        if not isinstance(term, ox.Literal) or term.datatype.value != iri:
            return False
        match = form.fullmatch(term.value)
        if match is None:
            return False
        if name in _WHOLE:
            return int(term.value) >= _WHOLE[name]
        return name not in ("date", "dateTime") or _on_the_calendar(match[1])

    return right


def _on_the_calendar(day: str) -> bool:
    try:
        (datetime if "T" in day else date).fromisoformat(day)
    except ValueError:
        return False
    return True


def speaks(term: Term, ranges: Iterable[str]) -> bool:
    """Whether a term has a language tag that SPARQL's langMatches finds in one of the ranges."""
    if not isinstance(term, ox.Literal) or not term.language:
        return False
    tag = term.language.lower()
    return any(range_ == "*" or tag == range_ or tag.startswith(range_ + "-") for range_ in ranges)


_EMPTY = ox.Store()
_SMALL = ox.NamedNode(namespaces.XSD + "integer")


def holding(pairs: Iterable[tuple[Term, Term]], operator: str) -> set[tuple[Term, Term]]:
    """The pairs for which SPARQL's `<` or `<=` is true; values that cannot be compared are not among them."""
    found: set[tuple[Term, Term]] = set()
    rest = []
    for pair in pairs:
        left, right = pair
        if not isinstance(left, ox.Literal) or not isinstance(right, ox.Literal):
            continue
        if left.datatype == _SMALL == right.datatype and left.value.isdecimal() and right.value.isdecimal():
            small, large = int(left.value), int(right.value)
            if small < large or (small == large and operator == "<="):
                found.add(pair)
        else:
            rest.append(pair)
    if rest:
        rows = "\n".join(f"({number} {left} {right})" for number, (left, right) in enumerate(rest))
        query = f"SELECT ?n WHERE {{ VALUES (?n ?a ?b) {{ {rows} }} FILTER(?a {operator} ?b) }}"
        answer = _EMPTY.query(query)
        assert isinstance(answer, ox.QuerySolutions)
        found |= {rest[int(row["n"].value)] for row in answer if isinstance(row["n"], ox.Literal)}
    return found
