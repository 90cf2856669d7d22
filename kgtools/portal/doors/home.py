"""The page on which one comes in: a disagreement, the ways to people, documents, visits and trade, and the articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import marks, namespaces, projects
from kgtools.graph import labels
from kgtools.graph.store import select
from kgtools.graph.terms import code, code_node, whole
from kgtools.languages import language as language_of
from kgtools.messages import counted, message
from kgtools.plots.small.bars import Count, counts
from kgtools.plots.small.values import Value, values
from kgtools.plots.small.years import YearCount, years
from kgtools.portal import addresses
from kgtools.portal.chips import characters
from kgtools.portal.contents import Contents
from kgtools.portal.doors import browse, lists, timeline
from kgtools.portal.frame import Frame, View
from kgtools.views import dataset, figures
from kgtools.views.overview import things
from kgtools.views.overview.articles import ArticleCard
from kgtools.views.overview.example import Example, PrintedValue

Picture = Callable[[Contents, str, str, Frame], str]
_BEST = 4  # that a door names, or bars
_KINDS = """
SELECT ?kind (COUNT(?entry) AS ?number) WHERE { ?entry a t:Disagreement ; t:disagreementKind ?kind } GROUP BY ?kind"""


@dataclass(frozen=True)
class Card:
    """A way in: its name, how many things it leads to, in words, its link, and a small picture."""

    name: str
    number: str
    href: str
    picture: str


@dataclass(frozen=True)
class Stated:
    """One side of the disagreement that is shown: the value as printed, who prints it, and where its passage lies."""

    printed: str
    article: str
    place: str
    href: str


def paths(contents: Contents) -> Iterator[str]:
    """The path of the page."""
    yield addresses.HOME


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page shows."""
    if frame.path != addresses.HOME:
        return None
    known = projects.in_use()
    language, lead, name = (
        frame.language,
        known.told(known.lead, frame.language),
        known.told(known.subtitle, frame.language),
    )
    shown = {
        "counts": _counts(contents, language),
        "example": _example(contents, contents.example, frame) if contents.example else None,
        "cards": [card for card in _cards(contents, frame) if card is not None],
        "timeline": timeline.strip(contents, frame),
        "articles": [_article(contents, one, language) for one in contents.articles],
        "citation": dataset.own_citation(),
    }  # fmt: skip
    markup = {
        "@context": "https://schema.org", "@type": "WebSite", "@id": namespaces.base(), "name": dataset.own_title(),
        "url": frame.canonical, "inLanguage": language, "description": lead,
        "license": known.licence.address,
    }  # fmt: skip
    return View("home", name, shown, lead, markup=markup)


def _article(contents: Contents, card: ArticleCard, language: str) -> tuple[ArticleCard, str, str, str]:
    """An article with its label, its authors and its languages, in words."""

    def named(identifier: str) -> str:
        return labels.label(contents.store, ox.NamedNode(namespaces.entity(identifier)), language)

    tongues = ", ".join(language_of(tag).name for tag in card.languages)
    return card, named(card.id), ", ".join(map(named, card.authors)), tongues


def _counts(contents: Contents, language: str) -> str:
    """How much there is, in a line."""
    entries = contents.made.once(("home", "disagreements"), lambda: len(contents.of_class("Disagreement")))
    parts = (
        ("articles", len(contents.articles)), ("claims", sum(one.claims for one in contents.articles)),
        ("disagreements", entries),
    )  # fmt: skip
    return " · ".join(counted(what, number, language) for what, number in parts)


# -- the disagreement ---------------------------------------------------------------------------------


def _example(contents: Contents, found: Example, frame: Frame) -> dict[str, object]:
    """The disagreement with its picture, its sides and the question that they answer."""
    store, language = contents.store, frame.language
    first = found.values[0].figure

    def named(identifier: str) -> str:
        return labels.label(store, ox.NamedNode(namespaces.entity(identifier)), language) if identifier else ""

    flow = labels.label(store, code_node("flow", first.flow), language) if first.flow else ""
    sides = " – ".join(filter(None, (named(first.measured), named(first.partner))))
    question = ", ".join(filter(None, (named(first.indicator), flow, sides, first.period)))
    unit, scale = figures.axis(store, first.base, max(one.allowed[2] for one in found.values), language)
    stated = [_stated(contents, one, frame) for one in found.values]
    drawn = [
        Value(low / scale, value / scale, high / scale, side.printed, side.article, href=side.href)
        for (low, value, high), side in zip((one.allowed for one in found.values), stated, strict=True)
    ]
    return {
        "question": question, "picture": values(drawn, unit, question, "", language), "stated": stated,
        "href": frame.href(f"disagreement/{found.disagreement}"),
    }  # fmt: skip


def _stated(contents: Contents, one: PrintedValue, frame: Frame) -> Stated:
    store, language, figure = contents.store, frame.language, one.figure
    unit = labels.label(store, code_node("unit", figure.unit), language)
    bound = labels.label(store, code_node("bound", figure.bound), language) if figure.bound != "exact" else ""
    return Stated(
        " ".join(filter(None, (bound, figure.printed, unit))),
        contents.short_names[language].get(figure.article, figure.article),
        characters(one.place, language), frame.href(f"claim/{figure.claim}"),
    )  # fmt: skip


# -- the ways in ----------------------------------------------------------------------------------------


def _cards(contents: Contents, frame: Frame) -> Iterator[Card | None]:
    pictures = {"claims": _told, "year": _by_year, "class": _by_class}
    doors = {lists.list_of(class_): marks.of(class_, "doorPicture") for class_ in marks.ordered("door")}
    for listed, counted_by in doors.items():
        yield _things(contents, listed, frame, pictures[counted_by[0]] if counted_by else _by_class)
    yield _figures(contents, frame)
    yield _disagreements(contents, frame)


def _things(contents: Contents, kind: str, frame: Frame, picture: Picture) -> Card | None:
    """The way to the list of a kind; none if there are no such things."""
    if kind not in lists.kinds(contents):
        return None
    name, number = browse.name(kind, frame.language), len(lists.ids(contents, kind))
    return Card(name, str(number), frame.page(f"browse/{kind}"), picture(contents, kind, name, frame))


def _told(contents: Contents, kind: str, name: str, frame: Frame) -> str:
    """Of which things most is told."""

    def most() -> list[tuple[str, int]]:
        return contents.catalogue.best(lists.ids(contents, kind), _BEST)

    bars = [
        Count(contents.catalogue.label(thing, frame.language), claims, frame.href(thing))
        for thing, claims in contents.made.once(("home", kind), most)
    ]
    return counts(bars, name, frame.language)


def _by_year(contents: Contents, kind: str, name: str, frame: Frame) -> str:
    """How many there are in each year."""
    ids, catalogue = lists.ids(contents, kind), contents.catalogue
    found = contents.made.once(("home", kind), lambda: things.counts(map(str, catalogue.years(thing)) for thing in ids))
    link = browse.links(found, len(ids), kind, "year", frame)
    dated = [YearCount(int(year), number, f"{year}: {number}", link(year)) for year, number in sorted(found.items())]
    return years(dated, name, "", frame.language) if dated else ""


def _by_class(contents: Contents, kind: str, name: str, frame: Frame) -> str:
    """How many there are of the commonest classes."""
    ids = lists.ids(contents, kind)
    found = Counter(map(contents.catalogue.class_of, ids))
    one_of = {contents.catalogue.class_of(thing): thing for thing in ids}
    labelled = {name: contents.catalogue.class_label(thing, frame.language) for name, thing in one_of.items()}
    best = sorted(found, key=lambda each: (-found[each], each, labelled[each]))[:_BEST]
    link = browse.links(found, len(ids), kind, "class", frame)
    bars = [Count(labelled[class_], found[class_], link(class_)) for class_ in best]
    return counts(bars, name, frame.language)


def _figures(contents: Contents, frame: Frame) -> Card | None:
    """The way to the indicator of which most figures are printed."""
    indicator, found = contents.made.once(("home", "figures"), lambda: _most_printed(contents))
    if not indicator:
        return None
    name = labels.label(contents.store, ox.NamedNode(namespaces.entity(indicator)), frame.language)
    dated = [
        YearCount(year, number) for year, number in Counter(one.latest.year for one in found if one.latest).items()
    ]
    picture = years(dated, name, "", frame.language) if dated else ""
    words = counted("figures", len(found), frame.language)
    return Card(name[:1].upper() + name[1:], words, frame.href(indicator), picture)


def _most_printed(contents: Contents) -> tuple[str, Sequence[figures.FigureValue]]:
    """The indicator of which most figures are printed, with these; an empty id for none."""
    printed = figures.counted(contents.store)
    indicator = max(printed, key=lambda each: (printed[each], each), default="")
    return indicator, contents.figures_of(indicator) if indicator else ()


def _disagreements(contents: Contents, frame: Frame) -> Card | None:
    """The way to the list of disagreements, which are counted by kind."""
    found = sorted((-whole(number), code(kind)) for kind, number in select(contents.store, _KINDS))
    if not found:
        return None
    name, href = message("portal.door.disagreements", frame.language), frame.page("disagreements")
    bars = [
        Count(labels.label(contents.store, code_node("disagreement-kind", kind), frame.language), -number)
        for number, kind in found
    ]
    return Card(name, str(-sum(number for number, _ in found)), href, counts(bars, name, frame.language))
