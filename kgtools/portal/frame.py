"""A page in its place: what leads from it to others, and how its values become HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import jinja2

from kgtools import messages, namespaces, projects
from kgtools.portal import addresses
from kgtools.templates import environment
from kgtools.views.disagreements import SIGN

MEDIA_TYPES = {
    "ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml",
    "csv": "text/csv",
}  # fmt: skip


DATA = ("ttl", "jsonld", "csv")  # endings of the data of a thing that its page names; a server has others too


@dataclass(frozen=True)
class Door:
    """A way into the portal, in the head of every page: its path, and its name in the table of messages."""

    path: str
    name: str


DOORS = (
    Door("browse", "browse"),
    Door("disagreements", "disagreements"),
    Door("figures", "figures"),
    Door("timeline", "timeline"),
    Door("networks", "networks"),
    Door("questions", "questions"),
    Door("about", "about"),
)


@dataclass(frozen=True)
class Frame:
    """Where a page stands: its path without language and ending, its language, and whether a server answers.

    Links are relative, so that a site works from a disk and below any address.
    """

    path: str
    language: str
    live: bool = False

    @property
    def address(self) -> str:
        """The address of the page, from the root of the site."""
        return addresses.page(self.path, self.language)

    @property
    def canonical(self) -> str:
        """The stable address of this page in its language, which the redirects of the base lead to the site."""
        return namespaces.base() + self.address

    @property
    def iri(self) -> str:
        """The IRI that the page is about, or under which it is known."""
        return namespaces.resource(self.path)

    def href(self, identifier: str) -> str:
        """The link to the page of what an id names, in the language of this one."""
        return self.to(addresses.page(addresses.path(identifier), self.language))

    def page(self, path: str) -> str:
        """The link to the page of a path, such as `index` or `browse/person`, in the language of this one."""
        return self.to(addresses.page(path, self.language))

    def to(self, address: str) -> str:
        """The link to an address that is counted from the root of the site."""
        return addresses.relative(address, self.address)

    def data(self, ending: str) -> str:
        """The link to the data of what the page is about, in the format of an ending."""
        return self.to(f"{self.path}.{ending}")

    @property
    def finder(self) -> str:
        """Where words go that name a thing: to the server, or to the page that searches in the browser."""
        return self.to("thing") if self.live else self.page("search")

    @property
    def tongues(self) -> list[dict[str, str]]:
        """The same page in each language: for the switch, and for `hreflang`."""
        return [
            {
                "tag": tag,
                "name": name,
                "href": self.to(addresses.page(self.path, tag)),
                "canonical": namespaces.base() + addresses.page(self.path, tag),
            }
            for tag, name in messages.language_names().items()
        ]


@dataclass(frozen=True)
class View:
    """What a page shows: its template, the values for it, its title, and a sentence on it for search engines.

    `data` are the endings of the files that hold the same as data, at the page's own path; `markup` is what it is
    about in the terms of schema.org. `further` are the paths of the pages on which it goes on, `files` what stands
    beside it in a folder of files, by address, made when it is written.
    """

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    data: tuple[str, ...] = ()
    markup: Mapping[str, Any] | None = None
    further: tuple[str, ...] = ()
    files: Mapping[str, Callable[[], str]] = field(default_factory=dict)


_PATH = re.compile(r"[A-Za-z0-9.-]+(/[A-Za-z0-9.-]+)*")


def is_path(path: str) -> bool:
    """Whether this can be the path of a page.

    >>> is_path("id/state/avalon"), is_path("id/../secret")
    (True, False)
    """
    return _PATH.fullmatch(path) is not None and not {".", ".."} & set(path.split("/"))


@cache
def templates() -> dict[str, jinja2.Template]:
    """All templates by name, read at once: a worker of the server can open no file later."""
    found = environment(jinja2.PackageLoader("kgtools.portal"), __file__)
    return {name.removesuffix(".html"): found.get_template(name) for name in found.list_templates()}


def html(view: View, frame: Frame) -> str:
    """The page as HTML."""
    return templates()[view.template].render(
        media_types=MEDIA_TYPES,
        doors=DOORS,
        **view.values,
        view=view,
        frame=frame,
        lang=frame.language,
        tongue=namespaces.languages().index(frame.language),
        first=namespaces.first_language(),
        sign=SIGN,
        project=projects.in_use(),
        **_words(frame.language, projects.in_use()),
    )


@lru_cache(maxsize=16)
def _words(language: str, project: projects.Project) -> Mapping[str, Mapping[str, str]]:
    """The words of the templates in a language, with what the project says of itself."""
    words = messages.section("server", language) | messages.section("portal", language)
    words |= {key: words[key].format(licence=project.licence.short) for key in ("licence", "about.licence")}
    own = {"name": project.subtitle, "lead": project.lead}
    return {
        "w": words | {key: project.told(texts, language) for key, texts in own.items()},
        "e": messages.section("entity", language),
        "own": messages.section("portal.own", language),
    }
