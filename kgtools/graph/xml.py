"""XML that every parser reads and reads back the same, or a refusal that says what XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError

# What XML cannot hold and no escape stands for (XML 1.0, 2.2), in UTF-8: control characters, U+FFFE and U+FFFF.
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_FORBIDDEN = re.compile(b"|".join(map(re.escape, [*(bytes([control]) for control in _CONTROLS), *_NO_CHARACTERS])))

_OTHERS = "turtle, ntriples or jsonld"
_AT_ONCE = 1 << 20  # bytes of XML that are checked at a time


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
    with _refusing(lambda: triples, prefixes):
        return _written(triples, prefixes)


def write(
    triples: Callable[[], Iterable[ox.Triple]], target: Path, prefixes: Mapping[str, str], unchecked: Path
) -> None:
    """Write what `rdfxml` gives of triples, however many: few are held. `unchecked` is a file for meanwhile."""
    with _refusing(triples, prefixes):
        ox.serialize(triples(), str(unchecked), ox.RdfFormat.RDF_XML, prefixes=dict(prefixes))
        parser = expat.ParserCreate(namespace_separator=" ")
        with unchecked.open("rb") as read, target.open("wb") as written:
            while lines := read.readlines(_AT_ONCE):
                body = checked(b"".join(lines), _OTHERS)
                parser.Parse(body, False)
                written.write(body)
        parser.Parse(b"", True)


def _written(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    body = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b""
    body = checked(body, _OTHERS)
    expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    return body


@contextmanager
def _refusing(triples: Callable[[], Iterable[ox.Triple]], prefixes: Mapping[str, str]) -> Iterator[None]:
    """Say what of the triples is no XML name, where that is why they could not be written."""
    try:
        yield
    except (expat.ExpatError, OSError) as error:  # OSError is how the library refuses rdf:li and the like
        if reason := _reason(triples(), prefixes):
            raise NotXml(f"{reason}; take {_OTHERS}") from None
        if isinstance(error, OSError):  # a full disk
            raise
        raise NotXml(f"the triples cannot be written as RDF/XML; take {_OTHERS}") from None


def _reason(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> str:
    """What of the triples is no XML name; each predicate and class is tried once."""
    tried = set[tuple[ox.NamedNode, object]]()
    for triple in triples:
        is_type = triple.predicate.value == namespaces.RDF + "type"
        what = (triple.predicate, triple.object if is_type else None)
        if what in tried:
            continue
        tried.add(what)
        try:
            _written([triple], prefixes)
        except (expat.ExpatError, OSError):
            name = f"the class {triple.object}" if is_type else f"the predicate {triple.predicate}"
            return f"{name} cannot be written as RDF/XML, since it does not end in an XML name of its own"
    return ""
