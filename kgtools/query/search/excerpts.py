"""Why something was found: the words in their text, and a short piece of the text around them."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.query.search.names import Match

Spans = tuple[tuple[int, int], ...]


def excerpt(match: Match, width: int = 100) -> tuple[str, Spans]:
    """The text of a match, if it is longer than `width` characters only around its words, and where they stand in it.

    It is cut at blanks, and an ellipsis stands for what is left out.

    >>> excerpt(Match("", "Fog lay on the river, and all ferries were late", 90, ((34, 41),)), 24)
    ('… all ferries were late', ((10, 17),))
    """
    text, spans = match.name, match.spans
    if len(text) <= width:
        return text, spans
    first, last = _densest(spans, width)
    room = width - (last - first)
    start = _word_start(text, max(0, min(first - room // 2, len(text) - width)), first)
    end = _word_end(text, min(len(text), start + width), last)
    before, after = "… " if start else "", "…" if end < len(text) else ""
    moved = tuple((a - start + len(before), b - start + len(before)) for a, b in spans if a >= start and b <= end)
    return before + text[start:end] + after, moved


def merged(spans: Iterable[tuple[int, int]], text: str) -> Spans:
    """Spans in their order; those with nothing but a sign or a blank between them are one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= 1 and not text[found[-1][1] : start].isalnum():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _densest(spans: Spans, width: int) -> tuple[int, int]:
    """The stretch of at most `width` characters that holds most of the spans, the first of several."""
    best = (0, 0)
    most = 0
    for place, (start, end) in enumerate(spans):
        inside = [stop for _, stop in spans[place:] if stop - start <= width] or [min(end, start + width)]
        if len(inside) > most:
            best, most = (start, inside[-1]), len(inside)
    return best


def _word_start(text: str, start: int, last: int) -> int:
    """The beginning of the first whole word from `start` on, not beyond `last`."""
    if start == 0 or text[start - 1].isspace():
        return start
    blank = text.find(" ", start, last)
    return blank + 1 if blank >= 0 else last


def _word_end(text: str, end: int, first: int) -> int:
    """The end of the last whole word up to `end`, not before `first`."""
    if end == len(text) or text[end].isspace():
        return end
    blank = text.rfind(" ", first, end)
    return blank if blank >= 0 else first
