"""The networks: of each how many things it joins by how many links, of which layers, and who is joined to most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.terms import code_node
from kgtools.messages import message
from kgtools.network.analysis.outlines import Outline
from kgtools.network.networks import layers as every_layer
from kgtools.plots.small.bars import Count, counts
from kgtools.portal.contents import Contents
from kgtools.portal.doors import drawn
from kgtools.portal.frame import Frame, View

_BEST = 10  # things that are named of each network
_FIRST = "actors"  # which has the most kinds of things


@dataclass(frozen=True)
class Network:
    """A network: its name and heading, its size in words, its layers with their numbers of links.

    `picture` shows who is joined to most, `drawn` leads to the whole, if there is a page of it.
    """

    name: str
    heading: str
    size: str
    layers: tuple[tuple[str, int], ...]
    picture: str
    drawn: str


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield "networks"


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != "networks":
        return None
    ordered = sorted(contents.outlines.items(), key=lambda each: (each[0] != _FIRST, each[0]))
    shown = [_network(contents, name, outline, frame) for name, outline in ordered]
    first = frame.language == namespaces.languages()[0] and any(network.drawn for network in shown)
    title, lead = (message(f"portal.{key}", frame.language) for key in ("door.networks", "networks-lead"))
    return View(
        "networks", title, {"networks": shown}, lead, files=drawn.every_network(contents) if first else {}
    )  # fmt: skip


def _network(contents: Contents, name: str, outline: Outline, frame: Frame) -> Network:
    language = frame.language
    heading = labels.label(contents.store, code_node("network", name), language)
    joined = outline.neighbours
    best = sorted(joined, key=lambda thing: (-joined[thing], thing))[:_BEST]
    bars = [Count(contents.catalogue.label(thing, language), joined[thing], frame.href(thing)) for thing in best]
    layers = [
        (labels.label(contents.store, code_node("layer", layer), language), outline.layers[layer])
        for layer in every_layer()
        if layer in outline.layers
    ]
    size = message("network.shown", language, len(joined), len(outline.links))
    title = f"{heading}: {message('network.measure.degree', language)}"
    return Network(
        name,
        heading[:1].upper() + heading[1:],
        size,
        tuple(layers),
        counts(bars, title, language),
        drawn.network(contents, name, frame),
    )
