"""The page of an article: its citation, where its claims lie, what it tells alone and with others; and its claims.

The claims stand on pages of their own, in the order of the text: `article/ID/1` and so on; what an article has in
common with another on `article/ID/with/OTHER`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.messages import language_name, message
from kgtools.plots.small.passages import Passage
from kgtools.portal import pictures
from kgtools.portal.chips import Chips, characters
from kgtools.portal.contents import Contents
from kgtools.portal.evidence import sources
from kgtools.portal.frame import DATA, Frame, View
from kgtools.views.articles.article import Read
from kgtools.views.articles.disagreement import summary
from kgtools.views.articles.order import Placed
from kgtools.views.page import Entry, Part
from kgtools.views.thing.wording import article_of, sayer

_THINGS = 12  # of those that most of its claims speak of


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page, with those of its claims."""
    for path in contents.of_class("Article"):
        yield path
        number = len(contents.sources.pages(path.removeprefix("article/")))
        yield from (f"{path}/{page}" for page in range(1, number + 1))
        others = contents.sources.read(path.removeprefix("article/")).with_others()
        yield from (f"{path}/with/{other}" for other, _ in others)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such article, or no such page of it."""
    _, article, *page = frame.path.split("/", 2)
    if not contents.holds(f"article/{article}"):
        return None
    if page and page[0].startswith("with/"):
        return _common(contents, frame, article, page[0].removeprefix("with/"))
    if page:
        return _claims(contents, frame, article, page[0])
    return _article(contents, frame, article)


@dataclass(frozen=True)
class Shared:
    """What an article tells in common with another: how many statements of both, how many copied, and about what."""

    article: str
    total: int
    copied: int
    about: Sequence[tuple[Part, int]]


def _article(contents: Contents, frame: Frame, article: str) -> View:
    store, language = contents.store, frame.language
    read = contents.sources.read(article)
    say = sayer(store, language)
    thing = ox.NamedNode(frame.iri)
    ranked = sorted(read.entries, key=contents.sources.place.__getitem__)
    values: dict[str, Any] = {
        "article": article,
        "read": read,
        "authors": [say(term) for term in read.authors],
        "languages": [language_name(tag, language) for tag in read.languages],
        "bibtex": contents.bibtex[language][article],
        "citation": contents.citations[language][article],
        "strip": pictures.strip(contents, article, frame, areas=_areas(contents, frame, article)),
        "pages": _pages(contents, frame, article),
        "alone": _counted(read.about(read.alone), store, language),
        "shared": [_shared(contents, read, other, claims, language) for other, claims in read.with_others()],
        "entries": [summary(store, ox.NamedNode(namespaces.base() + entry), language) for entry in ranked],
        "cites": sorted((say(term) for term in read.cites), key=lambda part: part.words.casefold()),
        "origins": [(say(term), number) for term, number in read.origins],
        "cited": Chips(contents, language),
        "names": contents.short_names[language],
    }
    title = labels.label(store, thing, language)
    markup = {
        "@context": "https://schema.org", "@type": "ScholarlyArticle", "@id": frame.iri, "url": frame.canonical,
        "name": title, "author": [{"@type": "Person", "name": part.words} for part in values["authors"]],
        "inLanguage": list(read.languages),
    }  # fmt: skip
    markup = {key: value for key, value in markup.items() if value}
    files = {f"anchors/{article}.js": lambda: anchors(contents, article) or ""}
    return View("article", title, values, values["citation"], DATA, markup, files=files)


def anchors(contents: Contents, article: str) -> str | None:
    """The script by which pages recognise a reader's own copy of an article; None if there is no such article."""
    known = contents.holds(f"article/{article}")
    return sources.anchors(contents.sources.order(article)) if known else None


def _counted(counts: Sequence[tuple[str, int]], store: Store, language: str) -> list[tuple[Part, int]]:
    """The things that most claims speak of, each with its number."""
    return [
        (Part(labels.label(store, ox.NamedNode(namespaces.entity(thing)), language), thing), number)
        for thing, number in counts[:_THINGS]
    ]


def _shared(contents: Contents, read: Read, other: str, claims: Sequence[str], language: str) -> Shared:
    """What the article has in common with one other, counted."""
    lines = _lines(contents, read, other, claims, language)
    about = _counted(read.about(claims), contents.store, language)[:5]
    return Shared(other, len(lines), sum(again for _, again in lines), about)


def _lines(
    contents: Contents, read: Read, other: str, claims: Sequence[str], language: str
) -> list[tuple[Entry, bool]]:
    """The statements of two articles, each once with the claims of both, and whether they are copied."""
    told: dict[tuple[Part, ...], tuple[tuple[str, ...], bool]] = {}
    for claim in claims:
        entry, standing = contents.sources.stated(claim, language), read.standing[claim]
        elsewhere = [one for one in standing.elsewhere if article_of(one) == other]
        before, copied = told.get(entry.parts, ((), False))
        copied |= not set(elsewhere).isdisjoint(standing.copies)
        told[entry.parts] = tuple(dict.fromkeys((*before, claim, *elsewhere))), copied
    return [(Entry(parts, sources), copied) for parts, (sources, copied) in told.items()]


def _common(contents: Contents, frame: Frame, article: str, other: str) -> View | None:
    """The page of what an article has in common with another, statement by statement."""
    language = frame.language
    read = contents.sources.read(article)
    claims = dict(read.with_others()).get(other)
    if claims is None:
        return None
    names = contents.short_names[language]
    title = message("portal.common-with", language, one=names[article], other=names[other])
    values = {
        "article": article,
        "name": names[article],
        "lines": _lines(contents, read, other, claims, language),
        "about": _counted(read.about(claims), contents.store, language),
        "articles": [article, other],
        "cited": Chips(contents, language),
    }
    return View("common", title, values)


# -- claims ------------------------------------------------------------------------------------------


def _areas(contents: Contents, frame: Frame, article: str) -> list[Passage]:
    """The stretches of the text whose claims stand on one page each, with the links there."""
    order = contents.sources.order(article)
    found: list[Passage] = []
    start = 0
    pages = contents.sources.pages(article)
    for number, claims in enumerate(pages, 1):
        places = [order.claims[order.number[claim]].place for claim in claims]
        last = order.length if number == len(pages) else max(place.end for place in places)
        words = message(
            "portal.claims-of", frame.language, first=order.number[claims[0]] + 1, last=order.number[claims[-1]] + 1
        )
        if last > start:
            found.append(Passage(start, last, words, frame.page(f"article/{article}/{number}")))
        start = max(start, last)
    return found


def _pages(contents: Contents, frame: Frame, article: str) -> list[dict[str, Any]]:
    """The pages of claims: of each its link, and which claims it has."""
    order = contents.sources.order(article)
    found: list[dict[str, Any]] = []
    for number, claims in enumerate(contents.sources.pages(article), 1):
        first, last = order.number[claims[0]] + 1, order.number[claims[-1]] + 1
        path = f"article/{article}/{number}"
        found.append({"path": path, "href": frame.page(path), "first": first, "last": last})
    return found


def _claims(contents: Contents, frame: Frame, article: str, page: str) -> View | None:
    pages = contents.sources.pages(article)
    if page not in map(str, range(1, len(pages) + 1)):
        return None
    store, language = contents.store, frame.language
    order = contents.sources.order(article)
    chosen = [order.claims[order.number[claim]] for claim in pages[int(page) - 1]]
    passages: dict[tuple[int, int], list[tuple[Placed, Entry]]] = {}
    for claim in chosen:
        place = claim.place
        passages.setdefault((place.start, place.end), []).append((claim, contents.sources.stated(claim.id, language)))
    title = labels.label(store, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
    listed = _pages(contents, frame, article)
    words = message(
        "portal.claims-of", language, first=listed[int(page) - 1]["first"], last=listed[int(page) - 1]["last"]
    )  # fmt: skip

    values = {
        "article": article,
        "title": title,
        "words": words,
        "passages": [(characters(found[0][0].place, language), found) for found in passages.values()],
        "standing": {claim.id: contents.sources.standing(claim.id) for claim in chosen},
        "pages": listed,
        "number": int(page),
        "strip": pictures.strip(contents, article, frame, areas=_areas(contents, frame, article)),
        "cited": Chips(contents, language),
    }
    return View("claims", f"{title}: {words}", values)
