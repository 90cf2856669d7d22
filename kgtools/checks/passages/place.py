"""A passage in the very text of its article, with the stretches around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from kgtools import languages, namespaces
from kgtools.articles.languages import first_in
from kgtools.articles.lexicon import plain
from kgtools.articles.mentions import Printed, printed
from kgtools.claims.model import Claim
from kgtools.errors import Finding
from kgtools.languages import scripts

# How far before a passage, in code points, the rest of what it says may stand: the heading of a table
# or the sentence before for a date, the paragraphs before for whom or what a text is speaking of.
NEAR, HEADING, FAR = 300, 600, 1500
# A passage ends with its last letter or digit; a sign such as % may follow.
AFTER = 15
_HINT = "correct the cell, anchor the right passage, or explain it in the note"


class Slip(NamedTuple):
    """What a cell gives and its passage does not print: the column, what is wrong, the cell, what is expected."""

    column: str
    message: str
    actual: str
    expected: str

    def finding(self, claim: Claim) -> Finding:
        """The slip as a finding at the row of a claim."""
        message, hint = f"column '{self.column}': {self.message}", _HINT
        return Finding(claim.file, claim.line, message, f"'{self.actual}'", self.expected, hint, "warning", "passage")


@dataclass(frozen=True)
class Place:
    """A passage in its article; `article` is the text in small letters, as `lexicon.plain` gives it."""

    article: str
    start: int
    end: int

    @property
    def passage(self) -> str:
        return self.article[self.start : self.end]

    @property
    def text(self) -> Printed:
        """The words of the article."""
        return printed(self.article)

    @property
    def whole(self) -> Place:
        """The article as one passage."""
        return Place(self.article, 0, len(self.article))

    def before(self, distance: int) -> str:
        return self.article[max(0, self.start - distance) : self.start]

    def around(self, before: int, after: int = AFTER) -> str:
        return self.article[max(0, self.start - before) : self.end + after]

    def words(self, before: int = 0, after: int = 0) -> str:
        """The words around a passage, for `mentions.has_stems`."""
        return self.text.lines(self.start - before, self.end + after)


def place_of(text: str, start: int, end: int) -> Place:
    """The place of a passage in a text as printed."""
    return Place(plain(text), start, end)


def language_of(stretch: str) -> str:
    """The language of a stretch in small letters, by the letters that only one language of its script has.

    >>> language_of("экспорт вырос"), language_of("экспорт өсті"), language_of("exports rose")
    ('ru', 'kk', 'en')
    """
    script = languages.script_of(stretch)
    for tag, letters, share in _telling(script):
        found = letters.findall(stretch)
        if found and share * len(found) > sum(scripts.of_letter(letter) == script for letter in stretch):
            return tag
    return first_in(script)


@languages.remembered()
def _telling(script: str) -> tuple[tuple[str, re.Pattern[str], float], ...]:
    """The languages of a script that letters tell, those of few letters first, with these letters; each in so many."""
    every = (languages.language(tag) for tag in namespaces.languages())
    fitting = sorted((one for one in every if one.letters and script in one.scripts), key=lambda one: len(one.letters))
    return tuple(
        (
            one.tag,
            re.compile("|".join(plain(letter) for letter in one.letters if scripts.of_letter(letter[0]) == script)),
            float(one.text("one-letter-in") or "inf"),
        )
        for one in fitting
    )
