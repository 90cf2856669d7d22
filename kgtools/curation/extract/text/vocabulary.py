"""What the reader looks for in a language, compiled: patterns from `kgtools/languages/<tag>.yaml` and the project's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kgtools import languages
from kgtools.articles import lexicon
from kgtools.articles.lexicon import plain

_MORE = {
    "ru": re.compile(r"\w{1,4}"),
    "kk": re.compile(r"(?:[лдт][ае]р\w{0,6})?(?:[ндт][ыі]ң|[ғқ]а|[гк]е|[ндт][ыі]|[дт][ае]|[дтн][ае]н|[мпб]ен|ша|ше)?"),
    "uz": re.compile(r"(?:lar\w{0,6}|лар\w{0,6})?(?:ning|ni|ga|da|dan|cha|нинг|ча)?"),
}
# What a file of a language may leave out; a project adds its own.
_ABSENT = {
    "acronyms": "",
    "states": "",
    "regions": "",
    "towns": "",
    "waters": "",
    "organizations": {},
    "adjectives": {},
}
_GAP = r"[\s\u00ad]+"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words and patterns of a language; `patterns` are as the file has them, spaces still spaces."""

    tag: str
    abbreviations: frozenset[str]
    no_bodies: frozenset[str]
    within: frozenset[str]
    openers: frozenset[str]
    states: tuple[str, ...]
    regions: tuple[str, ...]
    towns: dict[str, tuple[str, ...]]
    waters: dict[str, tuple[str, ...]]
    organizations: dict[str, tuple[str, ...]]
    cardinals: dict[str, int]
    ordinals: dict[str, int]
    months: dict[str, int]
    adjectives: dict[str, str]
    patterns: dict[str, Any]

    @property
    def cases_are_endings(self) -> bool:
        """Whether cases are endings, and verbs come last."""
        return languages.language(self.tag).has("cases-are-endings")

    def alternatives(self, key: str) -> re.Pattern[str]:
        """A pattern of the file, for texts as `plain` gives them; it begins and ends at a word."""
        return _compiled(self.patterns[key])

    def state_of(self, word: str) -> str:
        """The ISO code of the state that an adjective or the name of a people tells of, empty for another word."""
        if word in self.adjectives:
            return self.adjectives[word]
        if self.tag == "en":
            return ""
        for beginning, state in self.adjectives.items():
            if word.startswith(beginning) and self.tag in _MORE and _MORE[self.tag].fullmatch(word[len(beginning) :]):
                return state
        return ""

    def kinds(self, key: str) -> list[tuple[str, re.Pattern[str]]]:
        """A table of patterns by class or code, compiled without regard to capitals."""
        return [(kind, _compiled(pattern)) for kind, pattern in self.patterns[key].items()]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spaced(pattern)})(?!\w)", re.IGNORECASE)


def spaced(pattern: str) -> str:
    """A pattern in which a space stands for any white space, broken lines included.

    >>> bool(re.fullmatch(spaced("per cent"), "per\\ncent"))
    True
    """

    def wider(match: re.Match[str]) -> str:
        if match[0].startswith("["):
            return match[0].replace(" ", r"\s")
        return r"\s*" if match[0].endswith("?") else _GAP

    return re.sub(r"\[[^\]]*\]| \??", wider, pattern)


@languages.remembered()
def vocabulary(tag: str) -> Vocabulary:
    """The words of a language that has rules."""
    own = _ABSENT | lexicon.reading(tag)["reading"]

    def words(key: str) -> frozenset[str]:
        return frozenset(own[key].split())

    def listed(key: str) -> tuple[str, ...]:
        return tuple(name.strip() for name in own[key].split(",") if name.strip())

    def numbered(key: str) -> dict[str, int]:
        return {plain(word): int(number) for number, words in own.get(key, {}).items() for word in words.split()}

    def spellings(key: str) -> dict[str, tuple[str, ...]]:
        pairs = (pair.partition(":") for pair in listed(key))
        return {name.strip(): tuple(others.strip().split("|")) for name, _, others in pairs}

    months = lexicon.language(tag)["months"]
    short = numbered("short-months")
    return Vocabulary(
        tag,
        words("abbreviations"),
        words("no-bodies") | words("acronyms"),
        words("within"),
        words("openers"),
        listed("states"),
        listed("regions"),
        spellings("towns"),
        spellings("waters"),
        {name: tuple(others.split("|")) for name, others in own["organizations"].items()},
        numbered("cardinals"),
        numbered("ordinals"),
        short | {plain(word): int(number) for number, words in months.items() for word in words.split()},
        {plain(word): state for state, words in own["adjectives"].items() for word in words.split()},
        {"names": {}} | own["patterns"],
    )
