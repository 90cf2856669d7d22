"""The page on the project: what it is and is not, what it holds, how it is cited, and how the data are had."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools import __version__, namespaces
from kgtools.messages import message
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views import dataset

PATH = "about"
_HELD = ("articles", "entities", "facts", "figures", "opinions", "disagreements", "quads")
# What one types for the data in each form.
_COMMANDS = (
    "kgtools export turtle -o tandem.ttl", "kgtools export nquads -o tandem.nq",
    "kgtools export jsonld -o tandem.jsonld", "kgtools export csv -o tables",
    "kgtools export sqlite -o tandem.db", "kgtools serve",
)  # fmt: skip


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield PATH


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != PATH:
        return None
    language = frame.language
    values = {
        "held": [(message(f"dataset.count.{name}", language), contents.counts[name]) for name in _HELD
                 if name in contents.counts],
        "citation": dataset.own_citation(__version__),
        "state": contents.state,
        "articles": [(f"article/{name}", cited) for name, cited in contents.citations[language].items()],
        "commands": _COMMANDS,
    }  # fmt: skip
    return View("about", message("portal.door.about", language), values, message("portal.about.lead", language),
                markup=_markup(contents, frame))  # fmt: skip


def _markup(contents: Contents, frame: Frame) -> dict[str, object]:
    """The dataset in the terms of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{namespaces.base()}dataset",
        "name": dataset.TITLE,
        "description": message("portal.about.lead", namespaces.first_language()),
        "url": frame.canonical,
        "version": __version__,
        "identifier": contents.state,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "creator": {"@type": "Organization", "name": dataset.AUTHOR},
        "inLanguage": [*namespaces.languages()],
        "isAccessibleForFree": True,
    }
