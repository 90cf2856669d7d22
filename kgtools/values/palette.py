"""Colours and shapes, the same in every picture and file."""

from __future__ import annotations

# Okabe and Ito's colours (2008), which people with any kind of colour blindness tell apart.
BLUE, VERMILION, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, ORANGE, YELLOW, BLACK = "#56B4E9", "#E69F00", "#F0E442", "#000000"
GREY = "#767676"
# Of series in a chart: without the yellow, which is too pale on white.
SERIES = (BLUE, VERMILION, GREEN, PINK, BLACK, SKY, ORANGE)
NAMED = {
    "blue": BLUE, "vermilion": VERMILION, "green": GREEN, "pink": PINK, "sky": SKY, "orange": ORANGE, "yellow": YELLOW,
    "black": BLACK, "grey": GREY,
}  # fmt: skip
# Of broad kinds of entity, where a project says nothing else.
COLOURS = {
    "State": BLUE,
    "Person": VERMILION,
    "Body": GREEN,
    "Document": YELLOW,
    "Event": PINK,
    "Company": SKY,
    "Project": ORANGE,
}
OTHER_COLOUR = "#999999"
# Of the layers of networks, with the shape that stands on their lines for whoever does not see the colours. Thin lines
# need more contrast than areas, so the paler colours are not among them.
LAYERS = {
    "diplomatic": (BLUE, "circle"),
    "institutional": (GREEN, "square"),
    "economic": (VERMILION, "triangle"),
    "expert": (GREY, "diamond"),
}
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
