"""A release in DCAT 3: the dataset, what it comes from, and each of its distributions with size and checksum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.graph.terms import literal
from kgtools.publish.descriptions.model import FORMATS, Distribution, Release, curie, dataset_iri, triple

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_UNREGISTERED = ("application/jsonl",)  # in use and not in the list of IANA, which dcat:mediaType names
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"


def describe(release: Release) -> Iterator[ox.Triple]:
    """A release as triples; what it holds is told by `statistics.describe`."""
    yield from dataset(release.titles, release.descriptions, release.version, release.state, release.author)
    yield triple(dataset_iri(), "dcterms:issued", literal(release.issued, "date"))
    for keyword in release.keywords:
        yield triple(dataset_iri(), "dcat:keyword", ox.Literal(keyword, language=namespaces.first_language()))
    for article, citation in release.articles.items():
        yield triple(dataset_iri(), "dcterms:source", namespaces.entity(f"article/{article}"))
        yield triple(dataset_iri(), "prov:wasDerivedFrom", namespaces.entity(f"article/{article}"))
        yield triple(namespaces.entity(f"article/{article}"), "dcterms:bibliographicCitation", ox.Literal(citation))
    for distribution in release.distributions:
        yield from _distribution(distribution, release)


def dataset(
    titles: Mapping[str, str], descriptions: Mapping[str, str], version: str, state: str, author: str
) -> Iterator[ox.Triple]:
    """What the dataset is, released or not; titles and descriptions by language."""
    yield triple(dataset_iri(), "rdf:type", curie("dcat:Dataset"))
    for language, title in titles.items():
        yield triple(dataset_iri(), "dcterms:title", ox.Literal(title, language=language))
        yield triple(dataset_iri(), "dcterms:description", ox.Literal(descriptions[language], language=language))
        yield triple(dataset_iri(), "dcterms:language", _LANGUAGES + language)
    yield triple(dataset_iri(), "dcterms:identifier", literal(dataset_iri(), "anyURI"))
    yield triple(dataset_iri(), "dcat:version", ox.Literal(version))
    yield triple(dataset_iri(), "owl:versionInfo", ox.Literal(f"{version}, state of the data {state}"))
    yield triple(dataset_iri(), "dcat:landingPage", namespaces.base())
    yield triple(dataset_iri(), "dcterms:creator", f"{dataset_iri()}#author")
    yield triple(dataset_iri(), "dcterms:publisher", f"{dataset_iri()}#author")
    yield triple(f"{dataset_iri()}#author", "rdf:type", curie("foaf:Agent"))
    yield triple(f"{dataset_iri()}#author", "foaf:name", ox.Literal(author))
    yield triple(projects.in_use().licence.address, "rdf:type", curie("dcterms:LicenseDocument"))


def _distribution(distribution: Distribution, release: Release) -> Iterator[ox.Triple]:
    file = distribution.file
    node, checksum = f"{dataset_iri()}#file-{quote(file.path)}", f"{dataset_iri()}#checksum-{quote(file.path)}"
    address = release.address + quote(file.path)
    yield triple(dataset_iri(), "dcat:distribution", node)
    yield triple(node, "rdf:type", curie("dcat:Distribution"))
    yield triple(node, "dcterms:title", ox.Literal(file.title, language=namespaces.first_language()))
    yield triple(node, "dcterms:license", projects.in_use().licence.address)
    yield triple(node, "dcterms:issued", literal(release.issued, "date"))
    yield triple(node, "dcat:accessURL", address)
    yield triple(node, "dcat:downloadURL", address)
    if file.media_type not in _UNREGISTERED:
        yield triple(node, "dcat:mediaType", _MEDIA_TYPES + (distribution.packed or file.media_type))
    yield triple(node, "dcat:byteSize", literal(str(file.size), "nonNegativeInteger"))
    yield triple(node, "spdx:checksum", checksum)
    yield triple(checksum, "rdf:type", curie("spdx:Checksum"))
    yield triple(checksum, "spdx:algorithm", curie("spdx:checksumAlgorithm_sha256"))
    yield triple(checksum, "spdx:checksumValue", literal(file.sha256, "hexBinary"))
    if distribution.format:
        yield triple(node, "dcterms:format", distribution.format)
    if distribution.format.startswith(FORMATS):
        yield triple(dataset_iri(), "void:feature", distribution.format)
        yield triple(dataset_iri(), "void:dataDump", address)
    for standard in distribution.standards:
        yield triple(node, "dcterms:conformsTo", standard)
    if distribution.packed:
        yield triple(node, "dcat:packageFormat", _MEDIA_TYPES + file.media_type)
