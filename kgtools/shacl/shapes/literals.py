"""Single values: whether a term is of a datatype or kind, matches a pattern, and how literals compare."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kgtools.shacl.shapes import datatypes
from kgtools.shacl.shapes.datatypes import Test
from kgtools.shacl.shapes.patterns import compile_pattern
from kgtools.shacl.vocabulary import SH, XSD, Term

_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (ox.NamedNode,),
    "Literal": (ox.Literal,),
    "BlankNode": (ox.BlankNode,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}


def make_test(parameter: str, value: Term, flags: str) -> Test:
    """The test that `sh:datatype`, `sh:nodeKind` or `sh:pattern` with a value puts to a term.

    Raises ValueError for a value that cannot be evaluated, in words that follow the parameter's name.
    """
    if parameter == "pattern":
        return _pattern(value, flags)
    if not isinstance(value, ox.NamedNode):
        raise ValueError(f"{value}, which is no IRI")
    if parameter == "datatype":
        return datatypes.test_of(value.value)
    kinds = _KINDS.get(value.value.removeprefix(SH))
    if kinds is None:
        raise ValueError(value.value)
    return lambda term: isinstance(term, kinds)


def _pattern(value: Term, flags: str) -> Test:
    """Whether the text of a term matches somewhere (sh:pattern is SPARQL's REGEX; `^` and `$` tie it down)."""
    if not isinstance(value, ox.Literal):
        raise ValueError(f"{value}, which is no text")
    try:
        compiled = compile_pattern(value.value, flags)
    except ValueError as error:
        raise ValueError(f'"{value.value}", which is no regular expression of XPath ({error})') from None
    return lambda term: isinstance(term, ox.NamedNode | ox.Literal) and bool(compiled.search(term.value))


def matches_language(term: Term, ranges: Iterable[str]) -> bool:
    """Whether a term has a language tag that SPARQL's langMatches finds in one of the ranges, which are in small letters.

    >>> matches_language(ox.Literal("salom", language="uz-Cyrl"), ["uz"])
    True
    """  # noqa: E501
    if not isinstance(term, ox.Literal) or not term.language:
        return False
    tag = term.language.lower()
    return any(wanted == "*" or tag == wanted or tag.startswith(wanted + "-") for wanted in ranges)


_EMPTY = ox.Store()
_INTEGER_TYPE = ox.NamedNode(XSD + "integer")


def _is_small(digits: str) -> bool:
    """Whether digits are a number that Python reads at once, as nearly all are; the rest is left to Oxigraph."""
    return digits.isdecimal() and digits.isascii() and len(digits) < 1000


def satisfying(pairs: Iterable[tuple[Term, Term]], operator: str) -> set[tuple[Term, Term]]:
    """The pairs for which SPARQL's `<` or `<=` is true; values that cannot be compared are not among them.

    >>> one, two = ox.Literal(1), ox.Literal(2)
    >>> satisfying([(one, two), (two, one), (one, ox.Literal("2"))], "<") == {(one, two)}
    True
    """
    found: set[tuple[Term, Term]] = set()
    rest = []
    for pair in pairs:
        left, right = pair
        if not isinstance(left, ox.Literal) or not isinstance(right, ox.Literal) or left.language or right.language:
            continue  # SPARQL has no order of texts with a language, which Oxigraph compares nevertheless
        if left.datatype == _INTEGER_TYPE == right.datatype and _is_small(left.value) and _is_small(right.value):
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
