"""Documents on what no node of the graph describes: the dataset, its named graphs, nanopublications and shapes.

People are led to a page of the portal, programs to data; at the server by what they ask for, in a folder to files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.portal import addresses
from kgtools.publish.descriptions import catalogue, statistics
from kgtools.publish.descriptions.model import dataset_iri, prefixes
from kgtools.publish.linked_data import formats, nanopublications

if TYPE_CHECKING:  # a server itself asks for endings alone, and starts sooner without all that pages take
    from kgtools.portal.contents import Contents

MEDIA_TYPES = {
    "ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "trig": "application/trig",
    "nq": "application/n-quads",
}  # fmt: skip
_FORMATS = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "trig": "trig", "nq": "nquads"}
# Parts of paths whose nodes share one file in a folder of files: as pages they would outnumber all others.
SORTS = ("cell", "dataset/figures", "date", "edge", "origin")
_IN_FOLDER = ("ttl", "jsonld")
_GRAPH, _NANOPUBLICATION, _SHAPE = "graph/", "nanopub/", "shape/"
_BACKGROUND = "background"
Writers = Mapping[str, Callable[[], str]]


@dataclass(frozen=True)
class Document:
    """Where an IRI leads: for people the path of a page, for programs by its ending what writes the data."""

    page: str
    data: Writers


def document(contents: Contents, path: str) -> Document | None:
    """The document for the path of an IRI; None for what the graph describes itself, or knows nothing of."""
    if namespaces.base() + path == dataset_iri():
        return Document("about", {ending: partial(_dataset, contents, ending) for ending in ("ttl", "jsonld", "nt")})
    if namespaces.base() + path in contents.graphs:
        name = path.removeprefix(_GRAPH)
        page = "about" if name == _BACKGROUND else f"article/{name}"
        return Document(page, {ending: partial(_named_graph, contents, path, ending) for ending in MEDIA_TYPES})
    if path.startswith(_SHAPE):
        known = namespaces.base() + path in contents.shape_names
        return Document("ontology", {"ttl": lambda: contents.shapes}) if known else None  # all, as they refer to others
    return _nanopublication(contents, path) if path.startswith(_NANOPUBLICATION) else None


def endings(path: str) -> tuple[str, ...]:
    """In which formats there are data at a path, by their endings; none if the graph describes what stands there."""
    if path.startswith(_NANOPUBLICATION):
        return ("trig", "nq", "jsonld")
    if path.startswith(_SHAPE):
        return ("ttl",)
    if path.startswith(_GRAPH):
        return tuple(MEDIA_TYPES)
    return ("ttl", "jsonld", "nt") if namespaces.base() + path == dataset_iri() else ()


def files(contents: Contents, path: str) -> Iterator[tuple[str, Callable[[], str]]]:
    """What stands beside the page of a path in a folder of files, by its address, and what writes it."""
    if path == "about":
        for one in (dataset_iri().removeprefix(namespaces.base()), *map(namespaces.shorten, sorted(contents.graphs))):
            found = document(contents, one)
            assert found is not None
            yield from ((f"{one}.{ending}", found.data[ending]) for ending in _IN_FOLDER)
        for sort in SORTS:
            nodes = cache(partial(_of_sort, contents, sort))  # looked for once for all formats
            yield from ((f"{sort}.{ending}", partial(_sort, contents, nodes, ending)) for ending in _IN_FOLDER)
        yield "shape.ttl", lambda: contents.shapes
    elif path.startswith("claim/") and path not in contents.withdrawn:
        quads = nanopublications.nanopublication(contents.store, ox.NamedNode(namespaces.base() + path))
        yield f"{namespaces.shorten(_name(quads))}.trig", partial(nanopublications.written, quads)


def _dataset(contents: Contents, ending: str) -> str:
    """What the dataset says of itself, in the terms of VoID and DCAT."""
    known = projects.in_use()
    told = {tag: known.titled(tag) for tag in namespaces.languages()}
    leads = {tag: known.told(known.about, tag) for tag in namespaces.languages()}
    triples = {
        *catalogue.dataset(told, leads, known.version, contents.state, known.creator),
        *statistics.describe(contents.store, dataset_iri(), dataset_iri()),
    }
    if ending == "ttl":
        return formats.described(sorted(triples, key=str), prefixes())
    return _written(contents, [ox.Quad(*triple) for triple in triples], ending, ox.NamedNode(dataset_iri()))


def _named_graph(contents: Contents, path: str, ending: str) -> str:
    """What an article asserts, as it stands in its named graph; as triples where the format has no graphs."""
    graph = ox.NamedNode(namespaces.base() + path)
    quads = list(contents.store.quads_for_pattern(None, None, None, graph))
    if not formats.FORMATS[_FORMATS[ending]][1]:
        quads = [ox.Quad(*quad.triple) for quad in quads]
    return _written(contents, [*quads, *contents.store.quads_for_pattern(graph, None, None, ox.DefaultGraph())], ending)


def _nanopublication(contents: Contents, path: str) -> Document | None:
    """The nanopublication of a claim, if what the claim says is still what its name was made from."""
    parts = path.split("/")
    claim = "/".join(["claim", *parts[1:3]])
    if len(parts) != 4 or not contents.holds(claim) or claim in contents.withdrawn:
        return None
    quads = nanopublications.nanopublication(contents.store, ox.NamedNode(namespaces.base() + claim))
    if _name(quads) != namespaces.base() + path:
        return None
    writers: dict[str, Callable[[], str]] = {
        ending: partial(_written, contents, quads, ending) for ending in ("nq", "jsonld")
    }
    return Document(addresses.path(claim), writers | {"trig": partial(nanopublications.written, quads)})


def _name(quads: list[ox.Quad]) -> str:
    """The IRI of a nanopublication, which is that of its graphs without what names the graph."""
    return str(getattr(quads[0].graph_name, "value", "")).partition("#")[0]


def _sort(contents: Contents, nodes: Callable[[], list[ox.Quad]], ending: str) -> str:
    return _written(contents, nodes(), ending)


def _of_sort(contents: Contents, sort: str) -> list[ox.Quad]:
    """What is said of all nodes of a sort, those of the core among them."""
    beginnings = (namespaces.base() + sort, namespaces.CORE + sort)
    return [
        quad
        for quad in contents.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(beginnings)
    ]


def _written(contents: Contents, quads: list[ox.Quad], ending: str, root: ox.NamedNode | None = None) -> str:
    return formats.written(sorted(quads, key=str), _FORMATS[ending], contents.context, root)
