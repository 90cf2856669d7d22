"""Parts a text into sentences, headings and items of lists, each with its language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kgtools import namespaces
from kgtools.articles import lexicon
from kgtools.articles.languages import leading, stretches
from kgtools.articles.paragraphs import split_paragraphs
from kgtools.curation.extract.spans import Sentence
from kgtools.curation.extract.text.vocabulary import vocabulary

_END = re.compile(r"(?:[.!?…]+|\.\.\.)[\"»”’)\]]*(?=\s+[\"«“„(\[—–-]*\s?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ0-9•])")
_ITEM = re.compile(r"^[^\S\n]*(?:[-–—•*▪‣·]|\(?\d{1,2}[.)]|[a-zа-я]\))[^\S\n]+(?=\S)", re.MULTILINE)
_HEADING = re.compile(r"#{1,6}\s")
_KAZAKH_ALONE = re.compile("[әңөұүһі]", re.IGNORECASE)  # letters that Uzbek in Cyrillic has not
_LONGEST_HEADING = 110  # code points
_LONG_ENOUGH = 60  # code points that a sentence has before an abbreviation behind a number may end it
_OF_LETTERS = 30  # letters of a sentence that tell its language by themselves


def split(text: str, without: Sequence[tuple[int, int]] = ()) -> list[Sentence]:
    """The sentences of a text, in order; stretches that are tables are left out.

    >>> [(one.start, one.end) for one in split("It met Dr. Hope. It rose.")]
    [(0, 16), (17, 25)]
    """
    language_at = _languages(text)
    found = []
    lead = (0, 0)
    paragraphs = (
        (number, *stretch)
        for number, (start, end) in enumerate(split_paragraphs(text))
        for stretch in _outside(start, end, without)
    )
    for number, start, end in paragraphs:
        for first, last, item in _parts(text, start, end):
            own = _sentences(text, first, last, language_at)
            if item:
                own = [replace(one, lead=lead) for one in own]
            found += [replace(one, paragraph=number) for one in own]
            if text[:last].rstrip().endswith(":") and own:
                lead = (own[-1].start, own[-1].end)
            elif not item:
                lead = (0, 0)
    return found


def _outside(start: int, end: int, without: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a stretch without others: the title above a table, the source below it."""
    for first, last in sorted(without):
        if first < end and start < last:
            if start < first:
                yield start, first
            start = max(start, last)
    if start < end:
        yield start, end


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A paragraph, parted at the items of a list and behind headings: start, end, whether it is an item."""
    starts = [match.start() for match in _ITEM.finditer(text, start, end)]
    if len(starts) < 2 and not (starts and starts[0] == start):
        starts = []
    bounds = sorted({start, *starts, end})
    for first, last in pairwise(bounds):
        item = first in starts
        if item and (match := _ITEM.match(text, first, last)):
            first = match.end()
        place = first
        for line in _heads(text, first, last):
            yield place, line, item
            place = line
        if text[place:last].strip():
            yield place, last, item


def _heads(text: str, start: int, end: int) -> Iterator[int]:
    """Ends of lines within a paragraph that are headings: short, without a sign at the end, before a capital letter."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text[start:end])]
    longest = max((last - first for first, last in lines), default=0)
    for (first, last), (after, _) in pairwise(lines):
        line = text[start + first : start + last].strip()
        following = text[start + after : start + after + 3].lstrip("«“\"' ")
        is_short = len(line) < min(_LONGEST_HEADING, longest * 0.6)
        if line and (_HEADING.match(line) or (is_short and line[-1].isalnum() and following[:1].isupper())):
            yield start + last


def _sentences(text: str, start: int, end: int, language_at: list[str]) -> list[Sentence]:
    found = []
    place = start
    while place < end and text[place].isspace():
        place += 1
    for match in _END.finditer(text, place, end):
        if not _stays(text, place, match.start(), language_at[place]):
            found.append((place, match.end()))
            place = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    if text[place:end].strip():
        found.append((place, place + len(text[place:end].rstrip())))
    return [_sentence(text, first, last, language_at, (start, end)) for first, last in found]


def _sentence(text: str, first: int, last: int, language_at: list[str], part: tuple[int, int]) -> Sentence:
    own = text[first:last]
    alone = text[part[0] : part[1]].strip() == own
    heading = bool(_HEADING.match(own)) or (alone and len(own) < _LONGEST_HEADING and own[-1] not in '.!?…:;,»”"')
    counted = Counter(language_at[place] for place in range(first, last) if text[place].isalpha())
    language = counted.most_common(1)[0][0] if counted else language_at[first]
    if sum(counted.values()) >= _OF_LETTERS:
        leads = leading(own)
        same_letters = (leads, language) == ("kk", "uz") and not _KAZAKH_ALONE.search(own)
        language = leads if leads and not same_letters else language
    own_languages = namespaces.languages()
    return Sentence(first, last, language if language in own_languages else own_languages[0], heading=heading)


_CURRENCY = re.compile(r"\.\s+(?:АҚШ|США|AQSh|USD|US)(?!\w)")  # a magnitude with its full stop before a currency


def _stays(text: str, start: int, stop: int, language: str) -> bool:
    """Whether the full stop at a place ends no sentence: an initial, an abbreviation."""
    if text[stop] != ".":
        return False
    match = re.search(r"([^\s«“\"(]+)$", text[start:stop])
    word = match[1] if match else ""
    if re.fullmatch(r"[^\W\d_]\.-[^\W\d_]", word) and word.isupper():
        return True  # К.-Ж. Бектуров
    if len(word) == 1 and word.isalpha():
        return word.isupper() or word in "гвжс" or stop - start < _LONG_ENOUGH
    short = vocabulary(language).abbreviations if lexicon.has_rules(language) else frozenset()
    if re.fullmatch(r"(?:\w\.)+\w", word):
        return word.lower() in short or word[0].isupper()
    if word.isdecimal():
        return stop - start < 4  # the number of an item
    if word.lower() not in short:
        return False
    if _CURRENCY.match(text, stop):
        return True
    behind_number = re.search(r"\d[\d\s.,–-]*(?:\w{1,4}\.\s?)*\S+$", text[max(start, stop - 30) : stop])
    return not (behind_number and stop - start > _LONG_ENOUGH)


def _languages(text: str) -> list[str]:
    """The language of the stretch that each code point stands in."""
    found = [namespaces.languages()[0]] * len(text)
    for stretch in stretches(text):
        found[stretch.start : stretch.end] = [stretch.language] * (stretch.end - stretch.start)
    return found
