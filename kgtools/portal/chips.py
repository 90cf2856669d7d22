"""Chips: the claims behind a line, each a link to its page that says where in its article the passage lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.messages import message
from kgtools.portal.contents import Contents
from kgtools.views.evidence import Place, place_of
from kgtools.views.thing.wording import article_of

_NOTHING: Mapping[str, str] = MappingProxyType({})
Cited = Callable[..., tuple["Chip", ...]]


@dataclass(frozen=True)
class Cite:
    """One claim: its id with its kind, and where its passage lies, in words; empty for the background."""

    id: str
    place: str


@dataclass(frozen=True)
class Chip:
    """The claims of one article behind a line: its short name, and how they are meant if that needs saying."""

    article: str
    name: str
    meant: str
    claims: tuple[Cite, ...]


@dataclass
class Chips:
    """Makes the chips of pages in a language; what it has looked up it remembers."""

    contents: Contents
    language: str
    _known: dict[str, Cite] = field(default_factory=dict)

    def __call__(self, claims: Iterable[str], hedged: Mapping[str, str] = _NOTHING) -> tuple[Chip, ...]:
        """The chips of claims, by their ids with their kind; other ids are left out.

        `hedged` says of some how they are meant; these stand apart from others of their article.
        """
        found: dict[tuple[str, str], list[Cite]] = {}
        for claim in dict.fromkeys(claims):
            if claim.startswith("claim/"):
                found.setdefault((article_of(claim), hedged.get(claim, "")), []).append(self._cite(claim))
        names = self.contents.short_names[self.language]
        background = message("evidence.background-short", self.language)
        return tuple(
            Chip(article, background if article == "background" else names.get(article, article), meant, tuple(cites))
            for (article, meant), cites in found.items()
        )

    def names(self, articles: Iterable[str]) -> dict[str, str]:
        """The short names of articles by their ids; without the background, which is none."""
        known = self.contents.short_names[self.language]
        return {article: known[article] for article in articles if article in known}

    def _cite(self, claim: str) -> Cite:
        if claim not in self._known:
            place = place_of(self.contents.store, ox.NamedNode(namespaces.base() + claim))
            self._known[claim] = Cite(claim, characters(place, self.language) if place else "")
        return self._known[claim]


def characters(place: Place, language: str) -> str:
    """Where a passage lies, in words."""
    return message("evidence.characters", language, start=place.start, end=place.end)
