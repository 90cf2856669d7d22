"""The page of a thing: who or what it is, where the sources disagree, its facts, times, figures and opinions.

A long part of it goes on on pages of its own, so that no page is heavy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kgtools import marks, namespaces
from kgtools.messages import message
from kgtools.portal import addresses, pictures
from kgtools.portal.chips import Chips
from kgtools.portal.contents import Contents
from kgtools.portal.doors import drawn
from kgtools.portal.frame import DATA, Frame, View
from kgtools.views.dataset import own_title
from kgtools.views.page import EntityPage, Entry, Section

WHOLE = 54_000  # bytes, about, that the lines of a page may take
_LINE, _CLAIM = 120, 100  # bytes, about, of a line without its words, and of a claim behind it


@dataclass(frozen=True)
class Shown:
    """A part of a page: its first lines, or those of one further page; `link` leads to where it goes on."""

    section: Section
    total: int
    link: str = ""


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    for identifiers in contents.things.values():
        yield from map(addresses.path, identifiers)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such thing.

    Below the path of a thing stand the further pages of its long parts, such as `id/state/avalon/figures-2`.
    """
    parts = frame.path.split("/")
    own, further = "/".join(parts[:3]), "/".join(parts[3:])
    if not contents.holds(own):
        return None
    return shown(contents, frame, own, further)


def shown(contents: Contents, frame: Frame, own: str, further: str = "") -> View | None:
    """What the graph holds about the thing of a path, as a page or as a further page of one of its parts."""
    page = contents.page(own, frame.language)
    iri = namespaces.base() + own
    pages = {name: part for section in page.sections for name, part in _further(section)}
    identity = "".join(part.words for part in page.identity)
    values: dict[str, Any] = {"thing": page, "up": "", "network": "", "within": "", "life": "", "chart": "",
                              "legend": [], "cited": Chips(contents, frame.language)}  # fmt: skip
    if further:
        if further not in pages:
            return None
        number = list(pages).index(further)
        after = list(pages)[number + 1 : number + 2]
        following = after[0] if after and pages[after[0]].name == pages[further].name else ""
        link = frame.page(f"{own}/{following}") if following else ""
        values |= {"sections": [Shown(pages[further], len(pages[further].entries), link)], "up": frame.page(own)}
        return View("thing", f"{page.title}: {pages[further].heading}", values)
    values |= {"network": pictures.network(contents, page.id, frame), "life": pictures.life(contents, page.id, frame)}
    values["within"] = drawn.around(contents, page.id, frame) if values["network"] else ""
    values["chart"], values["legend"] = pictures.chart(contents, page.id, frame)
    sections = _first(page.sections, lambda name: frame.page(f"{own}/{name}"))
    values["sections"] = sections
    values["citation"] = message(
        "portal.citation",
        frame.language,
        title=page.title,
        iri=iri,
        own=own_title(frame.language),
        state=contents.state,
    )
    held = [name for name in pages if any(each.section.name == pages[name].name and each.link for each in sections)]
    return View(
        "thing", page.title, values, f"{page.title}: {identity}", DATA, _markup(page, frame, identity),
        tuple(f"{own}/{name}" for name in held),
    )  # fmt: skip


def _first(sections: Iterable[Section], link: Any) -> list[Shown]:
    """The parts of a page, cut so that all together are not too long; what is left out stands on further pages."""
    every = list(sections)
    room = WHOLE
    while room > 500 and sum(min(_weight(section.entries), room) for section in every) > WHOLE:
        room = room * 3 // 4
    found = []
    for section in every:
        entries: list[Entry] = []
        taken = 0
        for entry in section.entries:
            taken += _weight([entry])
            if taken > room and entries:
                break
            entries.append(entry)
        whole = len(entries) == len(section.entries)
        found.append(Shown(replace(section, entries=tuple(entries)), len(section.entries),
                           "" if whole else link(section.name)))  # fmt: skip
    return found


def _further(section: Section) -> Iterator[tuple[str, Section]]:
    """The further pages of a part, each with its name and its lines."""
    pages: list[list[Entry]] = [[]]
    taken = 0
    for entry in section.entries:
        taken += _weight([entry])
        if taken > WHOLE and pages[-1]:
            pages.append([])
            taken = _weight([entry])
        pages[-1].append(entry)
    for number, entries in enumerate(pages, 1):
        name = section.name if number == 1 else f"{section.name}-{number}"
        yield name, replace(section, entries=tuple(entries))


def _weight(entries: Iterable[Entry]) -> int:
    """How many bytes lines take on a page, about."""
    return sum(
        _LINE + len((entry.words + entry.more).encode()) + _CLAIM * len(entry.sources)
        + sum(60 for part in entry.parts if part.id)
        for entry in entries
    )  # fmt: skip


def _markup(page: EntityPage, frame: Frame, identity: str) -> Mapping[str, Any]:
    """What the page is about, in the terms of schema.org."""
    names = [name.value for name in (*page.names, *page.other_names)]
    found = {
        "@context": "https://schema.org",
        "@type": marks.schema_org(marks.class_of(page.id)) or "Thing",
        "@id": namespaces.base() + addresses.path(page.id),
        "url": frame.canonical,
        "name": page.title,
        "description": identity,
        "alternateName": sorted({*names} - {page.title}),
        "sameAs": list(page.same_as),
    }
    return {name: value for name, value in found.items() if value}
