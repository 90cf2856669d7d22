"""The page on the project: what it is and is not, what it holds, how it is cited, and how the data are had."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools import namespaces, projects
from kgtools.messages import message
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame, View
from kgtools.views import dataset

PATH = "about"
_HELD = ("articles", "entities", "facts", "figures", "opinions", "disagreements", "quads")
# What one types for the data in each form.
_COMMANDS = (
    "kgtools export turtle -o {}.ttl", "kgtools export nquads -o {}.nq",
    "kgtools export jsonld -o {}.jsonld", "kgtools export csv -o tables",
    "kgtools export sqlite -o {}.db", "kgtools serve",
)  # fmt: skip


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield PATH


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != PATH:
        return None
    known, language = projects.in_use(), frame.language
    values = {
        "held": [(message(f"dataset.count.{name}", language), contents.counts[name]) for name in _HELD
                 if name in contents.counts],
        "citation": dataset.own_citation(),
        "state": contents.state,
        "articles": [(f"article/{name}", cited) for name, cited in contents.citations[language].items()],
        "commands": [command.format(known.stem) for command in _COMMANDS],
    }  # fmt: skip
    return View("about", message("portal.door.about", language), values, known.told(known.about, language),
                markup=_markup(contents, frame))  # fmt: skip


def _markup(contents: Contents, frame: Frame) -> dict[str, object]:
    """The dataset in the terms of schema.org."""
    known = projects.in_use()
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{namespaces.base()}dataset",
        "name": dataset.own_title(),
        "description": known.told(known.about, known.first),
        "url": frame.canonical,
        "version": known.version,
        "identifier": contents.state,
        "license": known.licence.address,
        "creator": {"@type": "Organization", "name": known.creator},
        "inLanguage": [*namespaces.languages()],
        "isAccessibleForFree": True,
    }
