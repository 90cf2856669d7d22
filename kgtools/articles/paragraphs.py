"""The paragraphs of an article's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PARAGRAPH = re.compile(r"[^\s](?:.|\n(?!\s*\n))*", re.MULTILINE)


def split_paragraphs(content: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text as (start, end) in code points, without white space at their ends.

    Blank lines separate paragraphs; a line break alone does not.

    >>> list(split_paragraphs("One\\ntwo.\\n\\nThree."))
    [(0, 8), (10, 16)]
    """
    for match in _PARAGRAPH.finditer(content):
        yield match.start(), match.start() + len(match[0].rstrip())
