"""Text within Markdown: what stands in it is shown as it is, and is no markup."""

from __future__ import annotations

import re

# Signs that begin or end markup (CommonMark and GitHub's tables), wherever they stand, and at the beginning of a line.
# A low line within a word, an ampersand that begins no character reference, and brackets that make no link are left.
_SIGNS = re.compile(
    r"[\\`*<|]|\](?=[(\[:])|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)|\A(?:>|[#+=-](?=[\s#=-]))"
)
_NUMBERED = re.compile(r"\A(\d+)([.)])(?=\s)")


def escaped(text: str, line_end: str = " ") -> str:
    """Text as it stands within a line of Markdown; `line_end` takes the place of its line ends.

    >>> escaped("a_b <c> & d|e")
    'a_b \\\\<c> & d\\\\|e'
    """
    marked = _NUMBERED.sub(r"\1\\\2", _SIGNS.sub(lambda sign: f"\\{sign[0]}", text))
    return re.sub(r"\r\n|\r|\n", line_end, marked)
