"""Nanopublications: each claim as a small publication of its own, named by its content.

A nanopublication (https://nanopub.net/guidelines/working_draft/) has four graphs: a head, what the article says
(assertion), where it says so (provenance: article, place and fingerprint of the passage, never its text), and what is
known of the nanopublication itself. Its name ends in a hash of all of it (https://trustyuri.net/): whoever cites it
cites these very statements, and anybody can check them. They are not signed; whoever sends them to the network signs
them with a key of their own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.graph.parts import sorting
from kgtools.graph.reading import Store
from kgtools.graph.terms import curie_node, term_node
from kgtools.publish.describing import DEFAULT, plain
from kgtools.publish.descriptions.model import dataset_iri
from kgtools.publish.linked_data import formats, streams
from kgtools.publish.linked_data.streams import Canonical
from kgtools.publish.selection import Selection

NP = "http://www.nanopub.org/nschema#"
_TYPE = curie_node("rdf:type")
# What the graph knows of a claim besides what it says: where it stands, how it stands among others, who looked at it.
_NOT_SAID = {
    *map(term_node, ("evidence", "inArticle", "independentOrigin", "support", "reviewState", "accepted", "curatorNote",
                     "reference", "origin")), curie_node("qb:dataSet"),
}  # fmt: skip
_OF_ARTICLE = (
    *map(curie_node, ("dcterms:title", "dcterms:creator", "dcterms:issued", "schema:url", "rdfs:label")),
    *map(term_node, ("textHash", "textLength")),
)  # fmt: skip
_PLACEHOLDER = "RA" + "-" * 43  # stands for the hash while it is computed
Triples = list[ox.Triple]


def _date_space() -> str:
    return f"{namespaces.base()}date/"


def prefixes() -> dict[str, str]:
    return {**namespaces.prefixes(), "np": NP}


def quads(selection: Selection) -> Iterator[ox.Quad]:
    """The nanopublications of the selected claims, one after the other."""
    for claim in selection.claims:
        yield from nanopublication(selection.store, claim)


def nanopublication(store: Store, claim: ox.NamedNode) -> list[ox.Quad]:
    """The nanopublication of a claim: the quads of its four graphs, in their order."""
    quads = _Writer(store, claim).quads(_PLACEHOLDER)
    code = artifact_code(quads, _PLACEHOLDER)

    def named(term: Any) -> Any:
        if isinstance(term, ox.NamedNode) and _PLACEHOLDER in term.value:
            return ox.NamedNode(term.value.replace(_PLACEHOLDER, code))
        return term

    return [ox.Quad(*map(named, quad)) for quad in quads]


def written(quads: list[ox.Quad]) -> str:
    """Some nanopublications as TriG."""
    used = formats.prefixes(quads, prefixes())
    return (ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=used) or b"").decode()


def write(selection: Selection, target: Path) -> Canonical:
    """Write the nanopublications of the selected claims as TriG, and say what their canonical form is."""
    used: set[str] = set()
    with streams.beside(target) as folder:
        told = folder / "told.nq"
        with told.open("wb") as file:
            done = streams.canonical(streams.noting(_kept(quads(selection), file), used), folder / "sorted.nq")
        streams.serialize(told, "trig", target, formats.declared(used, prefixes()))
    return done


def _kept(quads: Iterable[ox.Quad], file: BinaryIO) -> Iterator[ox.Quad]:
    """Quads as they pass, written to a file in their order."""
    for quad in quads:
        file.write(sorting.line(quad))
        yield quad


def artifact_code(quads: list[ox.Quad], code: str) -> str:
    """The hash that a trusty IRI ends in: of the quads in a fixed order, with a blank where their IRIs hold the code.

    See https://trustyuri.net/, module RA; there are no blank nodes here, which it would have to name.
    """
    blank = [[_blanked(term, code) for term in (quad.graph_name, *quad.triple)] for quad in quads]
    text = "".join("".join(_line(term) for term in row) for row in sorted(blank))
    return "RA" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


# IRIs before literals, then by text, datatype and language
Blanked = tuple[bool, str, str, str]


def _blanked(term: object, code: str) -> Blanked:
    if isinstance(term, ox.Literal):
        return True, term.value, "" if term.language else term.datatype.value, (term.language or "").lower()
    assert isinstance(term, ox.NamedNode)
    return False, term.value.replace(code, " "), "", ""


def _line(term: Blanked) -> str:
    literal, value, datatype, language = term
    if not literal:
        return f"{value}\n"
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    return f"@{language} {escaped}\n" if language else f"^{datatype} {escaped}\n"


class _Writer:
    """Writes the four graphs of a claim's nanopublication."""

    def __init__(self, store: Store, claim: ox.NamedNode) -> None:
        self._store = store
        self._claim = claim
        self._own = self._of(claim)
        self._place = claim.value.removeprefix(f"{namespaces.base()}claim/")

    def quads(self, code: str) -> list[ox.Quad]:
        """All quads, if the nanopublication has this hash."""
        this = f"{namespaces.base()}nanopub/{self._place}/{code}"
        head, assertion, provenance, info = (
            ox.NamedNode(f"{this}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
        )
        node = ox.NamedNode(this)
        parts = (
            (head, [
                ox.Triple(node, _TYPE, ox.NamedNode(NP + "Nanopublication")),
                ox.Triple(node, ox.NamedNode(NP + "hasAssertion"), assertion),
                ox.Triple(node, ox.NamedNode(NP + "hasProvenance"), provenance),
                ox.Triple(node, ox.NamedNode(NP + "hasPublicationInfo"), info),
            ]),
            (assertion, self._assertion()),
            (provenance, self._provenance(assertion)),
            (info, self._info(node)),
        )  # fmt: skip
        return [
            ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            for graph, triples in parts
            for triple in sorted(set(triples), key=str)
        ]

    def _assertion(self) -> Triples:
        """What is claimed, with how it is meant; as a plain triple too, if it is accepted."""
        said = [triple for triple in self._own if triple.predicate not in _NOT_SAID]
        said += [quad.triple for quad in plain(self._store, self._claim) if quad.graph_name == DEFAULT]
        return said + self._dates(said)

    def _provenance(self, assertion: ox.NamedNode) -> Triples:
        """Where it is claimed: the passage's place, the article, its authors or who speaks, and the origin it names."""
        derived, by = curie_node("prov:wasDerivedFrom"), curie_node("prov:wasAttributedTo")
        found: Triples = []
        for evidence in self._values("evidence"):
            found.append(ox.Triple(assertion, derived, evidence))
            found += self._of(evidence)
            for passage in self._objects(evidence, curie_node("oa:hasSelector")):
                found += self._of(passage)
        articles = self._values("inArticle")
        for article in articles:
            for predicate in _OF_ARTICLE:
                quads = self._store.quads_for_pattern(article, predicate, None, DEFAULT)
                found += [quad.triple for quad in quads]
        authors = [one for article in articles for one in self._objects(article, curie_node("dcterms:creator"))]
        found += [ox.Triple(assertion, by, who) for who in self._values("speaker") or authors]
        found += [ox.Triple(assertion, curie_node("prov:hadPrimarySource"), one) for one in self._values("origin")]
        for triple in self._own:
            if triple.predicate == term_node("reference"):  # a claim of the background has no passage
                found.append(ox.Triple(assertion, curie_node("dcterms:source"), triple.object))
        return found + self._dates(found)

    def _info(self, node: ox.NamedNode) -> Triples:
        """What is known of the nanopublication: its dataset and licence, and how the claim stands there."""
        found = [
            ox.Triple(node, curie_node("dcterms:isPartOf"), ox.NamedNode(dataset_iri())),
            ox.Triple(node, curie_node("dcterms:license"), ox.NamedNode(projects.in_use().licence.address)),
            ox.Triple(node, curie_node("prov:wasDerivedFrom"), self._claim),
        ]
        kept = {*map(term_node, ("accepted", "reviewState", "curatorNote"))}
        found += [triple for triple in self._own if triple.predicate in kept]
        for quad in self._store.quads_for_pattern(None, term_node("involves"), self._claim, DEFAULT):
            found.append(quad.triple)
        return found

    def _of(self, node: ox.NamedNode) -> Triples:
        return [quad.triple for quad in self._store.quads_for_pattern(node, None, None, DEFAULT)]

    def _objects(self, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        quads = self._store.quads_for_pattern(node, predicate, None, DEFAULT)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]

    def _values(self, name: str) -> list[ox.NamedNode]:
        return self._objects(self._claim, term_node(name))

    def _dates(self, triples: Triples) -> Triples:
        """What the dates that are named stand for."""
        named = {triple.object for triple in triples if isinstance(triple.object, ox.NamedNode)}
        return [triple for date in named if date.value.startswith(_date_space()) for triple in self._of(date)]
