"""Reads what the passages of an article print, where its very text is at hand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from kgtools.articles import fingerprints, lexicon
from kgtools.articles.anchors import Anchor
from kgtools.articles.lexicon import SIGNS, plain
from kgtools.articles.mentions import Name, Speech
from kgtools.checks.evidence.printed import EDGE, MONTHS_COUNTED, OF, Number, Printed, mark, mark_in_words
from kgtools.checks.passages import dates, figures
from kgtools.checks.passages.place import AFTER, FAR, HEADING, NEAR
from kgtools.languages import remembered

_DIGITS = re.compile(r"[0-9]+(?:[ .,][0-9]+)*")


@remembered(8)  # who checks again after a change need not read an article again
def read(text: str, names: tuple[Name, ...], anchors: tuple[Anchor, ...]) -> tuple[Printed, ...]:
    """What an article prints: first as a whole, then in the passages at some anchors, in their order.

    `names` are those to look for. The anchors must be at their places.
    """
    reading = _Reading(text, names)
    return (reading.whole(), *map(reading.passage, anchors))


class _Reading:
    """The text of an article, ready to be asked what its passages print and which names they speak of."""

    def __init__(self, text: str, names: Iterable[Name]) -> None:
        self._text = text
        self._printed = plain(text)
        self._words = Beginnings(self._printed)
        self._speech = Speech(self._printed, names)

    def whole(self) -> Printed:
        """What the article as a whole prints: its years, months and names."""
        end = len(self._text)
        anchor = Anchor(0, end, fingerprints.fingerprint(self._text))
        months = frozenset(self._months(0, end))
        names = self._speech.entities(0, end)
        return Printed(anchor, years=dates.years(self._printed), months=months, names=names, names_near=names)

    def passage(self, anchor: Anchor) -> Printed:
        """What the passage at an anchor prints, with what stands before and around it."""
        start, end = anchor.start, anchor.end
        before = max(0, start - NEAR)
        own, near = self._months(start, end), self._months(before, start)
        counted = {*self._spans(start, end), *self._spans(before, start)}
        return Printed(
            anchor,
            tuple(self._numbers(anchor)),
            dates.years(self._printed[start:end]),
            dates.years(self._printed[before:start]),
            frozenset(own),
            frozenset(near - own),
            frozenset(months for _, months in counted),
            frozenset(_days(self._printed[start:end]) | _days(self._printed[before:start])),
            frozenset(self._codes(start, end)),
            self._speech.entities(start, end),
            self._speech.entities(max(0, start - FAR), end + NEAR),
        )

    # -- numbers ------------------------------------------------------------------------------------

    def _numbers(self, anchor: Anchor) -> Iterator[Number]:
        """The numbers of a passage in the order of print, each as often as something else stands with it."""
        passage = self._printed[anchor.start : anchor.end]
        found = [
            Number(mark(number, anchor.fingerprint), frozenset(self._beside(anchor.start, passage, start, end)))
            for number, start, end in numbers(passage)
        ]
        found += [
            Number(mark_in_words(number, anchor.fingerprint))
            for number, words in lexicon.numbered("numbers").items()
            if self._words.have(words, anchor.start, anchor.end)
        ]
        yield from dict.fromkeys(found)

    def _beside(self, place: int, passage: str, start: int, end: int) -> Iterator[str]:
        """The codes of what stands with a number of a passage: magnitude, bound, flow, qualifiers, months counted."""
        before = passage[:start]
        yield from filter(
            None,
            (
                figures.magnitude_after(self._printed[place + end :][:AFTER]),
                figures.bound_at(before, passage[end:]),
                figures.last_flow(self._printed[max(0, place + start - FAR) : place + start]),
            ),
        )
        yield from (OF + unit for unit in figures.counted(self._printed[place + end :][: 2 * AFTER]))
        yield from figures.qualifiers_at(before)
        spans = [span for span, _ in self._spans(place, place + start)]
        if spans and not dates.year().search(before, spans[-1] - place + AFTER):
            yield MONTHS_COUNTED

    # -- dates --------------------------------------------------------------------------------------

    def _months(self, start: int, end: int) -> set[int]:
        return dates.months(self._printed[start:end], lambda words: self._words.have(words, start, end))

    def _spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Counts of months (10 months, девять месяцев, 11 айдың): where each number ends, and the number."""
        if self._words.have(lexicon.words("month"), start, end):
            yield from ((start + place, months) for place, months in dates.spans(self._printed[start:end]))

    # -- words and names ----------------------------------------------------------------------------

    def _codes(self, start: int, end: int) -> Iterator[str]:
        """The codes of units, bounds and qualifiers for which a passage, or what belongs to it, has a word."""
        head = max(0, start - HEADING) if figures.is_row(self._printed[start:end]) else start
        behind = min(len(self._text), end + AFTER)
        for unit, words in lexicon.units().items():
            if self._words.have(words, head, behind) or SIGNS.get(unit, "\0") in self._printed[head:behind]:
                yield unit
        yield from (bound for bound, words in lexicon.table("bounds").items() if self._words.have(words, start, end))
        around = max(0, start - NEAR)
        yield from (
            code for code, words in lexicon.table("qualifiers").items() if self._words.have(words, around, behind)
        )
        if self._words.have(lexicon.words("edges"), start, end):
            yield EDGE


class Beginnings:
    """Where words of a text begin like some words; the same answers as `lexicon.has` on each stretch, but quick."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[tuple[int, int]]] = {}

    def have(self, words: str, start: int, end: int) -> bool:
        """Whether a word between two places begins like one of some words, which spaces separate."""
        if words not in self._places:
            self._places[words] = self._find(words)
        places = self._places[words]
        first = bisect_left(places, (start, 0))
        if first < len(places) and places[first][1] <= end:
            return True
        cut = start and self._is_letter(start - 1)  # the stretch begins inside a word
        return bool(cut) and self._text.startswith(_plain_words(words), start, end)

    def _find(self, words: str) -> list[tuple[int, int]]:
        """Where the beginnings of words stand that are like one of some words, sorted."""
        found = []
        for word in _plain_words(words):
            place = self._text.find(word)
            while place >= 0:
                if not place or not self._is_letter(place - 1):
                    found.append((place, place + len(word)))
                place = self._text.find(word, place + 1)
        return sorted(found)

    def _is_letter(self, place: int) -> bool:
        return self._text[place].isalnum() or self._text[place] == "_"


@remembered(256)
def _plain_words(words: str) -> tuple[str, ...]:
    return tuple(map(plain, words.split()))


# -- numbers and dates of a stretch -------------------------------------------------------------------


def numbers(stretch: str) -> Iterator[tuple[str, int, int]]:
    """The numbers that a stretch can be read to print, as plain digits, with their places.

    Digits in groups are read in every way they may be meant: 2,920 is 2920 or 2.920.

    >>> [number for number, _, _ in numbers("of 13 300 tons, 4,9%")]
    ['13', '13300', '300', '4.9']
    """
    for run in _DIGITS.finditer(stretch):
        groups = [(part[0], run.start() + part.start(), run.start() + part.end()) for part in _GROUP.finditer(run[0])]
        for first, (_, start, _) in enumerate(groups):
            if first and stretch[start - 1] != " ":
                continue
            whole = ""
            for place, (digits, begin, end) in enumerate(groups[first:], first):
                ends = place + 1 == len(groups) or stretch[end] == " "
                if whole and ends and stretch[begin - 1] in ".,":
                    yield f"{whole}.{digits}", start, end
                if whole and len(digits) % 3:
                    break
                whole += digits
                if ends:
                    yield whole, start, end


_GROUP = re.compile("[0-9]+")


def _days(stretch: str) -> set[int]:
    return {day for day in dates.days(stretch) if 1 <= day <= 31}
