"""The ontology and its code lists: every term with its meaning, what it belongs to and what it is tied to elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.terms import curie_node, language_tag, term_node
from kgtools.messages import chosen, message
from kgtools.plots import svg
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views.page import Part

ONTOLOGY, PROPERTIES = "ontology", "ontology/properties"
_CLASS, _SCHEME = curie_node("owl:Class"), curie_node("skos:ConceptScheme")
_PROPERTIES = tuple(curie_node(f"owl:{kind}Property") for kind in ("Object", "Datatype", "Annotation"))
# What is told of a term below its definition, in this order, each under the label of its own.
_TOLD = (
    "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "schema:domainIncludes", "rdfs:range",
    "schema:rangeIncludes", "t:codeList", "owl:equivalentClass", "owl:equivalentProperty", "skos:exactMatch",
    "skos:closeMatch", "skos:broadMatch",
)  # fmt: skip


@dataclass(frozen=True)
class Described:
    """A term: its name and IRI, its label and meaning, what is told of it, and of a class the classes below it."""

    name: str
    iri: str
    label: str
    definition: str
    note: str
    told: tuple[tuple[str, tuple[Part, ...]], ...]
    below: tuple[Described, ...] = ()


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    yield from (ONTOLOGY, PROPERTIES)
    yield from (f"code/{name}" for name in _lists(contents.store))


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such list. A code has the page of its list."""
    store, language = contents.store, frame.language
    if frame.path == ONTOLOGY:
        return _ontology(store, frame)
    if frame.path == PROPERTIES:
        title = message("portal.ontology.properties", language)
        properties = _sorted(_described(store, node, frame) for node in _of_type(store, _PROPERTIES))
        return View("properties", title, {"properties": properties})
    name, _, code = frame.path.removeprefix("code/").partition("/")
    scheme = ox.NamedNode(namespaces.code(name))
    if not contents.holds(f"code/{name}") or (code and not contents.holds(frame.path)):
        return None
    # All codes of a list are shown on the page of each, from where the links lead alike.
    place = frame.path.rpartition("/")[0]
    told, codes = contents.made.once(("codes", name, place, language), lambda: _codes(store, scheme, frame))
    values = {"scheme": told, "codes": codes, "chosen": code}
    title = label(store, scheme, language)
    return View("codes", title[:1].upper() + title[1:], values, told.definition, ("ttl", "jsonld"))


def _codes(store: Store, scheme: ox.NamedNode, frame: Frame) -> tuple[Described, list[Described]]:
    """A list, and its codes sorted by label."""
    quads = store.quads_for_pattern(None, curie_node("skos:inScheme"), scheme, ox.DefaultGraph())
    codes = [_described(store, quad.subject, frame) for quad in quads if isinstance(quad.subject, ox.NamedNode)]
    return _described(store, scheme, frame), sorted(codes, key=lambda one: one.label.casefold())


def _ontology(store: Store, frame: Frame) -> View:
    """All classes as a tree, and by their labels the properties and code lists, which have pages of their own."""
    language = frame.language
    classes = {node: _described(store, node, frame) for node in _of_type(store, [_CLASS])}
    lists = _lists(store)
    values = {
        "classes": _tree(store, classes),
        "properties": _sorted(_named(store, node, frame) for node in _of_type(store, _PROPERTIES)),
        "lists": [_described(store, ox.NamedNode(namespaces.code(name)), frame) for name in lists],
        "diagram": diagram(store, frame),
    }
    title = message("portal.ontology", language)
    return View("ontology", title, values, message("portal.ontology.lead", language), ("ttl", "jsonld"))


def _sorted(properties: Iterable[Described]) -> list[Described]:
    return sorted(properties, key=lambda one: one.name.casefold())


def _of_type(store: Store, types: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    """The terms of the ontology that have one of some types, sorted."""
    found = {
        quad.subject
        for each in types
        for quad in store.quads_for_pattern(None, curie_node("rdf:type"), each, ox.DefaultGraph())
    }
    own = {term for term in found if isinstance(term, ox.NamedNode) and namespaces.is_term(term.value)}
    return sorted(own, key=str)


def _lists(store: Store) -> list[str]:
    """The names of all code lists, sorted."""
    quads = store.quads_for_pattern(None, curie_node("rdf:type"), _SCHEME, ox.DefaultGraph())
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted(namespaces.code_name(iri) for iri in subjects if namespaces.is_code(iri))


def _tree(store: Store, classes: dict[ox.NamedNode, Described]) -> list[Described]:
    """The classes that are below none, each with those below it; one with several above it stands at the first."""
    below: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    tops = []
    for node in classes:
        quads = store.quads_for_pattern(node, curie_node("rdfs:subClassOf"), None, ox.DefaultGraph())
        above = sorted((quad.object for quad in quads if quad.object in classes), key=str)
        if above and isinstance(above[0], ox.NamedNode):
            below.setdefault(above[0], []).append(node)
        else:
            tops.append(node)

    def grown(node: ox.NamedNode) -> Described:
        one = classes[node]
        lower = tuple(sorted(map(grown, below.get(node, ())), key=lambda each: each.label.casefold()))
        return Described(one.name, one.iri, one.label, one.definition, one.note, one.told, lower)

    return sorted(map(grown, tops), key=lambda one: one.label.casefold())


def _named(store: Store, node: ox.NamedNode, frame: Frame) -> Described:
    """A term by its name and label alone."""
    name = node.value.rpartition("#" if "#" in node.value else "/")[2]
    return Described(name, node.value, label(store, node, frame.language), "", "", ())


def _described(store: Store, node: ox.NamedNode, frame: Frame) -> Described:
    told = []
    for curie in _TOLD:
        values = _values(store, node, curie)
        parts = tuple(_part(store, value, frame) for value in values)
        if parts:
            told.append((label(store, curie_node(curie), frame.language), parts))
    definition, note = (_text(store, node, curie, frame.language) for curie in ("skos:definition", "skos:scopeNote"))
    return replace(_named(store, node, frame), definition=definition, note=note, told=tuple(told))


def _values(store: Store, node: ox.NamedNode, curie: str) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(node, curie_node(curie), None, ox.DefaultGraph())
    return sorted((quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)), key=str)


def _text(store: Store, node: ox.NamedNode, curie: str, language: str) -> str:
    """The text of a property in the language, or else in another."""
    quads = store.quads_for_pattern(node, curie_node(curie), None, ox.DefaultGraph())
    found = {language_tag(quad.object): quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
    return chosen(found, language)


def _part(store: Store, value: ox.NamedNode, frame: Frame) -> Part:
    """Another term, with its place on the page if it is one of the ontology or a list of codes."""
    if namespaces.is_term(value.value):
        place = f"{frame.page(ONTOLOGY)}#{namespaces.term_name(value.value)}"
        return Part(label(store, value, frame.language), place)
    if namespaces.is_code(value.value):
        return Part(label(store, value, frame.language), frame.page(namespaces.shorten(value.value)))
    return Part(namespaces.shorten(value.value), value.value)


# -- the picture ----------------------------------------------------------------------------------------

# Where the classes stand that carry the model, by column and row, and the properties that join them.
_PLACES = {
    "Article": (0, 0), "Claim": (1, 0), "Disagreement": (2, 0),
    "Evidence": (0, 1), "Fact": (1, 1), "Target": (2, 1),
    "PassageSelector": (0, 2), "Entity": (1, 2), "Figure": (2, 2),
    "Opinion": (1, 3), "Cell": (2, 3),
}  # fmt: skip
_JOINED = (
    ("Claim", "t:inArticle", "Article"), ("Disagreement", "t:involves", "Claim"), ("Target", "t:toldBy", "Claim"),
    ("Claim", "t:evidence", "Evidence"), ("Evidence", "oa:hasSource", "Article"),
    ("Evidence", "oa:hasSelector", "PassageSelector"), ("Fact", "rdfs:subClassOf", "Claim"),
    ("Fact", "rdf:subject", "Entity"), ("Figure", "t:measured", "Entity"), ("Figure", "t:cell", "Cell"),
    ("Opinion", "t:about", "Entity"),
)  # fmt: skip
_WIDE, _HIGH, _BOX, _DEEP = 300.0, 96.0, 150.0, 38.0  # of a column and a row, and of a box in it


def diagram(store: Store, frame: Frame) -> str:
    """The classes that carry the model, and what joins them, as SVG; each leads to its place on the page."""
    drawn = [_arrow(store, *each, frame.language) for each in _JOINED]
    for name, place in _PLACES.items():
        x, y = _middle(place)
        words = label(store, term_node(name), frame.language)
        box = svg.element("rect", x=x - _BOX / 2, y=y - _DEEP / 2, width=_BOX, height=_DEEP, rx=6, class_="box")
        text = svg.element("text", escape(words), x=x, y=y + 4, text_anchor="middle")
        drawn.append(svg.link(f"#{name}", words, box, text))
    title = message("portal.ontology.diagram", frame.language)
    rows = 1 + max(row for _, row in _PLACES.values())
    return svg.picture(drawn, rows * _HIGH, title, "", frame.language, 3 * _WIDE)


def _middle(place: tuple[int, int]) -> tuple[float, float]:
    return (place[0] + 0.5) * _WIDE, (place[1] + 0.5) * _HIGH


def _arrow(store: Store, start: str, curie: str, end: str, language: str) -> str:
    """A line from one box to another, with the label of the property at its middle."""
    (x0, y0), (x1, y1) = _middle(_PLACES[start]), _middle(_PLACES[end])
    across, down = x1 - x0, y1 - y0
    cut = min(_BOX / 2 / abs(across) if across else 1, _DEEP / 2 / abs(down) if down else 1)
    x0, y0, x1, y1 = x0 + across * cut, y0 + down * cut, x1 - across * cut, y1 - down * cut
    length = (across**2 + down**2) ** 0.5
    ux, uy = across / length, down / length
    corners = [(x1, y1), (x1 - 7 * ux + 4 * uy, y1 - 7 * uy - 4 * ux), (x1 - 7 * ux - 4 * uy, y1 - 7 * uy + 4 * ux)]
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    line = svg.element("line", x1=f"{x0:.1f}", y1=f"{y0:.1f}", x2=f"{x1:.1f}", y2=f"{y1:.1f}", class_="rule")
    words = svg.element(
        "text", escape(label(store, curie_node(curie), language)), x=f"{(x0 + x1) / 2:.1f}",
        y=f"{(y0 + y1) / 2 + (-5 if abs(down) < 1 else 4):.1f}", text_anchor="middle", class_="dim",
    )  # fmt: skip
    return line + svg.element("polygon", points=head, class_="head") + words
