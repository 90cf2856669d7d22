"""What is described: a release with its distributions, and the triples that describe it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.terms import Term, curie_node

FORMATS = "http://www.w3.org/ns/formats/"
_FURTHER = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "formats": FORMATS,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}


def prefixes() -> dict[str, str]:
    """The prefixes of a description of the dataset."""
    return {**namespaces.prefixes(), **_FURTHER}


def dataset_iri() -> str:
    """The IRI of the dataset."""
    return namespaces.base() + "dataset"


@dataclass(frozen=True)
class File:
    """A file of a release: its path in the folder, its media type, its size in bytes and its SHA-256 in hexadecimal."""

    path: str
    title: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Distribution:
    """The whole dataset in one file.

    `format` is the IRI of the format, for RDF among those of the W3C, empty if the media type says enough; `standards`
    are the IRIs of those that it follows; `packed` is the media type of the files in a package.
    """

    file: File
    format: str = ""
    standards: tuple[str, ...] = ()
    packed: str = ""


@dataclass(frozen=True)
class Release:
    """A release: its version, the ISO day of its publication, the state of the data, and the address of its folder.

    `titles` and `descriptions` are by language, `articles` gives the citation of each article by its id. `address` ends
    with a slash; `others` are the files that are no distribution of the dataset.
    """

    version: str
    issued: str
    state: str
    address: str
    author: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    keywords: Sequence[str]
    articles: Mapping[str, str]
    distributions: Sequence[Distribution]
    others: Sequence[File] = ()


def curie(name: str) -> ox.NamedNode:
    """The node of a prefixed name of these vocabularies.

    >>> curie("dcat:Dataset").value
    'http://www.w3.org/ns/dcat#Dataset'
    """
    return curie_node(name, {**namespaces.STANDARD, **_FURTHER})


def triple(subject: str, predicate: str, value: Term | str | None) -> ox.Triple:
    """A triple of an IRI, a prefixed name and a value; a text is taken for the IRI of a node.

    >>> print(triple("http://example.org/a", "rdf:type", "http://example.org/B"))
    <http://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/B>
    """
    assert value is not None
    return ox.Triple(ox.NamedNode(subject), curie(predicate), ox.NamedNode(value) if isinstance(value, str) else value)
