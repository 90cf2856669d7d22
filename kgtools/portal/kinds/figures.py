"""The list of indicators: of each how many figures there are, for which years, and whether they contradict each other.

An indicator itself has the page of a thing, with a chart of its figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.messages import message
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views.figures import FigureValue

PATH = "figures"


@dataclass(frozen=True)
class Counted:
    """An indicator with the number of its figures and of the articles that have them, and the years they are for."""

    id: str
    label: str
    number: int
    articles: int
    years: str
    disagreements: tuple[str, ...]


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield PATH


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != PATH:
        return None
    counted = sorted(
        (_counted(contents.store, *each, frame.language) for each in contents.figures.items()),
        key=lambda one: (-one.number, one.label.casefold()),
    )
    title = message("portal.door.figures", frame.language)
    return View("figures", title, {"indicators": counted}, message("portal.figures.lead", frame.language))


def _counted(store: Store, indicator: str, figures: list[FigureValue], language: str) -> Counted:
    years = [day.year for one in figures for day in (one.earliest, one.latest) if day is not None]
    return Counted(
        indicator,
        label(store, ox.NamedNode(namespaces.entity(indicator)), language),
        len(figures),
        len({one.article for one in figures}),
        "–".join(map(str, dict.fromkeys((min(years), max(years))))) if years else "",
        tuple(sorted({entry for one in figures for entry in one.disagreements})),
    )
