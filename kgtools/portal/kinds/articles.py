"""The page of an article: its citation, where its claims lie, and what it tells alone and with others."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.portal.kinds import entities


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    yield from contents.of_class("Article")


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such article."""
    return entities.shown(contents, frame, frame.path) if contents.holds(frame.path) else None
