"""What can be wrong, in one line: findings about data, and errors of use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

SEVERITIES = ("violation", "warning", "information")


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found wrong in one place.

    `file` is the path as the reader should see it (relative to the project where possible), `line`
    counts from 1 and is 0 when the whole file is meant. `message` says what is wrong, `actual` and
    `expected` quote the two sides, `hint` says what to do. Empty parts are left out of the text.
    `check` names the shape or check that found it: `shape:Tenure-holder`, `anchor`, `table`.
    """

    file: str
    line: int
    message: str
    actual: str = ""
    expected: str = ""
    hint: str = ""
    severity: str = "violation"
    check: str = ""

    @cached_property
    def order(self) -> tuple[str | int, ...]:
        """What a finding is sorted by: all its parts."""
        return _parts(self)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.message}"
        if self.actual:
            text += f"; found {self.actual}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.hint:
            text += f"; {self.hint}"
        return " ".join(text.split())


_parts = attrgetter("file", "line", "message", "actual", "expected", "hint", "severity", "check")
# The order of findings: to compare tuples is many times quicker than to compare findings.
in_order = attrgetter("order")


class TandemError(Exception):
    """Base of the errors that are shown to the user in words, without a traceback."""


class DataError(TandemError):
    """The data of the project are wrong; carries one finding or several."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = [findings] if isinstance(findings, Finding) else sorted(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class UsageError(TandemError):
    """The request cannot be carried out as it was made; the message says why and what to do."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """A hint naming the choice that is most like `word`, or an empty string.

    >>> nearest("signdOn", ["signedOn", "party"])
    "did you mean 'signedOn'?"
    """
    close = nearest_word(word, choices)
    return f"did you mean '{close}'?" if close else ""


def nearest_word(word: str, choices: Iterable[str]) -> str:
    """The choice that is most like `word`, or an empty string."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)), "")


NO_ARTICLE = "there is no article yet, enter the first with kgtools add-article"


def nearest_article(word: str, known: Iterable[str]) -> str:
    """A hint naming the article that is most like `word`, else those there are.

    >>> nearest_article("fero", []), nearest_article("fero", ["ferry", "lake"]), nearest_article("x", ["ferry", "lake"])
    ('there is no article yet, enter the first with kgtools add-article', "did you mean 'ferry'?", \
'the articles are ferry, lake')
    """
    articles = list(known)
    return nearest(word, articles) or (f"the articles are {', '.join(articles)}" if articles else NO_ARTICLE)
