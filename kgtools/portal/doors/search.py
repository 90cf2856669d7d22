"""The page of the search: things by their names, in any script and spelling, found in the browser.

A server answers searches itself; a folder of files brings the names along as a script, because pages that are opened
from a disk may load nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kgtools import namespaces
from kgtools.messages import message
from kgtools.plots import page as pages
from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.query.search.names import order
from kgtools.query.search.texts import all_names

SCRIPT = "static/things.js"


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield "search"


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != "search":
        return None
    title, lead = (message(f"portal.{key}", frame.language) for key in ("search", "search.lead"))
    files = {SCRIPT: lambda: script(contents)} if frame.language == namespaces.languages()[0] else {}
    return View("search", title, description=lead, files=files)


def script(contents: Contents) -> str:
    """The names of all things and articles, and what ranks them, as a script for all pages."""
    names: dict[str, list[str]] = {}
    for thing, name in all_names(contents.store):
        names.setdefault(thing, []).append(name)
    kinds: dict[tuple[str, ...], int] = {}
    things = [
        _thing(contents, thing, names[thing], kinds) for thing in sorted(names, key=lambda each: (order(each), each))
    ]
    content = {**pages.searching(), "kinds": list(kinds), "things": things}
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.tandemThings = {written};\n"


def _thing(contents: Contents, thing: str, names: list[str], kinds: dict[tuple[str, ...], int]) -> list[Any]:
    """A thing as the script has it: its path, the number of its kind, its label in each language, its other names.

    `kinds` are the labels of the kinds, in each language, with their numbers; a kind that is new is added.
    """
    identifier = namespaces.shorten(thing)
    languages, catalogue = namespaces.languages(), contents.catalogue
    labels = [catalogue.label(identifier, language) for language in languages]
    kind = kinds.setdefault(tuple(catalogue.class_label(identifier, language) for language in languages), len(kinds))
    return [addresses.path(identifier), kind, labels, sorted(set(names) - set(labels))]
