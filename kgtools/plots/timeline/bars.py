"""What a timeline is made of, still or on a page: lines of bars, and the boxes and signs of each bar.

A thing takes one line, with its words above its bars, so that no label meets another however many there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kgtools.messages import message
from kgtools.values import dates, palette
from kgtools.views.disagreements import SIGN
from kgtools.views.overview.lanes import FACTS, every_lane
from kgtools.views.timeline import BACKGROUND, SPAN, Bar

# Of lanes in their order, again from the first; they stand apart and are named, so that two may share a colour.
_COLOURS = (palette.BLUE, palette.VERMILION, palette.PINK, palette.ORANGE, palette.GREEN, palette.SKY)
NOT_FROM_AN_ARTICLE = "#8A8A8A"
DISPUTED = SIGN
INFERRED = "∴"
TRACK = 0.4  # of a line, from one track of bars to the next
_FADE, _FADES = 14, 8  # an open end fades over this part of the picture, in so many steps
_PALE = 0.3
_SHORT = 10  # days; what is shorter would be too small to see
DAY = datetime.timedelta(days=1)


def lane_colour(lane: str) -> str:
    """The colour of a lane."""
    return palette.GREEN if lane == FACTS else _COLOURS[list(every_lane()).index(lane) % len(_COLOURS)]


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar: what kind it is (day, vague, solid, before, after), from its first to its last day."""

    kind: str
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class TimelineRow:
    """One line of the timeline: a thing of a lane with its name, its dates, its bars, and whose stage it is."""

    lane: str
    name: str
    dates: tuple[str, ...]
    bars: tuple[Bar, ...]
    articles: str = ""  # named where each article parts time in its own way

    @property
    def words(self) -> str:
        return " · ".join(filter(None, (self.name, "; ".join(self.dates), self.articles)))

    @property
    def tracks(self) -> list[int]:
        """How far down each bar stands: the dates of one property side by side, spans below each other."""
        seen: dict[object, int] = {}
        return [
            seen.setdefault((bar.what, bar.dates, bar.articles) if bar.what == SPAN else bar.what, len(seen))
            for bar in self.bars
        ]

    @property
    def signs(self) -> list[str]:
        """The signs for dates that are disputed or inferred."""
        signs = (DISPUTED, any(bar.disputed for bar in self.bars)), (INFERRED, any(bar.inferred for bar in self.bars))
        return [sign for sign, shown in signs if shown]

    @property
    def marked(self) -> str:
        """The words, behind the signs."""
        return " ".join([*self.signs, self.words])

    @property
    def height(self) -> float:
        """In lines."""
        return 1 + TRACK * max(self.tracks)


def segments(bar: Bar) -> list[Segment]:
    """The stretches of a bar, so that its looks say what is known.

    A single date is a day, or vague if it is a month or a year. A span is vague while it may have begun or
    ended, solid between; where nobody states an end it fades from the day on which it is last told of. An interval
    in print is solid.
    """
    interval = "/" in bar.begin and bar.what != SPAN
    ends = bar.begin.split("/") if interval else (bar.begin, bar.end)
    begin, end = (dates.parse(each) if each not in ("", "..") else None for each in ends)
    if bar.what != SPAN and not interval:
        assert begin is not None
        return [_point(begin)]
    if begin is None or end is None:
        known = begin or end
        assert known is not None
        point = _point(known)
        if begin:
            return [*([] if point.kind == "day" else [point]), *_onward(point.last, bar.told)]
        side = Segment("before", point.first, point.first)
        return [side] if point.kind == "day" else [point, side]
    assert begin.earliest is not None
    assert end.latest is not None
    if interval:
        return [Segment("solid", begin.earliest, end.latest)]
    later, sooner = begin.latest, end.earliest
    assert later is not None
    assert sooner is not None
    if later >= sooner:
        return [Segment("vague", begin.earliest, end.latest)]
    # Between two years side by side there is no day of which one could be sure.
    found = [Segment("solid", later, sooner)] if begin.earliest == later or sooner - later > DAY else []
    if begin.earliest != later:
        found.insert(0, Segment("vague", begin.earliest, later))
    if end.latest != sooner:
        found.append(Segment("vague", sooner, end.latest))
    return found


def _onward(since: datetime.date, told: datetime.date | None) -> list[Segment]:
    """What has begun and has no stated end: sure to the day on which it is last told of, open from there."""
    last = told if told and told > since else since
    return [*([Segment("solid", since, last)] if last > since else []), Segment("after", last, last)]


def _point(date: dates.Date) -> Segment:
    assert date.earliest is not None
    assert date.latest is not None
    return Segment("day" if date.earliest == date.latest else "vague", date.earliest, date.latest)


def rows(bars: Sequence[Bar], labels: Mapping[str, str], properties: Mapping[str, str]) -> list[TimelineRow]:
    """The lines of the timeline, in the order of the bars; `labels` are of things and of articles.

    Of the facts each property has a line, with its name from `properties`.
    """
    found, known = [], every_lane()
    for (lane, thing, what), group in groupby(bars, key=lambda bar: (bar.lane, bar.thing, _said(bar))):
        listed = tuple(group)
        stated = tuple(dict.fromkeys(bar.dates.replace("..", "…") for bar in listed))
        named = f"{labels[thing]}: {properties[what]}" if what else labels[thing]
        telling = sorted({labels[name] for bar in listed for name in bar.articles}) if known[lane].parts_time else []
        found.append(TimelineRow(lane, named, stated, listed, ", ".join(telling)))
    return found


def _said(bar: Bar) -> str:
    """Of a fact for a time its property; empty of what is dated itself."""
    return bar.what if bar.lane == FACTS else ""


def shown(bars: Sequence[Bar], since: int | None, until: int | None) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of the picture: the years asked for, else those that the articles state.

    A single date that is only background knowledge does not widen it, unless there is nothing else.
    """
    dated = [bar for bar in bars if bar.articles != (BACKGROUND,) or bar.what == SPAN] or bars
    days = [day for bar in dated for piece in segments(bar) for day in (piece.first, piece.last)]
    first, last = since or min(days).year, until or max(days).year
    # Only open ends may be left within the years asked for; then these years are shown, and no others.
    first, last = min(first, until or first), max(last, since or last)
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def colour(bar: Bar) -> str:
    return NOT_FROM_AN_ARTICLE if bar.articles == (BACKGROUND,) else lane_colour(bar.lane)


def legend(bars: Sequence[Bar], first: datetime.date, last: datetime.date) -> list[str]:
    """Which keys the legend needs: only what there is in the picture."""
    kinds = {piece.kind for bar in bars for piece in segments(bar)}
    found: list[str] = [kind for kind in ("day", "vague", "solid") if kind in kinds]
    found += ["open"] * bool(kinds & {"before", "after"})
    found += ["about"] * any(bar.approximate for bar in bars)
    found += ["inferred"] * any(bar.inferred for bar in bars)
    found += ["planned"] * any(bar.planned for bar in bars)
    found += ["disputed"] * any(bar.disputed for bar in bars)
    found += ["held"] * any(bar.held for bar in bars)
    found += ["background"] * any(bar.articles == (BACKGROUND,) for bar in bars)
    found += ["earlier"] * any(piece.last < first or piece.first > last for bar in bars for piece in segments(bar))
    return found


def legend_text(key: str, language: str) -> str:
    """What a sign of the legend means."""
    shared = {"held": "claims.not-accepted", "background": "evidence.background"}
    return message(shared.get(key, f"timeline.{key}"), language)


def extent(bar: Bar, first: datetime.date, last: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Where a bar begins and ends to the eye, its open ends included, within the years shown."""
    fade = (last - first) / _FADE
    begin, end = last, first
    for piece in segments(bar):
        begin = min(begin, piece.first - fade if piece.kind == "before" else piece.first)
        end = max(end, piece.last + fade if piece.kind == "after" else piece.last)
    return min(max(begin, first), last), max(min(end, last), first)


@dataclass(frozen=True)
class Box:
    """A filled stretch of a bar, up to but not including its last day."""

    first: datetime.date
    last: datetime.date
    alpha: float
    outlined: bool


@dataclass(frozen=True)
class Marker:
    """A mark on a bar: a diamond for a day, a cross for what is not accepted, an arrow for what is out of view."""

    day: datetime.date
    kind: str


def shapes(bar: Bar, first: datetime.date, last: datetime.date) -> tuple[list[Box], list[Marker]]:
    """The boxes and signs that draw a bar in a picture of the days from `first` to `last`."""
    boxes: list[Box] = []
    signs: list[Marker] = []
    for piece in segments(bar):
        if piece.kind in ("before", "after"):
            boxes += _fading(piece, first, last, _PALE if bar.planned else 0.75)
        elif piece.last < first or piece.first > last:
            margin = (last - first) / 120
            signs.append(Marker(first + margin, "earlier") if piece.last < first else Marker(last - margin, "later"))
        elif (piece.last - piece.first).days < _SHORT:
            signs.append(Marker(piece.first, "day"))
        else:
            alpha = 1.0 if bar.planned else 0.9 if piece.kind == "solid" else 0.38
            boxes.append(Box(piece.first, piece.last + DAY, alpha, True))
        if bar.held:
            signs.append(Marker(min(max(piece.first, first), last), "held"))
    return boxes, signs


def _fading(piece: Segment, first: datetime.date, last: datetime.date, alpha: float) -> list[Box]:
    """The steps of an open end; one that lies outside the picture fades from its edge."""
    later = piece.kind == "after"
    step = (last - first) / _FADE / _FADES * (1 if later else -1)
    edge = min(max(piece.last + DAY if later else piece.first, first), last)
    found = []
    for number in range(_FADES):
        begin, end = sorted((edge + step * number, edge + step * (number + 1)))
        found.append(Box(begin, end, alpha * (1 - number / _FADES), False))
    return found


def darker(rgb: str) -> str:
    """A colour of which words on white or light grey can be read."""
    parts = [int(rgb[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{int(part * 0.6):02X}" for part in parts)
