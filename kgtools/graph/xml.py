"""XML that every parser reads and reads back the same, or a refusal that says what XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.parsers import expat

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError

# Control characters, U+FFFE and U+FFFF in UTF-8 (XML 1.0, 2.2); no escape stands for them.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class NotXml(UsageError):
    """What is asked for as XML cannot be written as XML."""


def checked(body: bytes, others: str) -> bytes:
    """XML in UTF-8 with its carriage returns escaped, which a parser would else read as line feeds.

    Raises NotXml for a character that XML cannot hold; `others` are the formats that can.

    >>> checked(b"<a>one\\rtwo</a>", "json")
    b'<a>one&#13;two</a>'
    """
    if found := _FORBIDDEN.search(body):
        character = ord(found[0].decode())
        raise NotXml(f"a text holds the character U+{character:04X}, which XML cannot hold; take {others}")
    return body.replace(b"\r", b"&#13;")


def rdfxml(triples: Sequence[ox.Triple], prefixes: Mapping[str, str] = namespaces.PREFIXES) -> bytes:
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
