"""The words of the frames in each language, as compiled patterns for texts as `lexicon.plain` gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kgtools import languages
from kgtools.articles import lexicon

NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Role:
    """How a name stands in a sentence: the words before it, its ending, the words after it."""

    left: re.Pattern[str]
    ending: re.Pattern[str]
    right: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """The patterns of a language by their path in its file, such as `visit.noun`; its roles; its posts and ordinals.

    `verb_last` says that cases are endings and verbs come last, as in Kazakh and Uzbek.
    """

    language: str
    patterns: dict[str, re.Pattern[str]]
    roles: dict[str, Role]
    posts: tuple[str, ...]
    ordinals: dict[str, int]
    verb_last: bool

    def __getitem__(self, path: str) -> re.Pattern[str]:
        return self.patterns.get(path, NEVER)

    def below(self, path: str) -> dict[str, re.Pattern[str]]:
        """The patterns below a path, by their last word."""
        start = path + "."
        return {key.removeprefix(start): one for key, one in self.patterns.items() if key.startswith(start)}


@languages.remembered()
def words(language: str) -> Words:
    """The words of a language that has rules."""
    reading, frames = lexicon.reading(language)["reading"], lexicon.reading(language)["frames"]
    patterns = dict(frames["patterns"])
    roles = patterns.pop("roles")
    if demonyms := patterns.pop("demonyms", ""):
        patterns["apposition"] += f"|{demonyms}"
    seeming = {"seeming-denials": lexicon.language(language)["denials"]["seeming"]}
    return Words(
        language,
        {path: _whole(pattern) for path, pattern in _leaves(patterns | seeming)},
        {name: _role(role, _source(patterns["apposition"])) for name, role in roles.items()},
        tuple(frames["posts"]),
        {word: int(number) for number, some in reading["ordinals"].items() for word in some.split()},
        languages.language(language).has("cases-are-endings"),
    )


def _leaves(content: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in content.items():
        if isinstance(value, dict):
            found += _leaves(value, f"{above}{key}.")
        else:
            found.append((f"{above}{key}", value))
    return found


def _source(pattern: str) -> str:
    """A pattern as the file has it: its lines are one, a space is any space."""
    return pattern.replace("\n", "").replace(" ", r"\s+")


def _whole(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words, but for one that begins with a sign."""
    source = _source(pattern)
    return re.compile(source if source[:1] in "[\\" else rf"(?<![\w’])(?:{source})(?![\w’])")


def _role(role: dict[str, str], apposition: str) -> Role:
    def pattern(key: str, shape: str) -> re.Pattern[str]:
        return re.compile(shape.format(_source(role[key]))) if role.get(key) else NEVER

    return Role(
        pattern("left", rf"(?:^|(?<=[\W]))(?:{{0}})(?:\s+(?:{_braced(apposition)})(?!\w))*\s*[«»“”\"(]*\s*$"),
        pattern("ending", r"{0}[»”\"]*$"),
        pattern("right", r"^[»”\"]*\s*(?:{0})(?!\w)"),
    )


def _braced(pattern: str) -> str:
    return pattern.replace("{", "{{").replace("}", "}}")
