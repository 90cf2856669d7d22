"""The paragraphs of an article's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SHORT = 4  # letters up to which a name must agree in case
_PARAGRAPH = re.compile(r"[^\s](?:.|\n(?!\s*\n))*", re.MULTILINE)


def _mark(covered: bytearray, places: Iterable[tuple[int, int]]) -> None:
    for start, end in places:
        covered[start:end] = b"\x01" * (end - start)


def split_paragraphs(content: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text as (start, end), without white space at their ends.

    >>> list(split("One\\ntwo.\\n\\nThree."))
    [(0, 8), (10, 16)]
    """
    for match in _PARAGRAPH.finditer(content):
        yield match.start(), match.start() + len(match[0].rstrip())
