"""Networks as GEXF 1.3, for Gephi: places, sizes, colours, weights, and the times in which edges hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from kgtools import __version__, projects
from kgtools.network.edges import spans
from kgtools.network.export.text import plain

if TYPE_CHECKING:
    import networkx as nx

_GEXF, _VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"
_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}
_SHAPES = {"circle": "disc", "square": "square", "triangle": "triangle", "diamond": "diamond"}  # the others are discs
# Columns that GEXF has attributes or elements of its own for.
_NODE_OWN = ("label", "name")
_EDGE_OWN = ("label", "weight", "start", "end", "spells")


@dataclass(frozen=True)
class Drawing:
    """Where the nodes of a network are drawn, y upwards, and their radii in the same units; empty if they are not."""

    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    radii: Mapping[str, float] = field(default_factory=dict)


def write(graph: nx.MultiDiGraph[str], note: str, drawing: Drawing) -> str:
    """A network as GEXF 1.3; `note` describes the file.

    Edges without direction are of the type undirected. Each time in which an edge holds is a spell; an edge that no
    article dates has none and says `dated = false`, since Gephi shows it in every year.
    """
    root = ElementTree.Element("gexf", {
        "xmlns": _GEXF, "xmlns:viz": _VIZ, "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_GEXF} {_GEXF}/gexf.xsd", "version": "1.3",
    })  # fmt: skip
    meta = ElementTree.SubElement(root, "meta")
    ElementTree.SubElement(meta, "creator").text = f"tandem-kg {__version__}"
    if note:
        ElementTree.SubElement(meta, "description").text = note
    drawn = ElementTree.SubElement(
        root, "graph", defaultedgetype="directed", mode="dynamic", timeformat="date", timerepresentation="interval",
        idtype="string",
    )  # fmt: skip
    node_columns, edge_columns = _Columns("node", _NODE_OWN), _Columns("edge", _EDGE_OWN)
    nodes, edges = ElementTree.Element("nodes"), ElementTree.Element("edges")
    for node, data in graph.nodes(data=True):
        element = ElementTree.SubElement(nodes, "node", id=node, label=data["label"])
        node_columns.fill(element, data)
        _look(element, data, node, drawing)
    for source, target, key, data in graph.edges(keys=True, data=True):
        _edge(ElementTree.SubElement(edges, "edge", id=f"e{key}", source=source, target=target), data, edge_columns)
    drawn.extend([node_columns.declared, edge_columns.declared, nodes, edges])
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _edge(element: ElementTree.Element, data: Mapping[str, Any], columns: _Columns) -> None:
    weight = data.get("weight", 1)
    element.attrib |= {
        "type": "directed" if data["directed"] else "undirected", "label": data["label"], "kind": data["label"],
        "weight": plain(weight),
    }  # fmt: skip
    found = spans(data)
    columns.fill(element, {**data, "dated": bool(found)})
    if found:
        spells = ElementTree.SubElement(element, "spells")
        for first, last in dict.fromkeys(span.known for span in found if span.known):
            ElementTree.SubElement(spells, "spell", start=str(first), end=str(last))
    ElementTree.SubElement(element, "viz:thickness", value=plain(float(weight)))


def _look(element: ElementTree.Element, data: Mapping[str, Any], node: str, drawing: Drawing) -> None:
    """The colour and shape of a node, and its place and size where it is drawn."""
    colour, shape = projects.look(data["group"])
    rgb = {channel: str(int(colour[place : place + 2], 16)) for channel, place in zip("rgb", (1, 3, 5), strict=True)}
    ElementTree.SubElement(element, "viz:color", rgb)
    if node in drawing.places:
        x, y = drawing.places[node]
        ElementTree.SubElement(element, "viz:position", x=str(x), y=str(y), z="0.0")
        ElementTree.SubElement(element, "viz:size", value=str(drawing.radii[node]))
    ElementTree.SubElement(element, "viz:shape", value=_SHAPES.get(shape, "disc"))


class _Columns:
    """The columns of nodes or edges, declared as they are met."""

    def __init__(self, class_: str, own: tuple[str, ...]) -> None:
        self.declared = ElementTree.Element("attributes", {"class": class_, "mode": "static"})
        self.class_, self.own = class_, own
        self.known: set[str] = set()

    def fill(self, element: ElementTree.Element, data: Mapping[str, Any]) -> None:
        """Give an element its values, except those that GEXF has a place of its own for."""
        values = ElementTree.SubElement(element, "attvalues")
        for name, value in data.items():
            if name in self.own:
                continue
            identifier = f"{self.class_}.{name}"
            if name not in self.known:
                self.known.add(name)
                about = {"id": identifier, "title": name, "type": _TYPES[type(value)]}
                ElementTree.SubElement(self.declared, "attribute", about)
            ElementTree.SubElement(values, "attvalue", {"for": identifier, "value": plain(value)})
