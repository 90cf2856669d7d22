"""The list of indicators: of each how many figures there are, for which years, and whether they contradict each other.

An indicator itself has the page of a thing, with a chart of its figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.labels import label
from kgtools.messages import message
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views.figures import in_short

PATH = "figures"


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield PATH


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != PATH:
        return None
    counted = [
        (one, label(contents.store, ox.NamedNode(namespaces.entity(one.indicator)), frame.language), _span(one.years))
        for one in contents.made.once((PATH,), lambda: in_short(contents.store))
    ]
    counted.sort(key=lambda each: (-each[0].number, each[1].casefold(), each[0].indicator))
    title = message("portal.door.figures", frame.language)
    return View("figures", title, {"indicators": counted}, message("portal.figures.lead", frame.language))


def _span(years: tuple[int, int] | None) -> str:
    return "–".join(map(str, dict.fromkeys(years or ())))
