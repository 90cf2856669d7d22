"""XML that every parser reads and reads back the same, or a refusal that says what XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.parsers import expat

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError

# What XML cannot hold and no escape stands for (XML 1.0, 2.2), in UTF-8: control characters, U+FFFE and U+FFFF.
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_FORBIDDEN = re.compile(b"|".join(map(re.escape, [*(bytes([control]) for control in _CONTROLS), *_NO_CHARACTERS])))


class NotXml(UsageError):
    """What is asked for as XML cannot be written as XML."""


def checked(body: bytes, others: str) -> bytes:
    """XML in UTF-8 with its carriage returns escaped, which a parser would else read as line feeds.

    Raises NotXml for a character that XML cannot hold; `others` are the formats that can.

    >>> checked(b"<a>one\\rtwo</a>", "json")
    b'<a>one&#13;two</a>'
    """
    # Both are several times as quick as the search, which long answers would feel.
    suspect = len(body.translate(None, _CONTROLS)) < len(body) or any(each in body for each in _NO_CHARACTERS)
    if suspect and (found := _FORBIDDEN.search(body)):
        character = ord(found[0].decode())
        raise NotXml(f"a text holds the character U+{character:04X}, which XML cannot hold; take {others}")
    return body.replace(b"\r", b"&#13;")


def rdfxml(triples: Sequence[ox.Triple], prefixes: Mapping[str, str] = namespaces.STANDARD) -> bytes:
    """Triples as RDF/XML. Raises NotXml for a predicate or class that is no XML name, and as `checked` does."""
    try:
        return _written(triples, prefixes)
    except (expat.ExpatError, OSError):  # OSError is how the library refuses rdf:li and the like
        raise NotXml(_reason(triples, prefixes)) from None


def _written(triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    body = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b""
    body = checked(body, "turtle, ntriples or jsonld")
    expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    return body


def _reason(triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """What of the triples is no XML name."""
    for triple in triples:
        try:
            _written([triple], prefixes)
        except (expat.ExpatError, OSError):
            is_type = triple.predicate.value == namespaces.RDF + "type"
            what = f"the class {triple.object}" if is_type else f"the predicate {triple.predicate}"
            return f"{what} cannot be written as RDF/XML, since it does not end in an XML name of its own; " \
                   "take turtle, ntriples or jsonld"  # fmt: skip
    return "the triples cannot be written as RDF/XML; take turtle, ntriples or jsonld"
