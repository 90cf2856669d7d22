"""The datatypes of https://www.w3.org/TR/rdf11-concepts/#xsd-datatypes, and which texts are of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal

import pyoxigraph as ox

from kgtools.shacl.shapes.patterns import compile_pattern
from kgtools.shacl.vocabulary import RDF, XSD, Term

Test = Callable[[Term], bool]

_INTEGER = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DOUBLE = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_OFFSET = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_ZONE = f"{_OFFSET}?"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_MONTHS_LONG = "(?:[0-9]+Y)?(?:[0-9]+M)?"
_DAYS_LONG = r"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
# The lexical forms of XML Schema (https://www.w3.org/TR/xmlschema11-2/).
_FORMS = {
    "string": r"(?s:.*)",
    "anyURI": r"(?s:.*)",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "Name": compile_pattern(r"\i\c*").pattern,
    "NCName": compile_pattern(r"[\i-[:]][\c-[:]]*").pattern,
    "NMTOKEN": compile_pattern(r"\c+").pattern,
    "boolean": "true|false|1|0",
    "integer": _INTEGER,
    "decimal": _DECIMAL,
    "float": _DOUBLE,
    "double": _DOUBLE,
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_OFFSET}",
    "time": _TIME + _ZONE,
    "gYear": _YEAR + _ZONE,
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "duration": f"-?P(?=.){_MONTHS_LONG}{_DAYS_LONG}",
    "yearMonthDuration": f"-?P(?=.){_MONTHS_LONG}",
    "dayTimeDuration": f"-?P(?=.){_DAYS_LONG}",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "base64Binary": "(?:[A-Za-z0-9+/=](?: (?=.))?)*",
}
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)?")
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
_OF_RDF = frozenset(("langString", "HTML", "XMLLiteral", "PlainLiteral", "JSON"))


def test_of(iri: str) -> Test:
    """Whether a term is a literal of a datatype and well formed.

    The standard asks for the second where a datatype is known; one of other vocabularies goes by its
    IRI alone. Raises ValueError for a datatype that RDF or XML Schema does not have, or RDF advises against.

    >>> test_of(XSD + "gMonthDay")(ox.Literal("--02-30", datatype=ox.NamedNode(XSD + "gMonthDay")))
    False
    """
    if iri == RDF + "langString":
        return lambda term: isinstance(term, ox.Literal) and term.language is not None
    name = iri.removeprefix(XSD)
    if (iri.startswith(XSD) and name not in _FORMS and name not in _RANGES) or (
        iri.startswith(RDF) and iri.removeprefix(RDF) not in _OF_RDF
    ):
        raise ValueError(iri)
    well_formed = _is_xml if iri == RDF + "XMLLiteral" else _well_formed(name) if iri.startswith(XSD) else None

    def test(term: Term) -> bool:
        if not isinstance(term, ox.Literal) or term.datatype.value != iri:
            return False
        return well_formed is None or well_formed(term.value)

    return test


def _well_formed(name: str) -> Callable[[str], bool]:
    """Whether a text has the lexical form of a datatype of XML Schema, and stands for a value."""
    form = re.compile(_FORMS.get(name, _INTEGER))
    lowest, highest = _RANGES.get(name, (None, None))

    def test(text: str) -> bool:
        match = form.fullmatch(text)
        if match is None:
            return False
        if name in _RANGES:
            number = Decimal(text)  # int() gives up on thousands of digits
            return (lowest is None or lowest <= number) and (highest is None or number <= highest)
        if name == "base64Binary":
            return _BASE64.fullmatch(text.replace(" ", "")) is not None
        return "day" not in form.groupindex or _on_the_calendar(match)

    return test


def _on_the_calendar(match: re.Match[str]) -> bool:
    """Whether the month of a date has its day. The calendar repeats every 400 years, so any year will do.

    Where there is no year, any leap year will do, where there is no month, any long one.
    """
    parts = {"year": "2000", "month": "01", **match.groupdict()}
    year = int(parts["year"][-4:]) * (-1 if parts["year"].startswith("-") else 1)
    return int(parts["day"]) <= monthrange(400 + year % 400, int(parts["month"]))[1]


def _is_xml(text: str) -> bool:
    """Whether a text can stand as the content of an element of XML."""
    try:
        ET.fromstring(f"<content>{text}</content>")
    except ET.ParseError:
        return False
    return True
