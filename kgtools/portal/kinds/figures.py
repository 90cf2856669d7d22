"""The list of indicators: of each how many figures there are, for which years, and whether they contradict each other.

An indicator itself has the page of a thing, with a chart of its figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.labels import label
from kgtools.messages import message
from kgtools.portal.addresses import in_pages
from kgtools.portal.contents import Contents, Paged
from kgtools.portal.frame import Frame, View
from kgtools.views.figures import Counted, in_short

PATH = "figures"
MOST = 250  # indicators on a page


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page of the list."""
    yield from listed(contents).lengths


def listed(contents: Contents) -> Paged[Sequence[Any]]:
    """The pages of the list, those indicators first that have most figures: of each what `Counted` has."""

    def whole() -> dict[str, Sequence[Sequence[Any]]]:
        counted = sorted(in_short(contents.store), key=lambda one: (-one.number, one.indicator))
        return in_pages(PATH, {PATH: [astuple(one) for one in counted]}, MOST)

    return Paged(contents.made, PATH, whole)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    pages = listed(contents)
    if frame.path not in pages.lengths:
        return None
    indicators = [
        (one, label(contents.store, ox.NamedNode(namespaces.entity(one.indicator)), frame.language), _span(one.years))
        for one in (Counted(*row) for row in pages.on(frame.path))
    ]
    indicators.sort(key=lambda each: (-each[0].number, each[1].casefold(), each[0].indicator))
    title = message("portal.door.figures", frame.language)
    values = {"indicators": indicators, "pages": [*pages.lengths]}
    return View("figures", title, values, message("portal.figures.lead", frame.language))


def _span(years: Sequence[int] | None) -> str:
    return "–".join(map(str, dict.fromkeys(years or ())))
