"""The small pictures of pages: what a thing is joined to and its life in time, values and dates that clash, places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.messages import message
from kgtools.plots import prepare
from kgtools.plots.figures import html as figures_html
from kgtools.plots.figures import static
from kgtools.plots.figures import svg as figures_svg
from kgtools.plots.network import small
from kgtools.plots.small import values as small_values
from kgtools.plots.small.passages import Passage, passages
from kgtools.plots.timeline import bars as drawn
from kgtools.plots.timeline import svg
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame
from kgtools.views import pictures, timeline
from kgtools.views.thing.wording import dated

_HIGH = 320  # pixels, of a chart over the years
LONGEST = 14  # lines of a life; of more the page has the list alone


def network(contents: Contents, identifier: str, frame: Frame) -> str:
    """The small network of a thing as SVG; empty if it is joined to nothing."""
    found = contents.surroundings.of(identifier, frame.language)
    return small.network(found, frame.language, lambda thing: frame.href(thing)) if found is not None else ""


def life(contents: Contents, identifier: str, frame: Frame) -> str:
    """What is dated of a thing and of what facts join to it, as a list with bars; empty if that is nothing or much."""
    found = contents.life(identifier, LONGEST)
    rows = _rows(contents, found, frame.language)
    if not 0 < len(rows) <= LONGEST:
        return ""
    thing = labels.label(contents.store, ox.NamedNode(namespaces.entity(identifier)), frame.language)
    return _lines(contents, found, f"{message('timeline.title', frame.language)}: {thing}", frame)


def _names(contents: Contents, found: Sequence[timeline.Bar], language: str) -> dict[str, str]:
    names = {
        bar.thing: labels.label(contents.store, ox.NamedNode(namespaces.entity(bar.thing)), language) for bar in found
    }
    known = {timeline.BACKGROUND: message("evidence.background-short", language), **contents.short_names[language]}
    return names | {article: known.get(article, article) for bar in found for article in bar.articles}


def _rows(contents: Contents, found: Sequence[timeline.Bar], language: str) -> list[drawn.TimelineRow]:
    properties = {
        what: labels.label(contents.store, ox.NamedNode(namespaces.term(what)), language)
        for what in {bar.what for bar in found} - {timeline.SPAN}
    }
    return drawn.rows(found, _names(contents, found, language), properties)


def _lines(contents: Contents, found: Sequence[timeline.Bar], title: str, frame: Frame) -> str:
    names = _names(contents, found, frame.language)
    first, last = drawn.shown(found, None, None)
    rows = _rows(contents, found, frame.language)
    return svg.life(rows, first, last, lambda bar: (frame.href(bar.thing), names[bar.thing]), title, frame.language)


def values(contents: Contents, claims: Sequence[str], period: str, frame: Frame) -> str:
    """The figures among claims side by side, with what each print allows, as SVG; empty if they are less than two.

    Only those are drawn that can stand on one axis; of those of one period, if it is named and has several, no others.
    """
    known = {one.claim: one for one in contents.figures_among(claims)}
    found = [known[key] for claim in claims if (key := claim.removeprefix("claim/")) in known]
    of_period = [one for one in found if period and dated(one.period) == period]
    found = of_period if len({(one.printed, one.unit) for one in of_period}) > 1 else found
    if sum(1 for one in found if one.period) < 2:
        return ""
    picture = pictures.chart_without_sources(contents.store, found, frame.language)
    links = {one.claim: frame.href(f"claim/{one.claim}") for one in found}
    listed = small_values.of_figures(picture, contents.short_names[frame.language], links)
    if len(listed) < 2:
        return ""
    return small_values.values(listed, picture.unit, picture.title, "", frame.language)


def chart(contents: Contents, indicator: str, frame: Frame) -> tuple[str, list[tuple[str, str]]]:
    """The figures of an indicator over the years as SVG, and the signs of its legend with their words.

    Both are empty if less than two figures have a period.
    """
    found = contents.figures_of(indicator)
    if sum(1 for one in found if one.period) < 2:
        return "", []
    chart, _ = prepare.charted(pictures.chart_without_sources(contents.store, found, frame.language), frame.language)
    if len(chart.marks) < 2:
        return "", []
    links = [frame.href(f"claim/{mark.claims[0]}") for mark in chart.marks]
    notes = "; ".join(static.notes(chart, static.highest(chart), frame.language))
    drawing = figures_svg.drawing(chart, links, notes, frame.language, _HIGH)
    return drawing, figures_html.legend(chart, frame.language)


def dates(contents: Contents, claims: Sequence[str], frame: Frame) -> str:
    """The dates that claims give, as a list with bars; empty if they give less than two."""
    found = contents.dating(claims)
    if len({bar.dates for bar in found}) < 2:
        return ""
    return _lines(contents, found, message("timeline.title", frame.language), frame)


def strip(contents: Contents, article: str, frame: Frame, claim: str = "", areas: Iterable[Passage] = ()) -> str:
    """Where in its text the claims of an article lie, as SVG; one of them may be marked."""
    order = contents.sources.order(article)
    places = [
        Passage(start, end, disputed=any(map(contents.sources.is_disputed, claims)))
        for (start, end), claims in order.passages.items()
    ]
    chosen = None
    if claim:
        place = order.claims[order.number[claim]].place
        chosen = Passage(place.start, place.end, claim.rpartition("/")[2])
    title = message("portal.strip", frame.language, number=len(order.claims), length=order.length)
    return passages(places, order.length, title, "", frame.language, chosen, tuple(areas))
