"""The pages of claims, disagreements and targets."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.portal.kinds import entities

CLASSES = ("Claim", "Disagreement", "Target")


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    for name in CLASSES:
        yield from contents.of_class(name)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such thing."""
    return entities.shown(contents, frame, frame.path) if contents.holds(frame.path) else None
