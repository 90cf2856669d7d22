"""The page on which one comes in."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.messages import message
from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield addresses.HOME


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != addresses.HOME:
        return None
    return View("home", message("portal.name", frame.language))
