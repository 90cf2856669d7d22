"""Syntax errors of SPARQL, told by line and column."""

from __future__ import annotations

import re

from kgtools import namespaces
from kgtools.sparql import tokens

_AT = r"(?s)error at (\d+):(\d+): (.*)"


def syntax_error(sparql: str, file: str, message: str) -> str:
    """A syntax error in one line: where, what stands there, what could."""
    match = re.match(_AT, message)
    if not match:
        return f"{file}: this is not SPARQL: {' '.join(message.split())}"
    line = sparql.splitlines()[int(match[1]) - 1 :][:1]
    before = line[0][: int(match[2]) - 1] if line else ""
    if "Prefix not found" in message and (missing := _missing_prefix(sparql, before)):
        prefix, column = missing
        hint = f"write PREFIX {prefix} <…> above the query"
        return f"{file}:{match[1]}:{column}: this is not SPARQL: the prefix '{prefix}' is not declared; {hint}"
    rest = line[0][int(match[2]) - 1 :].strip()[:40] if line else ""
    here = f"'{rest}'" if rest else "the end of the line"
    expected = " ".join(match[3].split())
    return f"{file}:{match[1]}:{match[2]}: this is not SPARQL: found {here}, {expected[:160]}"


def _missing_prefix(sparql: str, before: str) -> tuple[str, int] | None:
    """The undeclared prefix that stands at the end of what could be read of a line, and its column."""
    match = re.search(r"(?<![\w?$@-])([^\W\d_][\w-]*:|:)[\w.%-]*\s*$", before)
    if match is None:
        return None
    declared = {f"{prefix}:" for prefix in (*namespaces.PREFIXES, *tokens.prefixes(sparql))}
    return None if match[1] in declared else (match[1], match.start() + 1)
