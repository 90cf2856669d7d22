"""Syntax errors of SPARQL, with line and column."""

from __future__ import annotations

import re

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.messages import Message
from kgtools.sparql import tokens

_AT = r"(?s)error at (\d+):(\d+): (.*)"


class QuerySyntaxError(UsageError):
    """A text that is not SPARQL: what is wrong, in which file, line and column (0 where it is not known)."""

    def __init__(self, said: Message, file: str, line: int = 0, column: int = 0) -> None:
        super().__init__(said)
        self.said, self.file, self.line, self.column = said, file, line, column

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.said}"


def syntax_error(sparql: str, file: str, message: str) -> QuerySyntaxError:
    """A syntax error: where, what stands there, what could."""
    match = re.match(_AT, message)
    if not match:
        return QuerySyntaxError(Message("error.unreadable", detail=" ".join(message.split())), file)
    if (found := _unpaired(sparql, file, int(match[1]), int(match[2]))) is not None:
        return found
    line = sparql.splitlines()[int(match[1]) - 1 :][:1]
    before = line[0][: int(match[2]) - 1] if line else ""
    if "Prefix not found" in message and (missing := _missing_prefix(sparql, before)):
        prefix, column = missing
        return QuerySyntaxError(Message("error.prefix-missing", prefix=prefix), file, int(match[1]), column)
    rest = line[0][int(match[2]) - 1 :].strip()[:40] if line else ""
    expected = " ".join(match[3].split())[:160]
    said = (
        Message("error.unreadable-at", found=rest, detail=expected)
        if rest
        else Message("error.unreadable-end", detail=expected)
    )
    return QuerySyntaxError(said, file, int(match[1]), int(match[2]))


def _unpaired(sparql: str, file: str, line: int, column: int) -> QuerySyntaxError | None:
    """The error in terms of a bracket or quotation mark without its other half, if that may be what is wrong."""
    found = tokens.unpaired(sparql)
    if found is None:
        return None
    opened, noticed = _place(sparql, found.token.start), _place(sparql, found.noticed)
    if not found.missing and opened <= (line, column):
        return QuerySyntaxError(Message("error.one-too-many", sign=found.token.text), file, *opened)
    if not found.missing or ((line, column) <= opened and found.token.text != found.missing):
        return None  # something else is wrong before it
    named = {"sign": found.token.text, "missing": found.missing, "line": opened[0], "column": opened[1]}
    return QuerySyntaxError(Message("error.not-closed", **named), file, *min(noticed, (line, column)))


def _place(sparql: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    before = sparql[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _missing_prefix(sparql: str, before: str) -> tuple[str, int] | None:
    """The undeclared prefix that stands at the end of what could be read of a line, and its column."""
    match = re.search(r"(?<![\w?$@-])([^\W\d_][\w-]*:|:)[\w.%-]*\s*$", before)
    if match is None:
        return None
    declared = {f"{prefix}:" for prefix in (*namespaces.prefixes(), *tokens.prefixes(sparql))}
    return None if match[1] in declared else (match[1], match.start() + 1)
