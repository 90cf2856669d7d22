"""The format of proposals itself, as readers hand it over: JSON Lines, an array, in fences or with prose around."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kgtools.curation.proposals.records import Line, decode
from kgtools.errors import Finding

_FENCES = ("```", "~~~")
_BETWEEN = "[],; \t\r\ufeff"


def read(text: str, file: str) -> Iterator[Line | Finding]:
    """The records of a text, each with the line it begins on; what is none is a finding at its line.

    Prose around the records is left out, and told: nothing in it is taken for a record.

    >>> text = 'Here you are:\\n```json\\n[{"record":"empty","quotes":[{"exact":"Good luck"}],"why":"courtesy"}]\\n```'
    >>> prose, line = read(text, "p.jsonl")
    >>> line.number, line.record.why, prose.message
    (3, 'courtesy', 'lines 1 to 1 hold no record and are left out')
    """
    prose: list[int] = []
    position, number = 0, 1
    while position < len(text):
        if text[position] == "\n":
            number, position = number + 1, position + 1
        elif text[position] in _BETWEEN:
            position += 1
        elif text[position] == "{":
            yield from _prose(prose, file)
            prose = []
            end = _end_of_object(text, position)
            yield from _records(text[position:end], file, number, end == len(text))
            number, position = number + text.count("\n", position, end), end
        else:
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            if not text.startswith(_FENCES, position):
                prose.append(number)
            position = end
    yield from _prose(prose, file)


def _prose(lines: list[int], file: str) -> Iterator[Finding]:
    if lines:
        message = f"lines {lines[0]} to {lines[-1]} hold no record and are left out"
        yield Finding(file, lines[0], message, severity="information", check="form")


def _end_of_object(text: str, start: int) -> int:
    """Where the JSON object that begins here ends; the end of the line if it is none."""
    try:
        return _DECODER.raw_decode(text, start)[1]
    except (json.JSONDecodeError, RecursionError):
        end = text.find("\n", start)
        return len(text) if end < 0 else end


_DECODER = json.JSONDecoder()


def _records(text: str, file: str, number: int, last: bool) -> Iterator[Line | Finding]:
    """The record in an object, or those in a list that the object wraps."""
    found = decode(text, file, number)
    if isinstance(found, Finding):
        if inner := _wrapped(text):
            yield from (decode(json.dumps(one, ensure_ascii=False), file, number) for one in inner)
            return
        if last and found.message.startswith("no JSON"):
            message = "the file breaks off in the middle of a record"
            yield Finding(file, number, message, hint="let the reader give the rest again", check="form")
            return
    yield found


def _wrapped(text: str) -> list[Any]:
    """The records of an object such as {"proposals": [...]}; none if it is no such object."""
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return []
    lists = [value for value in whole.values() if isinstance(value, list)]
    return lists[0] if len(lists) == 1 and all(isinstance(one, dict) and "record" in one for one in lists[0]) else []
