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


def _missing_prefix(sparql: str, before: str) -> tuple[str, int] | None:
    """The undeclared prefix that stands at the end of what could be read of a line, and its column."""
    match = re.search(r"(?<![\w?$@-])([^\W\d_][\w-]*:|:)[\w.%-]*\s*$", before)
    if match is None:
        return None
    declared = {f"{prefix}:" for prefix in (*namespaces.PREFIXES, *tokens.prefixes(sparql))}
    return None if match[1] in declared else (match[1], match.start() + 1)
