"""Reads the file of a language, strictly: known keys of the sort that each has, no key twice, patterns that compile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kgtools.errors import DataError, Finding, nearest

# What a file may hold, and the sort of it: a text, words, a table of texts by word, pairs of words, patterns, one
# pattern, traits of the grammar, lists of two texts, or anything (tree).
_TEXT, _WORDS, _TABLE, _PAIRS, _PATTERNS = "a text", "words", "a table of words", "pairs of words", "patterns"
_PATTERN, _TRAITS, _LIST, _TREE = "a pattern", "traits", "a list of pairs", "a table"
KEYS = {
    "name": _TEXT, "whole": _TEXT, "scripts": _WORDS, "other-scripts": _WORDS, "alphabet": _TABLE, "letters": _WORDS,
    "one-letter-in": _TEXT, "signs": _TABLE, "print": _TABLE, "keyboard": _TABLE, "plurals": _TEXT, "decimal": _TEXT,
    "grammar": _TRAITS, "inflection": _TREE, "vowels": _WORDS, "voiced": _TABLE, "adjectives": _WORDS,
    "stemmer": _TEXT, "spellings": _LIST, "nouns": _WORDS, "name-endings": _WORDS, "common": _WORDS,
    "telling": _PATTERN,
    "idle": _WORDS, "stop": _WORDS, "spelled": _TREE, "abroad": _TABLE, "romanised": _TABLE, "readings": _LIST,
    "compared": _TABLE, "compared-sounds": _TABLE, "ordinals": _TABLE, "day-endings": _WORDS, "year": _WORDS,
    "no-months": _WORDS, "goes": _TABLE, "than": _PATTERN, "passed": _WORDS, "balance": _WORDS, "currencies": _WORDS,
    "pages": _TABLE, "head": _TABLE,
    "numbers": _TABLE, "months": _TABLE, "month": _WORDS, "edges": _WORDS, "magnitudes": _TABLE, "units": _TABLE,
    "flows": _TABLE, "bounds": _TABLE, "bounds-behind": _TABLE, "guessed": _WORDS, "qualifiers": _TABLE,
    "rise": _WORDS, "fall": _WORDS, "saying": _WORDS, "denials": _PATTERNS, "hedges": _PATTERNS,
    "contraries": _PAIRS, "reading": _TREE, "frames": _TREE,
}  # fmt: skip
NEVER = "(?!)"  # a pattern that finds nothing
_ABSENT: Mapping[str, Any] = {
    _TEXT: "", _WORDS: "", _TRAITS: "", _TABLE: {}, _PAIRS: {}, _TREE: {}, _LIST: [], _PATTERN: NEVER,
    _PATTERNS: {"surely": NEVER, "maybe": NEVER, "seeming": NEVER},
}  # fmt: skip
# What holds of a language of which no file says otherwise.
DEFAULTS: Mapping[str, Any] = {key: _ABSENT[sort] for key, sort in KEYS.items()} | {
    "plurals": "other", "decimal": ".", "whole": "false",
}  # fmt: skip
# What a grammar can be like: cases are endings, where others have prepositions; each word of a name is declined, not
# the last one alone; a vowel can move within a word; proper names have no plural.
TRAITS = ("cases-are-endings", "each-word-declines", "vowels-move", "no-plural-of-names")
# How many of a thing are counted, by classes of CLDR in their order, as texts with several forms give them.
PLURALS = ("other", "one-other", "one-few-many")
_CHOICES = {"plurals": PLURALS, "decimal": (".", ","), "whole": ("true", "false")}


def read(name: str, text: str, patterns: bool = False) -> dict[str, Any]:
    """The content of a file of a language, by the keys that it has; `name` is what findings call it.

    With `patterns` all regular expressions are compiled, which takes ten times as long as the rest. Raises DataError
    with every fault.
    """
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(Finding(name, line, "invalid YAML", error.problem or "", hint="correct the line")) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(Finding(name, line, "invalid YAML", error.reason, hint="retype the line")) from None
    if not isinstance(node, yaml.MappingNode):
        raise DataError(Finding(name, 1, "the file has no keys", expected="lines such as 'month: month'"))
    content = {}
    findings = list(_twice(name, node))
    for key, value in node.value:
        line = key.start_mark.line + 1
        content[str(key.value)] = _plain_value(value)
        findings += _faults(name, line, str(key.value), content[str(key.value)])
        if patterns and key.value in ("denials", "hedges", "reading", "frames", "telling", "than"):
            findings += _unreadable(name, value, key.value not in ("reading", "frames"))
    if findings:
        raise DataError(findings)
    return content


def merged(tools: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What holds of a language: the defaults, what the tools' file has, and what the project's adds to that.

    Tables are merged key by key, at any depth, new keys behind the others; all else stands in place of what was there.
    A file of a project with `whole: true` takes nothing of the tools'.

    >>> found = merged({"name": "English", "units": {"week": "week"}}, {"units": {"day": "day"}})
    >>> found["name"], found["units"], merged({"name": "English"}, {"whole": "true"})["name"]
    ('English', {'week': 'week', 'day': 'day'}, '')
    """
    content = dict(DEFAULTS)
    for given in (own,) if own.get("whole") == "true" else (tools, own):
        content = _added(content, given)
    return content


def _added(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """A table with what another adds to it."""
    found = dict(before)
    for key, value in more.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = _added(found[key], value) if both else value
    return found


def _faults(name: str, line: int, key: str, value: Any) -> Iterator[Finding]:
    """What is wrong with the value of a key, or with the key itself."""
    expected = KEYS.get(key)
    if expected is None:
        hint = nearest(key, KEYS) or f"the keys are {', '.join(KEYS)}"
        yield Finding(name, line, "unknown key", f"'{key}'", hint=hint)
    elif not _is(value, expected):
        yield Finding(name, line, f"'{key}' is of another sort", expected=expected)
    elif key in _CHOICES and value not in _CHOICES[key]:
        yield Finding(name, line, f"'{key}' has another value", f"'{value}'", " or ".join(_CHOICES[key]))
    elif expected == _TRAITS:
        for trait in value.split():
            if trait not in TRAITS:
                yield Finding(name, line, "unknown trait", f"'{trait}'", " or ".join(TRAITS), nearest(trait, TRAITS))


def _plain_value(node: Any) -> Any:
    """A node of YAML as text, lists and dictionaries; a list under which nothing stands is empty."""
    if node.id == "mapping":
        return {str(key.value): _plain_value(value) for key, value in node.value}
    return [_plain_value(one) for one in node.value] if node.id == "sequence" else node.value


def _is(value: Any, sort: str) -> bool:
    if sort in (_TEXT, _WORDS, _PATTERN, _TRAITS):
        return isinstance(value, str) and bool(value.strip())
    if sort == _LIST:
        return isinstance(value, list) and all(isinstance(one, list) and len(one) == 2 for one in value)
    if not isinstance(value, dict) or sort == _TREE:
        return isinstance(value, dict)
    if sort == _PAIRS:
        return all(isinstance(sides, list) and len(sides) == 2 for sides in value.values())
    if sort == _PATTERNS:
        return set(value) <= {"surely", "maybe", "seeming"}
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
