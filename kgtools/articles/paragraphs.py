"""The paragraphs of an article's text, and what its pages print between its words: numbers, running heads, notes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kgtools import languages
from kgtools.articles import lexicon
from kgtools.languages.reading import NEVER

_PARAGRAPH = re.compile(r"[^\s](?:.|\n(?!\s*\n))*", re.MULTILINE)


def split_paragraphs(content: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text as (start, end) in code points, without white space at their ends.

    Blank lines separate paragraphs; a line break alone does not.

    >>> list(split_paragraphs("One\\ntwo.\\n\\nThree."))
    [(0, 8), (10, 16)]
    """
    for match in _PARAGRAPH.finditer(content):
        yield match.start(), match.start() + len(match[0].rstrip())


_BARE_MARK = re.compile(r"(?<=[^\W\d_])\d{1,3}(?!\w)|(?<=[^\W\d_][.,;:!?»”\")])\d{1,3}(?!\S)")
# Notes at the foot of a page: from a line with a number or star before a capital letter to the next blank line.
_NOTE = re.compile(
    r"^[^\S\n]*(?:\d{1,3}|[¹²³⁰⁴-⁹]+|\*{1,3})[.)]?[^\S\n]*(?=[^\W\d_]).*(?:\n(?!\s*\n).*)*", re.MULTILINE
)
_HEAD = 12  # letters that a running head has at least
_PAGES = 3  # on which it stands at least
_PAGE_LENGTH = 400  # code points between two of them at least


@languages.remembered()
def _page() -> re.Pattern[str]:
    """A line that is a page's number: "12", "- 12 -", "p. 12", "12 / 40", "xii"."""
    before, of = _alternatives("before"), _alternatives("of")
    return re.compile(
        rf"^[^\S\n]*(?:[-–—*\[(]\s?)?(?:(?:{before})\.?\s)?(?:\d{{1,4}}|[ivxlc]{{1,6}})(?:\s?(?:/|{of})\s?\d{{1,4}})?"
        r"(?:\s?[-–—*\])])?[^\S\n]*$",
        re.MULTILINE | re.IGNORECASE,
    )


@languages.remembered()
def _mark() -> re.Pattern[str]:
    """The number of a note or source: [12], [3, p. 40; 7], ¹²; and without its sign, after a word or its full stop."""
    page = _alternatives("source")
    return re.compile(rf"\[\s*\d{{1,3}}(?:\s?[,;–-]\s?(?:(?:{page})\.?\s?)?\d{{1,4}})*\s*\]|[¹²³⁰⁴-⁹]+")


def _alternatives(name: str) -> str:
    words = lexicon.table("pages")[name].split()
    return "|".join(map(re.escape, words)) or NEVER


def between_pages(text: str) -> list[tuple[int, int]]:
    """Numbers of pages and running heads, as (start, end).

    >>> text = "The road is\\n- 12 -\\nlong."
    >>> [text[start:end] for start, end in between_pages(text)]
    ['- 12 -']
    """
    return [match.span() for match in _page().finditer(text)] + _running_heads(text)


def marks(text: str) -> list[tuple[int, int]]:
    """Numbers of notes and sources in brackets or small above the line, as (start, end).

    >>> text = "The road [4, p. 7] is long²."
    >>> [text[start:end] for start, end in marks(text)]
    ['[4, p. 7]', '²']
    """
    return [match.span() for match in _mark().finditer(text)]


def notes(text: str) -> list[tuple[int, int]]:
    """What may be notes and their numbers, printed as any other number, as (start, end).

    >>> text = "The road2 is long.\\n2 Survey of 1911.\\n\\nIt ends."
    >>> [text[start:end] for start, end in notes(text)]
    ['2', '2 Survey of 1911.']
    """
    return [match.span() for pattern in (_BARE_MARK, _NOTE) for match in pattern.finditer(text)]


def _running_heads(text: str) -> list[tuple[int, int]]:
    """Lines that come again on several pages, whatever numbers they hold."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in re.finditer(r".+", text):
        letters = "".join(re.findall(r"[^\W\d_]", match[0].casefold()))
        if len(letters) >= _HEAD:
            places[letters].append(match.span())
    return [place for own in places.values() if _on_pages(start for start, _ in own) >= _PAGES for place in own]


def _on_pages(starts: Iterable[int]) -> int:
    """On how many pages a line stands that begins at these code points."""
    count, last = 0, -_PAGE_LENGTH
    for start in starts:
        if start >= last + _PAGE_LENGTH:
            count, last = count + 1, start
    return count
