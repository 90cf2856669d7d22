"""Terms of a query that the graph does not know."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import nearest


def unknown_terms(store_: ox.Store, sparql: str) -> list[str]:
    """What a query names in our own namespaces and the graph does not know, each with the nearest known name.

    An empty answer to a misspelt property misleads; so the one who asked is told.
    """
    prefixes = dict(namespaces.PREFIXES)
    bare = _QUOTED.sub(" ", sparql)
    prefixes |= {match[1]: match[2] for match in PREFIX.finditer(bare)}
    bare = PREFIX.sub(" ", bare)
    named = {match[1] for match in _IRI.finditer(bare)}
    named |= {
        prefixes[match[1] or ""] + match[2].rstrip(".").replace("\\", "")
        for match in _PREFIXED.finditer(_IRI.sub(" ", bare))
        if (match[1] or "") in prefixes
    }
    found = []
    for iri in sorted(named):
        if iri.startswith((namespaces.ONTOLOGY, namespaces.CODE, namespaces.ID)) and not _known(store_, iri):
            folder = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
            siblings = {
                quad.subject.value.removeprefix(folder)
                for quad in store_.quads_for_pattern(
                    None, ox.NamedNode(namespaces.RDF + "type"), None, ox.DefaultGraph()
                )
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(folder)
            }
            near = nearest(iri.removeprefix(folder), sorted(siblings))
            found.append(f"unknown term {namespaces.shorten(iri)}; {near or 'kgtools search may find what is meant'}")
    return found


_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""|' + r"'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'|(?<![^\s{}.;,])#.*"
)
PREFIX = re.compile(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>\s]*)>")
_IRI = re.compile(r"<([^<>\s\"{}|^`]*)>")
_PREFIXED = re.compile(r"(?<![\w?$@:-])([A-Za-z][\w-]*)?:((?:[\w.-]|\\.|%[0-9A-Fa-f]{2})*)")


def _known(store_: ox.Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    return next(iter(store_.quads_for_pattern(node, None, None, ox.DefaultGraph())), None) is not None
