"""Single values: whether a term is of a datatype or kind, matches a pattern, and how literals compare."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from decimal import Decimal

import pyoxigraph as ox

from kgtools.shacl.vocabulary import RDF, SH, XSD, Term

Test = Callable[[Term], bool]

_INTEGER = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DOUBLE = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
# The lexical forms of XML Schema (https://www.w3.org/TR/xmlschema11-2/) for the datatypes that shapes may ask for.
_FORMS = {
    "string": r"(?s:.*)",
    "anyURI": r"(?s:.*)",
    "boolean": "true|false|1|0",
    "integer": _INTEGER,
    "decimal": _DECIMAL,
    "float": _DOUBLE,
    "double": _DOUBLE,
    "date": rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "time": _TIME + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
}
_RANGES: dict[str, tuple[int | None, int | None]] = {  # the types derived from xsd:integer: smallest and largest value
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
       for name, bits in (("byte", 8), ("short", 16), ("int", 32), ("long", 64))},
    **{name: (0, 2**bits - 1)
       for name, bits in (("unsignedByte", 8), ("unsignedShort", 16), ("unsignedInt", 32), ("unsignedLong", 64))},
}  # fmt: skip
_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (ox.NamedNode,),
    "Literal": (ox.Literal,),
    "BlankNode": (ox.BlankNode,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE}


def make_test(parameter: str, value: Term, flags: str) -> Test:
    """The test that `sh:datatype`, `sh:nodeKind` or `sh:pattern` with a value puts to a term.

    Raises ValueError for a value that cannot be evaluated, in words that follow the parameter's name.
    """
    if parameter == "pattern":
        return _pattern(value, flags)
    if not isinstance(value, ox.NamedNode):
        raise ValueError(f"{value}, which is no IRI")
    if parameter == "datatype":
        return _datatype(value.value)
    kinds = _KINDS.get(value.value.removeprefix(SH))
    if kinds is None:
        raise ValueError(value.value)
    return lambda term: isinstance(term, kinds)


def _pattern(value: Term, flags: str) -> Test:
    """Whether the text of a term matches somewhere (sh:pattern is SPARQL's REGEX; `^` and `$` tie it down)."""
    if not isinstance(value, ox.Literal):
        raise ValueError(f"{value}, which is no text")
    # The regular expressions of XPath and of Python mean the same but for extensions, which are refused.
    if re.search(r"\(\?|\\[^nrtdDsSwW\\|.?*+(){}\[\]^$\-]", value.value):
        raise ValueError(f'"{value.value}", with signs that only some engines know')
    unknown = set(flags) - set(_FLAGS)
    if unknown:
        raise ValueError(f"with the flag {''.join(sorted(unknown))}")
    try:
        compiled = re.compile(_from_xpath(value.value, flags), sum(_FLAGS[flag] for flag in set(flags)))
    except re.error as error:
        raise ValueError(f'"{value.value}", which is no regular expression ({error})') from None
    return lambda term: isinstance(term, ox.NamedNode | ox.Literal) and bool(compiled.search(term.value))


def _from_xpath(pattern: str, flags: str) -> str:
    r"""A regular expression of XPath as Python writes it: `.` stops at a carriage return too, `$` is the very end.

    >>> _from_xpath(r"^a.[.$]\.$", "")
    '^a[^\\n\\r][.$]\\.\\Z'
    """
    end = "$" if "m" in flags else r"\Z"

    def translate(match: re.Match[str]) -> str:
        return {".": r"[^\n\r]", "$": end}.get(match[0], match[0])

    return re.sub(r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[.$]", translate, pattern)


def _datatype(iri: str) -> Test:
    """Whether a term is a literal of the datatype and well formed.

    The standard asks for the second where a datatype is known; one outside XML Schema goes by its
    IRI alone. Raises ValueError for a datatype of XML Schema that has no lexical form here.
    """
    if iri == RDF + "langString":
        return lambda term: isinstance(term, ox.Literal) and term.language is not None
    if not iri.startswith(XSD):
        return lambda term: isinstance(term, ox.Literal) and term.datatype.value == iri
    name = iri.removeprefix(XSD)
    if name not in _FORMS and name not in _RANGES:
        raise ValueError(iri)
    form = re.compile(_FORMS.get(name, _INTEGER))
    lowest, highest = _RANGES.get(name, (None, None))

    def well_formed(term: Term) -> bool:
        if not isinstance(term, ox.Literal) or term.datatype.value != iri:
            return False
        match = form.fullmatch(term.value)
        if match is None:
            return False
        if name in _RANGES:
            number = Decimal(term.value)  # int() gives up on thousands of digits
            return (lowest is None or lowest <= number) and (highest is None or number <= highest)
        return "day" not in form.groupindex or _on_the_calendar(match)

    return well_formed


def _on_the_calendar(match: re.Match[str]) -> bool:
    """Whether the month of a date has its day. The calendar repeats every 400 years, so any year will do."""
    year = int(match["year"][-4:]) * (-1 if match["year"].startswith("-") else 1)
    return int(match["day"]) <= monthrange(400 + year % 400, int(match["month"]))[1]


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
