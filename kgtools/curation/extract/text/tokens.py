"""The words of a sentence with the signs between them, for rules that go from word to word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kgtools.articles.lexicon import plain

_WORD = re.compile(r"[^\W_]+(?:(?:\u00ad\s*|-\s*\n\s*|[-–’ʻʼ‘'`])(?=[^\W_])[^\W_]+)*(?:(?<=[oOgG])[’ʻʼ‘'`])?")

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+\.(?:uz|kz|ru|com|org|net)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """A word: as printed (a broken line healed), in small letters, its place, and the signs before it."""

    printed: str
    text: str
    start: int
    end: int
    before: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.printed[:1].isupper()

    @property
    def acronym(self) -> bool:
        """Whether it is written in capitals throughout, of two letters or more."""
        return len(self.printed) > 1 and self.printed.isupper() and self.printed.isalpha()

    @cached_property
    def follows(self) -> bool:
        """Whether nothing but white space parts it from the word before."""
        return not self.before.strip("*_ \n\t\u00a0\u00ad")


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of a stretch, places counted in the text.

    >>> [(one.printed, one.before) for one in tokens("«Two-day» talks, no more", 0, 24)]
    [('Two-day', '«'), ('talks', '» '), ('no', ', '), ('more', ' ')]
    """
    found, last = [], start
    addresses = [match.span() for match in _ADDRESS.finditer(text, start, end)]
    for match in _WORD.finditer(text, start, end):
        if any(first <= match.start() < after for first, after in addresses):
            continue
        printed = re.sub(r"\u00ad\s*|-\s*\n\s*(?=[^\W\d_])", "", match[0])
        found.append(Token(printed, plain(printed), match.start(), match.end(), text[last : match.start()]))
        last = match.end()
    return found
