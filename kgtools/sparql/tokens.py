"""The words of a SPARQL query."""

from __future__ import annotations

import re
from dataclasses import dataclass

THIS = ("?this", "$this")
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<text>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:[A-Za-z][\w.-]*)?:(?:[\w.:%-]*[\w:%-])?|@[A-Za-z-]+)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<number>[0-9.]*[0-9](?:[eE][+-]?[0-9]+)?)
      | (?P<sign>\S)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass
class Token:
    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "word" else self.text


def split(query: str) -> list[Token]:
    """The words and signs of a query, without its comments."""
    return [
        Token(str(match.lastgroup), match[0], match.start())
        for match in _TOKEN.finditer(query)
        if match.lastgroup != "comment"
    ]
