"""The small pictures of a thing's page: what it is joined to, and its life in time."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.messages import message
from kgtools.plots.network import small
from kgtools.plots.timeline import bars as drawn
from kgtools.plots.timeline import svg
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame
from kgtools.views import timeline

LONGEST = 14  # lines of a life; of more the page has the list alone


def network(contents: Contents, identifier: str, frame: Frame) -> str:
    """The small network of a thing as SVG; empty if it is joined to nothing."""
    found = contents.surroundings.of(identifier, frame.language)
    return small.network(found, frame.language, lambda thing: frame.href(thing)) if found is not None else ""


def life(contents: Contents, identifier: str, frame: Frame) -> str:
    """What is dated of a thing and of what facts join to it, as a list with bars; empty if that is nothing or much."""
    store, language = contents.store, frame.language
    near = timeline.neighbours(store, identifier)
    found = [
        bar for bar in contents.bars if (bar.thing == identifier if bar.lane == timeline.FACTS else bar.thing in near)
    ]

    def named(thing: str) -> str:
        return labels.label(store, ox.NamedNode(namespaces.entity(thing)), language)

    names = {bar.thing: named(bar.thing) for bar in found}
    names |= {
        article: contents.short_names[language].get(article, article) for bar in found for article in bar.articles
    }
    properties = {
        what: labels.label(store, ox.NamedNode(namespaces.term(what)), language)
        for what in {bar.what for bar in found} - {timeline.SPAN}
    }
    rows = drawn.rows(found, names, properties)
    if not 0 < len(rows) <= LONGEST:
        return ""
    first, last = drawn.shown(found, None, None)
    title = message("timeline.title", language) + f": {named(identifier)}"
    return svg.life(rows, first, last, lambda bar: (frame.href(bar.thing), names[bar.thing]), title, language)
