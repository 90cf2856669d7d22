"""Colours and shapes of kinds of entity, the same in every picture and file."""

from __future__ import annotations

# Colours by broad kind of node, told apart also by the colour-blind (Okabe and Ito 2008).
COLOURS = {
    "State": "#0072B2",
    "Person": "#D55E00",
    "Body": "#009E73",
    "Document": "#F0E442",
    "Event": "#CC79A7",
    "Company": "#56B4E9",
    "Project": "#E69F00",
}
OTHER_COLOUR = "#999999"
# What is not coloured of its own is told apart by its shape. Names are Bokeh's.
SHAPES = {
    "State": "square",
    "Topic": "diamond",
    "Place": "triangle",
    "Publication": "inverted_triangle",
    "Stage": "hex",
    "Membership": "star",
}
OTHER_SHAPE = "circle"


def look(group: str) -> tuple[str, str]:
    """The colour and the shape of a broad kind of node."""
    return COLOURS.get(group, OTHER_COLOUR), SHAPES.get(group, OTHER_SHAPE)
