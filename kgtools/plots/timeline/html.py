"""The timeline as an offline page in four languages: lines that open their claims, filters, search, a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from kgtools import namespaces
from kgtools.messages import language_names, message, section
from kgtools.plots import languages, page, svg
from kgtools.plots.timeline import svg as lines
from kgtools.plots.timeline.bars import TimelineRow, lane_colour, legend, legend_text, rows, shown
from kgtools.values.transliteration import phonetic_keys
from kgtools.views.overview import lanes
from kgtools.views.overview.lanes import FACTS
from kgtools.views.pictures import TimelinePicture
from kgtools.views.timeline import BACKGROUND, Bar

_HERE = Path(__file__).parent
SCRIPTS = (_HERE.parent / "names.js", _HERE.parent / "languages.js", _HERE / "page.js")
_GREY = "#8A8A8A"
_SAMPLES = {
    "day": svg.symbol("diamond", 0.5, 6),
    "vague": '<rect x="1" y="2" width="20" height="8" fill="currentColor" fill-opacity=".38" stroke="currentColor"/>',
    "solid": '<rect x="1" y="2" width="20" height="8" fill="currentColor"/>',
    "open": '<rect x="1" y="2" width="7" height="8" fill="currentColor"/><rect x="8" y="2" width="7" height="8" '
    'fill="currentColor" opacity=".5"/><rect x="15" y="2" width="6" height="8" fill="currentColor" opacity=".2"/>',
    "about": '<rect x="1" y="2" width="20" height="8" fill="none" stroke="currentColor" stroke-dasharray="3 2"/>',
    "planned": '<rect x="1" y="2" width="20" height="8" fill="none" stroke="currentColor"/>',
    "disputed": '<text x="6" y="11" font-size="13" fill="currentColor">≠</text>',
    "inferred": '<text x="6" y="11" font-size="13" fill="currentColor">∴</text>',
    "held": svg.symbol("cross", 0.5, 6),
    "background": '<rect x="1" y="2" width="20" height="8" fill="currentColor"/>',
    "earlier": svg.symbol("left", 0.5, 6),
}
# How what is dated is told, for the filter; a bar may be told in several of these ways.
TOLD = ("stated", "inferred", "planned", "about", "disputed", "held", "background")


def told(bar: Bar) -> list[str]:
    """How a bar is told, of TOLD.

    >>> told(Bar("events", "event/x", "date", "2016~", "2016~", "asserted", True, False, ("a/f1",), ("a",)))
    ['inferred', 'about']
    """
    background = bar.articles == (BACKGROUND,)
    ways = {
        "stated": not (bar.inferred or bar.planned or bar.held or background), "inferred": bar.inferred,
        "planned": bar.planned, "about": bar.approximate, "disputed": bar.disputed, "held": bar.held,
        "background": background,
    }  # fmt: skip
    return [way for way in TOLD if ways[way]]


def interactive(
    path: Path, pictures: Mapping[str, TimelinePicture], since: int | None, until: int | None, language: str
) -> None:
    """Write the timeline as one offline HTML file, which begins in a language; see `text`."""
    page.write(path, text(pictures, since, until, language))


def text(pictures: Mapping[str, TimelinePicture], since: int | None, until: int | None, language: str) -> str:
    """The timeline as a page that begins in a language.

    `pictures` is one timeline in each language, of the same bars with their evidence.
    """
    picture = pictures[language]
    first, last = shown(picture.bars, since, until)
    body, texts = languages.woven(
        {code: str(_body(each, first, last, code)) for code, each in pictures.items()}, language
    )  # fmt: skip
    content = {
        "texts": texts, "first": str(first), "last": str(last), "steps": lines.STEPS,
        "names": {thing: [phonetic_keys(name) for name in names] for thing, names in sorted(picture.names.items())},
        **page.searching(),
    }  # fmt: skip
    return page.render(
        "timeline/page.html", picture.title, language, page.styles(_HERE / "page.css"), page.OWN_SCRIPTS,
        body=page.trusted(body), content=page.inline(content), script=page.scripts(*SCRIPTS),
    )  # fmt: skip


def _body(picture: TimelinePicture, first: datetime.date, last: datetime.date, language: str) -> Any:
    """What stands in the page, in one language."""
    bars = picture.bars
    listed = rows(bars, picture.labels, picture.properties)
    rules, names = lines.axis(first, last, every=True)
    articles = sorted({name for bar in bars for name in bar.articles})
    states = sorted({state for found in picture.states.values() for state in found})
    ways = {way for bar in bars for way in told(bar)}
    return page.fragment(
        "timeline/body.html", title=picture.title, languages=language_names(), codes=namespaces.languages(),
        first=first.year, last=last.year, texts=section("timeline", language) | _shared(language),
        articles=[(name, picture.labels[name]) for name in articles],
        states=[(state, picture.labels[state]) for state in states],
        ways=[(way, legend_text(way, language)) for way in TOLD if way in ways],
        legend=[(page.trusted(_sample(key)), legend_text(key, language)) for key in legend(bars, first, last)],
        rules=page.trusted("".join(rules)), years=page.trusted("".join(names)),
        lanes=[
            (lane, page.trusted(_swatch(lane)), lanes.label(lane, language), list(of_lane))
            for lane, of_lane in groupby(_lines(listed, picture, first, last, language), key=lambda line: line.lane)
        ],
        rows=[_cells(bar, picture, language) for bar in bars],
        notes=picture.notes, undated=picture.undated, sources=picture.sources.values(),
    )  # fmt: skip


def _shared(language: str) -> dict[str, str]:
    """Texts that other pages have too."""
    named = {
        "language": "server.language", "search": "network.search", "from": "network.from",
        "to": "network.to", "sources": "plots.sources", "thing": "questions.name.thing", "date": "questions.name.date",
        "kind": "questions.name.kind", "claims": "questions.name.claims",
    }  # fmt: skip
    return {name: message(key, language) for name, key in named.items()}


@dataclass(frozen=True)
class _Line:
    """A line of the page: its bars drawn, and what each is told by."""

    lane: str
    identifier: str
    thing: str
    states: str
    name: str
    dates: Sequence[str]
    telling: str
    drawn: Any
    height: int
    told: Sequence[_Told]


@dataclass(frozen=True)
class _Told:
    """What is told of one bar, and by what filters know it."""

    articles: str
    ways: str
    years: str
    evidence: Any


def _lines(
    listed: Sequence[TimelineRow], picture: TimelinePicture, first: datetime.date, last: datetime.date, language: str
) -> Iterator[_Line]:
    number = 0
    for row in listed:
        drawn, height = lines.line(row, first, last, lambda bar: ("", bar.dates))
        said = []
        for bar in row.bars:
            number += 1
            known = bar.span.years
            said.append(
                _Told(
                    " ".join(bar.articles), " ".join(told(bar)), f"{known[0]} {known[-1]}",
                    page.trusted(_evidence(bar, number, picture, language)),
                )
            )  # fmt: skip
        thing, what = row.bars[0].thing, row.bars[0].what
        yield _Line(
            row.lane, f"{thing}.{what}" if row.lane == FACTS else thing, thing,
            " ".join(picture.states.get(thing, ())), " ".join([*row.signs, row.name]), row.dates, row.articles,
            page.trusted("".join(drawn)), round(height), said,
        )  # fmt: skip


def _evidence(bar: Bar, number: int, picture: TimelinePicture, language: str) -> str:
    """What is told of a bar: its date, who dates it otherwise, and the claims behind it."""
    said = []
    if bar.told:
        said.append(escape(message("timeline.told", language, bar.told)))
    if bar.disputed:
        others = f": {', '.join(bar.clashes)}" if bar.clashes else ""
        said.append(f'<span class="disputed">≠ {escape(message("timeline.disputed", language))}{escape(others)}</span>')
    heading = " ".join(filter(None, (picture.properties.get(bar.what, ""), bar.dates)))
    behind = [picture.evidence[claim] for claim in bar.claims]
    entries = [picture.disagreements[entry] for entry in bar.entries]
    return page.article(number, heading, said, behind, entries, language, level=3)


def _cells(bar: Bar, picture: TimelinePicture, language: str) -> list[str]:
    """A row of the table: what, when, kind, how it is told, by which articles and claims."""
    named = picture.labels[bar.thing]
    said = picture.properties.get(bar.what, "")
    return [
        bar.dates, f"{named}: {said}" if said else named, lanes.label(bar.lane, language),
        ", ".join(legend_text(way, language) for way in told(bar)),
        "; ".join(picture.labels[name] for name in bar.articles), " ".join(bar.claims),
    ]  # fmt: skip


def _sample(key: str) -> str:
    return page.swatch(svg.coloured(_GREY, _SAMPLES[key]))


def _swatch(lane: str) -> str:
    return page.swatch(svg.coloured(lane_colour(lane), _SAMPLES["solid"]))
