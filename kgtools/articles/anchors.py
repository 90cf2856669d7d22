"""Anchors: where in an article a passage stands, and how a curator's quote becomes one."""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.articles import fingerprints
from kgtools.errors import UsageError


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of a passage: code points from `start` up to `end`, and its fingerprint."""

    start: int
    end: int
    fingerprint: str


def anchor(copy_text: str, quote: str, occurrence: int | None = None) -> Anchor:
    """The anchor of a quote in a text.

    Raises UsageError if the quote is not there, cuts a word, or stands there more than once and no
    `occurrence` (from 1) says which is meant.
    """
    folded = fingerprints.fold(copy_text)
    if not fingerprints.fold(quote).letters:
        raise UsageError("the quote holds no letter and no digit; quote the words that say it")
    found = fingerprints.find_quote(folded, quote)
    places = [place for place in found if fingerprints.whole_words(copy_text, *place)]
    if not found:
        raise UsageError(f"the quote is not in the text; {_how_far(folded, quote)}")
    if not places:
        raise UsageError("the quote begins or ends inside a word; quote whole words")
    if occurrence is None and len(places) > 1:
        listed = ", ".join(f"{number}: {start}-{end}" for number, (start, end) in enumerate(places[:9], 1))
        raise UsageError(
            f"the quote stands in the text {len(places)} times ({listed}); which one? "
            "quote more words, or say --occurrence N"
        )
    if occurrence is not None and not 1 <= occurrence <= len(places):
        raise UsageError(f"--occurrence {occurrence}: the quote stands in the text {len(places)} times")
    start, end = places[(occurrence or 1) - 1]
    return Anchor(start, end, fingerprints.fingerprint(copy_text[start:end]))


def _how_far(folded: fingerprints.Folded, quote: str) -> str:
    """How many words of a quote, from its first, stand in the text."""
    words = [word for word in quote.split() if fingerprints.fold(word).letters]
    count = 0
    while count < len(words) and fingerprints.find_quote(folded, " ".join(words[: count + 1])):
        count += 1
    if count == 0:
        return f"not even its first word '{words[0]}'"
    if count == 1:
        return f"only its first word is, '{words[1]}' does not follow it"
    return f"its first {count} words are, '{words[count]}' does not follow them"
