"""Words for numbers, months, units, flows, bounds, denials and contraries in four languages.

They are data: `kgtools/languages/<tag>.yaml`, one file a language, with what the reader of articles looks for
besides. The files are read when a word is first asked for. What the checks of passages need, they need of all
languages together, since an article mixes them: that is what the constants here hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools import namespaces
from kgtools.errors import DataError, Finding, nearest

FOLDER = Path(__file__).parent.parent / "languages"
SIGNS = {"percent": "%", "usd": "$"}
COUNTED = ("item", "rank", "times", "year", "person")  # what is counted in words: "the third-largest"

# What a file must hold, and the sort of it: words, a table of words, pairs of words, patterns, or anything (tree).
_WORDS, _TABLE, _PAIRS, _PATTERNS, _TREE = "words", "a table of words", "pairs of words", "patterns", "a table"
_KEYS = {
    "numbers": _TABLE, "months": _TABLE, "month": _WORDS, "edges": _WORDS, "magnitudes": _TABLE, "units": _TABLE,
    "flows": _TABLE, "bounds": _TABLE, "bounds-behind": _TABLE, "guessed": _WORDS, "qualifiers": _TABLE,
    "rise": _WORDS, "fall": _WORDS, "saying": _WORDS, "denials": _PATTERNS, "contraries": _PAIRS, "reading": _TREE,
    "frames": _TREE,
}  # fmt: skip
# The constants and the keys they are made of.
_CONSTANTS = {
    "NUMBER_WORDS": "numbers", "MONTHS": "months", "MONTH": "month", "EDGES": "edges", "MAGNITUDES": "magnitudes",
    "FLOWS": "flows", "BOUNDS": "bounds", "GUESSED": "guessed", "BOUNDS_BEHIND": "bounds-behind",
    "QUALIFIERS": "qualifiers", "RISE": "rise", "FALL": "fall", "SAYING": "saying",
}  # fmt: skip

if TYPE_CHECKING:
    NUMBER_WORDS: dict[int, str]
    MONTHS: dict[int, str]
    MONTH: str
    EDGES: str
    MAGNITUDES: dict[str, str]
    UNITS: dict[str, str]
    FLOWS: dict[str, str]
    BOUNDS: dict[str, str]
    BOUNDS_BEHIND: dict[str, str]
    GUESSED: str
    QUALIFIERS: dict[str, str]
    RISE: str
    FALL: str
    SAYING: str
    DENIALS: dict[str, Denial]
    CONTRARIES: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Denial:
    """How a language denies: words that always do, words and endings that may, and turns of phrase that seem to.

    They are patterns, for texts in small letters as `plain` gives them.
    """

    surely: str
    maybe: str
    seeming: str


def __getattr__(name: str) -> Any:
    """A constant, made when it is first asked for."""
    if name in _CONSTANTS:
        value: Any = _together(_CONSTANTS[name])
        if name in ("NUMBER_WORDS", "MONTHS"):
            value = {int(number): words for number, words in value.items()}
    elif name == "UNITS":
        value = _together("magnitudes") | _together("units")
    elif name == "DENIALS":
        value = _denials()
    elif name == "CONTRARIES":
        value = _contraries()
    else:
        raise AttributeError(f"module 'kgtools.articles.lexicon' has no attribute {name!r}")
    globals()[name] = value
    return value


def _together(key: str) -> Any:
    """The words of all languages under a key: a string of words, or such strings by code."""
    found: dict[str, list[str]] = {}
    for tag in namespaces.languages():
        own = language(tag)[key]
        for code, words in own.items() if isinstance(own, dict) else [("", own)]:
            found.setdefault(code, []).append(words)
    joined = {code: " ".join(dict.fromkeys(" ".join(words).split())) for code, words in found.items()}
    return joined.get("", joined)


@lru_cache(maxsize=1)
def _denials() -> dict[str, Denial]:
    return {tag: Denial(**language(tag)["denials"]) for tag in namespaces.languages()}


@lru_cache(maxsize=1)
def _contraries() -> tuple[tuple[str, str], ...]:
    """Words of which a text that says one and not the other speaks of the contrary of what says the other alone."""
    found: dict[str, tuple[list[str], list[str]]] = {"rise-fall": ([_together("rise")], [_together("fall")])}
    for tag in namespaces.languages():
        for name, sides in language(tag)["contraries"].items():
            for own, words in zip(found.setdefault(name, ([], [])), sides, strict=True):
                own.append(words)
    return tuple((" ".join(one), " ".join(other)) for one, other in found.values())


# -- the files --------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def language(tag: str) -> dict[str, Any]:
    """What the file of a language holds, by key, every scalar as text. Raises DataError with every fault of it.

    >>> language("en")["month"]
    'month'
    """
    return read(f"kgtools/languages/{tag}.yaml", (FOLDER / f"{tag}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def reading(tag: str) -> dict[str, Any]:
    """What the reader of articles looks for in a language: the keys `reading` and `frames`, patterns looked at.

    >>> reading("en")["reading"]["cardinals"]["20"]
    'twenty'
    """
    text = (FOLDER / f"{tag}.yaml").read_text(encoding="utf-8")
    content = read(f"kgtools/languages/{tag}.yaml", text, patterns=True)
    return {key: content[key] for key in ("reading", "frames")}


def read(name: str, text: str, patterns: bool = False) -> dict[str, Any]:
    """The content of a file of a language; `name` is what findings call it. Raises DataError with every fault.

    With `patterns` all regular expressions are compiled, which takes ten times as long as the rest.
    """
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(Finding(name, line, "invalid YAML", error.problem or "", hint="correct the line")) from None
    if not isinstance(node, yaml.MappingNode):
        raise DataError(Finding(name, 1, "the file has no keys", expected="lines such as 'month: month'"))
    content, lines = {}, {}
    findings = list(_twice(name, node))
    for key, value in node.value:
        content[key.value], lines[key.value] = _plain_value(value), key.start_mark.line + 1
        expected = _KEYS.get(key.value)
        if expected is None:
            hint = nearest(key.value, _KEYS) or f"the keys are {', '.join(_KEYS)}"
            findings.append(Finding(name, lines[key.value], "unknown key", f"'{key.value}'", hint=hint))
        elif not _is(content[key.value], expected):
            findings.append(Finding(name, lines[key.value], f"'{key.value}' is of another sort", expected=expected))
        elif patterns and key.value in ("denials", "reading", "frames"):
            findings += _unreadable(name, value, key.value == "denials")
    for lacking in [key for key in _KEYS if key not in content]:
        findings.append(Finding(name, 0, f"the key '{lacking}' is missing", expected=_KEYS[lacking]))
    if findings:
        raise DataError(findings)
    return content


def _plain_value(node: Any) -> Any:
    """A node of YAML as text, lists and dictionaries; a list under which nothing stands is empty."""
    if node.id == "mapping":
        return {key.value: _plain_value(value) for key, value in node.value}
    return [_plain_value(one) for one in node.value] if node.id == "sequence" else node.value


def _is(value: Any, sort: str) -> bool:
    if sort == _WORDS:
        return isinstance(value, str) and bool(value.strip())
    if not isinstance(value, dict) or sort == _TREE:
        return isinstance(value, dict)
    if sort == _PAIRS:
        return all(isinstance(sides, list) and len(sides) == 2 for sides in value.values())
    if sort == _PATTERNS:
        return set(value) == {"surely", "maybe", "seeming"}
    return all(isinstance(words, str) for words in value.values())


def _twice(name: str, node: Any) -> Iterator[Finding]:
    """Keys given twice, anywhere in a file."""
    for part in node.value if node.id != "scalar" else ():
        yield from _twice(name, part[1] if node.id == "mapping" else part)
    if node.id == "mapping":
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                yield Finding(
                    name, key.start_mark.line + 1, "the key is given twice", f"'{key.value}'", hint="keep one"
                )
            seen.add(key.value)


def _unreadable(name: str, node: Any, is_pattern: bool) -> Iterator[Finding]:
    """Regular expressions that are none: all that stands under a key `patterns`."""
    if node.id == "scalar":
        try:
            re.compile(re.sub(r"<(\w+)>", "x", node.value) if is_pattern else "")
        except re.error as error:
            line = node.start_mark.line + 1
            yield Finding(name, line, "no regular expression", f"'{node.value}'", hint=str(error))
        return
    for part in node.value:
        key, value = part if node.id == "mapping" else (None, part)
        yield from _unreadable(name, value, is_pattern or (key is not None and key.value == "patterns"))


# -- words in texts ---------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def plain(printed: str) -> str:
    """A text in small letters, code point for code point, with the letters of printers evened out.

    >>> plain("Ёлка 5\\u00a0bn oʻn")
    'елка 5 bn o’n'
    """
    small = printed.lower()
    return (small if len(small) == len(printed) else printed).translate(_EVEN)


_EVEN = str.maketrans({"ё": "е", "\u00a0": " ", "\u202f": " "} | dict.fromkeys("ʻʼ‘'`", "’"))


@lru_cache(maxsize=512)
def beginnings(words: str) -> re.Pattern[str]:
    """A pattern that finds a word which begins like one of some words, separated by spaces.

    >>> bool(beginnings("month ай").search("за десять months"))
    True
    """
    return re.compile("|".join(rf"\b{re.escape(plain(word))}" for word in words.split()))


def has(words: str, stretch: str) -> bool:
    """Whether a word of a stretch, as `plain` gives it, begins like one of some words.

    >>> has("over exceed", "which exceeded 5 bn"), has("over exceed", "moreover")
    (True, False)
    """
    return beginnings(words).search(stretch) is not None


@lru_cache(maxsize=8192)
def denies(text: str, language: str) -> bool:
    """Whether a text in small letters surely denies something; two denials do not.

    >>> denies("trade does not grow", "en"), denies("not only trade grows", "en"), denies("торговля не растет", "ru")
    (True, False, True)
    """
    denial = _denials()[language]
    return re.search(denial.surely, re.sub(denial.seeming, " ", text)) is not None


@lru_cache(maxsize=8192)
def may_deny(text: str, language: str) -> bool:
    """Whether a text in small letters has any word or ending that can deny something.

    >>> may_deny("an unsettled question", "en"), may_deny("a settled question", "en")
    (True, False)
    """
    denial = _denials()[language]
    return re.search(f"{denial.surely}|{denial.maybe}", text) is not None


def contrary(text: str, other: str) -> tuple[str, str] | None:
    """A word of a text and one of another that speaks of the contrary, where neither text has both kinds.

    >>> contrary("exports rose", "экспорт снизился")
    ('rose', 'снизился')
    """
    said, there = _sides(text), _sides(other)
    for pair, side in said:
        opposite = (pair, 1 - side)
        if opposite in there and opposite not in said and (pair, side) not in there:
            return said[pair, side], there[opposite]
    return None


@lru_cache(maxsize=8192)
def _sides(text: str) -> dict[tuple[int, int], str]:
    """The sides of contraries that a text speaks of, each with the first word that does: number of the pair, 0 or 1."""
    found: dict[tuple[int, int], str] = {}
    for word in dict.fromkeys(re.findall(r"[\w’]+", text)):
        for beginning, side in _by_letters().get(word[:2], ()):
            if word.startswith(beginning):
                found.setdefault(side, word)
    return found


@lru_cache(maxsize=1)
def _by_letters() -> dict[str, list[tuple[str, tuple[int, int]]]]:
    found: dict[str, list[tuple[str, tuple[int, int]]]] = {}
    for pair, sides in enumerate(_contraries()):
        for side, words in enumerate(sides):
            for word in plain(words).split():
                found.setdefault(word[:2], []).append((word, (pair, side)))
    return found
